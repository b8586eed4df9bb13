//! V111 `read-as`: a value typed with a measure or sign where a number was due; it is understood.

use super::number_as_text::digits;
use super::{Check, Found, Rule};
use crate::check::view::{View, quoted};
use crate::check::wanted::Wanted;
use crate::extract::{Amount, Entry};
use crate::model::quantity::paired;
use crate::model::round_half_up::grouped;
use crate::model::{Meaning, Part, Reach, Severity, Slot};
use rust_decimal::Decimal;

pub(super) const RULE: Rule = Rule {
    code: "V111",
    name: "read-as",
    level: Severity::Note,
    reach: Reach::Nothing,
    page: include_str!("read_as.md"),
    check: Check::Entry(check),
};

fn check(entry: &Entry, view: &View<'_>) -> Option<Found> {
    let read = if let Some(read) = converted(entry, view) {
        read
    } else if matches!(entry.slot, Slot::TermTarget | Slot::YearTarget) {
        target_as(entry, view)?
    } else {
        // A percent sign belongs to the number: Excel itself writes it.
        let number = entry.text.trim().trim_end_matches('%');
        if !view.is_number_in_text(entry) || digits(number).is_some() {
            return None;
        }
        number_as(entry, view)?
    };
    let fix = "请核对计入的数：无误的不必重报，有出入的更正后重新报送。";
    let name = format!("{}{}按{read}", view.name(&entry.item, entry.slot), quoted(&entry.text));
    Some(Found::new("{}计入", fix).at(&entry.item, entry.slot).listed(name))
}

/// An indicator value told in another measure than its target's, and converted, as it counts. A single number is told in
/// `number_as`.
fn converted(entry: &Entry, view: &View<'_>) -> Option<String> {
    let Wanted::Numbers(wanted) = Wanted::of(entry, view)? else { return None };
    let (parts, measures) = (entry.reading.meaning.parts(), view.form.measures_of(&entry.item));
    if parts.len() != wanted.len() || view.is_number_in_text(entry) {
        return None;
    }
    let pairs: Vec<(&Part, &Part)> = paired(&wanted, parts, measures).into_iter().zip(&wanted).collect();
    let converted: Option<Vec<Part>> = pairs.iter().map(|(part, target)| part.converted(target, measures)).collect();
    let other = pairs.iter().any(|(part, target)| part.is_told_otherwise(target));
    converted.filter(|_| other).map(|parts| Meaning::Compound(parts).to_string())
}

/// A target is text, measure and all; it is told only where it was not written as it would be printed.
fn target_as(entry: &Entry, view: &View<'_>) -> Option<String> {
    let meaning = &entry.reading.meaning;
    let (read, plain) = (meaning.to_string(), |text: &str| text.replace([',', ' '], ""));
    let odd = !entry.reading.notes.is_empty() && plain(&entry.text) != plain(&read);
    (view.stage.asks(entry.slot) && !meaning.parts().is_empty() && odd).then_some(read)
}

/// The number as it counts, with its measure.
fn number_as(entry: &Entry, view: &View<'_>) -> Option<String> {
    let part = entry.reading.meaning.parts().first()?;
    let in_measure = |amount: Decimal, measure: &str| format!("{}{measure}", grouped(amount, 0));
    if entry.slot.is_amount() {
        return match view.amount(&entry.item, entry.slot) {
            Amount::Value(value) => Some(in_measure(value, &view.form.measure)),
            _ => None,
        };
    }
    let Some(Wanted::Numbers(wanted)) = Wanted::of(entry, view) else { return Some(grouped(part.amount, 0)) };
    let target = wanted.first()?;
    let measures = view.form.measures_of(&entry.item);
    Some(in_measure(part.amount_in(target, measures)?, &target.measure_text()))
}
