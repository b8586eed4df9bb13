//! The parameters of the methods, in both faces: numbers for the computation, references for the formula.

use crate::model::quantity::ABOUT_TOLERANCE;
use crate::model::round_half_up::plain;
use rust_decimal::Decimal;

/// The parameters of the methods. Provinces differ, so each is data of the form definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Params {
    /// `about`: how far from the target still counts as met, in percent of it. Default 10, our own proposal.
    pub about_tolerance: Decimal,
    /// `inverse-step`: percent of the weight taken off for each percentage point over. Default 10, published.
    pub step_deduction: Decimal,
    /// `deadline`: percent of the weight taken off for each day late. Default 100 (late is 0), our own proposal.
    pub late_deduction: Decimal,
    /// From here, in percent of the target, over-fulfilment is flagged. Default 120, published.
    pub over_fulfilment: Decimal,
    /// `qualitative`: percent of the weight that 达成 gets unless a person decides. Default 100.
    pub met_share: Decimal,
    /// `qualitative`: the tier 达成 begins here, in percent of the weight. Default 80, published (Hubei and others).
    pub met_from: Decimal,
    /// `qualitative`: the tier 部分达成 begins here, in percent of the weight. Default 60; some places have 50.
    pub partly_from: Decimal,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            about_tolerance: ABOUT_TOLERANCE,
            step_deduction: Decimal::from(10),
            late_deduction: Decimal::ONE_HUNDRED,
            over_fulfilment: Decimal::from(120),
            met_share: Decimal::ONE_HUNDRED,
            met_from: Decimal::from(80),
            partly_from: Decimal::from(60),
        }
    }
}

/// The parameters that formulas read: a cell reference or a literal number each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParamCells {
    /// Where `Params::about_tolerance` stands.
    pub about_tolerance: String,
    /// Where `Params::step_deduction` stands.
    pub step_deduction: String,
    /// Where `Params::late_deduction` stands.
    pub late_deduction: String,
}

impl ParamCells {
    /// The parameters as literal numbers.
    pub fn literal(params: &Params) -> Self {
        Self {
            about_tolerance: plain(params.about_tolerance),
            step_deduction: plain(params.step_deduction),
            late_deduction: plain(params.late_deduction),
        }
    }
}
