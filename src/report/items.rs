//! 指标得分: the department's indicators, scored against its own targets.

use super::Context;
use super::addresses::{ItemColumn, SCORE_TOP, Work, item_row, name, param_cell, weight_cell, work_cell};
use super::pen::{self, Styles};
use super::say;
use super::trace::FirstRows;
use super::{merged_form, reasons, since, sources};
use crate::definition::Param;
use crate::merge::{self, aggregates};
use crate::model::book::{
    Align, Area, Conditional, ConditionalRule, Content, Outcome, Sheet, Style, palette, wrapped_lines,
};
use crate::model::round_half_up::round_half_up;
use crate::model::{CellRef, Direction, Mark, Meaning, Slot};
use crate::score::methods::Flag;
use crate::score::{ItemScore, State, WorkRow};
use rust_decimal::Decimal;
use std::sync::Arc;

/// As many characters of reasons as a row shows; with hundreds of agencies it would be higher than Excel allows.
const REASONS: usize = 200;
/// Agencies named beside a figure that lacks them.
const NAMED: usize = 6;

/// The sheet.
pub(super) fn sheet(c: &Context<'_>) -> Sheet {
    let mut sheet = Sheet::named(name::ITEMS);
    sheet.gridlines = false;
    let styles = Styles::new();
    let last = ItemColumn::Method.col();
    let title = format!("{}年度部门整体绩效指标得分", c.facts.year);
    pen::head(&mut sheet, &styles, last, &title, &c.facts.department, &format!("{}　单位：分", c.made_on()));
    since::line(&mut sheet, &styles, SCORE_TOP - 2, last);
    for (column, header, width) in ItemColumn::ALL {
        sheet.text(SCORE_TOP - 1, column.col(), header, &styles.header);
        sheet.widths.push((column.col(), width * 100));
    }
    sheet.height(SCORE_TOP - 1, 2_800);
    let sources = FirstRows::new(c);
    for (place, score) in c.scored.department.iter().enumerate() {
        line(c, &mut sheet, &styles, item_row(place), score);
        let value = CellRef::new(item_row(place), ItemColumn::Value.col());
        // LibreOffice paints linked words as it likes, so the link stands on numbers only.
        let live = matches!(sheet.content(value.row, value.col), Some(Content::Formula(_)));
        sheet.links.extend(sources.link(&score.item, Slot::Actual).filter(|_| live).map(|target| (value, target)));
    }
    let end = item_row(c.scored.department.len());
    total(c, &mut sheet, &styles, end);
    marks(&mut sheet, end);
    sheet.freeze = Some(CellRef::new(SCORE_TOP, ItemColumn::Weight.col()));
    sheet.print = pen::wide(Some((SCORE_TOP - 1, SCORE_TOP - 1)));
    sheet
}

fn line(c: &Context<'_>, sheet: &mut Sheet, styles: &Styles, at: u32, score: &ItemScore) {
    let indicator = c.round.form.item(&score.item).and_then(|i| i.indicator.as_ref());
    let first = score.rows.first().copied().unwrap_or(0);
    let label = c.label(&score.item);
    let level1 = indicator.map_or(label.as_str(), |i| i.level1.as_str()).to_owned();
    let mut put =
        |column: ItemColumn, content: Content, style: &Arc<Style>| sheet.put(at, column.col(), content, style);
    put(ItemColumn::Code, Content::text(c.code(&score.item)), &styles.center);
    put(ItemColumn::Level1, Content::text(&level1), &styles.wrapped);
    put(ItemColumn::Level2, Content::text(indicator.map_or("—", |i| i.level2.as_str())), &styles.wrapped);
    put(ItemColumn::Label, Content::text(&label), &styles.wrapped);
    if let Some(cell) = weight_cell(c, &score.item) {
        put(ItemColumn::Weight, Content::formula(cell, Outcome::Number(score.weight)), &styles.points);
    }
    let (target, target_style) = target(c, score);
    put(ItemColumn::Target, target, &target_style);
    let (value, value_style) = value(c, score);
    put(ItemColumn::Value, value, &value_style);
    put(ItemColumn::Rate, rate(score, is_inverse(c, score), at), &styles.percent);
    let points = pen::outcome(score.points, score.state.word());
    put(ItemColumn::Points, Content::formula(work_cell(Work::Points, first), points), &styles.points);
    let reviewed = pen::outcome(score.reviewed, "—");
    put(ItemColumn::Reviewed, Content::formula(work_cell(Work::Reviewed, first), reviewed), &styles.points);
    put(ItemColumn::Status, status(c, score, at), &styles.center);
    let data = data_state(c, score);
    put(ItemColumn::Data, Content::text(&data), &styles.wrapped);
    put(ItemColumn::Working, Content::text(&score.explanation), &styles.wrapped);
    let reasons = explained(c, score);
    put(ItemColumn::Reasons, Content::text(&reasons), &styles.wrapped);
    let aggregate = c.round.form.item(&score.item).and_then(|i| aggregates::by_name(&i.aggregate));
    put(ItemColumn::Method, Content::text(aggregate.map_or("分别相加", |a| a.label)), &styles.center);
    let texts = [
        (label.as_str(), ItemColumn::Label),
        (data.as_str(), ItemColumn::Data),
        (score.explanation.as_str(), ItemColumn::Working),
        (reasons.as_str(), ItemColumn::Reasons),
    ];
    let lines = texts.iter().map(|(text, column)| wrapped_lines(text, width(*column))).max().unwrap_or(1);
    sheet.height(at, (lines * 1_350 + 500).clamp(2_000, 40_500));
}

