//! Every formula of the sample workbooks, read from the raw XML: it uses what Excel 2010, WPS and LibreOffice share, keeps
//! Excel's limits, never results in an empty text, rounds its totals, and compares only what is typed or rounded.
//!
//! `xlsx` refuses a book beyond the limits before it is written; here the finished files are looked at, with a list and a
//! parser of their own.

use super::clerk::{clean, dirty};
use super::tree::{Expr, Parser, depth, place};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

/// The functions that the three programs share and that this program needs. One more is first tried in all three.
const SHARED: [&str; 30] = [
    "ABS",
    "AND",
    "COUNT",
    "COUNTA",
    "COUNTIF",
    "COUNTIFS",
    "FIND",
    "IF",
    "INDEX",
    "INT",
    "ISERROR",
    "ISNUMBER",
    "ISTEXT",
    "LEFT",
    "LEN",
    "MATCH",
    "MAX",
    "MIN",
    "MOD",
    "NOT",
    "OR",
    "RANK",
    "ROUND",
    "ROUNDDOWN",
    "ROWS",
    "SUM",
    "SUMIFS",
    "SUMPRODUCT",
    "TEXT",
    "TRIM",
];
/// Their results are whole numbers, words or truths: exact in doubles.
const EXACT: [&str; 19] = [
    "AND",
    "COUNT",
    "COUNTA",
    "COUNTIF",
    "COUNTIFS",
    "FIND",
    "INT",
    "ISNUMBER",
    "ISTEXT",
    "LEFT",
    "LEN",
    "MATCH",
    "NOT",
    "OR",
    "RANK",
    "ROUND",
    "ROUNDDOWN",
    "ROWS",
    "TEXT",
];

/// One sheet as its XML has it: formulas with their kept results, and the formulas of its conditional formats.
#[derive(Default)]
struct Sheet {
    formulas: BTreeMap<(u32, u32), (String, String)>,
    colours: Vec<String>,
}

fn unescaped(text: &str) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")]
        .iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(from)?;
    Some(rest.split_once(to)?.0)
}

fn sheets(file: &std::path::Path) -> BTreeMap<String, Sheet> {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(file).unwrap()).unwrap();
    let mut part = |name: &str| {
        let mut text = String::new();
        zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let book = part("xl/workbook.xml");
    let names = book.split("<sheet name=\"").skip(1).map(|rest| unescaped(rest.split('"').next().unwrap()));
    let mut all = BTreeMap::new();
    for (n, name) in (1..).zip(names) {
        let text = part(&format!("xl/worksheets/sheet{n}.xml"));
        let mut sheet = Sheet::default();
        for cell in text.split("<c r=\"").skip(1) {
            let cell = cell.split("</c>").next().unwrap();
            if let Some(formula) = between(cell, "<f>", "</f>") {
                let result = between(cell, "<v>", "</v>").unwrap_or_default();
                sheet.formulas.insert(place(cell.split('"').next().unwrap()), (unescaped(formula), unescaped(result)));
            }
        }
        assert_eq!(sheet.formulas.len(), text.matches("<f>").count() + text.matches("<f ").count(), "{name}");
        sheet.colours.extend(text.split("<formula>").skip(1).map(|f| unescaped(f.split("</formula>").next().unwrap())));
        all.insert(name, sheet);
    }
    all
}

/// One workbook being looked at.
struct Book {
    sheets: BTreeMap<String, Sheet>,
    settled: RefCell<BTreeMap<(String, u32, u32), bool>>,
}

fn is_comparison(sign: &str) -> bool {
    matches!(sign, "=" | "<>" | "<" | ">" | "<=" | ">=")
}

impl Book {
    /// What stands in these cells is typed, or exact in doubles: rounded, counted, a word.
    fn is_settled(&self, sheet: &str, (top, left): (u32, u32), (bottom, right): (u32, u32)) -> bool {
        let formulas = &self.sheets[sheet].formulas;
        let inside = formulas.range((top, 0)..(bottom + 1, 0)).filter(|((_, col), _)| (left..=right).contains(col));
        inside.into_iter().all(|((row, col), (formula, _))| {
            let key = (sheet.to_owned(), *row, *col);
            if let Some(known) = self.settled.borrow().get(&key) {
                return *known;
            }
            let settled = self.result_is_exact(&Parser::parse(formula), sheet);
            self.settled.borrow_mut().insert(key, settled);
            settled
        })
    }

