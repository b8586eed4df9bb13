//! One item: the actual value beside its target, part by part, each scored by its method.

use crate::definition::Steps;
use crate::model::quantity::{Change, paired};
use crate::model::{Bound, Deadline, Meaning, Measures, Part};
use crate::score::methods::{
    Case, Direction, Method, Params, Verdict, budget_execution, by_name, compound, deadline, default_for, qualitative,
};
use rust_decimal::Decimal;

/// What an item is scored by.
#[derive(Debug, Clone, Copy)]
pub struct Scheme<'a> {
    /// The weight of the item, in points.
    pub weight: Decimal,
    /// Whether more or less is better, where the target has no bound.
    pub direction: Direction,
    /// The method the definition names; the target's bound decides where it names none.
    pub method: Option<&'a str>,
    /// The parameters.
    pub params: &'a Params,
    /// The indicator's own steps, for `bands` and `deduction`.
    pub steps: Option<&'a Steps>,
}

/// The scored item.
#[derive(Debug, Clone)]
pub struct Assessment {
    /// The name of the method; `None` where not even that could be said.
    pub method: Option<&'static str>,
    /// The parts that were scored, in order: a line of 计算底稿 each; empty where none was.
    pub parts: Vec<ScoredPart>,
    /// The verdict on the whole.
    pub verdict: Verdict,
}

/// One scored part.
#[derive(Debug, Clone)]
pub struct ScoredPart {
    /// Its method.
    pub method: &'static Method,
    /// Its target, as the method wants it.
    pub target: Part,
    /// Its actual value in the target's own measure.
    pub actual: Decimal,
    /// The verdict on it, with its share of the weight.
    pub verdict: Verdict,
}

/// Scores one item from what its two cells mean. It never counts as 0 what it cannot read.
pub fn assess(scheme: &Scheme, target: &Meaning, actual: &Meaning) -> Assessment {
    let name = match method_name(scheme, target) {
        Ok(name) => name,
        Err(reason) => return without_points(None, query(reason)),
    };
    let scored = match (target, actual) {
        _ if scheme.weight < Decimal::ZERO => Err(query("权重为负数，不能计分")),
        (Meaning::NotApplicable, _) => Err(Verdict::NotApplicable),
        (Meaning::Blank, _) if name == Some(budget_execution::METHOD.name) => {
            Err(query("全年预算数（调整后）未填，不能计分"))
        }
        (Meaning::Blank, _) => Err(query("目标值未填，不能计分")),
        (Meaning::Placeholder, _) => Err(query("目标值还是样例文字，不能计分")),
        (Meaning::Unclear(reason), _) => Err(query(format!("目标值不能确定（{reason}），不能计分"))),
        (_, Meaning::Blank) => Err(query("完成值未填，不作为完成")),
        (_, Meaning::Placeholder) => Err(query("完成值还是样例文字，不作为完成")),
        (_, Meaning::Unclear(reason)) => Err(query(format!("完成值不能确定（{reason}），不能计分"))),
        (_, Meaning::NotApplicable) => Err(query("有目标值而完成值填了不涉及，须人工核实")),
        (Meaning::Quantity(_) | Meaning::Compound(_), _) => numbers(scheme, target, actual),
        (Meaning::Qualitative(_), _) => words(scheme, actual),
        (Meaning::Date(by), _) => day(scheme, by, actual),
    };
    match scored {
        Err(verdict) => without_points(name, verdict),
        Ok(parts) => {
            let verdicts: Vec<Verdict> = parts.iter().map(|p| p.verdict.clone()).collect();
            let verdict = match verdicts.as_slice() {
                [only] => only.clone(),
                all => compound::sum(all),
            };
            Assessment { method: name, parts, verdict }
        }
    }
}

/// The method's name: as given where it can score the target, else by the target.
fn method_name(scheme: &Scheme, target: &Meaning) -> Result<Option<&'static str>, String> {
    let usual = match target {
        Meaning::Quantity(part) => Some(default_for(part.bound, scheme.direction, scheme.params).name),
        Meaning::Compound(_) => Some(compound::NAME),
        Meaning::Qualitative(_) => Some(qualitative::METHOD.name),
        Meaning::Date(_) => Some(deadline::METHOD.name),
        _ => None,
    };
    let Some(given) = scheme.method.filter(|name| *name != compound::NAME) else {
        return Ok(usual);
    };
    let method = by_name(given).ok_or_else(|| format!("没有名为“{given}”的计分方法"))?;
    let suits = match target {
        Meaning::Quantity(_) | Meaning::Compound(_) => target.parts().iter().all(|p| method.bounds.contains(&p.bound)),
        _ => usual.is_none_or(|usual| usual == method.name),
    };
    if !suits {
        return Err(format!("计分方法“{}”不适用于这样的目标值", method.label));
    }
    Ok(Some(if matches!(target, Meaning::Compound(_)) { compound::NAME } else { method.name }))
}

