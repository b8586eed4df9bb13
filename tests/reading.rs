//! Files that kill, choke or outlast the process that reads them: that file is refused, the others are read.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests write the folders they run in")]
#![allow(clippy::expect_used, reason = "tests")]

#[path = "intake/parts.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod parts;

use parts::Parts;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

fn jihe(dir: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jihe"));
    command.current_dir(dir).args(words).stdin(Stdio::null());
    command
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// File → the code it was refused with; empty for one that was read.
fn endings(output: &Output) -> BTreeMap<String, String> {
    let lines = text(&output.stdout).lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let ending = |line: Value| {
        let code = line["error"]["code"].as_str().unwrap_or_default().to_owned();
        (line["file"].as_str().unwrap().to_owned(), code)
    };
    lines.map(ending).collect()
}

/// A folder with one agency's own workbook.
fn folder() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let made = jihe(dir.path(), &["demo", "轮", "--agencies", "1", "--clean"]).output().unwrap();
    assert!(made.status.code().unwrap() < 2, "{}", text(&made.stderr));
    let returned = dir.path().join("轮/收回");
    let own = std::fs::read_dir(&returned).unwrap().next().unwrap().unwrap().path();
    std::fs::create_dir(dir.path().join("来件")).unwrap();
    std::fs::copy(&own, dir.path().join("来件/000.xlsx")).unwrap();
    let own = dir.path().join("来件/000.xlsx");
    (dir, own)
}

/// Small on disk, 40 MB in memory.
fn bloated() -> Vec<u8> {
    Parts::with_cells("<c r=\"A1\"><v>1</v></c>").part("xl/media/a.bin", &" ".repeat(40 << 20)).bytes()
}

/// Somebody else's workbook.
fn strange(n: usize) -> Vec<u8> {
    Parts::with_cells(&format!("<c r=\"A1\"><v>{n}</v></c>")).bytes()
}

#[test]
fn three_hundred_files_of_which_five_kill_their_reader() {
    let (dir, own) = folder();
    let killers = [3, 77, 78, 150, 299];
    let mut expected = BTreeMap::from([("来件/000.xlsx".to_owned(), "")]);
    for n in 1..300 {
        let name = format!("来件/{n:03}.xlsx");
        let path = dir.path().join(&name);
        let code = match n {
            n if killers.contains(&n) => {
                std::fs::write(path, bloated()).unwrap();
                "out-of-memory"
            }
            n if n % 30 == 0 => {
                std::fs::copy(&own, path).unwrap();
                ""
            }
            n => {
                std::fs::write(path, strange(n)).unwrap();
                "not-our-form"
            }
        };
        expected.insert(name, code);
    }
    let words = ["--json", "--worker-memory", "30", "read", "来件"];
    let outputs: Vec<Output> = (0..2).map(|_| jihe(dir.path(), &words).output().unwrap()).collect();
    let found = endings(&outputs[0]);
    let found: BTreeMap<String, &str> = found.iter().map(|(file, code)| (file.clone(), code.as_str())).collect();
    assert_eq!(found, expected);
    assert_eq!(outputs[0].status.code(), Some(1));
    let said = text(&outputs[0].stderr);
    assert!(said.contains("“来件/003.xlsx”读不了：读取这个文件要用的内存超过 30 MB，没有读完。请"), "{said}");
    assert!(!said.contains("panicked") && !said.contains("memory allocation"), "{said}");
    // Who reads what differs from run to run; what is said does not.
    assert_eq!((&outputs[0].stdout, &outputs[0].stderr), (&outputs[1].stdout, &outputs[1].stderr));
    // With room enough the same file is like any other.
    let roomy = jihe(dir.path(), &["--json", "read", "来件/003.xlsx"]).output().unwrap();
    assert_eq!(endings(&roomy).into_values().collect::<Vec<_>>(), ["not-our-form"]);
}

#[test]
fn a_file_past_its_deadline_is_refused_and_says_how_long_it_took() {
    let (dir, _) = folder();
    let late = jihe(dir.path(), &["--json", "--worker-seconds", "0", "read", "来件"]).output().unwrap();
    assert_eq!(endings(&late).into_values().collect::<Vec<_>>(), ["too-slow"]);
    assert!(text(&late.stderr).contains("读取这个文件超过0秒"), "{}", text(&late.stderr));
}

#[test]
fn what_is_read_does_not_depend_on_where() {
    let (dir, _) = folder();
    let shared = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/workbooks/files"));
    for stage in ["declare", "evaluate"] {
        let round = format!("例-{stage}");
        let made = jihe(dir.path(), &["demo", &round, "--stage", stage, "--agencies", "6"]).output().unwrap();
        assert!(made.status.code().unwrap() < 2);
    }
    let mut words = vec!["read", "来件", "例-declare/收回", "例-declare/下发", "例-evaluate/收回", "例-evaluate/下发"];
    if shared.is_dir() {
        words.push(shared.to_str().unwrap());
    }
    for form in [&["--json"][..], &[]] {
        let run = |more: &[&str]| jihe(dir.path(), &[form, more, &words].concat()).output().unwrap();
        let (apart, here) = (run(&[]), run(&["--workers", "0"]));
        assert_eq!(text(&apart.stdout), text(&here.stdout));
        // A reader that stumbles in this process leaves its trace on stderr; the sentences are the same.
        for line in text(&apart.stderr).lines() {
            assert!(text(&here.stderr).contains(line), "{line}");
        }
        assert_eq!(apart.status.code(), here.status.code());
        assert!(text(&apart.stdout).lines().count() > 20);
    }
}

