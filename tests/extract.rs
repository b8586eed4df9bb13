//! Returned workbooks, edited as clerks edit them: what is read, how sure it is, and what is said.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod edits;
mod office;

use edits::*;
use jihe::definition::layout::Layout;
use jihe::definition::{BUILT_IN, FormDef};
use jihe::extract::{Amount, Entry, Submission, extract};
use jihe::intake::{self, RawBook, RawValue};
use jihe::model::book::{Area, Book, Content};
use jihe::model::{CellRef, Finding, ItemId, Meaning, Reach, Severity, Slot};
use jihe::template::{Given, Prefill, template};
use jihe::xlsx;
use office::*;
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::sync::LazyLock;

const FORM: &str = "绩效目标";

static FORMS: LazyLock<Vec<FormDef>> = LazyLock::new(|| BUILT_IN.iter().map(|(id, _)| form(id)).collect());

fn raw(book: &Book) -> RawBook {
    intake::read("收回/天河.xlsx", &xlsx::write(book).unwrap()).unwrap()
}

/// The published form as one agency's return.
fn filled(stage: &str, more: &[(&str, Slot, Content)]) -> RawBook {
    let (agency, names, checks) = (agency(), names(), checks());
    let issue = issue(&names, &checks);
    let form = form("dept-target");
    let stage = form.stage(stage).unwrap();
    let mut prefill = Prefill::blank(&issue, Some(&agency));
    give_targets(&form, stage, &mut prefill);
    fill_published(stage, &mut prefill);
    give_texts(&form, stage, &mut prefill);
    for (item, slot, content) in more {
        prefill.filled.insert((ItemId::new(item), *slot), content.clone());
    }
    raw(&template(&form, stage, &prefill))
}

/// Six tasks and the objective, where the stage gives them.
fn give_texts(form: &FormDef, stage: &jihe::definition::Stage, prefill: &mut Prefill<'_>) {
    let tasks = (1..=6).map(|n| format!("T-{n}"));
    let places = tasks.flat_map(|t| [Slot::Name, Slot::Content, Slot::Expected].map(|slot| (t.clone(), slot)));
    for (item, slot) in places.chain([("objective".to_owned(), Slot::Text)]).filter(|(_, slot)| !stage.asks(*slot)) {
        let text = format!("{}：{}{slot}", form.title, item);
        prefill.values.insert((ItemId::new(&item), slot), Given::Text(text));
    }
}

fn layout(stage: &str) -> Layout {
    let form = form("dept-target");
    Layout::of(&form, form.stage(stage).unwrap())
}

fn cell(item: &str, slot: Slot) -> CellRef {
    layout("evaluate").cell(&ItemId::new(item), slot).unwrap()
}

fn row(item: &str) -> u32 {
    let (cell, _) = &layout("evaluate").keys.iter().find(|(_, k)| k.ends_with(&format!("/{item}"))).unwrap().clone();
    cell.row
}

/// The column of the indicators' labels.
fn label(item: &str) -> CellRef {
    CellRef::new(row(item), 3)
}

/// Reads a workbook with one form in it; the account must add up, whatever was done to it.
fn one(book: &RawBook) -> Submission {
    let all = extract(book, &FORMS).unwrap_or_else(|r| panic!("{r}"));
    assert_eq!(all.len(), 1);
    adds_up(book, &all);
    all.into_iter().next().unwrap()
}

fn adds_up(book: &RawBook, all: &[Submission]) {
    let shown = |text: &str| !text.trim().is_empty();
    let nonempty: usize = book.sheets.iter().flat_map(|s| s.cells.values()).filter(|raw| shown(&raw.shown())).count();
    assert_eq!(all.iter().map(|s| s.cells.nonempty).sum::<usize>(), nonempty);
    for s in all {
        assert_eq!(s.cells.nonempty, s.cells.form + s.cells.entries + s.cells.unplaced, "{:?}", codes(s));
        assert_eq!(s.cells.entries, s.entries.iter().filter(|e| !e.text.is_empty()).count());
        assert_eq!(s.cells.unplaced, s.unplaced.len());
        let wanted = layout_of(s).slots().map(|(_, i, slot)| (i.clone(), slot)).collect::<Vec<_>>();
        assert_eq!(s.entries.iter().map(|e| (e.item.clone(), e.slot)).collect::<Vec<_>>(), wanted);
        for finding in &s.findings {
            let text = format!("{}{}", finding.message, finding.fix);
            assert!(!["失败", "错误", "非法", "无效"].iter().any(|w| text.contains(w)), "{text}");
            assert!(finding.message.ends_with('。') && finding.fix.ends_with('。'), "{text}");
        }
    }
}

