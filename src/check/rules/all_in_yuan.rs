//! V305 `all-in-yuan`: amounts that agree with each other and are larger than any agency's money: 元 typed throughout.

use super::{Check, Found, Rule, scale_suspect};
use crate::check::view::View;
use crate::extract::{Amount, Entry};
use crate::model::round_half_up::grouped;
use crate::model::{Reach, Reading, Severity};
use rust_decimal::Decimal;

pub(super) const RULE: Rule = Rule {
    code: "V305",
    name: "all-in-yuan",
    level: Severity::Query,
    reach: Reach::Entry,
    page: include_str!("all_in_yuan.md"),
    check: Check::Submission(check),
};

/// 1000亿元: from here on an amount is asked about.
const SUSPECT: Decimal = Decimal::from_parts(1_215_752_192, 23, 0, false, 0);
/// What it is called.
const CALLED: &str = "1000亿元";

/// Where a whole table is in 元, its sums agree and no row stands out: only the size itself tells. Then no amount of the
/// table can be relied on.
fn check(view: &View<'_>) -> Vec<Found> {
    let unit =
        Reading::of(&format!("1{}", view.form.measure)).meaning.parts().first().map_or(Decimal::ONE, |p| p.scale);
    let amounts: Vec<(&Entry, Decimal)> = view.entries().filter_map(|e| Some((e, amount(e, view)?))).collect();
    let is_huge = |value: Decimal| value.checked_mul(unit).is_none_or(|yuan| yuan >= SUSPECT);
    let Some((largest, value)) = amounts.iter().max_by_key(|(_, value)| *value).filter(|(_, v)| is_huge(*v)) else {
        return Vec::new();
    };
    let (name, measure) = (view.name(&largest.item, largest.slot), &view.form.measure);
    let message = format!(
        "{name}是{}{measure}，超过{CALLED}；疑似全部{}处金额均按元填写，请核对。",
        grouped(*value, 2),
        amounts.len()
    );
    let fix = format!("表中金额以{measure}为单位：按元填写的请全部换算后更正，数字属实的请说明。");
    vec![amounts.iter().fold(Found::new(message, fix), |found, (e, _)| found.at(&e.item, e.slot))]
}

/// An amount the agency filled that no other rule asks about as to its size.
fn amount(entry: &Entry, view: &View<'_>) -> Option<Decimal> {
    if !view.asks_amount(entry) || scale_suspect::suspects(&entry.item, entry.slot, view) {
        return None;
    }
    match view.amount(&entry.item, entry.slot) {
        Amount::Value(value) if value > Decimal::ZERO => Some(value),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_what_it_is_called() {
        assert_eq!(SUSPECT, Decimal::from(100_000_000_000_i64));
    }
}
