//! `inverse-binary`: less is better, all or nothing.

use super::inverse_linear::{INVERSE, RATE};
use super::{Case, Cells, Direction, Formula, Method, Verdict};
use crate::model::Bound;
use crate::model::round_half_up::plain;

pub(super) static METHOD: Method = Method {
    name: "inverse-binary",
    label: "反向一票制",
    rule: |_| "完成值不超过目标值的得满分，超过的得0分。要求“小于”而恰好相等的，得0分。".to_owned(),
    bounds: &INVERSE,
    direction: Some(Direction::Inverse),
    rate: Some(RATE),
    flags_over: false,
    compute,
    excel,
};

fn compute(case: &Case) -> Option<Verdict> {
    let (target, actual) = (case.target.amount, case.actual);
    let (a, t) = (plain(actual), plain(target));
    Some(Verdict::Points(if actual > target {
        case.zero(format!("{a}＞{t}"))
    } else if actual == target && case.target.bound == Bound::LessThan {
        case.zero(format!("{a}＝{t}，不小于目标值"))
    } else {
        let sign = if case.target.bound == Bound::LessThan { "＜" } else { "≤" };
        case.full(format!("{a}{sign}{t}"))?
    }))
}

fn excel(Cells { weight: w, bound, target: t, actual: a, .. }: &Cells) -> Formula {
    let kept = if *bound == Bound::LessThan { "<" } else { "<=" };
    Formula::new(format!("IF({a}{kept}{t},{w},0)"))
}
