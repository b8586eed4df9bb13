//! The aggregates: how the agencies' figures become the department's. This file holds the contract and the list; each
//! aggregate is one file with both its faces side by side.
//!
//! To add an aggregate: one file with its `AGGREGATE`, one line in `AGGREGATES`.

mod distinct_names;
mod headquarters;
mod latest;
mod max;
mod min;
mod money_weighted_tier;
mod numbers;
mod owner;
mod sum;
#[cfg(test)]
mod tests;
mod text_by_agency;
mod weighted_mean;
mod worst_tier;

use super::{Contribution, Share};
use crate::model::{Agency, Meaning, Slot};
use numbers::numbers;
use rust_decimal::Decimal;

pub use distinct_names::{Listed, listed};

/// Every aggregate.
pub static AGGREGATES: [&Aggregate; 11] = [
    &sum::AGGREGATE,
    &weighted_mean::AGGREGATE,
    &min::AGGREGATE,
    &max::AGGREGATE,
    &owner::AGGREGATE,
    &headquarters::AGGREGATE,
    &latest::AGGREGATE,
    &worst_tier::AGGREGATE,
    &money_weighted_tier::AGGREGATE,
    &distinct_names::AGGREGATE,
    &text_by_agency::AGGREGATE,
];

/// The name of the aggregate that adds.
pub const SUM: &str = "sum";
/// The name of the aggregate that takes the headquarters' own.
pub const HEADQUARTERS: &str = "headquarters";

/// The name of the aggregate that gathers every agency's words.
pub const TEXT_BY_AGENCY: &str = "text-by-agency";

/// One aggregate.
pub struct Aggregate {
    /// Its name in definitions.
    pub name: &'static str,
    /// Its Chinese name.
    pub label: &'static str,
    /// The rule as one Chinese sentence for the sheet 口径.
    pub rule: &'static str,
    /// The decimal face: one part's amounts (never text) over the agencies that gave one; `None` when it has none, and
    /// then the Excel face is not asked.
    pub part: fn(&[Term]) -> Option<Decimal>,
    /// What the figure means, from all contributions.
    pub roll_up: fn(&Pool<'_>) -> Meaning,
    /// The Excel face of `part`: over the agencies' rows of 计算底稿, where words stand for what is not counted.
    pub excel: fn(&Columns<'_>) -> String,
}

/// One agency's number in one part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// The number.
    pub amount: Decimal,
    /// What weights it.
    pub weight: Option<Decimal>,
}

/// What a figure is rolled up from.
#[derive(Clone, Copy)]
pub struct Pool<'a> {
    /// One for each agency, in roster order.
    pub contributions: &'a [Contribution],
    /// The slot.
    pub slot: Slot,
    /// Every agency of the roster, in its order.
    pub agencies: &'a [&'a Agency],
    /// What weights the figure, as a reader knows it: 权数, or another item's label.
    pub weight: &'a str,
}

impl Pool<'_> {
    /// What an agency is called.
    fn short(&self, agency: usize) -> &str {
        self.agencies.get(agency).map_or("", |a| a.short.as_str())
    }

    /// The agencies at these places by name; a long list is cut with its number.
    fn named(&self, agencies: &[usize]) -> String {
        const NAMED: usize = 5;
        let names: Vec<&str> = agencies.iter().take(NAMED).map(|n| self.short(*n)).collect();
        let rest = if agencies.len() > NAMED { format!("等{}个单位", agencies.len()) } else { String::new() };
        format!("{}{rest}", names.join("、"))
    }

    /// Why the given values cannot be weighted: who has nothing above 0 to weight them with.
    fn unweighted(&self) -> Option<String> {
        let without = |c: &&Contribution| c.share.is_given() && c.weight.is_none_or(|w| w <= Decimal::ZERO);
        let agencies: Vec<usize> = self.contributions.iter().filter(without).map(|c| c.agency).collect();
        (!agencies.is_empty()).then(|| format!("{}缺少大于0的{}，不能加权", self.named(&agencies), self.weight))
    }
}

/// Ranges of 计算底稿, each over all agencies' rows of one item, slot and part; words among them are skipped.
#[derive(Debug, Clone, Copy)]
pub struct Columns<'a> {
    /// The values that count.
    pub value: &'a str,
    /// Value × 权数.
    pub weighted: &'a str,
    /// 权数 of the values that count.
    pub weight: &'a str,
}

impl std::fmt::Debug for Aggregate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// The aggregate of that name.
pub fn by_name(name: &str) -> Option<&'static Aggregate> {
    AGGREGATES.iter().copied().find(|a| a.name == name)
}

/// The names of all aggregates.
pub fn names() -> Vec<&'static str> {
    AGGREGATES.iter().map(|a| a.name).collect()
}

/// The single contribution that was given, whatever it is.
fn single(pool: &Pool<'_>) -> Meaning {
    let mut given = pool.contributions.iter().filter(|c| c.share.is_given());
    let one = match (given.next(), given.next()) {
        (Some(one), None) => one,
        (None, _) => return Meaning::Blank,
        (Some(_), Some(_)) => return Meaning::Unclear("有几个单位填报了同一项，应只由一个单位填报".to_owned()),
    };
    match &one.share {
        Share::Numbers(parts) if parts.len() == 1 => Meaning::Quantity(parts[0].clone()),
        Share::Numbers(parts) => Meaning::Compound(parts.clone()),
        Share::Day(day) => Meaning::Date(*day),
        Share::Words(tier, _) => Meaning::Qualitative(*tier),
        _ => Meaning::Blank,
    }
}
