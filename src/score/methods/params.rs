//! The parameters as formulas read them: a cell reference or a literal number each. Their values, names and sources stand
//! in the profile (`definition::profile`).

use crate::definition::Steps;
use crate::definition::profile::PARAMS;
use crate::model::round_half_up::plain;
use std::ops::Index;

pub use crate::definition::{Param, Params};

/// Where the parameters stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParamCells {
    cells: [String; PARAMS.len()],
}

impl ParamCells {
    /// Each where `cell` says.
    pub fn new(cell: impl Fn(Param) -> String) -> Self {
        Self { cells: PARAMS.each_ref().map(|info| cell(info.param)) }
    }

    /// The parameters as literal numbers.
    pub fn literal(params: &Params) -> Self {
        Self::new(|param| plain(params[param]))
    }
}

impl Index<Param> for ParamCells {
    type Output = str;
    fn index(&self, param: Param) -> &str {
        &self.cells[param as usize]
    }
}

/// Where an indicator's own steps stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepCells {
    /// The full marks.
    pub of: String,
    /// Points off for each unit.
    pub deduct: String,
    /// Where each band begins and what it gives, best first.
    pub bands: Vec<(String, String)>,
    /// Less is better.
    pub inverse: bool,
}

impl StepCells {
    /// The steps as literal numbers.
    pub fn literal(steps: &Steps) -> Self {
        Self {
            of: plain(steps.of),
            deduct: plain(steps.deduct),
            bands: steps.bands.iter().map(|b| (plain(b.at), plain(b.points))).collect(),
            inverse: steps.inverse,
        }
    }
}
