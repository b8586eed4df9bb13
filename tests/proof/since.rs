//! 总览 says live whether data or weights have changed since the workbook was made: nothing changed and worked out anew it
//! says so, and from the smallest change of any input on it says that.

use super::clerk::{Round, clean, dirty, folder, python};
use super::live::office;
use calamine::{Data, DataType, Reader, Xlsx, open_workbook_from_rs};
use std::collections::BTreeMap;
use std::io::Cursor;
use std::str::FromStr;

const SAME: &str = "与生成时一致";

/// One sheet: values and which of its cells are formulas, by row and column from 0.
struct Sheet {
    cells: BTreeMap<(u32, u32), Data>,
    formulas: BTreeMap<(u32, u32), String>,
}

impl Sheet {
    fn of(bytes: &[u8], name: &str) -> Sheet {
        let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
        let values = book.worksheet_range(name).unwrap();
        let (top, left) = values.start().unwrap();
        let at = |row: usize, col: usize| (u32::try_from(row).unwrap() + top, u32::try_from(col).unwrap() + left);
        let cells = values.used_cells().map(|(row, col, data)| (at(row, col), data.clone())).collect();
        let formulas = book.worksheet_formula(name).unwrap();
        let (top, left) = formulas.start().unwrap_or_default();
        let at = |row: usize, col: usize| (u32::try_from(row).unwrap() + top, u32::try_from(col).unwrap() + left);
        let formulas = formulas.used_cells().map(|(row, col, text)| (at(row, col), text.clone())).collect();
        Sheet { cells, formulas }
    }

    /// Where this text stands.
    fn find(&self, text: &str) -> (u32, u32) {
        let found: Vec<_> = self.cells.iter().filter(|(_, data)| data.get_string() == Some(text)).collect();
        assert!(!found.is_empty(), "no {text}");
        *found[0].0
    }

    /// The typed cells under a header that hold this.
    fn typed(&self, header: &str, wanted: impl Fn(&Data) -> bool) -> Vec<((u32, u32), Data)> {
        let (top, col) = self.find(header);
        let under = self.cells.iter().filter(|((row, c), _)| *row > top && *c == col);
        let typed = under.filter(|(at, data)| !self.formulas.contains_key(at) && wanted(data));
        typed.map(|(at, data)| (*at, data.clone())).collect()
    }
}

fn is_number(data: &Data) -> bool {
    data.get_float().is_some()
}

fn a1((row, col): (u32, u32)) -> String {
    let mut letters = String::new();
    let mut n = col + 1;
    while n > 0 {
        letters.insert(0, char::from(b'A' + u8::try_from((n - 1) % 26).unwrap()));
        n = (n - 1) / 26;
    }
    format!("{letters}{}", row + 1)
}

/// A number as it is typed, and so much more.
fn plus(data: &Data, by: &str) -> serde_json::Value {
    let number = |text: &str| rust_decimal::Decimal::from_str(text).unwrap();
    serde_json::from_str(&(number(&data.to_string()) + number(by)).to_string()).unwrap()
}

/// What the column of the figures is called.
fn value_header(scored: bool) -> &'static str {
    if scored { "完成" } else { "填报数" }
}

