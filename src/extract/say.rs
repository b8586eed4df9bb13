//! What extraction has to say, in sentences for an official (codes E…). One cause gives one finding.

use super::Unplaced;
use super::lines::Doubt;
use super::locate::{FoundBlock, FoundLine, FoundValue, Located};
use super::slots::{Entries, Merged, OffAnchor};
use crate::definition::FormDef;
use crate::model::quote::quote as label;
use crate::model::{CellRef, Finding, ItemId, Place, Reach, Severity, Slot};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many rows or cells a sentence names before it says 等.
const NAMED: usize = 3;
/// How much of a text a sentence quotes, in characters.
const QUOTED: usize = 20;

/// Says what is to be said about the places of one form.
pub(super) struct Speaker<'a> {
    pub form: &'a FormDef,
    pub sheet: Arc<str>,
    pub entries: &'a Entries,
}

impl Speaker<'_> {
    /// Rows, columns and labels, block by block.
    pub(super) fn places(&self, located: &Located<'_>) -> Vec<Finding> {
        let mut findings = Vec::new();
        for block in &located.blocks {
            self.doubtful_rows(block, &mut findings);
            self.doubtful_columns(block, &mut findings);
            self.edited(block, &mut findings);
        }
        findings
    }

    fn doubtful_rows(&self, block: &FoundBlock<'_>, findings: &mut Vec<Finding>) {
        let mut causes: BTreeMap<u8, Vec<&FoundLine<'_>>> = BTreeMap::new();
        for line in &block.lines {
            if let Some(doubt) = &line.spot.doubt
                && !self.is_idle(line)
            {
                causes.entry(cause(doubt)).or_default().push(line);
            }
        }
        for lines in causes.into_values() {
            let Some(doubt) = lines.first().and_then(|l| l.spot.doubt.as_ref()) else { continue };
            let (code, name, says, fix) = words(doubt);
            let message = format!("“{}”中{says}：{}。", block.printed.name, list(&lines, |l| self.row(l)));
            let mut finding = finding(code, name, Severity::Query, message, fix);
            finding.reach = Reach::Entry;
            for line in lines {
                let seen = line.spot.seen.iter().copied().chain(line.label);
                let values = line.values.iter().filter_map(|v| v.area).map(|a| a.first);
                finding.places.extend(seen.chain(values).map(|c| self.place(c)));
                finding.slots.extend(line.values.iter().filter_map(|v| line.place(v)));
            }
            findings.push(tidy(finding));
        }
    }

    /// A spare row in which nothing stands is missed by nobody.
    fn is_idle(&self, line: &FoundLine<'_>) -> bool {
        let Some(item) = line.printed.item.and_then(|i| self.form.item(i)) else { return false };
        item.optional && self.texts(line).is_empty()
    }

    /// Columns whose key and header disagree: every row of the block has a value there.
    fn doubtful_columns(&self, block: &FoundBlock<'_>, findings: &mut Vec<Finding>) {
        let mut columns: BTreeMap<Slot, Vec<(&FoundLine<'_>, &FoundValue<'_>)>> = BTreeMap::new();
        for line in &block.lines {
            for value in line.values.iter().filter(|v| !v.column.sure && line.spot.row.is_some()) {
                if let Some(slot) = value.slot() {
                    columns.entry(slot).or_default().push((line, value));
                }
            }
        }
        for (slot, values) in columns {
            let held: Vec<&str> = values.iter().filter_map(|(l, v)| self.text(l, v)).collect();
            let quoted =
                if held.is_empty() { String::new() } else { format!("（所填{}）", list(&held, |t| quote(t))) };
            let message = format!(
                "“{}”中“{}”一栏的栏目名称、隐藏编号和位置不一致，不能确定所填内容属于哪一栏{quoted}。",
                block.printed.name,
                self.form.slot_label(slot)
            );
            let fix = "请核对该栏所填内容；如有插入、删除或移动的列，请恢复成下发时的样子后重新报送。";
            let mut finding = finding("E110", "place-unsure", Severity::Query, message, fix);
            finding.reach = Reach::Entry;
            let header =
                block.columns.header_row.zip(values.first()).map(|(row, (_, v))| CellRef::new(row, v.column.col));
            finding.places.extend(header.map(|c| self.place(c)));
            for (line, value) in values {
                finding.places.extend(value.area.map(|a| self.place(a.first)));
                finding.slots.extend(line.place(value));
            }
            findings.push(tidy(finding));
        }
    }

    /// Labels and headers that were changed, their places being sure all the same.
    fn edited(&self, block: &FoundBlock<'_>, findings: &mut Vec<Finding>) {
        let fix = "请核对所填内容是否仍按原名称填报；下次请不要改动名称。";
        let mut say = |was: &str, is: &str, held: String, cell: Option<CellRef>| {
            let message = format!("{}的名称被改成了{}，仍按原项目读取{held}。", label(was), quote(is));
            let mut finding = finding("E111", "label-edited", Severity::Note, message, fix);
            finding.places.extend(cell.map(|c| self.place(c)));
            findings.push(finding);
        };
        for tile in &block.printed.headers {
            if let Some(spot) = block.columns.table(tile.area.first.col).filter(|s| s.sure)
                && let Some(edited) = &spot.edited
            {
                let cell = block.columns.header_row.map(|row| CellRef::new(row, spot.col));
                say(&tile.text, edited, String::new(), cell);
            }
        }
        for line in &block.lines {
            if let Some(edited) = &line.spot.edited {
                let was = line.printed.label.map_or("", |t| t.text.as_str());
                say(was, edited, self.held(line), line.label);
            }
        }
    }

    /// E121: a value in another cell of its merged area than the first.
    pub(super) fn off_anchor(&self, off: &OffAnchor) -> Finding {
        let called = self.called(&off.item, off.slot);
        let message = format!("{called}没有填在该栏的第一格，已按填写处读取（{}）。", quote(&off.text));
        let fix = "请核对读取的内容；下次请不要拆分合并单元格。";
        let finding = finding("E121", "value-off-anchor", Severity::Note, message, fix);
        Finding { places: vec![self.place(off.cell)], ..finding }
    }

    /// E122: values of several slots, or of a slot and something else, merged into one cell.
    pub(super) fn merged(&self, merged: &Merged) -> Finding {
        let names = list(&merged.slots, |(item, slot)| self.called(item, *slot));
        let text = quote(&merged.text);
        let message = match merged.slots.len() {
            1 => format!("{names}与表内其他内容合并成了一格（{text}），不能确定所填内容。"),
            _ => format!("{names}合并成了一格（{text}），不能确定所填内容属于哪一项。"),
        };
        let fix = "请拆分合并单元格，逐格填写后重新报送。";
        let finding = finding("E122", "slots-merged", Severity::Query, message, fix);
        Finding { places: vec![self.place(merged.cell)], reach: Reach::Entry, slots: merged.slots.clone(), ..finding }
    }

    /// “运行监测样本数量”（所填“2万”、“无”）.
    fn row(&self, line: &FoundLine<'_>) -> String {
        let now = match &line.spot.doubt {
            Some(Doubt::Foreign(text) | Doubt::Changed(text)) => format!("现写作{}", quote(text)),
            _ => String::new(),
        };
        format!("{}{now}{}", label(self.name(line)), self.held(line))
    }

    pub(super) fn name<'b>(&'b self, line: &FoundLine<'b>) -> &'b str {
        match (line.printed.item, line.printed.label) {
            (_, Some(label)) => &label.text,
            (Some(item), None) => self.form.label_of(item),
            (None, None) => "",
        }
    }

    fn held(&self, line: &FoundLine<'_>) -> String {
        let texts = self.texts(line);
        if texts.is_empty() { String::new() } else { format!("（所填{}）", list(&texts, |t| quote(t))) }
    }

    fn texts(&self, line: &FoundLine<'_>) -> Vec<&str> {
        line.values.iter().filter_map(|v| self.text(line, v)).collect()
    }

    fn text(&self, line: &FoundLine<'_>, value: &FoundValue<'_>) -> Option<&str> {
        let entry = self.entries.get(&line.place(value)?)?;
        (!entry.text.is_empty()).then_some(entry.text.as_str())
    }

    pub(super) fn called(&self, item: &ItemId, slot: Slot) -> String {
        match (self.form.label_of(item), self.form.slot_label(slot)) {
            (item, slot) if item.is_empty() || item == slot => label(slot),
            (item, slot) => format!("{}的{slot}", label(item)),
        }
    }

    pub(super) fn place(&self, cell: CellRef) -> Place {
        Place { sheet: self.sheet.clone(), cell }
    }
}

