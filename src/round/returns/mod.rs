//! What lies in 收回/: every file is taken, noted with its reason, or refused; none is passed over in silence.
//! Zips and saved mails are opened in `parcel`, the files out of them go by the names of `names`.
#![allow(clippy::disallowed_methods, reason = "the round folder is one of the two places that touch the disk")]

mod names;
mod parcel;
#[cfg(test)]
mod tests;

use super::stop::Stop;
use super::{RETURNED, UNPACKED};
use crate::intake::{self, Refused, Sort};
use crate::model::Arrival;
use names::Names;
use parcel::{Company, Seen};
use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use walkdir::WalkDir;

/// The largest file taken, in bytes.
const MOST: u64 = 64 << 20;
/// So much of a file is read to tell whether it is a mail.
const HEAD: u64 = 64 << 10;

/// The files found in a folder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Returned {
    /// The files to be read, in the order of their ids.
    pub files: Vec<Arrived>,
    /// What was passed over and why: file, Chinese sentence.
    pub notes: Vec<(String, String)>,
    /// What cannot be taken: file and reason.
    pub refused: Vec<(String, Refused)>,
    /// What stood in the way of this run and is no matter of the files: for the screen only, as sentences.
    pub hindered: BTreeSet<String>,
}

/// One file to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrived {
    /// Its id: the path relative to the round folder, with `/`.
    pub file: String,
    /// How it came.
    pub arrival: Arrival,
    source: Source,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Source {
    Disk(PathBuf),
    Memory(Vec<u8>),
}

impl Arrived {
    /// The file's content; a file that cannot be opened is refused like any other.
    pub fn bytes(&self) -> Result<Vec<u8>, Refused> {
        let path = match &self.source {
            Source::Memory(bytes) => return Ok(bytes.clone()),
            Source::Disk(path) => path,
        };
        let opened =
            first(path, MOST + 1).map(|bytes| u64::try_from(bytes.len()).is_ok_and(|len| len <= MOST).then_some(bytes));
        match opened {
            Ok(Some(bytes)) => Ok(bytes),
            Ok(None) => Err(Refused::new("too-large", "文件超过 64 MB。", "请删去图片等无关内容后重新保存。")),
            Err(error) => Err(Refused::new(
                "unopened",
                format!("文件打不开（{error}）。"),
                "请关闭正在打开它的程序，核对权限后再运行。",
            )),
        }
    }

    /// The first bytes of the file; none where it cannot be opened, which is said when it is read.
    fn head(&self) -> Vec<u8> {
        match &self.source {
            Source::Memory(bytes) => bytes.clone(),
            Source::Disk(path) => first(path, HEAD).unwrap_or_default(),
        }
    }
}

/// At most so many bytes of a file: what it says of its own length is not believed, and what is no file (a pipe, a device)
/// might never end.
fn first(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::other("不是普通文件"));
    }
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Gathers 收回/ of a round; files out of zips and mails are written to `收回/.展开/`, where a person can open them.
pub(super) fn gather(dir: &Path) -> Result<Returned, Stop> {
    let unpacked = dir.join(UNPACKED);
    let mut hall = Hall::new(dir, Unpack::To(&unpacked));
    if unpacked.exists() && std::fs::remove_dir_all(&unpacked).is_err() {
        let words = "里有文件正被打开，没有清理干净，可能还有上一次取出的旧文件。请关闭 Excel 或 WPS 后重新运行。";
        hall.found.hindered.insert(format!("“{UNPACKED}”{words}"));
    }
    of_round(dir, hall)
}

/// The same files under the same ids, with nothing written: what lies in zips and mails stays in memory.
pub(super) fn look(dir: &Path) -> Result<Returned, Stop> {
    of_round(dir, Hall::new(dir, Unpack::Beside))
}

fn of_round(dir: &Path, mut hall: Hall<'_>) -> Result<Returned, Stop> {
    let folder = dir.join(RETURNED);
    if folder.is_dir() {
        hall.folder(&folder);
    }
    Ok(hall.close())
}

/// The files and folders named on the command line; ids are relative to `base` where they lie in it. A file that is
/// named itself is always taken, so that it is answered for.
pub fn named(base: &Path, paths: &[PathBuf]) -> Result<Returned, Stop> {
    let mut hall = Hall::new(base, Unpack::Nowhere);
    for path in paths {
        if path.is_dir() { hall.folder(path) } else { hall.take(path) }
    }
    Ok(hall.close())
}

/// What becomes of files out of zips and mails.
#[derive(Clone, Copy)]
enum Unpack<'a> {
    /// They are written into this folder.
    To(&'a Path),
    /// They are called as if they were written, and stay in memory.
    Beside,
    /// They stay in memory under the name of their zip or mail.
    Nowhere,
}

/// Where files arrive.
struct Hall<'a> {
    base: &'a Path,
    unpack: Unpack<'a>,
    found: Returned,
    names: Names,
    /// Every stamped document, picture or letter, until it is known what lies beside it.
    papers: Vec<(Arrived, Sort, Company)>,
    /// Where workbooks lie: folders, and the parcels around them.
    workbooks: BTreeSet<String>,
    /// The mails in which something was found that is read or refused for itself.
    answered: BTreeSet<String>,
    /// Every mail that is in no other one.
    mails: Vec<Seen>,
}

