//! Rows and columns that were moved, added, copied, deleted, renamed.

use super::common::*;
use crate::edits::*;
use jihe::model::{CellRef, Reach, Severity, Slot};

#[test]
fn rows_and_names_that_moved_are_still_sure() {
    // Excel moves the names along with an inserted row; a script leaves them behind.
    let mut book = filled("evaluate", &[]);
    insert_row(&mut book, FORM, 0);
    put(&mut book, FORM, CellRef::new(0, 0), "附件1");
    let s = one(&book);
    assert_eq!(seen(&s, "P-02", Slot::Actual), is("20,000家次", true, ALL));
    assert!(seen(&s, "T-2", Slot::Name).1);
    assert_eq!(entry(&s, "P-02", Slot::Actual).origin.cell.row, row("P-02") + 1);
    assert_eq!(codes(&s), ["E130"]);
    assert_eq!(s.unplaced.iter().map(|u| u.text.as_str()).collect::<Vec<_>>(), ["附件1"]);

    let mut book = filled("evaluate", &[]);
    let (names, above) = (book.names.clone(), row("P-05"));
    insert_row(&mut book, FORM, above);
    book.names = names;
    put(&mut book, FORM, CellRef::new(above, 3), "本区新增指标");
    put(&mut book, FORM, CellRef::new(above, 6), "12个");
    let s = one(&book);
    assert_eq!(seen(&s, "P-04", Slot::Actual).2, ALL);
    assert_eq!(seen(&s, "P-05", Slot::Actual), is("900个", true, "label key"));
    assert_eq!(s.unplaced.iter().map(|u| u.text.as_str()).collect::<Vec<_>>(), ["本区新增指标", "12个"]);
    assert_eq!(codes(&s), ["E131"]);
}

/// A task, an indicator above the first one and one under the last: the agency's own, and nobody else's.
#[test]
fn rows_that_an_agency_added_are_its_own() {
    let mut book = filled("evaluate", &[]);
    let (task, first, last) = (row("T-6") + 1, row("P-01"), row("B-09") + 1);
    for at in [last, first, task] {
        insert_row(&mut book, FORM, at);
    }
    let (first, last) = (first + 1, last + 2);
    for (at, col, text) in [
        (task, 1, "七、本区自办任务"),
        (task, 2, "举办产业沙龙"),
        (first, 2, "数量指标"),
        (first, 3, "服务园区企业数量"),
        (first, 6, "35家"),
        (last, 3, "企业满意度"),
        (last, 5, "≥90%"),
        (last, 6, "93%"),
        (last + 1, 3, "注：以上数据截至12月"),
    ] {
        put(&mut book, FORM, CellRef::new(at, col), text);
    }
    let s = one(&book);
    let names: Vec<(&str, &str)> = s.added.iter().map(|a| (a.block.as_str(), a.name.as_str())).collect();
    let expected =
        [("年度重点工作任务", "七、本区自办任务"), ("绩效指标", "服务园区企业数量"), ("绩效指标", "企业满意度")];
    assert_eq!(names, expected);
    let cells = [("年度指标值", "≥90%"), ("完成值", "93%")].map(|(h, t)| (h.to_owned(), t.to_owned()));
    assert_eq!(s.added[2].cells, cells);
    assert_eq!(codes(&s), ["E131", "E131", "E130"]);
    assert_eq!(
        s.findings[1].message,
        "“绩效指标”中自行增加了2行：“服务园区企业数量”（完成值“35家”）、“企业满意度”（年度指标值“≥90%”、完成值“93%”）。\
         已作为本单位自有内容列出，不参加汇总和评分。"
    );
    assert!(finding(&s, "E130").message.contains("注：以上数据截至12月"));
    assert!(s.entries.iter().all(|e| e.sure), "no other row is in doubt");
}

/// An indicator of the agency's own that was typed over an item's label is not taken for the item.
#[test]
fn an_own_indicator_over_an_items_label_is_asked_about() {
    for text in ["本区自设指标：孵化器", "新增就业人数", "“四化”改造企业数量（家）"] {
        let mut book = filled("evaluate", &[]);
        put(&mut book, FORM, label("P-09"), text);
        let s = one(&book);
        assert!(!seen(&s, "P-09", Slot::Actual).1, "{text}");
        assert_eq!(codes(&s), ["E110"], "{text}");
    }
}

