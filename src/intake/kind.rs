//! What kind of file it is, by its first bytes: the extension lies.

use super::package::Package;
use super::refused::Refused;

/// The containers a workbook comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    /// `.xlsx`, `.xlsm`, `.ods`, or a zip of files.
    Zip,
    /// `.xls`, `.et`, or an encrypted workbook.
    Ole,
}

/// The largest file taken, in bytes.
pub(super) const MAX_FILE: usize = 64 << 20;

/// So much of a file is looked at to tell a mail.
const HEAD: usize = 64 << 10;

/// Tells the container, or names the type that cannot be taken.
pub(super) fn container(file: &str, bytes: &[u8]) -> Result<Container, Refused> {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    if name.starts_with("~$") || name.starts_with(".~lock") {
        return Err(Refused::new(
            "lock-file",
            "这是打开工作簿时生成的临时文件，不是工作簿本身。",
            "请关闭 Excel 或 WPS 后报送工作簿本身，此文件可以删除。",
        ));
    }
    if bytes.is_empty() {
        return Err(Refused::new("empty", "文件是空的（0 字节）。", "请向填报单位重新索取。"));
    }
    if bytes.len() > MAX_FILE {
        return Err(Refused::too_large("文件超过 64 MB。"));
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Ok(Container::Zip);
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
        return Ok(Container::Ole);
    }
    Err(by_magic(bytes).or_else(|| by_text(bytes)).unwrap_or_else(|| {
        Refused::new("not-a-workbook", "不是可以识别的工作簿文件。", "请报送 .xlsx、.xlsm、.xls、.ods 或 .et 工作簿。")
    }))
}

/// The workbooks that are zips.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum InZip {
    /// `.xlsx`, `.xlsm`.
    Ooxml,
    /// `.ods`.
    Ods,
}

/// Whether a zip is itself one document, of whatever kind, and not a pack of files.
pub(super) fn is_document(package: &Package<'_>) -> bool {
    ["_rels/.rels", "[content_types].xml", "mimetype", "content.xml"].into_iter().any(|name| package.has(name))
}

/// Tells the workbook inside a zip, or names what is there instead.
pub(super) fn in_zip(package: &Package<'_>) -> Result<InZip, Refused> {
    if package.has("content.xml") && package.has("meta-inf/manifest.xml") {
        return Ok(InZip::Ods);
    }
    if package.has("xl/workbook.bin") {
        return Err(Refused::other_type("xlsb", "这是 .xlsb（二进制工作簿），合并单元格等内容读不全。"));
    }
    if package.has_folder("word/") {
        return Err(Refused::new("word", "这是 Word 文档，不是工作簿。", "请在下发的工作簿模板中填写后报送。"));
    }
    if package.has("_rels/.rels") && !package.has_folder("ppt/") {
        return Ok(InZip::Ooxml);
    }
    Err(Refused::new(
        "zip-without-workbook",
        "这是压缩包，里面没有可以直接读取的工作簿。",
        "请解压后把里面的 .xlsx、.xls、.ods 或 .et 工作簿直接放进“收回”文件夹。",
    ))
}

