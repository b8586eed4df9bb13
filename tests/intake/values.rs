//! What a cell is read as, one line per case.

use super::parts::{Parts, ods};
use jihe::intake::{RawBook, RawCell, read};

fn book(file: &str, bytes: &[u8]) -> RawBook {
    read(file, bytes).unwrap_or_else(|refused| panic!("{file}: {refused:?}"))
}

/// `A1 Number(5)`, with `=formula`, the format and `hidden` where there are any.
fn line(cell: impl std::fmt::Display, raw: &RawCell) -> String {
    let mut line = format!("{cell} {:?}", raw.value);
    if let Some(formula) = &raw.formula {
        line += &format!(" ={formula}");
    }
    if let Some(format) = &raw.format {
        line += &format!(" [{format}]");
    }
    line + if raw.hidden_by_merge { " hidden" } else { "" }
}

fn lines(book: &RawBook) -> Vec<String> {
    book.sheets.iter().flat_map(|sheet| sheet.cells.iter().map(|(cell, raw)| line(cell, raw))).collect()
}

#[test]
fn one_cell() {
    let unreadable = r#"Error("单元格内容写法不规范，读不准")"#;
    let strings = "<si><t>申报表</t></si><si><r><t>广州</t></r><r><rPr/><t>工信</t></r></si><si/><si><t xml:space=\"preserve\"> 20,000家次\n</t></si><si><t>a_x001B_b</t></si>";
    for (cell, expected) in [
        // numbers
        (r#"<c r="A1"><v>20000</v></c>"#, "Number(20000)"),
        (r#"<c r="A1" t="n"><v>-1.50</v></c>"#, "Number(-1.5)"),
        (r#"<c r="A1"><v>0.30000000000000004</v></c>"#, "Number(0.3)"),
        (r#"<c r="A1"><v>9.0000076293945304E-2</v></c>"#, "Number(0.0900000762939453)"),
        (r#"<c r="A1"><v>1E3</v></c>"#, "Number(1000)"),
        (r#"<c><v>7</v></c>"#, "Number(7)"),
        // under a number format
        (r#"<c r="A1" s="1"><v>0.83</v></c>"#, "Percent(83) [0%]"),
        (r#"<c r="A1" s="1"><v>0.28999999999999998</v></c>"#, "Percent(29) [0%]"),
        (r#"<c r="A1" s="2"><v>45657</v></c>"#, "Date(2024-12-31) [yyyy\\-mm\\-dd]"),
        (r#"<c r="A1" s="2"><v>45657.75</v></c>"#, "DateTime(2024-12-31T18:00:00) [yyyy\\-mm\\-dd]"),
        (r#"<c r="A1" s="2"><v>-5</v></c>"#, "Number(-5) [yyyy\\-mm\\-dd]"),
        (r#"<c r="A1" s="3"><v>20000</v></c>"#, "Number(20000) [\"≥\"#,##0\"家次\"]"),
        (r#"<c r="A1" s="4"><v>1.5</v></c>"#, "Number(1.5) [[h]:mm]"),
        (r#"<c r="A1" s="5"><v>45657</v></c>"#, "Date(2024-12-31) [yyyy\"年\"m\"月\"d\"日\"]"),
        (r#"<c r="A1" s="99"><v>45657</v></c>"#, "Number(45657)"),
        (r#"<c r="A1" t="d"><v>2024-12-31</v></c>"#, "Date(2024-12-31)"),
        (r#"<c r="A1" t="d"><v>2024-12-31T08:30:00</v></c>"#, "DateTime(2024-12-31T08:30:00)"),
        // text
        (r#"<c r="A1" t="s"><v>0</v></c>"#, r#"Text("申报表")"#),
        (r#"<c r="A1" t="s"><v>1</v></c>"#, r#"Text("广州工信")"#),
        (r#"<c r="A1" t="s"><v>2</v></c>"#, ""),
        (r#"<c r="A1" t="s"><v>3</v></c>"#, r#"Text(" 20,000家次\n")"#),
        (r#"<c r="A1" t="s"><v>4</v></c>"#, r#"Text("a\u{1b}b")"#),
        (r#"<c r="A1" t="inlineStr"><is><t>5,214.00</t></is></c>"#, r#"Text("5,214.00")"#),
        (r#"<c r="A1" t="inlineStr"><is><r><t>≥</t></r><r><t>5个</t></r></is></c>"#, r#"Text("≥5个")"#),
        (r#"<c r="A1" t="str"><v>&lt;5 &amp; &gt;3</v></c>"#, r#"Text("<5 & >3")"#),
        (r#"<c r="A1"><v>1,234</v></c>"#, r#"Text("1,234")"#),
        // truth values and errors
        (r#"<c r="A1" t="b"><v>1</v></c>"#, "Bool(true)"),
        (r#"<c r="A1" t="b"><v>0</v></c>"#, "Bool(false)"),
        (r##"<c r="A1" t="e"><v>#REF!</v></c>"##, r##"Error("#REF!")"##),
        (r##"<c r="A1" t="e"><v>#SPILL!</v></c>"##, r##"Error("#SPILL!")"##),
        // formulas
        (r#"<c r="A1"><f>SUM(B1:B3)</f><v>6</v></c>"#, "Number(6) =SUM(B1:B3)"),
        (r#"<c r="A1"><f>SUM(B1:B3)</f></c>"#, "FormulaWithoutValue =SUM(B1:B3)"),
        (r#"<c r="A1"><f>SUM(B1:B3)</f><v/></c>"#, "FormulaWithoutValue =SUM(B1:B3)"),
        (r#"<c r="A1" t="str"><f>"a"</f><v>a</v></c>"#, r#"Text("a") ="a""#),
        (r#"<c r="A1" t="str"><f>""</f><v></v></c>"#, r#"Text("") ="""#),
        // blank
        (r#"<c r="A1" s="3"/>"#, ""),
        (r#"<c r="A1"></c>"#, ""),
        (r#"<c r="A1"><v></v></c>"#, ""),
        // what has no sure reading is no value
        (r#"<c r="A1"><v>NaN</v></c>"#, r#"Error("数值超出范围")"#),
        (r#"<c r="A1"><v>INF</v></c>"#, r#"Error("数值超出范围")"#),
        (r#"<c r="A1"><v>1e999</v></c>"#, r#"Error("数值超出范围")"#),
        (r#"<c r="A1"><v>1e29</v></c>"#, r#"Error("数值超出范围")"#),
        (r#"<c r="A1" s="1"><v>7e28</v></c>"#, r#"Error("数值超出范围") [0%]"#),
        (r#"<c r="A1" t="n"><v>1,234</v></c>"#, r#"Error("应为数字，文件中写的不是数字")"#),
        (r#"<c r="A1" t="s"><v>-1</v></c>"#, unreadable),
        (r#"<c r="A1" t="s"><v>abc</v></c>"#, unreadable),
        (r#"<c r="A1" t="s"><v>99999999999999999999</v></c>"#, unreadable),
        (r#"<c r="A1" t="s"><v>5</v></c>"#, unreadable),
        (r#"<c r="A1" t="b"><v>2</v></c>"#, unreadable),
        (r#"<c r="A1" t="x"><v>2</v></c>"#, unreadable),
        (r#"<c r="A1"><v>1<!-- -->2</v></c>"#, unreadable),
        (r#"<c r="A1"><v>1&#50;</v></c>"#, unreadable),
        (r#"<c r="A1"><v><![CDATA[5]]></v></c>"#, unreadable),
    ] {
        let bytes = Parts::with_cells(cell).strings(strings).bytes();
        let expected = if expected.is_empty() { vec![] } else { vec![format!("A1 {expected}")] };
        assert_eq!(lines(&book("a.xlsx", &bytes)), expected, "{cell}");
    }
}

#[test]
fn a_bad_cell_leaves_its_neighbours_alone() {
    let cells = r##"<c r="A1"><v>1</v></c><c r="B1" t="n"><v>1,2</v></c><c r="C1" s="1"><v>0.5</v></c><c r="D1" t="e"><v>#CALC!</v></c><c r="E1"><v>2</v></c>"##;
    assert_eq!(
        lines(&book("a.xlsx", &Parts::with_cells(cells).bytes())),
        [
            "A1 Number(1)",
            r#"B1 Error("应为数字，文件中写的不是数字")"#,
            "C1 Percent(50) [0%]",
            r##"D1 Error("#CALC!")"##,
            "E1 Number(2)"
        ]
    );
}

#[test]
fn one_cell_given_twice() {
    let twice = "Error(\"同一单元格在文件中出现两次，不能判断以哪个为准\")";
    for (cells, expected) in [
        (r#"<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>"#, format!("A1 {twice}")),
        (r#"<c r="A1"><v>1</v></c><c r="A1"><v>1</v></c>"#, "A1 Number(1)".to_owned()),
        (r#"<c r="A1"><v>1</v></c><c r="A1"/>"#, "A1 Number(1)".to_owned()),
    ] {
        assert_eq!(lines(&book("a.xlsx", &Parts::with_cells(cells).bytes())), [expected], "{cells}");
    }
}

#[test]
fn cells_and_rows_without_an_address_follow_each_other() {
    let sheet = r#"<sheetData><row><c><v>1</v></c><c r="D1"><v>2</v></c><c><v>3</v></c></row><row/><row><c><v>4</v></c></row></sheetData>"#;
    assert_eq!(
        lines(&book("a.xlsx", &Parts::with_sheet(sheet).bytes())),
        ["A1 Number(1)", "D1 Number(2)", "E1 Number(3)", "A3 Number(4)"]
    );
}

#[test]
fn shared_formulas_are_shifted() {
    let cells = r#"<c r="A1"><f t="shared" si="0" ref="A1:C1">A2*$B$2</f><v>1</v></c><c r="B1"><f t="shared" si="0"/><v>2</v></c><c r="C1"><f t="shared" si="0"/></c>"#;
    assert_eq!(
        lines(&book("a.xlsx", &Parts::with_cells(cells).bytes())),
        ["A1 Number(1) =A2*$B$2", "B1 Number(2) =B2*$B$2", "C1 FormulaWithoutValue =C2*$B$2"]
    );
}

#[test]
fn values_under_a_merge_are_marked() {
    let sheet = r#"<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v>3</v></c></row><row r="2"><c r="A2"><v>4</v></c><c r="C2"><v>5</v></c></row></sheetData><mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>"#;
    let book = book("a.xlsx", &Parts::with_sheet(sheet).bytes());
    assert_eq!(
        lines(&book),
        ["A1 Number(1)", "B1 Number(2) hidden", "C1 Number(3)", "A2 Number(4) hidden", "C2 Number(5)"]
    );
    assert_eq!(book.sheets[0].merges.iter().map(|m| m.absolute()).collect::<Vec<_>>(), ["$A$1:$B$2"]);
}

#[test]
fn days_counted_from_1904() {
    let bytes = Parts::with_cells(r#"<c r="A1" s="2"><v>44195</v></c>"#)
        .replace("xl/workbook.xml", "<sheets>", r#"<workbookPr date1904="1"/><sheets>"#)
        .bytes();
    assert_eq!(lines(&book("a.xlsx", &bytes)), ["A1 Date(2024-12-31) [yyyy\\-mm\\-dd]"]);
}

#[test]
fn styles_and_strings_in_an_unusual_place() {
    let rels = r#"<Relationship Id="rId8" Type="x/styles" Target="/xl/Formats/s1.xml"/><Relationship Id="rId9" Type="x/sharedStrings" Target="text.xml"/></Relationships>"#;
    let bytes = Parts::with_cells(r#"<c r="A1" s="1"><v>0.83</v></c><c r="B1" t="s"><v>0</v></c>"#)
        .strings("<si><t>一</t></si>")
        .renamed("xl/styles.xml", "xl/formats/s1.xml")
        .renamed("xl/sharedStrings.xml", "xl/text.xml")
        .replace("xl/_rels/workbook.xml.rels", "</Relationships>", rels)
        .bytes();
    assert_eq!(lines(&book("a.xlsx", &bytes)), ["A1 Percent(83) [0%]", "B1 Text(\"一\")"]);
}

#[test]
fn around_the_cells() {
    let names = r#"</sheets><definedNames><definedName name="jh_a">'表'!$B$7</definedName><definedName name="jh_b">表!$A$1:$C$2</definedName><definedName name="elsewhere">[1]表!$A$1</definedName></definedNames>"#;
    let core = r#"<cp:coreProperties xmlns:cp="c" xmlns:dcterms="d"><dcterms:modified>2025-01-03T09:30:00Z</dcterms:modified></cp:coreProperties>"#;
    let custom = r#"<Properties xmlns="p" xmlns:vt="v"><property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="jihe"><vt:lpwstr>dept-target|2024.1</vt:lpwstr></property></Properties>"#;
    let chart = r#"<sheet name="图" sheetId="3" r:id="rId3"/></sheets>"#;
    let hidden = r#"<sheet name="键" sheetId="2" state="veryHidden" r:id="rId2"/></sheets>"#;
    let rels = r#"<Relationship Id="rId2" Type="x/worksheet" Target="/xl/worksheets/sheet2.xml"/><Relationship Id="rId3" Type="x/chartsheet" Target="chartsheets/sheet1.xml"/></Relationships>"#;
    let bytes = Parts::with_cells(r#"<c r="A1"><v>1</v></c>"#)
        .replace("xl/workbook.xml", "</sheets>", hidden)
        .replace("xl/workbook.xml", "</sheets>", chart)
        .replace("xl/workbook.xml", "</sheets>", names)
        .replace("xl/_rels/workbook.xml.rels", "</Relationships>", rels)
        .part("xl/worksheets/sheet2.xml", "<worksheet><sheetData/></worksheet>")
        .part("docProps/core.xml", core)
        .part("docProps/custom.xml", custom)
        .part("xl/vbaProject.bin", "never looked at")
        .bytes();
    let book = book("收回/黄埔.xlsx", &bytes);
    assert_eq!((&*book.file, book.format.as_str()), ("收回/黄埔.xlsx", "xlsm"));
    let sheets: Vec<_> = book.sheets.iter().map(|s| (&*s.name, s.hidden)).collect();
    assert_eq!(sheets, [("表", false), ("键", true)]);
    let names: Vec<_> = book.names.iter().map(|n| format!("{} {} {}", n.name, n.sheet, n.area.absolute())).collect();
    assert_eq!(names, ["jh_a 表 $B$7:$B$7", "jh_b 表 $A$1:$C$2"]);
    assert_eq!(book.properties.get("jihe").map(String::as_str), Some("dept-target|2024.1"));
    assert_eq!(book.modified.map(|at| at.to_string()).as_deref(), Some("2025-01-03 09:30:00"));
    assert_eq!(book.notes, ["“图”是图表或对话框，不是表格，未读取。"]);
}

#[test]
fn an_ods_by_hand() {
    let bytes = ods(concat!(
        r#"<table:table table:name="表">"#,
        r#"<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="3"/></table:table-row>"#,
        r#"<table:table-row>"#,
        r#"<table:table-cell office:value-type="percentage" office:value="0.83"/>"#,
        r#"<table:table-cell office:value-type="date" office:date-value="2024-12-31"/>"#,
        r#"<table:table-cell office:value-type="string" table:number-columns-spanned="2" table:number-rows-spanned="1"><text:p>一</text:p><text:p>二<text:s text:c="2"/>三</text:p></table:table-cell>"#,
        r#"<table:covered-table-cell office:value-type="float" office:value="9"/>"#,
        r#"<table:table-cell office:value-type="float" office:value="6" table:formula="of:=SUM([.A1:.A3])"/>"#,
        r#"<table:table-cell table:formula="of:=[.A1]"/>"#,
        r##"<table:table-cell office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#REF!</text:p></table:table-cell>"##,
        r#"<table:table-cell><text:p>没有类型</text:p></table:table-cell>"#,
        r#"<table:table-cell office:value-type="boolean" office:boolean-value="true" table:number-columns-repeated="2"/>"#,
        r#"</table:table-row>"#,
        r#"<table:table-row table:number-rows-repeated="1048573"><table:table-cell/></table:table-row>"#,
        r#"</table:table>"#,
    ));
    assert_eq!(
        lines(&book("a.ods", &bytes)),
        [
            "A3 Percent(83)",
            "B3 Date(2024-12-31)",
            "C3 Text(\"一\\n二  三\")",
            "D3 Number(9) hidden",
            "E3 Number(6) =SUM([.A1:.A3])",
            "F3 FormulaWithoutValue =[.A1]",
            "G3 Error(\"#REF!\")",
            "H3 Error(\"单元格内容写法不规范，读不准\")",
            "I3 Bool(true)",
            "J3 Bool(true)",
        ]
    );
}

#[test]
fn cells_as_an_official_reads_them() {
    let cells = r#"<c r="A1"><v>20000.0</v></c><c r="B1" s="1"><v>0.835</v></c><c r="C1" s="2"><v>45657</v></c><c r="D1"><f>B1</f></c><c r="E1" t="b"><v>1</v></c>"#;
    let book = book("a.xlsx", &Parts::with_cells(cells).bytes());
    let shown: Vec<_> = book.sheets[0].cells.values().map(RawCell::shown).collect();
    assert_eq!(shown, ["20000", "83.5%", "2024-12-31", "=B1", "TRUE"]);
}
