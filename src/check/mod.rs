//! `Submission` → `Checked`: all rules ran, and what is held out, and how far.

use crate::definition::{FormDef, Stage};
use crate::extract::Submission;
use crate::model::decision::Decision;
use crate::model::{Finding, ItemId, Roster, Slot};
use std::collections::BTreeSet;

/// A submission that every rule has looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// What was read.
    pub submission: Submission,
    /// The agency of the roster it belongs to; `None` where nobody on the roster can be named.
    pub agency: Option<String>,
    /// What was found, gravest first within the sheet's order.
    pub findings: Vec<Finding>,
    /// The whole return is kept out.
    pub held: bool,
    /// The slots kept out.
    pub held_slots: BTreeSet<(ItemId, Slot)>,
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
