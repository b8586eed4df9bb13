//! Laying the blocks out, from the top down.

use super::{Layout, Room, RowPlan, TextOf, Tile, TileKind, pages};
use crate::definition::{Block, BlockKind, Column, FormDef, PairGroup, Shows, Span, Stage};
use crate::model::book::{Area, wrapped_lines};
use crate::model::{CellRef, ItemId, Slot};
use std::collections::BTreeMap;

/// Excel's highest row, in hundredths of a point, less a margin.
const TALLEST: u32 = 40_000;
/// One printed line of 10.5 pt text.
const LINE: u32 = 1_500;

pub(super) fn build(form: &FormDef, stage: &Stage, text: TextOf<'_>, room: Room) -> Layout {
    let widths: Vec<u32> = stage.widths.iter().map(|w| w * 100).collect();
    let columns = u16::try_from(widths.len()).unwrap_or(u16::MAX);
    let mut b = Builder {
        form,
        stage,
        text,
        room,
        out: Layout {
            columns,
            key_column: columns,
            widths,
            rows: Vec::new(),
            tiles: Vec::new(),
            keys: Vec::new(),
            breaks: Vec::new(),
            places: BTreeMap::new(),
        },
    };
    b.head();
    for block in form.blocks_of(stage) {
        b.block(block);
    }
    b.foot();
    pages::paginate(&mut b.out);
    b.out
}

struct Builder<'a> {
    form: &'a FormDef,
    stage: &'a Stage,
    text: TextOf<'a>,
    room: Room,
    out: Layout,
}

