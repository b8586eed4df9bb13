//! A workbook of ours with parts added to its zip, as Excel and WPS add them.
#![allow(dead_code, clippy::unwrap_used, reason = "test support, used in part by each test")]

use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

const REL: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE_REL: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// The members of a zip, in their order.
#[derive(Clone)]
pub struct Patch(Vec<(String, Vec<u8>)>);

impl Patch {
    pub fn of(bytes: &[u8]) -> Self {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
        let members = (0..zip.len()).map(|i| {
            let mut member = zip.by_index(i).unwrap();
            let mut content = Vec::new();
            member.read_to_end(&mut content).unwrap();
            (member.name().unwrap().to_string(), content)
        });
        Self(members.collect())
    }

    pub fn names(&self) -> Vec<String> {
        self.0.iter().map(|(name, _)| name.clone()).collect()
    }

    pub fn text(&self, part: &str) -> String {
        let (_, content) = self.0.iter().find(|(n, _)| n == part).unwrap_or_else(|| panic!("{part}"));
        String::from_utf8(content.clone()).unwrap()
    }

    /// One part more, or another content for it.
    pub fn part(mut self, part: &str, content: impl AsRef<[u8]>) -> Self {
        let content = content.as_ref().to_vec();
        match self.0.iter_mut().find(|(n, _)| n == part) {
            Some((_, old)) => *old = content,
            None => self.0.push((part.to_owned(), content)),
        }
        self
    }

    /// One part less.
    pub fn without(mut self, part: &str) -> Self {
        self.0.retain(|(n, _)| n != part);
        self
    }

    /// The part of a sheet by its name.
    pub fn part_of(&self, sheet: &str) -> String {
        let book = self.text("xl/workbook.xml");
        let at = book.split("<sheet ").skip(1).position(|s| s.contains(&format!("name=\"{sheet}\""))).unwrap();
        format!("xl/worksheets/sheet{}.xml", at + 1)
    }

    /// The XML of a sheet, changed.
    pub fn sheet(self, sheet: &str, change: impl FnOnce(String) -> String) -> Self {
        let part = self.part_of(sheet);
        let changed = change(self.text(&part));
        self.part(&part, changed)
    }

    /// A part that a sheet has a relationship to.
    pub fn related(self, sheet: &str, kind: &str, target: &str, content: impl AsRef<[u8]>) -> Self {
        let part = self.part_of(sheet);
        let rels = part.replace("worksheets/", "worksheets/_rels/") + ".rels";
        let old = if self.names().contains(&rels) {
            self.text(&rels)
        } else {
            format!("<Relationships xmlns=\"{PACKAGE_REL}\"></Relationships>")
        };
        let kind = if kind.contains('/') { kind.to_owned() } else { format!("{REL}/{kind}") };
        let id = format!("rId{}", 100 + old.matches("<Relationship ").count());
        let line = format!("<Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"../{target}\"/></Relationships>");
        let patched = self.part(&rels, old.replace("</Relationships>", &line)).part(&format!("xl/{target}"), content);
        if kind.ends_with("/drawing") {
            let drawing = format!("<drawing xmlns:r=\"{REL}\" r:id=\"{id}\"/></worksheet>");
            patched.sheet(sheet, |xml| xml.replace("</worksheet>", &drawing))
        } else {
            patched
        }
    }

    /// The content type of a part.
    pub fn typed(self, part: &str, kind: &str) -> Self {
        let line = format!("<Override PartName=\"/{part}\" ContentType=\"{kind}\"/></Types>");
        let types = self.text("[Content_Types].xml").replace("</Types>", &line);
        self.part("[Content_Types].xml", types)
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in &self.0 {
            zip.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }
}
