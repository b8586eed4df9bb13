//! Templates, returns and whole consolidations, as ratios to bare calamine reading and bare rust_xlsxwriter writing of
//! the same cells in the same run: `cargo bench --bench rounds [-- 12 300 2000]`.
//!
//! Ratios hold where seconds drift with the machine. Nothing here is asserted.
#![allow(clippy::disallowed_methods, clippy::print_stdout, clippy::float_arithmetic, clippy::unwrap_used)]
#![allow(missing_docs, reason = "a bench has no public items")]

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use chrono::NaiveDate;
use jihe::check::{self, Checked};
use jihe::definition::FormDef;
use jihe::demo::{self, Plan};
use jihe::merge::{self, Round};
use jihe::model::book::{Book, Content, Outcome};
use jihe::model::roster::Assigned;
use jihe::model::{Roster, Slot};
use jihe::report::{self, Facts};
use jihe::template::{self, Given, Issue, Prefill};
use jihe::{extract, forms, intake, score, xlsx};
use rust_decimal::prelude::ToPrimitive;
use std::collections::BTreeMap;
use std::io::Cursor;
use std::time::Instant;

fn main() {
    let mut counts: Vec<usize> = std::env::args().skip(1).filter_map(|a| a.parse().ok()).collect();
    if counts.is_empty() {
        counts = vec![12, 2_000];
    }
    println!("{:<34}{:>10}{:>12}{:>12}{:>8}", "", "n", "ours s", "bare s", "ratio");
    for n in counts {
        round(n);
    }
    println!("peak memory {} MB (all of the above in one process)", peak_megabytes());
}

fn line(what: &str, n: usize, ours: f64, bare: f64) {
    let ratio = ours / bare;
    println!("{what:<34}{n:>10}{ours:>12.3}{bare:>12.3}{ratio:>8.2}");
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let start = Instant::now();
    let result = work();
    (result, start.elapsed().as_secs_f64())
}

fn round(n: usize) {
    let form = forms::parse(forms::built_in("dept-target").unwrap()).unwrap();
    let stage = form.stage("evaluate").unwrap().clone();
    let today = NaiveDate::from_ymd_opt(2025, 1, 20).unwrap();
    let plan = Plan { agencies: n, seed: 1, clean: true, today };
    let demo = demo::demo(&form, &stage, &plan);
    let names: Vec<String> = demo.roster.agencies.iter().map(|a| a.name.clone()).collect();
    let issue = Issue {
        year: 2024,
        department: demo::DEPARTMENT,
        deadline: None,
        contact: "",
        created: today,
        agencies: &names,
        checks: &[],
    };
    let books: Vec<Book> = demo
        .answers
        .iter()
        .map(|answer| {
            let agency = demo.roster.agency(&answer.agency).unwrap();
            let mut prefill = Prefill::blank(&issue, Some(agency));
            prefill.values = given(&demo.roster, &agency.code);
            prefill.filled = answer.typed.clone();
            template::template(&form, &stage, &prefill)
        })
        .take(n.min(200))
        .collect();
    let (_, bare) = timed(|| books.iter().map(bare_write).count());
    let (mut files, ours) = timed(|| books.iter().map(|b| xlsx::write(b).unwrap()).collect::<Vec<_>>());
    line("templates written", books.len(), ours, bare);
    drop(books);
    // The rest of the returns, without holding their books.
    for answer in demo.answers.iter().skip(files.len()) {
        let agency = demo.roster.agency(&answer.agency).unwrap();
        let mut prefill = Prefill::blank(&issue, Some(agency));
        prefill.values = given(&demo.roster, &agency.code);
        prefill.filled = answer.typed.clone();
        files.push(xlsx::write(&template::template(&form, &stage, &prefill)).unwrap());
    }
    let (cells, bare_reading) = timed(|| files.iter().map(|f| bare_read(f)).sum::<usize>());
    let forms = [form.clone()];
    let (_, safe) = timed(|| files.iter().map(|f| intake::read("收回/a.xlsx", f).unwrap().sheets.len()).sum::<usize>());
    line("returns read (safe reader)", files.len(), safe, bare_reading);
    let merging = Round { form: &form, stage: &stage, roster: &demo.roster, decisions: &[] };
    let (returns, reading) = timed(|| all_returns(&files, &forms, &demo.roster, &form));
    line("returns read, placed, checked", files.len(), reading, bare_reading);
    let facts = Facts {
        year: 2024,
        department: demo::DEPARTMENT.to_owned(),
        date: today,
        deadline: None,
        program: "bench",
        hashes: BTreeMap::new(),
        remarks: Vec::new(),
    };
    let (book, merging_time) =
        timed(|| report::report(&score::score(merge::merge(returns, Vec::new(), merging), merging), merging, &facts));
    let (bytes, writing) = timed(|| xlsx::write(&book).unwrap());
    let (_, bare_writing) = timed(|| bare_write(&book));
    line("consolidation, whole", n, reading + merging_time + writing, bare_reading + bare_writing);
    line("  of it: merge, score, report", n, merging_time, bare_writing);
    line("  of it: write the workbook", n, writing, bare_writing);
    println!("  {cells} cells read, {} KB written", bytes.len() / 1024);
}

