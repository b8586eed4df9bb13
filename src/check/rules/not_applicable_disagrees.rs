//! V203 `not-applicable-disagrees`: 不涉及 on the one side and a value on the other.

use super::{Check, Found, Rule};
use crate::check::view::{Row, View, quoted};
use crate::extract::Entry;
use crate::model::roster::Assigned;
use crate::model::{Meaning, Reach, Severity, Slot, quote};

pub(super) const RULE: Rule = Rule {
    code: "V203",
    name: "not-applicable-disagrees",
    level: Severity::Query,
    reach: Reach::Entry,
    page: include_str!("not_applicable_disagrees.md"),
    check: Check::Row(check),
};

fn check(row: &Row<'_>, view: &View<'_>) -> Vec<Found> {
    let Some(assigned) = view.assigned(&row.item.id, Slot::YearTarget) else { return Vec::new() };
    let disagrees = |e: &Entry| match assigned {
        // A sample left in is `placeholder-left`.
        Assigned::NotApplicable => {
            !matches!(e.reading.meaning, Meaning::Blank | Meaning::NotApplicable | Meaning::Placeholder)
        }
        Assigned::Target(_) => e.reading.meaning == Meaning::NotApplicable,
        Assigned::Open => false,
    };
    let asked = |e: &Entry| e.slot.is_indicator_value() && view.stage.asks(e.slot);
    let entries: Vec<&&Entry> = row.entries.iter().filter(|e| asked(e) && disagrees(e)).collect();
    if entries.is_empty() {
        return Vec::new();
    }
    let typed: Vec<String> = entries.iter().map(|e| format!("{}{}", view.slot_name(e.slot), quoted(&e.text))).collect();
    let (typed, label) = (typed.join("、"), quote(&row.item.label));
    let (message, fix) = match assigned {
        Assigned::Target(target) => (
            format!("{label}的{typed}，任务分解给本单位的目标是{}。", quoted(target)),
            "承担此项的请填写；确实不承担的请说明，由主管部门调整任务分解。",
        ),
        _ => (
            format!("{label}的{typed}，任务分解中本单位不承担此项。"),
            "不承担此项的请改为“不涉及”；确实承担的请说明，由主管部门调整任务分解。",
        ),
    };
    let found = Found::new(message, fix);
    vec![entries.iter().fold(found, |found, e| found.at(&e.item, e.slot))]
}
