//! A consolidated workbook beside the same workbook worked out anew: which cells differ, and how. Formulas and typed
//! values are compared, never looks, so that a file which Excel, WPS or LibreOffice saved again is told from one in which
//! a figure was changed.

mod formula;
mod label;

use crate::intake::{RawBook, RawCell, RawSheet, RawValue};
use crate::model::CellRef;
use crate::model::round_half_up::plain;
use crate::report::places;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// One place that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The sheet.
    pub sheet: String,
    /// The cell; `None` where the whole sheet is missing or does not belong there.
    pub cell: Option<CellRef>,
    /// What the cell is about, in the words around it.
    pub label: String,
    /// What the file has.
    pub found: String,
    /// What working it out anew gives.
    pub expected: String,
    /// How it differs.
    pub kind: Kind,
}

/// How a place differs, the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A parameter, weight or figure that formulas read was typed over in this file.
    Input,
    /// A typed value stands where a formula belongs.
    Overtyped,
    /// Another formula.
    Formula,
    /// A sheet is missing, or one too many.
    Sheet,
    /// Something typed or written by the program is otherwise: text, or a figure that working out anew gives otherwise.
    Typed,
    /// The same formula with another result.
    Result,
}

impl Kind {
    /// The word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Input => "input",
            Kind::Overtyped => "overtyped",
            Kind::Formula => "formula",
            Kind::Sheet => "sheet",
            Kind::Typed => "content",
            Kind::Result => "result",
        }
    }
}

/// What comparing gave.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Comparison {
    /// The file says that it was saved after it was made.
    pub saved_since: bool,
    /// Every place that differs: by kind where the file was saved since, and in the order of the sheets.
    pub differences: Vec<Difference>,
    /// Formulas that the file keeps no result of: only the formula could be compared.
    pub without_result: usize,
}

impl Comparison {
    /// The places that differ in this way.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &Difference> {
        self.differences.iter().filter(move |d| d.kind == kind)
    }
}

/// Words that mean the same in both: the file's, and those of the workbook worked out anew.
pub type SameWords<'a> = Option<(&'a str, &'a str)>;

/// Compares a file with what it should hold.
pub fn compare(found: &RawBook, expected: &RawBook, same: SameWords<'_>) -> Comparison {
    let mut out = Comparison::default();
    let sheet_of = |book: &'_ RawBook, name: &str| book.sheets.iter().position(|s| s.name.as_ref() == name);
    for own in &expected.sheets {
        match sheet_of(found, &own.name).and_then(|n| found.sheets.get(n)) {
            Some(theirs) => sheet(theirs, own, same, &mut out),
            None => out.differences.push(whole(&own.name, "没有这张工作表", "有这张工作表")),
        }
    }
    for theirs in found.sheets.iter().filter(|s| sheet_of(expected, &s.name).is_none()) {
        out.differences.push(whole(&theirs.name, "有这张工作表", "没有这张工作表"));
    }
    // Saved since: what people did comes first, within a kind as the sheets stand. Else nobody changed the file, and what
    // differs comes from the round: it is read from the first page on.
    out.saved_since = found.modified != expected.modified;
    if out.saved_since {
        out.differences.sort_by_key(|d| d.kind);
    }
    out
}

fn whole(sheet: &str, found: &str, expected: &str) -> Difference {
    let (sheet, found, expected) = (sheet.to_owned(), found.to_owned(), expected.to_owned());
    Difference { sheet, cell: None, label: String::new(), found, expected, kind: Kind::Sheet }
}

