//! Multipliers and measures: 万台 is ten thousand 台, 千瓦时 is a measure of its own.

use super::Bound;
use super::fold::{fold_measure, is_hanzi};
use super::words::{SUFFIXES, ZERO_THINGS};
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The multipliers that may stand before a measure, longest first.
const MULTIPLIERS: [(&str, i64); 11] = [
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
];

/// Measures that begin with a character that looks like a multiplier.
const WHOLE: [&str; 12] =
    ["千米", "千瓦", "千克", "千卡", "千伏", "千帕", "千焦", "千赫", "千牛", "百分点", "百分比", "百帕"];

/// Counting words: a noun behind one of them does not change what is counted.
const COUNTERS: &str = "个 家 项 场 台 套 件 篇 户 座 栋 幢 辆 艘 架 条 种 类 款 份 本 册 部 期 批 名 位 人 次 处 所 间 \
    棵 株 头 只 组 支 门 节 课 宗 例 起 张 块 片 面 根 枚 颗 瓶 箱 包 袋 罐 桶 盏 口 眼 孔 段 路 站 届 轮 回 趟 班 笔 单 \
    幅 首 集 则 道 项次 家次 人次 场次 批次 户次 台次 车次 班次 门次 件次 台套 人天 人日 个月 个工作日 个自然日 \
    个日历天 个小时";

/// Measures proper: length, area, weight, money, time, share.
const MEASURES: &str = "元 角 分 美元 欧元 港元 日元 米 厘米 毫米 分米 公里 千米 里 海里 亩 公顷 平方米 平方公里 平方千米 \
    立方米 升 毫升 吨 公吨 千克 公斤 克 毫克 斤 两 吨标准煤 吨标煤 年 月 日 天 周 小时 分钟 秒 学时 课时 工时 工作日 \
    季度 瓦 千瓦 兆瓦 千瓦时 千伏安 度 伏 摄氏度 倍 成 级 档 分贝 % ‰ 百分点 字 页 行 床 床位 席 车位 桩 标准箱 盎司 \
    平米 方 立方 公里数 人月 人年 点 户数 集装箱 机柜 标箱 卡 帧 兆 对 双 副 票 股 手 户籍";

/// The multiplier as characters: 万 for 10⁴, 千万 for 10⁷; "" for 1 and for a number that is no multiplier of the grammar.
pub fn scale_text(scale: Decimal) -> &'static str {
    MULTIPLIERS.iter().find(|(_, n)| Decimal::from(*n) == scale).map_or("", |(text, _)| text)
}

/// Whether the text begins with a measure whose first character only looks like a multiplier.
pub(super) fn is_whole_measure(text: &str) -> bool {
    WHOLE.iter().any(|w| text.starts_with(w))
}

/// The words of a list, taken apart once.
type Words = LazyLock<BTreeSet<&'static str>>;
static COUNTER_SET: Words = LazyLock::new(|| COUNTERS.split_whitespace().collect());
static KNOWN_SET: Words = LazyLock::new(|| COUNTERS.split_whitespace().chain(MEASURES.split_whitespace()).collect());
static LATIN_SET: Words = LazyLock::new(|| LATIN.split_whitespace().collect());

/// Whether the measure is one of those the tool knows by name.
pub(super) fn is_known(text: &str) -> bool {
    KNOWN_SET.contains(text)
}

/// A bound and the word it was written with.
pub(super) type Worded = Option<(Bound, &'static str)>;

/// What stands behind a number.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tail {
    pub scale: Decimal,
    pub measure: String,
    /// 以上, 左右, 余: the bound and its spelling.
    pub bound: Worded,
    /// A noun dropped behind a counting word.
    pub noun: Option<String>,
    /// 完成 and its like, dropped behind the measure.
    pub dropped: Option<&'static str>,
    /// The measure is one the tool knows by name.
    pub known: bool,
    /// The measure before folding, where 人/次 was folded.
    pub folded_from: Option<String>,
}

