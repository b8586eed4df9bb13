//! Multipliers written before a measure: 万台, 亿元, 千万元; but 千米, 千瓦 and 百分点 are measures.

use rust_decimal::Decimal;

/// Every multiplier with its value, longest first.
const SCALES: [(&str, i64); 12] = [
    ("万亿", 1_000_000_000_000),
    ("千亿", 100_000_000_000),
    ("百亿", 10_000_000_000),
    ("十亿", 1_000_000_000),
    ("千万", 10_000_000),
    ("百万", 1_000_000),
    ("十万", 100_000),
    ("亿", 100_000_000),
    ("万", 10_000),
    ("千", 1_000),
    ("百", 100),
    ("", 1),
];

/// What 千 or 百 begins that is a measure of its own.
const MEASURES: [&str; 16] = [
    "千米",
    "千瓦",
    "千克",
    "千卡",
    "千帕",
    "千赫",
    "千字节",
    "千安",
    "千伏",
    "千焦",
    "千兆",
    "百分",
    "百米",
    "百帕",
    "百叶",
    "千分",
];

/// The multiplier as characters; "" for 1 and for what is none of ours.
pub fn scale_text(scale: Decimal) -> &'static str {
    SCALES.iter().find(|(_, n)| Decimal::from(*n) == scale).map_or("", |(text, _)| text)
}

/// Takes a multiplier off the front of a measure.
pub(super) fn take(text: &str) -> (Decimal, &str) {
    if MEASURES.iter().any(|m| text.starts_with(m)) {
        return (Decimal::ONE, text);
    }
    for (word, value) in SCALES {
        if let Some(rest) = text.strip_prefix(word) {
            return (Decimal::from(value), rest);
        }
    }
    (Decimal::ONE, text)
}
