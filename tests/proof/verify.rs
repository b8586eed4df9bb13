//! `jihe verify`: a file nobody opened is the same to the byte, one that was saved again holds the same, and each change is
//! named; nothing is written by asking.

use super::clerk::{Ran, Round, clean, converted, dirty, folder, jihe, python};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn verify(round: &Round, file: &Path) -> (Value, Ran) {
    let words = ["verify", file.to_str().unwrap(), "--json"];
    let ran = round.run(&words);
    (ran.json().remove(0), ran)
}

/// Every file below a folder with its bytes.
fn snapshot(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = walkdir::WalkDir::new(dir).into_iter().map(Result::unwrap).filter(|e| e.file_type().is_file());
    files.map(|e| (e.path().to_owned(), std::fs::read(e.path()).unwrap())).collect()
}

#[test]
fn a_file_nobody_opened_is_the_same_to_the_byte() {
    for stage in ["evaluate", "declare"] {
        for round in [clean(stage), &dirty(stage).0] {
            let before = snapshot(&round.dir);
            let (line, ran) = verify(round, &round.workbook());
            assert_eq!(
                (ran.code, &line["bytes"], &line["count"]),
                (0, &Value::from("same"), &Value::from(0)),
                "{line}"
            );
            // Dropped on the program it is verified too, and a return is still checked.
            let said = jihe(&[round.workbook().to_str().unwrap()]).out;
            assert!(said.contains("完全一致，汇总后未改动"), "{said}");
            assert!(snapshot(&round.dir) == before, "{} was changed", round.name);
        }
    }
}

#[test]
fn a_file_saved_again_holds_the_same() {
    for stage in ["evaluate", "declare"] {
        let round = &dirty(stage).0;
        let out = folder(&format!("saved-again-{stage}"));
        let name = "again.xlsx".to_owned();
        if converted(&[(name.clone(), round.workbook())], "xlsx:Calc MS Excel 2007 XML", &out).is_none() {
            return;
        }
        let (line, ran) = verify(round, &out.join(name));
        assert_eq!((ran.code, &line["bytes"], &line["count"]), (0, &Value::from("differ"), &Value::from(0)), "{line}");
    }
}

/// A weight and a figure typed over, a formula replaced, a sentence rewritten: each is named, and what follows is counted.
#[test]
fn what_a_person_changed_is_named() {
    let round = &dirty("evaluate").0;
    let file = folder("changed").join("changed.xlsx");
    let edits = serde_json::json!([
        ["口径", "C21", 3],
        ["计算底稿", "K3", 9],
        ["单位得分", "L7", 50],
        ["指标得分", "M6", "另一句话"],
    ]);
    let paths = [round.workbook(), file.clone()];
    let [from, to] = paths.each_ref().map(|p| p.to_str().unwrap());
    if python(&["alter", from, to, &edits.to_string()]).is_none() {
        return;
    }
    let (line, ran) = verify(round, &file);
    assert_eq!((ran.code, &line["register"]), (1, &Value::Array(vec![])));
    let found = |sheet: &str, cell: &str| {
        let all = line["differences"].as_array().unwrap();
        all.iter()
            .find(|d| d["sheet"] == sheet && d["cell"] == cell)
            .unwrap_or_else(|| panic!("{sheet} {cell}: {line}"))
    };
    for (sheet, cell, kind, is) in [
        ("口径", "C21", "input", "3"),
        ("计算底稿", "K3", "input", "9"),
        ("单位得分", "L7", "overtyped", "50"),
        ("指标得分", "M6", "content", "另一句话"),
    ] {
        let one = found(sheet, cell);
        assert_eq!((&one["kind"], &one["found"]), (&Value::from(kind), &Value::from(is)), "{one}");
        assert!(!one["label"].as_str().unwrap().is_empty(), "{one}");
    }
    assert_eq!(line["count"], 4, "openpyxl keeps no results: nothing else differs");
    let said = round.run(&["verify", file.to_str().unwrap()]).out;
    assert!(
        said.contains("《口径》C21（P-02 运行监测样本数量·权重（分））：文件中为3，应为2.09，是生成后由人改的。"),
        "{said}"
    );

    // Worked out anew by another program, the results follow: they are counted, not listed.
    let out = folder("changed/again");
    if converted(&[("changed.xlsx".to_owned(), file)], "xlsx:Calc MS Excel 2007 XML", &out).is_none() {
        return;
    }
    let said = round.run(&["verify", out.join("changed.xlsx").to_str().unwrap()]).out;
    assert!(said.contains("个公式没有改，结果随上面的改动而变。"), "{said}");
    assert!(said.lines().count() < 10, "{said}");
}

#[test]
fn a_source_that_changed_or_went_is_said() {
    let round = clean("declare").copy("sources");
    let moved = round.dir.join("收回/改名.xlsx");
    std::fs::rename(round.returned("越秀"), &moved).unwrap();
    std::fs::remove_file(round.returned("白云")).unwrap();
    std::fs::copy(clean("declare").returned("天河"), round.returned("海珠")).unwrap();
    let (line, ran) = verify(&round, &round.workbook());
    assert_eq!(ran.code, 1);
    let said = line["register"].to_string();
    for words in ["越秀：", "改名或移到了“收回/改名.xlsx”，内容没有变。", "白云：登记的来件", "海珠："]
    {
        assert!(said.contains(words), "{words}: {said}");
    }
    std::fs::remove_file(round.dir.join("登记.json")).unwrap();
    let (line, _) = verify(&round, &round.workbook());
    assert!(line["register"].to_string().contains("没有登记.json"), "{line}");
}

#[test]
fn a_file_of_another_round_or_of_none_stops() {
    let run = |words: &[&str]| std::process::Command::new(env!("CARGO_BIN_EXE_jihe")).args(words).output().unwrap();
    let (declare, evaluate) = (clean("declare"), clean("evaluate"));
    let [dir, other, form] = [declare.dir.clone(), evaluate.workbook(), declare.returned("天河")];
    let dir = dir.to_str().unwrap();
    for (file, says) in [(&other, "这一轮填报的阶段是“"), (&form, "不是本程序写出的汇总工作簿")]
    {
        let output = run(&["-C", dir, "verify", file.to_str().unwrap()]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(says) && said.lines().count() == 1, "{said}");
    }
}

#[test]
fn another_profile_than_the_file_was_made_under_is_said_first() {
    let round = clean("evaluate").copy("verify-profile");
    let settings = round.dir.join("round.toml");
    let text = std::fs::read_to_string(&settings).unwrap();
    std::fs::write(settings, text.replace("# profile = \"general\"", "profile = \"hubei\"")).unwrap();
    let (line, ran) = verify(&round, &round.workbook());
    assert_eq!(ran.code, 1);
    assert_eq!(line["register"][0], "计分办法：文件按“通用”计分，这一轮填报现为“湖北式”。", "{}", line["register"]);
}
