//! 编码: what people see and type for an item. A definition gives it as `code` beside the id; an item without one is
//! called by its id, which stays the name for programs.

use super::cursor::{Cursor, Source};
use super::{FormDef, GroupOf, Item};
use crate::model::ItemId;
use std::collections::BTreeMap;

/// The longest code that the columns 编码 show whole.
const LONGEST: usize = 8;

impl Item {
    /// What stands for it in every column 编码: its code, or the id where the definition gives none.
    pub fn code(&self) -> &str {
        self.code.as_deref().unwrap_or(self.id.as_str())
    }
}

impl FormDef {
    /// [`Item::code`] of the item of that id, and the same of 预算执行率.
    pub fn code_of<'a>(&'a self, id: &'a ItemId) -> &'a str {
        self.codes().find(|(own, _)| *own == id).map_or(id.as_str(), |(_, code)| code)
    }

    /// The item, or 预算执行率, that a person means by this code or id.
    pub fn named(&self, text: &str) -> Option<&ItemId> {
        self.codes().find(|(id, code)| *code == text || id.as_str() == text).map(|(id, _)| id)
    }

    fn codes(&self) -> impl Iterator<Item = (&ItemId, &str)> {
        let figures = self.groups.iter().filter_map(|g| match &g.of {
            GroupOf::Execution { id, code, .. } => Some((id, code.as_deref().unwrap_or(id.as_str()))),
            GroupOf::Level1(_) => None,
        });
        self.items.iter().map(|item| (&item.id, item.code())).chain(figures)
    }
}

/// The codes met so far: each with its item and its line.
#[derive(Default)]
pub(super) struct Codes(Vec<(String, ItemId, usize)>);

impl Codes {
    /// The `code` beside an id.
    pub(super) fn read(&mut self, id: &ItemId, at: &Cursor<'_, '_>) -> Option<String> {
        let code = at.text("code")?;
        self.0.push((code.clone(), id.clone(), at.line_of("code")));
        Some(code)
    }

    /// A code fits its column, is plain text to a formula, and means one item only, be it read as a code or as an id.
    pub(super) fn check(&self, form: &FormDef, source: &Source<'_>) {
        let mut taken: BTreeMap<&str, &ItemId> = form.codes().map(|(id, _)| (id.as_str(), id)).collect();
        for (code, id, line) in &self.0 {
            let plain = code.chars().all(|c| c.is_alphanumeric() || c == '-') && code.starts_with(char::is_alphabetic);
            if !plain || code.chars().count() > LONGEST {
                let fix = format!("请以文字开头，只用文字、数字和短横，不留空格，不超过{LONGEST}个字，如“Y-01”");
                source.fault(*line, "D007", format!("编码“{code}”不便在表中使用"), fix);
            }
            if let Some(other) = taken.insert(code, id).filter(|other| *other != id) {
                let message = format!("编码“{code}”重复，“{other}”已用过");
                source.fault(*line, "D004", message, "每个项目的编码只能用一次，请换一个");
            }
        }
    }
}
