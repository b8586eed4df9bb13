//! 分解衔接表: whether the agencies' pledges, rolled up, reach the department's own target.

use super::Context;
use super::addresses::{DECOMPOSITION_TOP, Work, name, work_cell};
use super::pen::{self, NumberStyles, Styles};
use super::since;
use super::sources::{absent, capped, department_rows};
use crate::definition::{Direction, Indicator, Item, Param};
use crate::merge::{Figure, aggregates, department_target};
use crate::model::book::{Align, Area, Content, Outcome, Sheet, Style, quoted};
use crate::model::origin::{CellRef, column_name};
use crate::model::round_half_up::{plain, round_half_up};
use crate::model::{Bound, Mark, Meaning, Part, Slot, quantity};
use crate::score::WorkRow;
use rust_decimal::Decimal;

const COLUMNS: [(&str, u32); 11] = [
    ("编码", 8),
    ("一级指标", 11),
    ("三级指标", 38),
    ("部门目标", 16),
    ("已分解", 16),
    ("缺口（－）或超出（＋）", 20),
    ("衔接情况", 10),
    ("已报/应报", 9),
    ("数据状态", 9),
    ("未计入的单位", 34),
    ("汇总方法", 10),
];
const LAST: u16 = 10;
/// The department's target, typed.
pub(super) const TARGET: u16 = 3;
/// The hidden column that keeps it as it was made.
pub(super) const KEPT: u16 = LAST + 1;
const PLEDGED: u16 = 4;
const GAP: u16 = 5;
const VERDICT: u16 = 6;
/// Differences are shown and judged to so many decimals; sums of doubles are never exact beyond.
const PLACES: u32 = 6;

/// How a pledge stands to its target.
const SHORT: &str = "缺口";
const MET: &str = "相符";
const OVER: &str = "超出";
const OPEN: &str = "待定";
const NOTHING: &str = "暂无";
/// How the lines read to which somebody still has to pledge; the column they say it in.
const PROVISIONAL: &str = "暂定";
const STANDING: u16 = 8;

/// One line: a part of an indicator.
struct Line<'a> {
    item: &'a Item,
    indicator: &'a Indicator,
    figure: &'a Figure,
    target: Option<Part>,
    target_text: String,
    /// The row of 计算底稿 that holds what was pledged.
    work: Option<(usize, &'a WorkRow)>,
    of: usize,
}

pub(super) fn sheet(c: &Context<'_>) -> Sheet {
    let styles = Styles::new();
    let mut numbers = NumberStyles::new(Style::data());
    let mut sheet = Sheet::named(name::DECOMPOSITION);
    let title = format!("{}年度绩效指标分解衔接表", c.facts.year);
    let about = plain(c.round.form.profile.params[Param::AboutTolerance]);
    let left = format!(
        "已分解为各单位年度指标值的汇总数；缺口或超出＝已分解－部门目标；目标写“左右”的，相差{about}%以内为相符"
    );
    let right = format!("制表日期：{}", c.facts.date.format("%Y年%-m月%-d日"));
    pen::head(&mut sheet, &styles, LAST, &title, &left, &right);
    for (col, (header, width)) in (0u16..).zip(&COLUMNS) {
        sheet.text(DECOMPOSITION_TOP - 1, col, header, &styles.header);
        sheet.widths.push((col, width * 100));
    }
    sheet.height(DECOMPOSITION_TOP - 1, 2_800);
    let lines = lines(c);
    let mut row = DECOMPOSITION_TOP;
    for line in &lines {
        put(&mut sheet, row, line, c, &styles, &mut numbers);
        row += 1;
    }
    let last = row.max(DECOMPOSITION_TOP + 1) - 1;
    since::keep(&mut sheet, &styles, Area::new(DECOMPOSITION_TOP, TARGET, last, TARGET), KEPT);
    summary(&mut sheet, c, &styles);
    let column = |col| Area::new(DECOMPOSITION_TOP, col, last, col);
    let marks = [(SHORT, Mark::Short), (MET, Mark::Met), (OVER, Mark::Over), (OPEN, Mark::ToVerify)];
    pen::words(&mut sheet, column(VERDICT), &marks);
    pen::words(&mut sheet, column(STANDING), &[(PROVISIONAL, Mark::Provisional)]);
    sheet.filter = Some(Area::new(DECOMPOSITION_TOP - 1, 0, last, KEPT));
    sheet.freeze = Some(CellRef::new(DECOMPOSITION_TOP, 3));
    sheet.print = pen::landscape(Some((DECOMPOSITION_TOP - 1, DECOMPOSITION_TOP - 1)));
    sheet
}

