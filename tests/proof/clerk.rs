//! Rounds as people make and change them: in folders, with the program, LibreOffice and openpyxl.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{LazyLock, Mutex, OnceLock};

/// What one run of the program gave.
pub struct Ran {
    pub code: i32,
    pub out: String,
}

impl Ran {
    /// Its lines as JSON.
    pub fn json(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// Runs the program.
pub fn jihe(words: &[&str]) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_jihe")).args(words).output().unwrap();
    let code = output.status.code().unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    assert_ne!(code, 2, "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    Ran { code, out }
}

/// A folder of that name for this run of the tests, empty.
pub fn folder(name: &str) -> PathBuf {
    static ALL: LazyLock<PathBuf> = LazyLock::new(|| {
        let all = Path::new(env!("CARGO_TARGET_TMPDIR")).join("proof");
        if all.exists() {
            std::fs::remove_dir_all(&all).unwrap();
        }
        all
    });
    let folder = ALL.join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// One round in its folder.
#[derive(Clone)]
pub struct Round {
    pub name: String,
    pub dir: PathBuf,
}

impl Round {
    /// A sample round, and what the program said of it.
    pub fn demo(name: &str, words: &[&str]) -> (Round, Ran) {
        let dir = folder("rounds").join(name);
        let ran = jihe(&[&["demo", dir.to_str().unwrap(), "--json"], words].concat());
        (Round { name: name.to_owned(), dir }, ran)
    }

    /// The same folder again under another name, to be changed.
    pub fn copy(&self, name: &str) -> Round {
        let dir = folder("rounds").join(name);
        copy(&self.dir, &dir);
        Round { name: name.to_owned(), dir }
    }

    /// Runs a command on the round.
    pub fn run(&self, words: &[&str]) -> Ran {
        jihe(&[&["-C", self.dir.to_str().unwrap()], words].concat())
    }

    /// The consolidated workbook.
    pub fn workbook(&self) -> PathBuf {
        self.dir.join("汇总/2024_部门整体预算绩效目标申报表_汇总.xlsx")
    }

    /// Every file of one of its folders, by name.
    pub fn files(&self, of: &str) -> Vec<PathBuf> {
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(self.dir.join(of)).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files
    }

    /// The return of an agency of a clean round: its short name stands in the file's name.
    pub fn returned(&self, agency: &str) -> PathBuf {
        let own = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().contains(&format!("_{agency}_"));
        self.files("收回").into_iter().find(own).unwrap()
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

/// The clean round of a stage, made once.
pub fn clean(stage: &str) -> &'static Round {
    static ROUNDS: [OnceLock<Round>; 2] = [const { OnceLock::new() }; 2];
    ROUNDS[usize::from(stage == "declare")].get_or_init(|| {
        let (round, ran) = Round::demo(&format!("clean-{stage}"), &["--clean", "--stage", stage]);
        assert_eq!((ran.code, &ran.json()[0]["mistakes"]), (0, &Value::from(Vec::<Value>::new())));
        round
    })
}

/// The round with mistakes of a stage, made once, and the mistakes.
pub fn dirty(stage: &str) -> &'static (Round, Vec<String>) {
    static ROUNDS: [OnceLock<(Round, Vec<String>)>; 2] = [const { OnceLock::new() }; 2];
    ROUNDS[usize::from(stage == "declare")].get_or_init(|| {
        let (round, ran) = Round::demo(&format!("dirty-{stage}"), &["--stage", stage]);
        let mistakes = planted(&ran);
        (round, mistakes)
    })
}

/// The mistakes that a sample round says it holds; it did what it set out to do.
pub fn planted(ran: &Ran) -> Vec<String> {
    assert_eq!(ran.code, 0);
    let line = &ran.json()[0];
    line["mistakes"].as_array().unwrap().iter().map(|m| m.as_str().unwrap().to_owned()).collect()
}

/// Types into one cell of a return, found as a person finds it: the row with this label, the column under this header.
/// Blank clears it. Gives sheet and cell; `None` (said aloud) without openpyxl.
pub fn type_into(file: &Path, label: &str, header: &str, text: &str) -> Option<(String, String)> {
    let place = python(&["type", file.to_str().unwrap(), label, header, text])?;
    Some((place["sheet"].as_str()?.to_owned(), place["cell"].as_str()?.to_owned()))
}

/// Runs `hands.py` and reads the JSON it prints; `None` (said aloud) without openpyxl, except under CI.
pub fn python(words: &[&str]) -> Option<Value> {
    script("hands.py", words)
}

/// Runs a script beside this file as [`python`] runs `hands.py`.
pub fn script(name: &str, words: &[&str]) -> Option<Value> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/proof").join(name);
    // Every warning is an error: a workbook has to open without any.
    let output = Command::new("python3").args(["-B", "-W", "error"]).arg(script).args(words).output();
    match output {
        Ok(output) if output.status.success() => Some(serde_json::from_slice(&output.stdout).unwrap()),
        Ok(output) if output.status.code() != Some(3) => {
            panic!("{words:?}: {}", String::from_utf8_lossy(&output.stderr))
        }
        _ => {
            skipped(if name == "hands.py" { "openpyxl" } else { "python3" });
            None
        }
    }
}

/// Converts files in LibreOffice, under the names given; one LibreOffice at a time. `None` (said aloud) without it.
pub fn converted(files: &[(String, PathBuf)], to: &str, out: &Path) -> Option<()> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let (named, profile) = (out.join("in"), folder("office"));
    std::fs::create_dir_all(&named).unwrap();
    let mut command = Command::new("soffice");
    command.arg(format!("-env:UserInstallation=file://{}", profile.display()));
    command.args(["--headless", "--convert-to", to, "--outdir"]).arg(out);
    for (name, path) in files {
        let file = named.join(name);
        std::fs::copy(path, &file).unwrap();
        command.arg(file);
    }
    if command.output().is_err() {
        skipped("LibreOffice");
        return None;
    }
    Some(())
}

fn skipped(what: &str) {
    assert!(std::env::var_os("CI").is_none(), "{what} is needed here");
    eprintln!("SKIPPED: there is no {what}, nothing was proved");
}