fn given(roster: &Roster, code: &str) -> BTreeMap<(jihe::model::ItemId, Slot), Given> {
    let own = roster.assigned.iter().filter(|((_, _, c), _)| c == code);
    own.filter_map(|((item, slot, _), assigned)| {
        let given = match assigned {
            Assigned::Target(text) => Given::Text(text.clone()),
            Assigned::NotApplicable => Given::NotApplicable,
            Assigned::Open => return None,
        };
        Some(((item.clone(), *slot), given))
    })
    .collect()
}

fn all_returns(files: &[Vec<u8>], forms: &[FormDef], roster: &Roster, form: &FormDef) -> Vec<Checked> {
    let stage = form.stage("evaluate").unwrap();
    let context = check::Context { form, stage, roster: Some(roster), decisions: &[] };
    let known = extract::Known::new(forms);
    let mut returns = Vec::new();
    for (n, bytes) in files.iter().enumerate() {
        let raw = intake::read(&format!("收回/{n}.xlsx"), bytes).unwrap();
        returns.extend(extract::extract_known(&raw, &known).unwrap().into_iter().map(|s| check::check(s, &context)));
    }
    returns
}

/// What calamine alone takes to look at every cell.
fn bare_read(bytes: &[u8]) -> usize {
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let mut cells = 0;
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).unwrap();
        cells += range.used_cells().filter(|(_, _, d)| !matches!(d, Data::Empty)).count();
    }
    cells
}

/// What rust_xlsxwriter alone takes to write the same contents, without any format.
fn bare_write(book: &Book) -> usize {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    for sheet in &book.sheets {
        let target = workbook.add_worksheet();
        target.set_name(&sheet.name).unwrap();
        for row in &sheet.rows {
            for (col, cell) in &row.cells {
                match &cell.content {
                    Content::Blank => {}
                    Content::Text(text) => {
                        target.write_string(row.index, *col, text.as_ref()).unwrap();
                    }
                    Content::Number(n) => {
                        target.write_number(row.index, *col, n.to_f64().unwrap()).unwrap();
                    }
                    Content::Date(d) => {
                        target.write_string(row.index, *col, d.to_string()).unwrap();
                    }
                    Content::Formula(f) => {
                        let result = match &f.result {
                            Outcome::Number(n) => n.to_string(),
                            Outcome::Text(t) => t.clone(),
                        };
                        let formula = rust_xlsxwriter::Formula::new(&f.formula).set_result(result);
                        target.write_formula(row.index, *col, formula).unwrap();
                    }
                }
            }
        }
    }
    workbook.save_to_buffer().unwrap().len()
}

/// Peak resident memory of this process where the system tells it.
fn peak_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmHWM"));
    line.and_then(|l| l.split_whitespace().nth(1)?.parse::<u64>().ok()).unwrap_or(0) / 1024
}
