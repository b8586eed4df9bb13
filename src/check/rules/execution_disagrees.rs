//! V304 `execution-disagrees`: one of budget and spending reads 不涉及 and the other is an amount.

use super::{Check, Found, Rule};
use crate::check::view::{Row, View};
use crate::extract::Amount;
use crate::model::round_half_up::grouped;
use crate::model::{Reach, Severity, Slot, quote};

pub(super) const RULE: Rule = Rule {
    code: "V304",
    name: "execution-disagrees",
    level: Severity::Query,
    // Held until decided: with one of the two alone, every rate above would be wrong.
    reach: Reach::Entry,
    page: include_str!("execution_disagrees.md"),
    check: Check::Row(check),
};

fn check(row: &Row<'_>, view: &View<'_>) -> Vec<Found> {
    let id = &row.item.id;
    let amounts = [Slot::Adjusted, Slot::Spent].map(|slot| (slot, view.amount(id, slot)));
    let ((without, with), amount) = match &amounts {
        [(a, Amount::NotApplicable), (b, Amount::Value(v))] | [(b, Amount::Value(v)), (a, Amount::NotApplicable)] => {
            ((*a, *b), *v)
        }
        _ => return Vec::new(),
    };
    if amount.is_zero() {
        return Vec::new();
    }
    let (first, second) = (view.slot_name(without), view.slot_name(with));
    let message = format!("{}的{first}填为“不涉及”，{second}为{}。", quote(&row.item.label), grouped(amount, 2));
    let fix = "请核对：有此项资金的，两栏都填金额；没有的，两栏都填“不涉及”。";
    vec![Found::new(message, fix).at(id, without).at(id, with)]
}
