//! Names for files out of zips and mails: below their folder, on every file system, each once.

use std::collections::BTreeSet;

/// Characters of one name; with `（2）` behind it, still within 255 bytes.
const LONGEST: usize = 80;
const MOST_BYTES: usize = 200;
/// Characters of the way within one parcel; Windows takes 260 for all of it.
const LONGEST_WAY: usize = 150;

/// The names given so far.
#[derive(Default)]
pub(super) struct Names {
    /// Ways of files, folded: Windows knows no difference of case.
    files: BTreeSet<String>,
    folders: BTreeSet<String>,
}

impl Names {
    /// A free way below `folder` (itself a way already given, or empty) for what came as `name`.
    pub(super) fn give(&mut self, folder: &str, name: &str) -> String {
        let steps: Vec<String> = name.split(['/', '\\']).filter_map(safe).collect();
        let (file, folders) = match steps.split_last() {
            Some((file, folders)) => (file.clone(), folders),
            None => ("附件".to_owned(), &[][..]),
        };
        let length: usize = steps.iter().map(|s| s.chars().count() + 1).sum();
        let folders = if length > LONGEST_WAY { &[][..] } else { folders };
        let mut way = folder.to_owned();
        for step in folders {
            way = self.free(&way, step, &|names, way| !names.files.contains(way));
            self.folders.insert(way.to_lowercase());
        }
        let way = self.free(&way, &file, &|names, way| !names.files.contains(way) && !names.folders.contains(way));
        self.files.insert(way.to_lowercase());
        way
    }

    /// A free folder for what is in the parcel at this way.
    pub(super) fn folder(&mut self, way: &str) -> String {
        let (folder, name) = way.rsplit_once('/').unwrap_or(("", way));
        let steps = folder.split('/').filter_map(safe);
        let folder = steps.fold(String::new(), |way, step| join(&way, &step));
        let name = safe(name).unwrap_or_else(|| "附件".to_owned());
        let way = self.free(&folder, &name, &|names, way| !names.files.contains(way) && !names.folders.contains(way));
        self.folders.insert(way.to_lowercase());
        way
    }

    fn free(&self, folder: &str, name: &str, is_free: &dyn Fn(&Names, &str) -> bool) -> String {
        let plain = join(folder, name);
        if is_free(self, &plain.to_lowercase()) {
            return plain;
        }
        let (stem, extension) = split(name);
        let numbered = (2u32..).map(|n| join(folder, &format!("{stem}（{n}）{extension}")));
        let mut free = numbered.filter(|way| is_free(self, &way.to_lowercase()));
        free.next().unwrap_or(plain)
    }
}

/// What came as `name` in words: no way that leads anywhere.
pub(super) fn shown(name: &str) -> String {
    let steps: Vec<String> = name.split(['/', '\\']).filter_map(safe).collect();
    steps.join("/")
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// The name without its extension, and the extension with its point.
fn split(name: &str) -> (&str, &str) {
    match name.rfind('.') {
        Some(at) if at > 0 && name.len() - at <= 10 => name.split_at(at),
        _ => (name, ""),
    }
}

/// One step of a way as every file system can write it; `None` for steps that lead nowhere.
fn safe(step: &str) -> Option<String> {
    let plain: String = step.chars().map(|c| if is_writable(c) { c } else { '_' }).collect();
    // Windows takes points and blanks off the end.
    let plain = plain.trim().trim_end_matches(['.', ' ']);
    if plain.is_empty() {
        return None;
    }
    let (stem, extension) = split(plain);
    let stem: String = stem.chars().take(LONGEST).collect();
    let mut stem = stem.as_str();
    while stem.len() > MOST_BYTES {
        stem = stem.char_indices().last().map_or("", |(at, _)| &stem[..at]);
    }
    let name = format!("{}{extension}", stem.trim_end_matches(['.', ' ']));
    Some(if is_device(&name) { format!("_{name}") } else { name })
}

/// Signs that Windows does not write, that Excel's links do not follow, or that turn the reading order round.
fn is_writable(c: char) -> bool {
    let turns = matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    !c.is_control() && !turns && !"<>:\"|?*#!/\\".contains(c)
}

/// `CON`, `nul.xlsx`: devices of Windows, whatever the extension.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim().to_ascii_uppercase();
    let numbered = |device: &str| {
        let mut rest = stem.strip_prefix(device).unwrap_or_default().chars();
        matches!((rest.next(), rest.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
    };
    ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"].contains(&stem.as_str()) || numbered("COM") || numbered("LPT")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_windows_does_not_take() {
        for (name, expected) in [
            ("表.xlsx", "表.xlsx"),
            ("CON", "_CON"),
            ("nul.xlsx", "_nul.xlsx"),
            ("com1.tar.gz", "_com1.tar.gz"),
            ("LPT9", "_LPT9"),
            ("COM10.xls", "COM10.xls"),
            ("console.xls", "console.xls"),
            ("表 . . ", "表"),
            ("表. .xlsx", "表.xlsx"),
            ("a<b>c:d\"e|f?g*h.xls", "a_b_c_d_e_f_g_h.xls"),
            ("第#1号!.xls", "第_1号_.xls"),
            ("a\u{202e}xslx.exe\0", "a_xslx.exe_"),
            ("\r\n表.xls", "__表.xls"),
        ] {
            assert_eq!(safe(name).as_deref(), Some(expected), "{name:?}");
        }
        for nothing in ["", ".", "..", " ", "...", ". ."] {
            assert_eq!(safe(nothing), None, "{nothing:?}");
        }
    }

    #[test]
    fn long_names_keep_their_extension() {
        let long = safe(&format!("{}.xlsx", "很长的名字".repeat(40))).unwrap();
        assert!(long.ends_with(".xlsx") && long.chars().count() <= 85 && long.len() < 240, "{long}");
        let wide = safe(&"𠀀".repeat(90)).unwrap();
        assert!(wide.len() <= 200, "{}", wide.len());
    }

    #[test]
    fn no_way_leads_out_and_none_is_given_twice() {
        let mut names = Names::default();
        let given = |names: &mut Names, name: &str| names.give("甲.zip", name);
        for (name, expected) in [
            ("表.xlsx", "甲.zip/表.xlsx"),
            ("表.XLSX", "甲.zip/表（2）.XLSX"),
            ("../../表.xlsx", "甲.zip/表（3）.xlsx"),
            ("/etc/passwd", "甲.zip/etc/passwd"),
            ("C:\\表\\a.xls", "甲.zip/C_/表/a.xls"),
            ("etc", "甲.zip/etc（2）"),
            ("表.xlsx/b.xls", "甲.zip/表（4）.xlsx/b.xls"),
            ("..", "甲.zip/附件"),
            ("", "甲.zip/附件（2）"),
        ] {
            assert_eq!(given(&mut names, name), expected, "{name}");
        }
        let deep = format!("{}表.xls", "一个很深的文件夹/".repeat(30));
        assert_eq!(given(&mut names, &deep), "甲.zip/表.xls");
        assert_eq!(
            (names.folder("x/乙.eml"), names.folder("x/乙.eml")),
            ("x/乙.eml".to_owned(), "x/乙（2）.eml".to_owned())
        );
    }
}
