//! What a slot's cells hold, as text and as meaning.

use super::view::is_blank;
use crate::definition::{FormDef, Indicator};
use crate::intake::{RawCell, RawSheet, RawValue};
use crate::model::book::Area;
use crate::model::round_half_up::plain;
use crate::model::{Bound, CellRef, Meaning, Part, Reading, Slot, names};
use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

/// What stands in the cells of one slot.
pub(super) struct Held<'a> {
    /// The one cell that counts, if any shows something.
    pub cell: Option<(CellRef, &'a RawCell)>,
    /// Further cells that show something.
    pub others: Vec<(CellRef, &'a RawCell)>,
}

/// Looks over the cells of an area: the first that shows something counts, and a second one makes it unclear.
pub(super) fn held(sheet: &RawSheet, area: Area) -> Held<'_> {
    let columns = area.first.col..=area.last.col;
    let cells = sheet.cells.range(area.first..=area.last).map(|(cell, raw)| (*cell, raw));
    let mut shown = cells.filter(|(c, raw)| columns.contains(&c.col) && !raw.hidden_by_merge && !is_blank(raw));
    Held { cell: shown.next(), others: shown.collect() }
}

/// The cell holds a true number.
pub(super) fn is_number(raw: &RawCell) -> bool {
    matches!(raw.value, RawValue::Number(_) | RawValue::Percent(_))
}

/// What beside a value's own text bears on its meaning.
pub(super) struct Beside<'a> {
    pub form: &'a FormDef,
    /// The indicator, where the item is one.
    pub indicator: Option<&'a Indicator>,
    /// The item's 完成值 is a list of names.
    pub lists_names: bool,
    /// What the file's own target cell means, where its place is sure and it says a target.
    pub target: Option<&'a Meaning>,
}

/// Reads what a slot holds.
pub(super) fn read(held: &Held<'_>, slot: Slot, beside: &Beside<'_>) -> Reading {
    let Some((_, cell)) = held.cell else {
        return Reading { text: String::new(), meaning: Meaning::Blank, notes: vec![] };
    };
    let text = cell.shown().into_owned();
    let unclear = |reason: String| Reading { text: text.clone(), meaning: Meaning::Unclear(reason), notes: Vec::new() };
    if let Some((_, other)) = held.others.first() {
        return unclear(format!("同一栏里有不止一处内容：“{text}”和“{}”", other.shown()));
    }
    match &cell.value {
        RawValue::Error(error) if error.starts_with('#') => return unclear(format!("单元格显示{error}，读不出内容")),
        RawValue::Error(reason) => return unclear(reason.to_string()),
        RawValue::FormulaWithoutValue => {
            return unclear("公式没有保存计算结果（用 Excel 或 WPS 打开，再保存一次即可）".to_owned());
        }
        _ if slot.is_text() => {
            return Reading { meaning: Meaning::Qualitative(None), notes: Vec::new(), text };
        }
        RawValue::Bool(_) => return unclear(format!("单元格内容是{text}，不是数值")),
        RawValue::Date(date) if !takes_dates(slot, beside) => return unclear(typed_as_date(*date)),
        RawValue::DateTime(at) if !takes_dates(slot, beside) => return unclear(typed_as_date(at.date())),
        _ => {}
    }
    if slot.is_amount() {
        return amount(&cell.value, &text, beside.form);
    }
    match slot {
        Slot::Actual if beside.lists_names => listed(&text, beside),
        Slot::Actual => actual(&text, beside),
        _ => Reading::of(&text),
    }
}

/// An indicator without a measure is one of words or dates.
fn takes_dates(slot: Slot, beside: &Beside<'_>) -> bool {
    slot.is_indicator_value() && beside.indicator.is_some_and(|i| i.measure.is_empty())
}

/// 5-10 typed into a cell becomes 10 May of the current year.
fn typed_as_date(date: NaiveDate) -> String {
    format!("单元格里是日期{date}，可能是把“{}-{}”录成了日期", date.month(), date.day())
}

