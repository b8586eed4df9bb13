//! One bounded number with its measure: 不少于6万人, 增长15%以上, 5-10项.

use super::fold::fold_measure;
use super::lead::{self, Lead};
use super::measure::{self, Tail, shorten};
use super::numerals::{self, Scanned};
use super::words::NOTEWORTHY;
use super::{Bound, Change, Part, beside, bracket};
use crate::model::round_half_up::plain;
use rust_decimal::Decimal;

/// Why a text is no part.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Refusal {
    /// There is no number in it.
    NoNumber,
    /// There is one, but it is not surely read.
    Unclear(String),
}

impl From<String> for Refusal {
    fn from(reason: String) -> Self {
        Refusal::Unclear(reason)
    }
}

/// A part and what was done to read it.
pub(super) type Parsed = Result<(Part, Vec<String>), Refusal>;

/// Reads a part; `wordy` allows words before the number.
pub(super) fn read(text: &str, wordy: bool) -> Parsed {
    let (text, remark) = bracket::split(text.trim());
    let (words, lead, rest) = if wordy { lead::find_number(text)? } else { lead::number_at_start(text)? };
    let mut notes = Vec::new();
    if !words.is_empty() {
        lead::check_words(words)?;
        notes.push(format!("“{}”作文字说明，取后面的数", shorten(words.trim_end_matches([':', ',']))));
    }
    notes.extend(lead.notes.iter().cloned());
    let part = if lead.plus_minus { tolerance(rest, &lead, &mut notes)? } else { bounded(rest, lead, &mut notes)? };
    if !words.is_empty() && part.amount.is_sign_negative() {
        return Err(Refusal::Unclear("数前面的“-”是负号还是横线不能确定".to_owned()));
    }
    match remark {
        Some(remark) => bracket::apply(part, remark, notes),
        None => Ok((part, notes)),
    }
}

/// ±10%: from -10 to 10.
fn tolerance(rest: &str, lead: &Lead, notes: &mut Vec<String>) -> Result<Part, Refusal> {
    if lead.bound.is_some() || lead.weak.is_some() || lead.change.is_some() {
        return Err(Refusal::Unclear("“±”前面又有比较符号".to_owned()));
    }
    let (amount, tail) = one_number(rest, lead, notes)?;
    if tail.bound.is_some_and(|(b, _)| b != Bound::AtMost) || amount.is_sign_negative() || amount.is_zero() {
        return Err(Refusal::Unclear("“±”的范围看不明白".to_owned()));
    }
    let upper = Some(amount);
    let part =
        Part { bound: Bound::Between, amount: -amount, upper, scale: tail.scale, measure: tail.measure, change: None };
    notes.push(format!("“±{}{}”按“{part}”计", plain(amount), part.measure_text()));
    Ok(part)
}

/// A number or range with all its bounds.
fn bounded(rest: &str, lead: Lead, notes: &mut Vec<String>) -> Result<Part, Refusal> {
    if let Some(conflict) = lead.conflict {
        return Err(Refusal::Unclear(conflict));
    }
    if let Some(part) = range(rest, &lead, notes)? {
        return Ok(part);
    }
    let (amount, tail) = one_number(rest, &lead, notes)?;
    let bound = join_bounds(&lead, &tail, notes)?;
    if lead.change == Some(Change::Decrease) && amount.is_sign_negative() {
        return Err(Refusal::Unclear("“下降”后面又写了负数".to_owned()));
    }
    Ok(Part { bound, amount, upper: None, scale: tail.scale, measure: tail.measure, change: lead.change })
}

/// One number and what stands behind it.
fn one_number(rest: &str, lead: &Lead, notes: &mut Vec<String>) -> Result<(Decimal, Tail), Refusal> {
    let scanned = scan(rest, notes)?;
    let mut tail = measure::tail(scanned.rest)?;
    tail_notes(&tail, notes);
    finish_measure(&mut tail, lead)?;
    Ok((scanned.amount, tail))
}

fn scan<'a>(rest: &'a str, notes: &mut Vec<String>) -> Result<Scanned<'a>, Refusal> {
    let scanned = numerals::scan(rest)?.ok_or(Refusal::NoNumber)?;
    if let Some(spelt) = scanned.spelt {
        notes.push(format!("“{spelt}”按{}计", plain(scanned.amount)));
    }
    Ok(scanned)
}

fn tail_notes(tail: &Tail, notes: &mut Vec<String>) {
    if let Some(noun) = &tail.noun {
        notes.push(format!("“{}{noun}”按“{}”计", tail.measure, tail.measure));
    }
    if let Some(word) = tail.dropped.filter(|w| *w != "之间") {
        notes.push(format!("“{word}”作文字说明，未计入"));
    }
    if let Some(from) = &tail.folded_from {
        notes.push(format!("“{from}”按“{}”计", fold_measure(from)));
    }
}

