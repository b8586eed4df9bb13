//! E205 `agency-mismatch`: the identity is one agency's, the cover names another.

use super::{Check, Found, Rule};
use crate::check::agency::{Whose, whose};
use crate::check::view::View;
use crate::model::{Reach, Severity};

pub(super) const RULE: Rule = Rule {
    code: "E205",
    name: "agency-mismatch",
    level: Severity::SendBack,
    reach: Reach::File,
    page: include_str!("agency_mismatch.md"),
    check: Check::Submission(check),
};

fn check(view: &View<'_>) -> Vec<Found> {
    match view.roster.map(|roster| whose(view.submission, roster)) {
        Some(Whose::Two(code, name)) => {
            let message = format!("这份表发给“{}”，封面写的却是“{}”，不能确定是谁报的。", code.name, name.name);
            vec![Found::new(message, "请各单位只用发给本单位的表填写，不要借用别的单位的表改名。")]
        }
        _ => Vec::new(),
    }
}
