//! What stands beside the cells and bears on them: notes, pictures and shapes on slots, values that come from another
//! file, numbers that are shown as others (E140 to E145). None of it is ever taken for a value, and none is dropped.

use super::locate::{FoundLine, FoundValue, Located};
use super::say::{self, Speaker};
use super::value;
use super::view::View;
use super::{Entry, Submission};
use crate::intake::{Beside, BesideKind, RawBook};
use crate::model::quantity::same;
use crate::model::quote::quote as label;
use crate::model::{CellRef, Finding, ItemId, Meaning, Place, Reach, Reading, Severity, Slot};
use std::sync::Arc;

/// How much of a note is quoted, in characters: a reason is a sentence.
const QUOTED: usize = 60;

/// Something beside the cells that no slot is about.
pub(super) struct Loose {
    sheet: Arc<str>,
    thing: Beside,
}

/// What was found on the rows of one form: findings about its slots, and the rest.
#[derive(Default)]
pub(super) struct Found {
    pub findings: Vec<Finding>,
    pub loose: Vec<Loose>,
}

/// Looks beside the cells of one form.
pub(super) fn look(speaker: &Speaker<'_>, view: &View<'_>, located: &Located<'_>) -> Found {
    let slots = Slots { speaker, located };
    let mut groups: [Vec<Touched>; 3] = Default::default();
    let mut loose = Vec::new();
    let on_form = |b: &&Beside| b.area.map_or(view.rows.0 == 0, |a| view.has_row(a.first.row));
    for thing in view.sheet.beside.iter().filter(on_form) {
        match slots.touched(thing) {
            Some(touched) => groups[usize::from(touched.kind)].push(touched),
            None => loose.push(Loose { sheet: view.sheet.name.clone(), thing: thing.clone() }),
        }
    }
    let [notes, pictures, texts] = groups;
    let mut findings = Vec::new();
    findings.extend(on_slots(notes, NOTES));
    findings.extend(on_slots(pictures, PICTURES));
    findings.extend(on_slots(texts, TEXTS));
    findings.extend(from_other_files(speaker, view));
    findings.extend(shown_otherwise(speaker, view));
    Found { findings, loose }
}

/// What stands beside the cells outside every form.
pub(super) fn elsewhere<'a>(
    book: &'a RawBook,
    taken: impl Fn(&str, u32) -> bool + 'a,
) -> impl Iterator<Item = Loose> + 'a {
    book.sheets.iter().flat_map(move |sheet| {
        // Where the form's own sheet is concerned, what has no place was said with the form.
        let outside = |b: &&Beside| b.area.map_or(!taken(&sheet.name, 0), |a| !taken(&sheet.name, a.first.row));
        let things: Vec<&Beside> = sheet.beside.iter().filter(outside).collect();
        things.into_iter().map(|thing| Loose { sheet: sheet.name.clone(), thing: thing.clone() })
    })
}

/// Something that touches slots.
struct Touched {
    /// 0 a note, 1 a picture, 2 a shape with text.
    kind: u8,
    says: String,
    place: Place,
    slots: Vec<(ItemId, Slot)>,
}

struct Slots<'a> {
    speaker: &'a Speaker<'a>,
    located: &'a Located<'a>,
}

