//! Document properties.

use calamine::WorkbookProperties;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use std::collections::BTreeMap;

/// The custom properties, and when the document was last saved.
pub(super) fn take(found: WorkbookProperties) -> (BTreeMap<String, String>, Option<NaiveDateTime>) {
    let modified = found.modified.as_deref().and_then(saved);
    (found.custom_properties.into_iter().collect(), modified)
}

/// When a document was saved, in UTC: LibreOffice and WPS write the clock of the room into .ods, without a zone.
fn saved(text: &str) -> Option<NaiveDateTime> {
    let at = instant(text)?;
    if DateTime::parse_from_rfc3339(text.trim()).is_ok() {
        Some(at)
    } else {
        at.checked_sub_signed(TimeDelta::hours(8))
    }
}

/// `2024-12-31`, `2024-12-31T08:00:00`, with a fraction of a second or a zone; given in UTC where there is a zone.
pub(super) fn instant(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim();
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at.naive_utc());
    }
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f")
        .ok()
        .or_else(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(|day| day.and_time(NaiveTime::MIN)))
}
