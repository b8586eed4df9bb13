//! Workbooks made by hand from their XML, so that they can be wrong in any way.

use std::io::{Cursor, Write};
use zip::write::{SimpleFileOptions, ZipWriter};

const CONTENT_TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#;
const RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const WORKBOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const WORKBOOK_RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
/// Styles 0 to 5: General, `0%`, a date, a literal, an elapsed time, the Chinese built-in date 31.
const STYLES: &str = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="3"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/><numFmt numFmtId="165" formatCode="&quot;≥&quot;#,##0&quot;家次&quot;"/><numFmt numFmtId="166" formatCode="[h]:mm"/></numFmts><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellXfs count="6"><xf numFmtId="0"/><xf numFmtId="9"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="31"/></cellXfs></styleSheet>"#;

/// The parts of a workbook with one sheet `表`, still to be changed.
pub struct Parts(Vec<(String, Vec<u8>)>);

impl Parts {
    /// A sheet with this inside its `<worksheet>`.
    pub fn with_sheet(inner: &str) -> Self {
        let sheet = format!(
            r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{inner}</worksheet>"#
        );
        let parts = [
            ("[Content_Types].xml", CONTENT_TYPES),
            ("_rels/.rels", RELS),
            ("xl/workbook.xml", WORKBOOK),
            ("xl/_rels/workbook.xml.rels", WORKBOOK_RELS),
            ("xl/styles.xml", STYLES),
            ("xl/worksheets/sheet1.xml", &sheet),
        ];
        Self(parts.into_iter().map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())).collect())
    }

    /// A sheet with these cells in its first row.
    pub fn with_cells(cells: &str) -> Self {
        Self::with_sheet(&format!(r#"<sheetData><row r="1">{cells}</row></sheetData>"#))
    }

    /// One part more, or another content for it.
    pub fn part(mut self, name: &str, text: &str) -> Self {
        self.0.retain(|(n, _)| n != name);
        self.0.push((name.to_owned(), text.as_bytes().to_vec()));
        self
    }

    /// One part less.
    pub fn without(mut self, name: &str) -> Self {
        self.0.retain(|(n, _)| n != name);
        self
    }

    /// One part under another name.
    pub fn renamed(mut self, from: &str, to: &str) -> Self {
        let (name, _) = self.0.iter_mut().find(|(n, _)| n == from).unwrap();
        *name = to.to_owned();
        self
    }

    /// A text replaced in one part; it must be there.
    pub fn replace(mut self, name: &str, from: &str, to: &str) -> Self {
        let (_, part) = self.0.iter_mut().find(|(n, _)| n == name).unwrap();
        let text = String::from_utf8(part.clone()).unwrap();
        assert!(text.contains(from), "{from} in {name}");
        *part = text.replace(from, to).into_bytes();
        self
    }

    /// Shared strings, given as their `<si>` elements.
    pub fn strings(self, items: &str) -> Self {
        self.part(
            "xl/sharedStrings.xml",
            &format!(r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{items}</sst>"#),
        )
    }

    /// The zip.
    pub fn bytes(&self) -> Vec<u8> {
        let files: Vec<(&str, &[u8])> = self.0.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect();
        zip(&files)
    }
}

/// A zip of these files.
pub fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// An `.ods` with this inside its `<office:spreadsheet>`.
pub fn ods(inner: &str) -> Vec<u8> {
    ods_content(&format!(
        r#"<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet>{inner}</office:spreadsheet></office:body></office:document-content>"#
    ))
}

/// An `.ods` with this `content.xml`.
pub fn ods_content(content: &str) -> Vec<u8> {
    zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<manifest:manifest xmlns:manifest=\"m\"></manifest:manifest>"),
        ("content.xml", content.as_bytes()),
    ])
}

/// A compound file with one stream.
pub fn ole(stream: &str, content: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream(format!("/{stream}")).unwrap().write_all(content).unwrap();
    file.into_inner().into_inner()
}

/// One BIFF record.
pub fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap();
    [&kind.to_le_bytes(), &length.to_le_bytes(), data].concat()
}
