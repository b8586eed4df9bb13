//! The rules: the contract, and the list in which they run.
//!
//! A rule is one file `NAME.rs` beside its page `NAME.md`, and one line in `RULES`. The page is what `jihe explain`
//! prints and what the agency reads; its table under 例 is run row by row by the tests.

mod actual_inexact;
mod agency_mismatch;
mod agency_renamed;
mod all_in_yuan;
mod amount_not_number;
mod balance;
mod bound_against_direction;
mod execution_disagrees;
mod initial_budget_differs;
mod measure_mismatch;
mod negative_amount;
mod not_applicable_disagrees;
mod not_decomposed;
mod number_as_text;
mod placeholder_left;
mod read_as;
mod reason_missing;
mod required_blank;
mod scale_suspect;
mod spent_over_budget;
mod target_changed;
mod text_too_long;
mod unclear_value;
mod unknown_agency;
mod wrong_form;
mod wrong_stage;
mod wrong_version;

use super::view::{Row, View};
use crate::definition::{FormDef, Stage};
use crate::extract::Entry;
use crate::model::{ItemId, Reach, Severity, Slot};

/// Every rule, in the order in which they run: first which form it is and whose, then cell, row and 勾稽.
pub const RULES: &[Rule] = &[
    wrong_form::RULE,
    wrong_version::RULE,
    wrong_stage::RULE,
    unknown_agency::RULE,
    agency_mismatch::RULE,
    agency_renamed::RULE,
    required_blank::RULE,
    measure_mismatch::RULE,
    unclear_value::RULE,
    bound_against_direction::RULE,
    amount_not_number::RULE,
    negative_amount::RULE,
    text_too_long::RULE,
    placeholder_left::RULE,
    scale_suspect::RULE,
    actual_inexact::RULE,
    number_as_text::RULE,
    read_as::RULE,
    reason_missing::RULE,
    target_changed::RULE,
    not_applicable_disagrees::RULE,
    not_decomposed::RULE,
    balance::RULE,
    initial_budget_differs::RULE,
    spent_over_budget::RULE,
    execution_disagrees::RULE,
    all_in_yuan::RULE,
];

/// One rule.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Its code, never reused: E structure, V1 cell, V2 row, V3 勾稽.
    pub code: &'static str,
    /// Its name, kebab-case; it names the problem: "allow NAME" makes sense.
    pub name: &'static str,
    /// How grave its findings are, unless the form says otherwise.
    pub level: Severity,
    /// How far its findings keep content out.
    pub reach: Reach,
    /// Its page in Markdown.
    pub page: &'static str,
    /// What it looks at.
    pub check: Check,
}

/// What a rule looks at; the variant fixes what it may call its own.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// Which form it is; while one of these keeps the return out, no other rule runs.
    Form(fn(&View<'_>) -> Option<Found>),
    /// One entry.
    Entry(fn(&Entry, &View<'_>) -> Option<Found>),
    /// One item with all its entries.
    Row(fn(&Row<'_>, &View<'_>) -> Vec<Found>),
    /// The whole submission.
    Submission(fn(&View<'_>) -> Vec<Found>),
}

/// What a rule found; the registry adds code, level and cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// One sentence: what was found and what was expected. With `listed`, the head of a list, without a full stop, or a
    /// sentence without one in which the list stands in the place of `{}`.
    pub message: String,
    /// One sentence: what to do.
    pub fix: String,
    /// The slots it is about, which `Reach::Entry` keeps out.
    pub slots: Vec<(ItemId, Slot)>,
    /// Slots that are shown beside them and not kept out.
    pub beside: Vec<(ItemId, Slot)>,
    /// The name under which it is listed with others of the same message.
    pub listed: Option<String>,
}

impl Found {
    /// A finding about the file.
    pub fn new(message: impl Into<String>, fix: impl Into<String>) -> Self {
        let (message, fix) = (message.into(), fix.into());
        Self { message, fix, slots: Vec::new(), beside: Vec::new(), listed: None }
    }

    /// … about this slot.
    pub fn at(mut self, item: &ItemId, slot: Slot) -> Self {
        self.slots.push((item.clone(), slot));
        self
    }

    /// … shown beside this slot.
    pub fn beside(mut self, item: &ItemId, slot: Slot) -> Self {
        self.beside.push((item.clone(), slot));
        self
    }

    /// … and one in a list: findings of the same message are one, with all their names and cells.
    pub fn listed(mut self, name: impl Into<String>) -> Self {
        self.listed = Some(name.into());
        self
    }
}

/// What the form's 填报说明 says will be checked: of every rule that sends back a value which this stage asks for, the
/// first sentence of 查什么.
pub fn one_liners(form: &FormDef, stage: &Stage) -> Vec<String> {
    let asked = |rule: &&Rule| match rule.code {
        "V201" => stage.asks(Slot::Reason),
        "V202" => !stage.asks(Slot::YearTarget),
        "V301" => !form.balances.is_empty(),
        _ => true,
    };
    let values = RULES.iter().filter(|r| r.level == Severity::SendBack && r.code.starts_with('V'));
    values.filter(asked).filter_map(|r| first_sentence(r.page)).collect()
}

fn first_sentence(page: &str) -> Option<String> {
    let section = page.split("## 查什么").nth(1)?.trim_start();
    let sentence = section.split_inclusive('。').next()?.trim();
    (!sentence.is_empty()).then(|| sentence.to_owned())
}
