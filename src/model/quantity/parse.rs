//! From a text to its meaning: what is tried, in which order.

use super::fold::fold;
use super::numerals;
use super::part::{self, Refusal};
use super::{Bound, Meaning, Part, Reading, dates, lead, measure, words};
use rust_decimal::Decimal;

/// Longer texts are descriptions, not values.
const MOST_CHARACTERS: usize = 2000;

impl Reading {
    /// Reads a text. Never fails: what is not surely read is `Meaning::Unclear`, and the text is kept.
    pub fn of(text: &str) -> Reading {
        let (meaning, notes) = if text.chars().count() > MOST_CHARACTERS {
            (unclear("超过2000个字，不像一个指标值"), vec![])
        } else {
            meaning(text)
        };
        Reading { text: text.to_owned(), meaning, notes }
    }
}

type Read = (Meaning, Vec<String>);

fn unclear(reason: impl Into<String>) -> Meaning {
    Meaning::Unclear(reason.into())
}

fn meaning(text: &str) -> Read {
    let folded = fold(text);
    if folded.is_empty() {
        return (Meaning::Blank, vec![]);
    }
    if words::is_not_applicable(&folded) {
        return (Meaning::NotApplicable, vec![]);
    }
    let body = folded.trim_end_matches(['。', ';', '!', ',', '、', ' ']).trim();
    if let Some(reason) = words::is_unfilled(body) {
        return (unclear(reason), vec![]);
    }
    if words::is_bare_none(body) {
        return (unclear("“无”是0、不涉及还是还没有填，请写明"), vec![]);
    }
    if words::has_placeholder(body) {
        return placeholder(body);
    }
    if let Some(date) = dates::read(body) {
        return match date {
            Ok((deadline, notes)) => (Meaning::Date(deadline), notes),
            Err(reason) => (unclear(reason), vec![]),
        };
    }
    if words::says_zero(body) {
        let zero = Part { bound: Bound::Exactly, ..Part::bare(Decimal::ZERO) };
        return (Meaning::Quantity(zero), vec![format!("“{body}”按0计")]);
    }
    if numerals::has_foreign_digit(body) {
        return (unclear("有看不明白的数字符号"), vec![]);
    }
    if dates::month_or_number(body).is_some() {
        return (unclear(format!("“{body}”是日期还是数不能确定")), vec![]);
    }
    numbers(body)
}

/// A sample left in, unless real numbers stand beside it.
fn placeholder(body: &str) -> Read {
    if body.contains(|c: char| c.is_ascii_digit()) {
        return (unclear("样例的占位符号和数混在一起"), vec![]);
    }
    (Meaning::Placeholder, vec![])
}

fn numbers(body: &str) -> Read {
    if let Some(read) = lines(body) {
        return read;
    }
    let body = body.replace('\n', " ");
    // ",5" may have lost a digit; before anything else a joiner says nothing.
    let opened = body.trim_start_matches(['、', ',', ';', ' ']);
    let body = if opened.starts_with(|c: char| c.is_ascii_digit()) { &body } else { opened };
    if let Some(read) = both_ends(body) {
        return read;
    }
    let pieces = split(body);
    if pieces.len() > 1
        && let Some(read) = compound(body, &pieces)
    {
        return read;
    }
    if body == "一" {
        return (unclear("“一”是数还是横线不能确定"), vec![]);
    }
    if body.chars().count() <= 20 && numerals::is_vague(body) {
        return (unclear("写的是概数或分数，请写确切的数"), vec![]);
    }
    match part::read(body, true) {
        Ok((part, notes)) => (Meaning::Quantity(part), notes),
        Err(Refusal::Unclear(reason)) => (unclear(reason), vec![]),
        Err(Refusal::NoNumber) => without_number(body),
    }
}

/// Several lines, each a part of its own.
fn lines(body: &str) -> Option<Read> {
    if !body.contains('\n') {
        return None;
    }
    let pieces: Vec<&str> = body.split('\n').map(|l| l.trim_matches(['、', ',', ';', '。', ' '])).collect();
    let broken = pieces.windows(2).any(|pair| match pair {
        [a, b] => a.ends_with(|c: char| c.is_ascii_digit()) && b.starts_with(|c: char| c.is_ascii_digit()),
        _ => false,
    });
    if broken {
        return Some((unclear("数字之间有换行，不能确定是一个数还是几个数"), vec![]));
    }
    all_parts(&pieces)
}

fn all_parts(pieces: &[&str]) -> Option<Read> {
    let mut parts = Vec::new();
    let mut notes = Vec::new();
    for piece in pieces {
        let (part, mut said) = part::read(piece, false).ok()?;
        parts.push(part);
        notes.append(&mut said);
    }
    if let [first, second, ..] = parts.as_slice()
        && *first == Part::bare(Decimal::ONE)
        && !second.measure.is_empty()
    {
        return Some((unclear("前面的“1”是序号还是数不能确定"), vec![]));
    }
    Some((Meaning::Compound(parts), notes))
}

