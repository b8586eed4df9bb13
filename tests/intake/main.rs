//! `intake` from outside: bytes in, a `RawBook` or a refusal out.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops where it cannot go on, and says what it skips"
)]

mod corpus;
mod hostile;
mod mail;
mod office;
mod parts;
mod values;
