//! What stands beside the cells of an `.ods`. It is written inside the cells, and the reader takes the text of a shape for
//! the cell's own: such cells are given their own text here.

use super::beside::{MAX_KEPT, drawing, note, picture, text_box, within_bounds};
use super::raw::Beside;
use super::sheet_scan::strict_cell;
use super::tags::{Tag, TagKind, Tags, attribute, unescaped};
use crate::model::CellRef;
use crate::model::book::Area;
use std::collections::BTreeMap;

/// What was found on one table.
#[derive(Debug, Default)]
pub(super) struct OdsBeside {
    /// What stands beside its cells.
    pub beside: Vec<Beside>,
    /// The own texts of the cells that hold a shape with text.
    pub own: BTreeMap<CellRef, String>,
}

/// Walks a content that has been looked over; one entry for every table, none where nothing stands beside any cell.
pub(super) fn scan(content: &[u8]) -> Vec<OdsBeside> {
    let text = std::str::from_utf8(content).unwrap_or_default();
    if !text.contains("<office:annotation") && !text.contains("<draw:") && !text.contains("<table:shapes") {
        return Vec::new();
    }
    let Ok(mut tags) = Tags::over("content.xml", content) else { return Vec::new() };
    let mut walk = Walk::default();
    while let Some(tag) = tags.next() {
        walk.take(&tag, &tags);
    }
    for table in &mut walk.tables {
        table.beside = within_bounds(std::mem::take(&mut table.beside));
    }
    walk.tables
}

#[derive(Default)]
struct Walk {
    tables: Vec<OdsBeside>,
    row: u32,
    row_repeats: u32,
    col: u32,
    cell: Option<CellRef>,
    /// The text of the cell under way that is its own.
    own: Own,
    aside: Option<Aside>,
}

/// A note or shape under way, outermost.
#[derive(Default)]
struct Aside {
    is_note: bool,
    /// How deep in elements of its kind.
    depth: usize,
    /// The last cell it touches.
    end: Option<CellRef>,
    image: bool,
    object: bool,
    text: Own,
}

/// Paragraphs, as they are collected.
#[derive(Default)]
struct Own {
    text: String,
    paragraphs: usize,
    inside: bool,
}

/// An element that stands beside the cells, with all that is in it.
pub(super) fn is_aside(qualified: &str) -> bool {
    qualified == "office:annotation" || qualified.starts_with("draw:") || qualified.starts_with("dr3d:")
}

impl Walk {
    fn take(&mut self, tag: &Tag<'_>, tags: &Tags<'_>) {
        match (tag.qualified, tag.kind) {
            (name, TagKind::Start) if is_aside(name) => self.open_aside(tag),
            (name, TagKind::Empty) if is_aside(name) => self.mark(name),
            (name, TagKind::End) if is_aside(name) => self.close_aside(),
            ("table:table", TagKind::Start) if self.aside.is_none() => {
                self.tables.push(OdsBeside::default());
                (self.row, self.cell) = (0, None);
            }
            ("table:table-row", TagKind::Start | TagKind::Empty) if self.aside.is_none() => {
                self.row_repeats = repeats(tag, "table:number-rows-repeated");
                self.col = 0;
                if tag.kind == TagKind::Empty {
                    self.row = self.row.saturating_add(self.row_repeats);
                }
            }
            ("table:table-row", TagKind::End) if self.aside.is_none() => {
                self.row = self.row.saturating_add(self.row_repeats);
            }
            ("table:table-cell" | "table:covered-table-cell", TagKind::Start | TagKind::Empty) => {
                self.cell = u16::try_from(self.col).ok().map(|col| CellRef::new(self.row, col));
                self.col = self.col.saturating_add(repeats(tag, "table:number-columns-repeated"));
                self.own = Own::default();
            }
            ("table:table-cell" | "table:covered-table-cell", TagKind::End) => self.close_cell(),
            _ => match &mut self.aside {
                Some(aside) => aside.text.take(tag, tags),
                None => self.own.take(tag, tags),
            },
        }
    }

    fn open_aside(&mut self, tag: &Tag<'_>) {
        self.mark(tag.qualified);
        match &mut self.aside {
            Some(aside) => aside.depth += 1,
            None => {
                let end = attribute(tag.attributes, "table:end-cell-address").map(unescaped);
                let end = end.and_then(|e| strict_cell(&e.rsplit('.').next()?.replace('$', "")));
                let (is_note, name) = (tag.qualified == "office:annotation", tag.qualified);
                self.aside = Some(Aside { is_note, end, depth: 1, ..Aside::default() });
                self.mark(name);
            }
        }
    }

