//! What the agencies' texts come to, as a table to be read.

use super::*;
use crate::definition::{BUILT_IN, FormDef, Item, Vocabulary};
use crate::merge::share;
use crate::model::{Bound, ItemId, Meaning, Part, Reading, Role, names};
use std::sync::LazyLock;

/// (aggregate, 目标 or 完成值, the department's target, what the agencies 甲, 乙, 丙, 丁 write (`@` a weight), the figure with n/m)
const CASES: &[(&str, &str, &str, &[&str], &str)] = &[
    // Bounds survive.
    ("sum", "完成值", "≥10家", &["5家", "3家"], "8家 2/2"),
    ("sum", "完成值", "≥10家", &["≥5家", "≥3家"], "≥8家 2/2"),
    ("sum", "完成值", "≥10家", &["≥5家", "3家"], "≥8家 2/2"),
    ("sum", "完成值", "≥10家", &["3家", "=5家"], "8家 2/2"),
    ("sum", "目标", "≥10家", &["≥5家", "≥3家"], "≥8家 2/2"),
    ("sum", "目标", "≥10家", &["≥5家", "3家"], "待核实：甲“≥5家”与乙“3家”的界限不一致，不能合并计算 2/2"),
    ("sum", "完成值", "≥10家", &["≥5家", "≤3家"], "待核实：甲“≥5家”与乙“≤3家”的界限不一致，不能合并计算 2/2"),
    ("sum", "完成值", "≥10家", &["5家左右", "3家"], "8家左右 2/2"),
    ("sum", "完成值", "≥10家", &["5-10家", "3家"], "8-13家 2/2"),
    ("sum", "目标", "5-10家", &["2-4家", "3-6家"], "5-10家 2/2"),
    // Part by part, in the department's measures.
    ("sum", "完成值", "≥200家、≥100亿元", &["150家、60亿元", "50亿元、100家"], "250家、110亿元 2/2"),
    ("sum", "完成值", "≥200家、≥100亿元", &["150家", "100家、50亿元"], "100家、50亿元 1/2"),
    ("sum", "完成值", "≥53万台", &["30万台", "200000台"], "50万台 2/2"),
    ("sum", "完成值", "≥10家", &["5家", "3个"], "5家 1/2"),
    // Blank, 0 and 不涉及 are three things, and whoever is missing is missed.
    ("sum", "完成值", "≥10家", &["", "0家", "不涉及", "5家"], "5家 2/3"),
    ("sum", "完成值", "≥10家", &["0家"], "0家 1/1"),
    ("sum", "完成值", "≥10家", &[""], "暂无 0/1"),
    ("sum", "完成值", "≥10家", &["不涉及"], "暂无 0/0"),
    ("sum", "完成值", "≥10家", &["未报", "5家"], "5家 1/2"),
    ("min", "完成值", "≥80分", &["0分", "", "不涉及", "90分"], "0分 2/3"),
    ("max", "完成值", "≤20天", &["0天", "", "未报"], "0天 1/3"),
    // The least and the greatest.
    ("min", "完成值", "≥80分", &["85分", "≥90分"], "≥85分 2/2"),
    ("min", "目标", "≥80分", &["≥80分", "≥85分"], "≥80分 2/2"),
    ("min", "目标", "≥80分", &["≥80分", "≤85分"], "待核实：甲“≥80分”与乙“≤85分”的界限不一致，不能合并计算 2/2"),
    ("min", "完成值", "≥200家、≥100亿元", &["150家、60亿元", "100家、80亿元"], "100家、60亿元 2/2"),
    ("min", "完成值", "≥3家", &["5-10家", "3家"], "3家 2/2"),
    ("max", "完成值", "≤20天", &["18天", "12天"], "18天 2/2"),
    ("max", "完成值", "≤20天", &["≤15天", "12天"], "≤15天 2/2"),
    ("max", "目标", "≤20天", &["≤20天", "≤15天"], "≤20天 2/2"),
    ("max", "完成值", "≤20天", &["约15天", "12天"], "15天左右 2/2"),
    ("max", "完成值", "≤20天", &["3-12天", "5天"], "5-12天 2/2"),
    // Rates and their weights.
    ("weighted-mean", "完成值", "≥95%", &["96%@1", "98%@3"], "97.5% 2/2"),
    ("weighted-mean", "完成值", "≥95%", &["1%@1", "2%@2"], "1.6667% 2/2"),
    ("weighted-mean", "完成值", "≥95%", &["≥96%@1", "98%@3"], "≥97.5% 2/2"),
    ("weighted-mean", "完成值", "≥95%", &["96%@1", "98%"], "待核实：乙缺少大于0的权数，不能加权 2/2"),
    ("weighted-mean", "完成值", "≥95%", &["96%@0", "98%@3"], "待核实：甲缺少大于0的权数，不能加权 2/2"),
    ("weighted-mean", "完成值", "≥95%", &["96%@1", "不涉及", "未报"], "96% 1/2"),
    ("weighted-mean", "完成值", "增长5%", &["增长8%@1", "下降2%@1"], "增长3% 2/2"),
    ("weighted-mean", "完成值", "增长5%", &["下降2%@1", "4%@1"], "增长1% 2/2"),
    ("weighted-mean", "完成值", "下降5%", &["下降6%@1", "-2%@1"], "下降6% 1/2"),
    ("weighted-mean", "完成值", "增长5%", &["下降2%以上@1", "4%@1"], "增长4% 1/2"),
    // Days, one owner, words.
    ("latest", "完成值", "2024年12月底前", &["2024年11月20日", "2024年12月5日"], "2024年12月5日 2/2"),
    ("owner", "完成值", "≥5个", &["6个", "不涉及"], "6个 1/1"),
    ("owner", "完成值", "≥5个", &["6个", "5个"], "待核实：有几个单位填报了同一项，应只由一个单位填报 2/2"),
    ("worst-tier", "完成值", "有效提升", &["达成预期指标", "部分达成预期指标"], "部分达成 2/2"),
    ("worst-tier", "完成值", "有效提升", &["达成预期指标", "有效提升"], "待评分 2/2"),
    // The tier in the middle of the money, the lower one at exactly half.
    ("money-weighted-tier", "完成值", "有效提升", &["达成预期指标@60", "未达成预期指标@40"], "达成 2/2"),
    ("money-weighted-tier", "完成值", "有效提升", &["达成预期指标@50", "未达成预期指标@50"], "未达成 2/2"),
    (
        "money-weighted-tier",
        "完成值",
        "有效提升",
        &["达成预期指标@40", "部分达成预期指标@30", "未达成预期指标@30"],
        "部分达成 3/3",
    ),
    ("money-weighted-tier", "完成值", "有效提升", &["达成预期指标@60", "有效提升@1"], "待评分 2/2"),
    (
        "money-weighted-tier",
        "完成值",
        "有效提升",
        &["达成预期指标@60", "部分达成预期指标"],
        "待核实：乙缺少大于0的权数，不能加权 2/2",
    ),
    ("money-weighted-tier", "完成值", "有效提升", &["", "未报", "不涉及"], "暂无 0/2"),
    ("money-weighted-tier", "目标", "有效提升", &["有效提升", "有效提升"], "待评分 2/2"),
    // Each name once; a number without names is nobody.
    ("distinct-names", "完成值", "≥3家", &["2家：A公司、B公司", "2家：Ｂ 公司、C公司"], "3家 2/2"),
    ("distinct-names", "完成值", "≥3家", &["A公司、B公司", "0家", "", "不涉及"], "2家 2/3"),
    ("distinct-names", "完成值", "≥3家", &["5家", "1家：A公司"], "1家 1/2"),
    ("distinct-names", "完成值", "≥3家", &["3家：A公司、B公司", "未报"], "暂无 0/2"),
    ("distinct-names", "目标", "≥3家", &["≥2家", "≥3家"], "≥5家 2/2"),
    // Everybody's words, nobody's figure.
    ("text-by-agency", "完成值", "形成经验", &["汇编案例一册", "未报"], "待评分 1/2"),
];

