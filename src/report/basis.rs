//! 口径: parameters and weights that the formulas read, the rules in words, versions, hashes and the legend.

use super::Context;
use super::addresses::{
    BASIS_KEPT, BASIS_VALUE, PARAMS_TOP, STEP_COLUMNS, STEPS_KEPT, basis_inputs, cap_row, name, param_row, step_inputs,
    steps_rows, weights_top,
};
use super::pen::{self, STAR, Styles};
use super::since;
use crate::definition::Param;
use crate::definition::profile::PARAMS;
use crate::merge::aggregates;
use crate::model::book::{Align, Area, Content, Outcome, Sheet, Style, Validation, ValidationRule};
use crate::model::mark::{LOOKS, Mark};
use crate::model::{CellRef, ItemId};
use crate::score::methods::{METHODS, compound};
use crate::score::{WorkRow, scored_items};
use crate::score::{execution::Light, rounding};
use rust_decimal::Decimal;
use std::collections::BTreeSet;
use std::sync::Arc;

const WIDTHS: [u32; 6] = [18, 46, 14, 16, 24, 56];
const LAST: u16 = 5;

/// The sheet.
pub(super) fn sheet(c: &Context<'_>) -> Sheet {
    let mut sheet = Sheet::named(name::BASIS);
    sheet.gridlines = false;
    let styles = Styles::new();
    for (col, width) in (0u16..).zip(WIDTHS) {
        sheet.widths.push((col, width * 100));
    }
    let left = format!("{}　版本{}", c.round.form.title, c.round.form.version);
    pen::head(&mut sheet, &styles, LAST, "口径与说明", &left, &format!("绩核 {}", c.facts.program));
    let mut row = 3;
    if c.round.stage.scored {
        parameters(c, &mut sheet, &styles);
        row = weights(c, &mut sheet, &styles);
        row = steps(c, &mut sheet, &styles, row);
        row = methods(c, &mut sheet, &styles, row + 1);
    }
    row = since::block(c, &mut sheet, &styles, row + 1, LAST);
    if let Some(area) = basis_inputs(c) {
        since::keep(&mut sheet, &styles, area, BASIS_KEPT);
        sheet.validations.push(Validation {
            area,
            rule: ValidationRule::Custom(format!("AND(ISNUMBER({0}),{0}>=0)", area.first)),
            stop: false,
            prompt: None,
            error: Some(("请填数字".to_owned(), "这里应填不小于0的数字。".to_owned())),
        });
    }
    for (kept, own) in STEPS_KEPT {
        if let Some(area) = step_inputs(c, own) {
            since::keep(&mut sheet, &styles, area, kept);
        }
    }
    row = roll_up(c, &mut sheet, &styles, row + 1);
    row = legend(c, &mut sheet, &styles, row + 1);
    row = notes(c, &mut sheet, &styles, row + 1);
    files(c, &mut sheet, &styles, row + 1);
    sheet.freeze = Some(CellRef::new(2, 0));
    sheet.print = pen::landscape(Some((0, 1)));
    sheet
}

fn headers(sheet: &mut Sheet, styles: &Styles, row: u32, words: [&str; 6]) {
    for (col, word) in (0u16..).zip(words) {
        sheet.text(row, col, word, &styles.header);
    }
    sheet.height(row, 2_000);
}

/// What follows a change of a parameter.
const LIVE: &str = "改动此处数值，得分、等级随之重算；文字说明不随之改动，总览会提示“已改动”。";
const SHOWN: &str = "改动此处数值，“完成情况”一列随之变化，不影响得分。";
const LIT: &str = "改动此处数值，“执行预警”一列随之变化，不影响得分。";
const UNLIT: &str = "本办法未启用；要启用须由维护人员修改表样设置后重新汇总。";
const CHECKED: &str = "用于审核来件，改动此处不影响得分；要改变须由维护人员修改表样设置后重新汇总。";

/// One parameter a line; the caps of the profile below them.
fn parameters(c: &Context<'_>, sheet: &mut Sheet, styles: &Styles) {
    headers(sheet, styles, PARAMS_TOP - 1, ["参数", "含义", "数值", "单位", "来源", "说明"]);
    let params = c.params();
    let mut line = |row: u32, words: [&str; 4], value: Decimal, remark: &str| {
        let [label, meaning, unit, source] = words;
        sheet.text(row, 0, label, &styles.text);
        sheet.text(row, 1, meaning, &styles.wrapped);
        sheet.put(row, BASIS_VALUE, Content::Number(value), &styles.number);
        sheet.text(row, 3, unit, &styles.center);
        sheet.text(row, 4, source, &styles.wrapped);
        sheet.text(row, 5, remark, &styles.wrapped);
        sheet.height(row, pen::height(&[(meaning, WIDTHS[1]), (source, WIDTHS[4]), (remark, WIDTHS[5])]));
    };
    for info in &PARAMS {
        let words = [info.label, info.meaning, info.unit, params.source(info.param)];
        let remark = match info.param {
            Param::OverReason => CHECKED,
            Param::OverFulfilment => SHOWN,
            Param::RedLight | Param::YellowLight if Light::are_on(params) => LIT,
            Param::RedLight | Param::YellowLight => UNLIT,
            _ => LIVE,
        };
        line(param_row(info.param), words, params[info.param], remark);
    }
    for (place, cap) in params.caps.iter().enumerate() {
        let row = cap_row(place);
        line(row, ["封顶线", "预算执行率低于此数的，总分封顶", "%", &cap.source], cap.below, LIVE);
        line(row + 1, ["封顶分", "低于上一行封顶线的，总分最高", "分", &cap.source], cap.most, LIVE);
    }
}

