//! The consolidated workbook of a small round, looked at as an official does: by sheet, header and row.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests write the workbook out to be looked at")]

use chrono::NaiveDate;
use jihe::check::Checked;
use jihe::definition::layout::Layout;
use jihe::definition::{BUILT_IN, FormDef, Vocabulary};
use jihe::extract::{CellCount, Entry, Submission, Unplaced};
use jihe::merge::{RefusedFile, Round, merge};
use jihe::model::book::{Book, Content, LinkTarget, Outcome, Sheet};
use jihe::model::decision::{Decision, DecisionKind};
use jihe::model::roster::Assigned;
use jihe::model::{
    Agency, CellRef, Finding, ItemId, Meaning, Origin, Place, Reach, Reading, Role, Roster, Severity, Slot,
};
use jihe::report::{Facts, report};
use jihe::score::score;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

fn form() -> FormDef {
    let words = Vocabulary {
        aggregates: &jihe::merge::aggregates::names(),
        methods: &["budget-execution", "inverse-linear", "inverse-ratio", "bands", "deduction"],
        rules: &[],
    };
    FormDef::parse(BUILT_IN[0].1, &words).unwrap()
}

fn agency(code: &str, short: &str, role: Role) -> Agency {
    Agency {
        code: code.to_owned(),
        name: format!("广州市{short}"),
        short: short.to_owned(),
        former: vec![],
        role,
        ranked: role == Role::District,
        contact: String::new(),
        phone: String::new(),
        mail: String::new(),
    }
}

/// What one agency typed: (item, slot, text).
type Typed<'a> = &'a [(&'a str, Slot, &'a str)];

struct Sample {
    form: FormDef,
    stage: &'static str,
    roster: Roster,
    returns: Vec<Checked>,
    refused: Vec<RefusedFile>,
    decisions: Vec<Decision>,
}

impl Sample {
    /// 局本级, 天河 and 海珠; every indicator that anybody may hold is assigned to 天河 and 海珠 as half the department's.
    fn new(stage: &'static str) -> Self {
        let agencies = vec![
            agency("440100", "局本级", Role::Headquarters),
            agency("440106", "天河区", Role::District),
            agency("440105", "海珠区", Role::District),
        ];
        let roster = Roster { agencies, ..Roster::default() };
        let (form, returns) = (form(), Vec::new());
        Self { form, stage, roster, returns, refused: Vec::new(), decisions: Vec::new() }
    }

    fn assign(mut self, item: &str, department: &str, own: &[(&str, &str)]) -> Self {
        let id = ItemId::new(item);
        self.roster.department.insert((id.clone(), Slot::YearTarget), department.to_owned());
        for agency in &self.roster.agencies {
            let text = own.iter().find(|(code, _)| *code == agency.code).map_or("/", |(_, text)| text);
            let assigned = if text == "/" { Assigned::NotApplicable } else { Assigned::Target((*text).to_owned()) };
            self.roster.assigned.insert((id.clone(), Slot::YearTarget, agency.code.clone()), assigned);
        }
        self
    }

    fn returned(mut self, code: &str, file: &str, typed: Typed<'_>) -> Self {
        let stage = self.form.stage(self.stage).unwrap();
        let layout = Layout::of(&self.form, stage);
        let (file, sheet): (Arc<str>, Arc<str>) = (Arc::from(file), Arc::from("绩效目标"));
        let mut entries: Vec<Entry> = Vec::new();
        for (tile, item, slot) in layout.slots() {
            let text = typed.iter().find(|(i, s, _)| *i == item.as_str() && *s == slot).map_or("", |(_, _, t)| t);
            let mut reading = Reading::of(text);
            if slot.is_text() {
                reading.meaning = if text.is_empty() { Meaning::Blank } else { Meaning::Qualitative(None) };
            }
            let origin = Origin { file: file.clone(), sheet: sheet.clone(), cell: tile.area.first };
            let (item, text) = (item.clone(), text.to_owned());
            entries.push(Entry { item, slot, text, reading, numeric: false, origin, anchors: vec![], sure: true });
        }
        let submission = Submission {
            file: file.clone(),
            format: "xlsx",
            sheet,
            form: Some(self.form.id.clone()),
            version: Some(self.form.version.clone()),
            stage: Some(self.stage.to_owned()),
            agency_code: Some(code.to_owned()),
            agency_name: String::new(),
            modified: NaiveDate::from_ymd_opt(2025, 1, 10).and_then(|d| d.and_hms_opt(9, 30, 0)),
            checksum: None,
            signoff: vec![],
            entries,
            unplaced: vec![],
            added: vec![],
            cells: CellCount::default(),
            findings: vec![],
        };
        let known = self.roster.agency(code).map(|a| a.code.clone());
        self.returns.push(Checked {
            submission,
            arrival: Default::default(),
            agency: known,
            findings: vec![],
            held: false,
            held_slots: BTreeSet::new(),
            decided: BTreeSet::new(),
        });
        self
    }

