//! Files that are broken, hostile, or no workbook at all: each is refused by name, with a way out.

use super::parts::{Parts, ods, ods_content, ole, record, zip};
use jihe::intake::{Refused, read};

/// Reads, and holds every refusal to the tone of the house.
fn code(file: &str, bytes: &[u8]) -> &'static str {
    match read(file, bytes) {
        Ok(_) => "read",
        Err(Refused { code, message, fix }) => {
            for sentence in [&message, &fix] {
                assert!(sentence.ends_with('。'), "{code}: {sentence}");
                for word in ["失败", "错误", "非法", "无效"] {
                    assert!(!sentence.contains(word), "{code}: {sentence}");
                }
            }
            code
        }
    }
}

#[test]
fn what_is_no_workbook_is_named() {
    let gbk = [0xB5, 0xA5, 0xCE, 0xBB, b',', 0xBD, 0xF0, 0xB6, 0xEE, b'\n']; // 单位,金额
    for (file, bytes, expected) in [
        ("空.xlsx", &b""[..], "empty"),
        ("~$申报表.xlsx", b"\x05user", "lock-file"),
        ("收回/.~lock.申报表.xlsx#", b",user,host;", "lock-file"),
        ("a.xlsx", "单位,金额\n黄埔,1\n".as_bytes(), "csv"),
        ("a.xls", b"\xEF\xBB\xBFa\tb\n1\t2\n", "csv"),
        ("a.xls", b"\xFF\xFEa\0\t\0b\0", "csv"),
        ("a.csv", &gbk, "csv"),
        ("a.csv", b"BMI,1\n", "csv"),
        ("a.xlsx", b"BM\x46\0\0\0\0\0\0\0\x36\0", "image"),
        ("a.xls", b"<html><body><table><tr><td>1</td></tr></table></body></html>", "html"),
        ("a.xls", b"\n<!DOCTYPE html>\n<HTML>", "html"),
        ("a.xls", b"MIME-Version: 1.0\nContent-Type: multipart/related", "html"),
        ("a.xls", b"<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook/>", "xml-2003"),
        ("a.xlsx", b"%PDF-1.7\n", "pdf"),
        ("a.xlsx", b"\xFF\xD8\xFF\xE0\0\x10JFIF", "image"),
        ("a.xlsx", b"\x89PNG\r\n\x1a\n", "image"),
        ("a.xls", b"{\\rtf1\\ansi}", "word"),
        ("a.xls", &[9, 4, 6, 0, 0, 0, 16, 0], "old-biff"),
        ("winmail.dat", b"\x78\x9F\x3E\x22\x01\x00", "winmail"),
        ("a.eml", b"From: a@b\nDate: today\n\nhello", "mail"),
        ("a.rar", b"Rar!\x1a\x07\x00", "archive"),
        ("a.7z", b"7z\xBC\xAF\x27\x1C\0\x04", "archive"),
        ("a.xlsx", b"\x00\x01\x02\x03\x04", "not-a-workbook"),
        ("a.xlsx", "只有一句话".as_bytes(), "not-a-workbook"),
        ("a.xlsx", &vec![b'P'; (64 << 20) + 1], "too-large"),
    ] {
        assert_eq!(code(file, bytes), expected, "{file} {:?}", &bytes[..bytes.len().min(12)]);
    }
}

