//! The aggregates: how the agencies' figures become the department's. This file holds the contract and the list; each
//! aggregate is one file with both its faces side by side.
//!
//! To add an aggregate: one file with its `AGGREGATE`, one line in `AGGREGATES`.

mod headquarters;
mod latest;
mod owner;
mod sum;
mod weighted_mean;
mod worst_tier;

use super::{Contribution, Share};
use crate::model::{Meaning, Part, Slot};
use rust_decimal::Decimal;

/// Every aggregate.
pub static AGGREGATES: [&Aggregate; 6] = [
    &sum::AGGREGATE,
    &weighted_mean::AGGREGATE,
    &owner::AGGREGATE,
    &headquarters::AGGREGATE,
    &latest::AGGREGATE,
    &worst_tier::AGGREGATE,
];

/// The name of the aggregate that takes the headquarters' own.
pub const HEADQUARTERS: &str = "headquarters";

/// One aggregate.
pub struct Aggregate {
    /// Its name in definitions.
    pub name: &'static str,
    /// Its Chinese name.
    pub label: &'static str,
    /// The rule as one Chinese sentence for the sheet 口径.
    pub rule: &'static str,
    /// The decimal face: one part's amounts (never text) over the agencies that gave one; `None` when it has none.
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

/// Rolls numbers up part by part; bounds survive, and what does not go together is a question.
fn numbers(pool: &Pool<'_>, part: fn(&[Term]) -> Option<Decimal>) -> Meaning {
    let given: Vec<(&[Part], Option<Decimal>)> = pool
        .contributions
        .iter()
        .filter_map(|c| match &c.share {
            Share::Numbers(parts) => Some((parts.as_slice(), c.weight)),
            _ => None,
        })
        .collect();
    let Some((first, _)) = given.first() else { return Meaning::Blank };
    let mut rolled = Vec::new();
    for (k, model) in first.iter().enumerate() {
        let column: Vec<(&Part, Option<Decimal>)> =
            given.iter().filter_map(|(parts, weight)| parts.get(k).map(|p| (p, *weight))).collect();
        if column.iter().any(|(p, _)| p.measure != model.measure || p.scale != model.scale) {
            return Meaning::Unclear("各单位的计量单位不一致，不能相加".to_owned());
        }
        let Some(bound) = common_bound(column.iter().map(|(p, _)| p.bound), pool.slot) else {
            return Meaning::Unclear("各单位的界限符号不一致（如有的“≥”、有的“≤”），不能相加".to_owned());
        };
        let terms: Vec<Term> = column.iter().map(|(p, weight)| Term { amount: p.amount, weight: *weight }).collect();
        let uppers: Option<Vec<Term>> =
            column.iter().map(|(p, weight)| p.upper.map(|amount| Term { amount, weight: *weight })).collect();
        let Some(amount) = part(&terms) else {
            return Meaning::Unclear("缺少权数或数值过大，不能汇总".to_owned());
        };
        let upper = match (bound, uppers) {
            (crate::model::Bound::Between, Some(terms)) => part(&terms),
            _ => None,
        };
        rolled.push(Part { bound, amount, upper, ..(*model).clone() });
    }
    match <[Part; 1]>::try_from(rolled) {
        Ok([one]) => Meaning::Quantity(one),
        Err(many) => Meaning::Compound(many),
    }
}

/// The one bound of all parts. Among 完成值, a plain number and a "≥" together are "≥": the sum is at least that.
fn common_bound(bounds: impl Iterator<Item = crate::model::Bound>, slot: Slot) -> Option<crate::model::Bound> {
    use crate::model::Bound;
    let mut common: Option<Bound> = None;
    for bound in bounds {
        let bound = if slot == Slot::Actual && bound == Bound::Exactly { Bound::Bare } else { bound };
        common = match common {
            None => Some(bound),
            Some(same) if same == bound => Some(same),
            Some(Bound::Bare) if slot == Slot::Actual => Some(bound),
            Some(other) if slot == Slot::Actual && bound == Bound::Bare => Some(other),
            Some(_) => return None,
        };
    }
    common
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
