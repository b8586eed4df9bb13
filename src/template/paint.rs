//! Painting a layout's tiles onto a sheet: what is printed, and nothing of locks, validations or keys.
//!
//! The blank form, the pre-filled form and the merged form are painted here alike; they differ in what fills the slots.

use super::live::{self, Operand};
use crate::definition::checksum::CHECKSUM_FORMAT;
use crate::definition::layout::{Layout, Tile, TileKind};
use crate::definition::{FormDef, NOT_APPLICABLE};
use crate::model::book::{
    AMOUNT_FORMAT, Align, Area, Border, Cell, Content, FONT_LABEL, Outcome, PERCENT_FORMAT, Print, Sheet, Style,
    TEXT_FORMAT,
};
use crate::model::origin::CellRef;
use crate::model::{ItemId, Slot};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The room one character of a vertical label takes, in hundredths of a point.
const STACKED: u32 = 1_550;

/// What stands in the tiles that the form leaves open.
pub(crate) struct Fill<'a> {
    /// The agency's name.
    pub agency: Cell,
    /// What stands in a slot; its style begins with `slot_style`.
    pub slot: &'a dyn Fn(&ItemId, Slot) -> Cell,
    /// The style of the 签批栏, which begins with `sign_style`.
    pub sign: Style,
    /// Whether a label of required cells carries the sign.
    pub required: &'a dyn Fn(&Tile) -> bool,
    /// The line under the form that says which form this is.
    pub identity: &'a str,
}

/// How a slot looks on paper, whoever fills it.
pub(crate) fn slot_style(slot: Slot) -> Style {
    match slot {
        Slot::Amount | Slot::Initial | Slot::Adjusted | Slot::Spent => {
            Style::body().number(AMOUNT_FORMAT).align(Align::Right)
        }
        Slot::TermTarget | Slot::YearTarget | Slot::Actual => Style::body().number(TEXT_FORMAT).align(Align::Center),
        Slot::Name | Slot::Content | Slot::Expected | Slot::Text | Slot::Reason => {
            Style::body().number(TEXT_FORMAT).align(Align::Left)
        }
    }
}

/// How a line of the 签批栏 looks.
pub(crate) fn sign_style() -> Style {
    Style { number: Arc::from(TEXT_FORMAT), align: Align::Left, ..Style::body() }
}

/// Paints every tile, sets heights, widths and printing.
pub(crate) fn paint(sheet: &mut Sheet, form: &FormDef, layout: &Layout, fill: &Fill<'_>) {
    sheet.gridlines = false;
    for (row, plan) in (0..).zip(&layout.rows) {
        let line = sheet.row(row);
        line.height = Some(plan.height);
        line.hidden = plan.hidden;
    }
    sheet.widths.extend((0..).zip(layout.widths.iter().copied()));
    let mut painter = Painter { form, layout, fill, sheet, held: BTreeMap::new() };
    for tile in &layout.tiles {
        painter.tile(tile);
    }
    let last_row = u32::try_from(layout.rows.len().saturating_sub(1)).unwrap_or(u32::MAX);
    sheet.print = Print {
        landscape: true,
        area: Some(Area::new(0, 0, last_row, layout.columns.saturating_sub(1))),
        title_rows: Some((0, 1)),
        fit_width: true,
        breaks: layout.breaks.clone(),
        ..Print::default()
    };
}

struct Painter<'a> {
    form: &'a FormDef,
    layout: &'a Layout,
    fill: &'a Fill<'a>,
    sheet: &'a mut Sheet,
    /// What the cells hold that formulas look at.
    held: BTreeMap<CellRef, Content>,
}

impl Painter<'_> {
    fn tile(&mut self, tile: &Tile) {
        let cell = self.cell(tile);
        if matches!(tile.kind, TileKind::Slot(..) | TileKind::Total(..)) {
            self.held.insert(tile.area.first, cell.content.clone());
        }
        self.sheet.merge(tile.area, cell.content, &cell.style);
    }

    fn cell(&self, tile: &Tile) -> Cell {
        let text = |style: Style| {
            let sign = match tile.required && (self.fill.required)(tile) {
                true if style.vertical => "*",
                true => " *",
                false => "",
            };
            let content = match tile.text.as_str() {
                "" => Content::Blank,
                own => Content::text(format!("{own}{sign}")),
            };
            Cell { content, style: Arc::new(style) }
        };
        let live =
            |formula, style: Style| Cell { content: Content::Formula(Box::new(formula)), style: Arc::new(style) };
        match &tile.kind {
            TileKind::Title => text(Style::title()),
            TileKind::Notice => text(Style::remark()),
            TileKind::Measure => text(Style::remark().align(Align::Right)),
            TileKind::BlockLabel => text(self.block_label(tile)),
            TileKind::Header => text(Style::label()),
            TileKind::Class | TileKind::Empty => text(Style::body().align(Align::Center)),
            TileKind::Label(item) => text(self.item_label(item)),
            TileKind::Agency => self.fill.agency.clone(),
            TileKind::Slot(item, slot) => (self.fill.slot)(item, *slot),
            TileKind::Total(_, cells) => {
                let cells: Vec<Operand> = cells.iter().map(|c| self.operand(*c)).collect();
                live(live::total(&cells, Outcome::Text(NOT_APPLICABLE.to_owned())), slot_style(Slot::Amount))
            }
            TileKind::Rate(of, by) => {
                let style = Style::body().number(PERCENT_FORMAT).align(Align::Center);
                live(live::rate(&self.operand(*of), &self.operand(*by)), style)
            }
            TileKind::Sign => text(if tile.text.ends_with('：') { self.fill.sign.clone() } else { sign_style() }),
            TileKind::ChecksumLabel => text(Style::remark().align(Align::Right)),
            TileKind::Checksum => {
                let amounts = self.layout.slots().filter(|(_, _, slot)| slot.is_amount());
                let cells: Vec<Operand> = amounts.map(|(t, _, _)| self.operand(t.area.first)).collect();
                let style = Style { bold: true, ..Style::remark().number(CHECKSUM_FORMAT).align(Align::Left) };
                live(live::check_number(&cells), style)
            }
            TileKind::Identity => Cell {
                content: if self.fill.identity.is_empty() { Content::Blank } else { Content::text(self.fill.identity) },
                style: Arc::new(Style {
                    size: 800,
                    ink: crate::model::book::palette::FAINT,
                    align: Align::Right,
                    ..Style::remark()
                }),
            },
        }
    }

    fn operand(&self, cell: CellRef) -> Operand {
        Operand::here(cell, self.held.get(&cell))
    }

    /// Written downwards where the block is high enough for it.
    fn block_label(&self, tile: &Tile) -> Style {
        let rows = (0u32..).zip(&self.layout.rows);
        let shown = rows.filter(|(n, r)| !r.hidden && (tile.area.first.row..=tile.area.last.row).contains(n));
        let height: u32 = shown.map(|(_, r)| r.height).sum();
        let length = u32::try_from(tile.text.chars().count() + 1).unwrap_or(u32::MAX);
        let vertical = length.saturating_mul(STACKED) <= height;
        Style { vertical, wrap: !vertical, ..Style::label() }
    }

    /// An indicator's name is a sentence of its own; the name of an amount is a label like its header.
    fn item_label(&self, item: &ItemId) -> Style {
        let indicator = self.form.item(item).is_some_and(|i| i.indicator.is_some());
        if indicator {
            Style::body().align(Align::Left)
        } else {
            Style { font: FONT_LABEL, border: Border::Thin, ..Style::body().align(Align::Center) }
        }
    }
}
