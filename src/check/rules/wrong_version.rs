//! E202 `wrong-version`: the right form, as it was in another year or edition.

use super::{Check, Found, Rule};
use crate::check::view::View;
use crate::model::{Reach, Severity};

pub(super) const RULE: Rule = Rule {
    code: "E202",
    name: "wrong-version",
    level: Severity::SendBack,
    reach: Reach::File,
    page: include_str!("wrong_version.md"),
    check: Check::Form(check),
};

fn check(view: &View<'_>) -> Option<Found> {
    // The version of another form says nothing.
    if view.submission.form.as_ref().is_some_and(|form| *form != view.form.id) {
        return None;
    }
    let version = view.submission.version.as_ref().filter(|version| **version != view.form.version)?;
    // An edition that the definition carries over was read as such, and E104 says so.
    if view.form.earlier.iter().any(|edition| edition.form.version == *version) {
        return None;
    }
    let message = format!("文件所用表样是{}版，应为{}版。", version.trim(), view.form.version);
    Some(Found::new(message, "请将内容填入本轮下发的表样后报送。"))
}
