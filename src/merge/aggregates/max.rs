//! `max`: the greatest of the agencies' figures, for what nobody may exceed.

use super::{Aggregate, Columns, Term, numbers};
use rust_decimal::Decimal;

pub(super) static AGGREGATE: Aggregate = Aggregate {
    name: "max",
    label: "取最大",
    rule: "取各单位数值中最大的一个；界限相同的保留界限，复合指标逐项取最大。",
    part,
    roll_up: |pool| numbers(pool, part),
    excel: |Columns { value, .. }| format!("MAX({value})"),
};

fn part(terms: &[Term]) -> Option<Decimal> {
    terms.iter().map(|t| t.amount).max()
}