    fn mark(&mut self, name: &str) {
        if let Some(aside) = &mut self.aside {
            aside.image |= name == "draw:image";
            aside.object |= matches!(name, "draw:object" | "draw:object-ole" | "draw:plugin");
        }
    }

    fn close_aside(&mut self) {
        let Some(aside) = &mut self.aside else { return };
        aside.depth -= 1;
        if aside.depth > 0 {
            return;
        }
        let Some(aside) = self.aside.take() else { return };
        let Some(table) = self.tables.last_mut() else { return };
        let area = self.cell.map(|first| Area { first, last: reach(first, aside.end) });
        let text = if aside.is_note { None } else { text_box(area, &aside.text.text) };
        if let Some(cell) = self.cell.filter(|_| text.is_some()) {
            table.own.insert(cell, String::new());
        }
        // One more than is kept tells that there are more.
        if table.beside.len() > MAX_KEPT {
            return;
        }
        if aside.is_note {
            table.beside.extend(self.cell.map(|cell| note(cell, &aside.text.text)));
        } else if aside.object {
            // A chart brings a picture of itself along.
            table.beside.push(drawing(area));
        } else if aside.image {
            table.beside.push(picture(area));
        }
        table.beside.extend(text);
    }

    fn close_cell(&mut self) {
        if let (Some(cell), Some(table)) = (self.cell.take(), self.tables.last_mut())
            && let Some(own) = table.own.get_mut(&cell)
        {
            *own = std::mem::take(&mut self.own.text);
        }
    }
}

impl Own {
    fn take(&mut self, tag: &Tag<'_>, tags: &Tags<'_>) {
        match (tag.qualified, tag.kind) {
            ("text:p", TagKind::Start | TagKind::Empty) => {
                if self.paragraphs > 0 {
                    self.text.push('\n');
                }
                self.paragraphs += 1;
                self.inside = tag.kind == TagKind::Start;
            }
            ("text:p", TagKind::End) => {
                self.inside = false;
                return;
            }
            ("text:s", TagKind::Start | TagKind::Empty) => {
                let count = usize::try_from(repeats(tag, "text:c")).unwrap_or(1).min(1_000);
                self.text.extend(std::iter::repeat_n(' ', count));
            }
            ("text:tab", TagKind::Start | TagKind::Empty) => self.text.push('\t'),
            ("text:line-break", TagKind::Start | TagKind::Empty) => self.text.push('\n'),
            _ => {}
        }
        if self.inside {
            self.text.push_str(&unescaped(tags.text().0));
        }
    }
}

fn reach(first: CellRef, end: Option<CellRef>) -> CellRef {
    end.map_or(first, |end| CellRef::new(end.row.max(first.row), end.col.max(first.col)))
}

fn repeats(tag: &Tag<'_>, name: &str) -> u32 {
    attribute(tag.attributes, name).and_then(|n| n.parse().ok()).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_pictures_and_shapes_in_their_cells() {
        let content = r#"<a><table:table table:name="表"><table:shapes><draw:frame><draw:image/></draw:frame></table:shapes>
            <table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>
            <table:table-row><table:table-cell table:number-columns-repeated="2"/><table:table-cell office:value-type="string"><office:annotation><dc:creator>李</dc:creator><text:p>实际<text:span>180</text:span>家</text:p></office:annotation><text:p>约180</text:p></table:table-cell>
            <table:table-cell><draw:frame table:end-cell-address="表.E5"><draw:image><text:p/></draw:image></draw:frame></table:table-cell>
            <table:table-cell office:value-type="string"><draw:custom-shape table:end-cell-address="$'表 2'.$F$3"><text:p>另有<text:s/>20家</text:p></draw:custom-shape><text:p>160</text:p><text:p>家</text:p></table:table-cell>
            <table:table-cell><draw:frame><draw:object/><draw:image/></draw:frame></table:table-cell></table:table-row></table:table></a>"#;
        let found = scan(content.as_bytes());
        let area = |b: &Beside| b.area.map_or("?".to_owned(), |a| format!("{}:{}", a.first, a.last));
        let said: Vec<String> =
            found[0].beside.iter().map(|b| format!("{:?} {} {}", b.kind, area(b), b.text)).collect();
        assert_eq!(
            said,
            ["Picture ? ", "Note C3:C3 实际180家", "Picture D3:E5 ", "TextBox E3:F3 另有 20家", "Drawing F3:F3 "]
        );
        assert_eq!(found[0].own, BTreeMap::from([(CellRef::new(2, 4), "160\n家".to_owned())]));
    }
}
