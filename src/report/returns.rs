//! 报送情况: where every agency's return stands, then what came from nobody on the roster or could not be read.

use super::Context;
use super::addresses::name;
use super::pen::{self, Styles};
use super::sources::{FileLinks, capped, shown_name};
use crate::check::Checked;
use crate::merge::{AgencyReturn, ReturnState};
use crate::model::arrival::beijing;
use crate::model::book::{Align, Area, Content, Sheet, Style, quoted};
use crate::model::origin::CellRef;
use crate::model::{Finding, Mark, Severity};
use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};
use std::sync::Arc;

const COLUMNS: [(&str, u32); 14] = [
    ("序号", 6),
    ("代码", 9),
    ("单位", 26),
    ("状态", 8),
    ("采用文件", 46),
    ("收到方式、发件人", 28),
    ("邮件发出时间\n（北京时间）", 17),
    ("文档保存时间\n（北京时间）", 17),
    ("是否逾期", 10),
    ("退回", 6),
    ("待核实", 8),
    ("提示", 6),
    ("其他来件", 26),
    ("来件校验值（前12位）", 18),
];
const FILE: u16 = 4;
const CAME: u16 = 5;
const SENT: u16 = 6;
const SAVED: u16 = 7;
const LATE: u16 = 8;
const COUNTS: u16 = 9;
const OTHERS: u16 = 12;
const LAST: u16 = 13;
/// The header's row; a title and a line of totals stand above.
pub(super) const HEADER: u32 = 2;
/// The states in the order of the totals line.
const STATES: [ReturnState; 5] = [
    ReturnState::Received,
    ReturnState::ToCorrect,
    ReturnState::Undecided,
    ReturnState::SentBack,
    ReturnState::Missing,
];

pub(super) fn sheet(c: &Context<'_>) -> Sheet {
    let styles = Styles::new();
    let time = Arc::new(Style { number: Arc::from("yyyy-mm-dd hh:mm"), ..(*styles.date).clone() });
    let link = Arc::new(Style::data().align(Align::Left).link().wrap(true));
    let wrapped = Styles { link, text: Arc::clone(&styles.wrapped), ..Styles::new() };
    let mut sheet = Sheet::named(name::RETURNS);
    pen::head(&mut sheet, &styles, LAST, &format!("{}年度报送情况", c.facts.year), &totals(c), &deadline(c));
    for (col, (header, width)) in (0u16..).zip(&COLUMNS) {
        sheet.text(HEADER, col, header, &styles.header);
        sheet.widths.push((col, width * 100));
    }
    sheet.height(HEADER, 3_200);
    let merged = &c.scored.merged;
    let mut links = FileLinks::over(merged.agencies.len() + merged.strays.len() + merged.refused.len());
    let mut row = HEADER + 1;
    for (n, agency) in merged.agencies.iter().enumerate() {
        let chosen = agency.chosen.as_ref();
        sheet.put(row, 0, number(row - HEADER), &styles.center);
        sheet.text(row, 1, &agency.agency.code, &styles.center);
        sheet.text(row, 2, &agency.agency.name, &styles.wrapped);
        sheet.text(row, 3, agency.state.word(), &styles.center);
        match chosen {
            Some(chosen) => links.put(&mut sheet, CellRef::new(row, FILE), &chosen.submission.file, &wrapped),
            None => sheet.text(row, FILE, "—", &styles.center),
        }
        let came = chosen.map_or("—".to_owned(), came);
        sheet.put(row, CAME, capped(&came), if chosen.is_some() { &styles.wrapped } else { &styles.center });
        moments(&mut sheet, row, chosen, &time);
        sheet.text(row, LATE, lateness(agency, c.facts.deadline, c.facts.date), &styles.center);
        counts(&mut sheet, row, &findings(c, n, agency), &styles);
        let others = others(agency);
        sheet.put(row, OTHERS, capped(&others), &styles.wrapped);
        let file = chosen.map_or("—", |r| shown_name(&r.submission.file));
        let texts = [(2, agency.agency.name.as_str()), (FILE, file), (CAME, &came), (OTHERS, &others)];
        sheet.height(row, pen::height(&texts.map(|(col, text)| (text, COLUMNS[usize::from(col)].1))));
        let hash = chosen.map_or("—".to_owned(), |r| hash(c, &r.submission.file));
        sheet.text(row, LAST, hash, &styles.center);
        row += 1;
    }
    let agencies = Area::new(HEADER + 1, 3, row.max(HEADER + 2) - 1, 3);
    let marks = [
        ("已报", Mark::Met),
        ("待更正", Mark::ToCorrect),
        ("待选定", Mark::ToVerify),
        ("退回", Mark::ToCorrect),
        ("未报", Mark::Missing),
    ];
    pen::words(&mut sheet, agencies, &marks);
    sheet.filter = Some(Area::new(HEADER, 0, row.max(HEADER + 2) - 1, LAST));
    foot(&mut sheet, row + 1, c, &mut links, &wrapped);
    sheet.freeze = Some(CellRef::new(HEADER + 1, 3));
    sheet.print = pen::landscape(Some((HEADER, HEADER)));
    sheet
}

