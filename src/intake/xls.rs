//! `.xls` and `.et`: the compound file and its records are walked, then calamine parses them.

use super::beside;
use super::biff::{self, BiffCell, Walk};
use super::cell_value;
use super::defined_names;
use super::number_format::NumberFormat;
use super::properties;
use super::raw::{Format, RawBook, RawSheet, RawValue};
use super::refused::{Refused, no_memory};
use super::sheet_builder::{SheetBuilder, TWICE, Texts, UNREADABLE, check_sheet_names};
use crate::model::CellRef;
use crate::model::book::Area;
use calamine::{Data, Reader, SheetType, SheetVisible, Xls, XlsError, XlsOptions};
use cfb::CompoundFile;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::sync::Arc;

/// Reads the workbook inside a compound file, or names what is there instead.
pub(super) fn read(file: &str, bytes: &[u8]) -> Result<RawBook, Refused> {
    let mut walk = biff::walk(&workbook_stream(bytes)?)?;
    let found = std::mem::take(&mut walk.beside);
    let mut options = XlsOptions::default();
    options.force_codepage = walk.biff8.then_some(1200);
    let mut book = Xls::new_with_options(Cursor::new(bytes), options).map_err(|e| refuse(&e))?;
    let tabs = book.sheets_metadata().to_vec();
    check_sheet_names(tabs.iter().map(|tab| tab.name.as_str()))?;
    if tabs.len() != walk.sheets.len() {
        return Err(out_of_step());
    }
    let mut notes = Vec::new();
    let mut sheets = Vec::new();
    let mut texts = Texts::default();
    for ((tab, cells), found) in tabs.iter().zip(&walk.sheets).zip(found) {
        if tab.typ != SheetType::WorkSheet {
            notes.push(format!("“{}”是图表或宏表，不是表格，未读取。", tab.name));
            continue;
        }
        let builder = SheetBuilder::new(&tab.name, tab.visible != SheetVisible::Visible);
        let sheet = read_sheet(&mut book, &tab.name, builder, cells, &walk, &mut texts)?;
        sheets.push(beside::placed(sheet, found));
    }
    let names = book.defined_names().iter().filter_map(|(name, target)| defined_names::parse(name, target)).collect();
    let (properties, modified) = book.workbook_properties().map(properties::take).unwrap_or_else(|_| {
        notes.push("文档属性读不出来。".to_owned());
        Default::default()
    });
    let et = file.to_lowercase().ends_with(".et");
    let format = if et { Format::Et } else { Format::Xls };
    Ok(RawBook { file: Arc::from(file), format, sheets, names, properties, modified, notes })
}

/// Walks the compound file and gives the stream that calamine will parse.
fn workbook_stream(bytes: &[u8]) -> Result<Vec<u8>, Refused> {
    let mut file = CompoundFile::open(Cursor::new(bytes)).map_err(|_| broken())?;
    // Walking names every entry and fails on loops and missing sectors, before calamine follows them.
    let entries: Vec<_> = file.walk().map(|e| (e.path().to_owned(), e.is_stream(), e.len())).collect();
    let total: u64 =
        entries.iter().filter(|(_, stream, _)| *stream).map(|(_, _, length)| *length).fold(0, u64::saturating_add);
    if total > u64::try_from(bytes.len()).unwrap_or(u64::MAX) * 2 {
        return Err(broken());
    }
    if file.exists("/EncryptedPackage") {
        return Err(Refused::encrypted());
    }
    let stream = ["/Workbook", "/Book"].into_iter().find(|name| file.is_stream(name));
    let Some(stream) = stream else {
        return Err(if file.exists("/WordDocument") {
            Refused::new("word", "这是 Word 文档，不是工作簿。", "请在下发的工作簿模板中填写后报送。")
        } else if file.exists("/__properties_version1.0") {
            Refused::new(
                "outlook",
                "这是 Outlook 保存的邮件（.msg），读不到里面的附件。",
                "请用 Outlook 打开它，把附件里的工作簿另存到“收回”文件夹。",
            )
        } else {
            Refused::new("not-a-workbook", "文件里没有工作簿。", "请报送 .xlsx、.xlsm、.xls、.ods 或 .et 工作簿。")
        });
    };
    let mut content = Vec::new();
    file.open_stream(stream)
        .and_then(|mut s| s.read_to_end(&mut content))
        .map_err(|e| if no_memory(&e) { Refused::out_of_memory() } else { broken() })?;
    Ok(content)
}

fn read_sheet(
    book: &mut Xls<Cursor<&[u8]>>,
    name: &str,
    mut sheet: SheetBuilder,
    cells: &BTreeMap<CellRef, BiffCell>,
    walk: &Walk,
    texts: &mut Texts,
) -> Result<RawSheet, Refused> {
    let epoch_1904 = book.has_1904_epoch();
    let range = book.worksheet_range(name).map_err(|e| refuse(&e))?;
    let seen = range.used_cells().count();
    let general = NumberFormat::built_in(0);
    let mut found = 0;
    for (cell, record) in cells {
        let format = walk.formats.get(usize::from(record.format)).unwrap_or(&general);
        let data = range.get_value((cell.row, u32::from(cell.col))).filter(|data| **data != Data::Empty);
        found += usize::from(data.is_some());
        let formula = record.formula.then(|| Arc::from(""));
        let value = match data {
            _ if record.twice => Some(RawValue::Error(Arc::from(TWICE))),
            Some(data) => cell_value::of(cell_value::borrowed(data), format, epoch_1904, record.formula, texts)?,
            None if record.formula => Some(RawValue::FormulaWithoutValue),
            // A text whose number in the table of texts leads nowhere.
            None => Some(RawValue::Error(Arc::from(UNREADABLE))),
        };
        if let Some(value) = value {
            sheet.push(*cell, value, format, formula);
        }
    }
    if found != seen {
        return Err(out_of_step());
    }
    let merges = book.merge_cells_by_sheet_name(name).map_err(|e| refuse(&e))?;
    sheet.finish(merges.iter().filter_map(area).collect())
}

fn area(merge: &calamine::Dimensions) -> Option<Area> {
    let cell = |(row, col): (u32, u32)| Some(CellRef::new(row, u16::try_from(col).ok()?));
    let (first, last) = (cell(merge.start)?, cell(merge.end)?);
    (first.row <= last.row && first.col <= last.col).then_some(Area { first, last })
}

fn refuse(error: &XlsError) -> Refused {
    match error {
        _ if no_memory(error) => Refused::out_of_memory(),
        XlsError::Password => Refused::encrypted(),
        _ => broken(),
    }
}

fn broken() -> Refused {
    Refused::damaged("文件不完整，.xls 的内部结构读不通。")
}

fn out_of_step() -> Refused {
    Refused::damaged("工作簿的内部记录前后不一致，不能确定每个值在哪一格。")
}
