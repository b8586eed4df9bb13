//! A list of names as people write it into one cell: `3家：甲公司、乙公司、丙公司`, one name a line, or the names alone.

use super::{Bound, Meaning, Reading};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// What parts two names.
const JOINERS: [char; 7] = ['、', '；', ';', '，', ',', '\n', '\t'];
/// Words that stand where a name should and name nobody.
const NOBODY: [&str; 8] = ["无", "暂无", "没有", "待定", "待填", "待补", "同上", "略"];
/// What follows a comma within one English name.
const LEGAL_FORMS: [&str; 5] = ["ltd", "ltd.", "inc", "inc.", "llc"];

/// The names written in a text, each as it stands there; or why they are not surely all, as a Chinese clause. `measure` is
/// what is counted: 家.
///
/// A number that stands before the names is only compared with them: it never counts by itself.
pub fn read(text: &str, measure: &str) -> Result<Vec<String>, String> {
    let text = text.trim().trim_end_matches(['。', '；', ';', '、', '，', ',']);
    let (stated, list) = stated(text, measure)?;
    let mut names = Vec::new();
    for piece in pieces(list)? {
        names.push(name(&piece, measure)?);
    }
    let Some(first) = names.first() else {
        return Err("只写了数量，没有写出名称".to_owned());
    };
    if first.contains("附件") || first.contains("名单") && names.len() == 1 {
        return Err("名称不在这一格里".to_owned());
    }
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for name in &names {
        if seen.insert(folded(name), name).is_some() {
            return Err(format!("“{name}”写了不止一次"));
        }
    }
    match stated {
        Some(count) if count != Decimal::from(names.len()) => {
            Err(format!("写的数量是{}，名称有{}个", count.normalize(), names.len()))
        }
        _ => Ok(names),
    }
}

/// A name as it is compared: without white space, widths and cases made one.
pub fn folded(name: &str) -> String {
    name.nfkc()
        .filter(|c| !c.is_whitespace() && !c.is_control() && !matches!(c, '\u{200B}'..='\u{200F}' | '\u{FEFF}'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The number written before the names (3家：…, 3家（…）, 共3家，…), and the names.
fn stated<'t>(text: &'t str, measure: &str) -> Result<(Option<Decimal>, &'t str), String> {
    if let Some((before, rest)) = text.split_once(['：', ':']) {
        return match count(before, measure) {
            Some(number) => Ok((Some(number), rest)),
            // 企业名单：…; anything longer before the colon may hold names itself.
            None if before.trim().ends_with("名单") && !before.contains(JOINERS) => Ok((None, rest)),
            None => Err("冒号前面不是数量".to_owned()),
        };
    }
    let inner = text.strip_suffix(['）', ')']).and_then(|t| t.split_once(['（', '(']));
    if let Some((before, inner)) = inner
        && let Some(number) = count(before, measure)
    {
        return Ok((Some(number), inner));
    }
    if let Some((before, rest)) = text.split_once(JOINERS)
        && !is_ordinal(before)
        && let Some(number) = count(before, measure)
    {
        return Ok((Some(number), rest));
    }
    match count(text, measure) {
        Some(number) => Ok((Some(number), "")),
        None => Ok((None, text)),
    }
}

/// 3家, 共3家, 3: how many there are.
fn count(text: &str, measure: &str) -> Option<Decimal> {
    let text = text.trim();
    let text = ["共计", "合计", "共", "计"].iter().find_map(|w| text.strip_prefix(w)).unwrap_or(text);
    let is_number = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c) || "一二两三四五六七八九十".contains(c);
    if !text.starts_with(is_number) {
        return None;
    }
    match Reading::of(text).meaning {
        Meaning::Quantity(part) => {
            let rest = part.measure.strip_prefix(measure);
            let own = part.measure.is_empty() || matches!(rest, Some("" | "企业" | "公司" | "单位"));
            let exact = matches!(part.bound, Bound::Bare | Bound::Exactly) && part.change.is_none();
            part.total().filter(|_| own && exact)
        }
        _ => None,
    }
}

/// The texts between the joiners, without the numbers that count lines.
fn pieces(list: &str) -> Result<Vec<String>, String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut ordinals = 0;
    for piece in list.split(JOINERS).map(str::trim).filter(|p| !p.is_empty()) {
        if is_ordinal(piece) {
            ordinals += 1;
            if piece.nfkc().collect::<String>() != ordinals.to_string() {
                return Err(format!("“{piece}”是序号还是名称不能确定"));
            }
            continue;
        }
        let within = LEGAL_FORMS.contains(&piece.to_lowercase().as_str());
        match pieces.last_mut().filter(|_| within) {
            Some(before) => before.push_str(&format!(", {piece}")),
            None => pieces.push(unnumbered(piece).to_owned()),
        }
    }
    Ok(pieces)
}

