//! V108 `placeholder-left`: the form's own sample was left in.

use super::{Check, Found, Rule};
use crate::check::view::{View, quoted};
use crate::extract::Entry;
use crate::model::{Meaning, Reach, Reading, Severity};

pub(super) const RULE: Rule = Rule {
    code: "V108",
    name: "placeholder-left",
    level: Severity::SendBack,
    reach: Reach::Entry,
    page: include_str!("placeholder_left.md"),
    check: Check::Entry(check),
};

fn check(entry: &Entry, view: &View<'_>) -> Option<Found> {
    if !view.stage.asks(entry.slot) {
        return None;
    }
    let sample = match entry.reading.meaning {
        Meaning::Placeholder => true,
        // Texts are not read for what they mean, so a short one may still be a bare XX.
        _ => entry.slot.is_text() && Reading::of(&entry.text).meaning == Meaning::Placeholder,
    };
    if !sample {
        return None;
    }
    let message =
        format!("{}{}是填报样例，未替换为实际内容。", view.name(&entry.item, entry.slot), quoted(&entry.text));
    Some(Found::new(message, "请改为本单位的实际内容；不涉及的填“不涉及”。").at(&entry.item, entry.slot))
}
