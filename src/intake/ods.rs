//! `.ods`: the content is looked over, then calamine reads it.

use super::beside;
use super::cell_value;
use super::defined_names;
use super::number_format::{NumberFormat, Shape};
use super::ods_beside::{self, OdsBeside};
use super::ods_scan::{self, OdsKind, OdsSheet};
use super::package::Package;
use super::properties;
use super::raw::{Format, RawBook, RawSheet, RawValue};
use super::refused::{Refused, no_memory};
use super::sheet_builder::{SheetBuilder, Texts, UNREADABLE, check_sheet_names};
use super::tags::Tags;
use crate::model::CellRef;
use calamine::{Data, Ods, OdsError, Reader, SheetVisible};
use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;

/// Reads the spreadsheet inside a package that holds an OpenDocument.
pub(super) fn read(file: &str, bytes: &[u8], package: &mut Package<'_>) -> Result<RawBook, Refused> {
    let kind = package.member("mimetype")?.unwrap_or_default();
    if kind.starts_with(b"application/vnd.oasis.opendocument.text") {
        return Err(Refused::new("word", "这是文字文档，不是工作簿。", "请在下发的工作簿模板中填写后报送。"));
    }
    let manifest = package.member("meta-inf/manifest.xml")?.unwrap_or_default();
    if String::from_utf8_lossy(&manifest).contains("encryption-data") {
        return Err(Refused::encrypted());
    }
    let (mut scanned, mut found) = (Vec::new(), Vec::new());
    package.visit(|part, bytes| {
        match part {
            "content.xml" => {
                scanned = ods_scan::scan(bytes)?;
                found = ods_beside::scan(bytes);
            }
            "styles.xml" | "meta.xml" => {
                Tags::over(part, bytes)?;
            }
            _ => {}
        }
        Ok(())
    })?;
    check_sheet_names(scanned.iter().map(|sheet| sheet.name.as_str()))?;
    let mut book = Ods::new(Cursor::new(bytes)).map_err(|e| refuse(&e))?;
    let tabs = book.sheets_metadata().to_vec();
    if !tabs.iter().map(|tab| &tab.name).eq(scanned.iter().map(|sheet| &sheet.name)) {
        return Err(ods_scan::layout());
    }
    let mut texts = Texts::default();
    let mut sheets = Vec::new();
    found.resize_with(scanned.len(), OdsBeside::default);
    for ((tab, scan), OdsBeside { beside: found, own }) in tabs.iter().zip(scanned).zip(found) {
        let builder = SheetBuilder::new(&tab.name, tab.visible != SheetVisible::Visible);
        let sheet = read_sheet(&mut book, builder, scan, &own, &mut texts)?;
        sheets.push(beside::placed(sheet, found));
    }
    let names = book.defined_names().iter().filter_map(|(name, target)| defined_names::parse(name, target)).collect();
    let (properties, modified) = book.workbook_properties().map(properties::take).unwrap_or_default();
    Ok(RawBook { file: Arc::from(file), format: Format::Ods, sheets, names, properties, modified, notes: Vec::new() })
}

fn read_sheet(
    book: &mut Ods<Cursor<&[u8]>>,
    mut sheet: SheetBuilder,
    scan: OdsSheet,
    own: &BTreeMap<CellRef, String>,
    texts: &mut Texts,
) -> Result<RawSheet, Refused> {
    let range = book.worksheet_range(&scan.name).map_err(|e| refuse(&e))?;
    let number = NumberFormat { code: None, shape: Shape::Number };
    let percent = NumberFormat { code: None, shape: Shape::Percent };
    let seen = range.used_cells().count();
    let mut found = 0;
    for (cell, noted) in scan.cells {
        let mut data = range.get_value((cell.row, u32::from(cell.col))).unwrap_or(&Data::Empty);
        found += usize::from(*data != Data::Empty);
        // The reader takes the text of a shape in the cell for the cell's own.
        let own = own.get(&cell).filter(|_| matches!(data, Data::String(_))).map(|own| Data::String(own.clone()));
        data = own.as_ref().unwrap_or(data);
        let numeric = matches!(noted.kind, OdsKind::Number | OdsKind::Percent);
        if numeric != matches!(data, Data::Float(_)) && *data != Data::Empty {
            return Err(ods_scan::layout());
        }
        let format = if noted.kind == OdsKind::Percent { &percent } else { &number };
        let value = match (noted.kind, data) {
            (OdsKind::Error, Data::String(error)) => Some(RawValue::Error(Arc::from(error.as_str()))),
            (OdsKind::Untyped, Data::Empty) => Some(RawValue::Error(Arc::from(UNREADABLE))),
            _ => cell_value::of(cell_value::borrowed(data), format, false, noted.formula.is_some(), texts)?,
        };
        if let Some(value) = value {
            sheet.push(cell, value, format, noted.formula);
        }
    }
    // calamine and the look-over must have placed the same cells.
    if found != seen {
        return Err(ods_scan::layout());
    }
    sheet.finish(scan.merges)
}

fn refuse(error: &OdsError) -> Refused {
    match error {
        _ if no_memory(error) => Refused::out_of_memory(),
        OdsError::Password => Refused::encrypted(),
        OdsError::Mismatch { .. } => ods_scan::layout(),
        OdsError::InvalidMime(_) => Refused::new(
            "not-a-workbook",
            "这是 OpenDocument 文件，但不是工作簿。",
            "请报送 .xlsx、.xlsm、.xls、.ods 或 .et 工作簿。",
        ),
        _ => Refused::damaged("表格内容未能读完。"),
    }
}
