//! Formulas and references.
use crate::model::book::Area;
use crate::model::origin::CellRef;

/// Reads `'表'!$A$1:$B$2` or `表!A1`.
pub(in crate::xlsx) fn range(text: &str) -> Option<(String, Area)> {
    let (sheet, cells) = text.strip_prefix('=').unwrap_or(text).rsplit_once('!')?;
    let sheet = match sheet.strip_prefix('\'').and_then(|s| s.strip_suffix('\'')) {
        Some(quoted) => quoted.replace("''", "'"),
        None => sheet.to_owned(),
    };
    let (first, last) = cells.split_once(':').unwrap_or((cells, cells));
    Some((sheet, Area { first: CellRef::parse(first)?, last: CellRef::parse(last)? }))
}
