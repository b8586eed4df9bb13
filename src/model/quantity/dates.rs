//! Dates and deadlines: 2024年12月底前, 2024.12.31, 20211231日之前.

use super::numerals::is_numeral;
use super::{Bound, Deadline, Precision};
use chrono::{Datelike, Days, Months, NaiveDate};

/// A date in a text, or the reason why one is not surely read; `None` where the text is no date.
pub(super) fn read(text: &str) -> Option<Result<(Deadline, Vec<String>), String>> {
    let text = without_time(text);
    let western = westernised(text);
    let text = western.as_deref().unwrap_or(text);
    let apart: Vec<&str> = text.split_whitespace().collect();
    let ends = |t: &str| t.ends_with(|c: char| c.is_ascii_digit());
    let starts = |t: &str| t.starts_with(|c: char| c.is_ascii_digit());
    if apart.windows(2).any(|pair| matches!(pair, [a, b] if ends(a) && starts(b))) {
        return None;
    }
    let compact = apart.concat();
    if let Some(found) = period(&compact).or_else(|| without_year(&compact)) {
        return Some(Err(found));
    }
    let (lead, body) = lead(&compact)?;
    let found = match calendar(body)? {
        Ok(found) => found,
        Err(reason) => return Some(Err(reason)),
    };
    let mut notes = Vec::new();
    if found.joined {
        notes.push(format!("“{}”按日期计", body.chars().take(8).collect::<String>()));
    }
    let (before, words) = deadline_word(found.rest.trim_start_matches("00:00:00").trim_start_matches("24时"))?;
    if words.contains(|c: char| c.is_ascii_digit() || is_numeral(c)) {
        return None;
    }
    if !words.is_empty() {
        notes.push(format!("“{words}”作文字说明，未计入"));
    }
    if !lead.words.is_empty() {
        let not_yet = ["预计", "预期", "延期", "推迟", "延至", "拟"].iter().any(|w| lead.words.contains(w));
        if not_yet || lead.words.contains(['未', '没', '不', '无']) {
            return Some(Err(format!("日期前面的“{}”改变了意思", lead.words)));
        }
        notes.push(format!("“{}”作文字说明，未计入", lead.words));
    }
    let bound = if before || lead.at_most { Bound::AtMost } else { Bound::Bare };
    Some(Ok((Deadline { date: found.date, bound, precision: found.precision }, notes)))
}

/// The text without a time of day at its end: 2024-12-31 00:00:00.
fn without_time(text: &str) -> &str {
    let time = |t: &str| {
        let numbers: Vec<&str> = t.split(':').collect();
        let two = |n: &&str| (1..=2).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit());
        (2..=3).contains(&numbers.len()) && numbers.iter().all(two)
    };
    text.rsplit_once(' ').filter(|(_, t)| time(t)).map_or(text, |(date, _)| date.trim_end())
}

/// 二〇二四年六月三十日, 2024年六月 with the digits of 2024年6月30日; `None` where it begins with no year or has no numerals.
fn westernised(text: &str) -> Option<String> {
    let (year, mut rest) = text.split_once('年')?;
    let digits: Option<String> = year
        .chars()
        .map(|c| {
            if c.is_ascii_digit() {
                Some(c)
            } else {
                "〇一二三四五六七八九"
                    .chars()
                    .position(|d| d == c || c == '零' && d == '〇')
                    .and_then(|n| char::from_digit(u32::try_from(n).ok()?, 10))
            }
        })
        .collect();
    let digits = digits.filter(|d| d.len() == 4)?;
    let mut out = format!("{digits}年");
    let mut found = digits != year;
    for mark in ['月', '日'] {
        if let Some((number, after)) = rest.split_once(mark)
            && let Some(n) = super::numerals::chinese_value(number)
        {
            out.push_str(&format!("{n}{mark}"));
            rest = after;
            found = true;
        }
    }
    out.push_str(rest);
    found.then_some(out)
}

struct Lead<'a> {
    at_most: bool,
    words: &'a str,
}

/// What stands before the year.
fn lead(text: &str) -> Option<(Lead<'_>, &str)> {
    let at = text.find(|c: char| c.is_ascii_digit())?;
    let (mut words, body) = (text.get(..at)?, text.get(at..)?);
    let mut at_most = false;
    for op in ["≤", "<=", "=<", "不晚于", "不迟于"] {
        if let Some(w) = words.strip_suffix(op) {
            words = w;
            at_most = true;
            break;
        }
    }
    if words.contains(['≥', '≤', '>', '<', '=', '》', '《', '-', '~', '.', '/']) {
        return None;
    }
    for filler in ["截至", "截止", "到", "于", "在"] {
        if let Some(w) = words.strip_suffix(filler) {
            words = w;
            break;
        }
    }
    if words.ends_with(|c: char| c.is_ascii_alphanumeric()) || words.chars().count() > 20 {
        return None;
    }
    Some((Lead { at_most, words }, body))
}

