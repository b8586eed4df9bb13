//! How a file came: by itself, or in a parcel that lies in 收回/, a zip or a saved e-mail.

use chrono::{NaiveDateTime, TimeDelta};
use std::sync::Arc;

/// How one file came.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Arrival {
    /// The file in 收回/ that it was taken out of, relative to the round folder; `None` where it lies there itself.
    pub parcel: Option<Arc<str>>,
    /// The e-mail it was attached to; of a mail within a mail, the inner one.
    pub mail: Option<Mail>,
}

/// What the head of an e-mail says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mail {
    /// Its Date in UTC, as the sender's computer had it.
    pub date: Option<NaiveDateTime>,
    /// The sender: name and address, as far as given.
    pub sender: String,
    /// Its subject.
    pub subject: String,
    /// The mail itself: the file in 收回/, or its path in a parcel.
    pub file: Arc<str>,
}

/// A moment in UTC on the clocks of China, which are eight hours ahead all year round.
pub fn beijing(utc: NaiveDateTime) -> NaiveDateTime {
    utc.checked_add_signed(TimeDelta::hours(8)).unwrap_or(utc)
}
