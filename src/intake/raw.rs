//! What a workbook holds, before anybody asks what it means.

use crate::model::CellRef;
use crate::model::book::Area;
use crate::model::round_half_up::plain;
use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The file format, told by the content and never by the extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Excel 2007 and later.
    Xlsx,
    /// The same with macros, which are never looked at.
    Xlsm,
    /// Excel 97 to 2003, and 5.0/95.
    Xls,
    /// OpenDocument.
    Ods,
    /// WPS: inside, an `.xls`.
    Et,
}

impl Format {
    /// The name used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Format::Xlsx => "xlsx",
            Format::Xlsm => "xlsm",
            Format::Xls => "xls",
            Format::Ods => "ods",
            Format::Et => "et",
        }
    }
}

/// A workbook as it was found.
#[derive(Debug, Clone, PartialEq)]
pub struct RawBook {
    /// The file's path relative to the round folder, with `/`.
    pub file: Arc<str>,
    /// Its format.
    pub format: Format,
    /// Its worksheets in the order of the tabs; chart sheets are left out and said in `notes`.
    pub sheets: Vec<RawSheet>,
    /// The defined names that stand for cells; a copied sheet brings the same name a second time.
    pub names: Vec<DefinedName>,
    /// The custom document properties.
    pub properties: BTreeMap<String, String>,
    /// When the document says it was last saved, in UTC; what has no zone (`.ods`) is taken for Beijing time.
    pub modified: Option<NaiveDateTime>,
    /// What this workbook holds and was not looked at, in Chinese sentences (what a format never tells stands in the manual).
    pub notes: Vec<String>,
}

/// A defined name that stands for one cell or one area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefinedName {
    /// The name.
    pub name: String,
    /// The sheet it points to.
    pub sheet: String,
    /// The cells it points to.
    pub area: Area,
}

/// One worksheet.
#[derive(Debug, Clone, PartialEq)]
pub struct RawSheet {
    /// Its name as the file has it.
    pub name: Arc<str>,
    /// Hidden, or hidden from the menu too.
    pub hidden: bool,
    /// Every cell that holds something.
    pub cells: BTreeMap<CellRef, RawCell>,
    /// The merged areas, in the order of the file; none are known for `.ods`.
    pub merges: Vec<Area>,
    /// What stands beside the cells, in the order of the sheet.
    pub beside: Vec<Beside>,
}

/// Something on a sheet that is no cell: what it says or shows is never a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Beside {
    /// The cells it touches; `None` where the file does not tell them.
    pub area: Option<Area>,
    /// What it is.
    pub kind: BesideKind,
    /// Its text; for what could not be looked at, the sentence that says so.
    pub text: Arc<str>,
}

/// What can stand beside the cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BesideKind {
    /// 批注, of the old kind or a conversation.
    Note,
    /// A picture, lying over cells or standing in one.
    Picture,
    /// A chart or another drawing that holds more than text.
    Drawing,
    /// A shape with text in it.
    TextBox,
    /// Something that is there and could not be looked at.
    Unread,
}

impl RawSheet {
    /// The cell at this place, if it holds something.
    pub fn cell(&self, cell: CellRef) -> Option<&RawCell> {
        self.cells.get(&cell)
    }
}

/// One cell that holds something.
#[derive(Debug, Clone, PartialEq)]
pub struct RawCell {
    /// What it holds; under a formula, the result the file was saved with.
    pub value: RawValue,
    /// The number format's code, where the file tells it.
    pub format: Option<Arc<str>>,
    /// The formula without its `=`.
    pub formula: Option<Arc<str>>,
    /// Covered by a merged area whose first cell is another: Excel keeps the value and does not show it.
    pub hidden_by_merge: bool,
}

impl RawCell {
    /// The text as an official would read it: `20000`, `1.5`, `83%`, `2024-12-31`, `#REF!`.
    pub fn shown(&self) -> Cow<'_, str> {
        match &self.value {
            RawValue::Number(n) => Cow::Owned(plain(*n)),
            RawValue::Percent(n) => Cow::Owned(format!("{}%", plain(*n))),
            RawValue::Text(text) => Cow::Borrowed(text),
            RawValue::Date(date) => Cow::Owned(date.format("%Y-%m-%d").to_string()),
            RawValue::DateTime(at) => Cow::Owned(at.format("%Y-%m-%d %H:%M:%S").to_string()),
            RawValue::Bool(true) => Cow::Borrowed("TRUE"),
            RawValue::Bool(false) => Cow::Borrowed("FALSE"),
            RawValue::Error(text) => Cow::Borrowed(text),
            RawValue::FormulaWithoutValue => Cow::Owned(format!("={}", self.formula.as_deref().unwrap_or_default())),
        }
    }
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RawValue {
    /// A number; times of day and durations are days, as Excel keeps them.
    Number(Decimal),
    /// A number under a percent format, in percent: 0.83 under `0%` is 83.
    Percent(Decimal),
    /// Text, never trimmed or changed.
    Text(Arc<str>),
    /// A day.
    Date(NaiveDate),
    /// A day with a time of day that is not midnight.
    DateTime(NaiveDateTime),
    /// A truth value.
    Bool(bool),
    /// Excel's error (`#REF!`), or the sentence that says why this one cell cannot be read.
    Error(Arc<str>),
    /// A formula saved without its result.
    FormulaWithoutValue,
}
