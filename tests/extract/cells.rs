//! Values in places of their own: beside their cells, over labels, under other headers, in merged cells.

use super::common::*;
use crate::edits::*;
use jihe::intake::{self, RawBook, RawValue};
use jihe::model::book::Area;
use jihe::model::{CellRef, Severity, Slot};
use rust_decimal::Decimal;

/// A value that was moved into the label's place is no new name of the item.
#[test]
fn a_value_in_the_labels_place_makes_its_row_unsure() {
    for text in ["1742家次", "214.50", "不涉及", "2024年12月31日"] {
        let mut book = filled("evaluate", &[]);
        put(&mut book, FORM, label("P-02"), text);
        let s = one(&book);
        assert!(!seen(&s, "P-02", Slot::Actual).1, "{text}");
        assert_eq!(codes(&s), ["E110"], "{text}");
    }
    let mut book = filled("evaluate", &[]);
    put(&mut book, FORM, label("P-02"), "运行监测企业样本数量");
    assert_eq!(codes(&one(&book)), ["E111"]);
}

/// 亿元 in the header of 执行数（万元）: nobody knows which the figures are in.
#[test]
fn a_header_with_another_measure_of_money_makes_its_column_unsure() {
    let mut book = filled("evaluate", &[]);
    let tile = layout("evaluate").tiles.iter().find(|t| t.text == "全年执行数（万元）").unwrap().area.first;
    put(&mut book, FORM, tile, "全年执行数（亿元）");
    let s = one(&book);
    assert!(!seen(&s, "basic-expenditure", Slot::Spent).1);
    assert!(seen(&s, "basic-expenditure", Slot::Adjusted).1);
    // The header itself is nobody's any more, and is quoted.
    assert_eq!(codes(&s), ["E110", "E130"]);
    assert!(finding(&s, "E130").message.contains("亿元"));
}

#[test]
fn values_beside_their_cells() {
    // Typed into a cell that is no slot.
    let mut book = filled("evaluate", &[]);
    put(&mut book, FORM, CellRef::new(row("P-02"), 10), "含上年结转");
    put(&mut book, FORM, CellRef::new(400, 1), "制表人：王五");
    book.sheets.push(intake::RawSheet {
        name: "台账".into(),
        hidden: true,
        cells: [(CellRef::new(0, 0), text("企业名单"))].into(),
        merges: vec![],
        beside: vec![],
    });
    let s = one(&book);
    let left: Vec<String> =
        s.unplaced.iter().map(|u| format!("{}!{} {}", u.origin.sheet, u.origin.cell, u.text)).collect();
    assert_eq!(
        left,
        [&format!("{FORM}!K{} 含上年结转", row("P-02") + 1), "绩效目标!B401 制表人：王五", "台账!A1 企业名单"]
    );
    assert_eq!(codes(&s), ["E130"]);
    assert_eq!(finding(&s, "E130").severity, Severity::Note);
    assert!(finding(&s, "E130").message.contains("台账"));

    // Typed into another cell of a merge that was split.
    let (first, slot) = (cell("T-2", Slot::Content), Slot::Content);
    let mut book = filled("evaluate", &[]);
    let there = sheet(&mut book, FORM).cells.remove(&first).unwrap();
    sheet(&mut book, FORM).merges.retain(|m| m.first != first);
    let beside = CellRef::new(first.row, first.col + 1);
    sheet(&mut book, FORM).cells.insert(beside, there.clone());
    let s = one(&book);
    assert_eq!(entry(&s, "T-2", slot).text, there.shown());
    assert_eq!((entry(&s, "T-2", slot).sure, entry(&s, "T-2", slot).origin.cell), (true, beside));
    assert_eq!(codes(&s), ["E121"]);

    // Two values in what was one cell.
    put(&mut book, FORM, first, "另一段内容");
    let s = one(&book);
    assert_eq!(entry(&s, "T-2", slot).reading.meaning.kind(), "unclear");
    assert_eq!(s.unplaced.iter().map(|u| u.origin.cell).collect::<Vec<_>>(), [beside]);
    assert_eq!(codes(&s), Vec::<&str>::new());
}

