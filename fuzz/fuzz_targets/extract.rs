//! A filled form, edited at random: nothing panics, every cell is accounted for, and what is called sure is the item's own.
#![no_main]

#[path = "../../tests/edits/mod.rs"]
#[allow(dead_code)]
mod edits;
#[path = "../../tests/office/mod.rs"]
mod office;
mod pack;

use edits::*;
use jihe::definition::FormDef;
use jihe::definition::layout::Layout;
use jihe::extract::{Known, Submission, extract_known};
use jihe::intake::{self, Beside, BesideKind, RawBook, RawValue};
use jihe::model::book::Area;
use jihe::model::{CellRef, ItemId};
use jihe::template::{Given, Prefill, template};
use libfuzzer_sys::fuzz_target;
use pack::Dice;
use rust_decimal::Decimal;
use std::sync::{Arc, LazyLock};

const FORM: &str = "绩效目标";

static FORMS: LazyLock<Vec<FormDef>> = LazyLock::new(|| vec![office::form("dept-target")]);
static KNOWN: LazyLock<Known<'static>> = LazyLock::new(|| Known::new(&FORMS));

/// What the edits start from: every slot says whose it is.
struct Start {
    book: RawBook,
    key_column: u16,
    /// Keys of the rows that carry labels, block by block; sorting tasks, which have none, only numbers them anew.
    blocks: Vec<Vec<String>>,
}

static START: LazyLock<Start> = LazyLock::new(|| {
    let (agency, names, checks) = (office::agency(), office::names(), office::checks());
    let issue = office::issue(&names, &checks);
    let form = &FORMS[0];
    let stage = form.stage("evaluate").unwrap();
    let layout = Layout::of(form, stage);
    let mut prefill = Prefill::blank(&issue, Some(&agency));
    for (_, item, slot) in layout.slots() {
        prefill.values.insert((item.clone(), slot), Given::Text(format!("→{item}/{slot}")));
    }
    let book = jihe::xlsx::write(&template(form, stage, &prefill)).unwrap();
    let rows_of = |block: &str| {
        let in_block = |(c, k): &&(CellRef, String)| c.col == layout.key_column && k.starts_with(block);
        layout.keys.iter().filter(in_block).map(|(_, k)| k.clone()).collect()
    };
    Start {
        book: intake::read("a.xlsx", &book).unwrap(),
        key_column: layout.key_column,
        blocks: ["budget/", "execution/", "indicators/"].map(rows_of).to_vec(),
    }
});

fuzz_target!(|data: &[u8]| {
    let mut book = START.book.clone();
    let mut dice = Dice(data);
    for _ in 0..12 {
        if dice.is_empty() {
            break;
        }
        edit(&mut book, &mut dice);
        if std::env::var_os("JIHE_DUMP").is_some() {
            eprintln!("{} bytes left", dice.0.len());
        }
    }
    let Ok(all) = extract_known(&book, &KNOWN) else { return };
    adds_up(&book, &all);
    for e in all.iter().flat_map(|s| &s.entries).filter(|e| e.sure && e.text.contains('→')) {
        assert_eq!(e.text, format!("→{}/{}", e.item, e.slot), "{}", e.origin.cell);
    }
});

fn adds_up(book: &RawBook, all: &[Submission]) {
    let shown =
        |text: &str| text.chars().any(|c| !c.is_whitespace() && !matches!(c, '\u{200b}'..='\u{200d}' | '\u{feff}'));
    let nonempty = book.sheets.iter().flat_map(|s| s.cells.values()).filter(|raw| shown(&raw.shown())).count();
    assert_eq!(all.iter().map(|s| s.cells.nonempty).sum::<usize>(), nonempty);
    for s in all {
        assert_eq!(s.cells.nonempty, s.cells.form + s.cells.entries + s.cells.unplaced);
        assert_eq!(s.cells.unplaced, s.unplaced.len());
        assert!(s.findings.iter().all(|f| f.message.ends_with('。') && f.fix.ends_with('。') && f.code != "E199"));
        let _ = s.to_json(&s.findings).to_string();
    }
}

fn edit(book: &mut RawBook, dice: &mut Dice<'_>) {
    let edit = Edit::of(book, dice);
    if std::env::var_os("JIHE_DUMP").is_some() {
        eprintln!("{edit:?}");
    }
    edit.apply(book);
}

/// What a clerk (or a script) does to a sheet.
#[derive(Debug)]
enum Edit {
    InsertRow(u32),
    DeleteRow(u32),
    InsertColumn(u16),
    /// Sorts two rows of one block past each other, with their hidden keys or without.
    Swap(String, String, bool),
    ClearKeys,
    Clear(CellRef),
    /// A label written over a label; a value over a value would be in its place.
    Overwrite(CellRef, CellRef),
    Merge(Area),
    Unmerge(usize),
    LoseNames,
    /// Anything typed anywhere.
    Type(CellRef, String),
    Hold(CellRef, RawValue),
    Copy,
    Beside(Beside),
}

