//! Where things stand in the consolidated workbook: the one home of every address that a formula or link uses.

use super::Context;
use crate::definition::profile::PARAMS;
use crate::definition::{Item, Param, Steps};
use crate::model::book::{Area, quoted};
use crate::model::origin::column_name;
use crate::model::{CellRef, ItemId};
use crate::score::methods::StepCells;
use crate::score::{Scope, scored_items};

/// Names of the sheets.
pub(super) mod name {
    pub(in crate::report) const OVERVIEW: &str = "总览";
    pub(in crate::report) const CONTENTS: &str = "目录";
    pub(in crate::report) const MERGED: &str = "汇总申报表";
    pub(in crate::report) const ITEMS: &str = "指标得分";
    pub(in crate::report) const AGENCIES: &str = "单位得分";
    pub(in crate::report) const MATRIX: &str = "得分矩阵";
    pub(in crate::report) const BUDGET: &str = "预算汇总";
    pub(in crate::report) const TASKS: &str = "重点任务";
    pub(in crate::report) const WORKINGS: &str = "计算底稿";
    pub(in crate::report) const DETAIL: &str = "明细";
    pub(in crate::report) const FINDINGS: &str = "问题清单";
    pub(in crate::report) const RETURNS: &str = "报送情况";
    pub(in crate::report) const TRACE: &str = "溯源";
    pub(in crate::report) const UNPLACED: &str = "未归位内容";
    pub(in crate::report) const BASIS: &str = "口径";
    pub(in crate::report) const DECOMPOSITION: &str = "分解衔接表";
    pub(in crate::report) const REVIEW: &str = "审核意见";
}

/// The columns of 计算底稿, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Work {
    Code,
    Agency,
    Item,
    Label,
    Slot,
    Part,
    Method,
    Bound,
    Target,
    Upper,
    Value,
    Measure,
    Weighting,
    Weighted,
    Weight,
    Parts,
    State,
    Raw,
    Points,
    PointsWeight,
    Reviewed,
    Settled,
    SettledWeight,
    Applicable,
    Explanation,
    KeptTarget,
    KeptUpper,
    KeptValue,
    KeptWeighting,
    KeptParts,
    KeptState,
    KeptPoints,
    KeptReviewed,
}

impl Work {
    /// Every column with its header and width in characters.
    pub(super) const ALL: [(Work, &'static str, u32); 33] = [
        (Work::Code, "单位代码", 10),
        (Work::Agency, "单位", 10),
        (Work::Item, "编码", 10),
        (Work::Label, "指标", 30),
        (Work::Slot, "栏目", 16),
        (Work::Part, "分项", 6),
        (Work::Method, "计分方法", 14),
        (Work::Bound, "界限", 6),
        (Work::Target, "目标", 13),
        (Work::Upper, "上限", 10),
        (Work::Value, "完成", 14),
        (Work::Measure, "计量单位", 9),
        (Work::Weighting, "权数", 13),
        (Work::Weighted, "加权值", 15),
        (Work::Weight, "权重", 8),
        (Work::Parts, "分项数", 7),
        (Work::State, "状态", 9),
        (Work::Raw, "分项得分", 11),
        (Work::Points, "得分", 9),
        (Work::PointsWeight, "计分权重", 9),
        (Work::Reviewed, "复核得分", 9),
        (Work::Settled, "核定得分", 9),
        (Work::SettledWeight, "核定权重", 9),
        (Work::Applicable, "适用权重", 9),
        (Work::Explanation, "算式或说明", 60),
        (Work::KeptTarget, "生成时目标", 13),
        (Work::KeptUpper, "生成时上限", 10),
        (Work::KeptValue, "生成时完成", 14),
        (Work::KeptWeighting, "生成时权数", 13),
        (Work::KeptParts, "生成时分项数", 7),
        (Work::KeptState, "生成时状态", 9),
        (Work::KeptPoints, "生成时得分", 9),
        (Work::KeptReviewed, "生成时复核得分", 9),
    ];

    /// The hidden columns that keep what people may type over as it was made, each with the column it keeps.
    pub(super) const KEPT: [(Work, Work); 8] = [
        (Work::KeptTarget, Work::Target),
        (Work::KeptUpper, Work::Upper),
        (Work::KeptValue, Work::Value),
        (Work::KeptWeighting, Work::Weighting),
        (Work::KeptParts, Work::Parts),
        (Work::KeptState, Work::State),
        (Work::KeptPoints, Work::Points),
        (Work::KeptReviewed, Work::Reviewed),
    ];

    /// The column that this hidden one keeps.
    pub(super) fn kept(self) -> Option<Work> {
        Self::KEPT.iter().find(|(kept, _)| *kept == self).map(|(_, own)| *own)
    }

    /// Its header, at a stage that is scored or not.
    pub(super) fn header(self, scored: bool) -> &'static str {
        match self {
            Work::Value if !scored => "填报数",
            Work::KeptValue if !scored => "生成时填报数",
            Work::Explanation if !scored => "说明",
            _ => Self::ALL.iter().find(|(work, _, _)| *work == self).map_or("", |(_, header, _)| *header),
        }
    }