fn sheet(found: &RawSheet, own: &RawSheet, same: SameWords<'_>, out: &mut Comparison) {
    let header_row = places::header_row(&own.name);
    let all: BTreeSet<CellRef> = found.cells.keys().chain(own.cells.keys()).copied().collect();
    for at in all {
        let (theirs, ours) = (found.cell(at), own.cell(at));
        if let (Some(one), Some(other)) = (theirs, ours)
            && one.value == other.value
            && one.formula == other.formula
        {
            continue;
        }
        let Some(kind) = differs(theirs, ours, same, out) else { continue };
        // The kept column differs wherever its own does, and the flag of 总览 lives on it; one of the two is enough.
        if places::kept_from(&own.name, at.col).is_some_and(|col| {
            let beside = CellRef::new(at.row, col);
            differs(found.cell(beside), own.cell(beside), same, &mut Comparison::default()).is_some()
        }) {
            continue;
        }
        let by_hand = places::kept_in(&own.name, at.col).is_some_and(|col| {
            let kept = CellRef::new(at.row, col);
            let is_kept = own.cell(kept).is_some() && own.cell(at).is_some_and(|c| c.formula.is_none());
            is_kept && differs(found.cell(kept), own.cell(kept), same, &mut Comparison::default()).is_none()
        });
        let kind = if by_hand && kind != Kind::Result { Kind::Input } else { kind };
        // A formula typed where a number belongs is what differs, whatever it gives.
        let typed = theirs.is_some_and(|c| c.formula.is_some()) && ours.is_none_or(|c| c.formula.is_none());
        let with_formula = typed || matches!(kind, Kind::Overtyped | Kind::Formula);
        out.differences.push(Difference {
            sheet: own.name.to_string(),
            cell: Some(at),
            label: label::label(own, at, header_row),
            found: shown(theirs, with_formula),
            expected: shown(ours, with_formula),
            kind,
        });
    }
}

/// How two cells differ, `None` where they say the same.
fn differs(found: Option<&RawCell>, own: Option<&RawCell>, same: SameWords<'_>, out: &mut Comparison) -> Option<Kind> {
    let formula_of = |cell: Option<&RawCell>| cell.and_then(|c| c.formula.clone());
    match (formula_of(found), formula_of(own)) {
        (None, None) => (!alike(&of_cell(found), &of_cell(own), same, false)).then_some(Kind::Typed),
        (None, Some(_)) => Some(Kind::Overtyped),
        (Some(_), None) => Some(Kind::Formula),
        (Some(theirs), Some(ours)) => {
            if theirs != ours && formula::canonical(&theirs) != formula::canonical(&ours) {
                return Some(Kind::Formula);
            }
            let (one, other) = (&found?.value, &own?.value);
            if *one == RawValue::FormulaWithoutValue {
                out.without_result += 1;
                return None;
            }
            (!alike(&said(one), &said(other), same, true)).then_some(Kind::Result)
        }
    }
}

/// What a cell says, whatever its number format makes of it.
enum Said<'a> {
    Number(Decimal),
    Text(Cow<'a, str>),
}

fn of_cell(cell: Option<&RawCell>) -> Said<'_> {
    cell.map_or(Said::Text(Cow::Borrowed("")), |cell| said(&cell.value))
}

fn said(value: &RawValue) -> Said<'_> {
    match value {
        RawValue::Number(n) => Said::Number(*n),
        RawValue::Percent(n) => Said::Number(n.checked_div(Decimal::ONE_HUNDRED).unwrap_or(*n)),
        RawValue::Date(date) => {
            let start = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap_or_default();
            Said::Number(Decimal::from((*date - start).num_days()))
        }
        RawValue::DateTime(at) => Said::Text(Cow::Owned(at.to_string())),
        RawValue::Text(text) if text.contains('\r') => Said::Text(Cow::Owned(text.replace("\r\n", "\n"))),
        RawValue::Text(text) | RawValue::Error(text) => Said::Text(Cow::Borrowed(text)),
        RawValue::Bool(truth) => Said::Text(Cow::Borrowed(if *truth { "TRUE" } else { "FALSE" })),
        RawValue::FormulaWithoutValue => Said::Text(Cow::Borrowed("")),
    }
}

/// Both say the same. Quotients may differ in the last of 15 digits from one program to the next: `computed` allows it.
fn alike(found: &Said<'_>, own: &Said<'_>, same: SameWords<'_>, computed: bool) -> bool {
    match (found, own) {
        (Said::Number(one), Said::Number(other)) => {
            one.normalize() == other.normalize() || (computed && is_next_to(*one, *other))
        }
        (Said::Text(one), Said::Text(other)) => {
            one == other
                || same.is_some_and(|(theirs, ours)| one.contains(theirs) && one.replace(theirs, ours) == *other)
        }
        _ => false,
    }
}

/// Apart by at most one in the 15th digit.
fn is_next_to(one: Decimal, other: Decimal) -> bool {
    let apart = one.checked_sub(other).map(|d| d.abs());
    let least = Decimal::new(1, 14);
    let size = one.abs().max(other.abs());
    // The unit of the 15th digit is between 10⁻¹⁵ and 10⁻¹⁴ of the number.
    apart.zip(size.checked_mul(least)).is_some_and(|(apart, unit)| apart <= unit)
}

