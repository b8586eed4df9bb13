//! The two faces of every aggregate agree: random columns, words among their numbers, are written into a workbook with the
//! Excel face, LibreOffice recalculates it, and each result must be what the decimal face says.
#![allow(clippy::unwrap_used, reason = "a test says where it stops")]

mod office;

use calamine::{Data, Reader, Xlsx};
use jihe::merge::aggregates::{AGGREGATES, Columns, Term};
use jihe::model::round_half_up::plain;
use rust_decimal::Decimal;
use rust_xlsxwriter::{Formula, Workbook};
use std::io::Cursor;

/// Cases per aggregate, a column each.
const CASES: u16 = 300;
/// Agencies per case.
const ROWS: u32 = 12;
/// What stands where nothing is counted.
const WORDS: [&str; 6] = ["缺", "未报", "不涉及", "待更正", "待核实", "—"];

/// Random numbers from a fixed seed (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }

    fn number(&mut self) -> Decimal {
        let sign = if self.below(8) == 0 { -1 } else { 1 };
        let digits = i64::try_from(self.below(1_000_000)).unwrap();
        Decimal::new(sign * digits, u32::try_from(self.below(5)).unwrap())
    }
}

fn float(value: Decimal) -> f64 {
    plain(value).parse().unwrap()
}

#[test]
fn faces_agree_over_words_among_numbers() {
    let mut dice = Dice(0x5eed_0b0e);
    let mut book = Workbook::new();
    let mut expected: Vec<(&str, Vec<Option<Decimal>>)> = Vec::new();
    for aggregate in AGGREGATES {
        // An aggregate without numbers has no Excel face.
        let ten = Term { amount: Decimal::TEN, weight: Some(Decimal::ONE) };
        if (aggregate.part)(&[ten]).is_none() {
            assert_eq!((aggregate.excel)(&Columns { value: "A1", weighted: "A2", weight: "A3" }), "", "{aggregate:?}");
            continue;
        }
        let sheet = book.add_worksheet().set_name(aggregate.name).unwrap();
        let mut results = Vec::new();
        for case in 0..CASES {
            let mut terms = Vec::new();
            // Value, weighted and weight stand below each other, as three blocks of one column.
            for row in 0..ROWS {
                if dice.below(3) == 0 {
                    let word = WORDS[usize::try_from(dice.below(6)).unwrap()];
                    for block in 0..3 {
                        sheet.write_string(1 + row + block * ROWS, case, word).unwrap();
                    }
                    continue;
                }
                let (amount, weight) = (dice.number(), dice.number().abs() + Decimal::new(1, 1));
                for (block, value) in (0..).zip([amount, amount * weight, weight]) {
                    sheet.write_number(1 + row + block * ROWS, case, float(value)).unwrap();
                }
                terms.push(Term { amount, weight: Some(weight) });
            }
            let range = |block: u32| {
                let name = rust_xlsxwriter::utility::column_number_to_name(case);
                format!("{name}{}:{name}{}", 2 + block * ROWS, 1 + (block + 1) * ROWS)
            };
            let result = (aggregate.part)(&terms);
            let (value, weighted, weight) = (range(0), range(1), range(2));
            // Where the decimal face has nothing, the workbook writes a word and no formula.
            if result.is_some() && !terms.is_empty() {
                let formula = (aggregate.excel)(&Columns { value: &value, weighted: &weighted, weight: &weight });
                sheet.write_formula(0, case, Formula::new(formula).set_result("?")).unwrap();
            }
            results.push(result.filter(|_| !terms.is_empty()));
        }
        expected.push((aggregate.name, results));
    }
    let bytes = book.save_to_buffer().unwrap();
    let Some(again) = office::recalculated(&[("aggregates".to_owned(), bytes)]) else { return };
    let mut read: Xlsx<_> = Xlsx::new(Cursor::new(again[0].clone())).unwrap();
    let mut compared = 0;
    for (name, results) in expected {
        let sheet = read.worksheet_range(name).unwrap();
        for (case, result) in (0u32..).zip(results) {
            let Some(result) = result else { continue };
            let shown = sheet.get_value((0, case)).cloned().unwrap_or_default();
            let Data::Float(shown) = shown else { panic!("{name} {case}: {shown:?}, not {result}") };
            assert_eq!(format!("{shown:.7}"), format!("{:.7}", float(result)), "{name} {case}");
            compared += 1;
        }
    }
    assert!(compared > 1_500, "{compared}");
}
