//! `budget-execution`: what was spent of the adjusted budget. The target is the adjusted budget, never the initial one.

use super::{Case, Cells, Direction, Flag, Formula, Method, Verdict, shown};
use crate::model::Bound;
use crate::model::round_half_up::plain;
use rust_decimal::Decimal;

/// The method.
pub static METHOD: Method = Method {
    name: "budget-execution",
    label: "预算执行率",
    rule: |_| {
        "得分＝权重×全年执行数÷全年预算数（调整后），最高得满分；执行数为负的得0分。两数均为0的，不涉及。\
         预算数未填、为负，或为0而有执行数的，待核实。执行数大于预算数的，须人工确认。"
            .to_owned()
    },
    bounds: &[Bound::Bare, Bound::Exactly, Bound::AtLeast, Bound::AtMost],
    direction: Some(Direction::Positive),
    rate: Some("执行率"),
    flags_over: false,
    compute,
    excel,
};

fn compute(case: &Case) -> Option<Verdict> {
    let (budget, spent) = (case.target.amount, case.actual);
    let (b, s) = (plain(budget), plain(spent));
    if budget.is_zero() && spent.is_zero() {
        return Some(Verdict::NotApplicable);
    }
    if budget <= Decimal::ZERO {
        return Some(Verdict::Query(format!("全年预算数为{b}而执行数为{s}，须人工核实")));
    }
    Some(Verdict::Points(if spent < Decimal::ZERO {
        case.zero(format!("执行数{s}为负数"))
    } else if spent < budget {
        case.share(shown(spent), shown(budget))?
    } else if spent == budget {
        case.full(format!("{s}＝{b}"))?
    } else {
        case.full(format!("{s}＞{b}"))?.flagged(Flag::Confirm)
    }))
}

fn excel(Cells { weight: w, target: t, actual: a, .. }: &Cells) -> Formula {
    Formula::new(format!("IF({a}>={t},{w},IF({a}<0,0,{w}*{a}/{t}))"))
        .not_applicable_if(format!("AND({t}=0,{a}=0)"))
        .query_if(format!("{t}<=0"))
}
