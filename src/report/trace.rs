//! 溯源: from every merged figure back to file, sheet and cell, one row for each agency's part in it.

use super::Context;
use super::addresses::{TABLE_TOP, name};
use super::pen::{self, NumberStyles, Styles};
use super::sources::{FileLinks, Words, capped};
use crate::merge::{Contribution, Figure, Share, aggregates};
use crate::model::book::{
    AMOUNT_FORMAT, Area, Conditional, ConditionalRule, Content, LinkTarget, Sheet, Style, quoted,
};
use crate::model::origin::CellRef;
use crate::model::{ItemId, Mark, Meaning, Part, Role, Slot, Tier};
use std::collections::BTreeMap;
use std::sync::Arc;

const COLUMNS: [(&str, u32); 10] = [
    ("编码", 10),
    ("指标", 36),
    ("栏目", 27),
    ("汇总值", 20),
    ("已计入/应计入", 14),
    ("单位", 10),
    ("该单位数值", 28),
    ("文件", 36),
    ("工作表", 14),
    ("单元格", 9),
];

/// Where every figure's lines begin.
pub(super) struct FirstRows<'a>(BTreeMap<(&'a ItemId, Slot), u32>);

impl<'a> FirstRows<'a> {
    pub(super) fn new(c: &Context<'a>) -> Self {
        let mut rows = BTreeMap::new();
        let mut row = TABLE_TOP;
        for figure in listed(c) {
            rows.insert((&figure.item, figure.slot), row);
            row += u32::try_from(figure.contributions.len()).unwrap_or(0);
        }
        Self(rows)
    }

    /// The row (from 0) of the figure's first line in 溯源.
    pub(super) fn of(&self, item: &ItemId, slot: Slot) -> Option<u32> {
        self.0.get(&(item, slot)).copied()
    }

    /// A link to that line.
    pub(super) fn link(&self, item: &ItemId, slot: Slot) -> Option<LinkTarget> {
        let row = self.of(item, slot)?;
        Some(LinkTarget::Inside(format!("{}!A{}", quoted(name::TRACE), row + 1)))
    }
}

/// The figures that are made of contributions: all but targets that are given at a scored stage.
fn listed<'a>(c: &Context<'a>) -> impl Iterator<Item = &'a Figure> {
    let scored = c.round.stage.scored;
    let given = move |slot| scored && matches!(slot, Slot::YearTarget | Slot::TermTarget);
    c.scored.merged.figures.iter().filter(move |f| !given(f.slot) && !f.contributions.is_empty())
}

pub(super) fn sheet(c: &Context<'_>) -> Sheet {
    let styles = Styles::new();
    let mut sheet = pen::table(name::TRACE, &COLUMNS, &styles);
    let words = Words::new(c);
    let origins = listed(c).flat_map(|f| &f.contributions).filter(|c| c.origin.is_some()).count();
    let mut links = FileLinks::over(origins);
    let mut numbers = NumberStyles::new(Style::data());
    let mut row = TABLE_TOP;
    for figure in listed(c) {
        let merged = merged_value(figure);
        let coverage: Arc<str> =
            if figure.expected == 0 { Arc::from("—") } else { Arc::from(figure.coverage().as_str()) };
        for contribution in &figure.contributions {
            sheet.put(row, 0, words.item_code(&figure.item), &styles.text);
            sheet.put(row, 1, words.item(&figure.item), &styles.text);
            sheet.put(row, 2, words.slot(figure.slot), &styles.text);
            match &merged {
                (content @ Content::Number(_), format) => sheet.put(row, 3, content.clone(), &numbers.of(format)),
                (content, _) => sheet.put(row, 3, content.clone(), &styles.text),
            }
            sheet.put(row, 4, Content::Text(Arc::clone(&coverage)), &styles.center);
            sheet.put(row, 5, words.agency(Some(contribution.agency)), &styles.text);
            // Reasons are owed by nobody in advance, and the department's own texts by its headquarters alone.
            let own = c.agency(contribution.agency).role == Role::Headquarters;
            let gathered = c.round.form.item(&figure.item).is_some_and(|i| i.aggregate == aggregates::TEXT_BY_AGENCY);
            let owed = !figure.slot.is_text() || (figure.expected > 0 && (own || gathered));
            given(&mut sheet, row, figure.slot, contribution, owed, &styles, &mut numbers);
            place(&mut sheet, row, contribution, &mut links, &styles);
            row += 1;
        }
    }
    if row == TABLE_TOP {
        pen::only_line(&mut sheet, &COLUMNS, &styles, "本轮没有可以汇总的数值");
        row += 1;
    }
    marks(&mut sheet, row);
    sheet.table = Some((Area::new(0, 0, row - 1, 9), "jh_trace".to_owned()));
    sheet.freeze = Some(CellRef::new(1, 2));
    sheet
}

