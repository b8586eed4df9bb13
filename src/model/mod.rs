//! Nouns shared by all stages. No I/O lives here, and nothing here imports from another folder.

pub mod arrival;
pub mod book;
pub mod decision;
pub mod finding;
pub mod interned;
pub mod mark;
pub mod names;
pub mod origin;
pub mod page;
pub mod quantity;
pub mod quote;
pub mod roster;
pub mod round_half_up;

pub use arrival::{Arrival, Mail};
pub use finding::{Finding, Place, Reach, Severity};
pub use mark::Mark;
pub use origin::{CellRef, Origin};
pub use quantity::{Bound, Change, Deadline, Direction, Meaning, Measures, Part, Reading, Tier};
pub use quote::quote;
pub use roster::{Agency, Role, Roster};

use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// The id of one row of the form, as in the published data: `P-01`, `T-3`, `basic-expenditure`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ItemId(pub Arc<str>);

impl ItemId {
    /// An id from its text.
    pub fn new(text: &str) -> Self {
        Self(Arc::from(text))
    }
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What one cell of an item holds. The names are part of the JSON contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Slot {
    /// An amount in the form's amount measure (万元).
    Amount,
    /// 年初预算数, 万元.
    Initial,
    /// 全年预算数（调整后）, 万元.
    Adjusted,
    /// 全年执行数, 万元.
    Spent,
    /// 名称 of a task.
    Name,
    /// 主要实施内容 of a task.
    Content,
    /// 期望达到的目标 of a task.
    Expected,
    /// A free text.
    Text,
    /// 实施周期指标值.
    TermTarget,
    /// 年度指标值.
    YearTarget,
    /// 完成值.
    Actual,
    /// 偏差原因及改进措施.
    Reason,
}

impl Slot {
    /// Every slot, in the order of the form.
    pub const ALL: [Slot; 12] = [
        Slot::Amount,
        Slot::Initial,
        Slot::Adjusted,
        Slot::Spent,
        Slot::Name,
        Slot::Content,
        Slot::Expected,
        Slot::Text,
        Slot::TermTarget,
        Slot::YearTarget,
        Slot::Actual,
        Slot::Reason,
    ];

    /// The name used in definitions, keys and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Slot::Amount => "amount",
            Slot::Initial => "initial",
            Slot::Adjusted => "adjusted",
            Slot::Spent => "spent",
            Slot::Name => "name",
            Slot::Content => "content",
            Slot::Expected => "expected",
            Slot::Text => "text",
            Slot::TermTarget => "term_target",
            Slot::YearTarget => "year_target",
            Slot::Actual => "actual",
            Slot::Reason => "reason",
        }
    }

    /// The slot of that name.
    pub fn parse(text: &str) -> Option<Slot> {
        Slot::ALL.into_iter().find(|s| s.as_str() == text)
    }

    /// An amount in 万元, to be added and compared to the cent.
    pub fn is_amount(self) -> bool {
        matches!(self, Slot::Amount | Slot::Initial | Slot::Adjusted | Slot::Spent)
    }

    /// An indicator value: read by the grammar of `model::quantity`.
    pub fn is_indicator_value(self) -> bool {
        matches!(self, Slot::TermTarget | Slot::YearTarget | Slot::Actual)
    }

    /// A sentence or more, kept as text.
    pub fn is_text(self) -> bool {
        !self.is_amount() && !self.is_indicator_value()
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