/// The department's targets, where a stage without scores measures what was pledged by them.
pub(super) fn targets(c: &Context<'_>) -> Option<Area> {
    let count = u32::try_from(lines(c).len().max(1)).ok()?;
    (!c.round.stage.scored).then_some(Area::new(DECOMPOSITION_TOP, TARGET, DECOMPOSITION_TOP + count - 1, TARGET))
}

fn lines<'a>(c: &Context<'a>) -> Vec<Line<'a>> {
    let work = department_rows(c);
    let mut lines = Vec::new();
    for figure in c.scored.merged.figures.iter().filter(|f| f.slot == Slot::YearTarget) {
        let Some(item) = c.round.form.item(&figure.item) else { continue };
        let Some(indicator) = &item.indicator else { continue };
        let target = department_target(&item.id, Slot::YearTarget, c.round);
        let parts = target.meaning.parts();
        let of = parts.len().max(1);
        for part in 0..of {
            let index = work.get(&(&item.id, Slot::YearTarget, part)).copied();
            lines.push(Line {
                item,
                indicator,
                figure,
                target: parts.get(part).cloned(),
                target_text: target.text.clone(),
                work: index.and_then(|n| c.scored.rows.get(n).map(|row| (n, row))),
                of,
            });
        }
    }
    lines
}

fn put(sheet: &mut Sheet, row: u32, line: &Line<'_>, c: &Context<'_>, styles: &Styles, numbers: &mut NumberStyles) {
    let measure = line.target.as_ref().map(Part::measure_text).unwrap_or_default();
    sheet.text(row, 0, line.item.code(), &styles.center);
    sheet.text(row, 1, &line.indicator.level1, &styles.center);
    let label = if line.of > 1 { format!("{}（{measure}）", line.item.label) } else { line.item.label.clone() };
    sheet.text(row, 2, &label, &styles.wrapped);
    let (target, format) = match &line.target {
        Some(part) => pen::quantity(part),
        None if line.target_text.trim().is_empty() => (Content::text("缺"), String::new()),
        None => (capped(&line.target_text), String::new()),
    };
    sheet.put(row, TARGET, target, &numbers.of(&format));
    pledged(sheet, row, line, numbers);
    gap(sheet, row, line, c, numbers);
    let figure = line.figure;
    let coverage = if figure.expected == 0 { "无单位承担".to_owned() } else { figure.coverage() };
    sheet.text(row, 7, coverage, &styles.center);
    sheet.text(row, STANDING, if is_open(figure) { PROVISIONAL } else { "完整" }, &styles.center);
    let absent = absent(c, figure);
    sheet.put(row, 9, capped(if absent.is_empty() { "—" } else { &absent }), &styles.wrapped);
    sheet.height(row, pen::height(&[(&label, COLUMNS[2].1), (&absent, COLUMNS[9].1)]));
    let method = aggregates::by_name(&line.item.aggregate).map_or("—", |a| a.label);
    sheet.text(row, LAST, method, &styles.center);
}

/// What was pledged, as a single number; the target likewise.
fn numbers_of(line: &Line<'_>) -> (Option<Decimal>, Option<Decimal>) {
    let single = |part: &&Part| part.bound != Bound::Between && part.change.is_none();
    let target = line.target.as_ref().filter(single).map(|p| p.amount);
    let pledged = line.work.and_then(|(_, work)| {
        let ranged = line.figure.meaning.parts().get(work.part).is_some_and(|p| p.upper.is_some());
        work.actual.filter(|_| !ranged)
    });
    (target, pledged)
}

