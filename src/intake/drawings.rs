//! What lies over the cells of an `.xlsx`: pictures, charts, shapes with text.

use super::beside::{drawing, picture, text_box};
use super::raw::Beside;
use super::tags::{Tag, TagKind, Tags, unescaped};
use crate::model::CellRef;
use crate::model::book::Area;

/// Everything anchored in one drawing part; `None` where it is no such part.
pub(super) fn read(part: &[u8]) -> Option<Vec<Beside>> {
    let mut tags = Tags::over("drawing", part).ok()?;
    let mut walk = Walk::default();
    let mut depth = 0_i64;
    while let Some(tag) = tags.next() {
        depth += match tag.kind {
            TagKind::Start => 1,
            TagKind::End => -1,
            _ => 0,
        };
        walk.take(&tag, &tags);
    }
    (depth == 0).then_some(walk.found)
}

#[derive(Default)]
struct Walk {
    found: Vec<Beside>,
    anchor: Option<Anchor>,
    /// The corner under way is the second.
    second: bool,
}

/// One anchor and what hangs on it.
#[derive(Default)]
struct Anchor {
    from: Corner,
    to: Option<Corner>,
    /// It hangs on a point of the sheet and not on a cell.
    absolute: bool,
    pictures: bool,
    drawings: bool,
    text: String,
}

/// A point: the cell it lies in, and whether it lies on the cell's own first edge.
#[derive(Default, Clone, Copy)]
struct Corner {
    row: u32,
    col: u32,
    on_row_edge: bool,
    on_col_edge: bool,
}

impl Walk {
    fn take(&mut self, tag: &Tag<'_>, tags: &Tags<'_>) {
        let anchors = matches!(tag.name, "twoCellAnchor" | "oneCellAnchor" | "absoluteAnchor");
        match (tag.kind, tag.name) {
            (TagKind::Start, name) if anchors => {
                self.second = false;
                self.anchor = Some(Anchor { absolute: name == "absoluteAnchor", ..Anchor::default() });
            }
            (TagKind::End, _) if anchors => {
                let anchor = self.anchor.take();
                self.found.extend(anchor.into_iter().flat_map(Anchor::close));
            }
            (TagKind::Start | TagKind::Empty, name) => {
                let number = || tags.text().0.trim().parse::<u32>().ok();
                let Some(anchor) = &mut self.anchor else { return };
                let corner = if self.second { anchor.to.get_or_insert_default() } else { &mut anchor.from };
                match name {
                    "from" => self.second = false,
                    "to" => self.second = true,
                    "col" => corner.col = number().unwrap_or(u32::MAX),
                    "row" => corner.row = number().unwrap_or(u32::MAX),
                    "colOff" => corner.on_col_edge = number() == Some(0),
                    "rowOff" => corner.on_row_edge = number() == Some(0),
                    // Ink has a picture of itself beside it for programs that know none.
                    "pic" => anchor.pictures = true,
                    "graphicFrame" => anchor.drawings = true,
                    "t" => anchor.text.push_str(&unescaped(tags.text().0)),
                    "br" => anchor.text.push('\n'),
                    _ => {}
                }
            }
            (TagKind::End, "p") => {
                if let Some(anchor) = &mut self.anchor {
                    anchor.text.push('\n');
                }
            }
            _ => {}
        }
    }
}

impl Anchor {
    fn close(self) -> Vec<Beside> {
        let area = self.area();
        let pictures = self.pictures.then(|| picture(area));
        let drawings = self.drawings.then(|| drawing(area));
        pictures.into_iter().chain(drawings).chain(text_box(area, &self.text)).collect()
    }

    /// The cells it touches. Where only the first corner is told, only that cell is known.
    fn area(&self) -> Option<Area> {
        if self.absolute {
            return None;
        }
        let first = cell(self.from.row, self.from.col)?;
        let Some(to) = self.to else { return Some(Area { first, last: first }) };
        let before = |at: u32, on_edge: bool| if on_edge { at.saturating_sub(1) } else { at };
        let row = before(to.row, to.on_row_edge).max(self.from.row);
        let col = before(to.col, to.on_col_edge).max(self.from.col);
        Some(Area { first, last: cell(row.min(1_048_575), col.min(16_383))? })
    }
}