    fn result_is_exact(&self, expr: &Expr, sheet: &str) -> bool {
        match expr {
            Expr::Number(_) | Expr::Text(_) | Expr::Truth => true,
            Expr::Cells(other, first, last) => {
                self.is_settled(if other.is_empty() { sheet } else { other }, *first, *last)
            }
            Expr::Call(name, args) => match name.as_str() {
                name if EXACT.contains(&name) => true,
                // `IF(ISNUMBER(x),…,x)`: the x at the end is a word.
                "IF" if matches!(&args[0], Expr::Call(test, of) if test == "ISNUMBER" && of.first() == args.get(2)) => {
                    self.result_is_exact(&args[1], sheet)
                }
                "IF" => args[1..].iter().all(|arg| self.result_is_exact(arg, sheet)),
                "MAX" | "MIN" | "ABS" => args.iter().all(|arg| self.result_is_exact(arg, sheet)),
                "INDEX" => self.result_is_exact(&args[0], sheet),
                // Of truths multiplied, a count.
                "SUMPRODUCT" => args.iter().all(|arg| self.is_whole(arg)),
                _ => false,
            },
            Expr::Pair(sign, _, _) if is_comparison(sign) || sign == "&" => true,
            Expr::Pair(_, left, right) => self.is_whole(left) && self.is_whole(right),
            Expr::Signed(inner) => self.result_is_exact(inner, sheet),
        }
    }

    /// Made of counts and truths alone.
    fn is_whole(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Number(n) => n.bytes().all(|b| b.is_ascii_digit()),
            Expr::Truth => true,
            Expr::Call(name, args) => {
                matches!(
                    name.as_str(),
                    "COUNT" | "COUNTA" | "COUNTIF" | "COUNTIFS" | "ROWS" | "ISNUMBER" | "LEN" | "INT"
                ) || (name == "SUMPRODUCT" && args.iter().all(|arg| self.is_whole(arg)))
            }
            Expr::Pair(sign, left, right) => is_comparison(sign) || (self.is_whole(left) && self.is_whole(right)),
            Expr::Signed(inner) => self.is_whole(inner),
            Expr::Text(_) | Expr::Cells(..) => false,
        }
    }

    /// Every cell that an operand reads is settled.
    fn reads_settled(&self, expr: &Expr, sheet: &str) -> bool {
        match expr {
            whole if self.is_whole(whole) => true,
            Expr::Pair(_, left, right) => self.reads_settled(left, sheet) && self.reads_settled(right, sheet),
            Expr::Signed(inner) => self.reads_settled(inner, sheet),
            Expr::Call(name, args) if !EXACT.contains(&name.as_str()) => {
                args.iter().all(|arg| self.reads_settled(arg, sheet))
            }
            other => self.result_is_exact(other, sheet),
        }
    }

    /// What is wrong in a formula and everything in it.
    fn faults(&self, expr: &Expr, sheet: &str, rounded: bool, faults: &mut BTreeSet<String>) {
        match expr {
            Expr::Text(text) if text.encode_utf16().count() > 255 => {
                faults.insert("a text beyond 255".to_owned());
            }
            Expr::Pair(sign, left, right) => {
                let words = [left, right].iter().any(|side| matches!(side.as_ref(), Expr::Text(_)));
                if is_comparison(sign) && !words {
                    for side in [left, right] {
                        if !self.reads_settled(side, sheet) {
                            faults.insert(format!("compares what is not rounded: {side:?}"));
                        }
                    }
                }
                self.faults(left, sheet, rounded, faults);
                self.faults(right, sheet, rounded, faults);
            }
            Expr::Signed(inner) => self.faults(inner, sheet, rounded, faults),
            Expr::Call(name, args) => {
                if !SHARED.contains(&name.as_str()) {
                    faults.insert(format!("{name} is not shared"));
                }
                if args.len() > 255 {
                    faults.insert(format!("{name} has {} arguments", args.len()));
                }
                if matches!(name.as_str(), "SUM" | "SUMIFS") && !rounded {
                    faults.insert(format!("{name} is not rounded"));
                }
                if name == "RANK" && !(self.reads_settled(&args[0], sheet) && self.reads_settled(&args[1], sheet)) {
                    faults.insert("ranks what is not rounded".to_owned());
                }
                if matches!(name.as_str(), "COUNTIF" | "COUNTIFS") {
                    for pair in args.chunks(2) {
                        self.criterion(&pair[0], &pair[1], sheet, faults);
                    }
                }
                if name == "SUMIFS" {
                    for pair in args[1..].chunks(2) {
                        self.criterion(&pair[0], &pair[1], sheet, faults);
                    }
                }
                for arg in args {
                    self.faults(arg, sheet, rounded || name == "ROUND", faults);
                }
            }
            _ => {}
        }
    }

    /// `">"&K5` and `">0"` compare too.
    fn criterion(&self, range: &Expr, criterion: &Expr, sheet: &str, faults: &mut BTreeSet<String>) {
        let compares = |text: &str| text.starts_with(['<', '>']) && text != "<>";
        let (compared, with) = match criterion {
            Expr::Text(text) => (compares(text), None),
            Expr::Pair(_, left, right) => {
                (matches!(left.as_ref(), Expr::Text(text) if compares(text)), Some(right.as_ref()))
            }
            _ => (false, None),
        };
        let sure = self.reads_settled(range, sheet) && with.is_none_or(|with| self.reads_settled(with, sheet));
        if compared && !sure {
            faults.insert(format!("counts by what is not rounded: {criterion:?} in {range:?}"));
        }
    }
}

