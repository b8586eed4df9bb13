//! Live formulas, each with the value it computes to: the two faces stand side by side, so that they cannot drift.
//!
//! No formula gives an error or an empty text, whatever a clerk leaves in the cells it looks at.

use crate::definition::NOT_APPLICABLE;
use crate::definition::checksum::{checksum, checksum_formula};
use crate::model::book::{Content, Formula, Outcome};
use crate::model::origin::CellRef;
use crate::model::round_half_up::round_half_up;
use rust_decimal::Decimal;

/// Nothing to show yet.
pub(crate) const NOTHING: &str = "—";
/// No value where one is required.
pub(crate) const MISSING: &str = "缺";
/// Something that is no amount stands among the amounts.
pub(crate) const TO_VERIFY: &str = "待核实";

/// A cell as a formula sees it: where it stands, and what it holds when the file is written.
#[derive(Debug, Clone)]
pub(crate) struct Operand {
    /// Its address, as the formula writes it.
    pub at: String,
    /// What it holds.
    pub held: Held,
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Held {
    /// Nothing.
    Blank,
    /// A number.
    Number(Decimal),
    /// A text.
    Text(String),
}

impl Operand {
    /// The cell on the same sheet.
    pub(crate) fn here(cell: CellRef, content: Option<&Content>) -> Self {
        Self { at: cell.to_string(), held: Held::of(content) }
    }

    /// The cell on another sheet, whose quoted name is given.
    pub(crate) fn on(sheet: &str, cell: CellRef, content: Option<&Content>) -> Self {
        Self { at: format!("{sheet}!{}", cell.absolute()), held: Held::of(content) }
    }

    /// The number it holds.
    pub(crate) fn number(&self) -> Option<Decimal> {
        match &self.held {
            Held::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The text it holds, without the spaces that TRIM takes away.
    pub(crate) fn trimmed(&self) -> Option<&str> {
        match &self.held {
            Held::Text(text) => Some(text.trim_matches(' ')),
            _ => None,
        }
    }

    /// Nothing but spaces stands there.
    pub(crate) fn is_blank(&self) -> bool {
        self.held == Held::Blank || self.trimmed() == Some("")
    }

    /// `is_blank` as a condition.
    pub(crate) fn blank_test(&self) -> String {
        format!("IF(ISERROR({0}),FALSE,LEN(TRIM({0}))=0)", self.at)
    }

    /// 不涉及 or `/` stands there.
    pub(crate) fn is_not_applicable(&self) -> bool {
        matches!(self.trimmed(), Some(NOT_APPLICABLE | "/"))
    }

    /// `is_not_applicable` as a condition, for a cell that holds no error.
    pub(crate) fn not_applicable_test(&self) -> String {
        format!("OR(TRIM({0})=\"{NOT_APPLICABLE}\",TRIM({0})=\"/\")", self.at)
    }

    /// Neither a number nor blank nor 不涉及.
    fn is_strange(&self) -> bool {
        self.number().is_none() && !self.is_blank() && !self.is_not_applicable()
    }

    fn strange_count(&self) -> String {
        let at = &self.at;
        let words = format!("OR(LEN(TRIM({at}))=0,TRIM({at})=\"{NOT_APPLICABLE}\",TRIM({at})=\"/\")");
        format!("IF(ISERROR({at}),1,IF(ISNUMBER({at}),0,IF({words},0,1)))")
    }
}

impl Held {
    fn of(content: Option<&Content>) -> Held {
        match content {
            None | Some(Content::Blank) => Held::Blank,
            Some(Content::Text(text)) if text.is_empty() => Held::Blank,
            Some(Content::Text(text)) => Held::Text(text.to_string()),
            Some(Content::Number(number)) => Held::Number(*number),
            Some(Content::Date(date)) => Held::Text(date.to_string()),
            Some(Content::Formula(formula)) => match &formula.result {
                Outcome::Number(number) => Held::Number(*number),
                Outcome::Text(text) => Held::Text(text.clone()),
            },
        }
    }
}

/// A formula that gives a word.
pub(crate) fn word(formula: String, result: impl Into<String>) -> Formula {
    Formula { formula, result: Outcome::Text(result.into()) }
}

/// The sum of amounts to the cent; a word where one of them is missing or unreadable. `none` is shown where no cell holds a
/// number because all are 不涉及.
pub(crate) fn total(cells: &[Operand], none: Outcome) -> Formula {
    let list = cells.iter().map(|c| c.at.as_str()).collect::<Vec<_>>().join(",");
    let strange = cells.iter().map(Operand::strange_count).collect::<Vec<_>>().join("+");
    let blank = cells.iter().map(|c| format!("IF({},1,0)", c.blank_test())).collect::<Vec<_>>().join("+");
    let shown = match &none {
        Outcome::Number(number) => number.to_string(),
        Outcome::Text(text) => format!("\"{text}\""),
    };
    let formula = format!(
        "IF({strange}>0,\"{TO_VERIFY}\",IF({blank}={},\"{NOTHING}\",IF({blank}>0,\"{MISSING}\",\
         IF(COUNT({list})=0,{shown},ROUND(SUM({list}),2)))))",
        cells.len()
    );
    let blanks = cells.iter().filter(|c| c.is_blank()).count();
    let numbers: Vec<Decimal> = cells.iter().filter_map(Operand::number).collect();
    let result = if cells.iter().any(Operand::is_strange) {
        Outcome::Text(TO_VERIFY.to_owned())
    } else if blanks == cells.len() {
        Outcome::Text(NOTHING.to_owned())
    } else if blanks > 0 {
        Outcome::Text(MISSING.to_owned())
    } else if numbers.is_empty() {
        none
    } else {
        let sum = numbers.iter().try_fold(Decimal::ZERO, |sum, n| sum.checked_add(*n));
        sum.map_or(Outcome::Text(TO_VERIFY.to_owned()), |s| Outcome::Number(round_half_up(s, 2)))
    };
    Formula { formula, result }
}

/// One amount over another, to four decimals; a dash where that says nothing.
pub(crate) fn rate(of: &Operand, by: &Operand) -> Formula {
    let formula = format!(
        "IF(AND(ISNUMBER({of}),ISNUMBER({by})),IF({by}>0,ROUND({of}/{by},4),\"{NOTHING}\"),\"{NOTHING}\")",
        of = of.at,
        by = by.at
    );
    let quotient = match (of.number(), by.number()) {
        (Some(of), Some(by)) if by > Decimal::ZERO => of.checked_div(by),
        _ => None,
    };
    let result = quotient.map_or(Outcome::Text(NOTHING.to_owned()), |q| Outcome::Number(round_half_up(q, 4)));
    Formula { formula, result }
}

/// 校验码 over all amounts, in print order.
pub(crate) fn check_number(cells: &[Operand]) -> Formula {
    let places: Vec<String> = cells.iter().map(|c| c.at.clone()).collect();
    Formula { formula: checksum_formula(&places), result: Outcome::Number(checksum(cells.iter().map(Operand::number))) }
}
