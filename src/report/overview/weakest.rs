//! Where the points were lost: the five weakest indicators with the reason in words, and the five weakest agencies with
//! the indicators that cost them most.

use super::super::addresses::{AgencyColumn, ItemColumn, agency_row, item_row, name};
use super::super::agencies;
use super::super::say::named;
use super::super::sources::absent;
use super::super::{Context, pen, reasons};
use super::{COLUMNS, LAST, NOTHING, Page, ROW_HEIGHT, WIDTH, lines_height};
use crate::model::book::{Area, Content, PERCENT_FORMAT, POINTS_FORMAT, Style, quoted, wrapped_lines};
use crate::model::origin::column_name;
use crate::model::round_half_up::round_half_up;
use crate::model::{Mark, Slot};
use crate::score::{ItemScore, Scope, State, Total};
use rust_decimal::Decimal;
use std::sync::Arc;

/// Lines of each list.
const LINES: usize = 5;
/// Characters of a reason.
const REASON: usize = 70;
/// A rate of a figure that lacks an agency.
const OPEN_FORMAT: &str = "0.00%\"（暂定）\"";
/// Agencies named beside an indicator that lacks them.
const AGENCIES: usize = 5;
/// Indicators named beside an agency.
const NAMED: usize = 3;

impl Page<'_> {
    pub(super) fn weakest(&mut self) {
        self.indicators();
        self.agencies();
    }

    fn indicators(&mut self) {
        let weakest = weakest_items(self.c);
        self.heading("得分率较低的指标", "得分率＝自评得分÷权重，不含预算执行率；数据完整的在前");
        self.columns(&[("三级指标", 4), ("得分率", 2), ("偏差原因及改进措施（各单位所填）", 6)]);
        if weakest.is_empty() {
            self.line(if is_any_scored(self.c) { FULL_MARKS } else { "还没有已计分的指标。" });
        }
        let lower = lower_but_open(self.c, &weakest);
        for (place, score) in weakest {
            let cell = |column: ItemColumn| {
                format!("{}!${}${}", quoted(name::ITEMS), column_name(column.col()), item_row(place) + 1)
            };
            let (points, weight) = (cell(ItemColumn::Points), cell(ItemColumn::Weight));
            let formula = format!("IF(ISNUMBER({points}),ROUND({points}/{weight}+1E-12,4),\"{NOTHING}\")");
            let value = rate(score).map(|r| round_half_up(r, 4));
            let percent = if score.is_final() {
                self.style(PERCENT_FORMAT)
            } else {
                Arc::new(self.value.clone().number(OPEN_FORMAT).mark(Mark::Provisional))
            };
            let label = self.c.label(&score.item);
            let reason = self.reason(score);
            let height = (4, label.as_str(), 6, reason.as_str());
            let text = Arc::clone(&self.text);
            self.cells(
                vec![
                    (4, Content::text(&label), Arc::clone(&text)),
                    (2, Content::formula(formula, pen::outcome(value, NOTHING)), percent),
                    (6, Content::text(&reason), text),
                ],
                height,
            );
        }
        if let Some((highest, count)) = lower {
            let percent = round_half_up(highest, 4) * Decimal::ONE_HUNDRED;
            self.line(&format!("另有{count}项数据不完整的指标暂低于{percent:.2}%，见《{}》。", name::ITEMS));
        }
    }

    /// Why points were lost: what the agencies wrote, or who has still to write; and whose data are missing.
    fn reason(&self, score: &ItemScore) -> String {
        let c = self.c;
        let written = reasons::written(c, &score.item);
        let line: Vec<String> = written.iter().map(|(n, text)| format!("{}：{text}", c.agency(*n).short)).collect();
        let line = line.join("；");
        let silent = reasons::silent(c, &score.item);
        let mut words = match line.char_indices().nth(REASON) {
            Some((end, _)) => vec![format!("{}……（全文见《{}》）", line.get(..end).unwrap_or_default(), name::DETAIL)],
            None if line.is_empty() => Vec::new(),
            None => vec![line],
        };
        if !silent.is_empty() {
            words.push(format!("{}未填写", named(&silent)));
        }
        if words.is_empty() && score.state == State::Decided {
            words.push(score.explanation.clone());
        }
        let figure = c.scored.merged.figure(&score.item, Slot::Actual);
        let absent = figure.map(|f| absent(c, f, AGENCIES)).unwrap_or_default();
        if words.is_empty() {
            words.push(self.unexplained(score, absent.is_empty()));
        }
        if !absent.is_empty() {
            words.push(format!("尚缺数据：{absent}"));
        }
        words.join("；")
    }

    /// Of an indicator of which nobody owes a reason: the agencies' own targets are met, or there is none to meet.
    fn unexplained(&self, score: &ItemScore, is_complete: bool) -> String {
        let own = self.c.scored.agencies.iter().flatten().filter(|s| s.item == score.item);
        let counted: Vec<&str> =
            own.filter(|s| s.state == State::Counted).map(|s| self.c.scope_name(s.scope)).collect();
        let who = match counted.as_slice() {
            [] => return "各单位的完成值尚不能与自身目标比较".to_owned(),
            [one] => (*one).to_owned(),
            all => format!("{}个单位均", all.len()),
        };
        let after = if is_complete { "，汇总后未达到部门目标" } else { "" };
        format!("{who}达到自身目标{after}")
    }

    fn agencies(&mut self) {
        let c = self.c;
        let weakest = weakest_agencies(c);
        self.heading("得分较低的单位（参与排名的）", "单位：分；括号内为按原权重计的失分");
        self.columns(&[("单位", 2), (score_header(c), 1), ("评价等级", 1), ("失分最多的指标", 8)]);
        if weakest.is_empty() {
            let ranked = (0..c.scored.totals.len()).any(|n| c.agency(n).ranked);
            let scored = compared(c).next().is_some();
            self.line(match (ranked, scored) {
                (true, true) => "参与排名且已有得分的单位均得满分。",
                (true, false) => "参与排名的单位尚无得分。",
                (false, _) => "没有参与排名的单位，不作比较。",
            });
        }
        for total in weakest {
            let row = agency_row(c, total.scope);
            let points = self.style(POINTS_FORMAT);
            let settled =
                Content::formula(AgencyColumn::Settled.cell(row), pen::outcome(total.settled(), agencies::OPEN));
            let (grade, marked) = self.grade(total);
            let lost = match total.scope {
                Scope::Agency(n) => {
                    let lost = self.lost(c.scored.agencies.get(n).map(Vec::as_slice).unwrap_or_default());
                    total.cap.iter().map(agencies::capped_said).chain([lost]).collect::<Vec<_>>().join("；")
                }
                Scope::Department => String::new(),
            };
            let name = c.scope_name(total.scope).to_owned();
            let height = (2, name.as_str(), 8, lost.as_str());
            let text = Arc::clone(&self.text);
            self.cells(
                vec![
                    (2, Content::text(&name), Arc::clone(&text)),
                    (1, settled, points),
                    (1, grade, marked),
                    (8, Content::text(&lost), text),
                ],
                height,
            );
        }
    }

    /// “工业企业开展技术改造数量”（0.63）、…: the indicators that cost most, of those that are settled.
    fn lost(&self, items: &[ItemScore]) -> String {
        let loss = |score: &ItemScore| score.settled().map(|points| score.weight - points);
        let mut lost: Vec<(Decimal, &ItemScore)> =
            items.iter().filter_map(|score| Some((loss(score).filter(|l| *l > Decimal::ZERO)?, score))).collect();
        lost.sort_by_key(|l| std::cmp::Reverse(l.0));
        let open = items.iter().filter(|i| i.settled().is_none() && !i.is_final()).count();
        let mut words: Vec<String> = lost
            .iter()
            .take(NAMED)
            .map(|(loss, score)| format!("{}（{:.2}）", self.c.label(&score.item), round_half_up(*loss, 2)))
            .collect();
        if open > 0 {
            words.push(format!("另有{open}项尚未计分"));
        }
        if words.is_empty() { "各项均得满分".to_owned() } else { words.join("；") }
    }

    /// A row of headers of these widths in columns of the page.
    pub(super) fn columns(&mut self, headers: &[(&str, u16)]) {
        let style = Arc::clone(&self.header);
        let mut col = 0;
        for (text, width) in headers {
            self.sheet.merge(Area::new(self.row, col, self.row, col + width - 1), Content::text(text), &style);
            col += width;
        }
        debug_assert_eq!(col, COLUMNS);
        self.next(ROW_HEIGHT);
    }

    /// Cells of these widths beside each other, as high as two of them need: width and text of each.
    pub(super) fn cells(&mut self, cells: Vec<(u16, Content, Arc<Style>)>, height: (u16, &str, u16, &str)) {
        let mut col = 0;
        for (width, content, style) in cells {
            self.sheet.merge(Area::new(self.row, col, self.row, col + width - 1), content, &style);
            col += width;
        }
        debug_assert_eq!(col, LAST + 1);
        let lines = |width: u16, text: &str| wrapped_lines(text, WIDTH * u32::from(width) - 250);
        let lines = lines(height.0, height.1).max(lines(height.2, height.3));
        self.next(lines_height(lines));
    }
}