impl Slots<'_> {
    fn touched(&self, thing: &Beside) -> Option<Touched> {
        let area = thing.area?;
        match thing.kind {
            BesideKind::Note => self.note(area.first, &thing.text),
            BesideKind::Unread => None,
            BesideKind::Picture | BesideKind::Drawing | BesideKind::TextBox => {
                let slots: Vec<(ItemId, Slot)> = self
                    .values()
                    .filter(|(line, v)| v.area.is_some_and(|a| a.overlaps(area)) && self.is_unread(line, v))
                    .filter_map(|(line, v)| line.place(v))
                    .collect();
                let names = say::list(&slots, |(item, slot)| self.speaker.called(item, *slot));
                let (kind, says) = match thing.kind {
                    BesideKind::TextBox => (2, format!("{names}处的{}", say::quote_up_to(&thing.text, QUOTED))),
                    _ => (1, names),
                };
                let place = self.speaker.place(area.first);
                (!slots.is_empty()).then_some(Touched { kind, says, place, slots })
            }
        }
    }

    /// A note on a slot, else in the row of one.
    fn note(&self, cell: CellRef, text: &str) -> Option<Touched> {
        let said = if text.is_empty() { "（内容读不出来）".to_owned() } else { say::quote_up_to(text, QUOTED) };
        let place = self.speaker.place(cell);
        if let Some((line, v)) = self.values().find(|(_, v)| v.area.is_some_and(|a| a.contains(cell))) {
            let (item, slot) = line.place(v)?;
            let says = format!("{}上的{said}", self.speaker.called(&item, slot));
            return Some(Touched { kind: 0, says, place, slots: vec![(item, slot)] });
        }
        let mut lines = self.lines().filter(|l| l.spot.row == Some(cell.row)).collect::<Vec<_>>();
        let own = lines.iter().position(|l| l.label == Some(cell)).unwrap_or(0);
        (!lines.is_empty()).then(|| {
            let line = lines.swap_remove(own);
            let slots = line.values.iter().filter_map(|v| line.place(v)).collect();
            Touched { kind: 0, says: format!("{}一行的{said}", label(self.speaker.name(line))), place, slots }
        })
    }

    fn lines(&self) -> impl Iterator<Item = &FoundLine<'_>> {
        self.located.blocks.iter().flat_map(|b| &b.lines)
    }

    fn values(&self) -> impl Iterator<Item = (&FoundLine<'_>, &FoundValue<'_>)> {
        self.lines().flat_map(|l| l.values.iter().map(move |v| (l, v)))
    }

    /// Nothing can be read there: a blank slot, but not one of a spare row left blank, or a text slot that holds a picture.
    /// A number's slot that holds one is said where its value is.
    fn is_unread(&self, line: &FoundLine<'_>, value: &FoundValue<'_>) -> bool {
        let entry = |v| self.speaker.entries.get(&line.place(v)?);
        let blank = |e: &Entry| e.text.is_empty();
        let spare = line.printed.item.and_then(|i| self.speaker.form.item(i)).is_some_and(|i| i.optional);
        if spare && line.values.iter().filter_map(entry).all(blank) {
            return false;
        }
        entry(value).is_some_and(|e| blank(e) || (e.slot.is_text() && matches!(e.reading.meaning, Meaning::Unclear(_))))
    }
}

