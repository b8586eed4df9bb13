//! 问题清单: every finding about every return, and what the merge itself found, in roster order and gravest first.

use super::Context;
use super::addresses::{TABLE_TOP, name};
use super::pen::{self, Styles};
use super::sources::{FileLinks, Returned, Standing, Words, capped, returns};
use crate::model::book::{Area, Content, Sheet, quoted};
use crate::model::decision::{Decision, DecisionKind};
use crate::model::origin::CellRef;
use crate::model::{Finding, Mark, Place, Severity};
use rust_decimal::Decimal;
use std::sync::Arc;

const COLUMNS: [(&str, u32); 9] = [
    ("序号", 6),
    ("单位", 10),
    ("级别", 8),
    ("编号", 8),
    ("问题", 46),
    ("处理意见", 34),
    ("位置", 20),
    ("文件", 26),
    ("处理情况", 10),
];

/// One line of the list.
struct Line<'a> {
    agency: Option<usize>,
    severity: Severity,
    code: &'a str,
    message: &'a str,
    fix: &'a str,
    places: &'a [Place],
    file: Option<&'a Arc<str>>,
    handling: &'static str,
}

pub(super) fn sheet(c: &Context<'_>) -> Sheet {
    let styles = Styles::new();
    let mut sheet = pen::table(name::FINDINGS, &COLUMNS, &styles);
    let words = Words::new(c);
    let lines = lines(c);
    let mut links = FileLinks::over(lines.len());
    let mut row = TABLE_TOP;
    for (number, line) in (1u32..).zip(&lines) {
        sheet.put(row, 0, Content::Number(Decimal::from(number)), &styles.center);
        sheet.put(row, 1, words.agency(line.agency), &styles.text);
        sheet.text(row, 2, line.severity.word(), &styles.center);
        sheet.text(row, 3, line.code, &styles.center);
        sheet.put(row, 4, capped(line.message), &styles.wrapped);
        sheet.put(row, 5, capped(line.fix), &styles.wrapped);
        let places = places(line.places);
        sheet.put(row, 6, capped(&places), &styles.wrapped);
        match line.file {
            Some(file) => links.put(&mut sheet, CellRef::new(row, 7), file, &styles),
            None => sheet.text(row, 7, "—", &styles.center),
        }
        sheet.text(row, 8, line.handling, &styles.center);
        let texts = [(line.message, COLUMNS[4].1), (line.fix, COLUMNS[5].1), (places.as_str(), COLUMNS[6].1)];
        sheet.height(row, pen::height(&texts));
        row += 1;
    }
    if lines.is_empty() {
        pen::only_line(&mut sheet, &COLUMNS, &styles, "本轮没有发现问题");
        row += 1;
    }
    let body = |col| Area::new(TABLE_TOP, col, row - 1, col);
    pen::words(&mut sheet, body(2), &[("退回", Mark::ToCorrect), ("待核实", Mark::ToVerify)]);
    pen::words(&mut sheet, body(8), &[("待处理", Mark::ToVerify)]);
    sheet.table = Some((Area::new(0, 0, row - 1, 8), "jh_findings".to_owned()));
    sheet
}

/// How many findings are how grave, each with the formula that counts them.
pub(super) fn tally(c: &Context<'_>) -> Vec<(&'static str, usize, String)> {
    let lines = lines(c);
    let last = TABLE_TOP + u32::try_from(lines.len().max(1) - 1).unwrap_or(0);
    let range = Area::new(TABLE_TOP, 2, last, 2).absolute();
    [Severity::SendBack, Severity::Query, Severity::Note]
        .into_iter()
        .map(|severity| {
            let count = lines.iter().filter(|l| l.severity == severity).count();
            let word = severity.word();
            (word, count, format!("COUNTIF({}!{range},\"{word}\")", quoted(name::FINDINGS)))
        })
        .collect()
}

fn lines<'a>(c: &Context<'a>) -> Vec<Line<'a>> {
    let mut lines: Vec<Line<'a>> = Vec::new();
    for (agency, finding) in &c.scored.merged.findings {
        let file = agency.and_then(|n| c.scored.merged.agencies[n].chosen.as_ref()).map(|r| &r.submission.file);
        let handling = handling(c, *agency, finding, Standing::Chosen);
        lines.push(Line { file, ..line(*agency, finding, handling) });
    }
    for Returned { agency, checked, standing } in returns(c) {
        for finding in &checked.findings {
            let handling = handling(c, agency, finding, standing);
            lines.push(Line { file: Some(&checked.submission.file), ..line(agency, finding, handling) });
        }
    }
    for refused in &c.scored.merged.refused {
        lines.push(Line {
            agency: None,
            severity: Severity::SendBack,
            code: refused.kind,
            message: &refused.message,
            fix: &refused.fix,
            places: &[],
            file: Some(&refused.file),
            handling: "待处理",
        });
    }
    // Stable: within one agency and severity the findings keep the order in which they were found.
    lines.sort_by_key(|l| (l.agency.unwrap_or(usize::MAX), std::cmp::Reverse(l.severity)));
    lines
}

fn line<'a>(agency: Option<usize>, finding: &'a Finding, handling: &'static str) -> Line<'a> {
    Line {
        agency,
        severity: finding.severity,
        code: finding.code,
        message: &finding.message,
        fix: &finding.fix,
        places: &finding.places,
        file: None,
        handling,
    }
}

/// What a person has said about the finding, or that somebody has to.
fn handling(c: &Context<'_>, agency: Option<usize>, finding: &Finding, standing: Standing) -> &'static str {
    if standing == Standing::Superseded {
        return "已有新件";
    }
    let code = agency.map(|n| c.agency(n).code.as_str());
    let about = |d: &&Decision| {
        d.is_made()
            && d.says_yes()
            && Some(d.agency.as_str()) == code
            && d.rule.trim().eq_ignore_ascii_case(finding.code)
            && d.item.as_ref().is_none_or(|item| finding.slots.iter().any(|(own, _)| own == item))
    };
    // A decision lowers what it answers to 提示; one that says 不采纳 leaves it as it is.
    match c.round.decisions.iter().filter(about).map(|d| d.kind).next_back() {
        _ if finding.severity > Severity::Note => "待处理",
        Some(DecisionKind::Waiver) => "已豁免",
        Some(DecisionKind::Accepted) => "已采纳",
        _ => "无须处理",
    }
}

/// `《绩效目标》F12、F15`: the sheet's name once, then its cells.
pub(super) fn places(places: &[Place]) -> String {
    if places.is_empty() {
        return "—".to_owned();
    }
    let mut text = String::new();
    let mut sheet: Option<&str> = None;
    for place in places {
        if sheet == Some(place.sheet.as_ref()) {
            text.push_str(&format!("、{}", place.cell));
        } else {
            let gap = if sheet.is_some() { "；" } else { "" };
            text.push_str(&format!("{gap}《{}》{}", place.sheet, place.cell));
            sheet = Some(place.sheet.as_ref());
        }
    }
    text
}
