//! `jihe consolidate`: merges, scores, and writes the consolidated workbook.

use super::reading::{self, Read};
use super::{Outcome, Scene, letters, lines};
use crate::intake::Refused;
use crate::merge::{self, RefusedFile, ReturnState};
use crate::model::decision::{DEPARTMENT, DecisionKind};
use crate::model::{Finding, ItemId, Severity};
use crate::report::{self, Facts};
use crate::round::decisions::{self, Question};
use crate::round::register::Register;
use crate::round::{FEEDBACK, MERGED, Returned, Round, Stop, output};
use crate::score::{self, ItemScore, Scope, Scored, State};
use crate::xlsx;
use chrono::NaiveDate;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn run(scene: &Scene) -> Result<Outcome, Stop> {
    let round = scene.round()?;
    let done = consolidate(&round, scene)?;
    let total = &done.scored.total;
    scene.screen.emit(&json!({
        "file": done.file,
        "expected": done.scored.merged.agencies.len(),
        "merged": done.scored.merged.merged_count(),
        "score": total.settled().map(crate::model::round_half_up::plain),
        "provisional": total.provisional,
        "grade": total.grade.map(score::grade::Grade::word),
    }));
    for line in summary(&round, &done) {
        scene.screen.say(line);
    }
    Ok(Outcome::open_if(done.is_open()))
}

/// What one consolidation gave.
pub(super) struct Done {
    /// The workbook, relative to the round folder.
    pub file: String,
    /// Everything in it.
    pub scored: Scored,
    /// Rows newly opened in 决定.xlsx.
    pub asked: usize,
    /// 反馈单 written.
    pub slips: usize,
}

impl Done {
    /// Something must be sent back or is missing.
    pub(super) fn is_open(&self) -> bool {
        let merged = &self.scored.merged;
        !merged.refused.is_empty()
            || !merged.strays.is_empty()
            || merged.agencies.iter().any(|a| a.state != ReturnState::Received)
    }

    /// Every finding about the returns that count, the agencies and the merge.
    pub(super) fn findings(&self) -> impl Iterator<Item = &Finding> {
        let merged = &self.scored.merged;
        let of_returns =
            merged.agencies.iter().flat_map(|a| a.chosen.iter().chain(&a.others)).flat_map(|c| &c.findings);
        of_returns.chain(merged.strays.iter().flat_map(|c| &c.findings)).chain(merged.findings.iter().map(|(_, f)| f))
    }
}

/// Reads 收回/, runs every stage and writes the workbook, the register and the questions for people.
pub(super) fn consolidate(round: &Round, scene: &Scene) -> Result<Done, Stop> {
    let returned = round.returned()?;
    for sentence in &returned.hindered {
        scene.screen.remark(sentence);
    }
    let WorkedOut { scored, register, bytes } = work_out(round, returned, scene.today, scene)?;
    let name = format!("{}_{}_汇总.xlsx", round.settings.year, round.form.title);
    let written = round.write(MERGED, &name, &bytes)?;
    note(scene, &written);
    round.enter(&register)?;
    let asked = round.ask(&questions(round, &scored), scene.today)?;
    let slips = letters::feed_back(round, &scored, scene)?;
    let file = written.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Done { file: format!("{MERGED}/{file}"), scored, asked, slips })
}

/// What a round comes to, with nothing written yet.
pub(super) struct WorkedOut {
    /// Every figure.
    pub scored: Scored,
    /// Which return counts, and the hashes.
    pub register: Register,
    /// The consolidated workbook.
    pub bytes: Vec<u8>,
}

/// Runs every stage on what came back; `date` is the day the workbook bears.
pub(super) fn work_out(round: &Round, returned: Returned, date: NaiveDate, scene: &Scene) -> Result<WorkedOut, Stop> {
    let mut read = reading::of_round(returned, round, scene);
    let returns = std::mem::take(&mut read.returns);
    let refused = read
        .refused
        .iter()
        .map(|(file, why)| RefusedFile {
            file: file.as_str().into(),
            kind: Refused::word(why.code),
            message: why.message.clone(),
            fix: why.fix.clone(),
        })
        .collect();
    let merging = round.merging();
    let scored = score::score(merge::merge(returns, refused, merging), merging);
    let book = report::report(&scored, merging, &facts(round, &scored, &read, date));
    let bytes = xlsx::write(&book)?;
    drop(book);
    let register = Register::of(&scored.merged.agencies, &round.decisions.list, &read.hashes);
    Ok(WorkedOut { scored, register, bytes })
}

