//! The templates as files: what is written is there, what is to be filled is open, and formulas show what they compute.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod office;

use calamine::{Data, Reader, Xlsx};
use jihe::definition::identity::Identity;
use jihe::definition::layout::{Layout, TileKind};
use jihe::definition::{BUILT_IN, FormDef, Stage};
use jihe::model::book::{Book, Content, Outcome, Sheet, Style};
use jihe::model::{ItemId, Slot};
use jihe::template::{Given, Prefill, file_name, template};
use jihe::xlsx;
use office::*;
use rust_decimal::Decimal;
use std::io::Cursor;
use std::str::FromStr;

fn open(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes)).unwrap()
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    std::io::read_to_string(archive.by_name(name).unwrap()).unwrap()
}

fn each_stage(mut look: impl FnMut(&FormDef, &Stage)) {
    for (id, _) in BUILT_IN {
        let form = form(id);
        form.stages.iter().for_each(|stage| look(&form, stage));
    }
}

fn style(sheet: &Sheet, row: u32, col: u16) -> &Style {
    let row = sheet.rows.iter().find(|r| r.index == row).unwrap();
    &row.cells.iter().find(|(c, _)| *c == col).unwrap().1.style
}

#[test]
fn keys_names_and_identity_are_in_the_file() {
    let (agency, names, checks) = (agency(), names(), checks());
    let issue = issue(&names, &checks);
    each_stage(|form, stage| {
        for whose in [Some(&agency), None] {
            let bytes = xlsx::write(&template(form, stage, &Prefill::blank(&issue, whose))).unwrap();
            let custom = part(&bytes, "docProps/custom.xml");
            let mut book = open(bytes);
            let range = book.worksheet_range(&form.sheet).unwrap();
            let layout = Layout::of(form, stage);
            for (cell, key) in &layout.keys {
                let there = range.get_value((cell.row, u32::from(cell.col)));
                assert_eq!(there, Some(&Data::String(key.clone())), "{cell}");
            }
            let defined: Vec<&str> = book.defined_names().iter().map(|(n, _)| n.as_str()).collect();
            for (name, _) in layout.names() {
                assert!(defined.contains(&name.as_str()), "{name}");
            }
            let own = Identity {
                form: form.id.clone(),
                version: "2024.1".to_owned(),
                stage: stage.id.clone(),
                agency: whose.map(|a| a.code.clone()),
            };
            let hidden = range.get_value((0, u32::from(layout.key_column))).unwrap().to_string();
            assert_eq!(Identity::decode(&hidden), Some(own.clone()));
            let meta = book.worksheet_range("jh_meta").unwrap();
            let properties: Vec<(String, String)> = meta.rows().map(|r| (r[0].to_string(), r[1].to_string())).collect();
            assert_eq!(properties, own.properties());
            for (name, value) in own.properties() {
                let property = format!("name=\"{name}\"><vt:lpwstr>{value}</vt:lpwstr>");
                assert!(custom.contains(&property), "{property} in {custom}");
            }
        }
    });
}

#[test]
fn a_cell_is_open_exactly_when_it_is_to_be_filled() {
    let (agency, names, checks) = (agency(), names(), checks());
    let issue = issue(&names, &checks);
    each_stage(|form, stage| {
        let mut prefill = Prefill::blank(&issue, Some(&agency));
        give_targets(form, stage, &mut prefill);
        let no_part = form.indicators().next().unwrap().0.id.clone();
        prefill.values.insert((no_part.clone(), Slot::Actual), Given::NotApplicable);
        let book = template(form, stage, &prefill);
        let sheet = &book.sheets[1];
        assert!(sheet.protection.is_some());
        let layout = Layout::of(form, stage);
        for (tile, item, slot) in layout.slots() {
            let at = tile.area.first;
            let open = match slot {
                Slot::Actual | Slot::Reason => *item != no_part,
                slot if slot.is_amount() => true,
                // Targets, names and texts are declared at the start of the year and given at its end.
                _ => stage.id == "declare",
            };
            assert_eq!(style(sheet, at.row, at.col).unlocked, open, "{} {item} {slot}", stage.id);
            let fill = style(sheet, at.row, at.col).fill;
            assert_eq!(fill.is_some(), open, "the one light fill and the lock go together");
            let text = match sheet.content(at.row, at.col).unwrap() {
                Content::Text(text) => text.to_string(),
                other => {
                    assert_eq!(other, &Content::Blank);
                    String::new()
                }
            };
            let indicator = form.item(item).unwrap().indicator.as_ref();
            let given = match slot {
                Slot::YearTarget if !open => indicator.unwrap().target.as_str(),
                Slot::TermTarget if !open => indicator.unwrap().term_target.as_str(),
                Slot::Actual | Slot::Reason if !open => "不涉及",
                _ => "",
            };
            assert_eq!(text, given, "{item} {slot}");
        }
        let labels = layout.tiles.iter().filter(|t| !matches!(t.kind, TileKind::Slot(..) | TileKind::Sign));
        for tile in labels {
            assert!(!style(sheet, tile.area.first.row, tile.area.first.col).unlocked, "{tile:?}");
        }
    });
}