/// A branch may end in an empty text.
fn may_be_empty(expr: &Expr) -> bool {
    match expr {
        Expr::Text(text) => text.is_empty(),
        Expr::Call(name, args) if name == "IF" => args.len() < 3 || args[1..].iter().any(may_be_empty),
        _ => false,
    }
}

#[test]
fn every_formula_is_shared_short_and_sure() {
    let mut wrong = Vec::new();
    let (mut seen, mut comparing) = (0, BTreeSet::new());
    for stage in ["evaluate", "declare"] {
        for round in [clean(stage), &dirty(stage).0] {
            let book = Book { sheets: sheets(&round.workbook()), settled: RefCell::default() };
            for (name, sheet) in &book.sheets {
                let cells =
                    sheet.formulas.iter().map(|(at, (formula, result))| (format!("{at:?}"), formula, Some(result)));
                let colours = sheet.colours.iter().map(|formula| ("colour".to_owned(), formula, None));
                for (at, formula, result) in cells.chain(colours) {
                    seen += 1;
                    let expr = Parser::parse(formula);
                    let mut faults = BTreeSet::new();
                    book.faults(&expr, name, false, &mut faults);
                    if formula.encode_utf16().count() > 8_192 || depth(&expr) > 64 {
                        faults.insert("too long or too deep".to_owned());
                    }
                    if result.is_some_and(String::is_empty) || (result.is_some() && may_be_empty(&expr)) {
                        faults.insert("may be empty".to_owned());
                    }
                    if formula.contains(">=") {
                        comparing.insert(name.clone());
                    }
                    wrong.extend(
                        faults.into_iter().map(|fault| format!("{} {name} {at}: {fault} in {formula}", round.name)),
                    );
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} in all:\n{}", wrong.len(), wrong[..wrong.len().min(30)].join("\n"));
    assert!(seen > 5_000, "{seen} formulas");
    // The test sees what it is about: points, grades and 完成情况 are compared.
    assert!(comparing.contains("单位得分") && comparing.contains("指标得分"), "{comparing:?}");
}

/// A workbook of one sheet with these formulas: what the test has to find it finds.
#[test]
fn what_is_not_rounded_is_found() {
    let faults = |formula: &str| {
        let formulas =
            [("A1", "SUM(B1:B3)"), ("A2", "ROUND(SUM(B1:B3),2)"), ("A3", "IF(A2>=1,A2,\"缺\")"), ("A4", "A1")];
        let cells = formulas.map(|(at, formula)| (place(at), (formula.to_owned(), "1".to_owned())));
        let sheet = Sheet { formulas: BTreeMap::from(cells), colours: Vec::new() };
        let book = Book { sheets: BTreeMap::from([("表".to_owned(), sheet)]), settled: RefCell::default() };
        let mut found = BTreeSet::new();
        book.faults(&Parser::parse(formula), "表", false, &mut found);
        found.len()
    };
    for (formula, count) in [
        ("IF(A2>=90,\"优\",\"差\")", 0),
        ("IF(A3>=B1,\"优\",\"差\")", 0),
        ("IF('表'!$A$1>=90,\"优\",\"差\")", 1),
        ("IF(A4>=A1,\"优\",\"差\")", 2),
        ("IF(A1=\"缺\",1,2)", 0),
        ("COUNTIFS($A$2:$A$3,\">\"&A2)", 0),
        ("COUNTIFS($A$1:$A$3,\">\"&A2)", 1),
        ("SUM(B1:B9)", 1),
        ("ROUND(SUM(B1:B9)/SUM(B1:B9)+1E-12,4)", 0),
        ("XLOOKUP(A2,B1:B9,B1:B9)", 1),
        ("SUMPRODUCT((B1:B9<>\"\")*(A2:A3<>B1:B2))", 0),
        ("SUMPRODUCT((B1:B9<>\"\")*(A1:A3<>B1:B3))", 1),
    ] {
        assert_eq!(faults(formula), count, "{formula}");
    }
}
