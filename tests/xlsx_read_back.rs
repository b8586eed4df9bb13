//! A book that uses everything, written and read back: values as calamine reads them, the rest as it stands in the XML.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

use calamine::{Data, Reader, Xlsx};
use chrono::NaiveDate;
use jihe::model::book::{
    Align, Area, Book, Border, Chart, Conditional, ConditionalRule, Content, LinkTarget, Outcome, Print, Protection,
    Sheet, Style, Validation, ValidationRule, Visibility,
};
use jihe::model::mark::Mark;
use jihe::model::origin::CellRef;
use jihe::xlsx::write;
use quick_xml::events::Event;
use rust_decimal::Decimal;
use std::io::{Cursor, Read};
use std::str::FromStr;
use std::sync::Arc;

fn d(text: &str) -> Decimal {
    Decimal::from_str(text).unwrap()
}

/// Texts as they come from outside, down column A of the sheet 文字.
const OUTSIDE: [&str; 14] = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-",
    "@SUM(1)",
    "5",
    "00123",
    " 前后空格 ",
    "第一行\n第二行",
    "控制\u{1b}字符",
    "字面_x001B_字面",
    "<r>像富文本</r>",
    "<r>_x0041_</r>",
    "<b>&amp;\"'",
    "𠮷",
];

/// A form: very hidden identity, a merged title, a merged number, input cells, prompts.
fn form() -> Sheet {
    let (title, label) = (Arc::new(Style::title()), Arc::new(Style::label()));
    let amount = Arc::new(Style::body().number("#,##0.00").align(Align::Right));
    let input = Arc::new(Style::body().number("@").input());
    let mut sheet = Sheet::named("填报");
    sheet.gridlines = false;
    sheet.zoom = 90;
    sheet.tab = Some(0x2F_54_96);
    sheet.widths = vec![(0, 600), (1, 2_450), (2, 2_450), (3, 1_600), (6, 2_000)];
    sheet.hidden_columns = vec![6];
    sheet.merge(Area::new(0, 0, 0, 3), Content::text("部门整体预算绩效目标申报表"), &title);
    sheet.height(0, 3_600);
    sheet.merge(
        Area::new(1, 0, 3, 0),
        Content::text("预算整体情况"),
        &Arc::new(Style { vertical: true, ..Style::label() }),
    );
    for (row, word) in [(1, "基本支出"), (2, "项目支出"), (3, "合计")] {
        sheet.text(row, 1, word, &label);
    }
    sheet.put(1, 2, Content::Number(d("13053.28")), &amount);
    sheet.put(2, 2, Content::Number(d("5214")), &amount);
    let sum = Content::formula("=ROUND(SUM(C2:C3),2)", Outcome::Number(d("18267.28")));
    sheet.merge(Area::new(3, 2, 3, 3), sum, &amount);
    let check = Content::formula("IF(C4=SUM(C2:C3),\"相符\",\"不符\")", Outcome::Text("相符".to_owned()));
    sheet.put(4, 1, check, &Arc::new(Style::body()));
    sheet.put(4, 2, Content::Blank, &input);
    sheet.text(4, 6, "dept-target|2024.1|440106", &Arc::new(Style::remark()));
    sheet.row(5).hidden = true;
    sheet.text(5, 0, "key", &Arc::new(Style::remark()));
    sheet.validations = validations();
    sheet.protection = Some(Protection { format_rows: true, format_columns: false });
    sheet.print = Print {
        area: Some(Area::new(0, 0, 4, 3)),
        title_rows: Some((0, 0)),
        title_columns: Some((0, 1)),
        fit_width: true,
        ..Print::default()
    };
    sheet
}

