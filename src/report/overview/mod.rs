//! 总览: the round on one printed page. Every figure is live over the sheet it comes from, and a word stands beside what
//! is still 暂定.

mod briefing;
mod charts;
mod declared;
mod scores;
mod weakest;

use super::Context;
use super::addresses::{AgencyColumn, FLAG, agency_row, name};
use super::budget::{self, Added};
use super::pen;
use super::say;
use super::{returns, since};
use crate::definition::GroupOf;
use crate::merge::ReturnState;
use crate::model::book::{
    AMOUNT_FORMAT, Align, Area, Border, Content, LinkTarget, Outcome, PERCENT_FORMAT, Print, Sheet, Style, quoted,
};
use crate::model::{ItemId, Mark, Slot};
use crate::score::{Scope, State};
use rust_decimal::Decimal;
pub(super) use scores::why_provisional;
use std::sync::Arc;

/// Columns of the page, each of this many hundredths of a character: twelve, so that two, three, four or six cells share a
/// row evenly.
const COLUMNS: u16 = 12;
const WIDTH: u32 = 930;
const LAST: u16 = COLUMNS - 1;
/// A row with one line of text, in hundredths of a point.
const ROW_HEIGHT: u32 = 1_700;
/// Names of agencies that fit a line of the page.
const NAMED: usize = 24;
const NOTHING: &str = budget::UNKNOWN;
/// A rate that is not known yet: a word, or a percentage from the moment it is; 0 is not shown.
const UNKNOWN_RATE: &str = "0.00%;-0.00%;;@";
/// The heading over the number of findings, and what is counted.
const FINDINGS: (&str, &str) = ("审核发现的问题", "单位：条");

/// A cell of a row: what it holds and how it looks.
type Part = (Content, Arc<Style>);

/// A heading with its remark, the words, and how many of each.
struct Tally<'a> {
    title: &'a str,
    remark: &'a str,
    words: Vec<&'a str>,
    counts: Vec<Part>,
}

/// The page as it is written from the top down.
struct Page<'a> {
    c: &'a Context<'a>,
    sheet: Sheet,
    row: u32,
    /// Blocks begun so far.
    blocks: usize,
    header: Arc<Style>,
    value: Style,
    text: Arc<Style>,
}

/// The first sheet, leading to the others.
pub(super) fn sheet(c: &Context<'_>, others: &[&str]) -> Sheet {
    let value = Style { wrap: true, border: Border::Thin, align: Align::Center, ..Style::data() };
    let mut page = Page {
        c,
        sheet: Sheet::named(name::OVERVIEW),
        row: 0,
        blocks: 0,
        header: Arc::new(Style::data_header()),
        text: Arc::new(Style { indent: 1, ..value.clone().align(Align::Left) }),
        value,
    };
    page.head();
    page.briefing();
    page.returned();
    if c.round.stage.scored {
        let (top, rates) = page.scores();
        page.charts(&rates, top, 4 * COLUMNS / 6);
        page.weakest();
        page.budget();
        page.grades_and_findings();
    } else {
        page.declared();
    }
    // Links are of no use on paper: what is printed ends above them.
    let printed = page.row;
    page.contents(others);
    page.finish(printed)
}