struct Found<'a> {
    date: NaiveDate,
    precision: Precision,
    rest: &'a str,
    /// Written as eight digits in a row.
    joined: bool,
}

fn calendar(text: &str) -> Option<Result<Found<'_>, String>> {
    let (digits, rest) = number(text, 8)?;
    if digits.len() == 8 {
        if !rest.is_empty() && !rest.starts_with(['日', '前', '之', '以', '完']) {
            return None;
        }
        let (y, m, d) = (digits.get(..4)?, digits.get(4..6)?, digits.get(6..)?);
        let rest = rest.strip_prefix('日').unwrap_or(rest);
        let (year, month, day) = (y.parse().ok()?, m.parse().ok()?, d.parse().ok()?);
        if !is_year(year) {
            return None;
        }
        // Eight digits that are no day of the calendar are a number.
        let date = NaiveDate::from_ymd_opt(year, month, day)?;
        return Some(Ok(Found { date, precision: Precision::Day, rest, joined: true }));
    }
    let year: i32 = digits.parse().ok().filter(|y| is_year(*y) && digits.len() == 4)?;
    if let Some(rest) = rest.strip_prefix('年') {
        return Some(after_year(year, rest));
    }
    if ["年底", "底"].iter().any(|w| rest.starts_with(w)) || PERIODS.iter().any(|(w, _)| rest.starts_with(w)) {
        return Some(after_year(year, rest));
    }
    let mark = rest.chars().next().filter(|c| matches!(c, '-' | '/' | '.'))?;
    let (month, rest) = number(rest.strip_prefix(mark)?, 2)?;
    let month: u32 = month.parse().ok()?;
    match rest.strip_prefix(mark).and_then(|r| number(r, 2)) {
        Some((day, rest)) => {
            let rest = rest.strip_prefix(['日', 'T']).unwrap_or(rest);
            Some(day_of(year, month, day.parse().ok()?, rest))
        }
        // 2024.12 without a day is as likely a number: see `beside`.
        None if mark == '.' || rest.starts_with([mark, '~']) => None,
        None if (1..=12).contains(&month) => Some(end_of_month(year, month, rest)),
        None => None,
    }
}

/// Parts of a year, by their last month.
const PERIODS: [(&str, u32); 22] = [
    ("1季度", 3),
    ("2季度", 6),
    ("3季度", 9),
    ("4季度", 12),
    ("Q1", 3),
    ("Q2", 6),
    ("Q3", 9),
    ("Q4", 12),
    ("上半年", 6),
    ("下半年", 12),
    ("第一季度", 3),
    ("第二季度", 6),
    ("第三季度", 9),
    ("第四季度", 12),
    ("一季度", 3),
    ("二季度", 6),
    ("三季度", 9),
    ("四季度", 12),
    ("第1季度", 3),
    ("第2季度", 6),
    ("第3季度", 9),
    ("第4季度", 12),
];

fn after_year(year: i32, rest: &str) -> Result<Found<'_>, String> {
    if let Some(rest) = ["年底", "年末", "底", "末"].iter().find_map(|w| rest.strip_prefix(w)) {
        return end_of_year(year, rest);
    }
    if ["初", "年初", "中", "年中"].contains(&rest.trim_end_matches(['前', '完', '成'])) {
        return Err("“年初”“年中”不是确定的日期".to_owned());
    }
    for (word, month) in PERIODS {
        if let Some(rest) = rest.strip_prefix(word) {
            return end_of_month(year, month, rest.trim_start_matches(['底', '末']));
        }
    }
    let rest = rest.strip_prefix("度").unwrap_or(rest);
    let Some((month, after)) = number(rest, 2) else { return end_of_year(year, rest) };
    let Some(after) = after.strip_prefix('月') else { return end_of_year(year, rest) };
    let month = month.parse().map_err(|_| impossible())?;
    if let Some(after) = after.strip_prefix("份").or(after.strip_prefix('底')).or(after.strip_prefix('末')) {
        return end_of_month(year, month, after.trim_start_matches(['底', '末']));
    }
    match number(after, 2) {
        Some((day, after)) => {
            let after = after.strip_prefix(['日', '号']).ok_or_else(|| "日期没有写完".to_owned())?;
            day_of(year, month, day.parse().map_err(|_| impossible())?, after)
        }
        None => end_of_month(year, month, after),
    }
}

