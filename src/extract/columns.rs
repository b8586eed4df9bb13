//! Where each column of a block stands: its hidden key, its printed header, and the layout.

use super::alike;
use super::printed::PrintedBlock;
use super::view::View;
use crate::definition::layout::plain_label;
use crate::model::CellRef;
use std::collections::{BTreeMap, BTreeSet};

/// Where a column stands and what says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ColumnSpot {
    pub col: u16,
    pub sure: bool,
    /// The key agrees, disagrees, or is gone.
    pub key: Option<bool>,
    /// The header agrees, disagrees, or is gone or changed.
    pub label: Option<bool>,
    /// It stands where the layout has it.
    pub layout: bool,
    /// The header reads otherwise than it was printed.
    pub edited: Option<String>,
}

/// What a sheet says about one column.
pub(super) struct Evidence<'a> {
    /// The columns its key stands in.
    pub keys: &'a [u16],
    /// The columns its label points at.
    pub labels: &'a [u16],
    /// Where the layout has it.
    pub layout: u16,
    /// What stands in the header's place of a column, plain; empty where nothing does.
    pub header: &'a dyn Fn(u16) -> String,
    /// Whether a header is another column's, or names another measure of money.
    pub foreign: &'a dyn Fn(&str) -> bool,
}

/// Key and label must agree; where one of them is gone, the other must agree with the layout.
pub(super) fn decide(e: &Evidence<'_>) -> ColumnSpot {
    let spot = |col: u16, sure: bool, key: Option<bool>, label: Option<bool>| ColumnSpot {
        col,
        sure,
        key,
        label,
        layout: col == e.layout,
        edited: None,
    };
    if let [both] = e.keys.iter().copied().filter(|k| e.labels.contains(k)).collect::<Vec<_>>()[..] {
        return spot(both, true, Some(true), Some(true));
    }
    match (e.keys, e.labels) {
        ([key], []) => {
            let header = (e.header)(*key);
            if (e.foreign)(&header) {
                return spot(*key, false, Some(true), Some(false));
            }
            let edited = (!header.is_empty()).then_some(header);
            ColumnSpot { edited, ..spot(*key, *key == e.layout, Some(true), None) }
        }
        ([], [label]) => spot(*label, *label == e.layout, None, Some(true)),
        ([], []) => spot(e.layout, false, None, None),
        ([], labels) if labels.contains(&e.layout) => spot(e.layout, false, None, Some(false)),
        ([], labels) => spot(labels.first().copied().unwrap_or(e.layout), false, None, Some(false)),
        (keys, _) => spot(keys.first().copied().unwrap_or(e.layout), false, Some(keys.len() == 1), Some(false)),
    }
}

/// The columns of one block on a sheet.
pub(super) struct Columns {
    /// The row of the headers, where a table's were found.
    pub header_row: Option<u32>,
    /// By layout column: where the keys stand.
    keys: BTreeMap<u16, Vec<u16>>,
    /// By layout column: a table's columns.
    table: BTreeMap<u16, ColumnSpot>,
    /// By layout column, where the block is no table: the columns that show what is printed over its values.
    headed: BTreeMap<u16, BTreeSet<u16>>,
}

impl Columns {
    /// Looks for a block's columns in these rows of the sheet.
    pub(super) fn find(view: &View<'_>, block: &PrintedBlock<'_>, rows: (u32, u32)) -> Columns {
        let inside = |cell: &CellRef| (rows.0..=rows.1).contains(&cell.row);
        let mut keys: BTreeMap<u16, Vec<u16>> = BTreeMap::new();
        for (col, key) in &block.column_keys {
            let mut cols: Vec<u16> = view.find(&plain_label(key)).iter().filter(|c| inside(c)).map(|c| c.col).collect();
            cols.sort_unstable();
            cols.dedup();
            keys.insert(*col, cols);
        }
        let headers: Vec<(u16, String)> =
            block.headers.iter().map(|t| (t.area.first.col, plain_label(&t.text))).collect();
        let mut per_row: BTreeMap<u32, usize> = BTreeMap::new();
        for (_, header) in &headers {
            for cell in view.shown(header).filter(|c| inside(c)) {
                *per_row.entry(cell.row).or_default() += 1;
            }
        }
        let header_row = per_row.iter().rev().max_by_key(|(_, count)| **count).map(|(row, _)| *row);
        let mut headed: BTreeMap<u16, BTreeSet<u16>> = BTreeMap::new();
        for tile in &block.heads {
            let shown = view.shown(&plain_label(&tile.text)).filter(|c| inside(c));
            headed.entry(tile.area.first.col).or_default().extend(shown.map(|c| c.col));
        }
        let mut found = Columns { header_row, keys, table: BTreeMap::new(), headed };
        for (col, header) in &headers {
            let labels: Vec<u16> = view.shown(header).filter(|c| Some(c.row) == header_row).map(|c| c.col).collect();
            let evidence = Evidence {
                keys: found.keys(*col),
                labels: &labels,
                layout: *col,
                header: &|col| header_row.map(|row| view.plain_at(CellRef::new(row, col))).unwrap_or_default(),
                foreign: &|text| {
                    alike::is_other_money(header, text) || headers.iter().any(|(other, h)| other != col && h == text)
                },
            };
            let spot = decide(&evidence);
            found.table.insert(*col, spot);
        }
        found
    }

    /// A table's column, by its first column in the layout.
    pub(super) fn table(&self, layout_col: u16) -> Option<&ColumnSpot> {
        self.table.get(&layout_col)
    }

    /// Where the key of a column stands.
    pub(super) fn keys(&self, layout_col: u16) -> &[u16] {
        self.keys.get(&layout_col).map_or(&[], Vec::as_slice)
    }

    /// The column shows what is printed over the values of that layout column.
    pub(super) fn is_headed(&self, layout_col: u16, col: u16) -> bool {
        self.headed.get(&layout_col).is_some_and(|cols| cols.contains(&col))
    }

    /// The sheet's column for a column of the layout.
    pub(super) fn col(&self, layout_col: u16) -> u16 {
        let by_key = || match self.keys(layout_col) {
            [one] => Some(*one),
            _ => None,
        };
        self.table.get(&layout_col).map(|s| s.col).or_else(by_key).unwrap_or(layout_col)
    }
}
