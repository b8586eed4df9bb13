//! What a careful clerk types.

use super::dice::Dice;
use super::{roster, texts};
use crate::definition::{BlockKind, FormDef, GroupOf, Stage};
use crate::model::book::Content;
use crate::model::round_half_up::round_half_up;
use crate::model::{Agency, Bound, ItemId, Meaning, Part, Reading, Role, Roster, Slot};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

type Typed = BTreeMap<(ItemId, Slot), Content>;

/// One agency's answer.
pub(super) fn answer(form: &FormDef, stage: &Stage, roster: &Roster, agency: &Agency, dice: &mut Dice) -> Typed {
    let mut typed = Typed::new();
    amounts(form, stage, roster, agency, &mut typed, dice);
    if stage.asks(Slot::Text) {
        for (item, slot, text) in texts::own(form, agency) {
            typed.insert((item, slot), Content::text(text));
        }
    }
    for (item, indicator) in form.indicators() {
        let Some(target) = roster::own_target(roster, &item.id, &agency.code) else { continue };
        if stage.asks(Slot::Actual) {
            achieved(&item.id, target, item.aggregate == "weighted-mean", &mut typed, dice);
            if item.lists_names() {
                named(&item.id, &indicator.measure, agency, &mut typed);
            }
        } else {
            typed.insert((item.id.clone(), Slot::YearTarget), Content::text(target));
            if !indicator.term_target.is_empty() {
                typed.insert((item.id.clone(), Slot::TermTarget), Content::text(target));
            }
        }
    }
    typed
}

/// 局本级's budget as published; the rest is the transfer to the districts, split over them (DOMAIN §2).
fn amounts(form: &FormDef, stage: &Stage, roster: &Roster, agency: &Agency, typed: &mut Typed, dice: &mut Dice) {
    let wan = |cents: i64| Content::Number(Decimal::new(cents, 2));
    let districts = roster.agencies.len() - 1;
    let transfer: i64 = 3_449_400;
    let fixed: &[(&str, i64)] = match (agency.role, districts) {
        (Role::Headquarters, 0) => &[
            ("basic-expenditure", 1_305_328),
            ("project-expenditure", 521_400),
            ("fiscal-special-funds", 23_000_000),
            ("other-development-expenditure", 0),
            ("fiscal-appropriation", 24_826_728),
            ("other-funds", 0),
            ("city-level-use", 21_377_328),
            ("transfer-to-districts", 3_449_400),
        ],
        (Role::Headquarters, _) => &[
            ("basic-expenditure", 1_305_328),
            ("project-expenditure", 521_400),
            ("fiscal-special-funds", 19_550_600),
            ("other-development-expenditure", 0),
            ("fiscal-appropriation", 21_377_328),
            ("other-funds", 0),
            ("city-level-use", 21_377_328),
        ],
        (Role::District, _) => &[],
    };
    // Every district's share is cut from the same dice, whoever asks.
    let shares = Dice::new(u64::try_from(districts).unwrap_or(1)).split(transfer.unsigned_abs(), districts.max(1));
    let place = roster.agencies.iter().position(|a| a.code == agency.code).unwrap_or(0);
    let own = place.checked_sub(1).and_then(|p| shares.get(p)).and_then(|s| i64::try_from(*s).ok()).unwrap_or(0);
    let passed_on = ["fiscal-special-funds", "fiscal-appropriation", "transfer-to-districts"];
    let amount = |id: &ItemId| -> Option<i64> {
        let published = fixed.iter().find(|(name, _)| *name == id.as_str()).map(|(_, cents)| *cents);
        published.or_else(|| (agency.role == Role::District && passed_on.contains(&id.as_str())).then_some(own))
    };
    for block in form.blocks_of(stage) {
        match &block.kind {
            BlockKind::Pairs { slot: Slot::Amount, left, right, .. } => {
                for id in left.iter().chain(right).flat_map(|g| &g.items) {
                    let content = match amount(id) {
                        Some(cents) => wan(cents),
                        None if id.as_str().starts_with("project-") && id.as_str() != "project-expenditure" => {
                            wan(project(place))
                        }
                        None => Content::text("不涉及"),
                    };
                    typed.insert((id.clone(), Slot::Amount), content);
                }
            }
            BlockKind::Table { rows, columns, .. } => {
                let slots: Vec<Slot> = columns
                    .iter()
                    .filter_map(|c| match c.shows {
                        crate::definition::Shows::Slot(slot) if slot.is_amount() => Some(slot),
                        _ => None,
                    })
                    .collect();
                for id in rows.iter().filter(|_| !slots.is_empty()) {
                    let cents = amount(id).or_else(|| id.as_str().starts_with("project-t").then(|| project(place)));
                    execution(id, cents, &slots, typed, dice);
                }
            }
            _ => {}
        }
    }
    debug_assert!(form.groups.iter().any(|g| matches!(g.of, GroupOf::Execution { .. })));
}

