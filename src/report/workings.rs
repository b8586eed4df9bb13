//! 计算底稿: one typed row per scope × item × part. Every live formula of the workbook goes over it, none reads an
//! agency's text.

use super::Context;
use super::addresses::{WORK_TOP, Work, name, param_cell, step_cells, weight_cell, work_row};
use super::executed::{self, Sum};
use super::pen::{self, Styles};
use super::sources::{FileLinks, figures};
use crate::definition::{GroupOf, Param};
use crate::merge;
use crate::merge::aggregates::{self, Aggregate, Columns, Term};
use crate::model::book::{Area, Content, Outcome, Sheet, Style};
use crate::model::{Bound, CellRef, ItemId, Slot, Tier};
use crate::score::methods::{Cells, ParamCells, compound, qualitative};
use crate::score::rounding;
use crate::score::{ItemScore, Scope, State, WorkRow};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The word of a cell that does not apply to its row.
const NONE: &str = "—";

/// The sheet.
pub(super) fn sheet(c: &Context<'_>) -> Sheet {
    let mut sheet = Sheet::named(name::WORKINGS);
    let styles = Styles::new();
    // Sorting takes the kept columns along.
    let last = Work::ALL.iter().map(|(work, _, _)| work.col()).max().unwrap_or_default();
    sheet.hidden_columns.extend(Work::KEPT.iter().map(|(kept, _)| kept.col()));
    let scored = c.round.stage.scored;
    let remark = match scored {
        true => "由填报数据换算而来，汇总数和得分均由本表公式算出；状态不是“计分”的不计入得分。请勿增删行。",
        false => "由填报数据换算而来，汇总数由本表公式算出。请勿增删行。",
    };
    sheet.text(0, 0, remark, &styles.remark);
    for (work, _, width) in Work::ALL {
        sheet.text(WORK_TOP - 1, work.col(), work.header(scored), &styles.header);
        // Every column keeps its place: formulas and readers of finished workbooks know them by it.
        if !scored && work.is_about_points() {
            sheet.hidden_columns.push(work.col());
        }
        sheet.widths.push((work.col(), width * 100));
    }
    sheet.height(WORK_TOP - 1, 2_400);
    let scores = scores_by_row(c);
    let others = others(c);
    let formats = Formats::new(&styles);
    let figures = figures(c);
    let mut links = FileLinks::over(c.scored.rows.len());
    for (index, row) in c.scored.rows.iter().enumerate() {
        let score = scores.get(&index).copied();
        Line { c, index, row, score, styles: &styles, formats: &formats, others: &others }.write(&mut sheet);
        let origin = match row.scope {
            Scope::Agency(n) => {
                figures.get(&(&row.item, row.slot)).and_then(|f| f.contributions.get(n)?.origin.as_ref())
            }
            Scope::Department => None,
        };
        if let Some(origin) = origin {
            links.link_back(&mut sheet, CellRef::new(work_row(index), Work::Value.col()), origin);
        }
    }
    let end = work_row(c.scored.rows.len().max(1) - 1);
    let states = Area::new(WORK_TOP, Work::State.col(), end, Work::State.col());
    pen::words(&mut sheet, states, &pen::states());
    sheet.freeze = Some(CellRef::new(WORK_TOP, Work::Slot.col()));
    sheet.filter = Some(Area::new(WORK_TOP - 1, 0, end, last));
    sheet.print = pen::wide(Some((WORK_TOP - 1, WORK_TOP - 1)));
    sheet
}

/// Which item score each row belongs to.
fn scores_by_row<'a>(c: &Context<'a>) -> BTreeMap<usize, &'a ItemScore> {
    let scored = c.scored;
    scored
        .agencies
        .iter()
        .flatten()
        .chain(&scored.department)
        .flat_map(|score| score.rows.iter().map(move |row| (*row, score)))
        .collect()
}

/// The rows whose figures weight others or are added up for 预算执行率: by scope, item and slot.
pub(super) type Others<'a> = BTreeMap<(Scope, &'a ItemId, Slot), usize>;

fn others<'a>(c: &Context<'a>) -> Others<'a> {
    let form = c.round.form;
    let executed = form.groups.iter().flat_map(|group| match &group.of {
        GroupOf::Execution { of, .. } => of.as_slice(),
        GroupOf::Level1(_) => &[],
    });
    let named: BTreeSet<&ItemId> =
        form.indicators().filter_map(|(_, i)| i.weight_from.as_ref()).chain(executed).collect();
    let rows = c.scored.rows.iter().enumerate().filter(|(_, row)| row.part == 0 && named.contains(&row.item));
    rows.map(|(index, row)| ((row.scope, &row.item, row.slot), index)).collect()
}

