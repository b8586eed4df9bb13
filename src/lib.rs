//! 绩核 (jihe): the map of the house.
#![forbid(unsafe_code)]

pub mod check;
pub mod cli;
pub mod definition;
pub mod demo;
pub mod extract;
pub mod forms;
pub mod intake;
pub mod merge;
pub mod model;
pub mod report;
pub mod round;
pub mod score;
pub mod template;
pub mod xlsx;
