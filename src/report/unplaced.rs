//! 未归位内容: rows that agencies added to the form, and every cell that has no place in it, so that nothing read is lost.

use super::Context;
use super::addresses::{TABLE_TOP, name};
use super::pen::{self, Styles};
use super::sources::{FileLinks, Words, capped, returns};
use crate::extract::{AddedRow, Submission, Unplaced};
use crate::model::book::{Area, Content, Sheet};
use crate::model::origin::{CellRef, Origin};
use std::collections::BTreeSet;

const COLUMNS: [(&str, u32); 6] =
    [("单位", 14), ("类别", 22), ("内容", 60), ("文件", 36), ("工作表", 16), ("单元格", 10)];
/// The kind of a cell that is no part of an added row.
const LOOSE: &str = "表外内容";

/// One line of the sheet.
struct Line<'a> {
    kind: String,
    text: String,
    origin: &'a Origin,
    cells: String,
}

pub(super) fn sheet(c: &Context<'_>) -> Sheet {
    let styles = Styles::new();
    let mut sheet = pen::table(name::UNPLACED, &COLUMNS, &styles);
    let words = Words::new(c);
    let all = returns(c);
    let count = all.iter().map(|r| r.checked.submission.unplaced.len()).sum();
    let mut links = FileLinks::over(count);
    let mut row = TABLE_TOP;
    for each in &all {
        for line in lines(&each.checked.submission) {
            sheet.put(row, 0, words.agency(each.agency), &styles.text);
            sheet.text(row, 1, line.kind, &styles.text);
            sheet.put(row, 2, capped(&line.text), &styles.wrapped);
            links.put_cell(&mut sheet, CellRef::new(row, 3), line.origin, &styles);
            sheet.put(row, 4, Content::Text(line.origin.sheet.clone()), &styles.text);
            sheet.text(row, 5, line.cells, &styles.center);
            sheet.height(row, pen::height(&[(&line.text, COLUMNS[2].1)]));
            row += 1;
        }
    }
    if row == TABLE_TOP {
        let sentence =
            if all.is_empty() { "尚无单位报送。" } else { "各单位报送的表中没有未归位的内容" };
        pen::only_line(&mut sheet, &COLUMNS, &styles, sentence);
        row += 1;
    }
    sheet.table = Some((Area::new(0, 0, row - 1, 5), "jh_unplaced".to_owned()));
    sheet
}

/// The added rows, each as one line, then every other cell.
fn lines(submission: &Submission) -> Vec<Line<'_>> {
    let in_rows: BTreeSet<&Origin> = submission.added.iter().flat_map(|row| &row.places).collect();
    let loose = submission.unplaced.iter().filter(|u| !in_rows.contains(&u.origin));
    submission.added.iter().filter_map(added).chain(loose.map(single)).collect()
}

fn added(row: &AddedRow) -> Option<Line<'_>> {
    let (first, last) = (row.places.first()?, row.places.last()?);
    let cells = if first == last { first.cell.to_string() } else { format!("{}:{}", first.cell, last.cell) };
    let held = row.cells.iter().map(|(header, text)| format!("；{header}：{text}")).collect::<String>();
    Some(Line {
        kind: format!("自行增加（{}）", row.block), text: format!("{}{held}", row.name), origin: first, cells
    })
}

fn single(cell: &Unplaced) -> Line<'_> {
    let cells = cell.origin.cell.to_string();
    Line { kind: LOOSE.to_owned(), text: cell.text.clone(), origin: &cell.origin, cells }
}
