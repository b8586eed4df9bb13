//! Which sheets are forms of ours, which form and stage, and whose: by identity, else by title and labels.

use super::printed::Printed;
use super::view::View;
use crate::definition::FormDef;
use crate::definition::identity::{Identity, META_SHEET, OWN_AREA};
use crate::definition::layout::plain_label;
use crate::intake::{RawBook, RawSheet, RawValue, Refused};
use crate::model::book::Area;
use std::collections::{BTreeMap, BTreeSet};

/// A form found on a sheet.
pub(super) struct FormSheet<'a> {
    pub sheet: &'a RawSheet,
    /// The rows that belong to it; forms stacked on one sheet share it out.
    pub rows: (u32, u32),
    /// Its place in the list of forms that was handed in.
    pub printed: usize,
    /// What the file says it is.
    pub identity: Option<Identity>,
}

/// Finds every form in the workbook, in the order of sheets and rows; refuses a workbook without one.
pub(super) fn recognise<'a>(book: &'a RawBook, all: &Known<'_>) -> Result<Vec<FormSheet<'a>>, Refused> {
    let of_book = book_identity(book);
    let Known { printed: known, words } = all;
    let mut found = Vec::new();
    let mut strange = None;
    for sheet in book.sheets.iter().filter(|s| own_areas(book, s).next().is_none()) {
        let own = identities(sheet);
        if own.is_empty() {
            let view = View::new(sheet, (0, u32::MAX), words);
            if let Some(printed) = by_content(&view, known, of_book.as_ref()) {
                // A sheet that lost its identity is the book's own only if it is of the same form.
                let identity = of_book.clone().filter(|id| of_identity(known, id) == Some(printed));
                found.push(FormSheet { sheet, rows: view.rows, printed, identity });
            }
            continue;
        }
        for (n, (row, identity)) in own.iter().enumerate() {
            let first = if n == 0 { 0 } else { *row };
            let rows = (first, own.get(n + 1).map_or(u32::MAX, |(next, _)| next.saturating_sub(1)));
            let Some(printed) = of_identity(known, identity) else {
                strange = Some(identity.clone());
                continue;
            };
            if known.get(printed).is_some_and(|p| likeness(&View::new(sheet, rows, words), p).bears_out()) {
                found.push(FormSheet { sheet, rows, printed, identity: Some(identity.clone()) });
            }
        }
    }
    if found.is_empty() { Err(refused(known, strange.or(of_book))) } else { Ok(found) }
}

/// What the template wrote on one of its other sheets; nothing for every other sheet.
pub(super) fn own_areas<'a>(book: &'a RawBook, sheet: &'a RawSheet) -> impl Iterator<Item = Area> + 'a {
    let named = book.names.iter().filter(|n| n.name.starts_with(OWN_AREA) && n.sheet == sheet.name.as_ref());
    named.map(|n| n.area)
}

/// The identity in the custom properties or in the hidden sheet.
pub(super) fn book_identity(book: &RawBook) -> Option<Identity> {
    let in_properties = book.properties.values().find_map(|text| Identity::decode(text));
    let meta = book.sheets.iter().filter(|s| s.name.as_ref() == META_SHEET);
    in_properties.or_else(|| meta.flat_map(identities).map(|(_, identity)| identity).next())
}

/// The identities that stand in cells, by row.
fn identities(sheet: &RawSheet) -> Vec<(u32, Identity)> {
    let mut found: Vec<(u32, Identity)> = Vec::new();
    for (cell, raw) in &sheet.cells {
        if let RawValue::Text(text) = &raw.value
            && let Some(identity) = Identity::decode(text)
            && found.last().is_none_or(|(row, _)| *row != cell.row)
        {
            found.push((cell.row, identity));
        }
    }
    found
}

