//! The published form as one agency's return, and how what was read of it is looked at.

use crate::office::*;
use jihe::definition::layout::Layout;
use jihe::definition::{BUILT_IN, FormDef};
use jihe::extract::{Entry, Submission, extract};
use jihe::intake::{self, RawBook};
use jihe::model::book::{Book, Content};
use jihe::model::{CellRef, Finding, ItemId, Slot};
use jihe::template::{Given, Prefill, template};
use jihe::xlsx;
use std::sync::LazyLock;

pub const FORM: &str = "绩效目标";

pub static FORMS: LazyLock<Vec<FormDef>> = LazyLock::new(|| BUILT_IN.iter().map(|(id, _)| form(id)).collect());

pub fn raw(book: &Book) -> RawBook {
    intake::read("收回/天河.xlsx", &xlsx::write(book).unwrap()).unwrap()
}

/// The published form as one agency's return.
pub fn filled(stage: &str, more: &[(&str, Slot, Content)]) -> RawBook {
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
pub fn give_texts(form: &FormDef, stage: &jihe::definition::Stage, prefill: &mut Prefill<'_>) {
    let tasks = (1..=6).map(|n| format!("T-{n}"));
    let places = tasks.flat_map(|t| [Slot::Name, Slot::Content, Slot::Expected].map(|slot| (t.clone(), slot)));
    for (item, slot) in places.chain([("objective".to_owned(), Slot::Text)]).filter(|(_, slot)| !stage.asks(*slot)) {
        let text = format!("{}：{}{slot}", form.title, item);
        prefill.values.insert((ItemId::new(&item), slot), Given::Text(text));
    }
}

pub fn layout(stage: &str) -> Layout {
    let form = form("dept-target");
    Layout::of(&form, form.stage(stage).unwrap())
}

pub fn cell(item: &str, slot: Slot) -> CellRef {
    layout("evaluate").cell(&ItemId::new(item), slot).unwrap()
}

pub fn row(item: &str) -> u32 {
    let (cell, _) = &layout("evaluate").keys.iter().find(|(_, k)| k.ends_with(&format!("/{item}"))).unwrap().clone();
    cell.row
}

/// The column of the indicators' labels.
pub fn label(item: &str) -> CellRef {
    CellRef::new(row(item), 3)
}

/// Reads a workbook with one form in it; the account must add up, whatever was done to it.
pub fn one(book: &RawBook) -> Submission {
    let all = extract(book, &FORMS).unwrap_or_else(|r| panic!("{r}"));
    assert_eq!(all.len(), 1);
    adds_up(book, &all);
    all.into_iter().next().unwrap()
}

pub fn adds_up(book: &RawBook, all: &[Submission]) {
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

pub fn layout_of(s: &Submission) -> Layout {
    let form = FORMS.iter().find(|f| Some(&f.id) == s.form.as_ref()).unwrap();
    Layout::of(form, form.stage(s.stage.as_ref().unwrap()).unwrap())
}

pub fn entry<'a>(s: &'a Submission, item: &str, slot: Slot) -> &'a Entry {
    s.entry(&ItemId::new(item), slot).unwrap()
}

/// The value as a person sees it: text, sure or not, anchors.
pub fn seen(s: &Submission, item: &str, slot: Slot) -> (String, bool, String) {
    let e = entry(s, item, slot);
    let anchors: Vec<&str> = e.anchors.iter().map(|a| a.as_str()).collect();
    (e.text.clone(), e.sure, anchors.join(" "))
}

pub fn is(text: &str, sure: bool, anchors: &str) -> (String, bool, String) {
    (text.to_owned(), sure, anchors.to_owned())
}

pub fn codes(s: &Submission) -> Vec<&'static str> {
    s.findings.iter().map(|f| f.code).collect()
}

pub fn finding<'a>(s: &'a Submission, code: &str) -> &'a Finding {
    s.findings.iter().find(|f| f.code == code).unwrap_or_else(|| panic!("no {code}: {:#?}", s.findings))
}

pub const ALL: &str = "label key name layout";
