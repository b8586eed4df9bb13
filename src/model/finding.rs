//! A finding: a sentence for an official about something in a returned workbook, with its places and what to do.

use crate::model::{CellRef, ItemId, Slot};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// 提示: for information.
    Note,
    /// 待核实: may be explained by the agency and accepted by the department.
    Query,
    /// 退回: must be corrected.
    SendBack,
}

impl Severity {
    /// The word an official reads.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Note => "提示",
            Severity::Query => "待核实",
            Severity::SendBack => "退回",
        }
    }
}

/// How far a 退回 keeps content out of the merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Reach {
    /// Nothing is kept out.
    Nothing,
    /// The slots named.
    Entry,
    /// The whole return.
    File,
}

/// A cell a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The sheet's name as the file has it.
    pub sheet: Arc<str>,
    /// The cell.
    pub cell: CellRef,
}

/// One finding. One cause gives one finding, with all its places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule's code: D definition, I file, E structure, V1 cell, V2 row, V3 勾稽, M merge, S score.
    pub code: &'static str,
    /// The rule's name in English, kebab-case.
    pub name: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// One Chinese sentence: what was found and what was expected.
    pub message: String,
    /// One Chinese sentence: what to do.
    pub fix: String,
    /// The cells it is about, in sheet order; may be empty when it is about the file.
    pub places: Vec<Place>,
    /// How far it keeps content out.
    #[serde(skip)]
    pub reach: Reach,
    /// The slots it is about (what `Reach::Entry` keeps out).
    #[serde(skip)]
    pub slots: Vec<(ItemId, Slot)>,
}
