//! Comparing what two texts mean: whether an actual value meets a target, whether two values are the same.

use super::{Bound, Change, Deadline, Meaning, Measures, Part, Precision, Tier};
use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Whether more or less is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub enum Direction {
    /// More is better.
    #[default]
    Positive,
    /// Less is better.
    Inverse,
}

impl Direction {
    /// `positive` or `inverse`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "positive" => Some(Direction::Positive),
            "inverse" => Some(Direction::Inverse),
            _ => None,
        }
    }

    /// The bound sets a limit on the side that is better: ≤ where more is better.
    pub fn is_against(self, bound: Bound) -> bool {
        match self {
            Direction::Positive => matches!(bound, Bound::AtMost | Bound::LessThan),
            Direction::Inverse => matches!(bound, Bound::AtLeast | Bound::MoreThan),
        }
    }
}

/// What an actual value is held against besides its target.
#[derive(Debug, Clone, Copy)]
pub struct Yardstick<'a> {
    /// Whether more or less is better, where the target has no bound.
    pub direction: Direction,
    /// How far from a 左右 target still counts as met, in percent.
    pub about: Decimal,
    /// Which measures stand for each other.
    pub measures: &'a Measures,
}

/// Whether the actual value meets the target; `None` where that cannot be told: other kinds, other measures, words
/// without a tier, a range exceeded.
///
/// The target's bound decides; the direction speaks only where there is none.
pub fn meets(target: &Meaning, actual: &Meaning, by: Yardstick<'_>) -> Option<bool> {
    match (target, actual) {
        (Meaning::Date(target), Meaning::Date(actual)) => in_time(target, actual),
        (Meaning::Qualitative(_) | Meaning::Date(_), Meaning::Qualitative(tier)) => Some((*tier)? == Tier::Met),
        _ => {
            let (targets, actuals) = (target.parts(), actual.parts());
            if targets.is_empty() || targets.len() != actuals.len() {
                return None;
            }
            let parts: Vec<Option<bool>> =
                targets.iter().zip(paired(targets, actuals, by.measures)).map(|(t, a)| part_meets(t, a, by)).collect();
            // One part that falls short decides, whatever the others are.
            if parts.contains(&Some(false)) {
                Some(false)
            } else {
                parts.into_iter().collect::<Option<Vec<_>>>().map(|_| true)
            }
        }
    }
}

fn part_meets(target: &Part, actual: &Part, by: Yardstick<'_>) -> Option<bool> {
    let Yardstick { direction, about, measures } = by;
    if actual.bound == Bound::Between {
        return None;
    }
    let value = signed_in(actual, target, measures)?;
    let wanted = target.amount;
    Some(match (target.bound, direction) {
        (Bound::AtLeast, _) | (Bound::Bare, Direction::Positive) => value >= wanted,
        (Bound::MoreThan, _) => value > wanted,
        (Bound::AtMost, _) | (Bound::Bare, Direction::Inverse) => value <= wanted,
        (Bound::LessThan, _) => value < wanted,
        // = 0 is a ceiling; any other = is a floor.
        (Bound::Exactly, _) if wanted.is_zero() => value <= wanted,
        (Bound::Exactly, _) => value >= wanted,
        (Bound::About, _) => {
            let share = Decimal::ONE_HUNDRED.checked_sub(about)?;
            value.checked_mul(Decimal::ONE_HUNDRED)? >= wanted.checked_mul(share)?
        }
        (Bound::Between, _) if value > target.upper? => return None,
        (Bound::Between, _) => value >= wanted,
    })
}

/// The amount in the other's measure; a fall beside a target without direction is negative. (`amount_in` turns a fall
/// beside a growth itself.)
fn signed_in(actual: &Part, target: &Part, measures: &Measures) -> Option<Decimal> {
    let amount = actual.amount_in(target, measures)?;
    Some(if target.change.is_none() && actual.change == Some(Change::Decrease) { -amount } else { amount })
}

/// The actual parts in the order of the targets they answer: as they stand, where every measure fits so; else by
/// measure, where each fits one target alone; else as they stand, and the measures say what is wrong.
pub fn paired<'a>(targets: &[Part], actuals: &'a [Part], measures: &Measures) -> Vec<&'a Part> {
    let fits = |target: &Part, actual: &Part| actual.amount_in(target, measures).is_some();
    if !targets.iter().zip(actuals).all(|(t, a)| fits(t, a)) {
        let by_measure: Vec<&Part> = targets.iter().flat_map(|t| actuals.iter().filter(|a| fits(t, a))).collect();
        let distinct: BTreeSet<&Part> = by_measure.iter().copied().collect();
        let each_has_one = targets.iter().all(|t| actuals.iter().filter(|a| fits(t, a)).count() == 1);
        if each_has_one && distinct.len() == targets.len() {
            return by_measure;
        }
    }
    actuals.iter().collect()
}

