//! Edits at random: whatever is done to rows and columns, no value is read into another's place.

use super::common::*;
use crate::edits::*;
use crate::office::*;
use jihe::definition::layout::Layout;
use jihe::extract::extract;
use jihe::intake::RawBook;
use jihe::model::CellRef;
use jihe::model::book::Area;
use jihe::template::{Given, Prefill, template};
use proptest::prelude::*;
use std::sync::LazyLock;

/// What a clerk (or a script) does to the rows and columns of the sheet.
#[derive(Debug, Clone)]
enum Edit {
    InsertRow(u32),
    DeleteRow(u32),
    InsertColumn(u16),
    /// Sorts two rows of a block past each other, with their hidden keys or without.
    Swap(usize, usize, usize, bool),
    ClearKeys,
    /// Empties a cell: a label, a key, a header.
    Clear(u32, u16),
    /// Writes one cell's text over another.
    Overwrite((u32, u16), (u32, u16)),
    Merge(u32, u16, u32, u16),
    Unmerge(usize),
    LoseNames,
}

fn edit() -> impl Strategy<Value = Edit> {
    let (rows, cols) = (0u32..85, 0u16..10);
    prop_oneof![
        rows.clone().prop_map(Edit::InsertRow),
        rows.clone().prop_map(Edit::DeleteRow),
        cols.clone().prop_map(Edit::InsertColumn),
        (0usize..3, 0usize..33, 0usize..33, any::<bool>()).prop_map(|(n, a, b, keys)| Edit::Swap(n, a, b, keys)),
        Just(Edit::ClearKeys),
        (rows.clone(), cols.clone()).prop_map(|(row, col)| Edit::Clear(row, col)),
        ((rows.clone(), 0u16..4), (rows.clone(), 0u16..4)).prop_map(|(from, to)| Edit::Overwrite(from, to)),
        (rows, cols, 0u32..3, 0u16..3).prop_map(|(row, col, h, w)| Edit::Merge(row, col, h, w)),
        (0usize..200).prop_map(Edit::Unmerge),
        Just(Edit::LoseNames),
    ]
}

/// What the edits start from.
struct Start {
    book: RawBook,
    key_column: u16,
    /// Rows that carry labels, block by block. A task has none: sorting tasks without their keys only numbers them anew.
    blocks: Vec<Vec<u32>>,
}

static START: LazyLock<Start> = LazyLock::new(|| {
    let layout = layout("evaluate");
    let rows_of = |block: &str| {
        let in_block = |(c, k): &&(CellRef, String)| c.col == layout.key_column && k.starts_with(block);
        layout.keys.iter().filter(in_block).map(|(c, _)| c.row).collect()
    };
    let blocks = ["budget/", "execution/", "indicators/"].map(rows_of).to_vec();
    Start { book: signed(), key_column: layout.key_column, blocks }
});

fn apply(book: &mut RawBook, edit: &Edit) {
    match *edit {
        Edit::InsertRow(row) => insert_row(book, FORM, row),
        Edit::DeleteRow(row) => delete_row(book, FORM, row),
        Edit::InsertColumn(col) => insert_column(book, FORM, col),
        Edit::Swap(block, a, b, keys) => {
            let rows = &START.blocks[block];
            let (a, b) = (rows[a % rows.len()], rows[b % rows.len()]);
            swap_rows(book, FORM, a, b, if keys { 0..=40 } else { 0..=7 });
        }
        Edit::ClearKeys => clear_column(book, FORM, START.key_column),
        Edit::Clear(row, col) => put(book, FORM, CellRef::new(row, col), ""),
        Edit::Overwrite((r, c), (row, col)) => {
            let from = sheet(book, FORM).cells.get(&CellRef::new(r, c)).map(|raw| raw.shown().into_owned());
            // A value written over another value is in its place; a label written over a label is not.
            if let Some(text) = from.filter(|t| !t.contains("→")) {
                put(book, FORM, CellRef::new(row, col), &text);
            }
        }
        Edit::Merge(row, col, h, w) => merge(book, FORM, Area::new(row, col, row + h, col + w)),
        Edit::Unmerge(n) => {
            let merges = &mut sheet(book, FORM).merges;
            if !merges.is_empty() {
                merges.remove(n % merges.len());
            }
        }
        Edit::LoseNames => book.names.clear(),
    }
}

/// Every slot says whose it is, so that a value read into another's place shows.
fn signed() -> RawBook {
    let (agency, names, checks) = (agency(), names(), checks());
    let issue = issue(&names, &checks);
    let form = form("dept-target");
    let stage = form.stage("evaluate").unwrap();
    let mut prefill = Prefill::blank(&issue, Some(&agency));
    for (_, item, slot) in Layout::of(&form, stage).slots() {
        prefill.values.insert((item.clone(), slot), Given::Text(format!("→{item}/{slot}")));
    }
    raw(&template(&form, stage, &prefill))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is done to the sheet, nothing is lost, and what is called sure is the item's own.
    #[test]
    fn a_sure_value_is_never_another_items(edits in prop::collection::vec(edit(), 1..6)) {
        let mut book = START.book.clone();
        edits.iter().for_each(|e| apply(&mut book, e));
        let Ok(all) = extract(&book, &FORMS) else { return Ok(()) };
        adds_up(&book, &all);
        for e in all.iter().flat_map(|s| &s.entries).filter(|e| e.sure && e.text.contains('→')) {
            prop_assert_eq!(&e.text, &format!("→{}/{}", e.item, e.slot));
        }
    }
}
