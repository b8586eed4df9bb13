//! 绩核 (jihe): the map of the house.
#![forbid(unsafe_code)]

pub mod check;
pub mod definition;
pub mod extract;
pub mod intake;
pub mod model;
pub mod score;
pub mod xlsx;
