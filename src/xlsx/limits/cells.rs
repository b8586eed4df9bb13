//! Rows, cells and formats.

use super::{COLUMNS, Known, Place, ROWS, SHORT, at_most, formula, on_grid, printable, refusal};
use crate::model::book::{Book, Content, Formula, Outcome, Row, Sheet, Style};
use crate::model::origin::CellRef;
use crate::xlsx::sheet::looks_like_a_formula;
use crate::xlsx::{Refused, reads_as_number};
use chrono::Datelike;
use rust_decimal::Decimal;
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

/// Characters of a cell's text.
const TEXT: usize = 32_767;
/// A row's height, in hundredths of a point.
const HEIGHT: u32 = 40_950;
/// A column's width, in hundredths of a character.
const WIDTH: u32 = 25_500;
/// Cell formats of a workbook.
const FORMATS: usize = 64_000;
/// Number formats of a workbook; Excel's own statement is "between 200 and 250".
const NUMBER_FORMATS: usize = 200;
/// Fonts of a workbook.
const FONTS: usize = 512;
/// A font's size, in hundredths of a point.
const FONT_SIZE: std::ops::RangeInclusive<u32> = 100..=40_900;

pub(super) fn check(sheet: &Sheet, known: &Known, place: &Place) -> Result<(), Refused> {
    columns(sheet).map_err(place.part("的列"))?;
    let mut before = None;
    for row in &sheet.rows {
        row_itself(row, before).map_err(|reason| place.part(&format!("第{}行", u64::from(row.index) + 1))(reason))?;
        before = Some(row.index);
        let mut left = None;
        for (col, cell) in &row.cells {
            let at = CellRef::new(row.index, *col);
            on_grid(at).and_then(|()| ascending(left, *col)).map_err(place.cell(at))?;
            left = Some(*col);
            content(&cell.content, known).map_err(place.cell(at))?;
        }
    }
    Ok(())
}

fn columns(sheet: &Sheet) -> Result<(), String> {
    for (col, width) in &sheet.widths {
        on_grid(CellRef::new(0, *col))?;
        if *width > WIDTH {
            return Err(format!("列宽{}个字符，Excel最多255个", counted(*width)));
        }
    }
    match sheet.hidden_columns.iter().find(|col| **col >= COLUMNS) {
        Some(col) => Err(format!("列号{}超出Excel的{COLUMNS}列", u32::from(*col) + 1)),
        None => Ok(()),
    }
}

fn row_itself(row: &Row, before: Option<u32>) -> Result<(), String> {
    if row.index >= ROWS {
        return Err(format!("行号超出Excel的{ROWS}行"));
    }
    ascending(before, row.index)?;
    match row.height {
        Some(height) if height > HEIGHT => Err(format!("行高{}磅，Excel最多409.5磅", counted(height))),
        _ => Ok(()),
    }
}

/// Hundredths as they are read.
fn counted(hundredths: u32) -> Decimal {
    Decimal::new(i64::from(hundredths), 2)
}

/// The rows and cells of a book stand in order; a streamed sheet would lose those that do not.
fn ascending<T: Ord>(before: Option<T>, this: T) -> Result<(), String> {
    if before.is_some_and(|before| before >= this) { Err("没有按顺序排列".to_owned()) } else { Ok(()) }
}

fn content(content: &Content, known: &Known) -> Result<(), String> {
    match content {
        Content::Blank | Content::Number(_) => Ok(()),
        Content::Text(text) => at_most("文字", text, TEXT),
        Content::Date(date) => match date.year() {
            1900..=9999 => Ok(()),
            year => Err(format!("日期的年份{year}不在Excel的1900至9999年之间")),
        },
        Content::Formula(formula) => {
            formula::check(&formula.formula, known)?;
            result(formula)
        }
    }
}

/// A result is cached by its look: an empty one becomes 0, and a text like `5`, `inf`, `TRUE` or `#N/A` another type.
fn result(formula: &Formula) -> Result<(), String> {
    let Outcome::Text(text) = &formula.result else {
        return Ok(());
    };
    if text.trim().is_empty() {
        return Err("公式的结果是空文字，会被Excel存成0".to_owned());
    }
    if reads_as_number(text) {
        return Err(format!("公式的结果“{text}”是文字却像数字，会被Excel存成数字"));
    }
    if matches!(text.as_str(), "TRUE" | "FALSE") || text.starts_with('#') {
        return Err(format!("公式的结果“{text}”会被Excel当作逻辑值或错误值"));
    }
    at_most("公式的结果", text, TEXT)
}

/// The distinct styles of the whole book.
pub(super) fn formats(book: &Book) -> Result<(), Refused> {
    let cells = book.sheets.iter().flat_map(|s| &s.rows).flat_map(|r| &r.cells);
    // Cells share their styles, so most are known by their address alone.
    let mut shared = HashSet::new();
    let mut formats: BTreeSet<(&Style, bool)> = BTreeSet::new();
    for (_, cell) in cells {
        let quoted = looks_like_a_formula(cell);
        if shared.insert((Arc::as_ptr(&cell.style), quoted)) {
            formats.insert((&cell.style, quoted));
        }
    }
    let styles: BTreeSet<&Style> = formats.iter().map(|(style, _)| *style).collect();
    for style in &styles {
        style_itself(style).map_err(refusal(format!("单元格样式（{}，{}）", style.font, style.number)))?;
    }
    distinct("单元格样式", formats.len(), FORMATS)?;
    let numbers: BTreeSet<&str> = styles.iter().map(|s| s.number.as_ref()).collect();
    distinct("数字格式", numbers.len(), NUMBER_FORMATS)?;
    let fonts: BTreeSet<_> = styles.iter().map(|s| (s.font, s.size, s.bold, s.italic, s.underline, s.ink)).collect();
    distinct("字体", fonts.len(), FONTS)
}

fn style_itself(style: &Style) -> Result<(), String> {
    at_most("数字格式", &style.number, SHORT)?;
    printable("数字格式", &style.number, false)?;
    if !FONT_SIZE.contains(&style.size) {
        return Err("字号不在Excel的1至409磅之间".to_owned());
    }
    at_most("字体名", style.font, 31)
}

fn distinct(what: &str, count: usize, most: usize) -> Result<(), Refused> {
    if count <= most {
        return Ok(());
    }
    Err(refusal("工作簿".to_owned())(format!("{what}有{count}种，Excel最多允许{most}种")))
}
