//! An actual read beside its target: what it leaves out stands in the target.

use super::{Bound, Meaning, Measures, Part, Reading, dates, fold};
use crate::model::round_half_up::plain;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// From this factor on a number without a measure is more likely in another multiplier than so far from its target.
const FAR: Decimal = Decimal::ONE_THOUSAND;

impl Reading {
    /// Reads a text where no date can be meant: 2024.12 is a number.
    pub fn of_number(text: &str) -> Reading {
        let mut reading = Reading::of(text);
        if let Meaning::Unclear(_) = reading.meaning
            && dates::month_or_number(&fold::fold(text)).is_some()
            && let Ok(number) = Decimal::from_str_exact(&fold::fold(text))
        {
            reading.meaning = Meaning::Quantity(Part::bare(number.normalize()));
        }
        reading
    }

    /// Reads an actual beside its target: a number without a measure is in the target's own, multiplier included.
    pub fn beside(text: &str, target: &Meaning) -> Reading {
        let mut reading = match target {
            Meaning::Quantity(_) | Meaning::Compound(_) => Reading::of_number(text),
            _ => Reading::of(text),
        };
        let outcome = match target {
            Meaning::Date(_) => beside_date(text, &reading.meaning),
            Meaning::Quantity(_) | Meaning::Compound(_) => beside_parts(&reading.meaning, target.parts()),
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

/// 0.83 beside ≥90%: a share typed as a fraction. Beside a target that is small itself only where the fraction comes
/// nearer to it: 0.014 beside ≤1.5%, and not 0.5.
fn ask_about_fraction(part: &Part, target: &Part) -> Result<(), String> {
    let share = part.amount > Decimal::ZERO && part.amount <= Decimal::ONE;
    let nearer = part.amount.checked_mul(Decimal::TEN).is_some_and(|ten| ten <= target.amount);
    if target.measure != "%" || !share || target.amount < Decimal::TWO && !nearer {
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
    pub fn amount_in(&self, other: &Part, measures: &Measures) -> Option<Decimal> {
        self.in_measure_of(self.amount, other, measures)
    }

    /// The upper end in the measure and multiplier of another part; `None` as for `amount_in`, and without an upper end.
    pub fn upper_in(&self, other: &Part, measures: &Measures) -> Option<Decimal> {
        self.in_measure_of(self.upper?, other, measures)
    }

    /// This part in the measure and multiplier of another; `None` as for `amount_in`.
    pub fn converted(&self, other: &Part, measures: &Measures) -> Option<Part> {
        let amount = self.amount_in(other, measures)?;
        let upper = self.upper_in(other, measures);
        Some(Part { amount, upper, scale: other.scale, measure: other.measure.clone(), ..self.clone() })
    }

    /// The part names a measure that is not, letter by letter, the other's: in the other's it is another number, or the same
    /// under another name.
    pub fn is_told_otherwise(&self, other: &Part) -> bool {
        !self.measure_text().is_empty() && self.measure_text() != other.measure_text()
    }

    /// The one place where a value goes from one measure to another.
    fn in_measure_of(&self, amount: Decimal, other: &Part, measures: &Measures) -> Option<Decimal> {
        let opposite = self.change.zip(other.change).is_some_and(|(own, its)| own != its);
        let amount = if opposite && !amount.is_zero() { -amount } else { amount };
        let (own, its) = (self.measure.is_empty(), other.measure.is_empty());
        if own && self.scale == Decimal::ONE || its && other.scale == self.scale {
            return Some(amount);
        }
        let (times, over) =
            if own { (Decimal::ONE, Decimal::ONE) } else { measures.ratio(&self.measure, &other.measure)? };
        convert(amount, self.scale.checked_mul(times)?, other.scale.checked_mul(over)?)
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
    exact_quotient(total, to)
}

/// The quotient, where it is a finite decimal: one that fills all 28 digits was most likely rounded.
pub(super) fn exact_quotient(a: Decimal, b: Decimal) -> Option<Decimal> {
    const FEW_DIGITS: i128 = 100_000_000_000_000_000_000_000_000;
    let quotient = a.checked_div(b)?.normalize();
    let whole = a.checked_rem(b).is_some_and(|rest| rest.is_zero());
    let exact = quotient.mantissa().abs() < FEW_DIGITS || whole;
    (exact && quotient.checked_mul(b)? == a).then_some(quotient)
}
