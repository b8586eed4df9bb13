//! 绩核 (jihe): the map of the house.
#![forbid(unsafe_code)]

pub mod intake;
pub mod model;
