//! Published self-evaluations: every row whose target and actual value are plain numbers, and every row below full marks,
//! is reproduced by the default rules, or named here with the variant that reproduces it or the reason why none does.
#![allow(clippy::disallowed_methods, reason = "a test outside the walls: it reads the published rows")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test says where it stops")]

use jihe::model::round_half_up::round_half_up;
use jihe::score::line::score_line;
use jihe::score::methods::{Direction, Params};
use rust_decimal::Decimal;

const ROWS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/scores/published_scores.tsv");

/// What the default rules do not reproduce.
enum Variant {
    /// The sign ≤ was lost in publishing: less is better.
    Inverse,
    /// Rounded to whole points.
    Whole,
    /// No rule gives it, for this reason.
    NoRule(&'static str),
}

use Variant::{Inverse, NoRule, Whole};

/// Department (its beginning), indicator, variant.
const VARIANTS: [(&str, &str, Variant); 14] = [
    ("池州市", "预算执行率(年度资金总额)", NoRule("0 of 0 was published as 0 points; it is not applicable")),
    ("廊坊市", "预算执行率(年度资金总额)", Whole),
    ("廊坊市", "工程资金金额", Whole),
    ("西部(重庆)", "财政供养人员控制率", Inverse),
    ("西部(重庆)", "预算调整率", Inverse),
    ("西部(重庆)", "结转结余率", Inverse),
    ("西部(重庆)", "公用经费控制率", Inverse),
    ("西部(重庆)", "政府采购执行率", Inverse),
    ("西部(重庆)", "预算执行率", NoRule("the target is missing; against 100% it would be 7.6")),
    ("银川市", "预算执行率", NoRule("100% of the budget spent, one point less without a reason")),
    ("银川市", "公用经费完成时间", NoRule("done on time, one point less without a reason")),
    ("银川市", "效果显著", NoRule("words: a person's judgement inside the tier")),
    ("银川市", "使学生和老师有更好的学习和工作环境", NoRule("words: a person's judgement inside the tier")),
    ("宜兴市", "财务管理规范度", NoRule("words: a person's judgement")),
];

fn plainly_numeric(text: &str) -> bool {
    let text = text.trim_start_matches(['≥', '≤', '≦']);
    text.starts_with(|c: char| c.is_ascii_digit()) && !text.contains('年')
}

#[test]
fn published_rows_are_reproduced_or_explained() {
    let text = std::fs::read_to_string(ROWS).unwrap();
    let (mut numeric, mut used) = (0, 0);
    for row in text.lines().skip(1) {
        let fields: Vec<&str> = row.split('\t').collect();
        let [department, indicator, weight, target, actual, published, ..] = fields.as_slice() else {
            panic!("{row}");
        };
        let (weight, published): (Decimal, Decimal) = (weight.parse().unwrap(), published.parse().unwrap());
        let is_numeric = plainly_numeric(target) && plainly_numeric(actual);
        if !is_numeric && published == weight {
            continue;
        }
        numeric += u32::from(is_numeric);
        let method = indicator.starts_with("预算执行率").then_some("budget-execution");
        let scored = |direction| score_line(weight, target, actual, direction, method, &Params::default());
        let plain = scored(None);
        let listed = VARIANTS.iter().find(|(d, i, _)| department.starts_with(d) && i == indicator);
        let Some((.., variant)) = listed else {
            assert_eq!(plain.points, Some(published), "{row}: {}", plain.explanation);
            continue;
        };
        used += 1;
        match variant {
            Inverse => {
                assert_eq!(scored(Some(Direction::Inverse)).points, Some(published), "{row}");
                assert_ne!(plain.points, Some(published), "{row} needs no variant");
            }
            Whole => {
                let points = plain.points.expect(row);
                assert_eq!(round_half_up(points, 0), published, "{row}");
                assert_ne!(points, published, "{row} needs no variant");
            }
            NoRule(reason) => assert_ne!(plain.points, Some(published), "{row} has a rule after all: {reason}"),
        }
    }
    // Counted by hand: 4 + 10 + 10 + 1 + 4 + 9 + 1 + 0 + 6 rows by department.
    assert_eq!((numeric, used), (45, VARIANTS.len()));
}
