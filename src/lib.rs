//! 绩核 (jihe): the map of the house.
#![forbid(unsafe_code)]

pub mod model;
pub mod score;
