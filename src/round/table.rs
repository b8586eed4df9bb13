//! A sheet of the round's own workbooks as a table: columns are found by their header text, in any order, so that a
//! person may move them, add more, or write notes above.

use crate::intake::{RawBook, RawSheet, RawValue};
use crate::model::CellRef;

/// Rows searched for the header.
const HEADER_WITHIN: u32 = 20;

/// One sheet with its header row found.
pub(super) struct Table<'b> {
    file: &'b str,
    sheet: &'b RawSheet,
    /// Every header as written, without white space, with its column.
    pub(super) columns: Vec<(String, u16)>,
    /// The header's row, from 0.
    pub(super) header: u32,
}

/// The sheet of that name.
pub(super) fn sheet<'b>(book: &'b RawBook, name: &str) -> Option<&'b RawSheet> {
    book.sheets.iter().find(|s| squeezed(&s.name) == name)
}

impl<'b> Table<'b> {
    /// The table of a sheet: its header is the row that holds most of the wanted headers. Every header that is missing
    /// or stands there twice is a sentence.
    pub(super) fn of(
        file: &'b str,
        sheet: &'b RawSheet,
        wanted: &[&str],
        problems: &mut Vec<String>,
    ) -> Option<Table<'b>> {
        let name = &sheet.name;
        let headers = |row: u32| -> Vec<(String, u16)> {
            let cells = sheet.cells.range(CellRef::new(row, 0)..=CellRef::new(row, u16::MAX));
            let texts =
                cells.filter(|(_, cell)| !cell.hidden_by_merge).map(|(at, cell)| (squeezed(&cell.shown()), at.col));
            texts.filter(|(text, _)| !text.is_empty()).collect()
        };
        let found = |row: u32| headers(row).iter().filter(|(text, _)| wanted.contains(&text.as_str())).count();
        let best = (0..HEADER_WITHIN).max_by_key(|row| (found(*row), std::cmp::Reverse(*row))).unwrap_or(0);
        let columns = headers(best);
        let missing: Vec<&str> =
            wanted.iter().copied().filter(|w| !columns.iter().any(|(text, _)| text == w)).collect();
        if !missing.is_empty() {
            let missing = missing.join("”“");
            problems.push(format!("{file}的《{name}》缺少“{missing}”列。请在表头补上，列的次序不限。"));
            return None;
        }
        for (i, (text, _)) in columns.iter().enumerate() {
            if columns[..i].iter().any(|(other, _)| other == text) {
                problems.push(format!("{file}的《{name}》有两列都叫“{text}”。请改名或删去一列。"));
                return None;
            }
        }
        Some(Table { file, sheet, columns, header: best })
    }

    /// The column of a header.
    pub(super) fn column(&self, header: &str) -> Option<u16> {
        self.columns.iter().find(|(text, _)| text == header).map(|(_, col)| *col)
    }

    /// The rows below the header that hold anything, by number from 0.
    pub(super) fn rows(&self) -> Vec<u32> {
        let below =
            self.sheet.cells.iter().filter(|(at, cell)| at.row > self.header && !cell.shown().trim().is_empty());
        let mut rows: Vec<u32> = below.map(|(at, _)| at.row).collect();
        rows.dedup();
        rows
    }

    /// The value of a cell; `None` where there is none.
    pub(super) fn value(&self, row: u32, col: u16) -> Option<&'b RawValue> {
        self.sheet.cell(CellRef::new(row, col)).map(|cell| &cell.value)
    }

    /// The text of a cell as an official reads it, trimmed; a cell that shows no sure text is a sentence.
    pub(super) fn text_at(&self, row: u32, col: u16, problems: &mut Vec<String>) -> String {
        let at = CellRef::new(row, col);
        let Some(cell) = self.sheet.cell(at) else { return String::new() };
        let remedy = if cell.hidden_by_merge && !cell.shown().trim().is_empty() {
            "被合并单元格遮住，看不见。请取消合并后核对"
        } else {
            match cell.value {
                RawValue::Error(_) => "是公式出错的结果。请改成文字或数字",
                RawValue::FormulaWithoutValue => "的公式没有保存结果。请用 Excel 或 WPS 打开并保存一次",
                _ => return cell.shown().trim().to_owned(),
            }
        };
        problems.push(format!("{}{remedy}。", self.place(at)));
        String::new()
    }

    /// The text under a header; empty where the table has no such column.
    pub(super) fn text(&self, row: u32, header: &str, problems: &mut Vec<String>) -> String {
        self.column(header).map(|col| self.text_at(row, col, problems)).unwrap_or_default()
    }

    /// `名册.xlsx的《填报单位》B7`.
    pub(super) fn place(&self, at: CellRef) -> String {
        format!("{}的《{}》{at}", self.file, self.sheet.name)
    }

    /// `名册.xlsx的《填报单位》第7行`.
    pub(super) fn line(&self, row: u32) -> String {
        format!("{}的《{}》第{}行", self.file, self.sheet.name, row + 1)
    }
}

/// Without any white space.
pub(super) fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