type Edits = Vec<(&'static str, String, serde_json::Value)>;

/// Every kind of change, each in a workbook of its own: name and edits.
fn changes(bytes: &[u8], scored: bool) -> Vec<(String, Edits)> {
    let work = Sheet::of(bytes, "计算底稿");
    let own = value_header(scored);
    let mut all: Vec<(String, Edits)> = Vec::new();
    let mut one = |name: &str, sheet, at, value| all.push((name.to_owned(), vec![(sheet, a1(at), value)]));
    let first = |header: &str| work.typed(header, is_number).remove(0);
    let last = |header: &str| work.typed(header, is_number).pop().unwrap();
    let (at, value) = first(own);
    one("value", "计算底稿", at, plus(&value, "0.01"));
    let (at, value) = last(own);
    one("last-value", "计算底稿", at, plus(&value, "0.0001"));
    let live = work.formulas.keys().find(|(_, col)| *col == work.find(own).1).unwrap();
    one("over-a-sum", "计算底稿", *live, serde_json::json!(1));
    let (at, _) = work.typed(own, |d| d.get_string() == Some("不涉及")).remove(0);
    one("value-for-a-word", "计算底稿", at, serde_json::json!(0));
    let (at, value) = first(own);
    one("word-for-a-value", "计算底稿", at, serde_json::json!(format!("{value}")));
    let (at, _) = work.typed("状态", |d| matches!(d.get_string(), Some("计分" | "已填"))).remove(0);
    one("state", "计算底稿", at, serde_json::json!("待核实"));
    let (at, value) = first("权数");
    one("weighting", "计算底稿", at, plus(&value, "0.01"));
    // Two values of one item change places: every sum stays.
    let values = work.typed(own, is_number);
    let (a, b) = values.iter().zip(&values[1..]).find(|(a, b)| a.1 != b.1 && b.0.0 == a.0.0 + 1).unwrap();
    let swap = vec![("计算底稿", a1(a.0), plus(&b.1, "0.0")), ("计算底稿", a1(b.0), plus(&a.1, "0.0"))];
    all.push(("swapped".to_owned(), swap));
    if !scored {
        let lines = Sheet::of(bytes, "分解衔接表");
        let (at, value) = lines.typed("部门目标", is_number).remove(0);
        all.push(("target".to_owned(), vec![("分解衔接表", a1(at), plus(&value, "1.0"))]));
        return all;
    }
    let mut one = |name: &str, sheet, at, value| all.push((name.to_owned(), vec![(sheet, a1(at), value)]));
    let (at, value) = first("目标");
    one("target", "计算底稿", at, plus(&value, "0.01"));
    let (at, _) = work.typed("复核得分", |d| d.get_string() == Some("—")).remove(0);
    one("reviewed", "计算底稿", at, serde_json::json!(1));
    let basis = Sheet::of(bytes, "口径");
    let parameters = basis.typed("数值", is_number);
    for (label, at) in [("“左右”的容差", 0), ("逐点扣分", 1), ("优", 4)] {
        let (row, _) = basis.find(label);
        let (place, value) = parameters.iter().find(|((r, _), _)| *r == row).unwrap_or(&parameters[at]);
        one(&format!("parameter-{row}"), "口径", *place, plus(value, "0.5"));
    }
    let weights = basis.typed("权重（分）", is_number);
    one("weight", "口径", weights[0].0, plus(&weights[0].1, "0.01"));
    one("last-weight", "口径", weights[weights.len() - 1].0, plus(&weights[weights.len() - 1].1, "-0.01"));
    let (a, b) = weights.iter().zip(&weights[1..]).find(|(a, b)| a.1 != b.1).unwrap();
    let swap = vec![("口径", a1(a.0), plus(&b.1, "0.0")), ("口径", a1(b.0), plus(&a.1, "0.0"))];
    all.push(("swapped-weights".to_owned(), swap));
    all
}

/// What stands beside 生成后改动检查 on 总览, and whether the sheets with dated text say the same.
fn flag(bytes: &[u8]) -> String {
    let sheet = Sheet::of(bytes, "总览");
    let (row, _) = sheet.find("生成后改动检查");
    let flag = sheet.cells.range((row, 1)..(row + 1, 0)).next().unwrap().1.to_string();
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    for name in ["指标得分", "单位得分"] {
        if book.sheet_names().iter().any(|n| n == name) {
            let range = book.worksheet_range(name).unwrap();
            let said = format!("生成后改动检查：{flag}");
            assert!(range.used_cells().any(|(_, _, data)| data.get_string() == Some(&said)), "{name}");
        }
    }
    flag
}

fn proved(round: &Round, scored: bool) {
    let bytes = std::fs::read(round.workbook()).unwrap();
    assert_eq!(flag(&bytes), SAME);
    let out = folder(&format!("since/{}", round.name));
    let mut books = vec![("untouched".to_owned(), bytes.clone())];
    for (name, edits) in changes(&bytes, scored) {
        let file = out.join(format!("{name}.xlsx"));
        let words = serde_json::to_string(&edits).unwrap();
        let paths = [round.workbook(), file.clone()];
        let [from, to] = paths.each_ref().map(|p| p.to_str().unwrap());
        if python(&["alter", from, to, &words]).is_none() {
            return;
        }
        books.push((name, std::fs::read(file).unwrap()));
    }
    let Some(again) = office::recalculated(&books) else { return };
    for ((name, _), bytes) in books.iter().zip(&again) {
        let said = flag(bytes);
        assert_eq!(said == SAME, name == "untouched", "{} {name}: {said}", round.name);
        assert!(said == SAME || said.starts_with("已改动"), "{said}");
    }
}

#[test]
fn every_kind_of_change_is_said_on_the_first_page() {
    // Few agencies: each change is a workbook that LibreOffice works out whole.
    for stage in ["evaluate", "declare"] {
        let (round, _) = Round::demo(&format!("since-{stage}"), &["--agencies", "4", "--stage", stage]);
        proved(&round, stage == "evaluate");
    }
}

/// What LibreOffice shows of a sample holds for every cell: each typed input stands a second time in its kept column.
#[test]
fn every_typed_input_is_kept() {
    for stage in ["evaluate", "declare"] {
        for round in [clean(stage), &dirty(stage).0] {
            let bytes = std::fs::read(round.workbook()).unwrap();
            let work = Sheet::of(&bytes, "计算底稿");
            let mut kept = 0;
            for header in ["目标", "上限", value_header(stage == "evaluate"), "权数", "状态", "得分", "复核得分"]
            {
                let (_, col) = work.find(&format!("生成时{header}"));
                for ((row, _), value) in work.typed(header, |data| is_number(data) || header == "状态") {
                    assert_eq!(work.cells.get(&(row, col)), Some(&value), "{}: {header} row {}", round.name, row + 1);
                    kept += 1;
                }
            }
            assert!(kept > 500, "{kept}");
            if stage == "evaluate" {
                let basis = Sheet::of(&bytes, "口径");
                let (_, col) = basis.find("生成时");
                let inputs = [basis.typed("数值", is_number), basis.typed("权重（分）", is_number)].concat();
                assert!(inputs.len() > 40);
                for ((row, _), value) in inputs {
                    assert_eq!(basis.cells.get(&(row, col)), Some(&value), "口径 row {}", row + 1);
                }
            }
        }
    }
}
