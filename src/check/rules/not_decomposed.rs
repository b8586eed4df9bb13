//! V204 `not-decomposed`: 任务分解 says nothing about an item for this agency.

use super::{Check, Found, Rule};
use crate::check::view::{Row, View};
use crate::model::roster::Assigned;
use crate::model::{Reach, Severity, Slot, quote};

pub(super) const RULE: Rule = Rule {
    code: "V204",
    name: "not-decomposed",
    level: Severity::Query,
    reach: Reach::Nothing,
    page: include_str!("not_decomposed.md"),
    check: Check::Row(check),
};

fn check(row: &Row<'_>, view: &View<'_>) -> Vec<Found> {
    if row.item.indicator.is_none() || view.assigned(&row.item.id, Slot::YearTarget) != Some(&Assigned::Open) {
        return Vec::new();
    }
    let fix = "请主管部门在名册的任务分解表中补填目标；不由本单位承担的填“/”。";
    let found = Found::new("任务分解表中尚未填写本单位承担多少的指标", fix);
    vec![found.at(&row.item.id, Slot::YearTarget).listed(quote(&row.item.label))]
}
