//! 预算执行率 in 计算底稿: an agency's budget and spending are the sums of its own rows there, so that they follow them.

use super::Context;
use super::addresses::{Work, work_cell};
use super::workings::{Others, rounded_sum};
use crate::definition::GroupOf;
use crate::model::round_half_up;
use crate::score::{Scope, State, WorkRow};
use rust_decimal::Decimal;

/// Which of the two sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sum {
    /// 全年预算数.
    Budget,
    /// 全年执行数.
    Spent,
}

/// One of an agency's two sums as a formula over its rows, 缺 as soon as one of them is emptied; `None` for any other row, and
/// where the rows do not add up to this amount.
pub(super) fn own_sum(
    c: &Context<'_>,
    others: &Others<'_>,
    row: &WorkRow,
    sum: Sum,
    amount: Decimal,
) -> Option<String> {
    let (of, slot) = c.round.form.groups.iter().find_map(|group| match (&group.of, sum) {
        (GroupOf::Execution { id, budget, of, .. }, Sum::Budget) if *id == row.item => Some((of, *budget)),
        (GroupOf::Execution { id, spent, of, .. }, Sum::Spent) if *id == row.item => Some((of, *spent)),
        _ => None,
    })?;
    if row.scope == Scope::Department || !matches!(row.state, State::Counted | State::Decided) {
        return None;
    }
    let rows: Vec<usize> = of.iter().filter_map(|item| others.get(&(row.scope, item, slot)).copied()).collect();
    let amounts: Vec<Decimal> = rows.iter().filter_map(|n| c.scored.rows.get(*n)?.actual).collect();
    if amounts.is_empty() || round_half_up::sum(amounts.iter().copied()) != Some(amount) {
        return None;
    }
    let list = rows.iter().map(|n| work_cell(Work::Value, *n)).collect::<Vec<_>>().join(",");
    let all = rounded_sum(&format!("SUM({list})"), amount);
    Some(format!("IF(COUNT({list})<{},\"{}\",{all})", amounts.len(), State::Blank.word()))
}
