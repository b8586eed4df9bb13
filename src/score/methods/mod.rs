//! The scoring methods. This file holds the contract and the list; each method is one file with both its faces side by
//! side, the decimal computation and the Excel formula that shows it, so that the two cannot drift.
//!
//! To add a method: one file with its `METHOD`, one line in `METHODS`. `compound` stands beside the list, because it
//! adds up what the others gave.

mod about;
mod bands;
pub mod budget_execution;
pub mod compound;
pub mod deadline;
mod deduction;
mod equal;
mod inverse_binary;
mod inverse_linear;
mod inverse_ratio;
mod inverse_step;
mod params;
mod proportional;
pub mod qualitative;
mod range;
mod verdict;

pub use params::{Param, ParamCells, Params, StepCells};
pub use verdict::{Flag, Points, Verdict};

pub use crate::definition::Direction;
use crate::definition::Steps;
use crate::definition::profile::Rounding;
use crate::model::round_half_up::plain;
use crate::model::{Bound, Part};
use crate::score::rounding;
use rust_decimal::Decimal;

/// Every method that scores one part.
pub static METHODS: [&Method; 13] = [
    &proportional::METHOD,
    &equal::METHOD,
    &inverse_linear::METHOD,
    &inverse_ratio::METHOD,
    &inverse_step::METHOD,
    &inverse_binary::METHOD,
    &about::METHOD,
    &range::METHOD,
    &bands::METHOD,
    &deduction::METHOD,
    &qualitative::METHOD,
    &deadline::METHOD,
    &budget_execution::METHOD,
];

/// One scoring method.
#[derive(Debug)]
pub struct Method {
    /// Its name in definitions and JSON: `inverse-linear`.
    pub name: &'static str,
    /// Its Chinese name.
    pub label: &'static str,
    /// The rule as Chinese sentences for the sheet 口径, with the parameters in force.
    pub rule: fn(&Params) -> String,
    /// The bounds of a target it can score; empty where the target is no number.
    pub bounds: &'static [Bound],
    /// Whether more or less is better by it; `None` where it is neither.
    pub direction: Option<Direction>,
    /// What 完成值 ÷ 目标值 is called; `None` where it means nothing.
    rate: Option<&'static str>,
    /// It flags over-fulfilment.
    pub flags_over: bool,
    /// The decimal face; `None` on overflow.
    compute: fn(&Case) -> Option<Verdict>,
    /// The Excel face.
    pub excel: fn(&Cells) -> Formula,
}

impl Method {
    /// The decimal face: what the method says about the case.
    pub fn points(&self, case: &Case) -> Verdict {
        match (self.compute)(case) {
            None => Verdict::Query("数值过大，无法计算".to_owned()),
            Some(Verdict::Points(points)) => {
                let rate = self.rate.and_then(|word| Some((word, case.actual.checked_div(case.target.amount)?)));
                Verdict::Points(Points { rate, ..points })
            }
            Some(verdict) => verdict,
        }
    }
}

/// The method of that name.
pub fn by_name(name: &str) -> Option<&'static Method> {
    METHODS.iter().copied().find(|m| m.name == name)
}

/// The default method of a number with this bound. The bound decides; the direction speaks only where there is none. Which
/// of the inverse methods a limit takes stands in the profile.
pub fn default_for(bound: Bound, direction: Direction, params: &Params) -> &'static Method {
    let inverse = by_name(&params.inverse).unwrap_or(&inverse_linear::METHOD);
    match (bound, direction) {
        (Bound::AtLeast | Bound::MoreThan, _) | (Bound::Bare, Direction::Positive) => &proportional::METHOD,
        (Bound::AtMost | Bound::LessThan, _) | (Bound::Bare, Direction::Inverse) => inverse,
        (Bound::Exactly, _) => &equal::METHOD,
        (Bound::About, _) => &about::METHOD,
        (Bound::Between, _) => &range::METHOD,
    }
}

/// One part to be scored.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// The weight of the whole item, in points.
    pub weight: Decimal,
    /// How many parts share the weight equally: 1 but for compounds.
    pub parts: u32,
    /// The target; for `qualitative` the tier, for `deadline` the day (their files say how).
    pub target: &'a Part,
    /// The actual value in the target's own measure and multiplier.
    pub actual: Decimal,
    /// The parameters.
    pub params: &'a Params,
    /// The indicator's own steps, for `bands` and `deduction`.
    pub steps: Option<&'a Steps>,
}

