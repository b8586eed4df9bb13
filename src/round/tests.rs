//! Rosters and decisions as people edit them: each case is a small sheet.

use super::decisions::{self, Question};
use super::*;
use crate::intake::{self, RawBook};
use crate::model::book::{Book, Content, Sheet, Style};
use crate::model::decision::{Decision, DecisionKind};
use crate::model::roster::Assigned;
use crate::model::{ItemId, Role, Slot};
use crate::xlsx;
use rust_decimal::Decimal;
use std::sync::Arc;

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 1, 10).unwrap()
}

fn form() -> FormDef {
    forms::parse(forms::built_in("dept-target").unwrap()).unwrap()
}

/// A workbook from sheets written as lines, cells separated by `|`; `#5` is a number.
fn workbook(file: &str, sheets: &[(&str, &str)]) -> RawBook {
    let style = Arc::new(Style::data());
    let sheets = sheets.iter().map(|(name, text)| {
        let mut sheet = Sheet::named(name);
        for (row, line) in (0u32..).zip(text.lines()) {
            for (col, cell) in (0u16..).zip(line.split('|')).filter(|(_, cell)| !cell.trim().is_empty()) {
                let content = match cell.trim().strip_prefix('#') {
                    Some(number) => Content::Number(number.parse::<Decimal>().unwrap()),
                    None => Content::text(cell.trim()),
                };
                sheet.put(row, col, content, &style);
            }
        }
        sheet
    });
    let book = Book {
        title: String::new(),
        subject: String::new(),
        author: String::new(),
        created: day(),
        properties: Vec::new(),
        names: Vec::new(),
        sheets: sheets.collect(),
    };
    intake::read(file, &xlsx::write(&book).unwrap()).unwrap()
}

const AGENCIES: &str = "说明：每行一家\n\
    代码|全称|简称|曾用名|上级|角色|参与排名|联系人|电话|邮箱|抄送\n\
    440100|某市某局本级|局本级|||本级|否\n\
    #440112|某市黄埔区局|黄埔|黄埔区经贸局、开发区局||区|是|张三|020-1\n";
const TARGETS: &str = "编码|指标|指标值|部门目标|黄埔|局本级\n\
    P-02|运行监测样本数量|年度指标值|≥20,000家次|≥800家次|/\n\
    P-05||年度指标值|≥900个||#18\n";
const WEIGHTS: &str = "编码|指标|权数口径|局本级|黄埔\nB-09|工业用水重复利用率|工业用水量|/|#1200.5\n";

fn roster(agencies: &str, targets: &str, weights: &str) -> Result<Roster, Stop> {
    roster::read(&workbook(roster::FILE, &[("填报单位", agencies), ("任务分解", targets), ("权数", weights)]), &form())
}

#[test]
fn a_roster_is_read_by_its_headers() {
    let roster = roster(AGENCIES, TARGETS, WEIGHTS).unwrap();
    let codes: Vec<&str> = roster.agencies.iter().map(|a| a.code.as_str()).collect();
    assert_eq!(codes, ["440100", "440112"]);
    assert_eq!(roster.by_name("开发区局").unwrap().short, "黄埔");
    assert_eq!(roster.headquarters().unwrap().role, Role::Headquarters);
    let (p02, p05) = (ItemId::new("P-02"), ItemId::new("P-05"));
    assert_eq!(roster.department[&(p02.clone(), Slot::YearTarget)], "≥20,000家次");
    assert_eq!(*roster.assigned(&p02, Slot::YearTarget, "440112"), Assigned::Target("≥800家次".to_owned()));
    assert_eq!(*roster.assigned(&p02, Slot::YearTarget, "440100"), Assigned::NotApplicable);
    assert_eq!(*roster.assigned(&p05, Slot::YearTarget, "440112"), Assigned::Open);
    assert_eq!(*roster.assigned(&p05, Slot::YearTarget, "440100"), Assigned::Target("18".to_owned()));
    assert_eq!(roster.weights[&(ItemId::new("B-09"), "440112".to_owned())], Decimal::new(12005, 1));
    assert_eq!(roster.weights.len(), 1);
}

