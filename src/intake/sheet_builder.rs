//! Collects the cells of one sheet, whatever the format, and keeps what all formats have in common.

use super::number_format::NumberFormat;
use super::raw::{RawCell, RawSheet, RawValue};
use super::refused::Refused;
use crate::model::CellRef;
use crate::model::book::Area;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

const MAX_SHEETS: usize = 500;
const MAX_TEXT_TOTAL: usize = 256 << 20;
const MAX_COVERED: usize = 20_000_000;

/// The most cells the used rectangles of a workbook may span where the reader keeps each rectangle whole.
pub(super) const MAX_KEPT_BOX: u64 = 5_000_000;

/// The sentence for a cell whose content has no sure reading.
pub(super) const UNREADABLE: &str = "单元格内容写法不规范，读不准";

/// The sentence for a cell that the file gives two values.
pub(super) const TWICE: &str = "同一单元格在文件中出现两次，不能判断以哪个为准";

/// 1 to 500 sheets, no two of one name: Excel itself takes `a` and `A` for one.
pub(super) fn check_sheet_names<'a>(names: impl Iterator<Item = &'a str>) -> Result<(), Refused> {
    let mut seen = HashSet::new();
    for name in names {
        if !seen.insert(name.to_lowercase()) {
            return Err(Refused::damaged(format!("有两个工作表都叫“{name}”。")));
        }
    }
    if seen.is_empty() || seen.len() > MAX_SHEETS {
        return Err(Refused::damaged(format!("工作簿有 {} 个工作表，应为 1 至 {MAX_SHEETS} 个。", seen.len())));
    }
    Ok(())
}

/// Texts of a workbook, each kept once however many cells show it.
#[derive(Default)]
pub(super) struct Texts {
    known: HashSet<Arc<str>>,
    bytes: usize,
}

impl Texts {
    /// The shared copy of a text; refused when all texts together pass 256 MiB.
    pub(super) fn keep(&mut self, text: &str) -> Result<Arc<str>, Refused> {
        if let Some(known) = self.known.get(text) {
            return Ok(known.clone());
        }
        self.bytes += text.len();
        if self.bytes > MAX_TEXT_TOTAL {
            return Err(Refused::too_large("文字合计超过 256 MB。"));
        }
        let text: Arc<str> = Arc::from(text);
        self.known.insert(text.clone());
        Ok(text)
    }
}

/// One sheet while it is read.
pub(super) struct SheetBuilder {
    name: Arc<str>,
    hidden: bool,
    cells: Vec<(CellRef, RawCell)>,
}

impl SheetBuilder {
    /// An empty sheet.
    pub(super) fn new(name: &str, hidden: bool) -> Self {
        Self { name: Arc::from(name), hidden, cells: Vec::new() }
    }

    /// One more cell.
    pub(super) fn push(&mut self, cell: CellRef, value: RawValue, format: &NumberFormat, formula: Option<Arc<str>>) {
        self.cells.push((cell, RawCell { value, format: format.code.clone(), formula, hidden_by_merge: false }));
    }

    /// The sheet, with the values under merged cells marked.
    pub(super) fn finish(self, merges: Vec<Area>) -> Result<RawSheet, Refused> {
        let mut cells = self.cells;
        if !cells.is_sorted_by(|(a, _), (b, _)| a < b) {
            cells = once_each(cells);
        }
        let mut cells: BTreeMap<CellRef, RawCell> = cells.into_iter().collect();
        let mut covered = 0;
        for area in &merges {
            for (cell, raw) in cells.range_mut(area.first..=area.last) {
                covered += 1;
                let inside = (area.first.col..=area.last.col).contains(&cell.col);
                raw.hidden_by_merge |= inside && *cell != area.first;
            }
            if covered > MAX_COVERED {
                return Err(Refused::too_many_cells(format!("工作表“{}”的合并单元格过多。", self.name)));
            }
        }
        Ok(RawSheet { name: self.name, hidden: self.hidden, cells, merges, beside: Vec::new() })
    }
}

/// Two different values for one cell are none.
fn once_each(mut cells: Vec<(CellRef, RawCell)>) -> Vec<(CellRef, RawCell)> {
    cells.sort_by_key(|(cell, _)| *cell);
    cells.dedup_by(|(cell, later), (kept, earlier)| {
        if cell == kept && later.value != earlier.value {
            earlier.value = RawValue::Error(Arc::from(TWICE));
        }
        cell == kept
    });
    cells
}