fn validations() -> Vec<Validation> {
    let rules = [
        (Area::new(4, 2, 4, 2), ValidationRule::List(vec!["是".to_owned(), "否".to_owned()]), true),
        (Area::new(1, 2, 2, 2), ValidationRule::Custom("=OR(ISNUMBER(C2),C2=\"不涉及\")".to_owned()), false),
        (Area::new(4, 3, 4, 3), ValidationRule::MaxLength(500), false),
        (Area::new(5, 0, 5, 0), ValidationRule::ListFrom("='填报'!$B$2:$B$4".to_owned()), true),
        (Area::new(5, 1, 5, 1), ValidationRule::Any, false),
    ];
    let with = |(area, rule, stop)| Validation {
        area,
        rule,
        stop,
        prompt: Some(("填写说明".to_owned(), "只填数字。\n不填单位。".to_owned())),
        error: Some(("请核对".to_owned(), "应为数字或“不涉及”".to_owned())),
    };
    rules.map(with).to_vec()
}

/// A report: notes, links, marks, bars, a scale, two charts, a filter.
fn report() -> Sheet {
    let (header, data) = (Arc::new(Style::data_header()), Arc::new(Style::data()));
    let rate = Arc::new(Style::data().number("0.00%"));
    let mut sheet = Sheet::named("完成情况");
    for (col, word) in [(0, "指标"), (1, "完成率"), (2, "状态"), (3, "日期"), (4, "得分")] {
        sheet.text(0, col, word, &header);
    }
    for (row, name, value, word) in
        [(1, "扶持企业", "1.25", "超额"), (2, "技术改造", "0.83", "暂定"), (3, "培训", "0.3", "缺")]
    {
        sheet.text(row, 0, name, &Arc::new(Style::data().link()));
        sheet.put(row, 1, Content::Number(d(value)), &rate);
        sheet.text(row, 2, word, &data);
        sheet.put(
            row,
            3,
            Content::Date(NaiveDate::from_ymd_opt(2024, 12, 30 - row).unwrap()),
            &Arc::new(Style::data().number("yyyy-mm-dd")),
        );
        let points = Content::formula(format!("=ROUND(B{}*10,2)", row + 1), Outcome::Number(d(value) * d("10")));
        sheet.put(row, 4, points, &Arc::new(Style::data().number("0.00")));
    }
    sheet.widths = vec![(0, 2_000), (1, 1_200), (2, 1_000), (3, 1_400), (4, 1_000)];
    sheet.notes = vec![
        (CellRef::new(1, 1), "来源：天河区 F12\n海珠区 F12\n含控制符\u{1b}和字面_x001B_".to_owned()),
        (CellRef::new(9, 9), "没有单元格也可以有批注".to_owned()),
    ];
    sheet.links = vec![
        (CellRef::new(1, 0), LinkTarget::Inside("'填报'!C4".to_owned())),
        (CellRef::new(2, 0), LinkTarget::File("收回/天河 区[1]%20.xlsx".to_owned())),
        (CellRef::new(3, 4), LinkTarget::File("../收回/a.xlsx".to_owned())),
    ];
    sheet.conditionals = conditionals();
    sheet.filter = Some(Area::new(0, 0, 3, 4));
    sheet.freeze = Some(CellRef::new(1, 1));
    sheet.charts = charts();
    sheet.print = Print {
        landscape: true,
        breaks: vec![2],
        header: "&L绩效".to_owned(),
        footer: "&R&P".to_owned(),
        fit_width: true,
        fit_height: true,
        ..Print::default()
    };
    sheet
}

fn conditionals() -> Vec<Conditional> {
    let (rates, words) = (Area::new(1, 1, 3, 1), Area::new(1, 2, 3, 2));
    let (zero, half, one) = (Decimal::ZERO, d("0.5"), Decimal::ONE);
    vec![
        Conditional { area: words, rule: ConditionalRule::Word("暂定".to_owned(), Mark::Provisional) },
        Conditional { area: words, rule: ConditionalRule::Formula("=$B2<0.6".to_owned(), Mark::Short) },
        Conditional { area: rates, rule: ConditionalRule::DataBar { min: zero, max: one, color: 0x9D_C3_E6 } },
        Conditional {
            area: Area::new(1, 4, 3, 4),
            rule: ConditionalRule::Scale { points: [(zero, 0xF8_CB_AD), (half, 0xFF_F2_CC), (one, 0xC6_E0_B4)] },
        },
    ]
}

