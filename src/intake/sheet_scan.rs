//! One pass over the XML of a worksheet before calamine reads it: what would be read wrongly is found here, and the
//! style of every cell and the merged areas are noted on the way, so that the sheet need not be parsed again.

use super::refused::Refused;
use super::tags::{Tag, TagKind, Tags, attribute, attributes};
use crate::model::CellRef;
use crate::model::book::Area;

/// The most cells one workbook may have, blank formatted ones included.
pub(super) const MAX_CELLS: usize = 5_000_000;
/// The most cells the used rectangle of a sheet may span.
pub(super) const MAX_BOX: u64 = 20_000_000;
const MAX_MERGES: usize = 65_536;
/// The longest text of a cell, in bytes.
pub(super) const MAX_TEXT: usize = 128 << 10;

/// One `<c>` in the order of the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct ScannedCell {
    /// Its place, as calamine will give it.
    pub cell: CellRef,
    /// Its index into the table of formats.
    pub style: u32,
    /// Its value is written in a way that would be read as something else.
    pub doubtful: bool,
}

/// What a worksheet's XML says, beside the values.
#[derive(Debug, Default)]
pub(super) struct SheetScan {
    /// Every `<c>`.
    pub cells: Vec<ScannedCell>,
    /// The merged areas.
    pub merges: Vec<Area>,
}

/// Looks over the part of one worksheet; `cells_before` are those of the sheets already looked over.
pub(super) fn scan(sheet: &str, bytes: &[u8], cells_before: usize) -> Result<SheetScan, Refused> {
    let mut tags = Tags::over(sheet, bytes)?;
    let mut state = State {
        sheet,
        found: SheetScan::default(),
        data: Data::Before,
        row: 0,
        col: 0,
        shared_string: false,
        numeric: false,
        rows: None,
        cols: None,
    };
    while let Some(tag) = tags.next() {
        match state.data {
            Data::Inside => state.in_data(&tag, &tags)?,
            _ => state.around_data(&tag)?,
        }
        if cells_before + state.found.cells.len() > MAX_CELLS {
            return Err(Refused::too_many_cells("工作簿的单元格超过 500 万个。"));
        }
    }
    if state.data == Data::Inside {
        return Err(Refused::damaged(format!("工作表“{sheet}”的内容不完整。")));
    }
    Ok(state.found)
}

/// Where the walk is: before, inside or after `<sheetData>`.
#[derive(PartialEq, Eq)]
enum Data {
    Before,
    Inside,
    After,
}

struct State<'a> {
    sheet: &'a str,
    found: SheetScan,
    data: Data,
    row: u32,
    col: u32,
    shared_string: bool,
    numeric: bool,
    rows: Option<(u32, u32)>,
    cols: Option<(u32, u32)>,
}

