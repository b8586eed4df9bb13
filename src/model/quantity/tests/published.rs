//! The published indicator values, row by row, against the meaning written beside them.

use super::*;
use rust_decimal::Decimal;
use std::str::FromStr;

/// Rows whose meaning is told in words, or is read more carefully than the column says.
const BY_HAND: &[(&str, &str)] = &[
    ("≥200家、≥100亿元", "at-least 200 家 + at-least 100 亿 元"),
    ("推进完成国家工业信息安全发展研究中心华南分中心（一期）建设", "words"),
    ("达成预期指标", "words Met"),
    ("达成年度指标", "words Met"),
    ("达到预期目标", "words Met"),
    ("部分达到预期目标,并且具备一定效果", "words Partly"),
    ("完成", "words Met"),
    // A tolerance band: |value| up to 10 %.
    ("±10%", "between -10 to 10 %"),
    // Rules of scoring, with several numbers: no value.
    ("群众满意率90%以上得10分,每降5%扣1分,扣完为止", "unclear"),
    ("控制率在±10%以内得5分,±10-15%以内得3分,±15-20%以内得1分,±20%以外不得分", "unclear"),
    ("≠100%则不得分", "unclear"),
    ("M.8万元", "unclear"),
    ("2021年12月完成", "date 2021-12-31 Bare Month"),
    ("2021年12月31日前完成", "date 2021-12-31 AtMost Day"),
    ("20211231日之前", "date 2021-12-31 AtMost Day"),
    // The breakdown in brackets explains; the total is the value.
    ("854万(高标准农田建设400万元,示范建设295万元,畅通工程159万元)", "bare 854 万"),
    // M may be 米 or a million: kept as written.
    ("≥80M", "at-least 80 M"),
    // A period is neither a date nor a range of numbers.
    ("2023.07-2024.01", "unclear"),
    // Three cells pasted as one text; the direction is a word before the value.
    ("正向 | = | 8", "exactly 8"),
    ("反向 | = | 3 | 万元", "exactly 3 万 元"),
    ("反向 | = | 1 | 万元", "exactly 1 万 元"),
    // Two measures contradict each other.
    ("28.8万元 | %", "unclear"),
    ("应保尽保 | %", "words"),
    ("100 | %", "bare 100 %"),
    // ≥00 misread as 200 cannot be seen from the text alone.
    ("200次", "bare 200 次"),
    ("≥**株", "placeholder"),
    ("≥**万元", "placeholder"),
    ("≥**户", "placeholder"),
    ("》 亩", "placeholder"),
    ("》 元/亩", "placeholder"),
    ("》 万元", "placeholder"),
    ("》 元", "placeholder"),
    ("完成乡村道路建设养护里程300公里", "bare 300 公里"),
    ("88", "bare 88"),
    ("20", "bare 20"),
    // Their measure is known from a column, not from the text.
    ("23333.56", "bare 23333.56"),
    ("309", "bare 309"),
    ("310.2", "bare 310.2"),
    ("154.74", "bare 154.74"),
    ("40.0000", "bare 40"),
    ("150.0000", "bare 150"),
    ("15.0000", "bare 15"),
    ("90.0000", "bare 90"),
    // A sample and a real cap in one text.
    ("(<**元/户·年)——一户年最高5300元", "unclear"),
    // A count from the name and a length from the value cell.
    ("新建水泥路1条 | 2km", "unclear"),
    // 元 is lost and the cap is per head.
    ("每人不超过500/年", "unclear"),
    // Half-open ranges: `Between` includes both ends, so they are asked about.
    ("80%(含)-90%", "unclear"),
    ("70%(含)-80%", "unclear"),
    ("10-20%(含)", "unclear"),
    // Binary fractions printed out: 9 % and -30 % most likely, but a person says so.
    ("0.0900000762939453", "unclear"),
    ("-0.300000152587891", "unclear"),
];

/// `op=>=; num=53; mult=10000; unit=台` as bound, total and measure without multiplier.
fn expected(meaning: &str) -> Option<(Bound, Decimal, String)> {
    let fields: Vec<(&str, &str)> = meaning
        .split(';')
        .filter_map(|f| {
            let f = f.trim();
            ["op=", "num=", "mult=", "unit="].iter().find_map(|k| {
                let at = f.find(k)?;
                Some((*k, &f[at + k.len()..]))
            })
        })
        .collect();
    let field = |key: &str| fields.iter().find(|(k, _)| *k == key).map(|(_, v)| *v);
    let bound = match field("op=") {
        Some(op) if op.starts_with(">=") => Bound::AtLeast,
        Some(op) if op.starts_with("<=") => Bound::AtMost,
        Some(op) if op.starts_with('>') => Bound::MoreThan,
        Some(op) if op.starts_with('<') => Bound::LessThan,
        Some(op) if op.starts_with('=') => Bound::Exactly,
        Some(op) if op.starts_with('≈') => Bound::About,
        // An operator lost in extraction is not in the text.
        _ => Bound::Bare,
    };
    let number = Decimal::from_str(field("num=")?.trim()).ok()?;
    let times = match field("mult=") {
        Some("10000") => Decimal::from(10_000),
        Some("1e8") => Decimal::from(100_000_000),
        _ => Decimal::ONE,
    };
    // A unit in brackets is known from elsewhere (a target, a column), not from the text.
    let unit = field("unit=").unwrap_or("").trim();
    let unit =
        if unit.starts_with('(') || unit.starts_with("omitted") || unit.contains("omitted)") { "" } else { unit };
    let unit = unit.split(['(', ' ']).next().unwrap_or("");
    let (own, measure) = match unit.strip_prefix('万') {
        Some(rest) => (Decimal::from(10_000), rest),
        None => (Decimal::ONE, unit),
    };
    Some((bound, number * times * own, measure.to_owned()))
}

#[allow(clippy::disallowed_methods, reason = "a test reads its input file")]
#[test]
fn all_rows() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/values/indicator_values.tsv");
    let table = std::fs::read_to_string(path).unwrap();
    let rows: Vec<(&str, &str)> = table.lines().skip(1).filter_map(|l| l.split_once('\t')).collect();
    assert_eq!(rows.len(), 212);
    let mut wrong = Vec::new();
    for (text, meaning) in &rows {
        let read = Reading::of(text).meaning;
        if let Some((_, wanted)) = BY_HAND.iter().find(|(t, _)| t == text) {
            if show(&read) != *wanted {
                wrong.push(format!("{text}: wanted {wanted}, read {}", show(&read)));
            }
        } else if let Some((bound, total, measure)) = expected(meaning) {
            let same = matches!(&read, Meaning::Quantity(p)
                if p.bound == bound && p.total() == Some(total) && p.measure == measure && p.change.is_none());
            if !same {
                wrong.push(format!("{text}: wanted {bound:?} {total} {measure}, read {}", show(&read)));
            }
        } else if !meaning.starts_with("qualitative") || read != Meaning::Qualitative(None) {
            wrong.push(format!("{text}: {meaning}, read {}", show(&read)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let unused: Vec<_> = BY_HAND.iter().filter(|(t, _)| !rows.iter().any(|(row, _)| row == t)).collect();
    assert!(unused.is_empty(), "{unused:?}");
}
