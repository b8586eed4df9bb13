//! Files → returns that every rule has looked at; one file that cannot be taken never stops the others.

use super::progress::Progress;
use crate::check::{self, Checked};
use crate::definition::{FormDef, Stage};
use crate::extract::{self, Known, Submission};
use crate::intake::{self, Refused};
use crate::model::Arrival;
use crate::round::{Returned, Round, register};
use chrono::NaiveDateTime;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What was read.
#[derive(Default)]
pub(super) struct Read {
    /// Every form found, in the order of the files.
    pub returns: Vec<Checked>,
    /// Files that cannot be taken: file and reason.
    pub refused: Vec<(String, Refused)>,
    /// What was passed over and why: file, Chinese sentence.
    pub notes: Vec<(String, String)>,
    /// SHA-256 of every file, by its id.
    pub hashes: BTreeMap<String, String>,
    /// What stood in the way of this run, as sentences for the screen.
    pub hindered: BTreeSet<String>,
}

/// One file read.
struct One {
    file: String,
    sha256: Option<String>,
    result: Result<Vec<Checked>, Refused>,
}

/// Reads the files of a round.
pub(super) fn of_round(returned: Returned, round: &Round) -> Read {
    let forms = round.forms();
    let judge = |submission: Submission| {
        let context = check::Context {
            form: &round.form,
            stage: &round.stage,
            roster: Some(&round.roster),
            decisions: &round.decisions.list,
        };
        check::check(submission, &context)
    };
    counted_once(read(returned, &forms, &judge))
}

/// Reads files for themselves: each is measured by the form and stage it says it is.
pub(super) fn alone(returned: Returned, forms: &[FormDef]) -> Read {
    let judge = |submission: Submission| match own_form(&submission, forms) {
        Some((form, stage)) => check::check(submission, &check::Context { form, stage, roster: None, decisions: &[] }),
        None => Checked {
            agency: None,
            findings: submission.findings.clone(),
            held: true,
            held_slots: Default::default(),
            decided: Default::default(),
            arrival: Default::default(),
            submission,
        },
    };
    read(returned, forms, &judge)
}

/// The form and stage a file says it is.
fn own_form<'f>(submission: &Submission, forms: &'f [FormDef]) -> Option<(&'f FormDef, &'f Stage)> {
    let form = forms.iter().find(|f| Some(&f.id) == submission.form.as_ref())?;
    let stage = submission.stage.as_deref().and_then(|id| form.stage(id)).or(form.stages.first())?;
    Some((form, stage))
}

fn read(returned: Returned, forms: &[FormDef], judge: &(dyn Fn(Submission) -> Checked + Sync)) -> Read {
    let known = Known::new(forms);
    let arrivals: BTreeMap<String, Arrival> =
        returned.files.iter().map(|f| (f.file.clone(), f.arrival.clone())).collect();
    let progress = Progress::new(returned.files.len(), "读取");
    let ones: Vec<One> = returned
        .files
        .into_par_iter()
        .map(|arrived| {
            let bytes = arrived.bytes();
            let sha256 = bytes.as_ref().ok().map(|bytes| register::sha256(bytes));
            // One file that makes a rule stumble must not take the others with it.
            let result = bytes.and_then(|bytes| {
                catch_unwind(AssertUnwindSafe(|| one(&arrived.file, &bytes, &known, judge))).unwrap_or_else(|_| {
                    let fix = "请另存为一份新的 .xlsx 再试，并把这个文件交给程序维护人员。";
                    Err(Refused::new("stumbled", "程序读这个文件时中断。", fix))
                })
            });
            progress.step();
            One { file: arrived.file, sha256, result }
        })
        .collect();
    drop(progress);
    let Returned { notes, refused, hindered, .. } = returned;
    let mut read = Read { notes, refused, hindered, ..Read::default() };
    for one in ones {
        read.hashes.extend(one.sha256.map(|sha256| (one.file.clone(), sha256)));
        match one.result {
            Ok(returns) => read.returns.extend(returns),
            Err(refused) => read.refused.push((one.file, refused)),
        }
    }
    for checked in &mut read.returns {
        checked.arrival = arrivals.get(checked.submission.file.as_ref()).cloned().unwrap_or_default();
    }
    read.refused.sort_by(|a, b| a.0.cmp(&b.0));
    read
}

fn one(
    file: &str,
    bytes: &[u8],
    known: &Known<'_>,
    judge: &(dyn Fn(Submission) -> Checked + Sync),
) -> Result<Vec<Checked>, Refused> {
    let raw = intake::read(file, bytes)?;
    Ok(extract::extract_known(&raw, known)?.into_iter().map(judge).collect())
}

/// A file whose bytes came before is a second copy: it is noted instead of counted. The copy that a mail brought last
/// stands for all of them, since its Date says most.
fn counted_once(mut read: Read) -> Read {
    let sent: BTreeMap<&str, Option<NaiveDateTime>> = read
        .returns
        .iter()
        .map(|c| (c.submission.file.as_ref(), c.arrival.mail.as_ref().and_then(|mail| mail.date)))
        .collect();
    let date = |file: &str| sent.get(file).copied().flatten();
    let mut alike: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (file, sha256) in &read.hashes {
        alike.entry(sha256).or_default().push(file);
    }
    let mut copies: BTreeMap<String, String> = BTreeMap::new();
    for files in alike.values() {
        // Of equal dates, the first in order.
        let Some(same) = files.iter().rev().max_by_key(|file| date(file)) else { continue };
        for file in files.iter().filter(|file| *file != same) {
            copies.insert((*file).to_owned(), format!("与“{same}”内容完全相同，只计一份。"));
        }
    }
    read.returns.retain(|checked| !copies.contains_key(checked.submission.file.as_ref()));
    read.refused.retain(|(file, _)| !copies.contains_key(file));
    read.notes.extend(copies);
    read
}
