//! The form sheet: the painted layout with what is given, open cells, prompts, and the hidden keys.

use super::paint::{Fill, paint, sign_style, slot_style};
use super::{Given, Prefill};
use crate::definition::identity::{AGENCY_LIST, Identity};
use crate::definition::layout::{Layout, TileKind};
use crate::definition::{AS_ASSIGNED, BlockKind, FormDef, NOT_APPLICABLE, Stage};
use crate::model::book::{
    Area, Cell, Content, PERCENT_FORMAT, Protection, Sheet, Style, TEXT_FORMAT, Validation, ValidationRule,
};
use crate::model::origin::CellRef;
use crate::model::{Bound, ItemId, Meaning, Part, Reading, Slot};
use std::sync::Arc;

/// A form at a stage with what stands in it.
pub(super) struct Own<'a> {
    pub form: &'a FormDef,
    pub stage: &'a Stage,
    pub prefill: &'a Prefill<'a>,
    pub layout: Layout,
}

/// What stands in a slot, and whether the agency may change it.
pub(super) struct Standing {
    pub content: Content,
    pub open: bool,
}

impl<'a> Own<'a> {
    pub(super) fn new(form: &'a FormDef, stage: &'a Stage, prefill: &'a Prefill<'a>) -> Self {
        let blank = Self { form, stage, prefill, layout: Layout::of(form, stage) };
        let text = |item: &ItemId, slot: Slot| match blank.standing(item, slot).content {
            Content::Text(text) => Some(text.to_string()),
            _ => None,
        };
        let layout = Layout::given(form, stage, &text);
        Self { layout, ..blank }
    }

    pub(super) fn standing(&self, item: &ItemId, slot: Slot) -> Standing {
        let at = |slot| (item.clone(), slot);
        let locked = |content| Standing { content, open: false };
        match self.prefill.values.get(&at(slot)) {
            Some(Given::Text(text)) => return locked(Content::text(text)),
            Some(Given::Amount(amount)) => return locked(Content::Number(*amount)),
            Some(Given::NotApplicable) => return locked(Content::text(NOT_APPLICABLE)),
            None => {}
        }
        let no_part = self.prefill.values.get(&at(Slot::Actual)) == Some(&Given::NotApplicable);
        if slot == Slot::Reason && no_part {
            return locked(Content::text(NOT_APPLICABLE));
        }
        if !self.stage.asks(slot) {
            return locked(if slot.is_indicator_value() { Content::text(AS_ASSIGNED) } else { Content::Blank });
        }
        Standing { content: self.prefill.filled.get(&at(slot)).cloned().unwrap_or(Content::Blank), open: true }
    }

    /// The target the agency is measured by, where it is one plain number: then a number typed beside it is in its measure.
    pub(super) fn plain_target(&self, item: &ItemId) -> Option<Part> {
        match self.prefill.values.get(&(item.clone(), Slot::YearTarget)) {
            Some(Given::Text(text)) => plain(text),
            _ => None,
        }
    }

    fn cell(&self, item: &ItemId, slot: Slot) -> Cell {
        let Standing { content, open } = self.standing(item, slot);
        let mut style = slot_style(slot);
        if open && slot == Slot::Actual {
            style = style.number(self.actual_format(item));
        }
        if matches!(&content, Content::Text(t) if t.as_ref() == NOT_APPLICABLE || t.as_ref() == AS_ASSIGNED) {
            style =
                Style { align: crate::model::book::Align::Center, ink: crate::model::book::palette::FAINT, ..style };
        }
        Cell { content, style: Arc::new(if open { style.input() } else { style }) }
    }

    /// What is typed under `@` stays as it was typed; a plain number is left to Excel, so that formulas may compare it.
    fn actual_format(&self, item: &ItemId) -> &'static str {
        let Some(indicator) = self.form.item(item).and_then(|i| i.indicator.as_ref()) else { return TEXT_FORMAT };
        let given = match self.prefill.values.get(&(item.clone(), Slot::YearTarget)) {
            Some(Given::Text(text)) => text,
            _ => &indicator.target,
        };
        match one_number(given) {
            Some(part) if part.measure == "%" => PERCENT_FORMAT,
            Some(_) => "",
            None => TEXT_FORMAT,
        }
    }
}

