//! A file that cannot be taken, and what to do about it.

use std::error::Error;
use std::io;

/// Why a file is refused: a code for machines, two sentences for people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}{fix}")]
pub struct Refused {
    /// The kind of refusal: `encrypted`, `csv`, `damaged` …
    pub code: &'static str,
    /// What was found.
    pub message: String,
    /// What to do.
    pub fix: String,
}

/// The code of a file for which there was no memory.
pub const OUT_OF_MEMORY: &str = "out-of-memory";

const SAVE_AS_XLSX: &str = "请用 Excel 或 WPS 打开后另存为 .xlsx 再报送。";
const ASK_AGAIN: &str = "请向填报单位重新索取，或用 Excel、WPS 打开后另存为 .xlsx 再报送。";

/// What an official calls each kind of refusal.
const WORDS: [(&str, &str); 33] = [
    ("archive", "压缩包"),
    ("attachment-damaged", "附件损坏"),
    ("csv", "文本表格"),
    ("damaged", "文件损坏"),
    ("empty", "空文件"),
    ("encrypted", "加密"),
    ("html", "网页文件"),
    ("image", "图片"),
    ("lock-file", "临时文件"),
    ("macro-sheet", "宏表"),
    ("mail", "邮件"),
    ("mail-damaged", "邮件损坏"),
    ("mail-encrypted", "邮件加密"),
    ("mail-without-workbook", "邮件无表"),
    ("mailbox", "邮件夹"),
    ("not-a-workbook", "不是工作簿"),
    ("not-our-form", "不是本表"),
    ("ods-layout", "写法特殊"),
    ("old-biff", "版本过旧"),
    ("outlook", "邮件"),
    ("pdf", "PDF"),
    ("stumbled", "读取中断"),
    ("too-large", "文件过大"),
    ("too-many-cells", "单元格过多"),
    ("too-slow", "读取超时"),
    ("unopened", "打不开"),
    ("uuencode", "附件编码"),
    ("winmail", "附件编码"),
    ("word", "Word 文档"),
    ("xlsb", "二进制工作簿"),
    ("xml-2003", "XML 表格"),
    ("zip-without-workbook", "压缩包无表"),
    ("out-of-memory", "文件过大"),
];

impl Refused {
    /// The kind of refusal in Chinese; a code nobody named reads 读不了.
    pub fn word(code: &str) -> &'static str {
        WORDS.iter().find(|(own, _)| *own == code).map_or("读不了", |(_, word)| *word)
    }

    /// A refusal in the words given.
    pub fn new(code: &'static str, message: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { code, message: message.into(), fix: fix.into() }
    }

    /// Of a type that can be saved as `.xlsx`.
    pub(super) fn other_type(code: &'static str, message: &str) -> Self {
        Self::new(code, message, SAVE_AS_XLSX)
    }

    /// Broken, or not what it pretends to be.
    pub(super) fn damaged(message: impl Into<String>) -> Self {
        Self::new("damaged", message, ASK_AGAIN)
    }

    /// Larger than any return can be.
    pub(super) fn too_large(message: impl Into<String>) -> Self {
        Self::new("too-large", message, "请只保留需要报送的工作表，删除图片和多余内容后另存为 .xlsx 再报送。")
    }

    /// More cells than a return can have.
    pub(super) fn too_many_cells(message: impl Into<String>) -> Self {
        Self::new("too-many-cells", message, "请删除填报区域以外的内容和格式，另存为 .xlsx 再报送。")
    }

    /// There was no memory to read it in, which says nothing about the file itself.
    pub(super) fn out_of_memory() -> Self {
        let fix = "请删除填报区域以外的内容、格式和图片，另存为 .xlsx 再报送。";
        Self::new(OUT_OF_MEMORY, "读取这个文件所需的内存不够，没有读完。", fix)
    }

    /// Opens only with a password.
    pub(super) fn encrypted() -> Self {
        Self::new("encrypted", "文件设有打开密码，读不到内容。", "请取消打开密码后重新报送。")
    }
}

/// The reader had no memory: not the file's fault, however the reader puts it.
pub(super) fn no_memory(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::OutOfMemory) {
            return true;
        }
        cause = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{OdsError, XlsError, XlsxError};

    #[test]
    fn a_reader_without_memory_is_told_from_a_broken_file() {
        let out = || io::Error::from(io::ErrorKind::OutOfMemory);
        assert!(no_memory(&out()) && no_memory(&XlsxError::Io(out())) && no_memory(&XlsError::Io(out())));
        assert!(no_memory(&OdsError::Io(out())));
        assert!(!no_memory(&XlsxError::Io(io::ErrorKind::UnexpectedEof.into())) && !no_memory(&XlsxError::Password));
    }
}