/// What there is to say where no indicator has lost points; 预算执行率 has its own line.
pub(super) const FULL_MARKS: &str = "已计分的指标自评均得满分（不含预算执行率）。";

/// An indicator has points, 预算执行率 aside.
pub(super) fn is_any_scored(c: &Context<'_>) -> bool {
    c.scored.department.iter().any(|i| i.points.is_some() && !c.round.form.is_execution(&i.item))
}

/// What the column of the scores that count is called: as long as nothing has been reviewed, these are the agencies' own.
pub(super) fn score_header(c: &Context<'_>) -> &'static str {
    if c.scored.totals.iter().any(|t| t.reviewed.is_some()) { "核定得分" } else { "自评得分" }
}

/// Points over weight, unrounded.
pub(super) fn rate(score: &ItemScore) -> Option<Decimal> {
    score.points?.checked_div(score.weight)
}

/// The department's indicators below full marks with their places and rates.
fn below<'a>(c: &Context<'a>) -> impl Iterator<Item = (usize, Decimal, &'a ItemScore)> {
    let form = c.round.form;
    let items = c.scored.department.iter().enumerate().filter(|(_, score)| !form.is_execution(&score.item));
    items.filter_map(|(place, score)| Some((place, rate(score).filter(|r| *r < Decimal::ONE)?, score)))
}

