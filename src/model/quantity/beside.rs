//! Reading an answer beside its target, and expressing one measure in another.

use super::{Meaning, Part, Reading};
use rust_decimal::Decimal;

impl Reading {
    /// What a text means beside a target: a bare number is in the target's own measure, multiplier included; 10³ or more
    /// away from it, or a fraction beside a percentage, is a question.
    pub fn beside(text: &str, target: &Meaning) -> Reading {
        let mut reading = Reading::of(text);
        let targets = target.parts();
        if targets.is_empty() || reading.meaning.parts().is_empty() {
            return reading;
        }
        if reading.meaning.parts().len() != targets.len() {
            let have = reading.meaning.parts().len();
            reading.meaning = Meaning::Unclear(format!("目标有{}项数值，这里有{have}项", targets.len()));
            return reading;
        }
        let completed: Result<Vec<Part>, String> =
            reading.meaning.parts().iter().zip(targets).map(|(part, target)| complete(part, target)).collect();
        reading.meaning = match completed {
            Err(question) => Meaning::Unclear(question),
            Ok(parts) => match (<[Part; 1]>::try_from(parts), targets.len()) {
                (Ok([one]), 1) => Meaning::Quantity(one),
                (Ok([one]), _) => Meaning::Compound(vec![one]),
                (Err(many), _) => Meaning::Compound(many),
            },
        };
        reading
    }
}

/// A part with the target's measure where it has none of its own.
fn complete(part: &Part, target: &Part) -> Result<Part, String> {
    if !part.measure.is_empty() {
        return Ok(part.clone());
    }
    if part.scale != Decimal::ONE {
        return Ok(Part { measure: target.measure.clone(), ..part.clone() });
    }
    let amount = part.amount.abs();
    let percent = target.measure == "%";
    if percent && amount > Decimal::ZERO && amount < Decimal::ONE && target.amount >= Decimal::TWO {
        let as_percent = (amount * Decimal::ONE_HUNDRED).normalize();
        return Err(format!("填的是{}，是否为{as_percent}%", part.amount));
    }
    let size = target.amount.abs();
    if !size.is_zero() && !amount.is_zero() {
        let (large, small) = if amount > size { (amount, size) } else { (size, amount) };
        let far = small.checked_mul(Decimal::ONE_THOUSAND).is_some_and(|limit| large >= limit);
        if far {
            let unit = target.measure_text();
            let ask = if unit.is_empty() { String::new() } else { format!("，是否以“{unit}”为单位") };
            return Err(format!("{}与目标值{}相差1000倍以上{ask}", part.amount, target.amount));
        }
    }
    Ok(Part { scale: target.scale, measure: target.measure.clone(), ..part.clone() })
}

impl Part {
    /// This amount in `other`'s measure and multiplier; `None` where the measures differ or the number is too large.
    /// A part without measure is in the other's, and without a multiplier of its own in the other's too.
    pub fn amount_in(&self, other: &Part) -> Option<Decimal> {
        self.convert(self.amount, other)
    }

    /// The upper end of a range in `other`'s measure and multiplier.
    pub fn upper_in(&self, other: &Part) -> Option<Decimal> {
        self.convert(self.upper?, other)
    }

    fn convert(&self, amount: Decimal, other: &Part) -> Option<Decimal> {
        if self.measure.is_empty() && self.scale == Decimal::ONE {
            return Some(amount);
        }
        if !self.measure.is_empty() && self.measure != other.measure {
            return None;
        }
        if self.scale == other.scale {
            return Some(amount);
        }
        amount.checked_mul(self.scale)?.checked_div(other.scale).map(|d| d.normalize())
    }
}
