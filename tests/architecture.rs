//! Who may import whom: the list of DESIGN, held against the `use crate::` lines and paths of every module.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests read the sources")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Every module of the house and the modules it may name. Upstream only: nobody reaches backwards.
const MAY_IMPORT: [(&str, &[&str]); 17] = [
    ("model", &[]),
    ("definition", &["model"]),
    ("template", &["model", "definition"]),
    ("intake", &["model"]),
    ("extract", &["model", "definition", "template", "intake"]),
    ("check", &["model", "definition", "extract"]),
    ("merge", &["model", "definition", "extract", "check"]),
    ("score", &["model", "definition", "merge"]),
    ("report", &["model", "definition", "template", "extract", "check", "merge", "score"]),
    ("verify", &["model", "intake", "report"]),
    ("xlsx", &["model"]),
    ("demo", &["model", "definition"]),
    ("forms", &["definition", "check", "merge", "score"]),
    ("round", &["model", "definition", "template", "intake", "check", "merge", "forms", "xlsx"]),
    (
        "cli",
        &[
            "model",
            "definition",
            "template",
            "intake",
            "extract",
            "check",
            "merge",
            "score",
            "report",
            "verify",
            "xlsx",
            "demo",
            "forms",
            "round",
        ],
    ),
    ("lib", &[]),
    ("main", &["cli"]),
];

/// Crates that one module alone may know.
const KEPT_TO: [(&str, &str); 2] = [("calamine", "intake"), ("rust_xlsxwriter", "xlsx")];

fn sources(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// Every source file with the module it belongs to and its text without comments.
fn files() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    sources(&root, &mut found);
    found.sort();
    found
        .into_iter()
        .map(|path| {
            let inside = path.strip_prefix(&root).unwrap().to_owned();
            let first = inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
            let module = first.trim_end_matches(".rs").to_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            let code = text.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
            (module, inside, code)
        })
        .collect()
}

/// The modules named after `crate::` (or, in the binary, `jihe::`).
fn named(code: &str) -> Vec<String> {
    let mut names = Vec::new();
    for root in ["crate::", "jihe::"] {
        for (at, _) in code.match_indices(root) {
            let rest = &code[at + root.len()..];
            if let Some(group) = rest.strip_prefix('{') {
                let group = group.split('}').next().unwrap_or_default();
                names.extend(group.split(',').map(|n| n.trim().split("::").next().unwrap_or_default().to_owned()));
            } else {
                names.push(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
            }
        }
    }
    names.into_iter().filter(|n| !n.is_empty()).collect()
}

#[test]
fn imports_point_upstream() {
    let allowed: BTreeMap<&str, &[&str]> = MAY_IMPORT.into_iter().collect();
    let mut wrong = Vec::new();
    for (module, path, code) in files() {
        let may = allowed.get(module.as_str()).unwrap_or_else(|| panic!("{module} is not on the list"));
        for name in named(&code) {
            if name != module && allowed.contains_key(name.as_str()) && !may.contains(&name.as_str()) {
                wrong.push(format!("{} names {name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn each_spreadsheet_crate_has_one_door() {
    for (module, path, code) in files() {
        for (krate, home) in KEPT_TO {
            assert!(module == home || !code.contains(&format!("{krate}::")), "{} knows {krate}", path.display());
        }
    }
}

#[test]
fn floats_stay_in_two_places() {
    for (module, path, code) in files() {
        let floats = code.contains("f64") || code.contains("f32");
        assert!(!floats || matches!(module.as_str(), "intake" | "xlsx"), "{} holds a float", path.display());
    }
}
