//! 登记.json: which return counts for each agency, and how it was chosen.
//!
//! ```json
//! { "agencies": [
//!   { "agency": "440112", "how": "newest",
//!     "chosen": { "file": "收回/黄埔区.xlsx", "sha256": "9f86…", "time": "2025-01-20T09:30:00" },
//!     "others": [ { "file": "收回/黄埔区（旧）.xlsx", "sha256": "60303…", "time": "2025-01-12T17:02:11" } ] }
//! ] }
//! ```
//! `agencies` follows the roster; `others` lists every other return of the agency in the order of their paths. Files
//! are relative to the round folder; `chosen` and `time` are null where there is none. A file that came in a zip or with a
//! mail has that too, `time` and `date` in UTC:
//!
//! ```json
//! { "file": "收回/.展开/黄埔.eml/黄埔区.xlsx", "sha256": "9f86…", "time": "2025-01-20T09:30:00", "parcel": "收回/黄埔.eml",
//!   "mail": { "file": "收回/黄埔.eml", "date": "2025-01-20T10:02:41", "sender": "李敏 <limin@example.gov.cn>", "subject": "报送" } }
//! ```

use super::stop::Stop;
use crate::check::Checked;
use crate::merge::{AgencyReturn, ReturnState};
use crate::model::Mail;
use crate::model::decision::{Decision, DecisionKind};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

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
    /// When the document says it was last saved.
    pub time: Option<NaiveDateTime>,
    /// The zip or mail in 收回/ that it was taken out of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parcel: Option<String>,
    /// The mail that brought it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<Letter>,
}

/// A mail as the register keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// The mail, in 收回/ or in the parcel it came with.
    pub file: String,
    /// Its Date.
    pub date: Option<NaiveDateTime>,
    /// Its sender.
    pub sender: String,
    /// Its subject.
    pub subject: String,
}

impl Letter {
    fn of(mail: &Mail) -> Self {
        Self {
            file: mail.file.to_string(),
            date: mail.date,
            sender: mail.sender.clone(),
            subject: mail.subject.clone(),
        }
    }
}

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Register {
    /// The register of what the merge chose; `hashes` holds SHA-256 by file.
    pub fn of(agencies: &[AgencyReturn], decisions: &[Decision], hashes: &BTreeMap<String, String>) -> Register {
        let listed = |checked: &Checked| {
            let file = checked.submission.file.to_string();
            let sha256 = hashes.get(&file).cloned().unwrap_or_default();
            let parcel = checked.arrival.parcel.as_ref().map(ToString::to_string);
            let mail = checked.arrival.mail.as_ref().map(Letter::of);
            Return { file, sha256, time: checked.submission.modified, parcel, mail }
        };
        let lines = agencies.iter().filter(|a| a.state != ReturnState::Missing).map(|a| {
            let mut others: Vec<Return> = a.others.iter().map(listed).collect();
            others.sort_by(|a, b| a.file.cmp(&b.file));
            Registered {
                agency: a.agency.code.clone(),
                how: how(a, decisions),
                chosen: a.chosen.as_ref().map(listed),
                others,
            }
        });
        Register { agencies: lines.collect() }
    }

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

fn how(agency: &AgencyReturn, decisions: &[Decision]) -> How {
    match (agency.state, &agency.chosen) {
        (ReturnState::SentBack, _) => How::SentBack,
        (_, None) => How::Open,
        _ if agency.others.iter().all(|other| other.held) => How::Only,
        _ => {
            let code = &agency.agency.code;
            let decided = |d: &Decision| d.kind == DecisionKind::Chosen && d.is_made() && &d.agency == code;
            if decisions.iter().any(decided) { How::Decided } else { How::Newest }
        }
    }
}
