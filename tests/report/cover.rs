//! 总览: what it counts and what its sentences claim.

use super::sample::{Sample, Typed, evaluate, has_line, places, sheet, shown};
use jihe::model::book::LinkTarget;
use jihe::model::decision::{Decision, DecisionKind};
use jihe::model::{ItemId, Slot};

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

/// Every text of the page.
fn texts(sample: &Sample) -> Vec<String> {
    let book = sample.book();
    let cells = sheet(&book, "总览").rows.iter().flat_map(|r| &r.cells).map(|(_, c)| shown(Some(&c.content)));
    cells.filter(|text| !text.is_empty()).collect()
}

fn says(sample: &Sample, expected: &str) {
    let all = texts(sample);
    assert!(all.iter().any(|text| text.contains(expected)), "{expected} not in {all:#?}");
}

fn is_silent_of(sample: &Sample, unwanted: &str) {
    let all = texts(sample);
    assert!(!all.iter().any(|text| text.contains(unwanted)), "{unwanted} in {all:#?}");
}

fn titles(sample: &Sample) -> Vec<String> {
    sheet(&sample.book(), "总览").charts.iter().map(|chart| chart.title.clone()).collect()
}

/// The four lines of spending of 局本级: budget and spent of each.
const HEADQUARTERS: Typed<'_> = &[
    ("basic-expenditure", Slot::Adjusted, "13000"),
    ("basic-expenditure", Slot::Spent, "13000"),
    ("project-expenditure", Slot::Adjusted, "5000"),
    ("project-expenditure", Slot::Spent, "4000"),
    ("fiscal-special-funds", Slot::Adjusted, "2000"),
    ("fiscal-special-funds", Slot::Spent, "1000"),
    ("other-development-expenditure", Slot::Adjusted, "0"),
    ("other-development-expenditure", Slot::Spent, "0"),
];

#[test]
fn a_budget_without_its_spending_makes_no_rate() {
    // 天河 gives 3,000 for 财政专项资金 and leaves 执行数 blank.
    let own = [("fiscal-special-funds", Slot::Adjusted, "3000")];
    let sample = Sample::new("evaluate").returned("440100", "收回/局本级.xlsx", HEADQUARTERS).returned(
        "440106",
        "收回/天河.xlsx",
        &own,
    );
    let book = sample.book();
    let form = sheet(&book, "汇总申报表");
    let places = places(&sample, form);
    // Behind the amount spent stands the rate: 4,000 of 5,000 is 80 %; 1,000 of 2,000 and 3,000 is not 20 %.
    let rate = |id: &str| {
        let at = places[&(ItemId::new(id), Slot::Spent)];
        let row = &form.rows[usize::try_from(at.row).unwrap()];
        let next = row.cells.iter().find(|(col, c)| *col > at.col && !shown(Some(&c.content)).is_empty()).unwrap();
        shown(Some(&next.1.content))
    };
    assert_eq!([rate("project-expenditure"), rate("fiscal-special-funds")], ["0.8", "暂无"]);
    let why = "执行率为“暂无”的，预算数与执行数可计入的单位不同，暂不计算。";
    let printed = form.rows.iter().flat_map(|r| &r.cells).map(|(_, c)| shown(Some(&c.content)));
    assert!(printed.into_iter().any(|text| text.contains(why)));
    // 合计 is the sum of what is there, as on 预算汇总, and has no rate of its own.
    let total = form.rows.iter().map(|r| r.cells.iter().map(|(_, c)| shown(Some(&c.content))).collect::<Vec<_>>());
    let total: Vec<String> = total.filter(|row| row.contains(&"合计".to_owned())).flatten().collect();
    assert!(["23000", "18000", "暂无"].iter().all(|cell| total.contains(&(*cell).to_owned())), "{total:?}");
    assert!(!total.contains(&"待核实".to_owned()), "{total:?}");
    // The rate that is scored is that of 局本级 alone: 18,000 of 20,000.
    has_line(sheet(&book, "总览"), &["全年预算数（调整后）", "全年执行数", "执行率"], &["23000", "18000", "0.9"]);
    says(&sample, "执行率按预算数、执行数均可计入的1个单位计算：预算数20,000.00万元，执行数18,000.00万元。");
    says(&sample, "预算执行率90.00%（暂定，按预算数、执行数均可计入的单位计算）。");
}

