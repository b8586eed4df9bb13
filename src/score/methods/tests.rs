//! Each method's rule as a table, worked out by hand from the rules in force.

use super::*;
use crate::definition::Band;
use crate::definition::profile::HALF_UP_CENTS;
use crate::model::Tier;
use std::str::FromStr;

fn d(text: &str) -> Decimal {
    Decimal::from_str(text).unwrap()
}

/// `≥5`, `≤100%`, `~1300` (about), `5~10` (range), `5` (bare).
fn part(text: &str) -> Part {
    let (text, measure) = text.strip_suffix('%').map_or((text, ""), |t| (t, "%"));
    let bounds = [
        ('≥', Bound::AtLeast),
        ('>', Bound::MoreThan),
        ('≤', Bound::AtMost),
        ('<', Bound::LessThan),
        ('=', Bound::Exactly),
        ('~', Bound::About),
    ];
    let found = bounds.into_iter().find(|(sign, _)| text.starts_with(*sign));
    let (bound, text) = found.map_or((Bound::Bare, text), |(sign, bound)| (bound, text.strip_prefix(sign).unwrap()));
    let measure = measure.to_owned();
    match text.split_once('~') {
        Some((low, high)) => Part { bound: Bound::Between, upper: Some(d(high)), measure, ..Part::bare(d(low)) },
        None => Part { bound, measure, ..Part::bare(d(text)) },
    }
}

/// Each line: method | weight | target | actual | points, or the status | explanation.
fn table(params: &Params, text: &str) {
    stepped_table(params, None, text);
}

/// The same for a method with steps of its own.
fn stepped_table(params: &Params, steps: Option<&Steps>, text: &str) {
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
        let [name, weight, target, actual, expected, explanation] =
            line.split('|').map(str::trim).collect::<Vec<_>>().try_into().unwrap();
        let target = part(target);
        let method = by_name(name).unwrap();
        let verdict =
            method.points(&Case { weight: d(weight), parts: 1, target: &target, actual: d(actual), params, steps });
        let said = match &verdict {
            Verdict::Points(points) => plain(points.rounded()),
            other => other.status().to_owned(),
        };
        assert_eq!(said, expected, "{line}");
        assert_eq!(verdict.explanation(), explanation, "{line}");
    }
}

#[test]
fn more_is_better() {
    table(
        &Params::default(),
        "
        proportional | 10   | ≥5    | 4    | 8      | 10×4÷5＝8（完成率80%）
        proportional | 2.09 | ≥900  | 864  | 2.01   | 2.09×864÷900＝2.0064≈2.01（完成率96%）
        proportional | 2.09 | ≥800  | 864  | 2.09   | 864≥800，得满分2.09
        proportional | 10   | ≥3    | 1    | 3.33   | 10×1÷3≈3.33（完成率≈33.33%）
        proportional | 10   | ≥5    | 5    | 10     | 5≥5，得满分10
        proportional | 5    | ≥6    | 12   | 5      | 12≥6，得满分5（完成率200%，超额完成）
        proportional | 10   | ≥100  | 120  | 10     | 120≥100，得满分10（完成率120%，超额完成）
        proportional | 10   | ≥100  | 119  | 10     | 119≥100，得满分10
        proportional | 10   | >5    | 5    | 10     | 10×5÷5＝10（完成率100%，需人工确认）
        proportional | 10   | >5    | 5.01 | 10     | 5.01＞5，得满分10
        proportional | 10   | 43.2  | 37.24 | 8.62  | 10×37.24÷43.2≈8.62（完成率≈86.2%）
        proportional | 10   | ≥5    | 0    | 0      | 10×0÷5＝0（完成率0%）
        proportional | 10   | ≥5    | -1   | 0      | 完成值-1为负数，得0分
        proportional | 10   | ≥0    | 5    | 待核实 | 目标值为0，完成比例算不出来，须人工核实
        proportional | 10   | ≥-3   | 5    | 待核实 | 目标值为-3，完成比例算不出来，须人工核实
        proportional | 0.01 | ≥2    | 1    | 0.01   | 0.01×1÷2＝0.005≈0.01（完成率50%）
        proportional | 2.01 | ≥1000 | 500  | 1.01   | 2.01×500÷1000＝1.005≈1.01（完成率50%）
        equal        | 10   | =5    | 4    | 8      | 10×4÷5＝8（完成率80%）
        equal        | 10   | =5    | 5    | 10     | 5≥5，得满分10
        equal        | 10   | =0    | 0    | 10     | 0≤0，得满分10
        equal        | 10   | =0    | -2   | 10     | -2≤0，得满分10
        equal        | 10   | =0    | 0.5  | 0      | 0.5＞0，得0分
        equal        | 10   | =-1   | 0    | 待核实 | 目标值-1为负数，完成比例算不出来，须人工核实
        ",
    );
}

