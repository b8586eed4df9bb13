//! `.xlsx` and `.xlsm`: the package is looked over part by part, then calamine reads it.

use super::beside::{self, Finder};
use super::cell_value;
use super::defined_names;
use super::number_format::NumberFormat;
use super::package::{Package, Plain};
use super::properties;
use super::raw::{Beside, Format, RawBook, RawSheet, RawValue};
use super::refused::{Refused, no_memory};
use super::sheet_builder::{SheetBuilder, Texts, UNREADABLE, check_sheet_names};
use super::sheet_scan::{self, SheetScan};
use super::tags::{TagKind, Tags, attribute, attributes, unescaped};
use crate::model::CellRef;
use calamine::{Reader, SheetType, SheetVisible, Style, Xlsx, XlsxError, XlsxFormulaMetadata, expand_shared_formula};
use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;

const MAX_FORMULA_TOTAL: usize = 64 << 20;

/// Reads the workbook inside a package that holds one.
pub(super) fn read(file: &str, bytes: &[u8], package: &mut Package<'_>) -> Result<RawBook, Refused> {
    let parts = Parts::locate(package)?;
    let mut plain = Plain::new();
    let mut scans = parts.look_over(package, &mut plain)?;
    let plain = plain.finish();
    let mut found = parts.beside(package);
    if plain.is_none() && !parts.elsewhere.is_empty() {
        return Err(Refused::too_large("工作簿过大，且内部写法特殊，读不了。"));
    }
    let mut book = Xlsx::new(Cursor::new(plain.as_deref().unwrap_or(bytes))).map_err(|e| refuse("工作簿", &e))?;
    let mut notes = Vec::new();
    let sheets = book.sheets_metadata().to_vec();
    let mut texts = Texts::default();
    let mut formats = Vec::new();
    let mut raw = Vec::new();
    for sheet in &sheets {
        if sheet.typ != SheetType::WorkSheet {
            notes.push(format!("“{}”是图表或对话框，不是表格，未读取。", sheet.name));
            continue;
        }
        let scan = scans.remove(&sheet.name).ok_or_else(|| missing(&sheet.name))?;
        let builder = SheetBuilder::new(&sheet.name, sheet.visible != SheetVisible::Visible);
        let found = found.remove(&sheet.name).unwrap_or_default();
        let read = read_sheet(&mut book, &sheet.name, builder, scan, &mut formats, &mut texts)?;
        raw.push(beside::placed(read, found));
    }
    let names = book.defined_names().iter().filter_map(|(name, target)| defined_names::parse(name, target)).collect();
    let (properties, modified) = match book.workbook_properties() {
        Ok(found) => properties::take(found),
        Err(_) => {
            notes.push("文档属性读不出来。".to_owned());
            Default::default()
        }
    };
    let format = if parts.macros { Format::Xlsm } else { Format::Xlsx };
    Ok(RawBook { file: Arc::from(file), format, sheets: raw, names, properties, modified, notes })
}

/// Where the parts of the workbook lie, found as calamine finds them.
struct Parts {
    /// The folder of the workbook part, with its `/`.
    folder: String,
    /// Folded part name → sheet name.
    worksheets: BTreeMap<String, String>,
    /// Styles and strings that lie where calamine does not look: folded part name → where it looks.
    elsewhere: BTreeMap<String, String>,
    macros: bool,
}

impl Parts {
    fn locate(package: &mut Package<'_>) -> Result<Self, Refused> {
        let main = relationships(package, "_rels/.rels")?
            .into_iter()
            .rfind(|r| r.kind == "officeDocument")
            .ok_or_else(|| Refused::damaged("文件内找不到工作簿。"))?;
        let main = main.target.trim_start_matches('/').to_owned();
        let (folder, name) = main.rsplit_once('/').map_or(("", main.as_str()), |(folder, name)| (folder, name));
        let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let targets: BTreeMap<_, _> = relationships(package, &format!("{folder}_rels/{name}.rels"))?
            .into_iter()
            .map(|r| (r.id.clone(), r))
            .collect();
        let mut parts = Parts {
            macros: package.has(&format!("{folder}vbaproject.bin").to_ascii_lowercase()),
            folder,
            worksheets: BTreeMap::new(),
            elsewhere: BTreeMap::new(),
        };
        for target in targets.values() {
            let usual = match target.kind.as_str() {
                "styles" => "styles.xml",
                "sharedStrings" => "sharedstrings.xml",
                _ => continue,
            };
            let (lies, usual) = (parts.path(target), format!("{}{usual}", parts.folder.to_ascii_lowercase()));
            if lies != usual {
                parts.elsewhere.insert(lies, usual);
            }
        }
        let workbook =
            package.member(&main.to_ascii_lowercase())?.ok_or_else(|| Refused::damaged("文件内找不到工作簿。"))?;
        parts.sheets(&workbook, &targets)?;
        Ok(parts)
    }

