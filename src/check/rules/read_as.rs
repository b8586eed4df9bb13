//! V111 `read-as`: a value typed with a measure or sign where a number was due; it is understood.

use super::number_as_text::is_plain;
use super::{Check, Found, Rule};
use crate::check::view::{View, quoted};
use crate::check::wanted::Wanted;
use crate::extract::{Amount, Entry};
use crate::model::round_half_up::plain;
use crate::model::{Reach, Severity};

pub(super) const RULE: Rule = Rule {
    code: "V111",
    name: "read-as",
    level: Severity::Note,
    reach: Reach::Nothing,
    page: include_str!("read_as.md"),
    check: Check::Entry(check),
};

fn check(entry: &Entry, view: &View<'_>) -> Option<Found> {
    // A percent sign belongs to the number: Excel itself writes it.
    let number = entry.text.trim().trim_end_matches('%');
    if !view.is_number_in_text(entry) || is_plain(number) {
        return None;
    }
    let read = format!("{}按{}计", quoted(&entry.text), read_as(entry, view)?);
    let fix = "不必为此重报；请核对读取的数值，下次只填数字。";
    let name = format!("{}{read}", view.name(&entry.item, entry.slot));
    Some(Found::new("带有单位或符号的数字，已按数值读取", fix).at(&entry.item, entry.slot).listed(name))
}

/// The number as it counts, with its measure where that is not the one typed.
fn read_as(entry: &Entry, view: &View<'_>) -> Option<String> {
    if entry.slot.is_amount() {
        return match view.amount(&entry.item, entry.slot) {
            Amount::Value(value) => Some(format!("{}{}", plain(value), view.form.measure)),
            _ => None,
        };
    }
    let part = entry.reading.meaning.parts().first()?;
    let Some(Wanted::Numbers(wanted)) = Wanted::of(entry, view) else { return Some(plain(part.amount)) };
    let target = wanted.first()?;
    let amount = part.amount_in(target)?;
    let measure = if part.scale == target.scale { String::new() } else { target.measure_text() };
    Some(format!("{}{measure}", plain(amount)))
}
