//! What stands in the cells: every state of the templates, amounts, numbers without a target, cells that hold no plain text.

use super::common::*;
use crate::edits::*;
use crate::office::*;
use jihe::definition::layout::Layout;
use jihe::extract::Amount;
use jihe::intake::RawValue;
use jihe::model::book::Content;
use jihe::model::{CellRef, ItemId, Meaning, Slot};
use jihe::template::{Prefill, template};

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
