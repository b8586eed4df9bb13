//! Every limit of Excel that a book may break: one line each, what is changed and what the operator reads.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

use chrono::NaiveDate;
use jihe::model::book::{
    Area, Book, Chart, Conditional, ConditionalRule, Content, LinkTarget, Outcome, Row, Sheet, Style, Validation,
    ValidationRule, Visibility,
};
use jihe::model::mark::Mark;
use jihe::model::origin::CellRef;
use jihe::xlsx::write;
use rust_decimal::Decimal;
use std::sync::Arc;

/// One sheet 表一 with a header row, three rows of numbers, and a name.
fn book() -> Book {
    let style = Arc::new(Style::data());
    let mut sheet = Sheet::named("表一");
    for (col, header) in [(0, "单位"), (1, "目标"), (2, "完成")] {
        sheet.text(0, col, header, &style);
    }
    for row in 1..4 {
        sheet.text(row, 0, format!("单位{row}"), &style);
        sheet.put(row, 1, Content::Number(Decimal::from(row)), &style);
        sheet.put(row, 2, Content::Number(Decimal::from(row)), &style);
    }
    Book {
        title: "测试".to_owned(),
        subject: String::new(),
        author: String::new(),
        created: NaiveDate::from_ymd_opt(2025, 1, 2).unwrap(),
        properties: vec![("jh_form".to_owned(), "dept-target".to_owned())],
        names: vec![("jh_p_01".to_owned(), "'表一'!$B$2".to_owned())],
        sheets: vec![sheet],
    }
}

type Change = Box<dyn Fn(&mut Book)>;

/// What the operator reads when the book is changed so.
fn refused(change: &Change) -> String {
    let mut book = book();
    change(&mut book);
    write(&book).expect_err("the book is beyond a limit").to_string()
}

/// A change of the whole book.
fn on_book(change: impl Fn(&mut Book) + 'static) -> Change {
    Box::new(change)
}

/// A change of the one sheet.
fn on_sheet(change: impl Fn(&mut Sheet) + 'static) -> Change {
    Box::new(move |book| change(&mut book.sheets[0]))
}

/// A second sheet of that name.
fn second(name: &'static str) -> Change {
    on_book(move |book| book.sheets.push(Sheet::named(name)))
}

/// Content at E5.
fn content(content: Content) -> Change {
    on_sheet(move |sheet| sheet.put(4, 4, content.clone(), &Arc::new(Style::data())))
}

fn text(text: String) -> Change {
    content(Content::text(text))
}

/// A formula at E5 with the result 1.
fn formula(formula: impl Into<String>) -> Change {
    content(Content::formula(formula, Outcome::Number(Decimal::ONE)))
}

/// A formula at E5 with this text as result.
fn result(text: &str) -> Change {
    content(Content::formula("=IF(TRUE,\"是\",\"否\")", Outcome::Text(text.to_owned())))
}

fn name(name: &str, reference: &str) -> Change {
    let name = (name.to_owned(), reference.to_owned());
    on_book(move |book| book.names.push(name.clone()))
}

fn property(name: &str, value: &str) -> Change {
    let property = (name.to_owned(), value.to_owned());
    on_book(move |book| book.properties.push(property.clone()))
}

fn merge(areas: &'static [(u32, u16, u32, u16)]) -> Change {
    on_sheet(move |sheet| {
        for (row1, col1, row2, col2) in areas {
            sheet.put(*row1, *col1, Content::Blank, &Arc::new(Style::data()));
            sheet.merges.push(Area::new(*row1, *col1, *row2, *col2));
        }
    })
}

fn table(area: Area, name: &'static str) -> Change {
    on_sheet(move |sheet| sheet.table = Some((area, name.to_owned())))
}

/// A table over the three columns of the sheet, changed.
fn tabled(change: impl Fn(&mut Sheet) + 'static) -> Change {
    on_sheet(move |sheet| {
        sheet.table = Some((Area::new(0, 0, 3, 2), "t_a".to_owned()));
        change(sheet);
    })
}

fn link(row: u32, col: u16, target: LinkTarget) -> Change {
    on_sheet(move |sheet| sheet.links.push((CellRef::new(row, col), target.clone())))
}

fn file(path: &str) -> Change {
    link(1, 0, LinkTarget::File(path.to_owned()))
}