impl Page<'_> {
    fn head(&mut self) {
        let (facts, round) = (self.c.facts, self.c.round);
        self.sheet.widths.extend((0..COLUMNS).map(|col| (col, WIDTH)));
        let title = format!("{}年度{}汇总情况", facts.year, round.form.title);
        self.whole(Content::text(title), &Arc::new(Style::title()), 3_000);
        let subtitle = Arc::new(Style { size: 1_400, ..Style::title() });
        self.whole(Content::text(format!("（{}）", round.stage.name)), &subtitle, 2_200);
        let remark = Style::remark().wrap(false);
        let left = format!("部门：{}", facts.department);
        let row = self.row;
        self.sheet.merge(Area::new(row, 0, row, LAST / 2), Content::text(left), &Arc::new(remark.clone()));
        let date = self.c.made_on();
        let right = Arc::new(remark.align(Align::Right));
        self.sheet.merge(Area::new(row, LAST / 2 + 1, row, LAST), Content::text(date), &right);
        self.next(1_700);
        self.since();
    }

    /// Whether the figures are still those that the text was written for.
    fn since(&mut self) {
        let (row, text) = (self.row, Arc::clone(&self.text));
        let header = Arc::clone(&self.header);
        self.sheet.merge(Area::new(row, 0, row, FLAG.col - 1), Content::text(since::LABEL), &header);
        let area = Area::new(row, FLAG.col, row, LAST);
        self.sheet.merge(area, since::flag(self.c), &text);
        since::mark(&mut self.sheet, area);
        debug_assert_eq!(area.first, FLAG);
        self.next(ROW_HEIGHT);
    }

    fn next(&mut self, height: u32) {
        self.sheet.height(self.row, height);
        self.row += 1;
    }

    fn whole(&mut self, content: Content, style: &Arc<Style>, height: u32) {
        self.sheet.merge(Area::new(self.row, 0, self.row, LAST), content, style);
        self.next(height);
    }

    /// A heading over the next block, with a remark at its right.
    fn heading(&mut self, text: &str, remark: &str) {
        self.heading_over(0, COLUMNS, text, remark);
        self.next(2_000);
    }

    /// A heading over `count` columns from `first`.
    fn heading_over(&mut self, first: u16, count: u16, text: &str, remark: &str) {
        let label = Style { border: Border::None, align: Align::Left, wrap: false, fill: None, ..Style::label() };
        let row = self.row;
        let number =
            ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"].get(self.blocks).copied().unwrap_or_default();
        self.blocks += 1;
        let text = format!("{number}、{text}");
        let end = first + count / 3;
        self.sheet.merge(Area::new(row, first, row, end), Content::text(text), &Arc::new(label));
        let style = Arc::new(Style::remark().wrap(false).align(Align::Right));
        self.sheet.merge(Area::new(row, end + 1, row, first + count - 1), Content::text(remark), &style);
    }

    /// A row of headers, each over the same number of columns.
    fn headers(&mut self, texts: &[&str]) {
        let cells = texts.iter().map(|t| self.head_cell(t)).collect();
        self.row_of(cells);
    }

    fn head_cell(&self, text: &str) -> Part {
        (Content::text(text), Arc::clone(&self.header))
    }

    /// A row of cells that share the width of the page.
    fn row_of(&mut self, cells: Vec<Part>) {
        self.share(0, COLUMNS, cells);
        self.next(ROW_HEIGHT);
    }

    /// Cells that share `width` columns from `from` in this row.
    fn share(&mut self, from: u16, width: u16, cells: Vec<Part>) {
        let count = u16::try_from(cells.len().max(1)).unwrap_or(width).min(width);
        for (n, (content, style)) in (0u16..).zip(cells).take(usize::from(count)) {
            let (first, end) = (from + n * width / count, from + (n + 1) * width / count);
            self.sheet.merge(Area::new(self.row, first, self.row, end.max(first + 1) - 1), content, &style);
        }
    }

    /// Two tallies beside each other with a column free between them: headings, words, and how many of each.
    fn beside(&mut self, tallies: [Tally<'_>; 2]) {
        let top = self.row;
        for ((first, width), tally) in [(0, COLUMNS / 2 - 1), (COLUMNS / 2, COLUMNS / 2)].into_iter().zip(tallies) {
            self.row = top;
            self.heading_over(first, width, tally.title, tally.remark);
            self.next(2_000);
            let headers = tally.words.iter().map(|t| self.head_cell(t)).collect();
            self.share(first, width, headers);
            self.next(ROW_HEIGHT);
            self.share(first, width, tally.counts);
            self.next(ROW_HEIGHT);
        }
    }

    fn style(&self, format: &str) -> Arc<Style> {
        Arc::new(self.value.clone().number(format))
    }

    fn marked(&self, mark: Mark) -> Arc<Style> {
        Arc::new(self.value.clone().mark(mark))
    }

    fn number(&self, formula: String, value: usize) -> Part {
        (Content::formula(formula, Outcome::Number(Decimal::from(value))), self.style("0"))
    }

    fn plain(&self, text: &str) -> Part {
        (Content::text(text), Arc::new(self.value.clone()))
    }

    /// 暂定 with its mark, or 完整.
    fn standing(&self, provisional: bool) -> Part {
        if provisional {
            (Content::text("暂定"), self.marked(Mark::Provisional))
        } else {
            (Content::text("完整"), self.marked(Mark::Met))
        }
    }

    fn returned(&mut self) {
        let agencies = &self.c.scored.merged.agencies;
        let until = self.c.facts.deadline;
        let remark = until.map_or(String::new(), |d| format!("报送截止：{}", d.format("%Y年%-m月%-d日")));
        self.heading("报送情况", &remark);
        let tally = returns::tally(self.c);
        let words: Vec<&str> = ["应报"].into_iter().chain(tally.iter().map(|(state, _, _)| state.word())).collect();
        self.headers(&words);
        let sum: Vec<&str> = tally.iter().map(|(_, _, formula)| formula.as_str()).collect();
        let mut cells = vec![self.number(sum.join("+"), agencies.len())];
        cells.extend(tally.iter().map(|(_, count, formula)| self.number(formula.clone(), *count)));
        self.row_of(cells);
        for state in [ReturnState::Missing, ReturnState::ToCorrect, ReturnState::Undecided, ReturnState::SentBack] {
            let names: Vec<&str> =
                agencies.iter().filter(|a| a.state == state).map(|a| a.agency.short.as_str()).collect();
            if !names.is_empty() {
                let rest = format!("等{}个单位", names.len());
                self.line(&format!("{}：{}", state.word(), say::first(&names, NAMED, &rest)));
            }
        }
    }

    /// A framed line of text over the whole page, as high as it needs.
    fn line(&mut self, text: &str) {
        let style = Arc::clone(&self.text);
        let lines = crate::model::book::wrapped_lines(text, WIDTH * u32::from(COLUMNS));
        self.whole(Content::text(text), &style, lines_height(lines));
    }

    /// A heading, the words, and how many of each.
    fn counted(&mut self, title: &str, remark: &str, tally: &[(&'static str, usize, String)]) {
        self.heading(title, remark);
        let words: Vec<&str> = tally.iter().map(|(word, _, _)| *word).collect();
        self.headers(&words);
        let cells = tally.iter().map(|(_, count, formula)| self.number(formula.clone(), *count)).collect();
        self.row_of(cells);
    }

    fn budget(&mut self) {
        let c = self.c;
        self.heading("预算及执行", &format!("单位：{}", c.round.form.measure));
        let mut headers = Vec::new();
        let mut columns: Vec<(Vec<ItemId>, Slot)> = Vec::new();
        if let Some(sum) = c.round.form.balances.first().and_then(|b| b.sums.first()) {
            headers.push("预算总额");
            columns.push((sum.of.clone(), sum.slot));
        }
        for group in &c.round.form.groups {
            if let GroupOf::Execution { budget, spent, of, .. } = &group.of {
                headers.extend(["全年预算数（调整后）", "全年执行数", "执行率"]);
                columns.push((of.clone(), *budget));
                columns.push((of.clone(), *spent));
            }
        }
        headers.push("数据状态");
        self.headers(&headers);
        let sums: Vec<Added> = columns.iter().map(|(of, slot)| budget::added(c, of, *slot)).collect();
        let amount = self.style(AMOUNT_FORMAT);
        let shown = |sum: &Added| (Content::formula(sum.formula.clone(), sum.result.clone()), Arc::clone(&amount));
        let mut cells: Vec<Part> = sums.iter().map(shown).collect();
        let execution = c.scored.department.iter().find(|i| c.round.form.is_execution(&i.item));
        if let Some(score) = execution {
            // The one that is scored: over the agencies that gave both.
            let cell = AgencyColumn::Execution.cell(agency_row(c, Scope::Department));
            let none = if score.state == State::NotApplicable { score.state.word() } else { NOTHING };
            let formula = format!("IF(ISNUMBER({cell}),{cell},\"{none}\")");
            let result = pen::outcome(c.scored.total.execution, none);
            cells.push((Content::formula(formula, result), self.style(PERCENT_FORMAT)));
        }
        let provisional = sums.iter().any(|sum| sum.open) || execution.is_some_and(|i| !i.is_final());
        cells.push(self.standing(provisional));
        self.row_of(cells);
        if let Some(text) = budget::of_fewer(c) {
            self.line(&text);
        }
    }

    /// Every other sheet as a link; what each is for stands in 目录.
    fn contents(&mut self, others: &[&str]) {
        const BESIDE: u16 = 4;
        self.heading("工作表索引", "点表名可转到该表");
        let link = Arc::new(self.value.clone().link());
        let width = COLUMNS / BESIDE;
        for names in others.chunks(usize::from(BESIDE)) {
            for place in 0..BESIDE {
                let area = Area::new(self.row, place * width, self.row, (place + 1) * width - 1);
                match names.get(usize::from(place)) {
                    Some(name) => {
                        self.sheet.merge(area, Content::text(name), &link);
                        let target = LinkTarget::Inside(format!("{}!A1", quoted(name)));
                        self.sheet.links.push((area.first, target));
                    }
                    None => self.sheet.merge(area, Content::Blank, &Arc::new(self.value.clone())),
                }
            }
            self.next(1_900);
        }
    }

    /// The sheet, of which so many rows are printed.
    fn finish(self, printed: u32) -> Sheet {
        let mut sheet = self.sheet;
        sheet.gridlines = false;
        let area = Area::new(0, 0, printed.max(1) - 1, LAST);
        sheet.print = Print { area: Some(area), fit_width: true, fit_height: true, ..Print::default() };
        sheet
    }
}

/// The height of a row with so many lines of text.
fn lines_height(lines: u32) -> u32 {
    (lines * 1_350 + 350).clamp(ROW_HEIGHT, 40_000)
}