fn charts() -> Vec<Chart> {
    let one = Chart {
        at: CellRef::new(5, 0),
        size: (420, 260),
        title: "培训完成三成".to_owned(),
        horizontal: true,
        categories: "'完成情况'!$A$2:$A$4".to_owned(),
        series: vec![("完成率".to_owned(), "'完成情况'!$B$2:$B$4".to_owned(), 0x2F_54_96)],
        ends: (Decimal::ZERO, Decimal::ONE),
        format: "0%",
    };
    let second = ("得分".to_owned(), "'完成情况'!$E$2:$E$4".to_owned(), 0xC5_5A_11);
    let two = Chart {
        at: CellRef::new(5, 5),
        horizontal: false,
        title: "完成率与得分".to_owned(),
        series: vec![one.series[0].clone(), second],
        ..one.clone()
    };
    vec![one, two]
}

/// A native table, and texts from outside under it.
fn texts() -> Sheet {
    let mut sheet = Sheet::named("文字");
    sheet.text(0, 0, "原文", &Arc::new(Style::data_header()));
    sheet.text(0, 1, "说明", &Arc::new(Style::data_header()));
    let below = Arc::new(Style::data().border(Border::Below));
    for (row, text) in (1..).zip(OUTSIDE) {
        sheet.text(row, 0, text, &below);
        sheet.text(row, 1, "", &below);
    }
    sheet.table = Some((Area::new(0, 0, 14, 1), "t_texts".to_owned()));
    sheet
}

fn book() -> Book {
    let mut identity = Sheet::named("身份");
    identity.visibility = Visibility::VeryHidden;
    identity.text(0, 0, "dept-target|2024.1", &Arc::new(Style::data()));
    let mut spare = Sheet::named("备用");
    spare.visibility = Visibility::Hidden;
    Book {
        title: "绩效目标申报表".to_owned(),
        subject: "2024".to_owned(),
        author: "市工业和信息化局".to_owned(),
        created: NaiveDate::from_ymd_opt(2025, 3, 4).unwrap(),
        properties: vec![
            ("jh_form".to_owned(), "dept-target".to_owned()),
            ("jh_agency".to_owned(), "天河<区>".to_owned()),
        ],
        names: vec![
            ("jh_p_01".to_owned(), "'填报'!$C$2".to_owned()),
            ("jh_Total".to_owned(), "='填报'!$C$4".to_owned()),
        ],
        sheets: vec![identity, form(), report(), texts(), spare],
    }
}

/// One part of the file.
fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The elements of that name, each as `attribute=value …｜text`, with the XML's own escapes.
fn elements(xml: &str, wanted: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut found: Vec<String> = Vec::new();
    let mut inside = false;
    loop {
        let event = reader.read_event().unwrap();
        match &event {
            Event::Eof => return found,
            Event::Start(tag) | Event::Empty(tag) if tag.name().as_ref() == wanted => {
                let pairs = tag.attributes().map(|a| a.unwrap()).map(|a| format!("{}={}", a.key.as_ref(), a.value));
                found.push(pairs.collect::<Vec<_>>().join(" "));
                inside = matches!(event, Event::Start(_));
                if inside {
                    found.last_mut().unwrap().push('｜');
                }
            }
            Event::End(tag) if tag.name().as_ref() == wanted => inside = false,
            Event::Text(text) if inside => found.last_mut().unwrap().push_str(text),
            Event::GeneralRef(name) if inside => found.last_mut().unwrap().push_str(&format!("&{};", &**name)),
            _ => {}
        }
    }
}

const FORM: &str = "xl/worksheets/sheet2.xml";
const REPORT: &str = "xl/worksheets/sheet3.xml";
#[test]
fn the_same_book_gives_the_same_bytes() {
    // Hash maps of one process are seeded differently, so an order that leaked from one would show.
    for sheets in [book().sheets, vec![long(5_100)]] {
        let book = Book { sheets, names: vec![], ..book() };
        let first = write(&book).unwrap();
        for _ in 0..5 {
            assert!(write(&book).unwrap() == first);
        }
    }
}

