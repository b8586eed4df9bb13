//! V101 `required-blank`: a slot that has to be filled is blank.

use super::{Check, Found, Rule};
use crate::check::view::{Row, View, is_blank};
use crate::extract::Entry;
use crate::model::{Meaning, Reach, Severity, Slot};

pub(super) const RULE: Rule = Rule {
    code: "V101",
    name: "required-blank",
    level: Severity::SendBack,
    reach: Reach::Entry,
    page: include_str!("required_blank.md"),
    check: Check::Row(check),
};

fn check(row: &Row<'_>, view: &View<'_>) -> Vec<Found> {
    let blank = row.entries.iter().filter(|e| view.stage.asks(e.slot) && is_blank(e));
    blank.filter(|e| required(e, row, view)).map(|e| found(e, view)).collect()
}

fn required(entry: &Entry, row: &Row<'_>, view: &View<'_>) -> bool {
    // A row where something reads 不涉及 asks for nothing more.
    if row.entries.iter().any(|e| !e.slot.is_text() && e.reading.meaning == Meaning::NotApplicable) {
        return false;
    }
    match entry.slot {
        // Asked for by `reason-missing`, and only where the actual value falls short.
        Slot::Reason => false,
        // Nothing is to be achieved, or nobody has said what: `not-decomposed` says so.
        Slot::Actual => !matches!(view.target(&entry.item), Meaning::Blank | Meaning::NotApplicable),
        Slot::TermTarget | Slot::YearTarget => *view.target(&entry.item) != Meaning::NotApplicable,
        // A spare row is filled whole or not at all.
        slot => view.form.requires(view.stage, &entry.item, slot) || row.entries.iter().any(|e| !is_blank(e)),
    }
}

fn found(entry: &Entry, view: &View<'_>) -> Found {
    let fix = match entry.slot {
        Slot::Actual => "请填写实际完成的数字；一项也没有完成的填0，并写明偏差原因。",
        Slot::TermTarget | Slot::YearTarget => "请写明符号、数值和计量单位；本单位不承担的填“不涉及”。",
        slot if slot.is_amount() => "请填以万元为单位的数字；没有此项资金的填“不涉及”。",
        _ => "请补填。",
    };
    // A number's column is known by its short name; of a text the whole header is said.
    let name = match entry.slot.is_text() {
        true => view.full_name(&entry.item, entry.slot),
        false => view.name(&entry.item, entry.slot),
    };
    Found::new("{}未填写", fix).at(&entry.item, entry.slot).listed(name)
}
