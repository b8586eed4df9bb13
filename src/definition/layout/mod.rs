//! The one map between meaning and place: item × slot ↔ cell of the printed sheet.
//!
//! Template writer, reader and the merged form use the same `Layout`; none of them names a cell address itself.

mod build;
mod pages;

pub use pages::continued;

use super::{FormDef, Stage};
use crate::model::book::Area;
use crate::model::{CellRef, ItemId, Slot};
use std::collections::BTreeMap;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// The layout of one stage of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// Number of printed columns.
    pub columns: u16,
    /// The hidden column right of them that holds the row keys.
    pub key_column: u16,
    /// Widths of the printed columns in hundredths of a character.
    pub widths: Vec<u32>,
    /// Every row from the top.
    pub rows: Vec<RowPlan>,
    /// Everything that is printed, in print order; tiles never overlap.
    pub tiles: Vec<Tile>,
    /// The hidden keys, in sheet order.
    pub keys: Vec<(CellRef, String)>,
    /// Rows before which a new page begins.
    pub breaks: Vec<u32>,
    /// What a row key and column key point at.
    places: BTreeMap<(String, String), (ItemId, Slot)>,
}

/// One row of the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowPlan {
    /// Height in hundredths of a point.
    pub height: u32,
    /// Not shown: key rows and spare rows.
    pub hidden: bool,
    /// The row key, `indicators/P-02`, on the first row of what it names.
    pub key: Option<String>,
    /// No page ends after it: headers, and all but the last line of the foot.
    pub keep: bool,
}

/// A rectangle of the printed sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// The cells, merged when more than one.
    pub area: Area,
    /// What stands there.
    pub kind: TileKind,
    /// The printed text; empty for slots and formulas.
    pub text: String,
    /// What stands under this header or label must be filled; the template prints a sign.
    pub required: bool,
}

/// What a tile is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TileKind {
    /// The form's title.
    Title,
    /// 本表不得填报涉密内容.
    Notice,
    /// 单位：万元.
    Measure,
    /// A block's label at the left, repeated after a page break.
    BlockLabel,
    /// A header over a column or group.
    Header,
    /// 一级/二级指标, repeated after a page break.
    Class,
    /// An item's label.
    Label(ItemId),
    /// The agency's name.
    Agency,
    /// A value.
    Slot(ItemId, Slot),
    /// The sum of these cells.
    Total(Slot, Vec<CellRef>),
    /// One cell over another.
    Rate(CellRef, CellRef),
    /// A line of the 签批栏.
    Sign,
    /// The words beside the 校验码.
    ChecksumLabel,
    /// 校验码: a live number over all amounts.
    Checksum,
    /// For people: which form this is, and whose.
    Identity,
    /// An empty framed cell.
    Empty,
}

/// How much room a slot's text needs: its actual text, or `None` for its declared length.
pub type TextOf<'a> = &'a dyn Fn(&ItemId, Slot) -> Option<String>;

/// What the height of a row follows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Room {
    /// The longest text allowed, or the given one where that needs more: rows are never fewer or more than on the blank form.
    Declared,
    /// The text that stands there.
    Actual,
}

impl Layout {
    /// The layout of a blank form: text slots get the room they declare.
    pub fn of(form: &FormDef, stage: &Stage) -> Layout {
        build::build(form, stage, &|_, _| None, Room::Declared)
    }

    /// The layout of a form handed out with some slots filled: every cell stands where `of` puts it, and rows are higher
    /// where a given text needs more room than is declared.
    pub fn given(form: &FormDef, stage: &Stage, text: TextOf<'_>) -> Layout {
        build::build(form, stage, text, Room::Declared)
    }

    /// The layout grown to actual texts, for the merged form.
    pub fn grown(form: &FormDef, stage: &Stage, text: TextOf<'_>) -> Layout {
        build::build(form, stage, text, Room::Actual)
    }

    /// The hidden column right of the keys, where the common file keeps the agencies to choose from.
    pub fn list_column(&self) -> u16 {
        self.key_column.saturating_add(1)
    }

    /// What row key and column key together point at.
    pub fn place(&self, row_key: &str, column_key: &str) -> Option<&(ItemId, Slot)> {
        self.places.get(&(row_key.to_owned(), column_key.to_owned()))
    }

    /// The cell where the value of an item's slot stands.
    pub fn cell(&self, item: &ItemId, slot: Slot) -> Option<CellRef> {
        self.slots().find(|(_, i, s)| *i == item && *s == slot).map(|(tile, _, _)| tile.area.first)
    }

    /// Every slot, in print order.
    pub fn slots(&self) -> impl Iterator<Item = (&Tile, &ItemId, Slot)> {
        self.tiles.iter().filter_map(|t| match &t.kind {
            TileKind::Slot(item, slot) => Some((t, item, *slot)),
            _ => None,
        })
    }

    /// The tile that holds a cell.
    pub fn tile_at(&self, cell: CellRef) -> Option<&Tile> {
        self.tiles.iter().find(|t| {
            let a = t.area;
            (a.first.row..=a.last.row).contains(&cell.row) && (a.first.col..=a.last.col).contains(&cell.col)
        })
    }

    /// The defined name of each keyed row and the row's printed area.
    pub fn names(&self) -> Vec<(String, Area)> {
        let mut names = Vec::new();
        for (row, plan) in (0u32..).zip(&self.rows) {
            if let Some(key) = &plan.key {
                names.push((row_name(key), Area::new(row, 0, row, self.columns.saturating_sub(1))));
            }
        }
        names
    }
}

/// A printed label as labels are compared: full-width forms folded, without white space and without the sign of required cells.
pub fn plain_label(text: &str) -> String {
    // Most texts are folded already, and this is asked of every cell that comes back.
    let mut folded: String = if text.chars().all(is_plain) {
        text.replace(' ', "")
    } else if is_nfkc_quick(text.chars()) == IsNormalized::Yes {
        text.chars().filter(|c| !c.is_whitespace()).collect()
    } else {
        text.nfkc().filter(|c| !c.is_whitespace()).collect()
    };
    folded.truncate(folded.trim_end_matches('*').len());
    folded
}

/// A character that folding leaves as it is, in whatever company, and that is no white space but the common one.
fn is_plain(c: char) -> bool {
    matches!(c, ' '..='~' | '、' | '。' | '\u{4e00}'..='\u{9fff}')
}

/// Whether two printed labels say the same.
pub fn same_label(a: &str, b: &str) -> bool {
    plain_label(a) == plain_label(b)
}

/// The defined name of a row key: `indicators/P-02` is `jh_indicators_P_02`.
pub fn row_name(key: &str) -> String {
    let plain: String = key.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    format!("jh_{plain}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The short way of `plain_label` is only for characters that the long way leaves as they are.
    #[test]
    fn plain_characters_fold_to_themselves() {
        for c in ('\0'..=char::MAX).filter(|c| is_plain(*c)) {
            assert!(c.nfkc().eq([c]) && c.is_whitespace() == (c == ' '), "{c:?}");
            assert_eq!(unicode_normalization::char::canonical_combining_class(c), 0, "{c:?}");
        }
        let cases = [
            ("单 位*", "单位"),
            ("（Ａ）", "(A)"),
            ("预算\u{3000}金额", "预算金额"),
            ("a\tb*", "ab"),
            ("é", "é"),
            ("", ""),
        ];
        for (text, plain) in cases {
            assert_eq!(plain_label(text), plain);
        }
    }
}
