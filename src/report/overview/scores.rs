//! The department's score: its total and grade, one line for each 一级指标, how many agencies have which grade.

use super::super::addresses::{AgencyColumn, ItemColumn, agency_row};
use super::super::agencies::{UNGRADED, capped_said};
use super::super::say::named;
use super::super::{Context, findings, pen};
use super::charts::GroupRate;
use super::{COLUMNS, FINDINGS, NOTHING, Page, Part, Tally, UNKNOWN_RATE};
use crate::definition::GroupOf;
use crate::merge::ReturnState;
use crate::model::book::{Content, Outcome, PERCENT_FORMAT, POINTS_FORMAT};
use crate::model::round_half_up::round_half_up;
use crate::model::{CellRef, Mark};
use crate::score::execution::Light;
use crate::score::grade::Grade;
use crate::score::{ItemScore, Scope, State, Total};
use rust_decimal::Decimal;
use std::sync::Arc;

impl Page<'_> {
    /// The grade of a scope, or 暂定 until it is given.
    pub(super) fn grade(&self, total: &Total) -> Part {
        let grade = AgencyColumn::Grade.cell(agency_row(self.c, total.scope));
        let is_grade: Vec<String> = Grade::ALL.iter().map(|g| format!("{grade}=\"{}\"", g.word())).collect();
        let formula = format!("IF(OR({}),{grade},\"{UNGRADED}\")", is_grade.join(","));
        let word = total.grade.map_or(UNGRADED, Grade::word);
        let mark = total.grade.map_or(Mark::Provisional, pen::grade_mark);
        (Content::formula(formula, Outcome::Text(word.to_owned())), self.marked(mark))
    }

    /// The first row of the groups, and their rates.
    pub(super) fn scores(&mut self) -> (u32, Vec<GroupRate>) {
        let c = self.c;
        self.heading("部门得分", "单位：分");
        self.headers(&["自评得分", "复核得分", "评价等级", "已计分指标", "数据状态"]);
        let total = &c.scored.total;
        let cell = |column: AgencyColumn| column.cell(agency_row(c, Scope::Department));
        let points = self.style(POINTS_FORMAT);
        let live = |column, value: Option<Decimal>, word: &str| {
            let cell = cell(column);
            let formula = format!("IF(ISNUMBER({cell}),{cell},\"{word}\")");
            (Content::formula(formula, pen::outcome(value, word)), Arc::clone(&points))
        };
        let (scored, all) = total.scored;
        let cells = vec![
            live(AgencyColumn::Score, total.score, NOTHING),
            live(AgencyColumn::Reviewed, total.reviewed, "未复核"),
            self.grade(total),
            self.plain(&format!("{scored}/{all}项")),
            self.standing(total.provisional),
        ];
        self.row_of(cells);
        if total.provisional {
            let effect = if total.score.is_some() { "得分为暂定，不评等级" } else { "尚无得分" };
            self.line(&format!("{effect}的原因：{}。", why_provisional(c)));
        }
        let mut execution: Vec<String> = total.cap.iter().map(capped_said).collect();
        let light = total.light.filter(|light| *light != Light::Clear);
        execution.extend(light.map(|light| format!("执行预警为{}", light.word())));
        if !execution.is_empty() {
            self.line(&format!("{}。", execution.join("；")));
        }
        self.headers(&["一级指标", "权重", "计分权重", "自评得分", "得分率", "数据状态"]);
        let top = self.row;
        let mut rates = Vec::new();
        let mut first = 0;
        for group in &c.round.form.groups {
            let (label, count) = match &group.of {
                GroupOf::Level1(level1) => {
                    (level1.as_str(), c.round.form.indicators().filter(|(_, i)| &i.level1 == level1).count())
                }
                GroupOf::Execution { label, .. } => (label.as_str(), 1),
            };
            rates.extend(self.group(label, first, count));
            first += count;
        }
        (top, rates)
    }

    /// One 一级指标: its items stand below each other in 指标得分, `count` of them from the place `first`.
    fn group(&mut self, label: &str, first: usize, count: usize) -> Option<GroupRate> {
        let c = self.c;
        let items = c.scored.department.get(first..first + count).filter(|i| !i.is_empty())?;
        let (points, weight) = (ItemColumn::Points.span(first, count), ItemColumn::Weight.span(first, count));
        let given: Vec<&ItemScore> = items.iter().filter(|i| i.points.is_some()).collect();
        let sum: Decimal = given.iter().filter_map(|i| i.points).sum();
        let counted: Decimal = given.iter().map(|i| i.weight).sum();
        let whole: Decimal = items.iter().map(|i| i.weight).sum();
        let at = |col: u16| CellRef::new(self.row, col * COLUMNS / 6).to_string();
        let (counted_at, sum_at) = (at(2), at(3));
        let open = items.iter().any(|i| !i.is_final());
        let rate = sum.checked_div(counted).map(|r| round_half_up(r, 4));
        let points_style = self.style(POINTS_FORMAT);
        // Excel draws a word in a chart as 0 and labels the bar so, in the format of its cell: there 0 shows as nothing.
        let rate_style = self.style(if rate.is_some() { PERCENT_FORMAT } else { UNKNOWN_RATE });
        let live =
            |formula: String, value| (Content::formula(formula, Outcome::Number(value)), Arc::clone(&points_style));
        let counted_formula = format!("ROUND(SUMPRODUCT(ISNUMBER({points})*{weight}),2)");
        let none = match items.iter().all(|i| i.state == State::NotApplicable) {
            true => State::NotApplicable.word(),
            false => NOTHING,
        };
        // Where nothing has points yet, their sum is not 0.
        let known = (!given.is_empty()).then_some(sum);
        let sum_formula = format!("IF(COUNT({points})=0,\"{none}\",ROUND(SUM({points}),2))");
        let rate_formula = format!("IF({counted_at}>0,ROUND({sum_at}/{counted_at}+1E-12,4),\"{none}\")");
        let cells = vec![
            self.plain(label),
            live(format!("ROUND(SUM({weight}),2)"), whole),
            live(counted_formula, counted),
            (Content::formula(sum_formula, pen::outcome(known, none)), Arc::clone(&points_style)),
            (Content::formula(rate_formula, pen::outcome(rate, none)), rate_style),
            self.standing(open),
        ];
        self.row_of(cells);
        Some(GroupRate { label: label.to_owned(), rate, open })
    }

    /// How many agencies have which grade, and beside it how many findings there are.
    pub(super) fn grades_and_findings(&mut self) {
        let totals = &self.c.scored.totals;
        let range = AgencyColumn::Grade.range(totals.len());
        let count = |grade: &Grade| format!("COUNTIF({range},\"{}\")", grade.word());
        let mut counts: Vec<Part> = Grade::ALL
            .iter()
            .map(|g| self.number(count(g), totals.iter().filter(|t| t.grade == Some(*g)).count()))
            .collect();
        let graded: Vec<String> = Grade::ALL.iter().map(count).collect();
        let open = totals.iter().filter(|t| t.grade.is_none()).count();
        counts.push(self.number(format!("ROWS({range})-{}", graded.join("-")), open));
        let words = Grade::ALL.iter().map(|g| g.word()).chain([UNGRADED]).collect();
        let grades = Tally { title: "各单位等级", remark: "单位：个", words, counts };
        let tally = findings::tally(self.c);
        let findings = Tally {
            title: FINDINGS.0,
            remark: FINDINGS.1,
            words: tally.iter().map(|(word, _, _)| *word).collect(),
            counts: tally.iter().map(|(_, count, formula)| self.number(formula.clone(), *count)).collect(),
        };
        self.beside([grades, findings]);
    }
}

