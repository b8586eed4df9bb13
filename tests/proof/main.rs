//! The proofs: whole rounds, made and consolidated by the program itself, then looked at from outside, as LibreOffice
//! shows them and openpyxl reads them. No expectation comes from the definition or from what the program wrote: they are
//! read from the published form, typed here, or added up from the returns.
//!
//! Without LibreOffice or openpyxl a proof says that it was skipped; under CI it stops instead.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "tests work in folders of their own and say what they skip"
)]

mod clerk;
mod declared;
mod eyes;
mod follows;
mod formulas;
mod live;
mod manners;
mod mistakes;
mod offices;
mod one_number;
mod provisional;
mod published;
mod since;
mod sound;
mod states;
mod tree;
mod verify;
mod workbook;