    fn sheets(&mut self, workbook: &[u8], targets: &BTreeMap<String, Relationship>) -> Result<(), Refused> {
        let mut names = Vec::new();
        let mut tags = Tags::over("workbook", workbook)?;
        while let Some(tag) = tags.next() {
            if tag.name != "sheet" || !matches!(tag.kind, TagKind::Start | TagKind::Empty) {
                continue;
            }
            let name = attribute(tag.attributes, "name").map(unescaped).unwrap_or_default();
            names.push(name.clone());
            let id = attributes(tag.attributes).filter(|(key, _)| key.rsplit(':').next() == Some("id")).last();
            let target = id.and_then(|(_, id)| targets.get(id)).ok_or_else(|| missing(&name))?;
            match target.kind.as_str() {
                "worksheet" => {}
                "chartsheet" | "dialogsheet" => continue,
                _ => return Err(Refused::other_type("macro-sheet", "工作簿内有 Excel 4.0 宏表，读不了。")),
            }
            if self.worksheets.insert(self.path(target), name).is_some() {
                return Err(Refused::damaged("有两个工作表指向同一份内容。"));
            }
        }
        check_sheet_names(names.iter().map(String::as_str))
    }

    /// The folded name of the part a relationship of the workbook leads to.
    fn path(&self, to: &Relationship) -> String {
        let path = to.target.strip_prefix('/').map_or_else(|| format!("{}{}", self.folder, to.target), str::to_owned);
        path.to_ascii_lowercase()
    }

    /// Inflates everything once; sheet name → what its XML says.
    fn look_over(&self, package: &mut Package<'_>, plain: &mut Plain) -> Result<BTreeMap<String, SheetScan>, Refused> {
        let strings = format!("{}sharedstrings.xml", self.folder.to_ascii_lowercase());
        let mut cells = 0;
        let mut scans = BTreeMap::new();
        package.visit(|part, bytes| {
            let part = self.elsewhere.get(part).map_or(part, String::as_str);
            if part.ends_with(".xml") || part.ends_with(".rels") {
                plain.add(part, bytes);
            }
            if let Some(sheet) = self.worksheets.get(part) {
                let scan = sheet_scan::scan(sheet, bytes, cells)?;
                cells += scan.cells.len();
                scans.insert(sheet.clone(), scan);
            } else if part == strings {
                shared_strings(part, bytes)?;
            } else if self.is_own(part) {
                Tags::over(part, bytes)?;
            }
            Ok(())
        })?;
        Ok(scans)
    }

    /// Sheet name → what stands beside its cells.
    fn beside(&self, package: &mut Package<'_>) -> BTreeMap<String, Vec<Beside>> {
        let mut finder = Finder::new(package, &self.folder.to_ascii_lowercase());
        self.worksheets.iter().map(|(part, sheet)| (sheet.clone(), finder.sheet(part))).collect()
    }

    /// The parts that calamine reads: what others bring along (`customXml`, drawings, notes) may look as it likes.
    fn is_own(&self, part: &str) -> bool {
        let folder = self.folder.to_ascii_lowercase();
        let is_read = |name: &str| !name.starts_with("comments") && (!name.contains('/') || name.starts_with("_rels/"));
        let in_folder = part.strip_prefix(folder.as_str()).is_some_and(is_read);
        part.ends_with(".xml") && (in_folder || part.starts_with("docprops/") || part == "[content_types].xml")
    }
}

/// One line of a `.rels` part.
pub(super) struct Relationship {
    id: String,
    /// The last segment of its type.
    pub kind: String,
    /// Where it leads, as written.
    pub target: String,
}

/// The relationships in this part; none where there is no such part.
pub(super) fn relationships(package: &mut Package<'_>, part: &str) -> Result<Vec<Relationship>, Refused> {
    let Some(bytes) = package.member(&part.to_ascii_lowercase())? else { return Ok(Vec::new()) };
    let mut tags = Tags::over(part, &bytes)?;
    let mut found = Vec::new();
    while let Some(tag) = tags.next() {
        if tag.name == "Relationship" && tag.kind != TagKind::End {
            let value = |name| attribute(tag.attributes, name).map(unescaped).unwrap_or_default();
            let kind = value("Type").rsplit('/').next().unwrap_or_default().to_owned();
            found.push(Relationship { id: value("Id"), kind, target: value("Target") });
        }
    }
    Ok(found)
}

/// calamine reserves room for as many strings as the part announces: it must not announce more than it can hold.
fn shared_strings(part: &str, bytes: &[u8]) -> Result<(), Refused> {
    let mut tags = Tags::over(part, bytes)?;
    while let Some(tag) = tags.next() {
        if tag.name == "sst" && tag.kind == TagKind::Start {
            let count = attribute(tag.attributes, "uniqueCount").and_then(|c| c.parse::<usize>().ok());
            if count.is_some_and(|count| count > bytes.len() / 5) {
                return Err(Refused::damaged("文字表声明的条数与内容不符。"));
            }
        }
        if tag.name == "t" && tags.text().0.len() > sheet_scan::MAX_TEXT {
            return Err(Refused::too_large("有单元格的文字超过 128 KB。"));
        }
    }
    Ok(())
}

