//! One bounded number with its measure: 不少于6万人, 增长15%以上, 5-10项.

use super::fold::{fold_measure, is_hanzi};
use super::measure::{self, Tail, shorten};
use super::numerals::{self, Scanned};
use super::words::{CHANGES, FILLERS, NOT_BOUNDS, NOTEWORTHY, PREFIXES};
use super::{Bound, Change, Part};
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
    let text = text.trim();
    let (text, bracket) = split_bracket(text)?;
    let (words, lead, rest) = if wordy { find_number(text)? } else { number_at_start(text)? };
    let mut notes = Vec::new();
    if !words.is_empty() {
        check_words(words)?;
        notes.push(format!("“{}”作文字说明，取后面的数", shorten(words)));
    }
    notes.extend(lead.notes.iter().cloned());
    let part = match lead.sign {
        Some(Sign::PlusMinus) => tolerance(rest, &lead, &mut notes)?,
        None => bounded(rest, lead, &mut notes)?,
    };
    if !words.is_empty() && part.amount.is_sign_negative() && !part.amount.is_zero() {
        return Err(Refusal::Unclear("数前面的“-”是负号还是横线不能确定".to_owned()));
    }
    match bracket {
        Some(bracket) => with_bracket(part, bracket, notes),
        None => Ok((part, notes)),
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Sign {
    PlusMinus,
}

/// The operators and words before a number.
#[derive(Debug, Clone, Default)]
struct Lead {
    bound: Option<(Bound, &'static str)>,
    /// A bound that yields to another (达到, 控制在).
    weak: Option<(Bound, &'static str)>,
    change: Option<Change>,
    percent: bool,
    yuan: bool,
    sign: Option<Sign>,
    notes: Vec<String>,
    conflict: Option<String>,
}

/// Eats operators and words up to a number; `None` where something else stands before it.
fn lead_and_rest(text: &str) -> Option<(Lead, &str)> {
    let mut lead = Lead::default();
    let mut rest = text;
    // More than a few operators in a row are no value, and a long text must not be slow.
    for _ in 0..8 {
        if let Some(r) = FILLERS.iter().find_map(|f| rest.strip_prefix(f)) {
            rest = r;
        } else if let Some((word, change, r)) =
            CHANGES.iter().find_map(|(w, c)| rest.strip_prefix(w).map(|r| (*w, *c, r)))
        {
            rest = r;
            if let Some(r) = rest.strip_prefix(['到', '至']) {
                // 提高到95% names a level, not a change.
                rest = r;
                lead.notes.push(format!("“{word}到”按达到的水平计"));
            } else if lead.change.is_some_and(|old| old != change) {
                lead.conflict = Some("增长与下降同时出现".to_owned());
            } else {
                lead.change = Some(change);
            }
        } else if let Some(r) = ["降到", "降至", "升到", "升至"].iter().find_map(|w| rest.strip_prefix(w)) {
            rest = r;
        } else if let Some(r) = rest.strip_prefix('±') {
            lead.sign = Some(Sign::PlusMinus);
            rest = r;
        } else if let Some(r) = rest.strip_prefix("百分之") {
            lead.percent = true;
            rest = r;
        } else if let Some(r) = rest.strip_prefix('¥') {
            lead.yuan = true;
            rest = r;
        } else if let Some((word, bound, weak, r)) =
            PREFIXES.iter().find_map(|(w, b, weak)| rest.strip_prefix(w).map(|r| (*w, *b, *weak, r)))
        {
            rest = r;
            lead.add(word, bound, weak);
        } else {
            break;
        }
        if lead.sign.is_some() || lead.percent {
            break;
        }
    }
    Some((lead, rest.trim_start()))
}

impl Lead {
    fn add(&mut self, word: &'static str, bound: Bound, weak: bool) {
        let slot = if weak { &mut self.weak } else { &mut self.bound };
        match slot {
            Some((old, other)) if *old != bound => {
                self.conflict = Some(format!("“{other}”与“{word}”互相矛盾"));
            }
            _ => *slot = Some((bound, word)),
        }
    }
}

/// A number right behind its operators.
fn number_at_start(text: &str) -> Result<(&str, Lead, &str), Refusal> {
    let Some((lead, rest)) = lead_and_rest(text) else { return Err(Refusal::NoNumber) };
    match starts_number(rest, lead.percent) {
        Ok(true) => Ok(("", lead, rest)),
        Ok(false) if has_digit(text) => Err(Refusal::Unclear("数前面有文字".to_owned())),
        Ok(false) => Err(Refusal::NoNumber),
        Err(reason) => Err(Refusal::Unclear(reason)),
    }
}

/// Where the first digit stands that does not belong to the name of a year: 2024年度 is context, not a value.
pub(super) fn first_digit(text: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + text.get(from..)?.find(|c: char| c.is_ascii_digit())?;
        let here = text.get(at..)?;
        let end = at + here.find(|c: char| !c.is_ascii_digit()).unwrap_or(here.len());
        let after = text.get(end..)?;
        let year = text.get(at..end)?;
        let context = (year.starts_with("19") || year.starts_with("20"))
            && year.len() == 4
            && after.strip_prefix('年').is_some_and(|a| !a.is_empty() && !a.starts_with(|c: char| c.is_ascii_digit()))
            && !text.get(..at)?.ends_with(|c: char| !is_hanzi(c));
        if !context {
            return Some(at);
        }
        from = end;
    }
}

fn has_digit(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
}

/// Whether a number stands here; a Chinese numeral only counts before a measure the tool knows.
fn starts_number(rest: &str, percent: bool) -> Result<bool, String> {
    Ok(match numerals::scan(rest)? {
        None => false,
        Some(Scanned { chinese: false, .. }) => true,
        Some(Scanned { rest, .. }) => percent || chinese_counts(rest),
    })
}

/// 三家, 两万元, 三至五家: the numeral is followed by a known measure and nothing more; 一般 and 十分 are words.
fn chinese_counts(after: &str) -> bool {
    if after.is_empty() {
        return true;
    }
    if after.starts_with("分") || after.starts_with('件') && after.chars().count() > 1 {
        return false;
    }
    let second = after
        .strip_prefix(['-', '~', '至', '到'])
        .and_then(|r| numerals::scan(r).ok().flatten())
        .filter(|s| s.chinese)
        .map(|s| s.rest);
    let after = second.unwrap_or(after);
    measure::tail(after)
        .is_ok_and(|t| t.known && (!t.measure.is_empty() || t.scale != Decimal::ONE || t.bound.is_some()))
}

/// The number in a text with words before it: the words, the operators, and the text from the number on.
fn find_number(text: &str) -> Result<(&str, Lead, &str), Refusal> {
    let first = first_digit(text);
    // A year that is context is no number to start with.
    if first == text.find(|c: char| c.is_ascii_digit())
        && let Ok(found) = number_at_start(text)
    {
        return Ok(found);
    }
    let Some(digit) = first else { return find_chinese(text) };
    let number_from = text
        .char_indices()
        .filter(|(at, c)| *at < digit && matches!(c, '-' | '.' | '+'))
        .map(|(at, _)| at)
        .next_back()
        .filter(|at| at + 1 == digit)
        .unwrap_or(digit);
    let starts = text.char_indices().map(|(at, _)| at).take_while(|at| *at <= number_from);
    for start in starts {
        let (Some(words), Some(here)) = (text.get(..start), text.get(start..)) else { continue };
        let Some((lead, rest)) = lead_and_rest(here) else { continue };
        if text.len() - rest.len() != number_from || cuts_a_word(words, here) {
            continue;
        }
        return Ok((words.trim_end_matches([' ', ':', ',']), lead, rest));
    }
    Err(Refusal::Unclear("数前面的文字看不明白".to_owned()))
}

/// A Chinese numeral with a known measure at the end of a text: 开展培训三场.
fn find_chinese(text: &str) -> Result<(&str, Lead, &str), Refusal> {
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        let of_a_word = before.is_some_and(|b| "第统唯进专同单逐万初首".contains(b) || numerals::is_numeral(b));
        before = Some(c);
        if of_a_word {
            continue;
        }
        let (Some(words), Some(here)) = (text.get(..at), text.get(at..)) else { continue };
        let Some((lead, rest)) = lead_and_rest(here) else { continue };
        if cuts_a_word(words, here) {
            continue;
        }
        let found = numerals::scan(rest).ok().flatten().filter(|s| s.chinese && !s.rest.is_empty());
        if found.is_some_and(|s| lead.percent || chinese_counts(s.rest)) {
            return Ok((words.trim_end_matches([' ', ':', ',']), lead, rest));
        }
    }
    Err(Refusal::NoNumber)
}

/// 节约 is no 约: the bound word would be the end of another word.
fn cuts_a_word(words: &str, here: &str) -> bool {
    let tail: String = words.chars().next_back().into_iter().chain(here.chars().next()).collect();
    let longer: String =
        words.chars().rev().take(2).collect::<Vec<_>>().into_iter().rev().chain(here.chars().next()).collect();
    NOT_BOUNDS.iter().any(|w| *w == tail || *w == longer)
}

/// Words that would change what the number means.
fn check_words(words: &str) -> Result<(), Refusal> {
    let unclear = |reason: &str| Err(Refusal::Unclear(reason.to_owned()));
    if words.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '-' | '~' | '*' | '×' | '\'')) {
        return Err(Refusal::Unclear(format!("数前面的“{}”像是没有识别清楚", shorten(words))));
    }
    if words.contains(['≥', '≤', '>', '<', '=', '》', '《', '≠', '±', '≈', '~']) {
        return unclear("比较符号与数不相连");
    }
    if numerals::counts_in_words(words) || first_digit(&format!("{words}。")).is_some() {
        return unclear("有几个数，不能确定取哪一个");
    }
    if words.contains(['未', '没', '尚', '除']) || words.ends_with(['不', '无', '非', '第', '负']) {
        return Err(Refusal::Unclear(format!("数前面的“{}”改变了意思", shorten(words))));
    }
    if words.contains('每') {
        return unclear("写的是每一份的标准，不是总数");
    }
    if words.contains(['(', ')', '不']) && words.ends_with(['(', '不']) {
        return unclear("数前面的括号没有写完");
    }
    Ok(())
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
    if lead.change == Some(Change::Decrease) && amount.is_sign_negative() && !amount.is_zero() {
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

/// 百分之 and ¥ before the number are its measure.
fn finish_measure(tail: &mut Tail, lead: &Lead) -> Result<(), Refusal> {
    let implied = match (lead.percent, lead.yuan) {
        (true, false) => "%",
        (false, true) => "元",
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
    let percent = after.strip_prefix("百分之");
    let mut low_notes = Vec::new();
    let low = scan(rest, &mut low_notes)?;
    let high_text = percent.unwrap_or(after);
    let Some(high) = numerals::scan(high_text)? else { return Ok(None) };
    if high.chinese != low.chinese {
        return Ok(None);
    }
    notes.append(&mut low_notes);
    let high = scan(high_text, notes).map(|_| high)?;
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
    super::beside::convert(amount, own.scale, upper.scale).ok_or_else(unclear)
}

/// Splits a closing bracket off, unless it belongs to the measure (台（套）) or stands alone.
fn split_bracket(text: &str) -> Result<(&str, Option<&str>), Refusal> {
    let Some(body) = text.strip_suffix(')') else { return Ok((text, None)) };
    let Some((before, inner)) = body.rsplit_once('(') else {
        return Ok((text, None));
    };
    if inner.contains(')') {
        return Ok((text, None));
    }
    let before = before.trim_end();
    let of_measure = measure::is_known(inner.trim())
        && before.ends_with(|c: char| is_hanzi(c) && !numerals::is_numeral(c) && !"上下内右".contains(c));
    if before.is_empty() || of_measure {
        return Ok((text, None));
    }
    Ok((before, Some(inner.trim())))
}

/// （含）, （含本数）, （含90%）: the number itself belongs to the range.
fn is_same_number(text: &str, part: &Part) -> bool {
    let same = |own: Scanned<'_>| own.amount == part.amount && measure::tail(own.rest).is_ok();
    matches!(text, "" | "本数") || numerals::scan(text).ok().flatten().is_some_and(same)
}

/// A remark in brackets behind a value: 含, 不含, the measure, or an explanation.
fn with_bracket(mut part: Part, bracket: &str, mut notes: Vec<String>) -> Parsed {
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
