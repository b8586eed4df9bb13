//! Text → meaning. Total: what is not surely read is `Unclear` with the reason.

use super::{Bound, Change, Meaning, Part, Reading, dates, fold, numerals, scale, words};
use rust_decimal::Decimal;
use std::str::FromStr;

/// Longer texts are no indicator values.
const LONGEST: usize = 2_000;

impl Reading {
    /// What a text means. Never fails; the text is kept as it is.
    pub fn of(text: &str) -> Reading {
        let (meaning, notes) = read(text);
        Reading { text: text.to_owned(), meaning, notes }
    }
}

fn read(text: &str) -> (Meaning, Vec<String>) {
    if text.chars().take(LONGEST + 1).count() > LONGEST {
        return (Meaning::Unclear("文字过长，不是一个指标值".to_owned()), Vec::new());
    }
    let (folded, mut notes) = fold::fold(text);
    if folded.is_empty() {
        return (Meaning::Blank, notes);
    }
    let tight: String = folded.chars().filter(|c| !c.is_whitespace()).collect();
    if let Some(meaning) = words::read(&tight) {
        return (meaning, Vec::new());
    }
    if words::is_zero(&tight) {
        notes.push(format!("“{tight}”按0计"));
        return (Meaning::Quantity(Part { bound: Bound::Exactly, ..Part::bare(Decimal::ZERO) }), notes);
    }
    if words::is_placeholder(&tight) || is_unfilled(&tight) {
        return (Meaning::Placeholder, notes);
    }
    if let Some(date) = dates::read(&tight) {
        return (Meaning::Date(date), notes);
    }
    if digits_run_together(&folded) {
        return (Meaning::Unclear("数字之间有空格，看不出是一个数还是几个数".to_owned()), notes);
    }
    match single(&tight, &mut notes) {
        Ok(part) => (Meaning::Quantity(part), notes),
        Err(reason) => many(&tight, reason, notes),
    }
}

/// An operator with a measure and no number between: `≥万元`.
fn is_unfilled(text: &str) -> bool {
    let rest = text.trim_start_matches(['≥', '≤', '>', '<', '=']);
    let known = ["元", "万元", "亿元", "亩", "元/亩", "个", "家", "%", "人", "户", "株", "场", "次", "项", "台"];
    rest.len() < text.len() && known.contains(&rest)
}

fn digits_run_together(text: &str) -> bool {
    let mut digit = false;
    let mut gap = false;
    for c in text.chars() {
        match c {
            c if c.is_ascii_digit() => {
                if digit && gap {
                    return true;
                }
                (digit, gap) = (true, false);
            }
            ' ' => gap = true,
            _ => (digit, gap) = (false, false),
        }
    }
    false
}

/// Several quantities joined, a number at the end of words, words alone, or nothing sure.
fn many(text: &str, reason: String, mut notes: Vec<String>) -> (Meaning, Vec<String>) {
    let has_number = text.chars().any(|c| c.is_ascii_digit());
    if !has_number {
        return if text.chars().any(char::is_alphabetic) && !text.starts_with(['≥', '≤', '>', '<', '=']) {
            (Meaning::Qualitative(None), notes)
        } else {
            (Meaning::Unclear(reason), notes)
        };
    }
    let mut part_notes = Vec::new();
    let pieces = split(text);
    if pieces.len() > 1 {
        let parts: Result<Vec<Part>, String> = pieces.iter().map(|p| single(p, &mut part_notes)).collect();
        if let Ok(parts) = parts {
            notes.extend(part_notes);
            return (Meaning::Compound(parts), notes);
        }
    }
    if let Some((value, part)) = at_the_end(text) {
        notes.push(format!("取句末数值“{value}”"));
        return (Meaning::Quantity(part), notes);
    }
    (Meaning::Unclear(reason), notes)
}