#[test]
fn calamine_reads_the_values() {
    let mut read: Xlsx<_> = Xlsx::new(Cursor::new(write(&book()).unwrap())).unwrap();
    assert_eq!(read.sheet_names(), ["身份", "填报", "完成情况", "文字", "备用"]);
    let form = read.worksheet_range("填报").unwrap();
    for (row, col, value) in [
        (0, 0, Data::String("部门整体预算绩效目标申报表".to_owned())),
        (1, 0, Data::String("预算整体情况".to_owned())),
        (1, 2, Data::Float(13053.28)),
        (3, 2, Data::Float(18267.28)),
        (3, 3, Data::Empty),
        (4, 1, Data::String("相符".to_owned())),
        (4, 2, Data::Empty),
        (4, 6, Data::String("dept-target|2024.1|440106".to_owned())),
    ] {
        assert_eq!(form.get_value((row, col)).unwrap_or(&Data::Empty), &value, "row {row}, column {col}");
    }
    let report = read.worksheet_range("完成情况").unwrap();
    // 2024-12-29 is day 45655 of Excel's calendar.
    assert_eq!(report.get_value((1, 3)).unwrap().to_string(), "45655");
    assert_eq!(read.worksheet_formula("填报").unwrap().get_value((3, 2)).unwrap(), "ROUND(SUM(C2:C3),2)");
}

#[test]
fn texts_from_outside_come_back_unchanged_and_are_no_formulas() {
    let bytes = write(&book()).unwrap();
    let mut read: Xlsx<_> = Xlsx::new(Cursor::new(&bytes)).unwrap();
    let texts = read.worksheet_range("文字").unwrap();
    for (row, text) in (1..).zip(OUTSIDE) {
        assert_eq!(texts.get_value((row, 0)), Some(&Data::String(text.to_owned())));
    }
    let sheet = part(&bytes, "xl/worksheets/sheet4.xml");
    assert_eq!(elements(&sheet, "f"), [""; 0]);
    // Typing Enter in the cell of 「=1+1」 leaves it a text: its format is quoted, that of 「5」 is not.
    let formats = elements(&part(&bytes, "xl/styles.xml"), "xf");
    let cells = elements(&sheet, "c");
    let format_of = |cell: &str| {
        let found = cells.iter().find(|c| c.starts_with(&format!("r={cell} "))).unwrap();
        let index: usize = found.split(' ').find_map(|a| a.strip_prefix("s=")).unwrap().parse().unwrap();
        // The first `xf` is that of cellStyleXfs.
        formats[index + 1].clone()
    };
    assert!(format_of("A2").contains("quotePrefix=1"));
    assert!(!format_of("A6").contains("quotePrefix"));
}

#[test]
fn the_file_holds_what_excel_shows() {
    let bytes = write(&book()).unwrap();
    let same = |name: &str, element: &str, expected: &[&str]| {
        assert_eq!(elements(&part(&bytes, name), element), expected, "{element} of {name}");
    };
    let workbook = "xl/workbook.xml";
    same(
        workbook,
        "sheet",
        &[
            "name=身份 sheetId=1 state=veryHidden r:id=rId1",
            "name=填报 sheetId=2 r:id=rId2",
            "name=完成情况 sheetId=3 r:id=rId3",
            "name=文字 sheetId=4 r:id=rId4",
            "name=备用 sheetId=5 state=hidden r:id=rId5",
        ],
    );
    same(workbook, "workbookView", &["xWindow=240 yWindow=15 windowWidth=16095 windowHeight=9660 activeTab=1"]);
    same(
        workbook,
        "definedName",
        &[
            "name=_xlnm._FilterDatabase localSheetId=2 hidden=1｜完成情况!$A$1:$E$4",
            "name=jh_p_01｜'填报'!$C$2",
            "name=jh_Total｜'填报'!$C$4",
            "name=_xlnm.Print_Area localSheetId=1｜填报!$A$1:$D$5",
            "name=_xlnm.Print_Titles localSheetId=1｜填报!$A:$B,填报!$1:$1",
        ],
    );
    same("docProps/core.xml", "dcterms:created", &["xsi:type=dcterms:W3CDTF｜2025-03-04T00:00:00Z"]);
    same("docProps/core.xml", "dc:creator", &["｜市工业和信息化局"]);
    same("docProps/custom.xml", "vt:lpwstr", &["｜dept-target", "｜天河&lt;区&gt;"]);
}