fn by_magic(bytes: &[u8]) -> Option<Refused> {
    let starts = |magics: &[&[u8]]| magics.iter().any(|m| bytes.starts_with(m));
    if starts(&[&[9, 0, 4, 0], &[9, 2, 6, 0], &[9, 4, 6, 0], &[9, 8]]) {
        return Some(Refused::other_type("old-biff", "这是 Excel 4.0 或更早版本的文件。"));
    }
    if starts(&[b"%PDF"]) {
        return Some(Refused::new("pdf", "这是 PDF，不是工作簿。", "请报送填写好的工作簿；盖章的 PDF 可以一并附上。"));
    }
    if starts(&[b"{\\rtf"]) {
        return Some(Refused::new("word", "这是文字文档，不是工作簿。", "请在下发的工作簿模板中填写后报送。"));
    }
    let heic = bytes.get(4..8) == Some(b"ftyp");
    let webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    let bmp = bytes.starts_with(b"BM") && bytes.get(6..10) == Some(&[0; 4]);
    if heic || webp || bmp || starts(&[b"\xFF\xD8\xFF", b"\x89PNG", b"GIF8", b"II*\0", b"MM\0*"]) {
        return Some(Refused::new(
            "image",
            "这是图片，不是工作簿。",
            "请在下发的工作簿模板中填写后报送，不要拍照或截图。",
        ));
    }
    if starts(&[b"\x78\x9F\x3E\x22"]) {
        return Some(Refused::new(
            "winmail",
            "这是 Outlook 打包的附件（winmail.dat），读不到里面的文件。",
            "请用 Outlook 打开原邮件，把附件里的工作簿另存到“收回”文件夹；或请对方在 Outlook 里改用 HTML 格式重新发送。",
        ));
    }
    if starts(&[b"Rar!", b"7z\xBC\xAF\x27\x1C", b"\x1F\x8B"]) {
        return Some(Refused::new(
            "archive",
            "这是压缩包（rar、7z 或 gz），读不到里面的文件。",
            "请解压后把里面的工作簿直接放进来。",
        ));
    }
    None
}

fn by_text(bytes: &[u8]) -> Option<Refused> {
    let text = as_text(bytes)?;
    let head: String = text.trim_start_matches('\u{feff}').trim_start().chars().take(4096).collect();
    let lower = head.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|w| lower.contains(w));
    if lower.starts_with('<') && has(&["schemas-microsoft-com:office:spreadsheet", "progid=\"excel.sheet\""]) {
        return Some(Refused::other_type("xml-2003", "这是“XML 表格 2003”文件，不是工作簿。"));
    }
    if is_mail(lower.as_bytes()) {
        return Some(Refused::new(
            "mail",
            "这是保存下来的电子邮件，读不到里面的附件。",
            "请打开邮件，把附件里的工作簿另存到“收回”文件夹。",
        ));
    }
    if (lower.starts_with('<') && has(&["<html", "<!doctype html", "<table", "<body"]))
        || lower.starts_with("mime-version:")
    {
        return Some(Refused::other_type(
            "html",
            "这是网页文件（.html、.mht，多由系统导出，扩展名常被改成 .xls），不是工作簿。",
        ));
    }
    if !lower.starts_with('<') && has(&[",", "\t", ";"]) {
        return Some(Refused::other_type("csv", "这是文本表格（csv、tsv），不是工作簿。"));
    }
    None
}

/// The saved e-mail in a file, told by how it begins: after a byte order mark, blank lines or the `From ` line of a mail
/// folder come the header lines of a mail, and not those of a web page saved as one.
pub(super) fn mail_in(bytes: &[u8]) -> Option<&[u8]> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    let bytes = match bytes.strip_prefix(b"From ") {
        Some(rest) => rest.get(rest.iter().position(|b| *b == b'\n')? + 1..)?,
        None => bytes,
    };
    is_mail(bytes).then_some(bytes)
}

/// Whether a file's first bytes are those of a saved e-mail.
pub fn begins_as_mail(head: &[u8]) -> bool {
    mail_in(head).is_some()
}

