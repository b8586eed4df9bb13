//! Whole workbooks: sheets called otherwise, several forms, other agencies, earlier editions, other programs.

use super::common::*;
use crate::edits::*;
use crate::office::*;
use jihe::extract::extract;
use jihe::intake::{self, RawBook};
use jihe::model::book::{Area, Content};
use jihe::model::{CellRef, ItemId, Reach, Severity, Slot};
use jihe::template::{Prefill, template};
use jihe::xlsx;

#[test]
fn whatever_the_sheet_is_called() {
    let mut book = filled("evaluate", &[]);
    rename(&mut book, FORM, "Sheet1 (2)");
    let s = one(&book);
    assert_eq!((s.sheet.as_ref(), seen(&s, "P-02", Slot::Actual).2.as_str()), ("Sheet1 (2)", ALL));
    assert_eq!(codes(&s), Vec::<&str>::new());
}

#[test]
fn the_stage_is_told_from_what_is_printed() {
    let mut book = filled("declare", &[]);
    clear_column(&mut book, FORM, layout("declare").key_column);
    book.properties.clear();
    book.sheets.retain(|s| s.name.as_ref() == FORM);
    assert_eq!(one(&book).stage.as_deref(), Some("declare"));
}

/// A chart sheet is no table and is not read: that is said.
#[test]
fn what_the_reader_could_not_look_at_is_said() {
    let mut book = filled("evaluate", &[]);
    book.notes.push("“图表1”是图表或对话框，不是表格，未读取。".to_owned());
    let s = one(&book);
    assert_eq!(codes(&s), ["E141"]);
    assert!(s.findings[0].message.starts_with("“图表1”是图表"));
}

#[test]
fn a_workbook_far_larger_than_any_return_is_refused() {
    let mut book = filled("evaluate", &[]);
    let mut ledger = book.sheets[0].clone();
    ledger.name = "台账".into();
    ledger.cells = (0..200_000).map(|row| (CellRef::new(row, 0), text("1"))).collect();
    book.sheets.push(ledger);
    assert_eq!(extract(&book, &FORMS).unwrap_err().code, "too-many-cells");
}

#[test]
fn a_form_copied_within_its_workbook() {
    let mut book = filled("evaluate", &[]);
    copy(&mut book, FORM, "备份");
    let all = extract(&book, &FORMS).unwrap();
    adds_up(&book, &all);
    assert_eq!(all.iter().map(|s| s.sheet.as_ref()).collect::<Vec<_>>(), [FORM, "备份"]);
    for s in &all {
        assert_eq!(codes(s), ["E102"]);
        assert_eq!(finding(s, "E102").reach, Reach::File);
    }
}

/// Two agencies' forms below each other on one sheet are two returns.
#[test]
fn forms_stacked_on_one_sheet() {
    let mut book = filled("evaluate", &[]);
    let below = |cell: &CellRef| CellRef::new(cell.row + 100, cell.col);
    let cells: Vec<_> = sheet(&mut book, FORM).cells.iter().map(|(c, raw)| (below(c), raw.clone())).collect();
    let merges: Vec<_> = sheet(&mut book, FORM).merges.iter().map(|m| (below(&m.first), below(&m.last))).collect();
    sheet(&mut book, FORM).cells.extend(cells);
    sheet(&mut book, FORM).merges.extend(merges.into_iter().map(|(first, last)| Area { first, last }));
    put(&mut book, FORM, CellRef::new(100, layout("evaluate").key_column), &other_agency().encode());
    put(&mut book, FORM, below(&cell("P-02", Slot::Actual)), "18000家次");
    let all = extract(&book, &FORMS).unwrap();
    adds_up(&book, &all);
    let of = |n: usize| (all[n].agency_code.as_deref().unwrap(), seen(&all[n], "P-02", Slot::Actual));
    assert_eq!(of(0), ("440106", is("20,000家次", true, ALL)));
    assert_eq!(of(1), ("440104", is("18000家次", true, "label key layout")));
    assert!(seen(&all[1], "T-2", Slot::Name).1);
    assert_eq!((codes(&all[0]), codes(&all[1])), (vec![], vec![]));
}

fn other_agency() -> jihe::definition::identity::Identity {
    jihe::definition::identity::Identity {
        form: "dept-target".to_owned(),
        version: "2024.1".to_owned(),
        stage: "evaluate".to_owned(),
        agency: Some("440104".to_owned()),
    }
}

#[test]
fn a_sheet_of_another_agency() {
    let mut book = filled("evaluate", &[]);
    put(&mut book, FORM, CellRef::new(0, layout("evaluate").key_column), &other_agency().encode());
    let s = one(&book);
    assert_eq!(s.agency_code.as_deref(), Some("440104"), "the sheet says whose it is");
    assert_eq!(codes(&s), ["E103"]);
}

#[test]
fn a_workbook_without_the_form() {
    let mut book = filled("evaluate", &[]);
    book.sheets.retain(|s| s.name.as_ref() != FORM);
    let refused = extract(&book, &FORMS).unwrap_err();
    assert_eq!(refused.code, "not-our-form");
    assert!(refused.message.contains("部门整体预算绩效目标申报表"), "{}", refused.message);
    book.properties.clear();
    book.sheets.truncate(1);
    assert_eq!(extract(&book, &FORMS).unwrap_err().code, "not-our-form");
    let other = form("project-target");
    let only = extract(&filled("evaluate", &[]), std::slice::from_ref(&other)).unwrap_err();
    assert!(only.message.contains("dept-target"), "{}", only.message);
}

