//! The words of indicator values: bounds, growth, tiers, zero, not applicable, placeholders.

use super::{Bound, Change, Tier};

/// Bounds written before a number, longer spellings before their parts.
/// The flag is set where the word yields to another bound in the same text (达到90%以上, 控制在5%左右).
pub(super) const PREFIXES: &[(&str, Bound, bool)] = &[
    ("≥=", Bound::AtLeast, false),
    ("≤=", Bound::AtMost, false),
    ("≥", Bound::AtLeast, false),
    (">=", Bound::AtLeast, false),
    ("=>", Bound::AtLeast, false),
    ("》=", Bound::AtLeast, false),
    ("》", Bound::AtLeast, false),
    ("≤", Bound::AtMost, false),
    ("<=", Bound::AtMost, false),
    ("=<", Bound::AtMost, false),
    ("《=", Bound::AtMost, false),
    ("《", Bound::AtMost, false),
    (">", Bound::MoreThan, false),
    ("<", Bound::LessThan, false),
    ("==", Bound::Exactly, false),
    ("=", Bound::Exactly, false),
    ("≈", Bound::About, false),
    ("大于或等于", Bound::AtLeast, false),
    ("大于等于", Bound::AtLeast, false),
    ("高于或等于", Bound::AtLeast, false),
    ("高于等于", Bound::AtLeast, false),
    ("小于或等于", Bound::AtMost, false),
    ("小于等于", Bound::AtMost, false),
    ("低于或等于", Bound::AtMost, false),
    ("低于等于", Bound::AtMost, false),
    ("不得低于", Bound::AtLeast, false),
    ("不得少于", Bound::AtLeast, false),
    ("不低于", Bound::AtLeast, false),
    ("不少于", Bound::AtLeast, false),
    ("不小于", Bound::AtLeast, false),
    ("不下于", Bound::AtLeast, false),
    ("不短于", Bound::AtLeast, false),
    ("至少", Bound::AtLeast, false),
    ("最少", Bound::AtLeast, false),
    ("最低", Bound::AtLeast, false),
    ("不得超过", Bound::AtMost, false),
    ("不得高于", Bound::AtMost, false),
    ("不得大于", Bound::AtMost, false),
    ("没有超过", Bound::AtMost, false),
    ("不超过", Bound::AtMost, false),
    ("未超过", Bound::AtMost, false),
    ("不高于", Bound::AtMost, false),
    ("不多于", Bound::AtMost, false),
    ("不大于", Bound::AtMost, false),
    ("不长于", Bound::AtMost, false),
    ("至多", Bound::AtMost, false),
    ("最多", Bound::AtMost, false),
    ("最高", Bound::AtMost, false),
    ("控制在", Bound::AtMost, true),
    ("大于", Bound::MoreThan, false),
    ("高于", Bound::MoreThan, false),
    ("多于", Bound::MoreThan, false),
    ("超过", Bound::MoreThan, false),
    ("突破", Bound::MoreThan, false),
    ("超", Bound::MoreThan, false),
    ("低于", Bound::LessThan, false),
    ("小于", Bound::LessThan, false),
    ("少于", Bound::LessThan, false),
    ("不足", Bound::LessThan, false),
    ("不到", Bound::LessThan, false),
    ("等于", Bound::Exactly, false),
    ("达到", Bound::AtLeast, true),
    ("达", Bound::AtLeast, true),
    ("大约", Bound::About, false),
    ("大概", Bound::About, false),
    ("大致", Bound::About, false),
    ("差不多", Bound::About, false),
    ("约为", Bound::About, false),
    ("约", Bound::About, false),
    ("将近", Bound::About, false),
    ("接近", Bound::About, false),
    ("近", Bound::About, false),
];

/// Words before a number that say nothing about it.
pub(super) const FILLERS: &[&str] = &[
    "较上年同期",
    "比上年同期",
    "较去年同期",
    "比去年同期",
    "与上年相比",
    "同上年相比",
    "较上年",
    "比上年",
    "较去年",
    "比去年",
    "同比",
    "环比",
    "介于",
    "共计",
    "合计",
    "应当",
    "在",
    "为",
    "是",
    "应",
    "需",
    "须",
    "共",
    ":",
    " ",
];

