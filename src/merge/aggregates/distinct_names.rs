//! `distinct-names`: the agencies list names, and the department counts each name once, however many list it.

use super::{Aggregate, Columns, Pool, Term, numbers};
use crate::definition::DISTINCT_NAMES;
use crate::merge::{Contribution, Share};
use crate::model::{Bound, Meaning, Part, Slot, names};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

pub(super) static AGGREGATE: Aggregate = Aggregate {
    name: DISTINCT_NAMES,
    label: "按名称去重计数",
    rule: "各单位写出名称，部门按名称计数，同一名称（不计空格、全半角和大小写）在几个单位出现只计一次；\
           只写数量、不写名称的，或数量与名称不符的，不计入。年度指标值没有名称，各单位相加。",
    part,
    roll_up,
    // Holds where no name is repeated; where one is, the two faces differ and the figure is written as a number.
    excel: |Columns { value, .. }| format!("SUM({value})"),
};

fn part(terms: &[Term]) -> Option<Decimal> {
    terms.iter().try_fold(Decimal::ZERO, |sum, t| sum.checked_add(t.amount))
}

fn roll_up(pool: &Pool<'_>) -> Meaning {
    if pool.slot != Slot::Actual {
        return numbers(pool, part);
    }
    let mut model = None;
    for c in pool.contributions {
        match &c.share {
            Share::Numbers(parts) => match parts.as_slice() {
                [one] if one.amount == Decimal::from(c.names.len()) => model = Some(one),
                _ => return Meaning::Unclear(format!("{}的数量与名称不符", pool.short(c.agency))),
            },
            _ => continue,
        }
    }
    let Some(model) = model else { return Meaning::Blank };
    let amount = Decimal::from(listed(pool.contributions).len());
    Meaning::Quantity(Part { bound: Bound::Bare, amount, upper: None, ..model.clone() })
}

/// One name with everybody who lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// As it was first written.
    pub name: String,
    /// Places of the agencies, in roster order.
    pub agencies: Vec<usize>,
}

/// Every name once, in the order in which it first stands.
pub fn listed(contributions: &[Contribution]) -> Vec<Listed> {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut all: Vec<Listed> = Vec::new();
    for c in contributions.iter().filter(|c| c.share.is_given()) {
        for name in &c.names {
            let place = *places.entry(names::folded(name)).or_insert(all.len());
            match all.get_mut(place) {
                Some(same) => same.agencies.push(c.agency),
                None => all.push(Listed { name: name.clone(), agencies: vec![c.agency] }),
            }
        }
    }
    all
}
