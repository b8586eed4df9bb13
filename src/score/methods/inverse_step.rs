//! `inverse-step`: less is better; each percentage point over takes a share of the weight, part of a point in proportion.
//!
//! Targets in percent count the points themselves (103 % over 100 % is 3, 3 % over 2 % is 1); other measures count in
//! percent of the target (103 over 100 is 3, 3 over 2 is 50).

use super::inverse_linear::{INVERSE, RATE, at_the_edges, edges_excel};
use super::{Case, Cells, Direction, Flag, Formula, Method, Param, Points, Verdict, is_percent};
use crate::model::round_half_up::plain;
use rust_decimal::Decimal;

pub(super) static METHOD: Method = Method {
    name: "inverse-step",
    label: "反向按百分点扣分",
    rule: |params| {
        format!(
            "完成值不超过目标值的得满分；每超过1个百分点扣权重的{}%，不足1个百分点的按比例扣，扣完为止。\
             目标值不是百分数的，按超过部分占目标值的百分比计。",
            plain(params[Param::StepDeduction])
        )
    },
    bounds: &INVERSE,
    direction: Some(Direction::Inverse),
    rate: Some(RATE),
    flags_over: false,
    compute,
    excel,
};

fn compute(case: &Case) -> Option<Verdict> {
    let (target, actual) = (case.target.amount, case.actual);
    let percent = is_percent(case.target);
    if !(percent && actual > target)
        && let Some(verdict) = at_the_edges(case)
    {
        return Some(verdict);
    }
    let base = if percent { Decimal::ONE_HUNDRED } else { target };
    let points = stepped(case, base)?;
    Some(Verdict::Points(if actual == target { points.flagged(Flag::Confirm) } else { points }))
}

/// What is left of the weight: w × (base − deduction × (a − t)) ÷ base.
fn stepped(case: &Case, base: Decimal) -> Option<Points> {
    let (target, actual, step) = (case.target.amount, case.actual, case.params[Param::StepDeduction]);
    let left = base.checked_sub(step.checked_mul(actual.checked_sub(target)?)?)?;
    let (base_text, step, a, t) = (plain(base), plain(step), plain(actual), plain(target));
    if left <= Decimal::ZERO {
        return Some(case.zero(format!("{step}×({a}−{t})≥{base_text}")));
    }
    let subtrahend = if target < Decimal::ZERO { format!("({t})") } else { t };
    case.share((left, format!("({base_text}−{step}×({a}−{subtrahend}))")), (base, base_text))
}

fn excel(cells: &Cells) -> Formula {
    let Cells { weight: w, target: t, actual: a, params, .. } = cells;
    let step = &params[Param::StepDeduction];
    if cells.percent {
        // A difference of doubles keeps their error, which weighs more against 100 than against the target: 12 decimals
        // free it of that, for all percentages below 1000 (15 digits hold no more decimals above).
        Formula::new(format!("IF({a}<={t},{w},{w}*MAX(0,100-{step}*ROUND({a}-{t},12))/100)"))
    } else {
        edges_excel(cells, &format!("{w}*MAX(0,{t}-{step}*({a}-{t}))/{t}"))
    }
}