#[test]
fn less_is_better() {
    table(
        &Params::default(),
        "
        inverse-linear | 8  | ≤90   | 90  | 8      | 90≤90，得满分8
        inverse-linear | 10 | ≤100  | 110 | 9      | 10×(2×100−110)÷100＝9（为目标值的110%）
        inverse-linear | 10 | ≤100  | 199 | 0.1    | 10×(2×100−199)÷100＝0.1（为目标值的199%）
        inverse-linear | 10 | ≤100  | 200 | 0      | 200≥2×100，得0分
        inverse-linear | 10 | ≤100  | 999 | 0      | 999≥2×100，得0分
        inverse-linear | 10 | ≤100  | -5  | 10     | -5≤100，得满分10
        inverse-linear | 10 | <5    | 5   | 10     | 10×(2×5−5)÷5＝10（为目标值的100%，需人工确认）
        inverse-linear | 10 | <5    | 4   | 10     | 4＜5，得满分10
        inverse-linear | 10 | <0    | 0   | 10     | 0＝0，得满分10（需人工确认）
        inverse-linear | 10 | <0    | 1   | 0      | 1＞0，得0分
        inverse-linear | 10 | ≤0    | 0   | 10     | 0≤0，得满分10
        inverse-linear | 10 | ≤0    | -3  | 10     | -3≤0，得满分10
        inverse-linear | 10 | ≤0    | 1   | 0      | 1＞0，得0分
        inverse-linear | 10 | ≤-5   | -6  | 10     | -6≤-5，得满分10
        inverse-linear | 10 | ≤-5   | -3  | 待核实 | 目标值-5为负数且未达到，扣分比例算不出来，须人工核实
        inverse-ratio  | 10 | ≤100  | 200 | 5      | 10×100÷200＝5（为目标值的200%）
        inverse-ratio  | 10 | ≤100  | 110 | 9.09   | 10×100÷110≈9.09（为目标值的110%）
        inverse-ratio  | 10 | ≤100  | 100 | 10     | 100≤100，得满分10
        inverse-ratio  | 10 | <100  | 100 | 10     | 10×100÷100＝10（为目标值的100%，需人工确认）
        inverse-ratio  | 10 | ≤0    | 1   | 0      | 1＞0，得0分
        inverse-step   | 5  | ≤100% | 103 | 3.5    | 5×(100−10×(103−100))÷100＝3.5（为目标值的103%）
        inverse-step   | 10 | ≤2%   | 3   | 9      | 10×(100−10×(3−2))÷100＝9（为目标值的150%）
        inverse-step   | 10 | ≤2%   | 2.5 | 9.5    | 10×(100−10×(2.5−2))÷100＝9.5（为目标值的125%）
        inverse-step   | 10 | ≤2%   | 12  | 0      | 10×(12−2)≥100，得0分
        inverse-step   | 5  | ≤0%   | 1   | 4.5    | 5×(100−10×(1−0))÷100＝4.5
        inverse-step   | 5  | ≤0%   | -1  | 5      | -1≤0，得满分5
        inverse-step   | 10 | ≤-5%  | -3  | 8      | 10×(100−10×(-3−(-5)))÷100＝8（为目标值的60%）
        inverse-step   | 10 | ≤200  | 210 | 5      | 10×(200−10×(210−200))÷200＝5（为目标值的105%）
        inverse-step   | 10 | ≤200  | 220 | 0      | 10×(220−200)≥200，得0分
        inverse-step   | 10 | ≤0    | 1   | 0      | 1＞0，得0分
        inverse-step   | 10 | ≤-5   | -3  | 待核实 | 目标值-5为负数且未达到，扣分比例算不出来，须人工核实
        inverse-binary | 10 | ≤100  | 100 | 10     | 100≤100，得满分10
        inverse-binary | 10 | ≤100  | 101 | 0      | 101＞100，得0分
        inverse-binary | 10 | <100  | 100 | 0      | 100＝100，不小于目标值，得0分
        inverse-binary | 10 | <100  | 99  | 10     | 99＜100，得满分10
        ",
    );
}

