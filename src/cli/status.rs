//! `jihe status`: 应报, 已报, 未报, 逾期, 退回, agency by agency in the order of the roster.

use super::{Outcome, Scene, check, reading};
use crate::check::Checked;
use crate::merge::{self, AgencyReturn, ReturnState};
use crate::round::Stop;
use chrono::NaiveDate;
use serde_json::json;

pub(super) fn run(scene: &Scene) -> Result<Outcome, Stop> {
    let round = scene.round()?;
    let mut read = reading::of_round(round.returned()?, &round, scene);
    let choice = merge::choose(std::mem::take(&mut read.returns), round.merging());
    for agency in &choice.agencies {
        let late = days_late(agency, round.settings.deadline, scene.today);
        let submission = agency.chosen.as_ref().map(|c| &c.submission);
        let file = submission.map(|s| s.file.as_ref());
        let time = submission.and_then(|s| s.modified);
        let mail = agency.chosen.as_ref().and_then(|c| c.arrival.mail.as_ref()).map(|mail| {
            json!({ "file": mail.file.as_ref(), "date": mail.date, "sender": mail.sender, "subject": mail.subject })
        });
        scene.screen.emit(&json!({
            "code": agency.agency.code,
            "name": agency.agency.name,
            "state": name(agency.state),
            "days_late": late,
            "file": file,
            "time": time,
            "mail": mail,
            "others": agency.others.iter().map(|c| c.submission.file.as_ref()).collect::<Vec<_>>(),
        }));
        let late = late.map_or_else(String::new, |days| format!("，已逾期{days}天"));
        let file = file.map_or_else(String::new, |file| format!("\t{file}"));
        scene.screen.say(format!("{}\t{}{late}{file}", agency.agency.short, agency.state.word()));
    }
    check::print_passed_over(&read, scene);
    scene.screen.say(tally(&choice.agencies, &choice.strays, &read.refused));
    Ok(Outcome::open_if(is_open(&choice.agencies, &choice.strays) || !read.refused.is_empty()))
}

/// Whole days since the deadline, for an agency that has handed in nothing.
fn days_late(agency: &AgencyReturn, deadline: Option<NaiveDate>, today: NaiveDate) -> Option<i64> {
    let days = today.signed_duration_since(deadline?).num_days();
    (agency.state == ReturnState::Missing && days > 0).then_some(days)
}

/// The state's name in JSON.
fn name(state: ReturnState) -> &'static str {
    match state {
        ReturnState::Received => "received",
        ReturnState::ToCorrect => "to-correct",
        ReturnState::Undecided => "undecided",
        ReturnState::SentBack => "sent-back",
        ReturnState::Missing => "missing",
    }
}

/// Somebody has not handed in, or has to hand in again, or nobody has said which return counts.
pub(super) fn is_open(agencies: &[AgencyReturn], strays: &[Checked]) -> bool {
    !strays.is_empty() || agencies.iter().any(|a| a.state != ReturnState::Received)
}

/// `应报12家，已报9家，待更正1家，未报2家；另有读不了的文件1个。`
pub(super) fn tally<R>(agencies: &[AgencyReturn], strays: &[Checked], refused: &[R]) -> String {
    let count = |state: ReturnState| agencies.iter().filter(|a| a.state == state).count();
    let mut parts = vec![format!("应报{}家", agencies.len())];
    for state in [
        ReturnState::Received,
        ReturnState::ToCorrect,
        ReturnState::SentBack,
        ReturnState::Undecided,
        ReturnState::Missing,
    ] {
        let n = count(state);
        if n > 0 || state == ReturnState::Received {
            parts.push(format!("{}{n}家", state.word()));
        }
    }
    let mut others = Vec::new();
    if !strays.is_empty() {
        others.push(format!("不在名册的表{}份", strays.len()));
    }
    if !refused.is_empty() {
        others.push(format!("读不了的文件{}个", refused.len()));
    }
    let others = if others.is_empty() { String::new() } else { format!("；另有{}", others.join("、")) };
    format!("{}{others}。", parts.join("，"))
}
