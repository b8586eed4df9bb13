//! V201 `reason-missing`: the actual value falls short of its target and no reason is given.

use super::{Check, Found, Rule, actual_inexact, scale_suspect};
use crate::check::view::{Row, View, quoted};
use crate::model::quantity::meets;
use crate::model::{Meaning, Reach, Reading, Severity, Slot};

pub(super) const RULE: Rule = Rule {
    code: "V201",
    name: "reason-missing",
    level: Severity::SendBack,
    reach: Reach::Entry,
    page: include_str!("reason_missing.md"),
    check: Check::Row(check),
};

fn check(row: &Row<'_>, view: &View<'_>) -> Vec<Found> {
    found(row, view).into_iter().collect()
}

fn found(row: &Row<'_>, view: &View<'_>) -> Option<Found> {
    let direction = row.item.indicator.as_ref()?.direction;
    let (actual, reason) = (row.entry(Slot::Actual)?, row.entry(Slot::Reason)?);
    if !view.stage.asks(Slot::Reason) || is_given(&reason.text) {
        return None;
    }
    // A value that is itself asked about does not fall short of anything yet.
    if scale_suspect::value(actual, view).is_some() || actual_inexact::found(actual, view).is_some() {
        return None;
    }
    let measures = view.form.measures_of(&row.item.id);
    if meets(view.target(&row.item.id), &actual.reading.meaning, direction, measures) != Some(false) {
        return None;
    }
    let target = quoted(view.target_text(&row.item.id));
    let name = view.name(&row.item.id, Slot::Actual);
    let message =
        format!("{name}{}未达到目标值{target}，没有填写{}。", quoted(&actual.text), view.slot_name(Slot::Reason));
    let fix = format!("请填写{}。", view.slot_name(Slot::Reason));
    Some(Found::new(message, fix).at(&row.item.id, Slot::Reason).beside(&row.item.id, Slot::Actual))
}

/// 无 and a dash explain nothing.
fn is_given(reason: &str) -> bool {
    reason.trim() != "无" && !matches!(Reading::of(reason).meaning, Meaning::Blank | Meaning::NotApplicable)
}