/// (sheet, what is changed, what it becomes, words of the sentence)
#[test]
fn what_a_roster_lacks_is_said_with_its_place() {
    let cases = [
        ("填报单位", "|电话|", "|手机|", "名册.xlsx的《填报单位》缺少“电话”列"),
        ("填报单位", "|角色|参与排名|", "|角色|角色|", "缺少“参与排名”列"),
        ("填报单位", "|抄送\n", "|抄送|全称\n", "有两列都叫“全称”"),
        ("填报单位", "||本级|否", "||市级|否", "第3行的“角色”是“市级”。请填“本级”或“区”"),
        ("填报单位", "||区|是", "||区|√", "第4行的“参与排名”是“√”"),
        ("填报单位", "#440112", "440100", "第4行的“440100”与第3行重复"),
        ("填报单位", "黄埔区经贸局", "局本级", "第4行的“局本级”与第3行重复"),
        ("填报单位", "某市黄埔区局", "", "第4行没有填“全称”"),
        ("任务分解", "部门目标", "全局目标", "缺少“部门目标”列"),
        ("任务分解", "|黄埔|", "|黄浦|", "《任务分解》E1的“黄浦”不是《填报单位》里的单位"),
        ("任务分解", "|局本级\n", "|黄埔区经贸局\n", "“黄埔区经贸局”与“黄埔”是同一家单位"),
        ("任务分解", "P-05|", "P-99|", "第3行的编码“P-99”不在本表中"),
        ("任务分解", "P-05|", "|", "第3行有内容但没有填“编码”"),
        ("任务分解", "P-02|运行", "P-03|运行", "编码“P-03”应是“鼓励研发推出新车型”"),
        ("任务分解", "P-05||年度指标值", "P-05||年度目标", "请填：实施周期指标值、年度指标值"),
        ("任务分解", "P-05|", "P-02|", "第3行与第2行是同一项指标值"),
        ("权数", "#1200.5", "1200吨", "E2的权数“1200吨”不是0以上的数字"),
        ("权数", "#1200.5", "#-1", "E2的权数“-1”不是0以上的数字"),
    ];
    for (sheet, from, to, says) in cases {
        let mut texts = [("填报单位", AGENCIES), ("任务分解", TARGETS), ("权数", WEIGHTS)]
            .map(|(name, text)| (name, text.to_owned()));
        let text = &mut texts.iter_mut().find(|(name, _)| *name == sheet).unwrap().1;
        assert!(text.contains(from), "{from}");
        *text = text.replacen(from, to, 1);
        let stop = roster(&texts[0].1, &texts[1].1, &texts[2].1).unwrap_err().to_string();
        assert!(stop.contains(says), "{from} → {to}: {stop}");
        assert_eq!(stop.lines().count(), 1, "one cause, one sentence: {stop}");
    }
}

#[test]
fn a_sheet_that_is_gone_is_said() {
    let book = workbook(roster::FILE, &[("填报单位", AGENCIES), ("任务分解 ", TARGETS), ("权重", WEIGHTS)]);
    let stop = roster::read(&book, &form()).unwrap_err().to_string();
    assert_eq!(stop, "名册.xlsx里没有名为《权数》的工作表。请补上，或把原表改回这个名字。");
}

#[test]
fn what_is_written_is_read_back() {
    let form = form();
    let mut roster = roster_book::example(&form);
    roster.agencies[1].former = vec!["旧名甲".to_owned(), "旧名乙".to_owned()];
    let code = roster.agencies[0].code.clone();
    roster.weights.insert((ItemId::new("B-01"), code.clone()), Decimal::new(25, 1));
    let objective = (ItemId::new("objective"), Slot::Text, code.clone());
    roster.assigned.insert(objective, Assigned::Target("第一行\n第二行".to_owned()));
    roster.assigned.insert((ItemId::new("basic-expenditure"), Slot::Amount, code), Assigned::NotApplicable);
    let bytes = xlsx::write(&roster_book::book(&form, &roster, "某局", day())).unwrap();
    assert_eq!(roster::from_bytes(&bytes, &form), Ok(roster));
}

/// 决定.xlsx as a person has edited it: columns moved, one added, a remark below.
const DECIDED: &str = "说明\n\
    事项|单位代码|单位|编码|指标|规则|说明|值|理由|人|日期|我的备注\n\
    评定得分|440112|黄埔|P-02|运行监测样本数量||须评分|#2.05|现场核实|李四|2025-01-09|已电话联系\n\
    采纳说明|440112|黄埔|P-05||V201|偏低|是\n\
    选用文件|440199|某某|||||a.xlsx|核实|李四\n\
    调整|440112\n\
    豁免|部门||||V303|不等|是|已核|李四\n";

fn agencies() -> Roster {
    roster(AGENCIES, TARGETS, WEIGHTS).unwrap()
}

#[test]
fn decisions_are_read_and_what_cannot_be_used_is_said() {
    let read = decisions::read(&workbook(decisions::FILE, &[("决定", DECIDED)]), &agencies(), &form()).unwrap();
    let list: Vec<(DecisionKind, &str, u32, bool)> =
        read.list.iter().map(|d| (d.kind, d.agency.as_str(), d.row, d.is_made())).collect();
    assert_eq!(
        list,
        [
            (DecisionKind::Points, "440112", 3, true),
            (DecisionKind::Accepted, "440112", 4, false),
            (DecisionKind::Waiver, "部门", 7, true),
        ]
    );
    assert_eq!(read.list[0].value, "2.05");
    let says = ["第4行没有填“理由”“人”", "第5行的单位代码“440199”不在名册里", "第6行的事项“调整”不在可用的事项之内"];
    assert_eq!(read.remarks.len(), says.len(), "{:#?}", read.remarks);
    for (remark, says) in read.remarks.iter().zip(says) {
        assert!(remark.contains(says), "{remark}");
    }
}

