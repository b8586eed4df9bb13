//! `proportional`: more is better. ≥, >, and a bare number.
//!
//! Under `>` an actual value equal to the target is not yet met, but its proportion is the whole weight: it gets w, and a
//! flag for someone to look at.

use super::{Case, Cells, Direction, Flag, Formula, Method, Param, Points, Verdict, shown};
use crate::model::Bound;
use crate::model::round_half_up::plain;
use rust_decimal::Decimal;

pub(super) static METHOD: Method = Method {
    name: "proportional",
    label: "正向按比例",
    rule: |params| {
        format!(
            "完成值达到目标值的得满分；未达到的，得分＝权重×完成值÷目标值，完成值为负的得0分。目标值不大于0的，待核实。\
             达到目标值{}%的，标明超额完成。要求“大于”而恰好相等的，得满分，须人工确认。",
            plain(params[Param::OverFulfilment])
        )
    },
    bounds: &[Bound::Bare, Bound::Exactly, Bound::AtLeast, Bound::MoreThan],
    direction: Some(Direction::Positive),
    rate: Some("完成率"),
    flags_over: true,
    compute,
    excel,
};

fn compute(case: &Case) -> Option<Verdict> {
    if case.target.amount <= Decimal::ZERO {
        return Some(Verdict::Query(format!("目标值为{}，完成比例算不出来，须人工核实", plain(case.target.amount))));
    }
    positive(case).map(Verdict::Points)
}

/// The points for a target above 0.
pub(super) fn positive(case: &Case) -> Option<Points> {
    let (target, actual) = (case.target.amount, case.actual);
    if actual < Decimal::ZERO {
        Some(case.zero(format!("完成值{}为负数", plain(actual))))
    } else if actual < target {
        case.share(shown(actual), shown(target))
    } else if actual == target && case.target.bound == Bound::MoreThan {
        Some(case.share(shown(actual), shown(target))?.flagged(Flag::Confirm))
    } else {
        let sign = if case.target.bound == Bound::MoreThan { "＞" } else { "≥" };
        let full = case.full(format!("{}{sign}{}", plain(actual), plain(target)))?;
        let over =
            actual.checked_mul(Decimal::ONE_HUNDRED)? >= target.checked_mul(case.params[Param::OverFulfilment])?;
        Some(if over { full.flagged(Flag::Over) } else { full })
    }
}

fn excel(cells: &Cells) -> Formula {
    Formula::new(positive_excel(cells)).query_if(format!("{}<=0", cells.target))
}

/// The Excel face of [`positive`].
pub(super) fn positive_excel(Cells { weight: w, target: t, actual: a, .. }: &Cells) -> String {
    format!("IF({a}>={t},{w},IF({a}<0,0,{w}*{a}/{t}))")
}
