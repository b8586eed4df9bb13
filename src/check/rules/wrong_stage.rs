//! E203 `wrong-stage`: a declaration in a round of self-evaluations, or the reverse.

use super::{Check, Found, Rule};
use crate::check::view::{View, quoted};
use crate::model::{Reach, Severity};

pub(super) const RULE: Rule = Rule {
    code: "E203",
    name: "wrong-stage",
    level: Severity::SendBack,
    reach: Reach::File,
    page: include_str!("wrong_stage.md"),
    check: Check::Form(check),
};

fn check(view: &View<'_>) -> Option<Found> {
    if view.submission.form.as_ref().is_some_and(|form| *form != view.form.id) {
        return None;
    }
    let stage = view.submission.stage.as_ref().filter(|stage| **stage != view.stage.id)?;
    let name = view.form.stage(stage).map_or_else(|| quoted(stage), |s| format!("“{}”", s.name));
    let message = format!("文件是{name}阶段的表，本轮应报“{}”阶段的表。", view.stage.name);
    Some(Found::new(message, "请使用本轮下发的表样填写后报送。"))
}
