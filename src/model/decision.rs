//! What a person decided: the lines of 决定.xlsx. The tool opens the rows; a person fills 值, 理由, 人, 日期.

use crate::model::ItemId;

/// What a decision is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DecisionKind {
    /// 定性评分: points for a qualitative or open score.
    Points,
    /// 复核得分: the reviewed score of one item.
    Reviewed,
    /// 说明采纳: an explanation accepted, so that a 待核实 no longer stands in the way.
    Accepted,
    /// 选用文件: which return counts.
    Chosen,
    /// 目标调整: an adjusted target, with its 批准文号 in 理由.
    Target,
    /// 豁免: a finding waived.
    Waiver,
}

impl DecisionKind {
    /// Every kind, in the order of the sheet.
    pub const ALL: [DecisionKind; 6] = [
        DecisionKind::Points,
        DecisionKind::Reviewed,
        DecisionKind::Accepted,
        DecisionKind::Chosen,
        DecisionKind::Target,
        DecisionKind::Waiver,
    ];

    /// The word in the column 事项.
    pub fn word(self) -> &'static str {
        match self {
            DecisionKind::Points => "评定得分",
            DecisionKind::Reviewed => "复核得分",
            DecisionKind::Accepted => "采纳说明",
            DecisionKind::Chosen => "选用文件",
            DecisionKind::Target => "调整目标",
            DecisionKind::Waiver => "豁免",
        }
    }

    /// The kind of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.word() == word.trim())
    }
}

/// One decision. `agency` is a code, or `部门` for the department as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What it is about.
    pub kind: DecisionKind,
    /// The agency's code, or `部门`.
    pub agency: String,
    /// The item, where it is about one.
    pub item: Option<ItemId>,
    /// The rule's code, for 采纳说明 and 豁免.
    pub rule: String,
    /// 值 as filled; empty while nobody has decided.
    pub value: String,
    /// 理由.
    pub reason: String,
    /// 人.
    pub person: String,
    /// 日期 as filled.
    pub date: String,
    /// The row in 决定.xlsx, from 1.
    pub row: u32,
}

impl Decision {
    /// Someone has decided: 值, 理由 and 人 are all filled.
    pub fn is_made(&self) -> bool {
        !self.value.trim().is_empty() && !self.reason.trim().is_empty() && !self.person.trim().is_empty()
    }

    /// 值 agrees, in one of the words a person would use; 采纳说明 and 豁免 count only then.
    pub fn says_yes(&self) -> bool {
        matches!(self.value.trim(), "是" | "采纳" | "同意" | "豁免" | "接受" | "准予" | "通过" | "√")
    }
}

/// The code that stands for the department as a whole in decisions and 计算底稿.
pub const DEPARTMENT: &str = "部门";
