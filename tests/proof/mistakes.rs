//! The sample round with mistakes: every mistake planted is one finding about the right agency, and there is no other.

use super::clerk::{Round, dirty, planted};
use super::eyes::table;
use std::collections::BTreeMap;

/// What the sample round says it did, and what has to be found: 级别 and 编号.
const FOUND_AS: [(&str, &str, &str); 7] = [
    ("把计量单位写进了", "提示", "V111"),
    ("是文本格式的数字", "提示", "V110"),
    ("未达目标，没有写原因", "退回", "V201"),
    ("没有填期望达到的目标", "退回", "V101"),
    ("预算三项合计不相等", "退回", "V301"),
    ("报送了两份", "提示", "M102"),
    ("没有报送", "待核实", "M101"),
];

/// The agencies that have a mistake planted, by the code that stands in the returns.
const CODES: [(&str, &str); 4] = [("越秀", "440104"), ("海珠", "440105"), ("荔湾", "440103"), ("天河", "440106")];

#[test]
fn each_mistake_is_one_finding_and_there_is_no_other() {
    for stage in ["declare", "evaluate"] {
        let (round, mistakes) = dirty(stage);
        exactly(round, mistakes);
        for seed in ["2", "3"] {
            let (round, ran) = Round::demo(&format!("dirty-{stage}-{seed}"), &["--stage", stage, "--seed", seed]);
            exactly(&round, &planted(&ran));
        }
    }
}

fn exactly(round: &Round, mistakes: &[String]) {
    let name = &round.name;
    assert_eq!(mistakes.len(), 6, "{name}: {mistakes:?}");
    assert_eq!(round.run(&["consolidate"]).code, 1, "{name}");
    let mut findings = table(&round.workbook(), "问题清单");
    let mut of_returns = BTreeMap::new();
    for mistake in mistakes {
        let (_, level, code) = FOUND_AS.iter().find(|(words, _, _)| mistake.contains(words)).unwrap();
        let is_it = |f: &BTreeMap<String, String>| mistake.starts_with(&f["单位"]) && f["编号"] == *code;
        let at = findings.iter().position(is_it).unwrap_or_else(|| panic!("{name}: {mistake}: {findings:#?}"));
        let finding = findings.remove(at);
        assert_eq!(&finding["级别"], level, "{name}: {mistake}");
        if let Some(label) = mistake.split(['“', '”']).nth(1) {
            assert!(finding["问题"].contains(&format!("“{label}”")), "{name}: {mistake}: {}", finding["问题"]);
        }
        if let Some((_, agency)) = CODES.iter().find(|(short, _)| mistake.starts_with(short)) {
            of_returns.insert((*agency).to_owned(), (*code).to_owned());
        }
    }
    assert!(findings.is_empty(), "{name}: more than was planted: {findings:#?}");

    let ran = round.run(&["check", "--json"]);
    assert_eq!(ran.code, 1, "{name}");
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let mut checked = Vec::new();
    for line in ran.json() {
        for finding in line["findings"].as_array().unwrap() {
            checked.push((text(&line["agency"]["code"]), text(&finding["code"])));
        }
    }
    checked.sort();
    assert_eq!(checked, of_returns.into_iter().collect::<Vec<_>>(), "{name}");
}