#[test]
fn cells_that_were_merged() {
    // Two agency values merged: the second is still in the file, and Excel does not show it.
    let (first, second) = (cell("P-02", Slot::Actual), cell("P-03", Slot::Actual));
    let mut book = filled("evaluate", &[]);
    merge(&mut book, FORM, Area { first, last: second });
    let s = one(&book);
    assert!(!seen(&s, "P-02", Slot::Actual).1);
    assert_eq!(seen(&s, "P-03", Slot::Actual), is("", false, ALL));
    assert_eq!(codes(&s), ["E122", "E120"]);
    assert_eq!(s.unplaced.iter().map(|u| u.origin.cell).collect::<Vec<_>>(), [second]);
    assert_eq!(finding(&s, "E122").slots.len(), 2);
}

#[test]
fn what_was_written_into_the_sign_lines() {
    let mut book = filled("evaluate", &[]);
    let sign = |word: &str| layout("evaluate").tiles.iter().find(|t| t.text.starts_with(word)).unwrap().area.first;
    put(&mut book, FORM, sign("填表人"), "填 表 人：李四");
    put(&mut book, FORM, sign("联系电话"), "联系电话: 83120000");
    let s = one(&book);
    let of = |word: &str| s.signoff.iter().find(|(label, _)| label == word).map(|(_, text)| text.as_str());
    assert_eq!((of("填表人"), of("联系电话"), of("审核人")), (Some("李四"), Some("83120000"), Some("")));
    assert_eq!(codes(&s), Vec::<&str>::new());
}

/// Clears every hidden key.
fn forget_keys(book: &mut RawBook) {
    for (cell, _) in layout("evaluate").keys {
        put(book, FORM, cell, "");
    }
}

/// The clerk inserted a column left of E: amounts of the budget stand one further from their labels than they were printed.
#[test]
fn a_column_between_a_label_and_its_amount() {
    let mut book = filled("evaluate", &[]);
    insert_column(&mut book, FORM, 4);
    let s = one(&book);
    assert_eq!(seen(&s, "fiscal-appropriation", Slot::Amount), is("248267.28", true, "label key name"));
    assert!(s.entries.iter().all(|e| e.sure), "{:?}", codes(&s));
    assert_eq!(codes(&s), Vec::<&str>::new());
}

/// The clerk typed the form again from B on, without anything hidden.
#[test]
fn a_form_that_begins_in_column_b() {
    let mut book = filled("evaluate", &[]);
    forget_keys(&mut book);
    insert_column(&mut book, FORM, 0);
    let s = one(&book);
    assert_eq!(seen(&s, "P-05", Slot::Actual), is("900个", true, "label name layout"));
    assert_eq!(seen(&s, "fiscal-appropriation", Slot::Amount), is("248267.28", true, "label name layout"));
}

/// The clerk added a line of money above 合计: its numbers stood where the form's totals were expected, and were lost.
#[test]
fn a_row_of_money_above_the_total() {
    let mut book = filled("evaluate", &[]);
    let at = row("other-development-expenditure") + 9;
    let total =
        (at - 9..at).find(|r| sheet(&mut book, FORM).cell(CellRef::new(*r, 1)).is_some_and(|c| c.shown() == "合计"));
    let at = total.unwrap();
    insert_row(&mut book, FORM, at);
    for (col, typed) in [(1, "自行增加的项目"), (3, "8880.5"), (4, "8881.5"), (5, "8882.5")] {
        let cell = match typed.parse::<Decimal>() {
            Ok(number) => value(RawValue::Number(number)),
            Err(_) => text(typed),
        };
        sheet(&mut book, FORM).cells.insert(CellRef::new(at, col), cell);
    }
    let s = one(&book);
    let left: Vec<&str> = s.unplaced.iter().map(|u| u.text.as_str()).collect();
    assert_eq!(left, ["自行增加的项目", "8880.5", "8881.5", "8882.5"]);
    assert!(s.entries.iter().all(|e| e.sure));
}

/// The clerk typed his own table with the values where the form has its labels: they were taken for labels, and lost.
#[test]
fn a_value_in_the_place_of_a_label() {
    let mut book = filled("evaluate", &[]);
    forget_keys(&mut book);
    put(&mut book, FORM, label("P-05"), "909个");
    let s = one(&book);
    assert!(!entry(&s, "P-05", Slot::Actual).sure);
    let left: Vec<&str> = s.unplaced.iter().map(|u| u.text.as_str()).collect();
    assert_eq!(left, ["909个"]);
}