fn width(column: ItemColumn) -> u32 {
    ItemColumn::ALL.iter().find(|(c, _, _)| *c == column).map_or(1_000, |(_, _, w)| w * 100)
}

/// The department's target: a number with its bound and measure in the format, or text over several parts.
fn target(c: &Context<'_>, score: &ItemScore) -> (Content, Arc<Style>) {
    let right = Style::data().align(Align::Right);
    if c.round.form.item(&score.item).is_none() {
        let amount = score.rows.first().and_then(|r| c.scored.rows.get(*r)).and_then(|r| r.target.as_ref());
        return match (amount.filter(|_| score.points.is_some()), score.rows.first()) {
            (Some(part), Some(row)) => {
                let cell = work_cell(Work::Target, *row);
                let format = format!("#,##0.00\"{}\"", c.round.form.measure);
                (Content::formula(cell, Outcome::Number(part.amount)), Arc::new(right.number(&format)))
            }
            _ => (Content::text("—"), Arc::new(right)),
        };
    }
    let reading = merge::department_target(&score.item, Slot::YearTarget, c.round);
    match &reading.meaning {
        Meaning::Quantity(part) => {
            let (content, format) = pen::quantity(part);
            // Live where 计算底稿 has it, so that a target stands in one place only.
            let worked = score.rows.first().filter(|row| {
                let target = c.scored.rows.get(**row).and_then(|r| r.target.as_ref());
                target.is_some_and(|t| Content::Number(t.amount) == content)
            });
            let content = match worked {
                Some(row) => Content::formula(work_cell(Work::Target, *row), Outcome::Number(part.amount)),
                None => content,
            };
            (content, Arc::new(right.number(&format)))
        }
        _ if reading.text.is_empty() => (Content::text("缺"), Arc::new(right)),
        _ => (Content::text(&reading.text), Arc::new(right.wrap(true))),
    }
}

/// The merged value: a live number where there is one part, the text over its parts where there are several.
fn value(c: &Context<'_>, score: &ItemScore) -> (Content, Arc<Style>) {
    let right = Style::data().align(Align::Right);
    let rows: Vec<&WorkRow> = score.rows.iter().filter_map(|r| c.scored.rows.get(*r)).collect();
    match (rows.as_slice(), score.rows.as_slice()) {
        ([row], [index]) if is_number(row) => {
            let Some(actual) = row.actual else { return (Content::text(row.state.word()), Arc::new(right)) };
            let format = pen::quantity_format(row.bound, actual, &row.measure);
            let format = if c.round.form.item(&row.item).is_none() {
                format!("#,##0.00\"{}\"", c.round.form.measure)
            } else {
                format
            };
            let cell = work_cell(Work::Value, *index);
            (Content::formula(cell, Outcome::Number(actual)), Arc::new(right.number(&format)))
        }
        _ => {
            let text = c.scored.merged.figure(&score.item, Slot::Actual).map(|f| f.meaning.to_string());
            let text = text.filter(|t| !t.is_empty()).unwrap_or_else(|| score.state.word().to_owned());
            (Content::text(text), Arc::new(right.wrap(true)))
        }
    }
}

/// Scored as the number it is, not as the day or tier behind a date or word.
fn is_number(row: &WorkRow) -> bool {
    row.method.is_none_or(|m| !matches!(m.name, "deadline" | "qualitative"))
}

