//! Whether an actual reaches its target.

use super::{Bound, Meaning, Part, Tier};
use rust_decimal::Decimal;

/// Whether the actual reaches the target, by the target's bounds; `None` where it cannot be told.
/// A target without operator asks for at least, or at most where the indicator is `inverse`.
/// `about_tolerance_percent` is the width allowed on both sides of a 左右 target.
pub fn meets(target: &Meaning, actual: &Meaning, about_tolerance_percent: Decimal, inverse: bool) -> Option<bool> {
    match (target, actual) {
        (Meaning::Date(limit), Meaning::Date(done)) => Some(done.date <= limit.date),
        (Meaning::Qualitative(_) | Meaning::Date(_), Meaning::Qualitative(tier)) => tier.map(|t| t == Tier::Met),
        (Meaning::Quantity(_) | Meaning::Compound(_), Meaning::Qualitative(Some(tier))) => Some(*tier == Tier::Met),
        _ => {
            let (targets, actuals) = (target.parts(), actual.parts());
            if targets.is_empty() || targets.len() != actuals.len() {
                return None;
            }
            let verdicts: Option<Vec<bool>> =
                targets.iter().zip(actuals).map(|(t, a)| part_meets(t, a, about_tolerance_percent, inverse)).collect();
            verdicts.map(|v| v.into_iter().all(|met| met))
        }
    }
}

fn part_meets(target: &Part, actual: &Part, tolerance: Decimal, inverse: bool) -> Option<bool> {
    let low = actual.amount_in(target)?;
    let high = if actual.upper.is_some() { actual.upper_in(target)? } else { low };
    let goal = target.amount;
    Some(match target.bound {
        Bound::Bare if inverse => high <= goal,
        Bound::Bare | Bound::AtLeast => low >= goal,
        Bound::MoreThan => low > goal,
        Bound::AtMost => high <= goal,
        Bound::LessThan => high < goal,
        Bound::Exactly => low == goal && high == goal,
        Bound::Between => low >= goal && high <= target.upper?,
        Bound::About => {
            let slack = goal.abs().checked_mul(tolerance)?.checked_div(Decimal::ONE_HUNDRED)?;
            low >= goal.checked_sub(slack)? && high <= goal.checked_add(slack)?
        }
    })
}
