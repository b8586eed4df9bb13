//! `Submission` → `Checked`: all rules ran, and what is held out, and how far.

mod agency;
mod findings;
pub mod rules;
mod view;
mod wanted;

#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;

use crate::definition::{FormDef, Stage};
use crate::extract::Submission;
use crate::model::decision::Decision;
use crate::model::{Arrival, Finding, ItemId, Reach, Roster, Severity, Slot};
use findings::Desk;
use rules::{Check, Found, RULES, Rule};
use std::collections::BTreeSet;
use view::View;

/// A submission that every rule has looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// What was read.
    pub submission: Submission,
    /// How it came: by itself, in a zip, with a mail.
    pub arrival: Arrival,
    /// The code of the roster's agency it belongs to; `None` where nobody on the roster can be named.
    pub agency: Option<String>,
    /// What was found, gravest first, then in the sheet's order.
    pub findings: Vec<Finding>,
    /// The whole return is kept out.
    pub held: bool,
    /// The slots kept out: sent back, in doubt until decided, or not surely in their place.
    pub held_slots: BTreeSet<(ItemId, Slot)>,
    /// The rows of 决定.xlsx that lowered a finding here.
    pub decided: BTreeSet<u32>,
}

/// What the rules may know besides the submission.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The form.
    pub form: &'a FormDef,
    /// The round's stage.
    pub stage: &'a Stage,
    /// Who is expected and what is assigned; `None` when a file is read without a round.
    pub roster: Option<&'a Roster>,
    /// What people decided.
    pub decisions: &'a [Decision],
}

/// How a return stands after checking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// 已报: merged whole.
    Arrived,
    /// 待更正: merged but for the slots kept out, and some sentence has to be answered.
    ToCorrect,
    /// 退回: kept out whole.
    SentBack,
}

impl State {
    /// The word an official reads.
    pub fn word(self) -> &'static str {
        match self {
            State::Arrived => "已报",
            State::ToCorrect => "待更正",
            State::SentBack => "退回",
        }
    }
}

impl Checked {
    /// How the return stands.
    pub fn state(&self) -> State {
        if self.held {
            State::SentBack
        } else if !self.held_slots.is_empty() || self.findings.iter().any(|f| f.severity == Severity::SendBack) {
            State::ToCorrect
        } else {
            State::Arrived
        }
    }
}

/// Runs every rule over a submission.
pub fn check(submission: Submission, ctx: &Context<'_>) -> Checked {
    let view = View::of(&submission, ctx);
    let agency = view.agency.map(|a| a.code.clone());
    let (findings, decided) = run(&view, ctx.decisions);
    let held = findings.iter().any(|f| f.reach == Reach::File);
    let mut held_slots: BTreeSet<(ItemId, Slot)> =
        submission.entries.iter().filter(|e| !e.sure).map(|e| (e.item.clone(), e.slot)).collect();
    let kept_out = findings.iter().filter(|f| f.reach == Reach::Entry);
    held_slots.extend(kept_out.flat_map(|f| f.slots.iter().cloned()));
    // Who reads the files knows how they came, and says so afterwards.
    let arrival = Arrival::default();
    Checked { submission, arrival, agency, findings, held, held_slots, decided }
}

/// What extraction and the rules found, levels and decisions applied, and the decisions used.
fn run(view: &View<'_>, decisions: &[Decision]) -> (Vec<Finding>, BTreeSet<u32>) {
    let mut desk = Desk::new(view, decisions);
    for finding in &view.submission.findings {
        desk.extracted(finding.clone());
    }
    for rule in RULES {
        let found: Vec<Found> = match rule.check {
            Check::Form(check) => check(view).into_iter().collect(),
            // The cells of another form mean something else: what they break says nothing.
            _ if desk.is_foreign() => Vec::new(),
            Check::Entry(check) => view.entries().filter_map(|e| check(e, view)).collect(),
            Check::Row(check) => view.rows().flat_map(|row| check(&row, view)).collect(),
            Check::Submission(check) => check(view),
        };
        for found in found {
            desk.found(rule, found);
        }
    }
    desk.close()
}

/// The page of a rule, in Markdown: 查什么, 为什么, 如何更正, 例.
pub fn explain(code: &str) -> Option<&'static str> {
    RULES.iter().find(|r| r.code.eq_ignore_ascii_case(code.trim())).map(|r| r.page)
}

/// Every rule, in the order in which they run.
pub fn rules() -> &'static [Rule] {
    RULES
}

/// The codes of all rules, for `definition::Vocabulary`.
pub fn codes() -> Vec<&'static str> {
    RULES.iter().map(|r| r.code).collect()
}
