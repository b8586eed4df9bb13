//! `qualitative`: a share of the weight inside the tier that the words name: 达成, 部分达成, 未达成.
//!
//! The case's target is the tier as a range of percent of the weight ([`tier`]), its actual value the percent awarded
//! ([`awarded`]). Every tier is without its upper end but the one that ends at 100.

use super::{Case, Cells, Formula, Method, Param, Params, Verdict, shown};
use crate::model::round_half_up::plain;
use crate::model::{Bound, Part, Tier};
use rust_decimal::Decimal;

/// The method.
pub static METHOD: Method = Method {
    name: "qualitative",
    label: "定性分档",
    rule: |params| {
        format!(
            "达成预期指标的得权重的{1}%～100%（未经评定的按{0}%），部分达成的得{2}%～{1}%（不含{1}%），\
             未达成的得0～{2}%（不含{2}%）。部分达成和未达成须人工评分，评分前为待评分。评分超出所在档次的，待核实。",
            plain(params[Param::MetShare]),
            plain(params[Param::MetFrom]),
            plain(params[Param::PartlyFrom])
        )
    },
    bounds: &[],
    direction: None,
    rate: None,
    flags_over: false,
    compute,
    excel,
};

/// The parameters at the lower and upper end of a tier; `None` is 0 below and 100 above.
pub fn ends(tier: Tier) -> (Option<Param>, Option<Param>) {
    match tier {
        Tier::Met => (Some(Param::MetFrom), None),
        Tier::Partly => (Some(Param::PartlyFrom), Some(Param::MetFrom)),
        Tier::Not => (None, Some(Param::PartlyFrom)),
    }
}

/// The tier as a target: its lower and upper end in percent of the weight.
pub fn tier(tier: Tier, params: &Params) -> Part {
    let (lower, upper) = ends(tier);
    let lower = lower.map_or(Decimal::ZERO, |p| params[p]);
    let upper = upper.map_or(Decimal::ONE_HUNDRED, |p| params[p]);
    Part { bound: Bound::Between, upper: Some(upper), measure: "%".to_owned(), ..Part::bare(lower) }
}

/// The percent of the weight: as a person decided, else the default of 达成; the others wait for a person.
pub fn awarded(tier: Tier, decided: Option<Decimal>, params: &Params) -> Result<Decimal, Verdict> {
    match (decided, tier) {
        (Some(percent), _) => Ok(percent),
        (None, Tier::Met) => Ok(params[Param::MetShare]),
        (None, Tier::Partly) => Err(Verdict::ToScore("部分达成，待人工评分".to_owned())),
        (None, Tier::Not) => Err(Verdict::ToScore("未达成，待人工评分".to_owned())),
    }
}

/// Whether points that a person gave lie in the tier; `None` on overflow.
pub fn fits(tier: Tier, weight: Decimal, points: Decimal, params: &Params) -> Option<bool> {
    let part = self::tier(tier, params);
    let given = points.checked_mul(Decimal::ONE_HUNDRED)?;
    let (lower, upper) = (weight.checked_mul(part.amount)?, weight.checked_mul(part.upper?)?);
    let open_end = part.upper? < Decimal::ONE_HUNDRED;
    Some(given >= lower && given <= upper && !(open_end && given == upper))
}

fn compute(case: &Case) -> Option<Verdict> {
    let (lower, actual) = (case.target.amount, case.actual);
    let upper = case.target.upper.unwrap_or(Decimal::ONE_HUNDRED);
    let open_end = upper < Decimal::ONE_HUNDRED;
    if actual < lower || actual > upper || (open_end && actual == upper) {
        let except = if open_end { "（不含上限）" } else { "" };
        let (a, l, u) = (plain(actual), plain(lower), plain(upper));
        return Some(Verdict::Query(format!("评定的{a}%不在所在档次{l}%～{u}%{except}内，须人工核实")));
    }
    Some(Verdict::Points(if actual == Decimal::ONE_HUNDRED {
        case.full("达成预期指标".to_owned())?
    } else {
        case.share(shown(actual), shown(Decimal::ONE_HUNDRED))?
    }))
}

fn excel(Cells { weight: w, target: l, upper: u, actual: a, .. }: &Cells) -> Formula {
    Formula::new(format!("{w}*{a}/100")).query_if(format!("OR({a}<{l},{a}>{u},AND({a}={u},{u}<100))"))
}