#[test]
fn a_rate_of_the_same_agencies_needs_no_word() {
    let all = [("440100", "收回/局本级.xlsx")];
    let sample = all.into_iter().fold(Sample::new("evaluate"), |s, (code, file)| s.returned(code, file, HEADQUARTERS));
    says(&sample, "预算执行率90.00%（暂定）。");
    is_silent_of(&sample, "均可计入的单位");
}

#[test]
fn not_applicable_beside_nothing_spent_withholds_no_rate() {
    let mut typed = HEADQUARTERS.to_vec();
    typed[6].2 = "不涉及";
    let book = Sample::new("evaluate").returned("440100", "收回/局本级.xlsx", &typed).book();
    let form: String =
        sheet(&book, "汇总申报表").rows.iter().flat_map(|r| &r.cells).map(|(_, c)| shown(Some(&c.content))).collect();
    assert!(!form.contains("可计入的单位不同"), "{form}");
}

#[test]
fn whoever_has_no_target_of_its_own_is_not_called_missing() {
    let sample = Sample::new("evaluate")
        .assign("P-02", "≥20,000家次", &[("440106", ""), ("440105", "")])
        .returned("440106", "收回/天河.xlsx", &[("P-02", Slot::Actual, "1,000家次")])
        .returned("440105", "收回/海珠.xlsx", &[("P-02", Slot::Actual, "2,000家次")]);
    says(&sample, "各单位的完成值尚不能与自身目标比较");
    is_silent_of(&sample, "尚缺数据");
    is_silent_of(&sample, "0个单位");
}

#[test]
fn whom_a_person_scored_is_not_said_to_owe_a_reason() {
    let mut sample = of_two(["12,500家次", "6,000家次"]);
    sample.decisions.push(Decision {
        row: 2,
        kind: DecisionKind::Points,
        agency: "440106".to_owned(),
        item: Some(ItemId::new("P-02")),
        rule: String::new(),
        value: "1".to_owned(),
        reason: "佐证材料不全".to_owned(),
        person: "张三".to_owned(),
        date: "2025-01-20".to_owned(),
    });
    says(&sample, "海珠区未填写");
    is_silent_of(&sample, "天河区、海珠区未填写");
}

#[test]
fn who_met_its_own_target_is_not_said_to_owe_a_reason() {
    // 12,000 and 5,000 are met, 20,000 are not.
    let sample = Sample::new("evaluate")
        .assign("P-02", "≥20,000家次", &[("440106", "≥12,000家次"), ("440105", "≥5,000家次")])
        .returned("440106", "收回/天河.xlsx", &[("P-02", Slot::Actual, "12,000家次")])
        .returned("440105", "收回/海珠.xlsx", &[("P-02", Slot::Actual, "5,000家次")]);
    says(&sample, "2个单位均达到自身目标，汇总后未达到部门目标");
    is_silent_of(&sample, "未填写");
}

#[test]
fn who_is_missing_from_a_weak_indicator_is_named_with_why() {
    let targets = [("440106", "≥12,000家次"), ("440105", "≥5,000家次"), ("440100", "≥3,000家次")];
    let sample = |own: &'static str| {
        Sample::new("evaluate")
            .assign("P-02", "≥20,000家次", &targets)
            .returned("440106", "收回/天河.xlsx", &[("P-02", Slot::Actual, own)])
            .returned("440105", "收回/海珠.xlsx", &[])
    };
    says(&sample("12,000家次"), "天河区达到自身目标；尚缺数据：局本级（未报）；海珠区（缺）");
    says(&sample("11,000家次"), "天河区未填写；尚缺数据：局本级（未报）；海珠区（缺）");
}

