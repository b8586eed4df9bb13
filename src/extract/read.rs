//! The stage itself: a workbook becomes one submission for every form in it.

use super::account;
use super::added;
use super::beside::{self, Loose};
use super::edition;
use super::locate;
use super::printed::Printed;
use super::recognise::{self, FormSheet, Known};
use super::say::{self, Speaker};
use super::slots::{self, Slots};
use super::view::{View, is_blank};
use super::{CellCount, Entry, Submission, Unplaced};
use crate::definition::FormDef;
use crate::definition::identity::Identity;
use crate::definition::layout::plain_label;
use crate::intake::{RawBook, RawCell, RawSheet, Refused};
use crate::model::{CellRef, Finding, Origin, Place, Reach, Severity};
use std::collections::{BTreeMap, BTreeSet};

/// A form has some hundreds of cells: a workbook with more than this is no return, and every one of them would be listed.
const MOST_CELLS: usize = 200_000;
const TOO_MANY: &str = "工作簿里有20万格以上的内容，远多于表样。";

/// Reads every form in a workbook, in the order of its sheets; a workbook without one of `forms` is refused with the code
/// `not-our-form`. Cells of other sheets are accounted for in the first submission.
pub fn extract(book: &RawBook, forms: &[FormDef]) -> Result<Vec<Submission>, Refused> {
    extract_known(book, &Known::new(forms))
}

/// The same with forms laid out before, for many workbooks.
pub fn extract_known(book: &RawBook, known: &Known<'_>) -> Result<Vec<Submission>, Refused> {
    let found = recognise::recognise(book, known)?;
    let cells: usize = book.sheets.iter().map(|s| s.cells.len()).sum();
    if cells > MOST_CELLS {
        return Err(Refused::new("too-many-cells", TOO_MANY, "请删除填报区域以外的内容，另存为 .xlsx 再报送。"));
    }
    let mut drafts: Vec<Draft> =
        found.iter().filter_map(|form| Some(one(book, form, known.printed.get(form.printed)?))).collect();
    if let Some(first) = drafts.first_mut() {
        other_cells(book, &found, &mut first.submission);
        let taken = |name: &str, row: u32| {
            found.iter().any(|f| f.sheet.name.as_ref() == name && (f.rows.0..=f.rows.1).contains(&row))
        };
        first.beside.extend(beside::elsewhere(book, taken));
        first.submission.findings.extend(unread(&book.notes));
    }
    if let ([draft], [form]) = (&mut drafts[..], &found[..]) {
        draft.submission.findings.extend(contradiction(form, recognise::book_identity(book)));
    }
    twice(&mut drafts);
    Ok(drafts.into_iter().map(Draft::close).collect())
}

/// E141: sheets that are no tables, and what else the reader could not look at.
fn unread(notes: &[String]) -> Option<Finding> {
    let fix = "请打开原件看一眼：如果有应填报的内容，请填到相应栏目后重新报送；没有的，不用处理。";
    let message = notes.concat();
    (!notes.is_empty()).then(|| say::finding("E141", "beside-the-cells", Severity::Note, message, fix))
}

/// A submission while cells are still added to its account.
struct Draft {
    submission: Submission,
    /// Cells whose being left over has been said already.
    said: BTreeSet<Place>,
    /// What stands beside the cells and touches no slot.
    beside: Vec<Loose>,
}

