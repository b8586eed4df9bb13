//! What lies in 收回/: every file is taken, noted with its reason, or refused; none is passed over in silence.
#![allow(clippy::disallowed_methods, reason = "the round folder is one of the two places that touch the disk")]

use super::stop::Stop;
use super::{RETURNED, UNPACKED, output};
use crate::intake::{self, Refused};
use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use walkdir::WalkDir;

/// The largest file taken, in bytes.
const MOST: u64 = 64 << 20;

/// The files found in a folder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Returned {
    /// The files to be read, in the order of their ids.
    pub files: Vec<Arrived>,
    /// What was passed over and why: file, Chinese sentence.
    pub notes: Vec<(String, String)>,
    /// What cannot be taken: file and reason.
    pub refused: Vec<(String, Refused)>,
}

/// One file to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrived {
    /// Its id: the path relative to the round folder, with `/`.
    pub file: String,
    source: Source,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Source {
    Disk(PathBuf),
    Zip(Vec<u8>),
}

impl Arrived {
    /// The file's content; a file that cannot be opened is refused like any other.
    pub fn bytes(&self) -> Result<Vec<u8>, Refused> {
        let path = match &self.source {
            Source::Zip(bytes) => return Ok(bytes.clone()),
            Source::Disk(path) => path,
        };
        let opened = std::fs::metadata(path).and_then(|meta| {
            if meta.len() > MOST {
                return Ok(None);
            }
            std::fs::read(path).map(Some)
        });
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
}

/// Gathers 收回/ of a round; files out of zips are written to `.展开/`, where a person can open them.
pub(super) fn gather(dir: &Path) -> Result<Returned, Stop> {
    let unpacked = dir.join(UNPACKED);
    if unpacked.exists() {
        std::fs::remove_dir_all(&unpacked).map_err(|error| Stop::io("清理不了", &unpacked, &error))?;
    }
    let hall = Hall::new(dir, Unpack::To(&unpacked));
    of_round(dir, hall)
}

/// The same files under the same ids, with nothing written: what lies in zips stays in memory.
pub(super) fn look(dir: &Path) -> Result<Returned, Stop> {
    of_round(dir, Hall::new(dir, Unpack::Beside))
}

fn of_round(dir: &Path, mut hall: Hall<'_>) -> Result<Returned, Stop> {
    let folder = dir.join(RETURNED);
    if folder.is_dir() {
        hall.folder(&folder)?;
    }
    Ok(hall.close())
}

/// The files and folders named on the command line; ids are relative to `base` where they lie in it. A file that is
/// named itself is always taken, so that it is answered for.
pub fn named(base: &Path, paths: &[PathBuf]) -> Result<Returned, Stop> {
    let mut hall = Hall::new(base, Unpack::Nowhere);
    for path in paths {
        if path.is_dir() { hall.folder(path)? } else { hall.take(path)? }
    }
    Ok(hall.close())
}

/// What becomes of files out of zips.
#[derive(Clone, Copy)]
enum Unpack<'a> {
    /// They are written into this folder.
    To(&'a Path),
    /// They are called as if they were written, and stay in memory.
    Beside,
    /// They stay in memory under the name of their zip.
    Nowhere,
}

/// Where files arrive.
struct Hall<'a> {
    base: &'a Path,
    unpack: Unpack<'a>,
    found: Returned,
    /// Every .pdf met in a folder, until it is known what lies beside it.
    scans: Vec<Arrived>,
}

impl<'a> Hall<'a> {
    fn new(base: &'a Path, unpack: Unpack<'a>) -> Self {
        Self { base, unpack, found: Returned::default(), scans: Vec::new() }
    }

