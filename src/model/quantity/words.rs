//! Texts that are no numbers: not applicable, placeholders, tiers, zero-words.

use super::{Meaning, Tier};

/// 不涉及 in its spellings. A lone 无 is none of them: it may mean 0, nothing, or blank.
const NOT_APPLICABLE: [&str; 14] = [
    "/",
    "-",
    "·",
    "\\",
    "不涉及",
    "不适用",
    "无此项",
    "无此项内容",
    "无该项",
    "不适用本单位",
    "本单位不涉及",
    "N/A",
    "n/a",
    "NA",
];

const MET: [&str; 21] = [
    "达成预期指标",
    "达成年度指标",
    "达成预期目标",
    "达成年度目标",
    "达到预期指标",
    "达到预期目标",
    "达到年度目标",
    "达到预期",
    "达成预期",
    "已完成",
    "已全部完成",
    "全部完成",
    "全面完成",
    "完成",
    "达成",
    "已达成",
    "达标",
    "按期完成",
    "按时完成",
    "如期完成",
    "已按期完成",
];
const PARTLY: [&str; 5] = ["部分达成", "部分完成", "部分达到", "部分实现", "未全部完成"];
const NOT_MET: [&str; 9] =
    ["未达成", "未完成", "未达到", "未实现", "未达标", "没有完成", "尚未完成", "暂未完成", "未开展"];

/// Nouns that make 零… and 无… the number 0.
const ZERO_OF: [&str; 16] = [
    "投诉",
    "结余",
    "事故",
    "安全事故",
    "重大事故",
    "重大安全事故",
    "安全生产事故",
    "差错",
    "违规",
    "违纪",
    "违法违纪",
    "上访",
    "信访",
    "伤亡",
    "死亡",
    "拖欠",
];

/// What a folded text without white space says as words; `None` where it is something else.
pub(super) fn read(text: &str) -> Option<Meaning> {
    if NOT_APPLICABLE.contains(&text) {
        return Some(Meaning::NotApplicable);
    }
    let plain = text.trim_end_matches(['。', '.', ';', '；', '!', '！']);
    if MET.contains(&plain) {
        return Some(Meaning::Qualitative(Some(Tier::Met)));
    }
    if PARTLY.iter().any(|w| plain.starts_with(w)) {
        return Some(Meaning::Qualitative(Some(Tier::Partly)));
    }
    if NOT_MET.iter().any(|w| plain.starts_with(w)) {
        return Some(Meaning::Qualitative(Some(Tier::Not)));
    }
    if plain == "无" {
        return Some(Meaning::Unclear("“无”可以是0、不涉及或没有填，请写明".to_owned()));
    }
    None
}

/// 零投诉, 无结余: the number 0.
pub(super) fn is_zero(text: &str) -> bool {
    let rest = text.strip_prefix('零').or_else(|| text.strip_prefix('无'));
    rest.is_some_and(|rest| ZERO_OF.contains(&rest))
}

/// The template's own sample left in: `≥**株`, `XX家`, `≥____家`.
pub(super) fn is_placeholder(text: &str) -> bool {
    // Folding has turned `**` and `××` into `··`.
    let marks = ["··", "XX", "xx", "__", "□", "▢", "……", "…"];
    marks.iter().any(|m| text.contains(m)) && !text.chars().any(|c| c.is_ascii_digit())
}
