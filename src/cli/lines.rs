//! What a return holds as a JSON line (DESIGN ◆), and as lines for people.

use crate::check::Checked;
use crate::extract::Submission;
use crate::intake::Refused;
use crate::model::{Finding, Severity};
use serde_json::{Value, json};

/// The line of `jihe read`: every entry says too whether it is held out of the merge.
pub(super) fn of_return(checked: &Checked) -> Value {
    let mut line = checked.submission.to_json(&checked.findings);
    let entries = line.get_mut("entries").and_then(Value::as_array_mut).into_iter().flatten();
    for (json, entry) in entries.zip(&checked.submission.entries) {
        if let Some(fields) = json.as_object_mut() {
            let is_held = checked.held || checked.held_slots.contains(&(entry.item.clone(), entry.slot));
            fields.insert("held".to_owned(), is_held.into());
        }
    }
    line
}

/// The line of a file that cannot be read.
pub(super) fn of_refused(file: &str, refused: &Refused) -> Value {
    json!({ "file": file, "error": { "code": refused.code, "message": refused.message, "fix": refused.fix } })
}

/// A file that was passed over, and why.
pub(super) fn note(file: &str, note: &str) -> String {
    format!("“{file}”{note}")
}

/// Whose return it is, for people.
pub(super) fn owner(submission: &Submission) -> String {
    let name = if submission.agency_name.is_empty() { "（没有写单位名称）" } else { &submission.agency_name };
    match &submission.agency_code {
        Some(code) => format!("{name}（{code}）"),
        None => name.to_owned(),
    }
}

/// `退回2条、待核实1条`.
pub(super) fn counts(findings: &[Finding]) -> String {
    let count = |severity: Severity| findings.iter().filter(|f| f.severity == severity).count();
    let of = [Severity::SendBack, Severity::Query, Severity::Note].map(|s| (s.word(), count(s)));
    let said: Vec<String> = of.iter().filter(|(_, n)| *n > 0).map(|(word, n)| format!("{word}{n}条")).collect();
    if said.is_empty() { "未发现问题".to_owned() } else { said.join("、") }
}

/// `  退回 V102 绩效目标!F12、F15　……。……。`
pub(super) fn finding(finding: &Finding) -> String {
    let mut places = String::new();
    let mut sheet = None;
    for place in &finding.places {
        if sheet == Some(&place.sheet) {
            places.push('、');
        } else {
            places.push_str(&format!(" {}!", place.sheet));
            sheet = Some(&place.sheet);
        }
        places.push_str(&place.cell.to_string());
    }
    format!("  {} {}{places}　{}{}", finding.severity.word(), finding.code, finding.message, finding.fix)
}
