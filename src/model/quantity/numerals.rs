//! Numbers as written: digits with checked thousands separators, and Chinese numerals.

use super::fold::is_hanzi;
use rust_decimal::Decimal;

/// A number found at the start of a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scanned<'a> {
    pub amount: Decimal,
    /// What stands behind it.
    pub rest: &'a str,
    /// The number as written, where its spelling is worth a note.
    pub spelt: Option<&'a str>,
    /// Written in Chinese numerals.
    pub chinese: bool,
}

/// The number at the start of `text`: `None` where none stands there, `Err` with the reason where it is damaged.
pub(super) fn scan(text: &str) -> Result<Option<Scanned<'_>>, String> {
    if text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.')) {
        return digits(text);
    }
    Ok(chinese(text))
}

fn digits(text: &str) -> Result<Option<Scanned<'_>>, String> {
    let (negative, body) = match text.strip_prefix('-') {
        Some(body) => (true, body.trim_start()),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if !body.starts_with(|c: char| c.is_ascii_digit()) {
        let cut = body.strip_prefix('.').is_some_and(|b| b.starts_with(|c: char| c.is_ascii_digit()));
        return if cut { Err("小数点前缺少数字".to_owned()) } else { Ok(None) };
    }
    let run = body.find(|c: char| !c.is_ascii_digit() && c != ',' && c != '.').unwrap_or(body.len());
    let written = body.get(..run).unwrap_or(body).trim_end_matches([',', '.']);
    let rest = body.get(written.len()..).unwrap_or("");
    if rest.trim_start().starts_with(|c: char| c.is_ascii_digit()) {
        return Err("数字之间有空格，不能确定是一个数还是几个数".to_owned());
    }
    if rest.starts_with('.') {
        return Err(format!("“{written}”后面的小数点没有写完"));
    }
    let mut after = rest.chars();
    if matches!(after.next(), Some('e' | 'E')) && matches!(after.next(), Some('+' | '-' | '0'..='9')) {
        return Err("用了科学计数法，请写出完整的数".to_owned());
    }
    let amount = decimal(written)?;
    let spelt = written.contains(',').then_some(written);
    Ok(Some(Scanned {
        amount: if negative && !amount.is_zero() { -amount } else { amount },
        rest,
        spelt,
        chinese: false,
    }))
}

/// Digits with separators, checked: `1,300.5` is a number, `12,34` is none.
fn decimal(written: &str) -> Result<Decimal, String> {
    let (whole, fraction) = match written.split_once('.') {
        Some((w, f)) => (w, Some(f)),
        None => (written, None),
    };
    if fraction.is_some_and(|f| f.contains(['.', ','])) {
        return Err(format!("“{written}”的小数点或千位分隔符不规范"));
    }
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or("");
    let mut grouped = false;
    for group in groups {
        grouped = true;
        if group.len() != 3 {
            return Err(format!("“{written}”的千位分隔符位置不对"));
        }
    }
    if grouped && (first.len() > 3 || first.starts_with('0')) {
        return Err(format!("“{written}”的千位分隔符位置不对"));
    }
    if first.len() > 1 && first.starts_with('0') {
        return Err(format!("“{written}”以0开头，不像一个数"));
    }
    if fraction.is_some_and(looks_like_float_noise) {
        return Err(format!("“{written}”的小数部分像是计算机换算的误差，请填写确切的数"));
    }
    let plain: String = written.chars().filter(|c| *c != ',').collect();
    let amount = Decimal::from_str_exact(&plain).map_err(|_| "数字太长，超出可计算的范围".to_owned())?;
    Ok(amount.normalize())
}

/// 0.0900000762939453: a binary fraction printed out. A division such as 28÷3 has no run of zeros or nines.
fn looks_like_float_noise(fraction: &str) -> bool {
    let fraction = fraction.trim_end_matches('0');
    fraction.len() >= 13 && (fraction.contains("00000") || fraction.contains("99999"))
}

/// Whether the character is a Chinese digit or unit of a numeral.
pub(super) fn is_numeral(c: char) -> bool {
    digit(c).is_some() || unit(c).is_some() || matches!(c, '万' | '亿')
}