/// Beside its own target; without one, in the measure of the definition.
fn actual(text: &str, beside: &Beside<'_>) -> Reading {
    if let Some(target) = beside.target {
        return Reading::beside(text, target);
    }
    let measure = beside.indicator.map_or("", |i| i.measure.as_str());
    let reading = if measure.is_empty() { Reading::of(text) } else { Reading::of_number(text) };
    match &reading.meaning {
        Meaning::Quantity(part) if part.measure.is_empty() && part.scale == Decimal::ONE && !measure.is_empty() => {
            in_measure(text, part, measure)
        }
        _ => reading,
    }
}

/// A list of names means their number. A number without its names is asked about, unless it is 0: nobody is named then.
fn listed(text: &str, beside: &Beside<'_>) -> Reading {
    let own = |meaning| Reading { text: text.to_owned(), meaning, notes: Vec::new() };
    let measure = beside.indicator.map_or("", |i| i.measure.as_str());
    let counted = |amount| Part { measure: measure.to_owned(), ..Part::bare(amount) };
    let alone = Reading::of(text);
    match &alone.meaning {
        Meaning::Blank | Meaning::NotApplicable | Meaning::Placeholder => return alone,
        Meaning::Quantity(part) if part.amount.is_zero() => return own(Meaning::Quantity(counted(Decimal::ZERO))),
        _ => {}
    }
    own(match names::read(text, measure) {
        Ok(names) => Meaning::Quantity(counted(Decimal::from(names.len()))),
        Err(reason) => Meaning::Unclear(reason),
    })
}

/// A bare number in the measure its definition gives it.
fn in_measure(text: &str, part: &Part, measure: &str) -> Reading {
    let own =
        |meaning, note: Option<String>| Reading { text: text.to_owned(), meaning, notes: note.into_iter().collect() };
    if measure == "%" && !part.amount.is_zero() && part.amount.abs() <= Decimal::ONE {
        let reason = format!("没有目标值可以对照，不知道{0}是{0}%还是{1}%", plain(part.amount), percent(part.amount));
        return own(Meaning::Unclear(reason), None);
    }
    match Reading::of(&format!("1{measure}")).meaning {
        Meaning::Quantity(one) => {
            let part = Part { scale: one.scale, measure: one.measure, ..part.clone() };
            let note = format!("未写计量单位，按{}{}计", plain(part.amount), part.measure_text());
            own(Meaning::Quantity(part), Some(note))
        }
        // A compound measure (家、亿元) says nothing about a single number.
        _ => own(Meaning::Quantity(part.clone()), None),
    }
}

fn percent(amount: Decimal) -> String {
    amount.checked_mul(Decimal::ONE_HUNDRED).map_or_else(String::new, plain)
}

/// An amount: a true number is in the form's measure; a text may bring its own, and must be convertible.
fn amount(value: &RawValue, text: &str, form: &FormDef) -> Reading {
    let own = |meaning| Reading { text: text.to_owned(), meaning, notes: Vec::new() };
    match value {
        RawValue::Number(n) => return own(Meaning::Quantity(Part::bare(*n))),
        RawValue::Percent(_) => return own(Meaning::Unclear("这里应填金额，填的是百分数".to_owned())),
        _ => {}
    }
    let mut reading = Reading::of_number(text);
    let Meaning::Quantity(part) = &reading.meaning else {
        if matches!(reading.meaning, Meaning::Compound(_) | Meaning::Date(_) | Meaning::Qualitative(_)) {
            reading.meaning = Meaning::Unclear("这里应填一个金额".to_owned());
        }
        return reading;
    };
    if !matches!(part.bound, Bound::Bare | Bound::Exactly) || part.change.is_some() {
        return own(Meaning::Unclear("金额应是一个确定的数，不带符号或“约”“左右”等字样".to_owned()));
    }
    match unit(form).map(|unit| part.amount_in(&unit, &form.measures)) {
        Some(None) => {
            let reason = format!("计量单位“{}”不能换算成{}", part.measure_text(), form.measure);
            return own(Meaning::Unclear(reason));
        }
        Some(Some(n)) if !part.measure_text().is_empty() && part.measure_text() != form.measure => {
            reading.notes.push(format!("按{}{}计", plain(n), form.measure));
        }
        _ => {}
    }
    reading
}

/// One of the form's amount measure: 1万元.
pub(super) fn unit(form: &FormDef) -> Option<Part> {
    Reading::of(&format!("1{}", form.measure)).meaning.parts().first().cloned()
}
