//! Returned workbooks, edited as clerks edit them: what is read, how sure it is, and what is said.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod books;
mod cells;
mod common;
#[path = "../edits/mod.rs"]
mod edits;
#[path = "../office/mod.rs"]
mod office;
mod random;
mod rows;
mod values;
