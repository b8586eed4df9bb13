//! Which return of each agency counts (DESIGN ◆): the newest that is not sent back whole, by the Date of the mail it came
//! with, else by the document's own time. Equal, missing or contradicting times are a query, and nothing is chosen.

use super::{AgencyReturn, ReturnState, Round};
use crate::check::{Checked, State};
use crate::model::arrival::beijing;
use crate::model::decision::DecisionKind;
use crate::model::{Agency, Finding, Reach, Severity};
use chrono::{NaiveDateTime, TimeDelta};

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
    let decided = named(agency, &result.others, &valid, round);
    let why = if decided.is_some() { "按《决定》采用" } else { "采用其中时间最晚的" };
    let (index, finding) = match decided.unwrap_or_else(|| newest(&result.others, &valid)) {
        Ok(index) if count > 1 => (index, several(agency, &result.others, &valid, Ok((index, why)))),
        Ok(index) => (index, None),
        Err(doubt) => {
            result.state = ReturnState::Undecided;
            let finding = several(agency, &result.others, &valid, Err(doubt));
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

/// The return a person named in 决定.xlsx; words that fit several leave it open which is meant.
fn named(agency: &Agency, pile: &[Checked], valid: &[usize], round: Round<'_>) -> Option<Result<usize, &'static str>> {
    let decision =
        round.decisions.iter().rfind(|d| d.kind == DecisionKind::Chosen && d.is_made() && d.agency == agency.code)?;
    let mut fitting = valid.iter().copied().filter(|i| is_named(&pile[*i], &decision.value));
    let first = fitting.next()?;
    Some(if fitting.next().is_none() {
        Ok(first)
    } else {
        Err("《决定》“选用文件”写的名称有不止一份来件符合")
    })
}

/// Whether a person's words name this return: the file with or without the folders it lies in, or the mail or zip it
/// came in.
pub fn is_named(checked: &Checked, words: &str) -> bool {
    let words = words.trim();
    let ends = |path: &str| path == words || path.strip_suffix(words).is_some_and(|before| before.ends_with('/'));
    let parcels = checked.arrival.parcel.iter().chain(checked.arrival.mail.as_ref().map(|mail| &mail.file));
    !words.is_empty() && (ends(&checked.submission.file) || parcels.into_iter().any(|parcel| ends(parcel)))
}

/// What a return is called to people, so that they can name it: its file, of one that came in a parcel with that.
fn called(checked: &Checked) -> String {
    let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let file = last(&checked.submission.file);
    match &checked.arrival.parcel {
        Some(parcel) => format!("{}”里的“{file}", last(parcel)),
        None => file,
    }
}

/// When a return was made, in UTC: the mail that brought it, and the document.
#[derive(Clone, Copy)]
struct Times {
    sent: Option<NaiveDateTime>,
    saved: Option<NaiveDateTime>,
}

impl Times {
    fn of(checked: &Checked) -> Self {
        Self { sent: checked.arrival.mail.as_ref().and_then(|m| m.date), saved: checked.submission.modified }
    }

    /// What the order of the returns goes by.
    fn key(self) -> Option<NaiveDateTime> {
        self.sent.or(self.saved)
    }

    /// A document cannot be saved after it was sent: one of two clocks is wrong. WPS writes the clock of the room where
    /// UTC belongs, so less than a day means nothing.
    fn contradict(self) -> bool {
        let day = TimeDelta::days(1);
        self.sent.zip(self.saved).is_some_and(|(sent, saved)| saved.signed_duration_since(sent) > day)
    }
}

/// The one with the latest time, if every return has one, the latest is unique and nothing speaks against it; else the
/// sentence that says why nothing can be chosen.
fn newest(pile: &[Checked], valid: &[usize]) -> Result<usize, &'static str> {
    const UNCLEAR: &str = "时间相同或缺失";
    if let [only] = valid {
        return Ok(*only);
    }
    let mut times = Vec::new();
    for i in valid {
        times.push((Times::of(&pile[*i]).key().ok_or(UNCLEAR)?, *i));
    }
    times.sort();
    let index = match times.as_slice() {
        [.., (before, _), (last, index)] if before < last => *index,
        _ => return Err(UNCLEAR),
    };
    let all = || valid.iter().map(|i| Times::of(&pile[*i]));
    if all().any(Times::contradict) {
        return Err("邮件的发出时间早于文件的保存时间，发件人电脑的时钟可能不准");
    }
    let own = Times::of(&pile[index]).saved;
    if all().any(|other| own.zip(other.saved).is_some_and(|(own, other)| own < other)) {
        return Err("邮件发出的先后与文件保存的先后相反");
    }
    Ok(index)
}

fn not_returned(agency: &Agency) -> Finding {
    Finding {
        code: "M101",
        name: "not-returned",
        severity: Severity::Query,
        message: format!("{}尚未报送。", agency.name),
        fix: "请催报；收到前，涉及该单位的汇总数和得分均为暂定。".to_owned(),
        places: Vec::new(),
        reach: Reach::Nothing,
        slots: Vec::new(),
    }
}

fn several(agency: &Agency, pile: &[Checked], valid: &[usize], chosen: Result<(usize, &str), &str>) -> Option<Finding> {
    let files: Vec<String> = valid
        .iter()
        .map(|i| {
            let times = Times::of(&pile[*i]);
            let at =
                |time: NaiveDateTime, word: &str| format!("{}{word}", beijing(time).format("%Y年%-m月%-d日%-H:%M"));
            let sent = times.sent.map(|t| at(t, "邮件发出"));
            let saved = times.saved.map_or("没有保存时间".to_owned(), |t| at(t, "保存"));
            let file = called(&pile[*i]);
            format!("“{file}”（{}{saved}）", sent.map_or(String::new(), |sent| sent + "，"))
        })
        .collect();
    let list = format!("{}报送{}份：{}", agency.name, files.len(), files.join("、"));
    let (severity, message, fix) = match chosen {
        Ok((index, why)) => {
            let file = called(&pile[index]);
            let message = format!("{list}。{why}“{file}”，其余不计入。");
            let fix =
                "应以另一份为准的，请在《决定》末尾加一行“选用文件”，写明该文件名（随邮件来的，可写邮件的文件名）。";
            (Severity::Note, message, fix.to_owned())
        }
        Err(doubt) => {
            let message = format!("{list}。{doubt}，不能判断以哪一份为准，暂未计入。");
            (
                Severity::Query,
                message,
                "请与该单位核对后，在《决定》“选用文件”一行写明文件名（随邮件来的，可写邮件的文件名）。".to_owned(),
            )
        }
    };
    let (code, name) = if chosen.is_ok() { ("M102", "several-returns") } else { ("M103", "return-undecided") };
    Some(Finding { code, name, severity, message, fix, places: Vec::new(), reach: Reach::Nothing, slots: Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::sample::Sample;
    use crate::model::{Arrival, Mail};
    use std::sync::Arc;

    fn at(text: &str) -> Option<NaiveDateTime> {
        (!text.is_empty()).then(|| NaiveDateTime::parse_from_str(&format!("2025-01-{text}"), "%Y-%m-%d %H:%M").unwrap())
    }

    /// Which of the returns counts; each is (mail sent, document saved), in UTC, empty where unknown.
    fn chosen(returns: &[(&str, &str)]) -> Result<usize, String> {
        let sample = Sample::clean("dept-target", "evaluate");
        let pile = returns.iter().enumerate().map(|(n, (sent, saved))| {
            let mut checked = sample.check();
            checked.submission.file = Arc::from(format!("{n}"));
            checked.submission.modified = at(saved);
            checked.arrival =
                Arrival { parcel: None, mail: at(sent).map(|date| Mail { date: Some(date), ..Mail::default() }) };
            checked
        });
        let round = Round { form: &sample.form, stage: &sample.stage, roster: &sample.roster, decisions: &[] };
        let choice = choose(pile.collect(), round);
        match &choice.agencies[0].chosen {
            Some(checked) => Ok(checked.submission.file.parse().unwrap()),
            None => Err(choice.findings[0].1.message.clone()),
        }
    }

    #[test]
    fn which_return_counts() {
        for (what, returns, expected) in [
            ("one", &[("", "")][..], Ok(0)),
            ("no mails: the document saved last", &[("", "20 01:00"), ("", "21 01:00"), ("", "19 01:00")], Ok(1)),
            ("mails: the one sent last", &[("22 01:00", "20 01:00"), ("21 01:00", "20 01:00")], Ok(0)),
            ("mails alone", &[("21 01:00", ""), ("22 01:00", "")], Ok(1)),
            ("a document put in by hand is newer than the mail", &[("20 01:00", "19 01:00"), ("", "20 02:00")], Ok(1)),
            ("and older", &[("20 03:00", "20 02:30"), ("", "20 02:00")], Ok(0)),
            ("no times", &[("", ""), ("", "")], Err("时间相同或缺失")),
            ("one has none", &[("", "20 01:00"), ("", "")], Err("时间相同或缺失")),
            ("equal documents", &[("", "20 01:00"), ("", "20 01:00")], Err("时间相同或缺失")),
            ("equal mails", &[("20 01:00", "19 01:00"), ("20 01:00", "19 02:00")], Err("时间相同或缺失")),
            (
                "the older document was sent later",
                &[("20 01:00", "19 05:00"), ("21 01:00", "18 05:00")],
                Err("先后相反"),
            ),
            ("mail and hand disagree", &[("22 01:00", "19 01:00"), ("", "20 01:00")], Err("先后相反")),
            ("sent before it was saved", &[("10 01:00", "20 01:00"), ("11 01:00", "21 01:00")], Err("时钟可能不准")),
            ("a few hours are the clock of the room", &[("20 01:00", "20 08:00"), ("21 01:00", "21 08:30")], Ok(1)),
        ] {
            match (chosen(returns), expected) {
                (Ok(n), Ok(wanted)) => assert_eq!(n, wanted, "{what}"),
                (Err(said), Err(wanted)) => assert!(said.contains(wanted), "{what}: {said}"),
                (given, wanted) => panic!("{what}: {given:?}, wanted {wanted:?}"),
            }
        }
    }

    #[test]
    fn a_person_names_the_file_or_the_mail() {
        let sample = Sample::clean("dept-target", "evaluate");
        let pile: Vec<Checked> = ["甲1.eml", "甲2.eml"]
            .iter()
            .map(|mail| {
                let mut checked = sample.check();
                checked.submission.file = Arc::from(format!("收回/.展开/{mail}/表.xlsx"));
                checked.arrival.parcel = Some(Arc::from(format!("收回/{mail}")));
                checked
            })
            .collect();
        for (words, expected) in [
            ("甲2.eml", Some(1)),
            ("甲1.eml/表.xlsx", Some(0)),
            (" 收回/.展开/甲2.eml/表.xlsx ", Some(1)),
            ("收回/甲1.eml", Some(0)),
            // Both files are called so: that is no answer.
            ("表.xlsx", None),
            ("2.eml", None),
            ("", None),
        ] {
            let fitting: Vec<usize> = (0..2).filter(|n| is_named(&pile[*n], words)).collect();
            assert_eq!(Some(&fitting[..]).filter(|f| f.len() == 1).map(|f| f[0]), expected, "{words}");
        }
        assert_eq!(called(&pile[0]), "甲1.eml”里的“表.xlsx");
    }

    #[test]
    fn times_are_said_on_the_clocks_of_beijing() {
        let said = chosen(&[("20 01:30", "19 16:05"), ("20 01:30", "")]).unwrap_err();
        assert!(said.contains("（2025年1月20日9:30邮件发出，2025年1月20日0:05保存）"), "{said}");
        assert!(said.contains("（2025年1月20日9:30邮件发出，没有保存时间）。时间相同或缺失"), "{said}");
    }
}