impl Builder<'_> {
    fn edge(&self) -> u16 {
        self.out.columns.saturating_sub(1)
    }

    fn next(&self) -> u32 {
        u32::try_from(self.out.rows.len()).unwrap_or(u32::MAX)
    }

    /// Adds a row (or, where the height asks for it, several) and gives the first and last row number.
    fn rows(&mut self, height: u32, hidden: bool, key: Option<String>) -> (u32, u32) {
        let first = self.next();
        let count = height.div_ceil(TALLEST).max(1);
        for n in 0..count {
            let key = if n == 0 { key.clone() } else { None };
            self.out.rows.push(RowPlan { height: height / count, hidden, key, keep: false });
        }
        if let Some(key) = key {
            self.out.keys.push((CellRef::new(first, self.out.key_column), key));
        }
        (first, first + count - 1)
    }

    /// A page never ends after the rows added last.
    fn keep(&mut self, rows: (u32, u32)) {
        let range = usize::try_from(rows.0).unwrap_or(usize::MAX)..=usize::try_from(rows.1).unwrap_or(usize::MAX);
        for row in self.out.rows.get_mut(range).into_iter().flatten() {
            row.keep = true;
        }
    }

    fn tile(&mut self, rows: (u32, u32), cols: (u16, u16), kind: TileKind, text: &str) {
        let area = Area::new(rows.0, cols.0, rows.1, cols.1);
        self.out.tiles.push(Tile { area, kind, text: text.to_owned(), required: false });
    }

    /// Adds a label over or beside slots, of which these must be filled.
    fn label(&mut self, rows: (u32, u32), cols: (u16, u16), kind: TileKind, text: &str, required: bool) {
        self.tile(rows, cols, kind, text);
        if let Some(tile) = self.out.tiles.last_mut() {
            tile.required = required;
        }
    }

    fn requires(&self, id: &ItemId, slot: Slot) -> bool {
        self.form.requires(self.stage, id, slot)
    }

    /// Adds a tile for a slot and notes what its keys point at.
    fn slot(&mut self, rows: (u32, u32), cols: (u16, u16), keys: (&str, &str), item: &ItemId, slot: Slot) {
        self.out.places.insert((keys.0.to_owned(), keys.1.to_owned()), (item.clone(), slot));
        self.tile(rows, cols, TileKind::Slot(item.clone(), slot), "");
    }

    /// The hidden row above a block with its column keys.
    fn key_row(&mut self, block: &Block, columns: &[(u16, String)]) {
        let row = self.next();
        self.out.rows.push(RowPlan { height: LINE, hidden: true, key: None, keep: true });
        for (col, key) in columns {
            self.out.keys.push((CellRef::new(row, *col), key.clone()));
        }
        self.out.keys.push((CellRef::new(row, self.out.key_column), format!("block/{}", block.id)));
    }

    fn cols(&self, span: Span) -> (u16, u16) {
        (span.first, span.end(self.out.columns))
    }

    fn width(&self, cols: (u16, u16)) -> u32 {
        let range = usize::from(cols.0)..=usize::from(cols.1);
        self.out.widths.get(range).map_or(0, |w| w.iter().sum())
    }

    /// The height a text needs in these columns, in hundredths of a point.
    fn height_of(&self, text: &str, cols: (u16, u16)) -> u32 {
        wrapped_lines(text, self.width(cols)).saturating_mul(LINE).saturating_add(700)
    }

    /// The height of a header, which may carry the sign of required cells.
    fn header_height(&self, text: &str, cols: (u16, u16)) -> u32 {
        self.height_of(&format!("{text} *"), cols)
    }

    /// The height a slot needs: of its text where known, else of its declared length.
    fn slot_height(&self, id: &ItemId, slot: Slot, cols: (u16, u16), room: Option<u32>) -> u32 {
        let actual = (self.text)(id, slot).map(|t| self.height_of(&t, cols));
        if let (Room::Actual, Some(height)) = (self.room, actual) {
            return height;
        }
        let most = self.form.item(id).and_then(|i| i.most.get(&slot).copied());
        let length = room.or(most).unwrap_or(1);
        let declared = self.height_of(&"字".repeat(usize::try_from(length).unwrap_or(1)), cols);
        declared.max(actual.unwrap_or(0).min(declared.div_ceil(TALLEST).max(1) * TALLEST))
    }

    fn head(&mut self) {
        let edge = self.edge();
        let title = self.rows(3_600, false, None);
        self.tile(title, (0, edge), TileKind::Title, &self.form.title.clone());
        let line = self.rows(1_800, false, None);
        let middle = edge.saturating_sub(2);
        self.tile(line, (0, middle), TileKind::Notice, &self.form.notice.clone());
        let measure = format!("单位：{}", self.form.measure);
        self.tile(line, (middle + 1, edge), TileKind::Measure, &measure);
    }

    fn block(&mut self, block: &Block) {
        match &block.kind {
            BlockKind::Cover => {
                let height = self.header_height(&block.label, (0, 0)).max(2_400);
                let rows = self.rows(height, false, Some(format!("{}/agency", block.id)));
                let edge = self.edge();
                self.label(rows, (0, 0), TileKind::Header, &block.label, true);
                self.tile(rows, (1, edge), TileKind::Agency, "");
            }
            BlockKind::Pairs { slot, spans, left, right } => self.pairs(block, *slot, *spans, left, right),
            BlockKind::Text { item, slot } => self.long_text(block, item, *slot),
            BlockKind::Table { columns, rows, printed, total, .. } => {
                let stage = self.stage;
                let columns: Vec<&Column> = columns.iter().filter(|c| c.in_stage(stage)).collect();
                self.table(block, &columns, rows, *printed, total.as_deref());
            }
        }
    }

    fn pairs(&mut self, block: &Block, slot: Slot, spans: [Span; 4], left: &[PairGroup], right: &[PairGroup]) {
        let cols = spans.map(|s| self.cols(s));
        let sides = [format!("{}/left", block.id), format!("{}/right", block.id)];
        self.key_row(block, &[(cols[1].0, sides[0].clone()), (cols[3].0, sides[1].clone())]);
        let first = self.next();
        let (left, right) = (pair_lines(left), pair_lines(right));
        for n in 0..left.len().max(right.len()) {
            let key = format!("{}/{}", block.id, n + 1);
            let height = self.pair_height(&[(left.get(n), cols[0], cols[1]), (right.get(n), cols[2], cols[3])], slot);
            let rows = self.rows(height, false, Some(key.clone()));
            if matches!(left.get(n), Some(PairLine::Header(_))) {
                self.keep(rows);
            }
            for (side, line) in [(0, left.get(n)), (1, right.get(n))] {
                let (label, value) = (cols[side * 2], cols[side * 2 + 1]);
                match line {
                    Some(PairLine::Header(group)) => {
                        let required = group.items.iter().any(|id| self.requires(id, slot));
                        self.tile(rows, label, TileKind::Header, group.title.as_deref().unwrap_or_default());
                        self.label(rows, value, TileKind::Header, &group.header, required);
                    }
                    Some(PairLine::Item(id, titled)) => {
                        let text = self.form.label_of(id).to_owned();
                        let required = !titled && self.requires(id, slot);
                        self.label(rows, label, TileKind::Label((*id).clone()), &text, required);
                        self.slot(rows, value, (&key, &sides[side]), id, slot);
                    }
                    None => {
                        self.tile(rows, label, TileKind::Empty, "");
                        self.tile(rows, value, TileKind::Empty, "");
                    }
                }
            }
        }
        let last = self.next() - 1;
        self.tile((first, last), (0, 0), TileKind::BlockLabel, &block.label);
    }

    fn pair_height(&self, sides: &[PairSide<'_>], slot: Slot) -> u32 {
        let of = |(line, label, value): &PairSide<'_>| match line {
            Some(PairLine::Item(id, _)) => {
                let label = self.height_of(self.form.label_of(id), *label);
                if slot.is_text() { label.max(self.slot_height(id, slot, *value, None)) } else { label }
            }
            Some(PairLine::Header(group)) => {
                let title = self.header_height(group.title.as_deref().unwrap_or_default(), *label);
                title.max(self.header_height(&group.header, *value))
            }
            None => 0,
        };
        sides.iter().map(of).max().unwrap_or(0).max(2_200)
    }

    fn long_text(&mut self, block: &Block, item: &ItemId, slot: Slot) {
        let cols = (1, self.edge());
        let column_key = format!("{}/{slot}", block.id);
        self.key_row(block, &[(1, column_key.clone())]);
        let key = format!("{}/{item}", block.id);
        let height = self.slot_height(item, slot, cols, None).max(5_000);
        let rows = self.rows(height, false, Some(key.clone()));
        self.label(rows, (0, 0), TileKind::BlockLabel, &block.label, self.requires(item, slot));
        self.slot(rows, cols, (&key, &column_key), item, slot);
    }

    fn table(&mut self, block: &Block, columns: &[&Column], items: &[ItemId], printed: usize, total: Option<&str>) {
        let keys: Vec<(u16, String)> = columns
            .iter()
            .filter_map(|c| match c.shows {
                Shows::Slot(slot) => Some((c.span.first, format!("{}/{slot}", block.id))),
                _ => None,
            })
            .collect();
        self.key_row(block, &keys);
        let height =
            columns.iter().map(|c| self.header_height(&c.label, self.cols(c.span))).max().unwrap_or(0).max(2_200);
        let header = self.rows(height, false, None);
        self.keep(header);
        for c in columns {
            let required = matches!(c.shows, Shows::Slot(slot) if items.iter().any(|id| self.requires(id, slot)));
            self.label(header, self.cols(c.span), TileKind::Header, &c.label, required);
        }
        let mut lines = Vec::new();
        for (n, id) in items.iter().enumerate() {
            let height = columns.iter().map(|c| self.table_height(c, id)).max().unwrap_or(0).max(2_200);
            // Nobody can fill a spare row that this stage does not ask for.
            let optional = self.form.item(id).is_some_and(|i| i.optional);
            let spare = n >= printed || (optional && !columns.iter().any(|c| self.is_asked(c)));
            let empty_spare = spare && columns.iter().all(|c| self.is_blank(c, id));
            let key = format!("{}/{id}", block.id);
            let rows = self.rows(height, empty_spare, Some(key.clone()));
            lines.push((id, rows));
            for c in columns {
                self.table_cell(block, c, id, rows, &key);
            }
        }
        for column in columns {
            self.classes(column, &lines);
        }
        if let Some(label) = total {
            self.totals(columns, &lines, label);
        }
        let last = self.next() - 1;
        self.tile((header.0, last), (0, 0), TileKind::BlockLabel, &block.label);
    }

    fn is_asked(&self, column: &Column) -> bool {
        matches!(column.shows, Shows::Slot(slot) if self.stage.asks(slot))
    }

    /// A spare row shows only when it holds text.
    fn is_blank(&self, column: &Column, id: &ItemId) -> bool {
        match column.shows {
            Shows::Slot(slot) => (self.text)(id, slot).is_none_or(|t| t.trim().is_empty()),
            _ => true,
        }
    }

    fn table_height(&self, column: &Column, id: &ItemId) -> u32 {
        let cols = self.cols(column.span);
        match column.shows {
            Shows::Label => self.height_of(self.form.label_of(id), cols),
            Shows::Slot(slot) => self.slot_height(id, slot, cols, column.room),
            _ => 0,
        }
    }

    fn table_cell(&mut self, block: &Block, column: &Column, id: &ItemId, rows: (u32, u32), key: &str) {
        let cols = self.cols(column.span);
        match column.shows {
            Shows::Label => {
                let text = self.form.label_of(id).to_owned();
                self.tile(rows, cols, TileKind::Label(id.clone()), &text);
            }
            Shows::Slot(slot) => {
                let column_key = format!("{}/{slot}", block.id);
                self.slot(rows, cols, (key, &column_key), id, slot);
            }
            Shows::Rate { of, by } => {
                if let (Some(of), Some(by)) = (self.out.cell(id, of), self.out.cell(id, by)) {
                    self.tile(rows, cols, TileKind::Rate(of, by), "");
                }
            }
            Shows::Level1 | Shows::Level2 => {}
        }
    }

    /// 一级/二级指标: one tile over equal neighbours; 二级 never reaches over two 一级.
    fn classes(&mut self, column: &Column, lines: &[(&ItemId, (u32, u32))]) {
        let level2 = match column.shows {
            Shows::Level1 => false,
            Shows::Level2 => true,
            _ => return,
        };
        let class = |id: &ItemId| {
            let indicator = self.form.item(id).and_then(|i| i.indicator.as_ref())?;
            let second = if level2 { indicator.level2.clone() } else { String::new() };
            Some((indicator.level1.clone(), second))
        };
        let mut runs: Vec<((String, String), (u32, u32))> = Vec::new();
        for (id, rows) in lines {
            let name = class(id).unwrap_or_default();
            match runs.last_mut() {
                Some((last, span)) if *last == name => span.1 = rows.1,
                _ => runs.push((name, *rows)),
            }
        }
        let cols = self.cols(column.span);
        for ((first, second), rows) in runs {
            self.tile(rows, cols, TileKind::Class, if level2 { &second } else { &first });
        }
    }

    fn totals(&mut self, columns: &[&Column], lines: &[(&ItemId, (u32, u32))], label: &str) {
        let rows = self.rows(2_200, false, None);
        let mut sums: BTreeMap<Slot, CellRef> = BTreeMap::new();
        for c in columns {
            let cols = self.cols(c.span);
            match c.shows {
                Shows::Label => self.tile(rows, cols, TileKind::Header, label),
                Shows::Slot(slot) if slot.is_amount() => {
                    let cells = lines.iter().filter_map(|(id, _)| self.out.cell(id, slot)).collect();
                    sums.insert(slot, CellRef::new(rows.0, cols.0));
                    self.tile(rows, cols, TileKind::Total(slot, cells), "");
                }
                Shows::Rate { of, by } => match (sums.get(&of).copied(), sums.get(&by).copied()) {
                    (Some(of), Some(by)) => self.tile(rows, cols, TileKind::Rate(of, by), ""),
                    _ => self.tile(rows, cols, TileKind::Empty, ""),
                },
                _ => self.tile(rows, cols, TileKind::Empty, ""),
            }
        }
    }

    fn foot(&mut self) {
        let edge = self.edge();
        // Signatures never stand on a page of their own.
        if let Some(row) = self.out.rows.last_mut() {
            row.keep = true;
        }
        let (a, b) = (edge.min(2), edge.min(3));
        let mut words = self.form.signoff.iter().map(|w| format!("{w}：")).collect::<Vec<_>>();
        words.push("（盖章）".to_owned());
        for line in words.chunks(3) {
            let rows = self.rows(2_600, false, None);
            self.keep(rows);
            for (text, cols) in line.iter().zip([(0, a), (a + 1, b), (b + 1, edge)]) {
                self.tile(rows, cols, TileKind::Sign, text);
            }
        }
        let rows = self.rows(1_800, false, None);
        self.keep(rows);
        self.tile(rows, (0, b), TileKind::ChecksumLabel, "校验码（由表中金额算出，盖章件与电子表应一致）");
        self.tile(rows, (b + 1, edge), TileKind::Checksum, "");
        let rows = self.rows(1_500, false, None);
        self.tile(rows, (0, edge), TileKind::Identity, "");
    }
}

/// One side of a line of pairs, with the columns of its label and of its value.
type PairSide<'a> = (Option<&'a PairLine<'a>>, (u16, u16), (u16, u16));

enum PairLine<'a> {
    Header(&'a PairGroup),
    /// An item, and whether a header stands above it.
    Item(&'a ItemId, bool),
}

fn pair_lines(groups: &[PairGroup]) -> Vec<PairLine<'_>> {
    let mut lines = Vec::new();
    for group in groups {
        let titled = group.title.is_some();
        if titled {
            lines.push(PairLine::Header(group));
        }
        lines.extend(group.items.iter().map(|id| PairLine::Item(id, titled)));
    }
    lines
}
