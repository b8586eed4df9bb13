//! The part of a sheet that one form takes up, with its texts found by what they say.

use super::printed::Printed;
use crate::definition::layout::plain_label;
use crate::intake::{RawCell, RawSheet, RawValue};
use crate::model::CellRef;
use std::collections::{BTreeMap, BTreeSet};

/// Longer texts are nobody's label or key.
const LONGEST: usize = 600;

/// Rows of a sheet and where the form's own texts stand in them.
pub(super) struct View<'a> {
    pub sheet: &'a RawSheet,
    /// First and last row that belong to this form.
    pub rows: (u32, u32),
    found: BTreeMap<String, Vec<CellRef>>,
}

impl<'a> View<'a> {
    /// Looks for these words, given plain.
    pub(super) fn new(sheet: &'a RawSheet, rows: (u32, u32), words: &BTreeSet<String>) -> Self {
        let mut view = Self { sheet, rows, found: BTreeMap::new() };
        let mut found: BTreeMap<String, Vec<CellRef>> = BTreeMap::new();
        for (cell, raw) in view.cells() {
            let plain = plain(raw);
            if words.contains(&plain) {
                found.entry(plain).or_default().push(cell);
            }
        }
        view.found = found;
        view
    }

    /// The cells that hold something, in sheet order.
    pub(super) fn cells(&self) -> impl Iterator<Item = (CellRef, &'a RawCell)> + use<'a> {
        let rows = CellRef::new(self.rows.0, 0)..=CellRef::new(self.rows.1, u16::MAX);
        self.sheet.cells.range(rows).map(|(cell, raw)| (*cell, raw))
    }

    /// Every cell that says exactly this, under merges too.
    pub(super) fn find(&self, plain: &str) -> &[CellRef] {
        self.found.get(plain).map_or(&[], Vec::as_slice)
    }

    /// The cells that show this.
    pub(super) fn shown(&self, plain: &str) -> impl Iterator<Item = CellRef> + '_ {
        self.find(plain).iter().copied().filter(|c| self.is_visible(*c))
    }

    /// What a cell shows, plain; empty where it shows nothing.
    pub(super) fn plain_at(&self, cell: CellRef) -> String {
        self.sheet.cell(cell).filter(|raw| !raw.hidden_by_merge).map(plain).unwrap_or_default()
    }

    /// How far right of where it was printed a form stands that has lost all its hidden keys, as most of its labels do: typed
    /// again on another sheet, it may begin in column B.
    pub(super) fn across(&self, printed: &Printed<'_>) -> i32 {
        if printed.keys.iter().any(|key| !self.find(key).is_empty()) {
            return 0;
        }
        let mut shifts: BTreeMap<i32, BTreeSet<String>> = BTreeMap::new();
        for tile in printed.layout.tiles.iter().filter(|t| !t.text.is_empty()) {
            let label = plain_label(&tile.text);
            for cell in self.shown(&label).filter(|_| printed.labels.contains(&label)) {
                let shift = i32::from(cell.col) - i32::from(tile.area.first.col);
                shifts.entry(shift).or_default().insert(label.clone());
            }
        }
        let best = shifts.iter().max_by_key(|(shift, labels)| (labels.len(), **shift == 0));
        best.filter(|(_, labels)| labels.len() * 2 > printed.labels.len()).map_or(0, |(shift, _)| *shift)
    }

    /// The row is one of this form's.
    pub(super) fn has_row(&self, row: u32) -> bool {
        (self.rows.0..=self.rows.1).contains(&row)
    }

    fn is_visible(&self, cell: CellRef) -> bool {
        self.sheet.cell(cell).is_some_and(|raw| !raw.hidden_by_merge)
    }
}

/// A cell's text as labels are compared.
fn plain(raw: &RawCell) -> String {
    match &raw.value {
        RawValue::Text(text) if text.len() <= LONGEST => plain_label(text),
        RawValue::Number(_) | RawValue::Percent(_) => raw.shown().into_owned(),
        _ => String::new(),
    }
}

/// The cell shows nothing but white space.
pub(super) fn is_blank(raw: &RawCell) -> bool {
    raw.shown().chars().all(|c| c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200d}' | '\u{feff}'))
}
