//! What texts mean, as tables.

use super::*;
use proptest::prelude::*;

/// The reading in one line: kind, then each part as bound amount[..upper] ×scale measure.
fn line(text: &str) -> String {
    show(&Reading::of(text).meaning)
}

fn show(meaning: &Meaning) -> String {
    let parts: Vec<String> = meaning
        .parts()
        .iter()
        .map(|p| {
            let upper = p.upper.map(|u| format!("..{u}")).unwrap_or_default();
            let scale = if p.scale == Decimal::ONE { String::new() } else { format!(" ×{}", p.scale) };
            let change = p.change.map(|c| format!(" {c:?}")).unwrap_or_default();
            format!("{} {}{upper}{scale} {}{change}", p.bound.as_str(), p.amount.normalize(), p.measure)
        })
        .collect();
    match meaning {
        Meaning::Date(d) => format!("date {} {} {:?}", d.date, d.bound.as_str(), d.precision),
        Meaning::Qualitative(Some(tier)) => format!("qualitative {tier:?}"),
        other => format!("{} {}", other.kind(), parts.join(" + ")).trim().to_owned(),
    }
}

#[test]
fn readings() {
    for (text, expected) in [
        ("≥20,000家次", "quantity at-least 20000 家次"),
        ("≥53万台", "quantity at-least 53 ×10000 台"),
        ("1,300亿元左右", "quantity about 1300 ×100000000 元"),
        ("≥200家、≥100亿元", "compound at-least 200 家 + at-least 100 ×100000000 元"),
        ("≤1.5%", "quantity at-most 1.5 %"),
        (">=17600株", "quantity at-least 17600 株"),
        ("≦100%", "quantity at-most 100 %"),
        ("》= 5个", "quantity at-least 5 个"),
        ("不少于3场", "quantity at-least 3 场"),
        ("98%以上", "quantity at-least 98 %"),
        ("控制在14300万吨以内", "quantity at-most 14300 ×10000 吨"),
        ("达到80%及以上", "quantity at-least 80 %"),
        ("超13万元/年", "quantity more-than 13 ×10000 元/年"),
        ("20余家", "quantity about 20 家"),
        ("近1.2万人次", "quantity about 1.2 ×10000 人次"),
        ("5-10项", "quantity between 5..10 项"),
        ("5至10项", "quantity between 5..10 项"),
        ("80%～90%", "quantity between 80..90 %"),
        ("５０％", "quantity bare 50 %"),
        ("同比下降3%", "quantity bare 3 % Decrease"),
        ("增长15%以上", "quantity at-least 15 % Increase"),
        ("提高2个百分点", "quantity bare 2 百分点 Increase"),
        ("300千米", "quantity bare 300 千米"),
        ("5千家", "quantity bare 5 ×1000 家"),
        ("2千万元", "quantity bare 2 ×10000000 元"),
        ("三家", "quantity bare 3 家"),
        ("十二场", "quantity bare 12 场"),
        ("两万元", "quantity bare 2 ×10000 元"),
        ("一千五百家", "quantity bare 1500 家"),
        ("一企一策", "qualitative"),
        ("百分之八十三", "quantity bare 83 %"),
        ("46 亿元", "quantity bare 46 ×100000000 元"),
        ("5人/次", "quantity bare 5 人次"),
        ("583元/人*月", "quantity bare 583 元/人·月"),
        ("2024年12月底前", "date 2024-12-31 at-most Month"),
        ("2024年12月31日前完成", "date 2024-12-31 at-most Day"),
        ("2024.12.31", "date 2024-12-31 bare Day"),
        ("20211231日之前", "date 2021-12-31 at-most Day"),
        ("2024年底前", "date 2024-12-31 at-most Year"),
        ("零投诉", "quantity exactly 0"),
        ("无结余", "quantity exactly 0"),
        ("/", "not-applicable"),
        ("——", "not-applicable"),
        ("不涉及", "not-applicable"),
        ("", "blank"),
        (" \u{3000}\n", "blank"),
        ("≥**株", "placeholder"),
        ("XX家", "placeholder"),
        ("》 万元", "placeholder"),
        ("达成预期指标", "qualitative Met"),
        ("部分达到预期目标,并且具备一定效果", "qualitative Partly"),
        ("未完成", "qualitative Not"),
        ("有效提升", "qualitative"),
        ("开设课程数量220门", "quantity bare 220 门"),
        ("12,34家", "unclear"),
        ("5±1个", "unclear"),
        ("1/3", "unclear"),
        ("≥", "unclear"),
        ("20 000 300", "unclear"),
        ("≥5个以下", "unclear"),
        ("M.8万元", "unclear"),
        ("无", "unclear"),
        ("群众满意率90%以上得10分,每降5%扣1分", "unclear"),
        ("854万(高标准农田建设400万元,示范建设295万元)", "unclear"),
        ("99999999999999999999999999999999家", "unclear"),
    ] {
        assert_eq!(line(text), expected, "{text}");
    }
}

