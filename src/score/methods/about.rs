//! `about`: 左右, 约. No official meaning was found; inside the tolerance it is met.

use super::{Case, Cells, Flag, Formula, Method, Param, Verdict, shown};
use crate::model::Bound;
use crate::model::round_half_up::plain;
use rust_decimal::Decimal;

pub(super) static METHOD: Method = Method {
    name: "about",
    label: "左右",
    rule: |params| {
        format!(
            "完成值在目标值上下{0}%以内的得满分；低于下限的，得分＝权重×完成值÷下限，下限＝目标值×{1}%，\
             完成值为负的得0分。高于上限的，得满分，须人工确认。目标值不大于0的，待核实。",
            plain(params[Param::AboutTolerance]),
            plain(Decimal::ONE_HUNDRED - params[Param::AboutTolerance])
        )
    },
    bounds: &[Bound::Bare, Bound::Exactly, Bound::About],
    direction: None,
    rate: Some("完成率"),
    flags_over: false,
    compute,
    excel,
};

fn compute(case: &Case) -> Option<Verdict> {
    let (target, actual) = (case.target.amount, case.actual);
    if target <= Decimal::ZERO {
        return Some(Verdict::Query(format!("目标值为{}，上下浮动的范围算不出来，须人工核实", plain(target))));
    }
    let tolerance = case.params[Param::AboutTolerance].checked_div(Decimal::ONE_HUNDRED)?;
    let (below, above) = (Decimal::ONE.checked_sub(tolerance)?, Decimal::ONE.checked_add(tolerance)?);
    let (lower, upper) = (target.checked_mul(below)?, target.checked_mul(above)?);
    let (a, t) = (plain(actual), plain(target));
    Some(Verdict::Points(if actual < Decimal::ZERO {
        case.zero(format!("完成值{a}为负数"))
    } else if actual < lower {
        case.share(shown(actual), (lower, format!("{t}÷{}", plain(below))))?
    } else if actual <= upper {
        case.full(format!("{a}在{}～{}之间", plain(lower), plain(upper)))?
    } else {
        case.full(format!("{a}＞{}", plain(upper)))?.flagged(Flag::Confirm)
    }))
}

fn excel(Cells { weight: w, target: t, actual: a, params, .. }: &Cells) -> Formula {
    let lower = format!("({t}*(100-{})/100)", &params[Param::AboutTolerance]);
    Formula::new(format!("IF({a}<0,0,IF({a}>={lower},{w},{w}*{a}/{lower}))")).query_if(format!("{t}<=0"))
}