#[test]
fn other_documents_in_a_zip_or_a_compound_file_are_named() {
    let rels = b"<Relationships/>";
    for (what, bytes, expected) in [
        ("docx", zip(&[("_rels/.rels", rels), ("word/document.xml", b"<w/>")]), "word"),
        ("pptx", zip(&[("_rels/.rels", rels), ("ppt/presentation.xml", b"<p/>")]), "zip-without-workbook"),
        ("xlsb", zip(&[("_rels/.rels", rels), ("xl/workbook.bin", b"\x83")]), "xlsb"),
        ("files", zip(&[("a.txt", b"1")]), "zip-without-workbook"),
        ("empty zip", zip(&[]), "zip-without-workbook"),
        ("cut zip", Parts::with_cells("").bytes()[..600].to_vec(), "damaged"),
        ("doc", ole("WordDocument", b"x"), "word"),
        ("encrypted", ole("EncryptedPackage", b"x"), "encrypted"),
        ("msg", ole("__properties", b"x"), "not-a-workbook"),
        ("msg of Outlook", ole("__properties_version1.0", b"x"), "outlook"),
        ("cut ole", ole("Workbook", &[0; 9000])[..1024].to_vec(), "damaged"),
        (
            "ods text",
            zip(&[
                ("mimetype", b"application/vnd.oasis.opendocument.text"),
                ("META-INF/manifest.xml", b"<m/>"),
                ("content.xml", b"<o/>"),
            ]),
            "word",
        ),
        (
            "ods locked",
            zip(&[
                ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
                ("META-INF/manifest.xml", b"<manifest:encryption-data/>"),
                ("content.xml", b"\x01"),
            ]),
            "encrypted",
        ),
    ] {
        assert_eq!(code("a.xlsx", &bytes), expected, "{what}");
    }
}

/// The same bytes with every `from` overwritten by `to`: names stand in front of a member and in the directory.
fn overwritten(mut bytes: Vec<u8>, from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let places: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at..].starts_with(from.as_bytes())).collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
    }
    bytes
}

/// One bit of a member's packed content turned over.
fn flipped(mut bytes: Vec<u8>, member: &str) -> Vec<u8> {
    let at = bytes.windows(member.len()).position(|w| w == member.as_bytes()).unwrap();
    bytes[at + member.len() + 8] ^= 0x10;
    bytes
}

/// Every member marked as encrypted, in front of it and in the directory.
fn locked(mut bytes: Vec<u8>) -> Vec<u8> {
    for (mark, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let places: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at..].starts_with(mark)).collect();
        for at in places {
            bytes[at + flags] |= 1;
        }
    }
    bytes
}

#[test]
fn the_package() {
    let good = || Parts::with_cells("<c r=\"A1\"><v>1</v></c>");
    let blank = |megabytes: usize| " ".repeat(megabytes << 20);
    let many = (0..1001).fold(good(), |parts, i| parts.part(&format!("xl/media/{i}.png"), ""));
    let locked = locked(good().bytes());
    for (what, bytes, expected) in [
        ("good", good().bytes(), "read"),
        (
            "one name twice",
            overwritten(good().part("xl/stylez.xml", "<a/>").bytes(), "xl/stylez.xml", "xl/styles.xml"),
            "damaged",
        ),
        ("twice by case", good().part("xl/STYLES.xml", "<a/>").bytes(), "damaged"),
        ("twice by backslash", good().part("xl\\styles.xml", "<a/>").bytes(), "damaged"),
        ("leads out", good().part("../styles.xml", "<a/>").bytes(), "damaged"),
        ("absolute", good().part("/styles.xml", "<a/>").bytes(), "damaged"),
        ("on a drive", good().part("c:/styles.xml", "<a/>").bytes(), "damaged"),
        ("with a password", locked, "encrypted"),
        ("too many members", many.bytes(), "too-large"),
        ("one bit flipped in the sheet", flipped(good().bytes(), "xl/worksheets/sheet1.xml"), "damaged"),
        (
            "one bit flipped in a picture",
            flipped(good().part("xl/media/a.png", "abcdefghijklmnopq").bytes(), "xl/media/a.png"),
            "damaged",
        ),
        ("one member too large", good().part("xl/media/a.bin", &blank(129)).bytes(), "too-large"),
        (
            "all members too large",
            good().part("a", &blank(100)).part("b", &blank(100)).part("c", &blank(100)).bytes(),
            "too-large",
        ),
        ("no relationships", good().without("_rels/.rels").bytes(), "zip-without-workbook"),
        ("no workbook", good().without("xl/workbook.xml").bytes(), "damaged"),
        ("no sheet part", good().without("xl/worksheets/sheet1.xml").bytes(), "damaged"),
    ] {
        assert_eq!(code("a.xlsx", &bytes), expected, "{what}");
    }
}

