//! What a rule sees: a submission beside its form, its stage and what is assigned to its agency.

use super::Context;
use super::agency::{Whose, whose};
use super::wanted::defined_parts;
use crate::definition::{AS_ASSIGNED, FormDef, Indicator, Item, Owner, Stage};
use crate::extract::{Amount, Entry, Submission};
use crate::model::decision::{Decision, DecisionKind};
use crate::model::roster::Assigned;
use crate::model::{Agency, Bound, ItemId, Meaning, Reading, Role, Roster, Slot, quote};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// A submission as the rules see it. Entries that are not surely in their place are not shown: extraction has asked
/// about them, and what they break is a consequence.
pub struct View<'a> {
    /// What was read.
    pub submission: &'a Submission,
    /// The form.
    pub form: &'a FormDef,
    /// The round's stage.
    pub stage: &'a Stage,
    /// The roster; `None` when a file is read without a round.
    pub roster: Option<&'a Roster>,
    /// The agency, where the roster knows it.
    pub agency: Option<&'a Agency>,
    entries: BTreeMap<(&'a ItemId, Slot), &'a Entry>,
    targets: BTreeMap<&'a ItemId, Reading>,
}

/// One item with its entries, in the order of the slots.
pub struct Row<'a> {
    /// The item.
    pub item: &'a Item,
    /// Its entries in this stage.
    pub entries: Vec<&'a Entry>,
}

impl Row<'_> {
    /// The entry of a slot.
    pub fn entry(&self, slot: Slot) -> Option<&Entry> {
        self.entries.iter().copied().find(|e| e.slot == slot)
    }
}

