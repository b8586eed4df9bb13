//! 重点任务: the department's tasks, then every agency's own, as they were filled.

use super::Context;
use super::addresses::name;
use super::pen::{self, Styles};
use super::sources::capped;
use crate::definition::{BlockKind, Shows};
use crate::extract::Submission;
use crate::merge::Figure;
use crate::model::book::{Area, Content, Sheet};
use crate::model::{CellRef, ItemId, Slot};
use std::collections::BTreeMap;

const HEADER: u32 = 2;
const OWNER: u32 = 14;
/// Widths of the three text columns, in characters.
const TEXT: [u32; 3] = [30, 46, 46];

/// The items of the form's task table and its text columns.
struct Tasks<'a> {
    label: &'a str,
    rows: &'a [ItemId],
    columns: Vec<(&'a str, Slot)>,
}

/// A table whose columns are all text and whose items are no indicators: 年度重点工作任务.
fn of_form<'a>(c: &Context<'a>) -> Option<Tasks<'a>> {
    c.round.form.blocks_of(c.round.stage).find_map(|block| {
        let BlockKind::Table { columns, rows, .. } = &block.kind else { return None };
        let columns: Vec<(&str, Slot)> = columns
            .iter()
            .filter(|column| column.in_stage(c.round.stage))
            .map(|column| match column.shows {
                Shows::Slot(slot) if slot.is_text() => Some((column.label.as_str(), slot)),
                _ => None,
            })
            .collect::<Option<_>>()?;
        (columns.len() == TEXT.len()).then_some(Tasks { label: &block.label, rows, columns })
    })
}

/// The sheet; `None` where the form has no table of tasks.
pub(super) fn sheet(c: &Context<'_>) -> Option<Sheet> {
    let tasks = of_form(c)?;
    let mut sheet = Sheet::named(name::TASKS);
    sheet.gridlines = false;
    let styles = Styles::new();
    let last = 1 + u16::try_from(TEXT.len()).unwrap_or(3);
    let title = format!("{}年度{}", c.facts.year, tasks.label.trim_start_matches("年度"));
    pen::head(&mut sheet, &styles, last, &title, &c.facts.department, &c.made_on());
    let headers = [("单位", OWNER), ("序号", 6)].into_iter();
    let texts = tasks.columns.iter().map(|(label, _)| *label).zip(TEXT);
    for (col, (label, width)) in (0u16..).zip(headers.chain(texts)) {
        sheet.text(HEADER, col, label, &styles.header);
        sheet.widths.push((col, width * 100));
    }
    sheet.height(HEADER, 2_200);
    let figures: BTreeMap<(&ItemId, Slot), &Figure> =
        c.scored.merged.figures.iter().map(|f| ((&f.item, f.slot), f)).collect();
    let mut row = HEADER + 1;
    let of_department =
        |item: &ItemId, slot: Slot| figures.get(&(item, slot)).map(|f| f.text.trim().to_owned()).unwrap_or_default();
    block(&mut sheet, &styles, &mut row, "部门整体", &tasks, &of_department, "部门重点任务尚未报送");
    for agency in &c.scored.merged.agencies {
        let own = agency.chosen.as_ref().map(|checked| texts_of(&checked.submission)).unwrap_or_default();
        let of_agency = |item: &ItemId, slot: Slot| own.get(&(item, slot)).map_or(String::new(), |t| (*t).to_owned());
        let nothing = if agency.chosen.is_some() { "没有填报重点任务" } else { agency.state.word() };
        block(&mut sheet, &styles, &mut row, &agency.agency.short, &tasks, &of_agency, nothing);
    }
    sheet.freeze = Some(CellRef::new(HEADER + 1, 1));
    sheet.print = pen::landscape(Some((HEADER, HEADER)));
    Some(sheet)
}

/// The surely placed texts of a return.
fn texts_of(submission: &Submission) -> BTreeMap<(&ItemId, Slot), &str> {
    let sure = submission.entries.iter().filter(|e| e.sure && e.slot.is_text());
    sure.map(|e| ((&e.item, e.slot), e.text.trim())).collect()
}

fn block(
    sheet: &mut Sheet,
    styles: &Styles,
    row: &mut u32,
    owner: &str,
    tasks: &Tasks<'_>,
    text: &dyn Fn(&ItemId, Slot) -> String,
    nothing: &str,
) {
    let lines: Vec<Vec<String>> = tasks
        .rows
        .iter()
        .map(|item| tasks.columns.iter().map(|(_, slot)| text(item, *slot)).collect::<Vec<String>>())
        .filter(|texts| texts.iter().any(|t| !t.is_empty()))
        .collect();
    let first = *row;
    for (n, texts) in lines.iter().enumerate() {
        sheet.put(*row, 1, Content::Number((n + 1).into()), &styles.center);
        for (col, text) in (2u16..).zip(texts) {
            let shown = if text.is_empty() { Content::text("—") } else { capped(text) };
            sheet.put(*row, col, shown, &styles.wrapped);
        }
        let heights: Vec<(&str, u32)> = texts.iter().map(String::as_str).zip(TEXT).collect();
        sheet.text(*row, 0, owner, &styles.wrapped);
        sheet.height(*row, pen::height(&heights));
        *row += 1;
    }
    if *row == first {
        sheet.text(first, 0, owner, &styles.wrapped);
        sheet.text(first, 1, "—", &styles.center);
        let last = 1 + u16::try_from(TEXT.len()).unwrap_or(3);
        sheet.merge(Area::new(first, 2, first, last), Content::text(nothing), &styles.text);
        sheet.height(first, 1_850);
        *row += 1;
    }
}
