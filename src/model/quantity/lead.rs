//! What stands before a number: operators, bound words, growth words, and a clerk's sentence.

use super::fold::is_hanzi;
use super::measure::{self, Worded, shorten};
use super::numerals::{self, Scanned};
use super::part::Refusal;
use super::words::{CHANGES, FILLERS, NOT_BOUNDS, PREFIXES};
use super::{Bound, Change};
use rust_decimal::Decimal;

/// The operators and words before a number.
#[derive(Debug, Clone, Default)]
pub(super) struct Lead {
    pub bound: Worded,
    /// A bound that yields to another (达到, 控制在).
    pub weak: Worded,
    pub change: Option<Change>,
    /// 百分之 or 千分之 stands before the number: `%` or `‰`.
    pub share: Option<&'static str>,
    /// ¥ stands before the number.
    pub yuan: bool,
    /// ± stands before the number.
    pub plus_minus: bool,
    pub notes: Vec<String>,
    /// Two words that contradict each other.
    pub conflict: Option<String>,
}

/// What stands before the number for the sign behind it.
pub(super) const SHARES: [(&str, &str); 2] = [("百分之", "%"), ("千分之", "‰")];

/// Eats the operators and words that may stand before a number; what follows need not be one.
fn lead_and_rest(text: &str) -> (Lead, &str) {
    let mut lead = Lead::default();
    let mut rest = text;
    // More than a few operators in a row are no value, and a long text must not be slow.
    for _ in 0..8 {
        if let Some(r) = FILLERS.iter().find_map(|f| rest.strip_prefix(f)) {
            rest = r;
        } else if let Some((word, change, r)) =
            CHANGES.iter().find_map(|(w, c)| rest.strip_prefix(w).map(|r| (*w, *c, r)))
        {
            rest = r.strip_prefix('了').unwrap_or(r);
            let level =
                rest.strip_prefix(['到', '至']).filter(|_| !rest.starts_with("至少") && !rest.starts_with("至多"));
            if let Some(r) = level {
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
            lead.plus_minus = true;
            rest = r;
        } else if let Some((sign, r)) = SHARES.iter().find_map(|(w, sign)| rest.strip_prefix(w).map(|r| (*sign, r))) {
            lead.share = Some(sign);
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
        if lead.plus_minus || lead.share.is_some() {
            break;
        }
    }
    (lead, rest.trim_start())
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
pub(super) fn number_at_start(text: &str) -> Result<(&str, Lead, &str), Refusal> {
    let (lead, rest) = lead_and_rest(text);
    match starts_number(rest, lead.share.is_some()) {
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
        let before = text.get(..at)?;
        let name = before.char_indices().rev().take(3).find_map(|(i, _)| name_at(text.get(i..)?).map(|n| i + n));
        if let Some(end) = name.filter(|end| *end > at).or_else(|| name_at(text.get(at..)?).map(|n| at + n)) {
            from = end;
            continue;
        }
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

pub(super) fn has_digit(text: &str) -> bool {
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

/// Measures that with a Chinese numeral make a name: 一期, 三级, 二手, 一路.
const RANKS: [&str; 34] = [
    "级", "档", "点", "路", "期", "面", "口", "头", "手", "股", "道", "票", "方", "度", "行", "页", "段", "站", "里",
    "两", "对", "双", "回", "角", "字", "床", "席", "类", "位", "眼", "根", "片", "部", "批",
];

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
    let says_measure = |t: measure::Tail| {
        t.known
            && !RANKS.contains(&t.measure.as_str())
            && (!t.measure.is_empty() || t.scale != Decimal::ONE || t.bound.is_some())
    };
    measure::tail(after).is_ok_and(says_measure)
}

/// The number in a text with words before it: the words, the operators, and the text from the number on.
pub(super) fn find_number(text: &str) -> Result<(&str, Lead, &str), Refusal> {
    let first = first_digit(text);
    // A year or a name is no number to start with.
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
        let (lead, rest) = lead_and_rest(here);
        if text.len() - rest.len() != number_from || cuts_a_word(words, here) {
            continue;
        }
        return Ok((words.trim_end(), lead, rest));
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
        let (lead, rest) = lead_and_rest(here);
        if cuts_a_word(words, here) {
            continue;
        }
        let found = numerals::scan(rest).ok().flatten().filter(|s| s.chinese && !s.rest.is_empty());
        if found.is_some_and(|s| lead.share.is_some() || chinese_counts(s.rest)) {
            return Ok((words.trim_end(), lead, rest));
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

/// Behind them stands a rank, a difference or something else than the amount: 第3名, 比上年少5个.
const CHANGING: [char; 17] =
    ['不', '无', '非', '第', '前', '负', '降', '减', '跌', '少', '多', '高', '低', '缺', '翻', '至', '到'];

/// The number behind them is one agency's share, or one season's.
const EACH: [&str; 13] =
    ["各", "各区", "各县", "各市", "各镇", "各街道", "各单位", "季度", "一年", "两年", "半年", "一月", "一周"];

/// The number behind them is last year's, a distance from something, or not there yet.
const ASIDE: [&str; 26] = [
    "上年",
    "上年度",
    "上年同期",
    "去年",
    "去年同期",
    "往年",
    "提前",
    "推迟",
    "延期",
    "延迟",
    "逾期",
    "超期",
    "滞后",
    "上浮",
    "下浮",
    "浮动",
    "超出",
    "超目标",
    "超计划",
    "超任务",
    "目标的",
    "计划的",
    "任务的",
    "预算的",
    "预计",
    "预期",
];

/// Names with letters or digits that are no part of a value.
const NAMES: [&str; 12] = ["GDP", "COD", "CO2", "SO2", "PM2.5", "PM10", "VOCs", "R&D", "4G", "5G", "6G", "AI"];

/// The length of such a name at the start of the text, where no letter or digit follows.
fn name_at(text: &str) -> Option<usize> {
    let name = NAMES.iter().find(|n| text.starts_with(**n))?;
    let after = text.get(name.len()..)?.chars().next()?;
    (is_hanzi(after) || "≥≤<>=(。".contains(after)).then_some(name.len())
}

/// Words that would change what the number means.
pub(super) fn check_words(words: &str) -> Result<(), Refusal> {
    let unclear = |reason: &str| Err(Refusal::Unclear(reason.to_owned()));
    let named = NAMES.iter().any(|n| words.ends_with(n));
    if !named
        && words.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '-' | '~' | '*' | '×' | '\''))
    {
        return Err(Refusal::Unclear(format!("数前面的“{}”像是没有识别清楚", shorten(words))));
    }
    if !named && !words.contains(is_hanzi) {
        return Err(Refusal::Unclear(format!("数前面的“{}”看不明白", shorten(words))));
    }
    if words.contains(['≥', '≤', '>', '<', '=', '》', '《', '≠', '±', '≈', '~']) {
        return unclear("比较符号与数不相连");
    }
    if numerals::counts_in_words(words) || first_digit(&format!("{words}。")).is_some() {
        return unclear("有几个数，不能确定取哪一个");
    }
    if words.contains(['未', '没', '尚', '除']) || words.ends_with(CHANGING) {
        return Err(Refusal::Unclear(format!("数前面的“{}”改变了意思", shorten(words))));
    }
    if words.contains('每') || EACH.iter().any(|w| words.ends_with(w)) {
        return unclear("写的是每一份的标准，不是总数");
    }
    if words.contains("超额") {
        return unclear("“超额”后面的数是总数还是超出的数不能确定");
    }
    if let Some(word) = ASIDE.iter().find(|w| words.trim_end_matches([':', ',']).ends_with(*w)) {
        return Err(Refusal::Unclear(format!("“{word}”后面的数不是要填的数")));
    }
    let far = PREFIXES.iter().map(|(word, ..)| *word).find(|word| word.chars().count() > 1 && words.contains(word));
    if let Some(word) = far {
        return Err(Refusal::Unclear(format!("“{word}”与数不相连")));
    }
    if words.ends_with('(') {
        return unclear("数前面的括号没有写完");
    }
    Ok(())
}
