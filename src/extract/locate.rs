//! Where every value of a form stands on a sheet: blocks, then their columns, then their rows.

use super::Anchor;
use super::columns::{self, ColumnSpot, Columns};
use super::lines::{Doubt, LineSpot, Search};
use super::printed::{Line, Printed, PrintedBlock};
use super::view::View;
use crate::definition::layout::{Tile, TileKind, plain_label, row_name};
use crate::intake::DefinedName;
use crate::model::book::Area;
use crate::model::{CellRef, ItemId, Slot};
use std::collections::BTreeSet;

/// A form with all its places on a sheet.
pub(super) struct Located<'p> {
    pub blocks: Vec<FoundBlock<'p>>,
    /// The column of the row keys.
    pub key_column: u16,
}

/// A block on the sheet.
pub(super) struct FoundBlock<'p> {
    pub printed: PrintedBlock<'p>,
    /// Its first row on the sheet.
    pub first: i64,
    pub columns: Columns,
    pub lines: Vec<FoundLine<'p>>,
}

/// One item's part of a row on the sheet.
pub(super) struct FoundLine<'p> {
    pub printed: Line<'p>,
    pub spot: LineSpot,
    /// The cell of its label, where its row was found.
    pub label: Option<CellRef>,
    pub values: Vec<FoundValue<'p>>,
}

/// One value of a line.
pub(super) struct FoundValue<'p> {
    pub tile: &'p Tile,
    pub column: ColumnSpot,
    /// Its cells; `None` where its row was not found.
    pub area: Option<Area>,
    /// Row and column are both sure.
    pub sure: bool,
}

impl FoundValue<'_> {
    /// The slot; `None` for the agency's name.
    pub(super) fn slot(&self) -> Option<Slot> {
        match self.tile.kind {
            TileKind::Slot(_, slot) => Some(slot),
            _ => None,
        }
    }
}

impl FoundLine<'_> {
    /// What agrees on the place of one of its values.
    pub(super) fn anchors(&self, value: &FoundValue<'_>) -> Vec<Anchor> {
        let (row, column) = (&self.spot, &value.column);
        let agree = [
            (Anchor::Label, row.label && column.label != Some(false)),
            (Anchor::Key, row.key && column.key != Some(false)),
            (Anchor::Name, row.name),
            (Anchor::Layout, row.layout && column.layout),
        ];
        agree.into_iter().filter(|(_, agrees)| *agrees).map(|(anchor, _)| anchor).collect()
    }

    /// The item and slot of one of its values.
    pub(super) fn place(&self, value: &FoundValue<'_>) -> Option<(ItemId, Slot)> {
        Some((self.printed.item?.clone(), value.slot()?))
    }
}

/// Finds every place of the form in the view.
pub(super) fn locate<'p>(view: &View<'_>, printed: &'p Printed<'_>, names: &[DefinedName]) -> Located<'p> {
    let keyed = keyed_rows(view, printed);
    let key_column = key_column(view, printed, &keyed);
    let mut blocks = Vec::new();
    let all = printed.blocks();
    let starts = starts(view, &all);
    for (block, start) in all.into_iter().zip(&starts) {
        let rows = region(view, *start, &starts);
        let columns = Columns::find(view, &block, rows);
        let search = Search {
            view,
            columns: &columns,
            rows,
            shift: start - i64::from(block.first),
            keyed: &keyed,
            item_labels: &printed.item_labels,
            name: &|key| {
                let (name, sheet) = (row_name(key), view.sheet.name.as_ref());
                names.iter().find(|n| n.name == name && n.sheet == sheet).map(|n| n.area.first.row)
            },
        };
        let found: Vec<(LineSpot, Vec<u16>)> = block.lines.iter().map(|l| search.line(&block, l)).collect();
        blocks.push((block, *start, columns, found));
    }
    let ends = row_ends(&keyed, &starts);
    let mut blocks: Vec<FoundBlock<'p>> = blocks.into_iter().map(|b| placed(view, b, &ends)).collect();
    share_out(&mut blocks);
    Located { blocks, key_column }
}

/// The rows that carry a row key, with the key.
fn keyed_rows(view: &View<'_>, printed: &Printed<'_>) -> Vec<(u32, String)> {
    let keys = printed.layout.rows.iter().filter_map(|r| r.key.as_deref()).map(plain_label);
    let mut rows: Vec<(u32, String)> =
        keys.flat_map(|k| view.find(&k).iter().map(|c| (c.row, k.clone())).collect::<Vec<_>>()).collect();
    rows.sort();
    rows
}

/// The column in which most row keys stand.
fn key_column(view: &View<'_>, printed: &Printed<'_>, keyed: &[(u32, String)]) -> u16 {
    let mut columns: std::collections::BTreeMap<u16, usize> = std::collections::BTreeMap::new();
    for (_, key) in keyed {
        for cell in view.find(key) {
            *columns.entry(cell.col).or_default() += 1;
        }
    }
    columns.into_iter().max_by_key(|(_, n)| *n).map_or(printed.layout.key_column, |(col, _)| col)
}