fn inside(place: &str) -> Change {
    link(1, 0, LinkTarget::Inside(place.to_owned()))
}

fn note(cell: CellRef, text: String) -> Change {
    on_sheet(move |sheet| sheet.notes.push((cell, text.clone())))
}

fn validation(area: Area, rule: ValidationRule) -> Validation {
    Validation { area, rule, stop: true, prompt: None, error: None }
}

fn rule(rule: ValidationRule) -> Change {
    on_sheet(move |sheet| sheet.validations.push(validation(Area::new(1, 0, 3, 0), rule.clone())))
}

fn list(words: &[&str]) -> Change {
    rule(ValidationRule::List(words.iter().map(|w| (*w).to_owned()).collect()))
}

/// A prompt and an error box with titles and texts of these lengths.
fn boxes(prompt: (usize, usize), error: (usize, usize)) -> Change {
    let words = |(title, text): (usize, usize)| Some(("题".repeat(title), "文".repeat(text)));
    on_sheet(move |sheet| {
        let rule = validation(Area::new(1, 0, 3, 0), ValidationRule::MaxLength(5));
        sheet.validations.push(Validation { prompt: words(prompt), error: words(error), ..rule });
    })
}

fn conditional(area: Area, rule: ConditionalRule) -> Change {
    on_sheet(move |sheet| sheet.conditionals.push(Conditional { area, rule: rule.clone() }))
}

fn chart(change: impl Fn(&mut Chart) + 'static) -> Change {
    on_sheet(move |sheet| {
        let mut chart = Chart {
            at: CellRef::new(5, 0),
            size: (400, 300),
            title: "完成情况".to_owned(),
            horizontal: true,
            categories: "'表一'!$A$2:$A$4".to_owned(),
            series: vec![("完成".to_owned(), "'表一'!$C$2:$C$4".to_owned(), 0x2F_54_96)],
            ends: (Decimal::ZERO, Decimal::ONE),
            format: "0%",
        };
        change(&mut chart);
        sheet.charts.push(chart);
    })
}

/// Cells in column E, one for each style.
fn styles(count: u32, style: impl Fn(u32) -> Style + 'static) -> Change {
    on_sheet(move |sheet| {
        for row in 0..count {
            sheet.put(row, 4, Content::Blank, &Arc::new(style(row)));
        }
    })
}

fn check(cases: Vec<(&str, Change, &str)>) {
    for (what, change, words) in cases {
        let sentence = refused(&change);
        assert!(sentence.contains(words), "{what}: expected 「{words}」, read 「{sentence}」");
    }
}

fn accepted(cases: Vec<(&str, Change)>) {
    for (what, change) in cases {
        let mut book = book();
        change(&mut book);
        assert_eq!(write(&book).err(), None, "{what}");
    }
}

#[test]
fn the_sentence_names_sheet_cell_and_limit() {
    let sentence = refused(&text("长".repeat(32_768)));
    assert_eq!(sentence, "工作表“表一”单元格E5：文字有32768个字符，Excel最多允许32767个");
}

#[test]
fn what_stands_at_the_limit_is_written() {
    accepted(vec![
        ("nothing changed", on_book(|_| {})),
        ("sheet name of 31", second("一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一")),
        ("text of 32,767", text("长".repeat(32_767))),
        ("row of 409.5 pt", on_sheet(|s| s.height(1, 40_950))),
        ("200 number formats", styles(199, |n| Style::data().number(&format!("0\"{n}\"")))),
        ("list of 255", list(&[&"甲".repeat(127), &"乙".repeat(127)])),
        ("boxes", boxes((32, 255), (32, 225))),
        ("name of a project", name("jh_P02", "'表一'!$A$1")),
        ("Chinese name", name("合计", "='表一'!$A$1:$C$4")),
        ("header of 255", on_sheet(|s| s.print.header = "眉".repeat(255))),
        ("areas side by side", merge(&[(5, 0, 7, 1), (5, 2, 7, 3), (8, 0, 8, 3)])),
    ]);
}

