//! `compound`: several parts share the weight equally, and their points are added before the one rounding.
//!
//! It stands beside the list: each part is scored by its own method, with `Case::parts` telling how many share.

use super::{Formula, Points, Verdict};
use crate::definition::profile::HALF_UP_CENTS;
use rust_decimal::Decimal;

/// Its name in definitions and JSON.
pub const NAME: &str = "compound";
/// Its Chinese name.
pub const LABEL: &str = "复合指标";
/// The rule as a Chinese sentence for the sheet 口径.
pub const RULE: &str = "各部分平分权重，分别计分后相加，最后四舍五入一次。任一部分不能计分的，整个指标不能计分。";

/// The points of the whole from the verdicts on its parts; the first part without points speaks for the whole.
pub fn sum(parts: &[Verdict]) -> Verdict {
    let mut points = Vec::new();
    for (i, part) in parts.iter().enumerate() {
        match part {
            Verdict::Points(p) => points.push(p),
            Verdict::Query(reason) => return Verdict::Query(format!("第{}部分：{reason}", i + 1)),
            Verdict::ToScore(reason) => return Verdict::ToScore(format!("第{}部分：{reason}", i + 1)),
            Verdict::NotApplicable => return Verdict::Query(format!("第{}部分不涉及，须人工核实", i + 1)),
        }
    }
    let Some(raw) = points.iter().try_fold(Decimal::ZERO, |sum, p| sum.checked_add(p.raw)) else {
        return Verdict::Query("数值过大，无法计算".to_owned());
    };
    Verdict::Points(Points {
        raw,
        rounding: points.first().map_or(HALF_UP_CENTS, |p| p.rounding),
        rate: None,
        flag: points.iter().filter_map(|p| p.flag).max(),
        working: points.iter().map(|p| p.working.as_str()).collect::<Vec<_>>().join("＋"),
        ground: None,
        full: false,
    })
}

/// The Excel face of [`sum`]: the cells that hold the parts' points before rounding.
pub fn excel(parts: &[String]) -> Formula {
    let list = parts.join(",");
    Formula::new(format!("SUM({list})")).query_if(format!("COUNT({list})<{}", parts.len()))
}
