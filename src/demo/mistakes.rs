//! What a clerk gets wrong: one finding each, and not one more.

use super::Answer;
use crate::definition::{FormDef, Stage};
use crate::model::book::Content;
use crate::model::{ItemId, Role, Roster, Slot};
use chrono::Days;
use rust_decimal::Decimal;

/// Plants the mistakes and says what they are. With few agencies there is room for few mistakes.
pub(super) fn plant(form: &FormDef, stage: &Stage, roster: &Roster, answers: &mut Vec<Answer>) -> Vec<String> {
    let districts: Vec<usize> =
        roster.agencies.iter().enumerate().filter(|(_, a)| a.role == Role::District).map(|(n, _)| n).collect();
    let name = |n: usize| roster.agencies[n].short.clone();
    let mut told = Vec::new();
    let mut victims = districts.iter().copied();
    let value = if stage.asks(Slot::Actual) { Slot::Actual } else { Slot::YearTarget };
    if let Some(n) = victims.next() {
        let at = if stage.asks(Slot::Actual) {
            numbers(form, &answers[n], value).into_iter().next()
        } else {
            amounts(&answers[n]).into_iter().next()
        };
        if let Some((item, slot)) = at {
            let measure = if slot == value { measure(form, &item) } else { form.measure.clone() };
            retype(&mut answers[n], &item, slot, |number| Content::text(format!("{number}{measure}")));
            told.push(format!("{}把计量单位写进了“{}”的数值里", name(n), form.label_of(&item)));
        }
    }
    if let Some(n) = victims.next() {
        let at = if stage.asks(Slot::Actual) {
            numbers(form, &answers[n], value).into_iter().nth(1)
        } else {
            amounts(&answers[n]).into_iter().nth(1)
        };
        if let Some((item, slot)) = at {
            retype(&mut answers[n], &item, slot, |number| Content::text(number.to_string()));
            told.push(format!("{}的“{}”是文本格式的数字", name(n), form.label_of(&item)));
        }
    }
    if let Some(n) = victims.next() {
        told.extend(unexplained(form, stage, &mut answers[n]).map(|label| format!("{}{label}", name(n))));
    }
    if let Some(n) = victims.next() {
        let at = ItemId::new("fiscal-appropriation");
        if answers[n].typed.contains_key(&(at.clone(), Slot::Amount)) {
            retype(&mut answers[n], &at, Slot::Amount, |number| Content::Number(number + Decimal::new(900, 2)));
            told.push(format!("{}的预算三项合计不相等", name(n)));
        }
    }
    let missing = victims.next();
    if let Some(n) = victims.next() {
        let mut earlier = answers[n].clone();
        earlier.saved = earlier.saved.checked_sub_days(Days::new(2)).unwrap_or(earlier.saved);
        earlier.file = format!("附件1-{}区-最终版.xlsx", name(n));
        answers[n].file = format!("附件1-{}区-最终版2(1).xlsx", name(n));
        answers.push(earlier);
        told.push(format!("{}报送了两份", name(n)));
    }
    if let Some(n) = missing {
        let code = &roster.agencies[n].code;
        answers.retain(|a| &a.agency != code);
        told.push(format!("{}没有报送", name(n)));
    }
    told
}

/// The indicators answered by a plain number of a measure that can be written behind it.
fn numbers(form: &FormDef, answer: &Answer, slot: Slot) -> Vec<(ItemId, Slot)> {
    form.indicators()
        .filter(|(_, i)| !i.measure.contains('%') && i.target.starts_with('≥'))
        .filter(|(item, _)| matches!(answer.typed.get(&(item.id.clone(), slot)), Some(Content::Number(_))))
        .map(|(item, _)| (item.id.clone(), slot))
        .collect()
}

fn amounts(answer: &Answer) -> Vec<(ItemId, Slot)> {
    answer
        .typed
        .iter()
        .filter(|((_, slot), content)| slot.is_amount() && matches!(content, Content::Number(_)))
        .map(|(at, _)| at.clone())
        .collect()
}

fn measure(form: &FormDef, item: &ItemId) -> String {
    form.item(item).and_then(|i| i.indicator.as_ref()).map(|i| i.measure.clone()).unwrap_or_default()
}

fn retype(answer: &mut Answer, item: &ItemId, slot: Slot, with: impl Fn(Decimal) -> Content) {
    if let Some(content) = answer.typed.get_mut(&(item.clone(), slot))
        && let Content::Number(number) = content
    {
        *content = with(number.normalize());
    }
}

/// One target missed without a word (or, when targets are pledged, one required text left blank).
fn unexplained(form: &FormDef, stage: &Stage, answer: &mut Answer) -> Option<String> {
    if !stage.asks(Slot::Actual) {
        let at = answer.typed.keys().find(|(_, slot)| *slot == Slot::Expected).cloned()?;
        answer.typed.remove(&at);
        return Some(format!("“{}”没有填期望达到的目标", form.label_of(&at.0)));
    }
    let (item, slot) = numbers(form, answer, Slot::Actual).into_iter().next()?;
    retype(answer, &item, slot, |number| {
        let less = number * Decimal::new(7, 1);
        Content::Number(less.trunc())
    });
    answer.typed.remove(&(item.clone(), Slot::Reason));
    Some(format!("的“{}”未达目标，没有写原因", form.label_of(&item)))
}
