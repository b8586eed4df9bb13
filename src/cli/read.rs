//! `jihe read`: what each workbook says, without a round.

use super::{Outcome, Scene, check, lines, reading};
use crate::check::Checked;
use crate::forms;
use crate::model::Severity;
use crate::round::{self, Stop, returns};
use clap::Args;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// 工作簿、压缩包或文件夹 · workbooks, zips or folders
    #[arg(value_name = "FILE", required = true, help_heading = "参数 · arguments")]
    files: Vec<PathBuf>,
}

pub(super) fn run(arguments: &Arguments, scene: &Scene) -> Result<Outcome, Stop> {
    let screen = &scene.screen;
    let mut known = Vec::new();
    for id in forms::ids() {
        known.push(round::form(&scene.dir, id)?);
    }
    let paths: Vec<PathBuf> = arguments.files.iter().map(|f| scene.find(f)).collect();
    let read = reading::alone(returns::named(Path::new("."), &paths)?, &known, scene);
    for checked in &read.returns {
        let s = &checked.submission;
        if screen.is_json() {
            screen.emit(&lines::of_return(checked));
        }
        let filled = format!("已填{}处，表外内容{}处", s.cells.entries, s.cells.unplaced);
        screen.say(format!("{}：{}，{filled}，{}", s.file, lines::owner(s), lines::counts(&checked.findings)));
        for finding in &checked.findings {
            screen.say(lines::finding(finding));
        }
    }
    for (file, refused) in &read.refused {
        screen.emit(&lines::of_refused(file, refused));
    }
    check::print_passed_over(&read, scene);
    let sent_back = |c: &Checked| c.findings.iter().any(|f| f.severity == Severity::SendBack);
    Ok(Outcome::open_if(!read.refused.is_empty() || read.returns.iter().any(sent_back)))
}
