//! Which rows 决定.xlsx needs, and which of its rows the round has used.

use crate::merge::ReturnState;
use crate::model::decision::{DEPARTMENT, Decision, DecisionKind};
use crate::model::{ItemId, Severity};
use crate::round::decisions::Question;
use crate::score::{ItemScore, Scope, Scored, State};
use std::collections::BTreeSet;

/// Everything a person has to decide before the round is whole, agency by agency in roster order, then the department.
pub(super) fn of(scored: &Scored) -> Vec<Question> {
    let mut questions = Vec::new();
    for (n, agency) in scored.merged.agencies.iter().enumerate() {
        let code = &agency.agency.code;
        if agency.state == ReturnState::Undecided {
            let files: Vec<String> = agency.others.iter().map(|c| format!("“{}”", c.submission.file)).collect();
            let matter = format!("以哪一份为准：{}", files.join("、"));
            questions.push(question(DecisionKind::Chosen, code, None, "", matter));
        }
        let mut doubted = BTreeSet::new();
        for finding in agency.chosen.iter().flat_map(|c| &c.findings).filter(|f| f.severity == Severity::Query) {
            let items: BTreeSet<&ItemId> = finding.slots.iter().map(|(item, _)| item).collect();
            doubted.extend(items.iter().copied().cloned());
            let mut ask = |item: Option<ItemId>| {
                questions.push(question(DecisionKind::Accepted, code, item, finding.code, finding.message.clone()));
            };
            if items.is_empty() { ask(None) } else { items.into_iter().for_each(|item| ask(Some(item.clone()))) }
        }
        let scores = scored.agencies.get(n).map(Vec::as_slice).unwrap_or_default();
        questions.extend(scores.iter().filter(|s| !doubted.contains(&s.item)).filter_map(|s| open_score(code, s)));
    }
    questions.extend(scored.department.iter().filter_map(|s| open_score(DEPARTMENT, s)));
    questions
}

/// Points that a person has to give.
fn open_score(code: &str, score: &ItemScore) -> Option<Question> {
    let open = matches!(score.state, State::ToScore | State::ToVerify);
    open.then(|| question(DecisionKind::Points, code, Some(score.item.clone()), "", score.explanation.clone()))
}

fn question(kind: DecisionKind, agency: &str, item: Option<ItemId>, rule: &str, matter: String) -> Question {
    Question { kind, agency: agency.to_owned(), item, rule: rule.to_owned(), matter }
}

/// The rows (from 1) that had an effect.
pub(super) fn used(scored: &Scored, decisions: &[Decision]) -> BTreeSet<u32> {
    let agencies = &scored.merged.agencies;
    let mut used: BTreeSet<u32> =
        agencies.iter().flat_map(|a| a.chosen.iter().chain(&a.others)).flat_map(|c| c.decided.clone()).collect();
    let score = |d: &Decision| {
        let scores = scored.department.iter().chain(scored.agencies.iter().flatten());
        let mut own = scores.filter(|s| match s.scope {
            Scope::Department => d.agency == DEPARTMENT,
            Scope::Agency(n) => agencies.get(n).is_some_and(|a| a.agency.code == d.agency),
        });
        own.find(|s| d.item.as_ref() == Some(&s.item))
    };
    let has_effect = |d: &&Decision| match d.kind {
        DecisionKind::Points => score(d).is_some_and(|s| s.state == State::Decided),
        DecisionKind::Reviewed => score(d).is_some_and(|s| s.reviewed.is_some()),
        DecisionKind::Target => d.item.is_some(),
        DecisionKind::Chosen => agencies.iter().filter(|a| a.agency.code == d.agency).any(|a| {
            let file = a.chosen.as_ref().map(|c| c.submission.file.as_ref()).unwrap_or_default();
            file == d.value.trim() || file.rsplit('/').next() == Some(d.value.trim())
        }),
        DecisionKind::Accepted | DecisionKind::Waiver => false,
    };
    used.extend(decisions.iter().filter(has_effect).map(|d| d.row));
    used
}
