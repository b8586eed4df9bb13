//! `jihe demo`: makes a complete sample round, fills the returns as clerks do, and runs everything.

use super::consolidate::{consolidate, summary};
use super::progress::Progress;
use super::{Outcome, Scene, double_click};
use crate::demo::{self, Answer, Demo, Plan};
use crate::round::{
    self, MERGED, RETURNED, Round, SENT, SENT_BACK, SETTINGS, Settings, Stop, output, roster, roster_book,
};
use crate::template::{self, Issue};
use crate::xlsx;
use chrono::NaiveDate;
use clap::Args;
use rayon::prelude::*;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(next_help_heading = "选项 · options")]
pub(super) struct Arguments {
    /// 示例轮所在的文件夹 · the folder to make
    #[arg(value_name = "DIR", help_heading = "参数 · arguments")]
    folder: PathBuf,
    /// 阶段：declare 申报，evaluate 自评；默认自评 · the stage
    #[arg(long, value_name = "ID", default_value = "evaluate", hide_default_value = true)]
    stage: String,
    /// 单位个数，默认12 · how many agencies
    #[arg(long, value_name = "N", default_value_t = 12, hide_default_value = true)]
    agencies: usize,
    /// 随机数种子，默认1 · the seed
    #[arg(long, value_name = "S", default_value_t = 1, hide_default_value = true)]
    seed: u64,
    /// 不放入常见差错 · leave the mistakes out
    #[arg(long)]
    clean: bool,
}

pub(super) fn run(arguments: &Arguments, scene: &Scene) -> Result<Outcome, Stop> {
    let dir = &arguments.folder;
    if Round::is_here(dir) || dir.join(roster::FILE).exists() {
        return Err(Stop::new(format!("{}里已经有一轮填报", dir.display()), "请换一个文件夹名，以免覆盖"));
    }
    if arguments.agencies == 0 || arguments.agencies > 5_000 {
        return Err(Stop::new("单位个数应在1到5000之间", "请改写 --agencies"));
    }
    let form = round::form(dir, "dept-target")?;
    let Some(stage) = form.stage(&arguments.stage) else {
        let stages: Vec<String> = form.stages.iter().map(|s| format!("{}（{}）", s.id, s.name)).collect();
        return Err(Stop::new(format!("没有“{}”这个阶段", arguments.stage), format!("请改用：{}", stages.join("、"))));
    };
    let plan = Plan { agencies: arguments.agencies, seed: arguments.seed, clean: arguments.clean, today: scene.today };
    let demo = demo::demo(&form, stage, &plan);
    let settings = Settings {
        form: form.id.clone(),
        stage: stage.id.clone(),
        year: demo::YEAR,
        department: demo::DEPARTMENT.to_owned(),
        deadline: NaiveDate::from_ymd_opt(demo::YEAR + 1, 1, 31),
        contact: "绩效管理处　张三　020-00000000".to_owned(),
        levels: BTreeMap::new(),
    };
    for folder in [SENT, RETURNED, SENT_BACK, MERGED] {
        output::folder(&dir.join(folder))?;
    }
    let roster = roster_book::book(&form, &demo.roster, &settings.department, scene.today);
    output::write(&dir.join(roster::FILE), &xlsx::write(&roster)?)?;
    double_click::write(dir)?;
    output::write(&dir.join(SETTINGS), settings.text(&form).as_bytes())?;
    // From here on the round is read like any other.
    let round = Round::open(dir)?;
    let sent = send_out_and_fill(&round, &demo, scene)?;
    let done = consolidate(&round, scene)?;
    scene.screen.emit(&json!({ "dir": dir.to_string_lossy(), "file": done.file, "mistakes": demo.mistakes }));
    scene.screen.say(format!(
        "示例轮：{}（{}，{}家单位，模板在“{SENT}”，来件在“{RETURNED}”，共{sent}份）",
        dir.display(),
        stage.name,
        demo.roster.agencies.len()
    ));
    let planted = if demo.mistakes.is_empty() { "没有放入差错".to_owned() } else { demo.mistakes.join("；") };
    scene.screen.say(format!("放入的差错：{planted}。"));
    for line in summary(&round, &done) {
        scene.screen.say(line);
    }
    Ok(Outcome::Clean)
}

/// Writes every template into 下发/, and into 收回/ what each clerk made of it; gives the number of returns.
fn send_out_and_fill(round: &Round, demo: &Demo, scene: &Scene) -> Result<usize, Stop> {
    let names: Vec<String> = round.roster.agencies.iter().map(|a| a.name.clone()).collect();
    let issue = |created: NaiveDate| Issue {
        year: round.settings.year,
        department: &round.settings.department,
        deadline: round.settings.deadline,
        contact: &round.settings.contact,
        created,
        agencies: &names,
        checks: &[],
    };
    let today = scene.today;
    let progress = Progress::new(names.len() + demo.answers.len(), "填报");
    let numbered: Vec<(usize, _)> = (1..).zip(&round.roster.agencies).collect();
    numbered.into_par_iter().try_for_each(|(number, agency)| {
        let issue = issue(today);
        let prefill = round::prefill(round, &issue, agency);
        let bytes = xlsx::write(&template::template(&round.form, &round.stage, &prefill))?;
        progress.step();
        let name = template::file_name(number, Some(agency), &round.form, round.settings.year);
        round.write(SENT, &name, &bytes).map(|_| ())
    })?;
    demo.answers.par_iter().try_for_each(|answer: &Answer| {
        let Some(agency) = round.roster.agency(&answer.agency) else { return Ok(()) };
        let issue = issue(answer.saved);
        let mut prefill = round::prefill(round, &issue, agency);
        prefill.filled.extend(answer.typed.clone());
        let bytes = xlsx::write(&template::template(&round.form, &round.stage, &prefill))?;
        progress.step();
        round.write(RETURNED, &answer.file, &bytes).map(|_| ())
    })?;
    Ok(demo.answers.len())
}
