use super::*;
use proptest::prelude::*;
use rust_decimal::Decimal;

const SCALES: [i64; 12] = [
    1,
    100,
    1_000,
    10_000,
    100_000,
    1_000_000,
    10_000_000,
    100_000_000,
    1_000_000_000,
    10_000_000_000,
    100_000_000_000,
    1_000_000_000_000,
];

fn any_part() -> impl Strategy<Value = Part> {
    let bound = prop_oneof![
        Just(Bound::Bare),
        Just(Bound::Exactly),
        Just(Bound::AtLeast),
        Just(Bound::MoreThan),
        Just(Bound::AtMost),
        Just(Bound::LessThan),
        Just(Bound::About),
        Just(Bound::Between),
    ];
    let amount = (-1_000_000_000i64..1_000_000_000, 0u32..5).prop_map(|(n, s)| Decimal::new(n, s).normalize());
    let measure = prop_oneof![
        Just(""),
        Just("台"),
        Just("元"),
        Just("家次"),
        Just("元/户·年"),
        Just("千瓦时"),
        Just("台（套）"),
        Just("km"),
        Just("个工作日"),
        Just("盏灯"),
    ];
    let scaled = (prop::sample::select(SCALES.to_vec()), measure).prop_map(|(s, m)| (Decimal::from(s), m));
    let fixed = prop_oneof![Just((Decimal::ONE, "%")), Just((Decimal::ONE, "百分点")), Just((Decimal::ONE, "千米"))];
    let change = prop_oneof![3 => Just(None), 1 => Just(Some(Change::Increase)), 1 => Just(Some(Change::Decrease))];
    (bound, amount, 1i64..1_000_000, prop_oneof![scaled, fixed], change).prop_map(
        |(bound, amount, more, (scale, measure), change)| {
            // 下降-3% says two things at once and is asked about.
            let amount = if change == Some(Change::Decrease) { amount.abs() } else { amount };
            let upper = (bound == Bound::Between).then(|| amount + Decimal::from(more));
            // Two years without a measure are a period.
            let measure = if bound == Bound::Between && measure.is_empty() { "项" } else { measure };
            Part { bound, amount, upper, scale, measure: measure.to_owned(), change }
        },
    )
}

/// Pieces that values are made of, joined at random: far more of them reach the depths of the grammar than random text.
fn any_jumble() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "≥",
        "≤",
        "=",
        ">",
        "》",
        "±",
        "-",
        "~",
        "至",
        "约",
        "近",
        "余",
        "左右",
        "以上",
        "以内",
        "超过",
        "不",
        "未",
        "达到",
        "控制在",
        "增长",
        "下降",
        "到",
        "0",
        "1",
        "5",
        "12",
        "300",
        "1,300",
        "12,34",
        ".",
        ",",
        "、",
        "；",
        "和",
        "及",
        "%",
        "百分之",
        "百分点",
        "万",
        "亿",
        "千",
        "百",
        "十",
        "两",
        "三",
        "几",
        "台",
        "元",
        "个",
        "家",
        "人",
        "/",
        "次",
        "年",
        "月",
        "日",
        "底前",
        "2024",
        "20241231",
        "无",
        "零",
        "投诉",
        "(",
        ")",
        "（",
        "）",
        "含",
        "**",
        "XX",
        "|",
        " ",
        "\n",
        "完成",
        "部分",
        "每",
        "第",
        "M",
        "O",
        "km",
        "²",
        "①",
        "🙂",
        "é",
        "\u{200B}",
        "：",
    ]);
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

fn widened(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            ' ' => '\u{3000}',
            '!'..='}' => char::from_u32(u32::from(c) + 0xFEE0).unwrap(),
            '~' => '～',
            c => c,
        })
        .collect()
}

/// The pieces of a part's canonical text, between which a clerk may leave a blank.
fn pieces(part: &Part, grouped: bool) -> Vec<String> {
    let number = |n: Decimal| if grouped { crate::model::round_half_up::grouped(n, 0) } else { n.to_string() };
    let change = match part.change {
        Some(Change::Increase) => "增长",
        Some(Change::Decrease) => "下降",
        None => "",
    };
    let mut pieces = vec![change.to_owned(), super::super::part::sign_of(part.bound).to_owned(), number(part.amount)];
    pieces.extend(part.upper.map(|upper| format!("～{}", number(upper))));
    pieces.extend([part.measure_text(), if part.bound == Bound::About { "左右" } else { "" }.to_owned()]);
    pieces
}

const BLANKS: [&str; 8] = ["", " ", "\u{A0}", "\u{3000}", "\u{2009}", "\u{200B}", "\t", " \u{A0} "];

/// Other spellings of the same sign.
const SPELLINGS: [(&str, &[&str]); 5] = [
    ("≥", &["≥", ">=", "=>", "≧", "⩾", "》=", "》", "＞＝", "不低于", "不少于", "不小于", "大于等于", "至少"]),
    ("≤", &["≤", "<=", "=<", "≦", "⩽", "《=", "不超过", "不高于", "不大于", "小于等于", "至多"]),
    (">", &[">", "＞", "大于", "高于", "超过"]),
    ("<", &["<", "＜", "小于", "低于"]),
    ("=", &["=", "＝", "等于"]),
];

