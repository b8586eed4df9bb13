//! Totals, grades and ranks: sums of rounded points, rescaled over what applies, with one rounding at the end.

use super::execution::{self, Light};
use super::grade::Grade;
use super::{ItemScore, Scope, State, Total, rounding};
use crate::merge::{Merged, ReturnState, Round};
use crate::model::round_half_up::round_half_up;
use rust_decimal::Decimal;

/// Every agency's total with its rank, in roster order.
pub(super) fn of_agencies(items: &[Vec<ItemScore>], merged: &Merged, round: Round<'_>) -> Vec<Total> {
    let mut totals: Vec<Total> = items
        .iter()
        .enumerate()
        .map(|(n, items)| {
            let mut total = total(Scope::Agency(n), items, round);
            // What has been sent back may come back different.
            if merged.agencies.get(n).is_none_or(|a| a.state != ReturnState::Received) {
                total.provisional = true;
                total.grade = None;
            }
            total
        })
        .collect();
    let in_race: Vec<Option<Decimal>> = totals
        .iter()
        .zip(&merged.agencies)
        // As with grades: whoever has left something blank is not placed before those who have filled it.
        .map(|(t, a)| t.settled().filter(|_| a.agency.ranked && round.stage.scored && !t.provisional))
        .collect();
    for (total, own) in totals.iter_mut().zip(&in_race) {
        let Some(own) = own else { continue };
        total.rank = Some(1 + in_race.iter().flatten().filter(|other| *other > own).count());
    }
    totals
}

/// The department's total: as long as a return is missing or sent back it may change.
pub(super) fn of_department(items: &[ItemScore], merged: &Merged, round: Round<'_>) -> Total {
    let mut total = total(Scope::Department, items, round);
    if round.stage.scored && merged.agencies.iter().any(|a| a.state != ReturnState::Received) {
        total.provisional = true;
        total.grade = None;
    }
    total
}

/// The total over these items.
fn total(scope: Scope, items: &[ItemScore], round: Round<'_>) -> Total {
    let params = &round.form.profile.params;
    let with_points: Vec<&ItemScore> = items.iter().filter(|i| i.points.is_some()).collect();
    let applicable: Vec<&ItemScore> = items.iter().filter(|i| i.state != State::NotApplicable).collect();
    let points: Decimal = with_points.iter().filter_map(|i| i.points).sum();
    let weight: Decimal = with_points.iter().map(|i| i.weight).sum();
    let (own, others): (Vec<&ItemScore>, Vec<&ItemScore>) =
        with_points.iter().partition(|i| round.form.is_execution(&i.item));
    let execution = own.first().and_then(|i| i.rate).map(|r| round_half_up(r, 6));
    let others: (Decimal, Decimal) =
        others.iter().fold(Default::default(), |(p, w), i| (p + i.points.unwrap_or_default(), w + i.weight));
    let indicators = execution::rate(others.0, others.1);
    let cap = execution::cap(execution, &params.caps).cloned();
    let capped = |score: Option<Decimal>| score.map(|s| cap.as_ref().map_or(s, |cap| s.min(cap.most)));
    let score = capped(rescaled(points, weight));
    let any_review = items.iter().any(|i| i.reviewed.is_some());
    let settled: Vec<&ItemScore> = items.iter().filter(|i| i.settled().is_some()).collect();
    let settled_weight: Decimal = settled.iter().map(|i| i.weight).sum();
    let applicable_weight: Decimal = applicable.iter().map(|i| i.weight).sum();
    // One reviewed indicator beside nothing at all is no score, unless it is all there is.
    let is_enough = score.is_some() || settled_weight >= applicable_weight;
    let reviewed = capped(rescaled(settled.iter().filter_map(|i| i.settled()).sum(), settled_weight))
        .filter(|_| any_review && is_enough);
    // Where nothing applies at all there is nothing to be final.
    let nothing = round.stage.scored && applicable.iter().all(|i| i.weight.is_zero());
    let provisional = nothing || items.iter().any(|i| !i.is_final());
    let mut total = Total {
        scope,
        points,
        weight,
        applicable: applicable_weight,
        score,
        reviewed,
        execution,
        indicators,
        cap,
        light: Light::of(indicators, execution, params),
        scored: (with_points.len(), applicable.len()),
        provisional,
        grade: None,
        rank: None,
    };
    total.grade = total.settled().filter(|_| !provisional).map(|s| Grade::of(s, params));
    total
}

/// points ÷ weight × 100, multiplied before dividing, to the cent.
fn rescaled(points: Decimal, weight: Decimal) -> Option<Decimal> {
    if weight <= Decimal::ZERO {
        return None;
    }
    points.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(weight).map(rounding::cents)
}

impl Total {
    /// What grade and rank look at: the reviewed score where there is one, else 折算分.
    pub fn settled(&self) -> Option<Decimal> {
        self.reviewed.or(self.score)
    }
}
