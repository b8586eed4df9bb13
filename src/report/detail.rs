//! 明细: every value of every return that counts, one a row, as one plain table to filter and pivot.

use super::Context;
use super::addresses::{TABLE_TOP, name};
use super::pen::{self, NumberStyles, Styles};
use super::sources::{FileLinks, Words, capped, figures};
use crate::definition::FormDef;
use crate::extract::Entry;
use crate::merge::{Figure, Share};
use crate::model::book::{AMOUNT_FORMAT, Area, Content, Sheet, Style};
use crate::model::origin::CellRef;
use crate::model::{Bound, ItemId, Mark, Meaning, Part, Slot};
use std::collections::BTreeSet;
use std::sync::Arc;

const COLUMNS: [(&str, u32); 13] = [
    ("单位代码", 10),
    ("单位", 10),
    ("编码", 10),
    ("一级指标", 14),
    ("指标", 36),
    ("栏目", 27),
    ("填报内容", 30),
    ("数值", 15),
    ("计量单位", 10),
    ("状态", 9),
    ("文件", 36),
    ("工作表", 14),
    ("单元格", 9),
];

/// One row: an entry of a return, and what it is to the merge.
struct Line<'a> {
    agency: usize,
    entry: &'a Entry,
    share: Option<&'a Share>,
    state: &'static str,
}

pub(super) fn sheet(c: &Context<'_>) -> Sheet {
    let styles = Styles::new();
    let mut sheet = pen::table(name::DETAIL, &COLUMNS, &styles);
    let words = Words::new(c);
    let lines = lines(c);
    let mut links = FileLinks::over(lines.len());
    let mut numbers = NumberStyles::new(Style::data());
    let mut shown = NumberStyles::new(Style::data());
    let mut row = TABLE_TOP;
    for line in &lines {
        let entry = line.entry;
        sheet.put(row, 0, words.code(Some(line.agency)), &styles.center);
        sheet.put(row, 1, words.agency(Some(line.agency)), &styles.text);
        sheet.put(row, 2, words.item_code(&entry.item), &styles.text);
        sheet.put(row, 3, words.section(&entry.item, entry.slot), &styles.text);
        sheet.put(row, 4, words.item(&entry.item), &styles.text);
        sheet.put(row, 5, words.slot(entry.slot), &styles.text);
        match pen::plain_number(&entry.text) {
            Some((value, format)) => sheet.put(row, 6, Content::Number(value), &shown.of(&format)),
            None if entry.text.is_empty() => sheet.text(row, 6, "缺", &styles.text),
            None => sheet.put(row, 6, capped(&entry.text), &styles.text),
        }
        value(&mut sheet, row, line, c.round.form, &styles, &mut numbers);
        sheet.text(row, 9, line.state, &styles.center);
        links.put_cell(&mut sheet, CellRef::new(row, 10), &entry.origin, &styles);
        sheet.put(row, 11, Content::Text(Arc::clone(&entry.origin.sheet)), &styles.text);
        sheet.text(row, 12, entry.origin.cell.to_string(), &styles.center);
        row += 1;
    }
    if lines.is_empty() {
        pen::only_line(&mut sheet, &COLUMNS, &styles, "本轮还没有可以汇总的报送");
        row += 1;
    }
    let marks = [
        ("缺", Mark::Missing),
        ("待更正", Mark::ToCorrect),
        ("待核实", Mark::ToVerify),
        ("不涉及", Mark::NotApplicable),
    ];
    pen::words(&mut sheet, Area::new(TABLE_TOP, 9, row - 1, 9), &marks);
    sheet.table = Some((Area::new(0, 0, row - 1, 12), "jh_detail".to_owned()));
    sheet.freeze = Some(CellRef::new(1, 3));
    sheet
}

/// All that is filled in, and what should be.
fn lines<'a>(c: &Context<'a>) -> Vec<Line<'a>> {
    let figures = figures(c);
    let required = required(c);
    let mut lines = Vec::new();
    for (n, agency) in c.scored.merged.agencies.iter().enumerate() {
        for entry in agency.chosen.iter().flat_map(|r| &r.submission.entries) {
            let figure: Option<&'a Figure> = figures.get(&(&entry.item, entry.slot)).copied();
            let share = figure.and_then(|f| f.contributions.get(n)).map(|c| &c.share);
            let missing = share == Some(&Share::Blank) && required.contains(&(&entry.item, entry.slot));
            if entry.text.trim().is_empty() && !missing {
                continue;
            }
            let state = match share {
                Some(share) if c.round.stage.asks(entry.slot) => share.word().unwrap_or("已填"),
                _ => "预填",
            };
            lines.push(Line { agency: n, entry, share, state });
        }
    }
    lines
}

/// The slots that an agency concerned must fill.
fn required<'a>(c: &Context<'a>) -> BTreeSet<(&'a ItemId, Slot)> {
    let form: &'a FormDef = c.round.form;
    let mut required = BTreeSet::new();
    for item in form.items.iter().filter(|i| !i.optional) {
        for slot in Slot::ALL.into_iter().filter(|s| *s != Slot::Reason && c.round.stage.asks(*s)) {
            required.insert((&item.id, slot));
        }
    }
    required
}

/// 数值 in the department's measure where the merge has it, else in the measure written; what is no single number stays blank.
fn value(sheet: &mut Sheet, row: u32, line: &Line<'_>, form: &FormDef, styles: &Styles, numbers: &mut NumberStyles) {
    let entry = line.entry;
    let single = |parts: &[Part]| match parts {
        [one] if one.bound != Bound::Between => Some(one.clone()),
        _ => None,
    };
    let part = match line.share {
        Some(Share::Numbers(parts)) => single(parts),
        _ => single(entry.reading.meaning.parts()),
    };
    match (part, &entry.reading.meaning) {
        (Some(part), _) => {
            let amount = entry.slot.is_amount();
            let format = if amount { AMOUNT_FORMAT.to_owned() } else { pen::own_decimals(part.amount) };
            sheet.put(row, 7, Content::Number(part.amount), &numbers.of(&format));
            let written = part.measure_text();
            let measure = if written.is_empty() && amount { form.measure.clone() } else { written };
            sheet.put(row, 8, capped(&measure), &styles.center);
        }
        (None, Meaning::Date(day)) => {
            sheet.put(row, 7, Content::Date(day.date), &styles.date);
            sheet.put(row, 8, Content::Blank, &styles.center);
        }
        _ => {
            sheet.put(row, 7, Content::Blank, &styles.center);
            sheet.put(row, 8, Content::Blank, &styles.center);
        }
    }
}