fn any_deadline() -> impl Strategy<Value = Meaning> {
    let precision = prop::sample::select(vec![Precision::Day, Precision::Month, Precision::Year]);
    let bound = prop::sample::select(vec![Bound::AtMost, Bound::Bare]);
    (1950i32..=2100, 1u32..=12, 1u32..=31, precision, bound).prop_filter_map("a day", |(y, m, d, precision, bound)| {
        let first = |y, m| NaiveDate::from_ymd_opt(y, m, 1);
        let date = match precision {
            Precision::Day => NaiveDate::from_ymd_opt(y, m, d)?,
            Precision::Month if m == 12 => first(y + 1, 1)?.pred_opt()?,
            Precision::Month => first(y, m + 1)?.pred_opt()?,
            Precision::Year => NaiveDate::from_ymd_opt(y, 12, 31)?,
        };
        Some(Meaning::Date(Deadline { date, bound, precision }))
    })
}

fn any_meaning() -> impl Strategy<Value = Meaning> {
    prop_oneof![
        any_part().prop_map(Meaning::Quantity),
        prop::collection::vec(any_part(), 2..4).prop_map(Meaning::Compound),
        any_jumble().prop_map(|text| Reading::of(&text).meaning),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn what_is_printed_is_read_back(part in any_part()) {
        let text = part.to_string();
        prop_assert_eq!(Reading::of(&text).meaning, Meaning::Quantity(part), "{}", text);
    }

    #[test]
    fn compounds_are_read_back(parts in prop::collection::vec(any_part(), 2..4)) {
        let meaning = Meaning::Compound(parts);
        let text = meaning.to_string();
        prop_assert_eq!(Reading::of(&text).meaning, meaning, "{}", text);
    }

    #[test]
    fn whatever_is_read_is_read_back(text in any_jumble()) {
        let read = Reading::of(&text).meaning;
        // A sentence is printed as a stand-in, a question with its reason.
        if !matches!(read, Meaning::Unclear(_)) {
            let printed = read.to_string();
            prop_assert_eq!(Reading::of(&printed).meaning, read, "{} printed {}", text, printed);
        }
    }

    #[test]
    fn nothing_panics(text in any::<String>(), jumble in any_jumble(), target in any_meaning()) {
        for text in [text, jumble] {
            let reading = Reading::beside(&text, &target);
            let _ = reading.to_json();
            let none = Measures::none();
            for (a, b) in reading.meaning.parts().iter().zip(target.parts()) {
                let _ = (a.converted(b, none), b.converted(a, none), a.total());
            }
        }
    }

    #[test]
    fn width_never_changes_the_value(text in any_jumble()) {
        prop_assert_eq!(Reading::of(&widened(&text)).meaning, Reading::of(&text).meaning);
    }

    #[test]
    fn dates_are_read_back(date in any_deadline()) {
        let text = date.to_string();
        prop_assert_eq!(Reading::of(&text).meaning, date, "{}", text);
    }

    #[test]
    fn blanks_separators_and_width_never_change_the_value(
        part in any_part(),
        blanks in prop::collection::vec(prop::sample::select(BLANKS.to_vec()), 7),
        grouped in any::<bool>(),
        wide in any::<bool>(),
    ) {
        let pieces = pieces(&part, grouped);
        let mut text: String = pieces.iter().zip(&blanks).map(|(piece, blank)| format!("{blank}{piece}")).collect();
        text.push_str(blanks[6]);
        let text = if wide { widened(&text) } else { text };
        prop_assert_eq!(Reading::of(&text).meaning, Meaning::Quantity(part), "{:?}", text);
    }

    #[test]
    fn every_spelling_of_a_sign_means_the_same(part in any_part(), at in 0usize..100) {
        let sign = super::super::part::sign_of(part.bound);
        let spellings = SPELLINGS.iter().find(|(own, _)| *own == sign).map_or(&[""][..], |(_, all)| all);
        let text = part.to_string().replacen(sign, spellings[at % spellings.len()], 1);
        prop_assert_eq!(Reading::of(&text).meaning, Meaning::Quantity(part), "{}", text);
    }

    #[test]
    fn folding_is_done_once_and_changes_nothing(text in any::<String>(), jumble in any_jumble()) {
        for text in [text, jumble] {
            let folded = super::super::fold::fold(&text);
            prop_assert_eq!(super::super::fold::fold(&folded), folded.clone());
            prop_assert_eq!(Reading::of(&folded).meaning, Reading::of(&text).meaning, "{:?}", text);
            prop_assert_eq!(Reading::of(&text).text, text);
        }
    }

    #[test]
    fn what_converts_converts_back(part in any_part(), scale in prop::sample::select(SCALES.to_vec())) {
        let mut measures = Measures::default();
        measures.add("台", "盏灯", Decimal::from(8)).unwrap();
        let measure = if part.measure == "台" { "盏灯" } else { part.measure.as_str() };
        let other = Part { scale: Decimal::from(scale), measure: measure.to_owned(), ..Part::bare(Decimal::ONE) };
        if !part.measure.is_empty() && let Some(there) = part.converted(&other, &measures) {
            prop_assert_eq!(there.converted(&Part { change: None, ..part.clone() }, &measures), Some(part));
        }
    }
}
