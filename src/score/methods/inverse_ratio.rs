//! `inverse-ratio`: less is better; twice the limit still gets half the weight.

use super::inverse_linear::{INVERSE, RATE, at_the_edges, edges_excel};
use super::{Case, Cells, Direction, Flag, Formula, Method, Verdict, shown};

pub(super) static METHOD: Method = Method {
    name: "inverse-ratio",
    label: "反向按比例",
    rule: |_| {
        "完成值不超过目标值的得满分；超过的，得分＝权重×目标值÷完成值；目标值为0而超过的得0分。目标值为负且未达到的，待核实。"
            .to_owned()
    },
    bounds: &INVERSE,
    direction: Some(Direction::Inverse),
    rate: Some(RATE),
    flags_over: false,
    compute,
    excel,
};

fn compute(case: &Case) -> Option<Verdict> {
    at_the_edges(case).or_else(|| {
        let points = case.share(shown(case.target.amount), shown(case.actual))?;
        let reached = case.actual == case.target.amount;
        Some(Verdict::Points(if reached { points.flagged(Flag::Confirm) } else { points }))
    })
}

fn excel(cells: &Cells) -> Formula {
    edges_excel(cells, &format!("{}*{}/{}", cells.weight, cells.target, cells.actual))
}
