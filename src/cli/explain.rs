//! `jihe explain`: a rule's page.

use super::{Outcome, Scene};
use crate::model::page;
use crate::round::Stop;
use crate::{check, extract, merge};
use clap::Args;
use serde_json::json;

/// What extraction and merge find stands beside the rules.
const OTHERS: [&str; 2] = [extract::PAGES, merge::PAGES];

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
        for (code, page) in OTHERS.iter().flat_map(|text| page::pages(text)) {
            scene.screen.say(page.lines().next().unwrap_or_default().trim_start_matches(['#', ' ']));
            scene.screen.emit(&json!({ "code": code }));
        }
        return Ok(Outcome::Clean);
    };
    let found = check::explain(code).or_else(|| OTHERS.iter().find_map(|text| page::page(text, code)));
    let Some(page) = found else {
        let others = OTHERS.iter().flat_map(|text| page::pages(text)).map(|(code, _)| code);
        let codes: Vec<&str> = others.chain(check::codes()).collect();
        return Err(Stop::new(format!("没有编号为“{code}”的审核规则"), format!("可用的编号：{}", codes.join("、"))));
    };
    scene.screen.say(page.trim_end());
    scene.screen.emit(&json!({ "code": code.trim().to_ascii_uppercase(), "page": page }));
    Ok(Outcome::Clean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_finding_outside_the_rules_has_a_page() {
        for (text, count) in OTHERS.iter().zip([21, 6]) {
            assert_eq!(page::pages(text).count(), count);
            for (code, page) in page::pages(text) {
                assert!(["## 查什么\n", "## 为什么\n", "## 如何更正\n"].iter().all(|h| page.contains(h)), "{code}");
                assert_eq!(page::page(text, code), Some(page));
            }
        }
    }
}