#[test]
fn sheets_and_properties() {
    check(vec![
        ("no sheet", on_book(|b| b.sheets.clear()), "没有可见的工作表"),
        ("no visible sheet", on_sheet(|s| s.visibility = Visibility::Hidden), "没有可见的工作表"),
        ("sheet without name", second(""), "名称是空的"),
        (
            "sheet name of 32",
            second("一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二"),
            "最多允许31个",
        ),
        ("sheet name with a slash", second("甲/乙"), "名称中不能有“/”"),
        ("sheet name with brackets", second("甲[1]"), "名称中不能有“[”"),
        ("sheet name with a colon", second("甲:乙"), "名称中不能有“:”"),
        ("sheet name with an asterisk", second("甲*"), "名称中不能有“*”"),
        ("sheet name with a quote first", second("'甲"), "单引号"),
        ("sheet name with a quote last", second("甲'"), "单引号"),
        ("sheet named History", second("history"), "Excel保留"),
        ("names differ by case only", on_book(|b| b.sheets.extend(["Ab", "aB"].map(Sheet::named))), "名称重复"),
        ("sheet name with a control character", second("甲\u{1}"), "控制字符U+0001"),
        ("title of 256", on_book(|b| b.title = "题".repeat(256)), "标题有256个字符"),
        ("property without name", property("", "x"), "名称是空的"),
        ("property name of 256", property(&"n".repeat(256), "x"), "名称有256个字符"),
        ("property value of 256", property("n", &"值".repeat(256)), "值有256个字符"),
        ("property twice", property("JH_FORM", "x"), "名称重复"),
        ("property with a control character", property("n", "\u{1b}"), "控制字符U+001B"),
    ]);
}

#[test]
fn names() {
    let ok = "'表一'!$A$1";
    check(vec![
        ("a cell", name("P02", ok), "与单元格地址相同"),
        ("the last cell", name("xfd1048576", ok), "与单元格地址相同"),
        ("R1C1", name("R1C1", ok), "与单元格地址相同"),
        ("R1 and more", name("r1_total", ok), "与单元格地址相同"),
        ("c", name("c", ok), "与单元格地址相同"),
        ("R", name("R", ok), "与单元格地址相同"),
        ("RC", name("rc", ok), "与单元格地址相同"),
        ("a digit first", name("1a", ok), "须以字母、汉字或下划线开头"),
        ("empty", name("", ok), "名称是空的"),
        ("a space", name("a b", ok), "名称中不能有“ ”"),
        ("a hyphen", name("P-02", ok), "名称中不能有“-”"),
        ("of one sheet", name("表一!x", ok), "名称中不能有“!”"),
        ("too long", name(&"n".repeat(256), ok), "名称有256个字符"),
        ("reserved", name("_xlnm.Print_Area", ok), "Excel保留"),
        ("a logical value", name("true", ok), "Excel保留"),
        ("twice", name("JH_P_01", ok), "名称重复"),
        ("no such sheet", name("jh_x", "'表二'!$A$1"), "工作表“表二”不在本工作簿中"),
        ("no reference", name("jh_x", ""), "公式是空的"),
        ("table and name alike", table(Area::new(0, 0, 3, 2), "jh_p_01"), "名称重复"),
        ("table name that is a cell", table(Area::new(0, 0, 3, 2), "T1"), "与单元格地址相同"),
    ]);
}

#[test]
fn rows_cells_and_formats() {
    let date = |year| Content::Date(NaiveDate::from_ymd_opt(year, 12, 31).unwrap());
    check(vec![
        ("row 1,048,577", on_sheet(|s| s.height(1_048_576, 100)), "超出Excel的1048576行"),
        ("column 16,385", on_sheet(|s| s.text(0, 16_384, "x", &Arc::new(Style::data()))), "超出Excel的16384列"),
        ("row of 409.51 pt", on_sheet(|s| s.height(1, 40_951)), "第2行：行高409.51磅，Excel最多409.5磅"),
        ("column of 255.01", on_sheet(|s| s.widths.push((0, 25_501))), "列宽255.01个字符，Excel最多255个"),
        ("width of column 16,385", on_sheet(|s| s.widths.push((16_384, 1_000))), "超出Excel的16384列"),
        ("hidden column 16,385", on_sheet(|s| s.hidden_columns.push(16_384)), "超出Excel的16384列"),
        ("rows out of order", on_sheet(|s| s.rows.push(Row::default())), "第1行：没有按顺序排列"),
        ("cells out of order", on_sheet(|s| s.rows[1].cells.reverse()), "B2：没有按顺序排列"),
        ("text of 16,384 characters outside the BMP", text("𠮷".repeat(16_384)), "有32768个字符"),
        ("a date before 1900", content(date(1899)), "年份1899"),
        ("a date after 9999", content(date(10_000)), "年份10000"),
        ("201 number formats", styles(200, |n| Style::data().number(&format!("0\"{n}\""))), "数字格式有201种"),
        ("number format of 256", styles(1, |_| Style::data().number(&"0".repeat(256))), "数字格式有256个字符"),
        ("64,001 formats", styles(64_000, |n| Style::data().fill(n)), "单元格样式有64001种，Excel最多允许64000种"),
        ("513 fonts", styles(512, |n| Style { ink: n + 1, ..Style::data() }), "字体有513种"),
        ("410 pt", styles(1, |_| Style { size: 41_000, ..Style::data() }), "字号"),
    ]);
}