#[test]
fn about_and_range() {
    table(
        &Params::default(),
        "
        about | 10 | ~1300 | 1170 | 10     | 1170在1170～1430之间，得满分10
        about | 10 | ~1300 | 1430 | 10     | 1430在1170～1430之间，得满分10
        about | 10 | ~1300 | 1431 | 10     | 1431＞1430，得满分10（需人工确认）
        about | 10 | ~1300 | 585  | 5      | 10×585÷1300÷0.9＝5（完成率45%）
        about | 10 | ~1300 | -1   | 0      | 完成值-1为负数，得0分
        about | 10 | ~0    | 0    | 待核实 | 目标值为0，上下浮动的范围算不出来，须人工核实
        range | 10 | 5~10  | 5    | 10     | 5在5～10之间，得满分10
        range | 10 | 5~10  | 10   | 10     | 10在5～10之间，得满分10
        range | 10 | 5~10  | 4    | 8      | 10×4÷5＝8
        range | 10 | 5~10  | 11   | 待核实 | 完成值11高于区间上限10，须人工核实
        range | 10 | 5~10  | -1   | 0      | 完成值-1为负数，得0分
        range | 10 | 0~10  | -1   | 0      | 完成值-1为负数，得0分
        range | 10 | -5~5  | -3   | 10     | -3在-5～5之间，得满分10
        range | 10 | -5~5  | -6   | 待核实 | 区间下限-5为负数且未达到，完成比例算不出来，须人工核实
        ",
    );
    let wider = Params::default().with(Param::AboutTolerance, d("20"));
    table(&wider, "about | 10 | ~1000 | 800 | 10 | 800在800～1200之间，得满分10");
}

#[test]
fn budgets_and_days() {
    table(
        &Params::default(),
        "
        budget-execution | 10 | 43.2 | 37.24 | 8.62   | 10×37.24÷43.2≈8.62（执行率≈86.2%）
        budget-execution | 10 | 100  | 100   | 10     | 100＝100，得满分10
        budget-execution | 10 | 100  | 101   | 10     | 101＞100，得满分10（需人工确认）
        budget-execution | 10 | 100  | -1    | 0      | 执行数-1为负数，得0分
        budget-execution | 10 | 0    | 0     | 不涉及 | 不涉及，不计分，权重由其余指标分担
        budget-execution | 10 | 0    | 5     | 待核实 | 全年预算数为0而执行数为5，须人工核实
        budget-execution | 10 | -5   | 0     | 待核实 | 全年预算数为-5而执行数为0，须人工核实
        deadline         | 10 | 45657 | 45657 | 10    | 2024-12-31不晚于2024-12-31，得满分10
        deadline         | 10 | 45657 | 45658 | 0     | 2025-01-01晚于2024-12-31，得0分
        ",
    );
    let daily = Params::default().with(Param::LateDeduction, d("5"));
    table(
        &daily,
        "
        deadline | 10 | 45657 | 45660 | 8.5 | 10×(100−5×3)÷100＝8.5
        deadline | 10 | 45657 | 45677 | 0   | 2025-01-20晚于2024-12-31，得0分
        ",
    );
}

#[test]
fn a_month_is_in_time_late_or_a_query() {
    use crate::model::quantity::Precision;
    let deadline =
        |date: &str, precision| crate::model::Deadline { date: date.parse().unwrap(), bound: Bound::AtMost, precision };
    let by = deadline("2024-12-15", Precision::Day);
    for (done, precision, status) in [
        ("2024-12-15", Precision::Day, "计分"),
        ("2024-11-30", Precision::Month, "计分"),
        ("2024-12-31", Precision::Month, "待核实"),
        ("2025-01-31", Precision::Month, "计分"),
        ("2024-12-31", Precision::Year, "待核实"),
        ("2023-12-31", Precision::Year, "计分"),
        ("2025-12-31", Precision::Year, "计分"),
    ] {
        let said = deadline::case_of(&by, &deadline(done, precision)).map_or_else(|v| v.status(), |_| "计分");
        assert_eq!(said, status, "{done}");
    }
}

