//! 审核意见: at a stage without scores, what was found in each agency's return under the four heads of the review.

use super::Context;
use super::addresses::name;
use super::findings::places;
use super::pen::{self, Styles};
use super::sources::capped;
use crate::merge::{AgencyReturn, ReturnState};
use crate::model::book::{Align, Area, Content, Outcome, Sheet, Style, quoted, wrapped_lines};
use crate::model::origin::CellRef;
use crate::model::{Finding, Mark, Severity, page};
use crate::{check, extract, merge};
use rust_decimal::Decimal;

const COLUMNS: [(&str, u32); 9] = [
    ("序号", 6),
    ("代码", 10),
    ("单位", 22),
    ("报送状态", 9),
    ("完整性", 34),
    ("相关性", 34),
    ("适当性", 34),
    ("可行性", 34),
    ("审核结论", 12),
];
const LAST: u16 = 8;
pub(super) const HEADER: u32 = 3;
/// Excel's highest row, in hundredths of a point.
const TALLEST: u32 = 40_900;
/// Findings under one head; the rest is counted and stands in 问题清单.
const LISTED: usize = 6;

/// Every conclusion, with its mark.
const CONCLUSIONS: [(&str, Mark); 5] = [
    ("同意上报", Mark::Met),
    ("补正后上报", Mark::ToVerify),
    ("待选定", Mark::ToVerify),
    ("退回", Mark::ToCorrect),
    ("未报", Mark::Missing),
];

/// The heads of the review, in the order of their columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Head {
    /// 完整性: everything is there, and in its place.
    Whole,
    /// 相关性: what stands there belongs to this form, agency and task.
    Relevant,
    /// 适当性: targets are clear, measurable and of the right kind.
    Fitting,
    /// 可行性: the size of figures and money holds together.
    Feasible,
}

const HEADS: [Head; 4] = [Head::Whole, Head::Relevant, Head::Fitting, Head::Feasible];

/// Which codes belong under which head; the longest beginning that fits counts, and what fits none is 完整性.
const CODES: [(&str, Head); 14] = [
    ("E2", Head::Relevant),
    ("V1", Head::Fitting),
    ("V101", Head::Whole),
    ("V105", Head::Feasible),
    ("V106", Head::Feasible),
    ("V107", Head::Whole),
    ("V108", Head::Whole),
    ("V109", Head::Feasible),
    ("V2", Head::Relevant),
    ("V201", Head::Whole),
    ("V202", Head::Fitting),
    ("V3", Head::Fitting),
    ("V305", Head::Feasible),
    ("S", Head::Fitting),
];

fn head_of(code: &str) -> Head {
    let fits = CODES.iter().filter(|(start, _)| code.starts_with(start));
    fits.max_by_key(|(start, _)| start.len()).map_or(Head::Whole, |(_, head)| *head)
}

pub(super) fn sheet(c: &Context<'_>) -> Sheet {
    let styles = Styles::new();
    let mut sheet = Sheet::named(name::REVIEW);
    let title = format!("{}年度绩效目标审核意见", c.facts.year);
    let left = "按完整性、相关性、适当性、可行性审核；“提示”级问题不在此列";
    let right = format!("审核日期：{}", c.made_on());
    pen::head(&mut sheet, &styles, LAST, &title, left, &right);
    summary(&mut sheet, c, &styles);
    for (col, (header, width)) in (0u16..).zip(&COLUMNS) {
        sheet.text(HEADER, col, header, &styles.header);
        sheet.widths.push((col, width * 100));
    }
    sheet.height(HEADER, 2_400);
    let mut row = HEADER + 1;
    for agency in &c.scored.merged.agencies {
        line(&mut sheet, row, agency, &styles);
        row += 1;
    }
    let last = row.max(HEADER + 2) - 1;
    pen::words(&mut sheet, Area::new(HEADER + 1, LAST, last, LAST), &CONCLUSIONS);
    sheet.filter = Some(Area::new(HEADER, 0, last, LAST));
    sheet.freeze = Some(CellRef::new(HEADER + 1, 3));
    sheet.print = pen::landscape(Some((HEADER, HEADER)));
    sheet
}

