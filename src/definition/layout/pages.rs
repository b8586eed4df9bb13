//! Page breaks that never cut a row, with the labels that reach over a break repeated after it.

use super::{Layout, RowPlan, Tile, TileKind};
use crate::model::book::Area;

/// Printable width of A4 landscape in hundredths of a point, inside the margins `xlsx` sets.
const PAGE_WIDTH: u64 = 77_000;
/// Printable height, with room for the footer.
const PAGE_HEIGHT: u64 = 48_500;
/// The rows repeated at the top of every page.
pub(super) const TITLE_ROWS: usize = 2;

pub(super) fn paginate(layout: &mut Layout) {
    // In the default font one character is 8 pixels of 0.75 pt wide, and each column has 5 pixels of padding.
    let width: u64 = layout.widths.iter().map(|w| u64::from(w * 600 / 100 + 375)).sum();
    // Fitted to one page wide, a wider sheet is scaled down, and a page then holds more rows.
    let page = u32::try_from(PAGE_HEIGHT * width.max(PAGE_WIDTH) / PAGE_WIDTH).unwrap_or(u32::MAX);
    let height = |plan: &RowPlan| if plan.hidden { 0 } else { plan.height };
    let title: u32 = layout.rows.iter().take(TITLE_ROWS).map(height).sum();
    let (mut used, mut row) = (0, 0);
    for group in layout.rows.chunk_by(|above, _| above.keep) {
        let needed: u32 = group.iter().map(height).sum();
        if used + needed > page && used > title {
            layout.breaks.push(row);
            used = title;
        }
        used += needed;
        row += u32::try_from(group.len()).unwrap_or(u32::MAX);
    }
    let tiles = std::mem::take(&mut layout.tiles);
    layout.tiles = tiles.into_iter().flat_map(|tile| split(tile, &layout.breaks)).collect();
}

/// A block's label as it is repeated after a page break.
pub fn continued(label: &str) -> String {
    format!("{label}（续）")
}

/// A label that reaches over a break becomes one label a page, the later ones marked 续.
fn split(tile: Tile, breaks: &[u32]) -> Vec<Tile> {
    let repeats = matches!(tile.kind, TileKind::BlockLabel | TileKind::Class);
    let area = tile.area;
    let cuts: Vec<u32> =
        breaks.iter().copied().filter(|b| repeats && *b > area.first.row && *b <= area.last.row).collect();
    let mut pieces = Vec::new();
    let mut first = area.first.row;
    for cut in cuts.iter().copied().chain([area.last.row + 1]) {
        let text = match (&tile.kind, first == area.first.row) {
            (TileKind::BlockLabel, false) => continued(&tile.text),
            _ => tile.text.clone(),
        };
        let area = Area::new(first, area.first.col, cut - 1, area.last.col);
        pieces.push(Tile { area, kind: tile.kind.clone(), text, required: tile.required });
        first = cut;
    }
    pieces
}
