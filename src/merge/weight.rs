//! What weights an agency's part in a figure: 权数 of 名册.xlsx, or its own figure for another item of the form.

use super::{AgencyReturn, Round, Share, department_target, share};
use crate::definition::Item;
use crate::model::{Bound, ItemId, Meaning, Slot, quote};
use rust_decimal::Decimal;

/// The item and slot whose figures weight this item's, where the definition names one: of an indicator the same slot (a
/// pledge is weighted by pledges, what was done by what was done), else the amount.
pub fn weigher<'a>(item: &'a Item, slot: Slot, round: Round<'a>) -> Option<(&'a ItemId, Slot)> {
    let from = item.indicator.as_ref()?.weight_from.as_ref()?;
    let is_indicator = round.form.item(from)?.indicator.is_some();
    Some((from, if is_indicator { slot } else { Slot::Amount }))
}

/// What a reader knows the weights by.
pub(super) fn name(item: &Item, slot: Slot, round: Round<'_>) -> String {
    match weigher(item, slot, round) {
        Some((from, slot)) => format!("{}的{}", quote(round.form.label_of(from)), round.form.slot_label(slot)),
        None => "权数".to_owned(),
    }
}

/// The agency's weight; `None` where there is none, or none that is surely one number.
pub(super) struct Weights<'a> {
    item: &'a Item,
    from: Option<(&'a Item, Slot, Meaning)>,
    round: Round<'a>,
}

impl<'a> Weights<'a> {
    pub(super) fn of(item: &'a Item, slot: Slot, round: Round<'a>) -> Self {
        let from = weigher(item, slot, round).and_then(|(id, slot)| {
            let target = department_target(id, Slot::YearTarget, round).meaning;
            Some((round.form.item(id)?, slot, target))
        });
        Self { item, from, round }
    }

    pub(super) fn weight(&self, agency: &AgencyReturn) -> Option<Decimal> {
        let Some((item, slot, target)) = &self.from else {
            return self.round.roster.weights.get(&(self.item.id.clone(), agency.agency.code.clone())).copied();
        };
        match share::share(agency, item, *slot, target, self.round).0 {
            Share::Numbers(parts) => match parts.as_slice() {
                [one] if !matches!(one.bound, Bound::About | Bound::Between) => Some(one.amount),
                _ => None,
            },
            _ => None,
        }
    }
}
