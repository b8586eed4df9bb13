//! Whose return it is: the hidden identity and the name on the cover, looked up in the roster.

use crate::extract::Submission;
use crate::model::{Agency, Roster};

/// What identity and cover say together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose<'a> {
    /// Both lead to this agency, or one does and the other says nothing.
    One(&'a Agency),
    /// The code leads to this agency; the name on the cover is in no roster.
    Renamed(&'a Agency),
    /// Code and name lead to two agencies.
    Two(&'a Agency, &'a Agency),
    /// Neither leads to anyone.
    Nobody,
}

/// Looks the return's agency up.
pub(super) fn whose<'a>(submission: &Submission, roster: &'a Roster) -> Whose<'a> {
    let by_code = submission.agency_code.as_deref().and_then(|code| roster.agency(code));
    let by_name = roster.by_name(&submission.agency_name);
    match (by_code, by_name) {
        (Some(a), Some(b)) if a.code != b.code => Whose::Two(a, b),
        (Some(a), None) if !submission.agency_name.trim().is_empty() => Whose::Renamed(a),
        (Some(a), _) | (None, Some(a)) => Whose::One(a),
        (None, None) => Whose::Nobody,
    }
}
