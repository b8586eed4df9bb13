//! Every rule's page is run; then what rules do together.

use super::sample::Sample;
use super::*;
use crate::model::decision::DecisionKind;
use crate::model::roster::Assigned;

const FORBIDDEN: [&str; 4] = ["失败", "错误", "非法", "无效"];
const HEADINGS: [&str; 4] = ["## 查什么", "## 为什么", "## 如何更正", "## 例"];

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
            "表样" => {
                let titled =
                    crate::definition::BUILT_IN.iter().find(|(_, toml)| toml.contains(&format!("title = \"{text}\"")));
                s.submission.form = Some(titled.unwrap().0.to_owned());
            }
            "版本" => s.submission.version = Some((*text).to_owned()),
            "阶段" => s.submission.stage = s.form.stages.iter().find(|st| st.name == *text).map(|st| st.id.clone()),
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
                if let Some(other) = expected.split_once("，另见").map(|(_, code)| code) {
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
        assert!(rule.level != Severity::Note || rule.reach == Reach::Nothing, "{}", rule.code);
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

/// Changes to a clean self-evaluation, and everything that is found then: code, level, cells where they matter.
/// A change is item/slot=typed, or item:assigned=任务分解.
const TOGETHER: &[(&str, &str)] = &[
    // A unit typed into cells is one note, whatever the number of cells.
    ("P-02/actual=20000家次", "V111 提示"),
    ("P-02/actual=20000家次 P-05/actual=900个", "V111 提示"),
    ("P-02/actual='20000 basic-expenditure/spent='5000", "V110 提示"),
    ("P-02/actual=20000家次 P-05/actual='900", "V110 提示 + V111 提示"),
    // Percent signs and several numbers are text by nature.
    ("B-09/actual='83% P-20/actual=200家、100亿元", ""),
    (
        "P-02:assigned=15000-25000家次 P-02/year_target=15000-25000家次 P-02/term_target=15000-25000家次 P-02/actual='20000",
        "",
    ),
    ("B-02/actual='1300", "V110 提示"),
    // A cell to be corrected is not also said to be readable.
    ("P-02/actual=约20000家次", "V112 待核实"),
    ("P-02/actual=20000个", "V102 退回"),
    // One slip, one finding.
    ("P-02/actual=2", "V109 待核实"),
    ("P-02/actual=19999", "V201 退回"),
    ("P-02/actual=", "V101 退回"),
    ("P-02/actual=无", "V103 退回"),
    ("P-02/actual=XX", "V108 退回"),
    ("basic-expenditure/amount=5000.01", "V301 退回"),
    ("basic-expenditure/amount=50000000", "V109 待核实"),
    ("basic-expenditure/amount=", "V101 退回"),
    ("basic-expenditure/amount=见附件", "V105 退回"),
    ("basic-expenditure/spent=49990000", "V109 待核实"),
    ("basic-expenditure/spent=5000万元", "V111 提示"),
    ("basic-expenditure/spent=50000000元", "V111 提示"),
    // Two slips, two findings.
    ("P-02/actual=19999 basic-expenditure/spent=5001", "V201 退回 + V303 待核实"),
    ("P-02/year_target=≥15000家次 P-02/actual=15000", "V202 退回 + V201 退回"),
    // 不涉及 and nothing said.
    ("P-02:assigned=不涉及 P-02/year_target=不涉及 P-02/actual=不涉及", ""),
    ("P-02:assigned=不涉及 P-02/year_target=不涉及 P-02/actual=", ""),
    ("P-02:assigned=不涉及 P-02/actual=9", "V203 待核实"),
    ("P-02:assigned=不涉及 P-02/actual=约9个", "V203 待核实"),
    ("P-02:assigned=不涉及 P-02/actual=已完成", "V203 待核实"),
    ("P-02:assigned= P-02/year_target= P-02/actual= P-05:assigned= P-05/actual=", "V204 待核实"),
    ("P-02/year_target=以下达任务为准 P-02/term_target=以下达任务为准", ""),
];

#[test]
fn what_rules_find_together() {
    for (changes, expected) in TOGETHER {
        let mut s = Sample::clean("dept-target", "evaluate");
        for change in changes.split(' ') {
            let (at, typed) = change.split_once('=').unwrap();
            match at.split_once('/') {
                Some((item, slot)) => s.set(&id(item), Slot::parse(slot).unwrap(), typed),
                None => s.assign(&id(at.strip_suffix(":assigned").unwrap()), typed),
            }
        }
        let checked = s.check();
        let found: Vec<String> = checked.findings.iter().map(|f| format!("{} {}", f.code, f.severity.word())).collect();
        let mut expected: Vec<&str> = expected.split(" + ").filter(|e| !e.is_empty()).collect();
        expected.sort_unstable();
        let mut sorted: Vec<&str> = found.iter().map(String::as_str).collect();
        sorted.sort_unstable();
        assert_eq!(sorted, expected, "{changes}\n{}", sample::lines(&checked).join("\n"));
        assert!(checked.findings.is_sorted_by(|a, b| a.severity >= b.severity), "{changes}");
        for finding in &checked.findings {
            speaks_well(&finding.message);
            assert!(!finding.places.is_empty() && finding.places.is_sorted(), "{finding:?}");
        }
    }
}

#[test]
fn a_blank_return_is_told_in_a_few_sentences() {
    // 8 budget amounts; the objective and the 3 texts of the first task; two targets of 33 indicators. At the end of the
    // year 8 amounts and 4 × 3 of execution, and 33 actual values.
    for (stage, cells) in [("declare", vec![8, 4, 66]), ("evaluate", vec![20, 33])] {
        let mut s = Sample::clean("dept-target", stage);
        for (item, slot) in slots(&s) {
            if s.stage.asks(slot) {
                s.set(&item, slot, "");
            }
        }
        let checked = s.check();
        let said: Vec<usize> = checked.findings.iter().map(|f| f.places.len()).collect();
        assert_eq!(said, cells, "{}", sample::lines(&checked).join("\n"));
        assert!(checked.findings.iter().all(|f| f.code == "V101"));
        assert!(
            checked.findings[0].message.ends_with(&format!("等{}项未填写。", cells[0])),
            "{}",
            checked.findings[0].message
        );
        assert_eq!((checked.state(), checked.held_slots.len()), (State::ToCorrect, cells.iter().sum()));
    }
}

#[test]
fn a_spare_row_is_filled_whole_or_not_at_all() {
    let mut s = Sample::clean("dept-target", "declare");
    s.set(&id("T-3"), Slot::Name, "一项任务");
    let said = s.lines();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("“重点任务3”的“主要实施内容”、“重点任务3”的“期望达到的目标（概述）”未填写。"), "{said:?}");
}