/// The form whose measures stand for each other: no synonyms matter here.
static FORM: LazyLock<FormDef> = LazyLock::new(|| {
    let methods = ["budget-execution", "inverse-linear"];
    let words = Vocabulary { aggregates: &super::names(), methods: &methods, rules: &[] };
    FormDef::parse(BUILT_IN[0].1, &words).unwrap()
});

fn agency(short: &str) -> Agency {
    Agency {
        code: short.to_owned(),
        name: short.to_owned(),
        short: short.to_owned(),
        former: Vec::new(),
        role: Role::District,
        ranked: true,
        contact: String::new(),
        phone: String::new(),
        mail: String::new(),
    }
}

fn contribution(agency: usize, text: &str, item: &Item, slot: Slot, target: &Meaning) -> Contribution {
    let (text, weight) = text.split_once('@').unwrap_or((text, ""));
    let lists = item.lists_names() && slot == Slot::Actual;
    let names = if lists { names::read(text, "家").unwrap_or_default() } else { Vec::new() };
    let reading = match names.len() {
        _ if !lists => Reading::beside(text, target),
        0 if !text.is_empty() && !text.starts_with('0') && text != "不涉及" => {
            Reading { meaning: Meaning::Unclear(String::new()), ..Reading::of(text) }
        }
        0 => Reading::beside(text, target),
        n => Reading::beside(&format!("{n}家"), target),
    };
    let share = match text {
        "未报" => Share::NotReturned(crate::merge::ReturnState::Missing),
        "不涉及" => Share::NotApplicable,
        _ => share::meant(
            &reading.meaning,
            if item.aggregate == TEXT_BY_AGENCY { text } else { "" },
            item,
            slot,
            target,
            &FORM,
        ),
    };
    Contribution { agency, share, weight: weight.parse().ok(), names, origin: None }
}