/// The bands and deductions of single indicators; the row behind them.
fn steps(c: &Context<'_>, sheet: &mut Sheet, styles: &Styles, row: u32) -> u32 {
    let all = steps_rows(c);
    let Some((_, _, first)) = all.first() else { return row };
    headers(sheet, styles, first - 1, ["编码", "分档与扣分", "界线或扣分", "得分", "满分", "说明"]);
    let mut end = row;
    for (item, steps, first) in all {
        let count = steps.bands.len().max(1);
        for (n, at) in (0..count).zip(first..) {
            let (value, points, meaning) = match steps.bands.get(n) {
                Some(band) => (
                    band.at,
                    Content::Number(band.points),
                    if steps.inverse { "不超过界线的得此分" } else { "达到界线的得此分" },
                ),
                None => (steps.deduct, Content::text("—"), "每超过目标值1个单位扣此分，扣完为止"),
            };
            sheet.text(at, 0, item.code(), &styles.center);
            sheet.text(at, 1, &item.label, &styles.wrapped);
            sheet.put(at, BASIS_VALUE, Content::Number(value), &styles.number);
            sheet.put(at, STEP_COLUMNS[0], points, &styles.number);
            sheet.put(at, STEP_COLUMNS[1], Content::Number(steps.of), &styles.number);
            sheet.text(at, 5, format!("{meaning}；得分按满分与权重的比例折算。"), &styles.wrapped);
            sheet.height(at, pen::height(&[(&item.label, WIDTHS[1])]));
            end = at + 1;
        }
    }
    end
}

fn weights(c: &Context<'_>, sheet: &mut Sheet, styles: &Styles) -> u32 {
    let items = scored_items(c.round.form);
    let top = weights_top(c);
    headers(sheet, styles, top - 1, ["编码", "指标", "权重（分）", "计分方法", "汇总方法", "备注"]);
    let mut row = top;
    for (id, weight) in &items {
        let indicator = c.round.form.item(id).and_then(|i| i.indicator.as_ref());
        let mut remarks = Vec::new();
        if indicator.is_some_and(|i| i.distinct) {
            remarks.push("按户数相加，同一企业在几个单位重复出现的须核减".to_owned());
        }
        if let Some(basis) = indicator.map(|i| i.weight_basis.as_str()).filter(|b| !b.is_empty()) {
            remarks.push(format!("以{basis}为权数"));
        }
        if let Some(from) = indicator.and_then(|i| i.weight_from.as_ref()) {
            remarks.push(format!("以各单位的{}为权数", crate::model::quote(&c.label(from))));
        }
        if indicator.is_some_and(|i| i.level2_is_guess) {
            remarks.push("二级指标归类为推定".to_owned());
        }
        sheet.text(row, 0, c.code(id), &styles.center);
        let (label, remark) = (c.label(id), if remarks.is_empty() { "—".to_owned() } else { remarks.join("；") });
        sheet.text(row, 1, &label, &styles.wrapped);
        sheet.put(row, BASIS_VALUE, Content::Number(*weight), &styles.points);
        sheet.text(row, 3, method_label(c, id), &styles.center);
        sheet.text(row, 4, aggregate_label(c, id), &styles.center);
        sheet.text(row, 5, &remark, &styles.wrapped);
        sheet.height(row, pen::height(&[(&label, WIDTHS[1]), (&remark, WIDTHS[5])]));
        row += 1;
    }
    let total: Decimal = items.iter().map(|(_, w)| *w).sum();
    let range = Area::new(top, BASIS_VALUE, row - 1, BASIS_VALUE).absolute();
    for col in 0..=LAST {
        sheet.text(row, col, "", &styles.text);
    }
    sheet.text(row, 0, "合计", &styles.center);
    let sum = Content::formula(format!("ROUND(SUM({range}),2)"), Outcome::Number(total));
    sheet.put(row, BASIS_VALUE, sum, &styles.points);
    row + 1
}

