//! The form definition: one TOML file in `templates/` becomes a `FormDef`, or faults with line numbers.
//!
//! Everything that one form has and another has not stands here: blocks, items, weights, identities, widths, texts.

pub mod checksum;
mod codes;
pub(crate) mod cursor;
mod earlier;
pub mod identity;
pub mod layout;
mod measures;
mod parse;
pub mod profile;
mod validate;
mod weights;

use crate::model::{ItemId, Measures, Severity, Slot};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub use crate::model::Direction;
pub use earlier::Earlier;
pub(crate) use parse::levels as rule_levels;
pub use profile::{Param, Params, Profile};
pub use weights::split_weight;

/// The forms built into the program: id and TOML text.
pub const BUILT_IN: [(&str, &str); 2] = [
    ("dept-target", include_str!("../../templates/dept-target.toml")),
    ("project-target", include_str!("../../templates/project-target.toml")),
];

/// What a target reads where it is not known when the form is written: in the common file, or not yet decomposed.
pub const AS_ASSIGNED: &str = "以下达任务为准";
/// The aggregate whose 完成值 are lists of names: agencies write them out, the department counts each name once.
pub const DISTINCT_NAMES: &str = "distinct-names";
/// What a slot reads that this agency has no part in.
pub const NOT_APPLICABLE: &str = "不涉及";

/// Something in a definition that has to be written differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// The line in the TOML text, from 1.
    pub line: usize,
    /// D001 unknown key · D002 missing key · D003 wrong type · D004 duplicate id or code · D005 weights · D006 unknown name ·
    /// D007 Excel limit · D008 label wider than its column · D009 not TOML · D010 target not readable · D011 measures that
    /// cannot be synonyms or convert · D012 scoring parameter out of bounds · D013 steps of a method not whole · D014 earlier
    /// edition that cannot be carried over.
    pub code: &'static str,
    /// What is wrong, in Chinese.
    pub message: String,
    /// What to write instead, in Chinese.
    pub fix: String,
}

/// The names a definition may use that later stages define: their registries hand them in.
#[derive(Debug, Clone, Copy)]
pub struct Vocabulary<'a> {
    /// Names of the aggregates.
    pub aggregates: &'a [&'a str],
    /// Names of the scoring methods.
    pub methods: &'a [&'a str],
    /// Codes of the rules.
    pub rules: &'a [&'a str],
}

/// A whole form, checked: every key known, ids unique, weights exactly 100, Excel's limits kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormDef {
    /// `dept-target`.
    pub id: String,
    /// `2024.1`.
    pub version: String,
    /// 表名.
    pub title: String,
    /// Name of the form sheet.
    pub sheet: String,
    /// The measure of every amount: 万元.
    pub measure: String,
    /// Which measures mean the same, and which convert, everywhere in the form.
    pub measures: Measures,
    /// The line under the title: 本表不得填报涉密内容.
    pub notice: String,
    /// 签批栏.
    pub signoff: Vec<String>,
    /// The stages, in the order of the year.
    pub stages: Vec<Stage>,
    /// How points are given.
    pub profile: Profile,
    /// The scoring groups; their weights add up to 100.
    pub groups: Vec<Group>,
    /// The budget identities.
    pub balances: Vec<Balance>,
    /// The blocks of the form, in print order.
    pub blocks: Vec<Block>,
    /// Every item, in print order.
    pub items: Vec<Item>,
    /// Rule levels the form sets itself.
    pub levels: BTreeMap<String, Severity>,
    /// 填报说明, what holds at every stage.
    pub guide: Vec<String>,
    /// Earlier editions that are still read.
    pub earlier: Vec<Earlier>,
}

/// One stage of the year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// `declare`, `evaluate`.
    pub id: String,
    /// 申报, 自评.
    pub name: String,
    /// Scored, or reviewed only.
    pub scored: bool,
    /// Widths of all its columns A… in characters.
    pub widths: Vec<u32>,
    /// The slots an agency fills; the rest is pre-filled and locked.
    pub asks: Vec<Slot>,
    /// What 填报说明 says of this stage alone, after what it says of every stage.
    pub guide: Vec<String>,
}

/// What a scoring group is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum GroupOf {
    /// The indicators of one 一级指标.
    Level1(String),
    /// A figure of its own: 预算执行率, spent over budget.
    Execution {
        /// The id under which it is scored.
        id: ItemId,
        /// Its 编码, if not the id.
        code: Option<String>,
        /// 预算执行率.
        label: String,
        /// The scoring method's name.
        method: String,
        /// The slot of the denominator.
        budget: Slot,
        /// The slot of the numerator.
        spent: Slot,
        /// The items added up.
        of: Vec<ItemId>,
    },
}

/// A scoring group and its weight in points of 100.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// What it is made of.
    pub of: GroupOf,
    /// Points of 100.
    pub weight: Decimal,
}

impl Group {
    /// 产出指标, 预算执行率.
    pub fn label(&self) -> &str {
        match &self.of {
            GroupOf::Level1(level1) => level1,
            GroupOf::Execution { label, .. } => label,
        }
    }
}