fn figure(name: &str, slot: Slot, target: &str, texts: &[&str]) -> String {
    let item = Item {
        id: ItemId::new("X-1"),
        code: None,
        label: "某项".to_owned(),
        aggregate: name.to_owned(),
        most: Default::default(),
        optional: false,
        indicator: None,
    };
    let target = Reading::of(target).meaning;
    let agencies: Vec<Agency> = ["甲", "乙", "丙", "丁"].map(agency).to_vec();
    let agencies: Vec<&Agency> = agencies.iter().collect();
    let contributions: Vec<Contribution> =
        texts.iter().enumerate().map(|(n, text)| contribution(n, text, &item, slot, &target)).collect();
    let pool = Pool { contributions: &contributions, slot, agencies: &agencies, weight: "权数" };
    let said = match (by_name(name).unwrap().roll_up)(&pool) {
        Meaning::Unclear(reason) => format!("待核实：{reason}"),
        Meaning::Blank => "暂无".to_owned(),
        Meaning::Qualitative(None) => "待评分".to_owned(),
        Meaning::Qualitative(Some(tier)) => ["达成", "部分达成", "未达成"][tier as usize].to_owned(),
        meaning => meaning.to_string(),
    };
    let have = contributions.iter().filter(|c| c.share.is_given()).count();
    let expected = contributions.iter().filter(|c| c.share != Share::NotApplicable).count();
    format!("{said} {have}/{expected}")
}

#[test]
fn texts_come_to_figures() {
    for (name, slot, target, texts, expected) in CASES {
        let slot = if *slot == "目标" { Slot::YearTarget } else { Slot::Actual };
        assert_eq!(figure(name, slot, target, texts), *expected, "{name} {target} {texts:?}");
    }
}

/// Names listed twice are one, and who lists them is known.
#[test]
fn a_name_knows_who_lists_it() {
    let of = |agency, names: &[&str]| Contribution {
        agency,
        share: Share::Numbers(vec![Part::bare(Decimal::from(names.len()))]),
        weight: None,
        names: names.iter().map(|n| (*n).to_owned()).collect(),
        origin: None,
    };
    let held = Contribution { share: Share::Held, ..of(2, &["甲公司"]) };
    let listed = listed(&[of(0, &["甲公司", "乙公司"]), of(1, &["甲 公司"]), held]);
    let said: Vec<(&str, &[usize])> = listed.iter().map(|l| (l.name.as_str(), l.agencies.as_slice())).collect();
    assert_eq!(said, [("甲公司", &[0, 1][..]), ("乙公司", &[0][..])]);
}

/// What is too large is asked about, by every aggregate.
#[test]
fn too_large_is_a_question() {
    let agencies: Vec<Agency> = ["甲", "乙"].map(agency).to_vec();
    let agencies: Vec<&Agency> = agencies.iter().collect();
    let of =
        |agency, share| Contribution { agency, share, weight: Some(Decimal::MAX), names: Vec::new(), origin: None };
    let most = Part { bound: Bound::Between, upper: Some(Decimal::MAX), ..Part::bare(Decimal::MAX) };
    let numbers = [of(0, Share::Numbers(vec![most.clone()])), of(1, Share::Numbers(vec![most]))];
    let words = [0, 1].map(|n| of(n, Share::Words(Some(crate::model::Tier::Met), String::new())));
    for aggregate in AGGREGATES {
        for slot in [Slot::Actual, Slot::YearTarget] {
            for contributions in [&numbers[..], &words[..]] {
                let pool = Pool { contributions, slot, agencies: &agencies, weight: "权数" };
                let meaning = (aggregate.roll_up)(&pool);
                let adds = matches!(aggregate.name, "sum" | "weighted-mean") && contributions == &numbers[..];
                assert!(!adds || matches!(meaning, Meaning::Unclear(_)), "{aggregate:?}: {meaning:?}");
            }
        }
    }
}
