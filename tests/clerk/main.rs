//! The independent clerk: a person who has the published form, the template that was mailed out, openpyxl and
//! LibreOffice, and nothing of the program. He fills the form, does to it what people do before they mail it back
//! (DOMAIN §6, and pairs of that at random), says for every cell what is true, and compares that with what the program
//! read: right, flagged, silently wrong or silently lost. The last two are 0, and README.md holds the table.
//!
//! `CLERK_PAIRS=500` draws more pairs, `CLERK_README=1` writes the table into README.md. Without openpyxl or LibreOffice
//! the proof says that it was skipped; under CI it stops instead.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that works in a folder of its own, prints what it measured and says what it skips"
)]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

const STAGES: [&str; 2] = ["evaluate", "declare"];
/// Pairs of changes in an ordinary run.
const PAIRS: &str = "60";
const BEGIN: &str = "<!-- what comes back: begin -->\n";
const END: &str = "<!-- what comes back: end -->\n";

/// Runs the program; its JSON lines.
fn jihe(words: &[&str]) -> Vec<Value> {
    let output = Command::new(env!("CARGO_BIN_EXE_jihe")).args(words).output().unwrap();
    assert_ne!(output.status.code(), Some(2), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    let out = String::from_utf8(output.stdout).unwrap();
    out.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

/// Runs the clerk and reads what he says; `None` (said aloud) without openpyxl, except under CI.
fn clerk(words: &[&str]) -> Option<Value> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/clerk/clerk.py");
    let output = Command::new("python3").arg("-B").arg(script).args(words).output();
    match output {
        Ok(output) if output.status.success() => Some(serde_json::from_slice(&output.stdout).unwrap()),
        Ok(output) if output.status.code() != Some(3) => {
            panic!("{words:?}: {}", String::from_utf8_lossy(&output.stderr))
        }
        _ => {
            skipped("openpyxl");
            None
        }
    }
}

fn skipped(what: &str) {
    assert!(std::env::var_os("CI").is_none(), "{what} is needed here");
    eprintln!("SKIPPED: there is no {what}, nothing was proved");
}

/// What the clerk measured, once for all tests.
struct Measured {
    folder: PathBuf,
    /// Rows of the table, faults, what was skipped.
    said: Value,
    office: bool,
}

fn measured() -> Option<&'static Measured> {
    static MEASURED: OnceLock<Option<Measured>> = OnceLock::new();
    MEASURED.get_or_init(measure).as_ref()
}

fn measure() -> Option<Measured> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("clerk");
    if folder.exists() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    std::fs::create_dir_all(&folder).unwrap();
    let all = folder.to_str().unwrap();
    for stage in STAGES {
        let round = folder.join(stage);
        let round = round.to_str().unwrap();
        jihe(&["new", round, "--stage", stage, "--json"]);
        clerk(&["roster", round])?;
        jihe(&["-C", round, "template", "--json"]);
    }
    let pairs = std::env::var("CLERK_PAIRS").unwrap_or_else(|_| PAIRS.to_owned());
    let written = clerk(&["write", all, &pairs, env!("CARGO_BIN_EXE_jihe")])?;
    for stage in STAGES {
        let round = folder.join(stage);
        let files = written["files"][stage].as_array().unwrap().iter().map(|f| f.as_str().unwrap());
        let words: Vec<&str> = ["-C", round.to_str().unwrap(), "check", "--json"].into_iter().chain(files).collect();
        let lines: Vec<String> = jihe(&words).iter().map(Value::to_string).collect();
        std::fs::write(folder.join(format!("{stage}.jsonl")), lines.join("\n")).unwrap();
    }
    let said = clerk(&["table", all])?;
    let office = written["office"] == true;
    if !office {
        skipped("LibreOffice");
    }
    Some(Measured { folder, said, office })
}

#[test]
fn nothing_comes_back_silently_wrong_or_lost() {
    let Some(measured) = measured() else { return };
    let table = measured.said["table"].as_str().unwrap();
    println!("{table}");
    let faults: Vec<&str> = measured.said["faults"].as_array().unwrap().iter().map(|f| f.as_str().unwrap()).collect();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    if measured.office && std::env::var_os("CLERK_PAIRS").is_none() {
        in_readme(table);
    }
}

/// The table stands in README.md as it was measured.
fn in_readme(table: &str) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let text = std::fs::read_to_string(path).unwrap();
    let (before, rest) = text.split_once(BEGIN).unwrap();
    let (stands, after) = rest.split_once(END).unwrap();
    if std::env::var_os("CLERK_README").is_some() {
        std::fs::write(path, format!("{before}{BEGIN}{table}{END}{after}")).unwrap();
    } else {
        assert!(stands == table, "README.md has another table; CLERK_README=1 writes this one:\n{table}");
    }
}

/// How many findings a return gets that was filled with care and changed in nothing.
#[test]
fn a_carefully_filled_return_gives_at_most_three_findings() {
    let Some(measured) = measured() else { return };
    for stage in STAGES {
        let file = measured.folder.join(format!("{stage}.xlsx"));
        let round = measured.folder.join(stage);
        let [line] = &jihe(&["-C", round.to_str().unwrap(), "check", "--json", file.to_str().unwrap()])[..] else {
            panic!("{stage}: one form was handed in");
        };
        let findings = line["findings"].as_array().unwrap();
        assert!(findings.len() <= 3, "{stage}: {findings:#?}");
        assert!(findings.iter().all(|f| f["severity"] == "note"), "{stage}: {findings:#?}");
    }
}

#[test]
fn the_clean_sample_gives_no_finding() {
    for stage in STAGES {
        let round = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("clerk-clean-{stage}"));
        if round.exists() {
            std::fs::remove_dir_all(&round).unwrap();
        }
        let round = round.to_str().unwrap();
        jihe(&["demo", round, "--clean", "--stage", stage, "--json"]);
        for line in jihe(&["-C", round, "check", "--json"]) {
            assert_eq!(line["findings"], Value::Array(vec![]), "{stage}: {}", line["file"]);
        }
    }
}