#[test]
fn the_parts_of_an_xlsx() {
    let good = || Parts::with_cells("<c r=\"A1\"><v>1</v></c>");
    let book = "xl/workbook.xml";
    let rels = "xl/_rels/workbook.xml.rels";
    let second = |name: &str, id: &str| {
        let sheet = format!(r#"<sheet name="{name}" sheetId="2" r:id="{id}"/></sheets>"#);
        let rel = r#"<Relationship Id="rId2" Type="x/worksheet" Target="worksheets/sheet2.xml"/></Relationships>"#;
        good()
            .replace(book, "</sheets>", &sheet)
            .replace(rels, "</Relationships>", rel)
            .part("xl/worksheets/sheet2.xml", "<worksheet><sheetData/></worksheet>")
    };
    let doctype = r#"<!DOCTYPE a [<!ENTITY b "c">]>"#;
    let sheets: String = (0..501).map(|i| format!(r#"<sheet name="{i}" sheetId="{i}" r:id="rId1"/>"#)).collect();
    for (what, parts, expected) in [
        ("two sheets", second("表二", "rId2"), "read"),
        ("two sheets of one name", second("表", "rId2"), "damaged"),
        ("two sheets of one name but for the case", second("A", "rId2").replace(book, "\"表\"", "\"a\""), "damaged"),
        ("two sheets, one part", second("表二", "rId1"), "damaged"),
        ("a sheet that leads nowhere", second("表二", "rId9"), "damaged"),
        ("no sheet", good().part(book, "<workbook><sheets></sheets></workbook>"), "damaged"),
        (
            "501 sheets",
            good().part(book, &format!("<workbook xmlns:r=\"r\"><sheets>{sheets}</sheets></workbook>")),
            "damaged",
        ),
        (
            "an Excel 4.0 macro sheet",
            second("宏", "rId2").replace(rels, "x/worksheet", "x/xlMacrosheet"),
            "macro-sheet",
        ),
        ("DOCTYPE in the workbook", good().replace(book, "<workbook ", &format!("{doctype}<workbook ")), "damaged"),
        (
            "DOCTYPE in the sheet",
            good().replace("xl/worksheets/sheet1.xml", "<worksheet ", &format!("{doctype}<worksheet ")),
            "damaged",
        ),
        ("DOCTYPE in a part of others", good().part("customXml/item1.xml", doctype), "read"),
        (
            "more strings announced than there are",
            good().strings("").replace("xl/sharedStrings.xml", "<sst ", "<sst uniqueCount=\"4000000000\" "),
            "damaged",
        ),
        ("a text of 200 KB", good().strings(&format!("<si><t>{}</t></si>", "a".repeat(200_000))), "too-large"),
        (
            "a cut sheet",
            good().part("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1"),
            "damaged",
        ),
        ("two sets of data", Parts::with_sheet("<sheetData/><sheetData><row r=\"1\"/></sheetData>"), "damaged"),
        ("a reversed dimension", Parts::with_sheet("<dimension ref=\"B5:A1\"/><sheetData/>"), "damaged"),
        (
            "a merge outside the grid",
            Parts::with_sheet("<sheetData/><mergeCells><mergeCell ref=\"A1:ZZZ1\"/></mergeCells>"),
            "damaged",
        ),
    ] {
        assert_eq!(code("a.xlsx", &parts.bytes()), expected, "{what}");
    }
}

#[test]
fn cells_that_would_land_elsewhere() {
    for (cells, expected) in [
        (r#"<c r="A4294967297"><v>1</v></c>"#, "damaged"),
        (r#"<c r="ZZZZZZZ1"><v>1</v></c>"#, "damaged"),
        (r#"<c r="XFE1"><v>1</v></c>"#, "damaged"),
        (r#"<c r="A1048577"><v>1</v></c>"#, "damaged"),
        (r#"<c r="A0"><v>1</v></c>"#, "damaged"),
        (r#"<c r="a1"><v>1</v></c>"#, "damaged"),
        (r#"<c r="1A"><v>1</v></c>"#, "damaged"),
        (r#"<c r=""><v>1</v></c>"#, "damaged"),
        (r#"<c r="XFD1"><v>1</v></c>"#, "read"),
        (r#"<c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c>"#, "too-many-cells"),
        (r#"<c r="A1"><f t="shared" si="99999999999" ref="A1:A2">B1</f><v>1</v></c>"#, "damaged"),
        (r#"<c r="A1"><f t="shared" si="0" ref="A2:A1">B1</f><v>1</v></c>"#, "damaged"),
    ] {
        assert_eq!(code("a.xlsx", &Parts::with_cells(cells).bytes()), expected, "{cells}");
    }
}

#[test]
fn an_ods() {
    let cell = |attributes: &str| {
        format!(
            r#"<table:table table:name="表"><table:table-row><table:table-cell {attributes}/></table:table-row></table:table>"#
        )
    };
    let two = "<table:table table:name=\"a\"></table:table><table:table table:name=\"A\"></table:table>";
    let rows = |n: u32| {
        format!(
            r#"<table:table table:name="表"><table:table-row table:number-rows-repeated="{n}"><table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16"/></table:table-row></table:table>"#
        )
    };
    let spaces = |n: u64| {
        format!(
            r#"<table:table table:name="表"><table:table-row><table:table-cell office:value-type="string"><text:p><text:s text:c="{n}"/></text:p></table:table-cell></table:table-row></table:table>"#
        )
    };
    for (what, bytes, expected) in [
        ("good", ods(&cell(r#"office:value-type="float" office:value="1""#)), "read"),
        ("a cut content", ods_content("<a><table:table table:name=\"表\"><table:table-row>"), "damaged"),
        ("an end tag that closes nothing", ods_content("<a><b></a></b>"), "damaged"),
        ("no sheet", ods(""), "damaged"),
        ("two sheets of one name", ods(two), "damaged"),
        (
            "a value repeated beyond the columns",
            ods(&cell(r#"office:value-type="float" office:value="1" table:number-columns-repeated="99999999""#)),
            "too-many-cells",
        ),
        ("a blank repeated beyond the columns", ods(&cell(r#"table:number-columns-repeated="99999999""#)), "read"),
        ("1,000 rows of 16", ods(&rows(1_000)), "read"),
        ("a row of 16 that took a gigabyte when repeated", ods(&rows(200_000)), "too-many-cells"),
        ("a million rows of 16", ods(&rows(1_000_000)), "too-many-cells"),
        ("a repeat count of 2⁶⁴", ods(&cell(r#"table:number-columns-repeated="18446744073709551616""#)), "ods-layout"),
        ("1,000 spaces", ods(&spaces(1_000)), "read"),
        ("a milliard spaces", ods(&spaces(1_000_000_000)), "too-large"),
        (
            "white space between cells",
            ods(
                "<table:table table:name=\"表\"><table:table-row>\n <table:table-cell/></table:table-row></table:table>",
            ),
            "ods-layout",
        ),
        ("DOCTYPE", ods_content("<!DOCTYPE a><a/>"), "damaged"),
        ("deep nesting", ods_content(&"<a>".repeat(100_000)), "ods-layout"),
    ] {
        assert_eq!(code("a.ods", &bytes), expected, "{what}");
    }
}

/// The text of a shape stood in front of the cell's own, as one text.
#[test]
fn a_shape_in_a_cell_of_an_ods_is_not_its_text() {
    let shape = "<draw:custom-shape><text:p>180家</text:p></draw:custom-shape>";
    let cell = |inner: &str| {
        format!("<table:table table:name=\"表\"><table:table-row>{inner}</table:table-row></table:table>")
    };
    let texts = |inner: &str| {
        let book = read("a.ods", &ods(&cell(inner))).unwrap();
        let shown = book.sheets[0].cells.values().map(|c| c.shown().into_owned()).collect::<Vec<_>>();
        (shown, book.sheets[0].beside.len())
    };
    let typed = |inner: &str| format!("<table:table-cell office:value-type=\"string\">{inner}</table:table-cell>");
    assert_eq!(texts(&typed(&format!("{shape}<text:p>20家</text:p>"))), (vec!["20家".to_owned()], 1));
    assert_eq!(texts(&format!("<table:table-cell>{shape}</table:table-cell>")), (vec![], 1));
    // However many there are; the same thing twice in one place is said once.
    let many = typed(&format!("{}<text:p>20家</text:p>", shape.repeat(6_000)));
    assert_eq!(texts(&many), (vec!["20家".to_owned()], 1));
}

#[test]
fn an_xls() {
    let bof = |kind: u16| record(0x0809, &[&0x0600_u16.to_le_bytes()[..], &kind.to_le_bytes(), &[0; 12]].concat());
    let end = record(0x000A, &[]);
    let book = |sheet: &[u8], at: Option<u32>| {
        let globals = |at: u32| {
            let tab = [&at.to_le_bytes()[..], &[0, 0, 1, 0, b'S']].concat();
            [bof(0x0005), record(0x00E0, &[0; 20]), record(0x0085, &tab), end.clone()].concat()
        };
        let start = u32::try_from(globals(0).len()).unwrap();
        ole("Workbook", &[&globals(at.unwrap_or(start))[..], &bof(0x0010), sheet, &end].concat())
    };
    let number = |row: u16, col: u16| {
        let head = [row.to_le_bytes(), col.to_le_bytes(), [0, 0]].concat();
        record(0x0203, &[&head[..], &1.5_f64.to_le_bytes()].concat())
    };
    let dimensions =
        |rows: u32| record(0x0200, &[&0_u32.to_le_bytes()[..], &rows.to_le_bytes(), &[0, 0, 1, 0, 0, 0]].concat());
    let locked = [bof(0x0005), record(0x002F, &[1, 0]), end.clone()].concat();
    for (what, bytes, expected) in [
        ("good", book(&number(0, 0), None), "read"),
        ("a password", ole("Workbook", &locked), "encrypted"),
        ("a sheet beyond the end", book(&number(0, 0), Some(1_000_000)), "damaged"),
        ("dimensions beyond the grid", book(&dimensions(4_000_000_000), None), "damaged"),
        ("a rectangle of 16 million", book(&[number(0, 0), number(65_535, 255)].concat(), None), "too-many-cells"),
        ("a cut record", book(&[0x03, 0x02, 0xFF, 0xFF, 1], None), "damaged"),
        ("no globals", ole("Workbook", b""), "damaged"),
    ] {
        assert_eq!(code("a.xls", &bytes), expected, "{what}");
    }
}

/// Every `step`th bit of the bytes turned over, one at a time.
fn one_bit_off(bytes: &[u8], step: usize) -> impl Iterator<Item = (usize, Vec<u8>)> {
    (0..bytes.len() * 8).step_by(step).map(|bit| {
        let mut changed = bytes.to_vec();
        changed[bit / 8] ^= 1 << (bit % 8);
        (bit, changed)
    })
}

#[test]
fn a_flipped_bit_in_an_xlsx_is_never_read_as_other_data() {
    let cells = r#"<c r="A1"><v>20000</v></c><c r="B1" s="1"><v>0.83</v></c><c r="C1" t="s"><v>0</v></c><c r="D1" s="2"><v>45657</v></c>"#;
    let good = Parts::with_cells(cells).strings("<si><t>≥20,000家次</t></si>").bytes();
    let original = read("a.xlsx", &good).unwrap();
    assert_eq!(original.sheets[0].cells.len(), 4);
    let mut refused = 0;
    for (bit, bytes) in one_bit_off(&good, 7) {
        match read("a.xlsx", &bytes) {
            Ok(book) => assert_eq!(book, original, "bit {bit}"),
            Err(_) => refused += 1,
        }
    }
    assert!(refused > 100, "{refused}");
}

#[test]
fn a_flipped_bit_in_an_ods_is_never_read_as_other_data() {
    let good = ods(
        r#"<table:table table:name="表"><table:table-row><table:table-cell office:value-type="float" office:value="20000"/></table:table-row></table:table>"#,
    );
    let original = read("a.ods", &good).unwrap();
    for (bit, bytes) in one_bit_off(&good, 7) {
        if let Ok(book) = read("a.ods", &bytes) {
            assert_eq!(book, original, "bit {bit}");
        }
    }
}
