//! E204 `unknown-agency`: neither identity nor cover leads to an agency on the roster.

use super::{Check, Found, Rule};
use crate::check::agency::{Whose, whose};
use crate::check::view::{View, quoted};
use crate::model::{Reach, Severity};

pub(super) const RULE: Rule = Rule {
    code: "E204",
    name: "unknown-agency",
    level: Severity::SendBack,
    reach: Reach::File,
    page: include_str!("unknown_agency.md"),
    check: Check::Submission(check),
};

fn check(view: &View<'_>) -> Vec<Found> {
    let Some(Whose::Nobody) = view.roster.map(|roster| whose(view.submission, roster)) else { return Vec::new() };
    let name = view.submission.agency_name.as_str();
    let message = match &view.submission.agency_code {
        _ if name.trim().is_empty() => "表上没有填写单位名称，不能确定填报单位。".to_owned(),
        Some(code) => format!("表上的单位{}（代码{}）不在本轮名册内。", quoted(name), quoted(code)),
        None => format!("表上的单位{}不在本轮名册内。", quoted(name)),
    };
    let fix = "请使用发给本单位的表填写；单位确有更名的，请主管部门在名册的“曾用名”一栏补填。";
    vec![Found::new(message, fix)]
}