/// The multiplier at the start of the text, and what follows it.
fn multiplier(text: &str) -> (Decimal, &str) {
    if is_whole_measure(text) {
        return (Decimal::ONE, text);
    }
    MULTIPLIERS
        .iter()
        .find_map(|(spelling, scale)| text.strip_prefix(spelling).map(|rest| (Decimal::from(*scale), rest)))
        .unwrap_or((Decimal::ONE, text))
}

/// Reads what stands behind a number: multiplier, measure, and the bound words after it.
pub(super) fn tail(text: &str) -> Result<Tail, String> {
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    // 95%（含）以上 is 95%以上.
    let compact = compact.replace("(含)以", "以").replace("(含)及以", "及以").replace('圆', "元");
    let mut bound = None;
    if compact.starts_with('几') {
        return Err("“几”不是确数".to_owned());
    }
    let (scale, after) = multiplier(eat_odd(&compact, &mut bound));
    let (rest, dropped) = eat_suffixes(eat_odd(after, &mut bound), &mut bound)?;
    match rest {
        "月" => return Err("“月”是月份还是几个月不能确定".to_owned()),
        "季度" => return Err("“季度”是第几季度还是几个季度不能确定".to_owned()),
        "号" => return Err("“号”是日期还是编号不能确定".to_owned()),
        _ => {}
    }
    let rest = if rest == "人民币" { "元" } else { rest };
    let rest = eat_inner_bound(rest, &mut bound)?;
    let mut tail = named(&rest)?;
    (tail.scale, tail.bound, tail.dropped) = (scale, bound, dropped);
    Ok(tail)
}

/// 以上, 左右, 完成 behind a measure: what is left of the text, and the word that was dropped.
fn eat_suffixes<'a>(text: &'a str, bound: &mut Worded) -> Result<(&'a str, Option<&'static str>), String> {
    let (mut rest, mut dropped) = (text, None);
    loop {
        let found = SUFFIXES.iter().find_map(|(spelling, b)| {
            let body = rest.strip_suffix(spelling)?;
            // 内 alone ends many nouns; behind a measure it is a bound.
            (*spelling != "内" || is_known(body)).then_some((*spelling, *b, body))
        });
        let Some((spelling, b, body)) = found else { break };
        rest = body;
        match (b, *bound) {
            (None, _) => dropped = Some(spelling),
            (Some(b), Some((old, word))) if old != b => return Err(format!("“{word}”与“{spelling}”互相矛盾")),
            (Some(b), _) => *bound = Some((b, spelling)),
        }
    }
    for currency in ["整", "人民币"] {
        rest = rest.strip_suffix(currency).filter(|r| r.ends_with('元')).unwrap_or(rest);
    }
    Ok((rest, dropped))
}

/// 5家以上企业: the bound stands between the counting word and its noun.
fn eat_inner_bound<'a>(text: &'a str, bound: &mut Worded) -> Result<Cow<'a, str>, String> {
    let Some((counter, noun)) = counter_and_noun(text) else { return Ok(Cow::Borrowed(text)) };
    let inner = SUFFIXES.iter().find_map(|(w, b)| Some((*w, (*b)?, noun.strip_prefix(w)?)));
    match (inner, *bound) {
        (None, _) => Ok(Cow::Borrowed(text)),
        (Some((word, b, _)), Some((old, outer))) if old != b => Err(format!("“{word}”与“{outer}”互相矛盾")),
        (Some((word, b, noun)), _) => {
            *bound = Some((b, word));
            Ok(Cow::Owned(format!("{counter}{noun}")))
        }
    }
}

/// The measure in the text, as it is or with the noun behind its counting word dropped.
fn named(text: &str) -> Result<Tail, String> {
    let measure = fold_measure(text);
    let known = measure.is_empty() || measure.split('/').enumerate().all(is_known_piece) || bracketed(&measure);
    let (measure, noun) = match counter_and_noun(&measure).filter(|_| !known) {
        Some((counter, noun)) => (counter, Some(noun)),
        None if known || is_plausible(&measure) => (measure, None),
        None => return Err(trouble(text)),
    };
    let folded_from = text.contains("人/次").then(|| text.to_owned());
    Ok(Tail { scale: Decimal::ONE, measure, bound: None, noun, dropped: None, known, folded_from })
}