/// Reads one form.
fn one(book: &RawBook, found: &FormSheet<'_>, printed: &Printed<'_>) -> Draft {
    let view = View::new(found.sheet, found.rows, &printed.words);
    let moved = Some(view.across(printed)).filter(|across| *across != 0).and_then(|across| printed.moved(across));
    let printed = moved.as_ref().unwrap_or(printed);
    let located = locate::locate(&view, printed, &book.names);
    let Slots { entries, cells, agency, off_anchor, second, merged } =
        slots::read(&view, printed, &located, &book.file);
    let own = account::own_cells(&view, printed, &located, &cells);
    let speaker = Speaker { form: printed.form, sheet: found.sheet.name.clone(), entries: &entries };
    let mut findings = Vec::new();
    findings.extend(found.identity.is_none().then(|| unidentified(printed)));
    findings.extend(speaker.places(&located));
    findings.extend(merged.iter().map(|m| speaker.merged(m)));
    findings.extend(off_anchor.iter().map(|o| speaker.off_anchor(o)));
    let beside::Found { findings: about, loose: beside } = beside::look(&speaker, &view, &located);
    findings.extend(about);
    let left = view.cells().filter(|(c, raw)| !is_blank(raw) && !own.cells.contains(c) && !cells.contains(c));
    let unplaced: Vec<Unplaced> = left.map(|(cell, raw)| unplaced(book, found.sheet, cell, raw)).collect();
    let covered: Vec<&Unplaced> = unplaced.iter().filter(|u| is_covered(found.sheet, u.origin.cell)).collect();
    findings.extend((!covered.is_empty()).then(|| say::under_merge(&covered)));
    let loose: Vec<&Unplaced> = unplaced
        .iter()
        .filter(|u| !is_covered(found.sheet, u.origin.cell) && !second.contains(&u.origin.cell))
        .collect();
    let added = added::rows(&located, printed, &loose);
    findings.extend(added::said(&added, printed));
    let said = second.into_iter().chain(covered.iter().map(|u| u.origin.cell));
    let mut said: BTreeSet<Place> = said.map(|cell| Place { sheet: found.sheet.name.clone(), cell }).collect();
    let entries: Vec<Entry> = in_print_order(printed, entries);
    let identity = found.identity.as_ref();
    let mut submission = Submission {
        file: book.file.clone(),
        format: book.format.as_str(),
        sheet: found.sheet.name.clone(),
        form: Some(printed.form.id.clone()),
        version: identity.map(|id| id.version.clone()),
        stage: Some(printed.stage.id.clone()),
        agency_code: identity.and_then(|id| id.agency.clone()),
        agency_name: agency,
        modified: book.modified,
        checksum: own.checksum,
        signoff: own.signoff,
        cells: CellCount {
            nonempty: view.cells().filter(|(_, raw)| !is_blank(raw)).count(),
            form: own.cells.len(),
            entries: entries.iter().filter(|e| !e.text.is_empty()).count(),
            unplaced: unplaced.len(),
        },
        entries,
        unplaced,
        added,
        findings,
    };
    said.extend(submission.added.iter().flat_map(|row| &row.places).map(place_of));
    said.extend(edition::carry_over(&mut submission, printed));
    Draft { submission, said, beside }
}

fn in_print_order(printed: &Printed<'_>, mut entries: slots::Entries) -> Vec<Entry> {
    printed.layout.slots().filter_map(|(_, item, slot)| entries.remove(&(item.clone(), slot))).collect()
}

fn is_covered(sheet: &RawSheet, cell: CellRef) -> bool {
    sheet.cell(cell).is_some_and(|raw| raw.hidden_by_merge)
}

fn unplaced(book: &RawBook, sheet: &RawSheet, cell: CellRef, raw: &RawCell) -> Unplaced {
    let origin = Origin { file: book.file.clone(), sheet: sheet.name.clone(), cell };
    Unplaced { origin, text: raw.shown().into_owned() }
}

fn place_of(origin: &Origin) -> Place {
    Place { sheet: origin.sheet.clone(), cell: origin.cell }
}