    fn folder(&mut self, folder: &Path) -> Result<(), Stop> {
        for entry in WalkDir::new(folder).sort_by_file_name() {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) if entry.file_type().is_file() => self.met(entry.path())?,
                Ok(entry) => {
                    self.note(&id(self.base, entry.path()), "是快捷方式或特殊文件，没有读取。请放入文件本身。")
                }
                Err(error) => {
                    let place = error.path().map(|p| id(self.base, p)).unwrap_or_default();
                    self.note(&place, &format!("打不开（{error}），没有读取。请核对权限后再运行。"));
                }
            }
        }
        Ok(())
    }

    fn note(&mut self, file: &str, text: &str) {
        self.found.notes.push((file.to_owned(), text.to_owned()));
    }

    /// A file met in a folder.
    fn met(&mut self, path: &Path) -> Result<(), Stop> {
        let file = id(self.base, path);
        if let Some(reason) = passed_over(&file) {
            self.note(&file, reason);
        } else if extension(&file) == "pdf" {
            self.scans.push(Arrived { file, source: Source::Disk(path.to_owned()) });
        } else {
            self.take(path)?;
        }
        Ok(())
    }

    fn take(&mut self, path: &Path) -> Result<(), Stop> {
        let arrived = Arrived { file: id(self.base, path), source: Source::Disk(path.to_owned()) };
        if extension(&arrived.file) != "zip" {
            self.found.files.push(arrived);
            return Ok(());
        }
        match arrived.bytes().and_then(|bytes| intake::unpack(&arrived.file, &bytes)) {
            Ok(Some(packed)) => self.zip(&arrived.file, packed)?,
            Ok(None) => self.found.files.push(arrived),
            Err(refused) => self.found.refused.push((arrived.file, refused)),
        }
        Ok(())
    }

    fn zip(&mut self, zip: &str, packed: Vec<intake::Packed>) -> Result<(), Stop> {
        self.note(zip, &format!("是压缩包，已取出其中{}个文件。", packed.len()));
        for inner in packed {
            let inside = safe(&inner.name);
            let inside_id = inside.to_string_lossy().replace('\\', "/");
            let below = zip.strip_prefix(&format!("{RETURNED}/")).unwrap_or(zip);
            if let Some(reason) = passed_over(&inside_id) {
                self.note(&format!("{zip}/{inside_id}"), reason);
                continue;
            }
            let arrived = match self.unpack {
                Unpack::Nowhere => Arrived { file: format!("{zip}/{inside_id}"), source: Source::Zip(inner.bytes) },
                Unpack::Beside => {
                    Arrived { file: format!("{UNPACKED}/{below}/{inside_id}"), source: Source::Zip(inner.bytes) }
                }
                Unpack::To(root) => {
                    let path = root.join(safe(below)).join(&inside);
                    output::folder(path.parent().unwrap_or(root))?;
                    output::write(&path, &inner.bytes)?;
                    Arrived { file: format!("{UNPACKED}/{below}/{inside_id}"), source: Source::Disk(path) }
                }
            };
            if extension(&arrived.file) == "pdf" {
                self.scans.push(arrived);
            } else {
                self.found.files.push(arrived);
            }
        }
        Ok(())
    }

    /// Sorts, and sets stamped scans aside: a .pdf in the company of a workbook.
    fn close(self) -> Returned {
        let mut found = self.found;
        let folders: BTreeSet<String> = found.files.iter().map(|f| folder_of(&f.file).to_owned()).collect();
        for scan in self.scans {
            if folders.contains(folder_of(&scan.file)) {
                found.notes.push((scan.file, "按盖章件登记，不作为填报数据读取。".to_owned()));
            } else {
                found.files.push(scan);
            }
        }
        found.files.sort_by(|a, b| a.file.cmp(&b.file));
        found.files.dedup_by(|a, b| a.file == b.file);
        found.notes.sort();
        found.refused.sort_by(|a, b| a.0.cmp(&b.0));
        found
    }
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

/// A path out of a zip that stays below its folder and that every file system can write.
fn safe(name: &str) -> PathBuf {
    let plain = |part: &str| -> String {
        part.chars().map(|c| if c.is_control() || "<>:\"|?*".contains(c) { '_' } else { c }).collect()
    };
    let parts = Path::new(name).components().filter_map(|c| match c {
        Component::Normal(part) => Some(plain(&part.to_string_lossy())),
        _ => None,
    });
    parts.collect()
}