fn layout_of(s: &Submission) -> Layout {
    let form = FORMS.iter().find(|f| Some(&f.id) == s.form.as_ref()).unwrap();
    Layout::of(form, form.stage(s.stage.as_ref().unwrap()).unwrap())
}

fn entry<'a>(s: &'a Submission, item: &str, slot: Slot) -> &'a Entry {
    s.entry(&ItemId::new(item), slot).unwrap()
}

/// The value as a person sees it: text, sure or not, anchors.
fn seen(s: &Submission, item: &str, slot: Slot) -> (String, bool, String) {
    let e = entry(s, item, slot);
    let anchors: Vec<&str> = e.anchors.iter().map(|a| a.as_str()).collect();
    (e.text.clone(), e.sure, anchors.join(" "))
}

fn is(text: &str, sure: bool, anchors: &str) -> (String, bool, String) {
    (text.to_owned(), sure, anchors.to_owned())
}

fn codes(s: &Submission) -> Vec<&'static str> {
    s.findings.iter().map(|f| f.code).collect()
}

fn finding<'a>(s: &'a Submission, code: &str) -> &'a Finding {
    s.findings.iter().find(|f| f.code == code).unwrap_or_else(|| panic!("no {code}: {:#?}", s.findings))
}

const ALL: &str = "label key name layout";

#[test]
fn every_state_of_every_template_reads_clean() {
    for (name, book) in states() {
        let book = raw(&book);
        let s = one(&book);
        assert_eq!(s.findings, vec![], "{name}");
        assert_eq!(s.unplaced, vec![], "{name}");
        assert!(s.entries.iter().all(|e| e.sure), "{name}");
        let common = name.contains("common");
        assert_eq!(s.agency_code.as_deref(), (!common).then_some("440106"), "{name}");
        assert_eq!(s.version.as_deref(), Some("2024.1"));
        assert_eq!(s.agency_name.is_empty(), name.ends_with("common"), "{name}");
        assert_eq!(s.signoff.len(), 5 + 1, "{name}: {:?}", s.signoff);
        assert_eq!(s.checksum.as_ref().map(String::len), Some(6), "{name}");
    }
}

#[test]
fn a_clean_return_holds_what_was_typed() {
    let s = one(&filled("evaluate", &[("P-02", Slot::Actual, Content::text("20,000家次"))]));
    assert_eq!((s.form.as_deref(), s.stage.as_deref()), (Some("dept-target"), Some("evaluate")));
    assert_eq!(s.agency_name, "广州市天河区科技工业和信息化局");
    assert_eq!(s.sheet.as_ref(), FORM);
    assert_eq!(seen(&s, "P-02", Slot::Actual), is("20,000家次", true, ALL));
    assert_eq!(seen(&s, "P-02", Slot::YearTarget), is("≥20,000家次", true, ALL));
    assert_eq!(seen(&s, "basic-expenditure", Slot::Amount), is("13053.28", true, ALL));
    assert_eq!(seen(&s, "basic-expenditure", Slot::Spent), is("12998.1", true, ALL));
    // A task has no label of its own, and the blank spare row is there too.
    assert_eq!(seen(&s, "T-8", Slot::Name), is("", true, "key name layout"));
    assert_eq!(seen(&s, "objective", Slot::Text).2, ALL);
    let (total, count) = (s.entries.len(), s.cells);
    assert_eq!(total, 8 + 12 + 1 + 30 + 33 * 4);
    // 8 + 12 amounts, the objective, 6 tasks of 3, 33 indicators of 3; no reasons.
    assert_eq!((count.entries, count.unplaced), (8 + 12 + 1 + 18 + 99, 0));
    let dept = form("dept-target");
    let amount = s.amount(&ItemId::new("fiscal-special-funds"), Slot::Adjusted, &dept);
    assert_eq!(amount, Amount::Value(d("228000.5")));
}