/// A row added under a name that is all but an item's may be the item once more.
#[test]
fn an_added_row_named_almost_like_an_item_is_asked_about() {
    let mut book = filled("evaluate", &[]);
    let below = row("B-09") + 1;
    insert_row(&mut book, FORM, below);
    put(&mut book, FORM, CellRef::new(below, 3), "四化改造标杆项目数量");
    put(&mut book, FORM, CellRef::new(below, 6), "5个");
    let s = one(&book);
    assert_eq!(codes(&s), ["E132"]);
    assert_eq!(finding(&s, "E132").severity, Severity::Query);
}

/// A row under an item's own name is that item twice, not a new one.
#[test]
fn an_added_row_under_an_items_name_is_asked_about() {
    let mut book = filled("evaluate", &[]);
    let below = row("P-02") + 1;
    insert_row(&mut book, FORM, below);
    put(&mut book, FORM, CellRef::new(below, 3), "运行监测样本数量");
    put(&mut book, FORM, CellRef::new(below, 6), "3家次");
    let s = one(&book);
    assert_eq!(s.added, vec![]);
    assert!(codes(&s).contains(&"E130"), "{:?}", codes(&s));
    assert_eq!(seen(&s, "P-02", Slot::Actual).0, "20,000家次");
}

/// A hidden key that a deleted column has drawn into a slot is nobody's text.
#[test]
fn a_key_in_a_slot_is_no_text() {
    let mut book = filled("evaluate", &[]);
    let place = cell("P-02", Slot::Actual);
    let key = layout("evaluate").keys.iter().find(|(c, _)| c.row == row("P-02")).unwrap().1.clone();
    put(&mut book, FORM, place, &key);
    assert_eq!(seen(&one(&book), "P-02", Slot::Actual).0, "");
}

#[test]
fn the_hidden_keys_are_gone() {
    let mut book = filled("evaluate", &[]);
    clear_column(&mut book, FORM, layout("evaluate").key_column);
    let s = one(&book);
    assert_eq!(s.agency_code.as_deref(), Some("440106"), "the properties still say whose it is");
    assert_eq!(seen(&s, "P-02", Slot::Actual), is("20,000家次", true, "label name layout"));
    assert!(seen(&s, "objective", Slot::Text).1);
    // A task has no label, so that nothing but its position is left.
    assert!(!seen(&s, "T-2", Slot::Name).1);
    assert_eq!(seen(&s, "T-8", Slot::Name), is("", true, "name layout"));
    assert_eq!(codes(&s), ["E110"]);
    let unsure = finding(&s, "E110");
    assert_eq!((unsure.severity, unsure.reach), (Severity::Query, Reach::Entry));
    assert_eq!(unsure.slots.len(), 18);
    // Nothing at all is left of what the template hid: a form pasted as values into a new workbook.
    book.properties.clear();
    book.names.clear();
    book.sheets.retain(|s| s.name.as_ref() == FORM);
    rename(&mut book, FORM, "Sheet1");
    let s = one(&book);
    assert_eq!((s.form.as_deref(), s.stage.as_deref()), (Some("dept-target"), Some("evaluate")));
    assert_eq!((s.version.as_deref(), s.agency_code.as_deref()), (None, None));
    assert_eq!(s.agency_name, "广州市天河区科技工业和信息化局");
    assert_eq!(seen(&s, "P-02", Slot::Actual), is("20,000家次", true, "label layout"));
    assert_eq!(codes(&s), ["E101", "E110"]);
}

#[test]
fn two_rows_sorted_past_each_other() {
    // With their keys: the content goes where its label and key went.
    let (a, b) = (row("P-02"), row("P-05"));
    let mut book = filled("evaluate", &[]);
    swap_rows(&mut book, FORM, a, b, 0..=20);
    let s = one(&book);
    assert_eq!(seen(&s, "P-02", Slot::Actual), is("20,000家次", true, "label key"));
    assert_eq!(entry(&s, "P-02", Slot::Actual).origin.cell.row, b);
    assert_eq!(codes(&s), Vec::<&str>::new());
    // Without: every label stands beside another's key.
    let mut book = filled("evaluate", &[]);
    swap_rows(&mut book, FORM, a, b, 3..=7);
    let s = one(&book);
    assert!(!seen(&s, "P-02", Slot::Actual).1);
    assert!(!seen(&s, "P-05", Slot::Actual).1);
    assert_eq!(codes(&s), ["E112"]);
    let said = finding(&s, "E112");
    assert!(said.message.contains("运行监测样本数量") && said.message.contains("900个"), "{}", said.message);
    assert!(said.places.iter().any(|p| p.cell == CellRef::new(a, 3)), "{:?}", said.places);
    assert!(said.places.iter().any(|p| p.cell == CellRef::new(b, 3)), "{:?}", said.places);
    assert_eq!(said.slots.len(), 8);
}

