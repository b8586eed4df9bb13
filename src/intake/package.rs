//! The zip around `.xlsx` and `.ods`: every member is inflated to its end once before anything else trusts it.

use super::refused::Refused;
use std::collections::BTreeMap;
use std::io::{Cursor, ErrorKind, Read, Write};
use zip::extra_fields::ExtraField;
use zip::read::ZipFile;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

const MAX_ENTRIES: usize = 1_000;
const MAX_MEMBER: u64 = 128 << 20;
const MAX_TOTAL: u64 = 256 << 20;
const MAX_PLAIN: usize = 32 << 20;

/// A zip whose directory has been checked.
pub(super) struct Package<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Name folded to lower case with `/` → place in the directory.
    index: BTreeMap<String, usize>,
}

/// One file of a zip.
pub(super) struct Member {
    /// Its name as the directory has it, of unknown encoding.
    pub raw_name: Vec<u8>,
    /// Its content.
    pub content: Vec<u8>,
}

impl<'a> Package<'a> {
    /// Opens the zip and checks its directory: number of entries, names twice, names that lead out of it.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Refused> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refused::damaged("文件不完整，压缩结构打不开。"))?;
        if zip.len() > MAX_ENTRIES {
            return Err(Refused::too_large(format!("文件内含 {} 个部件，超过 {MAX_ENTRIES} 个。", zip.len())));
        }
        if zip.has_duplicate_names() {
            return Err(twice());
        }
        let mut package = Self { zip, index: BTreeMap::new() };
        for i in 0..package.zip.len() {
            let entry = package.zip.by_index_raw(i).map_err(|_| broken_directory())?;
            if entry.encrypted() {
                return Err(Refused::encrypted());
            }
            // The directory has no checksum: a name that differs from the one before the member is a flipped bit.
            if !is_named_before(&entry, name_before_member(bytes, entry.header_start())) {
                return Err(broken_directory());
            }
            // A name that is GBK under the flag of UTF-8 is a name all the same.
            let name = entry.name().unwrap_or_else(|_| String::from_utf8_lossy(entry.name_raw())).replace('\\', "/");
            if name.starts_with('/')
                || name.as_bytes().get(1) == Some(&b':')
                || name.contains('\0')
                || name.split('/').any(|p| p == "..")
            {
                return Err(Refused::damaged("文件内有部件的路径指向文件以外。"));
            }
            if package.index.insert(name.to_ascii_lowercase(), i).is_some() {
                return Err(twice());
            }
        }
        Ok(package)
    }

    /// Whether there is a member of this name, given in lower case.
    pub(super) fn has(&self, name: &str) -> bool {
        self.index.contains_key(name)
    }

    /// Whether any member lies in this folder, given in lower case with its `/`.
    pub(super) fn has_folder(&self, folder: &str) -> bool {
        self.index.range(folder.to_owned()..).next().is_some_and(|(name, _)| name.starts_with(folder))
    }

    /// The content of one small member, its name given in lower case.
    pub(super) fn member(&mut self, name: &str) -> Result<Option<Vec<u8>>, Refused> {
        let Some(i) = self.index.get(name) else { return Ok(None) };
        let mut content = Vec::new();
        inflate(&mut self.zip, name, *i, MAX_MEMBER, &mut content)?;
        Ok(Some(content))
    }

    /// Every file, in the order of the directory; folders
    /// are left out. Refused if one is larger than `limit` bytes.
    pub(super) fn files(mut self, limit: u64) -> Result<Vec<Member>, Refused> {
        let mut total: u64 = 0;
        let mut files = Vec::new();
        let mut index: Vec<(String, usize)> = self.index.into_iter().collect();
        index.sort_by_key(|(_, i)| *i);
        for (name, i) in index.iter().filter(|(name, _)| !name.ends_with('/')) {
            let raw_name = self.zip.by_index_raw(*i).map_err(|_| broken_directory())?.name_raw().to_vec();
            let mut content = Vec::new();
            let limit = limit.min(MAX_TOTAL.saturating_sub(total));
            total += inflate(&mut self.zip, name, *i, limit, &mut content)?;
            files.push(Member { raw_name, content });
        }
        Ok(files)
    }

    /// Inflates every member to its end, CRC checked, and shows each to `visit` with its folded name.
    pub(super) fn visit(&mut self, mut visit: impl FnMut(&str, &[u8]) -> Result<(), Refused>) -> Result<(), Refused> {
        let mut total: u64 = 0;
        let mut buffer = Vec::new();
        for (name, i) in &self.index {
            buffer.clear();
            let limit = MAX_MEMBER.min(MAX_TOTAL.saturating_sub(total));
            total += inflate(&mut self.zip, name, *i, limit, &mut buffer)?;
            visit(name, &buffer)?;
        }
        Ok(())
    }
}