/// Growth words.
pub(super) const CHANGES: &[(&str, Change)] = &[
    ("负增长", Change::Decrease),
    ("增长", Change::Increase),
    ("提高", Change::Increase),
    ("提升", Change::Increase),
    ("增加", Change::Increase),
    ("上升", Change::Increase),
    ("下降", Change::Decrease),
    ("降低", Change::Decrease),
    ("减少", Change::Decrease),
    ("降幅", Change::Decrease),
    ("减幅", Change::Decrease),
    ("跌幅", Change::Decrease),
    ("压减", Change::Decrease),
    ("缩减", Change::Decrease),
];

/// Words whose last character alone would be a bound: 节约5万元 is not "about".
pub(super) const NOT_BOUNDS: &[&str] = &[
    "节约",
    "预约",
    "签约",
    "合约",
    "履约",
    "违约",
    "相约",
    "邀约",
    "集约",
    "最近",
    "附近",
    "邻近",
    "抵达",
    "到达",
    "传达",
    "转达",
    "赶超",
    "反超",
    "达不到",
];

/// Words behind a measure; those without a bound say nothing about the number.
pub(super) const SUFFIXES: &[(&str, Option<Bound>)] = &[
    ("及其以上", Some(Bound::AtLeast)),
    ("及以上", Some(Bound::AtLeast)),
    ("或以上", Some(Bound::AtLeast)),
    ("以上", Some(Bound::AtLeast)),
    ("及以下", Some(Bound::AtMost)),
    ("或以下", Some(Bound::AtMost)),
    ("以下", Some(Bound::AtMost)),
    ("及以内", Some(Bound::AtMost)),
    ("以内", Some(Bound::AtMost)),
    ("之内", Some(Bound::AtMost)),
    ("内", Some(Bound::AtMost)),
    ("左右", Some(Bound::About)),
    ("上下", Some(Bound::About)),
    ("之间", None),
    ("全部完成", None),
    ("已完成", None),
    ("完成", None),
    ("达标", None),
];

/// What there may be none of; behind a number they lack their counting word (起, 件).
pub(super) const ZERO_THINGS: &[&str] = &[
    "投诉", "事故", "结余", "结转", "违规", "违纪", "违法", "超支", "举报", "差错", "信访", "上访", "逾期", "拖欠",
    "欠薪", "伤亡", "死亡", "泄漏", "泄露", "污染", "返工", "缺陷", "案件", "火灾", "失误", "纠纷", "泄密", "舆情",
    "事件", "中断", "延误", "违约", "浪费", "遗漏",
];

/// Bounds whose spelling is worth a note: damaged signs, and words that others might read otherwise.
pub(super) const NOTEWORTHY: &[&str] =
    &["》=", "》", "《=", "《", "达到", "达", "控制在", "近", "将近", "接近", "余", "多", "以下", "内"];

/// 零投诉, 无投诉、无事故, 未发生安全事故: the number 0 in words.
pub(super) fn says_zero(text: &str) -> bool {
    text.split(['、', ',', ';']).all(|clause| is_zero_clause(clause.trim()))
}

fn is_zero_clause(clause: &str) -> bool {
    let longest = 14;
    if clause.chars().count() > longest || clause.contains(|c: char| ('1'..='9').contains(&c)) {
        return false;
    }
    if clause.ends_with("为零") {
        return true;
    }
    const NONE: [&str; 9] = ["未发生", "没有发生", "不发生", "未出现", "不出现", "没有", "零", "无", "0"];
    let Some(thing) = NONE.iter().find_map(|w| clause.strip_prefix(w)) else { return false };
    let mut thing = thing;
    for end in ["情况", "发生", "行为", "现象"] {
        thing = thing.strip_suffix(end).unwrap_or(thing);
    }
    ZERO_THINGS.iter().any(|z| thing.ends_with(z))
}

/// `/`, `—`, 不涉及 and their like.
pub(super) fn is_not_applicable(text: &str) -> bool {
    const WHO: [&str; 4] = ["本单位", "本年度", "本年", "此项"];
    const SAYINGS: [&str; 11] = [
        "不涉及",
        "未涉及",
        "不适用",
        "无此项",
        "无此项目",
        "无该项",
        "无此指标",
        "不涉及此项",
        "不涉及该项",
        "不涉及该指标",
        "不涉及该项工作",
    ];
    let bare = text.trim_matches(|c: char| "()。.;, ".contains(c));
    let sign = !bare.is_empty() && bare.chars().all(|c| matches!(c, '-' | '/' | ' ')) || bare == "\\";
    // A reason in brackets changes nothing: 不适用（无该业务）.
    let saying = bare.split('(').next().unwrap_or(bare).trim();
    let saying = WHO.iter().find_map(|who| saying.strip_prefix(who)).unwrap_or(saying);
    let latin = ["N/A", "NA", "N.A"].iter().any(|n| bare.eq_ignore_ascii_case(n));
    sign || latin || SAYINGS.contains(&saying)
}