/// Code, name, what is said before the list and after it, what to do.
type Words = (&'static str, &'static str, &'static str, &'static str, &'static str);

const NOTES: Words = (
    "E140",
    "note-on-slot",
    "填报栏上写有批注，批注里的内容没有计入：",
    "。",
    "批注里如果是应填的数值或原因，请填到单元格里后重新报送；只是补充说明的，请回复说明。",
);
const PICTURES: Words = (
    "E142",
    "picture-on-slot",
    "有的栏目空着，上面贴了图片，图片里的内容读不出来：",
    "。",
    "请把图片里的数值或文字填到单元格里后重新报送；图片与填报内容无关的，请回复说明。",
);
const TEXTS: Words = (
    "E143",
    "text-box-on-slot",
    "有的栏目空着，上面放了文本框，文本框里的文字没有计入：",
    "。",
    "请把文本框里的内容填到单元格里后重新报送；与填报内容无关的，请回复说明。",
);

fn on_slots(touched: Vec<Touched>, words: Words) -> Option<Finding> {
    let (code, name, before, after, fix) = words;
    if touched.is_empty() {
        return None;
    }
    let message = format!("{before}{}{after}", say::list(&touched, |t| t.says.clone()));
    let mut finding = say::finding(code, name, Severity::Query, message, fix);
    for one in touched {
        finding.places.push(one.place);
        finding.slots.extend(one.slots);
    }
    Some(say::tidy(finding))
}

/// E144: the value was fetched from another workbook when the file was last saved.
fn from_other_files(speaker: &Speaker<'_>, view: &View<'_>) -> Option<Finding> {
    let linked: Vec<&Entry> = entries(speaker)
        .filter(|e| !matches!(e.reading.meaning, Meaning::Unclear(_)))
        .filter(|e| view.sheet.cell(e.origin.cell).and_then(|c| c.formula.as_deref()).is_some_and(is_linked))
        .collect();
    let say_one =
        |e: &&Entry| format!("{}（现为{}）", speaker.called(&e.item, e.slot), say::quote_up_to(&e.text, QUOTED));
    let message = format!(
        "有的数值是用公式从别的文件取来的，已按上次保存的结果读取，不能确定是不是最新的：{}。",
        say::list(&linked, say_one)
    );
    let fix = "请核对这些数值，改成直接填写的数字后重新报送；数值无误的，请回复说明。";
    about(speaker, "E144", "value-from-other-file", message, fix, &linked, Reach::Nothing)
}

/// E145: the number format shows the clerk another number than the cell holds, or another unit than the form's.
fn shown_otherwise(speaker: &Speaker<'_>, view: &View<'_>) -> Option<Finding> {
    let shown: Vec<(&Entry, String)> = entries(speaker)
        .filter(|e| e.numeric && !e.slot.is_text())
        .filter_map(|e| Some((e, view.sheet.cell(e.origin.cell)?.displayed()?)))
        .filter(|(e, shown)| !says_the_same(speaker, e, shown))
        .collect();
    let say_one = |(e, shown): &(&Entry, String)| {
        let shown =
            if shown.is_empty() { "不显示任何内容".to_owned() } else { format!("显示为“{shown}”") };
        format!("{}{shown}，实际存的是“{}”", speaker.called(&e.item, e.slot), e.text)
    };
    let message = format!("有的数值因单元格的数字格式，显示的和实际存的不一致：{}。", say::list(&shown, say_one));
    let fix =
        "请核对应填多少：把单元格格式改为“常规”，按表中的计量单位重新填写后报送；实际存的数值无误的，请回复说明。";
    let entries: Vec<&Entry> = shown.iter().map(|(e, _)| *e).collect();
    about(speaker, "E145", "shown-otherwise", message, fix, &entries, Reach::Entry)
}

/// What is shown, typed as text, would mean the same.
fn says_the_same(speaker: &Speaker<'_>, entry: &Entry, shown: &str) -> bool {
    if entry.slot.is_amount() {
        let unit = value::unit(speaker.form);
        let amount = |meaning: &Meaning| match meaning {
            Meaning::Quantity(part) => part.amount_in(unit.as_ref()?, &speaker.form.measures),
            _ => None,
        };
        let shown = amount(&Reading::of_number(shown).meaning);
        return shown.is_some() && shown == amount(&entry.reading.meaning);
    }
    let target = speaker.entries.get(&(entry.item.clone(), Slot::YearTarget)).filter(|_| entry.slot == Slot::Actual);
    let target = target.map(|t| &t.reading.meaning).filter(|m| !m.parts().is_empty());
    match target {
        Some(target) => same(&Reading::beside(shown, target).meaning, &entry.reading.meaning),
        // Without a target a unit may be new and right; another number is not.
        None => digits(shown) == digits(&entry.text),
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '万' | '亿' | '千')).collect()
}

fn entries<'a>(speaker: &'a Speaker<'_>) -> impl Iterator<Item = &'a Entry> {
    speaker.entries.values().filter(|e| !e.text.is_empty())
}

fn about(
    speaker: &Speaker<'_>,
    code: &'static str,
    name: &'static str,
    message: String,
    fix: &str,
    entries: &[&Entry],
    reach: Reach,
) -> Option<Finding> {
    let mut finding = say::finding(code, name, Severity::Query, message, fix);
    finding.reach = reach;
    for entry in entries {
        finding.places.push(speaker.place(entry.origin.cell));
        finding.slots.push((entry.item.clone(), entry.slot));
    }
    (!entries.is_empty()).then(|| say::tidy(finding))
}

