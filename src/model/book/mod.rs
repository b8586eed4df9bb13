//! A workbook as plain data: what template and report make, and what `xlsx` turns into bytes.
//!
//! Widths are in hundredths of a character, heights in hundredths of a point, so that no float is needed. Rows and
//! columns count from 0.

pub mod palette;
mod style;
mod width;

pub use style::{
    AMOUNT_FORMAT, Align, Border, DATE_FORMAT, FONT_BODY, FONT_DATA, FONT_LABEL, PERCENT_FORMAT, POINTS_FORMAT, Style,
    TEXT_FORMAT, VAlign,
};
pub use width::{text_width, wrapped_lines};

use crate::model::mark::Mark;
use crate::model::origin::CellRef;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::sync::Arc;

/// A whole workbook.
#[derive(Debug, Clone, PartialEq)]
pub struct Book {
    /// Document title.
    pub title: String,
    /// Document subject.
    pub subject: String,
    /// Author: the department.
    pub author: String,
    /// Creation date written into the file; the same input gives the same bytes.
    pub created: NaiveDate,
    /// Custom document properties, in order.
    pub properties: Vec<(String, String)>,
    /// Defined names: name, reference (`'表'!$A$1:$F$1`).
    pub names: Vec<(String, String)>,
    /// The sheets, in order; the first visible one is active.
    pub sheets: Vec<Sheet>,
}

/// Whether a sheet shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Visibility {
    /// Shown.
    #[default]
    Visible,
    /// Hidden.
    Hidden,
    /// Hidden from the menu too.
    VeryHidden,
}

/// A rectangle of cells, both corners included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Area {
    /// Top left.
    pub first: CellRef,
    /// Bottom right.
    pub last: CellRef,
}

impl Area {
    /// The rectangle from (row, col) to (row, col), from 0 and included.
    pub const fn new(row1: u32, col1: u16, row2: u32, col2: u16) -> Self {
        Self { first: CellRef::new(row1, col1), last: CellRef::new(row2, col2) }
    }

    /// The cell lies in it.
    pub fn contains(self, cell: CellRef) -> bool {
        (self.first.row..=self.last.row).contains(&cell.row) && (self.first.col..=self.last.col).contains(&cell.col)
    }

    /// The two have a cell in common.
    pub fn overlaps(self, other: Area) -> bool {
        self.first.row <= other.last.row
            && other.first.row <= self.last.row
            && self.first.col <= other.last.col
            && other.first.col <= self.last.col
    }

    /// `$A$1:$B$2`.
    pub fn absolute(self) -> String {
        format!("{}:{}", self.first.absolute(), self.last.absolute())
    }
}

/// One sheet.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    /// Its name, at most 31 characters.
    pub name: String,
    /// Whether it shows.
    pub visibility: Visibility,
    /// Tab colour, 0xRRGGBB.
    pub tab: Option<u32>,
    /// Column widths: (column, hundredths of a character).
    pub widths: Vec<(u16, u32)>,
    /// Hidden columns.
    pub hidden_columns: Vec<u16>,
    /// The rows that hold something, ascending.
    pub rows: Vec<Row>,
    /// Merged areas; the value stands in the top left cell.
    pub merges: Vec<Area>,
    /// Notes (批注): cell, text.
    pub notes: Vec<(CellRef, String)>,
    /// Links: cell, target.
    pub links: Vec<(CellRef, LinkTarget)>,
    /// Validations and prompts.
    pub validations: Vec<Validation>,
    /// Conditional formats.
    pub conditionals: Vec<Conditional>,
    /// Protected without password when `Some`.
    pub protection: Option<Protection>,
    /// Printing.
    pub print: Print,
    /// Panes frozen above and left of this cell.
    pub freeze: Option<CellRef>,
    /// Auto filter over this area (header included).
    pub filter: Option<Area>,
    /// A native Excel table over this area (header included), with its name.
    pub table: Option<(Area, String)>,
    /// Native charts.
    pub charts: Vec<Chart>,
    /// Grid lines shown on screen.
    pub gridlines: bool,
    /// Zoom in percent; 0 is 100.
    pub zoom: u16,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    /// Its number, from 0.
    pub index: u32,
    /// Height in hundredths of a point; Excel allows at most 409.5 pt.
    pub height: Option<u32>,
    /// Hidden.
    pub hidden: bool,
    /// Its cells, ascending by column.
    pub cells: Vec<(u16, Cell)>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// What it holds.
    pub content: Content,
    /// How it looks.
    pub style: Arc<Style>,
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Only its format.
    Blank,
    /// Text, never a formula.
    Text(Arc<str>),
    /// A number.
    Number(Decimal),
    /// A true date.
    Date(NaiveDate),
    /// A formula with its computed result.
    Formula(Box<Formula>),
}