impl<'a> View<'a> {
    /// The submission beside its context.
    pub(super) fn of(submission: &'a Submission, ctx: &Context<'a>) -> View<'a> {
        let agency = ctx.roster.and_then(|roster| match whose(submission, roster) {
            Whose::One(agency) | Whose::Renamed(agency) => Some(agency),
            Whose::Two(..) | Whose::Nobody => None,
        });
        let entries = submission.entries.iter().filter(|e| e.sure).map(|e| ((&e.item, e.slot), e)).collect();
        let mut view = View {
            submission,
            form: ctx.form,
            stage: ctx.stage,
            roster: ctx.roster,
            agency,
            entries,
            targets: BTreeMap::new(),
        };
        let target = |(item, indicator): (&'a Item, &Indicator)| {
            (&item.id, in_defined_measure(view.target_of(item, ctx.decisions), indicator))
        };
        view.targets = ctx.form.indicators().map(target).collect();
        view
    }

    /// Every sure entry, in print order.
    pub fn entries(&self) -> impl Iterator<Item = &'a Entry> + use<'a> {
        self.submission.entries.iter().filter(|e| e.sure)
    }

    /// The sure entry of an item's slot.
    pub fn entry(&self, item: &ItemId, slot: Slot) -> Option<&'a Entry> {
        self.entries.get(&(item, slot)).copied()
    }

    /// Every item that has entries in this stage, in print order.
    pub fn rows(&self) -> impl Iterator<Item = Row<'a>> + '_ {
        self.form.items.iter().filter_map(|item| self.row(&item.id))
    }

    /// An item with its entries, where it has any in this stage.
    pub fn row(&self, item: &ItemId) -> Option<Row<'a>> {
        let item = self.form.item(item)?;
        let entries: Vec<&Entry> = Slot::ALL.into_iter().filter_map(|slot| self.entry(&item.id, slot)).collect();
        (!entries.is_empty()).then_some(Row { item, entries })
    }

    /// What 任务分解 assigns to the agency for an item's slot; `None` without a roster or an agency on it. Where it
    /// says nothing of an item that belongs to another agency, that is no gap.
    pub fn assigned(&self, item: &ItemId, slot: Slot) -> Option<&'a Assigned> {
        let (roster, agency) = (self.roster?, self.agency?);
        let assigned = roster.assigned(item, slot, &agency.code);
        let elsewhere = match self.form.item(item)?.indicator.as_ref()?.owner {
            Owner::Any => false,
            Owner::Headquarters => agency.role != Role::Headquarters,
            Owner::One => roster.agencies.iter().any(|other| {
                other.code != agency.code && matches!(roster.assigned(item, slot, &other.code), Assigned::Target(_))
            }),
        };
        Some(if *assigned == Assigned::Open && elsewhere { &Assigned::NotApplicable } else { assigned })
    }

    /// The year's target in force: as adjusted by a decision, else as 任务分解 assigns it, else as the form carries it
    /// pre-filled. `Blank` where there is none (at declare, without a roster, there is none yet).
    pub fn target(&self, item: &ItemId) -> &Meaning {
        self.targets.get(item).map_or(&Meaning::Blank, |reading| &reading.meaning)
    }

    /// The target in force, as it is written.
    pub fn target_text(&self, item: &ItemId) -> &str {
        self.targets.get(item).map_or("", |reading| reading.text.trim())
    }

    fn target_of(&self, item: &'a Item, decisions: &[Decision]) -> Reading {
        let adjusted = decisions.iter().rfind(|d| {
            let meant = d.kind == DecisionKind::Target && d.item.as_ref() == Some(&item.id);
            meant && d.is_made() && self.agency.is_some_and(|a| a.code == d.agency)
        });
        match (adjusted, self.assigned(&item.id, Slot::YearTarget)) {
            (Some(decision), _) => Reading::of(&decision.value),
            (None, Some(Assigned::Target(text))) => Reading::of(text),
            (None, Some(Assigned::NotApplicable)) => Reading::of("不涉及"),
            (None, Some(Assigned::Open)) => Reading::of(""),
            (None, None) if self.stage.asks(Slot::YearTarget) => Reading::of(""),
            (None, None) => {
                let given = self.entry(&item.id, Slot::YearTarget).filter(|e| !is_blank(e));
                given.map_or_else(|| Reading::of(""), |e| e.reading.clone())
            }
        }
    }

    /// An amount in the form's measure; `Blank` where this stage has no such cell, or none that is sure.
    pub fn amount(&self, item: &ItemId, slot: Slot) -> Amount {
        self.entry(item, slot).map_or(Amount::Blank, |_| self.submission.amount(item, slot, self.form))
    }

    /// The entry is an amount the agency fills.
    pub fn asks_amount(&self, entry: &Entry) -> bool {
        entry.slot.is_amount() && self.stage.asks(entry.slot)
    }

    /// A number was due and was understood, but what the cell holds is text. Beside a target that is not one plain number
    /// (a range, a growth, several numbers) the template keeps whatever is typed as text.
    pub fn is_number_in_text(&self, entry: &Entry) -> bool {
        let one_number = match (entry.slot, self.target(&entry.item)) {
            (Slot::Actual, Meaning::Quantity(target)) => target.change.is_none() && target.bound != Bound::Between,
            (slot, _) => slot.is_amount(),
        };
        // Where names are listed, text is what was asked for.
        let listed = entry.slot == Slot::Actual && self.form.item(&entry.item).is_some_and(Item::lists_names);
        let understood = !listed && matches!(entry.reading.meaning, Meaning::Quantity(_));
        one_number && understood && !entry.numeric && self.stage.asks(entry.slot)
    }

    /// What an official calls a slot: “运行监测样本数量”的完成值; the slot alone where its item has no name.
    pub fn name(&self, item: &ItemId, slot: Slot) -> String {
        let slot = self.slot_name(slot);
        match self.form.item(item) {
            Some(item) if !item.label.is_empty() => format!("{}的{slot}", quote(&item.label)),
            _ => quote(slot),
        }
    }

    /// The same with the slot's whole header: “重点任务1”的“期望达到的目标（概述）”.
    pub fn full_name(&self, item: &ItemId, slot: Slot) -> String {
        let slot = quote(self.form.slot_label(slot));
        match self.form.item(item) {
            Some(item) if !item.label.is_empty() => format!("{}的{slot}", quote(&item.label)),
            _ => slot,
        }
    }

    /// A slot's header without what stands in brackets: 年初预算数.
    pub fn slot_name(&self, slot: Slot) -> &'a str {
        let label = self.form.slot_label(slot);
        label.split('（').next().unwrap_or(label)
    }
}

/// Nothing but white space, or what the template writes where it knows no target.
pub fn is_blank(entry: &Entry) -> bool {
    let text = entry.text.trim();
    text.is_empty() || (entry.slot.is_indicator_value() && text == AS_ASSIGNED)
}

/// A target written without its measure is in the one the definition names.
fn in_defined_measure(mut reading: Reading, indicator: &Indicator) -> Reading {
    if let (Meaning::Quantity(part), [defined]) = (&mut reading.meaning, defined_parts(indicator).as_slice())
        && part.measure.is_empty()
        && part.scale == Decimal::ONE
    {
        part.measure.clone_from(&defined.measure);
        part.scale = defined.scale;
    }
    reading
}

/// A value in quotation marks, on one line and not longer than a sentence can carry.
pub fn quoted(text: &str) -> String {
    const LONGEST: usize = 30;
    let line: String = text.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if line.chars().count() <= LONGEST {
        return quote(&line);
    }
    quote(&format!("{}…", line.chars().take(LONGEST).collect::<String>()))
}