/// Header lines of an e-mail begin the file: at least two that only mails have, and nothing else before the blank line.
fn is_mail(head: &[u8]) -> bool {
    const NAMES: [&str; 12] = [
        "from",
        "to",
        "subject",
        "date",
        "received",
        "message-id",
        "return-path",
        "x-mailer",
        "sender",
        "reply-to",
        "cc",
        "delivered-to",
    ];
    let is_name = |name: &[u8]| !name.is_empty() && name.iter().all(u8::is_ascii_graphic);
    let name_of = |line: &[u8]| line.iter().position(|b| *b == b':').and_then(|at| line.get(..at)).map(<[u8]>::to_vec);
    // A zip that is stored and not compressed has the mail in it in plain sight.
    if !head.split(|b| *b == b'\n').next().and_then(name_of).is_some_and(|name| is_name(name.trim_ascii())) {
        return false;
    }
    let mut known = 0;
    let mut others = 0;
    for line in head.get(..head.len().min(HEAD)).unwrap_or_default().split(|b| *b == b'\n') {
        if line.trim_ascii().is_empty() {
            break;
        }
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            continue;
        }
        let name = name_of(line).unwrap_or_default().trim_ascii().to_ascii_lowercase();
        if !is_name(&name) {
            others += 1;
            if others > 1 {
                return false;
            }
            continue;
        }
        let name = String::from_utf8_lossy(&name).into_owned();
        let value = String::from_utf8_lossy(line).to_ascii_lowercase();
        let is_page = name == "snapshot-content-location" || name == "x-document-type";
        if is_page || name == "from" && (value.contains("<saved by") || value.contains("internet explorer")) {
            return false;
        }
        known += usize::from(NAMES.contains(&name.as_str()));
    }
    known >= 2
}

/// What a file out of a parcel is, for what becomes of it; whether it can be read is another matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A workbook of any kind.
    Workbook,
    /// A zip of files.
    Zip,
    /// A saved e-mail.
    Mail,
    /// A document as it was stamped: PDF, OFD.
    Stamped,
    /// A photograph or scan.
    Picture,
    /// A letter or report: Word, WPS, text.
    Writing,
    /// Anything else.
    Other,
}

impl Sort {
    /// The extension for a file that came without a name.
    pub(super) fn extension(self) -> &'static str {
        match self {
            Sort::Workbook => ".xlsx",
            Sort::Zip => ".zip",
            Sort::Mail => ".eml",
            Sort::Stamped => ".pdf",
            Sort::Picture => ".jpg",
            Sort::Writing => ".docx",
            Sort::Other => "",
        }
    }
}

/// Tells the sort of a file by its content, and by its name only where contents look alike.
pub fn sort(name: &str, bytes: &[u8]) -> Sort {
    let extension = name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
    match container("", bytes) {
        Ok(Container::Zip) => in_pack(&extension, bytes),
        Ok(Container::Ole) if ["doc", "wps", "ppt", "dps", "dot"].contains(&extension.as_str()) => Sort::Writing,
        Ok(Container::Ole) => Sort::Workbook,
        Err(_) if mail_in(bytes).is_some() => Sort::Mail,
        Err(refused) => match refused.code {
            "pdf" => Sort::Stamped,
            "image" => Sort::Picture,
            "word" => Sort::Writing,
            "csv" | "not-a-workbook" if extension == "txt" => Sort::Writing,
            "html" | "xml-2003" | "csv" | "old-biff" => Sort::Workbook,
            _ => Sort::Other,
        },
    }
}

fn in_pack(extension: &str, bytes: &[u8]) -> Sort {
    let Ok(package) = Package::open(bytes) else {
        // What is said of it depends on what it was meant to be.
        return if extension == "zip" { Sort::Zip } else { Sort::Workbook };
    };
    if package.has("ofd.xml") {
        Sort::Stamped
    } else if package.has_folder("word/") || package.has_folder("ppt/") || ["odt", "odp"].contains(&extension) {
        Sort::Writing
    } else if is_document(&package) {
        Sort::Workbook
    } else {
        Sort::Zip
    }
}

/// The text of a file that is nothing but text, in UTF-8, UTF-16 or GBK.
fn as_text(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..bytes.len().min(16 << 10)).unwrap_or_default();
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(head) {
        return Some(encoding.decode(head).0.into_owned());
    }
    if head.contains(&0) {
        return None;
    }
    // The head may end within a character: one replacement at the very end is no sign of binary content.
    let (text, _, _) = match std::str::from_utf8(head) {
        Err(e) if e.error_len().is_some() => encoding_rs::GBK.decode(head),
        _ => encoding_rs::UTF_8.decode(head),
    };
    let strange = text.trim_end_matches('\u{fffd}').contains('\u{fffd}');
    (!strange).then(|| text.into_owned())
}