/// The pieces between joiners; a comma inside a number is no joiner.
fn split(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut pieces = vec![String::new()];
    let mut skip = 0;
    for (i, c) in chars.iter().enumerate() {
        if skip > 0 {
            skip -= 1;
            continue;
        }
        let digit = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(char::is_ascii_digit);
        let joins = match c {
            '、' | ';' | '；' | '和' | '及' | '与' => true,
            '，' | ',' => !(digit(i.checked_sub(1)) && digit(Some(i + 1))),
            '以' if chars.get(i + 1) == Some(&'及') => {
                // 以及 joins; 以上 and 以内 do not; 及以上 belongs to its number.
                skip = 1;
                true
            }
            _ => false,
        };
        let belongs = *c == '及' && chars.get(i + 1) == Some(&'以');
        if joins && !belongs {
            pieces.push(String::new());
        } else if let Some(last) = pieces.last_mut() {
            last.push(*c);
        }
    }
    pieces
}

/// Words followed by exactly one quantity that ends the text: 开设课程数量220门.
fn at_the_end(text: &str) -> Option<(String, Part)> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let before = text.get(..start)?;
    let operator = before.rfind(|c| !['≥', '≤', '>', '<', '='].contains(&c));
    let from = match operator {
        Some(at) => at + before.get(at..)?.chars().next()?.len_utf8(),
        None => 0,
    };
    let words = text.get(..from)?;
    let value = text.get(from..)?;
    let numbers = value.split(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').filter(|n| !n.is_empty()).count();
    // A negation or a part of a word before the number changes what it says.
    let odd = ["不", "非", "第", "±", "≠", "-", "(", "每", "降", "增", "扣", "/", "约", "超", "无"];
    if words.chars().count() < 2 || numbers != 1 || odd.iter().any(|w| words.contains(w)) {
        return None;
    }
    if !words.chars().all(char::is_alphabetic) {
        return None;
    }
    let part = single(value, &mut Vec::new()).ok()?;
    Some((value.to_owned(), part))
}

/// One bounded number that is the whole text, or the reason why not.
fn single(text: &str, notes: &mut Vec<String>) -> Result<Part, String> {
    let (change, text) = take_change(text);
    let (mut bound, text) = take_prefix(text);
    let (amount, rest) = take_number(text, notes)?;
    if let Some((upper, rest)) = take_range(rest) {
        return range(amount, upper, rest, bound, change, notes);
    }
    let (more, rest) = match rest.strip_prefix(['余', '多']) {
        Some(after) => (Some(Bound::About), after),
        None => (None, rest),
    };
    let (factor, rest) = scale::take(rest);
    let (more, rest) = match rest.strip_prefix(['余', '多']) {
        Some(after) if more.is_none() => (Some(Bound::About), after),
        _ => (more, rest),
    };
    let (measure, suffix) = take_suffix(rest)?;
    for extra in [more, suffix].into_iter().flatten() {
        bound = agree(bound, extra)?;
    }
    let measure = checked_measure(measure, notes)?;
    Ok(Part { bound: bound.unwrap_or(Bound::Bare), amount, upper: None, scale: factor, measure, change })
}

fn range(
    amount: Decimal,
    upper: &str,
    rest: &str,
    bound: Option<Bound>,
    change: Option<Change>,
    notes: &mut Vec<String>,
) -> Result<Part, String> {
    let first = rest;
    let (upper, rest) = take_number(upper, notes)?;
    let (factor, rest) = scale::take(rest);
    let (first_factor, first_measure) = scale::take(first);
    if bound.is_some() || !(first.is_empty() || (first_factor == factor && first_measure == rest)) {
        return Err("范围的写法不明确".to_owned());
    }
    if upper <= amount {
        return Err("范围的两端不是从小到大".to_owned());
    }
    let measure = checked_measure(rest, notes)?;
    Ok(Part { bound: Bound::Between, amount, upper: Some(upper), scale: factor, measure, change })
}