/// The parts that were looked over, once more in a zip without compression: the reader then need not inflate them a
/// second time, and sees nothing else. Given up where they are so large that a copy costs more than it saves.
pub(super) struct Plain {
    zip: Option<ZipWriter<Cursor<Vec<u8>>>>,
    left: usize,
}

impl Plain {
    /// No parts yet.
    pub(super) fn new() -> Self {
        Self { zip: Some(ZipWriter::new(Cursor::new(Vec::new()))), left: MAX_PLAIN }
    }

    /// One more part.
    pub(super) fn add(&mut self, name: &str, content: &[u8]) {
        let room = self.left.checked_sub(content.len());
        self.left = room.unwrap_or(0);
        self.zip = self.zip.take().filter(|_| room.is_some()).and_then(|mut zip| {
            zip.start_file(name, SimpleFileOptions::default().compression_method(CompressionMethod::Stored)).ok()?;
            zip.write_all(content).ok()?;
            Some(zip)
        });
    }

    /// The zip, unless it was given up.
    pub(super) fn finish(self) -> Option<Vec<u8>> {
        Some(self.zip?.finish().ok()?.into_inner())
    }
}

fn inflate(
    zip: &mut ZipArchive<Cursor<&[u8]>>,
    name: &str,
    at: usize,
    limit: u64,
    into: &mut Vec<u8>,
) -> Result<u64, Refused> {
    let entry = zip.by_index(at).map_err(|_| Refused::damaged(format!("部件“{name}”打不开。")))?;
    let read = entry.take(limit + 1).read_to_end(into).map_err(|error| match error.kind() {
        ErrorKind::OutOfMemory => Refused::out_of_memory(),
        _ => Refused::damaged(format!("部件“{name}”的内容与校验值不符，文件在传输中损坏。")),
    })?;
    let read = u64::try_from(read).unwrap_or(u64::MAX);
    if read > limit {
        return Err(Refused::too_large("文件解压后过大，超过可以读取的上限（合计 256 MB）。"));
    }
    Ok(read)
}

/// The name in the directory is that before the member, but for the Unicode name (0x7075) that stands beside both.
fn is_named_before<R: Read>(entry: &ZipFile<'_, R>, before: Option<&[u8]>) -> bool {
    let unicode = |before: &[u8]| {
        entry.extra_data_fields().any(|field| match field {
            // Its checksum is over the plain name.
            ExtraField::UnicodePath(name) => name.clone().unwrap_valid(before).is_ok_and(|n| *n == *entry.name_raw()),
            _ => false,
        })
    };
    before.is_some_and(|before| before == entry.name_raw() || unicode(before))
}

fn name_before_member(bytes: &[u8], header: u64) -> Option<&[u8]> {
    let header = bytes.get(usize::try_from(header).ok()?..)?;
    let length = u16::from_le_bytes(header.get(26..28)?.try_into().ok()?);
    header.get(30..30 + usize::from(length))
}

fn twice() -> Refused {
    Refused::damaged("文件内有重名的部件，不同软件会读出不同的内容。")
}

fn broken_directory() -> Refused {
    Refused::damaged("文件不完整，压缩目录读不通。")
}
