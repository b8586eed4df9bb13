//! `money-weighted-tier`: of the agencies' words, the tier in the middle of their money (DOMAIN §5).

use super::{Aggregate, Pool};
use crate::merge::Share;
use crate::model::{Meaning, Slot, Tier};
use rust_decimal::Decimal;

pub(super) static AGGREGATE: Aggregate = Aggregate {
    name: "money-weighted-tier",
    label: "按资金取中档",
    rule: "定性指标把各单位按完成程度由低到高排列，资金累计达到一半时所在的一档为部门的档次，不折成分数；\
           有一个单位看不出档次的待评分，有一个单位没有资金数的不作汇总。",
    // A tier is no number: points are given to it by the scoring method or a person, never here.
    part: |_| None,
    roll_up,
    excel: |_| String::new(),
};

fn roll_up(pool: &Pool<'_>) -> Meaning {
    let mut tiers: Vec<(Tier, Option<Decimal>)> = Vec::new();
    for c in pool.contributions {
        match &c.share {
            Share::Words(Some(tier), _) => tiers.push((*tier, c.weight.filter(|w| *w > Decimal::ZERO))),
            // A target in words says no tier, and whoever's words say none is for a person to judge.
            Share::Words(None, _) => return Meaning::Qualitative(None),
            _ => {}
        }
    }
    if tiers.is_empty() {
        return Meaning::Blank;
    }
    if pool.slot != Slot::Actual {
        return Meaning::Qualitative(None);
    }
    if let Some(reason) = pool.unweighted() {
        return Meaning::Unclear(reason);
    }
    match middle(tiers) {
        Some(tier) => Meaning::Qualitative(Some(tier)),
        None => Meaning::Unclear("资金数过大，不能汇总".to_owned()),
    }
}

/// The tier at which the money, counted from the lowest tier on, reaches half of all; at exactly half the lower one.
fn middle(mut tiers: Vec<(Tier, Option<Decimal>)>) -> Option<Tier> {
    tiers.sort_by_key(|(tier, _)| std::cmp::Reverse(*tier));
    let all = tiers.iter().try_fold(Decimal::ZERO, |sum, (_, money)| sum.checked_add((*money)?))?;
    let mut below = Decimal::ZERO;
    for (tier, money) in tiers {
        below = below.checked_add(money?)?;
        // Compared without halving: below ≥ all ÷ 2.
        if below >= all.checked_sub(below)? {
            return Some(tier);
        }
    }
    None
}
