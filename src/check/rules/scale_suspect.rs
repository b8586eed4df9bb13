//! V109 `scale-suspect`: a value a thousand times its like (元 typed for 万元, a multiplier lost), or a percentage a
//! hundred times its target (83 pasted under a percent format shows 8300%).

use super::{Check, Found, Rule};
use crate::check::view::{Row, View, quoted};
use crate::extract::{Amount, Entry};
use crate::model::quantity::paired;
use crate::model::round_half_up::plain;
use crate::model::{ItemId, Meaning, Measures, Part, Reach, Reading, Severity, Slot, quote};
use rust_decimal::Decimal;

pub(super) const RULE: Rule = Rule {
    code: "V109",
    name: "scale-suspect",
    level: Severity::Query,
    reach: Reach::Entry,
    page: include_str!("scale_suspect.md"),
    check: Check::Row(check),
};

/// From this many times on, a value is asked about.
const SUSPECT: Decimal = Decimal::ONE_THOUSAND;
/// A 执行数 so many times below its budget is asked about.
const SLIVER: Decimal = Decimal::from_parts(5_000, 0, 0, false, 0);
/// From this many times its target on, a percentage is asked about: the slip is a hundredfold.
const SUSPECT_PERCENT: Decimal = Decimal::from_parts(50, 0, 0, false, 0);

fn check(row: &Row<'_>, view: &View<'_>) -> Vec<Found> {
    let values = row.entries.iter().filter_map(|e| value(e, view));
    amounts(row, view).into_iter().chain(values).collect()
}

/// The amounts of one row beside the smallest of its budgets: 元 for 万元 is always too much, and a 执行数 a thousandth of
/// its budget is a slow year, but one ten thousandth of it 亿元 for 万元. Where budgets lie apart, nobody can tell which
/// of them is right, and the whole row is asked about.
pub(super) fn amounts(row: &Row<'_>, view: &View<'_>) -> Option<Found> {
    let amount = |slot: Slot| match view.amount(&row.item.id, slot) {
        Amount::Value(value) if value > Decimal::ZERO => Some((slot, value)),
        _ => None,
    };
    let budgets: Vec<(Slot, Decimal)> =
        [Slot::Amount, Slot::Initial, Slot::Adjusted].into_iter().filter_map(amount).collect();
    let (like, least) = budgets.iter().copied().min_by_key(|(_, value)| *value)?;
    let spent = amount(Slot::Spent);
    let all: Vec<(Slot, Decimal)> = budgets.iter().copied().chain(spent).collect();
    let suspects: Vec<(Slot, Decimal)> = all.iter().copied().filter(|(_, value)| is_far_above(*value, least)).collect();
    let fix = format!("表中金额以{}为单位：按元、亿元填写的请换算后更正，数字属实的请说明。", view.form.measure);
    let item = &row.item.id;
    if suspects.is_empty() {
        let (slot, value) = spent.filter(|(_, value)| is_sliver(*value, least))?;
        let message = format!(
            "{}的{}“{}”不到{}“{}”的五千分之一，疑似按亿元填写，请核对。",
            quote(&row.item.label),
            view.slot_name(slot),
            plain(value),
            view.slot_name(like),
            plain(least)
        );
        return Some(Found::new(message, fix).beside(item, like).at(item, slot));
    }
    let named: Vec<String> =
        suspects.iter().map(|(slot, value)| format!("{}“{}”", view.slot_name(*slot), plain(*value))).collect();
    let message = format!(
        "{}的{}是{}“{}”的1000倍以上，疑似按元或亿元填写，请核对。",
        quote(&row.item.label),
        named.join("、"),
        view.slot_name(like),
        plain(least)
    );
    let found = Found::new(message, fix);
    if suspects.iter().all(|(slot, _)| *slot == Slot::Spent) {
        return Some(suspects.iter().fold(found.beside(item, like), |found, (slot, _)| found.at(item, *slot)));
    }
    Some(all.iter().fold(found, |found, (slot, _)| found.at(item, *slot)))
}

/// The amount is asked about.
pub(super) fn suspects(item: &ItemId, slot: Slot, view: &View<'_>) -> bool {
    let found = view.row(item).and_then(|row| amounts(&row, view));
    found.is_some_and(|found| found.slots.iter().any(|(_, s)| *s == slot))
}

/// An indicator value beside the target in force.
pub(super) fn value(entry: &Entry, view: &View<'_>) -> Option<Found> {
    if !matches!(entry.slot, Slot::YearTarget | Slot::Actual) || !view.stage.asks(entry.slot) {
        return None;
    }
    // A bare number that lies too far from its target is left unclear by the reader, so it is read by itself here.
    let alone = Reading::of(&entry.text);
    let meaning =
        if matches!(entry.reading.meaning, Meaning::Unclear(_)) { &alone.meaning } else { &entry.reading.meaning };
    let (parts, targets) = (meaning.parts(), view.target(&entry.item).parts());
    let measures = view.form.measures_of(&entry.item);
    if parts.len() != targets.len() {
        return None;
    }
    let pairs: Vec<(&Part, &Part)> = paired(targets, parts, measures).into_iter().zip(targets).collect();
    let (says, fix) = if pairs.iter().any(|(part, target)| is_far_off(part, target, measures)) {
        ("相差1000倍以上，疑似倍数或计量单位有误。", "请核对“万”“亿”和计量单位：写错的更正，数字属实的请说明。")
    } else if pairs.iter().any(|(part, target)| is_a_hundredfold(part, target)) {
        ("相差50倍以上，疑似百分数多乘了100。", "请核对百分号和小数点：多乘了100的请更正，数字属实的请说明。")
    } else {
        return None;
    };
    let name = view.name(&entry.item, entry.slot);
    let target = quoted(view.target_text(&entry.item));
    let message = format!("{name}{}与目标值{target}{says}", quoted(&entry.text));
    let found = Found::new(message, fix).at(&entry.item, entry.slot);
    Some(if entry.slot == Slot::Actual { found.beside(&entry.item, Slot::YearTarget) } else { found })
}

fn is_far_off(part: &Part, target: &Part, measures: &Measures) -> bool {
    let upper = target.upper.unwrap_or(target.amount);
    part.amount_in(target, measures)
        .is_some_and(|amount| is_far_above(amount, upper) || is_far_above(target.amount, amount))
}

/// A percentage far above the one that was to be reached.
fn is_a_hundredfold(part: &Part, target: &Part) -> bool {
    let (both, like) = (part.measure == "%" && target.measure == "%", target.upper.unwrap_or(target.amount));
    both && like > Decimal::ZERO && like.checked_mul(SUSPECT_PERCENT).is_some_and(|limit| part.amount >= limit)
}

/// So little of its budget was spent that the measure is in doubt.
fn is_sliver(spent: Decimal, budget: Decimal) -> bool {
    spent.checked_mul(SLIVER).is_some_and(|times| times <= budget)
}

/// Both above zero, and the one a thousand times the other.
fn is_far_above(value: Decimal, like: Decimal) -> bool {
    value > Decimal::ZERO && like > Decimal::ZERO && like.checked_mul(SUSPECT).is_some_and(|limit| value >= limit)
}
