//! The command line as a person or a program meets it: help, exit codes, sentences, JSON lines.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests write the folders they run in")]

use assert_cmd::Command;
use serde_json::Value;
use std::path::Path;

struct Ran {
    code: i32,
    out: String,
    err: String,
}

fn jihe(dir: &Path, words: &[&str], stdin: &str) -> Ran {
    let output = Command::cargo_bin("jihe").unwrap().current_dir(dir).args(words).write_stdin(stdin).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

fn here() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// A new round in `轮`.
fn round() -> tempfile::TempDir {
    let dir = here();
    let ran = jihe(dir.path(), &["new", "轮", "--stage", "evaluate"], "");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    dir
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

#[test]
fn every_line_of_help_is_bilingual() {
    let dir = here();
    let help = jihe(dir.path(), &["--help"], "").out;
    let commands: Vec<&str> = help
        .lines()
        .skip_while(|l| !l.starts_with("命令"))
        .skip(1)
        .take_while(|l| !l.is_empty())
        .map(|l| l.split_whitespace().next().unwrap())
        .collect();
    let expected = [
        "demo",
        "new",
        "template",
        "read",
        "check",
        "consolidate",
        "verify",
        "status",
        "form",
        "explain",
        "value",
        "score",
    ];
    assert_eq!(commands, expected);
    for command in commands {
        let ran = jihe(dir.path(), &[command, "--help"], "");
        assert_eq!(ran.code, 0);
        for line in ran.out.lines().filter(|l| !l.is_empty()) {
            let (chinese, english) = line.split_once(" · ").unwrap_or_else(|| panic!("{command}: {line}"));
            assert!(is_chinese(chinese) && english.is_ascii(), "{command}: {line}");
        }
    }
}

/// (arguments, words of the sentence): nothing on stdout, exit code 2, and what to do.
#[test]
fn what_cannot_run_says_why_and_what_to_do() {
    let dir = round();
    for (words, says) in [
        (vec!["status"], "这里不是一轮填报的文件夹（没有 round.toml）。请"),
        (vec!["template"], "这里不是一轮填报的文件夹（没有 round.toml）。请"),
        (vec!["new", "轮"], "轮里已经有round.toml。请"),
        (vec!["new", "别的", "--form", "无"], "没有编号为“无”的表。可用：dept-target、project-target"),
        (vec!["new", "别的", "--stage", "autumn"], "没有“autumn”这个阶段。请改用：declare（申报）、evaluate（自评）"),
        (vec!["explain", "V999"], "没有编号为“V999”的审核规则。可用的编号：E101"),
        (vec!["stauts"], "没有“stauts”这个命令，也没有叫这个名字的文件。是否想写“status”？请"),
        (vec!["status", "--jsno"], "不认识“--jsno”。是否想写“--json”？请"),
        (vec!["new"], "还缺少文件夹名。请"),
    ] {
        let ran = jihe(dir.path(), &words, "");
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{words:?}");
        assert!(ran.err.contains(says), "{words:?}: {}", ran.err);
        assert_eq!(ran.err.lines().count(), 1, "{words:?}: {}", ran.err);
    }
    assert!(!dir.path().join("别的").exists());
}

/// (what is changed in round.toml, what it becomes, words of the sentence)
#[test]
fn a_round_toml_that_is_wrong_is_named_by_line() {
    let dir = round();
    let path = dir.path().join("轮/round.toml");
    let good = std::fs::read_to_string(&path).unwrap();
    let line = |text: &str| good.lines().position(|l| l.starts_with(text)).unwrap() + 1;
    for (from, to, says) in [
        ("year =", "yaer =", format!("round.toml第{}行：不认识的项目“yaer”。是否想写“year”？", line("year"))),
        ("stage = \"evaluate\"", "stage = \"autumn\"", format!("第{}行：这张表没有“autumn”这个阶段", line("stage"))),
        ("\"dept-target\"", "\"dept\"", format!("第{}行：没有编号为“dept”的表", line("form"))),
        ("year = ", "year = 两千", format!("第{}行：这一行读不下去", line("year"))),
    ] {
        assert!(good.contains(from), "{from}");
        std::fs::write(&path, good.replacen(from, to, 1)).unwrap();
        let ran = jihe(dir.path(), &["-C", "轮", "status"], "");
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{to}");
        assert!(ran.err.contains(&says), "{to}: {}", ran.err);
    }
    std::fs::write(&path, encoding_rs::GBK.encode(&good).0).unwrap();
    let ran = jihe(dir.path(), &["-C", "轮", "status"], "");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("round.toml不是 UTF-8 编码，而是GBK"), "{}", ran.err);
}

#[test]
fn a_new_round_can_be_handed_out_at_once() {
    let dir = round();
    for file in
        ["round.toml", "名册.xlsx", "1 生成模板.cmd", "2 审核汇总.cmd", "3 退回件.cmd", "下发", "收回", "退回", "汇总"]
    {
        assert!(dir.path().join("轮").join(file).exists(), "{file}");
    }
    let ran = jihe(dir.path(), &["-C", "轮", "template", "--json"], "");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let files: Vec<Value> = ran.out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    // Two agencies and headquarters, and one file for everybody.
    assert_eq!(files.len(), 4);
    for line in files {
        assert!(dir.path().join("轮").join(line["file"].as_str().unwrap()).exists(), "{line}");
    }
    std::fs::remove_file(dir.path().join("轮/名册.xlsx")).unwrap();
    let ran = jihe(dir.path(), &["-C", "轮", "template"], "");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("文件夹里没有名册.xlsx"), "{}", ran.err);
}