/// What keeps the department's total open, in words: 白云未报，荔湾、天河待更正，24项指标数据尚不完整.
pub(in crate::report) fn why_provisional(c: &Context<'_>) -> String {
    let agencies = &c.scored.merged.agencies;
    let mut words = Vec::new();
    for state in [ReturnState::Missing, ReturnState::ToCorrect, ReturnState::Undecided, ReturnState::SentBack] {
        let names: Vec<&str> = agencies.iter().filter(|a| a.state == state).map(|a| a.agency.short.as_str()).collect();
        if names.len() == agencies.len() && state == ReturnState::Missing {
            return "各单位均未报送".to_owned();
        }
        if !names.is_empty() {
            words.push(format!("{}{}", named(&names), state.word()));
        }
    }
    let open: Vec<&ItemScore> = c.scored.department.iter().filter(|i| !i.is_final()).collect();
    let without = |of: fn(&State) -> bool| open.iter().filter(|i| of(&i.state) && i.settled().is_none()).count();
    let counts = [
        (without(|s| *s == State::ToScore), State::ToScore.word()),
        (without(|s| *s == State::ToVerify), State::ToVerify.word()),
        (without(|s| *s == State::ToCorrect), State::ToCorrect.word()),
        (without(|s| matches!(s, State::Blank | State::NotReturned(_))), "尚无数据"),
        (open.iter().filter(|i| i.settled().is_some()).count(), "数据尚不完整"),
    ];
    words.extend(counts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count}项指标{word}")));
    if words.is_empty() { "没有可计分的指标".to_owned() } else { words.join("，") }
}
