//! The round folder: `round.toml`, 名册.xlsx, 决定.xlsx, 登记.json, and the folders 下发, 收回, 退回, 汇总.
//!
//! Together with `cli` this is the only place that touches the disk. What it reads becomes plain data: settings,
//! roster, decisions, the list of returns.
#![allow(clippy::disallowed_methods, reason = "the round folder is one of the two places that touch the disk")]

pub mod decisions;
pub mod output;
mod prefill;
pub mod register;
pub mod returns;
pub mod roster;
pub mod roster_book;
pub mod settings;
mod stop;
mod table;
mod text;

#[cfg(test)]
mod tests;

pub use prefill::prefill;
pub use returns::{Arrived, Returned};
pub use settings::Settings;
pub use stop::Stop;

use crate::definition::{FormDef, Stage};
use crate::forms;
use crate::merge;
use crate::model::Roster;
use chrono::NaiveDate;
use decisions::{Decisions, Question};
use register::Register;
use std::path::{Path, PathBuf};

/// The settings' file.
pub const SETTINGS: &str = "round.toml";
/// What goes out.
pub const SENT: &str = "下发";
/// What came back; never altered.
pub const RETURNED: &str = "收回";
/// What goes back to be corrected.
pub const SENT_BACK: &str = "退回";
/// What each agency is told of its own scores.
pub const FEEDBACK: &str = "反馈";
/// The consolidated workbooks.
pub const MERGED: &str = "汇总";
/// Files taken out of zips and mails, made anew at each run.
pub const UNPACKED: &str = "收回/.展开";

/// One round, read and consistent in itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Round {
    /// The folder.
    pub dir: PathBuf,
    /// `round.toml`.
    pub settings: Settings,
    /// The form, with the rule levels of this round.
    pub form: FormDef,
    /// The stage of the form.
    pub stage: Stage,
    /// 名册.xlsx.
    pub roster: Roster,
    /// 决定.xlsx; empty where there is none yet.
    pub decisions: Decisions,
}

impl Round {
    /// The folder holds a round.
    pub fn is_here(dir: &Path) -> bool {
        dir.join(SETTINGS).is_file()
    }

    /// Reads the round; everything that has to be put right first is said, file by file.
    pub fn open(dir: &Path) -> Result<Round, Stop> {
        if !Round::is_here(dir) {
            return Err(Stop::new(
                format!("这里不是一轮填报的文件夹（没有 {SETTINGS}）"),
                "请先用“jihe new 文件夹”建立一轮填报，或用“-C 文件夹”指明它在哪里",
            ));
        }
        let (settings, mut form, stage) = configured(dir)?;
        form.levels.extend(settings.levels.clone());
        let roster = roster::from_bytes(&needed(&dir.join(roster::FILE))?, &form)?;
        let decisions = match std::fs::read(dir.join(decisions::FILE)) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Decisions::default(),
            Err(error) => return Err(Stop::io("读不了", &dir.join(decisions::FILE), &error)),
            Ok(bytes) => decisions::read(&decisions::raw(&bytes)?, &roster, &form)?,
        };
        Ok(Round { dir: dir.to_owned(), settings, form, stage, roster, decisions })
    }

    /// The form of this round, then every other built-in one, so that a return on the wrong form is recognised.
    pub fn forms(&self) -> Vec<FormDef> {
        let others = forms::ids().filter(|id| *id != self.form.id).filter_map(forms::built_in);
        let others = others.filter_map(|text| forms::parse(text).ok());
        std::iter::once(self.form.clone()).chain(others).collect()
    }

    /// What the stages from merge on have to know.
    pub fn merging(&self) -> merge::Round<'_> {
        merge::Round { form: &self.form, stage: &self.stage, roster: &self.roster, decisions: &self.decisions.list }
    }

    /// Everything that lies in 收回/, zips and mails opened.
    pub fn returned(&self) -> Result<Returned, Stop> {
        returns::gather(&self.dir)
    }

    /// The same, with nothing written: zips and mails are opened in memory, under the ids their files have in `.展开/`.
    pub fn looked_at(&self) -> Result<Returned, Stop> {
        returns::look(&self.dir)
    }

    /// Writes an output workbook into one of the folders; the folder is made where it is missing.
    pub fn write(&self, folder: &str, name: &str, bytes: &[u8]) -> Result<output::Written, Stop> {
        let folder = self.dir.join(folder);
        output::folder(&folder)?;
        output::write_book(&folder.join(name), bytes)
    }

    /// Takes an output of an earlier run away; one that is not there is no matter.
    pub fn take_away(&self, folder: &str, name: &str) -> Result<(), Stop> {
        let path = self.dir.join(folder).join(name);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Stop::io("删不掉旧的", &path, &error)),
            _ => Ok(()),
        }
    }

    /// Opens a row in 决定.xlsx for each question that has none yet, and says how many. The former file is kept as
    /// 决定（上一版）.xlsx, since only its cells can be carried over.
    pub fn ask(&self, questions: &[Question], today: NaiveDate) -> Result<usize, Stop> {
        let path = self.dir.join(decisions::FILE);
        let bytes = if path.exists() { Some(needed(&path)?) } else { None };
        let raw = bytes.as_deref().map(decisions::raw).transpose()?;
        let Some((mut book, added)) =
            decisions::with_questions(raw.as_ref(), questions, &self.roster, &self.form, today)?
        else {
            return Ok(0);
        };
        book.author.clone_from(&self.settings.department);
        let new = crate::xlsx::write(&book)?;
        if let Some(bytes) = bytes {
            output::write(&path.with_file_name(decisions::FORMER), &bytes)?;
        }
        output::write(&path, &new)?;
        Ok(added)
    }

    /// Writes 登记.json.
    pub fn enter(&self, register: &Register) -> Result<(), Stop> {
        output::write(&self.dir.join(register::FILE), register.text()?.as_bytes())
    }

    /// Reads 登记.json; empty where there is none yet.
    pub fn register(&self) -> Result<Register, Stop> {
        Ok(self.registered()?.unwrap_or_default())
    }

    /// Reads 登记.json where there is one.
    pub fn registered(&self) -> Result<Option<Register>, Stop> {
        let path = self.dir.join(register::FILE);
        if path.exists() { Register::parse(&text::read(&path)?).map(Some) } else { Ok(None) }
    }
}

