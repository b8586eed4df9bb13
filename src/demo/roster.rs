//! 名册 of the sample round: eleven districts and 局本级, and what each of them has to achieve.

use super::dice::Dice;
use super::texts;
use crate::definition::{FormDef, Indicator, Item, Owner, Stage};
use crate::model::roster::Assigned;
use crate::model::{Agency, ItemId, Meaning, Part, Reading, Role, Roster, Slot};
use rust_decimal::Decimal;

/// The districts in their political order, which every list keeps.
const DISTRICTS: [(&str, &str); 11] = [
    ("440104", "越秀"),
    ("440105", "海珠"),
    ("440103", "荔湾"),
    ("440106", "天河"),
    ("440111", "白云"),
    ("440112", "黄埔"),
    ("440114", "花都"),
    ("440113", "番禺"),
    ("440115", "南沙"),
    ("440117", "从化"),
    ("440118", "增城"),
];

pub(super) fn roster(form: &FormDef, stage: &Stage, count: usize, dice: &mut Dice) -> Roster {
    let mut roster = Roster { agencies: agencies(count), ..Roster::default() };
    let doers: Vec<usize> = match roster.agencies.len() {
        1 => vec![0],
        n => (1..n).collect(),
    };
    let items: Vec<Item> = form.indicators().map(|(item, _)| item.clone()).collect();
    for item in &items {
        assign(&mut roster, item, &doers, form, dice);
    }
    if stage.scored {
        texts::declared(form, &mut roster);
    }
    roster
}

fn agencies(count: usize) -> Vec<Agency> {
    let agency = |code: String, name: String, short: String, role: Role| Agency {
        code,
        name,
        short,
        former: Vec::new(),
        role,
        ranked: role == Role::District,
        contact: "张三".to_owned(),
        phone: "020-00000000".to_owned(),
        mail: String::new(),
    };
    let mut all = vec![agency(
        "440100".to_owned(),
        format!("{}本级", super::DEPARTMENT),
        "局本级".to_owned(),
        Role::Headquarters,
    )];
    for (code, short) in DISTRICTS {
        all.push(agency(code.to_owned(), format!("{short}区工业和信息化局"), short.to_owned(), Role::District));
    }
    for n in all.len()..count {
        let number = n + 1 - 12;
        all.push(agency(
            format!("{}", 449_000 + number),
            format!("示范{number:04}区工业和信息化局"),
            format!("示范{number:04}"),
            Role::District,
        ));
    }
    all.truncate(count.max(1));
    all
}

fn assign(roster: &mut Roster, item: &Item, doers: &[usize], form: &FormDef, dice: &mut Dice) {
    let Some(indicator) = &item.indicator else { return };
    let target = Reading::of(&indicator.target);
    let slots: Vec<Slot> = [Slot::TermTarget, Slot::YearTarget]
        .into_iter()
        .filter(|slot| *slot == Slot::YearTarget || !indicator.term_target.is_empty())
        .collect();
    for slot in &slots {
        let text = if *slot == Slot::TermTarget { &indicator.term_target } else { &indicator.target };
        roster.department.insert((item.id.clone(), *slot), text.clone());
    }
    let shares = match indicator.owner {
        Owner::Headquarters => vec![(0, indicator.target.clone())],
        Owner::One => vec![(owner(roster, item, doers), indicator.target.clone())],
        // None of something (零投诉) is everybody's target, not a thing to be shared out.
        Owner::Any if is_shared_out(item) && !target.meaning.parts().iter().all(|p| p.amount.is_zero()) => {
            split(&target, doers, dice)
        }
        Owner::Any => doers
            .iter()
            .filter(|n| weighs(roster, indicator, **n, form))
            .map(|n| (*n, indicator.target.clone()))
            .collect(),
    };
    if !indicator.weight_basis.is_empty() {
        for (n, _) in &shares {
            let weight = Decimal::new(i64::try_from(dice.between(2_000, 90_000)).unwrap_or(2_000), 1);
            roster.weights.insert((item.id.clone(), roster.agencies[*n].code.clone()), weight);
        }
    }
    let codes: Vec<String> = roster.agencies.iter().map(|a| a.code.clone()).collect();
    for (n, code) in codes.iter().enumerate() {
        let own = shares.iter().find(|(at, _)| *at == n);
        for slot in &slots {
            let assigned = own.map_or(Assigned::NotApplicable, |(_, text)| Assigned::Target(text.clone()));
            roster.assigned.insert((item.id.clone(), *slot, code.clone()), assigned);
        }
    }
    debug_assert!(form.item(&item.id).is_some());
}

/// Whoever has no part in the indicator that weights this one has no part in this one either.
fn weighs(roster: &Roster, indicator: &Indicator, agency: usize, form: &FormDef) -> bool {
    let from = indicator.weight_from.as_ref().filter(|id| form.item(id).is_some_and(|i| i.indicator.is_some()));
    let Some((from, agency)) = from.zip(roster.agencies.get(agency)) else { return true };
    own_target(roster, from, &agency.code).is_some()
}

fn is_shared_out(item: &Item) -> bool {
    item.aggregate == "sum" || item.lists_names()
}

/// The agency named in the indicator (南沙区), else the first that does anything.
fn owner(roster: &Roster, item: &Item, doers: &[usize]) -> usize {
    let named = roster.agencies.iter().position(|a| a.role == Role::District && item.label.contains(&a.short));
    named.or(doers.first().copied()).unwrap_or(0)
}

/// The target shared out part by part; whoever would get nothing has no part in it.
fn split(target: &Reading, doers: &[usize], dice: &mut Dice) -> Vec<(usize, String)> {
    let parts = target.meaning.parts();
    let columns: Vec<Vec<Decimal>> =
        parts.iter().map(|p| dice.split_decimal(p.amount, step(p, doers.len()), doers.len())).collect();
    let mut shares = Vec::new();
    for (k, n) in doers.iter().enumerate() {
        let own: Vec<Part> =
            parts.iter().zip(&columns).map(|(p, column)| Part { amount: column[k].normalize(), ..p.clone() }).collect();
        if own.iter().any(|p| p.amount.is_zero()) {
            continue;
        }
        let meaning = match <[Part; 1]>::try_from(own) {
            Ok([one]) => Meaning::Quantity(one),
            Err(many) => Meaning::Compound(many),
        };
        shares.push((*n, meaning.to_string()));
    }
    shares
}

/// Whole things; but tenths of 万, 亿 and finer where there are more takers than that.
fn step(part: &Part, takers: usize) -> Decimal {
    let mut step = Decimal::ONE;
    if part.scale == Decimal::ONE {
        return step;
    }
    while (part.amount / step) < Decimal::from(takers * 4) && step > Decimal::new(1, 4) {
        step /= Decimal::TEN;
    }
    step
}

/// The indicator's id and what an agency has to achieve, for those it has a part in.
pub(super) fn own_target<'a>(roster: &'a Roster, item: &ItemId, code: &str) -> Option<&'a str> {
    match roster.assigned(item, Slot::YearTarget, code) {
        Assigned::Target(text) => Some(text),
        _ => None,
    }
}
