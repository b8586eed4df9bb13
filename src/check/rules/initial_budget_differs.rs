//! V302 `initial-budget-differs`: 年初预算数 differs from the budget block.

use super::{Check, Found, Rule, balance, scale_suspect};
use crate::check::view::{Row, View};
use crate::extract::Amount;
use crate::model::round_half_up::{grouped, round_half_up};
use crate::model::{Reach, Severity, Slot, quote};

pub(super) const RULE: Rule = Rule {
    code: "V302",
    name: "initial-budget-differs",
    level: Severity::Query,
    reach: Reach::Nothing,
    page: include_str!("initial_budget_differs.md"),
    check: Check::Row(check),
};

fn check(row: &Row<'_>, view: &View<'_>) -> Vec<Found> {
    let id = &row.item.id;
    let (Amount::Value(budget), Amount::Value(initial)) =
        (view.amount(id, Slot::Amount), view.amount(id, Slot::Initial))
    else {
        return Vec::new();
    };
    if round_half_up(budget, 2) == round_half_up(initial, 2) {
        return Vec::new();
    }
    // A budget that does not add up, or was typed in 元, differs from everything.
    if balance::unbalanced(view).contains(&(id.clone(), Slot::Amount)) || scale_suspect::amounts(row, view).is_some() {
        return Vec::new();
    }
    let (first, second) = (view.slot_name(Slot::Initial), view.slot_name(Slot::Amount));
    let fix = format!("请核对后改为一致；年中调整的数填入{}。", view.slot_name(Slot::Adjusted));
    let name = format!("{}{}与{}", quote(&row.item.label), grouped(initial, 2), grouped(budget, 2));
    let found = Found::new(format!("{first}与{second}不一致"), fix);
    vec![found.at(id, Slot::Initial).beside(id, Slot::Amount).listed(name)]
}
