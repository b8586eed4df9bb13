//! 未归位内容: every cell of a return that has no place in the form, so that nothing read is lost.

use super::Context;
use super::addresses::{TABLE_TOP, name};
use super::pen::{self, Styles};
use super::sources::{FileLinks, Words, capped, returns};
use crate::model::book::{Area, Content, Sheet};
use crate::model::origin::CellRef;

const COLUMNS: [(&str, u32); 5] = [("单位", 14), ("文件", 40), ("工作表", 18), ("单元格", 9), ("内容", 70)];

pub(super) fn sheet(c: &Context<'_>) -> Sheet {
    let styles = Styles::new();
    let mut sheet = pen::table(name::UNPLACED, &COLUMNS, &styles);
    let words = Words::new(c);
    let all = returns(c);
    let count = all.iter().map(|r| r.checked.submission.unplaced.len()).sum();
    let mut links = FileLinks::over(count);
    let mut row = TABLE_TOP;
    for each in &all {
        for cell in &each.checked.submission.unplaced {
            sheet.put(row, 0, words.agency(each.agency), &styles.text);
            links.put(&mut sheet, CellRef::new(row, 1), &cell.origin.file, &styles);
            sheet.put(row, 2, Content::Text(cell.origin.sheet.clone()), &styles.text);
            sheet.text(row, 3, cell.origin.cell.to_string(), &styles.center);
            sheet.put(row, 4, capped(&cell.text), &styles.wrapped);
            sheet.height(row, pen::height(&[(&cell.text, COLUMNS[4].1)]));
            row += 1;
        }
    }
    if row == TABLE_TOP {
        pen::only_line(&mut sheet, &COLUMNS, &styles, "各单位报送的表中没有未归位的内容");
        row += 1;
    }
    sheet.table = Some((Area::new(0, 0, row - 1, 4), "jh_unplaced".to_owned()));
    sheet
}
