//! The account of a form's cells: which are the form's own, which are entries, and what is left over.

use super::lines::Doubt;
use super::locate::{FoundLine, Located};
use super::printed::Printed;
use super::view::{View, is_blank};
use crate::definition::NOT_APPLICABLE;
use crate::definition::identity::AGENCY_LIST;
use crate::definition::layout::{Tile, TileKind, plain_label};
use crate::intake::{RawCell, RawValue};
use crate::model::CellRef;
use crate::template::live::{MISSING, NOTHING, TO_VERIFY};
use std::collections::{BTreeMap, BTreeSet};
use unicode_normalization::UnicodeNormalization;

/// The form's own cells, and what was read of them on the way.
pub(super) struct OwnCells {
    pub cells: BTreeSet<CellRef>,
    /// 签批栏: label and what was written.
    pub signoff: Vec<(String, String)>,
    /// 校验码 as shown.
    pub checksum: Option<String>,
}

/// Finds the form's own cells in the view; a cell that holds an entry is none of them.
pub(super) fn own_cells(
    view: &View<'_>,
    printed: &Printed<'_>,
    located: &Located<'_>,
    entries: &BTreeSet<CellRef>,
) -> OwnCells {
    let mut own = Own { view, printed, located, entries, cells: BTreeSet::new(), rows: BTreeMap::new() };
    own.hidden_marks();
    own.labels();
    own.cover();
    own.map_rows();
    own.texts();
    let signoff = own.signoff();
    let checksum = own.computed();
    own.agency_list();
    own.cells.retain(|c| !entries.contains(c) && view.sheet.cell(*c).is_some_and(|raw| !is_blank(raw)));
    OwnCells { cells: own.cells, signoff, checksum }
}

struct Own<'a> {
    view: &'a View<'a>,
    printed: &'a Printed<'a>,
    located: &'a Located<'a>,
    entries: &'a BTreeSet<CellRef>,
    cells: BTreeSet<CellRef>,
    /// Rows of the layout whose row on the sheet is known.
    rows: BTreeMap<u32, i64>,
}

