//! V112 `actual-inexact`: an actual value that is a range, an about, or a limit on the wrong side.

use super::{Check, Found, Rule};
use crate::check::view::{View, quoted};
use crate::check::wanted::Wanted;
use crate::extract::Entry;
use crate::model::{Bound, Direction, Reach, Severity, Slot};

pub(super) const RULE: Rule = Rule {
    code: "V112",
    name: "actual-inexact",
    level: Severity::Query,
    reach: Reach::Entry,
    page: include_str!("actual_inexact.md"),
    check: Check::Entry(found),
};

pub(super) fn found(entry: &Entry, view: &View<'_>) -> Option<Found> {
    if entry.slot != Slot::Actual {
        return None;
    }
    Wanted::of(entry, view)?;
    let direction = view.form.item(&entry.item)?.indicator.as_ref()?.direction;
    if entry.reading.meaning.parts().iter().all(|part| is_exact(part.bound, direction)) {
        return None;
    }
    let name = view.name(&entry.item, entry.slot);
    let message = format!("{name}{}不是一个确定的数值。", quoted(&entry.text));
    Some(Found::new(message, "请填写实际完成的确切数值。").at(&entry.item, entry.slot))
}

/// A sign copied from the target (≥ where more is better) leaves the number itself certain enough to be counted.
fn is_exact(bound: Bound, direction: Direction) -> bool {
    match bound {
        Bound::Bare | Bound::Exactly => true,
        Bound::About | Bound::Between => false,
        _ => !direction.is_against(bound),
    }
}
