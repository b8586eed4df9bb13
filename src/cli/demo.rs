//! `jihe demo`: a complete sample round, filled in as clerks do, and everything run on it.

use super::{Outcome, Scene, consolidate, new, template as templates};
use crate::demo::{self, Answer, Plan};
use crate::round::{self, RETURNED, Round, Settings, Stop};
use crate::template::{self, Issue};
use crate::xlsx;
use clap::Args;
use std::collections::BTreeMap;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(next_help_heading = "选项 · options")]
pub(super) struct Arguments {
    /// 新建的文件夹 · the folder to make
    #[arg(value_name = "DIR", help_heading = "参数 · arguments")]
    folder: PathBuf,
    /// 阶段：declare 申报，evaluate 自评；默认自评 · the stage
    #[arg(long, value_name = "ID", default_value = "evaluate", hide_default_value = true)]
    stage: String,
    /// 单位数，默认12 · how many agencies
    #[arg(long, value_name = "N", default_value_t = 12, hide_default_value = true)]
    agencies: usize,
    /// 随机种子，默认1 · decides every number that is not given
    #[arg(long, value_name = "S", default_value_t = 1, hide_default_value = true)]
    seed: u64,
    /// 不放入填报差错 · leave the clerks' mistakes out
    #[arg(long)]
    clean: bool,
}

pub(super) fn run(arguments: &Arguments, scene: &Scene) -> Result<Outcome, Stop> {
    let dir = &arguments.folder;
    let form = round::form(dir, "dept-target")?;
    let stage = new::known_stage(&form, &arguments.stage)?;
    let plan = Plan { agencies: arguments.agencies, seed: arguments.seed, clean: arguments.clean, today: scene.today };
    let sample = demo::demo(&form, stage, &plan);
    let settings = Settings {
        form: form.id.clone(),
        stage: stage.id.clone(),
        year: demo::YEAR,
        department: demo::DEPARTMENT.to_owned(),
        deadline: Some(scene.today),
        contact: String::new(),
        levels: BTreeMap::new(),
    };
    new::lay_out(dir, &settings, &form, &sample.roster, scene.today)?;
    let round = Round::open(dir)?;
    templates::write_all(&round, scene.today)?;
    for answer in &sample.answers {
        fill(answer, &round)?;
    }
    scene.screen.say(format!(
        "已建立示例：{}（{}，{}家单位）",
        dir.display(),
        stage.name,
        sample.roster.agencies.len()
    ));
    for mistake in &sample.mistakes {
        scene.screen.say(format!("  放入差错：{mistake}。"));
    }
    consolidate::consolidate(&round, scene)?;
    Ok(Outcome::Clean)
}

/// Writes one returned workbook as its clerk filled it.
fn fill(answer: &Answer, round: &Round) -> Result<(), Stop> {
    let Some(agency) = round.roster.agency(&answer.agency) else {
        return Err(Stop::new(format!("示例中没有代码为“{}”的单位", answer.agency), "请换一个种子再试"));
    };
    let issue = Issue {
        year: round.settings.year,
        department: &round.settings.department,
        deadline: round.settings.deadline,
        contact: &round.settings.contact,
        created: answer.saved,
        agencies: &[],
        checks: &[],
    };
    let mut prefill = round::prefill(round, &issue, agency);
    for (at, content) in &answer.typed {
        prefill.values.remove(at);
        prefill.filled.insert(at.clone(), content.clone());
    }
    let bytes = xlsx::write(&template::template(&round.form, &round.stage, &prefill))?;
    round.write(RETURNED, &answer.file, &bytes).map(|_| ())
}
