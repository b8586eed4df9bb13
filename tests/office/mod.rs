//! The states of a template that the tests look at, and LibreOffice as the second opinion on formulas.
#![allow(
    dead_code,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "test support, used in part by each test: reads and writes files and says what it skips"
)]

use chrono::NaiveDate;
use jihe::definition::{BUILT_IN, FormDef, Stage, Vocabulary};
use jihe::model::book::{Book, Content};
use jihe::model::{Agency, ItemId, Role, Slot};
use jihe::template::{Given, Issue, Prefill, template};
use rust_decimal::Decimal;
use std::str::FromStr;

/// The built-in form of that id.
pub fn form(id: &str) -> FormDef {
    let words = Vocabulary {
        aggregates: &jihe::merge::aggregates::names(),
        methods: &["budget-execution", "inverse-linear", "inverse-ratio", "bands", "deduction"],
        rules: &[],
    };
    let (_, text) = BUILT_IN.iter().find(|(i, _)| *i == id).unwrap();
    FormDef::parse(text, &words).unwrap()
}

/// The agency whose file is written.
pub fn agency() -> Agency {
    Agency {
        code: "440106".to_owned(),
        name: "广州市天河区科技工业和信息化局".to_owned(),
        short: "天河".to_owned(),
        former: vec![],
        role: Role::District,
        ranked: true,
        contact: String::new(),
        phone: String::new(),
        mail: String::new(),
    }
}

/// The names in the common file's list.
pub fn names() -> Vec<String> {
    ["局本级（含局属预算单位）", "广州市越秀区科技工业和信息化局", "广州市天河区科技工业和信息化局"]
        .map(str::to_owned)
        .to_vec()
}

/// The checks announced in 填报说明.
pub fn checks() -> Vec<String> {
    ["支出、收入、级次等各项合计是否相等（精确到分）。", "未达到目标要求的，是否填写偏差原因及改进措施。"]
        .map(str::to_owned)
        .to_vec()
}

/// A round that says everything.
pub fn issue<'a>(names: &'a [String], checks: &'a [String]) -> Issue<'a> {
    Issue {
        year: 2024,
        department: "广州市工业和信息化局",
        deadline: NaiveDate::from_ymd_opt(2025, 1, 15),
        contact: "综合处 020-83120000",
        created: NaiveDate::from_ymd_opt(2024, 12, 20).unwrap(),
        agencies: names,
        checks,
    }
}

/// Every target of the stage as the definition gives it.
pub fn give_targets(form: &FormDef, stage: &Stage, prefill: &mut Prefill<'_>) {
    for (item, indicator) in form.indicators() {
        for (slot, text) in [(Slot::YearTarget, &indicator.target), (Slot::TermTarget, &indicator.term_target)] {
            if !stage.asks(slot) && !text.is_empty() {
                prefill.values.insert((item.id.clone(), slot), Given::Text(text.clone()));
            }
        }
    }
}

