//! What an indicator value means: bounds, amounts, multipliers, measures, and everything that is no number.
//!
//! One grammar serves the template's self-check, the reader, the checks, the merge and the report, in both directions
//! (`Reading::of` reads, `Display` prints). It never fails: what it cannot read surely is `Meaning::Unclear` with the
//! reason, and the text is always kept.

mod beside;
mod bracket;
mod compare;
mod dates;
mod fold;
mod json;
mod lead;
mod measure;
mod measures;
mod numerals;
mod parse;
mod part;
mod print;
#[cfg(test)]
mod tests;
mod words;

pub use compare::{Direction, Yardstick, meets, paired, same};
pub use measure::scale_text;
pub use measures::Measures;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// How a number is bounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Bound {
    /// A number with no operator.
    Bare,
    /// `=`.
    Exactly,
    /// `≥`, 不低于, 以上.
    AtLeast,
    /// `>`, 大于, 超过.
    MoreThan,
    /// `≤`, 不超过, 以内.
    AtMost,
    /// `<`, 小于, 低于.
    LessThan,
    /// 左右, 约.
    About,
    /// A range: `amount` to `upper`, both included.
    Between,
}

/// The direction of a growth value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Change {
    /// 增长, 提高.
    Increase,
    /// 下降, 降低.
    Decrease,
}

/// One bounded number with its measure: `≥53万台` is at least, 53, scale 10000, 台.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Part {
    /// How the number is bounded.
    pub bound: Bound,
    /// The number as written; percent as percent (83 % is 83).
    pub amount: Decimal,
    /// The upper end, with `Bound::Between` only.
    pub upper: Option<Decimal>,
    /// 1, 10000 (万), 100000000 (亿) and their like, as in `scale_text`: the multiplier written before the measure.
    pub scale: Decimal,
    /// The measure without its multiplier: 台, 元, `%`; empty when none is written.
    pub measure: String,
    /// 增长 or 下降, where the text says so.
    pub change: Option<Change>,
}

impl Part {
    /// A number without operator, multiplier or measure.
    pub fn bare(amount: Decimal) -> Self {
        Self { bound: Bound::Bare, amount, upper: None, scale: Decimal::ONE, measure: String::new(), change: None }
    }

    /// The amount with its multiplier: 53万 is 530000. `None` on overflow.
    pub fn total(&self) -> Option<Decimal> {
        self.amount.checked_mul(self.scale)
    }

    /// Multiplier and measure as written after the number: 万台, 亿元, %.
    pub fn measure_text(&self) -> String {
        format!("{}{}", scale_text(self.scale), self.measure)
    }
}

/// How far a qualitative text says the goal was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Tier {
    /// 达成预期指标.
    Met,
    /// 部分达成.
    Partly,
    /// 未达成.
    Not,
}

/// How exact a date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Precision {
    /// To the day.
    Day,
    /// To the month: the date is its last day.
    Month,
    /// To the year: the date is 31 December.
    Year,
}

/// A date or deadline; a month or year stands for its last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Deadline {
    /// The day, or the last day of the month or year.
    pub date: NaiveDate,
    /// `AtMost` for 前, `Bare` without such a word.
    pub bound: Bound,
    /// How exact the text is.
    pub precision: Precision,
}

/// What a text means.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Meaning {
    /// One bounded number.
    Quantity(Part),
    /// Several, joined by 、 ， ； 和 及.
    Compound(Vec<Part>),
    /// Words, with their tier where they say one.
    Qualitative(Option<Tier>),
    /// A date or deadline.
    Date(Deadline),
    /// Nothing but white space.
    Blank,
    /// `/`, `—`, 不涉及.
    NotApplicable,
    /// `≥**株`, XX: the template's own sample left in.
    Placeholder,
    /// Not surely readable; the reason as a Chinese clause.
    Unclear(String),
}

impl Meaning {
    /// The numbers in it, in order; empty for everything that is no number.
    pub fn parts(&self) -> &[Part] {
        match self {
            Meaning::Quantity(part) => std::slice::from_ref(part),
            Meaning::Compound(parts) => parts,
            _ => &[],
        }
    }
}

/// A text together with what it means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The text as found.
    pub text: String,
    /// What it means.
    pub meaning: Meaning,
    /// What the reader did on the way, as Chinese clauses: 按20000计.
    pub notes: Vec<String>,
}
