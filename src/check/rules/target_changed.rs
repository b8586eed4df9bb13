//! V202 `target-changed`: a target that was sent out locked means something else now.

use super::{Check, Found, Rule};
use crate::check::view::{View, is_blank, quoted};
use crate::definition::AS_ASSIGNED;
use crate::extract::Entry;
use crate::model::quantity::same;
use crate::model::roster::Assigned;
use crate::model::{Reach, Reading, Severity, Slot};

pub(super) const RULE: Rule = Rule {
    code: "V202",
    name: "target-changed",
    level: Severity::SendBack,
    reach: Reach::Entry,
    page: include_str!("target_changed.md"),
    check: Check::Entry(check),
};

fn check(entry: &Entry, view: &View<'_>) -> Option<Found> {
    if !matches!(entry.slot, Slot::TermTarget | Slot::YearTarget) || view.stage.asks(entry.slot) {
        return None;
    }
    let Assigned::Target(assigned) = view.assigned(&entry.item, entry.slot)? else { return None };
    // The common file knows nobody's targets.
    if entry.text.trim() == AS_ASSIGNED {
        return None;
    }
    let adjusted = entry.slot == Slot::YearTarget && same(view.target(&entry.item), &entry.reading.meaning);
    if adjusted || is_unchanged(entry, assigned) {
        return None;
    }
    let name = view.name(&entry.item, entry.slot);
    let assigned = quoted(assigned);
    let message = if is_blank(entry) {
        format!("{name}已被清空，下达的是{assigned}。")
    } else {
        format!("{name}已被改为{}，下达的是{assigned}。", quoted(&entry.text))
    };
    let fix = format!("请恢复为{assigned}；目标确需调整的，请主管部门在《决定》中登记批准文号。");
    Some(Found::new(message, fix).at(&entry.item, entry.slot))
}

fn is_unchanged(entry: &Entry, assigned: &str) -> bool {
    let squeezed = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    squeezed(&entry.text) == squeezed(assigned) || same(&Reading::of(assigned).meaning, &entry.reading.meaning)
}
