//! What one agency gives to one figure, and why it gives nothing.

use super::aggregates::TEXT_BY_AGENCY;
use super::{AgencyReturn, ReturnState, Round, concerns};
use crate::check::Checked;
use crate::definition::{FormDef, Item};
use crate::extract::Entry;
use crate::model::quantity::paired;
use crate::model::{Bound, Change, Deadline, Meaning, Measures, Origin, Part, Slot, Tier, names};
use rust_decimal::Decimal;

/// One agency's part in one figure.
#[derive(Debug, Clone, PartialEq)]
pub enum Share {
    /// Numbers, one a part, in the department target's own measure (amounts: in the form's).
    Numbers(Vec<Part>),
    /// A day.
    Day(Deadline),
    /// Words and the tier they say, if any.
    Words(Option<Tier>, String),
    /// The text of a text slot.
    Text(String),
    /// 不涉及.
    NotApplicable,
    /// 缺: handed in, but this cell is blank.
    Blank,
    /// 待更正: sent back.
    Held,
    /// 待核实: it stands there, but is not surely understood; the reason.
    Unclear(String),
    /// 未报, or not counted as a whole: 待选定, 退回.
    NotReturned(ReturnState),
}

impl Share {
    /// A value was given and is in the figure.
    pub fn is_given(&self) -> bool {
        matches!(self, Share::Numbers(_) | Share::Day(_) | Share::Words(..) | Share::Text(_))
    }

    /// The word that stands where a value is not in the figure; `None` where it is.
    pub fn word(&self) -> Option<&'static str> {
        match self {
            Share::NotApplicable => Some("不涉及"),
            Share::Blank => Some("缺"),
            Share::Held => Some("待更正"),
            Share::Unclear(_) => Some("待核实"),
            Share::NotReturned(state) => Some(state.word()),
            _ => None,
        }
    }
}

/// What the agency gives for this slot, and where it stands. `target` is the department's, whose measure counts.
pub(super) fn share(
    agency: &AgencyReturn,
    item: &Item,
    slot: Slot,
    target: &Meaning,
    round: Round<'_>,
) -> (Share, Option<Origin>) {
    if !concerns(item, &agency.agency, round) {
        return (Share::NotApplicable, None);
    }
    let Some(chosen) = agency.chosen.as_ref().filter(|_| agency.state.is_merged()) else {
        return (Share::NotReturned(agency.state), None);
    };
    let Some(entry) = chosen.submission.entry(&item.id, slot) else { return (Share::Blank, None) };
    let origin = Some(entry.origin.clone());
    let share = if !entry.sure {
        Share::Unclear("位置不能确定".to_owned())
    } else if slot.is_text() {
        if entry.text.trim().is_empty() { Share::Blank } else { Share::Text(entry.text.clone()) }
    } else {
        // Words are kept where they are gathered; elsewhere their tier is all that counts.
        let words = if item.aggregate == TEXT_BY_AGENCY { entry.text.trim() } else { "" };
        meant(&entry.reading.meaning, words, item, slot, target, round.form)
    };
    let share = match share {
        Share::Blank if is_blank_beside_not_applicable(chosen, entry) => Share::NotApplicable,
        share => share,
    };
    let is_held = chosen.held_slots.contains(&(item.id.clone(), slot));
    let share = if is_held && share.is_given() { Share::Held } else { share };
    (share, origin)
}

/// A blank amount in a printed row that says 不涉及 and holds no amount: nothing more is asked for there (`required-blank`), and
/// nothing is missing.
fn is_blank_beside_not_applicable(chosen: &Checked, entry: &Entry) -> bool {
    let is_beside = |e: &&Entry| {
        e.item == entry.item && e.slot.is_amount() && e.origin.cell.row == entry.origin.cell.row && e.slot != entry.slot
    };
    let beside: Vec<&Entry> = chosen.submission.entries.iter().filter(is_beside).collect();
    let is = |e: &Entry, meaning: Meaning| e.reading.meaning == meaning;
    // What may stand in another's place says nothing about this one.
    entry.slot.is_amount()
        && beside.iter().any(|e| is(e, Meaning::NotApplicable))
        && beside.iter().all(|e| e.sure && (is(e, Meaning::NotApplicable) || is(e, Meaning::Blank)))
}