#[test]
fn the_form_sheet_is_as_the_book_says() {
    let xml = part(&write(&book()).unwrap(), FORM);
    let same = |element: &str, expected: &[&str]| assert_eq!(elements(&xml, element), expected, "{element}");
    same("tabColor", &["rgb=FF2F5496"]);
    same("sheetView", &["showGridLines=0 tabSelected=1 zoomScale=90 zoomScaleNormal=90 workbookViewId=0"]);
    same("mergeCell", &["ref=A1:D1", "ref=A2:A4", "ref=C4:D4"]);
    same("sheetProtection", &["sheet=1 objects=1 scenarios=1 formatRows=0"]);
    same("pageSetup", &["paperSize=9 fitToHeight=0 orientation=portrait horizontalDpi=200 verticalDpi=200"]);
    same("printOptions", &["horizontalCentered=1"]);
    same("oddFooter", &["｜&amp;C&amp;\"宋体,常规\"&amp;9第 &amp;P 页，共 &amp;N 页"]);
    // The merged cells keep their format to the last, so the frame closes; the anchor holds a formula.
    let format_of = |cell: &str| {
        let found = elements(&xml, "c").into_iter().find(|c| c.starts_with(&format!("r={cell} "))).unwrap();
        found.split([' ', '｜']).find_map(|a| a.strip_prefix("s=").map(str::to_owned)).unwrap()
    };
    assert_eq!(format_of("C4"), format_of("D4"));
    assert_eq!(format_of("A2"), format_of("A4"));
    let rows = elements(&xml, "row");
    assert!(rows[0].contains("ht=36 customHeight=1"), "{}", rows[0]);
    assert!(rows[5].contains("hidden=1"), "{}", rows[5]);
    let columns = elements(&xml, "col");
    assert!(columns.iter().any(|c| c.starts_with("min=7 max=7 ") && c.contains("hidden=1")), "{columns:?}");
    let boxes = "allowBlank=1 showInputMessage=1 showErrorMessage=1 errorTitle=请核对 error=应为数字或“不涉及” \
                 promptTitle=填写说明 prompt=只填数字。&#xA;不填单位。";
    let rules = [
        format!("type=list {boxes} sqref=A6｜"),
        format!("{boxes} sqref=B6"),
        format!("type=custom errorStyle=warning {boxes} sqref=C2:C3｜"),
        format!("type=list {boxes} sqref=C5｜"),
        format!("type=textLength errorStyle=warning operator=lessThanOrEqual {boxes} sqref=D5｜"),
    ];
    let heads = elements(&xml, "dataValidation");
    for (rule, head) in rules.iter().zip(&heads) {
        assert!(head.starts_with(rule.as_str()), "{head}");
    }
    assert_eq!(heads.len(), rules.len());
    same("formula1", &["｜'填报'!$B$2:$B$4", "｜OR(ISNUMBER(C2),C2=\"不涉及\")", "｜\"是,否\"", "｜500"]);
}