/// Cells outside every form: the template's own sheets, and whatever else the workbook holds.
fn other_cells(book: &RawBook, found: &[FormSheet<'_>], first: &mut Submission) {
    for sheet in &book.sheets {
        let taken: Vec<(u32, u32)> = found.iter().filter(|f| f.sheet.name == sheet.name).map(|f| f.rows).collect();
        let areas: Vec<_> = recognise::own_areas(book, sheet).collect();
        for (cell, raw) in sheet.cells.iter().filter(|(_, raw)| !is_blank(raw)) {
            if taken.iter().any(|(from, to)| (*from..=*to).contains(&cell.row)) {
                continue;
            }
            first.cells.nonempty += 1;
            if areas.iter().any(|a| a.contains(*cell)) {
                first.cells.form += 1;
            } else {
                first.cells.unplaced += 1;
                first.unplaced.push(unplaced(book, sheet, *cell, raw));
            }
        }
    }
}

/// E101.
fn unidentified(printed: &Printed<'_>) -> Finding {
    let message =
        format!("表内的隐藏标识缺失，已按栏目和名称认定为《{}》（{}）。", printed.form.title, printed.stage.name);
    let fix = "请核对填报单位和表样无误；下次请直接在下发的文件上填写。";
    say::finding("E101", "identity-missing", Severity::Note, message, fix)
}

/// E103: the form sheet came from another file than the workbook.
fn contradiction(form: &FormSheet<'_>, of_book: Option<Identity>) -> Option<Finding> {
    let (own, of_book) = (form.identity.as_ref()?, of_book?);
    if *own == of_book {
        return None;
    }
    let called =
        |id: &Identity| format!("{} {} {} {}", id.form, id.version, id.stage, id.agency.as_deref().unwrap_or("通用"));
    let message =
        format!("表内标识（{}）与文件标识（{}）不一致，不能确定是哪个单位的表。", called(own), called(&of_book));
    let fix = "请在下发给本单位的文件上填写，不要把其他单位的工作表复制进来。";
    let finding = say::finding("E103", "identity-contradicts", Severity::Query, message, fix);
    Some(Finding { reach: Reach::File, ..finding })
}

/// E102: the same form of the same agency more than once in a file.
fn twice(drafts: &mut [Draft]) {
    let whose = |s: &Submission| {
        let agency = s.agency_code.clone().unwrap_or_else(|| plain_label(&s.agency_name));
        (s.form.clone(), s.stage.clone(), agency)
    };
    let mut sheets: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for draft in drafts.iter() {
        sheets.entry(whose(&draft.submission)).or_default().push(format!("“{}”", draft.submission.sheet));
    }
    for draft in drafts {
        let Some(sheets) = sheets.get(&whose(&draft.submission)).filter(|s| s.len() > 1) else { continue };
        let message =
            format!("一个文件里有{}张同一单位的表（工作表{}），不能判断以哪张为准。", sheets.len(), sheets.join("、"));
        let fix = "请只保留一张，删去其余各张后重新报送。";
        let finding = say::finding("E102", "form-twice", Severity::Query, message, fix);
        draft.submission.findings.push(Finding { reach: Reach::File, ..finding });
    }
}

impl Draft {
    /// Says what is left over, and that the account adds up.
    fn close(self) -> Submission {
        let Draft { mut submission, said, beside } = self;
        let is_said = |u: &&Unplaced| said.contains(&place_of(&u.origin));
        let loose: Vec<&Unplaced> = submission.unplaced.iter().filter(|u| !is_said(u)).collect();
        let (here, elsewhere): (Vec<_>, Vec<_>) = loose.into_iter().partition(|u| u.origin.sheet == submission.sheet);
        if !here.is_empty() || !elsewhere.is_empty() {
            let finding = say::unplaced(&here, &elsewhere);
            submission.findings.push(finding);
        }
        let things = beside::other_things(&beside, &submission);
        submission.findings.extend(things);
        let cells = submission.cells;
        if cells.nonempty != cells.form + cells.entries + cells.unplaced {
            let message = format!(
                "内容清点不符：共{}格有内容，表样{}格、填报{}格、未归位{}格。",
                cells.nonempty, cells.form, cells.entries, cells.unplaced
            );
            let fix = "请把这个文件交给程序维护人员核对，核对前不要采用。";
            let finding = say::finding("E199", "account-open", Severity::SendBack, message, fix);
            submission.findings.push(Finding { reach: Reach::File, ..finding });
        }
        submission
    }
}