/// 无, 没有, 暂无: 0, not applicable and not yet filled all look like this.
pub(super) fn is_bare_none(text: &str) -> bool {
    matches!(text, "无" | "没有" | "暂无")
}

/// `**`, XX, ××, `____`: marks left in where a number belongs.
pub(super) fn has_placeholder(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let at = |i: usize| chars.get(i).copied();
    for (i, &c) in chars.iter().enumerate() {
        let before = if i == 0 { None } else { at(i - 1) };
        let next = at(i + 1);
        let same = next.is_some_and(|n| n.eq_ignore_ascii_case(&c));
        let in_word = |n: Option<char>| n.is_some_and(|n| n.is_ascii_alphanumeric() && !n.eq_ignore_ascii_case(&c));
        let found = match c {
            '*' | '×' | '_' | '○' | '□' | '◯' | '?' | '△' => {
                same || before.is_none_or(|b| "≥≤<>=》《 ".contains(b)) && next.is_some_and(super::fold::is_hanzi)
            }
            'x' | 'X' => {
                let alone = !in_word(before) && !in_word(next);
                alone
                    && (same
                        || before.is_none_or(|b| "≥≤<>=》《 ".contains(b)) && next.is_some_and(super::fold::is_hanzi))
            }
            _ => false,
        };
        if found {
            return true;
        }
    }
    false
}

/// A cell that is still to be filled, or whose value is said to stand elsewhere.
pub(super) fn is_unfilled(text: &str) -> Option<&'static str> {
    const OPEN: [&str; 13] = [
        "待定",
        "待填",
        "待补",
        "待补充",
        "待核",
        "待核实",
        "待统计",
        "待确定",
        "待确认",
        "待报",
        "未填",
        "TBD",
        "null",
    ];
    const ELSEWHERE: [&str; 9] = ["同上", "略", "见附件", "详见附件", "见附表", "详见附表", "见备注", "见说明", "见上"];
    if OPEN.iter().any(|w| text.eq_ignore_ascii_case(w)) {
        return Some("还没有填写");
    }
    if ELSEWHERE.contains(&text) {
        return Some("值没有写在这一栏里");
    }
    text.starts_with('#').then_some("像是公式算错后显示的字样")
}

/// How far the words say the goal was met.
pub(super) fn tier(text: &str) -> Option<Tier> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let says = |starts: &[&str]| {
        ["达成", "达到", "完成", "实现", "达标", "落实"]
            .iter()
            .any(|v| starts.iter().any(|s| text.contains(&format!("{s}{v}"))))
    };
    let partly = says(&["部分"]);
    let not = says(&["未", "尚未", "没有", "没", "未能", "未按期", "未按时", "未全部", "未全面"])
        || ["未开展", "未启动", "未实施", "不达标"].iter().any(|w| text.contains(w));
    match (partly, not) {
        (true, false) => return Some(Tier::Partly),
        (false, true) => return Some(Tier::Not),
        (true, true) => return None,
        (false, false) => {}
    }
    is_met(&text).then_some(Tier::Met)
}

/// The whole text says that the goal was reached, and nothing else.
fn is_met(text: &str) -> bool {
    if matches!(text, "√" | "✓" | "✔" | "☑") {
        return true;
    }
    let mut rest = text.trim_end_matches(['。', '!', '.', ';']);
    while let Some(r) =
        ["已经", "已", "全部", "全面", "均", "按期", "按时", "如期", "按计划", "圆满", "顺利", "超额", "100%"]
            .iter()
            .find_map(|w| rest.strip_prefix(w))
    {
        rest = r;
    }
    let Some(mut rest) = ["达成", "达到", "完成", "实现", "达标"].iter().find_map(|w| rest.strip_prefix(w))
    else {
        return false;
    };
    while let Some(r) = ["了", "预期", "年度", "全年", "既定", "预定", "设定", "绩效", "工作", "本年"]
        .iter()
        .find_map(|w| rest.strip_prefix(w))
    {
        rest = r;
    }
    matches!(rest, "" | "指标" | "目标" | "任务" | "效果" | "目标任务" | "指标值" | "目标值" | "要求" | "标准")
}