/// The weakest of them, lowest rate first; those that lack an agency after the others, since what they lack may be all that
/// is wrong with them. 预算执行率 is no indicator and has its own line.
pub(super) fn weakest_items<'a>(c: &Context<'a>) -> Vec<(usize, &'a ItemScore)> {
    let mut weakest: Vec<(bool, Decimal, usize, &ItemScore)> =
        below(c).map(|(place, rate, score)| (!score.is_final(), rate, place, score)).collect();
    weakest.sort_by_key(|a| (a.0, a.1, a.2));
    weakest.into_iter().take(LINES).map(|(_, _, place, score)| (place, score)).collect()
}

/// The highest rate of the complete ones among these, and how many that lack an agency stand below it so far without being
/// among them.
fn lower_but_open(c: &Context<'_>, listed: &[(usize, &ItemScore)]) -> Option<(Decimal, usize)> {
    let highest = listed.iter().filter(|(_, score)| score.is_final()).filter_map(|(_, score)| rate(score)).max()?;
    let is_listed = |place: usize| listed.iter().any(|(own, _)| *own == place);
    let count = below(c).filter(|(place, rate, _)| !is_listed(*place) && *rate < highest).count();
    (count > 0).then_some((highest, count))
}

/// The ranked agencies that have a score and a return that counts, with their scores and places: a figure that a person gave an
/// agency without one is nothing to compare it by.
pub(super) fn compared<'a>(c: &Context<'a>) -> impl Iterator<Item = (Decimal, usize, &'a Total)> {
    let agencies = &c.scored.merged.agencies;
    let all = (0..).zip(&c.scored.totals).zip(agencies).filter(|(_, own)| own.agency.ranked && own.state.is_merged());
    all.filter_map(|((n, total), _)| Some((total.settled()?, n, total)))
}

/// Those of them below full marks, lowest first; of equals, as the roster has them.
fn weakest_agencies<'a>(c: &Context<'a>) -> Vec<&'a Total> {
    let mut weakest: Vec<(Decimal, usize, &Total)> =
        compared(c).filter(|(score, _, _)| *score < Decimal::ONE_HUNDRED).collect();
    weakest.sort_by_key(|a| (a.0, a.1));
    weakest.into_iter().take(LINES).map(|(_, _, total)| total).collect()
}