#[test]
fn the_common_file_lets_choose_and_points_to_the_assigned_targets() {
    let (names, checks) = (names(), checks());
    let issue = issue(&names, &checks);
    let form = form("dept-target");
    let stage = form.stage("evaluate").unwrap();
    let book = template(&form, stage, &Prefill::blank(&issue, None));
    let sheet = &book.sheets[1];
    let layout = Layout::of(&form, stage);
    let cover = layout.tiles.iter().find(|t| t.kind == TileKind::Agency).unwrap().area.first;
    assert!(style(sheet, cover.row, cover.col).unlocked);
    let column = layout.list_column();
    assert!(sheet.hidden_columns.contains(&column));
    for (row, name) in (1..).zip(&names) {
        assert_eq!(sheet.content(row, column), Some(&Content::text(name)));
    }
    let target = layout.cell(&ItemId::new("P-02"), Slot::YearTarget).unwrap();
    assert_eq!(sheet.content(target.row, target.col), Some(&Content::text("以下达任务为准")));
    assert!(!style(sheet, target.row, target.col).unlocked);
    assert_eq!(file_name(7, None, &form, 2024), "00_通用_部门整体预算绩效目标申报表_2024.xlsx");
    let mut agency = agency();
    assert_eq!(file_name(7, Some(&agency), &form, 2024), "07_天河_部门整体预算绩效目标申报表_2024.xlsx");
    agency.short = "市/区\\*? \u{7}".to_owned();
    assert_eq!(file_name(112, Some(&agency), &form, 2024), "112_市-区-----_部门整体预算绩效目标申报表_2024.xlsx");
}

#[test]
fn the_form_sheet_stands_alone() {
    for (name, book) in states() {
        let sheet = &book.sheets[1];
        let mut formulas = 0;
        for (_, cell) in sheet.rows.iter().flat_map(|r| &r.cells) {
            if let Content::Formula(formula) = &cell.content {
                formulas += 1;
                assert!(!formula.formula.contains('!'), "{name}: {}", formula.formula);
            }
        }
        assert!(formulas > 0, "{name}");
        for validation in &sheet.validations {
            assert!(!format!("{validation:?}").contains('!'), "{name}: {validation:?}");
        }
    }
}

/// What a cell shows.
fn shown(sheet: &Sheet, row: u32, col: u16) -> String {
    match sheet.content(row, col) {
        Some(Content::Text(text)) => text.to_string(),
        Some(Content::Formula(f)) => match &f.result {
            Outcome::Text(text) => text.clone(),
            Outcome::Number(number) => number.to_string(),
        },
        _ => String::new(),
    }
}

/// Holds each line of 填报自查 against what it must say: item, slot label, 填报内容, 结论.
fn holds(sheet: &Sheet, cases: &[(&str, &str, &str, &str)]) {
    for (item, slot, echo, word) in cases {
        let row =
            sheet.rows.iter().map(|r| r.index).find(|r| shown(sheet, *r, 1) == *item && shown(sheet, *r, 2) == *slot);
        let row = row.unwrap_or_else(|| panic!("{item} {slot}"));
        assert_eq!((shown(sheet, row, 3).as_str(), shown(sheet, row, 4).as_str()), (*echo, *word), "{item} {slot}");
    }
}

/// The words of 填报自查 that a person derives from what `fill_untidily` types: (item, slot label, 填报内容, 结论).
#[test]
fn the_self_check_says_what_is_wrong() {
    let books = states();
    let (_, book) = books.iter().find(|(name, _)| name == "dept-target-evaluate-untidy").unwrap();
    let sheet = &book.sheets[2];
    let cases = [
        ("基本支出", "预算金额（万元）", "不是数字，请改填数字", "须改填"),
        ("项目支出", "预算金额（万元）", "-5.00万元", "须改填"),
        ("财政专项资金", "预算金额（万元）", "“ 不涉及 ”", "不涉及"),
        ("财政拨款", "预算金额（万元）", "10.01万元", "已填"),
        ("基本支出", "全年执行数（万元）", "1.00万元", "已填"),
        ("基本支出", "年初预算数（万元）", "缺", "缺"),
        ("制定出台产业发展政策数量", "完成值", "4个", "缺原因"),
        ("运行监测样本数量", "完成值", "20000家次", "已填"),
        ("鼓励研发推出新车型", "完成值", "4.5款", "已填"),
        ("工业企业开展技术改造数量", "完成值", "900000个", "待核实"),
        ("降低专精特新企业融资成本家数以及融资总额", "完成值", "“210家、98亿元”", "已填"),
        ("软件和信息服务业营业收入（工信部口径）增速", "完成值", "7.25%", "已填"),
        ("降低融资担保费率", "完成值", "90%", "缺原因"),
        ("工业用水重复利用率", "完成值", "83%", "已填"),
        ("完成5G基站建设数量", "完成值", "缺", "缺"),
    ];
    holds(sheet, &cases);
    // Texts are asked for at the start of the year.
    let (_, declared) = books.iter().find(|(name, _)| name == "dept-target-declare-untidy").unwrap();
    holds(
        &declared.sheets[2],
        &[
            ("总体绩效目标", "总体绩效目标", "801/800字", "须改填"),
            ("重点任务1", "名称", "2/40字", "已填"),
            ("重点任务1", "主要实施内容", "3/200字", "缺"),
            ("重点任务2", "名称", "0/40字", "—"),
            ("重点任务3", "名称", "0/40字", "缺"),
            ("重点任务3", "主要实施内容", "5/200字", "已填"),
        ],
    );
    assert!(
        !sheet.rows.iter().any(|r| shown(sheet, r.index, 1).contains("建设数量（")),
        "an item without part has no line"
    );
    assert_eq!(shown(sheet, 1, 1), "不可上报");
    let (_, done) = books.iter().find(|(name, _)| name == "dept-target-declare-published").unwrap();
    let verdict = done.sheets[2].content(1, 1).unwrap();
    assert!(matches!(verdict, Content::Formula(f) if f.result == Outcome::Text("可上报".to_owned())), "{verdict:?}");
}

