//! One sheet: its rows from top to bottom, then what lies over them.

use super::limits::is_escape;
use super::style::{Formats, color};
use super::{Refused, chart, float, hundredths, rules};
use crate::model::book::{
    Area, Cell, Content, LinkTarget, Outcome, Paper, Print, Protection, Row, Sheet, Visibility, text_width,
};
use crate::model::origin::CellRef;
use rust_xlsxwriter::{Format, Formula, Note, ProtectionOptions, Table, TableColumn, TableStyle, Url, Worksheet};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Page numbers, in 宋体 9.
const FOOTER: &str = "&C&\"宋体,常规\"&9第 &P 页，共 &N 页";
/// Excel's numbers of the papers.
const PAPER_A3: u8 = 8;
const PAPER_A4: u8 = 9;
/// What a linked cell holds until its own content is written over it.
const LINK_TEXT: &str = "链接";

/// Writes the whole sheet. Rows go out in ascending order and each only once, as streamed sheets demand: merges, tables
/// and links are therefore written with the row they begin in.
pub(super) fn fill(sheet: &Sheet, out: &mut Worksheet, formats: &mut Formats) -> Result<(), Refused> {
    out.set_name(&sheet.name)?;
    columns(sheet, out)?;
    let mut merges: BTreeMap<u32, Vec<Area>> = BTreeMap::new();
    for area in &sheet.merges {
        merges.entry(area.first.row).or_default().push(*area);
    }
    let links: BTreeMap<CellRef, &LinkTarget> = sheet.links.iter().map(|(cell, link)| (*cell, link)).collect();
    for row in &sheet.rows {
        row_options(row, out)?;
        for area in merges.get(&row.index).into_iter().flatten() {
            merge(sheet, *area, out, formats)?;
        }
        if let Some((area, name)) = &sheet.table
            && area.first.row == row.index
        {
            table(sheet, *area, name, out)?;
        }
        for (col, cell) in &row.cells {
            let at = CellRef::new(row.index, *col);
            put(at, cell, links.get(&at).copied(), out, formats)?;
        }
    }
    overlay(sheet, out)?;
    view(sheet, out)?;
    print(&sheet.print, out)
}

fn columns(sheet: &Sheet, out: &mut Worksheet) -> Result<(), Refused> {
    for (col, width) in &sheet.widths {
        out.set_column_width(*col, hundredths(*width)?)?;
    }
    for col in &sheet.hidden_columns {
        out.set_column_hidden(*col)?;
    }
    Ok(())
}

fn row_options(row: &Row, out: &mut Worksheet) -> Result<(), Refused> {
    if let Some(height) = row.height {
        out.set_row_height(row.index, hundredths(height)?)?;
    }
    if row.hidden {
        out.set_row_hidden(row.index)?;
    }
    Ok(())
}

/// Merges with the style of the first cell; the cells of the book are written over the blanks this leaves.
fn merge(sheet: &Sheet, area: Area, out: &mut Worksheet, formats: &mut Formats) -> Result<(), Refused> {
    let (first, last) = (area.first, area.last);
    let Some(anchor) = cell_at(sheet, first) else {
        return Err(Refused::Writer(format!("合并区域{}没有内容", area.absolute())));
    };
    out.merge_range(first.row, first.col, last.row, last.col, "", formats.of(&anchor.style, false)?)?;
    Ok(())
}

/// A table without its own colours, since the cells have theirs.
fn table(sheet: &Sheet, area: Area, name: &str, out: &mut Worksheet) -> Result<(), Refused> {
    let columns: Vec<TableColumn> = (area.first.col..=area.last.col)
        .map(|col| match sheet.content(area.first.row, col) {
            Some(Content::Text(text)) => TableColumn::new().set_header(text.as_ref()),
            _ => TableColumn::new(),
        })
        .collect();
    let table = Table::new().set_name(name).set_style(TableStyle::None).set_banded_rows(false).set_columns(&columns);
    out.add_table(area.first.row, area.first.col, area.last.row, area.last.col, &table)?;
    Ok(())
}

/// The cell of a sheet, if it is there.
pub(super) fn cell_at(sheet: &Sheet, at: CellRef) -> Option<&Cell> {
    let row = sheet.rows.binary_search_by_key(&at.row, |r| r.index).ok()?;
    let cells = &sheet.rows[row].cells;
    let cell = cells.binary_search_by_key(&at.col, |(col, _)| *col).ok()?;
    Some(&cells[cell].1)
}

fn put(
    at: CellRef,
    cell: &Cell,
    link: Option<&LinkTarget>,
    out: &mut Worksheet,
    formats: &mut Formats,
) -> Result<(), Refused> {
    let (row, col) = (at.row, at.col);
    let format = formats.of(&cell.style, looks_like_a_formula(cell))?;
    if let Some(link) = link {
        out.write_url_with_format(row, col, url(link), format)?;
    }
    match &cell.content {
        Content::Blank => out.write_blank(row, col, format)?,
        Content::Text(text) if text.starts_with("<r>") && text.ends_with("</r>") => {
            // The writer takes such a text for rich text and copies it into the file as XML; as one rich piece it is escaped.
            out.write_rich_string_with_format(row, col, &[(&Format::default(), &escaped(text))], format)?
        }
        Content::Text(text) => out.write_string_with_format(row, col, text.as_ref(), format)?,
        Content::Number(number) => out.write_number_with_format(row, col, float(*number)?, format)?,
        Content::Date(date) => out.write_date_with_format(row, col, date, format)?,
        Content::Formula(formula) => {
            let result = match &formula.result {
                Outcome::Number(number) => float(*number)?.to_string(),
                Outcome::Text(text) => escaped(text),
            };
            out.write_formula_with_format(row, col, Formula::new(&formula.formula).set_result(result), format)?
        }
    };
    Ok(())
}

