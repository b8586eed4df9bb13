//! The book as a whole: properties and sheets.

use super::{SHORT, printable, refusal, short};
use crate::model::book::{Book, Visibility};
use crate::xlsx::Refused;
use std::collections::BTreeSet;

/// Characters of a sheet's name.
const SHEET_NAME: usize = 31;

pub(super) fn check(book: &Book) -> Result<(), Refused> {
    for (what, text) in [("标题", &book.title), ("主题", &book.subject), ("作者", &book.author)] {
        short(what, text, SHORT).map_err(refusal("文档属性".to_owned()))?;
    }
    properties(&book.properties)?;
    let mut seen = BTreeSet::new();
    for sheet in &book.sheets {
        sheet_name(&sheet.name, &mut seen).map_err(refusal(format!("工作表“{}”", sheet.name)))?;
    }
    if !book.sheets.iter().any(|s| s.visibility == Visibility::Visible) {
        return Err(refusal("工作簿".to_owned())("没有可见的工作表，Excel至少要有一张".to_owned()));
    }
    Ok(())
}

fn properties(properties: &[(String, String)]) -> Result<(), Refused> {
    let mut seen = BTreeSet::new();
    for (name, value) in properties {
        property(name, value, &mut seen).map_err(refusal(format!("自定义属性“{name}”")))?;
    }
    Ok(())
}

fn property(name: &str, value: &str, seen: &mut BTreeSet<String>) -> Result<(), String> {
    if name.is_empty() {
        return Err("名称是空的".to_owned());
    }
    short("名称", name, SHORT)?;
    short("值", value, SHORT)?;
    if !seen.insert(name.to_lowercase()) {
        return Err("名称重复".to_owned());
    }
    Ok(())
}

fn sheet_name(name: &str, seen: &mut BTreeSet<String>) -> Result<(), String> {
    if name.trim().is_empty() {
        return Err("名称是空的".to_owned());
    }
    super::at_most("名称", name, SHEET_NAME)?;
    printable("名称", name, false)?;
    if let Some(c) = name.chars().find(|c| matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\')) {
        return Err(format!("名称中不能有“{c}”"));
    }
    if name.starts_with('\'') || name.ends_with('\'') {
        return Err("名称不能以单引号开头或结尾".to_owned());
    }
    if name.eq_ignore_ascii_case("history") {
        return Err("History是Excel保留的名称".to_owned());
    }
    if !seen.insert(name.to_lowercase()) {
        return Err("名称重复（不分大小写）".to_owned());
    }
    Ok(())
}