#[test]
fn beside_a_target() {
    for (text, target, expected) in [
        ("56", "≥53万台", "quantity bare 56 ×10000 台"),
        ("56万", "≥53万台", "quantity bare 56 ×10000 台"),
        ("560000台", "≥53万台", "quantity bare 560000 台"),
        ("560000", "≥53万台", "unclear"),
        ("220、105", "≥200家、≥100亿元", "compound bare 220 家 + bare 105 ×100000000 元"),
        ("220", "≥200家、≥100亿元", "unclear"),
        ("0.83", "≥83%", "unclear"),
        ("1", "≤1.5%", "quantity bare 1 %"),
        ("0", "≥5个", "quantity bare 0 个"),
        ("≥864家次", "≥800家次", "quantity at-least 864 家次"),
        ("零投诉", "≤3起", "quantity exactly 0 起"),
        ("5项", "≥5个", "quantity bare 5 项"),
        ("不涉及", "≥5个", "not-applicable"),
    ] {
        let reading = Reading::beside(text, &Reading::of(target).meaning);
        assert_eq!(show(&reading.meaning), expected, "{text} beside {target}");
    }
}

#[test]
fn measures_convert_exactly_or_not_at_all() {
    for (text, other, expected) in [
        ("56万台", "1万台", Some("56")),
        ("560000台", "1万台", Some("56")),
        ("12000万元", "1亿元", Some("1.2")),
        ("5", "1万台", Some("5")),
        ("5万", "1万台", Some("5")),
        ("5项", "1个", None),
        ("3百分点", "1%", None),
    ] {
        let (own, other) = (Reading::of(text).meaning, Reading::of(other).meaning);
        let converted = own.parts()[0].amount_in(&other.parts()[0]);
        assert_eq!(converted.map(|d| d.normalize().to_string()).as_deref(), expected, "{text}");
    }
}

fn any_part() -> impl Strategy<Value = Part> {
    let bounds = prop::sample::select(vec![
        Bound::Bare,
        Bound::Exactly,
        Bound::AtLeast,
        Bound::MoreThan,
        Bound::AtMost,
        Bound::LessThan,
        Bound::About,
        Bound::Between,
    ]);
    let scales = prop::sample::select(vec![1i64, 10_000, 10_000_000, 100_000_000]);
    let measures = prop::sample::select(vec!["家", "台", "元", "人次", "元/户·年", "平方米"]);
    let change = prop::sample::select(vec![None, None, Some(Change::Increase), Some(Change::Decrease)]);
    (bounds, 0i64..2_000_000_000, 0u32..4, scales, measures, change).prop_map(
        |(bound, n, places, scale, measure, change)| {
            let amount = Decimal::new(n, places).normalize();
            Part {
                bound,
                amount,
                upper: (bound == Bound::Between).then(|| amount + Decimal::ONE),
                scale: Decimal::from(scale),
                measure: measure.to_owned(),
                change,
            }
        },
    )
}

proptest! {
    #[test]
    fn what_is_printed_reads_back(part in any_part()) {
        let text = part.to_string();
        prop_assert_eq!(Reading::of(&text).meaning, Meaning::Quantity(part), "{}", text);
    }

    #[test]
    fn compounds_read_back(parts in prop::collection::vec(any_part(), 2..4)) {
        let meaning = Meaning::Compound(parts);
        let text = meaning.to_string();
        prop_assert_eq!(Reading::of(&text).meaning, meaning, "{}", text);
    }

    #[test]
    fn nothing_panics(text in "\\PC*") {
        let _ = Reading::of(&text);
    }

    #[test]
    fn nothing_panics_on_near_values(text in "[0-9０-９,，.≥≤<>=》%万亿千百十家个元至到\\-~、和及以上下内左右约近余多年月日底前零一二两 ]{0,24}") {
        let reading = Reading::of(&text);
        let _ = Reading::beside(&text, &reading.meaning);
        let _ = reading.to_json();
    }

    #[test]
    fn width_of_characters_changes_no_value(part in any_part()) {
        let text = part.to_string();
        let wide: String = text.chars().map(|c| match c {
            '0'..='9' => char::from_u32(u32::from(c) + 0xfee0).unwrap(),
            '%' => '％',
            ',' => '，',
            other => other,
        }).collect();
        prop_assert_eq!(Reading::of(&wide).meaning, Reading::of(&text).meaning);
    }
}
