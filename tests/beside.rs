//! What stands beside the cells of a return: notes, pictures, text boxes, links to other files, misleading formats.
#![allow(clippy::unwrap_used, reason = "tests")]

#[allow(dead_code, reason = "used in part")]
mod edits;
mod office;
mod patch;

use edits::{put, sheet, value};
use jihe::definition::FormDef;
use jihe::definition::layout::Layout;
use jihe::extract::{Submission, extract};
use jihe::intake::{self, Beside, BesideKind, RawBook, RawCell, RawValue};
use jihe::model::book::{Area, Content};
use jihe::model::{CellRef, Finding, ItemId, Meaning, Reach, Severity, Slot};
use jihe::template::{Prefill, template};
use jihe::xlsx;
use office::*;
use patch::Patch;
use std::sync::{Arc, LazyLock};

const FORM: &str = "绩效目标";

static FORMS: LazyLock<Vec<FormDef>> = LazyLock::new(|| vec![form("dept-target")]);

/// A filled evaluate return without reasons, and without a 完成值 for P-05.
fn bytes() -> Vec<u8> {
    let (agency, names, checks) = (agency(), names(), checks());
    let issue = issue(&names, &checks);
    let form = &FORMS[0];
    let stage = form.stage("evaluate").unwrap();
    let mut prefill = Prefill::blank(&issue, Some(&agency));
    give_targets(form, stage, &mut prefill);
    fill_published(stage, &mut prefill);
    prefill.filled.insert((ItemId::new("P-05"), Slot::Actual), Content::text(""));
    xlsx::write(&template(form, stage, &prefill)).unwrap()
}

static BOOK: LazyLock<RawBook> = LazyLock::new(|| intake::read("a.xlsx", &bytes()).unwrap());

fn cell(item: &str, slot: Slot) -> CellRef {
    let form = &FORMS[0];
    Layout::of(form, form.stage("evaluate").unwrap()).cell(&ItemId::new(item), slot).unwrap()
}

fn read(book: &RawBook) -> Submission {
    let mut all = extract(book, &FORMS).unwrap();
    assert_eq!(all.len(), 1);
    let s = all.remove(0);
    assert_eq!(s.cells.nonempty, s.cells.form + s.cells.entries + s.cells.unplaced);
    for finding in &s.findings {
        assert!(finding.message.ends_with('。') && finding.fix.ends_with('。'), "{}", finding.message);
    }
    s
}

fn finding<'a>(s: &'a Submission, code: &str) -> &'a Finding {
    s.findings.iter().find(|f| f.code == code).unwrap_or_else(|| panic!("no {code}: {:#?}", s.findings))
}

fn codes(s: &Submission) -> Vec<&'static str> {
    s.findings.iter().map(|f| f.code).collect()
}

fn thing(kind: BesideKind, area: Option<Area>, text: &str) -> Beside {
    Beside { area, kind, text: Arc::from(text) }
}

fn over(a: CellRef, b: CellRef) -> Option<Area> {
    Some(Area { first: a, last: b })
}

fn with(things: &[Beside]) -> Submission {
    let mut book = BOOK.clone();
    sheet(&mut book, FORM).beside.extend(things.iter().cloned());
    read(&book)
}

#[test]
fn a_return_without_such_things_has_none() {
    let s = read(&BOOK);
    assert_eq!(s.findings, vec![]);
    assert!(BOOK.sheets.iter().all(|s| s.beside.is_empty()));
}