/// The project form's funds, in cents of 万元.
fn project(place: usize) -> i64 {
    24_000 + i64::try_from(place).unwrap_or(0) * 1_250
}

/// Nothing was adjusted; between 91 % and 100 % was spent.
fn execution(id: &ItemId, cents: Option<i64>, slots: &[Slot], typed: &mut Typed, dice: &mut Dice) {
    for slot in slots {
        let content = match cents {
            None => Content::text("不涉及"),
            Some(cents) if *slot == Slot::Spent => {
                let share = i64::try_from(dice.between(910, 1_000)).unwrap_or(1_000);
                Content::Number(Decimal::new(cents / 1_000 * share, 2))
            }
            Some(cents) => Content::Number(Decimal::new(cents, 2)),
        };
        typed.insert((id.clone(), *slot), content);
    }
}

/// Most reach their target, one in twelve does not and says why.
fn achieved(item: &ItemId, target: &str, rate: bool, typed: &mut Typed, dice: &mut Dice) {
    let reading = Reading::of(target);
    let short = dice.between(1, 12) == 1;
    let content = match &reading.meaning {
        Meaning::Quantity(part) => {
            let value = value(part, short, rate, dice);
            if part.measure == "%" { Content::Number(value / Decimal::ONE_HUNDRED) } else { Content::Number(value) }
        }
        Meaning::Compound(parts) => {
            let parts: Vec<Part> = parts
                .iter()
                .map(|p| Part { bound: Bound::Bare, amount: value(p, short, rate, dice), ..p.clone() })
                .collect();
            Content::text(Meaning::Compound(parts).to_string())
        }
        Meaning::Date(_) => Content::text("2024年12月20日"),
        _ => Content::text("达成预期指标"),
    };
    typed.insert((item.clone(), Slot::Actual), content);
    let numeric = matches!(&reading.meaning, Meaning::Quantity(_) | Meaning::Compound(_));
    if short && numeric {
        typed.insert((item.clone(), Slot::Reason), Content::text(texts::reason(dice)));
    }
}

/// As many names as were achieved, each of this agency alone.
fn named(item: &ItemId, measure: &str, agency: &Agency, typed: &mut Typed) {
    let Some(Content::Number(count)) = typed.get(&(item.clone(), Slot::Actual)) else { return };
    let count = u32::try_from(*count).unwrap_or(0);
    if count > 0 {
        let names: Vec<String> = (1..=count).map(|n| format!("{}示范企业{n:02}有限公司", agency.short)).collect();
        let text = format!("{count}{measure}：{}", names.join("、"));
        typed.insert((item.clone(), Slot::Actual), Content::text(text));
    }
}

/// A value beside its target: on the right side of it, or a little on the wrong one.
fn value(part: &Part, short: bool, rate: bool, dice: &mut Dice) -> Decimal {
    let inverse = matches!(part.bound, Bound::AtMost | Bound::LessThan);
    let about = part.bound == Bound::About;
    let (low, high) = match (short, inverse, about, rate) {
        (true, true, _, _) => (1_030, 1_100),
        (true, false, _, _) => (850, 970),
        (false, true, _, _) => (850, 1_000),
        (false, false, true, _) => (970, 1_060),
        (false, false, false, true) => (1_000, 1_080),
        (false, false, false, false) => (1_000, 1_150),
    };
    let factor = Decimal::new(i64::try_from(dice.between(low, high)).unwrap_or(1_000), 3);
    let places = match part.measure.as_str() {
        "%" => 2,
        _ if part.scale == Decimal::ONE => 0,
        _ => part.amount.scale().max(1),
    };
    let value = part.amount * factor;
    // Rounding must not move a value to the other side of its target.
    let rounded = if inverse == short { up(value, places) } else { round_half_up(value, places) };
    let kept = if !short && !inverse && !about { rounded.max(part.amount) } else { rounded };
    let kept = if short && !inverse && kept >= part.amount { part.amount - Decimal::new(1, places) } else { kept };
    let kept = if !short && inverse { kept.min(part.amount) } else { kept };
    kept.max(Decimal::ZERO).normalize()
}

fn up(value: Decimal, places: u32) -> Decimal {
    value.round_dp_with_strategy(places, rust_decimal::RoundingStrategy::AwayFromZero)
}
