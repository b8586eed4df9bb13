//! `min`: the least of the agencies' figures, for what must hold everywhere.

use super::{Aggregate, Columns, Term, numbers};
use rust_decimal::Decimal;

pub(super) static AGGREGATE: Aggregate = Aggregate {
    name: "min",
    label: "取最小",
    rule: "取各单位数值中最小的一个；界限相同的保留界限，复合指标逐项取最小。",
    part,
    roll_up: |pool| numbers(pool, part),
    excel: |Columns { value, .. }| format!("MIN({value})"),
};

fn part(terms: &[Term]) -> Option<Decimal> {
    terms.iter().map(|t| t.amount).min()
}
