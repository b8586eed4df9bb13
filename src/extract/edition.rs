//! A return on an earlier edition of the form: its entries become those of the edition of this round.

use super::printed::Printed;
use super::say;
use super::{Entry, Submission, Unplaced};
use crate::definition::{Earlier, FormDef};
use crate::model::{Finding, ItemId, Meaning, Origin, Place, Reach, Reading, Severity, Slot};
use std::collections::{BTreeMap, BTreeSet};

/// Carries a submission over where it was read by an earlier edition; gives the cells whose being left over is said by
/// its finding (E104). What that edition did not ask for stays blank and is not sure; what is no longer asked for goes
/// to the unplaced cells.
pub(super) fn carry_over(submission: &mut Submission, printed: &Printed<'_>) -> BTreeSet<Place> {
    let Some((edition, now)) = &printed.now else { return BTreeSet::new() };
    let id_now = |(item, slot): (ItemId, Slot)| Some((edition.now.get(&item)?.clone(), slot));
    let mut kept: BTreeMap<(ItemId, Slot), Entry> = BTreeMap::new();
    let mut gone = Vec::new();
    for entry in std::mem::take(&mut submission.entries) {
        match edition.now.get(&entry.item) {
            Some(item) => {
                kept.insert((item.clone(), entry.slot), Entry { item: item.clone(), ..entry });
            }
            None if entry.text.is_empty() => {}
            None if printed.stage.asks(entry.slot) => gone.push(entry),
            // What was given with the form is the form's own.
            None => {
                submission.cells.entries -= 1;
                submission.cells.form += 1;
            }
        }
    }
    let mut lacking: Vec<(ItemId, Slot)> = Vec::new();
    for (tile, item, slot) in now.layout.slots() {
        let place = (item.clone(), slot);
        submission.entries.push(kept.remove(&place).unwrap_or_else(|| {
            lacking.push(place);
            let origin =
                Origin { file: submission.file.clone(), sheet: submission.sheet.clone(), cell: tile.area.first };
            Entry {
                item: item.clone(),
                slot,
                text: String::new(),
                reading: Reading { text: String::new(), meaning: Meaning::Blank, notes: Vec::new() },
                numeric: false,
                origin,
                anchors: Vec::new(),
                sure: false,
            }
        }));
    }
    submission.cells.entries -= gone.len();
    submission.cells.unplaced += gone.len();
    for finding in &mut submission.findings {
        finding.slots = std::mem::take(&mut finding.slots).into_iter().filter_map(id_now).collect();
    }
    submission.findings.push(said(edition, now.form, &gone, &lacking));
    let moved: Vec<Unplaced> = gone.into_iter().map(|e| Unplaced { origin: e.origin, text: e.text }).collect();
    let places = moved.iter().map(|u| Place { sheet: u.origin.sheet.clone(), cell: u.origin.cell }).collect();
    submission.unplaced.extend(moved);
    submission.unplaced.sort_by_key(|u| u.origin.cell);
    places
}

/// E104.
fn said(edition: &Earlier, form: &FormDef, gone: &[Entry], lacking: &[(ItemId, Slot)]) -> Finding {
    let name = if edition.name.is_empty() { String::new() } else { format!("（{}）", edition.name) };
    let mut message =
        format!("文件是{}版{name}的表样，已按对照关系读到本轮{}版的各项", edition.form.version, form.version);
    let items = names(lacking.iter().map(|(item, _)| form.label_of(item)));
    if !items.is_empty() {
        message.push_str(&format!("；当时的表里没有{}，这些项目没有数据", say::list(&items, |t| say::quote(t))));
    }
    let rows = names(gone.iter().map(|e| edition.form.label_of(&e.item)));
    if !rows.is_empty() {
        let listed = say::list(&rows, |t| say::quote(t));
        message.push_str(&format!("；当时填的{listed}本轮不再填报，列入未归位内容"));
    }
    let (severity, reach, fix) = match lacking.is_empty() {
        true => (Severity::Note, Reach::Nothing, "请核对读取的内容；下次请在本轮下发的表样上填写。"),
        false => (Severity::Query, Reach::Entry, "请在本轮下发的表样上补填没有数据的项目后重新报送。"),
    };
    let mut finding = say::finding("E104", "earlier-edition", severity, format!("{message}。"), fix);
    finding.reach = reach;
    finding.slots = lacking.to_vec();
    finding.places = gone.iter().map(|e| Place { sheet: e.origin.sheet.clone(), cell: e.origin.cell }).collect();
    finding
}

fn names<'a>(all: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut names: Vec<&str> = all.collect();
    names.dedup();
    names
}