fn number(n: u32) -> Content {
    Content::Number(Decimal::from(n))
}

/// 应报12个，已报9个…; states that nobody is in are left out, but for 已报 and 未报.
fn totals(c: &Context<'_>) -> String {
    let mut text = format!("应报{}个", c.scored.merged.agencies.len());
    for (state, count, _) in tally(c) {
        if count > 0 || matches!(state, ReturnState::Received | ReturnState::Missing) {
            text.push_str(&format!("，{}{count}个", state.word()));
        }
    }
    text
}

/// Every state with how many agencies are in it, each with the formula that counts them.
pub(super) fn tally(c: &Context<'_>) -> Vec<(ReturnState, usize, String)> {
    let agencies = &c.scored.merged.agencies;
    let last = HEADER + u32::try_from(agencies.len().max(1)).unwrap_or(1);
    let range = Area::new(HEADER + 1, 3, last, 3).absolute();
    STATES
        .into_iter()
        .map(|state| {
            let count = agencies.iter().filter(|a| a.state == state).count();
            (state, count, format!("COUNTIF({}!{range},\"{}\")", quoted(name::RETURNS), state.word()))
        })
        .collect()
}

fn deadline(c: &Context<'_>) -> String {
    let until = c.facts.deadline.map_or(String::new(), |d| format!("报送截止{}　", d.format("%Y年%-m月%-d日")));
    format!("{until}统计日期{}", c.made_on())
}

/// How a return came: `邮件：李敏 <limin@example.gov.cn>`.
fn came(checked: &Checked) -> String {
    match (&checked.arrival.mail, &checked.arrival.parcel) {
        (Some(mail), _) if mail.sender.is_empty() => "邮件（没有写明发件人）".to_owned(),
        (Some(mail), _) => format!("邮件：{}", mail.sender),
        (None, Some(_)) => "压缩包".to_owned(),
        (None, None) => "文件".to_owned(),
    }
}

/// When the mail was sent and the document was saved.
fn moments(sheet: &mut Sheet, row: u32, chosen: Option<&Checked>, time: &Arc<Style>) {
    let mail = chosen.and_then(|r| r.arrival.mail.as_ref());
    let moments = [
        (SENT, mail.is_some(), mail.and_then(|m| m.date), "邮件没有写明"),
        (SAVED, chosen.is_some(), chosen.and_then(|r| r.submission.modified), "文件没有写明"),
    ];
    for (col, applies, moment, unsaid) in moments {
        match moment.map(beijing).and_then(serial) {
            Some(serial) => sheet.put(row, col, Content::Number(serial), time),
            None => sheet.text(row, col, if applies { unsaid } else { "—" }, time),
        }
    }
}

/// 按期 or 逾期N天 by the first return that came: by its mail, else by the day it was saved. What was asked for again does
/// not make an agency late.
fn lateness(agency: &AgencyReturn, deadline: Option<NaiveDate>, today: NaiveDate) -> String {
    let Some(deadline) = deadline else { return "—".to_owned() };
    let came = |r: &Checked| {
        let sent = r.arrival.mail.as_ref().and_then(|mail| mail.date);
        sent.or(r.submission.modified).map(|at| beijing(at).date())
    };
    let first = agency.chosen.iter().chain(&agency.others).filter_map(came).min();
    let days = |day: NaiveDate| day.signed_duration_since(deadline).num_days();
    match (agency.state, first) {
        (ReturnState::Missing, _) if days(today) > 0 => format!("逾期{}天", days(today)),
        (ReturnState::Missing, _) => "未到期".to_owned(),
        (_, Some(day)) if days(day) > 0 => format!("逾期{}天", days(day)),
        (_, Some(_)) => "按期".to_owned(),
        (_, None) => "—".to_owned(),
    }
}

/// A moment as Excel counts it: days since 30 December 1899, the time of day as a fraction, to the minute. Every program
/// keeps 15 digits; the last of them is rounded up, since one below and a viewer shows the minute before.
fn serial(when: chrono::NaiveDateTime) -> Option<Decimal> {
    let start = chrono::NaiveDate::from_ymd_opt(1899, 12, 30)?.and_hms_opt(0, 0, 0)?;
    let minutes = when.signed_duration_since(start).num_minutes();
    // Excel's false 29 February 1900 makes earlier days ambiguous.
    if minutes < 61 * 24 * 60 {
        return None;
    }
    let days = Decimal::from(minutes).checked_div(Decimal::from(24 * 60))?;
    Some(days.round_dp_with_strategy(10, RoundingStrategy::AwayFromZero))
}