/// `[1]Sheet1!A1`, `'C:\汇总\[台账.xlsx]Sheet1'!A1`, `['file:///…'#$Sheet1.A1]`; not `台账[数量]`, a column of a table.
fn is_linked(formula: &str) -> bool {
    // Words within a formula name no file.
    let formula: String = formula.split('"').step_by(2).collect();
    if formula.contains("'file:") || formula.contains("'http") {
        return true;
    }
    formula.match_indices('[').any(|(at, _)| {
        let (before, after) = formula.split_at(at);
        let of_table = before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '[' | ']'));
        let sheet = after.split_once(']').map_or("", |(_, rest)| rest);
        let name = sheet.split_once('!').map(|(name, _)| name);
        !of_table && name.is_some_and(|n| n.ends_with('\'') || !n.contains(|c: char| "+-*/^&=<>(),; ".contains(c)))
    })
}

/// E141: what stands beside the cells and touches no slot.
pub(super) fn other_things(loose: &[Loose], submission: &Submission) -> Option<Finding> {
    let of = |kinds: &[BesideKind]| loose.iter().filter(|l| kinds.contains(&l.thing.kind)).collect::<Vec<_>>();
    let quoted = |things: &[&Loose]| {
        let texts: Vec<&str> = things.iter().map(|l| l.thing.text.as_ref()).filter(|t| !t.is_empty()).collect();
        if texts.is_empty() {
            String::new()
        } else {
            format!("（{}）", say::list(&texts, |t| say::quote_up_to(t, QUOTED)))
        }
    };
    let mut parts = Vec::new();
    for (word, kinds) in [
        ("批注", &[BesideKind::Note][..]),
        ("图片", &[BesideKind::Picture]),
        ("图表", &[BesideKind::Drawing]),
        ("文本框", &[BesideKind::TextBox]),
    ] {
        let things = of(kinds);
        if !things.is_empty() {
            parts.push(format!("{word}{}处{}", things.len(), quoted(&things)));
        }
    }
    let mut message = if parts.is_empty() {
        String::new()
    } else {
        format!("填报栏以外还有{}，没有计入。", parts.join("、"))
    };
    for unread in of(&[BesideKind::Unread]) {
        message.push_str(&format!("工作表“{}”的{}。", unread.sheet, unread.thing.text));
    }
    if message.is_empty() {
        return None;
    }
    let fix = "请打开原件看一眼：如果是应填报的内容，请填到相应栏目后重新报送；如果只是备注或印章，不用处理。";
    let mut finding = say::finding("E141", "beside-the-cells", Severity::Note, message, fix);
    let place = |l: &Loose| l.thing.area.map(|a| Place { sheet: l.sheet.clone(), cell: a.first });
    // One place stands for all those on another sheet.
    let here = loose.iter().filter(|l| l.sheet == submission.sheet);
    let mut other: Vec<&Loose> = loose.iter().filter(|l| l.sheet != submission.sheet).collect();
    other.dedup_by(|a, b| a.sheet == b.sheet);
    finding.places.extend(here.chain(other).filter_map(place));
    Some(say::tidy(finding))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_that_fetch_from_another_file() {
        for (formula, linked) in [
            ("[1]Sheet1!A1", true),
            ("SUM([2]台账!$B$2:$B$9)", true),
            ("'[台账.xlsx]Sheet 1'!A1*2", true),
            ("'D:\\汇总\\[台账.xlsx]一季度'!A1", true),
            ("'file:///C:/汇总/台账.xlsx'#$Sheet1.A1", true),
            ("['file:///C:/a.ods'#$Sheet1.A1]+1", true),
            ("A1+Sheet2!B1", false),
            ("台账[数量]+Sheet2!A1", false),
            ("SUM(表1[[#This Row],[数量]])", false),
            ("[.A1]+[$Sheet2.B1]", false),
            ("SUM([.A1:.A9])", false),
            ("\"[见附件]!\"", false),
        ] {
            assert_eq!(is_linked(formula), linked, "{formula}");
        }
    }
}