/// The first row of each block: by its hidden key, its label, its rows' keys, or as the block before was moved.
fn starts(view: &View<'_>, blocks: &[PrintedBlock<'_>]) -> Vec<i64> {
    let mut starts: Vec<i64> = Vec::new();
    let mut shift = i64::from(view.rows.0);
    for block in blocks {
        let key = block.key.iter().flat_map(|k| view.find(&plain_label(k)));
        let label = block.label.or(block.lines.first().and_then(|l| l.label));
        let labels = label.into_iter().flat_map(|t| {
            let row = t.area.first.row;
            view.shown(&plain_label(&t.text))
                .filter(|c| c.col <= t.area.first.col + 1)
                .map(move |c| (c, row))
                .collect::<Vec<_>>()
        });
        let lines = block.lines.iter().flat_map(|l| view.find(&plain_label(l.key)).iter().map(move |c| (*c, l.row)));
        let found = key.map(|c| (*c, block.first)).chain(labels).chain(lines).next();
        if let Some((cell, layout_row)) = found {
            shift = i64::from(cell.row) - i64::from(layout_row);
        }
        starts.push(i64::from(block.first) + shift);
    }
    starts
}

/// The rows from a block's start to the next block's.
fn region(view: &View<'_>, start: i64, starts: &[i64]) -> (u32, u32) {
    let end = starts.iter().filter(|s| **s > start).min().map_or(i64::from(view.rows.1), |next| next - 1);
    let row = |n: i64| u32::try_from(n.max(0)).unwrap_or(u32::MAX);
    (row(start), row(end))
}

/// Rows at which something new begins, so that no value reaches over them.
fn row_ends(keyed: &[(u32, String)], starts: &[i64]) -> BTreeSet<u32> {
    keyed.iter().map(|(row, _)| *row).chain(starts.iter().filter_map(|s| u32::try_from(*s).ok())).collect()
}

/// A block with all that was found of it on the way.
type Searched<'p> = (PrintedBlock<'p>, i64, Columns, Vec<(LineSpot, Vec<u16>)>);

/// Gives every value of a block its cells.
fn placed<'p>(view: &View<'_>, searched: Searched<'p>, ends: &BTreeSet<u32>) -> FoundBlock<'p> {
    let (mut printed, first, columns, spots) = searched;
    let lines = std::mem::take(&mut printed.lines).into_iter().zip(spots).map(|(line, (spot, cols))| {
        let own = line.label.map(|t| plain_label(&t.text)).unwrap_or_default();
        let label = spot.row.and_then(|row| {
            let cells = || cols.iter().map(|col| CellRef::new(row, *col));
            cells().find(|c| view.plain_at(*c) == own).or_else(|| cells().find(|c| !view.plain_at(*c).is_empty()))
        });
        let beside = label.filter(|c| view.plain_at(*c) == own);
        let values = line.values.iter().map(|tile| value(tile, &line, &spot, &columns, beside, ends)).collect();
        FoundLine { spot, label, values, printed: line }
    });
    let lines = lines.collect();
    FoundBlock { printed, first, columns, lines }
}

fn value<'p>(
    tile: &'p Tile,
    line: &Line<'_>,
    spot: &LineSpot,
    columns: &Columns,
    label: Option<CellRef>,
    ends: &BTreeSet<u32>,
) -> FoundValue<'p> {
    let col = tile.area.first.col;
    let column = columns.table(col).cloned().unwrap_or_else(|| {
        // Without a header, a value stands as far right of its own label as it was printed.
        let gap = line.label.map_or(0, |l| col.saturating_sub(l.area.first.col));
        let beside: Vec<u16> = label.iter().map(|c| c.col.saturating_add(gap)).collect();
        // A column inserted between them parts the two: then the header above the value speaks for its key's column.
        let headed: Vec<u16> = columns.keys(col).iter().copied().filter(|k| columns.is_headed(col, *k)).collect();
        let parted = label.is_some() && !columns.keys(col).iter().any(|k| beside.contains(k));
        let labels = if parted && !headed.is_empty() { headed } else { beside };
        columns::decide(&columns::Evidence {
            keys: columns.keys(col),
            labels: &labels,
            layout: col,
            header: &|_| String::new(),
            foreign: &|_| false,
        })
    });
    let area = spot.row.map(|row| {
        let height = tile.area.last.row - tile.area.first.row;
        let width = tile.area.last.col - tile.area.first.col;
        let next = ends.range(row.saturating_add(1)..).next().map_or(u32::MAX, |end| end - 1);
        Area::new(row, column.col, row.saturating_add(height).min(next), column.col.saturating_add(width))
    });
    FoundValue { tile, sure: spot.sure && column.sure, column, area }
}

/// A cell belongs to one value: the surest takes it, and another that pointed there has lost its place.
fn share_out(blocks: &mut [FoundBlock<'_>]) {
    let mut order = Vec::new();
    for (b, block) in blocks.iter().enumerate() {
        for (l, line) in block.lines.iter().enumerate() {
            for (v, value) in line.values.iter().enumerate() {
                let rank = (!value.sure, !line.spot.sure, !line.spot.key, !line.spot.label, value.column.key.is_none());
                order.push((rank, b, l, v));
            }
        }
    }
    order.sort();
    let mut taken: Vec<Area> = Vec::new();
    for (_, b, l, v) in order {
        let value = &mut blocks[b].lines[l].values[v];
        match value.area {
            Some(area) if taken.iter().any(|t| t.overlaps(area)) => {
                value.area = None;
                value.sure = false;
            }
            Some(area) => taken.push(area),
            None => {}
        }
    }
    for line in blocks.iter_mut().flat_map(|b| &mut b.lines) {
        if line.spot.row.is_some() && line.values.iter().all(|v| v.area.is_none()) {
            line.spot = LineSpot { row: None, sure: false, doubt: Some(Doubt::Gone), ..line.spot.clone() };
            line.label = None;
        }
    }
}
