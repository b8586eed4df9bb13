//! `jihe template`: one pre-filled workbook per agency into 下发/.

use super::progress::Progress;
use super::{Outcome, Scene};
use crate::check::rules;
use crate::round::{self, Round, SENT, Stop, output};
use crate::template::{self, Issue, Prefill};
use crate::xlsx;
use chrono::NaiveDate;
use rayon::prelude::*;
use serde_json::json;
use std::collections::BTreeSet;

pub(super) fn run(scene: &Scene) -> Result<Outcome, Stop> {
    let round = scene.round()?;
    let written = write_all(&round, scene.today)?;
    let codes = round.roster.agencies.iter().map(|a| Some(a.code.as_str())).chain([None]);
    for (code, written) in codes.zip(&written) {
        if let Some(remark) = &written.remark {
            scene.screen.remark(remark);
        }
        let name = written.path.file_name().unwrap_or_default().to_string_lossy();
        scene.screen.emit(&json!({ "agency": code, "file": format!("{SENT}/{name}") }));
    }
    for name in leftover(&round, &written) {
        scene.screen.remark(&format!("“{SENT}”里的{name}不是本次生成的，请核对是否还要发出，不用的请删去。"));
    }
    let count = round.roster.agencies.len();
    scene.screen.say(format!("已生成{count}份模板（每个单位一份）和1份通用表，在“{SENT}”文件夹。"));
    Ok(Outcome::Clean)
}

/// Workbooks in 下发/ that this run has not written: of an agency renamed or dropped since.
fn leftover(round: &Round, written: &[output::Written]) -> Vec<String> {
    let now: BTreeSet<_> = written.iter().filter_map(|w| w.path.file_name()).collect();
    let lying = std::fs::read_dir(round.dir.join(SENT)).into_iter().flatten().flatten().map(|entry| entry.file_name());
    let mut names: Vec<String> = lying
        .filter(|name| !now.contains(name.as_os_str()))
        .map(|name| name.to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".xlsx") && !name.starts_with(['~', '.']))
        .collect();
    names.sort();
    names
}

/// Writes the template of every agency, in roster order, and last the common one for whoever sends one file to all.
pub(super) fn write_all(round: &Round, today: NaiveDate) -> Result<Vec<output::Written>, Stop> {
    let names: Vec<String> = round.roster.agencies.iter().map(|a| a.name.clone()).collect();
    let checks = rules::one_liners(&round.form, &round.stage);
    let issue = issue(round, &names, &checks, today);
    let progress = Progress::new(names.len() + 1, "生成");
    let numbered: Vec<(usize, _)> = (1..).zip(round.roster.agencies.iter().map(Some).chain([None])).collect();
    numbered
        .into_par_iter()
        .map(|(number, agency)| {
            let prefill = match agency {
                Some(agency) => round::prefill(round, &issue, agency),
                None => Prefill::blank(&issue, None),
            };
            let bytes = xlsx::write(&template::template(&round.form, &round.stage, &prefill))?;
            let name = template::file_name(number, agency, &round.form, round.settings.year);
            progress.step();
            round.write(SENT, &name, &bytes)
        })
        .collect()
}

/// What the round says to every agency alike.
pub(super) fn issue<'a>(round: &'a Round, names: &'a [String], checks: &'a [String], created: NaiveDate) -> Issue<'a> {
    Issue {
        year: round.settings.year,
        department: &round.settings.department,
        deadline: round.settings.deadline,
        contact: &round.settings.contact,
        created,
        agencies: names,
        checks,
    }
}