fn read_sheet(
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    mut sheet: SheetBuilder,
    scan: SheetScan,
    formats: &mut Vec<NumberFormat>,
    texts: &mut Texts,
) -> Result<RawSheet, Refused> {
    let epoch_1904 = book.has_1904_epoch();
    let mut reader = match book.worksheet_cells_reader(name) {
        Ok(reader) => reader,
        // A sheet without `<sheetData>` holds nothing.
        Err(XlsxError::NotAWorksheet(_)) if scan.cells.is_empty() => return sheet.finish(scan.merges),
        Err(e) => return Err(refuse(name, &e)),
    };
    if formats.is_empty() {
        formats.extend(reader.styles().iter().map(number_format));
    }
    let general = NumberFormat::built_in(0);
    let mut formulas = Formulas::default();
    let mut scanned = scan.cells.iter();
    loop {
        let record = match reader.next_cell_with_formula_metadata() {
            Ok(None) => break,
            Ok(Some(record)) => Ok(record),
            Err(e) => Err(cell_trouble(e).map_err(|e| refuse(name, &e))?),
        };
        let seen = scanned.next().ok_or_else(|| out_of_step(name))?;
        let format = usize::try_from(seen.style).ok().and_then(|i| formats.get(i)).unwrap_or(&general);
        match record {
            Err(trouble) => sheet.push(seen.cell, RawValue::Error(trouble), format, None),
            Ok(record) => {
                if record.pos != (seen.cell.row, u32::from(seen.cell.col)) {
                    return Err(out_of_step(name));
                }
                let formula = record.formula.map(|f| formulas.text(f, seen.cell)).transpose()?.flatten();
                let value = if seen.doubtful {
                    Some(RawValue::Error(Arc::from(UNREADABLE)))
                } else {
                    cell_value::of(record.value, format, epoch_1904, formula.is_some(), texts)?
                };
                if let Some(value) = value {
                    sheet.push(seen.cell, value, format, formula);
                }
            }
        }
    }
    if scanned.next().is_some() {
        return Err(out_of_step(name));
    }
    sheet.finish(scan.merges)
}

/// Formula texts of one sheet; a shared formula is written once and shifted for the other cells.
#[derive(Default)]
struct Formulas {
    shared: BTreeMap<usize, (String, (u32, u32))>,
    bytes: usize,
}

impl Formulas {
    fn text(&mut self, formula: XlsxFormulaMetadata, cell: CellRef) -> Result<Option<Arc<str>>, Refused> {
        let at = (cell.row, u32::from(cell.col));
        let text = match formula {
            XlsxFormulaMetadata::Normal { formula } => Some(formula),
            XlsxFormulaMetadata::Shared { shared_index, formula, .. } => {
                self.shared.insert(shared_index, (formula.clone(), at));
                Some(formula)
            }
            XlsxFormulaMetadata::SharedDerived { shared_index } => {
                let template = self.shared.get(&shared_index);
                // Without its template the cell still holds a formula, only its text is unknown.
                Some(
                    template.and_then(|(text, start)| expand_shared_formula(text, *start, at).ok()).unwrap_or_default(),
                )
            }
            _ => None,
        };
        self.bytes += text.as_ref().map_or(0, String::len);
        if self.bytes > MAX_FORMULA_TOTAL {
            return Err(Refused::too_large("公式文字合计超过 64 MB。"));
        }
        Ok(text.map(Arc::from))
    }
}

fn number_format(style: &Style) -> NumberFormat {
    match &style.number_format {
        // calamine knows no code for the Chinese built-in formats and calls them General.
        Some(format) if format.format_code == "General" => NumberFormat::built_in(format.format_id.unwrap_or(0)),
        Some(format) => NumberFormat::from_code(&format.format_code),
        None => NumberFormat::built_in(0),
    }
}

/// What stands in a cell the reader stumbled over but can go on after; the error itself where it cannot.
fn cell_trouble(error: XlsxError) -> Result<Arc<str>, XlsxError> {
    match error {
        XlsxError::CellError(code) => Ok(Arc::from(code)),
        XlsxError::ParseFloat(_) => Ok(Arc::from("应为数字，文件中写的不是数字")),
        XlsxError::Unexpected(_)
        | XlsxError::UnexpectedNode(_)
        | XlsxError::Unrecognized { .. }
        | XlsxError::CellTAttribute(_) => Ok(Arc::from(UNREADABLE)),
        other => Err(other),
    }
}

fn refuse(what: &str, error: &XlsxError) -> Refused {
    match error {
        _ if no_memory(error) => Refused::out_of_memory(),
        XlsxError::Password => Refused::encrypted(),
        _ => Refused::damaged(format!("“{what}”的内容未能读完。")),
    }
}

fn missing(sheet: &str) -> Refused {
    Refused::damaged(format!("工作表“{sheet}”的内容不在文件里。"))
}

fn out_of_step(sheet: &str) -> Refused {
    Refused::damaged(format!("工作表“{sheet}”的单元格排列不规范，不能确定每个值在哪一格。"))
}
