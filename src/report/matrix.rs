//! 得分矩阵: agencies × indicators as a heat map of points over weight, live over 计算底稿; a word stands where there are no
//! points. Every cell leads to its line in 计算底稿.

use super::Context;
use super::addresses::{AgencyColumn, ItemColumn, Work, agency_row, item_row, name, weight_cell, work_cell, work_row};
use super::agencies;
use super::pen::{self, STAR, Styles};
use super::since;
use crate::model::book::{
    Align, Area, Conditional, ConditionalRule, Content, LinkTarget, Outcome, Sheet, Style, palette, quoted,
    wrapped_lines,
};
use crate::model::origin::column_name;
use crate::model::round_half_up::round_half_up;
use crate::model::{CellRef, Mark};
use crate::score::{ItemScore, Scope, Total};
use rust_decimal::Decimal;
use std::sync::Arc;

/// The columns before the first indicator: 单位, 自评得分, 评价等级, 数据状态.
const FIRST: u16 = 4;
/// 一级指标, the indicators' names, their weights.
const HEADER: u32 = 3;
/// The first agency's row.
const TOP: u32 = HEADER + 3;
/// Links to single cells are written while there are at most this many; Excel allows 65,530 on a sheet.
const CELL_LINKS: usize = 30_000;
/// Widths in characters.
const NAME_WIDTH: u32 = 15;
const POINTS_WIDTH: u32 = 9;
const CELL_WIDTH: u32 = 7;
/// Points over weight in percent: nothing, where grades end, everything.
const SCALE: [u32; 3] = [0, 60, 100];
const RATE_FORMAT: &str = "0.0%";
const NOTHING: &str = "—";

/// The format of a rate whose figure lacks an agency.
fn open_format() -> String {
    format!("{RATE_FORMAT}\"{STAR}\"")
}

/// One line of the matrix.
struct Line<'a> {
    at: u32,
    total: &'a Total,
    items: &'a [ItemScore],
}

pub(super) fn sheet(c: &Context<'_>) -> Sheet {
    let mut sheet = Sheet::named(name::MATRIX);
    sheet.gridlines = false;
    let styles = Styles::new();
    let items = &c.scored.department;
    let last = FIRST + u16::try_from(items.len().max(1)).unwrap_or(1) - 1;
    let title = format!("{}年度各单位指标得分矩阵", c.facts.year);
    let left = format!(
        "各格为得分率（得分÷权重），带“{STAR}”的为暂定；没有得分的写明原因。权重行可转到指标得分，各格可转到计算底稿"
    );
    pen::head(&mut sheet, &styles, last, &title, &left, &c.made_on());
    since::line(&mut sheet, &styles, HEADER - 1, last);
    headers(c, &mut sheet, &styles);
    let agencies = &c.scored.merged.agencies;
    for (n, (total, items)) in c.scored.totals.iter().zip(&c.scored.agencies).enumerate() {
        let at = TOP + u32::try_from(n).unwrap_or(0);
        line(c, &mut sheet, &styles, &Line { at, total, items });
    }
    let department = TOP + u32::try_from(agencies.len()).unwrap_or(0);
    line(c, &mut sheet, &styles, &Line { at: department, total: &c.scored.total, items });
    average(c, &mut sheet, &styles, department + 1);
    marks(&mut sheet, Area::new(TOP, FIRST, department + 1, last));
    sheet.freeze = Some(CellRef::new(TOP, 1));
    sheet.print = pen::wide(Some((HEADER, TOP - 1)));
    sheet.print.title_columns = Some((0, 0));
    sheet
}