fn note(scene: &Scene, written: &output::Written) {
    if let Some(remark) = &written.remark {
        scene.screen.remark(remark);
    }
}

fn facts(round: &Round, scored: &Scored, read: &Read, date: NaiveDate) -> Facts {
    let mut remarks: Vec<String> = read.notes.iter().map(|(file, note)| lines::note(file, note)).collect();
    remarks.extend(round.decisions.remarks.iter().cloned());
    remarks.extend(decisions::unused(&round.decisions.list, &used(round, scored)));
    Facts {
        year: round.settings.year,
        department: round.settings.department.clone(),
        date,
        deadline: round.settings.deadline,
        program: env!("CARGO_PKG_VERSION"),
        hashes: read.hashes.clone().into_iter().collect::<BTreeMap<String, String>>(),
        remarks,
    }
}

/// The rows of 决定.xlsx that had an effect.
fn used(round: &Round, scored: &Scored) -> BTreeSet<u32> {
    let merged = &scored.merged;
    let all = merged.agencies.iter().flat_map(|a| a.chosen.iter().chain(&a.others)).chain(&merged.strays);
    let mut used: BTreeSet<u32> = all.flat_map(|c| c.decided.iter().copied()).collect();
    let scores: Vec<&ItemScore> = scored.agencies.iter().flatten().chain(&scored.department).collect();
    for decision in round.decisions.list.iter().filter(|d| d.is_made()) {
        let own = |s: &&&ItemScore| Some(&s.item) == decision.item.as_ref() && code(round, s.scope) == decision.agency;
        let effect = match decision.kind {
            DecisionKind::Points => scores.iter().find(own).is_some_and(|s| s.state == State::Decided),
            DecisionKind::Reviewed => scores.iter().find(own).is_some_and(|s| s.reviewed.is_some()),
            DecisionKind::Target => scores.iter().any(|s| own(&s)),
            DecisionKind::Chosen => merged.agencies.iter().any(|a| {
                let named = a.chosen.as_ref().is_some_and(|chosen| merge::is_named(chosen, &decision.value));
                a.agency.code == decision.agency && named
            }),
            DecisionKind::Accepted | DecisionKind::Waiver => merged.findings.iter().any(|(agency, f)| {
                let own = agency.and_then(|n| merged.agencies.get(n)).map(|a| a.agency.code.as_str());
                let about = |item: &ItemId| f.slots.iter().any(|(own, _)| own == item);
                f.code == merge::CITY_WIDE
                    && f.severity == Severity::Note
                    && decision.rule.trim().eq_ignore_ascii_case(f.code)
                    && own == Some(decision.agency.as_str())
                    && decision.item.as_ref().is_none_or(about)
            }),
        };
        if effect {
            used.insert(decision.row);
        }
    }
    used
}

fn code(round: &Round, scope: Scope) -> &str {
    match scope {
        Scope::Department => DEPARTMENT,
        Scope::Agency(n) => round.roster.agencies.get(n).map_or("", |a| &a.code),
    }
}

