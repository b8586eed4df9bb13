//! Tables a person can read, the published values, and properties.

mod beside;
mod misread;
mod properties;
mod published;
mod readings;

use super::*;

/// A meaning in one line, apart from its canonical spelling: `at-least 53 万 台`.
fn show(meaning: &Meaning) -> String {
    match meaning {
        Meaning::Quantity(part) => show_part(part),
        Meaning::Compound(parts) => parts.iter().map(show_part).collect::<Vec<_>>().join(" + "),
        Meaning::Qualitative(Some(tier)) => format!("words {tier:?}"),
        Meaning::Qualitative(None) => "words".to_owned(),
        Meaning::Date(d) => format!("date {} {:?} {:?}", d.date, d.bound, d.precision),
        Meaning::Unclear(_) => "unclear".to_owned(),
        other => other.kind().to_owned(),
    }
}

fn show_part(part: &Part) -> String {
    let mut words = vec![part.bound.as_str().to_owned(), part.amount.to_string()];
    words.extend(part.upper.map(|u| format!("to {u}")));
    let (multiplier, measure) = (scale_text(part.scale).to_owned(), part.measure.clone());
    words.extend([multiplier, measure].into_iter().filter(|w| !w.is_empty()));
    words.extend(part.change.map(|c| format!("{c:?}")));
    words.join(" ")
}