    /// It says something only where points are given.
    pub(super) fn is_about_points(self) -> bool {
        use Work::{
            Applicable, Method, Parts, Points, PointsWeight, Raw, Reviewed, Settled, SettledWeight, Target, Upper,
            Weight,
        };
        let own = [
            Method,
            Target,
            Upper,
            Weight,
            Parts,
            Raw,
            Points,
            PointsWeight,
            Reviewed,
            Settled,
            SettledWeight,
            Applicable,
        ];
        own.contains(&self)
    }

    /// Its column, from 0.
    pub(super) fn col(self) -> u16 {
        Self::ALL.iter().position(|(w, _, _)| *w == self).and_then(|n| u16::try_from(n).ok()).unwrap_or(0)
    }

    /// Its letters.
    pub(super) fn letters(self) -> String {
        column_name(self.col())
    }
}

/// The first row of data in 计算底稿, from 0; title and header stand above.
pub(super) const WORK_TOP: u32 = 2;

/// The sheet row (from 0) of `Scored::rows[index]` in 计算底稿.
pub(super) fn work_row(index: usize) -> u32 {
    WORK_TOP + u32::try_from(index).unwrap_or(u32::MAX - WORK_TOP)
}

/// A cell of 計算底稿 for a formula on another sheet: `'计算底稿'!$K$12`.
pub(super) fn work_cell(column: Work, index: usize) -> String {
    format!("{}!${}${}", quoted(name::WORKINGS), column.letters(), work_row(index) + 1)
}

/// A whole data column of 计算底稿 for SUMIFS: `'计算底稿'!$K$3:$K$500`.
pub(super) fn work_range(column: Work, rows: usize) -> String {
    let letters = column.letters();
    let last = work_row(rows.max(1) - 1) + 1;
    format!("{}!${letters}${}:${letters}${last}", quoted(name::WORKINGS), WORK_TOP + 1)
}

/// The first parameter in 口径 (row from 0); header one row above. Then, below each other: parameters, caps, weights, steps.
pub(super) const PARAMS_TOP: u32 = 4;

/// The row of a parameter in 口径, from 0.
pub(super) fn param_row(param: Param) -> u32 {
    PARAMS_TOP + param as u32
}

/// The cell of a parameter: `'口径'!$C$5`.
pub(super) fn param_cell(param: Param) -> String {
    basis_cell(param_row(param))
}

/// The row of a cap's execution rate; its points stand below it.
pub(super) fn cap_row(place: usize) -> u32 {
    rows_below(PARAMS_TOP, PARAMS.len() + 2 * place)
}

/// The cells of every cap: execution rate and points.
pub(super) fn cap_cells(c: &Context<'_>) -> Vec<(String, String)> {
    let rows = (0..c.params().caps.len()).map(cap_row);
    rows.map(|row| (basis_cell(row), basis_cell(row + 1))).collect()
}

/// The row of the first weight in 口径; header one row above, a blank one before that.
pub(super) fn weights_top(c: &Context<'_>) -> u32 {
    cap_row(c.params().caps.len()) + 2
}

/// The row of the first step in 口径: below the weights, their total, a blank row and a header.
pub(super) fn steps_top(c: &Context<'_>) -> u32 {
    rows_below(weights_top(c), scored_items(c.round.form).len() + 3)
}

/// The indicators with steps of their own, each with the row of its first one.
pub(super) fn steps_rows<'a>(c: &Context<'a>) -> Vec<(&'a Item, &'a Steps, u32)> {
    let mut row = steps_top(c);
    let mut found = Vec::new();
    for (item, indicator) in c.round.form.indicators() {
        if let Some(steps) = &indicator.steps {
            found.push((item, steps, row));
            row = rows_below(row, steps.bands.len().max(1));
        }
    }
    found
}

/// The columns of a step beside its value in `BASIS_VALUE`: points of the band, full marks.
pub(super) const STEP_COLUMNS: [u16; 2] = [3, 4];

