//! Every figure of the consolidated workbook is live, and what stands in it is what its formula gives: LibreOffice works
//! the whole workbook out anew and no cell changes.

use super::clerk::{Round, clean, dirty};
use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

#[path = "../office/mod.rs"]
pub mod office;

/// The rounds: with and without mistakes, of one agency, and one from which nothing has come back.
fn rounds() -> Vec<(Round, usize)> {
    let mut rounds = Vec::new();
    for stage in ["declare", "evaluate"] {
        let none = clean(stage).copy(&format!("none-{stage}"));
        for file in none.files("收回") {
            std::fs::remove_file(file).unwrap();
        }
        assert_eq!(none.run(&["consolidate"]).code, 1);
        let (one, ran) = Round::demo(&format!("one-{stage}"), &["--agencies", "1", "--stage", stage]);
        assert_eq!(ran.code, 0);
        // At least so many formulas: 33 indicators, their sums, and the lines of the budget.
        rounds.extend([(clean(stage).clone(), 100), (dirty(stage).0.clone(), 100), (one, 100), (none, 0)]);
    }
    rounds
}

/// A number to 15 digits, a text or a truth value.
fn shown(data: &Data) -> String {
    match data {
        Data::Error(error) => format!("error {error:?}"),
        Data::String(text) => format!("text {text}"),
        Data::Bool(truth) => format!("truth {truth}"),
        Data::Empty => "nothing".to_owned(),
        Data::DateTime(moment) => digits(moment.as_f64()),
        Data::Int(number) => digits(f64::from(i32::try_from(*number).unwrap())),
        Data::Float(number) => digits(*number),
        other => panic!("{other:?}"),
    }
}

fn digits(number: f64) -> String {
    format!("number {number:.14e}")
}

/// Points before rounding are quotients: two programs may differ in the last of 15 digits, and only there.
pub fn is_quotient(cells: &Cells, (sheet, _, col): &(String, u32, u32)) -> bool {
    (0..6).any(|row| cells.get(&(sheet.clone(), row, *col)).is_some_and(|header| header == "text 分项得分"))
}

pub fn next_to(before: &str, after: &str) -> bool {
    let parts = |number: &str| {
        let (digits, power) = number.strip_prefix("number ")?.split_once('e')?;
        Some((digits.replace('.', "").parse::<i64>().ok()?, power.to_owned()))
    };
    parts(before).zip(parts(after)).is_some_and(|((a, p), (b, q))| p == q && a.abs_diff(b) <= 1)
}

/// What stands in each cell that holds something, by sheet and place.
pub type Cells = BTreeMap<(String, u32, u32), String>;

pub fn cells(bytes: &[u8]) -> Cells {
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let mut all = BTreeMap::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).unwrap();
        let Some((top, left)) = range.start() else { continue };
        for (row, col, data) in range.used_cells() {
            let at = (u32::try_from(row).unwrap() + top, u32::try_from(col).unwrap() + left);
            all.insert((name.clone(), at.0, at.1), shown(data));
        }
    }
    all
}

/// All formulas by their places.
pub fn formula_cells(bytes: &[u8]) -> Cells {
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let mut found = Cells::new();
    for name in book.sheet_names() {
        let range = book.worksheet_formula(&name).unwrap();
        let Some((top, left)) = range.start() else { continue };
        let at = |row: usize, col: usize| (u32::try_from(row).unwrap() + top, u32::try_from(col).unwrap() + left);
        let used = range.used_cells().filter(|(_, _, formula)| !formula.is_empty());
        found.extend(used.map(|(row, col, f)| ((name.clone(), at(row, col).0, at(row, col).1), f.clone())));
    }
    found
}

/// What working a workbook out anew changed in it, and every error that stands in it before or after.
pub fn changed(name: &str, bytes: &[u8], again: &[u8]) -> Vec<String> {
    let (before, after) = (cells(bytes), cells(again));
    let mut wrong = Vec::new();
    for at in before.keys().chain(after.keys()).collect::<BTreeSet<_>>() {
        let (was, is) = (before.get(at), after.get(at));
        let last_digit = || is_quotient(&before, at) && was.zip(is).is_some_and(|(was, is)| next_to(was, is));
        if (was != is && !last_digit()) || was.is_some_and(|w| w.starts_with("error")) {
            wrong.push(format!("{name} {at:?}: {was:?} → {is:?}"));
        }
    }
    wrong
}

#[test]
fn working_everything_out_anew_changes_no_cell() {
    let rounds = rounds();
    let books: Vec<(String, Vec<u8>)> =
        rounds.iter().map(|(round, _)| (round.name.clone(), std::fs::read(round.workbook()).unwrap())).collect();
    let Some(recalculated) = office::recalculated(&books) else { return };
    let mut wrong = Vec::new();
    for (((_, least), (name, bytes)), again) in rounds.iter().zip(&books).zip(&recalculated) {
        let formulas = formula_cells(bytes).len();
        assert!(formulas >= *least, "{name}: {formulas} formulas");
        wrong.extend(changed(name, bytes, again));
    }
    assert!(wrong.is_empty(), "{} cells:\n{}", wrong.len(), wrong[..wrong.len().min(40)].join("\n"));
}
