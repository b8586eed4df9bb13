//! `FormDef` and prefill → `Book`: the form as it is handed out, locked except its slots.
//!
//! Four sheets: 填报说明, the form, 填报自查, and a hidden one that says which form it is.

mod form;
mod guide;
mod line;
pub(crate) mod live;
pub(crate) mod paint;
mod selfcheck;

use crate::definition::identity::{Identity, META_SHEET, OWN_AREA};
use crate::definition::layout::Layout;
use crate::definition::{FormDef, Stage};
use crate::model::book::{Area, Book, Content, Sheet, Style, TEXT_FORMAT, Visibility, quoted};
use crate::model::{Agency, ItemId, Slot};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a round says to everybody alike.
#[derive(Debug, Clone)]
pub struct Issue<'a> {
    /// 年度.
    pub year: i32,
    /// The department that sends the form out.
    pub department: &'a str,
    /// 报送截止日期.
    pub deadline: Option<NaiveDate>,
    /// Whom to ask, in one line.
    pub contact: &'a str,
    /// The date written into the file.
    pub created: NaiveDate,
    /// The agencies' names (全称) in the roster's order, from which the common file lets choose.
    pub agencies: &'a [String],
    /// What will be checked, one sentence each.
    pub checks: &'a [String],
}

/// What stands in the form before it is handed out.
#[derive(Debug, Clone)]
pub struct Prefill<'a> {
    /// What the round says.
    pub issue: &'a Issue<'a>,
    /// Whose file it is; `None` is the common file.
    pub agency: Option<&'a Agency>,
    /// The agency chosen in the common file, where it is written as if filled in.
    pub chosen: Option<String>,
    /// Given and locked.
    pub values: BTreeMap<(ItemId, Slot), Given>,
    /// Written into unlocked cells, as a clerk would.
    pub filled: BTreeMap<(ItemId, Slot), Content>,
}

/// A value that the department gives and locks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// A text: a target, a name.
    Text(String),
    /// An amount (万元).
    Amount(Decimal),
    /// The agency has no part in it: 不涉及.
    NotApplicable,
}

impl<'a> Prefill<'a> {
    /// Nothing filled in: the blank form of an agency, or the common file.
    pub fn blank(issue: &'a Issue<'a>, agency: Option<&'a Agency>) -> Self {
        Self { issue, agency, chosen: None, values: BTreeMap::new(), filled: BTreeMap::new() }
    }
}

/// The workbook handed out at this stage.
pub fn template(form: &FormDef, stage: &Stage, prefill: &Prefill<'_>) -> Book {
    let own = form::Own::new(form, stage, prefill);
    let identity = Identity {
        form: form.id.clone(),
        version: form.version.clone(),
        stage: stage.id.clone(),
        agency: prefill.agency.map(|a| a.code.clone()),
    };
    let sheet = form::sheet(&own, &identity);
    let (guide, selfcheck, meta) = (guide::sheet(&own), selfcheck::sheet(&own, &sheet), meta(&identity));
    let issue = prefill.issue;
    let mut names = names(form, &own.layout);
    names.extend(own_areas(&[&guide, &selfcheck, &meta]));
    Book {
        title: format!("{}年度{}", issue.year, form.title),
        subject: stage.name.clone(),
        author: issue.department.to_owned(),
        created: issue.created,
        properties: identity.properties(),
        names,
        sheets: vec![guide, sheet, selfcheck, meta],
    }
}

/// `01_越秀_部门整体预算绩效目标申报表_2024.xlsx`; the common file is `00_通用_…`. Safe on every file system.
pub fn file_name(number: usize, agency: Option<&Agency>, form: &FormDef, year: i32) -> String {
    let number = if agency.is_some() { number } else { 0 };
    let short = agency.map_or("通用", |a| &a.short);
    format!("{number:02}_{}_{}_{year}.xlsx", safe(short), safe(&form.title))
}

/// Without what Windows refuses in a file name, and not too long.
fn safe(text: &str) -> String {
    let refused = |c: char| c.is_control() || c.is_whitespace() || "\\/:*?\"<>|_".contains(c);
    text.chars().map(|c| if refused(c) { '-' } else { c }).take(60).collect()
}

fn names(form: &FormDef, layout: &Layout) -> Vec<(String, String)> {
    let sheet = quoted(&form.sheet);
    layout.names().into_iter().map(|(name, area)| (name, format!("{sheet}!{}", area.absolute()))).collect()
}

/// What is written on the other sheets, so that the reader tells it from what a clerk adds there.
fn own_areas<'a>(sheets: &'a [&Sheet]) -> impl Iterator<Item = (String, String)> + use<'a> {
    (1..).zip(sheets).filter_map(|(n, sheet)| {
        let last = |row: &crate::model::book::Row| row.cells.last().map(|(col, _)| *col);
        let (row, col) =
            (sheet.rows.iter().rfind(|r| !r.cells.is_empty())?.index, sheet.rows.iter().filter_map(last).max()?);
        Some((format!("{OWN_AREA}{n}"), format!("{}!{}", quoted(&sheet.name), Area::new(0, 0, row, col).absolute())))
    })
}

/// The identity once more, for tools that look for it where people do not.
fn meta(identity: &Identity) -> Sheet {
    let mut sheet = Sheet { visibility: Visibility::VeryHidden, ..Sheet::named(META_SHEET) };
    let style = Arc::new(Style::data().number(TEXT_FORMAT));
    for (row, (name, value)) in (0..).zip(identity.properties()) {
        sheet.text(row, 0, name, &style);
        sheet.text(row, 1, value, &style);
    }
    sheet
}