/// A cell as a person reads it; with its formula where that is what differs.
fn shown(cell: Option<&RawCell>, with_formula: bool) -> String {
    let Some(cell) = cell else { return "空白".to_owned() };
    let value = match &cell.value {
        // As Excel's input line has it: 0.83, not 83%, where the format is not at issue.
        RawValue::Number(n) => plain(*n),
        RawValue::FormulaWithoutValue => String::new(),
        _ => cell.shown().into_owned(),
    };
    match &cell.formula {
        Some(formula) if with_formula && value.is_empty() => format!("={formula}"),
        Some(formula) if with_formula => format!("={formula}（结果{value}）"),
        _ => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::{Format, RawSheet};
    use std::collections::BTreeMap;
    use std::sync::Arc;

    fn cell(value: RawValue, formula: Option<&str>) -> RawCell {
        RawCell { value, format: None, formula: formula.map(Arc::from), hidden_by_merge: false }
    }

    fn book(cells: &[(&str, RawCell)]) -> RawBook {
        let cells = cells.iter().map(|(at, cell)| (CellRef::parse(at).unwrap(), cell.clone())).collect();
        let sheet = RawSheet { name: Arc::from("表"), hidden: false, cells, merges: Vec::new(), beside: Vec::new() };
        RawBook {
            file: Arc::from("a.xlsx"),
            format: Format::Xlsx,
            sheets: vec![sheet],
            names: Vec::new(),
            properties: BTreeMap::new(),
            modified: None,
            notes: Vec::new(),
        }
    }

    fn number(text: &str) -> RawValue {
        RawValue::Number(text.parse().unwrap())
    }

    fn text(text: &str) -> RawValue {
        RawValue::Text(Arc::from(text))
    }

    #[test]
    fn each_way_to_differ_has_its_name() {
        for (found, own, kind) in [
            ((number("1"), None), (number("1.0"), None), None),
            ((number("1"), None), (number("2"), None), Some(Kind::Typed)),
            ((number("1"), None), (text("1"), None), Some(Kind::Typed)),
            ((RawValue::Percent("83".parse().unwrap()), None), (number("0.83"), None), None),
            ((number("0.333333333333333"), None), (number("0.333333333333334"), None), Some(Kind::Typed)),
            ((number("0.333333333333333"), Some("A1/3")), (number("0.333333333333334"), Some("A1/3")), None),
            ((number("0.33"), Some("A1/3")), (number("0.34"), Some("A1/3")), Some(Kind::Result)),
            ((number("2"), None), (number("2"), Some("A1*2")), Some(Kind::Overtyped)),
            ((number("2"), Some("A1*2")), (number("2"), None), Some(Kind::Formula)),
            ((number("2"), Some("A1*1")), (number("2"), Some("A1*2")), Some(Kind::Formula)),
            ((RawValue::FormulaWithoutValue, Some("表!A1")), (number("2"), Some("'表'!A1")), None),
            ((text("绩核 0.0.9"), None), (text("绩核 0.1.0"), None), None),
            ((text("甲\r\n乙"), None), (text("甲\n乙"), None), None),
        ] {
            let one = |(value, formula): (RawValue, Option<&str>)| book(&[("B2", cell(value, formula))]);
            let compared = compare(&one(found.clone()), &one(own.clone()), Some(("绩核 0.0.9", "绩核 0.1.0")));
            assert_eq!(compared.differences.first().map(|d| d.kind), kind, "{found:?} {own:?}");
        }
    }

    #[test]
    fn a_difference_says_what_it_is_about() {
        let around =
            [("A1", cell(text("单位"), None)), ("B1", cell(text("完成"), None)), ("A2", cell(text("越秀"), None))];
        let with = |value| book(&[around.as_slice(), &[("B2", cell(value, None))]].concat());
        let compared = compare(&with(number("5")), &with(number("4")), None);
        let [one] = compared.differences.as_slice() else { panic!("{compared:?}") };
        assert_eq!((one.label.as_str(), one.found.as_str(), one.expected.as_str()), ("越秀·完成", "5", "4"));
        let typed = book(&[around.as_slice(), &[("B2", cell(RawValue::FormulaWithoutValue, Some("6-1")))]].concat());
        assert_eq!(compare(&typed, &with(number("4")), None).differences[0].found, "=6-1");
        let gone = compare(&book(&[]), &with(number("4")), None);
        assert!(gone.differences.iter().all(|d| d.found == "空白"));
    }
}