#[test]
fn formulas() {
    let nested = |depth: usize| format!("={}1{}", "ABS(".repeat(depth), ")".repeat(depth));
    let arguments = |count: usize| format!("=SUM({})", vec!["1"; count].join(","));
    check(vec![
        ("of 8,194", formula(format!("={}1", "1+".repeat(4_096))), "公式有8194个字符，Excel最多允许8192个"),
        ("text of 256 in it", formula(format!("=LEN(\"{}\")", "文".repeat(256))), "公式中的文字有256个字符"),
        ("65 levels", formula(nested(65)), "嵌套超过64层"),
        ("256 arguments", formula(arguments(256)), "参数超过255个"),
        ("empty", formula("="), "公式是空的"),
        ("a bracket left open", formula("=SUM(1"), "括号不成对"),
        ("a bracket too many", formula("=SUM(1))"), "括号不成对"),
        ("the wrong bracket", formula("=SUM({1)}"), "括号不成对"),
        ("a quote left open", formula("=LEN(\"a)"), "引号不成对"),
        ("a full-width comma", formula("=SUM(1，2)"), "“，”"),
        ("a newer function", formula("=XLOOKUP(1,A1:A3,B1:B3)"), "函数XLOOKUP不在"),
        ("a function with a point", formula("=RANK.EQ(1,A1:A3)"), "函数RANK.EQ不在"),
        ("a prefixed function", formula("=_xlfn.IFNA(A1,1)"), "函数_xlfn.IFNA不在"),
        ("a volatile function", formula("=TODAY()"), "函数TODAY不在"),
        ("small letters", formula("=sum(1,2)"), "函数sum不在"),
        ("another workbook", formula("=[1]表一!A1"), "“[”"),
        ("a lost reference", formula("=#REF!+1"), "“#”"),
        ("no such sheet", formula("='表二'!A1"), "工作表“表二”不在本工作簿中"),
        ("no such name", formula("=jh_p_99+1"), "“jh_p_99”既不是单元格"),
        ("a sheet that needs quotes", formula("=2024!A1"), "须加单引号"),
        ("a control character", formula("=LEN(\"\u{1b}\")"), "控制字符U+001B"),
        ("Excel's escape", formula("=LEN(\"_x001B_\")"), "_x001B_"),
        ("no result", result(""), "空文字，会被Excel存成0"),
        ("a blank result", result(" "), "空文字，会被Excel存成0"),
        ("5 as text", result("5"), "“5”是文字却像数字"),
        ("1e5 as text", result("1e5"), "“1e5”是文字却像数字"),
        ("inf as text", result("inf"), "“inf”是文字却像数字"),
        ("NaN as text", result("NaN"), "“NaN”是文字却像数字"),
        ("TRUE as text", result("TRUE"), "逻辑值或错误值"),
        ("an error as text", result("#N/A"), "逻辑值或错误值"),
        ("result of 32,768", result(&"长".repeat(32_768)), "公式的结果有32768个字符"),
    ]);
    accepted(vec![
        ("64 levels", formula(nested(64))),
        ("255 arguments", formula(arguments(255))),
        ("nested, percent", formula("=IF(AND(ISNUMBER(B2),B2>=1.5%),ROUND(SUM('表一'!$B$2:$B$4),2),-1)")),
        ("whole columns, rows, a name", formula("=COUNTIF(表一!B:B,\">0\")+SUM($1:$2)+JH_P_01")),
        ("constants and quotes", formula("=LOOKUP(B2,{0,60},{\"差\",\"中\"})&\"说\"\"好\"\"，（）\"")),
        ("text of 255", formula(format!("=LEN(\"{}\")", "文".repeat(255)))),
    ]);
}

