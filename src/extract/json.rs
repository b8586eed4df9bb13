//! The JSON of `jihe read`: field names are a contract.

use super::{Anchor, Entry, Submission, Unplaced};
use crate::model::Finding;
use serde_json::{Value, json};

impl Submission {
    /// What one form says, with these findings: extraction's own, or all that the rules found.
    pub fn to_json(&self, findings: &[Finding]) -> Value {
        json!({
            "file": self.file,
            "format": self.format,
            "form": self.form,
            "version": self.version,
            "stage": self.stage,
            "agency": { "code": self.agency_code, "name": self.agency_name },
            "entries": self.entries.iter().map(entry).collect::<Vec<_>>(),
            "unplaced": self.unplaced.iter().map(unplaced).collect::<Vec<_>>(),
            "cells": {
                "nonempty": self.cells.nonempty,
                "form": self.cells.form,
                "entries": self.cells.entries,
                "unplaced": self.cells.unplaced,
            },
            "findings": findings,
        })
    }
}

fn entry(entry: &Entry) -> Value {
    json!({
        "item": entry.item,
        "slot": entry.slot,
        "text": entry.text,
        "value": entry.reading.to_json(),
        "sheet": entry.origin.sheet,
        "cell": entry.origin.cell,
        "anchors": entry.anchors.iter().map(|a| Anchor::as_str(*a)).collect::<Vec<_>>(),
    })
}

fn unplaced(unplaced: &Unplaced) -> Value {
    json!({ "sheet": unplaced.origin.sheet, "cell": unplaced.origin.cell, "text": unplaced.text })
}
