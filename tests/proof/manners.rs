//! Manners: every colour is legible (WCAG's 4.5 : 1, so in grey as well), digits are numbers, no program's name of an item is
//! seen, and each file has a title, an author, paper and its cursor where reading begins.

use super::clerk::{jihe, script};
use super::sound::kinds;
use serde_json::Value;
use std::collections::BTreeSet;

/// The ids of items that are words: what people must never have to read.
fn ids() -> String {
    let forms: Vec<Value> = jihe(&["form", "dept-target", "--json"]).json();
    let mut found = BTreeSet::new();
    for item in forms.iter().flat_map(|form| form["items"].as_array().unwrap()) {
        let id = item["item"].as_str().unwrap().to_owned();
        if id.chars().all(|c| c.is_ascii_lowercase() || c == '-') {
            found.insert(id);
        }
    }
    assert!(found.len() >= 8, "{found:?}");
    found.insert("budget-execution".to_owned());
    found.into_iter().collect::<Vec<_>>().join(",")
}

#[test]
fn whoever_opens_a_workbook_can_read_it() {
    let ids = ids();
    for stage in ["evaluate", "declare"] {
        let files = kinds(stage, "manners");
        let paths: Vec<&str> = files.iter().map(|f| f.to_str().unwrap()).collect();
        let Some(Value::Object(found)) = script("manners.py", &[&[ids.as_str()], paths.as_slice()].concat()) else {
            return;
        };
        assert_eq!(found.len(), paths.len());
        let all: Vec<String> = found
            .iter()
            .flat_map(|(file, faults)| faults.as_array().unwrap().iter().map(move |f| format!("{file}: {f}")))
            .collect();
        assert!(all.is_empty(), "{} in all:\n{}", all.len(), all[..all.len().min(40)].join("\n"));
    }
}