/// Where an indicator's steps stand; `None` where it has none.
pub(super) fn step_cells(c: &Context<'_>, item: &ItemId) -> Option<StepCells> {
    let (_, steps, row) = steps_rows(c).into_iter().find(|(own, _, _)| &own.id == item)?;
    let cell = |col: u16, row: u32| format!("{}!${}${}", quoted(name::BASIS), column_name(col), row + 1);
    let band = |n: usize| (basis_cell(rows_below(row, n)), cell(STEP_COLUMNS[0], rows_below(row, n)));
    Some(StepCells {
        of: cell(STEP_COLUMNS[1], row),
        deduct: basis_cell(row),
        bands: (0..steps.bands.len()).map(band).collect(),
        inverse: steps.inverse,
    })
}

fn rows_below(row: u32, count: usize) -> u32 {
    row.saturating_add(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The column of 口径 that holds parameters and weights.
pub(super) const BASIS_VALUE: u16 = 2;

/// The hidden column of 口径 that keeps them as they were made.
pub(super) const BASIS_KEPT: u16 = 6;

/// The hidden columns that keep points and full marks of the steps, each with the column it keeps.
pub(super) const STEPS_KEPT: [(u16, u16); 2] = [(7, STEP_COLUMNS[0]), (8, STEP_COLUMNS[1])];

/// Every parameter, weight and step of 口径, from the first to the last, headers between them included; `None` where nothing
/// is scored.
pub(super) fn basis_inputs(c: &Context<'_>) -> Option<Area> {
    let weights = rows_below(weights_top(c), scored_items(c.round.form).len().max(1) - 1);
    let last = step_inputs(c, BASIS_VALUE).map_or(weights, |area| area.last.row);
    c.round.stage.scored.then_some(Area::new(PARAMS_TOP, BASIS_VALUE, last, BASIS_VALUE))
}

/// The steps' cells in one column of 口径; `None` where no indicator has any, or nothing is scored.
pub(super) fn step_inputs(c: &Context<'_>, col: u16) -> Option<Area> {
    let all = steps_rows(c);
    let (_, steps, row) = all.last().filter(|_| c.round.stage.scored)?;
    let last = rows_below(*row, steps.bands.len().max(1) - 1);
    Some(Area::new(steps_top(c), col, last, col))
}

/// The rows of an area in that column of a sheet: `'口径'!$C$5:$C$47`.
pub(super) fn column_range(sheet: &str, area: Area, col: u16) -> String {
    format!("{}!{}", quoted(sheet), Area::new(area.first.row, col, area.last.row, col).absolute())
}

/// Where 总览 says whether anything has changed since it was made.
pub(super) const FLAG: CellRef = CellRef::new(3, 2);

/// The flag for a formula on another sheet.
pub(super) fn flag_cell() -> String {
    format!("{}!{}", quoted(name::OVERVIEW), FLAG.absolute())
}

/// A value cell of 口径: `'口径'!$C$5`.
pub(super) fn basis_cell(row: u32) -> String {
    format!("{}!${}${}", quoted(name::BASIS), column_name(BASIS_VALUE), row + 1)
}

/// The cell of an item's weight in 口径; `None` for what is not scored.
pub(super) fn weight_cell(c: &Context<'_>, item: &ItemId) -> Option<String> {
    let place = scored_items(c.round.form).iter().position(|(id, _)| id == item)?;
    Some(basis_cell(rows_below(weights_top(c), place)))
}

/// The first row of data in 指标得分 and 单位得分, from 0.
pub(super) const SCORE_TOP: u32 = 4;

/// The columns of 指标得分, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ItemColumn {
    Code,
    Level1,
    Level2,
    Label,
    Weight,
    Target,
    Value,
    Rate,
    Points,
    Reviewed,
    Status,
    Data,
    Working,
    Reasons,
    Method,
}

impl ItemColumn {
    /// Every column with its header and width in characters.
    pub(super) const ALL: [(ItemColumn, &'static str, u32); 15] = [
        (ItemColumn::Code, "编码", 10),
        (ItemColumn::Level1, "一级指标", 11),
        (ItemColumn::Level2, "二级指标", 13),
        (ItemColumn::Label, "三级指标", 34),
        (ItemColumn::Weight, "权重", 8),
        (ItemColumn::Target, "部门目标", 15),
        (ItemColumn::Value, "汇总完成值", 15),
        (ItemColumn::Rate, "完成率", 10),
        (ItemColumn::Points, "自评得分", 9),
        (ItemColumn::Reviewed, "复核得分", 9),
        (ItemColumn::Status, "完成情况", 15),
        (ItemColumn::Data, "数据状态", 24),
        (ItemColumn::Working, "计分算式", 36),
        (ItemColumn::Reasons, "偏差原因及改进措施", 44),
        (ItemColumn::Method, "汇总方法", 10),
    ];

    /// Its column, from 0.
    pub(super) fn col(self) -> u16 {
        Self::ALL.iter().position(|(w, _, _)| *w == self).and_then(|n| u16::try_from(n).ok()).unwrap_or(0)
    }

    /// The cells of `count` items below each other, from the place `first`.
    pub(super) fn span(self, first: usize, count: usize) -> String {
        let letters = column_name(self.col());
        let (top, last) = (item_row(first) + 1, item_row(first + count.max(1) - 1) + 1);
        format!("{}!${letters}${top}:${letters}${last}", quoted(name::ITEMS))
    }

    /// The cells of all items, for SUMIFS and COUNTIF.
    pub(super) fn range(self, items: usize) -> String {
        self.span(0, items)
    }
}

/// The columns of 单位得分, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AgencyColumn {
    Number,
    Code,
    Name,
    Ranked,
    Items,
    Applicable,
    Weight,
    Raw,
    Execution,
    Indicators,
    Light,
    Score,
    Reviewed,
    Settled,
    Data,
    Grade,
    Rank,
    Remark,
}

impl AgencyColumn {
    /// Every column with its header and width in characters.
    pub(super) const ALL: [(AgencyColumn, &'static str, u32); 18] = [
        (AgencyColumn::Number, "序号", 6),
        (AgencyColumn::Code, "单位代码", 10),
        (AgencyColumn::Name, "单位", 24),
        (AgencyColumn::Ranked, "参与排名", 9),
        (AgencyColumn::Items, "适用指标数", 10),
        (AgencyColumn::Applicable, "适用权重", 10),
        (AgencyColumn::Weight, "计分权重", 10),
        (AgencyColumn::Raw, "原始分", 10),
        (AgencyColumn::Execution, "预算执行率", 10),
        (AgencyColumn::Indicators, "指标得分率", 10),
        (AgencyColumn::Light, "执行预警", 9),
        (AgencyColumn::Score, "自评得分", 10),
        (AgencyColumn::Reviewed, "复核得分", 10),
        (AgencyColumn::Settled, "核定得分", 10),
        (AgencyColumn::Data, "数据状态", 10),
        (AgencyColumn::Grade, "评价等级", 10),
        (AgencyColumn::Rank, "名次", 8),
        (AgencyColumn::Remark, "说明", 46),
    ];

    /// Its column, from 0.
    pub(super) fn col(self) -> u16 {
        Self::ALL.iter().position(|(w, _, _)| *w == self).and_then(|n| u16::try_from(n).ok()).unwrap_or(0)
    }

    /// A cell of 单位得分 for a formula on another sheet; `row` from 0.
    pub(super) fn cell(self, row: u32) -> String {
        format!("{}!${}${}", quoted(name::AGENCIES), column_name(self.col()), row + 1)
    }

    /// The cells of all agencies (without the department), for COUNTIF.
    pub(super) fn range(self, agencies: usize) -> String {
        let letters = column_name(self.col());
        let last = SCORE_TOP + u32::try_from(agencies.max(1)).unwrap_or(1);
        format!("{}!${letters}${}:${letters}${last}", quoted(name::AGENCIES), SCORE_TOP + 1)
    }
}

/// The row (from 0) of a scored item in 指标得分: items in print order from `SCORE_TOP`.
pub(super) fn item_row(place: usize) -> u32 {
    SCORE_TOP + u32::try_from(place).unwrap_or(0)
}

/// The row (from 0) of a scope in 单位得分: agencies in roster order from `SCORE_TOP`, the department in the last line.
pub(super) fn agency_row(c: &Context<'_>, scope: Scope) -> u32 {
    let place = match scope {
        Scope::Agency(n) => n,
        Scope::Department => c.scored.merged.agencies.len(),
    };
    SCORE_TOP + u32::try_from(place).unwrap_or(0)
}

/// The row (from 0) of an item's line in 分解衔接表.
pub(super) const DECOMPOSITION_TOP: u32 = 5;
/// The first row of data in 明细, 问题清单, 溯源 and 未归位内容: the header stands in row 0, so that each is one plain table.
pub(super) const TABLE_TOP: u32 = 1;