fn digit(c: char) -> Option<u32> {
    Some(match c {
        '零' | '〇' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

fn unit(c: char) -> Option<u64> {
    Some(match c {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1000,
        _ => return None,
    })
}

/// In bytes; no numeral anyone writes is longer.
const LONGEST_NUMERAL: usize = 90;

/// The Chinese numeral at the start of `text`. A 万 or 亿 at its end is left to the measure: 两万元 is 2 with 万元.
fn chinese(text: &str) -> Option<Scanned<'_>> {
    let run = text.find(|c: char| !is_numeral(c) && c != '点').unwrap_or(text.len());
    let written = text.get(..run)?.trim_end_matches(['万', '亿']);
    if text.starts_with("零件") || written.len() > LONGEST_NUMERAL {
        return None;
    }
    let rest = text.get(written.len()..)?;
    // 千米 and 百分点 are measures: their first character is no part of the numeral.
    let (written, rest) = match written.char_indices().next_back() {
        Some((at, c)) if at > 0 && unit(c).is_some() && super::measure::is_whole_measure(text.get(at..)?) => {
            (text.get(..at)?, text.get(at..)?)
        }
        _ => (written, rest),
    };
    let amount = chinese_value(written)?;
    Some(Scanned { amount, rest, spelt: Some(written), chinese: true })
}

/// The value of a whole Chinese numeral; `None` for anything loose (三五, 百, 二〇二四).
pub(super) fn chinese_value(text: &str) -> Option<Decimal> {
    let (whole, fraction) = match text.split_once('点') {
        Some((w, f)) => (w, Some(f)),
        None => (text, None),
    };
    let mut value = Decimal::from(chinese_whole(whole)?);
    if let Some(fraction) = fraction {
        if fraction.is_empty() || fraction.chars().count() > 6 {
            return None;
        }
        let mut digits = 0u32;
        let mut places = 0u32;
        for c in fraction.chars() {
            digits = digits.checked_mul(10)?.checked_add(digit(c)?)?;
            places += 1;
        }
        value = value.checked_add(Decimal::new(i64::from(digits), places))?;
    }
    Some(value.normalize())
}

fn chinese_whole(text: &str) -> Option<u64> {
    if text.is_empty() {
        return None;
    }
    if text == "百" {
        return Some(100);
    }
    for (mark, scale) in [('亿', 100_000_000u64), ('万', 10_000u64)] {
        if let Some((high, low)) = text.split_once(mark) {
            let high = chinese_whole(high)?.checked_mul(scale)?;
            let rest = if low.is_empty() { 0 } else { chinese_whole(low)? };
            // 一万二 is 12000 to most who write it, and 10002 by the letter; 一万零二 is plain.
            let loose = !low.is_empty() && rest < scale / 10 && !low.starts_with(['零', '〇']);
            return if rest < scale && !loose { high.checked_add(rest) } else { None };
        }
    }
    below_ten_thousand(text)
}

/// 一千五百, 十二, 一百零五; the units must fall, and a digit needs its unit unless it ends the numeral.
fn below_ten_thousand(text: &str) -> Option<u64> {
    let mut sum = 0u64;
    let mut pending: Option<u64> = None;
    let mut last_unit = 10_000u64;
    let mut after_zero = false;
    let first = text.chars().next()?;
    for c in text.chars() {
        if let Some(d) = digit(c).map(u64::from) {
            if pending.is_some() {
                return None;
            }
            if d == 0 && text.chars().count() > 1 {
                after_zero = true;
                continue;
            }
            pending = Some(d);
        } else {
            let u = unit(c)?;
            if u >= last_unit || after_zero && u * 10 == last_unit && sum > 0 {
                return None;
            }
            let d = match pending.take() {
                Some(d) => d,
                // 十二 needs no 一 before 十; 百 and 千 do.
                None if u == 10 && (c == first && sum == 0) => 1,
                None => return None,
            };
            sum = sum.checked_add(d.checked_mul(u)?)?;
            last_unit = u;
            after_zero = false;
        }
    }
    match pending {
        // 一百五 is read as 150 by some and 105 by others.
        Some(_) if last_unit > 10 && last_unit < 10_000 && !after_zero => None,
        Some(d) => sum.checked_add(d),
        None => Some(sum),
    }
}

/// Whether the text holds a counted Chinese numeral (两个, 一次), which makes it a text with a number in it.
pub(super) fn counts_in_words(text: &str) -> bool {
    let mut before: Option<char> = None;
    let mut iter = text.chars().peekable();
    while let Some(c) = iter.next() {
        let counted = iter.peek().is_some_and(|next| "个家项场次台套件篇户亩座".contains(*next));
        let of_a_word = before.is_some_and(|b| "第统唯进专同单逐".contains(b));
        if (digit(c).is_some() || c == '十') && counted && !of_a_word {
            return true;
        }
        before = Some(c);
    }
    false
}

/// 十几家, 数百家, 三五家, 三分之一: a number in words that is no exact one.
pub(super) fn is_vague(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let unit_at = |i: usize| chars.get(i).is_some_and(|c| unit(*c).is_some() || matches!(c, '万' | '亿'));
    let counted = |i: usize| chars.get(i).is_some_and(|c| "个家项场次台套件篇户亩座人年".contains(*c));
    let small = |i: usize| chars.get(i).is_some_and(|c| digit(*c).is_some_and(|d| d > 0));
    let few = ["半年", "半数", "过半", "一半", "半个", "半小时", "半天", "半月"];
    if few.iter().any(|w| text.starts_with(w)) || text.contains("个半") {
        return true;
    }
    (0..chars.len()).any(|i| match chars.get(i) {
        // 近万人, 万余人, 十来个
        Some('近') => unit_at(i + 1) && chars.get(i + 1) != Some(&'百'),
        Some('余' | '多') => i == 1 && unit_at(0) && matches!(chars.first(), Some('千' | '万' | '亿')),
        Some('来') => i > 0 && unit_at(i - 1) && (counted(i + 1) || unit_at(i + 1)),
        Some('几') => unit_at(i + 1) || counted(i + 1) || i > 0 && unit_at(i - 1),
        Some('数') => unit_at(i + 1) && (unit_at(i + 2) || counted(i + 2)),
        Some('上') => unit_at(i + 1) && (i == 0 || chars.get(i - 1) != Some(&'以')),
        Some('若') => chars.get(i + 1) == Some(&'干') && counted(i + 2),
        Some('分') if chars.get(i + 1) == Some(&'之') && i > 0 => {
            // 百分之 and 千分之 are % and ‰; 三千分之 is neither.
            let sign = matches!(chars.get(i - 1), Some('百' | '千')) && (i < 2 || !small(i - 2));
            !sign && (small(i - 1) || unit_at(i - 1))
        }
        _ => small(i) && small(i + 1) && counted(i + 2),
    })
}

/// Whether there is a digit outside ASCII and Chinese numerals (①, Ⅲ, ½), which is not read.
pub(super) fn has_foreign_digit(text: &str) -> bool {
    text.chars().any(|c| c.is_numeric() && !c.is_ascii_digit() && !is_hanzi(c) && !matches!(c, '²' | '³'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::str::FromStr;

    #[test]
    fn numerals() {
        for (text, value) in [
            ("三", Some("3")),
            ("十", Some("10")),
            ("十二", Some("12")),
            ("二十", Some("20")),
            ("一百零五", Some("105")),
            ("一千五百", Some("1500")),
            ("一万五千", Some("15000")),
            ("一亿", Some("100000000")),
            ("三点五", Some("3.5")),
            ("零", Some("0")),
            ("三五", None),
            ("百", Some("100")),
            ("千", None),
            ("二〇二四", None),
            ("一百五", None),
            ("一万二", None),
            ("一万零二", Some("10002")),
            ("一亿五千万", Some("150000000")),
            ("一千零五百", None),
        ] {
            assert_eq!(chinese_value(text), value.map(|v| Decimal::from_str(v).unwrap()), "{text}");
        }
    }

    #[test]
    fn separators() {
        for (text, value) in
            [("1,300", Some("1300")), ("12,34", None), ("1,300.5", Some("1300.5")), ("007", None), ("0.5", Some("0.5"))]
        {
            assert_eq!(decimal(text).ok(), value.map(|v| Decimal::from_str(v).unwrap()), "{text}");
        }
        assert!(decimal("99999999999999999999999999999999").is_err());
        assert!(decimal("0.0900000762939453").is_err());
        assert!(decimal("9.33333333333333").is_ok());
    }
}
