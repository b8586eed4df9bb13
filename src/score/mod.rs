//! Scoring: points for every indicator, with the sentence that lets an official re-perform them.

pub mod grade;
pub mod methods;
pub mod rounding;
