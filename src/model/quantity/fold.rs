//! Folding characters: what people and programs write differently for the same thing becomes one form, noted where it
//! could matter.

/// The folded text and the notes on it.
pub(super) fn fold(text: &str) -> (String, Vec<String>) {
    let mut out = String::new();
    let mut notes = Vec::new();
    let mut full_width = false;
    for c in text.chars() {
        let folded = match c {
            '\u{3000}' | '\u{a0}' | '\t' | '\n' | '\r' | '\u{2002}'..='\u{200a}' | '\u{202f}' => ' ',
            // Zero-width and direction marks come with pasted text and mean nothing.
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => continue,
            '≧' | '⩾' => '≥',
            '≦' | '⩽' => '≤',
            '》' => {
                notes.push("“》”按“≥”计".to_owned());
                '≥'
            }
            '《' => {
                notes.push("“《”按“≤”计".to_owned());
                '≤'
            }
            '～' | '∼' | '〜' | '—' | '–' | '−' | '‐' | '‑' | '―' => '-',
            '~' => '-',
            '×' | '＊' | '*' | '∙' | '•' | '・' | '⋅' => '·',
            '％' | '﹪' => '%',
            '：' => ':',
            '\u{ff01}'..='\u{ff5e}' => {
                full_width = true;
                char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c)
            }
            other => other,
        };
        out.push(folded);
    }
    if full_width && out.chars().any(|c| c.is_ascii_digit()) && text.chars().any(|c| ('０'..='９').contains(&c)) {
        notes.push("全角数字按半角计".to_owned());
    }
    let out = [(">=", "≥"), ("=>", "≥"), ("<=", "≤"), ("=<", "≤"), ("≥=", "≥"), ("≤=", "≤"), ("--", "-")]
        .into_iter()
        .fold(out, |text, (from, to)| text.replace(from, to));
    (out.trim().to_owned(), notes)
}

/// A measure in its one spelling, and whether that changed its meaning enough to be noted.
pub(super) fn measure(text: &str) -> (String, Option<String>) {
    match text {
        "人/次" => ("人次".to_owned(), Some("“人/次”按“人次”计".to_owned())),
        "个百分点" => ("百分点".to_owned(), None),
        "百分比" => ("%".to_owned(), Some("“百分比”按“%”计".to_owned())),
        other => (other.to_owned(), None),
    }
}
