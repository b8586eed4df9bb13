//! What budget execution does to a total besides its own points: caps (封顶) and lights (红灯、黄灯), each with both faces.
//! Rates are fractions rounded to six decimals, in the engine as in the cell.

use crate::definition::profile::Cap;
use crate::definition::{Param, Params};
use crate::model::round_half_up::round_half_up;
use rust_decimal::Decimal;

/// What a light says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Light {
    /// 红灯: much is reported as achieved for little spending.
    Red,
    /// 黄灯: much of the budget is unspent.
    Yellow,
    /// 正常.
    Clear,
}

impl Light {
    /// The word on the sheet.
    pub fn word(self) -> &'static str {
        match self {
            Light::Red => "红灯",
            Light::Yellow => "黄灯",
            Light::Clear => "正常",
        }
    }

    /// The light of these rates; `None` where lights are off or a rate is missing.
    pub fn of(indicators: Option<Decimal>, execution: Option<Decimal>, params: &Params) -> Option<Light> {
        if !Light::are_on(params) {
            return None;
        }
        let (indicators, execution) = (indicators?, execution?);
        let (red, yellow) = (params[Param::RedLight], params[Param::YellowLight]);
        let ahead = indicators.checked_sub(execution)?.checked_mul(Decimal::ONE_HUNDRED)?;
        let beyond = round_half_up(ahead.checked_sub(red.checked_mul(indicators)?)?, 4);
        let unspent = Decimal::ONE_HUNDRED.checked_sub(execution.checked_mul(Decimal::ONE_HUNDRED)?)?;
        let left = round_half_up(unspent.checked_sub(yellow)?, 4);
        Some(if red > Decimal::ZERO && beyond > Decimal::ZERO {
            Light::Red
        } else if yellow > Decimal::ZERO && left > Decimal::ZERO {
            Light::Yellow
        } else {
            Light::Clear
        })
    }

    /// The profile uses lights at all.
    pub fn are_on(params: &Params) -> bool {
        params[Param::RedLight] > Decimal::ZERO || params[Param::YellowLight] > Decimal::ZERO
    }

    /// The Excel face of [`Light::of`], over the cells of both rates and both parameters; the last word is for no rate.
    pub fn excel(indicators: &str, execution: &str, red: &str, yellow: &str, none: &str) -> String {
        let beyond = format!("ROUND(({indicators}-{execution})*100-{red}*{indicators},4)>0");
        let left = format!("ROUND(100-{execution}*100-{yellow},4)>0");
        format!(
            r#"IF(AND({red}+{yellow}>0,ISNUMBER({indicators}),ISNUMBER({execution})),IF(AND({red}>0,{beyond}),"红灯",IF(AND({yellow}>0,{left}),"黄灯","正常")),"{none}")"#
        )
    }
}

/// A rate as the sheet has it: six decimals of a fraction; `None` without a denominator above 0.
pub fn rate(numerator: Decimal, denominator: Decimal) -> Option<Decimal> {
    if denominator <= Decimal::ZERO {
        return None;
    }
    numerator.checked_div(denominator).map(|r| round_half_up(r, 6))
}

/// The Excel face of [`rate`] for cells that may hold words.
pub fn rate_excel(numerator: &str, denominator: &str, none: &str) -> String {
    format!(
        r#"IF(AND(ISNUMBER({numerator}),ISNUMBER({denominator})),IF({denominator}>0,ROUND({numerator}/{denominator}+1E-12,6),"{none}"),"{none}")"#
    )
}

/// The cap that holds at this execution rate.
pub fn cap(execution: Option<Decimal>, caps: &[Cap]) -> Option<&Cap> {
    let percent = round_half_up(execution?.checked_mul(Decimal::ONE_HUNDRED)?, 4);
    caps.iter().find(|cap| percent < cap.below)
}

/// A score under the caps: `score` is the rounded score's formula, `caps` the cells of each cap's rate and points.
pub fn cap_excel(score: &str, execution: &str, caps: &[(String, String)]) -> String {
    if caps.is_empty() {
        return score.to_owned();
    }
    let most = caps
        .iter()
        .rev()
        .fold("100".to_owned(), |rest, (below, most)| format!("IF(ROUND({execution}*100-{below},4)<0,{most},{rest})"));
    format!("IF(ISNUMBER({execution}),MIN({score},{most}),{score})")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn lights_and_caps_at_their_edges() {
        let on = Params::default().with(Param::RedLight, 5.into()).with(Param::YellowLight, 20.into());
        for (indicators, execution, light) in [
            ("0.8", "0.76", Light::Yellow),
            ("0.842105", "0.8", Light::Clear),
            ("0.842106", "0.8", Light::Red),
            ("0.8", "0.759999", Light::Red),
            ("0.5", "0.799999", Light::Yellow),
            ("0.5", "0.8", Light::Clear),
            ("0", "0", Light::Yellow),
        ] {
            assert_eq!(
                Light::of(Some(d(indicators)), Some(d(execution)), &on),
                Some(light),
                "{indicators} {execution}"
            );
        }
        assert_eq!(Light::of(None, Some(d("0.5")), &on), None);
        assert_eq!(Light::of(Some(d("1")), Some(d("0")), &Params::default()), None);
        let caps: Vec<Cap> = [(50, 59), (60, 69), (80, 89)]
            .map(|(below, most)| Cap { below: below.into(), most: most.into(), source: String::new() })
            .into();
        for (execution, most) in [
            ("0", Some(59)),
            ("0.499999", Some(59)),
            ("0.5", Some(69)),
            ("0.6", Some(89)),
            ("0.8", None),
            ("1.2", None),
        ] {
            assert_eq!(cap(Some(d(execution)), &caps).map(|c| c.most), most.map(Decimal::from), "{execution}");
        }
        assert_eq!(cap(None, &caps), None);
    }
}
