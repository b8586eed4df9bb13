//! 退回件: what one agency has to correct or explain, as a workbook of one sheet to be mailed back with the form.

use super::Facts;
use super::findings::places;
use super::pen::Styles;
use crate::check::{Checked, State};
use crate::definition::{FormDef, Stage};
use crate::model::book::{Align, Area, Book, Border, Content, Print, Sheet, Style, wrapped_lines};
use crate::model::{Agency, Finding, Severity};
use rust_decimal::Decimal;
use std::sync::Arc;

const COLUMNS: [(&str, u32); 5] = [("序号", 6), ("级别", 9), ("位置", 20), ("问题", 50), ("更正要求", 35)];
const LAST: u16 = 4;

/// What the letters of a round say alike.
#[derive(Debug, Clone, Copy)]
pub struct Desk<'a> {
    /// The form that is checked.
    pub form: &'a FormDef,
    /// The stage it is handed in at.
    pub stage: &'a Stage,
    /// Whom to ask, in one line; may be empty.
    pub contact: &'a str,
}

/// The letter to an agency whose return needs an answer; `None` where nothing has to come back.
pub fn letter(agency: &Agency, checked: &Checked, desk: Desk<'_>, facts: &Facts) -> Option<Book> {
    let asked: Vec<&Finding> = checked.findings.iter().filter(|f| f.severity != Severity::Note).collect();
    if asked.is_empty() {
        return None;
    }
    let form = format!("{}年度{}", facts.year, desk.form.title_at(desk.stage));
    let title = format!("关于{}{form}的审核意见", agency.name);
    let opening = opening(&form, checked, &asked, desk.contact, facts);
    Some(Book {
        title: title.clone(),
        subject: agency.name.clone(),
        author: facts.department.clone(),
        created: facts.date,
        properties: Vec::new(),
        names: Vec::new(),
        sheets: vec![sheet(&title, agency, &opening, &asked, facts)],
    })
}

fn sheet(title: &str, agency: &Agency, opening: &str, asked: &[&Finding], facts: &Facts) -> Sheet {
    let mut sheet = Sheet::named("审核意见");
    sheet.gridlines = false;
    let styles = Styles::new();
    let plain = Arc::new(Style { size: 1200, ..Style::body().border(Border::None).align(Align::Left) });
    for (col, (_, width)) in (0u16..).zip(COLUMNS) {
        sheet.widths.push((col, width * 100));
    }
    let whole = |row: u32| Area::new(row, 0, row, LAST);
    sheet.merge(whole(0), Content::text(title), &styles.title);
    sheet.height(0, 3_600);
    sheet.merge(whole(1), Content::text(format!("{}：", agency.name)), &plain);
    sheet.height(1, 2_400);
    sheet.merge(whole(2), Content::text(opening), &plain);
    let width: u32 = COLUMNS.iter().map(|(_, width)| width * 100).sum();
    sheet.height(2, wrapped_lines(opening, width * 85 / 100) * 1_900 + 800);
    for (col, (header, _)) in (0u16..).zip(COLUMNS) {
        sheet.text(3, col, header, &styles.header);
    }
    sheet.height(3, 2_200);
    let mut row = 4;
    for (n, finding) in asked.iter().enumerate() {
        let place = if finding.places.is_empty() { "整份报送".to_owned() } else { places(&finding.places) };
        sheet.put(row, 0, Content::Number(Decimal::from(n + 1)), &styles.center);
        let mark = if finding.severity == Severity::SendBack { "须更正" } else { "须说明" };
        sheet.text(row, 1, mark, &styles.center);
        sheet.text(row, 2, &place, &styles.wrapped);
        sheet.text(row, 3, &finding.message, &styles.wrapped);
        sheet.text(row, 4, &finding.fix, &styles.wrapped);
        let texts = [(place.as_str(), 2), (finding.message.as_str(), 3), (finding.fix.as_str(), 4)];
        let lines = texts.iter().map(|(text, col)| wrapped_lines(text, COLUMNS[*col].1 * 100)).max().unwrap_or(1);
        sheet.height(row, (lines * 1_450 + 900).min(40_000));
        row += 1;
    }
    let right = Arc::new(Style { size: 1200, ..Style::body().border(Border::None).align(Align::Right) });
    sheet.merge(whole(row + 1), Content::text(&facts.department), &right);
    sheet.merge(whole(row + 2), Content::text(facts.date.format("%Y年%-m月%-d日").to_string()), &right);
    sheet.height(row + 1, 2_200);
    sheet.height(row + 2, 2_200);
    sheet.print = Print { landscape: true, fit_width: true, title_rows: Some((3, 3)), ..Print::default() };
    sheet
}

/// What the agency is asked to do, and until when; a day that is over is not named again.
fn opening(form: &str, checked: &Checked, asked: &[&Finding], contact: &str, facts: &Facts) -> String {
    let file = checked.submission.file.rsplit('/').next().unwrap_or_default();
    let by = match facts.deadline.filter(|day| *day >= facts.date) {
        Some(day) => day.format("于%Y年%-m月%-d日前").to_string(),
        None => "尽快".to_owned(),
    };
    let ask = match checked.state() {
        State::SentBack => format!("因存在下列问题，暂不能采用。请更正后{by}重新报送。"),
        State::ToCorrect => format!("请按下列意见更正后{by}重新报送，其余内容不需改动。"),
        State::Arrived => {
            format!("请就下列事项{by}作出书面说明，经核实后予以采纳；填报有误的，请更正后重新报送，其余内容不需改动。")
        }
    };
    let explain = checked.state() != State::Arrived && asked.iter().any(|f| f.severity == Severity::Query);
    let explain = if explain { "“须说明”事项请附书面说明，经核实后予以采纳。" } else { "" };
    let contact = match contact.trim() {
        "" => String::new(),
        contact => format!("联系人：{contact}。"),
    };
    format!("　　你单位报送的{form}（文件：{file}）已审核。{ask}{explain}{contact}")
}