/// What only a person can decide: open scores, queries to be accepted, returns to be chosen.
fn questions(round: &Round, scored: &Scored) -> Vec<Question> {
    let mut questions = Vec::new();
    for (n, agency) in scored.merged.agencies.iter().enumerate() {
        let own = agency.agency.code.clone();
        if agency.state == ReturnState::Undecided {
            let matter = "报送了多份而不能判断以哪一份为准，请在“值”里写明采用的文件名或邮件的文件名。".to_owned();
            let kind = DecisionKind::Chosen;
            questions.push(Question { kind, agency: own.clone(), item: None, rule: String::new(), matter });
        }
        let of_merge = scored.merged.findings.iter().filter(|(a, f)| *a == Some(n) && f.code == merge::CITY_WIDE);
        let findings = agency.chosen.iter().flat_map(|c| &c.findings).chain(of_merge.map(|(_, f)| f));
        for finding in findings.filter(|f| f.severity == Severity::Query) {
            // One finding may list several items; each is accepted for itself.
            let items: BTreeSet<Option<&ItemId>> = finding.slots.iter().map(|(item, _)| Some(item)).collect();
            let items = if items.is_empty() { BTreeSet::from([None]) } else { items };
            questions.extend(items.into_iter().map(|item| Question {
                kind: DecisionKind::Accepted,
                agency: own.clone(),
                item: item.cloned(),
                rule: finding.code.to_owned(),
                matter: finding.message.clone(),
            }));
        }
    }
    for score in scored.department.iter().chain(scored.agencies.iter().flatten()) {
        if score.state == State::ToScore || is_stuck(scored, score) {
            questions.push(Question {
                kind: DecisionKind::Points,
                agency: code(round, score.scope).to_owned(),
                item: Some(score.item.clone()),
                rule: String::new(),
                matter: format!("{}；权重{}分，请评定得分。", score.explanation, score.weight),
            });
        }
    }
    questions
}

/// A value stands there, but no rule can score it: only a person can.
fn is_stuck(scored: &Scored, score: &ItemScore) -> bool {
    let has_value = score.rows.iter().filter_map(|r| scored.rows.get(*r)).any(|r| r.actual.is_some());
    score.state == State::ToVerify && has_value
}

/// What happened, in a few lines.
pub(super) fn summary(round: &Round, done: &Done) -> Vec<String> {
    let merged = &done.scored.merged;
    let names = |state: ReturnState| -> String {
        let names: Vec<&str> =
            merged.agencies.iter().filter(|a| a.state == state).map(|a| a.agency.short.as_str()).collect();
        if names.is_empty() {
            String::new()
        } else {
            format!("{}{}家（{}）", state.word(), names.len(), names.join("、"))
        }
    };
    let mut states = vec![format!("应报{}家，已汇总{}家", merged.agencies.len(), merged.merged_count())];
    for state in [ReturnState::ToCorrect, ReturnState::SentBack, ReturnState::Undecided, ReturnState::Missing] {
        states.push(names(state));
    }
    states.retain(|s| !s.is_empty());
    let count = |severity: Severity| done.findings().filter(|f| f.severity == severity).count();
    // A file that cannot be read goes back too, as 问题清单 has it.
    let refused = |s: Severity| if s == Severity::SendBack { merged.refused.len() } else { 0 };
    let found = [Severity::SendBack, Severity::Query, Severity::Note]
        .map(|s| format!("{}{}条", s.word(), count(s) + refused(s)));
    let mut lines = vec![format!("{}。", states.join("，")), format!("审核：{}。", found.join("、"))];
    if !merged.refused.is_empty() {
        lines.push(format!("其中{}个文件读不了，见《问题清单》。", merged.refused.len()));
    }
    if round.stage.scored {
        let total = &done.scored.total;
        let state = if total.provisional { "（暂定）" } else { "" };
        let score = total
            .settled()
            .map_or("待定".to_owned(), |s| format!("{}分{state}", crate::model::round_half_up::grouped(s, 2)));
        let grade = total.grade.map_or("暂定".to_owned(), |g| g.word().to_owned());
        lines.push(format!("部门整体得分：{score}，评价等级：{grade}。"));
    }
    if done.asked > 0 {
        lines.push(format!("《{}》新增{}行，请填写后重新汇总。", decisions::FILE, done.asked));
    }
    if done.slips > 0 {
        lines.push(format!("已写出{}份反馈单，在“{FEEDBACK}”文件夹，供各单位核对自己的得分。", done.slips));
    }
    lines.push(format!("请打开：{}", round.dir.join(&done.file).display()));
    lines
}