impl State<'_> {
    fn in_data(&mut self, tag: &Tag<'_>, tags: &Tags<'_>) -> Result<(), Refused> {
        match (tag.name, tag.kind) {
            ("c", TagKind::Start | TagKind::Empty) => self.cell(tag)?,
            ("v", TagKind::Start) => self.value(tags),
            ("row", TagKind::Start | TagKind::Empty) => {
                if let Some(r) = attribute(tag.attributes, "r") {
                    self.row = row_number(r).ok_or_else(|| self.bad_reference(r))?;
                }
                if tag.kind == TagKind::Empty {
                    self.end_row();
                }
            }
            ("row", TagKind::End) => self.end_row(),
            ("sheetData", TagKind::End) => self.data = Data::After,
            ("t", TagKind::Start) if tags.text().0.len() > MAX_TEXT => {
                return Err(Refused::too_large("有单元格的文字超过 128 KB。"));
            }
            ("f", TagKind::Start | TagKind::Empty) if attribute(tag.attributes, "t") == Some("shared") => {
                let si = attribute(tag.attributes, "si").unwrap_or_default();
                let area = attribute(tag.attributes, "ref");
                if !plain_digits(si, 7) || area.is_some_and(|a| area_of(a).is_none()) {
                    return Err(Refused::damaged(format!("工作表“{}”的共享公式写法不规范。", self.sheet)));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn around_data(&mut self, tag: &Tag<'_>) -> Result<(), Refused> {
        match (tag.name, tag.kind) {
            ("sheetData", TagKind::Start) if self.data == Data::Before => self.data = Data::Inside,
            ("sheetData", TagKind::Empty) if self.data == Data::Before => self.data = Data::After,
            ("sheetData", TagKind::Start | TagKind::Empty) => {
                return Err(Refused::damaged(format!("工作表“{}”有两份数据，不能判断以哪份为准。", self.sheet)));
            }
            ("dimension", TagKind::Start | TagKind::Empty) => {
                let area = attribute(tag.attributes, "ref").unwrap_or_default();
                area_of(area).ok_or_else(|| self.bad_reference(area))?;
            }
            ("mergeCell", TagKind::Start | TagKind::Empty) => {
                let area = attribute(tag.attributes, "ref").unwrap_or_default();
                self.found.merges.push(area_of(area).ok_or_else(|| self.bad_reference(area))?);
                if self.found.merges.len() > MAX_MERGES {
                    return Err(Refused::too_many_cells("合并单元格超过 65,536 处。"));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn end_row(&mut self) {
        self.row += 1;
        self.col = 0;
    }

    fn cell(&mut self, tag: &Tag<'_>) -> Result<(), Refused> {
        let (mut reference, mut style, mut kind) = (None, None, None);
        for (name, value) in attributes(tag.attributes) {
            match name {
                "r" => reference = Some(value),
                "s" => style = Some(value),
                "t" => kind = Some(value),
                _ => {}
            }
        }
        let cell = match reference {
            Some(r) => strict_cell(r).ok_or_else(|| self.bad_reference(r))?,
            None => place(self.row, self.col).ok_or_else(|| self.bad_reference("超出范围"))?,
        };
        self.col = u32::from(cell.col) + 1;
        self.grow(cell)?;
        self.shared_string = kind == Some("s");
        self.numeric = matches!(kind, None | Some("n" | "s" | "b" | "e"));
        let style = style.and_then(|s| s.parse().ok()).unwrap_or(0);
        self.found.cells.push(ScannedCell { cell, style, doubtful: false });
        Ok(())
    }

    /// calamine takes the text up to the next tag or entity for the whole number, and string 0 where the index is none.
    fn value(&mut self, tags: &Tags<'_>) {
        if !self.numeric {
            return;
        }
        let (text, after) = tags.text();
        let whole = !text.contains('&') && after.starts_with("</");
        let sure = whole && (!self.shared_string || plain_digits(text, 9));
        if let Some(cell) = self.found.cells.last_mut() {
            cell.doubtful |= !sure;
        }
    }

    fn grow(&mut self, cell: CellRef) -> Result<(), Refused> {
        let (top, bottom) = widen(&mut self.rows, cell.row);
        let (left, right) = widen(&mut self.cols, u32::from(cell.col));
        if u64::from(bottom - top + 1) * u64::from(right - left + 1) > MAX_BOX {
            return Err(Refused::too_many_cells(format!("工作表“{}”的已用区域过大。", self.sheet)));
        }
        Ok(())
    }

    fn bad_reference(&self, text: &str) -> Refused {
        let text: String = text.chars().take(20).collect();
        Refused::damaged(format!("工作表“{}”有单元格地址写成“{text}”，不能确定指哪一格。", self.sheet))
    }
}

fn widen(span: &mut Option<(u32, u32)>, at: u32) -> (u32, u32) {
    let (low, high) = span.unwrap_or((at, at));
    let grown = (low.min(at), high.max(at));
    *span = Some(grown);
    grown
}

fn row_number(text: &str) -> Option<u32> {
    strict_cell(&format!("A{text}")).map(|c| c.row)
}

fn place(row: u32, col: u32) -> Option<CellRef> {
    (row < 1_048_576 && col < 16_384).then_some(())?;
    Some(CellRef::new(row, u16::try_from(col).ok()?))
}

/// `[A-Z]{1,3}[1-9][0-9]{0,6}` inside the grid.
pub(super) fn strict_cell(text: &str) -> Option<CellRef> {
    let (mut row, mut col, mut letters, mut digits) = (0u32, 0u32, 0u32, 0u32);
    for b in text.bytes() {
        match b {
            b'A'..=b'Z' if digits == 0 && letters < 3 => {
                letters += 1;
                col = col * 26 + u32::from(b - b'A') + 1;
            }
            b'0'..=b'9' if letters > 0 && digits < 7 && (digits > 0 || b != b'0') => {
                digits += 1;
                row = row * 10 + u32::from(b - b'0');
            }
            _ => return None,
        }
    }
    place(row.checked_sub(1)?, col.checked_sub(1)?)
}

/// `A1` or `A1:B2`, the first corner not beyond the second.
pub(super) fn area_of(text: &str) -> Option<Area> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let (first, last) = (strict_cell(first)?, strict_cell(last)?);
    (first.row <= last.row && first.col <= last.col).then_some(Area { first, last })
}

fn plain_digits(text: &str, most: usize) -> bool {
    !text.is_empty() && text.len() <= most && text.bytes().all(|b| b.is_ascii_digit())
}
