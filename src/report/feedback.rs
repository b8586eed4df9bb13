//! 反馈单: what one agency scored and why, and nothing of anybody else, so that objections are answered before the leadership
//! sees the book. A workbook of one printed sheet; its sums are live over its own rows.

use super::agencies::{OPEN, UNGRADED};
use super::pen::{self, Styles};
use super::{Context, Facts};
use crate::merge::{self, ReturnState, Round};
use crate::model::book::{
    Align, Area, Book, Border, Content, Outcome, PERCENT_FORMAT, POINTS_FORMAT, Print, Sheet, Style, wrapped_lines,
};
use crate::model::roster::Assigned;
use crate::model::round_half_up::{grouped, round_half_up};
use crate::model::{CellRef, Mark, Severity, Slot};
use crate::score::grade::Grade;
use crate::score::{ItemScore, Scored, Total, WorkRow};
use rust_decimal::Decimal;
use std::sync::Arc;

const COLUMNS: [(&str, u32); 9] = [
    ("序号", 6),
    ("一级指标", 11),
    ("三级指标", 34),
    ("权重", 8),
    ("目标值", 16),
    ("完成值", 16),
    ("自评得分", 9),
    ("复核得分", 9),
    ("计分说明", 50),
];
const LAST: u16 = 8;
const TOP: u32 = 7;
const WEIGHT: u16 = 3;
const POINTS: u16 = 6;

/// The slip of the agency at this place; `None` where it has nothing that is scored.
pub fn feedback(n: usize, scored: &Scored, round: Round<'_>, facts: &Facts) -> Option<Book> {
    let own = scored.merged.agencies.get(n)?;
    let (total, items) = (scored.totals.get(n)?, scored.agencies.get(n)?);
    if own.state == ReturnState::Missing || own.chosen.is_none() || items.is_empty() {
        return None;
    }
    let c = Context { scored, round, facts };
    let title = format!("{}年度绩效自评得分反馈单", facts.year);
    let slip = Slip { c: &c, n, total, items, styles: Styles::new() };
    Some(Book {
        title: title.clone(),
        subject: own.agency.name.clone(),
        author: facts.department.clone(),
        created: facts.date,
        properties: Vec::new(),
        names: Vec::new(),
        sheets: vec![slip.sheet(&title)],
    })
}

struct Slip<'a> {
    c: &'a Context<'a>,
    n: usize,
    total: &'a Total,
    items: &'a [ItemScore],
    styles: Styles,
}