#[test]
fn the_report_sheet_is_as_the_book_says() {
    let bytes = write(&book()).unwrap();
    let xml = part(&bytes, REPORT);
    let same = |element: &str, expected: &[&str]| assert_eq!(elements(&xml, element), expected, "{element}");
    same("pane", &["xSplit=1 ySplit=1 topLeftCell=B2 activePane=bottomRight state=frozen"]);
    same("autoFilter", &["ref=A1:E4"]);
    same("brk", &["id=2 max=16383 man=1"]);
    same("pageSetup", &["paperSize=9 orientation=landscape horizontalDpi=200 verticalDpi=200"]);
    same("oddHeader", &["｜&amp;L绩效"]);
    same("oddFooter", &["｜&amp;R&amp;P"]);
    same(
        "cfRule",
        &[
            "type=expression dxfId=0 priority=1｜C2=\"暂定\"",
            "type=expression dxfId=1 priority=2｜$B2&lt;0.6",
            "type=dataBar priority=3｜",
            "type=colorScale priority=4｜",
        ],
    );
    same("cfvo", &["type=num val=0", "type=num val=1", "type=num val=0", "type=num val=0.5", "type=num val=1"]);
    same(
        "hyperlink",
        &["ref=A2 location='填报'!C4 display=链接", "ref=A3 r:id=rId1", "ref=E4 r:id=rId2 display=../收回/a.xlsx"],
    );
    let targets = elements(&part(&bytes, "xl/worksheets/_rels/sheet3.xml.rels"), "Relationship");
    // Relative, so the folder may move; what is special in a path is encoded, the per cent sign too.
    assert!(targets[0].ends_with("Target=收回/天河%20区%5b1%5d%2520.xlsx TargetMode=External"), "{}", targets[0]);
    assert!(targets[1].ends_with("Target=../收回/a.xlsx TargetMode=External"), "{}", targets[1]);
    // A linked cell keeps its own content: E4 is a formula, A2 a text.
    let cells = elements(&xml, "c");
    assert!(cells.iter().any(|c| c.starts_with("r=E4 ") && c.ends_with("｜ROUND(B4*10,2)3")), "{cells:?}");
    let notes = elements(&part(&bytes, "xl/comments1.xml"), "t");
    assert_eq!(
        notes,
        ["｜来源：天河区 F12\n海珠区 F12\n含控制符_x001B_和字面_x005F_x001B_", "｜没有单元格也可以有批注",]
    );
    // The mark's colours, from model::mark: 暂定 5C4400 on FFF2CC, 未完成 833C0B on FCE4D6.
    assert!(part(&bytes, "xl/styles.xml").contains(
        "<dxfs count=\"2\"><dxf><font><color rgb=\"FF5C4400\"/></font><fill><patternFill><bgColor rgb=\"FFFFF2CC\"/>\
         </patternFill></fill></dxf><dxf><font><color rgb=\"FF833C0B\"/></font><fill><patternFill>\
         <bgColor rgb=\"FFFCE4D6\"/></patternFill></fill></dxf></dxfs>"
    ));
}

#[test]
fn charts_and_the_table() {
    let bytes = write(&book()).unwrap();
    let (one, two) = (part(&bytes, "xl/charts/chart1.xml"), part(&bytes, "xl/charts/chart2.xml"));
    assert_eq!(elements(&one, "c:barDir"), ["val=bar"]);
    assert_eq!(elements(&two, "c:barDir"), ["val=col"]);
    assert_eq!(elements(&one, "a:t"), ["｜培训完成三成"]);
    assert_eq!(elements(&one, "c:legendPos"), [""; 0]);
    assert_eq!(elements(&two, "c:legendPos"), ["val=b"]);
    assert_eq!(elements(&two, "a:srgbClr"), ["val=2F5496", "val=C55A11"]);
    assert_eq!(elements(&one, "c:f"), ["｜完成情况!$A$2:$A$4", "｜完成情况!$B$2:$B$4"]);
    // The categories go down the page in the order of the list.
    assert_eq!(elements(&one, "c:orientation"), ["val=maxMin", "val=minMax"]);
    let table = part(&bytes, "xl/tables/table1.xml");
    assert_eq!(elements(&table, "tableColumn"), ["id=1 name=原文", "id=2 name=说明"]);
    assert_eq!(elements(&table, "autoFilter"), ["ref=A1:B15"]);
    assert!(elements(&table, "table")[0].contains("displayName=t_texts"));
}

