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

const PNG: [u8; 67] = [
    0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1, 8,
    0, 0, 0, 0, 0x3A, 0x7E, 0x9B, 0x55, 0, 0, 0, 0x0A, b'I', b'D', b'A', b'T', 0x78, 0x9C, 0x63, 0x60, 0, 0, 0, 2, 0,
    1, 0x48, 0xAF, 0xA4, 0x71, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xAE, 0x42, 0x60, 0x82,
];

fn anchor(cell: CellRef, inner: &str) -> String {
    let corner = |name: &str, off: u32| {
        format!(
            "<xdr:{name}><xdr:col>{}</xdr:col><xdr:colOff>{off}</xdr:colOff><xdr:row>{}</xdr:row><xdr:rowOff>{off}</xdr:rowOff></xdr:{name}>",
            cell.col, cell.row
        )
    };
    let (from, to) = (corner("from", 20_000), corner("to", 90_000));
    format!("<xdr:twoCellAnchor>{from}{to}{inner}<xdr:clientData/></xdr:twoCellAnchor>")
}

const SHAPE: &str = "<xdr:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"70000\" cy=\"70000\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></xdr:spPr>";

/// A return as Excel saves one: two notes, a picture and a text box over blank slots.
fn with_parts() -> Patch {
    let note = |cell: CellRef, text: &str| {
        format!("<comment ref=\"{cell}\" authorId=\"0\"><text><r><t>{text}</t></r></text></comment>")
    };
    let comments = format!(
        "<comments xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><authors><author>李四</author></authors><commentList>{}{}</commentList></comments>",
        note(CellRef::new(0, 0), "张三核"),
        note(cell("P-05", Slot::Actual), "实际为180家，&lt;系统&gt;未更新"),
    );
    let picture = format!(
        "<xdr:pic><xdr:nvPicPr><xdr:cNvPr id=\"2\" name=\"图片 1\"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill><a:blip r:embed=\"rId1\"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill>{SHAPE}</xdr:pic>"
    );
    let text = format!(
        "<xdr:sp macro=\"\" textlink=\"\"><xdr:nvSpPr><xdr:cNvPr id=\"3\" name=\"文本框 2\"/><xdr:cNvSpPr txBox=\"1\"/></xdr:nvSpPr>{SHAPE}<xdr:txBody><a:bodyPr/><a:p><a:r><a:rPr/><a:t>车型推迟上市</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
    );
    let drawing = format!(
        "<xdr:wsDr xmlns:xdr=\"http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing\" xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">{}{}</xdr:wsDr>",
        anchor(cell("P-02", Slot::Reason), &picture),
        anchor(cell("P-03", Slot::Reason), &text),
    );
    let rels = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/image\" Target=\"../media/image1.png\"/></Relationships>";
    Patch::of(&bytes())
        .related(FORM, "comments", "comments1.xml", comments)
        .related(FORM, "drawing", "drawings/drawing1.xml", drawing)
        .part("xl/drawings/_rels/drawing1.xml.rels", rels)
        .part("xl/media/image1.png", PNG)
        .typed("xl/comments1.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml")
        .typed("xl/drawings/drawing1.xml", "application/vnd.openxmlformats-officedocument.drawing+xml")
        .typed("xl/media/image1.png", "image/png")
}

/// What is said of a return that has all of them.
fn said_of_all(s: &Submission, format: &str) {
    assert_eq!(codes(s), ["E140", "E142", "E143", "E141"], "{format}: {:#?}", s.findings);
    for (code, says) in [
        ("E140", "的完成值上的“实际为180家，<系统>未更新”。"),
        ("E142", "的偏差原因及改进措施。"),
        ("E143", "的偏差原因及改进措施处的“车型推迟上市”。"),
        ("E141", "批注1处（“张三核”），没有计入。"),
    ] {
        assert!(finding(s, code).message.contains(says), "{format}: {}", finding(s, code).message);
    }
    assert_eq!(finding(s, "E142").slots, [(ItemId::new("P-02"), Slot::Reason)], "{format}");
    assert_eq!(finding(s, "E143").slots, [(ItemId::new("P-03"), Slot::Reason)], "{format}");
    assert_eq!(s.cells, read(&BOOK).cells, "{format}");
    for (a, b) in s.entries.iter().zip(read(&BOOK).entries) {
        assert_eq!((&a.text, &a.reading.meaning, a.sure), (&b.text, &b.reading.meaning, b.sure), "{format} {}", a.item);
    }
}

#[test]
fn the_same_in_every_format() {
    let bytes = with_parts().bytes();
    said_of_all(&read(&intake::read("a.xlsx", &bytes).unwrap()), "as written");
    for format in ["xlsx", "xls", "ods"] {
        let Some(saved) = saved_as(&bytes, format) else { return };
        said_of_all(&read(&intake::read("a", &saved).unwrap()), format);
    }
}