impl Own<'_> {
    /// Keys and identities, wherever they stand.
    fn hidden_marks(&mut self) {
        for key in &self.printed.keys {
            self.cells.extend(self.view.find(key));
        }
        let identity = self.view.cells().filter(|(_, raw)| text_of(raw).is_some_and(|t| t.trim().starts_with("jihe|")));
        self.cells.extend(identity.map(|(cell, _)| cell));
    }

    /// The label's place in every row that was found, where it says what was printed or was reported with what it says now.
    /// In a row that only its position tells, anything may stand there: a value typed into a table of another order.
    fn labels(&mut self) {
        for block in &self.located.blocks {
            let own = |line: &&FoundLine<'_>| {
                let reported = matches!(line.spot.doubt, Some(Doubt::Foreign(_) | Doubt::Changed(_)));
                let printed = line.printed.label.map(|t| plain_label(&t.text));
                reported || line.spot.edited.is_some() || line.label.map(|c| self.view.plain_at(c)) == printed
            };
            let cells: Vec<CellRef> = block.lines.iter().filter(own).filter_map(|l| l.label).collect();
            self.cells.extend(cells);
            let Some(row) = block.columns.header_row else { continue };
            for tile in &block.printed.headers {
                let Some(spot) = block.columns.table(tile.area.first.col) else { continue };
                let cell = CellRef::new(row, spot.col);
                let reported = spot.sure && spot.edited.is_some();
                if reported || self.view.plain_at(cell) == plain_label(&tile.text) {
                    self.cells.insert(cell);
                }
            }
        }
    }

    fn is_free(&self, cell: CellRef) -> bool {
        !self.cells.contains(&cell) && !self.entries.contains(&cell)
    }

    /// The agency's name.
    fn cover(&mut self) {
        let values = self.located.blocks.iter().flat_map(|b| &b.lines).flat_map(|l| &l.values);
        for area in values.filter(|v| v.slot().is_none()).filter_map(|v| v.area) {
            self.cells.extend(super::value::held(self.view.sheet, area).cell.map(|(cell, _)| cell));
        }
    }

    fn map_rows(&mut self) {
        for block in &self.located.blocks {
            self.rows.insert(block.printed.first, block.first);
            for line in &block.lines {
                if let Some(row) = line.spot.row.filter(|_| line.spot.sure) {
                    self.rows.insert(line.printed.row, i64::from(row));
                }
            }
        }
    }

    /// Where a cell of the layout is expected: moved with the nearest known row above it, else below it.
    fn expected(&self, cell: CellRef) -> Option<CellRef> {
        let above = self.rows.range(..=cell.row).next_back();
        let (layout, sheet) = above.or_else(|| self.rows.iter().next())?;
        let row = u32::try_from(i64::from(cell.row) - i64::from(*layout) + sheet).ok()?;
        let block = self.located.blocks.iter().rfind(|b| b.printed.first <= cell.row);
        Some(CellRef::new(row, block.map_or(cell.col, |b| b.columns.col(cell.col))))
    }

    /// Printed texts, each as often as it is printed: where it is expected, else wherever it stands.
    fn texts(&mut self) {
        let mut left = Vec::new();
        for tile in self.printed.layout.tiles.iter().filter(|t| !t.text.is_empty() && t.kind != TileKind::Sign) {
            let plain = plain_label(&tile.text);
            match self
                .expected(tile.area.first)
                .filter(|c| self.view.plain_at(*c) == plain && !self.entries.contains(c))
            {
                Some(cell) => self.take(tile, cell),
                None => left.push((tile, plain)),
            }
        }
        for (tile, plain) in left {
            let shown = self.view.shown(&plain).find(|c| self.is_free(*c));
            let any = || self.view.find(&plain).iter().copied().find(|c| self.is_free(*c));
            if let Some(cell) = shown.or_else(any) {
                self.take(tile, cell);
            }
        }
        for (col, text) in self.printed.repeated() {
            let again: Vec<CellRef> =
                self.view.find(&text).iter().copied().filter(|c| c.col == col && self.is_free(*c)).collect();
            self.cells.extend(again);
        }
        // 表式 on what was handed out by earlier versions.
        let lines = ["表样", "表式"].map(|word| format!("{word} {}", self.printed.form.id));
        let is_line = |text: &str| lines.iter().any(|line| text.starts_with(line));
        let identity = self.view.cells().filter(|(_, raw)| text_of(raw).is_some_and(&is_line));
        self.cells.extend(identity.map(|(cell, _)| cell));
    }

    fn take(&mut self, tile: &Tile, cell: CellRef) {
        self.cells.insert(cell);
        self.rows.entry(tile.area.first.row).or_insert(i64::from(cell.row));
    }

    /// A line of the 签批栏 begins with its printed words; what follows them was written.
    fn signoff(&mut self) -> Vec<(String, String)> {
        let mut written = Vec::new();
        for tile in self.printed.layout.tiles.iter().filter(|t| t.kind == TileKind::Sign) {
            let label = plain_label(&tile.text);
            let rest = |cell: CellRef| {
                let text = self.view.sheet.cell(cell).filter(|raw| !raw.hidden_by_merge).and_then(text_of)?;
                rest_after(text, &label).map(|rest| (cell, rest.trim().to_owned()))
            };
            let there = self.expected(tile.area.first).and_then(rest);
            let anywhere = || self.view.cells().filter(|(c, _)| self.is_free(*c)).find_map(|(c, _)| rest(c));
            // A line that a merge has covered says nothing, and is still the form's own.
            let covered = || self.view.find(&label).iter().find(|c| self.is_free(**c)).map(|c| (*c, String::new()));
            if let Some((cell, rest)) = there.or_else(anywhere).or_else(covered) {
                self.take(tile, cell);
                written.push((tile.text.trim_end_matches('：').to_owned(), rest));
            }
        }
        written
    }

    /// Totals, rates and 校验码: a number, a formula, or one of the words the form itself shows there.
    fn computed(&mut self) -> Option<String> {
        let mut checksum = None;
        for tile in &self.printed.layout.tiles {
            if !matches!(tile.kind, TileKind::Total(..) | TileKind::Rate(..) | TileKind::Checksum) {
                continue;
            }
            let Some(cell) = self.expected(tile.area.first).filter(|c| self.is_row_of(tile, c.row)) else { continue };
            let Some(raw) = self.view.sheet.cell(cell).filter(|raw| is_computed(raw)) else { continue };
            if self.cells.insert(cell) && tile.kind == TileKind::Checksum {
                checksum = Some(match &raw.value {
                    RawValue::Number(_) => format!("{:0>6}", raw.shown()),
                    _ => raw.shown().into_owned(),
                });
            }
        }
        checksum
    }

    /// This row of the sheet is the tile's: it was found, or shows what is printed beside the tile. A row inserted above
    /// 合计 holds numbers too, and they are not the form's.
    fn is_row_of(&self, tile: &Tile, row: u32) -> bool {
        let found = self.located.blocks.iter().flat_map(|b| &b.lines);
        let mut found = found.filter(|l| l.spot.sure && l.spot.row == Some(row));
        let beside = self.printed.layout.tiles.iter().filter(|t| {
            let whole = matches!(t.kind, TileKind::BlockLabel | TileKind::Class);
            t.area.first.row == tile.area.first.row && !t.text.is_empty() && !whole
        });
        let mut shown = beside.flat_map(|t| self.view.find(&plain_label(&t.text)));
        found.any(|l| l.printed.row == tile.area.first.row) || shown.any(|c| c.row == row)
    }

    /// The names to choose from in the common file.
    fn agency_list(&mut self) {
        let column = self.located.key_column.saturating_add(1);
        let head = self.view.cells().find(|(c, raw)| c.col == column && text_of(raw) == Some(AGENCY_LIST));
        let Some((head, _)) = head else { return };
        let mut row = head.row;
        while self.view.has_row(row) && self.view.sheet.cell(CellRef::new(row, column)).is_some_and(|r| !is_blank(r)) {
            self.cells.insert(CellRef::new(row, column));
            row = row.saturating_add(1);
        }
    }
}

