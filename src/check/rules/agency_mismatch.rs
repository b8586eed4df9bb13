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
            let message = format!("本表发给“{}”，封面填写的是“{}”，不能确定填报单位。", code.name, name.name);
            vec![Found::new(message, "请使用发给本单位的表填写，不要借用其他单位的表。")]
        }
        _ => Vec::new(),
    }
}
