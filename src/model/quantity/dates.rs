//! Dates and deadlines: 2024年12月底前, 2024.12.31, 20211231.

use super::{Bound, Deadline, Precision};
use chrono::{Datelike, NaiveDate};

/// The date a folded text says as a whole; `None` when it is not wholly one date.
pub(super) fn read(text: &str) -> Option<Deadline> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let (body, by) = strip_deadline(&text);
    let (date, precision) = whole_date(body)?;
    Some(Deadline { date, bound: if by { Bound::AtMost } else { Bound::Bare }, precision })
}

/// Takes 前, 之前, 前完成, 完成 … off the end: they make a date a deadline.
fn strip_deadline(text: &str) -> (&str, bool) {
    let mut body = text;
    let mut by = false;
    for tail in ["完成", "之前", "以前", "前"] {
        if let Some(rest) = body.strip_suffix(tail) {
            body = rest;
            by = true;
        }
    }
    (body, by)
}

fn whole_date(text: &str) -> Option<(NaiveDate, Precision)> {
    if let Some((year, rest)) = text.split_once('年') {
        let year = year_of(year)?;
        return match rest {
            "" | "底" | "末" | "全年" => Some((NaiveDate::from_ymd_opt(year, 12, 31)?, Precision::Year)),
            _ => month_and_day(year, rest),
        };
    }
    let digits = text.trim_end_matches('日');
    if digits.len() == 8 && digits.bytes().all(|b| b.is_ascii_digit()) {
        let (year, month, day) = (year_of(digits.get(..4)?)?, digits.get(4..6)?, digits.get(6..)?);
        return Some((NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?)?, Precision::Day));
    }
    for separator in ['.', '-', '/'] {
        let parts: Vec<&str> = text.split(separator).collect();
        if let [year, month, day] = parts.as_slice() {
            let date = NaiveDate::from_ymd_opt(year_of(year)?, small(month)?, small(day)?)?;
            return Some((date, Precision::Day));
        }
    }
    None
}

fn month_and_day(year: i32, rest: &str) -> Option<(NaiveDate, Precision)> {
    let (month, rest) = rest.split_once('月')?;
    let month = small(month)?;
    match rest {
        "" | "底" | "末" | "份" | "内" => Some((last_of(year, month)?, Precision::Month)),
        _ => {
            let day = small(rest.trim_end_matches(['日', '号']))?;
            Some((NaiveDate::from_ymd_opt(year, month, day)?, Precision::Day))
        }
    }
}

fn last_of(year: i32, month: u32) -> Option<NaiveDate> {
    let (next_year, next) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    NaiveDate::from_ymd_opt(next_year, next, 1)?.pred_opt().filter(|d| d.month() == month)
}

/// A year of four digits from 1950 to 2099: anything else is rather a number.
fn year_of(text: &str) -> Option<i32> {
    let year: i32 = text.parse().ok().filter(|_| text.len() == 4)?;
    (1950..2100).contains(&year).then_some(year)
}

fn small(text: &str) -> Option<u32> {
    text.parse().ok().filter(|_| !text.is_empty() && text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit()))
}
