//! A zip of returned files, one level deep.

use super::kind::{self, Container};
use super::package::Package;
use super::refused::Refused;

/// One file out of a zip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// Its path inside the zip, with `/`.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// The files of a zip, in its order; `None` if it is no zip of files (a workbook is a zip too: give it to
/// [`read`](super::read)). What macOS and Windows add on their own is skipped; a zip inside the zip is returned as it is.
pub fn unpack(file: &str, bytes: &[u8]) -> Result<Option<Vec<Packed>>, Refused> {
    if kind::container(file, bytes) != Ok(Container::Zip) {
        return Ok(None);
    }
    let package = Package::open(bytes)?;
    if kind::is_document(&package) {
        return Ok(None);
    }
    let limit = u64::try_from(kind::MAX_FILE).unwrap_or(u64::MAX);
    let files = package.files(limit)?;
    let packed = files.into_iter().map(|file| Packed { name: path(&file.raw_name), bytes: file.content });
    Ok(Some(packed.filter(|file| !is_litter(&file.name)).collect()))
}

/// Names are UTF-8 from newer programs and GBK from Windows in Chinese, whatever the flag says. A few pairs of bytes are
/// both: then it is the one that gives Chinese.
fn path(raw: &[u8]) -> String {
    let name = match std::str::from_utf8(raw) {
        Ok(name) if name.is_ascii() || name.chars().any(|c| c > '\u{7ff}') => name.to_owned(),
        Ok(name) => match encoding_rs::GBK.decode(raw) {
            (chinese, _, false) if chinese.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)) => {
                chinese.into_owned()
            }
            _ => name.to_owned(),
        },
        Err(_) => encoding_rs::GBK.decode(raw).0.into_owned(),
    };
    name.replace('\\', "/")
}

fn is_litter(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    path.split('/').any(|folder| folder == "__MACOSX")
        || name.starts_with("._")
        || ["", ".DS_Store", "Thumbs.db", "desktop.ini"].contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};
    use zip::write::{SimpleFileOptions, ZipWriter};

    fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in files {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn names(bytes: &[u8]) -> Option<Vec<String>> {
        unpack("a.zip", bytes).unwrap().map(|files| files.into_iter().map(|f| f.name).collect())
    }

    #[test]
    fn files_come_out_and_litter_stays() {
        let bytes = zip(&[
            ("黄埔/申报表.xlsx", b"1"),
            ("__MACOSX/黄埔/._申报表.xlsx", b"2"),
            (".DS_Store", b"3"),
            ("盖章件.pdf", b"4"),
        ]);
        assert_eq!(names(&bytes), Some(vec!["黄埔/申报表.xlsx".to_owned(), "盖章件.pdf".to_owned()]));
    }

    #[test]
    fn names_in_gbk_with_backslashes() {
        // The six bytes stand for 黄埔\a in GBK; zip writers here only write UTF-8, so they are put in by hand.
        let gbk = b"\xBB\xC6\xC6\xD2\\a";
        let mut bytes = zip(&[("######", b"1")]);
        for at in 0..bytes.len() - gbk.len() {
            if bytes[at..].starts_with(b"######") {
                bytes[at..at + gbk.len()].copy_from_slice(gbk);
            }
        }
        assert_eq!(names(&bytes), Some(vec!["黄埔/a".to_owned()]));
    }

    #[test]
    fn a_document_is_no_pack_of_files() {
        assert_eq!(names(&zip(&[("_rels/.rels", b""), ("xl/workbook.xml", b"")])), None);
        assert_eq!(names(&zip(&[("mimetype", b""), ("content.xml", b"")])), None);
        assert_eq!(names(b"%PDF-1.4"), None);
    }

    #[test]
    fn a_name_that_leads_out_is_refused() {
        assert_eq!(unpack("a.zip", &zip(&[("../a.xlsx", b"1")])).map_err(|r| r.code), Err("damaged"));
    }
}