/// The names behind a count of names.
pub(super) fn names(agency: &AgencyReturn, item: &Item, slot: Slot, share: &Share) -> Vec<String> {
    if slot != Slot::Actual || !item.lists_names() || !matches!(share, Share::Numbers(_)) {
        return Vec::new();
    }
    let entry = agency.chosen.as_ref().and_then(|c| c.submission.entry(&item.id, slot));
    let measure = item.indicator.as_ref().map_or("", |i| i.measure.as_str());
    entry.and_then(|e| names::read(&e.text, measure).ok()).unwrap_or_default()
}

/// What a reading gives to a figure.
pub(super) fn meant(meaning: &Meaning, text: &str, item: &Item, slot: Slot, target: &Meaning, form: &FormDef) -> Share {
    match meaning {
        Meaning::Blank => Share::Blank,
        Meaning::NotApplicable if slot.is_amount() => Share::NotApplicable,
        Meaning::NotApplicable => Share::Unclear("填为不涉及，与任务分解不一致".to_owned()),
        Meaning::Placeholder => Share::Unclear("样例没有改成实际数值".to_owned()),
        // Where words are gathered, whatever is written is words.
        Meaning::Qualitative(tier) if !text.is_empty() => Share::Words(*tier, text.to_owned()),
        _ if !text.is_empty() => Share::Words(None, text.to_owned()),
        Meaning::Unclear(reason) => Share::Unclear(reason.clone()),
        Meaning::Date(day) => Share::Day(*day),
        Meaning::Qualitative(_) if slot.is_amount() || !target.parts().is_empty() => {
            Share::Unclear("这里应填数值".to_owned())
        }
        Meaning::Qualitative(tier) => Share::Words(*tier, String::new()),
        Meaning::Quantity(_) | Meaning::Compound(_) if slot.is_amount() => {
            in_measures(meaning.parts(), std::slice::from_ref(&amount_in(&form.measure)), &form.measures)
        }
        Meaning::Quantity(_) | Meaning::Compound(_) => match target.parts() {
            [] => Share::Unclear(format!("{}的目标不是数值，完成值却是数值", item.label)),
            targets => in_measures(meaning.parts(), targets, form.measures_of(&item.id)),
        },
    }
}

/// One unit of the form's amount measure: 1万元.
fn amount_in(measure: &str) -> Part {
    let reading = crate::model::Reading::of(&format!("1{measure}"));
    reading.meaning.parts().first().cloned().unwrap_or_else(|| Part::bare(rust_decimal::Decimal::ONE))
}

/// The parts, each in the measure of the target it answers.
fn in_measures(parts: &[Part], targets: &[Part], measures: &Measures) -> Share {
    if parts.len() != targets.len() {
        return Share::Unclear(format!("应有{}个数值，填了{}个", targets.len(), parts.len()));
    }
    let mut converted = Vec::new();
    for (part, target) in paired(targets, parts, measures).into_iter().zip(targets) {
        let Some(own) = part.converted(target, measures) else {
            return Share::Unclear(format!("计量单位“{}”与“{}”不一致", part.measure_text(), target.measure_text()));
        };
        match directed(part, target, Part { change: target.change, ..own }) {
            Ok(part) => converted.push(part),
            Err(reason) => return Share::Unclear(reason),
        }
    }
    Share::Numbers(converted)
}

/// A growth counted as its target counts it, so that a rise and a fall can be rolled up: beside 增长 a fall is negative.
/// `amount_in` has turned a fall beside a rise and the other way round; a fall beside a target of neither is turned here.
fn directed(written: &Part, target: &Part, part: Part) -> Result<Part, String> {
    let turned = match (written.change, target.change) {
        (Some(own), Some(its)) => own != its,
        (Some(Change::Decrease), None) => true,
        (None, Some(Change::Decrease)) if part.amount < Decimal::ZERO => {
            return Err("目标为下降，填的是负数，看不出方向".to_owned());
        }
        _ => false,
    };
    if !turned || part.amount.is_zero() {
        return Ok(part);
    }
    if !matches!(part.bound, Bound::Bare | Bound::Exactly) {
        return Err("方向与目标相反，又不是一个确定的数".to_owned());
    }
    let amount = if target.change.is_none() { -part.amount } else { part.amount };
    Ok(Part { amount, ..part })
}
