//! What a cell is about, in the words printed around it.

use crate::intake::{RawSheet, RawValue};
use crate::model::CellRef;

/// Headers of columns that name a row, as the sheets of the report have them.
const NAMING: [&str; 6] = ["单位", "参数", "指标", "三级指标", "部门及单位", "栏目"];
/// So far up a header is looked for.
const UP: u32 = 3_000;
/// Characters of a label that are shown.
const SHOWN: usize = 24;

/// `越秀 运行监测样本数量 完成值·完成`: the row's name and the column's header; empty where there is neither.
pub(super) fn label(sheet: &RawSheet, cell: CellRef, header_row: Option<u32>) -> String {
    let header = |col: u16| match header_row {
        Some(row) => text(sheet, CellRef::new(row, col)),
        None => above(sheet, CellRef::new(cell.row, col)),
    };
    let in_row = || sheet.cells.range(CellRef::new(cell.row, 0)..CellRef::new(cell.row + 1, 0));
    let words = || in_row().filter(|(at, raw)| **at != cell && matches!(raw.value, RawValue::Text(_)));
    let mut names: Vec<&str> = words()
        .filter(|(at, _)| header(at.col).is_some_and(|h| NAMING.contains(&h)))
        .filter_map(|(at, _)| text(sheet, *at))
        .collect();
    if names.is_empty() {
        names.extend(words().filter(|(at, _)| **at < cell).find_map(|(at, _)| text(sheet, *at)));
    }
    let row = names.iter().map(|name| short(name)).collect::<Vec<_>>().join(" ");
    match header(cell.col).map(short).filter(|header| *header != row) {
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

/// The nearest printed text over a cell, in its column.
fn above(sheet: &RawSheet, cell: CellRef) -> Option<&str> {
    (cell.row.saturating_sub(UP)..cell.row).rev().find_map(|row| text(sheet, CellRef::new(row, cell.col)))
}

fn short(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() <= SHOWN {
        return line.to_owned();
    }
    line.chars().take(SHOWN).chain(['…']).collect()
}