/// E120: content that merging has covered.
pub(super) fn under_merge(covered: &[&Unplaced]) -> Finding {
    let message = format!("合并单元格遮住了其他内容，没有计入：{}。", list(covered, |u| quote(&u.text)));
    let fix = "请拆分合并单元格，确认被盖住的内容是否要填报。";
    let finding = finding("E120", "value-under-merge", Severity::Query, message, fix);
    Finding { places: covered.iter().map(|u| place_of(u)).collect(), ..finding }
}

/// E130: content that has no place in the form, on its sheet and on other sheets.
pub(super) fn unplaced(here: &[&Unplaced], elsewhere: &[&Unplaced]) -> Finding {
    let mut parts = Vec::new();
    if !here.is_empty() {
        parts.push(format!("填报栏以外有{}处内容：{}", here.len(), list(here, |u| quote(&u.text))));
    }
    let mut sheets: Vec<(&str, Vec<&Unplaced>)> = Vec::new();
    for unplaced in elsewhere {
        match sheets.iter_mut().find(|(name, _)| *name == unplaced.origin.sheet.as_ref()) {
            Some((_, cells)) => cells.push(unplaced),
            None => sheets.push((&unplaced.origin.sheet, vec![unplaced])),
        }
    }
    if !sheets.is_empty() {
        let named = list(&sheets, |(name, cells)| format!("{}（{}处内容）", quote(name), cells.len()));
        parts.push(format!("另有工作表{named}"));
    }
    let message = format!("{}。这些内容没有计入。", parts.join("；"));
    let fix = "如果是应填报的内容，请填到相应栏目后重新报送；如果只是备注，不用处理。";
    let finding = finding("E130", "content-unplaced", Severity::Note, message, fix);
    // One place stands for a whole sheet of other things.
    let others = sheets.iter().filter_map(|(_, cells)| cells.first());
    Finding { places: here.iter().chain(others).map(|u| place_of(u)).collect(), ..finding }
}

