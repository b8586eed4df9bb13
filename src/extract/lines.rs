//! Where each row of a form stands, and whether that is sure.

use super::alike;
use super::columns::Columns;
use super::printed::{Line, PrintedBlock};
use super::view::View;
use crate::definition::layout::plain_label;
use crate::model::{CellRef, Meaning, Reading};
use std::collections::BTreeSet;

/// Why a row's place is not sure, or what is to be said about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Doubt {
    /// The label in its row is another item's.
    Foreign(String),
    /// Label and key stand in different rows.
    Apart,
    /// It stands there more than once.
    Twice,
    /// The label was changed and the name does not stand by the key.
    Changed(String),
    /// One of label and key is gone, and no position agrees with the other.
    Moved,
    /// Label and key are both gone, and only the position is left.
    PositionOnly,
    /// Nothing of it is left.
    Gone,
}

/// Where a row stands and what says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LineSpot {
    /// Its row on the sheet; `None` where nothing of it is left.
    pub row: Option<u32>,
    pub sure: bool,
    pub label: bool,
    pub key: bool,
    pub name: bool,
    pub layout: bool,
    pub doubt: Option<Doubt>,
    /// The label was changed, and the place is sure all the same.
    pub edited: Option<String>,
    /// The cells that spoke for one row or another.
    pub seen: Vec<CellRef>,
}

/// What a sheet says about one row.
pub(super) struct Evidence<'a> {
    /// The rows its key stands in.
    pub keys: Vec<u32>,
    /// The rows its label stands in.
    pub labels: Vec<u32>,
    /// The row its defined name points at.
    pub name: Option<u32>,
    /// The row the layout has it in, moved with its block.
    pub layout: Option<u32>,
    /// The form prints a label in this row.
    pub labelled: bool,
    /// What stands in the label's place of a row, plain.
    pub text: &'a dyn Fn(u32) -> String,
    /// Whether a label is another item's.
    pub foreign: &'a dyn Fn(&str) -> bool,
    /// Whether a label is this item's own in other words.
    pub reworded: &'a dyn Fn(&str) -> bool,
    /// Whether a row carries another row's key.
    pub taken: &'a dyn Fn(u32) -> bool,
}

impl Evidence<'_> {
    fn spot(&self, row: Option<u32>, doubt: Option<Doubt>) -> LineSpot {
        let at = |place: &[u32]| row.is_some_and(|r| place.contains(&r));
        LineSpot {
            row,
            sure: doubt.is_none(),
            label: at(&self.labels),
            key: at(&self.keys),
            name: row.is_some() && self.name == row,
            layout: row.is_some() && self.layout == row,
            doubt,
            edited: None,
            seen: Vec::new(),
        }
    }

    /// A position agrees with this row.
    fn supports(&self, row: u32) -> bool {
        self.name == Some(row) || self.layout == Some(row)
    }
}

/// The rule of the house: label and key agree, or where one of them is gone the other agrees with a position; a row
/// whose label is another item's is never sure; a label that is nobody's, with key and name agreeing, is an edited one.
pub(super) fn decide(e: &Evidence<'_>) -> LineSpot {
    let both: Vec<u32> = e.keys.iter().copied().filter(|k| e.labels.contains(k)).collect();
    match (&both[..], &e.keys[..], &e.labels[..]) {
        ([row], _, _) => e.spot(Some(*row), None),
        ([first, ..], _, _) => e.spot(Some(*first), Some(Doubt::Twice)),
        (_, [key], labels) => by_key(e, *key, labels),
        (_, [first, ..], _) => e.spot(Some(*first), Some(Doubt::Twice)),
        (_, [], [label]) if (e.taken)(*label) => e.spot(Some(*label), Some(Doubt::Apart)),
        (_, [], [label]) => e.spot(Some(*label), (!e.supports(*label)).then_some(Doubt::Moved)),
        (_, [], [first, ..]) => e.spot(Some(*first), Some(Doubt::Twice)),
        (_, [], []) => by_position(e),
    }
}

