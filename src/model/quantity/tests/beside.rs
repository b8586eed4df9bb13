use super::*;
use rust_decimal::Decimal;
use std::str::FromStr;

#[test]
fn an_actual_beside_its_target() {
    for (text, target, wanted) in [
        ("56", "≥53万台", "bare 56 万 台"),
        ("56万", "≥53万台", "bare 56 万 台"),
        ("56万台", "≥53万台", "bare 56 万 台"),
        ("560000台", "≥53万台", "bare 560000 台"),
        // A thousand times the target or more: 万 was most likely left out.
        ("560000", "≥53万台", "unclear"),
        ("53000", "≥53万台", "unclear"),
        ("52999", "≥53万台", "bare 52999 万 台"),
        ("0.053", "≥53万台", "unclear"),
        ("0.0531", "≥53万台", "bare 0.0531 万 台"),
        ("0", "≥53万台", "bare 0 万 台"),
        ("99999", "≤0次", "bare 99999 次"),
        ("5000个", "≥5个", "bare 5000 个"),
        ("≥56", "≥53万台", "at-least 56 万 台"),
        ("50-60", "≥53万台", "between 50 to 60 万 台"),
        ("220、105", "≥200家、≥100亿元", "bare 220 家 + bare 105 亿 元"),
        ("220家、105", "≥200家、≥100亿元", "bare 220 家 + bare 105 亿 元"),
        ("220", "≥200家、≥100亿元", "unclear"),
        ("220、105", "≥200家", "unclear"),
        ("90", "≥83%", "bare 90 %"),
        ("0.83", "≥83%", "unclear"),
        ("1", "≥83%", "unclear"),
        ("0", "≤5%", "bare 0 %"),
        ("0.83%", "≥83%", "bare 0.83 %"),
        ("1", "≤1.5%", "bare 1 %"),
        ("0.5", "≤1.5%", "bare 0.5 %"),
        // A rate typed as a fraction: 1.2% and 1.4%.
        ("0.012", "≤1.5%", "unclear"),
        ("0.014", "≤1.5%", "unclear"),
        ("0.16", "≤1.5%", "bare 0.16 %"),
        ("2", "≥2%", "bare 2 %"),
        ("16", "增长15%", "bare 16 %"),
        ("零投诉", "≤3次", "exactly 0 次"),
        ("4项", "≥5个", "bare 4 项"),
        ("达成预期指标", "≥5个", "words Met"),
        ("", "≥5个", "blank"),
        ("56", "有效提升", "bare 56"),
        // A month or a number: the target tells.
        ("2024.12", "≤2100万元", "bare 2024.12 万 元"),
        ("2024.6", "≤2100万元", "bare 2024.6 万 元"),
        ("2024.6", "2024年底前", "date 2024-06-30 Bare Month"),
        // It may have been 2024.10.
        ("2024.1", "2024年底前", "unclear"),
        ("2024.12", "2024年底前", "date 2024-12-31 Bare Month"),
        ("44561", "2021年12月31日前", "unclear"),
        ("5个", "2021年12月31日前", "unclear"),
        ("2021年11月", "2021年12月31日前", "date 2021-11-30 Bare Month"),
    ] {
        let reading = Reading::beside(text, &Reading::of(target).meaning);
        assert_eq!(show(&reading.meaning), wanted, "{text} beside {target}");
        assert_eq!(reading.text, text);
    }
}

#[test]
fn questions_say_what_is_asked() {
    for (text, target, words) in [
        ("0.83", "≥83%", "是否为83%"),
        ("44561", "2021年12月31日前", "是否为2021年12月31日"),
        ("560000", "≥53万台", "一千倍"),
        ("220", "≥200家、≥100亿元", "目标有2个数"),
    ] {
        let Meaning::Unclear(reason) = Reading::beside(text, &Reading::of(target).meaning).meaning else {
            panic!("{text} beside {target}");
        };
        assert!(reason.contains(words), "{reason}");
    }
}

#[test]
fn one_measure_in_another() {
    for (part, other, wanted) in [
        ("560000台", "53万台", Some("56")),
        ("56万台", "530000台", Some("560000")),
        ("5000万元", "1亿元", Some("0.5")),
        ("1亿元", "1万亿元", Some("0.0001")),
        ("56", "53万台", Some("56")),
        ("56万", "53万台", Some("56")),
        ("560万", "1亿元", Some("0.056")),
        ("5", "8", Some("5")),
        ("5个", "8", Some("5")),
        ("5个", "8台", None),
        ("5万个", "8", None),
        ("3百分点", "3%", None),
        ("30人/次", "1人次", Some("30")),
        ("下降3%", "增长15%", Some("-3")),
        ("增长3%", "下降15%", Some("-3")),
        ("下降3%", "下降15%", Some("3")),
        ("3%", "增长15%", Some("3")),
        ("3km", "1公里", Some("3")),
        ("100㎡", "1平方米", Some("100")),
        ("79228162514264337593543950335亿元", "1元", None),
    ] {
        let (part, other) = (Reading::of(part).meaning, Reading::of(other).meaning);
        let found = part.parts()[0].amount_in(&other.parts()[0], Measures::none());
        assert_eq!(found, wanted.map(|w| Decimal::from_str(w).unwrap()), "{part} in {other}");
    }
    let (part, other) = (Reading::of("5000-6000万元").meaning, Reading::of("1亿元").meaning);
    assert_eq!(part.parts()[0].upper_in(&other.parts()[0], Measures::none()), Some(Decimal::from_str("0.6").unwrap()));
    assert_eq!(other.parts()[0].upper_in(&part.parts()[0], Measures::none()), None);
}
