//! Whether a changed label is still the same name in other words, or something else that was written over it.

use std::collections::BTreeMap;

/// From so many hundredths on, two names have enough in common to be one.
const SAME_NAME: usize = 34;
/// From so many hundredths on, two names are all but the same.
pub(super) const ALL_BUT_SAME: usize = 80;
/// Measures of money as headers write them, the longer before those within them.
const MONEY: [&str; 5] = ["亿元", "百万元", "万元", "千元", "元"];

/// `text` is a new wording of `own`: enough of it is the same, nothing else on the form is nearer to it, and it names no
/// other measure of money.
pub(super) fn is_reworded<'a>(own: &str, text: &str, others: impl Iterator<Item = &'a str>) -> bool {
    let likeness = alike(own, text);
    !is_other_money(own, text)
        && likeness >= SAME_NAME
        && others.filter(|other| *other != own).all(|other| alike(other, text) <= likeness)
}

/// `text` names a measure of money, and another one than `own` does.
pub(super) fn is_other_money(own: &str, text: &str) -> bool {
    money_of(text).is_some_and(|measure| money_of(own) != Some(measure))
}

/// Hundredths of the pairs of neighbouring characters that two names share (Dice); signs count for nothing.
pub(super) fn alike(one: &str, other: &str) -> usize {
    let (one, other) = (pairs(one), pairs(other));
    let count = |pairs: &BTreeMap<(char, char), usize>| pairs.values().sum::<usize>();
    let shared: usize = one.iter().map(|(pair, n)| (*n).min(other.get(pair).copied().unwrap_or(0))).sum();
    (200 * shared).checked_div(count(&one) + count(&other)).unwrap_or(0)
}

fn pairs(text: &str) -> BTreeMap<(char, char), usize> {
    let letters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let mut pairs = BTreeMap::new();
    for (a, b) in letters.iter().zip(letters.iter().skip(1)) {
        *pairs.entry((*a, *b)).or_default() += 1;
    }
    pairs
}

fn money_of(text: &str) -> Option<&'static str> {
    MONEY.into_iter().find(|measure| text.contains(measure))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_words_and_other_names() {
        let others = ["“四化”改造企业数量", "“四化”改造标杆项目数量", "“四化”评估诊断规上工业企业"];
        for (own, text, same) in [
            ("运行监测样本数量", "运行监测企业样本数量", true),
            ("“四化”改造标杆项目数量", "四化改造标杆项目数", true),
            ("“四化”改造标杆项目数量", "本区自设指标:孵化器", false),
            ("“四化”改造标杆项目数量", "新增就业人数", false),
            ("“四化”评估诊断规上工业企业", "“四化”改造企业数量(家)", false),
            ("全年执行数(万元)", "全年实际执行数", true),
            ("全年执行数(万元)", "全年执行数(亿元)", false),
            ("全年执行数(万元)", "全年执行数(元)", false),
            ("完成值", "完成值(截至12月)", true),
            ("基本支出", "基本支出合计", true),
        ] {
            assert_eq!(is_reworded(own, text, others.into_iter()), same, "{own} {text}");
        }
        assert!(alike("“四化”改造标杆项目数量", "四化改造标杆项目数量") >= ALL_BUT_SAME);
    }
}