#[test]
fn merges_tables_and_filters() {
    let style = || Arc::new(Style::data());
    check(vec![
        ("one cell", merge(&[(5, 0, 5, 0)]), "只有一个单元格"),
        ("upside down", merge(&[(6, 0, 5, 0)]), "左上角在右下角之后"),
        ("overlap", merge(&[(5, 0, 7, 1), (7, 1, 8, 2)]), "两个合并区域重叠"),
        ("one within another", merge(&[(5, 0, 9, 3), (6, 1, 7, 2)]), "两个合并区域重叠"),
        ("no first cell", on_sheet(|s| s.merges.push(Area::new(20, 0, 20, 1))), "左上角没有单元格"),
        ("content below the merge", on_sheet(|s| s.merges.push(Area::new(1, 0, 2, 0))), "A3另有内容"),
        ("table of a header alone", table(Area::new(0, 0, 0, 2), "t_a"), "至少要有一行"),
        ("table with a number as header", table(Area::new(1, 0, 3, 2), "t_a"), "表头B2须是文字"),
        ("table beyond its headers", table(Area::new(0, 0, 3, 3), "t_a"), "表头D1须是文字"),
        ("the same header twice", tabled(move |s| s.text(0, 1, "单位", &style())), "表头“单位”重复"),
        ("line break in a header", tabled(move |s| s.text(0, 1, "目\n标", &style())), "不能换行"),
        ("merge in a table", tabled(move |s| s.merge(Area::new(3, 0, 3, 1), Content::Blank, &style())), "合并单元格"),
        ("filter in a table", tabled(|s| s.filter = Some(Area::new(0, 0, 3, 2))), "不能再加自动筛选"),
        ("filter off the sheet", on_sheet(|s| s.filter = Some(Area::new(0, 0, 1_048_576, 2))), "1048576行"),
    ]);
}

#[test]
fn notes_and_links() {
    let to_a1 = |count| vec![(CellRef::new(1, 0), LinkTarget::Inside("'表一'!A1".to_owned())); count];
    let notes = |text: &str| (CellRef::new(0, 0), text.to_owned());
    check(vec![
        ("note of 32,714", note(CellRef::new(0, 0), "注".repeat(32_714)), "批注有32714个字符"),
        ("two notes", on_sheet(move |s| s.notes = vec![notes("甲"), notes("乙")]), "A1：有两条批注"),
        ("note off the sheet", note(CellRef::new(0, 16_384), "注".to_owned()), "超出Excel的16384列"),
        ("65,531 links", on_sheet(move |s| s.links = to_a1(65_531)), "有65531个链接，Excel每张表最多65530个"),
        ("two links", on_sheet(move |s| s.links = to_a1(2)), "A2：有两个链接"),
        ("link on no cell", link(9, 9, LinkTarget::Inside("'表一'!A1".to_owned())), "J10：链接所在处没有单元格"),
        ("link of 2,080", file(&"长".repeat(2_080)), "链接有2080个字符"),
        ("link to no sheet", inside("'表二'!A1"), "不是本工作簿内的单元格"),
        ("link to no cell", inside("'表一'"), "不是本工作簿内的单元格"),
        ("absolute path", file("/收回/甲.xlsx"), "须是相对路径"),
        ("drive", file("C:/收回/甲.xlsx"), "须是相对路径"),
        ("backslash", file("收回\\甲.xlsx"), "须是相对路径"),
        ("web", file("http://a.cn/甲.xlsx"), "须是相对路径"),
        ("number sign", file("收回/甲#1.xlsx"), "有“#”"),
        ("line break", file("收回/甲\n.xlsx"), "控制字符U+000A"),
    ]);
}

