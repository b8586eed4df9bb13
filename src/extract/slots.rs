//! What stands in every slot of a located form.

use super::Entry;
use super::locate::{FoundLine, FoundValue, Located};
use super::printed::Printed;
use super::value::{self, Beside, Held};
use super::view::{View, is_blank};
use crate::definition::layout::plain_label;
use crate::definition::{AS_ASSIGNED, Item};
use crate::intake::RawCell;
use crate::model::book::Area;
use crate::model::{CellRef, ItemId, Meaning, Origin, Reading, Slot};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The entries by item and slot.
pub(super) type Entries = BTreeMap<(ItemId, Slot), Entry>;

/// Everything that stands in the slots of one form.
#[derive(Default)]
pub(super) struct Slots {
    pub entries: Entries,
    /// The cells the entries stand in.
    pub cells: BTreeSet<CellRef>,
    /// The agency's name on the cover.
    pub agency: String,
    /// Values in another cell of their area than the first.
    pub off_anchor: Vec<OffAnchor>,
    /// Second values of slots.
    pub second: BTreeSet<CellRef>,
    /// Slots merged with each other or with something else.
    pub merged: Vec<Merged>,
}

/// A value in another cell of its area than the first.
pub(super) struct OffAnchor {
    pub item: ItemId,
    pub slot: Slot,
    pub cell: CellRef,
    pub text: String,
}

/// Slots that share a merged cell with each other, or one that is covered from outside.
pub(super) struct Merged {
    pub slots: Vec<(ItemId, Slot)>,
    pub cell: CellRef,
    pub text: String,
}

/// Reads every slot, and the agency's name.
pub(super) fn read(view: &View<'_>, printed: &Printed<'_>, located: &Located<'_>, file: &Arc<str>) -> Slots {
    let mut slots = Slots { merged: merged(view, located), ..Slots::default() };
    let mut reader = Reader { view, printed, file, slots: &mut slots };
    for line in located.blocks.iter().flat_map(|b| &b.lines) {
        // A value is read beside the target in its own row, so the targets come first.
        let (actual, given): (Vec<_>, Vec<_>) = line.values.iter().partition(|v| v.slot() == Some(Slot::Actual));
        for value in given.into_iter().chain(actual) {
            reader.value(line, value);
        }
        reader.spare(line);
    }
    slots
}

struct Reader<'a> {
    view: &'a View<'a>,
    printed: &'a Printed<'a>,
    file: &'a Arc<str>,
    slots: &'a mut Slots,
}

impl Reader<'_> {
    fn value(&mut self, line: &FoundLine<'_>, value: &FoundValue<'_>) {
        let held = match value.area {
            Some(area) => self.without_keys(value::held(self.view.sheet, area)),
            None => Held { cell: None, others: Vec::new() },
        };
        let Some((item, slot)) = line.place(value) else {
            self.slots.agency = held.cell.map(|(_, raw)| raw.shown().trim().to_owned()).unwrap_or_default();
            return;
        };
        let reading = self.reading(&item, slot, &held);
        let first = value.area.map_or(value.tile.area.first, |a| a.first);
        if let Some((cell, raw)) = held.cell {
            self.slots.cells.insert(cell);
            if cell != first && held.others.is_empty() {
                let text = raw.shown().into_owned();
                self.slots.off_anchor.push(OffAnchor { item: item.clone(), slot, cell, text });
            }
        }
        self.slots.second.extend(held.others.iter().map(|(cell, _)| *cell));
        let is_merged = self.slots.merged.iter().any(|m| m.slots.contains(&(item.clone(), slot)));
        let cell = held.cell.map_or(first, |(cell, _)| cell);
        let entry = Entry {
            text: reading.text.clone(),
            reading,
            numeric: held.cell.is_some_and(|(_, raw)| value::is_number(raw)),
            origin: Origin { file: self.file.clone(), sheet: self.view.sheet.name.clone(), cell },
            anchors: line.anchors(value),
            sure: value.sure && !is_merged,
            item: item.clone(),
            slot,
        };
        self.slots.entries.insert((item, slot), entry);
    }

    /// A hidden key that a deleted column has drawn into a merged slot is nobody's text.
    fn without_keys<'b>(&self, held: Held<'b>) -> Held<'b> {
        let is_key = |raw: &RawCell| self.printed.keys.contains(&plain_label(&raw.shown()));
        let mut shown = held.cell.into_iter().chain(held.others).filter(|(_, raw)| !is_key(raw));
        Held { cell: shown.next(), others: shown.collect() }
    }

    fn reading(&self, item: &ItemId, slot: Slot, held: &Held<'_>) -> Reading {
        let target = self.slots.entries.get(&(item.clone(), Slot::YearTarget));
        let target = target.filter(|t| t.sure && t.text.trim() != AS_ASSIGNED).map(|t| &t.reading.meaning);
        let unusable = |m: &&Meaning| {
            matches!(m, Meaning::Blank | Meaning::NotApplicable | Meaning::Placeholder | Meaning::Unclear(_))
        };
        let own = self.printed.form.item(item);
        let beside = Beside {
            form: self.printed.form,
            indicator: own.and_then(|i| i.indicator.as_ref()),
            lists_names: own.is_some_and(Item::lists_names),
            target: target.filter(|m| !unusable(m)),
        };
        value::read(held, slot, &beside)
    }

    /// A spare row in which nothing stands is surely blank, wherever it went.
    fn spare(&mut self, line: &FoundLine<'_>) {
        let places: Vec<(ItemId, Slot)> = line.values.iter().filter_map(|v| line.place(v)).collect();
        let is_spare = line.printed.item.and_then(|i| self.printed.form.item(i)).is_some_and(|i| i.optional);
        let blank = |place| self.slots.entries.get(place).is_none_or(|e| e.text.is_empty());
        if is_spare && places.iter().all(blank) {
            for place in places {
                if let Some(entry) = self.slots.entries.get_mut(&place) {
                    entry.sure = true;
                }
            }
        }
    }
}

/// Merged areas that hold something and reach over several slots, or into one from outside.
fn merged(view: &View<'_>, located: &Located<'_>) -> Vec<Merged> {
    let mut slots: Vec<(Area, (ItemId, Slot))> = Vec::new();
    for line in located.blocks.iter().flat_map(|b| &b.lines) {
        slots.extend(line.values.iter().filter_map(|v| Some((v.area?, line.place(v)?))));
    }
    let mut found = Vec::new();
    for merge in view.sheet.merges.iter().filter(|m| view.has_row(m.first.row)) {
        let touched: Vec<&(Area, (ItemId, Slot))> = slots.iter().filter(|(area, _)| area.overlaps(*merge)).collect();
        let from_outside = touched.iter().any(|(area, _)| !area.contains(merge.first));
        let Some(raw) = view.sheet.cell(merge.first).filter(|raw| !is_blank(raw)) else { continue };
        if from_outside {
            found.push(Merged {
                slots: touched.into_iter().map(|(_, place)| place.clone()).collect(),
                cell: merge.first,
                text: raw.shown().into_owned(),
            });
        }
    }
    found
}
