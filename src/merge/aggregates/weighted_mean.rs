//! `weighted-mean`: rates are averaged, weighted by an amount (DOMAIN §5), to four decimals.

use super::{Aggregate, Columns, Term, numbers};
use crate::model::Meaning;
use crate::model::round_half_up::round_half_up;
use rust_decimal::Decimal;

pub(super) static AGGREGATE: Aggregate = Aggregate {
    name: "weighted-mean",
    label: "加权平均",
    rule: "各单位的比率加权平均，四舍五入到四位小数；权数取自《名册》“权数”或本表另一项的数值，有一个单位缺权数的不作汇总。",
    part,
    roll_up: |pool| match pool.unweighted() {
        Some(reason) => Meaning::Unclear(reason),
        None => numbers(pool, part),
    },
    // The last digit a double is sure of lies far below a quarter of the fourth decimal; see `score::rounding`.
    excel: |Columns { weighted, weight, .. }| format!("ROUND(SUM({weighted})/SUM({weight})+1E-12,4)"),
};

fn part(terms: &[Term]) -> Option<Decimal> {
    let mut total = Decimal::ZERO;
    let mut weights = Decimal::ZERO;
    for term in terms {
        let weight = term.weight.filter(|w| *w > Decimal::ZERO)?;
        total = total.checked_add(term.amount.checked_mul(weight)?)?;
        weights = weights.checked_add(weight)?;
    }
    Some(round_half_up(total.checked_div(weights)?, 4))
}