fn headers(c: &Context<'_>, sheet: &mut Sheet, styles: &Styles) {
    for (col, text, width, own) in [
        (0, "单位", NAME_WIDTH, "权重（分）"),
        (1, "自评得分", POINTS_WIDTH, NOTHING),
        (2, "评价等级", POINTS_WIDTH, NOTHING),
        (3, "数据状态", POINTS_WIDTH, NOTHING),
    ] {
        sheet.merge(Area::new(HEADER, col, HEADER + 1, col), Content::text(text), &styles.header);
        sheet.text(HEADER + 2, col, own, &styles.header);
        sheet.widths.push((col, width * 100));
    }
    let level1 = |score: &ItemScore| {
        let item = c.round.form.item(&score.item).and_then(|i| i.indicator.as_ref());
        item.map_or_else(|| c.label(&score.item), |i| i.level1.clone())
    };
    let weight = Arc::new((*styles.header).clone().number(crate::model::book::POINTS_FORMAT).link());
    let mut highest = 1;
    let mut group: Option<(String, u16)> = None;
    for (place, score) in c.scored.department.iter().enumerate() {
        let col = FIRST + u16::try_from(place).unwrap_or(0);
        sheet.widths.push((col, CELL_WIDTH * 100));
        let label = c.label(&score.item);
        let next = c.scored.department.get(place + 1).map(level1);
        let (own, from) = group.take().unwrap_or_else(|| (level1(score), col));
        let apart = own == label;
        if next.as_ref() == Some(&own) {
            group = Some((own, from));
        } else if apart {
            // A figure of its own (预算执行率) is no group: its name stands over both rows.
            sheet.merge(Area::new(HEADER, from, HEADER + 1, col), Content::text(&label), &styles.header);
        } else {
            sheet.merge(Area::new(HEADER, from, HEADER, col), Content::text(own), &styles.header);
        }
        highest = highest.max(wrapped_lines(&label, CELL_WIDTH * 100));
        if !apart {
            sheet.text(HEADER + 1, col, label, &styles.header);
        }
        if let Some(cell) = weight_cell(c, &score.item) {
            sheet.put(HEADER + 2, col, Content::formula(cell, Outcome::Number(score.weight)), &weight);
        }
        // LibreOffice does not wrap a linked text, so the link stands on the weight.
        let target = format!("{}!{}", quoted(name::ITEMS), CellRef::new(item_row(place), ItemColumn::Label.col()));
        sheet.links.push((CellRef::new(HEADER + 2, col), LinkTarget::Inside(target)));
    }
    sheet.height(HEADER, 2_000);
    sheet.height(HEADER + 1, (highest * 1_350 + 500).clamp(2_000, 40_500));
    sheet.height(HEADER + 2, 1_800);
}

fn line(c: &Context<'_>, sheet: &mut Sheet, styles: &Styles, line: &Line<'_>) {
    let Line { at, total, items } = *line;
    let row = agency_row(c, total.scope);
    let department = total.scope == Scope::Department;
    let name = if department { "部门整体" } else { c.scope_name(total.scope) };
    let link = Arc::new(Style::data().align(Align::Left).wrap(true).link());
    sheet.text(at, 0, name, &link);
    let own = format!("{}!{}", quoted(name::AGENCIES), CellRef::new(row, AgencyColumn::Name.col()));
    sheet.links.push((CellRef::new(at, 0), LinkTarget::Inside(own)));
    let points = pen::outcome(total.score, agencies::OPEN);
    sheet.put(at, 1, Content::formula(AgencyColumn::Score.cell(row), points), &styles.points);
    let grade = total.grade.map_or(agencies::UNGRADED, crate::score::grade::Grade::word);
    let grade = Content::formula(AgencyColumn::Grade.cell(row), Outcome::Text(grade.to_owned()));
    sheet.put(at, 2, grade, &styles.center);
    let data = if total.provisional { "暂定" } else { "完整" };
    let data = Content::formula(AgencyColumn::Data.cell(row), Outcome::Text(data.to_owned()));
    sheet.put(at, 3, data, &styles.center);
    let style = Style::data().align(Align::Center);
    let (whole, open) = (Arc::new(style.clone().number(RATE_FORMAT)), Arc::new(style.number(&open_format())));
    let linked = c.scored.totals.len().saturating_mul(items.len()) <= CELL_LINKS;
    for (place, score) in items.iter().enumerate() {
        let col = FIRST + u16::try_from(place).unwrap_or(0);
        let Some(first) = score.rows.first().copied() else { continue };
        sheet.put(at, col, rate(score, first), if department && !score.is_final() { &open } else { &whole });
        if linked {
            let target = format!("{}!{}", quoted(name::WORKINGS), CellRef::new(work_row(first), Work::Points.col()));
            sheet.links.push((CellRef::new(at, col), LinkTarget::Inside(target)));
        }
    }
    sheet.height(at, pen::height(&[(name, NAME_WIDTH)]));
}