#[test]
fn a_reading_process_ends_with_its_parent_and_is_nobody_elses_command() {
    let dir = tempfile::tempdir().unwrap();
    let closed = jihe(dir.path(), &["worker"]).output().unwrap();
    assert_eq!(closed.status.code(), Some(0), "stdin is closed: {}", text(&closed.stderr));
    let mut talking = jihe(dir.path(), &["worker"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(&mut talking.stdin.take().unwrap(), b"hello, who is there?").unwrap();
    assert_eq!(talking.wait().unwrap().code(), Some(2));
    let help = jihe(dir.path(), &["--help"]).output().unwrap();
    assert!(!text(&help.stdout).contains("worker"));
    let near = jihe(dir.path(), &["worke"]).output().unwrap();
    assert!(!text(&near.stderr).contains("worker"), "{}", text(&near.stderr));
}

/// The processes whose parent this is.
#[cfg(target_os = "linux")]
fn children(parent: u32) -> Vec<String> {
    let all = std::fs::read_dir("/proc").unwrap().flatten().map(|e| e.file_name().to_string_lossy().into_owned());
    let of_parent = |pid: &String| {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        let after_name = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
        after_name.split(' ').nth(1) == Some(&parent.to_string()) && !after_name.starts_with('Z')
    };
    all.filter(|name| name.bytes().all(|b| b.is_ascii_digit())).filter(of_parent).collect()
}

#[cfg(target_os = "linux")]
fn kill(pid: &str) {
    assert!(Command::new("kill").args(["-9", pid]).status().unwrap().success());
}

/// Slow enough to be caught at: half a million cells.
#[cfg(target_os = "linux")]
fn slow() -> Vec<u8> {
    let rows: String = (1..=25_000)
        .map(|row| {
            let cells: String = ('A'..='T').map(|col| format!("<c r=\"{col}{row}\"><v>{row}</v></c>")).collect();
            format!("<row r=\"{row}\">{cells}</row>")
        })
        .collect();
    Parts::with_sheet(&format!("<sheetData>{rows}</sheetData>")).bytes()
}

#[cfg(target_os = "linux")]
#[test]
fn a_reader_killed_from_outside_costs_its_file_only_if_it_happens_again() {
    let (dir, _) = folder();
    std::fs::write(dir.path().join("来件/慢.xlsx"), slow()).unwrap();
    // Killed once: the file is read again with nothing beside it. Killed twice: it is refused.
    for (kills, code) in [(1, "not-our-form"), (2, "stumbled")] {
        let words = ["--json", "--workers", "1", "--worker-seconds", "120", "read", "来件/慢.xlsx", "来件/000.xlsx"];
        let parent = jihe(dir.path(), &words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut killed: Vec<String> = Vec::new();
        let start = Instant::now();
        while killed.len() < kills && start.elapsed() < Duration::from_secs(60) {
            // Not before it has said what it is and holds the file, which is read after the other one.
            std::thread::sleep(Duration::from_millis(if killed.is_empty() { 700 } else { 300 }));
            for child in children(parent.id()).into_iter().filter(|c| !killed.contains(c)).collect::<Vec<_>>() {
                kill(&child);
                killed.push(child);
            }
        }
        let output = parent.wait_with_output().unwrap();
        let expected = BTreeMap::from([("来件/000.xlsx", ""), ("来件/慢.xlsx", code)]);
        let found = endings(&output);
        assert_eq!(
            found.iter().map(|(f, c)| (f.as_str(), c.as_str())).collect::<BTreeMap<_, _>>(),
            expected,
            "{kills}"
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn readers_do_not_outlive_a_program_that_was_killed() {
    let (dir, _) = folder();
    std::fs::write(dir.path().join("来件/慢.xlsx"), slow()).unwrap();
    let mut parent = jihe(dir.path(), &["read", "来件/慢.xlsx"]).stdout(Stdio::null()).spawn().unwrap();
    let start = Instant::now();
    let mut readers = Vec::new();
    while readers.is_empty() && start.elapsed() < Duration::from_secs(20) {
        readers = children(parent.id());
    }
    assert_eq!(readers.len(), 1);
    parent.kill().unwrap();
    parent.wait().unwrap();
    let is_there =
        |pid: &String| std::fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| !stat.contains(") Z "));
    while readers.iter().any(is_there) && start.elapsed() < Duration::from_secs(100) {
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(!readers.iter().any(is_there), "{:?} after {:?}", readers, start.elapsed());
}

/// Started through the loader, the program does not find itself, as on a machine that forbids it to start processes.
#[cfg(target_os = "linux")]
#[test]
fn where_no_process_can_be_started_everything_is_read_and_it_is_said_once() {
    let loader = Path::new("/lib64/ld-linux-x86-64.so.2");
    if !loader.is_file() {
        return;
    }
    let (dir, own) = folder();
    std::fs::copy(&own, dir.path().join("来件/001.xlsx")).unwrap();
    let words = ["--json", "read", "来件"];
    let barred = Command::new(loader).arg(env!("CARGO_BIN_EXE_jihe")).args(words).current_dir(dir.path()).output();
    let (barred, usual) = (barred.unwrap(), jihe(dir.path(), &words).output().unwrap());
    assert_eq!(text(&barred.stdout), text(&usual.stdout));
    assert_eq!(text(&barred.stderr).matches("不允许程序分开读取").count(), 1, "{}", text(&barred.stderr));
    assert_eq!(text(&usual.stderr), "");
}
