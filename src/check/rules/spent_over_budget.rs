//! V303 `spent-over-budget`: more was spent than the adjusted budget.

use super::{Check, Found, Rule, scale_suspect};
use crate::check::view::{Row, View};
use crate::extract::Amount;
use crate::model::round_half_up::grouped;
use crate::model::{Reach, Severity, Slot, quote};

pub(super) const RULE: Rule = Rule {
    code: "V303",
    name: "spent-over-budget",
    level: Severity::Query,
    reach: Reach::Nothing,
    page: include_str!("spent_over_budget.md"),
    check: Check::Row(check),
};

fn check(row: &Row<'_>, view: &View<'_>) -> Vec<Found> {
    let id = &row.item.id;
    let Amount::Value(budget) = view.amount(id, Slot::Adjusted) else { return Vec::new() };
    let Amount::Value(spent) = view.amount(id, Slot::Spent) else { return Vec::new() };
    if spent <= budget || scale_suspect::amounts(row, view).is_some() {
        return Vec::new();
    }
    let (first, second) = (view.slot_name(Slot::Spent), view.slot_name(Slot::Adjusted));
    let message =
        format!("{}的{first}{}大于{second}{}。", quote(&row.item.label), grouped(spent, 2), grouped(budget, 2));
    let fix = format!("请核对{first}；预算有追加的，请按调整后的数填写{second}；确属超支的请说明。");
    vec![Found::new(message, fix).at(id, Slot::Spent).beside(id, Slot::Adjusted)]
}