fn slots(s: &Sample) -> Vec<(ItemId, Slot)> {
    s.submission.entries.iter().map(|e| (e.item.clone(), e.slot)).collect()
}

#[test]
fn what_is_kept_out() {
    let p02 = (id("P-02"), Slot::Actual);
    // A missing reason keeps out the reason, not the value.
    let mut s = Sample::clean("dept-target", "evaluate");
    s.set(&p02.0, p02.1, "19999");
    let checked = s.check();
    assert_eq!(checked.held_slots, [(id("P-02"), Slot::Reason)].into());
    assert_eq!(checked.findings[0].places.len(), 2);
    assert_eq!(checked.state(), State::ToCorrect);
    // An entry out of place is kept out without a word from the rules: extraction has asked about it.
    let mut s = Sample::clean("dept-target", "evaluate");
    s.set(&p02.0, p02.1, "见附件");
    s.submission.entries.iter_mut().find(|e| (&e.item, e.slot) == (&p02.0, p02.1)).unwrap().sure = false;
    let checked = s.check();
    assert_eq!((checked.findings.len(), checked.held_slots, checked.held), (0, [p02.clone()].into(), false));
    // Of three sums, the one out of line.
    let mut s = Sample::clean("dept-target", "evaluate");
    s.set(&id("fiscal-appropriation"), Slot::Amount, "4999.99");
    let checked = s.check();
    let kept: Vec<&str> = checked.held_slots.iter().map(|(item, _)| item.as_str()).collect();
    assert_eq!((kept, checked.findings[0].places.len()), (vec!["fiscal-appropriation", "other-funds"], 8));
    // Another form: the whole return, and nothing else is said.
    let mut s = Sample::clean("dept-target", "evaluate");
    s.submission.version = Some("2019.1".to_owned());
    s.set(&p02.0, p02.1, "见附件");
    let checked = s.check();
    assert_eq!((checked.state(), checked.findings.len()), (State::SentBack, 1));
}

fn decision(kind: DecisionKind, rule: &str, item: Option<&str>, value: &str) -> Decision {
    Decision {
        kind,
        agency: sample::AGENCY.to_owned(),
        item: item.map(id),
        rule: rule.to_owned(),
        value: value.to_owned(),
        reason: "已核实".to_owned(),
        person: "王五".to_owned(),
        date: "2025-01-20".to_owned(),
        row: 7,
    }
}

