//! Rows that an agency added to a table of the form: its own tasks and indicators, listed and never taken for another
//! item. Their cells are among the unplaced ones; here they are read row by row under the table's headers.

use super::alike;
use super::locate::{FoundBlock, Located};
use super::printed::Printed;
use super::say;
use super::{AddedRow, Unplaced};
use crate::definition::layout::plain_label;
use crate::model::{Finding, Place, Severity};
use std::collections::{BTreeMap, BTreeSet};

/// Finds the added rows among the cells that are left over, in the order of the sheet.
pub(super) fn rows(located: &Located<'_>, printed: &Printed<'_>, left: &[&Unplaced]) -> Vec<AddedRow> {
    let mut by_row: BTreeMap<u32, Vec<&Unplaced>> = BTreeMap::new();
    for cell in left {
        by_row.entry(cell.origin.cell.row).or_default().push(cell);
    }
    let mut added = Vec::new();
    for block in located.blocks.iter().filter(|b| b.printed.table) {
        let Some(header_row) = block.columns.header_row else { continue };
        let headers = headers(block);
        let name_column = name_column(block);
        let own: BTreeSet<u32> = block
            .lines
            .iter()
            .flat_map(|l| l.spot.row.into_iter().chain(l.values.iter().filter_map(|v| v.area).map(|a| a.last.row)))
            .collect();
        // An added row stands among the table's own: what lies further off belongs to nothing.
        let mut above: BTreeSet<u32> = own.iter().copied().chain([header_row]).collect();
        for (row, cells) in by_row.range(header_row.saturating_add(1)..) {
            let beside = row.checked_sub(1).is_some_and(|r| above.contains(&r)) || own.contains(&row.saturating_add(1));
            let Some(found) = named(cells, name_column, &headers, printed).filter(|_| beside && !own.contains(row))
            else {
                continue;
            };
            above.insert(*row);
            added.push(AddedRow { block: block.printed.name.to_owned(), ..found });
        }
    }
    added
}

/// Header by column of the sheet.
fn headers<'p>(block: &FoundBlock<'p>) -> BTreeMap<u16, &'p str> {
    let tiles = block.printed.headers.iter();
    let spans = tiles.filter_map(|t| Some((block.columns.table(t.area.first.col)?.col, t)));
    spans
        .flat_map(|(col, t)| {
            let width = t.area.last.col - t.area.first.col;
            (col..=col.saturating_add(width)).map(|c| (c, t.text.as_str()))
        })
        .collect()
}

/// The column of the labels; where rows have none (tasks), the first one.
fn name_column(block: &FoundBlock<'_>) -> Option<u16> {
    let label = block.printed.headers.first().map(|t| t.area.first.col);
    let own = block.lines.iter().find_map(|l| l.printed.label).map(|t| t.area.first.col);
    Some(block.columns.col(own.or(label)?))
}

/// A row that says what it is and has something under another header; one under an item's own name is none.
fn named(
    cells: &[&Unplaced],
    name_column: Option<u16>,
    headers: &BTreeMap<u16, &str>,
    printed: &Printed<'_>,
) -> Option<AddedRow> {
    let mut under: Vec<&&Unplaced> = cells.iter().filter(|c| headers.contains_key(&c.origin.cell.col)).collect();
    under.sort_by_key(|c| c.origin.cell);
    let name = under.iter().find(|c| Some(c.origin.cell.col) == name_column)?;
    let is_number = name.text.chars().all(|c| !c.is_alphabetic());
    if is_number || printed.words.contains(&plain_label(&name.text)) || under.len() < 2 {
        return None;
    }
    let rest = under.iter().filter(|c| c.origin != name.origin);
    let cells = rest.map(|c| (headers[&c.origin.cell.col].to_owned(), c.text.clone())).collect();
    let places = under.iter().map(|c| c.origin.clone()).collect();
    Some(AddedRow { block: String::new(), name: name.text.trim().to_owned(), cells, places })
}

/// E131, one for each block; and E132 where a row is called all but like an item of the form.
pub(super) fn said(all: &[AddedRow], printed: &Printed<'_>) -> Vec<Finding> {
    let like = |row: &AddedRow| {
        let name = plain_label(&row.name);
        let labels = printed.item_labels.iter().map(|label| (alike::alike(label, &name), label));
        labels.max().filter(|(likeness, _)| *likeness >= alike::ALL_BUT_SAME).map(|(_, label)| label)
    };
    let (doubtful, rows): (Vec<&AddedRow>, Vec<&AddedRow>) = all.iter().partition(|row| like(row).is_some());
    let mut findings = own_rows(&rows);
    if !doubtful.is_empty() {
        let named = say::list(&doubtful, |row| {
            format!("{}（表内有{}）", say::quote(&row.name), say::quote(like(row).map_or("", String::as_str)))
        });
        let message = format!("增加的行与表内项目名称几乎相同，不能判断是不是同一项，没有计入：{named}。");
        let fix = "是表内项目的，请只保留一行，把数值填到原来的行里重新报送；是另外的项目，请说明。";
        let mut finding = say::finding("E132", "row-like-item", Severity::Query, message, fix);
        let places = doubtful.iter().flat_map(|r| &r.places);
        finding.places = places.map(|o| Place { sheet: o.sheet.clone(), cell: o.cell }).collect();
        findings.push(finding);
    }
    findings
}

fn own_rows(rows: &[&AddedRow]) -> Vec<Finding> {
    let mut blocks: Vec<(&str, Vec<&AddedRow>)> = Vec::new();
    for row in rows {
        match blocks.iter_mut().find(|(block, _)| *block == row.block) {
            Some((_, own)) => own.push(row),
            None => blocks.push((&row.block, vec![row])),
        }
    }
    let finding = |(block, rows): (&str, Vec<&AddedRow>)| {
        let named = say::list(&rows, |row| {
            let held: Vec<String> =
                row.cells.iter().map(|(header, text)| format!("{header}{}", say::quote(text))).collect();
            format!("{}（{}）", say::quote(&row.name), held.join("、"))
        });
        let message =
            format!("“{block}”中自行增加了{}行：{named}。已作为本单位自有内容列出，不参加汇总和评分。", rows.len());
        let fix = "确为本单位自有内容的不用处理；如果是表内已有的项目，请填到原来的行里重新报送。";
        let mut finding = say::finding("E131", "row-added", Severity::Note, message, fix);
        let places = rows.iter().flat_map(|r| &r.places);
        finding.places = places.map(|o| Place { sheet: o.sheet.clone(), cell: o.cell }).collect();
        finding
    };
    blocks.into_iter().map(finding).collect()
}
