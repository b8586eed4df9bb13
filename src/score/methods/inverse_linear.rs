//! `inverse-linear`: less is better; the points fall in a straight line from w at the limit to 0 at twice the limit.
//!
//! Over a limit of 0 nothing is left of the line: 0 points. A limit below 0 that is not kept has no line: a query.
//! Under `<` an actual value equal to the limit gets w by the line, and a flag for someone to look at.

use super::{Case, Cells, Direction, Flag, Formula, Method, Verdict, shown};
use crate::model::Bound;
use crate::model::round_half_up::plain;
use rust_decimal::Decimal;

pub(super) static METHOD: Method = Method {
    name: "inverse-linear",
    label: "反向线性",
    rule: |_| {
        "完成值不超过目标值的得满分；超过的，得分＝权重×（2×目标值－完成值）÷目标值，达到目标值2倍的得0分。\
         目标值为负且未达到的，待核实。要求“小于”而恰好相等的，得满分，须人工确认。"
            .to_owned()
    },
    bounds: &INVERSE,
    direction: Some(Direction::Inverse),
    rate: Some(RATE),
    flags_over: false,
    compute,
    excel,
};

/// The bounds that less-is-better can score.
pub(super) const INVERSE: [Bound; 4] = [Bound::Bare, Bound::Exactly, Bound::AtMost, Bound::LessThan];
/// What the rate of a limit is called.
pub(super) const RATE: &str = "为目标值的";

fn compute(case: &Case) -> Option<Verdict> {
    at_the_edges(case).or_else(|| {
        let (target, actual) = (case.target.amount, case.actual);
        let twice = target.checked_mul(Decimal::TWO)?;
        if actual >= twice {
            return Some(Verdict::Points(case.zero(format!("{}≥2×{}", plain(actual), plain(target)))));
        }
        let left = (twice.checked_sub(actual)?, format!("(2×{}−{})", plain(target), plain(actual)));
        let points = case.share(left, shown(target))?;
        Some(Verdict::Points(if actual == target { points.flagged(Flag::Confirm) } else { points }))
    })
}

/// What all graded inverse methods say alike: the limit kept, or a limit that no proportion can be taken of.
/// `None` leaves the rest to the method: a limit above 0 and passed, or reached exactly under `<`.
pub(super) fn at_the_edges(case: &Case) -> Option<Verdict> {
    let (target, actual) = (case.target.amount, case.actual);
    let strict = case.target.bound == Bound::LessThan;
    let (a, t) = (plain(actual), plain(target));
    if actual < target {
        case.full(format!("{a}{}{t}", if strict { "＜" } else { "≤" })).map(Verdict::Points)
    } else if actual == target && !strict {
        case.full(format!("{a}≤{t}")).map(Verdict::Points)
    } else if actual == target && target <= Decimal::ZERO {
        Some(Verdict::Points(case.full(format!("{a}＝{t}"))?.flagged(Flag::Confirm)))
    } else if target < Decimal::ZERO {
        Some(Verdict::Query(format!("目标值{t}为负数且未达到，扣分比例算不出来，须人工核实")))
    } else if target.is_zero() {
        Some(Verdict::Points(case.zero(format!("{a}＞0"))))
    } else {
        None
    }
}

fn excel(cells: &Cells) -> Formula {
    let Cells { weight: w, target: t, actual: a, .. } = cells;
    edges_excel(cells, &format!("IF({a}>=2*{t},0,{w}*(2*{t}-{a})/{t})"))
}

/// The Excel face of [`at_the_edges`], with `rest` where it leaves the rest to the method.
pub(super) fn edges_excel(Cells { weight: w, target: t, actual: a, .. }: &Cells, rest: &str) -> Formula {
    Formula::new(format!("IF({a}<={t},{w},IF({t}=0,0,{rest}))")).query_if(format!("AND({t}<0,{a}>{t})"))
}
