//! One line of `jihe score`: weight, target and actual value as text, and what they give.

use crate::model::Reading;
use crate::model::round_half_up::{plain, round_half_up};
use crate::score::assess::{Scheme, assess};
use crate::score::methods::{Direction, Params, Verdict};
use rust_decimal::Decimal;
use serde_json::{Value, json};

/// A scored line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreLine {
    /// The weight, in points.
    pub weight: Decimal,
    /// The target as given.
    pub target: String,
    /// The actual value as given.
    pub actual: String,
    /// The points to the cent; `None` where they cannot be computed.
    pub points: Option<Decimal>,
    /// 完成值 ÷ 目标值 to 6 places, for display.
    pub rate: Option<Decimal>,
    /// The method's name; `None` where none could be chosen.
    pub method: Option<&'static str>,
    /// The arithmetic, or why there are no points: one Chinese sentence.
    pub explanation: String,
}

/// Scores one line; direction and method may be left to the target.
pub fn score_line(
    weight: Decimal,
    target: &str,
    actual: &str,
    direction: Option<Direction>,
    method: Option<&str>,
    params: &Params,
) -> ScoreLine {
    let goal = Reading::of(target);
    let done = Reading::beside(actual, &goal.meaning);
    let scheme = Scheme { weight, direction: direction.unwrap_or_default(), method, params, steps: None };
    let assessment = assess(&scheme, &goal.meaning, &done.meaning);
    let points = if let Verdict::Points(points) = &assessment.verdict { Some(points) } else { None };
    ScoreLine {
        weight,
        target: target.to_owned(),
        actual: actual.to_owned(),
        points: points.map(|p| p.rounded()),
        rate: points.and_then(|p| p.rate).map(|(_, rate)| round_half_up(rate, 6)),
        method: assessment.method,
        explanation: assessment.verdict.explanation(),
    }
}

impl ScoreLine {
    /// The object that `jihe score --json` prints.
    pub fn to_json(&self) -> Value {
        json!({
            "weight": plain(self.weight),
            "target": self.target,
            "actual": self.actual,
            "points": self.points.map(plain),
            "rate": self.rate.map(plain),
            "method": self.method,
            "explanation": self.explanation,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_print_as_the_contract_has_them() {
        let params = Params::default();
        for (weight, target, actual, direction, method, printed) in [
            (
                "10.0",
                "≥5个",
                "4个",
                None,
                None,
                r#"{"weight":"10","target":"≥5个","actual":"4个","points":"8","rate":"0.8","method":"proportional","explanation":"10×4÷5＝8（完成率80%）"}"#,
            ),
            (
                "10",
                "≥3",
                "1",
                None,
                None,
                r#"{"weight":"10","target":"≥3","actual":"1","points":"3.33","rate":"0.333333","method":"proportional","explanation":"10×1÷3≈3.33（完成率≈33.33%）"}"#,
            ),
            (
                "10",
                "43.2万元",
                "37.24万元",
                None,
                Some("budget-execution"),
                r#"{"weight":"10","target":"43.2万元","actual":"37.24万元","points":"8.62","rate":"0.862037","method":"budget-execution","explanation":"10×37.24÷43.2≈8.62（执行率≈86.2%）"}"#,
            ),
            (
                "10",
                "100%",
                "92%",
                Some(Direction::Inverse),
                None,
                r#"{"weight":"10","target":"100%","actual":"92%","points":"10","rate":"0.92","method":"inverse-linear","explanation":"92≤100，得满分10"}"#,
            ),
            (
                "10",
                "增长15%",
                "下降3%",
                None,
                None,
                r#"{"weight":"10","target":"增长15%","actual":"下降3%","points":"0","rate":"-0.2","method":"proportional","explanation":"完成值-3为负数，得0分"}"#,
            ),
            (
                "10",
                "≤5个",
                "",
                None,
                None,
                r#"{"weight":"10","target":"≤5个","actual":"","points":null,"rate":null,"method":"inverse-linear","explanation":"完成值未填，不作为完成"}"#,
            ),
            (
                "10",
                "",
                "4",
                None,
                None,
                r#"{"weight":"10","target":"","actual":"4","points":null,"rate":null,"method":null,"explanation":"目标值未填，不能计分"}"#,
            ),
        ] {
            let line = score_line(weight.parse().unwrap(), target, actual, direction, method, &params);
            assert_eq!(line.to_json().to_string(), printed);
        }
    }
}
