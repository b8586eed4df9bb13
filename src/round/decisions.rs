//! 决定.xlsx: the one home of human judgement. The tool opens rows; a person fills 值, 理由, 人 and 日期. What stands
//! there is never overwritten and never moved: new rows come below the last one.

use super::stop::{self, Stop};
use super::table::{Table, sheet, squeezed};
use crate::definition::FormDef;
use crate::intake::{RawBook, RawCell, RawSheet, RawValue};
use crate::model::book::{
    Align, Area, Book, Content, DATE_FORMAT, Formula, Outcome, Paper, Print, Sheet, Style, TEXT_FORMAT, Visibility,
    wrapped_lines,
};
use crate::model::decision::{DEPARTMENT, Decision, DecisionKind};
use crate::model::{CellRef, ItemId, Roster};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The file's name in the round folder.
pub const FILE: &str = "决定.xlsx";
/// The name under which the former version is kept when rows are added.
pub const FORMER: &str = "决定（上一版）.xlsx";
const SHEET: &str = "决定";
const COLUMNS: [&str; 11] = ["事项", "单位代码", "单位", "编码", "指标", "规则", "说明", "值", "理由", "人", "日期"];
const WIDTHS: [u32; 11] = [1_100, 1_000, 1_100, 1_100, 2_600, 800, 4_200, 1_800, 3_000, 900, 1_300];
/// The columns a person fills, by their place in `COLUMNS`.
const FILLED: std::ops::Range<u16> = 7..11;
const NOTE: &str = "请只填写“值”“理由”“人”“日期”四栏，其余各栏请勿改动；填好后重新汇总即生效。“值”的填法：选用文件填文件名；\
    评定得分、复核得分填分数；采纳说明、豁免填“是”；调整目标填新目标值，理由中写明批准文号。需要增加事项的，在末尾加行。";

/// What has been decided, and what in the file cannot be used yet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decisions {
    /// Every row that can be understood, filled or not, in the order of the file.
    pub list: Vec<Decision>,
    /// Rows that cannot be used as they stand, as Chinese sentences.
    pub remarks: Vec<String>,
}

/// A question for a person: one row to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// What it is about.
    pub kind: DecisionKind,
    /// The agency's code, or `部门`.
    pub agency: String,
    /// The item, where it is about one.
    pub item: Option<ItemId>,
    /// The rule's code, for 采纳说明 and 豁免; else empty.
    pub rule: String,
    /// 说明: what is to be decided, one Chinese sentence.
    pub matter: String,
}

/// What makes two rows the same question.
type Key = (DecisionKind, String, Option<ItemId>, String);

/// The made decisions that nothing has used, as Chinese sentences; `used` holds the rows (from 1) that were.
pub fn unused(decisions: &[Decision], used: &BTreeSet<u32>) -> Vec<String> {
    let idle = decisions.iter().filter(|d| d.is_made() && !used.contains(&d.row));
    idle.map(|d| {
        let (word, row) = (d.kind.word(), d.row);
        let scored = matches!(d.kind, DecisionKind::Points | DecisionKind::Reviewed);
        let why = if scored {
            format!("“{}”不在可评的分数之内，或现有数据中没有对应的事项。请核对分数、单位代码和编码", d.value)
        } else {
            "现有数据中没有对应的事项。请核对单位代码、编码和规则".to_owned()
        };
        format!("{FILE}第{row}行的“{word}”没有用上：{why}，或删去这一行。")
    })
    .collect()
}