/// Parts that are broken, missing or hostile: the values are read, and that something could not be looked at is said.
#[test]
fn broken_parts_refuse_no_workbook() {
    let many = |n: usize| {
        let one = "<comment ref=\"A1\"><text><t>甲</t></text></comment>";
        let at = |i: usize| one.replace("A1", &format!("A{}", i + 1));
        format!("<comments>{}</comments>", (0..n).map(at).collect::<String>())
    };
    for (what, patch, says) in [
        (
            "cut comments",
            with_parts().part("xl/comments1.xml", "<comments><commentList><comment ref=\"A1\"><text>"),
            "读不出来",
        ),
        ("comments that are no text", with_parts().part("xl/comments1.xml", [0xFF, 0xFE, 0x00]), "读不出来"),
        ("a DOCTYPE", with_parts().part("xl/comments1.xml", "<!DOCTYPE a [<!ENTITY b \"c\">]><comments/>"), "读不出来"),
        ("a cut drawing", with_parts().part("xl/drawings/drawing1.xml", "<xdr:wsDr><xdr:twoCellAnchor>"), "读不出来"),
        (
            "a drawing that is not there",
            Patch::of(&bytes()).related(FORM, "drawing", "drawings/a.xml", "<a/>").without("xl/drawings/a.xml"),
            "读不出来",
        ),
        ("too many notes", with_parts().part("xl/comments1.xml", many(20_000)), "没有全部查看"),
        (
            "too large a part",
            with_parts().part("xl/comments1.xml", format!("<comments>{}</comments>", " ".repeat(40 << 20))),
            "读不出来",
        ),
    ] {
        let book = intake::read("a.xlsx", &patch.bytes()).unwrap_or_else(|r| panic!("{what}: {r}"));
        let s = read(&book);
        assert!(finding(&s, "E141").message.contains(says), "{what}: {}", finding(&s, "E141").message);
        assert_eq!(
            s.entries.iter().map(|e| &e.text).collect::<Vec<_>>(),
            read(&BOOK).entries.iter().map(|e| &e.text).collect::<Vec<_>>()
        );
    }
}

/// A conversation of Excel 365 is quoted once, without the sentence for older programs; WPS keeps only the old note.
#[test]
fn conversations_are_said_once() {
    let at = cell("P-05", Slot::Actual);
    let boilerplate = "[Threaded comment]&#10;&#10;Your version of Excel allows you to read this threaded comment; however, any edits to it will get removed if the file is opened in a newer version of Excel. Learn more: https://go.microsoft.com/fwlink/?linkid=870924&#10;&#10;Comment:&#10;    上报口径为180家";
    let legacy = format!(
        "<comments><commentList><comment ref=\"{at}\"><text><t>{boilerplate}</t></text></comment></commentList></comments>"
    );
    let threaded = format!(
        "<ThreadedComments><threadedComment ref=\"{at}\" id=\"1\"><text>上报口径为180家</text></threadedComment><threadedComment ref=\"{at}\" parentId=\"1\"><text>已核</text></threadedComment></ThreadedComments>"
    );
    let old = Patch::of(&bytes()).related(FORM, "comments", "comments1.xml", legacy);
    let new = old.clone().related(
        FORM,
        "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment",
        "threadedComments/threadedComment1.xml",
        threaded,
    );
    for (patch, says) in [(old, "上的“上报口径为180家”。"), (new, "上的“上报口径为180家；已核”。")]
    {
        let s = read(&intake::read("a.xlsx", &patch.bytes()).unwrap());
        assert_eq!(codes(&s), ["E140"]);
        assert!(finding(&s, "E140").message.contains(says), "{}", finding(&s, "E140").message);
    }
}

/// (the cell's XML as WPS and Excel 365 write it)
#[test]
fn pictures_in_cells() {
    let put_in = |at: CellRef, xml: String| {
        Patch::of(&bytes()).sheet(FORM, |sheet| {
            let start = sheet.find(&format!("<c r=\"{at}\"")).unwrap();
            let end = start + sheet[start..].find("/>").unwrap() + 2;
            format!("{}{xml}{}", &sheet[..start], &sheet[end..])
        })
    };
    for item in ["P-05", "P-02"] {
        // 完成值 is a number's slot, where its rule says what is wrong; 偏差原因 is a text's.
        let slot = if item == "P-05" { Slot::Actual } else { Slot::Reason };
        let at = cell(item, slot);
        let wps = format!("<c r=\"{at}\" t=\"str\"><f>_xlfn.DISPIMG(\"ID_0A\",1)</f><v>=DISPIMG(\"ID_0A\",1)</v></c>");
        let excel = format!("<c r=\"{at}\" t=\"e\" vm=\"1\"><v>#VALUE!</v></c>");
        for (what, patch) in [
            ("WPS", put_in(at, wps.clone())),
            ("WPS, saved as .xls or .et", put_in(at, wps.replace("<f>_xlfn.DISPIMG(\"ID_0A\",1)</f>", ""))),
            ("Excel 365", put_in(at, excel).part("xl/richData/richValueRel.xml", "<richValueRels/>")),
        ] {
            let s = read(&intake::read("a.xlsx", &patch.bytes()).unwrap());
            let entry = s.entry(&ItemId::new(item), slot).unwrap();
            assert!(
                matches!(&entry.reading.meaning, Meaning::Unclear(why) if why.contains("图片")),
                "{what} {entry:?}"
            );
            if slot == Slot::Reason {
                assert_eq!(codes(&s), ["E142"], "{what}");
            }
        }
    }
}