/// A target answered by one number; a range may be answered by a range, which Excel would take for a date.
fn one_number(text: &str) -> Option<Part> {
    match Reading::of(text).meaning {
        Meaning::Quantity(part) if part.change.is_none() && part.bound != Bound::Between => Some(part),
        _ => None,
    }
}

/// A target of one number that a typed number can be compared with.
fn plain(text: &str) -> Option<Part> {
    one_number(text).filter(|part| part.bound != Bound::About)
}

/// The form sheet.
pub(super) fn sheet(own: &Own<'_>, identity: &Identity) -> Sheet {
    let mut sheet = Sheet::named(&own.form.sheet);
    let line = identity_line(own, identity);
    // Where the agency's name is given, nobody has to fill it.
    let cover = own.layout.tiles.iter().find(|t| t.kind == TileKind::Agency).map(|t| t.area.first.row);
    let fill = Fill {
        agency: agency(own),
        slot: &|item, slot| own.cell(item, slot),
        sign: sign_style().input(),
        required: &|tile| own.prefill.agency.is_none() || cover != Some(tile.area.first.row),
        identity: &line,
    };
    paint(&mut sheet, own.form, &own.layout, &fill);
    keys(&mut sheet, own, identity);
    agencies(&mut sheet, own);
    sheet.validations.extend(validations(own));
    sheet.protection = Some(Protection { format_rows: true, format_columns: true });
    sheet
}

fn agency(own: &Own<'_>) -> Cell {
    let style = Style::body().number(TEXT_FORMAT).align(crate::model::book::Align::Left);
    match own.prefill.agency {
        Some(agency) => Cell { content: Content::text(&agency.name), style: Arc::new(style) },
        None => {
            let content = own.prefill.chosen.as_ref().map_or(Content::Blank, Content::text);
            Cell { content, style: Arc::new(style.input()) }
        }
    }
}

/// 表样 dept-target 2024.1 · 自评 · 440106 天河区….
fn identity_line(own: &Own<'_>, identity: &Identity) -> String {
    let whose = match own.prefill.agency {
        Some(agency) => format!("{} {}", agency.code, agency.name),
        None => "通用（由填报单位自选名称）".to_owned(),
    };
    format!("表样 {} {} · {} · {whose}", identity.form, identity.version, own.stage.name)
}

fn keys(sheet: &mut Sheet, own: &Own<'_>, identity: &Identity) {
    let style = Arc::new(Style::data().number(TEXT_FORMAT));
    for (cell, key) in &own.layout.keys {
        sheet.text(cell.row, cell.col, key, &style);
    }
    sheet.text(0, own.layout.key_column, identity.encode(), &style);
    sheet.hidden_columns.push(own.layout.key_column);
}

/// The common file keeps the names to choose from on the form sheet itself, so that a copied sheet keeps its list.
fn agencies(sheet: &mut Sheet, own: &Own<'_>) {
    let (names, column) = (own.prefill.issue.agencies, own.layout.list_column());
    let cover = own.layout.tiles.iter().find(|t| t.kind == TileKind::Agency);
    let (None, Some(cover), false) = (own.prefill.agency, cover, names.is_empty()) else { return };
    let style = Arc::new(Style::data().number(TEXT_FORMAT));
    sheet.text(0, column, AGENCY_LIST, &style);
    let mut last = 0;
    for (row, name) in (1..).zip(names) {
        sheet.text(row, column, name, &style);
        last = row;
    }
    sheet.hidden_columns.push(column);
    sheet.validations.push(Validation {
        area: cover.area,
        rule: ValidationRule::ListFrom(Area::new(1, column, last, column).absolute()),
        stop: true,
        prompt: Some(("填报单位".to_owned(), "请从下拉列表中选择本单位名称。".to_owned())),
        error: Some(("请选择单位".to_owned(), "请从下拉列表中选择本单位的全称。".to_owned())),
    });
}

/// What a validation says before its area is known.
#[derive(Clone, PartialEq)]
struct Wish {
    rule: Allowed,
    prompt: Option<(String, String)>,
}

#[derive(Clone, Copy, PartialEq)]
enum Allowed {
    Anything,
    Amount,
    Length(u32),
}