    fn found(mut self, code: &'static str, severity: Severity, at: (u32, u16)) -> Self {
        let last = self.returns.last_mut().unwrap();
        last.findings.push(Finding {
            code,
            name: "sample",
            severity,
            message: format!("{code}的问题。"),
            fix: "请更正。".to_owned(),
            places: vec![Place { sheet: Arc::from("绩效目标"), cell: CellRef::new(at.0, at.1) }],
            reach: Reach::Nothing,
            slots: vec![],
        });
        self
    }

    fn book(&self) -> Book {
        let stage = self.form.stage(self.stage).unwrap();
        let round = Round { form: &self.form, stage, roster: &self.roster, decisions: &self.decisions };
        let merged = merge(self.returns.clone(), self.refused.clone(), round);
        let scored = score(merged, round);
        let hashes = self.returns.iter().map(|r| (r.submission.file.to_string(), "0123456789abcdef".repeat(4)));
        let facts = Facts {
            year: 2024,
            department: "广州市工业和信息化局".to_owned(),
            date: NaiveDate::from_ymd_opt(2025, 1, 20).unwrap(),
            deadline: NaiveDate::from_ymd_opt(2025, 1, 15),
            program: "0.1",
            hashes: hashes.collect(),
            remarks: vec!["盖章件：收回/天河区盖章.pdf".to_owned()],
        };
        report(&scored, round, &facts)
    }
}

/// 局本级 and 天河 handed in, 海珠 did not.
fn evaluate() -> Sample {
    Sample::new("evaluate")
        .assign("P-02", "≥20,000家次", &[("440106", "≥12,000家次"), ("440105", "≥8,000家次")])
        .assign("P-20", "≥200家、≥100亿元", &[("440106", "≥200家、≥100亿元")])
        .assign("P-01", "≥5个", &[("440100", "≥5个")])
        .returned(
            "440100",
            "收回/局本级.xlsx",
            &[
                ("basic-expenditure", Slot::Amount, "13,053.28"),
                ("basic-expenditure", Slot::Adjusted, "13053.28"),
                ("basic-expenditure", Slot::Spent, "12000"),
                ("objective", Slot::Text, "全市工业稳中有进。"),
                ("P-01", Slot::Actual, "5"),
                ("P-01", Slot::Reason, "按期完成。"),
            ],
        )
        .returned(
            "440106",
            "收回/附件1#天河.xlsx",
            &[
                ("basic-expenditure", Slot::Amount, "不涉及"),
                ("P-02", Slot::Actual, "≥12,500家次"),
                ("P-20", Slot::Actual, "210家、98亿元"),
                ("P-20", Slot::Reason, "一家银行推迟放款。"),
            ],
        )
        .found("V104", Severity::Query, (11, 6))
        .found("V110", Severity::Note, (12, 6))
}

fn sheet<'a>(book: &'a Book, name: &str) -> &'a Sheet {
    book.sheets.iter().find(|s| s.name == name).unwrap()
}

fn shown(content: Option<&Content>) -> String {
    match content {
        None | Some(Content::Blank) => String::new(),
        Some(Content::Text(text)) => text.to_string(),
        Some(Content::Number(number)) => number.normalize().to_string(),
        Some(Content::Date(date)) => date.to_string(),
        Some(Content::Formula(formula)) => match &formula.result {
            Outcome::Number(number) => number.normalize().to_string(),
            Outcome::Text(text) => text.clone(),
        },
    }
}