#[test]
fn tiers_are_half_open() {
    let params = Params::default();
    for (words, percent, expected) in [
        (Tier::Met, None, "10"),
        (Tier::Met, Some("80"), "8"),
        (Tier::Met, Some("79.9"), "待核实"),
        (Tier::Met, Some("100.1"), "待核实"),
        (Tier::Partly, None, "待评分"),
        (Tier::Partly, Some("60"), "6"),
        (Tier::Partly, Some("79.99"), "8"),
        (Tier::Partly, Some("80"), "待核实"),
        (Tier::Not, None, "待评分"),
        (Tier::Not, Some("0"), "0"),
        (Tier::Not, Some("59.99"), "6"),
        (Tier::Not, Some("60"), "待核实"),
    ] {
        let target = qualitative::tier(words, &params);
        let verdict = qualitative::awarded(words, percent.map(d), &params).map_or_else(
            |verdict| verdict,
            |actual| {
                qualitative::METHOD.points(&Case {
                    weight: d("10"),
                    parts: 1,
                    target: &target,
                    actual,
                    params: &params,
                    steps: None,
                })
            },
        );
        let said = if let Verdict::Points(p) = &verdict { plain(p.rounded()) } else { verdict.status().to_owned() };
        assert_eq!(said, expected, "{words:?} {percent:?}");
    }
    for (words, points, fits) in [
        (Tier::Met, "2.09", true),
        (Tier::Met, "2.10", false),
        (Tier::Partly, "1.66", true),
        (Tier::Partly, "1.672", false),
        (Tier::Not, "-0.01", false),
    ] {
        assert_eq!(qualitative::fits(words, d("2.09"), d(points), &params), Some(fits), "{words:?} {points}");
    }
}

#[test]
fn parts_of_a_compound_are_rounded_once() {
    let params = Params::default();
    let scored = |weight: &str, parts: &[(&str, &str)]| {
        let verdicts: Vec<Verdict> = parts
            .iter()
            .map(|(target, actual)| {
                let target = part(target);
                let case = Case {
                    weight: d(weight),
                    parts: u32::try_from(parts.len()).unwrap(),
                    target: &target,
                    actual: d(actual),
                    params: &params,
                    steps: None,
                };
                default_for(target.bound, Direction::Positive, &params).points(&case)
            })
            .collect();
        compound::sum(&verdicts).explanation()
    };
    assert_eq!(scored("10", &[("≥200", "150"), ("≥100", "100")]), "10×150÷200÷2＋10÷2＝8.75");
    assert_eq!(scored("10", &[("≥1", "1"), ("≥1", "1"), ("≥1", "1")]), "10÷3＋10÷3＋10÷3＝10");
    // Each part alone is 0.335 and would be 0.34; the whole is 1.005.
    assert_eq!(
        scored("2.01", &[("≥2", "1"), ("≥2", "1"), ("≥2", "1")]),
        "2.01×1÷2÷3＋2.01×1÷2÷3＋2.01×1÷2÷3＝1.005≈1.01"
    );
    assert_eq!(scored("10", &[("≥2", "1"), ("≥0", "1")]), "第2部分：目标值为0，完成比例算不出来，须人工核实");
}

#[test]
fn twice_the_limit_shows_that_the_choice_matters() {
    let target = part("≤100");
    let params = Params::default();
    let case = Case { weight: d("7"), parts: 1, target: &target, actual: d("200"), params: &params, steps: None };
    let points = |name: &str| match by_name(name).unwrap().points(&case) {
        Verdict::Points(points) => points.rounded(),
        other => panic!("{other:?}"),
    };
    assert_eq!(points("inverse-linear"), Decimal::ZERO);
    assert_eq!(points("inverse-ratio"), d("3.5"));
}

