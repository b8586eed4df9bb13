//! V110 `number-as-text`: a number stored as text; it is understood.

use super::{Check, Found, Rule};
use crate::check::view::{View, quoted};
use crate::extract::Entry;
use crate::model::round_half_up::grouped;
use crate::model::{Reach, Severity};
use rust_decimal::Decimal;
use std::str::FromStr;

pub(super) const RULE: Rule = Rule {
    code: "V110",
    name: "number-as-text",
    level: Severity::Note,
    reach: Reach::Nothing,
    page: include_str!("number_as_text.md"),
    check: Check::Entry(check),
};

fn check(entry: &Entry, view: &View<'_>) -> Option<Found> {
    let number = digits(&entry.text).filter(|_| view.is_number_in_text(entry))?;
    let read = grouped(number, 0);
    let name = format!("{}{}按数字{read}", view.name(&entry.item, entry.slot), quoted(&entry.text));
    let fix = "不必为此重报；下次请把单元格格式改为“常规”后直接输入数字。";
    Some(Found::new("{}计入（单元格为文本格式）", fix).at(&entry.item, entry.slot).listed(name))
}

/// Digits, with thousands separators perhaps, and nothing else.
pub(super) fn digits(text: &str) -> Option<Decimal> {
    Decimal::from_str(&text.trim().replace(',', "")).ok()
}
