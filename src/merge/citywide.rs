//! M202: the headquarters' figure beside its districts' may already contain them: a city-wide figure counts twice.
//!
//! Until a person says otherwise, it is left out of the sum.

use super::{Contribution, Round, Share, agency_target, department_target};
use crate::definition::{Item, Owner};
use crate::merge::aggregates;
use crate::model::decision::{Decision, DecisionKind};
use crate::model::roster::Assigned;
use crate::model::{Agency, Finding, ItemId, Meaning, Part, Reach, Reading, Role, Severity, Slot, quote};
use rust_decimal::Decimal;

/// The finding's code, by which 决定.xlsx accepts it.
pub const CODE: &str = "M202";

/// Looks for a headquarters' figure that is at least all its districts' together, asks about it, and holds it out of the
/// contributions unless a person has accepted it.
pub(super) fn ask(
    item: &Item,
    slot: Slot,
    contributions: &mut [Contribution],
    agencies: &[&Agency],
    round: Round<'_>,
) -> Option<(usize, Finding)> {
    let indicator = item.indicator.as_ref().filter(|i| i.owner == Owner::Any)?;
    let added = aggregates::by_name(&item.aggregate).is_some_and(|a| a.name == aggregates::SUM);
    if !added || !slot.is_indicator_value() || indicator.measure.is_empty() {
        return None;
    }
    let is_own = |c: &&Contribution| agencies.get(c.agency).is_some_and(|a| a.role == Role::Headquarters);
    let own = contributions.iter().find(|c| is_own(c) && matches!(c.share, Share::Numbers(_)))?;
    let Share::Numbers(parts) = &own.share else { return None };
    let districts: Vec<&[Part]> = contributions
        .iter()
        .filter(|c| !is_own(c))
        .filter_map(|c| match &c.share {
            Share::Numbers(parts) => Some(parts.as_slice()),
            _ => None,
        })
        .collect();
    // One district alone may well do less than the headquarters.
    if districts.len() < 2 || parts.iter().any(|p| p.change.is_some()) || is_planned(item, agencies, round) {
        return None;
    }
    let sums: Vec<Part> = (0..parts.len()).map(|k| total(&districts, k)).collect::<Option<_>>()?;
    let contains = |(own, sum): (&Part, &Part)| sum.amount > Decimal::ZERO && own.amount >= sum.amount;
    if !parts.iter().zip(&sums).all(contains) {
        return None;
    }
    let agency = own.agency;
    let headquarters = agencies.get(agency)?;
    let written = |parts: &[Part]| parts.iter().map(ToString::to_string).collect::<Vec<_>>().join("、");
    let (city, others, count) = (written(parts), written(&sums), districts.len());
    let (label, slot_label) = (quote(&item.label), round.form.slot_label(slot));
    let accepted = accepted(&item.id, &headquarters.code, round.decisions);
    let mut message = format!(
        "{label}的{slot_label}：{}填的是{city}，{count}个区合计{others}，{}的数可能已经包含各区的数",
        headquarters.short, headquarters.short
    );
    let severity = match accepted {
        Some(decision) => {
            message.push_str(&format!("。（说明已采纳：{}，{}）", decision.reason.trim(), decision.person.trim()));
            Severity::Note
        }
        None => {
            message.push_str("，暂不计入。");
            Severity::Query
        }
    };
    let fix = format!(
        "是全市数的，请在《名册》的任务分解中把{}改为“/”，或请其只填本级自己完成的数；确实不含各区的，在《决定》“采纳说明”一行填“是”，即计入。",
        headquarters.short
    );
    let places = own.origin.iter().map(|o| crate::model::Place { sheet: o.sheet.clone(), cell: o.cell }).collect();
    if severity == Severity::Query
        && let Some(own) = contributions.iter_mut().find(|c| c.agency == agency)
    {
        own.share = Share::Unclear(format!("{city}可能已包含各区的{others}"));
    }
    let slots = vec![(item.id.clone(), slot)];
    let finding =
        Finding { code: CODE, name: "city-wide-figure", severity, message, fix, places, reach: Reach::Nothing, slots };
    Some((agency, finding))
}

/// The districts' parts of one place, added; `None` where they do not go together.
fn total(districts: &[&[Part]], k: usize) -> Option<Part> {
    let model = districts.first()?.get(k)?;
    let amount = districts.iter().try_fold(Decimal::ZERO, |sum, parts| sum.checked_add(parts.get(k)?.amount))?;
    Some(Part { amount, upper: None, bound: crate::model::Bound::Bare, ..model.clone() })
}

/// 任务分解 itself gives the headquarters at least as much as all districts, and adds up to no more than the department's
/// target: then its figure is its own share.
fn is_planned(item: &Item, agencies: &[&Agency], round: Round<'_>) -> bool {
    let department = department_target(&item.id, Slot::YearTarget, round).meaning;
    let measures = round.form.measures_of(&item.id);
    let planned = |k: usize, target: &Part| {
        let (mut own, mut districts) = (None, Decimal::ZERO);
        for agency in agencies {
            let Assigned::Target(text) = agency_target(&item.id, Slot::YearTarget, &agency.code, round) else {
                continue;
            };
            let Some(amount) =
                Reading::beside(&text, &department).meaning.parts().get(k).and_then(|p| p.amount_in(target, measures))
            else {
                return false;
            };
            if agency.role == Role::Headquarters {
                own = Some(amount);
            } else if let Some(sum) = districts.checked_add(amount) {
                districts = sum;
            } else {
                return false;
            }
        }
        let all = own.and_then(|own| own.checked_add(districts));
        own.is_some_and(|own| own >= districts) && all.is_some_and(|all| all <= target.amount)
    };
    matches!(department, Meaning::Quantity(_) | Meaning::Compound(_))
        && department.parts().iter().enumerate().all(|(k, target)| planned(k, target))
}

/// The decision that the figure stands as it is.
fn accepted<'a>(item: &ItemId, code: &str, decisions: &'a [Decision]) -> Option<&'a Decision> {
    decisions.iter().rfind(|d| {
        matches!(d.kind, DecisionKind::Accepted | DecisionKind::Waiver)
            && d.rule.trim().eq_ignore_ascii_case(CODE)
            && d.agency == code
            && d.item.as_ref().is_none_or(|own| own == item)
            && d.is_made()
            && d.says_yes()
    })
}