/// One validation for cells of one kind that lie below each other.
fn validations(own: &Own<'_>) -> Vec<Validation> {
    let mut runs: Vec<(Area, Wish)> = Vec::new();
    for (tile, item, slot) in own.layout.slots() {
        if !own.standing(item, slot).open {
            continue;
        }
        let Some(wish) = wish(own, item, slot) else { continue };
        let area = tile.area;
        let above = runs.iter_mut().rev().find(|(run, other)| {
            (run.first.col, run.last.col, run.last.row + 1) == (area.first.col, area.last.col, area.first.row)
                && *other == wish
        });
        match above {
            Some((run, _)) => run.last = area.last,
            None => runs.push((area, wish)),
        }
    }
    runs.into_iter().map(|(area, wish)| validation(own.form, area, wish)).collect()
}

fn wish(own: &Own<'_>, item: &ItemId, slot: Slot) -> Option<Wish> {
    let most = own.form.item(item).and_then(|i| i.most.get(&slot).copied());
    let rule = match most {
        _ if slot.is_amount() => Allowed::Amount,
        Some(most) if slot.is_text() => Allowed::Length(most),
        _ => Allowed::Anything,
    };
    let hint = match names_hint(own, item, slot) {
        Some(text) => Some(text),
        // Nobody's part is known in the common file.
        None if slot == Slot::Actual && own.prefill.agency.is_none() => {
            hint(own, item, slot).map(|text| format!("{text}不承担的指标填“{NOT_APPLICABLE}”。"))
        }
        None => hint(own, item, slot).map(str::to_owned),
    };
    let prompt = hint.map(|text| (first_chars(own.form.slot_label(slot), 32), first_chars(&text, 255)));
    (rule != Allowed::Anything || prompt.is_some()).then_some(Wish { rule, prompt })
}

/// How a list of names is written; its column's hint speaks of numbers.
fn names_hint(own: &Own<'_>, item: &ItemId, slot: Slot) -> Option<String> {
    let item = own.form.item(item).filter(|i| slot == Slot::Actual && i.lists_names())?;
    let measure = &item.indicator.as_ref()?.measure;
    Some(format!("写明数量和每一个名称（全称），如“2{measure}：甲公司、乙公司”；一个也没有的填0。"))
}

/// The hint of the slot's column, else of its block.
fn hint<'a>(own: &'a Own<'_>, item: &ItemId, slot: Slot) -> Option<&'a str> {
    let block = own.form.blocks_of(own.stage).find(|b| holds(&b.kind, item, slot))?;
    let column = match &block.kind {
        BlockKind::Table { columns, .. } => columns
            .iter()
            .find(|c| c.shows == crate::definition::Shows::Slot(slot) && c.in_stage(own.stage))
            .map(|c| c.hint.as_str()),
        _ => None,
    };
    [column.unwrap_or_default(), &block.hint].into_iter().find(|h| !h.is_empty())
}

/// The block has this slot of this item.
pub(super) fn holds(block: &BlockKind, item: &ItemId, slot: Slot) -> bool {
    match block {
        BlockKind::Cover => false,
        BlockKind::Pairs { slot: own, left, right, .. } => {
            *own == slot && left.iter().chain(right).any(|g| g.items.contains(item))
        }
        BlockKind::Text { item: own, slot: of } => own == item && *of == slot,
        BlockKind::Table { columns, rows, .. } => {
            rows.contains(item) && columns.iter().any(|c| c.shows == crate::definition::Shows::Slot(slot))
        }
    }
}

fn first_chars(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

fn validation(form: &FormDef, area: Area, wish: Wish) -> Validation {
    let (rule, error) = match wish.rule {
        Allowed::Anything => (ValidationRule::Any, None),
        Allowed::Amount => {
            let error = format!("应填不小于0的数字，单位为{}；没有此项资金的填“{NOT_APPLICABLE}”。", form.measure);
            (ValidationRule::Custom(amount_test(area.first)), Some(error))
        }
        Allowed::Length(most) => {
            (ValidationRule::MaxLength(most), Some(format!("最多填{most}字，超出的文字打印时显示不全。")))
        }
    };
    let error = error.map(|text| ("请核对".to_owned(), text));
    Validation { area, rule, stop: false, prompt: wish.prompt, error }
}

fn amount_test(cell: CellRef) -> String {
    format!("IF(ISNUMBER({cell}),{cell}>=0,OR({cell}=\"{NOT_APPLICABLE}\",{cell}=\"/\"))")
}