/// 共12个单位：同意上报9个，……: one sentence over the table, live.
fn summary(sheet: &mut Sheet, c: &Context<'_>, styles: &Styles) {
    let all = c.scored.merged.agencies.len();
    let (mut formula, mut text) = (format!("\"共{all}个单位：\""), format!("共{all}个单位："));
    for (n, (word, count, counted)) in tally(c).into_iter().enumerate() {
        let gap = if n > 0 { "，" } else { "" };
        formula.push_str(&format!("&\"{gap}{word}\"&{counted}&\"个\""));
        text.push_str(&format!("{gap}{word}{count}个"));
    }
    let style = pen::unframed(Style { align: Align::Left, ..(*styles.remark).clone() }.bold());
    sheet.height(HEADER - 1, 1_900);
    let area = Area::new(HEADER - 1, 0, HEADER - 1, LAST);
    sheet.merge(area, Content::formula(formula, Outcome::Text(text)), &style);
}

fn line(sheet: &mut Sheet, row: u32, agency: &AgencyReturn, styles: &Styles) {
    sheet.put(row, 0, Content::Number(Decimal::from(row - HEADER)), &styles.center);
    sheet.text(row, 1, &agency.agency.code, &styles.center);
    sheet.text(row, 2, &agency.agency.name, &styles.wrapped);
    sheet.text(row, 3, agency.state.word(), &styles.center);
    let findings = open(agency);
    let mut height = 0;
    for (col, head) in (4u16..).zip(HEADS) {
        let text = under(head, &findings, agency);
        let width = COLUMNS[usize::from(col)].1 * 100;
        height = height.max(wrapped_lines(&text, width).saturating_mul(1_400) + 400);
        sheet.put(row, col, capped(&text), &styles.wrapped);
    }
    sheet.height(row, height.clamp(1_800, TALLEST));
    sheet.text(row, LAST, conclusion(agency, &findings), &styles.center);
}

/// What is to be corrected or explained: of the return that counts, else of everything the agency sent.
fn open(agency: &AgencyReturn) -> Vec<&Finding> {
    let of = agency.chosen.iter().chain(agency.others.iter().filter(|_| agency.chosen.is_none()));
    of.flat_map(|r| &r.findings).filter(|f| f.severity > Severity::Note).collect()
}

/// The findings under one head, numbered; a word where there are none.
fn under(head: Head, findings: &[&Finding], agency: &AgencyReturn) -> String {
    if agency.state == ReturnState::Missing {
        return "—".to_owned();
    }
    let own: Vec<&&Finding> = findings.iter().filter(|f| head_of(f.code) == head).collect();
    let rest = own.len().saturating_sub(LISTED);
    let mut lines: Vec<String> = (1..)
        .zip(own.iter().take(LISTED))
        .map(|(n, f)| {
            let at = if f.places.is_empty() { String::new() } else { format!("（{}）", places(&f.places)) };
            format!("{n}.【{}】{}{at}", f.severity.word(), f.message)
        })
        .collect();
    if rest > 0 {
        lines.push(format!("其余{rest}条见《问题清单》"));
    }
    if lines.is_empty() { "未发现问题".to_owned() } else { lines.join("\n") }
}

/// Every conclusion with how many agencies have it, each with the formula that counts them.
pub(super) fn tally(c: &Context<'_>) -> Vec<(&'static str, usize, String)> {
    let agencies = &c.scored.merged.agencies;
    let own: Vec<&str> = agencies.iter().map(|a| conclusion(a, &open(a))).collect();
    let last = HEADER + u32::try_from(agencies.len().max(1)).unwrap_or(1);
    let range = Area::new(HEADER + 1, LAST, last, LAST).absolute();
    CONCLUSIONS
        .into_iter()
        .map(|(word, _)| {
            let count = own.iter().filter(|w| **w == word).count();
            (word, count, format!("COUNTIF({}!{range},\"{word}\")", quoted(name::REVIEW)))
        })
        .collect()
}

