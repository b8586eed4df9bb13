//! V105 `amount-not-number`: an amount that is no number.

use super::{Check, Found, Rule};
use crate::check::view::{View, quoted};
use crate::extract::{Amount, Entry};
use crate::model::{Meaning, Reach, Severity};

pub(super) const RULE: Rule = Rule {
    code: "V105",
    name: "amount-not-number",
    level: Severity::SendBack,
    reach: Reach::Entry,
    page: include_str!("amount_not_number.md"),
    check: Check::Entry(check),
};

fn check(entry: &Entry, view: &View<'_>) -> Option<Found> {
    // A sample left in is `placeholder-left`.
    if entry.reading.meaning == Meaning::Placeholder || !view.asks_amount(entry) {
        return None;
    }
    if view.amount(&entry.item, entry.slot) != Amount::Unclear {
        return None;
    }
    let name = view.name(&entry.item, entry.slot);
    let measure = &view.form.measure;
    let reason = match &entry.reading.meaning {
        Meaning::Unclear(reason) => reason.clone(),
        _ => format!("应填以{measure}为单位的数字"),
    };
    let message = format!("{name}{}不是确定的金额：{reason}。", quoted(&entry.text));
    let fix = format!("请只填数字，以{measure}为单位，如“5214.00”；没有此项资金的填“不涉及”。");
    Some(Found::new(message, fix).at(&entry.item, entry.slot))
}
