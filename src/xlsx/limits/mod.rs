//! What Excel cannot hold. A file beyond one of these limits is written without complaint, opens in LibreOffice, and
//! is "repaired" by Excel, so a picture or a recalculation does not show it.
//!
//! Each check answers with the reason alone; the place is added once, where the check is called.

mod areas;
mod book;
mod cells;
pub(super) mod formula;
mod names;
mod objects;

use super::Refused;
use crate::model::book::{Area, Book, Sheet};
use crate::model::origin::CellRef;
use std::collections::BTreeSet;

/// Rows of a sheet.
const ROWS: u32 = 1_048_576;
/// Columns of a sheet.
const COLUMNS: u16 = 16_384;
/// Characters (UTF-16 units, as Excel counts) of a title, a name, a property.
const SHORT: usize = 255;

/// Refuses a book beyond any limit; the first one found is named.
pub(super) fn check(book: &Book) -> Result<(), Refused> {
    book::check(book)?;
    let known = Known::of(book);
    names::check(book, &known)?;
    for sheet in &book.sheets {
        let place = Place(sheet);
        cells::check(sheet, &known, &place)?;
        areas::check(sheet, &place)?;
        objects::check(sheet, &known, &place)?;
    }
    cells::formats(book)
}

/// The sheets and defined names a formula may refer to, in lower case since Excel does not tell cases apart.
struct Known {
    sheets: BTreeSet<String>,
    names: BTreeSet<String>,
}

impl Known {
    fn of(book: &Book) -> Self {
        Self {
            sheets: book.sheets.iter().map(|s| s.name.to_lowercase()).collect(),
            names: book.names.iter().map(|(name, _)| name.to_lowercase()).collect(),
        }
    }
}

/// The sheet whose parts are checked: turns a reason into a refusal.
struct Place<'a>(&'a Sheet);

impl Place<'_> {
    // The place is put into words only when there is something to refuse: this stands beside every cell.
    fn cell(&self, cell: CellRef) -> impl FnOnce(String) -> Refused {
        move |reason| Refused::Limit { place: format!("工作表“{}”单元格{cell}", self.0.name), reason }
    }

    fn area(&self, area: Area) -> impl FnOnce(String) -> Refused {
        move |reason| Refused::Limit {
            place: format!("工作表“{}”区域{}:{}", self.0.name, area.first, area.last),
            reason,
        }
    }

    fn part(&self, part: &str) -> impl FnOnce(String) -> Refused {
        refusal(format!("工作表“{}”{part}", self.0.name))
    }
}

/// The place of what belongs to no sheet.
fn refusal(place: String) -> impl FnOnce(String) -> Refused {
    |reason| Refused::Limit { place, reason }
}

/// `what`: 单元格文字, 批注 ….
fn at_most(what: &str, text: &str, most: usize) -> Result<(), String> {
    // A text has at least as many bytes as UTF-16 units, so most texts need no counting.
    if text.len() <= most {
        return Ok(());
    }
    match text.encode_utf16().count() {
        count if count > most => Err(format!("{what}有{count}个字符，Excel最多允许{most}个")),
        _ => Ok(()),
    }
}

/// Texts that go into the file without Excel's escapes may not hold control characters; line breaks only where they show.
fn printable(what: &str, text: &str, lines: bool) -> Result<(), String> {
    let refused = |c: char| (c.is_control() && !(lines && c == '\n')) || matches!(c, '\u{FFFE}' | '\u{FFFF}');
    match text.chars().find(|c| refused(*c)) {
        Some(c) => Err(format!("{what}中有控制字符U+{:04X}，Excel打不开这样的文件", u32::from(c))),
        None => Ok(()),
    }
}

/// Whether the bytes begin with `_xHHHH_`, which Excel reads as one character.
pub(super) fn is_escape(bytes: &[u8]) -> bool {
    matches!(bytes, [b'_', b'x', digits @ .., ] if digits.len() >= 5 && digits[4] == b'_' && digits[..4].iter().all(u8::is_ascii_hexdigit))
}

/// A short text that stands in an attribute of the file.
fn short(what: &str, text: &str, most: usize) -> Result<(), String> {
    at_most(what, text, most)?;
    printable(what, text, true)
}

fn on_grid(cell: CellRef) -> Result<(), String> {
    if cell.row >= ROWS {
        return Err(format!("行号{}超出Excel的{ROWS}行", u64::from(cell.row) + 1));
    }
    if cell.col >= COLUMNS {
        return Err(format!("列号{}超出Excel的{COLUMNS}列", u32::from(cell.col) + 1));
    }
    Ok(())
}

fn is_area(area: Area) -> Result<(), String> {
    on_grid(area.first)?;
    on_grid(area.last)?;
    if area.first.row > area.last.row || area.first.col > area.last.col {
        return Err("区域的左上角在右下角之后".to_owned());
    }
    Ok(())
}
