//! `equal`: exactly the target. Above 0 it counts as more-is-better; 0 (零投诉, 无结余) is all or nothing.

use super::proportional::{positive, positive_excel};
use super::{Case, Cells, Direction, Formula, Method, Verdict};
use crate::model::Bound;
use crate::model::round_half_up::plain;
use rust_decimal::Decimal;

pub(super) static METHOD: Method = Method {
    name: "equal",
    label: "等于目标值",
    rule: |_| {
        "目标值大于0的，同“正向按比例”。目标值为0的，完成值不大于0的得满分，大于0的得0分。目标值为负的，待核实。"
            .to_owned()
    },
    bounds: &[Bound::Bare, Bound::Exactly],
    direction: Some(Direction::Positive),
    rate: Some("完成率"),
    flags_over: true,
    compute,
    excel,
};

fn compute(case: &Case) -> Option<Verdict> {
    let (target, actual) = (case.target.amount, case.actual);
    if target < Decimal::ZERO {
        return Some(Verdict::Query(format!("目标值{}为负数，完成比例算不出来，须人工核实", plain(target))));
    }
    let points = if target > Decimal::ZERO {
        positive(case)?
    } else if actual <= Decimal::ZERO {
        case.full(format!("{}≤0", plain(actual)))?
    } else {
        case.zero(format!("{}＞0", plain(actual)))
    };
    Some(Verdict::Points(points))
}

fn excel(cells: &Cells) -> Formula {
    let Cells { weight: w, target: t, actual: a, .. } = cells;
    Formula::new(format!("IF({t}=0,IF({a}<=0,{w},0),{})", positive_excel(cells))).query_if(format!("{t}<0"))
}
