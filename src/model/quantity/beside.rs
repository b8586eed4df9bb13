//! An actual read beside its target: what it leaves out stands in the target.

use super::{Bound, Meaning, Part, Reading, dates, fold};
use crate::model::round_half_up::plain;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// From this factor on a number without a measure is more likely in another multiplier than so far from its target.
const FAR: Decimal = Decimal::ONE_THOUSAND;

impl Reading {
    /// Reads an actual beside its target: a number without a measure is in the target's own, multiplier included.
    pub fn beside(text: &str, target: &Meaning) -> Reading {
        let mut reading = Reading::of(text);
        let outcome = match target {
            Meaning::Date(_) => beside_date(text, &reading.meaning),
            Meaning::Quantity(_) | Meaning::Compound(_) => {
                if let Meaning::Unclear(_) = reading.meaning
                    && dates::month_or_number(&fold::fold(text)).is_some()
                    && let Ok(number) = Decimal::from_str_exact(&fold::fold(text))
                {
                    reading.meaning = Meaning::Quantity(Part::bare(number.normalize()));
                }
                beside_parts(&reading.meaning, target.parts())
            }
            _ => Ok(None),
        };
        match outcome {
            Ok(Some((meaning, notes))) => {
                reading.meaning = meaning;
                reading.notes.extend(notes);
            }
            Ok(None) => {}
            Err(reason) => reading.meaning = Meaning::Unclear(reason),
        }
        reading
    }
}

type Outcome = Result<Option<(Meaning, Vec<String>)>, String>;

fn beside_date(text: &str, meaning: &Meaning) -> Outcome {
    if let Some(deadline) = dates::month_or_number(&fold::fold(text)) {
        return Ok(Some((Meaning::Date(deadline), vec![])));
    }
    let Meaning::Quantity(part) = meaning else { return Ok(None) };
    let serial = part.amount.is_integer().then(|| part.amount.to_u64()).flatten().and_then(dates::from_serial);
    match serial {
        Some(date) if part.measure.is_empty() && part.bound == Bound::Bare => {
            Err(format!("目标是日期，填的是{}，是否为{}", plain(part.amount), dates::spell(date)))
        }
        _ => Err("目标是日期，填的是数".to_owned()),
    }
}

fn beside_parts(meaning: &Meaning, targets: &[Part]) -> Outcome {
    let parts = meaning.parts();
    if parts.is_empty() {
        return Ok(None);
    }
    if parts.len() != targets.len() {
        return Err(format!("目标有{}个数，填的是{}个数", targets.len(), parts.len()));
    }
    let mut notes = Vec::new();
    let mut adapted = Vec::with_capacity(parts.len());
    for (part, target) in parts.iter().zip(targets) {
        adapted.push(adapt(part, target, &mut notes)?);
    }
    let meaning = match (meaning, adapted.first()) {
        (Meaning::Quantity(_), Some(only)) => Meaning::Quantity(only.clone()),
        _ => Meaning::Compound(adapted),
    };
    Ok(Some((meaning, notes)))
}

/// One part in the measure of its target, where it names none.
fn adapt(part: &Part, target: &Part, notes: &mut Vec<String>) -> Result<Part, String> {
    if !part.measure.is_empty() {
        return Ok(part.clone());
    }
    let mut out = part.clone();
    if part.scale == Decimal::ONE {
        ask_about_fraction(part, target)?;
        out.scale = target.scale;
    }
    out.measure = target.measure.clone();
    ask_about_distance(&out, target)?;
    if out.measure_text() != part.measure_text() {
        notes.push(format!("没有写计量单位，按目标的“{}”计", out.measure_text()));
    }
    Ok(out)
}

/// 0.83 beside ≥90%: a share typed as a fraction.
fn ask_about_fraction(part: &Part, target: &Part) -> Result<(), String> {
    let two = Decimal::TWO;
    let share = part.amount > Decimal::ZERO && part.amount <= Decimal::ONE;
    if target.measure != "%" || target.amount < two || !share {
        return Ok(());
    }
    let percent = part.amount.checked_mul(Decimal::ONE_HUNDRED).map(plain).unwrap_or_default();
    Err(format!("{}是否为{percent}%，请写明百分号", plain(part.amount)))
}

fn ask_about_distance(part: &Part, target: &Part) -> Result<(), String> {
    if part.amount.is_zero() || target.amount.is_zero() {
        return Ok(());
    }
    let far = distance_is_far(part, target).unwrap_or(true);
    if !far {
        return Ok(());
    }
    Err(format!("填的{}与目标{target}相差一千倍以上，请核对并写明计量单位", plain(part.amount)))
}

/// Whether the actual is a thousand times the target or a thousandth of it; `None` beyond what can be computed.
fn distance_is_far(part: &Part, target: &Part) -> Option<bool> {
    let own = part.total()?.abs();
    let low = target.total()?.abs();
    let high = target.upper.unwrap_or(target.amount).checked_mul(target.scale)?.abs();
    let too_much = own >= high.max(low).checked_mul(FAR)?;
    let too_little = own.checked_mul(FAR)? <= low.min(high);
    Some(too_much || too_little)
}

impl Part {
    /// This amount in the measure and multiplier of another part; `None` where the measures differ or it is not exact.
    /// Without a measure of its own it is taken to be in the other's. A fall beside a growth is negative, and the other
    /// way round.
    pub fn amount_in(&self, other: &Part) -> Option<Decimal> {
        self.in_measure_of(self.amount, other)
    }

    /// The upper end in the measure and multiplier of another part; `None` as for `amount_in`, and without an upper end.
    pub fn upper_in(&self, other: &Part) -> Option<Decimal> {
        self.in_measure_of(self.upper?, other)
    }

    fn in_measure_of(&self, amount: Decimal, other: &Part) -> Option<Decimal> {
        let opposite = self.change.zip(other.change).is_some_and(|(own, its)| own != its);
        let amount = if opposite && !amount.is_zero() { -amount } else { amount };
        let (own, its) = (self.measure.is_empty(), other.measure.is_empty());
        if own && self.scale == Decimal::ONE || its && other.scale == self.scale {
            return Some(amount);
        }
        if !own && !fold::is_same_measure(&self.measure, &other.measure) {
            return None;
        }
        convert(amount, self.scale, other.scale)
    }
}

/// An amount from one multiplier to another; `None` where the result is not exact.
pub(super) fn convert(amount: Decimal, from: Decimal, to: Decimal) -> Option<Decimal> {
    if from == to {
        return Some(amount);
    }
    let total = amount.checked_mul(from)?;
    if total.checked_div(from)? != amount {
        return None;
    }
    let out = total.checked_div(to)?;
    (out.checked_mul(to)? == total).then(|| out.normalize())
}