fn text_of(raw: &RawCell) -> Option<&str> {
    match &raw.value {
        RawValue::Text(text) => Some(text),
        _ => None,
    }
}

fn is_computed(raw: &RawCell) -> bool {
    match &raw.value {
        RawValue::Number(_) | RawValue::Percent(_) => true,
        RawValue::Text(text) => [NOTHING, MISSING, TO_VERIFY, NOT_APPLICABLE].contains(&text.as_ref()),
        _ => raw.formula.is_some(),
    }
}

/// What follows a label in a text, the label compared as labels are.
fn rest_after<'a>(text: &'a str, label: &str) -> Option<&'a str> {
    let mut folded = String::new();
    for (at, c) in text.char_indices() {
        folded.extend(c.nfkc().filter(|c| !c.is_whitespace()));
        if folded == label {
            return text.get(at + c.len_utf8()..);
        }
        if !label.starts_with(&folded) {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_a_printed_label() {
        for (text, label, rest) in [
            ("填表人：李四", "填表人:", Some("李四")),
            ("填 表 人: 李 四", "填表人:", Some(" 李 四")),
            ("填表人：", "填表人:", Some("")),
            ("（盖章）2024年", "(盖章)", Some("2024年")),
            ("李四", "填表人:", None),
            ("填表", "填表人:", None),
        ] {
            assert_eq!(rest_after(text, label), rest, "{text}");
        }
    }
}