#[test]
fn the_same_question_answered_twice_is_no_answer() {
    let line = "评定得分|440112|黄埔|P-02|||须评分|#2|核实|李四\n";
    let header = DECIDED.lines().nth(1).unwrap();
    let book = workbook(decisions::FILE, &[("决定", &format!("{header}\n{line}{}", line.replace("#2", "#1")))]);
    let read = decisions::read(&book, &agencies(), &form()).unwrap();
    assert!(read.list.is_empty());
    assert!(read.remarks[0].contains("第2、3行是同一事项"), "{:?}", read.remarks);
}

fn question(kind: DecisionKind, agency: &str, item: Option<&str>, rule: &str) -> Question {
    Question {
        kind,
        agency: agency.to_owned(),
        item: item.map(ItemId::new),
        rule: rule.to_owned(),
        matter: "须定".to_owned(),
    }
}

#[test]
fn questions_come_below_and_what_people_wrote_stays() {
    let (roster, form) = (agencies(), form());
    let old = workbook(decisions::FILE, &[("决定", DECIDED), ("我的表", "甲|#5\n")]);
    let asked = question(DecisionKind::Points, "440112", Some("P-02"), "");
    let new = question(DecisionKind::Accepted, "440112", Some("P-02"), "V109");
    let whole = question(DecisionKind::Points, "部门", Some("budget-execution"), "");
    assert_eq!(decisions::with_questions(Some(&old), std::slice::from_ref(&asked), &roster, &form, day()), Ok(None));

    let questions = [asked, new.clone(), new, whole];
    let (book, added) = decisions::with_questions(Some(&old), &questions, &roster, &form, day()).unwrap().unwrap();
    assert_eq!(added, 2);
    let back = intake::read(decisions::FILE, &xlsx::write(&book).unwrap()).unwrap();
    for (sheet, before) in old.sheets.iter().enumerate() {
        for (at, cell) in &before.cells {
            let after = &back.sheets[sheet].cells[at];
            assert_eq!((&after.value, after.shown()), (&cell.value, cell.shown()), "{at}");
        }
    }
    let row = |n: u32| -> Vec<String> {
        back.sheets[0].cells.iter().filter(|(at, _)| at.row == n).map(|(_, c)| c.shown().into_owned()).collect()
    };
    assert_eq!(row(7), ["采纳说明", "440112", "黄埔", "P-02", "运行监测样本数量", "V109", "须定"]);
    assert_eq!(row(8), ["评定得分", "部门", "部门", "Y-00", "预算执行率", "须定"]);
    assert_eq!(decisions::read(&back, &roster, &form).unwrap().list.len(), 5);
}

/// A row written with an item's id, before items had codes, is the same row as one written with the code.
#[test]
fn decisions_are_understood_by_code_and_by_id() {
    let (roster, form) = (agencies(), form());
    let header = DECIDED.lines().nth(1).unwrap();
    let by = |item: &str| format!("评定得分|部门|部门|{item}|预算执行率||须定|#8|核实|李四\n");
    let asked = question(DecisionKind::Points, "部门", Some("budget-execution"), "");
    for item in ["budget-execution", "Y-00"] {
        let old = workbook(decisions::FILE, &[("决定", &format!("{header}\n{}", by(item)))]);
        let read = decisions::read(&old, &roster, &form).unwrap();
        assert_eq!((read.list[0].item.as_ref(), read.remarks.len()), (asked.item.as_ref(), 0), "{item}");
        let questions = std::slice::from_ref(&asked);
        assert_eq!(decisions::with_questions(Some(&old), questions, &roster, &form, day()), Ok(None), "{item}");
    }
    let both = format!("{header}\n{}{}", by("budget-execution"), by("Y-00"));
    let read = decisions::read(&workbook(decisions::FILE, &[("决定", &both)]), &roster, &form).unwrap();
    assert!(read.list.is_empty() && read.remarks[0].contains("第2、3行是同一事项"), "{:?}", read.remarks);
    let unknown = workbook(decisions::FILE, &[("决定", &format!("{header}\n{}", by("Y-99")))]);
    let read = decisions::read(&unknown, &roster, &form).unwrap();
    assert!(read.list.is_empty() && read.remarks[0].contains("的编码“Y-99”不在本表中"), "{:?}", read.remarks);
}