impl Edit {
    fn of(book: &RawBook, dice: &mut Dice<'_>) -> Edit {
        let row = |dice: &mut Dice<'_>| u32::try_from(dice.below(90)).unwrap_or(0);
        let col = |dice: &mut Dice<'_>, n: usize| u16::try_from(dice.below(n)).unwrap_or(0);
        match dice.byte() % 15 {
            0 => Edit::InsertRow(row(dice)),
            1 => Edit::DeleteRow(row(dice)),
            2 => Edit::InsertColumn(col(dice, 11)),
            3 => {
                let rows = &START.blocks[dice.below(START.blocks.len())];
                let (a, b) = (rows[dice.below(rows.len())].clone(), rows[dice.below(rows.len())].clone());
                Edit::Swap(a, b, dice.byte() % 2 == 0)
            }
            4 => Edit::ClearKeys,
            5 => Edit::Clear(CellRef::new(row(dice), col(dice, 11))),
            6 => Edit::Overwrite(CellRef::new(row(dice), col(dice, 4)), CellRef::new(row(dice), col(dice, 4))),
            7 => {
                let (r, c) = (row(dice), col(dice, 11));
                Edit::Merge(Area::new(r, c, r + row(dice) % 4, c + col(dice, 4)))
            }
            8 => Edit::Unmerge(dice.below(200)),
            9 => Edit::LoseNames,
            10 => {
                let cell = CellRef::new(row(dice), col(dice, 14));
                Edit::Type(cell, String::from_utf8_lossy(dice.bytes(40)).replace('→', ""))
            }
            11 => {
                let cell = CellRef::new(row(dice), col(dice, 11));
                Edit::Hold(
                    cell,
                    match dice.byte() % 6 {
                        0 => RawValue::Number(Decimal::new(i64::from(dice.byte()), 1)),
                        1 => RawValue::Percent(Decimal::MAX),
                        2 => RawValue::Error(Arc::from("#REF!")),
                        3 => RawValue::FormulaWithoutValue,
                        4 => RawValue::Bool(true),
                        _ => RawValue::Date(chrono::NaiveDate::MAX),
                    },
                )
            }
            12 if book.sheets.len() < 7 => Edit::Copy,
            _ => {
                let (r, c) = (row(dice), col(dice, 11));
                let area = Area::new(r, c, r + row(dice) % 4, c + col(dice, 4));
                let kinds = [
                    BesideKind::Note,
                    BesideKind::Picture,
                    BesideKind::Drawing,
                    BesideKind::TextBox,
                    BesideKind::Unread,
                ];
                let kind = kinds[dice.below(5)];
                let text = Arc::from(String::from_utf8_lossy(dice.bytes(20)));
                Edit::Beside(Beside { area: (dice.byte() % 5 > 0).then_some(area), kind, text })
            }
        }
    }

    fn apply(self, book: &mut RawBook) {
        match self {
            Edit::InsertRow(row) => insert_row(book, FORM, row),
            Edit::DeleteRow(row) => delete_row(book, FORM, row),
            Edit::InsertColumn(col) => insert_column(book, FORM, col),
            Edit::Swap(a, b, keys) => {
                let row = |key: &str| {
                    let cells = &book.sheets.iter().find(|s| s.name.as_ref() == FORM)?.cells;
                    cells.iter().find(|(_, raw)| raw.shown() == key).map(|(cell, _)| cell.row)
                };
                if let (Some(a), Some(b)) = (row(&a), row(&b)) {
                    swap_rows(book, FORM, a, b, if keys { 0..=40 } else { 0..=7 });
                }
            }
            Edit::ClearKeys => clear_column(book, FORM, START.key_column),
            Edit::Clear(cell) => put(book, FORM, cell, ""),
            Edit::Overwrite(from, to) => {
                let text = sheet(book, FORM).cells.get(&from).map(|raw| raw.shown().into_owned());
                if let Some(text) = text.filter(|t| !t.contains('→')) {
                    put(book, FORM, to, &text);
                }
            }
            Edit::Merge(area) => merge(book, FORM, area),
            Edit::Unmerge(n) => {
                let merges = &mut sheet(book, FORM).merges;
                if !merges.is_empty() {
                    merges.remove(n % merges.len());
                }
            }
            Edit::LoseNames => book.names.clear(),
            Edit::Type(cell, text) => put(book, FORM, cell, &text),
            Edit::Hold(cell, held) => drop(sheet(book, FORM).cells.insert(cell, value(held))),
            Edit::Copy => copy(book, FORM, &format!("副本{}", book.sheets.len())),
            Edit::Beside(thing) => sheet(book, FORM).beside.push(thing),
        }
    }
}