fn table(name: &str) -> Vec<Vec<String>> {
    let path = format!("{}/../shared/form/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().skip(1).map(|l| l.split('\t').map(str::to_owned).collect()).collect()
}

/// A number from its text.
pub fn d(text: &str) -> Decimal {
    Decimal::from_str(text).unwrap()
}

/// Fills the published form in, as a clerk would type it.
pub fn fill_published(stage: &Stage, prefill: &mut Prefill<'_>) {
    let mut put = |id: &str, slot: Slot, content: Content| {
        if stage.asks(slot) {
            prefill.filled.insert((ItemId::new(id), slot), content);
        }
    };
    for line in table("budget.tsv") {
        put(&line[0], Slot::Amount, Content::Number(d(&line[3])));
    }
    for line in table("tasks.tsv") {
        put(&line[0], Slot::Name, Content::text(&line[1]));
        put(&line[0], Slot::Content, Content::text(&line[2]));
        put(&line[0], Slot::Expected, Content::text(&line[3]));
    }
    for line in table("indicators.tsv") {
        put(&line[0], Slot::TermTarget, Content::text(&line[4]));
        put(&line[0], Slot::YearTarget, Content::text(&line[5]));
        put(&line[0], Slot::Actual, Content::text(line[5].trim_start_matches(['≥', '≤'])));
    }
    let path = format!("{}/../shared/form/overall-objective.txt", env!("CARGO_MANIFEST_DIR"));
    put("objective", Slot::Text, Content::text(std::fs::read_to_string(path).unwrap().trim()));
    for (id, initial, adjusted, spent) in [
        ("basic-expenditure", "13053.28", "13053.28", "12998.10"),
        ("project-expenditure", "5214", "5000.00", "4321.09"),
        ("fiscal-special-funds", "230000", "228000.5", "227999.99"),
        ("other-development-expenditure", "0", "0", "0"),
    ] {
        put(id, Slot::Initial, Content::Number(d(initial)));
        put(id, Slot::Adjusted, Content::Number(d(adjusted)));
        put(id, Slot::Spent, Content::Number(d(spent)));
    }
}

/// What clerks do wrong, and right, on the evaluate form.
pub fn fill_untidily(prefill: &mut Prefill<'_>) {
    let cells = [
        ("basic-expenditure", Slot::Amount, Content::text("13,053.28")),
        ("project-expenditure", Slot::Amount, Content::Number(d("-5"))),
        ("fiscal-special-funds", Slot::Amount, Content::text(" 不涉及 ")),
        ("other-development-expenditure", Slot::Amount, Content::text("/")),
        ("fiscal-appropriation", Slot::Amount, Content::Number(d("10.005"))),
        ("other-funds", Slot::Amount, Content::text("不涉及")),
        ("city-level-use", Slot::Amount, Content::Number(d("10"))),
        ("transfer-to-districts", Slot::Amount, Content::Number(d("0.02"))),
        ("basic-expenditure", Slot::Adjusted, Content::Number(d("3"))),
        ("basic-expenditure", Slot::Spent, Content::Number(d("1"))),
        ("objective", Slot::Text, Content::text("长".repeat(801))),
        ("T-1", Slot::Name, Content::text("任务")),
        ("T-1", Slot::Content, Content::text("   ")),
        ("T-3", Slot::Content, Content::text("只填了内容")),
        ("T-8", Slot::Name, Content::text("备用行")),
        ("P-01", Slot::Actual, Content::Number(d("4"))),
        ("P-02", Slot::Actual, Content::Number(d("20000"))),
        ("P-03", Slot::Actual, Content::Number(d("4.5"))),
        ("P-03", Slot::Reason, Content::text("车型推迟上市。")),
        ("P-04", Slot::Actual, Content::text("不涉及")),
        ("P-05", Slot::Actual, Content::Number(d("900000"))),
        ("P-20", Slot::Actual, Content::text("210家、98亿元")),
        ("B-01", Slot::Actual, Content::Number(d("0.0725"))),
        ("B-02", Slot::Actual, Content::text("1280亿元")),
        ("B-04", Slot::Actual, Content::Number(d("0.9"))),
        ("B-09", Slot::Actual, Content::Number(d("0.83"))),
        ("Q-01", Slot::Actual, Content::Number(d("239"))),
        ("Q-03", Slot::Actual, Content::Number(d("0.9499"))),
        ("Q-04", Slot::Actual, Content::text("2024年11月")),
        ("Q-05", Slot::Actual, Content::Number(d("12.5"))),
        ("Q-05", Slot::Reason, Content::text("物价上涨。")),
        ("Q-09", Slot::Actual, Content::Number(d("79.5"))),
        ("Q-10", Slot::Actual, Content::Number(d("21"))),
        ("Q-11", Slot::Actual, Content::Number(d("3"))),
        ("measures", Slot::Text, Content::text("长".repeat(201))),
        ("project-name", Slot::Text, Content::text("中小企业数字化改造")),
        ("project-total", Slot::Amount, Content::Number(d("100"))),
        ("project-total", Slot::Adjusted, Content::Number(d("0"))),
        ("project-total", Slot::Spent, Content::Number(d("0"))),
    ];
    for (id, slot, content) in cells {
        prefill.filled.insert((ItemId::new(id), slot), content);
    }
}

/// Every state the tests look at, by name: form, stage, whose file, how it is filled.
pub fn states() -> Vec<(String, Book)> {
    let (agency, names, checks) = (agency(), names(), checks());
    let issue = issue(&names, &checks);
    let mut books = Vec::new();
    for (id, _) in BUILT_IN {
        let form = form(id);
        for stage in &form.stages {
            let mut add = |state: &str, prefill: &Prefill<'_>| {
                books.push((format!("{id}-{}-{state}", stage.id), template(&form, stage, prefill)));
            };
            let mut common = Prefill::blank(&issue, None);
            add("common", &common);
            common.chosen = Some(names[2].clone());
            fill_untidily(&mut common);
            add("common-untidy", &common);
            let mut own = Prefill::blank(&issue, Some(&agency));
            give_targets(&form, stage, &mut own);
            add("blank", &own);
            let mut published = own.clone();
            fill_published(stage, &mut published);
            add("published", &published);
            fill_untidily(&mut own);
            for item in ["P-06", "P-10", "Q-02"] {
                own.values.insert((ItemId::new(item), Slot::Actual), Given::NotApplicable);
            }
            add("untidy", &own);
        }
    }
    books
}

