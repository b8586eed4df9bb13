//! V201 `reason-missing`: the actual value falls short of its target and no reason is given.

use super::{Check, Found, Rule, actual_inexact, scale_suspect};
use crate::check::view::{Row, View};
use crate::definition::{Direction, Param, Params};
use crate::model::quantity::{Yardstick, meets};
use crate::model::round_half_up::plain;
use crate::model::{Bound, Meaning, Measures, Part, Reach, Reading, Severity, Slot, quote};
use rust_decimal::Decimal;

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
    let params = &view.form.profile.params;
    let target = view.target(&row.item.id);
    let measures = view.form.measures_of(&row.item.id);
    let yardstick = Yardstick { direction, about: params[Param::AboutTolerance], measures };
    let short = meets(target, &actual.reading.meaning, yardstick) == Some(false);
    let over =
        !short && direction == Direction::Positive && far_over(target, &actual.reading.meaning, params, measures);
    if !short && !over {
        return None;
    }
    let target = view.target_text(&row.item.id);
    let how = if over {
        format!("达到目标值（{target}）的{}%以上", plain(params[Param::OverReason]))
    } else {
        format!("未达到目标值（{target}）")
    };
    // As it is compared: a number alone is in the target's measure.
    let (label, slot, is) = (quote(&row.item.label), view.slot_name(Slot::Actual), &actual.reading.meaning);
    let message = format!("{label}{slot}{is}，{how}，未填写{}。", view.slot_name(Slot::Reason));
    let fix = format!("请填写{}。", view.slot_name(Slot::Reason));
    Some(Found::new(message, fix).at(&row.item.id, Slot::Reason).beside(&row.item.id, Slot::Actual))
}

/// Over-fulfilment that the profile wants explained: every part at so many percent of its target or more.
fn far_over(target: &Meaning, actual: &Meaning, params: &Params, measures: &Measures) -> bool {
    let from = params[Param::OverReason];
    let (targets, actuals) = (target.parts(), actual.parts());
    let over = |t: &Part, a: &Part| -> Option<bool> {
        let is = a.amount_in(t, measures)?.checked_mul(Decimal::ONE_HUNDRED)?;
        Some(t.amount > Decimal::ZERO && is >= t.amount.checked_mul(from)?)
    };
    let limit = |t: &Part| matches!(t.bound, Bound::AtMost | Bound::LessThan);
    from > Decimal::ZERO
        && !targets.is_empty()
        && targets.len() == actuals.len()
        && targets.iter().zip(actuals).all(|(t, a)| !limit(t) && over(t, a) == Some(true))
}

/// 无 and a dash explain nothing.
fn is_given(reason: &str) -> bool {
    reason.trim() != "无" && !matches!(Reading::of(reason).meaning, Meaning::Blank | Meaning::NotApplicable)
}
