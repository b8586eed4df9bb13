//! A walk over the records of an `.xls` before calamine parses it: what would be read wrongly or never end is found
//! here, and the format of every cell is noted, which calamine does not tell.

use super::biff_beside;
use super::number_format::NumberFormat;
use super::raw::Beside;
use super::refused::Refused;
use super::sheet_builder::MAX_KEPT_BOX;
use crate::model::CellRef;
use std::collections::BTreeMap;

/// What the records of a workbook stream say, beside the values.
#[derive(Debug, Default)]
pub(super) struct Walk {
    /// Excel 97 and later: text is UTF-16 whatever the code page record says.
    pub biff8: bool,
    /// One per tab, in the order of the tabs.
    pub sheets: Vec<BTreeMap<CellRef, BiffCell>>,
    /// What stands beside the cells, one list per tab.
    pub beside: Vec<Vec<Beside>>,
    /// Number formats, by the index the cells give.
    pub formats: Vec<NumberFormat>,
}

/// One cell record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BiffCell {
    /// Its index into the table of formats.
    pub format: u16,
    /// It holds a formula.
    pub formula: bool,
    /// A second record gives the same cell.
    pub twice: bool,
}

/// Walks the globals and every sheet of the `Workbook` (or `Book`) stream.
pub(super) fn walk(stream: &[u8]) -> Result<Walk, Refused> {
    let mut walk = Walk::default();
    let mut codes = BTreeMap::new();
    let mut used = Vec::new();
    let mut starts = Vec::new();
    for record in Records(stream) {
        match record.kind {
            BOF => walk.biff8 = record.u16(0) == Some(0x0600),
            0x002F if record.u16(0) != Some(0) => return Err(Refused::encrypted()),
            0x041E => {
                if let Some((id, code)) = format_code(record.data, walk.biff8) {
                    codes.insert(id, code);
                }
            }
            0x00E0 => used.push(record.u16(2).unwrap_or(0)),
            0x0085 => starts.push(record.u32(0).and_then(|at| usize::try_from(at).ok()).unwrap_or(usize::MAX)),
            EOF => break,
            _ => {}
        }
    }
    walk.formats = used
        .into_iter()
        .map(|id| {
            codes.get(&id).map_or_else(|| NumberFormat::built_in(id.into()), |code| NumberFormat::from_code(code))
        })
        .collect();
    let mut boxes = 0;
    for start in starts {
        let sheet = stream.get(start..).ok_or_else(|| Refused::damaged("工作表的位置指到了文件以外。"))?;
        let (cells, spanned) = sheet_cells(sheet)?;
        boxes += spanned;
        if boxes > MAX_KEPT_BOX {
            return Err(Refused::too_many_cells("工作簿的已用区域超过 500 万格。"));
        }
        walk.sheets.push(cells);
        walk.beside.push(biff_beside::scan(sheet, walk.biff8));
    }
    Ok(walk)
}

pub(super) const BOF: u16 = 0x0809;
pub(super) const EOF: u16 = 0x000A;

/// The cells of one sheet, embedded charts left out, and how many cells their rectangle spans.
fn sheet_cells(stream: &[u8]) -> Result<(BTreeMap<CellRef, BiffCell>, u64), Refused> {
    let mut cells = BTreeMap::new();
    let mut depth = 0_usize;
    for record in Records(stream) {
        match record.kind {
            BOF => depth += 1,
            EOF if depth <= 1 => break,
            EOF => depth -= 1,
            _ if depth > 1 => {}
            0x0200 => dimensions(record)?,
            // NUMBER, LABEL, RSTRING, BOOLERR, RK, LABELSST, FORMULA
            0x0203 | 0x0204 | 0x00D6 | 0x0205 | 0x027E | 0x00FD | 0x0006 => {
                if let (Some(row), Some(col), Some(format)) = (record.u16(0), record.u16(2), record.u16(4)) {
                    note(&mut cells, row, col, format, record.kind == 0x0006);
                }
            }
            // MULRK: row, first column, (format, number) …, last column
            0x00BD => {
                let (Some(row), Some(first)) = (record.u16(0), record.u16(2)) else { continue };
                let pairs = record.data.get(4..record.data.len().saturating_sub(2)).unwrap_or_default();
                for (col, pair) in (first..=u16::MAX).zip(pairs.chunks_exact(6)) {
                    note(&mut cells, row, col, little(pair, 0).unwrap_or(0), false);
                }
            }
            _ => {}
        }
    }
    let rows = span(cells.keys().map(|c| c.row));
    let cols = span(cells.keys().map(|c| u32::from(c.col)));
    Ok((cells, rows * cols))
}

fn note(cells: &mut BTreeMap<CellRef, BiffCell>, row: u16, col: u16, format: u16, formula: bool) {
    cells.entry(CellRef::new(row.into(), col)).and_modify(|cell| cell.twice = true).or_insert(BiffCell {
        format,
        formula,
        twice: false,
    });
}

fn span(values: impl Iterator<Item = u32>) -> u64 {
    let ends =
        values.fold(None, |ends: Option<(u32, u32)>, v| Some(ends.map_or((v, v), |(a, b)| (a.min(v), b.max(v)))));
    ends.map_or(0, |(low, high)| u64::from(high - low) + 1)
}

/// The reader reserves room for the rectangle a sheet declares.
fn dimensions(record: Record<'_>) -> Result<(), Refused> {
    let (rows, cols) = if record.data.len() >= 14 {
        (record.u32(4), record.u16(10))
    } else {
        (record.u16(2).map(u32::from), record.u16(6))
    };
    if rows.is_some_and(|rows| rows > 65_536) || cols.is_some_and(|cols| cols > 256) {
        return Err(Refused::damaged("工作表声明的范围超出 .xls 的上限。"));
    }
    Ok(())
}

/// The id and code of a FORMAT record.
fn format_code(data: &[u8], biff8: bool) -> Option<(u16, String)> {
    let id = little(data, 0)?;
    if !biff8 {
        let length = usize::from(*data.get(2)?);
        let code = data.get(3..)?;
        return Some((id, encoding_rs::GBK.decode(code.get(..length).unwrap_or(code)).0.into_owned()));
    }
    let length = usize::from(little(data, 2)?);
    let wide = data.get(4)? & 1 == 1;
    let units = data.get(5..)?;
    let code = if wide {
        encoding_rs::UTF_16LE.decode(units.get(..length * 2).unwrap_or(units)).0.into_owned()
    } else {
        units.iter().take(length).map(|b| char::from(*b)).collect()
    };
    Some((id, code))
}

/// One record of a stream.
#[derive(Clone, Copy)]
pub(super) struct Record<'a> {
    pub kind: u16,
    pub data: &'a [u8],
}

impl Record<'_> {
    pub(super) fn u16(&self, at: usize) -> Option<u16> {
        little(self.data, at)
    }

    pub(super) fn u32(&self, at: usize) -> Option<u32> {
        Some(u32::from_le_bytes(self.data.get(at..at + 4)?.try_into().ok()?))
    }
}

fn little(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(data.get(at..at + 2)?.try_into().ok()?))
}

/// The records of a stream; ends where one is cut off, which calamine then reports.
pub(super) struct Records<'a>(pub &'a [u8]);

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let kind = little(self.0, 0)?;
        let length = usize::from(little(self.0, 2)?);
        let data = self.0.get(4..4 + length)?;
        self.0 = self.0.get(4 + length..)?;
        Some(Record { kind, data })
    }
}
