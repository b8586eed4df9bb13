//! 单位得分: every agency's total in roster order, with its rank in a column of its own, and the department last.

use super::Context;
use super::addresses::{
    AgencyColumn, ItemColumn, SCORE_TOP, Work, agency_row, cap_cells, name, param_cell, work_cell, work_range,
};
use super::overview::why_provisional;
use super::pen::{self, Styles};
use super::since;
use crate::definition::Param;
use crate::definition::profile::Cap;
use crate::merge::{AgencyReturn, ReturnState};
use crate::model::book::{Area, Conditional, ConditionalRule, Content, Outcome, Sheet, Style, palette};
use crate::model::origin::column_name;
use crate::model::round_half_up::plain;
use crate::model::{CellRef, Mark, Severity};
use crate::score::execution::{self, Light};
use crate::score::grade;
use crate::score::rounding::excel_cents;
use crate::score::{ItemScore, Scope, State, Total};
use rust_decimal::Decimal;
use std::sync::Arc;

/// The word of a score that nothing has been worked out for.
pub(super) const OPEN: &str = "待定";
/// A grade that is not given yet.
pub(super) const UNGRADED: &str = "暂定";

/// The sheet.
pub(super) fn sheet(c: &Context<'_>) -> Sheet {
    let mut sheet = Sheet::named(name::AGENCIES);
    sheet.gridlines = false;
    let styles = Styles::new();
    let title = format!("{}年度各单位得分", c.facts.year);
    let left = "按《名册》次序排列；不涉及的指标不计分，按计分权重折算为百分制";
    pen::head(&mut sheet, &styles, AgencyColumn::Remark.col(), &title, left, &format!("{}　单位：分", c.made_on()));
    since::line(&mut sheet, &styles, SCORE_TOP - 2, AgencyColumn::Remark.col());
    for (column, header, width) in AgencyColumn::ALL {
        let header = if column == AgencyColumn::Rank && ranks_may_move(c) { "名次\n（暂定）" } else { header };
        sheet.text(SCORE_TOP - 1, column.col(), header, &styles.header);
        sheet.widths.push((column.col(), width * 100));
    }
    sheet.height(SCORE_TOP - 1, 2_800);
    if !Light::are_on(c.params()) {
        sheet.hidden_columns.extend([AgencyColumn::Indicators.col(), AgencyColumn::Light.col()]);
    }
    for (n, total) in c.scored.totals.iter().enumerate() {
        let items = c.scored.agencies.get(n).map(Vec::as_slice).unwrap_or_default();
        Line { c, at: agency_row(c, total.scope), total, items, styles: &styles }.write(&mut sheet);
    }
    let at = agency_row(c, Scope::Department);
    Line { c, at, total: &c.scored.total, items: &c.scored.department, styles: &styles }.write(&mut sheet);
    marks(&mut sheet, at);
    sheet.freeze = Some(CellRef::new(SCORE_TOP, AgencyColumn::Ranked.col()));
    sheet.print = pen::landscape(Some((SCORE_TOP - 1, SCORE_TOP - 1)));
    sheet
}

/// As long as one of the ranked is not settled, everybody's rank may still change.
fn ranks_may_move(c: &Context<'_>) -> bool {
    c.scored.totals.iter().any(|t| t.provisional && matches!(t.scope, Scope::Agency(n) if c.agency(n).ranked))
}

struct Line<'a> {
    c: &'a Context<'a>,
    at: u32,
    total: &'a Total,
    items: &'a [ItemScore],
    styles: &'a Styles,
}