/// The merged figure: a number under the format that prints it, all else as it is written.
fn merged_value(figure: &Figure) -> (Content, String) {
    let content = match &figure.meaning {
        _ if figure.slot.is_text() && figure.text.is_empty() => Content::text("—"),
        _ if figure.slot.is_text() => first_line(&figure.text),
        Meaning::Quantity(part) => return number(part, figure.slot),
        Meaning::Blank if figure.expected == 0 => Content::text("不涉及"),
        Meaning::Blank => Content::text("暂无"),
        Meaning::Unclear(reason) => capped(&format!("待核实：{reason}")),
        Meaning::Qualitative(None) => Content::text("待评分"),
        meaning => capped(&meaning.to_string()),
    };
    (content, String::new())
}

/// A quantity, of money with two decimals.
fn number(part: &Part, slot: Slot) -> (Content, String) {
    if slot.is_amount() { (Content::Number(part.amount), AMOUNT_FORMAT.to_owned()) } else { pen::quantity(part) }
}

/// The beginning of a long text, which stands whole in 汇总申报表.
fn first_line(text: &str) -> Content {
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(40) {
        Some((end, _)) => Content::text(format!("{}……", &line[..end])),
        None if text.lines().count() > 1 => Content::text(format!("{line}……")),
        None => Content::text(line),
    }
}

/// What the agency gives, or the word that stands for it.
fn given(
    sheet: &mut Sheet,
    row: u32,
    slot: Slot,
    contribution: &Contribution,
    owed: bool,
    styles: &Styles,
    numbers: &mut NumberStyles,
) {
    let text = match &contribution.share {
        Share::Numbers(parts) if !contribution.names.is_empty() => {
            let count = parts.iter().map(ToString::to_string).collect::<Vec<_>>().join("、");
            format!("{count}：{}", contribution.names.join("、"))
        }
        Share::Numbers(parts) => {
            if let [one] = parts.as_slice() {
                let (content, format) = number(one, slot);
                sheet.put(row, 6, content, &numbers.of(&format));
                return;
            }
            parts.iter().map(ToString::to_string).collect::<Vec<_>>().join("、")
        }
        Share::Day(day) => Meaning::Date(*day).to_string(),
        Share::Words(tier, own) => qualitative(*tier, own),
        Share::Text(text) => text.clone(),
        Share::Unclear(reason) => format!("待核实：{reason}"),
        Share::Blank if !owed => "—".to_owned(),
        other => other.word().unwrap_or("—").to_owned(),
    };
    match pen::plain_number(&text) {
        Some((value, format)) => sheet.put(row, 6, Content::Number(value), &numbers.of(&format)),
        None => sheet.put(row, 6, capped(&text), &styles.text),
    }
}

fn qualitative(tier: Option<Tier>, own: &str) -> String {
    let word = match tier {
        Some(Tier::Met) => "达成",
        Some(Tier::Partly) => "部分达成",
        Some(Tier::Not) => "未达成",
        None => "待评分",
    };
    if tier.is_none() && !own.is_empty() {
        return own.to_owned();
    }
    if own.is_empty() { word.to_owned() } else { format!("{word}：{own}") }
}

fn place(sheet: &mut Sheet, row: u32, contribution: &Contribution, links: &mut FileLinks, styles: &Styles) {
    match &contribution.origin {
        Some(origin) => {
            links.put_cell(sheet, CellRef::new(row, 7), origin, styles);
            sheet.put(row, 8, Content::Text(Arc::clone(&origin.sheet)), &styles.text);
            sheet.text(row, 9, origin.cell.to_string(), &styles.center);
        }
        None => {
            for col in 7..=9 {
                sheet.text(row, col, "—", &styles.center);
            }
        }
    }
}

fn marks(sheet: &mut Sheet, end: u32) {
    let area = Area::new(TABLE_TOP, 6, end - 1, 6);
    pen::words(sheet, area, &pen::states());
    let unsure = format!("LEFT({},3)=\"待核实\"", area.first);
    sheet.conditionals.push(Conditional { area, rule: ConditionalRule::Formula(unsure, Mark::ToVerify) });
}
