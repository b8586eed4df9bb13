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
    ("衔接情况", 14),
    ("已计入/应计入", 15),
    ("数据状态", 9),
    ("未计入的单位", 26),
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

/// Agencies named as missing.
const NAMED: usize = 20;

/// How a pledge stands to its target.
const SHORT: &str = "缺口";
const MET: &str = "相符";
const OVER: &str = "超出";
const OPEN: &str = "待定";
const NOTHING: &str = "暂无";
/// How the lines read to which somebody still has to pledge; the column they say it in, and what follows their verdict.
const PROVISIONAL: &str = "暂定";
const STANDING: u16 = 8;
const SO_FAR: &str = "（暂定）";

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

impl Line<'_> {
    /// 三级指标; of several values, with the measure of this one.
    fn label(&self) -> String {
        let measure = self.target.as_ref().map(Part::measure_text).unwrap_or_default();
        if self.of > 1 { format!("{}（{measure}）", self.item.label) } else { self.item.label.clone() }
    }
}

pub(super) fn sheet(c: &Context<'_>) -> Sheet {
    let styles = Styles::new();
    let mut numbers = NumberStyles::new(Style::data());
    let mut sheet = Sheet::named(name::DECOMPOSITION);
    let title = format!("{}年度绩效指标分解衔接表", c.facts.year);
    let about = plain(c.round.form.profile.params[Param::AboutTolerance]);
    let left = "已分解为各单位年度指标值的汇总数；缺口或超出＝已分解－部门目标";
    let right = format!("制表日期：{}", c.made_on());
    pen::head(&mut sheet, &styles, LAST, &title, left, &right);
    let note = format!(
        "有单位的数尚未计入的，衔接情况标“（暂定）”，收齐后再作判断；一项指标有两个数值的，按数值分列；\
         目标写“左右”的，相差{about}%以内为相符"
    );
    sheet.merge(Area::new(2, 0, 2, LAST), Content::text(note), &styles.remark);
    sheet.height(2, 1_700);
    sheet.height(DECOMPOSITION_TOP - 2, 1_900);
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
    let so_far = [SHORT, MET, OVER].map(|word| format!("{word}{SO_FAR}"));
    pen::words(&mut sheet, column(VERDICT), &so_far.each_ref().map(|word| (word.as_str(), Mark::Provisional)));
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
    sheet.text(row, 0, line.item.code(), &styles.center);
    sheet.text(row, 1, &line.indicator.level1, &styles.center);
    let label = line.label();
    sheet.text(row, 2, &label, &styles.wrapped);
    for (col, (content, format)) in [(TARGET, target(line)), (PLEDGED, pledged(line)), (GAP, gap(line, c, row))] {
        let style = if by_words(line, c).is_some() && col == GAP { numbers.centered() } else { numbers.of(&format) };
        sheet.put(row, col, content, &style);
    }
    sheet.put(row, VERDICT, judged(line, c, row), &numbers.centered());
    let figure = line.figure;
    let coverage = if figure.expected == 0 { "无单位承担".to_owned() } else { figure.coverage() };
    sheet.text(row, 7, coverage, &styles.center);
    sheet.text(row, STANDING, if is_open(figure) { PROVISIONAL } else { "完整" }, &styles.center);
    let absent = absent(c, figure, NAMED);
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

/// 部门目标 with its number format.
fn target(line: &Line<'_>) -> (Content, String) {
    match &line.target {
        Some(part) => pen::quantity(part),
        None if line.target_text.trim().is_empty() => (Content::text("缺"), String::new()),
        None => (capped(&line.target_text), String::new()),
    }
}

/// 已分解: the department's row of 计算底稿, live, or the words that stand for it.
fn pledged(line: &Line<'_>) -> (Content, String) {
    if let (Some((index, work)), (_, Some(value))) = (line.work, numbers_of(line)) {
        let cell = work_cell(Work::Value, index);
        let formula = format!("IF(ISNUMBER({cell}),{cell},\"{NOTHING}\")");
        let format = pen::quantity_format(work.bound, value, &work.measure);
        return (Content::formula(formula, Outcome::Number(value)), format);
    }
    let text = match &line.figure.meaning {
        Meaning::Unclear(reason) => format!("待核实：{reason}"),
        Meaning::Qualitative(None) => "文字目标".to_owned(),
        meaning => meaning.to_string(),
    };
    (capped(if text.is_empty() { NOTHING } else { &text }), String::new())
}

/// 已分解 less 部门目标; `None` where one of them is no single number.
fn difference(line: &Line<'_>) -> Option<Decimal> {
    let (target, pledged) = numbers_of(line);
    pledged?.checked_sub(target?).map(|d| round_half_up(d, PLACES))
}

/// How a target that is no number is met: a date by the latest date pledged, words by the same words from everybody.
fn by_words(line: &Line<'_>, c: &Context<'_>) -> Option<&'static str> {
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

/// 缺口或超出, live over the two cells beside it; a dash where it is no number.
fn gap(line: &Line<'_>, c: &Context<'_>, row: u32) -> (Content, String) {
    if by_words(line, c).is_some() {
        return (Content::text("—"), String::new());
    }
    let (target, have) = (at(TARGET, row), at(PLEDGED, row));
    let difference = difference(line);
    let formula = format!("IF(AND(ISNUMBER({target}),ISNUMBER({have})),ROUND({have}-{target},{PLACES}),\"{OPEN}\")");
    let measure = line.target.as_ref().map(Part::measure_text).unwrap_or_default();
    let format = difference.map_or(String::new(), |d| signed_format(d, &measure));
    (Content::formula(formula, pen::outcome(difference, OPEN)), format)
}

/// 衔接情况, live over the gap and over the state: what somebody's pledge may still change is no finding yet.
fn judged(line: &Line<'_>, c: &Context<'_>, row: u32) -> Content {
    let so_far = format!("IF({}=\"{PROVISIONAL}\",\"{SO_FAR}\",\"\")", at(STANDING, row));
    let result = Outcome::Text(said(line, c));
    match by_words(line, c) {
        Some(OPEN) => Content::text(OPEN),
        Some(word) => Content::formula(format!("\"{word}\"&{so_far}"), result),
        None => {
            let (gap, target) = (at(GAP, row), at(TARGET, row));
            let word = verdict_formula(line, c, &gap, &target);
            let known = match at_zero(line) {
                OPEN => format!("AND(ISNUMBER({gap}),{gap}<>0)"),
                _ => format!("ISNUMBER({gap})"),
            };
            Content::formula(format!("IF({known},{word}&{so_far},\"{OPEN}\")"), result)
        }
    }
}

/// The verdict as its cell says it.
fn said(line: &Line<'_>, c: &Context<'_>) -> String {
    let word = verdict(line, c);
    let so_far = word != OPEN && is_open(line.figure);
    format!("{word}{}", if so_far { SO_FAR } else { "" })
}

fn at(col: u16, row: u32) -> String {
    format!("${}{}", column_name(col), row + 1)
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

/// What a difference of 0 comes to: whether as much meets a target of “more than” is for a person to say, unless it is pledged
/// as “more than” too.
fn at_zero(line: &Line<'_>) -> &'static str {
    let pledged = line.work.map(|(_, work)| work.bound);
    match line.target.as_ref().map(|part| part.bound) {
        Some(strict @ (Bound::MoreThan | Bound::LessThan)) if pledged != Some(strict) => OPEN,
        _ => MET,
    }
}

/// The word for a line's difference.
fn verdict(line: &Line<'_>, c: &Context<'_>) -> &'static str {
    if let Some(word) = by_words(line, c) {
        return word;
    }
    let Some(gap) = difference(line) else { return OPEN };
    let amount = line.target.as_ref().map_or(Decimal::ZERO, |p| p.amount.abs());
    let margin = amount
        .checked_mul(c.round.form.profile.params[Param::AboutTolerance])
        .and_then(|m| m.checked_div(Decimal::ONE_HUNDRED));
    match aim(line) {
        _ if gap.is_zero() => at_zero(line),
        Aim::Below if gap > Decimal::ZERO => SHORT,
        Aim::Below => MET,
        Aim::Near if margin.is_some_and(|m| gap.abs() <= m) => MET,
        _ if gap < Decimal::ZERO => SHORT,
        _ => OVER,
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

/// How many lines have one verdict: those that stand, and those that are 暂定; each with the formula that counts them.
pub(super) struct Count {
    pub(super) word: &'static str,
    pub(super) standing: (usize, String),
    pub(super) so_far: (usize, String),
}

impl Count {
    pub(super) fn total(&self) -> usize {
        self.standing.0 + self.so_far.0
    }

    pub(super) fn formula(&self) -> String {
        format!("{}+{}", self.standing.1, self.so_far.1)
    }
}

/// Every verdict, counted over all lines, or over those of one 一级指标, whose name stands in that cell.
pub(super) fn counts(c: &Context<'_>, level1: Option<(&str, &str)>) -> [Count; 4] {
    let lines = lines(c);
    let own = |line: &&Line<'_>| level1.is_none_or(|(name, _)| line.indicator.level1 == name);
    let verdicts: Vec<String> = lines.iter().filter(own).map(|l| said(l, c)).collect();
    let count = |word: &str| {
        let range = |col| ranged(col, lines.len());
        let formula = match level1 {
            Some((_, cell)) => format!("COUNTIFS({},{cell},{},\"{word}\")", range(1), range(VERDICT)),
            None => format!("COUNTIF({},\"{word}\")", range(VERDICT)),
        };
        (verdicts.iter().filter(|v| *v == word).count(), formula)
    };
    [MET, SHORT, OVER, OPEN].map(|word| Count {
        word,
        standing: count(word),
        so_far: if word == OPEN { (0, "0".to_owned()) } else { count(&format!("{word}{SO_FAR}")) },
    })
}

/// The 一级指标 of the lines, in their order.
pub(super) fn groups(c: &Context<'_>) -> Vec<String> {
    let mut groups: Vec<String> = Vec::new();
    for line in lines(c) {
        if !groups.contains(&line.indicator.level1) {
            groups.push(line.indicator.level1.clone());
        }
    }
    groups
}

/// A line that falls short of its target, as another sheet shows it: each cell with its place and its format.
pub(super) struct Gap {
    pub(super) label: String,
    /// 部门目标, 已分解, 缺口, 衔接情况.
    pub(super) cells: [(String, Outcome, String); 4],
    /// Somebody's pledge is still missing.
    pub(super) so_far: bool,
    /// The gap as a share of the target; `None` where it is no number.
    pub(super) share: Option<Decimal>,
}

/// The lines with a gap: those that stand before those that are 暂定, the largest share of the target first.
pub(super) fn gaps(c: &Context<'_>) -> Vec<Gap> {
    let lines = lines(c);
    let short = (DECOMPOSITION_TOP..).zip(&lines).filter(|(_, line)| verdict(line, c) == SHORT);
    let mut gaps: Vec<Gap> = short
        .map(|(row, line)| {
            let cell = |col: u16, (content, format): (Content, String)| {
                let place = CellRef::new(row, col).absolute();
                (format!("{}!{place}", quoted(name::DECOMPOSITION)), pen::outcome_of(&content), format)
            };
            let amount = line.target.as_ref().map(|p| p.amount.abs()).filter(|a| !a.is_zero());
            Gap {
                label: line.label(),
                cells: [
                    cell(TARGET, target(line)),
                    cell(PLEDGED, pledged(line)),
                    cell(GAP, gap(line, c, row)),
                    cell(VERDICT, (judged(line, c, row), String::new())),
                ],
                so_far: is_open(line.figure),
                share: difference(line).zip(amount).and_then(|(d, a)| d.abs().checked_div(a)),
            }
        })
        .collect();
    // Stable: of equals, as they are printed.
    gaps.sort_by_key(|gap| (gap.so_far, std::cmp::Reverse(gap.share)));
    gaps
}

fn is_open(figure: &Figure) -> bool {
    figure.is_provisional() || figure.expected == 0
}

fn ranged(col: u16, lines: usize) -> String {
    let last = DECOMPOSITION_TOP + u32::try_from(lines.max(1) - 1).unwrap_or(0);
    format!("{}!{}", quoted(name::DECOMPOSITION), Area::new(DECOMPOSITION_TOP, col, last, col).absolute())
}

/// `+1,234家次`, `-5家次`, `0`.
fn signed_format(value: Decimal, measure: &str) -> String {
    let digits = pen::own_decimals(value);
    let after = if measure.is_empty() { String::new() } else { format!("\"{}\"", measure.replace('"', "")) };
    format!("\"+\"{digits}{after};\"-\"{digits}{after};0{after}")
}

/// 34项（指标33项，其中P-20按两个数值分列）: how many lines, and of how many indicators.
pub(super) fn lines_said(c: &Context<'_>) -> String {
    let lines = lines(c);
    let mut items: Vec<(&str, usize)> = Vec::new();
    for line in &lines {
        match items.last_mut().filter(|(id, _)| *id == line.item.id.as_str()) {
            Some((_, count)) => *count += 1,
            None => items.push((line.item.id.as_str(), 1)),
        }
    }
    let split: Vec<&str> = items.iter().filter(|(_, count)| *count > 1).map(|(id, _)| *id).collect();
    match split.as_slice() {
        [] => format!("{}项", lines.len()),
        [..] if split.len() <= 3 => {
            format!("{}项（指标{}项，其中{}按数值分列）", lines.len(), items.len(), split.join("、"))
        }
        [..] => format!("{}项（指标{}项，其中{}项按数值分列）", lines.len(), items.len(), split.len()),
    }
}

/// One sentence over the table: how many lines stand how, live.
fn summary(sheet: &mut Sheet, c: &Context<'_>, styles: &Styles) {
    let mut formula = format!("\"共{}：\"", lines_said(c));
    let mut text = format!("共{}：", lines_said(c));
    for (n, count) in counts(c, None).iter().enumerate() {
        let gap = if n > 0 { "，" } else { "" };
        formula.push_str(&format!("&\"{gap}{}\"&{}&\"项\"", count.word, count.formula()));
        text.push_str(&format!("{gap}{}{}项", count.word, count.total()));
        if count.so_far.0 > 0 {
            formula.push_str(&format!("&\"（其中暂定\"&{}&\"项）\"", count.so_far.1));
            text.push_str(&format!("（其中暂定{}项）", count.so_far.0));
        }
    }
    let style = pen::unframed(Style { align: Align::Left, ..(*styles.remark).clone() }.bold());
    let area = Area::new(DECOMPOSITION_TOP - 2, 0, DECOMPOSITION_TOP - 2, LAST);
    sheet.merge(area, Content::formula(formula, Outcome::Text(text)), &style);
}
