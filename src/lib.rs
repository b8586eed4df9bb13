//! 绩核 (jihe): the map of the house.
#![forbid(unsafe_code)]

pub mod definition;
pub mod model;
pub mod xlsx;