/// Reads the decisions; a file without the sheet or its columns stops the program, a row that cannot be used is a
/// remark.
pub fn read(book: &RawBook, roster: &Roster, form: &FormDef) -> Result<Decisions, Stop> {
    let mut problems = Vec::new();
    let Some(sheet) = sheet(book, SHEET) else {
        return Err(Stop::new(format!("{FILE}里没有名为《{SHEET}》的工作表"), "请把原表改回这个名字"));
    };
    let Some(table) = Table::of(FILE, sheet, &COLUMNS, &mut problems) else { return Err(Stop::all(problems)) };
    let mut decisions = Decisions::default();
    let mut rows: BTreeMap<Key, Vec<u32>> = BTreeMap::new();
    for row in table.rows() {
        match decision(&table, row, roster, form, &mut problems) {
            Ok(decision) => {
                half_filled(&decision, &mut decisions.remarks);
                rows.entry(key(&decision)).or_default().push(decision.row);
                decisions.list.push(decision);
            }
            Err(remark) => decisions.remarks.push(format!("{FILE}第{}行{remark}，暂不采用。请更正。", row + 1)),
        }
    }
    decisions.remarks.append(&mut problems);
    for (key, rows) in rows.into_iter().filter(|(_, rows)| rows.len() > 1) {
        let list: Vec<String> = rows.iter().map(u32::to_string).collect();
        decisions.list.retain(|d| self::key(d) != key);
        let list = list.join("、");
        decisions.remarks.push(format!("{FILE}第{list}行是同一事项，都暂不采用。请只保留一行。"));
    }
    Ok(decisions)
}

fn decision(
    table: &Table<'_>,
    row: u32,
    roster: &Roster,
    form: &FormDef,
    problems: &mut Vec<String>,
) -> Result<Decision, String> {
    let mut text = |header: &str| table.text(row, header, problems);
    let kind = text("事项");
    let kind = DecisionKind::parse(&kind).ok_or_else(|| {
        let words: Vec<&str> = DecisionKind::ALL.into_iter().map(DecisionKind::word).collect();
        format!("的事项“{kind}”不在可用的事项之内（{}）", words.join("、"))
    })?;
    let agency = squeezed(&text("单位代码"));
    if agency != DEPARTMENT && roster.agency(&agency).is_none() {
        return Err(format!("的单位代码“{agency}”不在名册里"));
    }
    let item = squeezed(&text("编码"));
    let item = match form.named(&item) {
        None if !item.is_empty() => return Err(format!("的编码“{item}”不在本表中")),
        named => named.cloned(),
    };
    let rule = squeezed(&text("规则"));
    let (value, reason, person, date) = (text("值"), text("理由"), text("人"), text("日期"));
    Ok(Decision { kind, agency, item, rule, value, reason, person, date, row: row.saturating_add(1) })
}

/// A row that someone began to fill says what is still missing.
fn half_filled(decision: &Decision, remarks: &mut Vec<String>) {
    let fields = [(&decision.value, "值"), (&decision.reason, "理由"), (&decision.person, "人")];
    let missing: Vec<&str> = fields.iter().filter(|(text, _)| text.is_empty()).map(|(_, name)| *name).collect();
    if !missing.is_empty() && missing.len() < fields.len() {
        let missing = missing.join("”“");
        remarks.push(format!("{FILE}第{}行没有填“{missing}”，暂不采用。请补填。", decision.row));
    }
}

fn key(decision: &Decision) -> Key {
    (decision.kind, decision.agency.clone(), decision.item.clone(), decision.rule.clone())
}

