//! One pass over the `content.xml` of an `.ods` before calamine reads it: an unfinished text would make the reader wait
//! for ever, a repeat count would make it fill the memory; and merged areas, percentages and formulas are noted, which
//! it does not tell.

use super::ods_beside::is_aside;
use super::refused::Refused;
use super::sheet_builder::MAX_KEPT_BOX;
use super::tags::{Tag, TagKind, Tags, attributes, unescaped};
use crate::model::CellRef;
use crate::model::book::Area;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A row is repeated at no cost to the file: what it holds is kept cell by cell.
const MAX_HELD: u64 = 1_000_000;
const MAX_DEPTH: usize = 256;
const MAX_SPACES: u64 = 100_000;
const MAX_SPACES_TOTAL: u64 = 16 << 20;

/// What one table says, beside the values.
#[derive(Debug, Default)]
pub(super) struct OdsSheet {
    /// Its name.
    pub name: String,
    /// The cells that hold something.
    pub cells: BTreeMap<CellRef, OdsCell>,
    /// The merged areas.
    pub merges: Vec<Area>,
}

/// One cell that holds something.
#[derive(Debug, Clone, Default)]
pub(super) struct OdsCell {
    /// What `office:value-type` calls it; `Untyped` where only text stands in it.
    pub kind: OdsKind,
    /// The formula without its prefix and `=`.
    pub formula: Option<Arc<str>>,
}

/// The types of OpenDocument that are read in different ways.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum OdsKind {
    /// A number or an amount of money.
    Number,
    /// A number shown as a percentage.
    Percent,
    /// An error, shown as text.
    Error,
    /// Text, a date, a time, a truth value.
    Other,
    /// Text without a type, which the reader leaves out.
    #[default]
    Untyped,
}

/// Looks over the content; refused unless every tag is closed.
pub(super) fn scan(bytes: &[u8]) -> Result<Vec<OdsSheet>, Refused> {
    let mut tags = Tags::over("content.xml", bytes)?;
    let mut open: Vec<&str> = Vec::new();
    let mut state = State::default();
    while let Some(tag) = tags.next() {
        match tag.kind {
            TagKind::Start if open.len() >= MAX_DEPTH => return Err(layout()),
            TagKind::Start => open.push(tag.qualified),
            TagKind::End if open.pop() != Some(tag.qualified) => return Err(unfinished()),
            _ => {}
        }
        state.take(&tag, &tags)?;
    }
    if !open.is_empty() || !tags.text().0.trim().is_empty() {
        return Err(unfinished());
    }
    Ok(state.sheets)
}

#[derive(Default)]
struct State {
    sheets: Vec<OdsSheet>,
    inside: bool,
    row: u64,
    row_repeats: u64,
    col: u64,
    /// The cells of the row under way: first column, repeats, cell.
    in_row: Vec<(u64, u64, OdsCell)>,
    /// A cell without a type is under way: first column, repeats.
    untyped: Option<(u64, u64)>,
    first_row: Option<u64>,
    widest: u64,
    kept: u64,
    /// Cells that hold something, in all tables.
    held: u64,
    /// Cells spanned by the tables before this one, and by this one so far.
    boxes: (u64, u64),
    spaces: u64,
    /// How deep in notes and shapes.
    aside: usize,
}

