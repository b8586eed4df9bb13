//! Rounds at their edges: nothing has come back, nothing can be read, nobody is concerned, every amount is 0 or blank. Not one
//! formula shows an error, and the cover claims nothing that is not known.

use super::clerk::{Round, python};
use super::live::{cells, changed, formula_cells, office};
use calamine::{Data, Reader, Xlsx, open_workbook};
use std::path::Path;
use std::sync::OnceLock;

/// What the round of a name holds.
const NAMES: [&str; 8] = ["none", "one", "headquarters", "zero", "blank", "vague", "nobody", "nothing-at-all"];
const MONEY: &str = "budget|execution";

/// The rounds of both stages, made once; `None` (said aloud) where nobody can type into a return.
pub fn states() -> Option<&'static Vec<(Round, &'static str)>> {
    static STATES: OnceLock<Option<Vec<(Round, &'static str)>>> = OnceLock::new();
    let made = STATES.get_or_init(|| {
        let mut all = Vec::new();
        for stage in ["evaluate", "declare"] {
            let (base, ran) = Round::demo(&format!("edge-{stage}"), &["--agencies", "4", "--clean", "--stage", stage]);
            assert_eq!(ran.code, 0);
            for name in NAMES {
                let round = state(&base, stage, name)?;
                round.run(&["consolidate"]);
                all.push((round, name));
            }
        }
        Some(all)
    });
    made.as_ref()
}

fn state(base: &Round, stage: &str, name: &str) -> Option<Round> {
    let of = format!("edge-{stage}-{name}");
    if name == "one" {
        return Some(Round::demo(&of, &["--agencies", "1", "--clean", "--stage", stage]).0);
    }
    let round = base.copy(&of);
    match name {
        "none" => remove(&round, "收回", ""),
        "headquarters" => remove(&round, "收回", "局本级"),
        "zero" => answer(&round, "0", MONEY)?,
        "blank" => answer(&round, "", MONEY)?,
        "vague" => answer(&round, "大约若干", "filled")?,
        _ => {
            let roster = round.dir.join("名册.xlsx");
            assert!(python(&["spread", roster.to_str().unwrap(), "/"])?.as_u64().unwrap() > 30);
            remove(&round, "下发", "");
            remove(&round, "收回", "");
            assert_eq!(round.run(&["template"]).code, 0);
            for file in round.files("下发").into_iter().filter(|f| !f.to_str().unwrap().contains("_通用_")) {
                std::fs::copy(&file, round.dir.join("收回").join(file.file_name().unwrap())).unwrap();
            }
            answer(&round, if name == "nobody" { "100" } else { "0" }, MONEY)?;
            if stage == "declare" {
                answer(&round, "按计划推进各项工作", "objective|tasks")?;
            }
        }
    }
    Some(round)
}

/// Takes the files out of a folder, but for those of one agency.
fn remove(round: &Round, folder: &str, kept: &str) {
    let others = |path: &Path| kept.is_empty() || !path.to_str().unwrap().contains(&format!("_{kept}_"));
    for file in round.files(folder).into_iter().filter(|f| others(f)) {
        std::fs::remove_file(file).unwrap();
    }
}

/// Types this into every slot of these blocks of every return.
fn answer(round: &Round, text: &str, blocks: &str) -> Option<()> {
    let files = round.files("收回");
    let paths: Vec<&str> = files.iter().map(|f| f.to_str().unwrap()).collect();
    let typed = python(&[&["answer", text, blocks], paths.as_slice()].concat())?;
    // Every return has eight amounts at least.
    assert!(typed.as_u64().unwrap() >= 8 * u64::try_from(paths.len()).unwrap(), "{}: {typed}", round.name);
    Some(())
}

#[test]
fn no_state_of_a_round_shows_an_error() {
    let Some(states) = states() else { return };
    let paths: Vec<_> = states.iter().map(|(round, _)| round.workbook()).collect();
    let words: Vec<&str> = paths.iter().map(|p| p.to_str().unwrap()).collect();
    let Some(opened) = python(&[&["opens"], words.as_slice()].concat()) else { return };
    assert_eq!(opened, words.len());
    let mut books = Vec::new();
    for (round, name) in states {
        books.push((round.name.clone(), std::fs::read(round.workbook()).unwrap()));
        // What an agency is handed; the form it fills is the same in most of these rounds.
        for (folder, word) in [("反馈", "feedback"), ("下发", "template")] {
            let some = round.dir.join(folder).exists() && (word == "feedback" || *name == "nobody");
            if let Some(file) = some.then(|| round.files(folder)).and_then(|mut files| files.pop()) {
                books.push((format!("{}-{word}", round.name), std::fs::read(file).unwrap()));
            }
        }
    }
    let mut wrong = Vec::new();
    for (name, bytes) in &books {
        let shown = cells(bytes);
        for (at, formula) in formula_cells(bytes) {
            // An error stands as its word where a reader takes it for text.
            if shown.get(&at).is_none_or(|v| v == "nothing" || v == "text " || v.starts_with("text #")) {
                wrong.push(format!("{name} {at:?}: {:?} of {formula}", shown.get(&at)));
            }
        }
    }
    if let Some(again) = office::recalculated(&books) {
        for ((name, bytes), again) in books.iter().zip(&again) {
            wrong.extend(changed(name, bytes, again));
        }
    }
    assert!(wrong.is_empty(), "{} cells:\n{}", wrong.len(), wrong[..wrong.len().min(40)].join("\n"));
}

/// A sheet as calamine reads it, and cells found by the words over and beside them.
struct Page(Vec<Vec<Data>>);

impl Page {
    fn open(round: &Round, sheet: &str) -> Self {
        let mut book: Xlsx<_> = open_workbook(round.workbook()).unwrap();
        Self(book.worksheet_range(sheet).unwrap().rows().map(<[Data]>::to_vec).collect())
    }

    /// What stands under the header in the row of the label; in the next row where the label is empty.
    fn under(&self, label: &str, header: &str, beside: &str) -> Data {
        let is = |cell: &Data, text: &str| matches!(cell, Data::String(own) if own == text);
        let has = |row: &Vec<Data>, text: &str| row.iter().any(|cell| is(cell, text));
        let top = self.0.iter().position(|row| has(row, header) && has(row, beside)).unwrap();
        let col = self.0[top].iter().position(|cell| is(cell, header)).unwrap();
        let row = self.0[top + 1..].iter().find(|row| label.is_empty() || has(row, label)).unwrap();
        row[col].clone()
    }

    fn says(&self, text: &str) -> bool {
        self.0.iter().flatten().any(|cell| matches!(cell, Data::String(own) if own.contains(text)))
    }
}

const GROUPS: [&str; 3] = ["产出指标", "效益指标", "预算执行率"];

#[test]
fn the_cover_claims_no_points_where_nothing_is_scored() {
    let Some(states) = states() else { return };
    let text = |text: &str| Data::String(text.to_owned());
    for (round, name) in states.iter().filter(|(round, _)| round.name.contains("evaluate")) {
        let cover = Page::open(round, "总览");
        let scored: Vec<&str> = match *name {
            "none" | "vague" | "nothing-at-all" => vec![],
            "nobody" => vec!["预算执行率"],
            "headquarters" => vec!["产出指标", "预算执行率"],
            "zero" | "blank" => vec!["产出指标", "效益指标"],
            "one" => GROUPS.to_vec(),
            other => panic!("{other}"),
        };
        for group in GROUPS {
            for header in ["自评得分", "得分率"] {
                let shown = cover.under(group, header, "计分权重");
                let known = matches!(shown, Data::Float(number) if number > 0.0);
                // Where all amounts are 0 there is no budget to execute.
                let none = if matches!(*name, "zero" | "nothing-at-all") && group == "预算执行率" {
                    "不涉及"
                } else {
                    "暂无"
                };
                assert!(known || shown == text(none), "{name}: {header} of {group} is {shown:?}");
                assert_eq!(known, scored.contains(&group), "{name}: {header} of {group} is {shown:?}");
            }
        }
        let total = cover.under("", "自评得分", "已计分指标");
        assert_eq!(total == text("暂无"), scored.is_empty(), "{name}: {total:?}");
        let said = cover.says("尚无得分：") || cover.says("均未报送，尚无数据可汇总。");
        assert_eq!(said, scored.is_empty(), "{name}");
        assert!(!(scored.is_empty() && cover.says("均得满分")), "{name}: full marks of nothing");
        let sum = Page::open(round, "指标得分").under("合计（原始分）", "自评得分", "编码");
        assert_eq!(sum == text("待定"), scored.is_empty(), "{name}: {sum:?}");
    }
}

#[test]
fn a_budget_of_nothing_has_no_rate() {
    let Some(states) = states() else { return };
    let text = |text: &str| Data::String(text.to_owned());
    for (round, name) in states.iter().filter(|(round, _)| round.name.contains("evaluate")) {
        let (cover, budget) = (Page::open(round, "总览"), Page::open(round, "预算汇总"));
        let rate = cover.under("", "执行率", "全年执行数");
        let spent = cover.under("", "全年执行数", "执行率");
        let state = budget.under("部门整体", "数据状态", "预算执行率");
        match *name {
            // All amounts are there, and they are 0: there is nothing to execute.
            "zero" | "nothing-at-all" => {
                assert_eq!((rate, spent, state), (text("不涉及"), Data::Float(0.0), text("完整")), "{name}");
            }
            // All returns are there, but not the amounts.
            "blank" | "vague" => {
                assert_eq!((rate, spent, state), (text("暂无"), text("暂无"), text("暂定")), "{name}");
            }
            "none" => assert_eq!((rate, spent, state), (text("暂无"), text("暂无"), text("暂定 0/4"))),
            "headquarters" => assert_eq!(state, text("暂定 1/4")),
            _ => assert!(matches!(rate, Data::Float(_)), "{name}: {rate:?}"),
        }
    }
}