/// 百分之, 千分之 and ¥ before the number are its measure.
fn finish_measure(tail: &mut Tail, lead: &Lead) -> Result<(), Refusal> {
    let implied = match (lead.share, lead.yuan) {
        (Some(sign), false) => sign,
        (None, true) => "元",
        _ => return Ok(()),
    };
    if tail.measure.is_empty() {
        tail.measure = implied.to_owned();
    } else if tail.measure != implied {
        return Err(Refusal::Unclear(format!("“{implied}”与“{}”两个计量单位不一致", tail.measure)));
    }
    Ok(())
}

/// The one bound that lead and tail agree on.
fn join_bounds(lead: &Lead, tail: &Tail, notes: &mut Vec<String>) -> Result<Bound, Refusal> {
    let (bound, word) = match (lead.bound, tail.bound) {
        (Some((a, x)), Some((b, y))) if a != b => {
            return Err(Refusal::Unclear(format!("“{x}”与“{y}”互相矛盾")));
        }
        (Some(found), _) | (None, Some(found)) => found,
        (None, None) => match lead.weak {
            Some(found) => found,
            None => return Ok(Bound::Bare),
        },
    };
    if NOTEWORTHY.contains(&word) {
        let sign = if bound == Bound::About { "左右" } else { sign_of(bound) };
        notes.push(format!("“{word}”按“{sign}”计"));
    }
    Ok(bound)
}

/// The sign a bound is printed with.
pub(super) fn sign_of(bound: Bound) -> &'static str {
    match bound {
        Bound::Bare | Bound::About | Bound::Between => "",
        Bound::Exactly => "=",
        Bound::AtLeast => "≥",
        Bound::MoreThan => ">",
        Bound::AtMost => "≤",
        Bound::LessThan => "<",
    }
}

/// 5-10项, 80%~90%, 5万至10万元; `None` where no second number follows.
fn range(rest: &str, lead: &Lead, notes: &mut Vec<String>) -> Result<Option<Part>, Refusal> {
    let Some(low) = numerals::scan(rest)? else { return Ok(None) };
    let Some((at, mark)) = low.rest.char_indices().find(|(_, c)| matches!(c, '-' | '~' | '至' | '到')) else {
        return Ok(None);
    };
    let (Some(between), Some(after)) = (low.rest.get(..at), low.rest.get(at + mark.len_utf8()..)) else {
        return Ok(None);
    };
    let after = after.trim_start();
    if mark == '-' && after.starts_with('-') {
        return Err(Refusal::Unclear("两个数之间的横线看不明白".to_owned()));
    }
    let sign = lead::SHARES.iter().find(|(word, _)| after.starts_with(word));
    if sign.is_some_and(|(_, sign)| lead.share != Some(sign)) {
        return Err(Refusal::Unclear("范围两端的计量单位不一致".to_owned()));
    }
    let high_text = sign.and_then(|(word, _)| after.strip_prefix(word)).unwrap_or(after);
    let Some(high) = numerals::scan(high_text)?.filter(|high| high.chinese == low.chinese) else { return Ok(None) };
    scan(rest, notes)?;
    scan(high_text, notes)?;
    let mut low_tail = measure::tail(between)?;
    let mut tail = measure::tail(high.rest)?;
    finish_measure(&mut low_tail, lead)?;
    finish_measure(&mut tail, lead)?;
    tail_notes(&tail, notes);
    if lead.bound.is_some() || low_tail.bound.is_some() || tail.bound.is_some() {
        return Err(Refusal::Unclear("范围的前后又有比较符号或“以上”“左右”等字".to_owned()));
    }
    let amount = in_scale_of(low.amount, &low_tail, &tail)?;
    if amount > high.amount {
        return Err(Refusal::Unclear("范围的前一个数大于后一个数".to_owned()));
    }
    if amount == high.amount {
        return Err(Refusal::Unclear("范围的两个数相同".to_owned()));
    }
    if tail.measure == "年" && amount >= Decimal::from(1950) {
        return Err(Refusal::Unclear("写的是起止年份，不是数量".to_owned()));
    }
    Ok(Some(Part {
        bound: Bound::Between,
        amount,
        upper: Some(high.amount),
        scale: tail.scale,
        measure: tail.measure,
        change: lead.change,
    }))
}

/// The lower end in the measure and multiplier of the upper one.
fn in_scale_of(amount: Decimal, own: &Tail, upper: &Tail) -> Result<Decimal, Refusal> {
    let plain = own.measure.is_empty() && own.scale == Decimal::ONE;
    if plain || (own.measure == upper.measure || own.measure.is_empty()) && own.scale == upper.scale {
        return Ok(amount);
    }
    let same = own.measure == upper.measure || own.measure.is_empty() && own.scale == upper.scale;
    let unclear = || Refusal::Unclear("范围两端的计量单位不一致".to_owned());
    if !same {
        return Err(unclear());
    }
    beside::convert(amount, own.scale, upper.scale).ok_or_else(unclear)
}
