//! V106 `negative-amount`: an amount below zero.

use super::{Check, Found, Rule};
use crate::check::view::{View, quoted};
use crate::extract::{Amount, Entry};
use crate::model::{Reach, Severity};
use rust_decimal::Decimal;

pub(super) const RULE: Rule = Rule {
    code: "V106",
    name: "negative-amount",
    level: Severity::SendBack,
    reach: Reach::Entry,
    page: include_str!("negative_amount.md"),
    check: Check::Entry(check),
};

fn check(entry: &Entry, view: &View<'_>) -> Option<Found> {
    if !view.asks_amount(entry) {
        return None;
    }
    match view.amount(&entry.item, entry.slot) {
        Amount::Value(value) if value < Decimal::ZERO => {
            let message = format!("{}{}小于0。", view.name(&entry.item, entry.slot), quoted(&entry.text));
            Some(Found::new(message, "金额不会小于0，请核对后更正。").at(&entry.item, entry.slot))
        }
        _ => None,
    }
}