/// A finding without places that keeps nothing out.
pub(super) fn finding(
    code: &'static str,
    name: &'static str,
    severity: Severity,
    message: String,
    fix: &str,
) -> Finding {
    let (places, slots) = (Vec::new(), Vec::new());
    Finding { code, name, severity, message, fix: fix.to_owned(), places, reach: Reach::Nothing, slots }
}

pub(super) fn tidy(mut finding: Finding) -> Finding {
    finding.places.sort();
    finding.places.dedup();
    finding
}

fn place_of(unplaced: &Unplaced) -> Place {
    Place { sheet: unplaced.origin.sheet.clone(), cell: unplaced.origin.cell }
}

/// Doubts of one cause go into one finding.
fn cause(doubt: &Doubt) -> u8 {
    match doubt {
        Doubt::Foreign(_) => 0,
        Doubt::Apart => 1,
        Doubt::Twice => 2,
        Doubt::Changed(_) => 3,
        Doubt::Moved => 4,
        Doubt::PositionOnly => 5,
        Doubt::Gone => 6,
    }
}

/// Code, name, what is said of the rows, and what to do.
fn words(doubt: &Doubt) -> (&'static str, &'static str, &'static str, &'static str) {
    const RESTORE: &str = "请对照下发的模板，确认每一行所填内容属于哪一项，恢复原来的名称和次序后重新报送。";
    match doubt {
        Doubt::Foreign(_) => {
            ("E112", "label-of-another", "有的行写着别的项目的名称，不能确定所填内容属于哪一项", RESTORE)
        }
        Doubt::Apart => {
            ("E110", "place-unsure", "有的项目名称和隐藏编号不在同一行，不能确定所填内容属于哪一项", RESTORE)
        }
        Doubt::Twice => (
            "E110",
            "place-unsure",
            "有的项目出现了不止一次，不能判断以哪一行为准",
            "请只保留一行，删去重复的行后重新报送。",
        ),
        Doubt::Changed(_) => {
            ("E110", "place-unsure", "有的名称被改动，所在位置也与下发时不同，不能确定所填内容属于哪一项", RESTORE)
        }
        Doubt::Moved => (
            "E110",
            "place-unsure",
            "有的行离开了原来的位置，名称或隐藏编号又已缺失，不能确定所填内容属于哪一项",
            RESTORE,
        ),
        Doubt::PositionOnly => {
            ("E110", "place-unsure", "有的行没有名称和隐藏编号可以核对，只凭位置不能确定所填内容属于哪一项", RESTORE)
        }
        Doubt::Gone => ("E113", "row-missing", "有的行找不到了", "请在下发的模板上补齐这些行后重新报送。"),
    }
}

/// The first few, and how many there are in all.
pub(super) fn list<T>(all: &[T], mut say: impl FnMut(&T) -> String) -> String {
    let named: Vec<String> = all.iter().take(NAMED).map(&mut say).collect();
    let rest = if all.len() > NAMED { format!("等{}处", all.len()) } else { String::new() };
    format!("{}{rest}", named.join("、"))
}

/// In quotation marks, on one line, shortened.
pub(super) fn quote(text: &str) -> String {
    quote_up_to(text, QUOTED)
}

/// The same, shortened to this many characters.
pub(super) fn quote_up_to(text: &str, most: usize) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut short: String = line.chars().take(most).collect();
    if line.chars().count() > most {
        short.push('…');
    }
    label(&short)
}