fn impossible() -> String {
    "日历上没有这一天".to_owned()
}

fn day_of(year: i32, month: u32, day: u32, rest: &str) -> Result<Found<'_>, String> {
    let date = NaiveDate::from_ymd_opt(year, month, day).ok_or_else(impossible)?;
    Ok(Found { date, precision: Precision::Day, rest, joined: false })
}

fn end_of_month(year: i32, month: u32, rest: &str) -> Result<Found<'_>, String> {
    let date = last_day(year, month).ok_or_else(impossible)?;
    Ok(Found { date, precision: Precision::Month, rest, joined: false })
}

fn end_of_year(year: i32, rest: &str) -> Result<Found<'_>, String> {
    let date = last_day(year, 12).ok_or_else(impossible)?;
    Ok(Found { date, precision: Precision::Year, rest, joined: false })
}

/// The last day of a month.
fn last_day(year: i32, month: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, 1)?.checked_add_months(Months::new(1))?.pred_opt()
}

fn is_year(year: i32) -> bool {
    (1950..=2100).contains(&year)
}

/// Up to `most` ASCII digits at the start; `None` without any or with more.
fn number(text: &str, most: usize) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    if end == 0 || end > most {
        return None;
    }
    Some((text.get(..end)?, text.get(end..)?))
}

/// 前, 之前, 前完成: whether the date is a limit, and the words left over. `None` where the rest is no end of a date.
fn deadline_word(rest: &str) -> Option<(bool, &str)> {
    let (before, rest) = match ["之前", "以前", "前", "止"].iter().find_map(|w| rest.strip_prefix(w)) {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let rest = rest.trim_start_matches([',', '、']);
    let words = ["全部完成", "已完成", "完成", "内"].iter().find_map(|w| rest.strip_prefix(w));
    match words {
        Some(words) => Some((before, words)),
        None if before || rest.is_empty() => Some((before, rest)),
        None => None,
    }
}

/// 2023.07-2024.01, 2021-2023年: a beginning and an end.
fn period(text: &str) -> Option<String> {
    let (a, b) = text.split_once(['-', '~', '至', '到'])?;
    let year_like = |t: &str| {
        number(t, 4).is_some_and(|(y, rest)| {
            y.len() == 4 && y.parse().is_ok_and(is_year) && (rest.starts_with(['年', '.', '/']))
        })
    };
    let only_year =
        |t: &str| number(t, 4).is_some_and(|(y, rest)| y.len() == 4 && rest.is_empty() && y.parse().is_ok_and(is_year));
    ((year_like(a) || only_year(a)) && (year_like(b) || only_year(b)))
        .then(|| "写的是起止时间，不是一个日期".to_owned())
}

/// 12月底前, 年底前: a deadline that lacks its year.
fn without_year(text: &str) -> Option<String> {
    let lacks = || Some("日期没有写年份".to_owned());
    let body = text.trim_start_matches("本年").trim_start_matches("当年");
    if ["年底前", "年末前", "年底", "年底前完成", "年内完成"].contains(&body) {
        return lacks();
    }
    let whole = |rest: &str| rest.is_empty() || rest.starts_with(['底', '末', '前', '内', '之', '完']);
    if PERIODS.iter().any(|(w, _)| body.strip_prefix(w).is_some_and(whole)) || body == "年内" {
        return lacks();
    }
    let (month, rest) = number(text, 2)?;
    let month: u32 = month.parse().ok()?;
    let rest = rest.strip_prefix('月')?;
    let dated = rest.starts_with(['底', '末', '前', '之', '份'])
        || number(rest, 2).is_some_and(|(_, r)| r.starts_with(['日', '号']));
    if (1..=12).contains(&month) && dated { lacks() } else { None }
}

/// 2024.12, which is a month or a number: the end of that month. 2024.6 may be a month, and 2024.1 may have been 2024.10.
pub(super) fn month_or_number(text: &str) -> Option<Deadline> {
    let (year, month) = text.split_once('.')?;
    let year: i32 = year.parse().ok().filter(|y| is_year(*y) && year.len() == 4)?;
    let month: u32 =
        month.parse().ok().filter(|m| (1..=12).contains(m) && (month.len() == 2 || month.len() == 1 && *m > 1))?;
    Some(Deadline { date: last_day(year, month)?, bound: Bound::Bare, precision: Precision::Month })
}

/// The day a spreadsheet shows for a serial number between 2000 and 2099.
pub(super) fn from_serial(serial: u64) -> Option<NaiveDate> {
    if !(36_526..=73_050).contains(&serial) {
        return None;
    }
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(serial))
}

/// 2024年12月31日.
pub(super) fn spell(date: NaiveDate) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}
