//! `range`: from a lower to an upper end, both included. Above the upper end nobody has said what it means: a query.

use super::{Case, Cells, Formula, Method, Verdict, shown};
use crate::model::Bound;
use crate::model::round_half_up::plain;
use rust_decimal::Decimal;

pub(super) static METHOD: Method = Method {
    name: "range",
    label: "区间",
    rule: |_| {
        "完成值在区间内的得满分；低于下限的，得分＝权重×完成值÷下限，完成值为负而下限不为负的得0分。\
         高于上限的，或下限为负而未达到的，待核实。"
            .to_owned()
    },
    bounds: &[Bound::Between],
    direction: None,
    rate: None,
    flags_over: false,
    compute,
    excel,
};

fn compute(case: &Case) -> Option<Verdict> {
    let (lower, actual) = (case.target.amount, case.actual);
    let Some(upper) = case.target.upper else {
        return Some(Verdict::Query("目标区间没有上限，须人工核实".to_owned()));
    };
    let (a, l, u) = (plain(actual), plain(lower), plain(upper));
    if actual > upper {
        return Some(Verdict::Query(format!("完成值{a}高于区间上限{u}，须人工核实")));
    }
    if actual < lower && lower < Decimal::ZERO {
        return Some(Verdict::Query(format!("区间下限{l}为负数且未达到，完成比例算不出来，须人工核实")));
    }
    Some(Verdict::Points(if actual >= lower {
        case.full(format!("{a}在{l}～{u}之间"))?
    } else if actual < Decimal::ZERO {
        case.zero(format!("完成值{a}为负数"))
    } else {
        case.share(shown(actual), shown(lower))?
    }))
}

fn excel(Cells { weight: w, target: l, upper: u, actual: a, .. }: &Cells) -> Formula {
    Formula::new(format!("IF({a}>={l},{w},IF({a}<0,0,{w}*{a}/{l}))"))
        .query_if(format!("{a}>{u}"))
        .query_if(format!("AND({l}<0,{a}<{l})"))
}