fn by_key(e: &Evidence<'_>, key: u32, labels: &[u32]) -> LineSpot {
    let text = if e.labelled { (e.text)(key) } else { String::new() };
    if (e.foreign)(&text) {
        return e.spot(Some(key), Some(Doubt::Foreign(text)));
    }
    if !labels.is_empty() {
        return e.spot(Some(key), Some(Doubt::Apart));
    }
    if text.is_empty() {
        return e.spot(Some(key), (!e.supports(key)).then_some(Doubt::Moved));
    }
    // A value in the label's place, or a name that has nothing of the item's, is no new wording: something else stands
    // there, and perhaps an indicator of the agency's own.
    if e.name == Some(key) && !is_value(&text) && (e.reworded)(&text) {
        return LineSpot { edited: Some(text), ..e.spot(Some(key), None) };
    }
    e.spot(Some(key), Some(Doubt::Changed(text)))
}

/// A number, a date, 不涉及: what stands in slots and is nobody's name.
fn is_value(text: &str) -> bool {
    let meaning = Reading::of(text).meaning;
    matches!(meaning, Meaning::Quantity(_) | Meaning::Compound(_) | Meaning::Date(_) | Meaning::NotApplicable)
}

fn by_position(e: &Evidence<'_>) -> LineSpot {
    let free = |row: &u32| !((e.taken)(*row) || e.labelled && (e.foreign)(&(e.text)(*row)));
    match e.name.filter(free).or(e.layout.filter(free)) {
        Some(row) => e.spot(Some(row), Some(Doubt::PositionOnly)),
        None => e.spot(None, Some(Doubt::Gone)),
    }
}

/// What is needed to look for the rows of one block.
pub(super) struct Search<'a> {
    pub view: &'a View<'a>,
    pub columns: &'a Columns,
    /// The rows of the sheet that the block takes up.
    pub rows: (u32, u32),
    /// How far the block was moved down (or up) as a whole.
    pub shift: i64,
    /// The rows that carry some row key, with the key.
    pub keyed: &'a [(u32, String)],
    /// Labels of all items, plain.
    pub item_labels: &'a BTreeSet<String>,
    /// The row that a row key's defined name points at.
    pub name: &'a dyn Fn(&str) -> Option<u32>,
}

impl Search<'_> {
    /// Where one line of the block stands, and the columns its label may stand in.
    pub(super) fn line(&self, block: &PrintedBlock<'_>, line: &Line<'_>) -> (LineSpot, Vec<u16>) {
        let key = plain_label(line.key);
        let cols = self.label_columns(block, line);
        let own = line.label.map(|t| plain_label(&t.text)).unwrap_or_default();
        let keys: Vec<u32> = self.keyed.iter().filter(|(_, k)| *k == key).map(|(row, _)| *row).collect();
        let in_block = |row: u32| (self.rows.0..=self.rows.1).contains(&row) || keys.contains(&row);
        let shown: Vec<CellRef> =
            self.view.shown(&own).filter(|c| !own.is_empty() && cols.contains(&c.col) && in_block(c.row)).collect();
        let labels: BTreeSet<u32> = shown.iter().map(|c| c.row).collect();
        let layout = u32::try_from(i64::from(line.row) + self.shift).ok().filter(|r| self.view.has_row(*r));
        let text = |row: u32| {
            let mut texts = cols.iter().map(|col| self.view.plain_at(CellRef::new(row, *col)));
            texts.find(|t| !t.is_empty()).unwrap_or_default()
        };
        let mut spot = decide(&Evidence {
            labels: labels.into_iter().collect(),
            name: (self.name)(line.key).filter(|r| self.view.has_row(*r)),
            layout,
            labelled: line.label.is_some(),
            text: &text,
            foreign: &|text| text != own && self.item_labels.contains(text),
            reworded: &|text| alike::is_reworded(&own, text, self.item_labels.iter().map(String::as_str)),
            taken: &|row| self.keyed.iter().any(|(r, k)| *r == row && *k != key),
            keys,
        });
        let key_cells = self.view.find(&key).iter().copied();
        spot.seen = shown.into_iter().chain(key_cells).collect();
        (spot, cols)
    }

    /// The columns a line's label may stand in: under its header in a table, else left of the value.
    fn label_columns(&self, block: &PrintedBlock<'_>, line: &Line<'_>) -> Vec<u16> {
        let Some(label) = line.label else { return Vec::new() };
        let col = label.area.first.col;
        if !block.headers.is_empty() {
            return vec![self.columns.col(col)];
        }
        let mut cols = vec![col];
        for value in &line.values {
            let gap = value.area.first.col.saturating_sub(col);
            cols.extend(self.columns.keys(value.area.first.col).iter().filter_map(|k| k.checked_sub(gap)));
        }
        cols.dedup();
        cols
    }
}