#[test]
fn equal_styles_become_one_format() {
    // Two styles of equal value in separate allocations, and one more that differs.
    let mut sheet = Sheet::named("样式");
    sheet.text(0, 0, "甲", &Arc::new(Style::data()));
    sheet.text(1, 0, "乙", &Arc::new(Style::data()));
    sheet.text(2, 0, "丙", &Arc::new(Style::data().bold()));
    let bytes = write(&Book { sheets: vec![sheet], names: vec![], ..book() }).unwrap();
    assert_eq!(elements(&part(&bytes, "xl/styles.xml"), "cellXfs")[0].split('｜').next(), Some("count=3"));
}

#[test]
fn numbers_are_the_nearest_double() {
    // Beyond 15 digits Excel keeps what a double keeps; nothing is refused and nothing becomes 0.
    for (decimal, written) in [
        ("960389", "960389"),
        ("248267.28", "248267.28"),
        ("0.1", "0.1"),
        ("-0.00", "0"),
        ("0.3333333333333333333333333333", "0.3333333333333333"),
        ("79228162514264337593543950335", "79228162514264340000000000000"),
        ("100.10", "100.1"),
    ] {
        let mut sheet = Sheet::named("数字");
        sheet.put(0, 0, Content::Number(d(decimal)), &Arc::new(Style::data()));
        sheet.put(0, 1, Content::formula("=A1", Outcome::Number(d(decimal))), &Arc::new(Style::data()));
        let bytes = write(&Book { sheets: vec![sheet], names: vec![], ..book() }).unwrap();
        let value = format!("｜{written}");
        assert_eq!(elements(&part(&bytes, "xl/worksheets/sheet1.xml"), "v"), [value.clone(), value]);
    }
}

/// A sheet of so many rows with everything that a streamed sheet must still hold.
fn long(rows: u32) -> Sheet {
    let style = Arc::new(Style::data());
    let mut sheet = Sheet::named("溯源");
    sheet.merge(Area::new(0, 0, 1, 2), Content::text("溯源"), &style);
    sheet.height(0, 3_000);
    for (col, word) in [(0, "序号"), (1, "单位"), (2, "数值")] {
        sheet.text(2, col, word, &style);
    }
    for row in 3..rows {
        sheet.put(row, 0, Content::Number(Decimal::from(row)), &style);
        sheet.text(row, 1, format!("单位{}", row % 12), &style);
        sheet.put(row, 2, Content::formula(format!("=A{}", row + 1), Outcome::Number(Decimal::from(row))), &style);
    }
    sheet.height(rows + 1, 2_000);
    sheet.links = vec![(CellRef::new(5, 0), LinkTarget::Inside("'溯源'!A1".to_owned()))];
    sheet.notes = vec![(CellRef::new(6, 1), "批注".to_owned())];
    sheet.table = Some((Area::new(2, 0, rows - 1, 2), "t_trace".to_owned()));
    sheet.freeze = Some(CellRef::new(3, 0));
    sheet
}

#[test]
fn a_streamed_sheet_holds_the_same_as_a_small_one() {
    // 5,001 rows are streamed; the first 4,000 rows must read alike in both.
    let parts = [4_000, 5_100].map(|rows| {
        let bytes = write(&Book { sheets: vec![long(rows)], names: vec![], ..book() }).unwrap();
        let mut read: Xlsx<_> = Xlsx::new(Cursor::new(&bytes)).unwrap();
        let values = read.worksheet_range("溯源").unwrap();
        let xml = part(&bytes, "xl/worksheets/sheet1.xml");
        let kept = ["mergeCell", "hyperlink", "pane", "tablePart"].map(|name| elements(&xml, name));
        let cells: Vec<Data> = values.rows().take(3_990).flatten().cloned().collect();
        let rows = elements(&xml, "row");
        assert!(rows.first().is_some_and(|r| r.contains("ht=30 ")) && rows.last().is_some_and(|r| r.contains("ht=20")));
        assert_eq!(elements(&part(&bytes, "xl/comments1.xml"), "t"), ["｜批注"]);
        (cells, kept)
    });
    assert!(parts[0] == parts[1]);
    assert_eq!(parts[1].1[0], ["ref=A1:C2"]);
    assert_eq!(parts[1].0[9..12], [Data::Float(3.0), Data::String("单位3".to_owned()), Data::Float(3.0)]);
}