/// The cells under these headers of every row below them, read as an official reads them.
fn lines(sheet: &Sheet, headers: &[&str]) -> Vec<Vec<String>> {
    let has = |row: &jihe::model::book::Row| {
        let texts: Vec<String> = row.cells.iter().map(|(_, c)| shown(Some(&c.content))).collect();
        headers.iter().all(|h| texts.iter().any(|t| t == h))
    };
    let head = sheet.rows.iter().find(|r| has(r)).unwrap_or_else(|| panic!("{}: {headers:?}", sheet.name));
    let columns: Vec<u16> =
        headers.iter().map(|h| head.cells.iter().find(|(_, c)| shown(Some(&c.content)) == *h).unwrap().0).collect();
    let below = sheet.rows.iter().filter(|r| r.index > head.index);
    below.map(|r| columns.iter().map(|c| shown(sheet.content(r.index, *c))).collect()).collect()
}

fn has_line(sheet: &Sheet, headers: &[&str], expected: &[&str]) {
    let all = lines(sheet, headers);
    assert!(all.iter().any(|l| l == expected), "{}: {expected:?} not in {all:#?}", sheet.name);
}

#[test]
fn the_workbook_can_be_written_at_both_stages() {
    for sample in [evaluate(), declare(), Sample::new("evaluate"), Sample::new("declare")] {
        let book = sample.book();
        jihe::xlsx::write(&book).unwrap_or_else(|e| panic!("{}: {e}", sample.stage));
    }
}

#[test]
fn the_returns_are_listed_with_their_states() {
    let book = evaluate().book();
    let headers = ["代码", "状态", "采用文件", "退回", "待核实", "提示", "来件校验值（前12位）"];
    let own = sheet(&book, "报送情况");
    has_line(own, &headers, &["440100", "已报", "局本级.xlsx", "0", "0", "0", "0123456789ab"]);
    has_line(own, &headers, &["440106", "已报", "附件1#天河.xlsx", "0", "1", "1", "0123456789ab"]);
    has_line(own, &headers, &["440105", "未报", "—", "—", "—", "—", "—"]);
    assert_eq!(shown(own.content(1, 0)), "应报3家，已报2家，未报1家");
    // Excel ends a path at #, so that file is named and not linked.
    let linked: Vec<&LinkTarget> = own.links.iter().map(|(_, target)| target).collect();
    assert_eq!(linked, [&LinkTarget::File("../收回/局本级.xlsx".to_owned())]);
}

#[test]
fn nothing_missing_counts_as_zero() {
    let book = evaluate().book();
    let headers = ["单位", "编码", "栏目", "填报内容", "数值", "计量单位", "状态"];
    let own = sheet(&book, "明细");
    has_line(own, &headers, &["天河区", "P-02", "完成值", "≥12,500家次", "12500", "家次", "已填"]);
    has_line(own, &headers, &["天河区", "P-20", "完成值", "210家、98亿元", "", "", "已填"]);
    has_line(own, &headers, &["局本级", "Y-01", "全年执行数（万元）", "12000", "12000", "万元", "已填"]);
    has_line(own, &headers, &["天河区", "Y-05", "预算金额（万元）", "缺", "", "", "缺"]);
    let all = lines(own, &headers);
    assert!(all.iter().all(|l| l[0] != "海珠区"), "who has not handed in has no lines here");
}

#[test]
fn every_figure_leads_back_to_its_cells() {
    let book = evaluate().book();
    let headers = ["编码", "栏目", "汇总值", "已计入/应计入", "单位", "该单位数值", "文件"];
    let own = sheet(&book, "溯源");
    // Numbers, printed as ≥12,500家次 by their format.
    let figure = ["P-02", "完成值", "12500", "1/2"];
    for (agency, value, file) in
        [("局本级", "不涉及", "—"), ("天河区", "12500", "附件1#天河.xlsx"), ("海珠区", "未报", "—")]
    {
        let line: Vec<&str> = figure.iter().copied().chain([agency, value, file]).collect();
        has_line(own, &headers, &line);
    }
    has_line(own, &headers, &["Y-01", "预算金额（万元）", "13053.28", "1/2", "局本级", "13053.28", "局本级.xlsx"]);
}