/// Sums that must be equal to the cent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// 预算三项合计.
    pub label: String,
    /// The sums.
    pub sums: Vec<BalanceSum>,
}

/// One of the sums of a balance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalanceSum {
    /// 支出合计.
    pub label: String,
    /// The slot added.
    pub slot: Slot,
    /// The items added.
    pub of: Vec<ItemId>,
}

/// Columns of the sheet: first and last, from 0; an open end reaches the stage's last column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// First column.
    pub first: u16,
    /// Last column; `None` reaches to the right edge.
    pub last: Option<u16>,
}

/// One block of the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Its id.
    pub id: String,
    /// The merged label at the left.
    pub label: String,
    /// The stages that have it; empty means all.
    pub stages: Vec<String>,
    /// How it is built.
    pub kind: BlockKind,
    /// Prompt for its cells.
    pub hint: String,
}

/// How a block is built.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum BlockKind {
    /// The agency's name.
    Cover,
    /// Two columns of label and value, in titled groups one below the other.
    Pairs {
        /// What the values are.
        slot: Slot,
        /// Left label, left value, right label, right value.
        spans: [Span; 4],
        /// The groups at the left.
        left: Vec<PairGroup>,
        /// The groups at the right.
        right: Vec<PairGroup>,
    },
    /// One long text.
    Text {
        /// The item.
        item: ItemId,
        /// Its slot.
        slot: Slot,
    },
    /// One row an item.
    Table {
        /// The columns.
        columns: Vec<Column>,
        /// The items, one a row.
        rows: Vec<ItemId>,
        /// How many rows are shown; the rest is there, hidden.
        printed: usize,
        /// How many rows must be filled, from the first; the rest may stay blank.
        required: usize,
        /// The label of a row of totals under the amounts.
        total: Option<String>,
    },
}

/// A titled group of label–value pairs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairGroup {
    /// The header above the labels, if the group has one.
    pub title: Option<String>,
    /// The header above the values.
    pub header: String,
    /// The items.
    pub items: Vec<ItemId>,
}

/// One column of a table block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// The header.
    pub label: String,
    /// Where it stands.
    pub span: Span,
    /// What it shows.
    pub shows: Shows,
    /// The stages that have it; empty means all.
    pub stages: Vec<String>,
    /// Characters a blank row leaves room for, where that is less than the longest text allowed.
    pub room: Option<u32>,
    /// Prompt for its cells.
    pub hint: String,
}

/// What a table column shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shows {
    /// 一级指标, merged over equal neighbours.
    Level1,
    /// 二级指标, merged over equal neighbours.
    Level2,
    /// The item's label.
    Label,
    /// A slot.
    Slot(Slot),
    /// One slot over another, as percent.
    Rate {
        /// The numerator.
        of: Slot,
        /// The denominator.
        by: Slot,
    },
}

/// One item of the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its id.
    pub id: ItemId,
    /// Its 编码 as the definition gives it; [`Item::code`] is what people see and type.
    pub code: Option<String>,
    /// Its printed label.
    pub label: String,
    /// The aggregate that rolls it up.
    pub aggregate: String,
    /// The longest text each text slot may hold, in characters.
    pub most: BTreeMap<Slot, u32>,
    /// May stay blank altogether (spare task rows).
    pub optional: bool,
    /// What it is as an indicator.
    pub indicator: Option<Indicator>,
}

/// The method that gives points by bands.
pub const BANDS: &str = "bands";
/// The method that takes points off for each unit beyond the target.
pub const DEDUCTION: &str = "deduction";

/// An indicator's own steps: bands (分档), or so many points off for each unit (扣分).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Steps {
    /// The full marks in which the points below are written; the indicator's weight is scaled from them.
    pub of: Decimal,
    /// Less is better: a band reaches up to its end instead of beginning there.
    pub inverse: bool,
    /// The bands, best first; beyond the last there are no points. Empty for `deduction`.
    pub bands: Vec<Band>,
    /// Points taken off for each unit beyond the target; 0 for `bands`.
    pub deduct: Decimal,
}

/// One band: from `at` on (where less is better: up to it) it gives `points`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Band {
    /// Where the band begins, in the target's measure.
    pub at: Decimal,
    /// Points of `Steps::of`.
    pub points: Decimal,
}

/// Who may hold an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Owner {
    /// Exactly one agency; which one stands in 任务分解.
    One,
    /// The department's headquarters.
    Headquarters,
    /// Any number of agencies.
    Any,
}

/// An indicator's own facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Indicator {
    /// 一级指标.
    pub level1: String,
    /// 二级指标.
    pub level2: String,
    /// The published form leaves 二级指标 in doubt.
    pub level2_is_guess: bool,
    /// The measure as written after a number: 家次, 万台, 家、亿元; empty for words and dates.
    pub measure: String,
    /// The form's synonyms and conversions with the indicator's own.
    pub measures: Measures,
    /// More or less is better.
    pub direction: Direction,
    /// Who may hold it.
    pub owner: Owner,
    /// A scoring method by name; otherwise the target's own bound decides.
    pub method: Option<String>,
    /// The steps of the methods `bands` and `deduction`.
    pub steps: Option<Steps>,
    /// Points of 100.
    pub weight: Decimal,
    /// The department's 年度指标值 with which a new round begins.
    pub target: String,
    /// The department's 实施周期指标值 with which a new round begins.
    pub term_target: String,
    /// What weights a rate: 担保金额; the amounts stand in 权数 of 名册.xlsx.
    pub weight_basis: String,
    /// The item whose figure weights this one instead: an indicator of one number, or an amount of the form.
    pub weight_from: Option<ItemId>,
    /// Counts distinct firms, so that sums may count one twice.
    pub distinct: bool,
}