/// What stands where (kind, first cell, last cell, text), and what is said of it.
#[test]
fn things_on_slots_and_elsewhere() {
    use BesideKind::*;
    let at = |item, slot| over(cell(item, slot), cell(item, slot));
    let (blank, held) = (at("P-05", Slot::Actual), at("P-02", Slot::Actual));
    let label = over(CellRef::new(cell("P-02", Slot::Actual).row, 3), CellRef::new(cell("P-02", Slot::Actual).row, 3));
    let title = over(CellRef::new(0, 0), CellRef::new(0, 0));
    let far = over(CellRef::new(300, 0), CellRef::new(302, 4));
    let cases = [
        (
            Note,
            blank,
            "实际为180家",
            "E140",
            "填报栏上写有批注，批注里的内容没有计入：“工业企业开展技术改造数量”的完成值上的“实际为180家”。",
        ),
        (Note, held, "系统里取的是\n2万", "E140", "的完成值上的“系统里取的是 2万”"),
        (Note, held, "", "E140", "（内容读不出来）"),
        (Note, label, "口径同上年", "E140", "一行的“口径同上年”"),
        (Note, title, "张三核", "E141", "填报栏以外还有批注1处（“张三核”），没有计入。"),
        (Picture, blank, "", "E142", "的完成值。"),
        (Drawing, blank, "", "E142", "有的栏目空着，上面贴了图片，图片里的内容读不出来"),
        (Picture, held, "", "E141", "填报栏以外还有图片1处，没有计入。"),
        (Picture, None, "", "E141", "图片1处"),
        (Picture, far, "", "E141", "图片1处"),
        (TextBox, blank, "180家", "E143", "的完成值处的“180家”。"),
        (TextBox, held, "180家", "E141", "文本框1处（“180家”）"),
        (Drawing, far, "", "E141", "图表1处"),
        (Unread, None, "批注、图片或文本框读不出来", "E141", "工作表“绩效目标”的批注、图片或文本框读不出来。"),
    ];
    for (kind, area, text, code, says) in cases {
        let s = with(&[thing(kind, area, text)]);
        assert_eq!(codes(&s), [code], "{kind:?} {text}");
        let finding = finding(&s, code);
        assert!(finding.message.contains(says), "{}", finding.message);
        let severity = if code == "E141" { Severity::Note } else { Severity::Query };
        assert_eq!((finding.severity, finding.reach), (severity, Reach::Nothing), "{code}");
        // Nothing is taken for a value, nothing counted as a cell.
        let (plain, noted) = (read(&BOOK), s);
        assert_eq!((plain.entries, plain.cells), (noted.entries, noted.cells), "{kind:?}");
    }
}

#[test]
fn one_cause_is_one_finding() {
    let slots = ["P-01", "P-02", "P-03", "P-04"].map(|item| cell(item, Slot::Actual));
    let mut things: Vec<Beside> = slots.iter().map(|c| thing(BesideKind::Note, over(*c, *c), "待核")).collect();
    things.extend(
        (0..3).map(|n| thing(BesideKind::Note, over(CellRef::new(400 + n, 0), CellRef::new(400 + n, 0)), "备忘")),
    );
    things.push(thing(BesideKind::Picture, None, ""));
    let s = with(&things);
    assert_eq!(codes(&s), ["E140", "E141"]);
    assert_eq!(finding(&s, "E140").places.len(), 4);
    assert_eq!(finding(&s, "E140").slots.len(), 4);
    assert!(finding(&s, "E140").message.contains("等4处"), "{}", finding(&s, "E140").message);
    assert!(
        finding(&s, "E141").message.contains("批注3处（“备忘”、“备忘”、“备忘”）、图片1处"),
        "{}",
        finding(&s, "E141").message
    );
}

#[test]
fn a_picture_over_blank_spare_rows_is_only_mentioned() {
    let spare = cell("T-8", Slot::Name);
    let s = with(&[thing(BesideKind::Picture, over(spare, spare), "")]);
    assert_eq!(codes(&s), ["E141"]);
}

#[test]
fn notes_on_other_sheets_are_mentioned_with_their_place() {
    let mut book = BOOK.clone();
    let other = book.sheets[0].name.to_string();
    let a1 = over(CellRef::new(2, 1), CellRef::new(2, 1));
    sheet(&mut book, &other).beside.push(thing(BesideKind::Note, a1, "见附件"));
    let s = read(&book);
    assert_eq!(codes(&s), ["E141"]);
    let place = &finding(&s, "E141").places[0];
    assert_eq!((place.sheet.as_ref(), place.cell.to_string().as_str()), (other.as_str(), "B3"));
}

fn number(text: &str, format: &str) -> RawCell {
    RawCell { format: Some(Arc::from(format)), ..value(RawValue::Number(d(text))) }
}