impl Case<'_> {
    /// Everything, on this ground.
    fn full(&self, ground: String) -> Option<Points> {
        let raw = self.weight.checked_div(Decimal::from(self.parts))?;
        let working = self.shared(plain(self.weight));
        Some(Points { working, ground: Some(ground), full: true, ..self.raw(raw) })
    }

    /// Nothing, on this ground.
    fn zero(&self, ground: String) -> Points {
        Points { working: "0".to_owned(), ground: Some(ground), ..self.raw(Decimal::ZERO) }
    }

    /// weight × numerator ÷ denominator, multiplied before dividing; both with the text that shows them.
    fn share(&self, numerator: (Decimal, String), denominator: (Decimal, String)) -> Option<Points> {
        let divisor = denominator.0.checked_mul(Decimal::from(self.parts))?;
        let raw = self.weight.checked_mul(numerator.0)?.checked_div(divisor)?;
        let working = self.shared(format!("{}×{}÷{}", plain(self.weight), numerator.1, denominator.1));
        Some(Points { working, ..self.raw(raw) })
    }

    fn raw(&self, raw: Decimal) -> Points {
        let (working, rounding) = (String::new(), self.params.rounding);
        Points { raw, rounding, rate: None, flag: None, working, ground: None, full: false }
    }

    /// The arithmetic with the division among the parts behind it.
    fn shared(&self, working: String) -> String {
        if self.parts == 1 { working } else { format!("{working}÷{}", self.parts) }
    }
}

/// A number and the text that shows it.
fn shown(value: Decimal) -> (Decimal, String) {
    (value, plain(value))
}

/// Where the formula finds one part: references (`$G12`) or literal numbers.
#[derive(Debug, Clone)]
pub struct Cells<'a> {
    /// The part's own share of the weight.
    pub weight: &'a str,
    /// The target's bound.
    pub bound: Bound,
    /// Its measure is `%` or 百分点.
    pub percent: bool,
    /// The target's amount: the lower end of a range, the lower end of a tier, the day of a deadline.
    pub target: &'a str,
    /// The upper end of a range or tier; read by those methods alone.
    pub upper: &'a str,
    /// The actual value in the target's own measure.
    pub actual: &'a str,
    /// The parameters.
    pub params: &'a ParamCells,
    /// The indicator's own steps, for `bands` and `deduction`.
    pub steps: Option<&'a StepCells>,
}

/// The Excel face of a method for one part, without the leading `=`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formula {
    /// Conditions under which a word stands in the place of points, in order.
    words: Vec<(String, &'static str)>,
    /// The points before rounding, where none of the conditions holds.
    raw: String,
}

impl Formula {
    /// A formula that always gives points.
    fn new(raw: String) -> Self {
        Self { words: Vec::new(), raw }
    }

    /// 待核实 where the condition holds.
    fn query_if(mut self, condition: String) -> Self {
        self.words.push((condition, verdict::QUERY));
        self
    }

    /// 不涉及 where the condition holds.
    fn not_applicable_if(mut self, condition: String) -> Self {
        self.words.push((condition, verdict::NOT_APPLICABLE));
        self
    }

    /// A word, or the points rounded: for an item of one part.
    pub fn rounded(&self, rounding: Rounding) -> String {
        self.guarded(rounding::excel(&self.raw, rounding))
    }

    /// A word, or the points before rounding: for one part of a compound, to be added by `compound::excel`.
    pub fn unrounded(&self) -> String {
        self.guarded(self.raw.clone())
    }

    fn guarded(&self, number: String) -> String {
        self.words.iter().rev().fold(number, |rest, (condition, word)| format!(r#"IF({condition},"{word}",{rest})"#))
    }
}

/// 百分点 and `%` count in percentage points themselves; every other measure counts in percent of the target.
pub fn is_percent(part: &Part) -> bool {
    matches!(part.measure.as_str(), "%" | "百分点")
}

#[cfg(test)]
mod tests;