/// 增长, 同比下降 … in front.
fn take_change(text: &str) -> (Option<Change>, &str) {
    let rest =
        text.strip_prefix("同比").or_else(|| text.strip_prefix("较上年")).or_else(|| text.strip_prefix("比上年"));
    let rest = rest.unwrap_or(text);
    for (word, change) in [
        ("增长", Change::Increase),
        ("增加", Change::Increase),
        ("提高", Change::Increase),
        ("提升", Change::Increase),
        ("上升", Change::Increase),
        ("下降", Change::Decrease),
        ("降低", Change::Decrease),
        ("减少", Change::Decrease),
        ("压减", Change::Decrease),
    ] {
        if let Some(rest) = rest.strip_prefix(word) {
            return (Some(change), rest.strip_prefix('率').unwrap_or(rest));
        }
    }
    (None, text)
}

/// Operators and their words in front of the number.
fn take_prefix(text: &str) -> (Option<Bound>, &str) {
    const WORDS: [(&str, Bound); 44] = [
        ("≥", Bound::AtLeast),
        ("≤", Bound::AtMost),
        (">", Bound::MoreThan),
        ("<", Bound::LessThan),
        ("=", Bound::Exactly),
        ("大于等于", Bound::AtLeast),
        ("大于或等于", Bound::AtLeast),
        ("小于等于", Bound::AtMost),
        ("小于或等于", Bound::AtMost),
        ("不低于", Bound::AtLeast),
        ("不少于", Bound::AtLeast),
        ("不小于", Bound::AtLeast),
        ("不下于", Bound::AtLeast),
        ("至少", Bound::AtLeast),
        ("达到", Bound::AtLeast),
        ("达", Bound::AtLeast),
        ("不超过", Bound::AtMost),
        ("不高于", Bound::AtMost),
        ("不多于", Bound::AtMost),
        ("不大于", Bound::AtMost),
        ("不突破", Bound::AtMost),
        ("至多", Bound::AtMost),
        ("最多", Bound::AtMost),
        ("控制在", Bound::AtMost),
        ("大于", Bound::MoreThan),
        ("高于", Bound::MoreThan),
        ("多于", Bound::MoreThan),
        ("超过", Bound::MoreThan),
        ("超出", Bound::MoreThan),
        ("超", Bound::MoreThan),
        ("小于", Bound::LessThan),
        ("低于", Bound::LessThan),
        ("少于", Bound::LessThan),
        ("不足", Bound::LessThan),
        ("不到", Bound::LessThan),
        ("等于", Bound::Exactly),
        ("大约", Bound::About),
        ("约为", Bound::About),
        ("约", Bound::About),
        ("将近", Bound::About),
        ("接近", Bound::About),
        ("近", Bound::About),
        ("≈", Bound::About),
        ("为", Bound::Bare),
    ];
    WORDS
        .iter()
        .find_map(|(word, bound)| text.strip_prefix(word).map(|rest| (Some(*bound), rest)))
        .unwrap_or((None, text))
}

/// A measure with the words behind it: 以上, 以内, 左右.
fn take_suffix(text: &str) -> Result<(&str, Option<Bound>), String> {
    for (word, bound) in [
        ("及以上", Bound::AtLeast),
        ("以上", Bound::AtLeast),
        ("及以下", Bound::AtMost),
        ("以下", Bound::AtMost),
        ("以内", Bound::AtMost),
        ("之内", Bound::AtMost),
        ("左右", Bound::About),
        ("上下", Bound::About),
    ] {
        if let Some(measure) = text.strip_suffix(word) {
            return Ok((measure, Some(bound)));
        }
    }
    Ok((text, None))
}

/// Two words for one bound must say the same.
fn agree(first: Option<Bound>, second: Bound) -> Result<Option<Bound>, String> {
    match first {
        None | Some(Bound::Bare) => Ok(Some(second)),
        Some(same) if same == second => Ok(Some(same)),
        Some(_) => Err("前后两个界限互相矛盾".to_owned()),
    }
}

