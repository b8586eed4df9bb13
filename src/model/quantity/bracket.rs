//! A remark in brackets behind a value: （含）, （万元）, an explanation.

use super::fold::is_hanzi;
use super::lead::has_digit;
use super::measure::{self, shorten};
use super::numerals::{self, Scanned};
use super::part::{Parsed, Refusal};
use super::{Bound, Part};
use rust_decimal::Decimal;

/// Splits a closing bracket off, unless it belongs to the measure (台（套）) or stands alone.
pub(super) fn split(text: &str) -> (&str, Option<&str>) {
    let Some(body) = text.strip_suffix(')') else { return (text, None) };
    let Some((before, inner)) = body.rsplit_once('(') else {
        return (text, None);
    };
    if inner.contains(')') {
        return (text, None);
    }
    let before = before.trim_end();
    let of_measure = measure::is_known(inner.trim())
        && before.ends_with(|c: char| is_hanzi(c) && !numerals::is_numeral(c) && !"上下内右".contains(c));
    if before.is_empty() || of_measure {
        return (text, None);
    }
    (before, Some(inner.trim()))
}

/// （含）, （含本数）, （含90%）: the number itself belongs to the range.
fn is_same_number(text: &str, part: &Part) -> bool {
    let same = |own: Scanned<'_>| own.amount == part.amount && measure::tail(own.rest).is_ok();
    matches!(text, "" | "本数") || numerals::scan(text).ok().flatten().is_some_and(same)
}

/// A remark in brackets behind a value: 含, 不含, the measure, or an explanation.
pub(super) fn apply(mut part: Part, bracket: &str, mut notes: Vec<String>) -> Parsed {
    if bracket.starts_with("不含") {
        part.bound = match part.bound {
            Bound::AtLeast | Bound::MoreThan => Bound::MoreThan,
            Bound::AtMost | Bound::LessThan => Bound::LessThan,
            _ => return Err(Refusal::Unclear("“不含”不知是哪一端".to_owned())),
        };
        notes.push("“不含”按不含本数计".to_owned());
        return Ok((part, notes));
    }
    if bracket.strip_prefix('含').is_some_and(|own| is_same_number(own, &part)) {
        return match part.bound {
            Bound::AtLeast | Bound::AtMost => Ok((part, notes)),
            _ => Err(Refusal::Unclear("“含”不知是哪一端".to_owned())),
        };
    }
    let only = measure::tail(bracket).ok().filter(|t| t.known && t.bound.is_none() && !has_digit(bracket));
    if let Some(only) = only.filter(|_| part.measure.is_empty() && part.scale == Decimal::ONE) {
        part.scale = only.scale;
        part.measure = only.measure;
        return Ok((part, notes));
    }
    if bracket.contains(['未', '没', '不', '≥', '≤', '>', '<', '±']) {
        return Err(Refusal::Unclear(format!("括号中的“{}”改变了意思", shorten(bracket))));
    }
    notes.push(format!("括号中的“{}”作说明，未计入", shorten(bracket)));
    Ok((part, notes))
}