/// Less is better: then 完成值 over 目标值 is no rate of completion.
fn is_inverse(c: &Context<'_>, score: &ItemScore) -> bool {
    let methods = score.rows.iter().filter_map(|r| c.scored.rows.get(*r)?.method);
    methods.into_iter().any(|m| m.direction == Some(Direction::Inverse))
}

/// 完成率, live, where it means something; rounded as `excel_round` does, so that no viewer shows 106.605% as 106.60%.
fn rate(score: &ItemScore, inverse: bool, at: u32) -> Content {
    let Some(rate) = score.rate.filter(|_| !inverse) else { return Content::text("—") };
    let cell = |column: ItemColumn| format!("${}{}", crate::model::origin::column_name(column.col()), at + 1);
    let (value, target) = (cell(ItemColumn::Value), cell(ItemColumn::Target));
    let rounded = format!("ROUND({value}/{target}+1E-12,4)");
    let formula = format!(r#"IF(AND(ISNUMBER({value}),ISNUMBER({target})),IF({target}=0,"—",{rounded}),"—")"#);
    Content::formula(formula, Outcome::Number(round_half_up(rate, 4)))
}

/// 超额完成, 完成 or 未完成, live from the rounded points and the rate that counts as over-fulfilment, or the word that stands
/// in their place.
fn status(c: &Context<'_>, score: &ItemScore, at: u32) -> Content {
    let cell = |column: ItemColumn| format!("${}{}", crate::model::origin::column_name(column.col()), at + 1);
    let (points, weight) = (cell(ItemColumn::Points), cell(ItemColumn::Weight));
    // As long as an agency is missing, none of the three is settled.
    let [over_word, met_word, short] = STANDINGS.map(|(word, _)| standing(word, !score.is_final()));
    let word = match score.points {
        Some(points) if points >= score.weight && is_over(c, score) => &over_word,
        Some(points) if points >= score.weight => &met_word,
        Some(_) => &short,
        None => score.state.word(),
    };
    let met =
        over(c, score).map_or(format!(r#""{met_word}""#), |over| format!(r#"IF({over},"{over_word}","{met_word}")"#));
    let formula = format!(r#"IF(ISNUMBER({points}),IF({points}>={weight},{met},"{short}"),{points})"#);
    Content::formula(formula, Outcome::Text(word.to_owned()))
}

/// How an indicator with points stands to its target.
const STANDINGS: [(&str, Mark); 3] = [(Flag::Over.word(), Mark::Over), ("完成", Mark::Met), ("未完成", Mark::Short)];

/// The word, and that it may still change.
fn standing(word: &str, open: bool) -> String {
    if open { format!("{word}（暂定）") } else { word.to_owned() }
}

/// One of the item's parts is so far above its target that the profile calls it over-fulfilled.
fn is_over(c: &Context<'_>, score: &ItemScore) -> bool {
    let from = c.params()[Param::OverFulfilment];
    score.rows.iter().filter_map(|index| c.scored.rows.get(*index)).any(|row| {
        let known = row.method.is_some_and(|m| m.flags_over);
        let (Some(target), Some(actual)) = (row.target.as_ref().map(|t| t.amount), row.actual) else { return false };
        let beyond =
            actual.checked_mul(Decimal::ONE_HUNDRED).zip(target.checked_mul(from)).and_then(|(a, t)| a.checked_sub(t));
        known && target > Decimal::ZERO && beyond.is_some_and(|b| round_half_up(b, 6) >= Decimal::ZERO)
    })
}

/// [`is_over`] as a condition over 计算底稿 and 口径, where one of the item's methods knows it at all.
fn over(c: &Context<'_>, score: &ItemScore) -> Option<String> {
    let reaches = |index: &usize| {
        let row = c.scored.rows.get(*index)?;
        row.method.filter(|m| m.flags_over).filter(|_| row.actual.is_some())?;
        let (value, target) = (work_cell(Work::Value, *index), work_cell(Work::Target, *index));
        let from = param_cell(Param::OverFulfilment);
        Some(format!("AND({target}>0,ROUND({value}*100-{target}*{from},6)>=0)"))
    };
    let parts: Vec<String> = score.rows.iter().filter_map(reaches).collect();
    match parts.as_slice() {
        [] => None,
        [one] => Some(one.clone()),
        many => Some(format!("OR({})", many.join(","))),
    }
}

/// 完整, or 暂定 with how many of how many and who is missing.
fn data_state(c: &Context<'_>, score: &ItemScore) -> String {
    let flag = score.flag.filter(|f| *f == Flag::Confirm).map(|f| format!("；{}", f.word())).unwrap_or_default();
    let Some((have, expected)) = score.coverage.filter(|(have, expected)| have < expected) else {
        return if score.is_final() { format!("完整{flag}") } else { format!("暂定（{}）", score.state.word()) };
    };
    format!("暂定 {have}/{expected}：{}{flag}", absent(c, score))
}

/// Who is missing from a figure and why: 海珠（未报）、荔湾（待更正）.
fn absent(c: &Context<'_>, score: &ItemScore) -> String {
    if let Some(figure) = c.scored.merged.figure(&score.item, Slot::Actual) {
        return sources::absent(c, figure, NAMED);
    }
    // Of 预算执行率: whoever has not both amounts, be it scored by a person or not.
    let has_both = |s: &ItemScore| {
        let row = s.rows.first().and_then(|n| c.scored.rows.get(*n));
        row.is_some_and(|row| row.target.is_some() && row.actual.is_some()) && s.points.is_some()
    };
    let own = c.scored.agencies.iter().enumerate().flat_map(|(n, items)| items.iter().map(move |s| (n, s)));
    let missing = own.filter(|(_, s)| s.item == score.item && s.state != State::NotApplicable && !has_both(s));
    let word = |n: usize, s: &ItemScore| match c.scored.merged.agencies.get(n).map(|a| a.state) {
        Some(state) if !state.is_merged() => state.word(),
        _ if s.points.is_some() => State::Blank.word(),
        _ => s.state.word(),
    };
    sources::said_absent(missing.map(|(n, s)| (c.scope_name(s.scope), word(n, s))), NAMED)
}

fn explained(c: &Context<'_>, score: &ItemScore) -> String {
    let text = c.scored.merged.figure(&score.item, Slot::Reason).map(|f| f.text.as_str()).unwrap_or_default();
    let silent = if c.round.form.is_execution(&score.item) { Vec::new() } else { reasons::silent(c, &score.item) };
    let mut lines = Vec::new();
    if !text.is_empty() {
        lines.push(merged_form::reasons(text, REASONS));
    }
    if !silent.is_empty() {
        lines.push(format!("{}未填写", say::named(&silent)));
    }
    if lines.is_empty() { "—".to_owned() } else { lines.join("\n") }
}

fn total(c: &Context<'_>, sheet: &mut Sheet, styles: &Styles, at: u32) {
    for (column, _, _) in ItemColumn::ALL {
        sheet.put(at, column.col(), Content::Blank, &styles.header);
    }
    let bold = Arc::new((*styles.header).clone().number(crate::model::book::POINTS_FORMAT).align(Align::Right));
    sheet.text(at, ItemColumn::Label.col(), "合计（原始分）", &styles.header);
    let range = |column: ItemColumn| Area::new(SCORE_TOP, column.col(), at - 1, column.col()).absolute();
    let weight = Outcome::Number(c.scored.department.iter().map(|s| s.weight).sum::<Decimal>());
    let weights = Content::formula(format!("ROUND(SUM({}),2)", range(ItemColumn::Weight)), weight);
    sheet.put(at, ItemColumn::Weight.col(), weights, &bold);
    let points = pen::points_or_open(&range(ItemColumn::Points), &c.scored.department, c.scored.total.points);
    sheet.put(at, ItemColumn::Points.col(), points, &bold);
    sheet.text(at, ItemColumn::Data.col(), if c.scored.total.provisional { "暂定" } else { "完整" }, &styles.header);
    sheet.text(at, ItemColumn::Working.col(), "折算后的部门得分见《单位得分》末行", &styles.header);
    sheet.height(at, 2_200);
}

fn marks(sheet: &mut Sheet, end: u32) {
    let of = |column: ItemColumn| Area::new(SCORE_TOP, column.col(), end - 1, column.col());
    for (word, mark) in STANDINGS {
        let open = standing(word, true);
        pen::words(sheet, of(ItemColumn::Status), &[(word, mark), (&open, Mark::Provisional)]);
    }
    pen::words(sheet, of(ItemColumn::Status), &pen::states());
    let first = CellRef::new(SCORE_TOP, ItemColumn::Data.col());
    let starts = |word: &str| format!(r#"LEFT({first},{})="{word}""#, word.chars().count());
    let area = of(ItemColumn::Data);
    sheet.conditionals.push(Conditional { area, rule: ConditionalRule::Formula(starts("暂定"), Mark::Provisional) });
    let rule = ConditionalRule::DataBar { min: Decimal::ZERO, max: Decimal::ONE, color: palette::BAR };
    sheet.conditionals.push(Conditional { area: of(ItemColumn::Rate), rule });
}
