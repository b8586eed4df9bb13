//! The command line: one file per command. Together with `round` the only place with disk and clock.
//!
//! Exit codes: 0 done, nothing to send back; 1 done, something must be sent back or is missing; 2 could not run.
#![allow(clippy::disallowed_methods, reason = "the command line is one of the two places with disk and clock")]

mod check;
mod consolidate;
mod demo;
mod double_click;
mod dropped;
mod explain;
mod form;
mod frames;
mod letters;
mod lines;
mod new;
mod progress;
mod read;
mod reading;
mod score;
mod screen;
mod status;
mod template;
mod usage;
mod value;
mod verify;
mod worker;
mod workers;

use crate::round::{Round, Stop};
use chrono::NaiveDate;
use clap::{ArgAction, Parser, Subcommand};
use screen::Screen;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use workers::Limits;

/// 绩核：绩效目标表的下发、收回、审核、汇总与评分 · performance-target workbooks: send out, check, merge, score
#[derive(Debug, Parser)]
#[command(name = "jihe", version, disable_help_flag = true, disable_version_flag = true)]
#[command(disable_help_subcommand = true, subcommand_help_heading = "命令 · commands")]
#[command(subcommand_value_name = "命令", next_help_heading = "选项 · options")]
struct Arguments {
    /// 这一轮填报所在的文件夹，默认为当前文件夹 · the round's folder, the current one by default
    #[arg(short = 'C', value_name = "DIR", global = true, default_value = ".", hide_default_value = true)]
    dir: PathBuf,
    /// 结果逐行输出为 JSON · print JSON lines
    #[arg(long, global = true)]
    json: bool,
    /// 显示用法 · show help
    #[arg(short, long, global = true, action = ArgAction::Help)]
    help: Option<bool>,
    /// 显示版本 · show the version
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
    #[command(flatten)]
    limits: Limits,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 做一轮完整的示例 · make a complete sample round and run everything
    Demo(demo::Arguments),
    /// 新建一轮填报 · make an empty round with an example roster
    New(new::Arguments),
    /// 生成模板 · write one pre-filled workbook per agency
    Template,
    /// 读取工作簿 · say what each workbook holds, without a round
    Read(read::Arguments),
    /// 审核收回的表 · run the rules on what came back
    Check(check::Arguments),
    /// 汇总评分 · merge, score and write the consolidated workbook
    Consolidate,
    /// 复核汇总工作簿 · work a consolidated workbook out anew and say what differs
    Verify(verify::Arguments),
    /// 查看报送进度 · who has handed in, who has not, what goes back
    Status,
    /// 查看表样内容 · list the forms, or one form's items, slots and weights
    Form(form::Arguments),
    /// 查看审核规则 · show a rule's page
    Explain(explain::Arguments),
    /// 查看填报值怎样计入 · say how each line of stdin is understood
    Value,
    /// 试算得分 · score each line of stdin: weight, target, actual, direction, method
    Score(score::Arguments),
    /// 供程序自己使用 · a reading process of this program
    #[command(hide = true)]
    Worker,
}

/// What every command is given.
struct Scene {
    /// The round's folder.
    dir: PathBuf,
    /// Where to print.
    screen: Screen,
    /// Today.
    today: NaiveDate,
    /// What reading may use.
    limits: Limits,
}

impl Scene {
    /// The round in the folder; what its 决定.xlsx cannot use yet is said at once.
    fn round(&self) -> Result<Round, Stop> {
        let round = Round::open(&self.dir)?;
        for remark in &round.decisions.remarks {
            self.screen.remark(remark);
        }
        Ok(round)
    }

    /// A path as a person names it: from where they stand, else from the round's folder.
    fn find(&self, path: &Path) -> PathBuf {
        let inside = self.dir.join(path);
        if !path.exists() && inside.exists() { inside } else { path.to_owned() }
    }
}

/// How a command ended that could run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// Nothing to send back, nothing missing.
    Clean,
    /// Something must be sent back or is missing.
    Open,
}

impl Outcome {
    fn open_if(open: bool) -> Self {
        if open { Outcome::Open } else { Outcome::Clean }
    }
}

/// Limits the memory of this process from now on, in bytes; `false` where that cannot be.
pub type Limiter = dyn Fn(usize) -> bool + Sync;

/// Runs the program on its own arguments. Reading processes limit their memory by `limiter`.
pub fn main(limiter: &Limiter) -> ExitCode {
    let words: Vec<std::ffi::OsString> = std::env::args_os().collect();
    if let Some(paths) = dropped::paths(&words) {
        return dropped::run(&paths);
    }
    let arguments = match usage::parse(&words) {
        Ok(arguments) => arguments,
        Err(code) => return code,
    };
    if matches!(arguments.command, Some(Command::Worker)) {
        return worker::run(arguments.limits.memory.saturating_mul(1 << 20), limiter);
    }
    let asked = arguments.command.is_none();
    let Some(command) = arguments.command.or_else(new::ask) else {
        usage::print_help();
        dropped::wait();
        return ExitCode::SUCCESS;
    };
    let (dir, limits) = (arguments.dir, arguments.limits);
    let scene = Scene { dir, screen: Screen::new(arguments.json), today: today(), limits };
    let code = finish(run(command, &scene), &scene.screen);
    if asked {
        // The window was opened by a double click and would close over the answer.
        dropped::wait();
    }
    code
}

fn run(command: Command, scene: &Scene) -> Result<Outcome, Stop> {
    match command {
        Command::Demo(arguments) => demo::run(&arguments, scene),
        Command::New(arguments) => new::run(&arguments, scene),
        Command::Template => template::run(scene),
        Command::Read(arguments) => read::run(&arguments, scene),
        Command::Check(arguments) => check::run(&arguments, scene),
        Command::Consolidate => consolidate::run(scene),
        Command::Verify(arguments) => verify::run(&arguments, scene),
        Command::Status => status::run(scene),
        Command::Form(arguments) => form::run(&arguments, scene),
        Command::Explain(arguments) => explain::run(&arguments, scene),
        Command::Value => value::run(scene),
        Command::Score(arguments) => score::run(&arguments, scene),
        // Has been run already: it prints nothing and knows no round.
        Command::Worker => Ok(Outcome::Clean),
    }
}

/// Says what stopped the program, and gives the exit code.
fn finish(result: Result<Outcome, Stop>, screen: &Screen) -> ExitCode {
    match result.and_then(|outcome| screen.close().map(|()| outcome)) {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Open) => ExitCode::from(1),
        Err(stop) => {
            screen.remark(&stop.to_string());
            ExitCode::from(2)
        }
    }
}

fn today() -> NaiveDate {
    chrono::Local::now().date_naive()
}

/// The lines of stdin, blank ones too, whatever their line ends; text that is not UTF-8 stops the program.
fn lines_of_stdin() -> impl Iterator<Item = Result<String, Stop>> {
    (1u32..).zip(std::io::stdin().lines()).map(|(number, line)| {
        let line = line.map_err(|_| Stop::new(format!("第{number}行不是 UTF-8 文字"), "请把输入另存为 UTF-8 编码"))?;
        // A file that Notepad saved begins with a mark of its encoding.
        let bare = if number == 1 { line.strip_prefix('\u{feff}') } else { None };
        Ok(bare.map(str::to_owned).unwrap_or(line))
    })
}
