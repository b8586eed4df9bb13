//! V107 `text-too-long`: a text longer than the form has room for.

use super::{Check, Found, Rule};
use crate::check::view::View;
use crate::extract::Entry;
use crate::model::{Reach, Severity};

pub(super) const RULE: Rule = Rule {
    code: "V107",
    name: "text-too-long",
    level: Severity::Query,
    reach: Reach::Nothing,
    page: include_str!("text_too_long.md"),
    check: Check::Entry(check),
};

fn check(entry: &Entry, view: &View<'_>) -> Option<Found> {
    if !view.stage.asks(entry.slot) {
        return None;
    }
    let most = *view.form.item(&entry.item)?.most.get(&entry.slot)?;
    let length = entry.text.trim().chars().filter(|c| !c.is_control()).count();
    if length <= usize::try_from(most).unwrap_or(usize::MAX) {
        return None;
    }
    let message = format!("{}有{length}字，超过{most}字。", view.name(&entry.item, entry.slot));
    Some(Found::new(message, format!("请压缩到{most}字以内。")).at(&entry.item, entry.slot))
}