impl State {
    fn take(&mut self, tag: &Tag<'_>, tags: &Tags<'_>) -> Result<(), Refused> {
        // The text of a note or a shape is not the cell's.
        match tag.kind {
            TagKind::Start if is_aside(tag.qualified) => self.aside += 1,
            TagKind::End if is_aside(tag.qualified) => self.aside = self.aside.saturating_sub(1),
            _ => {}
        }
        match (tag.qualified, tag.kind) {
            ("table:table", TagKind::Start) => self.open_table(tag)?,
            ("table:table", TagKind::End) => self.inside = false,
            ("text:s", TagKind::Start | TagKind::Empty) => self.count_spaces(tag)?,
            _ if !self.inside => {}
            ("table:table-row", TagKind::Start | TagKind::Empty) => {
                self.row_repeats = repeats(tag, "table:number-rows-repeated")?;
                self.col = 0;
                if tag.kind == TagKind::Empty {
                    self.end_row()?;
                }
            }
            ("table:table-row", TagKind::End) => self.end_row()?,
            ("table:table-cell" | "table:covered-table-cell", TagKind::Start | TagKind::Empty) => self.cell(tag)?,
            ("table:table-cell" | "table:covered-table-cell", TagKind::End) => self.untyped = None,
            ("text:p", TagKind::Start) if self.aside == 0 && !tags.text().0.trim().is_empty() => {
                if let Some((col, count)) = self.untyped.take() {
                    self.in_row.push((col, count, OdsCell::default()));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn open_table(&mut self, tag: &Tag<'_>) -> Result<(), Refused> {
        if self.inside {
            return Err(layout());
        }
        let name = attributes(tag.attributes).find(|(key, _)| *key == "table:name").map(|(_, name)| unescaped(name));
        self.sheets.push(OdsSheet { name: name.unwrap_or_default(), ..OdsSheet::default() });
        self.boxes = (self.boxes.0.saturating_add(self.boxes.1), 0);
        (self.inside, self.row, self.first_row, self.widest) = (true, 0, None, 0);
        Ok(())
    }

    fn cell(&mut self, tag: &Tag<'_>) -> Result<(), Refused> {
        let count = repeats(tag, "table:number-columns-repeated")?;
        let (mut kind, mut formula, mut columns, mut rows, mut error) = (None, None, 1, 1, false);
        for (key, value) in attributes(tag.attributes) {
            match key {
                "office:value-type" => {
                    kind = Some(match value {
                        "float" | "currency" => OdsKind::Number,
                        "percentage" => OdsKind::Percent,
                        _ => OdsKind::Other,
                    });
                }
                "calcext:value-type" => error = value == "error",
                "table:formula" => formula = Some(Arc::from(formula_text(&unescaped(value)))),
                "table:number-columns-spanned" => columns = value.parse().map_err(|_| layout())?,
                "table:number-rows-spanned" => rows = value.parse().map_err(|_| layout())?,
                _ => {}
            }
        }
        self.untyped = None;
        if kind.is_some() || formula.is_some() {
            let kind = if error { OdsKind::Error } else { kind.unwrap_or(OdsKind::Other) };
            self.in_row.push((self.col, count, OdsCell { kind, formula }));
        } else if tag.kind == TagKind::Start {
            self.untyped = Some((self.col, count));
        }
        if columns > 1 || rows > 1 {
            self.merge(columns, rows)?;
        }
        self.col = self.col.saturating_add(count);
        Ok(())
    }

    fn merge(&mut self, columns: u64, rows: u64) -> Result<(), Refused> {
        let (Some(first), Some(last)) = (
            place(self.row, self.col),
            place(self.row.saturating_add(rows - rows.min(1)), self.col.saturating_add(columns - columns.min(1))),
        ) else {
            return Err(layout());
        };
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.merges.push(Area { first, last });
        }
        Ok(())
    }

    /// Repeats the cells of the row as often as it says, within what the reader can hold.
    fn end_row(&mut self) -> Result<(), Refused> {
        let start = self.row;
        self.row = self.row.saturating_add(self.row_repeats);
        let Some(width) = self.in_row.iter().map(|(col, count, _)| col.saturating_add(*count)).max() else {
            return Ok(());
        };
        let first = *self.first_row.get_or_insert(start);
        self.widest = self.widest.max(width);
        self.kept = self.kept.saturating_add(width);
        self.boxes.1 = (self.row - first).saturating_mul(self.widest);
        if self.kept > MAX_KEPT_BOX || self.boxes.0.saturating_add(self.boxes.1) > MAX_KEPT_BOX {
            return Err(Refused::too_many_cells("工作簿的已用区域超过 500 万格。"));
        }
        let in_row = self.in_row.iter().map(|(_, count, _)| *count).fold(0, u64::saturating_add);
        self.held = self.held.saturating_add(in_row.saturating_mul(self.row - start));
        if self.held > MAX_HELD {
            return Err(Refused::too_many_cells("有内容的单元格超过 100 万个。"));
        }
        let Some(sheet) = self.sheets.last_mut() else { return Ok(()) };
        for row in start..self.row {
            for (col, count, cell) in &self.in_row {
                for col in *col..col.saturating_add(*count) {
                    sheet.cells.insert(place(row, col).ok_or_else(layout)?, cell.clone());
                }
            }
        }
        self.in_row.clear();
        Ok(())
    }

    fn count_spaces(&mut self, tag: &Tag<'_>) -> Result<(), Refused> {
        let count = repeats(tag, "text:c")?;
        self.spaces = self.spaces.saturating_add(count);
        if count > MAX_SPACES || self.spaces > MAX_SPACES_TOTAL {
            return Err(Refused::too_large("有单元格含过多的连续空格。"));
        }
        Ok(())
    }
}

fn place(row: u64, col: u64) -> Option<CellRef> {
    if row >= 1_048_576 || col >= 16_384 {
        return None;
    }
    Some(CellRef::new(u32::try_from(row).ok()?, u16::try_from(col).ok()?))
}

fn repeats(tag: &Tag<'_>, name: &str) -> Result<u64, Refused> {
    match attributes(tag.attributes).find(|(key, _)| *key == name) {
        None => Ok(1),
        Some((_, value)) => value.parse().map_err(|_| layout()),
    }
}

/// `of:=SUM([.A1])` → `SUM([.A1])`.
fn formula_text(text: &str) -> &str {
    text.split_once('=').filter(|(prefix, _)| !prefix.contains(['(', '"'])).map_or(text, |(_, formula)| formula)
}

/// The layout is allowed in OpenDocument and beyond this reader.
pub(super) fn layout() -> Refused {
    Refused::other_type("ods-layout", "这个 .ods 的内部写法读不了。")
}

fn unfinished() -> Refused {
    Refused::damaged("文件不完整，表格内容没有写到结尾。")
}
