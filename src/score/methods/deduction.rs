//! `deduction`: so many points off for each unit beyond the target (每出现一例扣1分), until nothing is left. Part of a unit
//! counts in proportion. The points are the indicator's own (`Steps`).

use super::bands::without_steps;
use super::{Case, Cells, Direction, Formula, Method, Verdict, shown};
use crate::definition::DEDUCTION;
use crate::model::Bound;
use crate::model::round_half_up::plain;
use rust_decimal::Decimal;

pub(super) static METHOD: Method = Method {
    name: DEDUCTION,
    label: "按次扣分",
    rule: |_| {
        "完成值不超过目标值的得满分；每超过1个单位扣若干分，不足1个单位的按比例扣，扣完为止，扣分见“分档与扣分”。\
         完成值为负的，待核实。"
            .to_owned()
    },
    bounds: &[Bound::Bare, Bound::Exactly, Bound::AtMost, Bound::LessThan],
    direction: Some(Direction::Inverse),
    rate: None,
    flags_over: false,
    compute,
    excel,
};

fn compute(case: &Case) -> Option<Verdict> {
    let Some(steps) = case.steps.filter(|s| s.deduct > Decimal::ZERO) else { return Some(without_steps()) };
    let (target, actual) = (case.target.amount, case.actual);
    let (a, t, of, each) = (plain(actual), plain(target), plain(steps.of), plain(steps.deduct));
    if actual < Decimal::ZERO {
        return Some(Verdict::Query(format!("完成值{a}为负数，须人工核实")));
    }
    if actual <= target {
        return Some(Verdict::Points(case.full(format!("{a}≤{t}"))?));
    }
    let left = steps.of.checked_sub(steps.deduct.checked_mul(actual.checked_sub(target)?)?)?;
    if left <= Decimal::ZERO {
        return Some(Verdict::Points(case.zero(format!("{each}×({a}−{t})≥{of}"))));
    }
    Some(Verdict::Points(case.share((left, format!("({of}−{each}×({a}−{t}))")), shown(steps.of))?))
}

fn excel(Cells { weight: w, target: t, actual: a, steps, .. }: &Cells) -> Formula {
    let Some(steps) = steps else { return Formula::new("0".to_owned()).query_if("TRUE".to_owned()) };
    let (of, each) = (&steps.of, &steps.deduct);
    // As in `inverse-step`: a difference of doubles keeps their error, and 12 decimals free it of that.
    Formula::new(format!("IF({a}<={t},{w},{w}*MAX(0,{of}-{each}*ROUND({a}-{t},12))/{of})")).query_if(format!("{a}<0"))
}