/// What the JSON contract names, in its order.
#[test]
fn the_json_has_the_fields_of_the_contract() {
    let mut book = filled("evaluate", &[("P-02", Slot::Actual, Content::text("20,000家次"))]);
    put(&mut book, FORM, CellRef::new(2, 30), "另附说明");
    let s = one(&book);
    let json = s.to_json(&s.findings);
    let keys: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        ["file", "format", "form", "version", "stage", "agency", "entries", "unplaced", "cells", "findings"]
    );
    let p02 = json["entries"].as_array().unwrap().iter().find(|e| e["item"] == "P-02" && e["slot"] == "actual");
    let p02 = p02.unwrap();
    let expected = serde_json::json!({
        "item": "P-02", "slot": "actual", "text": "20,000家次",
        "value": {
            "text": "20,000家次", "kind": "quantity",
            "parts": [{ "bound": "bare", "amount": "20000", "scale": "1", "measure": "家次" }], "notes": ["“20,000”按20000计"]
        },
        "sheet": FORM, "cell": cell("P-02", Slot::Actual).to_string(),
        "anchors": ["label", "key", "name", "layout"]
    });
    assert_eq!(*p02, expected);
    assert_eq!(json["unplaced"], serde_json::json!([{ "sheet": FORM, "cell": "AE3", "text": "另附说明" }]));
    assert_eq!(json["agency"], serde_json::json!({ "code": "440106", "name": "广州市天河区科技工业和信息化局" }));
    assert_eq!(json["findings"][0]["code"], "E130");
    assert_eq!(json["findings"][0]["severity"], "note");
    assert_eq!(json["findings"][0]["places"][0]["cell"], "AE3");
}

/// (what was typed, the amount in 万元)
#[test]
fn amounts_in_any_measure_of_money() {
    let dept = form("dept-target");
    let slot = Slot::Spent;
    let cases = [
        (Content::Number(d("5214")), Amount::Value(d("5214"))),
        (Content::text("5,214.00"), Amount::Value(d("5214"))),
        (Content::text("5214万元"), Amount::Value(d("5214"))),
        (Content::text("52140000元"), Amount::Value(d("5214"))),
        (Content::text("1.5亿元"), Amount::Value(d("15000"))),
        (Content::text("不涉及"), Amount::NotApplicable),
        (Content::text("  "), Amount::Blank),
        (Content::text("约5000"), Amount::Unclear),
        (Content::text("≥5000"), Amount::Unclear),
        (Content::text("5214台"), Amount::Unclear),
        (Content::text("见附件"), Amount::Unclear),
    ];
    for (content, amount) in cases {
        let s = one(&filled("evaluate", &[("project-expenditure", slot, content.clone())]));
        assert_eq!(s.amount(&ItemId::new("project-expenditure"), slot, &dept), amount, "{content:?}");
        let said = entry(&s, "project-expenditure", slot).reading.notes.iter().any(|n| n.contains("万元计"));
        let converted = matches!(&content, Content::Text(t) if t.ends_with('元') && !t.ends_with("万元"));
        assert_eq!(said, converted, "{content:?}");
    }
}

/// (what the cell of 完成值 holds, how it is understood, the reason's words)
#[test]
fn cells_that_hold_no_plain_text() {
    let day = |y, m, d| chrono::NaiveDate::from_ymd_opt(y, m, d).unwrap();
    let cases = [
        ("P-02", RawValue::Number(d("20000")), "quantity", ""),
        ("B-09", RawValue::Percent(d("83")), "quantity", ""),
        ("P-13", RawValue::Date(day(2024, 5, 10)), "unclear", "5-10"),
        ("P-13", RawValue::Error("#REF!".into()), "unclear", "#REF!"),
        ("P-13", RawValue::FormulaWithoutValue, "unclear", "公式"),
        ("P-13", RawValue::Bool(true), "unclear", "TRUE"),
    ];
    for (item, held, kind, reason) in cases {
        let mut book = filled("evaluate", &[]);
        sheet(&mut book, FORM).cells.insert(cell(item, Slot::Actual), value(held.clone()));
        let s = one(&book);
        let e = entry(&s, item, Slot::Actual);
        assert_eq!(e.reading.meaning.kind(), kind, "{held:?}");
        if let Meaning::Unclear(why) = &e.reading.meaning {
            assert!(why.contains(reason), "{why}");
        }
        assert_eq!(codes(&s), Vec::<&str>::new(), "a rule says what is wrong with a value: {held:?}");
    }
    // 补助资金拨付完成时间 is a date, and may be typed as one.
    let (agency, names, checks) = (agency(), names(), checks());
    let issue = issue(&names, &checks);
    let form = form("project-target");
    let mut prefill = Prefill::blank(&issue, Some(&agency));
    give_targets(&form, &form.stages[1], &mut prefill);
    let mut book = raw(&template(&form, &form.stages[1], &prefill));
    let place = Layout::of(&form, &form.stages[1]).cell(&ItemId::new("Q-04"), Slot::Actual).unwrap();
    sheet(&mut book, "项目绩效目标").cells.insert(place, value(RawValue::Date(day(2024, 11, 30))));
    assert_eq!(entry(&one(&book), "Q-04", Slot::Actual).reading.meaning.kind(), "date");
}

