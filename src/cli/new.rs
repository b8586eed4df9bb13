//! `jihe new`: an empty round with an example roster to edit in Excel.

use super::screen::Screen;
use super::{Command, Outcome, Scene, double_click};
use crate::definition::{FormDef, Stage};
use crate::model::Roster;
use crate::round::{self, MERGED, RETURNED, SENT, SENT_BACK, SETTINGS, Settings, Stop, output, roster, roster_book};
use crate::xlsx;
use chrono::{Datelike, NaiveDate};
use clap::Args;
use serde_json::json;
use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
#[command(next_help_heading = "选项 · options")]
pub(super) struct Arguments {
    /// 新建的文件夹 · the folder to make
    #[arg(value_name = "DIR", help_heading = "参数 · arguments")]
    folder: PathBuf,
    /// 表的编号，默认 dept-target · the form's id
    #[arg(long, value_name = "ID", default_value = "dept-target", hide_default_value = true)]
    form: String,
    /// 阶段：declare 申报，evaluate 自评；默认申报 · the stage
    #[arg(long, value_name = "STAGE", default_value = "declare", hide_default_value = true)]
    stage: String,
}

/// Double-clicked, nobody has typed a command: a person is asked for the name of a new round. `None` where nobody is
/// there to ask or nothing is answered.
pub(super) fn ask() -> Option<Command> {
    let (input, screen) = (std::io::stdin(), Screen::new(false));
    if !input.is_terminal() {
        return None;
    }
    screen.say("绩核：新建一轮填报。请输入文件夹名（如 2024年绩效目标）后按回车；直接按回车显示用法。");
    let folder = answer(&input)?;
    screen.say("本轮是申报（年初）还是自评（年末）？申报请输入1，自评请输入2，然后按回车。");
    let stage = match answer(&input)?.as_str() {
        "2" | "自评" => "evaluate",
        _ => "declare",
    };
    let form = "dept-target".to_owned();
    Some(Command::New(Arguments { folder: PathBuf::from(folder), form, stage: stage.to_owned() }))
}

fn answer(input: &std::io::Stdin) -> Option<String> {
    let mut line = String::new();
    input.read_line(&mut line).ok()?;
    let line = line.trim().to_owned();
    (!line.is_empty()).then_some(line)
}

pub(super) fn run(arguments: &Arguments, scene: &Scene) -> Result<Outcome, Stop> {
    let dir = &arguments.folder;
    let form = round::form(dir, &arguments.form)?;
    known_stage(&form, &arguments.stage)?;
    let settings = Settings {
        form: form.id.clone(),
        stage: arguments.stage.clone(),
        year: scene.today.year(),
        department: "示例主管局（请改）".to_owned(),
        deadline: None,
        contact: String::new(),
        profile: None,
        levels: BTreeMap::new(),
    };
    lay_out(dir, &settings, &form, &roster_book::example(&form), scene.today)?;
    scene.screen.emit(&json!({ "dir": dir.to_string_lossy(), "form": form.id, "stage": settings.stage }));
    scene.screen.say(format!("已建立一轮填报：{}", dir.display()));
    scene.screen.say(format!("  1. 用记事本修改 {SETTINGS}：主管部门、年度、截止日期、联系人。"));
    scene.screen.say(format!("  2. 用 Excel 修改 {}：填报单位、任务分解、权数。", roster::FILE));
    scene.screen.say(format!("  3. 双击“1 生成模板.cmd”（或运行 jihe template），把“{SENT}”里的表发给各单位。"));
    scene.screen.say(format!("  4. 把各单位报回的表放进“{RETURNED}”，双击“2 审核汇总.cmd”。"));
    scene.screen.say(format!("  5. 双击“3 退回件.cmd”，把“{SENT_BACK}”里的审核意见发给有关单位。"));
    Ok(Outcome::Clean)
}

/// The stage of that id, or which there are.
pub(super) fn known_stage<'f>(form: &'f FormDef, id: &str) -> Result<&'f Stage, Stop> {
    form.stage(id).ok_or_else(|| {
        let stages: Vec<String> = form.stages.iter().map(|s| format!("{}（{}）", s.id, s.name)).collect();
        Stop::new(format!("这张表没有“{id}”这个阶段"), format!("请改用：{}", stages.join("、")))
    })
}

/// Writes a round's folder; a folder that holds anything of a round already is left alone.
pub(super) fn lay_out(
    dir: &Path,
    settings: &Settings,
    form: &FormDef,
    roster: &Roster,
    today: NaiveDate,
) -> Result<(), Stop> {
    for file in [SETTINGS, roster::FILE] {
        if dir.join(file).exists() {
            return Err(Stop::new(format!("{}里已经有{file}", dir.display()), "请换一个文件夹，以免覆盖"));
        }
    }
    let bytes = xlsx::write(&roster_book::book(form, roster, &settings.department, today))?;
    for folder in [SENT, RETURNED, SENT_BACK, MERGED] {
        output::folder(&dir.join(folder))?;
    }
    output::write(&dir.join(roster::FILE), &bytes)?;
    double_click::write(dir)?;
    // Last: the folder becomes a round only when everything else is there.
    output::write(&dir.join(SETTINGS), settings.text(form).as_bytes())
}
