//! E206 `agency-renamed`: the identity is on the roster, the name on the cover is not.

use super::{Check, Found, Rule};
use crate::check::agency::{Whose, whose};
use crate::check::view::{View, quoted};
use crate::model::{Reach, Severity};

pub(super) const RULE: Rule = Rule {
    code: "E206",
    name: "agency-renamed",
    level: Severity::Note,
    reach: Reach::Nothing,
    page: include_str!("agency_renamed.md"),
    check: Check::Submission(check),
};

fn check(view: &View<'_>) -> Vec<Found> {
    match view.roster.map(|roster| whose(view.submission, roster)) {
        Some(Whose::Renamed(agency)) => {
            let name = quoted(&view.submission.agency_name);
            let message = format!("封面填写的单位{name}不在名册内，已按表内的代码认定为“{}”。", agency.name);
            vec![Found::new(message, "单位确有更名的，请主管部门在名册的“曾用名”一栏补填。")]
        }
        _ => Vec::new(),
    }
}