/// 已分解: the department's row of 计算底稿, live, or the words that stand for it.
fn pledged(sheet: &mut Sheet, row: u32, line: &Line<'_>, numbers: &mut NumberStyles) {
    if let (Some((index, work)), (_, Some(value))) = (line.work, numbers_of(line)) {
        let cell = work_cell(Work::Value, index);
        let formula = format!("IF(ISNUMBER({cell}),{cell},\"{NOTHING}\")");
        let format = pen::quantity_format(work.bound, value, &work.measure);
        sheet.put(row, PLEDGED, Content::formula(formula, Outcome::Number(value)), &numbers.of(&format));
        return;
    }
    let text = match &line.figure.meaning {
        Meaning::Unclear(reason) => format!("待核实：{reason}"),
        Meaning::Qualitative(None) => "文字目标".to_owned(),
        meaning => meaning.to_string(),
    };
    let text = if text.is_empty() { NOTHING } else { &text };
    sheet.put(row, PLEDGED, capped(text), &numbers.of(""));
}

/// 已分解 less 部门目标; `None` where one of them is no single number.
fn difference(line: &Line<'_>) -> Option<Decimal> {
    let (target, pledged) = numbers_of(line);
    pledged?.checked_sub(target?).map(|d| round_half_up(d, PLACES))
}

/// How a target that is no number is met: a date by the latest date pledged, words by the same words from everybody.
fn settled(line: &Line<'_>, c: &Context<'_>) -> Option<&'static str> {
    let target = department_target(&line.item.id, Slot::YearTarget, c.round);
    match (&target.meaning, &line.figure.meaning) {
        (Meaning::Date(_), Meaning::Date(_)) => {
            let by = quantity::Yardstick {
                direction: line.indicator.direction,
                about: c.params()[Param::AboutTolerance],
                measures: c.round.form.measures_of(&line.item.id),
            };
            let met = quantity::meets(&target.meaning, &line.figure.meaning, by);
            Some(met.map_or(OPEN, |met| if met { MET } else { SHORT }))
        }
        (Meaning::Qualitative(_), Meaning::Qualitative(_)) => {
            let plain = |text: &str| text.split_whitespace().collect::<String>();
            let same = |agency: &crate::merge::AgencyReturn| {
                let entry = agency.chosen.as_ref().and_then(|r| r.submission.entry(&line.item.id, Slot::YearTarget));
                entry.is_some_and(|e| plain(&e.text) == plain(&target.text))
            };
            let given = line.figure.contributions.iter().filter(|k| k.share.is_given());
            let all = given.filter_map(|k| c.scored.merged.agencies.get(k.agency)).all(same);
            Some(if all { MET } else { OPEN })
        }
        _ => None,
    }
}

/// 缺口或超出 and its word, live over the two cells beside it.
fn gap(sheet: &mut Sheet, row: u32, line: &Line<'_>, c: &Context<'_>, numbers: &mut NumberStyles) {
    if let Some(word) = settled(line, c) {
        sheet.text(row, GAP, "—", &numbers.centered());
        sheet.text(row, VERDICT, word, &numbers.centered());
        return;
    }
    let at = |col| format!("${}{}", column_name(col), row + 1);
    let (target, have, gap) = (at(TARGET), at(PLEDGED), at(GAP));
    let difference = difference(line);
    let formula = format!("IF(AND(ISNUMBER({target}),ISNUMBER({have})),ROUND({have}-{target},{PLACES}),\"{OPEN}\")");
    let measure = line.target.as_ref().map(Part::measure_text).unwrap_or_default();
    let format = difference.map_or(String::new(), |d| signed_format(d, &measure));
    sheet.put(row, GAP, Content::formula(formula, pen::outcome(difference, OPEN)), &numbers.of(&format));
    let result = Outcome::Text(verdict(line, c).to_owned());
    let formula = format!("IF(ISNUMBER({gap}),{},\"{OPEN}\")", verdict_formula(line, c, &gap, &target));
    sheet.put(row, VERDICT, Content::formula(formula, result), &numbers.centered());
}

/// A limit (≤) is kept by staying below it, 左右 by staying near, everything else by reaching it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Aim {
    Below,
    Near,
    Reach,
}

fn aim(line: &Line<'_>) -> Aim {
    match line.target.as_ref().map(|p| p.bound) {
        Some(Bound::AtMost | Bound::LessThan) => Aim::Below,
        _ if line.indicator.direction == Direction::Inverse => Aim::Below,
        Some(Bound::About) => Aim::Near,
        _ => Aim::Reach,
    }
}