#[test]
fn what_is_too_large_is_said_and_not_computed() {
    let params = Params::default();
    let huge = Part { bound: Bound::AtLeast, upper: Some(Decimal::MAX), ..Part::bare(Decimal::MAX) };
    let actual = Decimal::MAX.checked_sub(Decimal::ONE).unwrap();
    for method in METHODS {
        for target in [&huge, &part("≥5"), &part("≤-5"), &part("1~5")] {
            for actual in [actual, Decimal::MIN, Decimal::ZERO] {
                // None of them may panic; what cannot be computed is a query.
                let _ =
                    method.points(&Case { weight: d("99.99"), parts: 3, target, actual, params: &params, steps: None });
            }
        }
    }
    let said = proportional::METHOD.points(&Case {
        weight: d("10"),
        parts: 1,
        target: &huge,
        actual,
        params: &params,
        steps: None,
    });
    assert_eq!(said, Verdict::Query("数值过大，无法计算".to_owned()));
}

#[test]
fn the_bound_decides_and_the_direction_only_without_one() {
    let general = Params::default();
    let ratio = Params::default().limited_by("inverse-ratio");
    for (bound, positive, inverse) in [
        (Bound::Bare, "proportional", "inverse-linear"),
        (Bound::AtLeast, "proportional", "proportional"),
        (Bound::MoreThan, "proportional", "proportional"),
        (Bound::AtMost, "inverse-linear", "inverse-linear"),
        (Bound::LessThan, "inverse-linear", "inverse-linear"),
        (Bound::Exactly, "equal", "equal"),
        (Bound::About, "about", "about"),
        (Bound::Between, "range", "range"),
    ] {
        let name = |direction, params: &Params| default_for(bound, direction, params).name;
        assert_eq!(name(Direction::Positive, &general), positive);
        assert_eq!(name(Direction::Inverse, &general), inverse);
        assert!(default_for(bound, Direction::Positive, &general).bounds.contains(&bound));
        // Where the profile names another inverse method, every limit takes it and nothing else does.
        let expected = if inverse == "inverse-linear" { "inverse-ratio" } else { inverse };
        assert_eq!(name(Direction::Inverse, &ratio), expected);
    }
}

#[test]
fn formulas_read_as_they_should() {
    let params = ParamCells::literal(&Params::default());
    let cells = Cells {
        weight: "$G2",
        bound: Bound::AtLeast,
        percent: false,
        target: "$C2",
        upper: "$D2",
        actual: "$E2",
        params: &params,
        steps: None,
    };
    for (name, formula) in [
        ("proportional", r#"IF($C2<=0,"待核实",ROUND(IF($E2>=$C2,$G2,IF($E2<0,0,$G2*$E2/$C2))+1E-12,2))"#),
        (
            "budget-execution",
            r#"IF(AND($C2=0,$E2=0),"不涉及",IF($C2<=0,"待核实",ROUND(IF($E2>=$C2,$G2,IF($E2<0,0,$G2*$E2/$C2))+1E-12,2)))"#,
        ),
    ] {
        assert_eq!((by_name(name).unwrap().excel)(&cells).rounded(HALF_UP_CENTS), formula);
    }
    assert_eq!(
        compound::excel(&["$H2".to_owned(), "$H4".to_owned()]).rounded(HALF_UP_CENTS),
        r#"IF(COUNT($H2,$H4)<2,"待核实",ROUND(SUM($H2,$H4)+1E-12,2))"#
    );
}

#[test]
fn names_are_unique_and_rules_name_their_parameters() {
    let mut names: Vec<&str> = METHODS.iter().map(|m| m.name).chain([compound::NAME]).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), METHODS.len() + 1);
    let params = Params::default().with(Param::AboutTolerance, d("7")).with(Param::StepDeduction, d("3.5"));
    assert!((about::METHOD.rule)(&params).contains("上下7%") && (about::METHOD.rule)(&params).contains("目标值×93%"));
    assert!((inverse_step::METHOD.rule)(&params).contains("3.5%"));
}

fn steps(of: &str, inverse: bool, bands: &[(&str, &str)], deduct: &str) -> Steps {
    let bands = bands.iter().map(|(at, points)| Band { at: d(at), points: d(points) }).collect();
    Steps { of: d(of), inverse, bands, deduct: d(deduct) }
}