/// What the formats that people and programs write make of a number, in every kind of file: (item, slot, number, format,
/// the text that is read, its kind, what is said of it in .xlsx and .xls). An .ods tells no formats beyond % and dates.
const FORMATS: [(&str, Slot, &str, &str, &str, &str, &str); 10] = [
    ("B-09", Slot::Actual, "0.83", "0.00%;-0.00%", "83%", "quantity", ""),
    ("B-01", Slot::Actual, "0.0725", "0.00%_);[Red]\\(0.00%\\)", "7.25%", "quantity", ""),
    ("B-04", Slot::Actual, "0.012", "General", "0.012", "unclear", ""),
    ("P-13", Slot::Actual, "45422", "m\"月\"d\"日\"", "2024-05-10", "unclear", "5-10"),
    ("P-14", Slot::Actual, "45422", "[$-804]yyyy\"年\"m\"月\"", "2024-05-10", "unclear", "5-10"),
    ("P-15", Slot::Actual, "45422", "yyyy/m/d;@", "2024-05-10", "unclear", "5-10"),
    ("basic-expenditure", Slot::Spent, "12998.1", "#,##0.00\"万元\"", "12998.1", "quantity", ""),
    (
        "basic-expenditure",
        Slot::Adjusted,
        "13053.28",
        "_ \"¥\"* #,##0.00_ ;_ \"¥\"* \\-#,##0.00_ ;_ \"¥\"* \"-\"??_ ;_ @_ ",
        "13053.28",
        "quantity",
        "",
    ),
    ("project-expenditure", Slot::Spent, "43210900", "0\\.0,", "43210900", "quantity", "显示为“4321.09”"),
    ("fiscal-special-funds", Slot::Spent, "227999990", "#,##0.00,", "227999990", "quantity", "显示为“227999.99”"),
];

#[test]
fn number_formats_as_people_and_programs_write_them() {
    let mut patch = Patch::of(&bytes());
    let styles = patch.text("xl/styles.xml");
    let count = |xml: &str, from: &str| xml.split(from).nth(1).unwrap().split("<xf ").count() - 1;
    let first = count(styles.split("</cellXfs>").next().unwrap(), "<cellXfs");
    let (mut formats, mut xfs) = (String::new(), String::new());
    for (n, (.., format, _, _, _)) in FORMATS.iter().enumerate() {
        let code = format.replace('&', "&amp;").replace('"', "&quot;");
        formats.push_str(&format!("<numFmt numFmtId=\"{}\" formatCode=\"{code}\"/>", 400 + n));
        xfs.push_str(&format!(
            "<xf numFmtId=\"{}\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>",
            400 + n
        ));
    }
    let styles = styles
        .replace("</numFmts>", &format!("{formats}</numFmts>"))
        .replace("</cellXfs>", &format!("{xfs}</cellXfs>"));
    patch = patch.part("xl/styles.xml", styles).sheet(FORM, |mut sheet| {
        for (n, (item, slot, number, ..)) in FORMATS.iter().enumerate() {
            let at = cell(item, *slot);
            let start = sheet.find(&format!("<c r=\"{at}\"")).unwrap();
            let tag = start + sheet[start..].find('>').unwrap() + 1;
            let end = if sheet[..tag].ends_with("/>") { tag } else { tag + sheet[tag..].find("</c>").unwrap() + 4 };
            let xml = format!("<c r=\"{at}\" s=\"{}\"><v>{number}</v></c>", first + n);
            sheet = format!("{}{xml}{}", &sheet[..start], &sheet[end..]);
        }
        sheet
    });
    let own = patch.bytes();
    for format in ["", "xlsx", "xls", "ods"] {
        let bytes = if format.is_empty() {
            own.clone()
        } else {
            let Some(bytes) = saved_as(&own, format) else { return };
            bytes
        };
        let s = read(&intake::read("a", &bytes).unwrap());
        let asked = s.findings.iter().find(|f| f.code == "E145").map_or("", |f| f.message.as_str());
        for (item, slot, number, code, text, kind, says) in FORMATS {
            let entry = s.entry(&ItemId::new(item), slot).unwrap();
            let what = format!("{number} under {code} in {format}");
            assert_eq!((entry.text.as_str(), entry.reading.meaning.kind()), (text, kind), "{what}");
            match &entry.reading.meaning {
                Meaning::Unclear(why) => assert!(why.contains(says), "{what}: {why}"),
                _ if says.is_empty() => assert!(!asked.contains(&format!("“{text}”")), "{what}: {asked}"),
                _ => assert_eq!(asked.contains(says), format != "ods", "{what}: {asked}"),
            }
        }
    }
}
