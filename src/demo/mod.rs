//! A complete sample round: who is expected, what each has to achieve, and what its clerk types, with the mistakes clerks
//! make. Everything is derived from the seed; nothing here touches disk or clock.
//!
//! The split of money and indicators is the truthful one of the published form (DOMAIN §2 and §5): it adds up to it.

mod answers;
mod dice;
mod mistakes;
mod roster;
mod texts;

use crate::definition::{FormDef, Stage};
use crate::model::book::Content;
use crate::model::{ItemId, Roster, Slot};
use chrono::{Days, NaiveDate};
use std::collections::BTreeMap;

/// What the sample round is to be like.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// How many agencies; the published split has 12.
    pub agencies: usize,
    /// Decides every number that is not given.
    pub seed: u64,
    /// Leaves the mistakes out.
    pub clean: bool,
    /// The day the round is made.
    pub today: NaiveDate,
}

/// One returned workbook, as its clerk filled it.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The agency's code.
    pub agency: String,
    /// The name under which it came back.
    pub file: String,
    /// When it was saved.
    pub saved: NaiveDate,
    /// What the clerk typed.
    pub typed: BTreeMap<(ItemId, Slot), Content>,
}

/// A sample round.
#[derive(Debug, Clone)]
pub struct Demo {
    /// 名册.
    pub roster: Roster,
    /// What came back.
    pub answers: Vec<Answer>,
    /// The mistakes planted, one sentence each.
    pub mistakes: Vec<String>,
}

/// The department of the published form.
pub const DEPARTMENT: &str = "广州市工业和信息化局";
/// The year of the published form.
pub const YEAR: i32 = 2024;

/// The day the sample round's templates went out, seen from the day it is made: some have come back, not all.
pub fn sent_out(today: NaiveDate) -> NaiveDate {
    today.checked_sub_days(Days::new(15)).unwrap_or(today)
}

/// 报送截止日期 of the sample round: 20 days after the templates went out, so a few are left.
pub fn deadline(today: NaiveDate) -> NaiveDate {
    sent_out(today).checked_add_days(Days::new(20)).unwrap_or(today)
}

/// Makes the sample round of a form at a stage.
pub fn demo(form: &FormDef, stage: &Stage, plan: &Plan) -> Demo {
    let mut dice = dice::Dice::new(plan.seed);
    let roster = roster::roster(form, stage, plan.agencies, &mut dice);
    let title = &form.title;
    let mut answers: Vec<Answer> = roster
        .agencies
        .iter()
        .enumerate()
        .map(|(n, agency)| Answer {
            agency: agency.code.clone(),
            file: format!("{:02}_{}_{title}_{YEAR}.xlsx", n + 1, agency.short),
            saved: plan.today.checked_sub_days(Days::new(3)).unwrap_or(plan.today),
            typed: answers::answer(form, stage, &roster, agency, &mut dice),
        })
        .collect();
    let mistakes = if plan.clean { Vec::new() } else { mistakes::plant(form, stage, &roster, &mut answers) };
    Demo { roster, answers, mistakes }
}