/// An agency that has to mend or to hand in: its conclusion with its cell, and what it is about in a few words.
pub(super) struct ToMend {
    pub(super) agency: usize,
    pub(super) conclusion: &'static str,
    pub(super) mark: Mark,
    pub(super) cell: String,
    pub(super) words: String,
}

/// All but those that may be sent on: first what was sent back, then what is to be mended or chosen, then who is missing.
pub(super) fn to_mend(c: &Context<'_>) -> Vec<ToMend> {
    let mut all = Vec::new();
    for (row, (n, agency)) in (HEADER + 1..).zip(c.scored.merged.agencies.iter().enumerate()) {
        let findings = open(agency);
        let conclusion = conclusion(agency, &findings);
        let Some(place) = ORDER.iter().position(|word| *word == conclusion) else { continue };
        let mark = CONCLUSIONS.iter().find(|(word, _)| *word == conclusion).map_or(Mark::ToVerify, |(_, mark)| *mark);
        let cell = format!("{}!{}", quoted(name::REVIEW), CellRef::new(row, LAST).absolute());
        let words = if agency.state == ReturnState::Missing { "尚未报送".to_owned() } else { in_short(&findings) };
        all.push((place, ToMend { agency: n, conclusion, mark, cell, words }));
    }
    all.sort_by_key(|(place, one)| (*place, one.agency));
    all.into_iter().map(|(_, one)| one).collect()
}

/// The conclusions that ask for something.
const ORDER: [&str; 4] = ["退回", "补正后上报", "待选定", "未报"];

/// 合计数不平；应填未填（3条）: the titles of the pages of what was found, gravest first.
fn in_short(findings: &[&Finding]) -> String {
    const TITLES: usize = 3;
    let mut sorted: Vec<&&Finding> = findings.iter().collect();
    sorted.sort_by_key(|f| std::cmp::Reverse(f.severity));
    let mut titles: Vec<(&str, usize)> = Vec::new();
    for finding in sorted {
        let title = title(finding);
        match titles.iter_mut().find(|(own, _)| *own == title) {
            Some((_, count)) => *count += 1,
            None => titles.push((title, 1)),
        }
    }
    let said = |(title, count): &(&str, usize)| {
        if *count > 1 { format!("{title}（{count}条）") } else { (*title).to_owned() }
    };
    let words: Vec<String> = titles.iter().take(TITLES).map(said).collect();
    let rest = if titles.len() > TITLES { format!("等{}条", findings.len()) } else { String::new() };
    if words.is_empty() { "见《报送情况》".to_owned() } else { format!("{}{rest}", words.join("；")) }
}

/// The title of a finding's page, else its sentence.
fn title(finding: &Finding) -> &str {
    let others = || [extract::PAGES, merge::PAGES].into_iter().find_map(|text| page::page(text, finding.code));
    let heading = check::explain(finding.code).or_else(others).and_then(|page| page.lines().next());
    heading.and_then(|line| line.splitn(4, ' ').nth(3)).unwrap_or(finding.message.trim_end_matches('。'))
}

fn conclusion(agency: &AgencyReturn, findings: &[&Finding]) -> &'static str {
    match agency.state {
        ReturnState::Missing => "未报",
        ReturnState::SentBack => "退回",
        ReturnState::Undecided => "待选定",
        ReturnState::ToCorrect => "补正后上报",
        ReturnState::Received if findings.is_empty() => "同意上报",
        ReturnState::Received => "补正后上报",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_head() {
        for (code, head) in [
            ("V101", Head::Whole),
            ("M101", Head::Whole),
            ("V102", Head::Fitting),
            ("V104", Head::Fitting),
            ("V109", Head::Feasible),
            ("V399", Head::Fitting),
            ("E205", Head::Relevant),
            ("X1", Head::Whole),
        ] {
            assert_eq!(head_of(code), head, "{code}");
        }
    }
}