impl Content {
    /// Text content.
    pub fn text(text: impl AsRef<str>) -> Self {
        Content::Text(Arc::from(text.as_ref()))
    }

    /// A formula (with or without the leading `=`) and its result.
    pub fn formula(formula: impl Into<String>, result: Outcome) -> Self {
        Content::Formula(Box::new(Formula { formula: formula.into(), result }))
    }
}

/// A formula and what it computes to, so that every viewer shows the value.
#[derive(Debug, Clone, PartialEq)]
pub struct Formula {
    /// In English function names, arguments separated by commas.
    pub formula: String,
    /// The computed result; never an empty text.
    pub result: Outcome,
}

/// The typed result of a formula.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// A number.
    Number(Decimal),
    /// A word; never empty, never one that looks like a number.
    Text(String),
}

/// Where a link goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkTarget {
    /// A cell of this workbook: `'表名'!A1`.
    Inside(String),
    /// A file, relative to the workbook, with `/` (so that the folder may move). A path with `#` is refused: Excel ends it there.
    File(String),
    /// A cell of such a file: the path, and `'表名'!A1`.
    FileCell(String, String),
}

/// A validation or prompt on an area.
#[derive(Debug, Clone, PartialEq)]
pub struct Validation {
    /// The cells.
    pub area: Area,
    /// What is allowed.
    pub rule: ValidationRule,
    /// Refuses (lists only) or warns.
    pub stop: bool,
    /// Prompt: title (≤ 32 characters) and text (≤ 255).
    pub prompt: Option<(String, String)>,
    /// Error box: title (≤ 32) and text (≤ 225).
    pub error: Option<(String, String)>,
}

/// What a validation allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValidationRule {
    /// Anything: the prompt alone.
    Any,
    /// One of these words (joined ≤ 255 characters).
    List(Vec<String>),
    /// One of the cells of this range.
    ListFrom(String),
    /// A formula that must be true, written for the first cell of the area.
    Custom(String),
    /// Text of at most this many characters.
    MaxLength(u32),
}

/// A conditional format.
#[derive(Debug, Clone, PartialEq)]
pub struct Conditional {
    /// The cells.
    pub area: Area,
    /// The rule.
    pub rule: ConditionalRule,
}

/// When and how a conditional format shows.
#[derive(Debug, Clone, PartialEq)]
pub enum ConditionalRule {
    /// A formula written for the first cell of the area; painted as the mark.
    Formula(String, Mark),
    /// The cell's text is exactly this word; painted as the mark.
    Word(String, Mark),
    /// A data bar from `min` to `max`, fixed, 0xRRGGBB.
    DataBar {
        /// The left end.
        min: Decimal,
        /// The right end.
        max: Decimal,
        /// Its colour.
        color: u32,
    },
    /// A three-colour scale with fixed points.
    Scale {
        /// Low, middle and high value with their colours.
        points: [(Decimal, u32); 3],
    },
}

/// Protection without password: a guard-rail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Protection {
    /// Rows may be formatted (heights changed).
    pub format_rows: bool,
    /// Columns may be formatted (widths changed).
    pub format_columns: bool,
}

/// The paper of a sheet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Paper {
    /// 210 × 297 mm.
    #[default]
    A4,
    /// 297 × 420 mm, for tables that would be too small to read on A4.
    A3,
}

