//! The layout arranged for searching: blocks with their printed rows and columns, and every text the form prints.

use crate::definition::layout::{Layout, Tile, TileKind, continued, plain_label};
use crate::definition::{BlockKind, Earlier, FormDef, Stage};
use crate::model::ItemId;
use std::collections::BTreeSet;

/// One stage of a form, ready to be looked for.
pub(super) struct Printed<'f> {
    pub form: &'f FormDef,
    pub stage: &'f Stage,
    pub layout: Layout,
    /// Every key, plain.
    pub keys: BTreeSet<String>,
    /// Labels, headers and block labels, plain.
    pub labels: BTreeSet<String>,
    /// The labels of items alone, plain.
    pub item_labels: BTreeSet<String>,
    /// Every text of the form, plain: what a sheet is searched for.
    pub words: BTreeSet<String>,
    /// An earlier edition: which one, and the same stage of the form as it is now.
    pub now: Option<(&'f Earlier, Box<Printed<'f>>)>,
}

/// A block as it is printed.
pub(super) struct PrintedBlock<'l> {
    /// Its label at the left.
    pub name: &'l str,
    /// The key of its hidden first row; the cover has none.
    pub key: Option<String>,
    /// Its first row in the layout, key row included.
    pub first: u32,
    /// The tile of its label.
    pub label: Option<&'l Tile>,
    /// One row an item under headers; otherwise each value stands beside its label.
    pub table: bool,
    /// The header tiles of a table.
    pub headers: Vec<&'l Tile>,
    /// Where it is no table: what is printed over its values.
    pub heads: Vec<&'l Tile>,
    /// Column keys: layout column, key.
    pub column_keys: Vec<(u16, &'l str)>,
    /// Its rows, one for every item in them.
    pub lines: Vec<Line<'l>>,
}

/// One item's part of a printed row.
pub(super) struct Line<'l> {
    /// The row in the layout.
    pub row: u32,
    /// The hidden row key.
    pub key: &'l str,
    /// The item; `None` for the agency's name on the cover.
    pub item: Option<&'l ItemId>,
    /// The printed label, where the row has one.
    pub label: Option<&'l Tile>,
    /// Its value tiles.
    pub values: Vec<&'l Tile>,
}

impl<'f> Printed<'f> {
    pub(super) fn new(form: &'f FormDef, stage: &'f Stage) -> Self {
        let layout = Layout::of(form, stage);
        let plain_of = |wanted: &dyn Fn(&TileKind) -> bool| -> BTreeSet<String> {
            let tiles = layout.tiles.iter().filter(|t| wanted(&t.kind) && !t.text.is_empty());
            tiles.map(|t| plain_label(&t.text)).collect()
        };
        let mut printed = Self {
            keys: layout.keys.iter().map(|(_, key)| plain_label(key)).collect(),
            labels: plain_of(&|k| matches!(k, TileKind::Label(_) | TileKind::Header | TileKind::BlockLabel)),
            item_labels: plain_of(&|k| matches!(k, TileKind::Label(_))),
            words: plain_of(&|_| true),
            form,
            stage,
            layout,
            now: None,
        };
        let repeated: Vec<String> = printed.repeated().map(|(_, text)| text).collect();
        printed.words.extend(printed.keys.iter().cloned().chain(repeated));
        printed
    }

    /// The stages of a form, then those of its earlier editions.
    pub(super) fn editions(form: &'f FormDef) -> impl Iterator<Item = Printed<'f>> {
        let earlier = form.earlier.iter().flat_map(move |edition| {
            edition.form.stages.iter().zip(&form.stages).map(move |(then, now)| Printed {
                now: Some((edition, Box::new(Printed::new(form, now)))),
                ..Printed::new(&edition.form, then)
            })
        });
        form.stages.iter().map(|stage| Printed::new(form, stage)).chain(earlier)
    }

    /// The same form printed so many columns further right (or left); `None` where it would leave the sheet.
    pub(super) fn moved(&self, across: i32) -> Option<Printed<'f>> {
        let col = |col: u16| u16::try_from(i32::from(col) + across).ok();
        let mut layout = self.layout.clone();
        for tile in &mut layout.tiles {
            tile.area.first.col = col(tile.area.first.col)?;
            tile.area.last.col = col(tile.area.last.col)?;
        }
        for (cell, _) in &mut layout.keys {
            cell.col = col(cell.col)?;
        }
        layout.key_column = col(layout.key_column)?;
        let now = match &self.now {
            Some((edition, now)) => Some((*edition, Box::new(now.moved(across)?))),
            None => None,
        };
        let (keys, labels) = (self.keys.clone(), self.labels.clone());
        let (item_labels, words) = (self.item_labels.clone(), self.words.clone());
        Some(Printed { form: self.form, stage: self.stage, layout, keys, labels, item_labels, words, now })
    }

