//! V104 `bound-against-direction`: ≤ on an indicator where more is better, or ≥ where less is.

use super::{Check, Found, Rule};
use crate::check::view::{View, quoted};
use crate::extract::Entry;
use crate::model::{Direction, Reach, Severity, Slot};

pub(super) const RULE: Rule = Rule {
    code: "V104",
    name: "bound-against-direction",
    level: Severity::Query,
    reach: Reach::Nothing,
    page: include_str!("bound_against_direction.md"),
    check: Check::Entry(check),
};

fn check(entry: &Entry, view: &View<'_>) -> Option<Found> {
    if !matches!(entry.slot, Slot::TermTarget | Slot::YearTarget) || !view.stage.asks(entry.slot) {
        return None;
    }
    let direction = view.form.item(&entry.item)?.indicator.as_ref()?.direction;
    if !entry.reading.meaning.parts().iter().any(|part| direction.is_against(part.bound)) {
        return None;
    }
    let (better, sign) = match direction {
        Direction::Positive => ("越高越好", "≥"),
        Direction::Inverse => ("越低越好", "≤"),
    };
    let name = view.name(&entry.item, entry.slot);
    let message = format!("{name}{}，而这个指标{better}，一般写“{sign}”。", quoted(&entry.text));
    Some(Found::new(message, format!("符号写反的请改为“{sign}”；确属如此的请说明理由。")).at(&entry.item, entry.slot))
}
