//! `jihe demo`: makes a complete sample round, fills the returns as clerks do, and runs everything.

use super::consolidate::{consolidate, summary};
use super::progress::Progress;
use super::{Outcome, Scene, new, template};
use crate::check::rules;
use crate::demo::{self, Answer, Plan};
use crate::round::{self, RETURNED, Round, SENT, Settings, Stop};
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
    /// 示例编号，默认1；编号不同，示例的数据不同 · the seed
    #[arg(long, value_name = "S", default_value_t = 1, hide_default_value = true)]
    seed: u64,
    /// 不放入常见差错 · leave the mistakes out
    #[arg(long)]
    clean: bool,
}

pub(super) fn run(arguments: &Arguments, scene: &Scene) -> Result<Outcome, Stop> {
    let dir = &arguments.folder;
    if arguments.agencies == 0 || arguments.agencies > 5_000 {
        return Err(Stop::new("单位个数应在1到5000之间", "请改写 --agencies"));
    }
    let form = round::form(dir, "dept-target")?;
    let stage = new::known_stage(&form, &arguments.stage)?;
    let plan = Plan { agencies: arguments.agencies, seed: arguments.seed, clean: arguments.clean, today: scene.today };
    let demo = demo::demo(&form, stage, &plan);
    let settings = Settings {
        form: form.id.clone(),
        stage: stage.id.clone(),
        year: demo::YEAR,
        department: demo::DEPARTMENT.to_owned(),
        deadline: Some(demo::deadline(scene.today)),
        contact: "绩效管理处　张三　020-00000000".to_owned(),
        profile: None,
        levels: BTreeMap::new(),
    };
    new::lay_out(dir, &settings, &form, &demo.roster, scene.today)?;
    // From here on the round is read like any other.
    let round = Round::open(dir)?;
    let sent = demo::sent_out(scene.today);
    template::write_all(&round, sent)?;
    fill_in(&round, &demo.answers, sent)?;
    let done = consolidate(&round, scene)?;
    scene.screen.emit(&json!({ "dir": dir.to_string_lossy(), "file": done.file, "mistakes": demo.mistakes }));
    scene.screen.say(format!(
        "示例轮：{}（{}，{}家单位，模板在“{SENT}”，来件在“{RETURNED}”，共{}份）",
        dir.display(),
        stage.name,
        demo.roster.agencies.len(),
        demo.answers.len(),
    ));
    scene.screen.say(match demo.mistakes.as_slice() {
        [] => "未放入差错。".to_owned(),
        mistakes => format!("放入的差错：{}。", mistakes.join("；")),
    });
    for line in summary(&round, &done) {
        scene.screen.say(line);
    }
    Ok(Outcome::Clean)
}

/// Writes into 收回/ what each clerk made of the template.
fn fill_in(round: &Round, answers: &[Answer], sent: NaiveDate) -> Result<(), Stop> {
    let progress = Progress::new(answers.len(), "填报");
    let names: Vec<String> = round.roster.agencies.iter().map(|a| a.name.clone()).collect();
    let checks = rules::one_liners(&round.form, &round.stage);
    answers.par_iter().try_for_each(|answer| {
        let Some(agency) = round.roster.agency(&answer.agency) else { return Ok(()) };
        let issue = template::issue(round, &names, &checks, sent);
        let mut prefill = round::prefill(round, &issue, agency);
        prefill.filled.extend(answer.typed.clone());
        let mut book = crate::template::template(&round.form, &round.stage, &prefill);
        book.created = answer.saved;
        let bytes = xlsx::write(&book)?;
        progress.step();
        round.write(RETURNED, &answer.file, &bytes).map(|_| ())
    })
}