#[test]
fn a_round_without_returns_is_open() {
    let dir = round();
    let ran = jihe(dir.path(), &["-C", "轮", "status"], "");
    assert_eq!(ran.code, 1);
    assert!(ran.out.ends_with("应报3家，已报0家，未报3家。\n"), "{}", ran.out);
    let toml = dir.path().join("轮/round.toml");
    let text =
        std::fs::read_to_string(&toml).unwrap().replace("# deadline = \"2025-01-31\"", "deadline = \"2020-01-31\"");
    std::fs::write(&toml, text).unwrap();
    let ran = jihe(dir.path(), &["-C", "轮", "status", "--json"], "");
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    for line in ran.out.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!(line["state"], "missing");
        assert!(line["days_late"].as_i64().unwrap() > 1_000);
    }
}

/// The lines of DESIGN, word for word.
#[test]
fn value_and_score_print_the_lines_of_the_contract() {
    let dir = here();
    let ran = jihe(dir.path(), &["value", "--json"], "≥53万台\n\n≥5个\r\n");
    assert_eq!(ran.code, 0);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(
        lines[0],
        r#"{"text":"≥53万台","kind":"quantity","parts":[{"bound":"at-least","amount":"53","scale":"10000","measure":"台"}],"notes":[]}"#
    );
    assert!(lines[1].starts_with(r#"{"text":"","kind":"blank""#), "{}", lines[1]);
    assert!(lines[2].starts_with(r#"{"text":"≥5个""#), "{}", lines[2]);

    let ran = jihe(
        dir.path(),
        &["score", "--json"],
        "10\t≥5个\t4个\n10\t43.2万元\t37.24万元\tpositive\tbudget-execution\n十\t1\t1\n",
    );
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(
        lines[0],
        r#"{"weight":"10","target":"≥5个","actual":"4个","points":"8","rate":"0.8","method":"proportional","explanation":"10×4÷5＝8（完成率80%）"}"#
    );
    let second: Value = serde_json::from_str(lines[1]).unwrap();
    assert_eq!((&second["points"], &second["method"]), (&Value::from("8.62"), &Value::from("budget-execution")));
    let third: Value = serde_json::from_str(lines[2]).unwrap();
    assert_eq!((&third["points"], &third["explanation"]), (&Value::Null, &Value::from("权重“十”不是0以上的数字")));
}

#[test]
fn forms_and_rules_are_listed() {
    let dir = here();
    let ran = jihe(dir.path(), &["form", "dept-target", "--json"], "");
    let form: Value = serde_json::from_str(&ran.out).unwrap();
    let items = form["items"].as_array().unwrap();
    let p02 = items.iter().find(|i| i["item"] == "P-02").unwrap();
    assert_eq!(p02["slots"]["evaluate"], serde_json::json!(["term_target", "year_target", "actual", "reason"]));
    assert_eq!((&p02["weight"], &p02["measure"]), (&Value::from("2.09"), &Value::from("家次")));
    assert_eq!(jihe(dir.path(), &["form"], "").out.lines().count(), 2);
    let page = jihe(dir.path(), &["explain", "v102"], "");
    assert!(page.out.starts_with("# V102 measure-mismatch") && page.out.contains("## 如何更正"), "{}", page.out);
}

/// 湖北式 has a limit scored in proportion, 通用 in a straight line: 10×1.5÷2, and 10×(2×1.5−2)÷1.5.
#[test]
fn score_takes_a_profile() {
    let dir = here();
    let points = |words: &[&str]| {
        let ran = jihe(dir.path(), &[&["score", "--json"], words].concat(), "10\t≤1.5%\t2%\n");
        let line: Value = serde_json::from_str(&ran.out).unwrap();
        (ran.code, line["points"].as_str().unwrap().to_owned(), line["method"].as_str().unwrap().to_owned())
    };
    assert_eq!(points(&[]), (0, "6.67".to_owned(), "inverse-linear".to_owned()));
    assert_eq!(points(&["--profile", "hubei"]), (0, "7.5".to_owned(), "inverse-ratio".to_owned()));
    let ran = jihe(dir.path(), &["score", "--profile", "hunan"], "");
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("hubei（湖北式）"), "{}", ran.err);
}

/// A form lying in the round folder is used before the built-in one.
#[test]
fn the_folders_own_form_comes_first() {
    let dir = here();
    let built_in = include_str!("../templates/dept-target.toml");
    std::fs::write(dir.path().join("dept-target.toml"), built_in.replace("≥5款", "≥6款")).unwrap();
    assert!(jihe(dir.path(), &["form", "dept-target", "--json"], "").out.contains("≥6款"));
    std::fs::write(
        dir.path().join("dept-target.toml"),
        built_in.replacen("level1 = \"产出指标\"\n", "level1 = \"产出指标\"\nweight = 51\n", 1),
    )
    .unwrap();
    let ran = jihe(dir.path(), &["form", "dept-target"], "");
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("dept-target.toml第") && ran.err.contains("101"), "{}", ran.err);
}

#[test]
fn a_file_that_cannot_be_read_is_a_line_and_stops_nothing() {
    let dir = here();
    std::fs::write(dir.path().join("a.xlsx"), "姓名,分数\n甲,1\n").unwrap();
    std::fs::write(dir.path().join("b.pdf"), "%PDF-1.4").unwrap();
    let ran = jihe(dir.path(), &["read", "a.xlsx", "b.pdf", "无.xlsx", "--json"], "");
    assert_eq!((ran.code, ran.err.lines().count()), (1, 3), "{}", ran.err);
    let codes: Vec<(String, String)> = ran
        .out
        .lines()
        .map(|l| serde_json::from_str::<Value>(l).unwrap())
        .map(|l| (l["file"].as_str().unwrap().to_owned(), l["error"]["code"].as_str().unwrap().to_owned()))
        .collect();
    let expected = [("a.xlsx", "csv"), ("b.pdf", "pdf"), ("无.xlsx", "unopened")];
    assert_eq!(codes, expected.map(|(f, c)| (f.to_owned(), c.to_owned())));
}

/// The sample round: made, checked, sent back, merged, decided upon, merged again.
#[test]
fn a_sample_round_runs_whole() {
    let dir = here();
    let ran = jihe(dir.path(), &["demo", "例"], "");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    let round = dir.path().join("例");

    let ran = jihe(&round, &["check"], "");
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("应报12家，已报9家，待更正2家，未报1家。"), "{}", ran.out);
    let mut notices: Vec<String> =
        std::fs::read_dir(round.join("退回")).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    notices.sort();
    assert_eq!(notices, ["04_荔湾_审核意见.xlsx", "05_天河_审核意见.xlsx"]);

    let ran = jihe(&round, &["check", "--json"], "");
    let lines: Vec<Value> = ran.out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines.len(), 12);
    for line in lines {
        let count = |name: &str| line["cells"][name].as_u64().unwrap();
        assert_eq!(count("nonempty"), count("form") + count("entries") + count("unplaced"), "{}", line["file"]);
        assert_eq!(line["entries"].as_array().unwrap().len(), 8 + 12 + 1 + 30 + 33 * 4, "every slot, blank ones too");
    }

    let register: Value = serde_json::from_str(&std::fs::read_to_string(round.join("登记.json")).unwrap()).unwrap();
    let huangpu = register["agencies"].as_array().unwrap().iter().find(|a| a["agency"] == "440112").unwrap();
    assert_eq!((&huangpu["how"], huangpu["others"].as_array().unwrap().len()), (&Value::from("newest"), 1));
    let file = round.join("汇总/2024_部门整体预算绩效目标申报表_汇总.xlsx");
    let before = std::fs::read(&file).unwrap();
    let ran = jihe(&round, &["consolidate", "--json"], "");
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    let line: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&line["merged"], &line["expected"]), (&Value::from(11), &Value::from(12)));
    assert!(std::fs::read(&file).unwrap() == before, "the same input gives the same bytes");
}

/// Files dropped on the program arrive as bare paths.
#[test]
fn dropped_files_are_checked() {
    let dir = here();
    std::fs::write(dir.path().join("a.xlsx"), "姓名,分数\n甲,1\n").unwrap();
    let ran = jihe(dir.path(), &["a.xlsx"], "");
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("“a.xlsx”读不了"), "{}", ran.err);
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    use std::process::{Command, Stdio};
    let program = assert_cmd::cargo::cargo_bin("jihe");
    let mut child = Command::new(program).arg("form").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), [].as_slice()));
}

/// A device that never ends, named on the command line, is refused like any other file.
#[cfg(unix)]
#[test]
fn what_is_no_file_is_refused() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_jihe")).args(["read", "/dev/zero"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("不是普通文件"));
}
