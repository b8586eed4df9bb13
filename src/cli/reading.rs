//! Files → returns that every rule has looked at; one file that cannot be taken never stops the others.

use super::progress::Progress;
use crate::check::{self, Checked};
use crate::definition::{FormDef, Stage};
use crate::extract::{self, Known, Submission};
use crate::intake::{self, Refused};
use crate::round::{Returned, Round, register};
use rayon::prelude::*;
use std::collections::BTreeMap;
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
    let mut read = Read { notes: returned.notes, refused: returned.refused, ..Read::default() };
    for one in ones {
        read.hashes.extend(one.sha256.map(|sha256| (one.file.clone(), sha256)));
        match one.result {
            Ok(returns) => read.returns.extend(returns),
            Err(refused) => read.refused.push((one.file, refused)),
        }
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

/// A file whose bytes came before is a second copy: it is noted instead of counted.
fn counted_once(mut read: Read) -> Read {
    let mut first: BTreeMap<&str, &str> = BTreeMap::new();
    let mut copies: BTreeMap<String, String> = BTreeMap::new();
    for (file, sha256) in &read.hashes {
        match first.get(sha256.as_str()) {
            Some(same) => {
                copies.insert(file.clone(), format!("与“{same}”内容完全相同，只计一份。"));
            }
            None => {
                first.insert(sha256, file);
            }
        }
    }
    read.returns.retain(|checked| !copies.contains_key(checked.submission.file.as_ref()));
    read.refused.retain(|(file, _)| !copies.contains_key(file));
    read.notes.extend(copies);
    read
}