/// Points over weight, or the word that stands where there are no points.
fn rate(score: &ItemScore, row: usize) -> Content {
    let (points, weight) = (work_cell(Work::Points, row), work_cell(Work::Weight, row));
    let formula =
        format!(r#"IF(ISNUMBER({points}),IF({weight}>0,ROUND({points}/{weight}+1E-12,4),"{NOTHING}"),{points})"#);
    let value = match score.points {
        Some(points) => pen::outcome(of_weight(points, score.weight), NOTHING),
        None => Outcome::Text(score.state.word().to_owned()),
    };
    Content::formula(formula, value)
}

fn of_weight(points: Decimal, weight: Decimal) -> Option<Decimal> {
    points.checked_div(weight).map(|rate| round_half_up(rate, 4))
}

/// The mean of the agencies' rates, each counting alike.
fn average(c: &Context<'_>, sheet: &mut Sheet, styles: &Styles, at: u32) {
    let style = |format: &str| Arc::new((*styles.header).clone().number(format));
    let (whole, open) = (style(RATE_FORMAT), style(&open_format()));
    sheet.text(at, 0, "单位平均", &styles.header);
    // A mean takes in everybody who has points, those with corrections to make as well.
    let scored = c.scored.totals.iter().filter(|t| t.score.is_some()).count();
    let data = match c.scored.totals.iter().any(|t| t.provisional) {
        true if scored < c.scored.totals.len() => format!("暂定 {scored}/{}", c.scored.totals.len()),
        true => "暂定".to_owned(),
        false => "完整".to_owned(),
    };
    for (col, text) in [(1, NOTHING), (2, NOTHING), (3, data.as_str())] {
        sheet.text(at, col, text, &styles.header);
    }
    for place in 0..c.scored.department.len() {
        let col = FIRST + u16::try_from(place).unwrap_or(0);
        let rates: Vec<Decimal> = c
            .scored
            .agencies
            .iter()
            .filter_map(|items| items.get(place))
            .filter_map(|score| of_weight(score.points?, score.weight))
            .collect();
        let mean = rates.iter().sum::<Decimal>().checked_div(Decimal::from(rates.len()));
        let range = match at.checked_sub(2).filter(|last| *last >= TOP) {
            Some(last) => format!("${0}${1}:${0}${2}", column_name(col), TOP + 1, last + 1),
            None => continue,
        };
        let formula = format!(r#"IF(COUNT({range})=0,"{NOTHING}",ROUND(SUM({range})/COUNT({range})+1E-12,4))"#);
        let content = Content::formula(formula, pen::outcome(mean.map(|m| round_half_up(m, 4)), NOTHING));
        let is_open = c.scored.agencies.iter().filter_map(|items| items.get(place)).any(|score| !score.is_final());
        sheet.put(at, col, content, if is_open { &open } else { &whole });
    }
    sheet.height(at, 2_000);
}

fn marks(sheet: &mut Sheet, area: Area) {
    pen::words(sheet, area, &pen::states());
    let [nothing, middle, everything] = SCALE.map(|percent| Decimal::new(i64::from(percent), 2));
    let [low, between, high] = palette::HEAT;
    let points = [(nothing, low), (middle, between), (everything, high)];
    sheet.conditionals.push(Conditional { area, rule: ConditionalRule::Scale { points } });
    let states = Area::new(area.first.row, 3, area.last.row, 3);
    pen::words(sheet, states, &[("暂定", Mark::Provisional)]);
    let grades = Area::new(area.first.row, 2, area.last.row, 2);
    pen::words(sheet, grades, &pen::grades());
}
