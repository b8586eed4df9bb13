//! Numbers rolled up part by part; bounds survive, and what does not go together is a question.

use super::{Pool, Term};
use crate::merge::Share;
use crate::model::{Bound, Meaning, Part, Slot};
use rust_decimal::Decimal;

/// One agency's part among those of the same place.
#[derive(Clone, Copy)]
struct Given<'a> {
    agency: usize,
    part: &'a Part,
    weight: Option<Decimal>,
}

impl Given<'_> {
    fn said(&self, pool: &Pool<'_>) -> String {
        format!("{}“{}”", pool.short(self.agency), self.part)
    }
}

/// The contributions rolled up by `part`.
pub(super) fn numbers(pool: &Pool<'_>, part: fn(&[Term]) -> Option<Decimal>) -> Meaning {
    let given = || {
        pool.contributions.iter().filter_map(|c| match &c.share {
            Share::Numbers(parts) => Some((c, parts.as_slice())),
            _ => None,
        })
    };
    let Some((_, first)) = given().next() else { return Meaning::Blank };
    let mut rolled = Vec::new();
    for k in 0..first.len() {
        let column: Vec<Given<'_>> = given()
            .filter_map(|(c, parts)| Some(Given { agency: c.agency, part: parts.get(k)?, weight: c.weight }))
            .collect();
        match rolled_part(pool, &column, part) {
            Ok(part) => rolled.push(part),
            Err(reason) => return Meaning::Unclear(reason),
        }
    }
    match <[Part; 1]>::try_from(rolled) {
        Ok([one]) => Meaning::Quantity(one),
        Err(many) => Meaning::Compound(many),
    }
}

fn rolled_part(pool: &Pool<'_>, column: &[Given<'_>], part: fn(&[Term]) -> Option<Decimal>) -> Result<Part, String> {
    let Some(model) = column.first() else { return Err("没有数值".to_owned()) };
    let apart = |other: &Given<'_>| format!("{}与{}", model.said(pool), other.said(pool));
    let other = |g: &&Given<'_>| {
        (&g.part.measure, g.part.scale, g.part.change) != (&model.part.measure, model.part.scale, model.part.change)
    };
    if let Some(other) = column.iter().find(other) {
        return Err(format!("{}的计量单位或口径不一致，不能合并计算", apart(other)));
    }
    let mut bound = normal(model.part.bound, pool.slot);
    for given in column {
        bound = common(bound, normal(given.part.bound, pool.slot), pool.slot)
            .ok_or_else(|| format!("{}的界限不一致，不能合并计算", apart(given)))?;
    }
    let terms = |amount: fn(&Part) -> Decimal| -> Vec<Term> {
        column.iter().map(|g| Term { amount: amount(g.part), weight: g.weight }).collect()
    };
    let too_large = || "数值过大，不能汇总".to_owned();
    let amount = part(&terms(|p| p.amount)).ok_or_else(too_large)?;
    // A plain number beside a range is a range of that one number.
    let upper = match bound {
        Bound::Between => Some(part(&terms(|p| p.upper.unwrap_or(p.amount))).ok_or_else(too_large)?),
        _ => None,
    };
    // A range that has become one number is that number.
    let (bound, upper) = if upper == Some(amount) { (Bound::Bare, None) } else { (bound, upper) };
    Ok(Part { bound, amount, upper, ..model.part.clone() })
}

/// What was done is as plain with `=` as without.
fn normal(bound: Bound, slot: Slot) -> Bound {
    if slot == Slot::Actual && bound == Bound::Exactly { Bound::Bare } else { bound }
}

/// The bound of both together. Among 完成值, a plain number takes the other's: 3 and ≥5 together are ≥8.
fn common(a: Bound, b: Bound, slot: Slot) -> Option<Bound> {
    match (a, b) {
        _ if a == b => Some(a),
        (Bound::Bare, other) | (other, Bound::Bare) if slot == Slot::Actual => Some(other),
        _ => None,
    }
}