    /// What is printed again after a page break, plain, with its column. Where pages break depends on the heights of rows,
    /// and those on what was given when the form was written.
    pub(super) fn repeated(&self) -> impl Iterator<Item = (u16, String)> + '_ {
        self.layout.tiles.iter().filter_map(|t| match t.kind {
            TileKind::BlockLabel => Some((t.area.first.col, plain_label(&continued(&t.text)))),
            TileKind::Class => Some((t.area.first.col, plain_label(&t.text))),
            _ => None,
        })
    }

    /// The blocks in print order.
    pub(super) fn blocks(&self) -> Vec<PrintedBlock<'_>> {
        let mut blocks: Vec<PrintedBlock<'_>> = Vec::new();
        for block in self.form.blocks_of(self.stage) {
            let key = format!("block/{}", block.id);
            let key_row = self.layout.keys.iter().find(|(_, k)| *k == key).map(|(cell, _)| cell.row);
            let cover = matches!(block.kind, BlockKind::Cover);
            let agency = self.layout.tiles.iter().find(|t| cover && t.kind == TileKind::Agency);
            let Some(first) = key_row.or(agency.map(|t| t.area.first.row)) else { continue };
            blocks.push(PrintedBlock {
                name: &block.label,
                key: key_row.map(|_| key),
                first,
                label: None,
                table: matches!(block.kind, BlockKind::Table { .. }),
                headers: Vec::new(),
                heads: Vec::new(),
                column_keys: Vec::new(),
                lines: Vec::new(),
            });
        }
        let ends: Vec<u32> = blocks.iter().skip(1).map(|b| b.first).chain([u32::MAX]).collect();
        for (block, end) in blocks.iter_mut().zip(ends) {
            self.fill(block, end);
        }
        blocks
    }

    fn fill<'l>(&'l self, block: &mut PrintedBlock<'l>, end: u32) {
        let rows = block.first..end;
        let tiles: Vec<&Tile> = self.layout.tiles.iter().filter(|t| rows.contains(&t.area.first.row)).collect();
        block.label = tiles.iter().copied().find(|t| t.kind == TileKind::BlockLabel);
        let head = block.first + 1;
        let in_head = |t: &&Tile| t.kind == TileKind::Header && t.area.first.row == head;
        if block.table {
            block.headers = tiles.iter().copied().filter(in_head).collect();
        } else {
            block.heads = tiles.iter().copied().filter(|t| t.kind == TileKind::Header).collect();
        }
        let own_key = block.key.as_deref();
        let in_key_row =
            self.layout.keys.iter().filter(|(cell, k)| cell.row == block.first && Some(k.as_str()) != own_key);
        block.column_keys = in_key_row
            .filter(|(cell, _)| cell.col < self.layout.key_column)
            .map(|(c, k)| (c.col, k.as_str()))
            .collect();
        for row in rows.take_while(|r| usize::try_from(*r).is_ok_and(|r| r < self.layout.rows.len())) {
            let plan = usize::try_from(row).ok().and_then(|r| self.layout.rows.get(r));
            if let Some(key) = plan.and_then(|p| p.key.as_deref()) {
                let in_row: Vec<&Tile> = tiles.iter().copied().filter(|t| t.area.first.row == row).collect();
                block.lines.extend(lines(block.table, row, key, &in_row));
            }
        }
    }
}

/// The items of one printed row, left to right.
fn lines<'l>(table: bool, row: u32, key: &'l str, tiles: &[&'l Tile]) -> Vec<Line<'l>> {
    let mut lines: Vec<Line<'l>> = Vec::new();
    for tile in tiles.iter().copied() {
        let item = match &tile.kind {
            TileKind::Slot(item, _) => Some(item),
            TileKind::Agency => None,
            _ => continue,
        };
        match lines.iter_mut().find(|l| l.item == item) {
            Some(line) => line.values.push(tile),
            None => lines.push(Line { row, key, item, label: label_of(table, tiles, item), values: vec![tile] }),
        }
    }
    lines
}

/// An item's own label, else what stands at the left of the row: a text block's label, 部门名称.
fn label_of<'l>(table: bool, tiles: &[&'l Tile], item: Option<&ItemId>) -> Option<&'l Tile> {
    let own = tiles.iter().find(|t| matches!(&t.kind, TileKind::Label(of) if Some(of) == item));
    let left = || tiles.iter().find(|t| matches!(t.kind, TileKind::BlockLabel | TileKind::Header));
    if table { own.copied() } else { own.or_else(left).copied() }
}