#[test]
fn a_label_that_is_another_items() {
    let mut book = filled("evaluate", &[]);
    put(&mut book, FORM, label("P-05"), "运行监测样本数量");
    let s = one(&book);
    assert!(!seen(&s, "P-05", Slot::Actual).1, "whatever key, name and layout say");
    assert_eq!(seen(&s, "P-02", Slot::Actual), is("20,000家次", true, ALL));
    assert_eq!(codes(&s), ["E112"]);
    assert_eq!(finding(&s, "E112").slots.iter().filter(|(i, _)| i.as_str() == "P-05").count(), 4);
}

#[test]
fn a_label_that_was_changed() {
    let mut book = filled("evaluate", &[]);
    put(&mut book, FORM, label("P-05"), "工业企业技改数量");
    let s = one(&book);
    assert_eq!(seen(&s, "P-05", Slot::Actual), is("900个", true, "key name layout"));
    assert_eq!(codes(&s), ["E111"]);
    let said = finding(&s, "E111");
    assert!(said.message.contains("工业企业开展技术改造数量") && said.message.contains("工业企业技改数量"));
    assert_eq!((said.severity, said.reach), (Severity::Note, Reach::Nothing));
    // Spaces, line breaks and full-width forms do not change a label.
    let mut book = filled("evaluate", &[]);
    put(&mut book, FORM, label("P-16"), "完成５Ｇ基站\n建设数量 ");
    assert_eq!(codes(&one(&book)), Vec::<&str>::new());
    // Where the name does not stand by the key, a changed label leaves the place open.
    let mut book = filled("evaluate", &[]);
    put(&mut book, FORM, label("P-05"), "工业企业技改数量");
    book.names.retain(|n| n.name != "jh_indicators_P_05");
    let s = one(&book);
    assert!(!seen(&s, "P-05", Slot::Actual).1);
    assert_eq!(codes(&s), ["E110"]);
}

#[test]
fn a_row_that_was_deleted() {
    let mut book = filled("evaluate", &[]);
    delete_row(&mut book, FORM, row("P-05"));
    let s = one(&book);
    assert_eq!(seen(&s, "P-05", Slot::Actual), is("", false, ""));
    assert_eq!(seen(&s, "P-06", Slot::Actual), is("18个", true, "label key name"));
    assert_eq!(codes(&s), ["E113"]);
    assert!(finding(&s, "E113").message.contains("工业企业开展技术改造数量"));
}

#[test]
fn a_row_that_was_copied() {
    let mut book = filled("evaluate", &[]);
    let last = layout("evaluate").rows.len() as u32 + 2;
    let copied: Vec<_> = sheet(&mut book, FORM)
        .cells
        .range(CellRef::new(row("P-05"), 0)..CellRef::new(row("P-05") + 1, 0))
        .map(|(c, raw)| (CellRef::new(last, c.col), raw.clone()))
        .collect();
    sheet(&mut book, FORM).cells.extend(copied);
    let s = one(&book);
    assert!(!seen(&s, "P-05", Slot::Actual).1);
    assert_eq!(codes(&s), ["E110", "E130"]);
    assert!(finding(&s, "E110").message.contains("不止一次"));
}

#[test]
fn a_column_that_was_inserted() {
    let mut book = filled("evaluate", &[]);
    insert_column(&mut book, FORM, 5);
    put(&mut book, FORM, CellRef::new(row("P-02"), 5), "上年18000");
    let s = one(&book);
    assert_eq!(seen(&s, "P-02", Slot::Actual), is("20,000家次", true, "label key name"));
    assert_eq!(seen(&s, "P-02", Slot::TermTarget), is("≥20,000家次", true, ALL));
    assert_eq!(s.unplaced.iter().map(|u| u.text.as_str()).collect::<Vec<_>>(), ["上年18000"]);
}
