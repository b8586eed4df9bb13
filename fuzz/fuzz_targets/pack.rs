//! Workbooks taken apart and put together again, so that a change reaches the reader instead of dying at a checksum.

use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// The members of a zip, or the one stream of a compound file.
#[derive(Clone)]
pub struct Parts {
    pub members: Vec<(String, Vec<u8>)>,
    pub ole: bool,
}

impl Parts {
    /// Of a workbook; `None` for anything else.
    pub fn of(bytes: &[u8]) -> Option<Parts> {
        let mut members = Vec::new();
        if let Ok(mut zip) = ZipArchive::new(Cursor::new(bytes)) {
            for i in 0..zip.len() {
                let mut member = zip.by_index(i).ok()?;
                let mut content = Vec::new();
                member.read_to_end(&mut content).ok()?;
                members.push((member.name().ok()?.to_string(), content));
            }
            return Some(Parts { members, ole: false });
        }
        let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
        for name in ["Workbook", "Book"] {
            if let Ok(mut stream) = file.open_stream(format!("/{name}")) {
                let mut content = Vec::new();
                stream.read_to_end(&mut content).ok()?;
                members.push((name.to_owned(), content));
            }
        }
        Some(Parts { members, ole: true }).filter(|p| !p.members.is_empty())
    }

    /// Together again, with right checksums.
    pub fn bytes(&self) -> Vec<u8> {
        if self.ole {
            let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
            for (name, content) in &self.members {
                file.create_stream(format!("/{name}")).unwrap().write_all(content).unwrap();
            }
            return file.into_inner().into_inner();
        }
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        for (name, content) in &self.members {
            if zip.start_file(name.as_str(), stored).is_ok() {
                zip.write_all(content).unwrap();
            }
        }
        zip.finish().unwrap().into_inner()
    }
}

/// Reads numbers off the fuzzer's bytes; 0 when they are used up.
pub struct Dice<'a>(pub &'a [u8]);

impl<'a> Dice<'a> {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn byte(&mut self) -> u8 {
        let (first, rest) = self.0.split_first().unwrap_or((&0, &[]));
        self.0 = rest;
        *first
    }

    pub fn below(&mut self, n: usize) -> usize {
        let wide = usize::from(self.byte()) << 16 | usize::from(self.byte()) << 8 | usize::from(self.byte());
        wide % n.max(1)
    }

    pub fn bytes(&mut self, most: usize) -> &'a [u8] {
        let n = usize::from(self.byte()).min(most).min(self.0.len());
        let (taken, rest) = self.0.split_at(n);
        self.0 = rest;
        taken
    }
}

/// A panic of another crate is caught by the reader and refused; one of our own is a crash.
pub fn only_our_panics_count() {
    let abort = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let file = info.location().map_or("", |l| l.file());
        if !file.contains("/registry/src/") && !file.starts_with("/rustc/") {
            abort(info);
        }
    }));
}

/// Writes what was put together to the file named by `JIHE_DUMP`, to be looked at.
pub fn dump(bytes: &[u8]) {
    if let Some(path) = std::env::var_os("JIHE_DUMP") {
        std::fs::write(path, bytes).unwrap();
    }
}
