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

pub fn book() -> Book {
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

/// The elements of that name, each as `attribute=value …｜text`.
fn elements(xml: &str, wanted: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut found, mut inside): (Vec<String>, bool) = (Vec::new(), false);
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return found,
            event @ (Event::Start(_) | Event::Empty(_)) => {
                let (Event::Start(tag) | Event::Empty(tag)) = &event else { unreachable!() };
                if tag.name().as_ref() == wanted.as_bytes() {
                    let attributes = tag.attributes().map(|a| a.unwrap());
                    let pairs = attributes.map(|a| {
                        format!("{}={}", String::from_utf8_lossy(a.key.as_ref()), String::from_utf8_lossy(&a.value))
                    });
                    found.push(pairs.collect::<Vec<_>>().join(" "));
                    inside = matches!(event, Event::Start(_));
                }
            }
            Event::End(tag) if tag.name().as_ref() == wanted.as_bytes() => inside = false,
            Event::Text(text) if inside => {
                let last = found.last_mut().unwrap();
                last.push('｜');
                last.push_str(&String::from_utf8_lossy(&text));
            }
            _ => {}
        }
    }
}

const FORM: &str = "xl/worksheets/sheet2.xml";
const REPORT: &str = "xl/worksheets/sheet3.xml";