/// How a sheet prints.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Print {
    /// The paper.
    pub paper: Paper,
    /// 横向.
    pub landscape: bool,
    /// The print area.
    pub area: Option<Area>,
    /// Rows repeated at the top: first and last, from 0.
    pub title_rows: Option<(u32, u32)>,
    /// Columns repeated at the left: first and last, from 0.
    pub title_columns: Option<(u16, u16)>,
    /// One page wide (and as many long as needed).
    pub fit_width: bool,
    /// One page long too.
    pub fit_height: bool,
    /// Page breaks before these rows.
    pub breaks: Vec<u32>,
    /// Footer in Excel's code; 第 &P 页，共 &N 页 when empty and `fit_width`.
    pub footer: String,
    /// Header in Excel's code.
    pub header: String,
}

/// A native chart that says one thing, titled with the finding.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// Top left corner.
    pub at: CellRef,
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// Title.
    pub title: String,
    /// Bars lie (true) or stand. Of several series, lying bars are set end to end and standing ones beside each other.
    pub horizontal: bool,
    /// Category range: `'表'!$A$1:$A$9`.
    pub categories: String,
    /// Series: name, value range, colour.
    pub series: Vec<(String, String, u32)>,
    /// Both ends of the value axis.
    pub ends: (Decimal, Decimal),
    /// Number format of the axis; the bars bear their values in their cells' own.
    pub format: &'static str,
}

impl Sheet {
    /// An empty sheet of that name.
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), gridlines: true, ..Self::default() }
    }

    /// The row of that number, made when absent. Cheapest when rows are asked for in ascending order.
    pub fn row(&mut self, index: u32) -> &mut Row {
        let at = if self.rows.last().is_none_or(|r| r.index < index) {
            self.rows.push(Row { index, ..Row::default() });
            self.rows.len() - 1
        } else {
            match self.rows.binary_search_by_key(&index, |r| r.index) {
                Ok(at) => at,
                Err(at) => {
                    self.rows.insert(at, Row { index, ..Row::default() });
                    at
                }
            }
        };
        &mut self.rows[at]
    }

    /// Puts content with its style into a cell, replacing what stood there.
    pub fn put(&mut self, row: u32, col: u16, content: Content, style: &Arc<Style>) {
        let cell = Cell { content, style: Arc::clone(style) };
        let cells = &mut self.row(row).cells;
        if cells.last().is_none_or(|(c, _)| *c < col) {
            cells.push((col, cell));
            return;
        }
        match cells.binary_search_by_key(&col, |(c, _)| *c) {
            Ok(at) => cells[at].1 = cell,
            Err(at) => cells.insert(at, (col, cell)),
        }
    }

    /// Puts text.
    pub fn text(&mut self, row: u32, col: u16, text: impl AsRef<str>, style: &Arc<Style>) {
        self.put(row, col, Content::text(text), style);
    }

    /// Merges an area and puts content into its first cell; every cell of the area gets the style, so that frames close.
    pub fn merge(&mut self, area: Area, content: Content, style: &Arc<Style>) {
        for row in area.first.row..=area.last.row {
            for col in area.first.col..=area.last.col {
                self.put(row, col, Content::Blank, style);
            }
        }
        self.put(area.first.row, area.first.col, content, style);
        if area.first != area.last {
            self.merges.push(area);
        }
    }

    /// The cell's content, if any.
    pub fn content(&self, row: u32, col: u16) -> Option<&Content> {
        let row = self.rows.binary_search_by_key(&row, |r| r.index).ok()?;
        let cells = &self.rows[row].cells;
        let at = cells.binary_search_by_key(&col, |(c, _)| *c).ok()?;
        Some(&cells[at].1.content)
    }

    /// Sets a row's height in hundredths of a point.
    pub fn height(&mut self, row: u32, height: u32) {
        self.row(row).height = Some(height);
    }
}

/// A sheet's name quoted for formulas and links: `'表名'`.
pub fn quoted(sheet: &str) -> String {
    format!("'{}'", sheet.replace('\'', "''"))
}