/// Numbers beside numbers.
fn numbers(scheme: &Scheme, target: &Meaning, actual: &Meaning) -> Result<Vec<ScoredPart>, Verdict> {
    let (targets, actuals) = (target.parts(), actual.parts());
    match actual {
        Meaning::Qualitative(_) => return Err(query("目标值是数字，完成值是文字，不能计分")),
        Meaning::Date(_) => return Err(query("目标值是数字，完成值是日期，不能计分")),
        _ if targets.len() != actuals.len() => {
            let (t, a) = (targets.len(), actuals.len());
            return Err(query(format!("目标值有{t}个数，完成值有{a}个数，不能逐项对应")));
        }
        _ => {}
    }
    let named = scheme.method.and_then(by_name);
    let share = u32::try_from(targets.len()).unwrap_or(u32::MAX);
    let pairs = targets.iter().zip(paired(targets, actuals, Measures::none())).enumerate();
    pairs
        .map(|(i, (target, actual))| {
            let method = named.unwrap_or_else(|| default_for(target.bound, scheme.direction, scheme.params));
            let actual = amount(method, target, actual)
                .map_err(|reason| query(if share == 1 { reason } else { format!("第{}部分：{reason}", i + 1) }))?;
            Ok(scored(scheme, share, method, target.clone(), actual))
        })
        .collect()
}

/// The actual amount in the target's own measure and multiplier (the form's synonyms are resolved before, by the merge), signed as the target counts; or why it is not sure.
pub fn amount(method: &Method, target: &Part, actual: &Part) -> Result<Decimal, String> {
    let amount = actual.amount_in(target, Measures::none()).ok_or_else(|| {
        format!("完成值的计量单位“{}”与目标值的“{}”不一致，不能计分", actual.measure_text(), target.measure_text())
    })?;
    // `amount_in` has turned a fall beside a growth, and the other way round.
    let amount = match (target.change, actual.change) {
        (Some(Change::Decrease), None) if amount < Decimal::ZERO => {
            return Err("目标值为下降，完成值为负数，看不出方向，不能计分".to_owned());
        }
        (None, Some(Change::Decrease)) => -amount,
        _ => amount,
    };
    let sure = match actual.bound {
        Bound::Bare | Bound::Exactly => true,
        Bound::AtLeast | Bound::MoreThan => method.direction == Some(Direction::Positive) && amount >= target.amount,
        Bound::AtMost | Bound::LessThan => method.direction == Some(Direction::Inverse) && amount <= target.amount,
        Bound::About | Bound::Between => false,
    };
    if sure { Ok(amount) } else { Err("完成值不是一个确定的数，不能计分".to_owned()) }
}

/// Words beside words.
fn words(scheme: &Scheme, actual: &Meaning) -> Result<Vec<ScoredPart>, Verdict> {
    let Meaning::Qualitative(Some(tier)) = actual else {
        return Err(Verdict::ToScore("完成值没有写明达成、部分达成或未达成，待人工评分".to_owned()));
    };
    let percent = qualitative::awarded(*tier, None, scheme.params)?;
    let target = qualitative::tier(*tier, scheme.params);
    Ok(vec![scored(scheme, 1, &qualitative::METHOD, target, percent)])
}

/// A day beside a day.
fn day(scheme: &Scheme, by: &Deadline, actual: &Meaning) -> Result<Vec<ScoredPart>, Verdict> {
    let Meaning::Date(done) = actual else {
        return Err(query("目标值是日期，完成值不是日期，不能计分"));
    };
    let (target, actual) = deadline::case_of(by, done)?;
    Ok(vec![scored(scheme, 1, &deadline::METHOD, target, actual)])
}

fn scored(scheme: &Scheme, parts: u32, method: &'static Method, target: Part, actual: Decimal) -> ScoredPart {
    let case =
        Case { weight: scheme.weight, parts, target: &target, actual, params: scheme.params, steps: scheme.steps };
    let verdict = method.points(&case);
    ScoredPart { method, target, actual, verdict }
}