impl<'a> Hall<'a> {
    fn new(base: &'a Path, unpack: Unpack<'a>) -> Self {
        Self {
            base,
            unpack,
            found: Returned::default(),
            names: Names::default(),
            papers: Vec::new(),
            workbooks: BTreeSet::new(),
            answered: BTreeSet::new(),
            mails: Vec::new(),
        }
    }

    fn folder(&mut self, folder: &Path) {
        let own = self.base.join(UNPACKED);
        let mut walk = WalkDir::new(folder).sort_by_file_name().into_iter();
        while let Some(entry) = walk.next() {
            match entry {
                Ok(entry) if entry.file_type().is_dir() && is_unpacked(entry.path()) => {
                    walk.skip_current_dir();
                    if entry.path() != own {
                        let words = "是程序取出压缩包和邮件附件的文件夹，没有读取，读的是压缩包和邮件本身。";
                        self.note(&id(self.base, entry.path()), words);
                    }
                }
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) if entry.file_type().is_file() => self.met(entry.path()),
                Ok(entry) => {
                    self.note(&id(self.base, entry.path()), "是快捷方式或特殊文件，没有读取。请放入文件本身。")
                }
                Err(error) => {
                    let place = error.path().map(|p| id(self.base, p)).unwrap_or_default();
                    self.note(&place, &format!("打不开（{error}），没有读取。请核对权限后再运行。"));
                }
            }
        }
    }

    fn note(&mut self, file: &str, text: &str) {
        self.found.notes.push((file.to_owned(), text.to_owned()));
    }

    /// A file met in a folder.
    fn met(&mut self, path: &Path) {
        let file = id(self.base, path);
        if let Some(reason) = passed_over(&file) {
            self.note(&file, reason);
        } else if ["pdf", "ofd"].contains(&extension(&file).as_str()) {
            let company = Company::folder(folder_of(&file));
            self.papers.push((on_disk(file, path), Sort::Stamped, company));
        } else {
            self.take(path);
        }
    }

    fn take(&mut self, path: &Path) {
        let arrived = on_disk(id(self.base, path), path);
        if !is_parcel(&arrived) {
            self.workbooks.insert(folder_of(&arrived.file).to_owned());
            self.found.files.push(arrived);
            return;
        }
        match arrived.bytes() {
            Ok(bytes) => self.parcel(arrived, &bytes),
            Err(refused) => self.found.refused.push((arrived.file, refused)),
        }
    }

    /// Sets papers beside workbooks aside, answers for every mail, and sorts.
    fn close(mut self) -> Returned {
        for (paper, sort, company) in std::mem::take(&mut self.papers) {
            match company.word(sort, &self.workbooks) {
                Some(word) => self.found.notes.push((paper.file, word.to_owned())),
                None => {
                    self.answered.extend(company.mails.iter().cloned());
                    self.found.files.push(paper);
                }
            }
        }
        let mut found = self.found;
        for mail in self.mails {
            if self.answered.contains(&mail.way) {
                found.notes.push((mail.file.clone(), mail.note()));
            } else {
                found.refused.push((mail.file.clone(), mail.without_workbook()));
            }
        }
        found.files.sort_by(|a, b| a.file.cmp(&b.file));
        found.files.dedup_by(|a, b| a.file == b.file);
        found.notes.sort();
        found.refused.sort_by(|a, b| a.0.cmp(&b.0));
        found
    }
}

fn on_disk(file: String, path: &Path) -> Arrived {
    Arrived { file, arrival: Arrival::default(), source: Source::Disk(path.to_owned()) }
}

/// A zip of files or a saved mail, told by its first bytes; a workbook that is a zip goes by its extension, so that not
/// every file is read twice.
fn is_parcel(arrived: &Arrived) -> bool {
    let head = arrived.head();
    let documents = ["xlsx", "xlsm", "xltx", "xlsb", "ods", "et", "ett", "docx", "pptx", "wps", "odt", "xls"];
    if head.starts_with(b"PK") {
        return !documents.contains(&extension(&arrived.file).as_str());
    }
    extension(&arrived.file) == "zip" || intake::begins_as_mail(&head)
}

/// Files that are not anybody's return.
fn passed_over(file: &str) -> Option<&'static str> {
    let name = file.rsplit('/').next().unwrap_or(file);
    if name.starts_with("~$") || name.starts_with(".~") {
        return Some("是打开工作簿时的临时文件，没有读取。");
    }
    let litter = ["Thumbs.db", "desktop.ini", ".DS_Store"].contains(&name) || name.starts_with("._");
    litter.then_some("是系统自带的文件，没有读取。")
}

fn is_unpacked(path: &Path) -> bool {
    path.file_name() == Path::new(UNPACKED).file_name()
}

fn extension(file: &str) -> String {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default()
}

fn folder_of(file: &str) -> &str {
    file.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A path relative to the base with `/`, or as it was named where it lies elsewhere.
fn id(base: &Path, path: &Path) -> String {
    let absolute = |p: &Path| std::path::absolute(p).unwrap_or_else(|_| p.to_owned());
    let (base, full) = (absolute(base), absolute(path));
    let own = full.strip_prefix(&base).unwrap_or(path);
    let text = own.to_string_lossy();
    if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() }
}

/// The id as shared text.
fn shared(text: &str) -> Arc<str> {
    Arc::from(text)
}