/// The definition of that identity: of its version where there is one, else of its form.
fn of_identity(known: &[Printed<'_>], identity: &Identity) -> Option<usize> {
    let same = |p: &Printed<'_>| p.form.id == identity.form && p.stage.id == identity.stage;
    let exact = known.iter().position(|p| same(p) && p.form.version == identity.version);
    exact.or_else(|| known.iter().position(same))
}

/// How much of a form stands on a sheet, in hundredths: of its keys, and of its labels in their columns (all moved alike).
struct Likeness {
    keys: usize,
    labels: usize,
    title: bool,
}

impl Likeness {
    /// Enough to be the form that an identity on the sheet names.
    fn bears_out(&self) -> bool {
        self.keys.max(self.labels) >= 25
    }

    /// Enough to be the form without any identity: other sheets of a workbook may list its items too.
    fn stands_alone(&self) -> bool {
        self.keys >= 50 || self.labels >= if self.title { 50 } else { 75 }
    }
}

fn likeness(view: &View<'_>, printed: &Printed<'_>) -> Likeness {
    let keys = printed.keys.iter().filter(|k| !view.find(k).is_empty()).count();
    let mut shifts: BTreeMap<i32, BTreeSet<&str>> = BTreeMap::new();
    for tile in &printed.layout.tiles {
        if let Some(plain) = printed.labels.get(&plain_label(&tile.text)) {
            for cell in view.find(plain) {
                let shift = i32::from(cell.col) - i32::from(tile.area.first.col);
                shifts.entry(shift).or_default().insert(plain);
            }
        }
    }
    let labels = shifts.values().map(BTreeSet::len).max().unwrap_or(0);
    let hundredths = |found: usize, of: usize| (found * 100).checked_div(of).unwrap_or(0);
    Likeness {
        keys: hundredths(keys, printed.keys.len()),
        labels: hundredths(labels, printed.labels.len()),
        title: view.shown(&plain_label(&printed.form.title)).next().is_some(),
    }
}

/// The form a sheet without identity is by its content: the one the workbook names, else the one it is most like.
fn by_content(view: &View<'_>, known: &[Printed<'_>], of_book: Option<&Identity>) -> Option<usize> {
    let like: Vec<Likeness> = known.iter().map(|p| likeness(view, p)).collect();
    let fits = |n: &usize| like.get(*n).is_some_and(Likeness::stands_alone);
    let expected = of_book.and_then(|id| of_identity(known, id)).filter(fits);
    // A sheet with added columns is wholly like the stage without them too: of equals, the one that prints most.
    let score = |n: &usize| {
        let likeness = like.get(*n).map_or(0, |l| l.keys + l.labels);
        (likeness, known.get(*n).map_or(0, |p| p.labels.len()))
    };
    expected.or_else(|| (0..known.len()).filter(fits).rev().max_by_key(score))
}

fn refused(known: &[Printed<'_>], identity: Option<Identity>) -> Refused {
    let mut titles: Vec<&str> = known.iter().map(|p| p.form.title.as_str()).collect();
    titles.dedup();
    let titles = titles.iter().map(|t| format!("《{t}》")).collect::<Vec<_>>().join("、");
    let fix = "请在下发的模板上填写后重新报送；如果是其他材料，请移出收回文件夹。";
    let message = match identity {
        Some(id) if of_identity(known, &id).is_some() => {
            format!("文件标识为{}，但工作簿里找不到这张表的内容。", title_of(known, &id.form))
        }
        Some(id) => format!("这是另一种表（{} {}），不是{titles}。", id.form, id.version),
        None => format!("工作簿里没有找到下发的表格{titles}。"),
    };
    Refused::new("not-our-form", message, fix)
}

fn title_of(known: &[Printed<'_>], form: &str) -> String {
    known.iter().find(|p| p.form.id == form).map_or(String::new(), |p| format!("《{}》", p.form.title))
}

/// The forms that a workbook may hold, laid out once for all workbooks that are read.
pub struct Known<'f> {
    /// Every stage of every form, in their order.
    pub(super) printed: Vec<Printed<'f>>,
    /// Every text of every form, plain.
    words: BTreeSet<String>,
}

impl<'f> Known<'f> {
    /// Lays the forms out.
    pub fn new(forms: &'f [FormDef]) -> Self {
        let printed: Vec<Printed<'f>> = forms.iter().flat_map(Printed::editions).collect();
        let words = printed.iter().flat_map(|p| p.words.iter().cloned()).collect();
        Self { printed, words }
    }
}