/// One piece of a measure: 吨标准煤/万元 is per ten thousand.
fn is_known_piece((at, piece): (usize, &str)) -> bool {
    let plain = if at == 0 { piece } else { multiplier(piece).1 };
    plain.split('·').all(is_known)
}

/// 余 and 多 between number and measure.
fn eat_odd<'a>(text: &'a str, bound: &mut Worded) -> &'a str {
    for word in ["余", "多"] {
        if let Some(rest) = text.strip_prefix(word) {
            *bound = Some((Bound::About, word));
            return rest;
        }
    }
    text
}

/// 台（套）: two counting words for one thing.
fn bracketed(measure: &str) -> bool {
    measure
        .strip_suffix('）')
        .and_then(|m| m.split_once('（'))
        .is_some_and(|(outer, inner)| is_known(outer) && is_known(inner))
}

/// A measure the tool does not know by name but which has the form of one.
fn is_plausible(measure: &str) -> bool {
    measure.split(['/', '·']).all(|piece| {
        let count = piece.chars().count();
        let hanzi = piece.chars().all(is_hanzi)
            && count <= 3
            && !piece.contains(is_of_a_sentence)
            && !ZERO_THINGS.contains(&piece);
        is_known(piece) || (hanzi && count > 0) || is_latin(piece)
    })
}

/// Characters of sentences, not of measures.
fn is_of_a_sentence(c: char) -> bool {
    "已未不无没完达成率为是的了在于至到约超近余多和及与每共等第前后底以增减升降得扣则其中万亿左右上下内外半号"
        .contains(c)
        || (super::numerals::is_numeral(c))
}

/// Measures in Latin letters. Others are more likely misread digits, or w for 万.
const LATIN: &str = "cm mm km m² m³ km² hm² ha kg mg ml min kw mw gw kwh mwh gwh kva mva kv hz khz mhz ghz \
    mb gb tb pb eb mbps gbps tbps pflops eflops tops ℃ °c db mpa kpa pa pp kn";

/// Measures of one letter, where the other case is something else: 3D and 5G are names.
const LETTERS: &str = "mMgtTlLhdsPN";

fn is_latin(piece: &str) -> bool {
    let lower = piece.to_lowercase();
    LATIN_SET.contains(lower.as_str()) || piece.chars().count() == 1 && piece.chars().all(|c| LETTERS.contains(c))
}

fn counter_and_noun(measure: &str) -> Option<(String, String)> {
    let counter = COUNTER_SET.iter().copied().filter(|c| measure.starts_with(c)).max_by_key(|c| c.len())?;
    let noun = measure.strip_prefix(counter)?;
    let plain = noun.chars().all(is_hanzi) && (2..=8).contains(&noun.chars().count());
    // 个课时 counts 课时.
    let says_more = is_known(noun)
        || noun.starts_with(super::numerals::is_numeral)
        || noun.contains(['未', '不', '无', '没', '仅', '每', '其', '中', '得', '扣', '则', '减', '增', '降', '升']);
    (plain && !says_more && !super::numerals::counts_in_words(noun)).then(|| (counter.to_owned(), noun.to_owned()))
}

fn trouble(rest: &str) -> String {
    if rest.contains(|c: char| c.is_ascii_digit()) {
        "有几个数，不能确定取哪一个".to_owned()
    } else if rest.contains(['≥', '≤', '>', '<', '=', '》', '《', '≠', '±', '≈']) {
        "数后面的符号没有写完".to_owned()
    } else {
        format!("数后面的“{}”不像计量单位", shorten(rest))
    }
}

/// At most twelve characters of a text, for a reason.
pub(super) fn shorten(text: &str) -> String {
    if text.chars().count() <= 12 {
        return text.to_owned();
    }
    text.chars().take(11).chain(['…']).collect()
}