#[test]
fn the_merged_form_is_live_and_says_what_is_provisional() {
    let sample = evaluate();
    let book = sample.book();
    let own = sheet(&book, "汇总申报表");
    let places = places(&sample, own);
    let cell = |id: &str, slot: Slot| places[&(ItemId::new(id), slot)];
    let at = cell("P-02", Slot::Actual);
    let Some(Content::Formula(formula)) = own.content(at.row, at.col) else { panic!("P-02 is not live") };
    assert!(formula.formula.contains("'计算底稿'!$K$"), "{}", formula.formula);
    assert_eq!(formula.result, Outcome::Number(Decimal::from(12_500)));
    let style = &own.rows[usize::try_from(at.row).unwrap()].cells.iter().find(|(c, _)| *c == at.col).unwrap().1.style;
    assert_eq!(style.number.as_ref(), r##""≥"#,##0"家次＊""##);
    let note = |at: CellRef| own.notes.iter().find(|(cell, _)| *cell == at).map(|(_, text)| text.as_str()).unwrap();
    assert!(
        note(at).starts_with("暂定：应计2个单位，已计1个，缺海珠区（未报）。汇总方法：相加；来源见《溯源》第"),
        "{}",
        note(at)
    );
    let trace = own.links.iter().find(|(cell, _)| *cell == at).map(|(_, target)| target.clone()).unwrap();
    let LinkTarget::Inside(place) = trace else { panic!("not a link inside") };
    let row: u32 = place.rsplit('A').next().unwrap().parse().unwrap();
    let source = sheet(&book, "溯源");
    assert_eq!(shown(source.content(row - 1, 0)), "P-02");
    assert_eq!(shown(source.content(row - 1, 2)), "完成值");
    for (id, slot, expected) in [
        ("P-20", Slot::Actual, "210家、98亿元"),
        ("P-20", Slot::Reason, "天河区：一家银行推迟放款。"),
        ("P-20", Slot::YearTarget, "≥200家、≥100亿元"),
        ("P-02", Slot::YearTarget, "20000"),
        ("P-05", Slot::Actual, "暂无"),
        ("objective", Slot::Text, "全市工业稳中有进。"),
        ("T-1", Slot::Name, "缺"),
        ("basic-expenditure", Slot::Amount, "13053.28"),
        ("other-funds", Slot::Amount, "暂无"),
    ] {
        let at = cell(id, slot);
        assert_eq!(shown(own.content(at.row, at.col)), expected, "{id} {slot}");
    }
}

/// Where the slots of the merged form stand; none of its texts here needs more than one row.
fn places(sample: &Sample, own: &Sheet) -> BTreeMap<(ItemId, Slot), CellRef> {
    let stage = sample.form.stage(sample.stage).unwrap();
    let layout = Layout::grown(&sample.form, stage, &|_, _| Some(String::new()));
    assert_eq!(layout.rows.len(), own.rows.len());
    layout.slots().map(|(tile, item, slot)| ((item.clone(), slot), tile.area.first)).collect()
}

#[test]
fn findings_stand_in_roster_order_and_gravest_first() {
    let mut sample = evaluate();
    let own = Decision {
        kind: DecisionKind::Waiver,
        agency: "440106".to_owned(),
        item: None,
        rule: "v110".to_owned(),
        value: "是".to_owned(),
        reason: "可以".to_owned(),
        person: "张三".to_owned(),
        date: "2025-01-12".to_owned(),
        row: 2,
    };
    sample.decisions.push(own);
    sample.refused.push(RefusedFile {
        file: Arc::from("收回/照片.jpg"),
        kind: "图片",
        message: "不是工作簿。".to_owned(),
        fix: "请报送工作簿。".to_owned(),
    });
    let book = sample.book();
    let own = sheet(&book, "问题清单");
    let headers = ["序号", "单位", "级别", "编号", "位置", "文件", "处理情况"];
    let all = lines(own, &headers);
    let expected = [
        ["1", "天河区", "待核实", "V104", "《绩效目标》G12", "附件1#天河.xlsx", "待处理"],
        ["2", "天河区", "提示", "V110", "《绩效目标》G13", "附件1#天河.xlsx", "已豁免"],
        ["3", "海珠区", "待核实", "M101", "—", "—", "待处理"],
        ["4", "—", "退回", "图片", "—", "照片.jpg", "待处理"],
    ];
    assert_eq!(all, expected.map(|l| l.map(str::to_owned).to_vec()));
}

#[test]
fn a_round_without_findings_or_strangers_says_so() {
    let mut sample = evaluate();
    sample.roster.agencies.truncate(2);
    sample.returns.iter_mut().for_each(|r| r.findings.clear());
    let book = sample.book();
    assert!(lines(sheet(&book, "问题清单"), &["问题"]).concat().contains(&"本轮没有发现问题".to_owned()));
    let unplaced = lines(sheet(&book, "未归位内容"), &["内容"]).concat();
    assert_eq!(unplaced, ["各单位报送的表中没有未归位的内容"]);
    sample.returns[0].submission.unplaced.push(Unplaced {
        origin: Origin {
            file: Arc::from("收回/局本级.xlsx"), sheet: Arc::from("绩效目标"), cell: CellRef::new(2, 7)
        },
        text: "注：另附说明".to_owned(),
    });
    let book = sample.book();
    has_line(
        sheet(&book, "未归位内容"),
        &["单位", "文件", "工作表", "单元格", "内容"],
        &["局本级", "局本级.xlsx", "绩效目标", "H3", "注：另附说明"],
    );
}

/// 反馈单 goes to one agency: nobody else's name or figures stand in it, and its points are those of the workbook.
#[test]
fn a_feedback_slip_is_about_one_agency_alone() {
    let sample = evaluate();
    let stage = sample.form.stage(sample.stage).unwrap();
    let round = Round { form: &sample.form, stage, roster: &sample.roster, decisions: &sample.decisions };
    let scored = score(merge(sample.returns.clone(), Vec::new(), round), round);
    let facts = Facts {
        year: 2024,
        department: "广州市工业和信息化局".to_owned(),
        date: NaiveDate::from_ymd_opt(2025, 2, 1).unwrap(),
        deadline: None,
        program: "0.1.0",
        hashes: BTreeMap::new(),
        remarks: vec![],
    };
    let slip = jihe::report::feedback::feedback(1, &scored, round, &facts).unwrap();
    let [own] = slip.sheets.as_slice() else { panic!("one sheet") };
    let texts: Vec<String> = own
        .rows
        .iter()
        .flat_map(|r| &r.cells)
        .map(|(_, c)| shown(Some(&c.content)))
        .filter(|t| !t.is_empty())
        .collect();
    assert!(texts.iter().any(|t| t.contains("天河区")));
    assert!(!texts.iter().any(|t| t.contains("海珠") || t.contains("局本级")), "{texts:#?}");
    let points = scored.agencies[1].iter().find(|s| s.item.as_str() == "P-02").unwrap().points.unwrap();
    let label = sample.form.label_of(&ItemId::new("P-02")).to_owned();
    has_line(own, &["三级指标", "自评得分"], &[&label, &jihe::model::round_half_up::plain(points)]);
    // 海珠 has not handed in: there is nothing to tell it.
    assert!(jihe::report::feedback::feedback(2, &scored, round, &facts).is_none());
}

#[test]
fn the_cover_counts_and_says_why_it_is_provisional() {
    let book = evaluate().book();
    let own = sheet(&book, "总览");
    has_line(own, &["应报", "已报", "未报", "退回"], &["3", "2", "1", "0"]);
    has_line(own, &["评价等级", "数据状态"], &["暂定", "暂定"]);
    has_line(own, &["退回", "待核实", "提示"], &["0", "2", "1"]);
    let texts: Vec<String> = own.rows.iter().map(|r| shown(r.cells.first().map(|(_, c)| &c.content))).collect();
    assert!(texts.contains(&"未报：海珠区".to_owned()), "{texts:#?}");
    assert!(texts.iter().any(|t| t.starts_with("得分为暂定")), "{texts:#?}");
    let linked: Vec<String> = own
        .links
        .iter()
        .map(|(_, target)| match target {
            LinkTarget::Inside(place) => place.clone(),
            LinkTarget::File(path) | LinkTarget::FileCell(path, _) => path.clone(),
        })
        .collect();
    let others: Vec<String> = book.sheets[1..].iter().map(|s| format!("'{}'!A1", s.name)).collect();
    assert_eq!(linked, others, "every sheet stands in the contents, in its order");
    assert!(own.print.fit_width && own.print.fit_height);
    // 12,000 of 13,053.28 is 91.93 %.
    // One line of the four is filled: an execution rate of the rest would be another than the one that is scored.
    has_line(own, &["全年执行数", "执行率"], &["12000", "暂无"]);
}

fn declare() -> Sample {
    Sample::new("declare")
        .assign("P-02", "≥20,000家次", &[("440106", "≥12,000家次"), ("440105", "≥8,000家次")])
        .assign("P-01", "≥5个", &[("440100", "≥5个")])
        .assign("B-04", "≤1.5%", &[("440100", "≤1.5%")])
        .assign("B-02", "1,300亿元左右", &[("440100", "1,300亿元左右")])
        .assign("P-20", "≥200家、≥100亿元", &[("440106", "≥200家、≥100亿元")])
        .returned(
            "440100",
            "收回/局本级.xlsx",
            &[
                ("basic-expenditure", Slot::Amount, "13053.28"),
                ("P-01", Slot::YearTarget, "≥6个"),
                ("B-02", Slot::YearTarget, "1,250亿元左右"),
            ],
        )
        .found("V301", Severity::SendBack, (5, 2))
        .returned(
            "440106",
            "收回/天河.xlsx",
            &[("P-02", Slot::YearTarget, "≥12,000家次"), ("P-20", Slot::YearTarget, "≥200家、≥90亿元")],
        )
}

#[test]
fn pledges_are_compared_with_the_departments_targets() {
    let book = declare().book();
    let own = sheet(&book, "分解衔接表");
    let headers = [
        "编码",
        "三级指标",
        "部门目标",
        "已分解",
        "缺口（－）或超出（＋）",
        "衔接情况",
        "已计入/应计入",
        "数据状态",
        "未计入的单位",
    ];
    let label = |id: &str| form().label_of(&ItemId::new(id)).to_owned();
    for (id, part, target, pledged, gap, word, coverage, state, absent) in [
        ("P-01", "", "5", "6", "1", "超出", "1/1", "完整", "—"),
        ("P-02", "", "20000", "12000", "-8000", "缺口（暂定）", "1/2", "暂定", "海珠区（未报）"),
        ("P-20", "（家）", "200", "200", "0", "相符", "1/1", "完整", "—"),
        ("P-20", "（亿元）", "100", "90", "-10", "缺口", "1/1", "完整", "—"),
        // 1,250 lies within a tenth of 1,300.
        ("B-02", "", "1300", "1250", "-50", "相符", "1/1", "完整", "—"),
        ("B-04", "", "1.5", "暂无", "待定", "待定", "0/1", "暂定", "局本级（缺）"),
    ] {
        let label = format!("{}{part}", label(id));
        has_line(own, &headers, &[id, &label, target, pledged, gap, word, coverage, state, absent]);
    }
}

#[test]
fn the_review_has_a_conclusion_for_everybody() {
    let book = declare().book();
    let headers = ["单位", "报送状态", "完整性", "适当性", "审核结论"];
    let own = sheet(&book, "审核意见");
    let found = "1.【退回】V301的问题。（《绩效目标》C6）";
    has_line(own, &headers, &["广州市局本级", "待更正", "未发现问题", found, "补正后上报"]);
    has_line(own, &headers, &["广州市天河区", "已报", "未发现问题", "未发现问题", "同意上报"]);
    has_line(own, &headers, &["广州市海珠区", "未报", "—", "—", "未报"]);
    has_line(sheet(&book, "总览"), &["同意上报", "补正后上报", "退回"], &["1", "1", "0"]);
}

#[test]
#[ignore = "writes the workbooks out to be looked at"]
fn written_out() {
    for sample in [evaluate(), declare()] {
        let bytes = jihe::xlsx::write(&sample.book()).unwrap();
        let path = format!("{}/{}.xlsx", env!("CARGO_TARGET_TMPDIR"), sample.stage);
        std::fs::write(path, bytes).unwrap();
    }
}