/// Without a target of its own, a bare number is in the defined measure; a fraction may be either percentage.
#[test]
fn a_number_without_a_target() {
    let (names, checks) = (names(), checks());
    let issue = issue(&names, &checks);
    let form = form("dept-target");
    let mut prefill = Prefill::blank(&issue, None);
    for (item, text) in [("P-22", "56"), ("B-09", "0.83"), ("B-04", "1.2"), ("P-02", "2万家次"), ("P-20", "200")] {
        prefill.filled.insert((ItemId::new(item), Slot::Actual), Content::text(text));
    }
    let s = one(&raw(&template(&form, &form.stages[1], &prefill)));
    let part = |item: &str| {
        let e = entry(&s, item, Slot::Actual);
        e.reading.meaning.parts().iter().map(|p| format!("{} {}", p.amount, p.measure_text())).collect::<String>()
    };
    assert_eq!(part("P-22"), "56 万台");
    assert_eq!(part("B-04"), "1.2 %");
    assert_eq!(part("P-02"), "2 万家次");
    assert_eq!(part("P-20"), "200 ");
    assert_eq!(entry(&s, "B-09", Slot::Actual).reading.meaning.kind(), "unclear");
    assert_eq!(entry(&s, "P-22", Slot::Actual).reading.notes, ["未写计量单位，按56万台计"]);
}

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