impl FormDef {
    /// Reads a definition; on faults, all of them in line order.
    pub fn parse(text: &str, words: &Vocabulary<'_>) -> Result<FormDef, Vec<Fault>> {
        parse::parse(text, words, None)
    }

    /// The same under another profile than the form names.
    pub fn parse_under(text: &str, words: &Vocabulary<'_>, profile: &str) -> Result<FormDef, Vec<Fault>> {
        parse::parse(text, words, Some(profile))
    }

    /// The stage of that id.
    pub fn stage(&self, id: &str) -> Option<&Stage> {
        self.stages.iter().find(|s| s.id == id)
    }

    /// The item of that id.
    pub fn item(&self, id: &ItemId) -> Option<&Item> {
        self.items.iter().find(|i| &i.id == id)
    }

    /// The synonyms and conversions that hold for an item.
    pub fn measures_of(&self, id: &ItemId) -> &Measures {
        self.item(id).and_then(|item| item.indicator.as_ref()).map_or(&self.measures, |i| &i.measures)
    }

    /// The items that are indicators, in print order.
    pub fn indicators(&self) -> impl Iterator<Item = (&Item, &Indicator)> {
        self.items.iter().filter_map(|i| i.indicator.as_ref().map(|n| (i, n)))
    }

    /// The agency must fill this slot at this stage, unless it has no part in the item. A reason depends on the result and is
    /// not required by itself; a spare row may stay blank.
    pub fn requires(&self, stage: &Stage, item: &ItemId, slot: Slot) -> bool {
        stage.asks(slot) && slot != Slot::Reason && self.item(item).is_some_and(|i| !i.optional)
    }

    /// The id is that of a figure of its own (预算执行率), not of an item.
    pub fn is_execution(&self, id: &ItemId) -> bool {
        self.groups.iter().any(|g| matches!(&g.of, GroupOf::Execution { id: own, .. } if own == id))
    }

    /// The blocks of a stage, in print order.
    pub fn blocks_of<'a>(&'a self, stage: &'a Stage) -> impl Iterator<Item = &'a Block> {
        self.blocks.iter().filter(|b| b.stages.is_empty() || b.stages.contains(&stage.id))
    }

    /// What a person calls the item: its label, or the group's for 预算执行率.
    pub fn label_of<'a>(&'a self, id: &'a ItemId) -> &'a str {
        if let Some(item) = self.item(id) {
            return &item.label;
        }
        self.groups
            .iter()
            .find_map(|g| match &g.of {
                GroupOf::Execution { id: own, label, .. } if own == id => Some(label.as_str()),
                _ => None,
            })
            .unwrap_or(id.as_str())
    }

    /// The header of a slot in this form: 完成值, 预算金额（万元）.
    pub fn slot_label(&self, slot: Slot) -> &str {
        for block in &self.blocks {
            match &block.kind {
                BlockKind::Table { columns, .. } => {
                    if let Some(column) = columns.iter().find(|c| c.shows == Shows::Slot(slot)) {
                        return &column.label;
                    }
                }
                BlockKind::Pairs { slot: own, left, .. } if *own == slot => {
                    return left.iter().map(|g| g.header.as_str()).find(|h| !h.is_empty()).unwrap_or(&block.label);
                }
                BlockKind::Text { slot: own, .. } if *own == slot => return &block.label,
                _ => {}
            }
        }
        slot.as_str()
    }
}

impl Item {
    /// Its 完成值 are lists of names.
    pub fn lists_names(&self) -> bool {
        self.aggregate == DISTINCT_NAMES
    }
}

impl Span {
    /// Its last column in a stage with this many columns.
    pub fn end(self, columns: u16) -> u16 {
        self.last.unwrap_or_else(|| columns.saturating_sub(1)).max(self.first)
    }
}

impl FormDef {
    /// What the form is called at a stage: 部门整体预算绩效自评表 of 部门整体预算绩效目标申报表.
    pub fn title_at(&self, stage: &Stage) -> String {
        match self.title.strip_suffix("目标申报表") {
            Some(of) if stage.scored => format!("{of}{}表", stage.name),
            _ => self.title.clone(),
        }
    }
}

impl Column {
    /// The stage has this column.
    pub fn in_stage(&self, stage: &Stage) -> bool {
        self.stages.is_empty() || self.stages.contains(&stage.id)
    }
}

impl Stage {
    /// The agency fills this slot.
    pub fn asks(&self, slot: Slot) -> bool {
        self.asks.contains(&slot)
    }
}

#[cfg(test)]
pub(crate) mod tests;