/// The workbook with these questions added below what stands there, and how many they are; `None` when every one of
/// them is there already. `old` is the file as it is, kept cell by cell; without one a new file is begun.
pub fn with_questions(
    old: Option<&RawBook>,
    questions: &[Question],
    roster: &Roster,
    form: &FormDef,
    created: NaiveDate,
) -> Result<Option<(Book, usize)>, Stop> {
    let mut known = BTreeSet::new();
    let (mut sheets, mut columns, mut next) = (vec![blank()], (0u16..).take(COLUMNS.len()).collect::<Vec<_>>(), 2);
    if let Some(old) = old {
        let mut problems = Vec::new();
        let table = sheet(old, SHEET).and_then(|sheet| Table::of(FILE, sheet, &COLUMNS, &mut problems));
        let Some(table) = table else {
            return Err(Stop::new(format!("{FILE}里没有《{SHEET}》这张表，或表头不全"), "请把工作表名和表头改回原样"));
        };
        columns = COLUMNS.iter().filter_map(|header| table.column(header)).collect();
        next = table.rows().last().map_or(table.header, |row| *row).saturating_add(1);
        sheets =
            old.sheets.iter().map(|sheet| kept(sheet, (squeezed(&sheet.name) == SHEET).then_some(&table))).collect();
        for row in table.rows() {
            // Even a row that cannot be used is a question that has been asked.
            let mut field = |header: &str| squeezed(&table.text(row, header, &mut problems));
            let item = field("编码");
            // Whoever typed the item's id asked the same question.
            let item = form.named(&item).map_or(item.as_str(), |id| form.code_of(id)).to_owned();
            known.insert([field("事项"), field("单位代码"), item, field("规则")]);
        }
    }
    let added: Vec<&Question> = questions.iter().filter(|q| known.insert(identity(q, form))).collect();
    let count = added.len();
    if count == 0 && old.is_some() {
        return Ok(None);
    }
    if let Some(sheet) = sheets.iter_mut().find(|s| squeezed(&s.name) == SHEET) {
        let look = Look::new();
        for (row, question) in (next..).zip(added) {
            open(sheet, row, &columns, question, roster, form, &look);
        }
    }
    let book = Book {
        title: "决定".to_owned(),
        subject: form.title.clone(),
        author: String::new(),
        created,
        properties: Vec::new(),
        names: Vec::new(),
        sheets,
    };
    Ok(Some((book, count)))
}

fn identity(question: &Question, form: &FormDef) -> [String; 4] {
    let item = question.item.as_ref().map(|item| form.code_of(item).to_owned()).unwrap_or_default();
    [question.kind.word().to_owned(), question.agency.clone(), item, question.rule.clone()]
}

/// The styles of the sheet.
struct Look {
    header: Arc<Style>,
    asked: Arc<Style>,
    filled: Arc<Style>,
    date: Arc<Style>,
}

impl Look {
    fn new() -> Self {
        let text = Style::data().wrap(true).align(Align::Left);
        Self {
            header: Arc::new(Style::data_header()),
            asked: Arc::new(text.clone().number(TEXT_FORMAT).fill(crate::model::book::palette::LABEL_FILL)),
            filled: Arc::new(text.clone().number(TEXT_FORMAT).input()),
            date: Arc::new(text.number(DATE_FORMAT).input()),
        }
    }

    /// The style of a column by its place in `COLUMNS`; `None` for columns a person added.
    fn of(&self, place: Option<u16>) -> &Arc<Style> {
        match place {
            Some(10) => &self.date,
            Some(place) if !FILLED.contains(&place) => &self.asked,
            _ => &self.filled,
        }
    }
}

/// The empty sheet: a note, the header, and nothing yet.
fn blank() -> Sheet {
    let look = Look::new();
    let mut sheet = Sheet::named(SHEET);
    let note = Arc::new(Style::remark().align(Align::Left));
    sheet.merge(Area::new(0, 0, 0, 10), Content::text(NOTE), &note);
    sheet.height(0, 3_400);
    for (col, header) in (0u16..).zip(COLUMNS) {
        sheet.text(1, col, header, &look.header);
    }
    furnish(&mut sheet, 1, &(0u16..).take(COLUMNS.len()).collect::<Vec<_>>());
    sheet
}

/// Widths, panes and print of the sheet, with the header in this row and the columns in these places.
fn furnish(sheet: &mut Sheet, header: u32, columns: &[u16]) {
    sheet.widths = columns.iter().copied().zip(WIDTHS).collect();
    sheet.widths.sort_unstable();
    sheet.freeze = Some(CellRef::new(header.saturating_add(1), 0));
    sheet.print = Print {
        paper: Paper::A3,
        landscape: true,
        fit_width: true,
        title_rows: Some((header, header)),
        ..Print::default()
    };
}

