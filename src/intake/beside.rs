//! What stands beside the cells of an `.xlsx`: found through the relationships of every sheet and read only where there is
//! any. Nothing here refuses a workbook: what cannot be looked at is said instead.

use super::comments;
use super::drawings;
use super::ooxml::{Relationship, relationships};
use super::package::Package;
use super::raw::{Beside, BesideKind, RawSheet, RawValue};
use super::sheet_scan::strict_cell;
use super::tags::{TagKind, Tags, attributes};
use crate::model::CellRef;
use crate::model::book::Area;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The most bytes of such parts that are walked in one workbook.
const MAX_WALKED: usize = 32 << 20;
/// The most things kept of one workbook.
pub(super) const MAX_KEPT: usize = 5_000;
/// The longest text kept of one thing, in characters.
const MAX_TEXT: usize = 2_000;

const UNREAD: &str = "批注、图片或文本框读不出来";
const PICTURE: &str = "单元格里是图片，图片里的内容读不出来";
const TOO_MANY: &str = "批注、图片或文本框过多，没有全部查看";

/// Looks beside the cells of one workbook, sheet by sheet, within what one workbook may cost.
pub(super) struct Finder<'p, 'b> {
    package: &'p mut Package<'b>,
    walked: usize,
    kept: usize,
    /// Pictures stand in cells: the sheets have to be walked for them.
    in_cells: bool,
}

impl<'p, 'b> Finder<'p, 'b> {
    /// For the workbook whose parts lie in `folder`, given in lower case with its `/`.
    pub(super) fn new(package: &'p mut Package<'b>, folder: &str) -> Self {
        let in_cells = package.has(&format!("{folder}richdata/richvaluerel.xml"));
        Self { package, walked: 0, kept: 0, in_cells }
    }

    /// What stands beside the cells of the sheet in this part.
    pub(super) fn sheet(&mut self, part: &str) -> Vec<Beside> {
        let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
        let rels = format!("{folder}/_rels/{name}.rels");
        let mut found = Vec::new();
        if self.package.has(rels.trim_start_matches('/')) {
            match relationships(self.package, rels.trim_start_matches('/')) {
                Ok(relations) => self.related(folder, &relations, &mut found),
                Err(_) => found.push(unread(UNREAD)),
            }
        }
        if self.in_cells {
            match self.part(part).and_then(|bytes| pictures_in_cells(&bytes)) {
                Some(pictures) => found.extend(pictures),
                None => found.push(unread(UNREAD)),
            }
        }
        self.bounded(found)
    }

    fn related(&mut self, folder: &str, relations: &[Relationship], found: &mut Vec<Beside>) {
        let of =
            |kind: &str| relations.iter().filter(|r| r.kind == kind).map(|r| resolved(folder, &r.target)).collect();
        let parts: [Vec<String>; 3] = [of("comments"), of("threadedComment"), of("drawing")];
        let [legacy, threaded, drawn] = parts.map(|parts| self.each(&parts, found));
        let notes = comments::read(&legacy, &threaded);
        let drawings: Option<Vec<Vec<Beside>>> = drawn.iter().map(|bytes| drawings::read(bytes)).collect();
        match (notes, drawings) {
            (Some(notes), Some(drawings)) => found.extend(notes.into_iter().chain(drawings.into_iter().flatten())),
            (notes, drawings) => {
                found.push(unread(UNREAD));
                found.extend(notes.into_iter().flatten().chain(drawings.into_iter().flatten().flatten()));
            }
        }
    }

    /// The content of each part; one that is not there or too large is said.
    fn each(&mut self, parts: &[String], found: &mut Vec<Beside>) -> Vec<Vec<u8>> {
        let mut contents = Vec::new();
        for part in parts {
            match self.part(part) {
                Some(content) => contents.push(content),
                None => found.push(unread(UNREAD)),
            }
        }
        contents
    }

    fn part(&mut self, part: &str) -> Option<Vec<u8>> {
        if self.walked >= MAX_WALKED {
            return None;
        }
        let content = self.package.member(part).ok()??;
        self.walked = self.walked.saturating_add(content.len());
        (self.walked <= MAX_WALKED).then_some(content)
    }

    fn bounded(&mut self, mut found: Vec<Beside>) -> Vec<Beside> {
        found.sort();
        found.dedup();
        let room = MAX_KEPT.saturating_sub(self.kept);
        if found.len() > room {
            found.truncate(room);
            found.push(unread(TOO_MANY));
        }
        self.kept += found.len();
        found
    }
}

/// The folded name of the part a relationship of a sheet leads to.
fn resolved(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/").to_ascii_lowercase();
    let mut path: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            step => path.push(step),
        }
    }
    path.join("/")
}