/// Nothing but digits.
fn is_ordinal(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty()
        && text.chars().count() <= 4
        && text.chars().all(|c| c.is_ascii_digit() || ('０'..='９').contains(&c))
}

/// `1.甲公司`, `（2）乙公司` without the number.
fn unnumbered(piece: &str) -> &str {
    let inner = piece.trim_start_matches(['（', '(']);
    let rest = inner.trim_start_matches(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c));
    match rest.strip_prefix(['.', '．', ')', '）']) {
        Some(name) if rest.len() < inner.len() && !name.trim().is_empty() => name.trim(),
        _ => piece,
    }
}

/// The piece as a name, or why it is none.
fn name(piece: &str, measure: &str) -> Result<String, String> {
    let squeezed: String = piece.split_whitespace().collect::<Vec<_>>().join(" ");
    if NOBODY.contains(&squeezed.as_str()) {
        return Err(format!("“{squeezed}”不是名称"));
    }
    if squeezed.ends_with('等') || count(squeezed.rsplit('等').next().unwrap_or(""), measure).is_some() {
        return Err(format!("“{squeezed}”不是一个名称，名称可能没有写全"));
    }
    match Reading::of(&squeezed).meaning {
        Meaning::Qualitative(Some(_)) | Meaning::Placeholder | Meaning::NotApplicable | Meaning::Date(_) => {
            Err(format!("“{squeezed}”不是名称"))
        }
        _ => Ok(squeezed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// (cell, names joined by |, or the question)
    const CASES: &[(&str, Result<&str, &str>)] = &[
        ("3家：甲公司、乙公司、丙公司", Ok("甲公司|乙公司|丙公司")),
        ("３家:甲公司；乙公司;丙公司。", Ok("甲公司|乙公司|丙公司")),
        ("共2家，甲公司，乙公司", Ok("甲公司|乙公司")),
        ("2家（甲公司、乙公司）", Ok("甲公司|乙公司")),
        ("2家企业：甲公司、乙公司", Ok("甲公司|乙公司")),
        ("两家：甲公司、乙公司", Ok("甲公司|乙公司")),
        ("2：甲公司、乙公司", Ok("甲公司|乙公司")),
        ("甲公司\n乙公司", Ok("甲公司|乙公司")),
        ("1、甲公司\n2、乙公司", Ok("甲公司|乙公司")),
        ("1.甲公司\n2.乙公司", Ok("甲公司|乙公司")),
        ("（1）甲公司；（2）乙公司", Ok("甲公司|乙公司")),
        ("企业名单：甲公司、乙公司", Ok("甲公司|乙公司")),
        ("甲（中国）有限公司", Ok("甲（中国）有限公司")),
        ("3M中国有限公司、广州360科技有限公司", Ok("3M中国有限公司|广州360科技有限公司")),
        ("2家：ABC Co., Ltd.、乙公司", Ok("ABC Co., Ltd.|乙公司")),
        ("甲公司", Ok("甲公司")),
        ("3家", Err("只写了数量，没有写出名称")),
        ("3", Err("只写了数量，没有写出名称")),
        ("3家：", Err("只写了数量，没有写出名称")),
        ("3家：甲公司、乙公司", Err("写的数量是3，名称有2个")),
        ("甲公司、乙公司、甲 公司", Err("“甲 公司”写了不止一次")),
        ("甲公司、乙公司等", Err("“乙公司等”不是一个名称，名称可能没有写全")),
        ("甲公司、乙公司等5家", Err("“乙公司等5家”不是一个名称，名称可能没有写全")),
        ("见附件", Err("名称不在这一格里")),
        ("无", Err("“无”不是名称")),
        ("达成预期指标", Err("“达成预期指标”不是名称")),
        ("标杆企业：甲公司", Err("冒号前面不是数量")),
        ("1、甲公司\n3、乙公司", Err("“3”是序号还是名称不能确定")),
    ];

    #[test]
    fn lists_as_people_write_them() {
        for (text, expected) in CASES {
            let read = read(text, "家").map(|names| names.join("|"));
            assert_eq!(read.as_deref().map_err(String::as_str), *expected, "{text}");
        }
    }

    #[test]
    fn one_name_however_it_is_typed() {
        for (a, b) in
            [("甲（中国）有限公司", "甲(中国) 有限公司"), ("ＡＢＣ科技", "abc科技"), ("甲\u{200B}公司", "甲公司")]
        {
            assert_eq!(folded(a), folded(b));
        }
        assert_ne!(folded("甲公司"), folded("甲有限公司"), "another name may be another firm");
    }
}
