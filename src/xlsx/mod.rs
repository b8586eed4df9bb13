//! `Book` → bytes of an .xlsx file: the only place that knows rust_xlsxwriter, and the only one that makes floats of decimals.
//!
//! `limits` goes over the whole book first and refuses what Excel would not open, or would open and change; after that
//! the writer only translates. The same book gives the same bytes: the creation date comes from the book.

mod chart;
mod limits;
mod rules;
mod sheet;
mod style;

use crate::model::book::{Book, Sheet, Visibility};
use crate::model::round_half_up::plain;
use rust_decimal::Decimal;
use rust_xlsxwriter::{DocProperties, Workbook, Worksheet, XlsxError};
use style::Formats;

/// Why a book was not written, as a sentence for the operator.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The book is beyond one of Excel's limits.
    #[error("{place}：{reason}")]
    Limit {
        /// Sheet and cell, or the part of the book.
        place: String,
        /// Which limit, and by how much.
        reason: String,
    },
    /// The writer itself could not go on.
    #[error("工作簿没有写成：{0}")]
    Writer(String),
}

impl From<XlsxError> for Refused {
    fn from(error: XlsxError) -> Self {
        Refused::Writer(error.to_string())
    }
}

/// From so many rows on, a sheet is written row by row to a temporary file instead of being held in memory.
const LARGE: usize = 5_000;

/// Pixels of a row and a column in the default font, which is the one Chinese Excel starts with; column widths count its digits.
const DEFAULT_ROW: u32 = 18;
const DEFAULT_COLUMN: u32 = 72;

/// Turns a book into the bytes of an .xlsx file.
///
/// A number of more than 15 significant digits (a quotient, for instance) is written as the nearest double, as Excel itself would
/// keep it; everything else Excel cannot hold is refused before anything is written, with the place and the limit.
pub fn write(book: &Book) -> Result<Vec<u8>, Refused> {
    limits::check(book)?;
    let mut workbook = Workbook::new();
    workbook.set_default_format(&style::default(), DEFAULT_ROW, DEFAULT_COLUMN)?;
    workbook.set_properties(&properties(book));
    let mut formats = Formats::default();
    let active = book.sheets.iter().position(|s| s.visibility == Visibility::Visible);
    for (index, sheet) in book.sheets.iter().enumerate() {
        let out = add(&mut workbook, sheet);
        sheet::fill(sheet, out, &mut formats)?;
        if Some(index) == active {
            out.set_active(true);
        }
    }
    for (name, reference) in &book.names {
        workbook.define_name(name, reference)?;
    }
    Ok(workbook.save_to_buffer()?)
}

/// A new sheet of the workbook; a large one is streamed, unless the machine allows no temporary file.
fn add<'a>(workbook: &'a mut Workbook, sheet: &Sheet) -> &'a mut Worksheet {
    let streamed = if sheet.rows.len() > LARGE { workbook.new_worksheet_with_low_memory().ok() } else { None };
    match streamed {
        Some(worksheet) => {
            workbook.push_worksheet(worksheet);
            let last = workbook.worksheets().len() - 1;
            &mut workbook.worksheets_mut()[last]
        }
        None => workbook.add_worksheet(),
    }
}

fn properties(book: &Book) -> DocProperties {
    let properties = DocProperties::new()
        .set_title(&book.title)
        .set_subject(&book.subject)
        .set_author(&book.author)
        .set_creation_datetime(&book.created);
    book.properties.iter().fold(properties, |done, (name, value)| done.set_custom_property(name, value.as_str()))
}

/// The one place where a decimal becomes a float: the nearest double, read from the plain notation, so that nothing is computed.
fn float(value: Decimal) -> Result<f64, Refused> {
    plain(value).parse().map_err(|_| Refused::Writer(format!("数值{value}不能写成Excel的数字")))
}

/// Hundredths (of a point, of a character) as Excel counts them.
fn hundredths(value: u32) -> Result<f64, Refused> {
    float(Decimal::new(i64::from(value), 2))
}

/// Whether the writer would take the text result of a formula for a number (`5`, `1e5`, `inf`): it asks exactly this.
fn reads_as_number(text: &str) -> bool {
    text.parse::<f64>().is_ok()
}