impl Line<'_> {
    fn write(&self, sheet: &mut Sheet) {
        for (column, _, _) in AgencyColumn::ALL {
            let (content, style) = self.cell(column);
            sheet.put(self.at, column.col(), content, &style);
        }
        let remark = self.remark();
        let width = AgencyColumn::ALL.last().map_or(4_000, |(_, _, w)| w * 100);
        let lines = crate::model::book::wrapped_lines(&remark, width);
        sheet.height(self.at, (lines * 1_350 + 500).clamp(2_000, 40_500));
    }

    fn cell(&self, column: AgencyColumn) -> (Content, Arc<Style>) {
        let s = self.styles;
        let t = self.total;
        let text = |text: &str| (Content::text(text), Arc::clone(&s.center));
        match column {
            AgencyColumn::Number => match t.scope {
                Scope::Agency(n) => (Content::Number(Decimal::from(n + 1)), Arc::clone(&s.center)),
                Scope::Department => text("—"),
            },
            AgencyColumn::Code => text(self.c.scope_code(t.scope)),
            AgencyColumn::Name => match t.scope {
                Scope::Agency(n) => (Content::text(&self.c.agency(n).name), Arc::clone(&s.text)),
                Scope::Department => (Content::text("部门整体"), Arc::clone(&s.text)),
            },
            AgencyColumn::Ranked => text(if self.is_ranked() { "是" } else { "否" }),
            AgencyColumn::Items => {
                let formula = format!(
                    r#"COUNTIFS({},{},{},">0")"#,
                    self.range(Work::Code),
                    self.code(),
                    self.range(Work::Applicable)
                );
                let count = Decimal::from(t.scored.1);
                (Content::formula(formula, Outcome::Number(count)), Arc::clone(&s.center))
            }
            AgencyColumn::Applicable => self.sum(Work::Applicable, t.applicable),
            AgencyColumn::Weight => self.sum(Work::PointsWeight, t.weight),
            AgencyColumn::Raw => {
                let formula =
                    format!(r#"IF({}>0,{},"{OPEN}")"#, self.at(AgencyColumn::Weight), self.sum_of(Work::Points));
                self.points(formula, pen::outcome((t.weight > Decimal::ZERO).then_some(t.points), OPEN))
            }
            AgencyColumn::Execution => self.rate(self.execution(), t.execution),
            AgencyColumn::Indicators => self.rate(self.indicators(), t.indicators),
            AgencyColumn::Light => {
                let (rate, execution) = (self.at(AgencyColumn::Indicators), self.at(AgencyColumn::Execution));
                let (red, yellow) = (param_cell(Param::RedLight), param_cell(Param::YellowLight));
                let formula = Light::excel(&rate, &execution, &red, &yellow, "—");
                let word = t.light.map_or("—", Light::word);
                (Content::formula(formula, Outcome::Text(word.to_owned())), Arc::clone(&s.center))
            }
            AgencyColumn::Score => {
                let (raw, weight) = (self.at(AgencyColumn::Raw), self.at(AgencyColumn::Weight));
                let score = self.capped(excel_cents(&format!("{raw}*100/{weight}")));
                self.points(format!(r#"IF({weight}>0,{score},"{OPEN}")"#), pen::outcome(t.score, OPEN))
            }
            AgencyColumn::Reviewed => {
                let open = if self.items.iter().any(|i| i.reviewed.is_some()) { OPEN } else { "未复核" };
                self.points(self.reviewed(), pen::outcome(t.reviewed, open))
            }
            AgencyColumn::Settled => {
                let (score, reviewed) = (self.at(AgencyColumn::Score), self.at(AgencyColumn::Reviewed));
                self.points(format!("IF(ISNUMBER({reviewed}),{reviewed},{score})"), pen::outcome(t.settled(), OPEN))
            }
            AgencyColumn::Data => {
                let word = if t.provisional { "暂定" } else { "完整" };
                if self.is_sent_back_or_missing() {
                    return text(word);
                }
                (Content::formula(self.is_complete(), Outcome::Text(word.to_owned())), Arc::clone(&s.center))
            }
            AgencyColumn::Grade => {
                let cutoffs = [Param::GradeExcellent, Param::GradeGood, Param::GradeFair].map(param_cell);
                let settled = self.at(AgencyColumn::Settled);
                let bands = grade::excel(&settled, [&cutoffs[0], &cutoffs[1], &cutoffs[2]]);
                let formula = format!(
                    r#"IF(AND({}="完整",ISNUMBER({settled})),{bands},"{UNGRADED}")"#,
                    self.at(AgencyColumn::Data)
                );
                let word = t.grade.map_or(UNGRADED, grade::Grade::word);
                (Content::formula(formula, Outcome::Text(word.to_owned())), Arc::clone(&s.center))
            }
            AgencyColumn::Rank => self.rank(),
            AgencyColumn::Remark => (Content::text(self.remark()), Arc::clone(&s.wrapped)),
        }
    }

    fn at(&self, column: AgencyColumn) -> String {
        format!("${}{}", column_name(column.col()), self.at + 1)
    }

    fn code(&self) -> String {
        self.at(AgencyColumn::Code)
    }

    fn range(&self, work: Work) -> String {
        work_range(work, self.c.scored.rows.len())
    }

    fn points(&self, formula: String, result: Outcome) -> (Content, Arc<Style>) {
        (Content::formula(formula, result), Arc::clone(&self.styles.points))
    }

    fn sum_of(&self, work: Work) -> String {
        format!("ROUND(SUMIFS({},{},{}),2)", self.range(work), self.range(Work::Code), self.code())
    }

    fn sum(&self, work: Work, result: Decimal) -> (Content, Arc<Style>) {
        self.points(self.sum_of(work), Outcome::Number(result))
    }

    fn rate(&self, formula: String, result: Option<Decimal>) -> (Content, Arc<Style>) {
        (Content::formula(formula, pen::outcome(result, "—")), Arc::clone(&self.styles.percent))
    }

    /// The scope's own row of 预算执行率 in 计算底稿.
    fn execution_row(&self) -> Option<usize> {
        let own = self.items.iter().find(|i| self.c.round.form.is_execution(&i.item))?;
        own.rows.first().copied()
    }

    /// Spent over budget, where it was scored.
    fn execution(&self) -> String {
        let Some(row) = self.execution_row() else { return "\"—\"".to_owned() };
        let cell = |work| work_cell(work, row);
        let rate = execution::rate_excel(&cell(Work::Value), &cell(Work::Target), "—");
        format!("IF(ISNUMBER({}),{rate},\"—\")", cell(Work::Points))
    }

    /// Points over weight of all but 预算执行率.
    fn indicators(&self) -> String {
        let execution =
            self.execution_row().and_then(|row| self.c.scored.rows.get(row)).map_or("", |r| self.c.code(&r.item));
        let (code, items) = (self.range(Work::Code), self.range(Work::Item));
        let sum =
            |work| format!(r#"ROUND(SUMIFS({},{code},{},{items},"<>{execution}"),2)"#, self.range(work), self.code());
        let (points, weight) = (sum(Work::Points), sum(Work::PointsWeight));
        format!(r#"IF({weight}>0,ROUND({points}/{weight}+1E-12,6),"—")"#)
    }

    /// A score under the caps of the profile.
    fn capped(&self, score: String) -> String {
        execution::cap_excel(&score, &self.at(AgencyColumn::Execution), &cap_cells(self.c))
    }

    fn reviewed(&self) -> String {
        let given =
            format!(r#"COUNTIFS({},{},{},">=0")"#, self.range(Work::Code), self.code(), self.range(Work::Reviewed));
        let (points, weight) = (self.sum_of(Work::Settled), self.sum_of(Work::SettledWeight));
        let score = self.capped(excel_cents(&format!("{points}*100/{weight}")));
        // One reviewed indicator beside nothing at all is no score, unless it is all there is.
        let enough = format!(
            "AND({weight}>0,OR({}>0,{weight}>={}))",
            self.at(AgencyColumn::Weight),
            self.at(AgencyColumn::Applicable)
        );
        format!(r#"IF({given}=0,"未复核",IF({enough},{score},"{OPEN}"))"#)
    }

    /// 暂定 while an item that applies has no points, or, for the department, a figure lacks an agency.
    fn is_complete(&self) -> String {
        let open = format!("{}<{}", self.sum_of(Work::SettledWeight), self.at(AgencyColumn::Applicable));
        let nothing = format!("{}=0", self.at(AgencyColumn::Applicable));
        let condition = match self.total.scope {
            Scope::Agency(_) => format!("OR({open},{nothing})"),
            Scope::Department => {
                let range = ItemColumn::Data.range(self.c.scored.department.len());
                format!(r#"OR({open},{nothing},COUNTIF({range},"暂定*")>0)"#)
            }
        };
        format!(r#"IF({condition},"暂定","完整")"#)
    }

    /// A return of this scope is missing or has been sent back: whatever comes may change it.
    fn is_sent_back_or_missing(&self) -> bool {
        let open = |a: &AgencyReturn| a.state != ReturnState::Received;
        let agencies = &self.c.scored.merged.agencies;
        match self.total.scope {
            Scope::Agency(n) => agencies.get(n).is_none_or(open),
            Scope::Department => agencies.iter().any(open),
        }
    }

    fn is_ranked(&self) -> bool {
        matches!(self.total.scope, Scope::Agency(n) if self.c.agency(n).ranked)
    }

    /// Agencies with more points, plus one: ties share a rank.
    fn rank(&self) -> (Content, Arc<Style>) {
        let column = |col: AgencyColumn| {
            let last = agency_row(self.c, Scope::Department) - 1;
            Area::new(SCORE_TOP, col.col(), last, col.col()).absolute()
        };
        let settled = self.at(AgencyColumn::Settled);
        let better = format!(
            r#"COUNTIFS({},"是",{},"完整",{},">"&{settled})+1"#,
            column(AgencyColumn::Ranked),
            column(AgencyColumn::Data),
            column(AgencyColumn::Settled)
        );
        let (ranked, data) = (self.at(AgencyColumn::Ranked), self.at(AgencyColumn::Data));
        let formula = format!(r#"IF(AND({ranked}="是",{data}="完整",ISNUMBER({settled})),{better},"—")"#);
        let result = pen::outcome(self.total.rank.map(Decimal::from), "—");
        (Content::formula(formula, result), Arc::clone(&self.styles.center))
    }

    /// What is still open, in words.
    fn remark(&self) -> String {
        let mut words = Vec::new();
        if let Scope::Agency(n) = self.total.scope {
            let own = &self.c.scored.merged.agencies[n];
            let count =
                |severity| own.chosen.iter().flat_map(|r| &r.findings).filter(|f| f.severity == severity).count();
            match (own.state, count(Severity::SendBack)) {
                (ReturnState::Received, _) => {}
                (ReturnState::ToCorrect, 0) => {}
                (ReturnState::ToCorrect, count) => words.push(format!("{count}条问题须更正，见《{}》", name::FINDINGS)),
                (state, _) => words.push(state.word().to_owned()),
            }
            let open = count(Severity::Query);
            if open > 0 {
                words.push(format!("有{open}条问题待核实"));
            }
        }
        for state in [State::Blank, State::ToCorrect, State::ToVerify, State::ToScore] {
            let labels: Vec<String> =
                self.items.iter().filter(|i| i.state == state).map(|i| self.c.label(&i.item)).collect();
            if !labels.is_empty() {
                words.push(format!("{}：{}", state.word(), labels.join("、")));
            }
        }
        if self.total.scope == Scope::Department && self.total.provisional {
            words.push(format!("得分为暂定：{}", why_provisional(self.c)));
        }
        if let Some(cap) = &self.total.cap {
            words.push(capped_said(cap));
        }
        if words.is_empty() { "—".to_owned() } else { words.join("；") }
    }
}

/// Why a total stops where it does.
pub(super) fn capped_said(cap: &Cap) -> String {
    format!("预算执行率低于{}%，总分最高{}分", plain(cap.below), plain(cap.most))
}

fn marks(sheet: &mut Sheet, department: u32) {
    let of = |column: AgencyColumn| Area::new(SCORE_TOP, column.col(), department, column.col());
    pen::words(sheet, of(AgencyColumn::Grade), &pen::grades());
    pen::words(
        sheet,
        of(AgencyColumn::Light),
        &[(Light::Red.word(), Mark::Short), (Light::Yellow.word(), Mark::ToVerify)],
    );
    pen::words(sheet, of(AgencyColumn::Data), &[("暂定", Mark::Provisional)]);
    let bar = ConditionalRule::DataBar { min: Decimal::ZERO, max: Decimal::ONE_HUNDRED, color: palette::BAR };
    sheet.conditionals.push(Conditional { area: of(AgencyColumn::Settled), rule: bar });
}