/// Whether editing the cell would make a formula of its text.
pub(super) fn looks_like_a_formula(cell: &Cell) -> bool {
    matches!(&cell.content, Content::Text(text) if text.starts_with(['=', '+', '-', '@']))
}

/// `_x001B_` in a text means the character 001B to Excel; where the writer does not say otherwise, this does.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (index, character) in text.char_indices() {
        if character == '_' && is_escape(&text.as_bytes()[index..]) {
            out.push_str("_x005F");
        }
        out.push(character);
    }
    out
}

fn url(link: &LinkTarget) -> Url {
    let target = match link {
        LinkTarget::Inside(place) => format!("internal:{place}"),
        // The writer drops `file:///` again: what stands in the file is relative, so the folder may move.
        LinkTarget::File(path) => format!("file:///{}", percent_encoded(path)),
        LinkTarget::FileCell(path, place) => format!("file:///{}#{place}", percent_encoded(path)),
    };
    Url::new(target).set_text(LINK_TEXT)
}

/// The characters Excel encodes in a path. Done here because the writer takes a path holding `%20` for encoded already.
fn percent_encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for character in path.chars() {
        match character {
            '%' | '"' | ' ' | '<' | '>' | '[' | ']' | '^' | '`' | '{' | '}' => {
                // Writing into a String cannot fail.
                let _ = write!(out, "%{:02x}", u32::from(character));
            }
            _ => out.push(character),
        }
    }
    out
}

fn overlay(sheet: &Sheet, out: &mut Worksheet) -> Result<(), Refused> {
    for (cell, text) in &sheet.notes {
        out.insert_note(cell.row, cell.col, &note(text))?;
    }
    for validation in &sheet.validations {
        rules::validation(validation, out)?;
    }
    for conditional in &sheet.conditionals {
        rules::conditional(conditional, out)?;
    }
    for chart in &sheet.charts {
        chart::insert(chart, out)?;
    }
    if let Some(area) = sheet.filter {
        out.autofilter(area.first.row, area.first.col, area.last.row, area.last.col)?;
    }
    Ok(())
}

/// A note in 宋体 9, as large as its text, without author.
fn note(text: &str) -> Note {
    // At 9 pt a CJK character (two columns) is 12 pixels wide and a line 16 high.
    let widest = if text.chars().count() > 400 { 84 } else { 48 };
    let columns = text_width(text).clamp(16, widest);
    let lines: usize = text.split('\n').map(|line| text_width(line).max(1).div_ceil(columns.saturating_sub(2))).sum();
    let pixels = |count: usize, each: u32| u32::try_from(count).unwrap_or(100).min(100).saturating_mul(each);
    Note::new(escaped(text))
        .add_author_prefix(false)
        .set_author("")
        .set_font_name(crate::model::book::FONT_DATA)
        .set_font_size(9)
        .set_width(pixels(columns, 6).saturating_add(16))
        .set_height(pixels(lines, 16).saturating_add(12))
}

fn view(sheet: &Sheet, out: &mut Worksheet) -> Result<(), Refused> {
    match sheet.visibility {
        Visibility::Visible => {}
        Visibility::Hidden => {
            out.set_hidden(true);
        }
        Visibility::VeryHidden => {
            out.set_very_hidden(true);
        }
    }
    if let Some(tab) = sheet.tab {
        out.set_tab_color(color(tab));
    }
    if let Some(cell) = sheet.freeze {
        out.set_freeze_panes(cell.row, cell.col)?;
    }
    if sheet.zoom > 0 {
        out.set_zoom(sheet.zoom);
    }
    if let Some(allowed) = sheet.protection {
        out.protect_with_options(&protection(allowed, sheet.filter.is_some() || sheet.table.is_some()));
    }
    out.set_screen_gridlines(sheet.gridlines);
    Ok(())
}

/// No password; every cell may be selected, and a filter that is there may be used.
fn protection(allowed: Protection, filter: bool) -> ProtectionOptions {
    ProtectionOptions {
        format_rows: allowed.format_rows,
        format_columns: allowed.format_columns,
        use_autofilter: filter,
        ..ProtectionOptions::new()
    }
}

fn print(print: &Print, out: &mut Worksheet) -> Result<(), Refused> {
    let paper = match print.paper {
        Paper::A3 => PAPER_A3,
        Paper::A4 => PAPER_A4,
    };
    out.set_paper_size(paper).set_print_center_horizontally(true);
    // Left, right, top, bottom, header, footer, in inches: 1.5 cm at the sides, 1.9 cm above and below.
    out.set_margins(0.59, 0.59, 0.75, 0.75, 0.3, 0.3);
    if print.landscape {
        out.set_landscape();
    }
    if print.fit_width || print.fit_height {
        out.set_print_fit_to_pages(u16::from(print.fit_width), u16::from(print.fit_height));
    }
    if let Some(area) = print.area {
        out.set_print_area(area.first.row, area.first.col, area.last.row, area.last.col)?;
    }
    if let Some((first, last)) = print.title_rows {
        out.set_repeat_rows(first, last)?;
    }
    if let Some((first, last)) = print.title_columns {
        out.set_repeat_columns(first, last)?;
    }
    out.set_page_breaks(&print.breaks)?;
    if !print.header.is_empty() {
        out.set_header(&print.header);
    }
    if !print.footer.is_empty() {
        out.set_footer(&print.footer);
    } else if print.fit_width {
        out.set_footer(FOOTER);
    }
    Ok(())
}