/// A month or a year counts as in time when its last day is, as late when its first day is.
fn in_time(target: &Deadline, actual: &Deadline) -> Option<bool> {
    if actual.date <= target.date {
        return Some(true);
    }
    let first = match actual.precision {
        Precision::Day => Some(actual.date),
        Precision::Month => actual.date.with_day(1),
        Precision::Year => NaiveDate::from_ymd_opt(actual.date.year(), 1, 1),
    };
    (first? > target.date).then_some(false)
}

/// Two readings mean the same, however they are written.
pub fn same(a: &Meaning, b: &Meaning) -> bool {
    let (left, right) = (a.parts(), b.parts());
    if left.is_empty() && right.is_empty() {
        // Of words only those with a tier are understood; the rest is for the texts to tell.
        return a == b && !matches!(a, Meaning::Qualitative(None) | Meaning::Unclear(_));
    }
    left.len() == right.len() && left.iter().zip(right).all(|(a, b)| is_same_part(a, b))
}

fn is_same_part(a: &Part, b: &Part) -> bool {
    let upper = |part: &Part| match part.upper {
        Some(upper) => upper.checked_mul(part.scale).map(Some),
        None => Some(None),
    };
    a.bound == b.bound
        && a.change == b.change
        && a.measure == b.measure
        && a.total().is_some()
        && a.total() == b.total()
        && upper(a) == upper(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Reading;

    /// (target, actual, direction, met); `?` where it cannot be told
    const CASES: &[(&str, &str, char, char)] = &[
        ("≥5个", "5个", '+', 'y'),
        ("≥5个", "4个", '+', 'n'),
        (">5个", "5个", '+', 'n'),
        ("≤1.5%", "1.5%", '-', 'y'),
        ("≤1.5%", "1.51%", '-', 'n'),
        ("<3次", "3次", '-', 'n'),
        ("5个", "4个", '+', 'n'),
        ("5个", "6个", '+', 'y'),
        ("5个", "6个", '-', 'n'),
        ("=0次", "1次", '-', 'n'),
        ("=8个", "9个", '+', 'y'),
        ("=8个", "7个", '+', 'n'),
        ("1300亿元左右", "1170亿元", '+', 'y'),
        ("1300亿元左右", "1169.99亿元", '+', 'n'),
        ("1300亿元左右", "2000亿元", '+', 'y'),
        ("5-10项", "4项", '+', 'n'),
        ("5-10项", "10项", '+', 'y'),
        ("5-10项", "11项", '+', '?'),
        ("≥53万台", "529999台", '+', 'n'),
        ("≥53万台", "530000台", '+', 'y'),
        ("≥5个", "5台", '+', '?'),
        ("≥200家、≥100亿元", "200家、100亿元", '+', 'y'),
        ("≥200家、≥100亿元", "300家、99亿元", '+', 'n'),
        ("≥200家、≥100亿元", "300家", '+', '?'),
        ("≥200家、≥100亿元", "100亿元、200家", '+', 'y'),
        ("增长15%", "下降3%", '+', 'n'),
        ("达成预期指标", "部分达成", '+', 'n'),
        ("有效提升", "达成预期指标", '+', 'y'),
        ("有效提升", "提升明显", '+', '?'),
        ("2024年12月底前", "2024年11月", '+', 'y'),
        ("2024年6月底前", "2024年7月1日", '+', 'n'),
        ("2024年6月底前", "2024年", '+', '?'),
        ("≥5个", "", '+', '?'),
        ("不涉及", "不涉及", '+', '?'),
    ];

    #[test]
    fn whether_an_actual_value_meets_its_target() {
        for (target, actual, direction, met) in CASES {
            let direction = if *direction == '-' { Direction::Inverse } else { Direction::Positive };
            let by = Yardstick { direction, about: Decimal::TEN, measures: Measures::none() };
            let got = meets(&Reading::of(target).meaning, &Reading::of(actual).meaning, by);
            let wanted = match met {
                'y' => Some(true),
                'n' => Some(false),
                _ => None,
            };
            assert_eq!(got, wanted, "{target} | {actual}");
        }
    }

    #[test]
    fn the_same_however_written() {
        let cases = [
            ("≥20,000家次", ">=2万家次", true),
            ("≥5个", "≥5个", true),
            ("≥5个", ">5个", false),
            ("≥5个", "≥5家", false),
            ("5-10项", "5-11项", false),
            ("≥200家、≥100亿元", "≥200家，≥10000000000元", true),
            ("不涉及", "/", true),
            ("", " ", true),
            ("", "/", false),
            ("≥5个", "", false),
        ];
        for (a, b, wanted) in cases {
            assert_eq!(same(&Reading::of(a).meaning, &Reading::of(b).meaning), wanted, "{a} | {b}");
        }
    }
}
