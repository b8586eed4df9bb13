//! 登记.json: which return counts for each agency, and how it was chosen.
//!
//! ```json
//! { "agencies": [
//!   { "agency": "440112", "how": "newest",
//!     "chosen": { "file": "收回/黄埔区.xlsx", "sha256": "9f86…", "time": "2025-01-20T09:30:00", "clock": "document" },
//!     "others": [ { "file": "收回/黄埔区（旧）.xlsx", "sha256": "60303…", "time": "2025-01-12T17:02:11", "clock": "document" } ] }
//! ] }
//! ```
//! `agencies` follows the roster; `others` lists every other return of the agency in the order of their paths. Files
//! are relative to the round folder; `chosen` and `time` are null where there is none.

use super::stop::Stop;
use crate::model::Roster;
use crate::model::decision::{Decision, DecisionKind};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// The file's name in the round folder.
pub const FILE: &str = "登记.json";

/// Which return counts, agency by agency in the order of the roster.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Register {
    /// One line for each agency that has handed in anything readable.
    pub agencies: Vec<Registered>,
}

/// One agency's line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registered {
    /// The agency's code.
    pub agency: String,
    /// How the choice was made, or why none was.
    pub how: How,
    /// The return that counts.
    pub chosen: Option<Return>,
    /// The returns that do not.
    pub others: Vec<Return>,
}

/// How a return was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// It is the only one that was not sent back.
    Only,
    /// It is the newest that was not sent back.
    Newest,
    /// A person chose it in 决定.xlsx.
    Decided,
    /// Every one was sent back: nothing counts.
    SentBack,
    /// Times are equal, missing or contradict each other: a person has to choose, nothing counts until then.
    Open,
}

impl How {
    /// The word an official reads.
    pub fn word(self) -> &'static str {
        match self {
            How::Only => "唯一一份",
            How::Newest => "取最新一份",
            How::Decided => "人工选定",
            How::SentBack => "已退回",
            How::Open => "待选定",
        }
    }
}

/// One return as a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Return {
    /// Its path relative to the round folder, with `/`.
    pub file: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// When it was sent or last saved.
    pub time: Option<NaiveDateTime>,
    /// Whose time that is.
    pub clock: Clock,
}

/// Whose time a return carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Clock {
    /// The mail's Date.
    Mail,
    /// The document's own time of the last saving.
    Document,
    /// None is known.
    None,
}

/// A return to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The agency's code.
    pub agency: String,
    /// Its path relative to the round folder, with `/`.
    pub file: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// The Date of the mail it came with.
    pub mailed: Option<NaiveDateTime>,
    /// When the document says it was last saved.
    pub saved: Option<NaiveDateTime>,
    /// It was sent back as a whole.
    pub held: bool,
}

impl Candidate {
    fn listed(&self) -> Return {
        let (time, clock) = match (self.mailed, self.saved) {
            (Some(time), _) => (Some(time), Clock::Mail),
            (None, Some(time)) => (Some(time), Clock::Document),
            (None, None) => (None, Clock::None),
        };
        Return { file: self.file.clone(), sha256: self.sha256.clone(), time, clock }
    }
}

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Chooses for every agency of the roster; the rows of 决定.xlsx that were followed are added to `used`.
pub fn choose(
    candidates: &[Candidate],
    roster: &Roster,
    decisions: &[Decision],
    used: &mut BTreeSet<u32>,
) -> Register {
    let mut register = Register::default();
    for agency in &roster.agencies {
        let mut own: Vec<&Candidate> = candidates.iter().filter(|c| c.agency == agency.code).collect();
        own.sort_by(|a, b| a.file.cmp(&b.file));
        if own.is_empty() {
            continue;
        }
        let (chosen, how) = match decided(&own, &agency.code, decisions, used) {
            Some(chosen) => (Some(chosen), How::Decided),
            None => newest(&own),
        };
        let others = own.iter().filter(|c| chosen.is_none_or(|chosen| c.file != chosen.file));
        register.agencies.push(Registered {
            agency: agency.code.clone(),
            how,
            chosen: chosen.map(Candidate::listed),
            others: others.map(|c| c.listed()).collect(),
        });
    }
    register
}

/// The return a person chose: 值 is its path, or its file name where only one bears it.
fn decided<'c>(
    own: &[&'c Candidate],
    agency: &str,
    decisions: &[Decision],
    used: &mut BTreeSet<u32>,
) -> Option<&'c Candidate> {
    let decision =
        decisions.iter().find(|d| d.kind == DecisionKind::Chosen && d.agency == agency && d.is_made())?;
    let wanted = decision.value.trim().replace('\\', "/");
    let mut named = own.iter().copied().filter(|c| c.file == wanted || c.file.ends_with(&format!("/{wanted}")));
    let chosen = named.next().filter(|_| named.next().is_none())?;
    used.insert(decision.row);
    Some(chosen)
}

/// The newest return that was not sent back, where the times leave no doubt.
fn newest<'c>(own: &[&'c Candidate]) -> (Option<&'c Candidate>, How) {
    let mut standing: Vec<&Candidate> = Vec::new();
    for candidate in own.iter().copied().filter(|c| !c.held) {
        // The same bytes twice are one return.
        if !standing.iter().any(|other| other.sha256 == candidate.sha256) {
            standing.push(candidate);
        }
    }
    match standing.as_slice() {
        [] => (None, How::SentBack),
        [only] => (Some(*only), How::Only),
        _ => {
            let (mailed, saved) = (latest(&standing, |c| c.mailed), latest(&standing, |c| c.saved));
            match (mailed, saved) {
                (Some(mailed), Some(saved)) if mailed.file != saved.file => (None, How::Open),
                (Some(newest), _) | (None, Some(newest)) => (Some(newest), How::Newest),
                (None, None) => (None, How::Open),
            }
        }
    }
}