/// 天河 and 海珠 hold P-02 and nothing else, and have no money: each is complete with one figure.
fn of_two(own: [&'static str; 2]) -> Sample {
    let mut sample = Sample::new("evaluate");
    let ids: Vec<String> = sample.form.indicators().map(|(item, _)| item.id.to_string()).collect();
    for id in ids {
        sample = sample.assign(&id, "≥1个", &[]);
    }
    sample = sample.assign("P-02", "≥20,000家次", &[("440106", "≥12,000家次"), ("440105", "≥8,000家次")]);
    let money = HEADQUARTERS.iter().map(|(item, slot, _)| (*item, *slot, "不涉及"));
    let money: Vec<(&str, Slot, &str)> = money.collect();
    for (code, file, own) in [("440106", "收回/天河.xlsx", own[0]), ("440105", "收回/海珠.xlsx", own[1])] {
        let typed = [money.as_slice(), &[("P-02", Slot::Actual, own)]].concat();
        sample = sample.returned(code, file, &typed);
    }
    sample
}

#[test]
fn no_agency_is_the_worst_of_equals() {
    let equal = of_two(["12,000家次", "8,000家次"]);
    assert_eq!(titles(&equal), ["产出指标得分率100.00%（暂定）", "各单位得分相同"]);
    says(&equal, "参与排名且已有得分的单位均得满分。");
    assert_eq!(titles(&of_two(["12,000家次", "6,000家次"]))[1], "天河区得分最高、海珠区最低");
}

/// 海珠's own figure is not in yet: its score, its place and what follows from them wait.
#[test]
fn who_is_not_complete_is_not_compared() {
    let sample = of_two(["12,000家次", "大约两千"]);
    let agencies = sample.book();
    let headers = ["单位", "数据状态", "评价等级", "名次\n（暂定）"];
    has_line(sheet(&agencies, "单位得分"), &headers, &["广州市天河区", "完整", "优", "1"]);
    has_line(sheet(&agencies, "单位得分"), &headers, &["广州市海珠区", "暂定", "暂定", "—"]);
}

/// 海珠 sent two returns and nobody has said which counts: it is not 未报.
#[test]
fn who_sent_two_returns_is_not_called_missing() {
    let sample =
        of_two(["11,000家次", "8,000家次"]).returned("440105", "收回/海珠2.xlsx", &[("P-02", Slot::Actual, "9")]);
    says(&sample, "本轮应报3个单位：已报1个，待选定1个（海珠区），未报1个（局本级）。");
    says(&sample, "天河区未填写；尚缺数据：海珠区（待选定）");
    is_silent_of(&sample, "海珠区（未报）");
}

/// 5 of 5 pledged by 局本级; P-02 by 天河 alone, who pledges so much.
fn pledged(own: &'static str) -> Sample {
    Sample::new("declare")
        .assign("P-01", "≥5个", &[("440100", "≥5个")])
        .assign("P-02", "≥20,000家次", &[("440106", "≥12,000家次"), ("440105", "≥8,000家次")])
        .returned("440100", "收回/局本级.xlsx", &[("P-01", Slot::YearTarget, "≥5个")])
        .returned("440106", "收回/天河.xlsx", &[("P-02", Slot::YearTarget, own)])
}

#[test]
fn what_somebody_has_still_to_pledge_is_not_called_decomposed() {
    // Everything else is assigned to nobody, and nobody pledges it: no verdict yet.
    let sample = pledged("≥20,000家次");
    is_silent_of(&sample, "各项目标均已分解到位");
    is_silent_of(&sample, "没有缺口");
    says(&sample, "待定的暂不能判断有无缺口。");
    says(&sample, "尚未发现缺口；另有");
    let title = &titles(&sample)[0];
    assert!(title.starts_with("尚未发现缺口，待定"), "{title}");
}

#[test]
fn a_gap_that_a_missing_agency_may_close_is_so_far_only() {
    let sample = pledged("≥12,000家次");
    says(&sample, "暂定的缺口须待有关单位的数计入后再作判断。");
    assert_eq!(titles(&sample)[0], "缺口1项均为暂定");
}

#[test]
fn as_much_is_not_more_than() {
    let sample = |own: &'static str| {
        Sample::new("declare").assign("P-06", "＞18个", &[("440100", "＞18个")]).returned(
            "440100",
            "收回/局本级.xlsx",
            &[("P-06", Slot::YearTarget, own)],
        )
    };
    for (own, verdict) in [("18个", "待定"), ("＞18个", "相符"), ("19个", "超出"), ("17个", "缺口")] {
        let book = sample(own).book();
        has_line(sheet(&book, "分解衔接表"), &["编码", "衔接情况"], &["P-06", verdict]);
    }
}

