//! `jihe explain`: a rule's page.

use super::{Outcome, Scene};
use crate::check;
use crate::round::Stop;
use clap::Args;
use serde_json::json;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// 规则编号，如 V102；不写则列出全部 · the rule's code; all rules when left out
    #[arg(value_name = "CODE", help_heading = "参数 · arguments")]
    code: Option<String>,
}

pub(super) fn run(arguments: &Arguments, scene: &Scene) -> Result<Outcome, Stop> {
    let Some(code) = &arguments.code else {
        for rule in check::rules() {
            let title = rule.page.lines().next().unwrap_or_default().trim_start_matches(['#', ' ']);
            scene.screen.say(format!("{title}（{}）", rule.level.word()));
            scene.screen.emit(&json!({ "code": rule.code, "name": rule.name, "severity": rule.level }));
        }
        return Ok(Outcome::Clean);
    };
    let Some(page) = check::explain(code) else {
        return Err(Stop::new(
            format!("没有编号为“{code}”的审核规则"),
            format!("可用的编号：{}", check::codes().join("、")),
        ));
    };
    scene.screen.say(page.trim_end());
    scene.screen.emit(&json!({ "code": code.trim().to_ascii_uppercase(), "page": page }));
    Ok(Outcome::Clean)
}
