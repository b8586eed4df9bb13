//! Defined names and table names: one set of rules, one set of names.

use super::{Known, SHORT, at_most, formula, refusal};
use crate::model::book::Book;
use crate::model::origin::CellRef;
use crate::xlsx::Refused;
use std::collections::BTreeSet;

pub(super) fn check(book: &Book, known: &Known) -> Result<(), Refused> {
    let mut seen = BTreeSet::new();
    for (name, reference) in &book.names {
        let checked = allowed(name).and_then(|()| unique(name, &mut seen));
        checked.and_then(|()| formula::check(reference, known)).map_err(refusal(format!("名称“{name}”")))?;
    }
    for (_, name) in book.sheets.iter().filter_map(|s| s.table.as_ref()) {
        let checked = allowed(name).and_then(|()| unique(name, &mut seen));
        checked.map_err(refusal(format!("表格“{name}”")))?;
    }
    Ok(())
}

fn unique(name: &str, seen: &mut BTreeSet<String>) -> Result<(), String> {
    if seen.insert(name.to_lowercase()) { Ok(()) } else { Err("名称重复（不分大小写）".to_owned()) }
}

/// Whether Excel takes the name.
fn allowed(name: &str) -> Result<(), String> {
    at_most("名称", name, SHORT)?;
    let Some(first) = name.chars().next() else {
        return Err("名称是空的".to_owned());
    };
    if !(first.is_alphabetic() || first == '_') {
        return Err("名称须以字母、汉字或下划线开头".to_owned());
    }
    if let Some(c) = name.chars().find(|c| !(c.is_alphanumeric() || matches!(c, '_' | '.'))) {
        return Err(format!("名称中不能有“{c}”"));
    }
    if looks_like_a_cell(name) {
        return Err("名称与单元格地址相同，Excel不接受".to_owned());
    }
    let upper = name.to_uppercase();
    if upper == "TRUE" || upper == "FALSE" || upper.starts_with("_XLNM") {
        return Err("名称为Excel保留".to_owned());
    }
    Ok(())
}

/// `P02`, `c`, `R1C1`, `RC`, and what only begins like `R1` or `C1`.
fn looks_like_a_cell(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    if CellRef::parse(&upper).is_some() {
        return true;
    }
    let rest = upper.strip_prefix("RC").or_else(|| upper.strip_prefix('R')).or_else(|| upper.strip_prefix('C'));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_digit()))
}