/// The word for a line's difference.
fn verdict(line: &Line<'_>, c: &Context<'_>) -> &'static str {
    if let Some(word) = settled(line, c) {
        return word;
    }
    let Some(gap) = difference(line) else { return OPEN };
    let amount = line.target.as_ref().map_or(Decimal::ZERO, |p| p.amount.abs());
    let margin = amount
        .checked_mul(c.round.form.profile.params[Param::AboutTolerance])
        .and_then(|m| m.checked_div(Decimal::ONE_HUNDRED));
    match aim(line) {
        Aim::Below if gap > Decimal::ZERO => SHORT,
        Aim::Below => MET,
        Aim::Near if margin.is_some_and(|m| gap.abs() <= m) => MET,
        _ if gap < Decimal::ZERO => SHORT,
        _ if gap > Decimal::ZERO => OVER,
        _ => MET,
    }
}

/// `verdict` as a formula over a difference that is a number.
fn verdict_formula(line: &Line<'_>, c: &Context<'_>, gap: &str, target: &str) -> String {
    let reach = format!("IF({gap}<0,\"{SHORT}\",IF({gap}>0,\"{OVER}\",\"{MET}\"))");
    match aim(line) {
        Aim::Below => format!("IF({gap}>0,\"{SHORT}\",\"{MET}\")"),
        Aim::Near => {
            let margin = format!("ABS({target})*{}/100", plain(c.round.form.profile.params[Param::AboutTolerance]));
            format!("IF(ABS({gap})<={margin},\"{MET}\",{reach})")
        }
        Aim::Reach => reach,
    }
}

/// How many lines stand how, each with the formula that counts them.
pub(super) fn tally(c: &Context<'_>) -> Vec<(&'static str, usize, String)> {
    let lines = lines(c);
    let verdicts: Vec<&str> = lines.iter().map(|l| verdict(l, c)).collect();
    [SHORT, MET, OVER, OPEN]
        .into_iter()
        .map(|word| {
            let count = verdicts.iter().filter(|v| **v == word).count();
            (word, count, count_formula(VERDICT, lines.len(), word))
        })
        .collect()
}

/// How many lines may still change because somebody's pledge is missing, with the formula that counts them.
pub(super) fn provisional(c: &Context<'_>) -> (usize, String) {
    let lines = lines(c);
    let count = lines.iter().filter(|l| is_open(l.figure)).count();
    (count, count_formula(STANDING, lines.len(), PROVISIONAL))
}

fn is_open(figure: &Figure) -> bool {
    figure.is_provisional() || figure.expected == 0
}

fn count_formula(col: u16, lines: usize, word: &str) -> String {
    let last = DECOMPOSITION_TOP + u32::try_from(lines.max(1) - 1).unwrap_or(0);
    let range = Area::new(DECOMPOSITION_TOP, col, last, col).absolute();
    format!("COUNTIF({}!{range},\"{word}\")", quoted(name::DECOMPOSITION))
}

/// `+1,234家次`, `-5家次`, `0`.
fn signed_format(value: Decimal, measure: &str) -> String {
    let digits = pen::own_decimals(value);
    let after = if measure.is_empty() { String::new() } else { format!("\"{}\"", measure.replace('"', "")) };
    format!("\"+\"{digits}{after};\"-\"{digits}{after};0{after}")
}

/// One sentence over the table: how many lines stand how, live.
fn summary(sheet: &mut Sheet, c: &Context<'_>, styles: &Styles) {
    let tally = tally(c);
    let total: usize = tally.iter().map(|(_, count, _)| count).sum();
    let formula: Vec<String> = tally.iter().map(|(word, _, count)| format!("\"{word}\"&{count}&\"项\"")).collect();
    let counted: Vec<String> = tally.iter().map(|(word, count, _)| format!("{word}{count}项")).collect();
    let mut formula = format!("\"共{total}项：\"&{}", formula.join("&\"，\"&"));
    let mut text = format!("共{total}项：{}", counted.join("，"));
    let (open, open_formula) = provisional(c);
    if open > 0 {
        formula.push_str(&format!("&\"；其中\"&{open_formula}&\"项为暂定\""));
        text.push_str(&format!("；其中{open}项为暂定"));
    }
    let style = pen::unframed(Style { align: Align::Left, ..(*styles.remark).clone() }.bold());
    let area = Area::new(DECOMPOSITION_TOP - 2, 0, DECOMPOSITION_TOP - 2, LAST);
    sheet.merge(area, Content::formula(formula, Outcome::Text(text)), &style);
}