/// The findings of the return that counts, else of everything the agency sent.
/// What was found about the agency: in its returns, and that it sent none or several.
fn findings<'a>(c: &'a Context<'_>, n: usize, agency: &'a AgencyReturn) -> Vec<&'a Finding> {
    let of_merge = c.scored.merged.findings.iter().filter(|(own, _)| *own == Some(n)).map(|(_, finding)| finding);
    match &agency.chosen {
        Some(chosen) => chosen.findings.iter().chain(of_merge).collect(),
        None => agency.others.iter().flat_map(|r| &r.findings).chain(of_merge).collect(),
    }
}

fn counts(sheet: &mut Sheet, row: u32, findings: &[&Finding], styles: &Styles) {
    for (col, severity) in (COUNTS..).zip([Severity::SendBack, Severity::Query, Severity::Note]) {
        let count = findings.iter().filter(|f| f.severity == severity).count();
        sheet.put(row, col, number(u32::try_from(count).unwrap_or(u32::MAX)), &styles.center);
    }
}

fn others(agency: &AgencyReturn) -> String {
    let names: Vec<String> = agency
        .others
        .iter()
        .map(|r| {
            let sent = r.arrival.mail.as_ref().and_then(|mail| mail.date);
            let sent = sent.map(|at| beijing(at).format("（%-m月%-d日%-H:%M邮件）").to_string());
            format!("{}{}", shown_name(&r.submission.file), sent.unwrap_or_default())
        })
        .collect();
    let role = match agency.state {
        ReturnState::SentBack => "退回：",
        ReturnState::Undecided => "待选定：",
        _ => "未采用：",
    };
    if names.is_empty() { "—".to_owned() } else { format!("{role}{}", names.join("；")) }
}

fn hash(c: &Context<'_>, file: &str) -> String {
    c.facts.hashes.get(file).map_or("—".to_owned(), |hash| hash.chars().take(12).collect())
}

/// The characters that these columns hold together.
fn width(columns: std::ops::RangeInclusive<usize>) -> u32 {
    COLUMNS.get(columns).map_or(0, |own| own.iter().map(|(_, width)| width).sum())
}

/// What belongs to no agency of the roster, what could not be read, and remarks on the folder.
fn foot(sheet: &mut Sheet, mut row: u32, c: &Context<'_>, links: &mut FileLinks, styles: &Styles) {
    let merged = &c.scored.merged;
    let heading = |sheet: &mut Sheet, row: &mut u32, text: &str| {
        sheet.merge(Area::new(*row, 0, *row, LAST), Content::text(text), &styles.header);
        sheet.height(*row, 2_000);
        *row += 1;
    };
    if !merged.strays.is_empty() {
        heading(sheet, &mut row, "单位不在名册的来件（未计入汇总）");
        for stray in &merged.strays {
            let s = &stray.submission;
            let whose = if s.agency_name.trim().is_empty() { "没有写明单位" } else { s.agency_name.trim() };
            sheet.merge(Area::new(row, 0, row, 3), Content::text(whose), &styles.text);
            links.put(sheet, CellRef::new(row, FILE), &s.file, styles);
            let text = format!("{}。请核对单位名称，或补入《名册》。", came(stray));
            sheet.merge(Area::new(row, CAME, row, OTHERS), capped(&text), &styles.wrapped);
            sheet.height(row, pen::height(&[(shown_name(&s.file), width(4..=4)), (&text, width(5..=12))]));
            sheet.text(row, LAST, hash(c, &s.file), &styles.center);
            row += 1;
        }
    }
    if !merged.refused.is_empty() {
        heading(sheet, &mut row, "读不了的来件（未计入汇总）");
        for refused in &merged.refused {
            sheet.merge(Area::new(row, 0, row, 3), Content::text(refused.kind), &styles.text);
            links.put(sheet, CellRef::new(row, FILE), &refused.file, styles);
            let text = format!("{}{}", refused.message, refused.fix);
            sheet.merge(Area::new(row, CAME, row, OTHERS), capped(&text), &styles.wrapped);
            sheet.height(row, pen::height(&[(shown_name(&refused.file), width(4..=4)), (&text, width(5..=12))]));
            sheet.text(row, LAST, hash(c, &refused.file), &styles.center);
            row += 1;
        }
    }
    if !c.facts.remarks.is_empty() {
        heading(sheet, &mut row, "备注");
        for remark in &c.facts.remarks {
            sheet.merge(Area::new(row, 0, row, LAST), capped(remark), &styles.wrapped);
            sheet.height(row, pen::height(&[(remark, width(0..=13))]));
            row += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Eight o'clock is a third of a day, which never ends.
    #[test]
    fn every_minute_of_a_day_survives_fifteen_digits() {
        let midnight = chrono::NaiveDate::from_ymd_opt(2025, 1, 20).unwrap().and_time(chrono::NaiveTime::MIN);
        for minute in 0..24 * 60 {
            let serial = serial(midnight + chrono::TimeDelta::minutes(minute)).unwrap();
            assert!(serial.normalize().scale() <= 10, "{serial}");
            let minutes = (serial - Decimal::from(45_677)) * Decimal::from(24 * 60);
            assert_eq!(minutes.floor(), Decimal::from(minute), "never the minute before: {serial}");
        }
    }
}
