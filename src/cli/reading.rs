//! Files → returns that every rule has looked at; one file that cannot be taken never stops the others.

use super::progress::Progress;
use super::workers::{Crew, Limits, Seat};
use super::{Scene, worker};
use crate::check::{self, Checked};
use crate::definition::{FormDef, Stage};
use crate::extract::Submission;
use crate::intake::Refused;
use crate::model::Arrival;
use crate::round::{Arrived, Returned, Round, register};
use chrono::NaiveDateTime;
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
    sha256: Option<String>,
    result: Result<Vec<Checked>, Refused>,
    /// The process that read it was lost over it.
    lost: bool,
}

impl One {
    /// Not even its hash is known.
    fn stumbled() -> Self {
        Self { sha256: None, result: Err(worker::stumbled()), lost: false }
    }
}

/// The rules.
type Judge<'a> = dyn Fn(Submission) -> Checked + Sync + 'a;

/// Said where no process can be started: it is the machine's doing, and the reader is as careful without.
const BARRED: &str =
    "本机不允许程序分开读取各个文件，已改为直接读取，结果不受影响；如果程序读到一半退出，请先移出新收到的文件再运行。";

/// Reads the files of a round.
pub(super) fn of_round(returned: Returned, round: &Round, scene: &Scene) -> Read {
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
    counted_once(read(returned, &forms, &judge, scene))
}

/// Reads files for themselves: each is measured by the form and stage it says it is.
pub(super) fn alone(returned: Returned, forms: &[FormDef], scene: &Scene) -> Read {
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
    read(returned, forms, &judge, scene)
}

/// The form and stage a file says it is.
fn own_form<'f>(submission: &Submission, forms: &'f [FormDef]) -> Option<(&'f FormDef, &'f Stage)> {
    let form = forms.iter().find(|f| Some(&f.id) == submission.form.as_ref())?;
    let stage = submission.stage.as_deref().and_then(|id| form.stage(id)).or(form.stages.first())?;
    Some((form, stage))
}

fn read(returned: Returned, forms: &[FormDef], judge: &Judge<'_>, scene: &Scene) -> Read {
    let limits = scene.limits;
    let crew = Crew::new(forms, limits);
    let arrivals: BTreeMap<String, Arrival> =
        returned.files.iter().map(|f| (f.file.clone(), f.arrival.clone())).collect();
    let progress = Progress::new(returned.files.len(), "读取");
    let first = crew.each(&returned.files, |arrived, seat| {
        let one = read_one(arrived, seat, judge, &limits);
        if !one.lost {
            progress.step();
        }
        one
    });
    let Returned { files, notes, refused, hindered } = returned;
    let mut read = Read { notes, refused, hindered, ..Read::default() };
    for (arrived, first) in files.iter().zip(first) {
        // What was lost among others is read once more with nothing beside it: how it ends must not depend on company.
        let one = match first {
            Some(one) if one.lost => {
                progress.step();
                crew.alone(|seat| read_one(arrived, seat, judge, &limits))
            }
            first => first,
        };
        let One { sha256, result, .. } = one.unwrap_or_else(One::stumbled);
        read.hashes.extend(sha256.map(|sha256| (arrived.file.clone(), sha256)));
        match result {
            Ok(returns) => read.returns.extend(returns),
            Err(refused) => read.refused.push((arrived.file.clone(), refused)),
        }
    }
    drop(progress);
    if crew.is_barred() {
        scene.screen.remark(BARRED);
    }
    for checked in &mut read.returns {
        checked.arrival = arrivals.get(checked.submission.file.as_ref()).cloned().unwrap_or_default();
    }
    read.refused.sort_by(|a, b| a.0.cmp(&b.0));
    read
}

/// One file, read and judged.
fn read_one(arrived: &Arrived, seat: &mut Seat<'_, '_>, judge: &Judge<'_>, limits: &Limits) -> One {
    let bytes = arrived.bytes();
    let sha256 = bytes.as_ref().ok().map(|bytes| register::sha256(bytes));
    let read = bytes.map(|bytes| seat.read(&arrived.file, &bytes));
    let lost = matches!(read, Ok(Err(_)));
    let read = read.and_then(|read| read.unwrap_or_else(|loss| Err(loss.refused(limits))));
    // One file that makes a rule stumble must not take the others with it.
    let judged = |read: Vec<Submission>| {
        let judged = catch_unwind(AssertUnwindSafe(|| read.into_iter().map(judge).collect()));
        judged.map_err(|_| worker::stumbled())
    };
    One { sha256, result: read.and_then(judged), lost }
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
