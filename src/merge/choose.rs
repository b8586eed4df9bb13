//! Which return of each agency counts (DESIGN ◆): the newest that is not sent back whole, by the document's own time.
//! Equal, missing or contradicting times are a query, and nothing is chosen.

use super::{AgencyReturn, ReturnState, Round};
use crate::check::{Checked, State};
use crate::model::decision::DecisionKind;
use crate::model::{Agency, Finding, Reach, Severity};

/// The outcome: every agency of the roster, the returns of nobody, and what is to be said about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// In roster order.
    pub agencies: Vec<AgencyReturn>,
    /// Returns that belong to nobody on the roster.
    pub strays: Vec<Checked>,
    /// Codes M…, each with the agency's place.
    pub findings: Vec<(Option<usize>, Finding)>,
}

/// Sorts the returns to their agencies and chooses.
pub fn choose(returns: Vec<Checked>, round: Round<'_>) -> Choice {
    let mut strays = Vec::new();
    let mut piles: Vec<Vec<Checked>> = round.roster.agencies.iter().map(|_| Vec::new()).collect();
    for checked in returns {
        let place = checked.agency.as_ref().and_then(|code| round.roster.agencies.iter().position(|a| &a.code == code));
        match place {
            Some(n) => piles[n].push(checked),
            None => strays.push(checked),
        }
    }
    let mut agencies = Vec::new();
    let mut findings = Vec::new();
    for (n, (agency, pile)) in round.roster.agencies.iter().zip(piles).enumerate() {
        let (chosen, finding) = of_agency(agency, pile, round);
        findings.extend(finding.map(|f| (Some(n), f)));
        agencies.push(chosen);
    }
    Choice { agencies, strays, findings }
}

fn of_agency(agency: &Agency, pile: Vec<Checked>, round: Round<'_>) -> (AgencyReturn, Option<Finding>) {
    let mut result = AgencyReturn { agency: agency.clone(), state: ReturnState::Missing, chosen: None, others: pile };
    if result.others.is_empty() {
        return (result, Some(not_returned(agency)));
    }
    let valid: Vec<usize> = (0..result.others.len()).filter(|i| !result.others[*i].held).collect();
    if valid.is_empty() {
        result.state = ReturnState::SentBack;
        return (result, None);
    }
    let count = valid.len();
    let (index, finding) = match named(agency, &result.others, &valid, round).or_else(|| newest(&result.others, &valid))
    {
        Some(index) if count > 1 => (index, several(agency, &result.others, &valid, Some(index))),
        Some(index) => (index, None),
        None => {
            result.state = ReturnState::Undecided;
            let finding = several(agency, &result.others, &valid, None);
            return (result, finding);
        }
    };
    let chosen = result.others.remove(index);
    result.state = match chosen.state() {
        State::Arrived => ReturnState::Received,
        _ => ReturnState::ToCorrect,
    };
    result.chosen = Some(chosen);
    (result, finding)
}

/// The return a person named in 决定.xlsx: its file name, with or without the folder.
fn named(agency: &Agency, pile: &[Checked], valid: &[usize], round: Round<'_>) -> Option<usize> {
    let decision =
        round.decisions.iter().rfind(|d| d.kind == DecisionKind::Chosen && d.is_made() && d.agency == agency.code)?;
    valid.iter().copied().find(|i| is_named(&pile[*i].submission.file, &decision.value))
}

/// Whether a person's words name this file: with or without the folder.
pub fn is_named(file: &str, words: &str) -> bool {
    file == words.trim() || file.rsplit('/').next() == Some(words.trim())
}

/// The one with the latest time, if every return has one and the latest is unique.
fn newest(pile: &[Checked], valid: &[usize]) -> Option<usize> {
    if let [only] = valid {
        return Some(*only);
    }
    let mut times = Vec::new();
    for i in valid {
        times.push((pile[*i].submission.modified?, *i));
    }
    times.sort();
    match times.as_slice() {
        [.., (before, _), (last, index)] if before < last => Some(*index),
        _ => None,
    }
}

fn not_returned(agency: &Agency) -> Finding {
    Finding {
        code: "M101",
        name: "not-returned",
        severity: Severity::Query,
        message: format!("{}尚未报送。", agency.name),
        fix: "请催报；报送前，含该单位的汇总数均为暂定。".to_owned(),
        places: Vec::new(),
        reach: Reach::Nothing,
        slots: Vec::new(),
    }
}

fn several(agency: &Agency, pile: &[Checked], valid: &[usize], chosen: Option<usize>) -> Option<Finding> {
    let files: Vec<String> = valid
        .iter()
        .map(|i| {
            let s = &pile[*i].submission;
            let time =
                s.modified.map_or("没有保存时间".to_owned(), |t| format!("{}保存", t.format("%Y-%m-%d %H:%M")));
            format!("“{}”（{time}）", s.file.rsplit('/').next().unwrap_or_default())
        })
        .collect();
    let list = format!("{}报送了{}份：{}", agency.name, files.len(), files.join("、"));
    let (severity, message, fix) = match chosen {
        Some(index) => {
            let file = pile[index].submission.file.rsplit('/').next().unwrap_or_default();
            let message = format!("{list}；本次以“{file}”为准，其余不计入。");
            (Severity::Note, message, "如应以另一份为准，请在《决定》末尾加一行“选用文件”，写明文件名。".to_owned())
        }
        None => {
            let message = format!("{list}；保存时间相同或缺失，不能判断以哪一份为准，暂未计入。");
            (Severity::Query, message, "请与该单位核对后，在《决定》“选用文件”一行写明文件名。".to_owned())
        }
    };
    let (code, name) = if chosen.is_some() { ("M102", "several-returns") } else { ("M103", "return-undecided") };
    Some(Finding { code, name, severity, message, fix, places: Vec::new(), reach: Reach::Nothing, slots: Vec::new() })
}
