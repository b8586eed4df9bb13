//! Spelling variants folded away before anything is read: full width, dashes, operators, dots, white space.

/// The text in one spelling: half width, one kind of dash, dot, tilde and blank; invisible characters dropped.
pub(super) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let c = match fold_char(c) {
            Some(c) => c,
            None => continue,
        };
        if c == ' ' && out.ends_with([' ', '\n']) {
            continue;
        }
        if c == '\n' {
            out.truncate(out.trim_end().len());
        }
        out.push(c);
    }
    out.trim().to_owned()
}

fn fold_char(c: char) -> Option<char> {
    // The full-width block lies at a fixed distance from ASCII; ～ is folded below with its like.
    let c = match c {
        '\u{FF01}'..='\u{FF5D}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        c => c,
    };
    Some(match c {
        // Invisible: zero width, soft hyphen, byte order mark, direction marks, variation selectors.
        '\u{200B}'..='\u{200F}'
        | '\u{2060}'
        | '\u{FEFF}'
        | '\u{AD}'
        | '\u{202A}'..='\u{202E}'
        | '\u{FE0E}'
        | '\u{FE0F}' => {
            return None;
        }
        '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{85}' => '\n',
        '～' | '〜' | '∼' | '∽' | '˜' => '~',
        '≧' | '⩾' | '≽' | '≮' => '≥',
        '≦' | '⩽' | '≼' | '≯' => '≤',
        '〉' | '⟩' | '»' => '》',
        '〈' | '⟨' | '«' => '《',
        '﹥' => '>',
        '﹤' => '<',
        '﹦' => '=',
        '﹪' | '٪' => '%',
        '≈' | '≒' | '≅' => '≈',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | 'ー' | '─' | '━' | '﹣' | '﹘' => '-',
        '•' | '・' | '･' | '⋅' | '∙' | '‧' | '᛫' => '·',
        '∕' | '⁄' => '/',
        '✕' | '╳' | '✖' | '⨯' => '×',
        '￥' => '¥',
        '﹐' => ',',
        '﹑' | '､' => '、',
        '﹔' => ';',
        '【' | '〔' | '［' | '｛' => '(',
        '】' | '〕' | '］' | '｝' => ')',
        // The bar between cells that were pasted as one text parts like a blank.
        '|' | '│' => ' ',
        c if c.is_whitespace() || c.is_control() => ' ',
        c => c,
    })
}

/// A measure in its one spelling: 人/次 is 人次, 个百分点 is 百分点, 百分比 is %, `*` and `×` are `·`.
pub(super) fn fold_measure(measure: &str) -> String {
    let mut out: String = measure
        .chars()
        .filter_map(fold_char)
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '*' | '×' | '.' => '·',
            '(' => '（',
            ')' => '）',
            c => c,
        })
        .collect();
    for (from, to) in [
        ("㎡", "m²"),
        ("㎥", "m³"),
        ("㎞", "km"),
        ("m2", "m²"),
        ("m3", "m³"),
        ("人/次", "人次"),
        ("个百分点", "百分点"),
        ("百分比", "%"),
    ] {
        if out.contains(from) {
            out = out.replace(from, to);
        }
    }
    out
}

/// Other names of the same measure, for comparing; a value keeps the name it was written with.
const ALIASES: [(&str, &str); 15] = [
    ("平米", "平方米"),
    ("m²", "平方米"),
    ("m³", "立方米"),
    ("立方", "立方米"),
    ("km", "公里"),
    ("千米", "公里"),
    ("km²", "平方公里"),
    ("平方千米", "平方公里"),
    ("m", "米"),
    ("cm", "厘米"),
    ("kg", "千克"),
    ("公斤", "千克"),
    ("公吨", "吨"),
    ("天", "日"),
    ("kWh", "千瓦时"),
];

/// The one name of a folded measure without strokes: km is 公里.
pub(super) fn one_name(piece: &str) -> String {
    let found = ALIASES.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(piece));
    found.map_or(piece, |(_, name)| name).to_owned()
}

/// Whether the character is a Chinese character.
pub(super) fn is_hanzi(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '〇')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling() {
        for (text, folded) in [
            ("　≧２０，０００家次 ", "≥20,000家次"),
            ("8\u{200B}0%～９０％", "80%~90%"),
            ("》 万元", "》 万元"),
            ("a \r\n b", "a\nb"),
            ("——", "--"),
        ] {
            assert_eq!(fold(text), folded);
        }
    }

    #[test]
    fn measures() {
        for (text, folded) in [
            ("人/次", "人次"),
            ("元／人＊月", "元/人·月"),
            ("个百分点", "百分点"),
            ("百分比", "%"),
            ("元/户·年", "元/户·年"),
        ] {
            assert_eq!(fold_measure(text), folded);
        }
    }
}