/// The department's rows tell which method an item is scored by.
fn method_label(c: &Context<'_>, id: &ItemId) -> String {
    let rows: Vec<&WorkRow> = c.scored.rows.iter().filter(|r| &r.item == id && r.method.is_some()).collect();
    match rows.first() {
        Some(row) if row.parts > 1 => compound::LABEL.to_owned(),
        Some(row) => row.method.map_or("—", |m| m.label).to_owned(),
        None => "—".to_owned(),
    }
}

fn aggregate_label(c: &Context<'_>, id: &ItemId) -> String {
    let own = c.round.form.item(id).and_then(|i| aggregates::by_name(&i.aggregate));
    own.map_or("分别相加", |a| a.label).to_owned()
}

/// A heading, then lines of a word and a sentence that stretches to the right edge.
fn lines(sheet: &mut Sheet, styles: &Styles, row: u32, title: &str, lines: &[(String, String)]) -> u32 {
    let heading = Arc::new((*styles.header).clone().align(Align::Left));
    sheet.merge(Area::new(row, 0, row, LAST), Content::text(title), &heading);
    let width = WIDTHS.iter().skip(1).sum::<u32>() * 100;
    let mut at = row + 1;
    for (word, sentence) in lines {
        sheet.text(at, 0, word, &styles.wrapped);
        sheet.merge(Area::new(at, 1, at, LAST), Content::text(sentence), &styles.wrapped);
        let count = crate::model::book::wrapped_lines(sentence, width)
            .max(crate::model::book::wrapped_lines(word, WIDTHS[0] * 100));
        sheet.height(at, (count * 1_400 + 400).min(40_000));
        at += 1;
    }
    at
}

fn methods(c: &Context<'_>, sheet: &mut Sheet, styles: &Styles, row: u32) -> u32 {
    let used: BTreeSet<&str> = c.scored.rows.iter().filter_map(|r| r.method.map(|m| m.name)).collect();
    let mut rules: Vec<(String, String)> =
        METHODS.iter().filter(|m| used.contains(m.name)).map(|m| (m.label.to_owned(), (m.rule)(c.params()))).collect();
    if c.scored.rows.iter().any(|r| r.parts > 1 && r.method.is_some()) {
        rules.push((compound::LABEL.to_owned(), compound::RULE.to_owned()));
    }
    let fixed = [
        ("不涉及", "不承担的指标不计分，按“原始分÷计分权重×100”折算，预算执行率一并参与折算。"),
        (
            "暂定",
            "有单位未报，或有数据待更正、待核实、待评分的，只按已有得分的指标折算，得分标“暂定”，暂不评定等级，不列名次。部门的指标以全部单位的目标为准，完成数只含已计入的单位，报齐后会变动。",
        ),
        ("名次", "只在参与排名、数据完整的单位之间排列；核定得分相同的，名次相同。"),
        (
            "自评与复核",
            "自评得分按本口径由填报数据计算；复核得分由复核人员在《决定》中填写。有复核得分的，以复核得分为核定得分；没有的，以自评得分为核定得分。",
        ),
    ];
    let rounded = rounding::words(c.params().rounding);
    rules.push((
        "四舍五入".to_owned(),
        format!("先乘后除，得分{rounded}；合计为各项已舍入得分之和，总分保留两位小数。"),
    ));
    if !c.params().caps.is_empty() {
        rules.push((
            "封顶".to_owned(),
            "预算执行率低于封顶线的，总分不超过对应的封顶分；同时低于几条线的，按其中最低的一条封顶。".to_owned(),
        ));
    }
    if Light::are_on(c.params()) {
        let text = "指标得分率超出预算执行率过多的亮红灯，预算未执行部分过大的亮黄灯；红黄灯只作提示，不影响得分。";
        rules.push(("执行预警".to_owned(), text.to_owned()));
    }
    rules.extend(fixed.map(|(a, b)| (a.to_owned(), b.to_owned())));
    lines(sheet, styles, row, "计分规则", &rules)
}

fn roll_up(c: &Context<'_>, sheet: &mut Sheet, styles: &Styles, row: u32) -> u32 {
    let used: BTreeSet<&str> = c.round.form.items.iter().map(|i| i.aggregate.as_str()).collect();
    let mut rules: Vec<(String, String)> = aggregates::AGGREGATES
        .iter()
        .filter(|a| used.contains(a.name))
        .map(|a| (a.label.to_owned(), a.rule.to_owned()))
        .collect();
    let merged = "空白、0和“不涉及”分别对待；读不准的内容不计入合计，也不按0计，汇总数标明由几个单位汇成（如11/12）。";
    rules.push(("读不准的内容".to_owned(), merged.to_owned()));
    lines(sheet, styles, row, "汇总规则", &rules)
}