impl Slip<'_> {
    fn sheet(&self, title: &str) -> Sheet {
        let mut sheet = Sheet::named("反馈单");
        sheet.gridlines = false;
        let plain = Arc::new(Style::body().border(Border::None).align(Align::Left));
        for (col, (_, width)) in (0u16..).zip(COLUMNS) {
            sheet.widths.push((col, width * 100));
        }
        let whole = |row: u32| Area::new(row, 0, row, LAST);
        sheet.merge(whole(0), Content::text(title), &self.styles.title);
        sheet.height(0, 3_600);
        let agency = &self.c.agency(self.n).name;
        sheet.merge(whole(1), Content::text(format!("{agency}：")), &plain);
        sheet.merge(whole(2), Content::text(self.opening()), &plain);
        sheet.height(2, 3_200);
        self.summary(&mut sheet);
        for (col, (header, _)) in (0u16..).zip(COLUMNS) {
            sheet.text(TOP - 1, col, header, &self.styles.header);
        }
        sheet.height(TOP - 1, 2_200);
        for (row, (number, score)) in (TOP..).zip((1u32..).zip(self.items)) {
            self.line(&mut sheet, row, number, score);
        }
        let end = TOP + u32::try_from(self.items.len()).unwrap_or(0);
        self.sums(&mut sheet, end);
        let after = self.remarks(&mut sheet, end + 1, &plain);
        self.foot(&mut sheet, after + 1);
        self.marks(&mut sheet, end);
        sheet.freeze = Some(CellRef::new(TOP, 0));
        sheet.print =
            Print { landscape: true, fit_width: true, title_rows: Some((TOP - 1, TOP - 1)), ..Print::default() };
        sheet
    }

    fn opening(&self) -> String {
        let (year, department) = (self.c.facts.year, self.c.facts.department.as_str());
        let standing = match (self.total.reviewed, self.total.provisional) {
            (_, true) => "所列得分为暂定，待有关事项更正、核实后确定。",
            (None, false) => "所列得分尚未复核。",
            (Some(_), false) => "",
        };
        format!(
            "　　现将你单位{year}年度绩效自评的得分和计分说明反馈如下。{standing}如有异议，请书面说明并附佐证材料，报{department}。"
        )
    }

    /// The total with its words.
    fn summary(&self, sheet: &mut Sheet) {
        let t = self.total;
        let ranked = self.c.scored.totals.iter().filter(|t| t.rank.is_some()).count();
        let all = (0..self.c.scored.totals.len()).filter(|n| self.c.agency(*n).ranked).count();
        let rank = match t.rank {
            Some(rank) if ranked < all => {
                format!("暂列第{rank}名（参与排名的{all}个单位中，{ranked}个数据完整）")
            }
            Some(rank) => format!("第{rank}名（共{all}个单位参与排名）"),
            None if !self.c.agency(self.n).ranked => "不参与排名".to_owned(),
            None if t.score.is_some() => "数据尚不完整，未列名次".to_owned(),
            None => "暂无得分，未列名次".to_owned(),
        };
        let points = |p: Option<Decimal>, word: &str| {
            p.map_or((Content::text(word), Arc::clone(&self.styles.center)), |p| {
                let style = Style::data().align(Align::Center).number(POINTS_FORMAT);
                (Content::Number(p), Arc::new(style))
            })
        };
        let text = |text: &str| (Content::text(text), Arc::clone(&self.styles.center));
        let execution = t.execution.map_or(text("—"), |rate| {
            let style = Style::data().align(Align::Center).number(PERCENT_FORMAT);
            (Content::Number(round_half_up(rate, 4)), Arc::new(style))
        });
        let grade = t.grade.map_or(UNGRADED, Grade::word);
        let mark = t.grade.map_or(Mark::Provisional, pen::grade_mark);
        let graded = Arc::new(Style::data().align(Align::Center).mark(mark));
        let cells = [
            (0, 1, "自评得分", points(t.score, OPEN)),
            (2, 2, "复核得分", points(t.reviewed, "未复核")),
            (3, 4, "评价等级", (Content::text(grade), graded)),
            (5, 6, "预算执行率", execution),
            (7, 7, "数据状态", text(if t.provisional { "暂定" } else { "完整" })),
            (8, 8, "名次", text(&rank)),
        ];
        for (first, last, header, (content, style)) in cells {
            sheet.merge(Area::new(3, first, 3, last), Content::text(header), &self.styles.header);
            sheet.merge(Area::new(4, first, 4, last), content, &style);
        }
        sheet.height(3, 2_000);
        sheet.height(4, 2_200);
        sheet.height(5, 800);
    }

    fn line(&self, sheet: &mut Sheet, row: u32, number: u32, score: &ItemScore) {
        let s = &self.styles;
        let c = self.c;
        let indicator = c.round.form.item(&score.item).and_then(|i| i.indicator.as_ref());
        let label = c.label(&score.item);
        let level1 = indicator.map_or(label.as_str(), |i| i.level1.as_str()).to_owned();
        let (target, actual) = (self.target(score), self.actual(score));
        let points = pen::outcome(score.points, score.state.word());
        let typed = |outcome: Outcome| match outcome {
            Outcome::Number(n) => Content::Number(n),
            Outcome::Text(word) => Content::text(word),
        };
        sheet.put(row, 0, Content::Number(number.into()), &s.center);
        sheet.text(row, 1, &level1, &s.wrapped);
        sheet.text(row, 2, &label, &s.wrapped);
        sheet.put(row, WEIGHT, Content::Number(score.weight), &s.points);
        sheet.text(row, 4, &target, &s.wrapped);
        match pen::plain_number(&actual) {
            Some((value, format)) => {
                let left = Style::data().align(Align::Left).number(&format);
                sheet.put(row, 5, Content::Number(value), &Arc::new(left));
            }
            None => sheet.text(row, 5, &actual, &s.wrapped),
        }
        sheet.put(row, POINTS, typed(points), &s.points);
        sheet.put(row, POINTS + 1, typed(pen::outcome(score.reviewed, "—")), &s.points);
        sheet.text(row, LAST, &score.explanation, &s.wrapped);
        let texts = [(level1.as_str(), 1), (label.as_str(), 2), (target.as_str(), 4), (actual.as_str(), 5)];
        let texts = texts.into_iter().chain([(score.explanation.as_str(), usize::from(LAST))]);
        let lines = texts.map(|(text, col)| wrapped_lines(text, COLUMNS[col].1 * 100)).max().unwrap_or(1);
        sheet.height(row, (lines * 1_350 + 450).clamp(1_800, 40_000));
    }

    /// The agency's own target as it was assigned or adjusted; of 预算执行率, the budget.
    fn target(&self, score: &ItemScore) -> String {
        if self.c.round.form.is_execution(&score.item) {
            return self.money(score, "全年预算数", |row| row.target.as_ref().map(|t| t.amount));
        }
        match merge::agency_target(&score.item, Slot::YearTarget, &self.c.agency(self.n).code, self.c.round) {
            Assigned::Target(text) => text,
            Assigned::NotApplicable => "不涉及".to_owned(),
            Assigned::Open => "尚未分解".to_owned(),
        }
    }

    /// What 预算执行率 is worked out from, while it has points: 全年预算数3,680.66万元.
    fn money(&self, score: &ItemScore, word: &str, of: impl Fn(&WorkRow) -> Option<Decimal>) -> String {
        let row = score.rows.first().and_then(|row| self.c.scored.rows.get(*row));
        match row.and_then(of).filter(|_| score.points.is_some()) {
            Some(amount) => format!("{word}{}{}", grouped(amount, 2), self.c.round.form.measure),
            None => "—".to_owned(),
        }
    }

    /// What it filled, as it wrote it; of 预算执行率, what was spent.
    fn actual(&self, score: &ItemScore) -> String {
        if self.c.round.form.is_execution(&score.item) {
            return self.money(score, "全年执行数", |row| row.actual);
        }
        let returned = self.c.scored.merged.agencies.get(self.n).and_then(|a| a.chosen.as_ref());
        let entry = returned.and_then(|r| r.submission.entry(&score.item, Slot::Actual));
        let filled = entry.map(|e| e.text.trim()).filter(|t| !t.is_empty());
        filled.unwrap_or("未填").to_owned()
    }

    /// 合计 over its own rows, and how it becomes a score out of a hundred.
    fn sums(&self, sheet: &mut Sheet, at: u32) {
        let bold = Arc::new((*self.styles.header).clone().number(POINTS_FORMAT).align(Align::Right));
        for col in 0..=LAST {
            sheet.put(at, col, Content::Blank, &self.styles.header);
        }
        sheet.text(at, 2, "合计（计分权重、原始分）", &self.styles.header);
        let column = |col: u16| Area::new(TOP, col, at - 1, col).absolute();
        let (points, weights) = (column(POINTS), column(WEIGHT));
        let counted = format!("ROUND(SUMPRODUCT(ISNUMBER({points})*{weights}),2)");
        sheet.put(at, WEIGHT, Content::formula(counted, Outcome::Number(self.total.weight)), &bold);
        sheet.put(at, POINTS, pen::points_or_open(&points, self.items, self.total.points), &bold);
        let note = match (self.total.score, &self.total.cap) {
            (Some(_), None) => "自评得分＝原始分÷计分权重×100，不涉及的指标不参与",
            (Some(_), Some(_)) => "自评得分＝原始分÷计分权重×100，并受预算执行率的封顶限制",
            (None, _) => "还没有可计分的指标",
        };
        sheet.text(at, LAST, note, &self.styles.header);
        sheet.height(at, 2_400);
    }

    /// The findings that are still open for it.
    fn remarks(&self, sheet: &mut Sheet, first: u32, plain: &Arc<Style>) -> u32 {
        let returned = self.c.scored.merged.agencies.get(self.n).and_then(|a| a.chosen.as_ref());
        let open = returned.iter().flat_map(|r| &r.findings).filter(|f| f.severity != Severity::Note);
        let mut row = first;
        for (n, finding) in (1..).zip(open) {
            let text = format!("须处理事项{n}：{}{}", finding.message, finding.fix);
            sheet.merge(Area::new(row, 0, row, LAST), Content::text(&text), plain);
            let width: u32 = COLUMNS.iter().map(|(_, w)| w * 100).sum();
            sheet.height(row, (wrapped_lines(&text, width) * 1_400 + 600).min(40_000));
            row += 1;
        }
        row
    }

    fn foot(&self, sheet: &mut Sheet, row: u32) {
        let plain = Arc::new(Style::body().border(Border::None).align(Align::Left));
        let right = Arc::new(Style::body().border(Border::None).align(Align::Right));
        let opinion =
            "单位意见：□ 无异议　　□ 有异议（另附书面说明）　　　　负责人（签字）：　　　　　　　　　　（盖章）";
        sheet.merge(Area::new(row, 0, row, LAST), Content::text(opinion), &plain);
        sheet.height(row, 2_800);
        let department = &self.c.facts.department;
        sheet.merge(Area::new(row + 1, 0, row + 1, LAST), Content::text(department), &right);
        let date = self.c.made_on();
        sheet.merge(Area::new(row + 2, 0, row + 2, LAST), Content::text(date), &right);
    }

    fn marks(&self, sheet: &mut Sheet, end: u32) {
        let area = Area::new(TOP, POINTS, end.max(TOP + 1) - 1, POINTS);
        pen::words(sheet, area, &pen::states());
    }
}