/// The one with the latest time; `None` where a time is missing or two share the latest.
fn latest<'c>(
    standing: &[&'c Candidate],
    time: impl Fn(&Candidate) -> Option<NaiveDateTime>,
) -> Option<&'c Candidate> {
    let mut timed = standing.iter().map(|c| Some((time(c)?, *c))).collect::<Option<Vec<_>>>()?;
    timed.sort_by_key(|(time, _)| *time);
    match timed.as_slice() {
        [.., (before, _), (last, _)] if before == last => None,
        [.., (_, newest)] => Some(newest),
        [] => None,
    }
}

impl Register {
    /// The register as the text of 登记.json.
    pub fn text(&self) -> Result<String, Stop> {
        let text = serde_json::to_string_pretty(self);
        text.map(|t| t + "\n").map_err(|error| Stop::new(format!("{FILE}没有写成（{error}）"), "请重新运行"))
    }

    /// Reads the text of a 登记.json.
    pub fn parse(text: &str) -> Result<Register, Stop> {
        serde_json::from_str(text).map_err(|error| {
            let matter = format!("{FILE}第{}行读不下去", error.line());
            Stop::new(matter, "这个文件由程序生成，请删去后重新运行汇总")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Agency, Role};

    fn time(text: &str) -> Option<NaiveDateTime> {
        (text != "-").then(|| NaiveDateTime::parse_from_str(&format!("2025-01-{text}:00"), "%Y-%m-%d %H:%M:%S").unwrap())
    }

    /// One line a candidate: file, mail's Date, document's time, held or not; files of one letter have their own bytes.
    fn choice(lines: &[&str], decided: Option<&str>) -> (Option<String>, How, usize) {
        let agency = Agency {
            code: "1".to_owned(),
            name: "甲".to_owned(),
            short: "甲".to_owned(),
            former: Vec::new(),
            role: Role::District,
            ranked: true,
            contact: String::new(),
            phone: String::new(),
            mail: String::new(),
        };
        let roster = Roster { agencies: vec![agency], ..Roster::default() };
        let candidates: Vec<Candidate> = lines
            .iter()
            .map(|line| {
                let f: Vec<&str> = line.split('|').map(str::trim).collect();
                Candidate {
                    agency: "1".to_owned(),
                    file: format!("收回/{}.xlsx", f[0]),
                    sha256: f[0].trim_end_matches('+').to_owned(),
                    mailed: time(f[1]),
                    saved: time(f[2]),
                    held: f[3] == "held",
                }
            })
            .collect();
        let decisions: Vec<Decision> = decided
            .map(|value| Decision {
                kind: DecisionKind::Chosen,
                agency: "1".to_owned(),
                item: None,
                rule: String::new(),
                value: value.to_owned(),
                reason: "电话核实".to_owned(),
                person: "某".to_owned(),
                date: String::new(),
                row: 3,
            })
            .into_iter()
            .collect();
        let mut used = BTreeSet::new();
        let register = choose(&candidates, &roster, &decisions, &mut used);
        assert_eq!(Register::parse(&register.text().unwrap()).unwrap(), register);
        let line = &register.agencies[0];
        assert_eq!(used.contains(&3), line.how == How::Decided);
        assert_eq!(line.others.len() + usize::from(line.chosen.is_some()), lines.len(), "none is lost");
        (line.chosen.as_ref().map(|c| c.file.replace("收回/", "").replace(".xlsx", "")), line.how, line.others.len())
    }

    #[test]
    fn the_newest_standing_return_counts_and_doubt_chooses_nothing() {
        let chosen = |file: &str| Some(file.to_owned());
        for (lines, expected, how) in [
            (vec!["a | - | - | ok"], chosen("a"), How::Only),
            (vec!["a | - | - | held"], None, How::SentBack),
            (vec!["a | - | 10 09:00 | ok", "b | - | 11 09:00 | ok"], chosen("b"), How::Newest),
            (vec!["a | - | 10 09:00 | ok", "b | - | 11 09:00 | held"], chosen("a"), How::Only),
            (vec!["a | - | 10 09:00 | ok", "b | - | 10 09:00 | ok"], None, How::Open),
            (vec!["a | - | 10 09:00 | ok", "b | - | - | ok"], None, How::Open),
            (vec!["a | 12 09:00 | - | ok", "b | 11 09:00 | - | ok"], chosen("a"), How::Newest),
            (vec!["a | 12 09:00 | 10 09:00 | ok", "b | 11 09:00 | 09 09:00 | ok"], chosen("a"), How::Newest),
            (vec!["a | 12 09:00 | 09 09:00 | ok", "b | 11 09:00 | 10 09:00 | ok"], None, How::Open),
            (vec!["a | - | 10 09:00 | ok", "a+ | - | 10 09:00 | ok"], chosen("a"), How::Only),
        ] {
            let (file, found, _) = choice(&lines, None);
            assert_eq!((file, found), (expected, how), "{lines:?}");
        }
    }

    #[test]
    fn a_person_chooses_by_name_and_an_unknown_name_chooses_nothing() {
        let lines = ["a | - | 10 09:00 | ok", "b | - | 10 09:00 | ok"];
        assert_eq!(choice(&lines, Some("b.xlsx")), (Some("b".to_owned()), How::Decided, 1));
        assert_eq!(choice(&lines, Some("收回/a.xlsx")), (Some("a".to_owned()), How::Decided, 1));
        assert_eq!(choice(&lines, Some("c.xlsx")), (None, How::Open, 2));
    }
}