/// 居民电子健康档案建档率：≥75%5分，≥70%3分，≥65%1分，＜65%0分（宜兴，2016年度）。
#[test]
fn bands_that_rise() {
    let bands = steps("5", false, &[("75", "5"), ("70", "3"), ("65", "1")], "0");
    stepped_table(
        &Params::default(),
        Some(&bands),
        "
        bands | 5   | ≥75% | 81.74 | 5   | 81.74≥75，得满分5
        bands | 5   | ≥75% | 75    | 5   | 75≥75，得满分5
        bands | 5   | ≥75% | 74.99 | 3   | 74.99≥70而未达到75，5×3÷5＝3
        bands | 5   | ≥75% | 65    | 1   | 65≥65而未达到70，5×1÷5＝1
        bands | 5   | ≥75% | 64.9  | 0   | 64.9＜65，得0分
        bands | 2.5 | ≥75% | 70    | 1.5 | 70≥70而未达到75，2.5×3÷5＝1.5
        bands | 2   | ≥75% | -1    | 0   | -1＜65，得0分
        ",
    );
}

/// 预算调整率：0计3分；0～10%计2分；10～20%计1分；20～30%计0.5分；＞30%0分（岳阳）。
#[test]
fn bands_that_fall() {
    let bands = steps("3", true, &[("0", "3"), ("10", "2"), ("20", "1"), ("30", "0.5")], "0");
    stepped_table(
        &Params::default(),
        Some(&bands),
        "
        bands | 3 | =0% | 0    | 3   | 0≤0，得满分3
        bands | 3 | =0% | 0.01 | 2   | 0.01≤10而未达到0，3×2÷3＝2
        bands | 3 | =0% | 30   | 0.5 | 30≤30而未达到20，3×0.5÷3＝0.5
        bands | 3 | =0% | 30.1 | 0   | 30.1＞30，得0分
        bands | 1 | =0% | 10   | 0.67 | 10≤10而未达到0，1×2÷3≈0.67
        ",
    );
}

/// 资金使用合规性：每出现一例不符合扣1分；财政供养人员控制率：≤100%计5分，每超1个百分点扣0.5分，扣完为止（岳阳）。
#[test]
fn points_off_for_each_unit() {
    let params = Params::default();
    stepped_table(
        &params,
        Some(&steps("3", true, &[], "1")),
        "
        deduction | 3 | ≤0 | 0  | 3      | 0≤0，得满分3
        deduction | 3 | ≤0 | 1  | 2      | 3×(3−1×(1−0))÷3＝2
        deduction | 3 | ≤0 | 3  | 0      | 1×(3−0)≥3，得0分
        deduction | 3 | ≤0 | 99 | 0      | 1×(99−0)≥3，得0分
        deduction | 6 | ≤0 | 1  | 4      | 6×(3−1×(1−0))÷3＝4
        deduction | 3 | ≤0 | -1 | 待核实 | 完成值-1为负数，须人工核实
        ",
    );
    stepped_table(
        &params,
        Some(&steps("5", true, &[], "0.5")),
        "
        deduction | 5 | ≤100% | 100   | 5    | 100≤100，得满分5
        deduction | 5 | ≤100% | 101   | 4.5  | 5×(5−0.5×(101−100))÷5＝4.5
        deduction | 5 | ≤100% | 102.5 | 3.75 | 5×(5−0.5×(102.5−100))÷5＝3.75
        deduction | 5 | ≤100% | 110   | 0    | 0.5×(110−100)≥5，得0分
        ",
    );
    // On the command line there are no steps.
    stepped_table(&params, None, "bands | 5 | ≥75% | 80 | 待核实 | 表样设置中没有写明这个指标的档次或扣分，不能计分");
}

#[test]
fn rounding_variants_show_in_the_sentence() {
    let rounded = |decimals, truncate| Params::default().rounded(Rounding { decimals, truncate });
    let line = |points: &str, tail: &str| {
        format!("budget-execution | 10 | 43.2 | 37.24 | {points} | 10×37.24÷43.2≈{tail}（执行率≈86.2%）")
    };
    table(&rounded(0, false), &line("9", "9"));
    table(&rounded(1, false), &line("8.6", "8.6"));
    table(&rounded(2, true), &line("8.62", "8.62"));
    table(&rounded(0, true), &line("8", "8"));
}
