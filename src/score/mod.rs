//! `Merged` → `Scored`: points per indicator for the department and every agency, totals, grades and ranks, each with its
//! explanation, 暂定 where something is still open. At a stage that is not scored nothing gets points.

pub mod assess;
pub mod execution;
pub mod grade;
mod item;
pub mod line;
pub mod methods;
pub mod rounding;
mod total;
mod workings;

use crate::definition::profile::Cap;
use crate::definition::{FormDef, GroupOf};
use crate::merge::{Merged, ReturnState, Round};
use crate::model::{ItemId, Part, Slot};
use execution::Light;
use grade::Grade;
use methods::Method;
use rust_decimal::Decimal;

/// Whose figures a row holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// The department as a whole.
    Department,
    /// The agency at this place of `Merged::agencies`.
    Agency(usize),
}

/// The state of a row: one word, in 状态 of 计算底稿.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// 计分: the method gives points (at a stage without scores: 已填).
    Counted,
    /// 评定: a person gave the points.
    Decided,
    /// 不涉及.
    NotApplicable,
    /// 缺: handed in, but blank.
    Blank,
    /// 待更正: sent back.
    ToCorrect,
    /// 待核实.
    ToVerify,
    /// 待评分.
    ToScore,
    /// 未报, or not counted as a whole: 待选定, 退回.
    NotReturned(ReturnState),
}

impl State {
    /// The word in 状态.
    pub fn word(self) -> &'static str {
        match self {
            State::Counted => "计分",
            State::Decided => "评定",
            State::NotApplicable => "不涉及",
            State::Blank => "缺",
            State::ToCorrect => "待更正",
            State::ToVerify => "待核实",
            State::ToScore => "待评分",
            State::NotReturned(state) => state.word(),
        }
    }
}

/// One part of one item in one scope: a row of 计算底稿, typed. Formulas read nothing else.
#[derive(Debug, Clone)]
pub struct WorkRow {
    /// Whose.
    pub scope: Scope,
    /// The item.
    pub item: ItemId,
    /// Which of its figures: `Actual` for what is scored, `YearTarget` at declare, an amount slot for money.
    pub slot: Slot,
    /// Which part, from 0.
    pub part: usize,
    /// Of how many.
    pub parts: usize,
    /// The scoring method; `None` where nothing is scored.
    pub method: Option<&'static Method>,
    /// The target as the method takes it: bound, amount, upper end, measure.
    pub target: Option<Part>,
    /// The value as the method takes it, in the target's measure; `None` where `state` says why.
    pub actual: Option<Decimal>,
    /// The value's own bound where it had one, for its number format.
    pub bound: crate::model::Bound,
    /// Multiplier and measure as printed: 万台.
    pub measure: String,
    /// 权数 of a rate.
    pub weighting: Option<Decimal>,
    /// Points of 100 the whole item weighs.
    pub weight: Decimal,
    /// What keeps it from being counted, or that it is.
    pub state: State,
    /// This part's points before rounding; `None` without points.
    pub raw: Option<Decimal>,
}

/// One item scored in one scope.
#[derive(Debug, Clone)]
pub struct ItemScore {
    /// Whose.
    pub scope: Scope,
    /// The item.
    pub item: ItemId,
    /// Points of 100 it weighs.
    pub weight: Decimal,
    /// The state of the whole item.
    pub state: State,
    /// 自评得分, to the cent.
    pub points: Option<Decimal>,
    /// 复核得分 as a person decided.
    pub reviewed: Option<Decimal>,
    /// 完成率, unrounded, for display.
    pub rate: Option<Decimal>,
    /// 超额完成, 需人工确认.
    pub flag: Option<methods::Flag>,
    /// One sentence an official re-performs with a pocket calculator, or why there are no points.
    pub explanation: String,
    /// Its rows: places in `Scored::rows`.
    pub rows: Vec<usize>,
    /// For the department: from how many agencies of how many.
    pub coverage: Option<(usize, usize)>,
}

impl ItemScore {
    /// What counts after review: 复核得分 where there is one, else 自评得分.
    pub fn settled(&self) -> Option<Decimal> {
        self.reviewed.or(self.points)
    }

    /// Nothing is open: points or 不涉及, from all agencies concerned.
    pub fn is_final(&self) -> bool {
        let closed = self.settled().is_some() || self.state == State::NotApplicable;
        closed && self.coverage.is_none_or(|(have, expected)| have >= expected)
    }
}

/// The total of one scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    /// Whose.
    pub scope: Scope,
    /// Sum of 自评得分, to the cent.
    pub points: Decimal,
    /// Weight of the items that have points.
    pub weight: Decimal,
    /// 适用权重: weight of all items but 不涉及.
    pub applicable: Decimal,
    /// 折算分: points ÷ weight × 100, to the cent; `None` where nothing has points.
    pub score: Option<Decimal>,
    /// The same after review; `None` while no 复核得分 was given.
    pub reviewed: Option<Decimal>,
    /// 预算执行率 as a fraction to six decimals; `None` where it is not known or does not apply.
    pub execution: Option<Decimal>,
    /// The score rate of all but 预算执行率, likewise.
    pub indicators: Option<Decimal>,
    /// The cap that budget execution puts on `score` and `reviewed`.
    pub cap: Option<Cap>,
    /// The light; `None` where the profile has none.
    pub light: Option<Light>,
    /// Items with points, of items that apply.
    pub scored: (usize, usize),
    /// Something is open: the total reads 暂定 and has no grade.
    pub provisional: bool,
    /// 评价等级; `None` while provisional.
    pub grade: Option<Grade>,
    /// Rank among the complete agencies that take part in it, from 1; ties share a rank; `None` while provisional.
    pub rank: Option<usize>,
}

/// The whole round, merged and scored.
#[derive(Debug, Clone)]
pub struct Scored {
    /// What it was made from.
    pub merged: Merged,
    /// 计算底稿: item by item, each figure's agencies in roster order below each other, then the department's own row.
    pub rows: Vec<WorkRow>,
    /// Every item of the department, in print order (empty where the stage is not scored).
    pub department: Vec<ItemScore>,
    /// Every item of every agency, by agency and then in print order.
    pub agencies: Vec<Vec<ItemScore>>,
    /// The department's total.
    pub total: Total,
    /// The agencies' totals, in roster order.
    pub totals: Vec<Total>,
}

/// What is scored: every indicator and every figure of its own (预算执行率), with its weight, in print order.
pub fn scored_items(form: &FormDef) -> Vec<(ItemId, Decimal)> {
    let mut items = Vec::new();
    for group in &form.groups {
        match &group.of {
            GroupOf::Level1(level1) => items.extend(
                form.indicators().filter(|(_, i)| &i.level1 == level1).map(|(item, i)| (item.id.clone(), i.weight)),
            ),
            GroupOf::Execution { id, .. } => items.push((id.clone(), group.weight)),
        }
    }
    items
}

/// Scores a merged round.
pub fn score(merged: Merged, round: Round<'_>) -> Scored {
    let params = &round.form.profile.params;
    let sheet = workings::work_out(&merged, round, params);
    let totals: Vec<Total> = total::of_agencies(&sheet.agencies, &merged, round);
    let total = total::of_department(&sheet.department, &merged, round);
    Scored { merged, rows: sheet.rows, department: sheet.department, agencies: sheet.agencies, total, totals }
}