/// Recalculates workbooks in LibreOffice, whatever results they carry, and gives the bytes of each; `None` (said aloud) where
/// there is no LibreOffice, except under CI, where there must be one.
pub fn recalculated(books: &[(String, Vec<u8>)]) -> Option<Vec<Vec<u8>>> {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("profile");
    std::fs::create_dir_all(profile.join("user")).unwrap();
    std::fs::write(profile.join("user/registrymodifications.xcu"), ALWAYS_RECALCULATE).unwrap();
    let mut command = std::process::Command::new("soffice");
    command.arg(format!("-env:UserInstallation=file://{}", profile.display()));
    command.args(["--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"]);
    command.arg(folder.path().join("out"));
    for (name, bytes) in books {
        let file = folder.path().join(format!("{name}.xlsx"));
        std::fs::write(&file, bytes).unwrap();
        command.arg(file);
    }
    if let Err(error) = command.output() {
        assert!(std::env::var_os("CI").is_none(), "LibreOffice is needed here: {error}");
        eprintln!("SKIPPED: no LibreOffice, formulas were not recalculated ({error})");
        return None;
    }
    let read = |(name, _): &(String, Vec<u8>)| std::fs::read(folder.path().join(format!("out/{name}.xlsx"))).unwrap();
    Some(books.iter().map(read).collect())
}

/// A workbook saved by LibreOffice in this format; `None` (said aloud) where there is no LibreOffice, except under CI.
pub fn saved_as(bytes: &[u8], format: &str) -> Option<Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.xlsx");
    std::fs::write(&file, bytes).unwrap();
    let mut command = std::process::Command::new("soffice");
    command.arg(format!("-env:UserInstallation=file://{}", folder.path().join("profile").display()));
    command.args(["--headless", "--convert-to", format, "--outdir"]).arg(folder.path().join("out")).arg(file);
    if let Err(error) = command.output() {
        assert!(std::env::var_os("CI").is_none(), "LibreOffice is needed here: {error}");
        eprintln!("SKIPPED: no LibreOffice, nothing was saved as {format} ({error})");
        return None;
    }
    Some(std::fs::read(folder.path().join(format!("out/a.{format}"))).unwrap())
}

const ALWAYS_RECALCULATE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"#;