/// The trial edition of the form: one indicator was called otherwise, one was not there yet, one is gone since.
#[test]
fn an_earlier_edition_is_carried_over() {
    let (agency, names, checks) = (agency(), names(), checks());
    let issue = issue(&names, &checks);
    let now = form("dept-target");
    let then = &now.earlier[0].form;
    assert_eq!((then.version.as_str(), then.items.len()), ("2024.0", now.items.len()));
    let stage = then.stage("evaluate").unwrap();
    let mut prefill = Prefill::blank(&issue, Some(&agency));
    give_texts(then, stage, &mut prefill);
    for (item, text) in [("P-05", "91个"), ("P-25", "12家"), ("B-01", "8%")] {
        prefill.filled.insert((ItemId::new(item), Slot::Actual), Content::text(text));
    }
    let book = raw(&template(then, stage, &prefill));
    assert!(book.sheets.iter().flat_map(|s| s.cells.values()).any(|c| c.shown() == "工业企业技术改造项目数量"));
    let s = one(&book);
    assert_eq!(s.version.as_deref(), Some("2024.0"));
    assert_eq!(seen(&s, "P-05", Slot::Actual), is("91个", true, ALL));
    assert_eq!(seen(&s, "B-01", Slot::Actual), is("8%", true, ALL));
    assert_eq!(seen(&s, "P-24", Slot::Actual), is("", false, ""));
    assert_eq!(codes(&s), ["E104"]);
    let said = finding(&s, "E104");
    assert_eq!((said.severity, said.reach), (Severity::Query, Reach::Entry));
    assert_eq!(
        said.message,
        "文件是2024.0版（征求意见稿）的表样，已按对照关系读到本轮2024.1版的各项；当时的表里没有“发动申报制造业单项冠军企业数量”，\
         这些项目没有数据；当时填的“新增高新技术企业数量”本轮不再填报，列入未归位内容。"
    );
    assert!(said.slots.contains(&(ItemId::new("P-24"), Slot::Actual)));
    assert_eq!(s.unplaced.iter().map(|u| u.text.as_str()).collect::<Vec<_>>(), ["12家"]);

    // Without its identity it is still known by its rows.
    let mut book = book;
    clear_identity(&mut book);
    let s = one(&book);
    assert_eq!(seen(&s, "P-05", Slot::Actual).0, "91个");
    assert_eq!(codes(&s), ["E101", "E104"]);
}

fn clear_identity(book: &mut RawBook) {
    book.properties.clear();
    for sheet in &mut book.sheets {
        sheet.cells.retain(|_, raw| !raw.shown().trim().starts_with("jihe|"));
    }
}

/// An edition that nobody listed is named, and nothing of it is taken.
#[test]
fn an_edition_that_is_not_listed_is_named() {
    let (agency, names, checks) = (agency(), names(), checks());
    let issue = issue(&names, &checks);
    let now = form("dept-target");
    let mut then = now.earlier[0].form.clone();
    then.version = "2023.1".to_owned();
    let stage = then.stage("evaluate").unwrap();
    let book = raw(&template(&then, stage, &Prefill::blank(&issue, Some(&agency))));
    let context = jihe::check::Context { form: &now, stage: &now.stages[1], roster: None, decisions: &[] };
    let checked = jihe::check::check(one(&book), &context);
    assert!(checked.held);
    assert_eq!(checked.findings.iter().map(|f| f.code).collect::<Vec<_>>(), ["E202"]);
    assert!(checked.findings[0].message.contains("2023.1"), "{}", checked.findings[0].message);
}

/// The same return saved by another program, in the formats that come back.
#[test]
fn saved_by_libreoffice() {
    let (agency, names, checks) = (agency(), names(), checks());
    let issue = issue(&names, &checks);
    let form = form("dept-target");
    let mut prefill = Prefill::blank(&issue, Some(&agency));
    give_targets(&form, &form.stages[1], &mut prefill);
    fill_published(&form.stages[1], &mut prefill);
    give_texts(&form, &form.stages[1], &mut prefill);
    let book = xlsx::write(&template(&form, &form.stages[1], &prefill)).unwrap();
    let own = one(&intake::read("a.xlsx", &book).unwrap());
    for format in ["xlsx", "xls", "ods"] {
        let Some(bytes) = saved_as(&book, format) else { return };
        let s = one(&intake::read("a", &bytes).unwrap());
        assert_eq!(s.format, format);
        assert_eq!(s.findings, vec![], "{format}");
        assert!(s.entries.iter().all(|e| e.sure), "{format}");
        for (a, b) in s.entries.iter().zip(&own.entries) {
            assert_eq!((&a.text, &a.reading.meaning), (&b.text, &b.reading.meaning), "{format} {} {}", a.item, a.slot);
            assert_eq!(a.anchors, b.anchors, "{format} {} {}", a.item, a.slot);
        }
    }
}