fn query(reason: impl Into<String>) -> Verdict {
    Verdict::Query(reason.into())
}

fn without_points(method: Option<&'static str>, verdict: Verdict) -> Assessment {
    Assessment { method, parts: Vec::new(), verdict }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Tier;
    use crate::model::quantity::Precision;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn part(bound: Bound, amount: &str, measure: &str) -> Part {
        Part { bound, measure: measure.to_owned(), ..Part::bare(d(amount)) }
    }

    fn quantity(bound: Bound, amount: &str, measure: &str) -> Meaning {
        Meaning::Quantity(part(bound, amount, measure))
    }

    fn said(
        method: Option<&str>,
        direction: Direction,
        target: &Meaning,
        actual: &Meaning,
    ) -> (Option<&'static str>, String) {
        let params = Params::default();
        let assessment =
            assess(&Scheme { weight: d("10"), direction, method, params: &params, steps: None }, target, actual);
        (assessment.method, format!("{}：{}", assessment.verdict.status(), assessment.verdict.explanation()))
    }

    /// With the default method and more is better.
    fn plainly(target: &Meaning, actual: &Meaning) -> String {
        said(None, Direction::Positive, target, actual).1
    }

    #[test]
    fn what_has_no_number_is_never_0() {
        let five = quantity(Bound::AtLeast, "5", "个");
        let limit = quantity(Bound::AtMost, "5", "个");
        for (target, actual, sentence) in [
            (&five, &Meaning::Blank, "待核实：完成值未填，不作为完成"),
            (&limit, &Meaning::Blank, "待核实：完成值未填，不作为完成"),
            (&Meaning::Blank, &five, "待核实：目标值未填，不能计分"),
            (&Meaning::NotApplicable, &Meaning::Blank, "不涉及：不涉及，不计分，权重由其余指标分担"),
            (&five, &Meaning::NotApplicable, "待核实：有目标值而完成值填了不涉及，须人工核实"),
            (&Meaning::Placeholder, &five, "待核实：目标值还是样例文字，不能计分"),
            (&five, &Meaning::Placeholder, "待核实：完成值还是样例文字，不作为完成"),
            (&five, &Meaning::Unclear("像两个数".into()), "待核实：完成值不能确定（像两个数），不能计分"),
            (&five, &Meaning::Qualitative(Some(Tier::Met)), "待核实：目标值是数字，完成值是文字，不能计分"),
            (&five, &quantity(Bound::Bare, "4", "家"), "待核实：完成值的计量单位“家”与目标值的“个”不一致，不能计分"),
            (&five, &quantity(Bound::Bare, "0", "个"), "计分：10×0÷5＝0（完成率0%）"),
        ] {
            assert_eq!(plainly(target, actual), sentence);
        }
    }

    #[test]
    fn an_operator_in_the_actual_counts_where_it_leaves_no_doubt() {
        let (least, most) = (quantity(Bound::AtLeast, "266", "米"), quantity(Bound::AtMost, "90", "万元"));
        let unsure = "待核实：完成值不是一个确定的数，不能计分";
        for (target, actual, sentence) in [
            (&least, quantity(Bound::AtLeast, "266", "米"), "计分：266≥266，得满分10"),
            (&least, quantity(Bound::MoreThan, "300", "米"), "计分：300≥266，得满分10"),
            (&least, quantity(Bound::AtLeast, "200", "米"), unsure),
            (&least, quantity(Bound::AtMost, "300", "米"), unsure),
            (&least, quantity(Bound::About, "300", "米"), unsure),
            (&most, quantity(Bound::AtMost, "85", "万元"), "计分：85≤90，得满分10"),
            (&most, quantity(Bound::AtMost, "95", "万元"), unsure),
        ] {
            assert_eq!(plainly(target, &actual), sentence);
        }
    }

    #[test]
    fn growth_is_signed_as_the_target_counts() {
        let growth = |change, amount: &str| Part { change, ..part(Bound::Bare, amount, "%") };
        let method = by_name("proportional").unwrap();
        for (target, actual, amount_found) in [
            (Some(Change::Increase), growth(Some(Change::Decrease), "3"), Some("-3")),
            (Some(Change::Increase), growth(None, "-3"), Some("-3")),
            (Some(Change::Increase), growth(Some(Change::Increase), "3"), Some("3")),
            (None, growth(Some(Change::Decrease), "3"), Some("-3")),
            (Some(Change::Decrease), growth(Some(Change::Decrease), "3"), Some("3")),
            (Some(Change::Decrease), growth(Some(Change::Increase), "3"), Some("-3")),
            (Some(Change::Decrease), growth(None, "-3"), None),
        ] {
            let found = amount(method, &growth(target, "5"), &actual).ok();
            assert_eq!(found, amount_found.map(d), "{target:?} {actual:?}");
        }
    }

    #[test]
    fn parts_find_each_other_by_place_or_by_measure() {
        let compound = |parts: &[(&str, &str)]| {
            Meaning::Compound(parts.iter().map(|(amount, measure)| part(Bound::Bare, amount, measure)).collect())
        };
        let target = compound(&[("200", "家"), ("100", "亿元")]);
        for (actual, sentence) in [
            (compound(&[("150", "家"), ("100", "亿元")]), "计分：10×150÷200÷2＋10÷2＝8.75"),
            (compound(&[("100", "亿元"), ("150", "家")]), "计分：10×150÷200÷2＋10÷2＝8.75"),
            (
                compound(&[("100", "家"), ("150", "家")]),
                "待核实：第2部分：完成值的计量单位“家”与目标值的“亿元”不一致，不能计分",
            ),
            (compound(&[("100", "家"); 3]), "待核实：目标值有2个数，完成值有3个数，不能逐项对应"),
            (quantity(Bound::Bare, "150", "家"), "待核实：目标值有2个数，完成值有1个数，不能逐项对应"),
        ] {
            assert_eq!(plainly(&target, &actual), sentence);
        }
    }

    #[test]
    fn a_named_method_must_suit_the_target() {
        let (least, most, bare) =
            (quantity(Bound::AtLeast, "5", ""), quantity(Bound::AtMost, "5", ""), quantity(Bound::Bare, "5", ""));
        let six = quantity(Bound::Bare, "6", "");
        let inverse = Direction::Inverse;
        for (method, direction, target, name, sentence) in [
            (None, inverse, &bare, Some("inverse-linear"), "计分：10×(2×5−6)÷5＝8（为目标值的120%）"),
            (None, Direction::Positive, &most, Some("inverse-linear"), "计分：10×(2×5−6)÷5＝8（为目标值的120%）"),
            (None, inverse, &least, Some("proportional"), "计分：6≥5，得满分10（完成率120%，超额完成）"),
            (Some("inverse-binary"), inverse, &most, Some("inverse-binary"), "计分：6＞5，得0分"),
            (Some("inverse-linear"), inverse, &least, None, "待核实：计分方法“反向线性”不适用于这样的目标值"),
            (Some("deadline"), inverse, &least, None, "待核实：计分方法“时限”不适用于这样的目标值"),
            (Some("average"), inverse, &least, None, "待核实：没有名为“average”的计分方法"),
            (
                Some("budget-execution"),
                Direction::Positive,
                &Meaning::Blank,
                Some("budget-execution"),
                "待核实：全年预算数（调整后）未填，不能计分",
            ),
        ] {
            assert_eq!(said(method, direction, target, &six), (name, sentence.to_owned()));
        }
    }

    #[test]
    fn words_and_days() {
        let goal = Meaning::Qualitative(None);
        for (tier, sentence) in [
            (Some(Tier::Met), "计分：达成预期指标，得满分10"),
            (Some(Tier::Partly), "待评分：部分达成，待人工评分"),
            (Some(Tier::Not), "待评分：未达成，待人工评分"),
            (None, "待评分：完成值没有写明达成、部分达成或未达成，待人工评分"),
        ] {
            assert_eq!(plainly(&goal, &Meaning::Qualitative(tier)), sentence);
        }
        let by = |date: &str, precision| {
            Meaning::Date(Deadline { date: date.parse().unwrap(), bound: Bound::AtMost, precision })
        };
        let target = by("2024-12-15", Precision::Day);
        for (actual, sentence) in [
            (by("2024-12-15", Precision::Day), "计分：2024-12-15不晚于2024-12-15，得满分10"),
            (by("2024-12-16", Precision::Day), "计分：2024-12-16晚于2024-12-15，得0分"),
            (by("2024-12-31", Precision::Month), "待核实：完成时间没有写到日，看不出是否在2024-12-15之前，须人工核实"),
            (quantity(Bound::Bare, "5", ""), "待核实：目标值是日期，完成值不是日期，不能计分"),
        ] {
            assert_eq!(plainly(&target, &actual), sentence);
        }
    }
}
