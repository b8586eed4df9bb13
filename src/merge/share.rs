//! What one agency gives to one figure, and why it gives nothing.

use super::{AgencyReturn, Round, concerns};
use crate::definition::{FormDef, Item};
use crate::model::quantity::paired;
use crate::model::{Deadline, Meaning, Measures, Origin, Part, Slot, Tier};

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
    /// 未报 (or not counted as a whole).
    NotReturned,
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
            Share::NotReturned => Some("未报"),
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
        return (Share::NotReturned, None);
    };
    let Some(entry) = chosen.submission.entry(&item.id, slot) else { return (Share::Blank, None) };
    let origin = Some(entry.origin.clone());
    let share = if !entry.sure {
        Share::Unclear("位置不能确定".to_owned())
    } else if slot.is_text() {
        if entry.text.trim().is_empty() { Share::Blank } else { Share::Text(entry.text.clone()) }
    } else {
        meant(&entry.reading.meaning, item, slot, target, round.form)
    };
    let is_held = chosen.held_slots.contains(&(item.id.clone(), slot));
    let share = if is_held && share.is_given() { Share::Held } else { share };
    (share, origin)
}

fn meant(meaning: &Meaning, item: &Item, slot: Slot, target: &Meaning, form: &FormDef) -> Share {
    match meaning {
        Meaning::Blank => Share::Blank,
        Meaning::NotApplicable if slot.is_amount() => Share::NotApplicable,
        Meaning::NotApplicable => Share::Unclear("填为不涉及，与任务分解不一致".to_owned()),
        Meaning::Placeholder => Share::Unclear("样例没有改成实际数值".to_owned()),
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
        let Some(part) = part.converted(target, measures) else {
            return Share::Unclear(format!("计量单位“{}”与“{}”不一致", part.measure_text(), target.measure_text()));
        };
        converted.push(part);
    }
    Share::Numbers(converted)
}
