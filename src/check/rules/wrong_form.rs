//! E201 `wrong-form`: the file carries the identity of another form.

use super::{Check, Found, Rule};
use crate::check::view::{View, quoted};
use crate::model::{Reach, Severity};

pub(super) const RULE: Rule = Rule {
    code: "E201",
    name: "wrong-form",
    level: Severity::SendBack,
    reach: Reach::File,
    page: include_str!("wrong_form.md"),
    check: Check::Form(check),
};

fn check(view: &View<'_>) -> Option<Found> {
    let form = view.submission.form.as_ref().filter(|form| **form != view.form.id)?;
    let message = format!("文件所用表样（编号{}）不是本轮的表样，应为“{}”。", quoted(form), view.form.title);
    Some(Found::new(message, "请使用本轮下发的表样重新填写后报送。"))
}