/// A hidden key that a deleted column has drawn into a slot is nobody's text.
#[test]
fn a_key_in_a_slot_is_no_text() {
    let mut book = filled("evaluate", &[]);
    let place = cell("P-02", Slot::Actual);
    let key = layout("evaluate").keys.iter().find(|(c, _)| c.row == row("P-02")).unwrap().1.clone();
    put(&mut book, FORM, place, &key);
    assert_eq!(seen(&one(&book), "P-02", Slot::Actual).0, "");
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

#[test]
fn whatever_the_sheet_is_called() {
    let mut book = filled("evaluate", &[]);
    rename(&mut book, FORM, "Sheet1 (2)");
    let s = one(&book);
    assert_eq!((s.sheet.as_ref(), seen(&s, "P-02", Slot::Actual).2.as_str()), ("Sheet1 (2)", ALL));
    assert_eq!(codes(&s), Vec::<&str>::new());
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
fn the_stage_is_told_from_what_is_printed() {
    let mut book = filled("declare", &[]);
    clear_column(&mut book, FORM, layout("declare").key_column);
    book.properties.clear();
    book.sheets.retain(|s| s.name.as_ref() == FORM);
    assert_eq!(one(&book).stage.as_deref(), Some("declare"));
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

/// What a clerk (or a script) does to the rows and columns of the sheet.
#[derive(Debug, Clone)]
enum Edit {
    InsertRow(u32),
    DeleteRow(u32),
    InsertColumn(u16),
    /// Sorts two rows of a block past each other, with their hidden keys or without.
    Swap(usize, usize, usize, bool),
    ClearKeys,
    /// Empties a cell: a label, a key, a header.
    Clear(u32, u16),
    /// Writes one cell's text over another.
    Overwrite((u32, u16), (u32, u16)),
    Merge(u32, u16, u32, u16),
    Unmerge(usize),
    LoseNames,
}

fn edit() -> impl Strategy<Value = Edit> {
    let (rows, cols) = (0u32..85, 0u16..10);
    prop_oneof![
        rows.clone().prop_map(Edit::InsertRow),
        rows.clone().prop_map(Edit::DeleteRow),
        cols.clone().prop_map(Edit::InsertColumn),
        (0usize..3, 0usize..33, 0usize..33, any::<bool>()).prop_map(|(n, a, b, keys)| Edit::Swap(n, a, b, keys)),
        Just(Edit::ClearKeys),
        (rows.clone(), cols.clone()).prop_map(|(row, col)| Edit::Clear(row, col)),
        ((rows.clone(), 0u16..4), (rows.clone(), 0u16..4)).prop_map(|(from, to)| Edit::Overwrite(from, to)),
        (rows, cols, 0u32..3, 0u16..3).prop_map(|(row, col, h, w)| Edit::Merge(row, col, h, w)),
        (0usize..200).prop_map(Edit::Unmerge),
        Just(Edit::LoseNames),
    ]
}

/// What the edits start from.
struct Start {
    book: RawBook,
    key_column: u16,
    /// Rows that carry labels, block by block. A task has none: sorting tasks without their keys only numbers them anew.
    blocks: Vec<Vec<u32>>,
}

static START: LazyLock<Start> = LazyLock::new(|| {
    let layout = layout("evaluate");
    let rows_of = |block: &str| {
        let in_block = |(c, k): &&(CellRef, String)| c.col == layout.key_column && k.starts_with(block);
        layout.keys.iter().filter(in_block).map(|(c, _)| c.row).collect()
    };
    let blocks = ["budget/", "execution/", "indicators/"].map(rows_of).to_vec();
    Start { book: signed(), key_column: layout.key_column, blocks }
});

fn apply(book: &mut RawBook, edit: &Edit) {
    match *edit {
        Edit::InsertRow(row) => insert_row(book, FORM, row),
        Edit::DeleteRow(row) => delete_row(book, FORM, row),
        Edit::InsertColumn(col) => insert_column(book, FORM, col),
        Edit::Swap(block, a, b, keys) => {
            let rows = &START.blocks[block];
            let (a, b) = (rows[a % rows.len()], rows[b % rows.len()]);
            swap_rows(book, FORM, a, b, if keys { 0..=40 } else { 0..=7 });
        }
        Edit::ClearKeys => clear_column(book, FORM, START.key_column),
        Edit::Clear(row, col) => put(book, FORM, CellRef::new(row, col), ""),
        Edit::Overwrite((r, c), (row, col)) => {
            let from = sheet(book, FORM).cells.get(&CellRef::new(r, c)).map(|raw| raw.shown().into_owned());
            // A value written over another value is in its place; a label written over a label is not.
            if let Some(text) = from.filter(|t| !t.contains("→")) {
                put(book, FORM, CellRef::new(row, col), &text);
            }
        }
        Edit::Merge(row, col, h, w) => merge(book, FORM, Area::new(row, col, row + h, col + w)),
        Edit::Unmerge(n) => {
            let merges = &mut sheet(book, FORM).merges;
            if !merges.is_empty() {
                merges.remove(n % merges.len());
            }
        }
        Edit::LoseNames => book.names.clear(),
    }
}

/// Every slot says whose it is, so that a value read into another's place shows.
fn signed() -> RawBook {
    let (agency, names, checks) = (agency(), names(), checks());
    let issue = issue(&names, &checks);
    let form = form("dept-target");
    let stage = form.stage("evaluate").unwrap();
    let mut prefill = Prefill::blank(&issue, Some(&agency));
    for (_, item, slot) in Layout::of(&form, stage).slots() {
        prefill.values.insert((item.clone(), slot), Given::Text(format!("→{item}/{slot}")));
    }
    raw(&template(&form, stage, &prefill))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is done to the sheet, nothing is lost, and what is called sure is the item's own.
    #[test]
    fn a_sure_value_is_never_another_items(edits in prop::collection::vec(edit(), 1..6)) {
        let mut book = START.book.clone();
        edits.iter().for_each(|e| apply(&mut book, e));
        let Ok(all) = extract(&book, &FORMS) else { return Ok(()) };
        adds_up(&book, &all);
        for e in all.iter().flat_map(|s| &s.entries).filter(|e| e.sure && e.text.contains('→')) {
            prop_assert_eq!(&e.text, &format!("→{}/{}", e.item, e.slot));
        }
    }
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
