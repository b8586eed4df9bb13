//! What a reader of a finished workbook has to know of its sheets: where headers stand, and which hidden column keeps which.

use super::addresses::{BASIS_KEPT, BASIS_VALUE, DECOMPOSITION_TOP, SCORE_TOP, TABLE_TOP, WORK_TOP, Work, name};
use super::{decomposition, returns, review};

/// The sheet of parameters and weights, which also says when the workbook was made.
pub const BASIS: &str = name::BASIS;
/// The words before that day.
pub const MADE_ON: &str = "生成日期";

/// The one header row of a sheet that is a table (from 0); `None` where blocks have headers of their own.
pub fn header_row(sheet: &str) -> Option<u32> {
    match sheet {
        name::ITEMS | name::AGENCIES => Some(SCORE_TOP - 1),
        name::WORKINGS => Some(WORK_TOP - 1),
        name::DECOMPOSITION => Some(DECOMPOSITION_TOP - 1),
        name::RETURNS => Some(returns::HEADER),
        name::REVIEW => Some(review::HEADER),
        name::DETAIL | name::FINDINGS | name::TRACE | name::UNPLACED => Some(TABLE_TOP - 1),
        _ => None,
    }
}

/// Every column that people may type over, with the hidden one that keeps it as it was made.
fn kept(sheet: &str) -> Vec<(u16, u16)> {
    match sheet {
        name::BASIS => vec![(BASIS_VALUE, BASIS_KEPT)],
        name::WORKINGS => Work::KEPT.iter().map(|(kept, own)| (own.col(), kept.col())).collect(),
        name::DECOMPOSITION => vec![(decomposition::TARGET, decomposition::KEPT)],
        _ => Vec::new(),
    }
}

/// The hidden column that keeps this one.
pub fn kept_in(sheet: &str, col: u16) -> Option<u16> {
    kept(sheet).into_iter().find(|(own, _)| *own == col).map(|(_, kept)| kept)
}

/// The column that this hidden one keeps.
pub fn kept_from(sheet: &str, col: u16) -> Option<u16> {
    kept(sheet).into_iter().find(|(_, kept)| *kept == col).map(|(own, _)| own)
}