/// ≥90%且≤95%: both ends of a range, each included.
fn both_ends(body: &str) -> Option<Read> {
    let (a, b) = ["并且", "且"].iter().find_map(|w| body.split_once(w))?;
    let first = a.trim_end_matches([',', ' ']);
    let (low, mut notes) = part::read(first, true).ok()?;
    let (high, more) = part::read(b.trim(), false).ok()?;
    let (low, high) = if low.bound == Bound::AtMost { (high, low) } else { (low, high) };
    // 90以上且95%以下: the measure may stand at one end only.
    let alike = low.change == high.change && (low.measure.is_empty() || low.measure == high.measure);
    if (low.bound, high.bound) != (Bound::AtLeast, Bound::AtMost) || !alike {
        return None;
    }
    let amount = if low.measure.is_empty() && low.scale == Decimal::ONE {
        low.amount
    } else {
        super::beside::convert(low.amount, low.scale, high.scale)?
    };
    if amount >= high.amount {
        return Some((unclear("下限不小于上限"), vec![]));
    }
    let range = Part { bound: Bound::Between, amount, upper: Some(high.amount), ..high };
    notes.extend(more);
    notes.push(format!("“{}”按“{range}”计", measure::shorten(body)));
    Some((Meaning::Quantity(range), notes))
}

/// Parts joined by 、 ， ； 和 及; `None` where some piece holds no number.
fn compound(body: &str, pieces: &[&str]) -> Option<Read> {
    if has_loose_thousands(body) && !pieces.iter().all(|p| p.chars().all(|c| c.is_ascii_digit())) {
        return None;
    }
    all_parts(pieces)
}

/// 20, 100家: a comma and a blank may be one number's.
fn has_loose_thousands(body: &str) -> bool {
    let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).count();
    body.match_indices(',').any(|(at, comma)| {
        let (before, after) = (body.get(..at).unwrap_or(""), body.get(at + comma.len()..).unwrap_or(""));
        let first: String = before.trim_end().chars().rev().collect();
        !between_digits(body, at) && (1..=3).contains(&digits(&first)) && digits(after.trim_start()) == 3
    })
}

/// Cuts a text at its joiners; a comma between digits is a thousands separator, and 及以上 is a bound.
fn split(body: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut from = 0;
    let mut skip_to = 0;
    for (at, c) in body.char_indices() {
        if at < skip_to {
            continue;
        }
        let rest = body.get(at..).unwrap_or("");
        let long = ["以及", "和", "及", "与"].iter().find(|w| rest.starts_with(**w)).map(|w| w.len());
        let width = match c {
            '、' | ';' => c.len_utf8(),
            ',' if !between_digits(body, at) => 1,
            _ => match long {
                Some(width) if !rest.starts_with("及以") => width,
                _ => continue,
            },
        };
        pieces.push(body.get(from..at).unwrap_or("").trim());
        from = at + width;
        skip_to = from;
    }
    pieces.push(body.get(from..).unwrap_or("").trim());
    pieces
}

fn between_digits(body: &str, at: usize) -> bool {
    let before = body.get(..at).is_some_and(|t| t.ends_with(|c: char| c.is_ascii_digit()));
    let after = body.get(at + 1..).is_some_and(|t| t.starts_with(|c: char| c.is_ascii_digit()));
    before && after
}

/// No number: an operator without its number, a sample, or words.
fn without_number(body: &str) -> Read {
    let operand = words::PREFIXES
        .iter()
        .filter(|(w, ..)| !w.starts_with(super::fold::is_hanzi))
        .find_map(|(w, ..)| body.strip_prefix(w));
    if let Some(operand) = operand {
        let operand = operand.trim();
        let sample = !operand.is_empty() && measure::tail(operand).is_ok_and(|t| t.known && t.bound.is_none());
        return if sample {
            (Meaning::Placeholder, vec![])
        } else {
            (unclear("只有比较符号，没有数"), vec![])
        };
    }
    if lead::first_digit(body).is_some() {
        return (unclear("数看不明白"), vec![]);
    }
    if body.contains(['≥', '≤', '=', '<', '>', '±', '≠', '%']) && !body.contains(super::fold::is_hanzi) {
        return (unclear("只有符号，没有数"), vec![]);
    }
    if body.chars().all(numerals::is_numeral) {
        return (unclear("数看不明白"), vec![]);
    }
    if measure::tail(body).is_ok_and(|t| t.known && (!t.measure.is_empty() || t.bound.is_some()) && t.dropped.is_none())
    {
        return (unclear("只有计量单位或界限，没有数"), vec![]);
    }
    if !body.contains(|c: char| c.is_alphanumeric() || "√✓✔☑".contains(c)) {
        return (unclear("看不明白的符号"), vec![]);
    }
    (Meaning::Qualitative(words::tier(body)), vec![])
}
