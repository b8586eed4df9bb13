//! What stands in an agency's form before it goes out: what 任务分解 and 申报内容 say, locked where the agency has
//! nothing to fill.

use super::Round;
use crate::model::book::Content;
use crate::model::roster::Assigned;
use crate::model::{Agency, Slot};
use crate::template::{Given, Issue, Prefill};
use rust_decimal::Decimal;
use std::str::FromStr;

/// The prefill of one agency's form. What the stage does not ask for is given and locked; what it asks for is written
/// into the open cell as a proposal; 不涉及 is locked either way, and with it the actual value.
pub fn prefill<'a>(round: &Round, issue: &'a Issue<'a>, agency: &'a Agency) -> Prefill<'a> {
    let mut prefill = Prefill::blank(issue, Some(agency));
    let own = round.roster.assigned.iter().filter(|((_, _, code), _)| *code == agency.code);
    for ((item, slot, _), assigned) in own {
        let at = (item.clone(), *slot);
        match assigned {
            Assigned::Open => {}
            Assigned::NotApplicable => {
                prefill.values.insert(at, Given::NotApplicable);
                if *slot == Slot::YearTarget && round.stage.asks(Slot::Actual) {
                    prefill.values.insert((item.clone(), Slot::Actual), Given::NotApplicable);
                }
            }
            Assigned::Target(text) if round.stage.asks(*slot) => {
                let content = amount(*slot, text).map_or_else(|| Content::text(text), Content::Number);
                prefill.filled.insert(at, content);
            }
            Assigned::Target(text) => {
                let given = amount(*slot, text).map_or_else(|| Given::Text(text.clone()), Given::Amount);
                prefill.values.insert(at, given);
            }
        }
    }
    prefill
}

/// The number of an amount slot.
fn amount(slot: Slot, text: &str) -> Option<Decimal> {
    if slot.is_amount() { Decimal::from_str(&text.replace(',', "")).ok() } else { None }
}
