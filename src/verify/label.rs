//! What a cell is about, in the words printed around it.

use crate::intake::{RawSheet, RawValue};
use crate::model::CellRef;

/// Headers of columns that name a row, as the sheets of the report have them.
const NAMING: [&str; 6] = ["单位", "参数", "指标", "三级指标", "部门及单位", "栏目"];
/// So far up a header is looked for.
const UP: u32 = 500;
/// Characters of a label that are shown.
const SHOWN: usize = 24;

/// `越秀 运行监测样本数量 完成值·完成`: the row's name and the column's header; empty where there is neither.
pub(super) fn label(sheet: &RawSheet, cell: CellRef, header_row: Option<u32>) -> String {
    let names_rows = |col: u16| match header_row {
        Some(row) => text(sheet, CellRef::new(row, col)).is_some_and(|h| NAMING.contains(&h)),
        // In blocks 单位 heads what a number counts.
        None => above(sheet, CellRef::new(cell.row, col)).any(|h| h != "单位" && NAMING.contains(&h)),
    };
    // Over text in a block of its own stands any other text: that is no header.
    let header = match header_row {
        Some(row) => text(sheet, CellRef::new(row, cell.col)),
        None if text(sheet, cell).is_some() => None,
        None => above(sheet, cell).next(),
    };
    let in_row = || sheet.cells.range(CellRef::new(cell.row, 0)..CellRef::new(cell.row + 1, 0));
    let words = || in_row().filter(|(at, raw)| **at != cell && matches!(raw.value, RawValue::Text(_)));
    let mut names: Vec<&str> =
        words().filter(|(at, _)| names_rows(at.col)).filter_map(|(at, _)| text(sheet, *at)).collect();
    if names.is_empty() {
        names.extend(words().filter(|(at, _)| **at < cell).find_map(|(at, _)| text(sheet, *at)));
    }
    let row = names.iter().map(|name| short(name)).collect::<Vec<_>>().join(" ");
    match header.map(short).filter(|header| *header != row) {
        Some(header) if header_row.is_none_or(|at| at < cell.row) => {
            if row.is_empty() {
                header
            } else {
                format!("{row}·{header}")
            }
        }
        _ => row,
    }
}

fn text(sheet: &RawSheet, cell: CellRef) -> Option<&str> {
    match &sheet.cell(cell)?.value {
        RawValue::Text(text) if sheet.cell(cell)?.formula.is_none() => Some(text),
        _ => None,
    }
}

/// The printed texts over a cell in its column, the nearest first.
fn above(sheet: &RawSheet, cell: CellRef) -> impl Iterator<Item = &str> {
    (cell.row.saturating_sub(UP)..cell.row).rev().filter_map(move |row| text(sheet, CellRef::new(row, cell.col)))
}

fn short(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() <= SHOWN {
        return line.to_owned();
    }
    line.chars().take(SHOWN).chain(['…']).collect()
}
