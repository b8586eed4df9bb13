//! Reading the text files that people edit in Notepad, which may save them in any encoding.
#![allow(clippy::disallowed_methods, reason = "the round folder is one of the two places that touch the disk")]

use super::stop::Stop;
use std::path::Path;

/// The text of a UTF-8 file; another encoding is named, with what to do.
pub(super) fn read(path: &Path) -> Result<String, Stop> {
    let bytes = std::fs::read(path).map_err(|error| Stop::io("读不了", path, &error))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let bare = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    match std::str::from_utf8(bare) {
        Ok(text) if !bare.contains(&0) => Ok(text.to_owned()),
        _ => {
            let found = if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") || bare.contains(&0) {
                "UTF-16（记事本里叫“Unicode”）"
            } else if encoding_rs::GBK.decode_without_bom_handling(&bytes).1 {
                "看不出是哪一种"
            } else {
                "GBK（记事本里叫“ANSI”）"
            };
            Err(Stop::new(format!("{name}不是 UTF-8 编码，而是{found}"), "请用记事本打开，另存为 UTF-8 编码后再运行"))
        }
    }
}