/// Excel keeps a picture in a cell as the error #VALUE! with a rich value behind it.
fn pictures_in_cells(sheet: &[u8]) -> Option<Vec<Beside>> {
    let mut tags = Tags::over("sheet", sheet).ok()?;
    let mut found = Vec::new();
    while let Some(tag) = tags.next() {
        if tag.name != "c" || tag.kind == TagKind::End || found.len() > MAX_KEPT {
            continue;
        }
        let (mut cell, mut rich, mut error) = (None, false, false);
        for (name, value) in attributes(tag.attributes) {
            match name {
                "r" => cell = strict_cell(value),
                "vm" => rich = true,
                "t" => error = value == "e",
                _ => {}
            }
        }
        if let Some(cell) = cell.filter(|_| rich && error) {
            found.push(picture(Some(at(cell))));
        }
    }
    Some(found)
}

/// The sheet with what stands beside its cells. A cell that holds a picture holds nothing that can be read.
pub(super) fn placed(mut sheet: RawSheet, mut beside: Vec<Beside>) -> RawSheet {
    let rich: BTreeSet<CellRef> = beside.iter().filter(|b| b.kind == BesideKind::Picture).filter_map(in_one).collect();
    for (cell, raw) in &mut sheet.cells {
        let by_formula = raw.formula.as_deref().is_some_and(gives_picture);
        let by_error = matches!(&raw.value, RawValue::Error(e) if e.as_ref() == "#VALUE!") && rich.contains(cell);
        if by_formula || by_error || matches!(&raw.value, RawValue::Text(t) if t.starts_with('=') && gives_picture(t)) {
            raw.value = RawValue::Error(Arc::from(PICTURE));
            if !by_error {
                beside.push(picture(Some(at(*cell))));
            }
        }
    }
    RawSheet { beside: within_bounds(beside), ..sheet }
}

fn in_one(thing: &Beside) -> Option<CellRef> {
    thing.area.filter(|a| a.first == a.last).map(|a| a.first)
}

/// The functions that put a picture into a cell: WPS's and Excel 365's.
fn gives_picture(formula: &str) -> bool {
    let name = formula.trim_start_matches('=').trim_start_matches("_xlfn.");
    name.starts_with("DISPIMG(") || name.starts_with("IMAGE(")
}

/// One cell as an area.
pub(super) fn at(cell: CellRef) -> Area {
    Area { first: cell, last: cell }
}

/// A note on a cell.
pub(super) fn note(cell: CellRef, text: &str) -> Beside {
    Beside { area: Some(at(cell)), kind: BesideKind::Note, text: shortened(text) }
}

/// A picture over these cells.
pub(super) fn picture(area: Option<Area>) -> Beside {
    Beside { area, kind: BesideKind::Picture, text: Arc::from("") }
}

/// A chart or the like over these cells.
pub(super) fn drawing(area: Option<Area>) -> Beside {
    Beside { area, kind: BesideKind::Drawing, text: Arc::from("") }
}

/// A shape with text over these cells; `None` where it says nothing.
pub(super) fn text_box(area: Option<Area>, text: &str) -> Option<Beside> {
    let text = shortened(text);
    (!text.is_empty()).then_some(Beside { area, kind: BesideKind::TextBox, text })
}

/// Something that could not be looked at.
pub(super) fn unread(sentence: &str) -> Beside {
    Beside { area: None, kind: BesideKind::Unread, text: Arc::from(sentence) }
}

/// The text without white space around it, as far as it is kept.
fn shortened(text: &str) -> Arc<str> {
    let text = text.trim();
    match text.char_indices().nth(MAX_TEXT) {
        Some((end, _)) => Arc::from(format!("{}…", text.get(..end).unwrap_or_default())),
        None => Arc::from(text),
    }
}

/// What is kept of one workbook in the formats that are read in one pass.
pub(super) fn within_bounds(mut found: Vec<Beside>) -> Vec<Beside> {
    found.sort();
    found.dedup();
    if found.len() > MAX_KEPT {
        found.truncate(MAX_KEPT);
        found.push(unread(TOO_MANY));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_relationship_leads() {
        for (folder, target, part) in [
            ("xl/worksheets", "../comments1.xml", "xl/comments1.xml"),
            ("xl/worksheets", "/xl/Drawings/drawing1.xml", "xl/drawings/drawing1.xml"),
            ("xl/worksheets", "..\\drawings\\d.xml", "xl/drawings/d.xml"),
            ("xl/worksheets", "./a.xml", "xl/worksheets/a.xml"),
            ("xl", "../../../../a.xml", "a.xml"),
        ] {
            assert_eq!(resolved(folder, target), part);
        }
    }
}