#[test]
fn validations_and_conditional_formats() {
    let (area, mark) = (Area::new(1, 1, 3, 1), Mark::Provisional);
    let (zero, one) = (Decimal::ZERO, Decimal::ONE);
    let two = [Area::new(1, 0, 3, 0), Area::new(3, 0, 4, 0)];
    let overlapping = move |s: &mut Sheet| s.validations = two.map(|a| validation(a, ValidationRule::Any)).to_vec();
    check(vec![
        ("list of 256", list(&[&"甲".repeat(127), &"乙".repeat(128)]), "下拉列表合起来有256个字符"),
        ("list with a comma", list(&["甲,乙"]), "半角逗号"),
        ("list with an empty word", list(&["甲", ""]), "空项"),
        ("empty list", list(&[]), "空项"),
        ("custom of 257", rule(ValidationRule::Custom(format!("={}1", "1+".repeat(128)))), "公式有258个字符"),
        ("custom with another function", rule(ValidationRule::Custom("=IFS(A2,1)".to_owned())), "函数IFS"),
        ("list from no sheet", rule(ValidationRule::ListFrom("='名单'!$A$1:$A$3".to_owned())), "工作表“名单”"),
        ("prompt title of 33", boxes((33, 1), (1, 1)), "输入提示的标题有33个字符"),
        ("prompt of 256", boxes((1, 256), (1, 1)), "输入提示有256个字符"),
        ("error title of 33", boxes((1, 1), (33, 1)), "出错警告的标题有33个字符"),
        ("error text of 226", boxes((1, 1), (1, 226)), "出错警告有226个字符"),
        ("overlap", on_sheet(overlapping), "两个数据验证的区域重叠"),
        ("newer function", conditional(area, ConditionalRule::Formula("=XOR(B2,B3)".to_owned(), mark)), "函数XOR"),
        ("word of 256", conditional(area, ConditionalRule::Word("词".repeat(256), mark)), "公式中的文字有256个字符"),
        ("bar", conditional(area, ConditionalRule::DataBar { min: one, max: one, color: 0 }), "数据条"),
        ("scale", conditional(area, ConditionalRule::Scale { points: [(one, 0), (zero, 0), (one, 0)] }), "色阶"),
        (
            "upside down",
            conditional(Area::new(3, 0, 1, 0), ConditionalRule::Word("暂定".to_owned(), mark)),
            "左上角在右下角之后",
        ),
    ]);
}

#[test]
fn charts_printing_and_view() {
    check(vec![
        ("title of 256", chart(|c| c.title = "题".repeat(256)), "标题有256个字符"),
        ("title that is a reference", chart(|c| c.title = "合计!A1".to_owned()), "会被当作单元格引用"),
        ("no series", chart(|c| c.series.clear()), "有0个系列"),
        ("256 series", chart(|c| c.series = vec![c.series[0].clone(); 256]), "有256个系列"),
        ("no ends", chart(|c| c.ends = (Decimal::ONE, Decimal::ONE)), "由小到大"),
        ("no size", chart(|c| c.size = (0, 300)), "宽或高是0"),
        ("values of no sheet", chart(|c| c.series[0].1 = "'表二'!$A$1:$A$2".to_owned()), "不是本工作簿内的区域"),
        ("categories without range", chart(|c| c.categories = "单位".to_owned()), "不是本工作簿内的区域"),
        ("1,024 page breaks", on_sheet(|s| s.print.breaks = (1..=1_024).collect()), "有1024个分页符"),
        ("page break before the first row", on_sheet(|s| s.print.breaks = vec![0]), "分页符不在表内"),
        ("header of 256", on_sheet(|s| s.print.header = "眉".repeat(256)), "页眉有256个字符"),
        ("footer of 256", on_sheet(|s| s.print.footer = "脚".repeat(256)), "页脚有256个字符"),
        ("footer with a control character", on_sheet(|s| s.print.footer = "\u{7}".to_owned()), "控制字符U+0007"),
        ("title rows upside down", on_sheet(|s| s.print.title_rows = Some((3, 1))), "标题行或标题列不在表内"),
        ("title column 16,385", on_sheet(|s| s.print.title_columns = Some((0, 16_384))), "标题行或标题列不在表内"),
        ("print area", on_sheet(|s| s.print.area = Some(Area::new(0, 0, 0, 16_384))), "超出Excel的16384列"),
        ("zoom of 401 %", on_sheet(|s| s.zoom = 401), "10%至400%"),
        ("panes", on_sheet(|s| s.freeze = Some(CellRef::new(1_048_576, 0))), "超出Excel的1048576行"),
    ]);
}
