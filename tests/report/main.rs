//! The consolidated workbook of a small round.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests write the workbook out to be looked at")]

mod cover;
mod sample;

use chrono::NaiveDate;
use jihe::extract::Unplaced;
use jihe::merge::{RefusedFile, Round, merge};
use jihe::model::book::{Content, LinkTarget, Outcome};
use jihe::model::decision::{Decision, DecisionKind};
use jihe::model::{CellRef, ItemId, Origin, Slot};
use jihe::report::Facts;
use jihe::score::score;
use rust_decimal::Decimal;
use sample::{Sample, declare, evaluate, form, has_line, lines, places, sheet, shown};
use std::collections::BTreeMap;
use std::sync::Arc;

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
    has_line(own, &headers, &["440105", "未报", "—", "0", "1", "0", "—"]);
    assert_eq!(shown(own.content(1, 0)), "应报3个，已报2个，未报1个");
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
