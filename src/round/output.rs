//! Writing files whole: beside their place under another name first, then renamed. A run that breaks off never leaves
//! half a file, and never destroys an older one.

use super::stop::Stop;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// A file that has been written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Where it stands.
    pub path: PathBuf,
    /// Why it stands elsewhere than asked, as a Chinese sentence.
    pub remark: Option<String>,
}

/// Writes a workbook. Where the older one cannot be replaced (Windows: it is open in Excel), the new one is called
/// `…(2)`, and the remark says why.
pub fn write_book(path: &Path, bytes: &[u8]) -> Result<Written, Stop> {
    let mut place = path.to_owned();
    for n in 2..=9 {
        match replace(&place, bytes) {
            Ok(()) => {
                let remark = (place != path).then(|| {
                    let (old, new) = (name(path), name(&place));
                    format!("{old}正被打开，不能替换，本次结果另存为{new}。请关闭{old}后，改用{new}或重新运行。")
                });
                return Ok(Written { path: place, remark });
            }
            Err(error) if is_held(&error) && place.exists() => {
                let stem = path.file_stem().unwrap_or_default().to_string_lossy();
                let extension = path.extension().unwrap_or_default().to_string_lossy();
                place = path.with_file_name(format!("{stem}({n}).{extension}"));
            }
            Err(error) => return Err(Stop::io("没有写出", path, &error)),
        }
    }
    Err(Stop::new(format!("{}和它的各个副本都正被打开", name(path)), "请关闭 Excel 或 WPS 后再运行"))
}

/// Writes a file that has one name only: `round.toml`, the register, 决定.xlsx.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Stop> {
    replace(path, bytes).map_err(|error| match is_held(&error) && path.exists() {
        true => Stop::new(format!("{}正被打开，写不进去", name(path)), "请关闭打开它的程序后再运行"),
        false => Stop::io("没有写出", path, &error),
    })
}

/// The folder, made where it is missing.
pub fn folder(path: &Path) -> Result<(), Stop> {
    std::fs::create_dir_all(path).map_err(|error| Stop::io("没有建成文件夹", path, &error))
}

/// The rename was refused because someone holds the place: Windows says so by denying it.
fn is_held(error: &std::io::Error) -> bool {
    // 32: a Windows sharing violation.
    matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::IsADirectory | ErrorKind::ResourceBusy)
        || cfg!(windows) && error.raw_os_error() == Some(32)
}

fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = draft(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|refused| refused.error)?;
    Ok(())
}

/// A temporary file beside the place, readable by everyone the folder is for.
fn draft(folder: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".~jihe").suffix(".tmp");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_file_is_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("汇总.xlsx");
        for text in ["old", "new"] {
            assert_eq!(write_book(&path, text.as_bytes()).unwrap(), Written { path: path.clone(), remark: None });
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        }
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "no temporary file stays");
    }

    /// A folder of that name refuses the rename as an open workbook does on Windows.
    #[test]
    fn a_place_that_is_held_gives_a_second_name_and_the_reason() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("汇总.xlsx");
        std::fs::create_dir(&path).unwrap();
        let written = write_book(&path, b"new").unwrap();
        assert_eq!(written.path, dir.path().join("汇总(2).xlsx"));
        assert!(written.remark.unwrap().contains("汇总.xlsx正被打开"));
        assert!(write(&path, b"x").unwrap_err().to_string().contains("请关闭"));
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 2, "no temporary file stays");
    }

    #[test]
    fn a_folder_that_is_not_there_is_said() {
        let dir = tempfile::tempdir().unwrap();
        let stop = write_book(&dir.path().join("无/汇总.xlsx"), b"x").unwrap_err();
        assert!(stop.to_string().contains("没有找到"), "{stop}");
    }
}
