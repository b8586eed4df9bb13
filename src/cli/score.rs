//! `jihe score`: TSV lines of weight, target, actual and optionally direction and method; points and the arithmetic.

use super::{Outcome, Scene, lines_of_stdin};
use crate::forms;
use crate::round::Stop;
use crate::score::line::{ScoreLine, score_line};
use crate::score::methods::{Direction, Params};
use clap::Args;
use rust_decimal::Decimal;
use serde_json::json;
use std::str::FromStr;

#[derive(Debug, Args)]
#[command(next_help_heading = "选项 · options")]
pub(super) struct Arguments {
    /// 计分办法，默认为通用 · the profile by which points are given
    #[arg(long, value_name = "ID", default_value = "general", hide_default_value = true)]
    profile: String,
}

pub(super) fn run(arguments: &Arguments, scene: &Scene) -> Result<Outcome, Stop> {
    let profile = forms::profile(&arguments.profile).ok_or_else(|| {
        let known: Vec<String> = forms::profiles().map(|p| format!("{}（{}）", p.id, p.title)).collect();
        Stop::new(format!("没有编号为“{}”的计分办法", arguments.profile), format!("可用：{}", known.join("、")))
    })?;
    let params = profile.params;
    for line in lines_of_stdin().take_while(|_| !scene.screen.is_broken()) {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let columns: Vec<&str> = line.split('\t').map(str::trim).collect();
        match scored(&columns, &params) {
            Ok(scored) => {
                scene.screen.emit(&scored.to_json());
                scene.screen.say(&scored.explanation);
            }
            // Where there is nothing to compute with, the line says why, like any other without points.
            Err(reason) => {
                let column = |n: usize| columns.get(n).copied().unwrap_or_default();
                scene.screen.emit(&json!({
                    "weight": column(0), "target": column(1), "actual": column(2),
                    "points": null, "rate": null, "method": null, "explanation": reason,
                }));
                scene.screen.say(&reason);
            }
        }
    }
    Ok(Outcome::Clean)
}

/// One line scored, or what is wrong with its columns.
fn scored(columns: &[&str], params: &Params) -> Result<ScoreLine, String> {
    let [weight, target, actual, rest @ ..] = columns else {
        return Err("每行应有权重、目标值、完成值三栏，用Tab键隔开".to_owned());
    };
    let weight = Decimal::from_str(weight)
        .ok()
        .filter(|w| !w.is_sign_negative())
        .ok_or_else(|| format!("权重“{weight}”不是0以上的数字"))?;
    let direction = match rest.first().copied().unwrap_or_default() {
        "" => None,
        word => {
            let unknown = || format!("方向“{word}”不能识别，应写 positive（越高越好）或 inverse（越低越好）");
            Some(Direction::parse(word).ok_or_else(unknown)?)
        }
    };
    let method = rest.get(1).copied().filter(|name| !name.is_empty());
    Ok(score_line(weight, target, actual, direction, method, params))
}