#[test]
fn a_roster_names_items_by_code_or_by_id() {
    for item in ["objective", "Z-01"] {
        let content = format!("单位代码|编码|栏目|内容\n440112|{item}|总体绩效目标|稳中有进\n");
        let sheets = [("填报单位", AGENCIES), ("任务分解", TARGETS), ("权数", WEIGHTS), ("申报内容", &content)];
        let roster = roster::read(&workbook(roster::FILE, &sheets), &form()).unwrap();
        let own = roster.assigned(&ItemId::new("objective"), Slot::Text, "440112");
        assert_eq!(*own, Assigned::Target("稳中有进".to_owned()), "{item}");
    }
}

#[test]
fn a_new_file_holds_the_questions() {
    let (roster, form) = (agencies(), form());
    let chosen = question(DecisionKind::Chosen, "440112", None, "");
    let (book, added) = decisions::with_questions(None, &[chosen], &roster, &form, day()).unwrap().unwrap();
    assert_eq!(added, 1);
    let back = intake::read(decisions::FILE, &xlsx::write(&book).unwrap()).unwrap();
    let read = decisions::read(&back, &roster, &form).unwrap();
    assert!(read.remarks.is_empty() && !read.list[0].is_made());
    assert_eq!((read.list[0].kind, read.list[0].row), (DecisionKind::Chosen, 3));
    // A person may add rows of their own, so the file is there even when nothing is asked.
    let (book, added) = decisions::with_questions(None, &[], &roster, &form, day()).unwrap().unwrap();
    let back = intake::read(decisions::FILE, &xlsx::write(&book).unwrap()).unwrap();
    assert_eq!((added, decisions::read(&back, &roster, &form)), (0, Ok(Decisions::default())));
}

#[test]
fn decisions_that_nothing_used_are_reported() {
    let made = |row: u32, value: &str| Decision {
        kind: DecisionKind::Waiver,
        agency: "440112".to_owned(),
        item: None,
        rule: "V303".to_owned(),
        value: value.to_owned(),
        reason: "已核".to_owned(),
        person: "李四".to_owned(),
        date: String::new(),
        row,
    };
    let unused = decisions::unused(&[made(3, "是"), made(4, "是"), made(5, "")], &[4].into());
    assert_eq!(unused.len(), 1);
    assert!(unused[0].starts_with("决定.xlsx第3行的“豁免”没有用上"), "{unused:?}");
}

#[test]
fn every_file_that_came_back_is_answered_for() {
    let dir = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    put("收回/乙.xlsx", b"b");
    put("收回/甲/甲.xls", b"a");
    put("收回/甲/盖章.PDF", b"%PDF");
    put("收回/丙/只有扫描件.pdf", b"%PDF");
    put("收回/~$乙.xlsx", b"lock");
    put("收回/Thumbs.db", b"x");
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in [("丁/丁.xlsx", "d"), ("丁/~$丁.xlsx", "lock")] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, bytes.as_bytes()).unwrap();
    }
    put("收回/丁.zip", &zip.finish().unwrap().into_inner());
    put("收回/.展开/旧.xlsx", b"left over from an earlier run");

    let returned = returns::gather(dir.path()).unwrap();
    let files: Vec<&str> = returned.files.iter().map(|f| f.file.as_str()).collect();
    assert_eq!(files, ["收回/.展开/丁.zip/丁/丁.xlsx", "收回/丙/只有扫描件.pdf", "收回/乙.xlsx", "收回/甲/甲.xls"]);
    assert_eq!(returned.files[0].bytes().unwrap(), b"d");
    let noted: Vec<&str> = returned.notes.iter().map(|(file, _)| file.as_str()).collect();
    assert_eq!(
        noted,
        ["收回/Thumbs.db", "收回/~$乙.xlsx", "收回/丁.zip", "收回/丁.zip/丁/~$丁.xlsx", "收回/甲/盖章.PDF"]
    );
    assert!(returned.notes[4].1.contains("盖章件"));
    assert!(!dir.path().join("收回/.展开/旧.xlsx").exists());
}

#[test]
fn text_files_in_another_encoding_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("round.toml");
    let (gbk, _, _) = encoding_rs::GBK.encode("department = \"某局\"");
    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain("year = 2024".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for (bytes, says) in [(gbk.as_ref(), "GBK"), (&utf16, "UTF-16")] {
        std::fs::write(&path, bytes).unwrap();
        let stop = text::read(&path).unwrap_err().to_string();
        assert!(stop.contains(says) && stop.contains("另存为 UTF-8"), "{stop}");
    }
    std::fs::write(&path, b"\xEF\xBB\xBFyear = 2024").unwrap();
    assert_eq!(text::read(&path).unwrap(), "year = 2024");
}