/// Number formats of values, shared between rows.
struct Formats {
    plain: Arc<Style>,
}

impl Formats {
    fn new(styles: &Styles) -> Self {
        Self { plain: Arc::clone(&styles.number) }
    }
}

/// One row being written.
struct Line<'a> {
    c: &'a Context<'a>,
    index: usize,
    row: &'a WorkRow,
    score: Option<&'a ItemScore>,
    styles: &'a Styles,
    formats: &'a Formats,
    others: &'a Others<'a>,
}

impl Line<'_> {
    fn write(&self, sheet: &mut Sheet) {
        let at = work_row(self.index);
        for (work, _, _) in Work::ALL {
            if work.kept().is_some_and(|own| !self.is_kept(own)) {
                continue;
            }
            let (content, style) = self.cell(work);
            sheet.put(at, work.col(), content, &style);
        }
    }

    /// The cell is kept as it is made, for the flag of 总览: not what no formula reads, nor what follows from kept cells.
    fn is_kept(&self, own: Work) -> bool {
        // Sums over these two read every row, whatever it is about.
        let summed = self.c.round.stage.scored;
        match own {
            Work::Target => self.score.is_some(),
            Work::Upper => matches!(self.cell(own).0, Content::Number(_)),
            Work::Parts => self.row.parts > 1,
            Work::Points => summed && !matches!(self.cell(own).0, Content::Formula(_)),
            Work::Reviewed => summed,
            _ => true,
        }
    }

    fn cell(&self, work: Work) -> (Content, Arc<Style>) {
        let s = self.styles;
        let text = |text: &str| (Content::text(text), Arc::clone(&s.center));
        let row = self.row;
        match work {
            Work::Code => text(self.c.scope_code(row.scope)),
            Work::Agency => text(self.c.scope_name(row.scope)),
            Work::Item => text(self.c.code(&row.item)),
            Work::Label => (Content::text(self.c.label(&row.item)), Arc::clone(&s.text)),
            Work::Slot => text(self.c.round.form.slot_label(row.slot)),
            Work::Part => self.count(row.part + 1),
            Work::Method => text(row.method.map_or(NONE, |m| m.label)),
            Work::Bound => text(row.target.as_ref().map_or(NONE, |t| bound_word(t.bound))),
            Work::Target => self.target(),
            Work::Upper => self.upper(),
            Work::Value => self.value(),
            Work::Measure => text(if row.measure.is_empty() { NONE } else { &row.measure }),
            Work::Weighting => self.weighting(),
            Work::Weighted => self.weighted(),
            Work::Weight => self.weight(),
            Work::Parts => self.count(row.parts),
            Work::State => text(self.state_word()),
            Work::Raw => self.raw(),
            Work::Points => self.points(),
            Work::PointsWeight => self.on_first(|l| {
                l.formula(format!("IF(ISNUMBER({}),{},0)", l.at(Work::Points), l.at(Work::Weight)), l.points_weight())
            }),
            Work::Reviewed => self.on_first(|l| l.points_typed(l.score.and_then(|s| s.reviewed))),
            Work::Settled => self.on_first(|l| {
                let (reviewed, points) = (l.at(Work::Reviewed), l.at(Work::Points));
                let result = pen::outcome(l.score.and_then(ItemScore::settled), l.points_word());
                (
                    Content::formula(format!("IF(ISNUMBER({reviewed}),{reviewed},{points})"), result),
                    Arc::clone(&s.points),
                )
            }),
            Work::SettledWeight => self.on_first(|l| {
                let settled = l.score.and_then(ItemScore::settled).map_or(Decimal::ZERO, |_| l.row.weight);
                l.formula(format!("IF(ISNUMBER({}),{},0)", l.at(Work::Settled), l.at(Work::Weight)), settled)
            }),
            Work::Applicable => self.on_first(|l| {
                let applies = l.row.state != State::NotApplicable;
                let (state, points) = (l.at(Work::State), l.at(Work::Points));
                let formula = format!(r#"IF(OR({state}="不涉及",{points}="不涉及"),0,{})"#, l.at(Work::Weight));
                l.formula(formula, if applies { l.row.weight } else { Decimal::ZERO })
            }),
            Work::Explanation => (Content::text(self.explanation()), Arc::clone(&s.text)),
            kept => kept.kept().map_or_else(|| text(NONE), |own| self.cell(own)),
        }
    }

    /// A cell of this row.
    fn at(&self, work: Work) -> String {
        self.at_row(work, self.index)
    }

    fn at_row(&self, work: Work, index: usize) -> String {
        format!("${}{}", work.letters(), work_row(index) + 1)
    }

    fn count(&self, n: usize) -> (Content, Arc<Style>) {
        (Content::Number(Decimal::from(n)), Arc::clone(&self.styles.center))
    }

    fn typed(&self, value: Option<Decimal>, word: &str) -> (Content, Arc<Style>) {
        let style = if value.is_some() { &self.formats.plain } else { &self.styles.center };
        (value.map_or_else(|| Content::text(word), Content::Number), Arc::clone(style))
    }

    fn points_typed(&self, value: Option<Decimal>) -> (Content, Arc<Style>) {
        let style = if value.is_some() { &self.styles.points } else { &self.styles.center };
        (value.map_or_else(|| Content::text(NONE), Content::Number), Arc::clone(style))
    }

    fn formula(&self, formula: String, result: Decimal) -> (Content, Arc<Style>) {
        (Content::formula(formula, Outcome::Number(result)), Arc::clone(&self.styles.points))
    }

    /// Item-level cells stand on the row of the first part only, so that sums count an item once.
    fn on_first(&self, cell: impl Fn(&Self) -> (Content, Arc<Style>)) -> (Content, Arc<Style>) {
        if self.row.part == 0 && self.score.is_some() {
            cell(self)
        } else {
            (Content::text(NONE), Arc::clone(&self.styles.center))
        }
    }

    /// 计分 where points are given; where nothing is scored, what was handed in is 已填 and what was added up 已汇总.
    fn state_word(&self) -> &'static str {
        match (self.row.state, self.score, self.row.scope) {
            (State::Counted, None, Scope::Agency(_)) => "已填",
            (State::Counted, None, Scope::Department) => "已汇总",
            (state, _, _) => state.word(),
        }
    }

    /// How the points came about; and of the department's figures, that agencies are missing from them.
    fn explanation(&self) -> String {
        let own = self.score.filter(|_| self.row.part == 0).map_or("", |s| s.explanation.as_str());
        let coverage = match (self.row.scope, self.score) {
            (Scope::Agency(_), _) => None,
            (Scope::Department, Some(score)) => score.coverage,
            (Scope::Department, None) => {
                self.c.scored.merged.figure(&self.row.item, self.row.slot).map(|f| (f.have, f.expected))
            }
        };
        let provisional = coverage
            .filter(|(have, expected)| have < expected)
            .map(|(have, expected)| format!("暂定，{have}/{expected}"));
        match (own, provisional) {
            ("", None) => NONE.to_owned(),
            (own, None) => own.to_owned(),
            ("", Some(provisional)) => provisional,
            (own, Some(provisional)) => format!("{provisional}：{own}"),
        }
    }

    fn weight(&self) -> (Content, Arc<Style>) {
        match weight_cell(self.c, &self.row.item).filter(|_| self.score.is_some()) {
            Some(cell) => self.formula(cell, self.row.weight),
            None => (Content::text(NONE), Arc::clone(&self.styles.center)),
        }
    }

    /// 权数; live where it is the value of another row.
    fn weighting(&self) -> (Content, Arc<Style>) {
        let row = self.row;
        let other = self.c.round.form.item(&row.item).and_then(|item| merge::weigher(item, row.slot, self.c.round));
        let index = other.and_then(|(item, slot)| self.others.get(&(row.scope, item, slot)).copied());
        let same = |n: &usize| self.c.scored.rows.get(*n).is_some_and(|r| r.actual == row.weighting);
        match (row.weighting, index.filter(same)) {
            (Some(weight), Some(n)) => {
                let formula = Content::formula(self.at_row(Work::Value, n), Outcome::Number(weight));
                (formula, Arc::clone(&self.formats.plain))
            }
            (weight, _) => self.typed(weight, NONE),
        }
    }

    fn weighted(&self) -> (Content, Arc<Style>) {
        let product = self.row.weighting.zip(self.row.actual).and_then(|(w, a)| w.checked_mul(a));
        match product {
            Some(product) => {
                let formula = format!("{}*{}", self.at(Work::Value), self.at(Work::Weighting));
                (Content::formula(formula, Outcome::Number(product)), Arc::clone(&self.formats.plain))
            }
            None => (Content::text(NONE), Arc::clone(&self.styles.center)),
        }
    }

    /// The target; the department's execution budget is added up like its spending.
    fn target(&self) -> (Content, Arc<Style>) {
        let target = self.row.target.as_ref().filter(|_| self.score.is_some()).map(|t| t.amount);
        if let (Some(amount), Scope::Department, true) = (target, self.row.scope, self.is_execution()) {
            let (first, last) = self.agency_rows();
            let sum = self.counted_sum(Work::Target, first, last);
            return (
                Content::formula(rounded_sum(&sum, amount), Outcome::Number(amount)),
                Arc::clone(&self.formats.plain),
            );
        }
        if let Some(sum) =
            target.and_then(|amount| executed::own_sum(self.c, self.others, self.row, Sum::Budget, amount))
        {
            // Without the spending the budget does not count either.
            let value = self.at(Work::Value);
            let formula = format!("IF(ISNUMBER({value}),{sum},\"{}\")", State::Blank.word());
            let result = pen::outcome(target, NONE);
            return (Content::formula(formula, result), Arc::clone(&self.formats.plain));
        }
        match (self.tier(), target) {
            (Some(tier), Some(lower)) => self.parameter(qualitative::ends(tier).0, lower),
            _ => self.typed(target, NONE),
        }
    }

    fn upper(&self) -> (Content, Arc<Style>) {
        let upper = self.row.target.as_ref().filter(|_| self.score.is_some()).and_then(|t| t.upper);
        match (self.tier(), upper) {
            (Some(tier), Some(end)) => self.parameter(qualitative::ends(tier).1, end),
            _ => self.typed(upper, NONE),
        }
    }

    /// The tier a qualitative row is scored by.
    fn tier(&self) -> Option<Tier> {
        let scored = self.score.is_some() && self.row.method.is_some_and(|m| m.name == qualitative::METHOD.name);
        let target = self.row.target.as_ref().filter(|_| scored)?;
        [Tier::Met, Tier::Partly, Tier::Not].into_iter().find(|t| qualitative::tier(*t, self.c.params()) == *target)
    }

    /// A number that stands in 口径, or the number itself where it is no parameter.
    fn parameter(&self, param: Option<Param>, value: Decimal) -> (Content, Arc<Style>) {
        match param {
            Some(param) => {
                let content = Content::formula(param_cell(param), Outcome::Number(value));
                (content, Arc::clone(&self.formats.plain))
            }
            None => self.typed(Some(value), NONE),
        }
    }

    fn value(&self) -> (Content, Arc<Style>) {
        let Some(actual) = self.row.actual else { return self.typed(None, self.row.state.word()) };
        if self.tier() == Some(Tier::Met) && self.row.state == State::Counted {
            return self.parameter(Some(Param::MetShare), actual);
        }
        match self.live_value(actual) {
            Some(formula) => (Content::formula(formula, Outcome::Number(actual)), Arc::clone(&self.formats.plain)),
            None => self.typed(Some(actual), NONE),
        }
    }

    /// The department's value over the agencies' rows, where the aggregate's two faces agree on what is there.
    fn live_value(&self, actual: Decimal) -> Option<String> {
        if self.row.scope != Scope::Department {
            return executed::own_sum(self.c, self.others, self.row, Sum::Spent, actual);
        }
        let aggregate = self.aggregate()?;
        let (first, last) = self.agency_rows();
        let rows = self.c.scored.rows.get(first..last)?;
        let counts = |r: &&WorkRow| !self.is_execution() || matches!(r.state, State::Counted | State::Decided);
        let given = rows.iter().filter(counts);
        let terms: Vec<Term> =
            given.filter_map(|r| r.actual.map(|amount| Term { amount, weight: r.weighting })).collect();
        if (aggregate.part)(&terms) != Some(actual) || actual.normalize().scale() > 15 {
            return None;
        }
        let (value, weighted, weight) = (
            self.range(Work::Value, first, last),
            self.range(Work::Weighted, first, last),
            self.range(Work::Weighting, first, last),
        );
        let all = if self.is_execution() {
            self.counted_sum(Work::Value, first, last)
        } else {
            (aggregate.excel)(&Columns { value: &value, weighted: &weighted, weight: &weight })
        };
        let all = if all.starts_with("ROUND(") { all } else { rounded_sum(&all, actual) };
        Some(format!(r#"IF(COUNT({value})=0,"未报",{all})"#))
    }

    /// The amounts of the agencies whose budget execution is scored: what is still asked about is in neither sum.
    fn counted_sum(&self, work: Work, first: usize, last: usize) -> String {
        let (range, states) = (self.range(work, first, last), self.range(Work::State, first, last));
        let of = |state: State| format!(r#"SUMIFS({range},{states},"{}")"#, state.word());
        format!("{}+{}", of(State::Counted), of(State::Decided))
    }

    fn aggregate(&self) -> Option<&'static Aggregate> {
        let own = self.c.round.form.item(&self.row.item).map(|i| i.aggregate.as_str());
        aggregates::by_name(own.unwrap_or("sum"))
    }

    fn is_execution(&self) -> bool {
        self.c.round.form.is_execution(&self.row.item)
    }

    /// The agencies' rows of this figure and part stand right above the department's.
    fn agency_rows(&self) -> (usize, usize) {
        (self.index.saturating_sub(self.c.scored.merged.agencies.len()), self.index)
    }

    fn range(&self, work: Work, first: usize, end: usize) -> String {
        let letters = work.letters();
        format!("${letters}${}:${letters}${}", work_row(first) + 1, work_row(end.max(1) - 1) + 1)
    }

    /// This part's points before rounding.
    fn raw(&self) -> (Content, Arc<Style>) {
        let s = self.styles;
        let (Some(_), Some(method), Some(target)) = (self.score, self.row.method, self.row.target.as_ref()) else {
            let word = if self.score.is_some() { self.row.state.word() } else { NONE };
            return (Content::text(word), Arc::clone(&s.center));
        };
        if self.row.state == State::Decided || self.row.actual.is_none() {
            return (Content::text(self.row.state.word()), Arc::clone(&s.center));
        }
        let weight = match self.row.parts {
            1 => self.at(Work::Weight),
            _ => format!("{}/{}", self.at(Work::Weight), self.at(Work::Parts)),
        };
        let params = ParamCells::new(param_cell);
        let steps = step_cells(self.c, &self.row.item);
        let face = (method.excel)(&Cells {
            weight: &weight,
            bound: target.bound,
            percent: crate::score::methods::is_percent(target),
            target: &self.at(Work::Target),
            upper: &self.at(Work::Upper),
            actual: &self.at(Work::Value),
            params: &params,
            steps: steps.as_ref(),
        });
        let (state, value) = (self.at(Work::State), self.at(Work::Value));
        let formula = format!(
            r#"IF(AND({state}<>"计分",{state}<>"待核实"),{state},IF(ISNUMBER({value}),{},IF({state}="计分","缺",{state})))"#,
            face.unrounded()
        );
        let result = pen::outcome(self.row.raw, self.row.state.word());
        (Content::formula(formula, result), Arc::new(Style { number: Arc::from("0.00####"), ..(*s.points).clone() }))
    }

    fn points_word(&self) -> &'static str {
        self.row.state.word()
    }

    fn points_weight(&self) -> Decimal {
        self.score.and_then(|s| s.points).map_or(Decimal::ZERO, |_| self.row.weight)
    }

    /// The item's points, to the cent, on the row of its first part.
    fn points(&self) -> (Content, Arc<Style>) {
        let Some(score) = self.score.filter(|_| self.row.part == 0) else {
            return (Content::text(NONE), Arc::clone(&self.styles.center));
        };
        if score.state == State::Decided {
            return self.points_typed(score.points);
        }
        let result = pen::outcome(score.points, score.state.word());
        let raws: Vec<String> = score.rows.iter().map(|r| self.at_row(Work::Raw, *r)).collect();
        let formula = match raws.as_slice() {
            [one] => format!("IF(ISNUMBER({one}),{},{one})", rounding::excel(one, self.c.params().rounding)),
            many => {
                let state = self.at(Work::State);
                format!(r#"IF({state}="计分",{},{state})"#, compound::excel(many).rounded(self.c.params().rounding))
            }
        };
        (Content::formula(formula, result), Arc::clone(&self.styles.points))
    }
}

/// A sum of doubles is a hair beside the decimal sum, and the methods compare it with the target: rounded to the value's own
/// decimals, six at least for what may be typed later, it is that decimal again.
pub(super) fn rounded_sum(sum: &str, value: Decimal) -> String {
    format!("ROUND({sum},{})", value.normalize().scale().clamp(6, 15))
}

/// The bound as its sign or word.
fn bound_word(bound: Bound) -> &'static str {
    match bound {
        Bound::Bare => NONE,
        Bound::Exactly => "=",
        Bound::AtLeast => "≥",
        Bound::MoreThan => "＞",
        Bound::AtMost => "≤",
        Bound::LessThan => "＜",
        Bound::About => "左右",
        Bound::Between => "区间",
    }
}