/// (item, slot, number, its format, what is said; nothing where the format misleads nobody)
#[test]
fn a_number_shown_as_another_is_asked_about() {
    let amount = ("basic-expenditure", Slot::Spent);
    let cases = [
        (amount, "12998.1", "#,##0.00", ""),
        (amount, "12998.1", "#,##0.00\"万元\"", ""),
        (amount, "12998.1", "_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* \"-\"??_ ;_ @_ ", ""),
        (amount, "129981000", "0!.00,", "“基本支出”的全年执行数（万元）显示为“1299.81”，实际存的是“129981000”"),
        (amount, "129981000", "#,##0.00,", "显示为“129981”"),
        (amount, "1.29981", "0.00\"亿元\"", "显示为“1.29981亿元”，实际存的是“1.29981”"),
        (amount, "129981000", "0\"元\"", "显示为“129981000元”"),
        (amount, "12998.1", ";;;", "不显示任何内容，实际存的是“12998.1”"),
        (("P-02", Slot::Actual), "20000", "#,##0\"家次\"", ""),
        (("P-02", Slot::Actual), "20000", "#,##0", ""),
        (("P-02", Slot::Actual), "2", "0\"万家次\"", "显示为“2万家次”"),
        (("P-02", Slot::Actual), "20000", "0!.0,", "显示为“2”"),
    ];
    for ((item, slot), held, format, says) in cases {
        let mut book = BOOK.clone();
        sheet(&mut book, FORM).cells.insert(cell(item, slot), number(held, format));
        let s = read(&book);
        let expected: &[&str] = if says.is_empty() { &[] } else { &["E145"] };
        assert_eq!(codes(&s), expected, "{held} under {format}");
        if !says.is_empty() {
            let f = finding(&s, "E145");
            assert!(f.message.contains(says), "{}", f.message);
            assert_eq!((f.severity, f.reach, f.slots.len()), (Severity::Query, Reach::Entry, 1));
        }
        assert_eq!(s.entry(&ItemId::new(item), slot).unwrap().text, held, "the true value counts");
    }
}

#[test]
fn a_value_fetched_from_another_file_is_read_and_asked_about() {
    let mut book = BOOK.clone();
    let linked = |value, formula: &str| RawCell { formula: Some(Arc::from(formula)), ..edits::value(value) };
    let cells = &mut sheet(&mut book, FORM).cells;
    cells.insert(cell("P-02", Slot::Actual), linked(RawValue::Number(d("20000")), "[1]台账!$B$2"));
    cells.insert(cell("P-03", Slot::Actual), linked(RawValue::Error("#REF!".into()), "[1]台账!$B$3"));
    cells.insert(cell("P-04", Slot::Actual), linked(RawValue::Number(d("5")), "2+3"));
    let s = read(&book);
    assert_eq!(codes(&s), ["E144"]);
    let f = finding(&s, "E144");
    assert!(f.message.contains("的完成值（现为“20000”）"), "{}", f.message);
    assert_eq!((f.severity, f.reach, f.slots.len()), (Severity::Query, Reach::Nothing, 1));
    let entry = |item: &str| s.entry(&ItemId::new(item), Slot::Actual).unwrap();
    assert_eq!(entry("P-02").reading.meaning.kind(), "quantity");
    assert!(matches!(&entry("P-03").reading.meaning, Meaning::Unclear(why) if why.contains("#REF!")));
    assert_eq!(entry("P-04").text, "5");
}

/// Values in hidden rows, columns and sheets and under a filter are values all the same.
#[test]
fn hidden_values_are_read() {
    let hidden = Patch::of(&bytes())
        .sheet(FORM, |xml| xml.replace("<row ", "<row hidden=\"1\" ").replace("<col ", "<col hidden=\"1\" "))
        .bytes();
    let s = read(&intake::read("a.xlsx", &hidden).unwrap());
    let plain = read(&BOOK);
    assert_eq!(s.entries, plain.entries);
    assert_eq!(codes(&s), Vec::<&str>::new());
    let mut book = BOOK.clone();
    sheet(&mut book, FORM).hidden = true;
    put(&mut book, FORM, CellRef::new(300, 0), "");
    assert_eq!(read(&book).entries, plain.entries);
}
