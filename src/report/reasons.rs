//! 偏差原因及改进措施: who wrote what about an indicator, and who fell short without a word.

use super::Context;
use crate::merge::{Share, on_one_line};
use crate::model::{ItemId, Slot};
use crate::score::{Scope, State};

/// What agencies wrote, each on one line and without its last full stop: place in the roster and text.
pub(super) fn written(c: &Context<'_>, item: &ItemId) -> Vec<(usize, String)> {
    let Some(figure) = c.scored.merged.figure(item, Slot::Reason) else { return Vec::new() };
    let text = |share: &Share| match share {
        Share::Text(text) => {
            let text = on_one_line(text).trim_end_matches('。').to_owned();
            Some(text).filter(|text| !text.is_empty())
        }
        _ => None,
    };
    figure.contributions.iter().filter_map(|k| Some((k.agency, text(&k.share)?))).collect()
}

/// Who is below its own target by its own figures and has not written why.
pub(super) fn silent<'a>(c: &'a Context<'_>, item: &ItemId) -> Vec<&'a str> {
    let written = written(c, item);
    let own = c.scored.agencies.iter().flatten().filter(|s| s.item == *item);
    let below = own.filter(|s| s.state == State::Counted && s.points.is_some_and(|points| points < s.weight));
    let silent = below.filter(|s| !written.iter().any(|(n, _)| s.scope == Scope::Agency(*n)));
    silent.map(|s| c.scope_name(s.scope)).collect()
}
