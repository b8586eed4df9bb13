//! `sum`: absolute values are added (DOMAIN §5).

use super::{Aggregate, Columns, SUM, Term, numbers};
use rust_decimal::Decimal;

pub(super) static AGGREGATE: Aggregate = Aggregate {
    name: SUM,
    label: "相加",
    rule: "各单位数值相加；界限相同的保留界限，复合指标逐项相加。",
    part,
    roll_up: |pool| numbers(pool, part),
    excel: |Columns { value, .. }| format!("SUM({value})"),
};

fn part(terms: &[Term]) -> Option<Decimal> {
    terms.iter().try_fold(Decimal::ZERO, |sum, t| sum.checked_add(t.amount))
}