/// The number at the front: digits with checked thousands separators, or a Chinese numeral before a known measure.
fn take_number<'t>(text: &'t str, notes: &mut Vec<String>) -> Result<(Decimal, &'t str), String> {
    if text.is_empty() {
        return Err("只有界限，没有数值".to_owned());
    }
    if let Some(found) = take_numeral(text, notes) {
        return Ok(found);
    }
    let sign = usize::from(text.starts_with('-') || text.starts_with('+'));
    let body = text.get(sign..).unwrap_or_default();
    let end = body.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '，'))).unwrap_or(body.len());
    let digits = body.get(..end).unwrap_or_default();
    if !digits.starts_with(|c: char| c.is_ascii_digit()) || !digits.ends_with(|c: char| c.is_ascii_digit()) {
        return Err("看不出数值".to_owned());
    }
    let digits = digits.replace('，', ",");
    let whole = digits.split('.').next().unwrap_or_default();
    let groups: Vec<&str> = whole.split(',').collect();
    let grouped = groups.len() == 1
        || (groups[0].len() <= 3 && groups.iter().skip(1).all(|g| g.len() == 3) && !groups[0].starts_with('0'));
    if !grouped || digits.matches('.').count() > 1 || digits.split('.').nth(1).is_some_and(|d| d.contains(',')) {
        return Err("逗号不在千分位上，看不出数值".to_owned());
    }
    let plain = digits.replace(',', "");
    let number = Decimal::from_str(&plain).ok().filter(|_| plain.len() <= 28).ok_or("数值过大")?;
    let number = if text.starts_with('-') { -number } else { number };
    Ok((number, body.get(end..).unwrap_or_default()))
}

/// 三家, 十二场, 两万元: only before a measure everybody counts with, since 一企一策 is no number.
fn take_numeral<'t>(text: &'t str, notes: &mut Vec<String>) -> Option<(Decimal, &'t str)> {
    if let Some(rest) = text.strip_prefix("百分之") {
        let end = rest.find(|c| !numerals::is_numeral(c)).unwrap_or(rest.len());
        let n = numerals::value(rest.get(..end)?).filter(|_| end > 0)?;
        notes.push(format!("“百分之{}”按{n}%计", rest.get(..end)?));
        return Some((Decimal::from(n), if end == rest.len() { "%" } else { return None }));
    }
    let end = text.find(|c| !numerals::is_numeral(c)).unwrap_or(text.len());
    let (numeral, rest) = text.split_at(end);
    let digits_of = numeral.trim_end_matches(['万', '亿']);
    let counted =
        ["家", "个", "场", "次", "项", "人", "元", "台", "座", "款", "件", "户", "名", "套", "批", "篇", "种", "亩"];
    if digits_of.is_empty() || !counted.iter().any(|m| rest.starts_with(m)) || rest.chars().count() > 4 {
        return None;
    }
    let value = numerals::value(digits_of).filter(|_| !digits_of.contains(['万', '亿']) || digits_of == numeral)?;
    notes.push(format!("“{numeral}”按数字计"));
    Some((Decimal::from(value), text.get(digits_of.len()..)?))
}

/// `-10项`, `至10项`, `到10项` after the first number (with or without its measure).
fn take_range(text: &str) -> Option<(&str, &str)> {
    for word in ["-", "至", "到"] {
        if let Some((first, second)) = text.split_once(word)
            && second.starts_with(|c: char| c.is_ascii_digit())
            && !first.contains(|c: char| c.is_ascii_digit())
        {
            return Some((second, first));
        }
    }
    None
}

/// A measure as people count with: short, without digits, operators or sentences.
fn checked_measure(text: &str, notes: &mut Vec<String>) -> Result<String, String> {
    let bad = |c: char| {
        c.is_ascii_digit() || (!c.is_alphabetic() && !matches!(c, '%' | '/' | '·' | '‰' | '℃' | '°' | '²' | '³' | '㎡'))
    };
    if text.contains(bad) {
        return Err("数值后面还有别的内容".to_owned());
    }
    let longest = text.split(['/', '·']).map(|p| p.chars().count()).max().unwrap_or(0);
    let sentence = ["以", "完成", "左右", "不", "的", "得", "超", "约", "和", "及", "与", "至", "内", "上下", "为"];
    if longest > 5 || text.chars().count() > 10 || sentence.iter().any(|w| text.contains(w)) {
        return Err("数值后面还有文字，看不准计量单位".to_owned());
    }
    let (measure, note) = fold::measure(text);
    notes.extend(note);
    Ok(measure)
}
