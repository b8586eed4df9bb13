//! `Scored` → `Book`: the consolidated workbook, one file per sheet, still plain data.

mod addresses;
mod agencies;
mod basis;
mod budget;
mod contents;
mod decomposition;
mod detail;
mod executed;
pub mod feedback;
mod findings;
mod items;
pub mod letter;
mod matrix;
mod merged_form;
mod overview;
mod pen;
pub mod places;
mod reasons;
mod returns;
mod review;
mod say;
mod since;
mod sources;
mod tasks;
mod trace;
mod unequal;
mod unplaced;
mod workings;

use crate::definition::Params;
use crate::definition::layout::Layout;
use crate::merge::{ReturnState, Round};
use crate::model::book::{Book, Sheet};
use crate::model::{Agency, ItemId};
use crate::score::{Scope, Scored};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// What the custom property `jihe_kind` of a consolidated workbook says.
pub const KIND: &str = "consolidated";

/// What the report says about the round besides its figures.
#[derive(Debug, Clone)]
pub struct Facts {
    /// 年度.
    pub year: i32,
    /// The department's name.
    pub department: String,
    /// The day the report is made.
    pub date: NaiveDate,
    /// 报送截止日期.
    pub deadline: Option<NaiveDate>,
    /// Version of the program.
    pub program: &'static str,
    /// SHA-256 of every file read, by path.
    pub hashes: BTreeMap<String, String>,
    /// Remarks on 收回/: 盖章件, skipped files, unused decisions.
    pub remarks: Vec<String>,
}

/// Everything a sheet may look at.
#[derive(Clone, Copy)]
struct Context<'a> {
    scored: &'a Scored,
    round: Round<'a>,
    facts: &'a Facts,
}

impl Context<'_> {
    /// How points are given.
    fn params(&self) -> &'_ Params {
        &self.round.form.profile.params
    }

    /// The day of the report as people write it: 2025年2月10日.
    fn made_on(&self) -> String {
        self.facts.date.format("%Y年%-m月%-d日").to_string()
    }

    /// Nobody has handed in anything.
    fn nothing_returned(&self) -> bool {
        self.scored.merged.agencies.iter().all(|a| a.state == ReturnState::Missing)
    }

    fn agency(&self, n: usize) -> &Agency {
        &self.scored.merged.agencies[n].agency
    }

    /// 部门 or the agency's 简称.
    fn scope_name(&self, scope: Scope) -> &str {
        match scope {
            Scope::Department => crate::model::decision::DEPARTMENT,
            Scope::Agency(n) => &self.agency(n).short,
        }
    }

    /// 部门 or the agency's code.
    fn scope_code(&self, scope: Scope) -> &str {
        match scope {
            Scope::Department => crate::model::decision::DEPARTMENT,
            Scope::Agency(n) => &self.agency(n).code,
        }
    }

    /// What stands for the item in the columns 编码.
    fn code<'a>(&'a self, item: &'a ItemId) -> &'a str {
        self.round.form.code_of(item)
    }

    fn label(&self, item: &ItemId) -> String {
        self.round.form.label_of(item).to_owned()
    }
}

/// The consolidated workbook.
pub fn report(scored: &Scored, round: Round<'_>, facts: &Facts) -> Book {
    let context = Context { scored, round, facts };
    let c = &context;
    // At a stage that is not scored the pledges are compared and reviewed instead.
    let middle = if round.stage.scored {
        vec![items::sheet(c), agencies::sheet(c), matrix::sheet(c)]
    } else {
        vec![decomposition::sheet(c), review::sheet(c)]
    };
    let mut sheets = vec![merged_form::sheet(c)];
    sheets.extend(middle);
    sheets.push(budget::sheet(c));
    sheets.extend(tasks::sheet(c));
    sheets.extend([
        workings::sheet(c),
        detail::sheet(c),
        findings::sheet(c),
        returns::sheet(c),
        trace::sheet(c),
        unplaced::sheet(c),
        basis::sheet(c),
    ]);
    let names: Vec<&str> = sheets.iter().map(|s: &Sheet| s.name.as_str()).collect();
    let contents = contents::sheet(c, &[&[addresses::name::OVERVIEW], names.as_slice()].concat());
    let overview = overview::sheet(c, &[&[addresses::name::CONTENTS], names.as_slice()].concat());
    sheets.splice(0..0, [overview, contents]);
    let title = format!("{}年{}汇总", facts.year, round.form.title);
    Book {
        subject: format!("{}（{}）", title, round.stage.name),
        title,
        author: facts.department.clone(),
        created: facts.date,
        properties: vec![
            ("jihe_form".to_owned(), round.form.id.clone()),
            ("jihe_version".to_owned(), round.form.version.clone()),
            ("jihe_stage".to_owned(), round.stage.id.clone()),
            ("jihe_kind".to_owned(), KIND.to_owned()),
            ("jihe_date".to_owned(), facts.date.to_string()),
            ("jihe_program".to_owned(), facts.program.to_owned()),
            ("jihe_profile".to_owned(), round.form.profile.id.clone()),
        ],
        names: Vec::new(),
        sheets,
    }
}

/// The layout of the merged form, grown to its texts.
fn merged_layout(c: &Context<'_>) -> Layout {
    Layout::grown(c.round.form, c.round.stage, &|item, slot| {
        let figure = c.scored.merged.figure(item, slot)?;
        Some(merged_form::printed(figure))
    })
}
