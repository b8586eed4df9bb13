//! `RawBook` → `Submission`: which agency, item and slot each cell is, and whether that is sure.
//!
//! `recognise` finds the forms, `locate` the place of every value (`columns` and `lines` hold the rule when a place is
//! sure), `value` reads what stands there, `account` tells the form's own cells, and `say` puts what was met into words.

mod account;
mod added;
mod alike;
mod beside;
mod columns;
mod edition;
mod json;
mod lines;
mod locate;
mod printed;
mod read;
mod recognise;
mod say;
mod slots;
mod value;
mod view;
pub mod wire;

pub use read::{extract, extract_known};
pub use recognise::Known;

use crate::definition::FormDef;
use crate::model::interned::Word;
use crate::model::{Bound, Finding, ItemId, Meaning, Origin, Reading, Slot};
use chrono::NaiveDateTime;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The pages of the findings E1….
pub const PAGES: &str = include_str!("pages.md");

/// One returned form, read. Its JSON for the outside is `to_json`; the derives carry it between two processes of this
/// program (`wire`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Submission {
    /// The file, relative to the round folder.
    pub file: Arc<str>,
    /// `xlsx`, `xls` …
    #[serde(with = "wire::word")]
    pub format: Word,
    /// The form sheet's name as the file has it.
    pub sheet: Arc<str>,
    /// The form's id, as the file says; `None` where it does not.
    pub form: Option<String>,
    /// The form's version, as the file says.
    pub version: Option<String>,
    /// The stage's id, as the file says.
    pub stage: Option<String>,
    /// The agency's code from the hidden identity; `None` in the common file.
    pub agency_code: Option<String>,
    /// The agency's name as the cover cell shows it.
    pub agency_name: String,
    /// When the document was last saved, where it says so.
    pub modified: Option<NaiveDateTime>,
    /// 校验码 as the file shows it.
    pub checksum: Option<String>,
    /// 签批栏: label and what was written.
    pub signoff: Vec<(String, String)>,
    /// Every slot of the form, blank ones too, in print order.
    pub entries: Vec<Entry>,
    /// Every non-empty cell that has no place in the form.
    pub unplaced: Vec<Unplaced>,
    /// Rows the agency added to the form's tables; their cells are unplaced ones.
    pub added: Vec<AddedRow>,
    /// The account of every non-empty cell.
    pub cells: CellCount,
    /// What extraction itself found (codes E…).
    #[serde(with = "wire::findings")]
    pub findings: Vec<Finding>,
}

/// One slot with what stands in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The item.
    pub item: ItemId,
    /// The slot.
    pub slot: Slot,
    /// What the cell shows; empty when blank.
    pub text: String,
    /// What it means: indicator values and amounts; `Qualitative(None)` for text slots that hold text.
    pub reading: Reading,
    /// The cell held a true number (not text).
    pub numeric: bool,
    /// Where it stands, or where the layout expects it when the place is gone.
    pub origin: Origin,
    /// What agreed on the place: label, key, name, layout.
    pub anchors: Vec<Anchor>,
    /// The place is sure; an entry that is not sure is never merged.
    pub sure: bool,
}

/// What tells where a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Anchor {
    /// The printed label in its row.
    Label,
    /// The hidden row key.
    Key,
    /// The defined name.
    Name,
    /// The layout's own place.
    Layout,
}

impl Anchor {
    /// Its name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Anchor::Label => "label",
            Anchor::Key => "key",
            Anchor::Name => "name",
            Anchor::Layout => "layout",
        }
    }
}

/// A non-empty cell that has no place in the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unplaced {
    /// Where it stands.
    pub origin: Origin,
    /// What it shows.
    pub text: String,
}

/// A row that an agency added to a table of the form: a task or an indicator of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddedRow {
    /// The label of the table's block: 绩效指标.
    pub block: String,
    /// What the agency called it.
    pub name: String,
    /// Header and text of its other cells, left to right.
    pub cells: Vec<(String, String)>,
    /// Where its cells stand, left to right.
    pub places: Vec<Origin>,
}

/// Every non-empty cell is one of the form's own, an entry, or unplaced: `nonempty = form + entries + unplaced`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CellCount {
    /// Cells that hold anything.
    pub nonempty: usize,
    /// The form's own texts, keys and formulas.
    pub form: usize,
    /// Slots that hold something.
    pub entries: usize,
    /// The rest.
    pub unplaced: usize,
}

/// An amount as the form wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Amount {
    /// In the form's measure.
    Value(Decimal),
    /// Nothing was written.
    Blank,
    /// 不涉及.
    NotApplicable,
    /// Something that is no amount.
    Unclear,
}

impl Submission {
    /// The entry of an item's slot.
    pub fn entry(&self, item: &ItemId, slot: Slot) -> Option<&Entry> {
        self.entries.iter().find(|e| &e.item == item && e.slot == slot)
    }

    /// The amount in an entry, in the form's measure: a bare number is in it already, 元 and 亿元 are converted.
    pub fn amount(&self, item: &ItemId, slot: Slot, form: &FormDef) -> Amount {
        let Some(entry) = self.entry(item, slot) else { return Amount::Blank };
        match &entry.reading.meaning {
            Meaning::Blank => Amount::Blank,
            Meaning::NotApplicable => Amount::NotApplicable,
            Meaning::Quantity(part) if matches!(part.bound, Bound::Bare | Bound::Exactly) => {
                let value = value::unit(form).and_then(|unit| part.amount_in(&unit, &form.measures));
                value.map_or(Amount::Unclear, Amount::Value)
            }
            _ => Amount::Unclear,
        }
    }

    /// Every entry by item and slot.
    pub fn by_slot(&self) -> BTreeMap<(&ItemId, Slot), &Entry> {
        self.entries.iter().map(|e| ((&e.item, e.slot), e)).collect()
    }
}
