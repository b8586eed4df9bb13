//! `jihe score`: TSV lines of weight, target, actual and optionally direction and method; points and the arithmetic.

use super::{Outcome, Scene, lines};
use crate::round::Stop;
use crate::score::line::{ScoreLine, score_line};
use crate::score::methods::{self, Direction, Params, compound};
use rust_decimal::Decimal;
use std::str::FromStr;

pub(super) fn run(scene: &Scene) -> Result<Outcome, Stop> {
    let params = Params::default();
    for (number, line) in (1..).zip(lines()) {
        let scored = scored(&line?, number, &params)?;
        scene.screen.emit(&scored.to_json());
        scene.screen.say(&scored.explanation);
    }
    Ok(Outcome::Clean)
}

/// One line scored; a line that does not have the columns stops the program with its number.
fn scored(line: &str, number: u32, params: &Params) -> Result<ScoreLine, Stop> {
    let wrong = |matter: String, remedy: &str| Stop::new(format!("第{number}行{matter}"), remedy);
    let columns: Vec<&str> = line.split('\t').collect();
    let [weight, target, actual, rest @ ..] = columns.as_slice() else {
        return Err(wrong("不足三栏".to_owned(), "请用制表符隔开权重、目标值、完成值"));
    };
    let parsed = Decimal::from_str(weight.trim()).ok().filter(|w| !w.is_sign_negative());
    let Some(parsed) = parsed else {
        return Err(wrong(format!("的权重“{weight}”不是0以上的数字"), "请写成数字，如 10"));
    };
    let direction = match rest.first().map_or("", |d| d.trim()) {
        "" => None,
        word => Some(Direction::parse(word).ok_or_else(|| {
            wrong(format!("的方向“{word}”看不懂"), "请写 positive（越大越好）或 inverse（越小越好），也可以留空")
        })?),
    };
    let method = rest.get(1).map(|m| m.trim()).filter(|m| !m.is_empty());
    if let Some(name) = method.filter(|name| methods::by_name(name).is_none() && *name != compound::NAME) {
        let names: Vec<&str> = methods::METHODS.iter().map(|m| m.name).collect();
        return Err(wrong(format!("的计分方法“{name}”没有这一种"), &format!("可用：{}", names.join("、"))));
    }
    Ok(score_line(parsed, target, actual, direction, method, params))
}