fn open(
    sheet: &mut Sheet,
    row: u32,
    columns: &[u16],
    question: &Question,
    roster: &Roster,
    form: &FormDef,
    look: &Look,
) {
    let agency = roster.agency(&question.agency).map_or(question.agency.as_str(), |a| a.short.as_str());
    let [kind, code, item, rule] = identity(question, form);
    let label = question.item.as_ref().map(|item| form.label_of(item)).unwrap_or_default();
    let texts = [&kind, &code, agency, &item, label, &rule, &question.matter, "", "", "", ""];
    for (place, (col, text)) in (0u16..).zip(columns.iter().zip(texts)) {
        let content = if text.is_empty() { Content::Blank } else { Content::text(text) };
        sheet.put(row, *col, content, look.of(Some(place)));
    }
    let lines = wrapped_lines(&question.matter, WIDTHS[6]).max(wrapped_lines(label, WIDTHS[4]));
    sheet.height(row, lines.saturating_mul(1_350).saturating_add(450).min(40_900));
}

/// A sheet of the old file, cell by cell; the decisions' own gets its look back.
fn kept(old: &RawSheet, table: Option<&Table<'_>>) -> Sheet {
    let look = Look::new();
    let mut sheet = Sheet::named(&old.name);
    sheet.visibility = if old.hidden { Visibility::Hidden } else { Visibility::Visible };
    let place = |col: u16| {
        let header = table?.columns.iter().find(|(_, own)| *own == col).map(|(header, _)| header)?;
        (0u16..).zip(COLUMNS).find(|(_, own)| own == header).map(|(place, _)| place)
    };
    for (at, cell) in &old.cells {
        let style = match table {
            Some(table) if at.row < table.header => Arc::new(Style::remark().align(Align::Left)),
            Some(table) if at.row == table.header => Arc::clone(&look.header),
            Some(_) => Arc::clone(look.of(place(at.col))),
            None => Arc::new(Style::data()),
        };
        sheet.put(at.row, at.col, content(cell), &with_format(style, cell));
    }
    sheet.merges.clone_from(&old.merges);
    if let Some(table) = table {
        let columns: Vec<u16> = COLUMNS.iter().filter_map(|header| table.column(header)).collect();
        furnish(&mut sheet, table.header, &columns);
        sheet.height(0, 3_400);
    }
    sheet
}

/// Numbers and dates keep the format they were written under.
fn with_format(style: Arc<Style>, cell: &RawCell) -> Arc<Style> {
    match (&cell.value, &cell.format) {
        (RawValue::Date(_) | RawValue::DateTime(_), None) => Arc::new((*style).clone().number(DATE_FORMAT)),
        (RawValue::Text(_), _) | (_, None) => style,
        (_, Some(format)) => Arc::new((*style).clone().number(format)),
    }
}

/// A cell's content as it was: a formula stays one, with its result.
fn content(cell: &RawCell) -> Content {
    let hundred = rust_decimal::Decimal::ONE_HUNDRED;
    let value = match &cell.value {
        RawValue::Number(n) => Content::Number(*n),
        RawValue::Percent(n) => n.checked_div(hundred).map_or_else(|| Content::text(cell.shown()), Content::Number),
        RawValue::Date(date) => Content::Date(*date),
        _ => Content::text(cell.shown()),
    };
    let result = match (&cell.formula, &value) {
        (None, _) => return value,
        (Some(_), Content::Number(n)) => Outcome::Number(*n),
        (Some(_), _) => Outcome::Text(cell.shown().into_owned()),
    };
    match &cell.formula {
        Some(formula) => Content::Formula(Box::new(Formula { formula: formula.to_string(), result })),
        None => value,
    }
}

/// Reads the file's own bytes as a workbook.
pub(super) fn raw(bytes: &[u8]) -> Result<RawBook, Stop> {
    crate::intake::read(FILE, bytes).map_err(|refused| stop::unreadable(FILE, &refused))
}
