//! The sample declaration without mistakes, broken down to twelve agencies and merged again, is the published form.

use super::clerk::clean;
use super::eyes::{grouped, shown, table};

const FORM: &str = "汇总申报表";

fn published(name: &str) -> String {
    let path = format!("{}/../shared/form/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

/// The lines of a published table, by column name.
fn lines(name: &str) -> Vec<Vec<String>> {
    published(name).lines().skip(1).map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

/// 13,053.28 in 0.01 万元.
fn cents(amount: &str) -> i64 {
    let (whole, cents) = amount.split_once('.').unwrap();
    assert_eq!(cents.len(), 2, "{amount}");
    format!("{}{cents}", whole.replace(',', "")).parse().unwrap()
}

#[test]
fn the_merged_declaration_is_the_published_form() {
    let Some(book) = shown(&clean("declare").workbook(), "published") else { return };

    let budget = lines("budget.tsv");
    assert_eq!(budget.len(), 8);
    for line in &budget {
        let [_, _, label, amount] = line.as_slice() else { panic!("{line:?}") };
        assert_eq!(book.beside(FORM, label), grouped(amount), "{label}");
    }
    for items in [
        ["基本支出", "项目支出", "财政专项资金", "其他事业发展性支出"].as_slice(),
        &["财政拨款", "其他资金"],
        &["市本级使用资金", "拟用于对下转移支付资金"],
    ] {
        let sum: i64 = items.iter().map(|label| cents(&book.beside(FORM, label))).sum();
        assert_eq!(sum, cents("248,267.28"), "{items:?}");
    }

    let indicators = lines("indicators.tsv");
    assert_eq!(indicators.len(), 33);
    for line in &indicators {
        let [_, _, _, name, term, year, ..] = line.as_slice() else { panic!("{line:?}") };
        assert_eq!(&book.under(FORM, name, "实施周期指标值"), term, "{name}");
        assert_eq!(&book.under(FORM, name, "年度指标值"), year, "{name}");
    }

    assert_eq!(book.beside(FORM, "总体绩效目标"), published("overall-objective.txt").trim());
    let tasks = lines("tasks.tsv");
    assert_eq!(tasks.len(), 6);
    for line in &tasks {
        let [_, name, content, expected] = line.as_slice() else { panic!("{line:?}") };
        assert_eq!(&book.under(FORM, name, "主要实施内容"), content, "{name}");
        assert_eq!(&book.under(FORM, name, "期望达到的目标（概述）"), expected, "{name}");
    }
}

#[test]
fn and_nothing_is_found_in_it() {
    for stage in ["declare", "evaluate"] {
        let round = clean(stage);
        let findings = table(&round.workbook(), "问题清单");
        let said: Vec<&str> = findings.iter().map(|f| f["问题"].as_str()).collect();
        assert_eq!(said, ["本轮没有发现问题"], "{stage}");
        let ran = round.run(&["check", "--json"]);
        assert_eq!((ran.code, ran.json().len()), (0, 12), "{stage}");
        for line in ran.json() {
            assert_eq!(line["findings"].as_array().map(Vec::len), Some(0), "{line}");
        }
    }
}
