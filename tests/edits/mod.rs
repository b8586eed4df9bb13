//! What people do to a workbook in Excel, done to what was read of it: names and merges move as Excel moves them.

use jihe::intake::{RawBook, RawCell, RawSheet, RawValue};
use jihe::model::CellRef;
use jihe::model::book::Area;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A sheet by name.
pub fn sheet<'a>(book: &'a mut RawBook, name: &str) -> &'a mut RawSheet {
    book.sheets.iter_mut().find(|s| s.name.as_ref() == name).unwrap()
}

/// A cell that holds text.
pub fn text(text: &str) -> RawCell {
    value(RawValue::Text(Arc::from(text)))
}

/// A cell that holds this.
pub fn value(value: RawValue) -> RawCell {
    RawCell { value, format: None, formula: None, hidden_by_merge: false }
}

/// Types text into a cell, or clears it.
pub fn put(book: &mut RawBook, name: &str, cell: CellRef, content: &str) {
    let cells = &mut sheet(book, name).cells;
    match content {
        "" => cells.remove(&cell),
        content => cells.insert(cell, text(content)),
    };
}

fn moved(area: Area, new_row: &dyn Fn(u32) -> Option<u32>) -> Option<Area> {
    let rows: Vec<u32> = (area.first.row..=area.last.row).filter_map(new_row).collect();
    let (first, last) = (*rows.first()?, *rows.last()?);
    Some(Area::new(first, area.first.col, last, area.last.col))
}

fn renumber(book: &mut RawBook, name: &str, new_row: &dyn Fn(u32) -> Option<u32>) {
    let sheet = sheet(book, name);
    let cells = std::mem::take(&mut sheet.cells);
    sheet.cells = cells.into_iter().filter_map(|(c, raw)| Some((CellRef::new(new_row(c.row)?, c.col), raw))).collect();
    sheet.merges = sheet.merges.iter().filter_map(|m| moved(*m, new_row)).collect();
    book.names.retain_mut(|n| {
        if n.sheet == name {
            match moved(n.area, new_row) {
                Some(area) => n.area = area,
                None => return false,
            }
        }
        true
    });
}

/// Inserts an empty row above this one.
pub fn insert_row(book: &mut RawBook, name: &str, at: u32) {
    renumber(book, name, &|row| Some(if row >= at { row + 1 } else { row }));
}

/// Deletes a row.
pub fn delete_row(book: &mut RawBook, name: &str, at: u32) {
    renumber(book, name, &|row| (row != at).then_some(if row > at { row - 1 } else { row }));
}

/// Inserts an empty column left of this one.
pub fn insert_column(book: &mut RawBook, name: &str, at: u16) {
    let new = |col: u16| if col >= at { col + 1 } else { col };
    let area = |a: Area| Area::new(a.first.row, new(a.first.col), a.last.row, new(a.last.col));
    let sheet = sheet(book, name);
    let cells = std::mem::take(&mut sheet.cells);
    sheet.cells = cells.into_iter().map(|(c, raw)| (CellRef::new(c.row, new(c.col)), raw)).collect();
    sheet.merges = sheet.merges.iter().map(|m| area(*m)).collect();
    book.names.iter_mut().filter(|n| n.sheet == name).for_each(|n| n.area = area(n.area));
}

/// Sorts two rows past each other: what stands in these columns changes places, names and merges stay.
pub fn swap_rows(book: &mut RawBook, name: &str, a: u32, b: u32, columns: std::ops::RangeInclusive<u16>) {
    let cells = &mut sheet(book, name).cells;
    let mut swapped = BTreeMap::new();
    for (cell, raw) in std::mem::take(cells) {
        let row = match cell.row {
            row if !columns.contains(&cell.col) => row,
            row if row == a => b,
            row if row == b => a,
            row => row,
        };
        swapped.insert(CellRef::new(row, cell.col), raw);
    }
    *cells = swapped;
}

/// Clears a column.
pub fn clear_column(book: &mut RawBook, name: &str, col: u16) {
    sheet(book, name).cells.retain(|cell, _| cell.col != col);
}

/// Renames a sheet; names follow.
pub fn rename(book: &mut RawBook, name: &str, to: &str) {
    sheet(book, name).name = Arc::from(to);
    book.names.iter_mut().filter(|n| n.sheet == name).for_each(|n| n.sheet = to.to_owned());
}

/// Copies a sheet within the workbook; its names come along under the new sheet.
pub fn copy(book: &mut RawBook, name: &str, to: &str) {
    let mut copy = sheet(book, name).clone();
    copy.name = Arc::from(to);
    book.sheets.push(copy);
    let names: Vec<_> = book.names.iter().filter(|n| n.sheet == name).cloned().collect();
    book.names.extend(names.into_iter().map(|mut n| {
        n.sheet = to.to_owned();
        n
    }));
}

/// Merges an area as a script does: what is covered stays in the file.
pub fn merge(book: &mut RawBook, name: &str, area: Area) {
    let sheet = sheet(book, name);
    sheet.merges.retain(|m| !m.overlaps(area));
    sheet.merges.push(area);
    for (cell, raw) in &mut sheet.cells {
        if area.contains(*cell) && *cell != area.first {
            raw.hidden_by_merge = true;
        }
    }
}
