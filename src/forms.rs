//! The forms built into the program, and the names that a definition may use.

use crate::check;
use crate::definition::{BUILT_IN, Fault, FormDef, Profile, Vocabulary};
use crate::merge::aggregates;
use crate::score::methods::{METHODS, compound};
use std::sync::LazyLock;

/// Everything a definition may name: aggregates, scoring methods, rule codes.
pub fn vocabulary() -> Vocabulary<'static> {
    static METHOD_NAMES: LazyLock<Vec<&'static str>> =
        LazyLock::new(|| METHODS.iter().map(|m| m.name).chain([compound::NAME]).collect());
    static AGGREGATE_NAMES: LazyLock<Vec<&'static str>> = LazyLock::new(aggregates::names);
    static RULE_CODES: LazyLock<Vec<&'static str>> = LazyLock::new(check::codes);
    Vocabulary { aggregates: &AGGREGATE_NAMES, methods: &METHOD_NAMES, rules: &RULE_CODES }
}

/// Reads a definition with the program's own vocabulary; on faults, all of them in line order.
pub fn parse(text: &str) -> Result<FormDef, Vec<Fault>> {
    FormDef::parse(text, &vocabulary())
}

/// The same under another profile than the form names.
pub fn parse_under(text: &str, profile: Option<&str>) -> Result<FormDef, Vec<Fault>> {
    match profile {
        Some(profile) => FormDef::parse_under(text, &vocabulary(), profile),
        None => parse(text),
    }
}

/// The built-in profile of that id, `general` for the usual one; `None` where there is none.
pub fn profile(id: &str) -> Option<Profile> {
    Profile::parse(Profile::built_in(id)?, &vocabulary()).ok()
}

/// The built-in profiles.
pub fn profiles() -> impl Iterator<Item = Profile> {
    Profile::ids().filter_map(profile)
}

/// The ids of the built-in forms.
pub fn ids() -> impl Iterator<Item = &'static str> {
    BUILT_IN.iter().map(|(id, _)| *id)
}

/// The text of the built-in form of that id.
pub fn built_in(id: &str) -> Option<&'static str> {
    BUILT_IN.iter().find(|(own, _)| *own == id).map(|(_, text)| *text)
}
