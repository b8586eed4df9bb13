//! V102 `measure-mismatch`: the measure typed is not the one defined.

use super::{Check, Found, Rule};
use crate::check::view::{View, quoted};
use crate::check::wanted::Wanted;
use crate::extract::Entry;
use crate::model::quantity::paired;
use crate::model::{Part, Reach, Severity};

pub(super) const RULE: Rule = Rule {
    code: "V102",
    name: "measure-mismatch",
    level: Severity::SendBack,
    reach: Reach::Entry,
    page: include_str!("measure_mismatch.md"),
    check: Check::Entry(check),
};

fn check(entry: &Entry, view: &View<'_>) -> Option<Found> {
    let Wanted::Numbers(wanted) = Wanted::of(entry, view)? else { return None };
    let parts = entry.reading.meaning.parts();
    if parts.len() != wanted.len() {
        return None;
    }
    let typed = |part: &Part| !part.measure.is_empty();
    let measures = view.form.measures_of(&entry.item);
    let mut pairs = paired(&wanted, parts, measures).into_iter().zip(&wanted);
    let (part, other) = pairs.find(|(p, w)| typed(p) && typed(w) && p.amount_in(w, measures).is_none())?;
    let name = view.name(&entry.item, entry.slot);
    let (is, must) = (part.measure_text(), other.measure_text());
    let message = format!("{name}{}，计量单位是“{is}”，应为“{must}”。", quoted(&entry.text));
    let fix = format!("请按“{must}”填写：单位写错的更正单位，口径不同的重新统计后填写。");
    Some(Found::new(message, fix).at(&entry.item, entry.slot))
}
