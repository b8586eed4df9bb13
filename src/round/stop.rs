//! The program cannot go on: what is the matter and what to do, for the person at the machine.

use crate::definition::Fault;
use crate::intake::Refused;
use crate::xlsx;
use std::io::ErrorKind;
use std::path::Path;

/// One or more sentences, each with what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    sentences: Vec<String>,
}

impl Stop {
    /// What is the matter and what to do, both without full stop.
    pub fn new(matter: impl AsRef<str>, remedy: impl AsRef<str>) -> Self {
        Self { sentences: vec![said(matter.as_ref(), remedy.as_ref())] }
    }

    /// Several at once, so that nobody has to start the program once for each.
    pub fn all(sentences: Vec<String>) -> Self {
        Self { sentences }
    }

    /// The faults of a TOML file, each with its line.
    pub fn faults(file: &str, faults: &[Fault]) -> Self {
        let line = |f: &Fault| said(&format!("{file}第{}行：{}", f.line, f.message), &f.fix);
        Self { sentences: faults.iter().map(line).collect() }
    }

    /// A file that could not be opened or written.
    pub fn io(what: &str, path: &Path, error: &std::io::Error) -> Self {
        let (matter, remedy) = match error.kind() {
            ErrorKind::NotFound => ("没有找到".to_owned(), "请核对路径和文件名"),
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                ("没有权限，或文件正被其他程序打开".to_owned(), "请关闭打开它的程序，或换到有写入权限的文件夹后再运行")
            }
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                ("磁盘空间已满".to_owned(), "请清理磁盘或换到其他磁盘后再运行")
            }
            ErrorKind::NotADirectory => ("路径中有一段不是文件夹".to_owned(), "请核对路径"),
            _ => (format!("系统提示：{error}"), "请核对磁盘和路径后再运行"),
        };
        Self::new(format!("{what}{}：{matter}", path.display()), remedy)
    }
}

impl std::fmt::Display for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.sentences.join("\n"))
    }
}

impl std::error::Error for Stop {}

impl From<xlsx::Refused> for Stop {
    fn from(refused: xlsx::Refused) -> Self {
        Self::new(format!("工作簿没有写出（{refused}）"), "请按提示缩短内容后再运行")
    }
}

/// A file of the round itself that intake cannot take.
pub(super) fn unreadable(file: &str, refused: &Refused) -> Stop {
    Stop::new(format!("{file}读不了：{}", refused.message), &refused.fix)
}

/// Two clauses as sentences; a clause that already ends as one is left alone.
fn said(matter: &str, remedy: &str) -> String {
    let ended = |text: &str| match text.trim() {
        text if text.is_empty() || text.ends_with(['。', '？', '！']) => text.to_owned(),
        text => format!("{text}。"),
    };
    format!("{}{}", ended(matter), ended(remedy))
}