/// (decision, whether it lowers V109 on P-02, whether it lowers V102 on P-05)
#[test]
fn decisions_lower_what_they_name() {
    use DecisionKind::{Accepted, Waiver};
    let cases = [
        (decision(Accepted, "V109", Some("P-02"), "采纳"), true, false),
        (decision(Accepted, "v109", None, "是"), true, false),
        (decision(Accepted, "V109", Some("P-05"), "采纳"), false, false),
        (decision(Accepted, "V109", Some("P-02"), "不采纳"), false, false),
        (decision(Accepted, "V102", Some("P-05"), "采纳"), false, false),
        (decision(Waiver, "V102", Some("P-05"), "豁免"), false, true),
        (decision(Waiver, "V109", None, "同意"), true, false),
        (Decision { person: String::new(), ..decision(Waiver, "V102", None, "豁免") }, false, false),
        (Decision { agency: "440105".to_owned(), ..decision(Waiver, "V102", None, "豁免") }, false, false),
    ];
    for (made, lowers_v109, lowers_v102) in cases {
        let mut s = Sample::clean("dept-target", "evaluate");
        s.set(&id("P-02"), Slot::Actual, "2");
        s.set(&id("P-05"), Slot::Actual, "900台");
        s.decisions.push(made.clone());
        let checked = s.check();
        for (code, item, lowered) in [("V109", "P-02", lowers_v109), ("V102", "P-05", lowers_v102)] {
            let finding = checked.findings.iter().find(|f| f.code == code).unwrap();
            assert_eq!(finding.severity == Severity::Note, lowered, "{made:?} {finding:?}");
            assert_eq!(checked.held_slots.contains(&(id(item), Slot::Actual)), !lowered, "{made:?}");
            assert_eq!(finding.message.contains("已核实，王五"), lowered, "{}", finding.message);
        }
        assert_eq!(!checked.decided.is_empty(), lowers_v109 || lowers_v102, "{made:?}");
    }
}

#[test]
fn an_older_version_may_be_let_in() {
    let mut s = Sample::clean("dept-target", "evaluate");
    s.submission.version = Some("2023.1".to_owned());
    s.set(&id("P-02"), Slot::Actual, "19999");
    s.decisions.push(decision(DecisionKind::Waiver, "E202", None, "豁免"));
    let checked = s.check();
    let said: Vec<(&str, Severity)> = checked.findings.iter().map(|f| (f.code, f.severity)).collect();
    assert_eq!(said, [("V201", Severity::SendBack), ("E202", Severity::Note)]);
    assert!(!checked.held);
}

#[test]
fn a_target_adjusted_by_decision_is_the_one_in_force() {
    let mut s = Sample::clean("dept-target", "evaluate");
    s.set(&id("P-02"), Slot::Actual, "15000");
    assert_eq!(s.lines().len(), 1);
    s.decisions.push(decision(DecisionKind::Target, "", Some("P-02"), "≥15,000家次"));
    assert_eq!(s.lines(), Vec::<String>::new());
    s.set(&id("P-02"), Slot::YearTarget, "≥15000家次");
    assert_eq!(s.lines(), Vec::<String>::new());
    s.set(&id("P-02"), Slot::YearTarget, "≥14000家次");
    assert!(s.lines()[0].starts_with("V202 退回"), "{:?}", s.lines());
}

#[test]
fn the_form_sets_levels() {
    let of = |level: Severity| {
        let mut s = Sample::clean("dept-target", "evaluate");
        s.set(&id("P-02"), Slot::Actual, "20000个");
        s.form.levels.insert("V102".to_owned(), level);
        let checked = s.check();
        (checked.findings[0].severity, checked.held_slots.len())
    };
    // A milder rule only says so.
    assert_eq!(of(Severity::SendBack), (Severity::SendBack, 1));
    assert_eq!(of(Severity::Query), (Severity::Query, 0));
    assert_eq!(of(Severity::Note), (Severity::Note, 0));
}

#[test]
fn who_has_a_part_in_an_item_of_one() {
    // P-11 belongs to one agency; once another has it, a blank in 任务分解 is no gap.
    let mut s = Sample::clean("dept-target", "evaluate");
    s.assign(&id("P-11"), "");
    s.set(&id("P-11"), Slot::YearTarget, "");
    s.set(&id("P-11"), Slot::Actual, "");
    assert!(s.lines()[0].starts_with("V204 待核实"), "{:?}", s.lines());
    let key = (id("P-11"), Slot::YearTarget, "440105".to_owned());
    s.roster.assigned.insert(key, Assigned::Target("≥70台".to_owned()));
    assert_eq!(s.lines(), Vec::<String>::new());
}