/// The form of that id: the folder's own definition (`ID.toml`) before the built-in one.
pub fn form(dir: &Path, id: &str) -> Result<FormDef, Stop> {
    form_under(dir, id, None)
}

/// The same under another profile than the form names.
fn form_under(dir: &Path, id: &str, profile: Option<&str>) -> Result<FormDef, Stop> {
    let own = dir.join(format!("{id}.toml"));
    let named = !id.is_empty() && id != "round" && !id.contains(['/', '\\', ':']);
    if named && own.is_file() {
        let file = format!("{id}.toml");
        let form = forms::parse_under(&text::read(&own)?, profile).map_err(|faults| Stop::faults(&file, &faults))?;
        if form.id != id {
            return Err(Stop::new(
                format!("{file}里的表编号是“{}”，与文件名不一致", form.id),
                format!("请把文件改名为{}.toml，或把编号改成“{id}”", form.id),
            ));
        }
        return Ok(form);
    }
    match forms::built_in(id) {
        Some(text) => forms::parse_under(text, profile).map_err(|faults| Stop::faults(id, &faults)),
        None => Err(Stop::new(
            format!("没有编号为“{id}”的表"),
            format!(
                "可用：{}；自定的表请存为 编号.toml，与 {SETTINGS} 放在一起",
                forms::ids().collect::<Vec<_>>().join("、")
            ),
        )),
    }
}

/// `round.toml` with the form and stage it names.
fn configured(dir: &Path) -> Result<(Settings, FormDef, Stage), Stop> {
    let text = text::read(&dir.join(SETTINGS))?;
    let settings = Settings::parse(&text, &forms::vocabulary()).map_err(|faults| Stop::faults(SETTINGS, &faults))?;
    let form = form_under(dir, &settings.form, settings.profile.as_deref()).map_err(|stop| {
        match forms::built_in(&settings.form) {
            None if !dir.join(format!("{}.toml", settings.form)).is_file() => settings::unknown_form(&text, &settings),
            _ => stop,
        }
    })?;
    match form.stage(&settings.stage) {
        Some(stage) => Ok((settings.clone(), form.clone(), stage.clone())),
        None => Err(settings::unknown_stage(&text, &settings, &form)),
    }
}

/// The bytes of a file that the round cannot do without.
fn needed(path: &Path) -> Result<Vec<u8>, Stop> {
    std::fs::read(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            Stop::new(format!("这一轮填报的文件夹里没有{name}"), format!("请把{name}放回，与 {SETTINGS} 放在一起"))
        }
        _ => Stop::io("读不了", path, &error),
    })
}