fn cell(row: u32, col: u32) -> Option<CellRef> {
    (row < 1_048_576 && col < 16_384).then_some(())?;
    Some(CellRef::new(row, u16::try_from(col).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(anchors: &str) -> Option<Vec<String>> {
        let found = read(format!("<xdr:wsDr>{anchors}</xdr:wsDr>").as_bytes())?;
        let area = |b: &Beside| b.area.map_or("?".to_owned(), |a| format!("{}:{}", a.first, a.last));
        Some(found.iter().map(|b| format!("{:?} {} {}", b.kind, area(b), b.text)).collect())
    }

    fn corner(name: &str, col: u32, col_off: u32, row: u32, row_off: u32) -> String {
        format!(
            "<xdr:{name}><xdr:col>{col}</xdr:col><xdr:colOff>{col_off}</xdr:colOff><xdr:row>{row}</xdr:row><xdr:rowOff>{row_off}</xdr:rowOff></xdr:{name}>"
        )
    }

    #[test]
    fn what_lies_over_which_cells() {
        let two = |inner: &str, to: String| {
            format!("<xdr:twoCellAnchor>{}{to}{inner}</xdr:twoCellAnchor>", corner("from", 1, 0, 2, 5))
        };
        let sp = "<xdr:sp><xdr:txBody><a:p><a:r><a:t>完成</a:t></a:r><a:r><a:t>180家</a:t></a:r></a:p><a:p><a:r><a:t>&amp;核</a:t></a:r></a:p></xdr:txBody></xdr:sp>";
        for (anchors, expected) in [
            (two("<xdr:pic/>", corner("to", 3, 7, 4, 9)), vec!["Picture B3:D5 "]),
            (two("<xdr:pic/>", corner("to", 3, 0, 4, 0)), vec!["Picture B3:C4 "]),
            (two("<xdr:pic/>", corner("to", 1, 0, 2, 0)), vec!["Picture B3:B3 "]),
            (two(sp, corner("to", 3, 7, 2, 9)), vec!["TextBox B3:D3 完成180家\n&核"]),
            (two("<xdr:sp><xdr:txBody><a:p/></xdr:txBody></xdr:sp>", corner("to", 3, 7, 2, 9)), vec![]),
            (two("<xdr:graphicFrame></xdr:graphicFrame>", corner("to", 3, 7, 2, 9)), vec!["Drawing B3:D3 "]),
            (two(&format!("<xdr:grpSp><xdr:pic/>{sp}</xdr:grpSp>"), corner("to", 3, 7, 2, 9)), vec![
                "Picture B3:D3 ",
                "TextBox B3:D3 完成180家\n&核",
            ]),
            ("<xdr:oneCellAnchor><xdr:from><xdr:col>5</xdr:col><xdr:row>1</xdr:row></xdr:from><xdr:pic/></xdr:oneCellAnchor>".to_owned(), vec!["Picture F2:F2 "]),
            ("<xdr:absoluteAnchor><xdr:pos x=\"0\" y=\"0\"/><xdr:pic/></xdr:absoluteAnchor>".to_owned(), vec!["Picture ? "]),
            (two("<xdr:pic/>", corner("to", 4_000_000_000, 7, 4_000_000_000, 9)), vec!["Picture B3:XFD1048576 "]),
            ("<xdr:oneCellAnchor><xdr:from><xdr:col>x</xdr:col></xdr:from><xdr:pic/></xdr:oneCellAnchor>".to_owned(), vec!["Picture ? "]),
            (String::new(), vec![]),
        ] {
            assert_eq!(said(&anchors).unwrap(), expected, "{anchors}");
        }
        assert_eq!(said("<xdr:twoCellAnchor><xdr:pic/>"), None);
    }
}
