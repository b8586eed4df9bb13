//! Every rule's page is run; then what rules do together.

use super::sample::Sample;
use super::*;
use crate::model::decision::DecisionKind;
use crate::model::roster::Assigned;

const FORBIDDEN: [&str; 4] = ["失败", "错误", "非法", "无效"];
const HEADINGS: [&str; 4] = ["## 查什么", "## 为什么", "## 怎么改", "## 例"];

fn id(text: &str) -> ItemId {
    ItemId::new(text)
}

/// The cell that a page's line 填报值：阶段｜项目｜栏目 points at.
struct Cell {
    stage: String,
    item: ItemId,
    slot: Slot,
}

/// One table of a page.
struct Table {
    cell: Option<Cell>,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

fn cells(line: &str) -> Vec<String> {
    line.trim().trim_matches('|').split('|').map(|c| c.trim().to_owned()).collect()
}

fn tables(page: &str) -> Vec<Table> {
    let form = Sample::clean("dept-target", "evaluate").form;
    let (_, example) = page.split_once("## 例").unwrap();
    let mut out: Vec<Table> = Vec::new();
    let mut cell = None;
    let mut inside = false;
    for line in example.lines() {
        if let Some(words) = line.strip_prefix("填报值：") {
            let words: Vec<&str> = words.split('｜').collect();
            let stage = form.stages.iter().find(|s| s.name == words[0]).unwrap();
            let item = form.items.iter().find(|i| i.label == words[1]).unwrap();
            let slot = Slot::ALL.into_iter().find(|s| form.slot_label(*s).starts_with(words[2])).unwrap();
            cell = Some(Cell { stage: stage.id.clone(), item: item.id.clone(), slot });
        }
        if !line.starts_with('|') {
            inside = false;
        } else if !inside {
            inside = true;
            out.push(Table { cell: cell.take(), header: cells(line), rows: Vec::new() });
        } else if !line.starts_with("|--") {
            out.last_mut().unwrap().rows.push(cells(line));
        }
    }
    out
}

/// Fills a clean return as one row of a page says.
fn sample(table: &Table, row: &[String]) -> Sample {
    let stage = table.cell.as_ref().map_or("evaluate", |c| c.stage.as_str());
    let mut s = Sample::clean("dept-target", stage);
    let item = table.cell.as_ref().map_or(id("basic-expenditure"), |c| c.item.clone());
    let columns: Vec<(&str, &str)> =
        table.header.iter().map(String::as_str).zip(row.iter().map(String::as_str)).collect();
    for (header, text) in &columns {
        match *header {
            "目标值" | "任务分解" => {
                s.assign(&item, text);
                s.set(&item, Slot::TermTarget, text);
                s.set(&item, Slot::YearTarget, text);
                s.meet(&item);
            }
            "表样" => s.submission.form = Some((*text).to_owned()),
            "版本" => s.submission.version = Some((*text).to_owned()),
            "阶段" => s.submission.stage = Some((*text).to_owned()),
            "单位代码" => s.submission.agency_code = Some((*text).to_owned()).filter(|c| c != "无"),
            "单位名称" => s.submission.agency_name = text.replace('无', ""),
            "年初预算数" => s.set(&item, Slot::Initial, text),
            "全年预算数" => s.set(&item, Slot::Adjusted, text),
            "全年执行数" => s.set(&item, Slot::Spent, text),
            "填报值" | "偏差原因" | "结果" => {}
            label => {
                let item = s.form.items.iter().find(|i| i.label == label).unwrap().id.clone();
                s.set(&item, Slot::Amount, text);
                for slot in [Slot::Initial, Slot::Adjusted, Slot::Spent] {
                    s.set(&item, slot, if text.is_empty() { "0" } else { text });
                }
            }
        }
    }
    for (header, text) in columns {
        match (header, &table.cell) {
            ("填报值", Some(cell)) => s.set(&item, cell.slot, text),
            ("偏差原因", _) => s.set(&item, Slot::Reason, text),
            _ => {}
        }
    }
    s
}

#[test]
fn every_example_of_every_page_says_what_the_page_says() {
    for rule in rules() {
        let tables = tables(rule.page);
        assert!(!tables.is_empty(), "{} has no example", rule.code);
        let results: Vec<&String> = tables.iter().flat_map(|t| t.rows.iter().filter_map(|r| r.last())).collect();
        assert!(results.iter().any(|r| r.starts_with("通过")), "{} shows nothing that passes", rule.code);
        assert!(results.iter().any(|r| r.starts_with(rule.level.word())), "{} shows nothing it finds", rule.code);
        for table in &tables {
            assert_eq!(table.header.last().map(String::as_str), Some("结果"), "{}", rule.code);
            for row in &table.rows {
                assert_eq!(row.len(), table.header.len(), "{} {row:?}", rule.code);
                let checked = sample(table, row).check();
                let said = sample::lines(&checked);
                let expected = row.last().unwrap();
                let at = format!("{} | {} |\n{}", rule.code, row.join(" | "), said.join("\n"));
                if expected == "通过" {
                    assert!(said.is_empty(), "{at}");
                    continue;
                }
                assert_eq!(checked.findings.len(), 1, "{at}");
                let finding = &checked.findings[0];
                if let Some(other) = expected.strip_prefix('由').and_then(|r| r.strip_suffix("指出")) {
                    assert_eq!(finding.code, other, "{at}");
                    continue;
                }
                let (level, words) = expected.split_once('：').unwrap_or((expected, ""));
                assert_eq!((finding.code, finding.severity.word()), (rule.code, level), "{at}");
                assert!(finding.message.contains(words), "{at}");
                speaks_well(&finding.message);
                speaks_well(&finding.fix);
                assert!(finding.message.ends_with(['。', '？']), "{}", finding.message);
            }
        }
    }
}

/// The register: no scolding, and full-width punctuation outside quoted values and numbers.
fn speaks_well(text: &str) {
    assert!(FORBIDDEN.iter().all(|w| !text.contains(w)), "{text}");
    let mut quoted = false;
    let chars: Vec<char> = text.chars().collect();
    for (i, c) in chars.iter().enumerate() {
        match c {
            '“' => quoted = true,
            '”' => quoted = false,
            ',' | ';' | '?' | '(' | ')' | '!' | ':' if !quoted => {
                let number = chars.get(i + 1).is_some_and(char::is_ascii_digit);
                assert!(*c == ',' && number, "{text}");
            }
            _ => {}
        }
    }
}

#[test]
fn codes_names_and_pages_are_in_order() {
    let codes: BTreeSet<&str> = rules().iter().map(|r| r.code).collect();
    let names: BTreeSet<&str> = rules().iter().map(|r| r.name).collect();
    assert_eq!((codes.len(), names.len()), (rules().len(), rules().len()));
    for rule in rules() {
        assert!(rule.code.len() == 4 && rule.code.starts_with(['E', 'V']), "{}", rule.code);
        assert!(rule.name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", rule.name);
        assert!(rule.page.starts_with(&format!("# {} {} ", rule.code, rule.name)), "{}", rule.code);
        let at: Vec<usize> =
            HEADINGS.iter().map(|h| rule.page.find(h).unwrap_or_else(|| panic!("{} {h}", rule.code))).collect();
        assert!(at.is_sorted(), "{}", rule.code);
        assert!(FORBIDDEN.iter().all(|w| !rule.page.contains(w)), "{}", rule.code);
        assert_eq!(rule.reach == Reach::Nothing, rule.level == Severity::Note || rule.reach == Reach::Nothing);
        assert_eq!(explain(&rule.code.to_lowercase()), Some(rule.page));
    }
    assert_eq!(explain("V999"), None);
}

#[test]
fn a_clean_return_is_clean() {
    for (form, stage) in [
        ("dept-target", "declare"),
        ("dept-target", "evaluate"),
        ("project-target", "declare"),
        ("project-target", "evaluate"),
    ] {
        let mut sample = Sample::clean(form, stage);
        assert_eq!(sample.lines(), Vec::<String>::new(), "{form} {stage}");
        let checked = sample.check();
        assert_eq!((checked.state(), checked.agency.as_deref()), (State::Arrived, Some(sample::AGENCY)));
        // The same file read without a round.
        let alone = check(sample.submission.clone(), &Context { roster: None, ..sample.context() });
        assert_eq!((sample::lines(&alone), alone.agency), (Vec::new(), None), "{form} {stage}");
        sample.roster.agencies.clear();
        assert_eq!(sample.check().state(), State::SentBack);
    }
}
