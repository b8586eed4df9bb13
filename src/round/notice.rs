//! 审核意见: what one agency has to correct or explain, as a workbook for 退回/.

use super::Round;
use crate::check::Checked;
use crate::merge::{AgencyReturn, ReturnState};
use crate::model::book::{Align, Area, Book, Content, Print, Sheet, Style, text_width, wrapped_lines};
use crate::model::{CellRef, Finding, Severity};
use chrono::NaiveDate;
use std::sync::Arc;

const COLUMNS: [(&str, u32); 6] =
    [("序号", 600), ("类别", 900), ("位置", 1_800), ("问题", 4_600), ("怎么改", 3_800), ("单位说明", 3_000)];

/// The name of the agency's notice: `05_天河_审核意见.xlsx`; `number` is its place in the roster, from 1.
pub fn file_name(number: usize, agency: &AgencyReturn) -> String {
    let refused = |c: char| c.is_control() || c.is_whitespace() || "\\/:*?\"<>|".contains(c);
    let short: String = agency.agency.short.chars().map(|c| if refused(c) { '-' } else { c }).collect();
    format!("{number:02}_{short}_审核意见.xlsx")
}

/// The notice, where the agency has anything to correct or explain.
pub fn notice(agency: &AgencyReturn, round: &Round, today: NaiveDate) -> Option<Book> {
    let returns: Vec<&Checked> = match agency.state {
        ReturnState::SentBack => agency.others.iter().collect(),
        _ => agency.chosen.iter().collect(),
    };
    let asks = |f: &&Finding| f.severity > Severity::Note;
    let asked: Vec<(&Checked, Vec<&Finding>)> =
        returns.into_iter().map(|c| (c, c.findings.iter().filter(asks).collect())).collect();
    if asked.iter().all(|(_, findings)| findings.is_empty()) {
        return None;
    }
    let title = format!("{}年{}审核意见", round.settings.year, round.form.title);
    Some(Book {
        subject: agency.agency.name.clone(),
        author: round.settings.department.clone(),
        created: today,
        properties: Vec::new(),
        names: Vec::new(),
        sheets: vec![sheet(&title, agency, &asked, round, today)],
        title,
    })
}

fn sheet(
    title: &str,
    agency: &AgencyReturn,
    asked: &[(&Checked, Vec<&Finding>)],
    round: &Round,
    today: NaiveDate,
) -> Sheet {
    let [header, text, centre, answer] = [
        Style::label(),
        Style::body().align(Align::Left),
        Style::body().align(Align::Center),
        Style::body().align(Align::Left).input(),
    ]
    .map(Arc::new);
    let remark = Arc::new(Style::remark().align(Align::Left));
    let mut sheet = Sheet { gridlines: false, ..Sheet::named("审核意见") };
    sheet.widths = (0..).zip(COLUMNS.map(|(_, width)| width)).collect();
    let last = 5;
    sheet.merge(Area::new(0, 0, 0, last), Content::text(title), &Arc::new(Style::title()));
    sheet.height(0, 3_600);
    for (row, line) in (1u32..).zip(preface(agency, round, today)) {
        sheet.merge(Area::new(row, 0, row, last), Content::text(line), &remark);
        sheet.height(row, 1_800);
    }
    for (col, (label, _)) in (0u16..).zip(COLUMNS) {
        sheet.text(4, col, label, &header);
    }
    sheet.height(4, 2_200);
    let mut row = 5;
    let mut number = 0;
    for (checked, findings) in asked.iter().filter(|(_, findings)| !findings.is_empty()) {
        let file = checked.submission.file.rsplit('/').next().unwrap_or_default();
        sheet.merge(Area::new(row, 0, row, last), Content::text(format!("文件：{file}")), &text);
        sheet.height(row, 2_000);
        row += 1;
        for finding in findings {
            number += 1;
            let texts = [
                (number.to_string(), &centre),
                (finding.severity.word().to_owned(), &centre),
                (places(finding), &text),
                (finding.message.clone(), &text),
                (finding.fix.clone(), &text),
            ];
            let heights = texts.iter().zip(COLUMNS).map(|((t, _), (_, width))| wrapped_lines(t, width));
            let lines = heights.max().unwrap_or(1);
            for (col, (content, style)) in (0u16..).zip(&texts) {
                sheet.text(row, col, content, style);
            }
            sheet.put(row, last, Content::Blank, &answer);
            sheet.height(row, lines.saturating_mul(1_500).saturating_add(600).min(40_900));
            row += 1;
        }
    }
    sheet.freeze = Some(CellRef::new(5, 0));
    sheet.print = Print { landscape: true, fit_width: true, title_rows: Some((4, 4)), ..Print::default() };
    sheet
}

/// Whose, what to do, and whom to ask.
fn preface(agency: &AgencyReturn, round: &Round, today: NaiveDate) -> [String; 3] {
    let own = &agency.agency;
    let contact = match round.settings.contact.trim() {
        "" => String::new(),
        contact => format!("　联系人：{contact}"),
    };
    [
        format!("填报单位：{}（{}）　　审核日期：{today}", own.name, own.code),
        "“退回”须更正后重新报送；“待核实”确属实情的，在“单位说明”栏写明理由，随更正后的表一并报送。".to_owned(),
        format!("审核部门：{}{contact}", round.settings.department),
    ]
}

/// `C7、D7、C9`, a sheet's name before them where there are several sheets.
fn places(finding: &Finding) -> String {
    let sheets: std::collections::BTreeSet<&str> = finding.places.iter().map(|p| p.sheet.as_ref()).collect();
    let texts: Vec<String> = finding
        .places
        .iter()
        .map(|p| if sheets.len() > 1 { format!("{}!{}", p.sheet, p.cell) } else { p.cell.to_string() })
        .collect();
    let all = texts.join("、");
    if text_width(&all) <= 80 {
        all
    } else {
        format!("{}等{}处", texts[..6.min(texts.len())].join("、"), texts.len())
    }
}