#[test]
fn indicators_that_stand_lower_so_far_are_not_passed_over() {
    // Five complete ones at nine of ten, and one at a tenth to which 海珠 has still to add.
    let mut sample = Sample::new("evaluate");
    let mut typed = vec![("P-02", Slot::Actual, "1,000家次")];
    for id in ["P-01", "P-05", "P-06", "P-07", "P-08"] {
        let measure = sample.form.item(&ItemId::new(id)).unwrap().indicator.as_ref().unwrap().measure.clone();
        let target: &'static str = Box::leak(format!("≥10{measure}").into_boxed_str());
        sample = sample.assign(id, target, &[("440106", target)]);
        typed.push((id, Slot::Actual, Box::leak(format!("9{measure}").into_boxed_str())));
    }
    let sample = sample.assign("P-02", "≥10,000家次", &[("440106", "≥5,000家次"), ("440105", "≥5,000家次")]).returned(
        "440106",
        "收回/天河.xlsx",
        &typed,
    );
    says(&sample, "另有1项数据不完整的指标暂低于89.95%，见《指标得分》。");
    says(&sample, "数据完整的指标中，得分率较低的是");
}

#[test]
fn unequal_sums_are_not_blamed_on_somebody_else() {
    // 天河's own sums differ; 局本级 leaves 其他资金 blank.
    let sums = |special: &'static str, given: &'static str| {
        [
            ("fiscal-special-funds", Slot::Amount, special),
            ("fiscal-appropriation", Slot::Amount, given),
            ("transfer-to-districts", Slot::Amount, special),
        ]
    };
    let blamed = "有关合计数因此暂不相等";
    let form = |sample: &Sample| -> String {
        let book = sample.book();
        let cells = sheet(&book, "汇总申报表").rows.iter().flat_map(|r| &r.cells);
        cells.map(|(_, c)| shown(Some(&c.content))).collect()
    };
    let both = |own: [(&'static str, Slot, &'static str); 3]| {
        Sample::new("declare").returned("440100", "收回/局本级.xlsx", &sums("100", "")).returned(
            "440106",
            "收回/天河.xlsx",
            &[own.as_slice(), REST].concat(),
        )
    };
    assert!(form(&both(sums("300", "300"))).contains(blamed), "局本级's blank is all that is wrong");
    assert!(!form(&both(sums("300", "999"))).contains(blamed), "天河's own sums differ too");
}

/// The other amounts of a budget with one line of spending.
const REST: Typed<'_> = &[
    ("basic-expenditure", Slot::Amount, "不涉及"),
    ("project-expenditure", Slot::Amount, "不涉及"),
    ("other-development-expenditure", Slot::Amount, "不涉及"),
    ("other-funds", Slot::Amount, "不涉及"),
    ("city-level-use", Slot::Amount, "不涉及"),
];

/// Two amounts near the largest a decimal can hold: their sum is none, and nothing breaks over it.
#[test]
fn amounts_too_large_to_add_break_nothing() {
    const HUGE: &str = "70000000000000000000000000000";
    for (stage, slots) in [("declare", &[Slot::Amount][..]), ("evaluate", &[Slot::Amount, Slot::Adjusted, Slot::Spent])]
    {
        let items = ["fiscal-special-funds", "fiscal-appropriation", "transfer-to-districts"];
        let typed: Vec<(&str, Slot, &str)> =
            slots.iter().flat_map(|slot| items.map(|item| (item, *slot, HUGE))).collect();
        let sample = ["440100", "440106", "440105"]
            .into_iter()
            .fold(Sample::new(stage), |sample, code| sample.returned(code, "收回/表.xlsx", &typed));
        jihe::xlsx::write(&sample.book()).unwrap();
    }
}

#[test]
fn a_blank_beside_not_applicable_is_not_missing_unless_that_is_unsure() {
    let typed: Vec<(&str, Slot, &str)> = HEADQUARTERS
        .iter()
        .enumerate()
        .map(|(n, (item, slot, _))| (*item, *slot, if n == 3 { "" } else { "不涉及" }))
        .collect();
    let mut sample = Sample::new("evaluate").returned("440106", "收回/天河.xlsx", &typed);
    let spent = |sample: &Sample, word: &str| {
        has_line(sheet(&sample.book(), "预算汇总"), &["全年执行数", "数据状态"], &[word, "已报"]);
    };
    spent(&sample, "不涉及");
    let beside = (ItemId::new("project-expenditure"), Slot::Adjusted);
    let entries = &mut sample.returns[0].submission.entries;
    entries.iter_mut().find(|e| (e.item.clone(), e.slot) == beside).unwrap().sure = false;
    spent(&sample, "缺");
}