/// LibreOffice computes the same words and numbers that the files carry, blank and filled.
#[test]
fn every_formula_carries_the_result_it_computes() {
    let states = states();
    let mut files: Vec<(String, Vec<u8>)> =
        states.iter().map(|(name, book)| (name.clone(), xlsx::write(book).unwrap())).collect();
    files.push(("canary".to_owned(), xlsx::write(&canary()).unwrap()));
    let Some(mut recalculated) = recalculated(&files) else { return };
    let canary = open(recalculated.pop().unwrap()).worksheet_range("jh_meta").unwrap();
    assert_eq!(canary.get_value((0, 0)), Some(&Data::Float(2.0)), "cached results are not taken over");
    for ((name, book), bytes) in states.iter().zip(recalculated) {
        let mut again = open(bytes);
        for sheet in &book.sheets {
            compare(name, sheet, &again.worksheet_range(&sheet.name).unwrap());
        }
    }
}

/// A formula that carries a wrong result.
fn canary() -> Book {
    let (_, mut book) = states().swap_remove(0);
    let wrong = Content::formula("1+1", Outcome::Number(Decimal::from(3)));
    let style = std::sync::Arc::new(Style::data());
    book.sheets.last_mut().unwrap().put(0, 0, wrong, &style);
    book
}

/// An error pasted into every open cell stays where it is.
#[test]
fn an_error_in_a_cell_breaks_no_formula() {
    let (agency, names, checks) = (agency(), names(), checks());
    let issue = issue(&names, &checks);
    let mut files = Vec::new();
    each_stage(|form, stage| {
        let mut prefill = Prefill::blank(&issue, Some(&agency));
        give_targets(form, stage, &mut prefill);
        for (_, item, slot) in Layout::of(form, stage).slots() {
            let error = Content::formula("1/0", Outcome::Text("错".to_owned()));
            prefill.filled.insert((item.clone(), slot), error);
        }
        let book = template(form, stage, &prefill);
        files.push((format!("{}-{}", form.id, stage.id), xlsx::write(&book).unwrap()));
    });
    let Some(recalculated) = recalculated(&files) else { return };
    for ((name, _), bytes) in files.iter().zip(recalculated) {
        let mut book = open(bytes);
        let check = book.worksheet_range("填报自查").unwrap();
        assert!(check.used_cells().all(|(_, _, d)| !matches!(d, Data::Error(_))), "{name}");
        assert_eq!(check.get_value((1, 1)), Some(&Data::String("不可上报".to_owned())), "{name}");
        let form = book.worksheet_range(if name.starts_with("dept") { "绩效目标" } else { "项目绩效目标" }).unwrap();
        let open = form.used_cells().filter(|(_, _, d)| matches!(d, Data::Error(_))).count();
        assert!(open > 0, "{name}: the errors are there");
        let foot = form.rows().rev().take(3).flatten();
        assert!(foot.clone().all(|d| !matches!(d, Data::Error(_))), "{name}: 校验码 stands");
    }
}

fn compare(name: &str, sheet: &Sheet, range: &calamine::Range<Data>) {
    for row in &sheet.rows {
        for (col, cell) in &row.cells {
            let Content::Formula(formula) = &cell.content else { continue };
            let computed = range.get_value((row.index, u32::from(*col))).unwrap_or(&Data::Empty);
            let same = match (&formula.result, computed) {
                (Outcome::Text(own), Data::String(other)) => own == other,
                (Outcome::Number(own), Data::Float(other)) => {
                    Decimal::from_str(&other.to_string()).is_ok_and(|o| o == *own)
                }
                _ => false,
            };
            let place = format!("{name} {} row {} column {col}", sheet.name, row.index + 1);
            assert!(same, "{place}: carried {:?}, computed {computed:?}: {}", formula.result, formula.formula);
        }
    }
}

#[test]
fn the_same_form_gives_the_same_bytes() {
    let write =
        || -> Vec<Vec<u8>> { states().iter().map(|(_, book): &(String, Book)| xlsx::write(book).unwrap()).collect() };
    assert!(write() == write());
}