/// The marks that can appear at this stage: where nothing is scored, nothing is met, missed or graded.
fn legend(c: &Context<'_>, sheet: &mut Sheet, styles: &Styles, row: u32) -> u32 {
    let unscored =
        [Mark::Provisional, Mark::Missing, Mark::ToCorrect, Mark::ToVerify, Mark::NotApplicable, Mark::Changed];
    let looks = LOOKS.iter().filter(|l| c.round.stage.scored || unscored.contains(&l.mark));
    let own = looks.map(|look| (look.word, look.legend, Some(look.mark)));
    let other = if c.round.stage.scored { SCORED_WORDS.as_slice() } else { DECLARED_WORDS.as_slice() };
    let mut words: Vec<(&str, &str, Option<Mark>)> = own.chain(WORDS).chain(other.iter().copied()).collect();
    if !c.round.stage.scored {
        for (word, says, _) in &mut words {
            if let Some((_, instead)) = UNSCORED.iter().find(|(own, _)| own == word) {
                *says = instead;
            }
        }
    }
    let rules: Vec<(String, String)> = words.iter().map(|(w, s, _)| ((*w).to_owned(), (*s).to_owned())).collect();
    let end = lines(sheet, styles, row, "图例（颜色与文字同时出现）", &rules);
    for (at, (word, _, mark)) in (row + 1..).zip(words) {
        let style = Style::data().align(Align::Center);
        sheet.text(at, 0, word, &Arc::new(mark.map_or(style.clone(), |mark| style.mark(mark))));
    }
    end
}

/// Words of the sheets that are no marks of their own, with what they say and how they are painted.
const WORDS: [(&str, &str, Option<Mark>); 5] = [
    ("未报", "尚未收到该单位的来件", Some(Mark::Missing)),
    ("待选定", "收到多份来件，尚未选定以哪一份为准", Some(Mark::ToVerify)),
    ("退回", "整份来件已退回，更正前不计入汇总；作问题级别时，表示所涉数据须更正", Some(Mark::ToCorrect)),
    ("暂无", "没有可用的数，未按0计", None),
    ("—", "不适用，或没有内容", None),
];
const SCORED_WORDS: [(&str, &str, Option<Mark>); 2] = [("待定", "还没有可计分的数", None), (STAR, "该数为暂定", None)];
const DECLARED_WORDS: [(&str, &str, Option<Mark>); 6] = [
    ("缺口", "已分解的合计没有达到部门目标", Some(Mark::Short)),
    ("相符", "已分解的合计达到部门目标", Some(Mark::Met)),
    ("超出", "已分解的合计大于部门目标", Some(Mark::Over)),
    ("（暂定）", "尚有单位的数没有计入，收齐后再作判断", Some(Mark::Provisional)),
    ("待定", "目标或已分解的数不是单个数值，或没有可比的数，暂不判断", Some(Mark::ToVerify)),
    ("已填、已汇总", "《计算底稿》中单位已填报的数、部门已汇总的数", None),
];
/// What marks say where nothing is scored and nothing is weighed.
const UNSCORED: [(&str, &str); 3] = [
    ("暂定", "尚有单位未报、待更正或待核实，数据可能变动"),
    ("不涉及", "该单位不承担此项"),
    ("已改动", "数据在生成后有改动，文字说明以生成日期为准"),
];

fn notes(c: &Context<'_>, sheet: &mut Sheet, styles: &Styles, row: u32) -> u32 {
    let mut facts = Vec::new();
    if c.round.stage.scored {
        facts.push(("计分办法".to_owned(), profile_words(c)));
    }
    facts.extend([
        ("表样".to_owned(), format!("{}（{}，版本{}）", c.round.form.title, c.round.form.id, c.round.form.version)),
        ("阶段".to_owned(), c.round.stage.name.clone()),
        ("年度".to_owned(), format!("{}年度", c.facts.year)),
        (super::places::MADE_ON.to_owned(), c.facts.date.to_string()),
    ]);
    facts.extend(c.facts.remarks.iter().map(|r| ("备注".to_owned(), r.clone())));
    lines(sheet, styles, row, "本次汇总", &facts)
}

/// The profile and what its sources are.
fn profile_words(c: &Context<'_>) -> String {
    let profile = &c.round.form.profile;
    format!("{}（{}）。{}", profile.title, profile.id, profile.remarks.join(""))
}

fn files(c: &Context<'_>, sheet: &mut Sheet, styles: &Styles, row: u32) -> u32 {
    let files: Vec<(String, String)> = c
        .facts
        .hashes
        .iter()
        .map(|(file, hash)| (hash.chars().take(12).collect(), format!("{file}　SHA-256 {hash}")))
        .collect();
    if files.is_empty() {
        return row;
    }
    lines(sheet, styles, row, "来件校验值", &files)
}
