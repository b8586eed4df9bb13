//! [`Roster`] → 名册.xlsx as a `Book`: the example of a new round, and the roster of the demonstration.

use super::roster::{
    AGENCIES, AGENCY_COLUMNS, CONTENT, CONTENT_COLUMNS, TARGET_COLUMNS, TARGETS, WEIGHT_COLUMNS, WEIGHTS,
};
use crate::definition::{FormDef, Owner};
use crate::model::book::{
    Align, Area, Book, Content, Paper, Print, Sheet, Style, TEXT_FORMAT, Validation, ValidationRule, text_width,
    wrapped_lines,
};
use crate::model::roster::Assigned;
use crate::model::{Agency, CellRef, Role, Roster, Slot};
use chrono::NaiveDate;
use std::sync::Arc;

/// The notes above the tables.
const AGENCY_NOTE: &str = "每行填一个单位，各表和汇总均按此次序。代码不得重复；有几个曾用名的，用“、”隔开；\
    角色填“本级”或“区”；参与排名填“是”或“否”。";
const TARGET_NOTE: &str = "每行一项指标值，右边每列一个单位，填分解到该单位的目标值（如“≥20家次”）；\
    不承担的填“/”；不填表示尚未分解，审核时列为待核实。";
const WEIGHT_NOTE: &str = "比率指标按权数加权平均。请填各单位的权数，只填数字，不带计量单位；不承担的填“/”。";
const CONTENT_NOTE: &str =
    "需要预先写入某单位表中的其他内容（如年初申报的总体目标、重点任务），每行填一个栏目；没有的不填。";

/// Width of the column 指标, and of 内容, in hundredths of a character.
const LABEL_WIDTH: u32 = 4_400;
const TEXT_WIDTH: u32 = 8_000;

/// The roster as a workbook; `created` is written into its properties.
pub fn book(form: &FormDef, roster: &Roster, author: &str, created: NaiveDate) -> Book {
    let look = Look::new();
    Book {
        title: "名册".to_owned(),
        subject: form.title.clone(),
        author: author.to_owned(),
        created,
        properties: Vec::new(),
        names: Vec::new(),
        sheets: vec![
            agencies(roster, &look),
            targets(form, roster, &look),
            weights(form, roster, &look),
            content(form, roster, &look),
        ],
    }
}

/// A roster to be edited: three agencies by way of example, the department's targets as the form has them, and the
/// division of what has a fixed owner.
pub fn example(form: &FormDef) -> Roster {
    let agency = |code: &str, name: &str, short: &str, role, ranked| Agency {
        code: code.to_owned(),
        name: name.to_owned(),
        short: short.to_owned(),
        former: Vec::new(),
        role,
        ranked,
        contact: String::new(),
        phone: String::new(),
        mail: String::new(),
    };
    let mut roster = Roster {
        agencies: vec![
            agency("001", "示例局本级（请改）", "局本级", Role::Headquarters, false),
            agency("002", "示例甲区主管局（请改）", "甲区", Role::District, true),
            agency("003", "示例乙区主管局（请改）", "乙区", Role::District, true),
        ],
        ..Roster::default()
    };
    for (item, indicator) in form.indicators() {
        for (slot, target) in [(Slot::TermTarget, &indicator.term_target), (Slot::YearTarget, &indicator.target)] {
            if target.is_empty() {
                continue;
            }
            roster.department.insert((item.id.clone(), slot), target.clone());
            for agency in &roster.agencies {
                let assigned = match (indicator.owner, agency.role) {
                    (Owner::Headquarters, Role::Headquarters) => Assigned::Target(target.clone()),
                    (Owner::Headquarters, Role::District) | (Owner::Any, Role::Headquarters) => Assigned::NotApplicable,
                    _ => Assigned::Open,
                };
                roster.assigned.insert((item.id.clone(), slot, agency.code.clone()), assigned);
            }
        }
    }
    roster
}

/// The styles of the roster's sheets.
struct Look {
    note: Arc<Style>,
    header: Arc<Style>,
    fixed: Arc<Style>,
    text: Arc<Style>,
    centre: Arc<Style>,
    number: Arc<Style>,
}

impl Look {
    fn new() -> Self {
        let text = Style::data().number(TEXT_FORMAT).wrap(true);
        Self {
            note: Arc::new(Style::remark().align(Align::Left)),
            header: Arc::new(Style::data_header()),
            fixed: Arc::new(text.clone().fill(crate::model::book::palette::LABEL_FILL)),
            centre: Arc::new(text.clone().align(Align::Center)),
            text: Arc::new(text),
            number: Arc::new(Style::data().number("#,##0.####").align(Align::Right)),
        }
    }
}

/// A sheet with its note in the first row, its header in the second, and panes frozen below.
fn start(name: &str, note: &str, headers: &[(&str, u32)], frozen: u16, look: &Look) -> Sheet {
    let mut sheet = Sheet::named(name);
    let last = u16::try_from(headers.len()).unwrap_or(u16::MAX).saturating_sub(1);
    sheet.merge(Area::new(0, 0, 0, last.min(7)), Content::text(note), &look.note);
    sheet.height(0, 3_400);
    sheet.height(1, 3_000);
    for (col, (header, width)) in (0u16..).zip(headers) {
        sheet.text(1, col, header, &look.header);
        sheet.widths.push((col, *width));
    }
    sheet.freeze = Some(CellRef::new(2, frozen));
    let total: u32 = headers.iter().map(|(_, width)| width).sum();
    // What would be too small to read on A4.
    let paper = if total > 16_000 { Paper::A3 } else { Paper::A4 };
    sheet.print = Print { paper, landscape: true, fit_width: true, title_rows: Some((1, 1)), ..Print::default() };
    sheet
}

/// Wide enough for a text of this many columns, within bounds, in hundredths of a character.
fn width(text: &str, least: u32) -> u32 {
    u32::try_from(text_width(text)).unwrap_or(40).saturating_mul(100).saturating_add(200).clamp(least, 4_000)
}

fn agencies(roster: &Roster, look: &Look) -> Sheet {
    let widths = [1_200, 3_600, 1_400, 2_400, 2_400, 900, 1_100, 1_200, 1_600, 2_600, 2_600];
    let headers: Vec<(&str, u32)> = AGENCY_COLUMNS.into_iter().zip(widths).collect();
    let mut sheet = start(AGENCIES, AGENCY_NOTE, &headers, 3, look);
    for (row, agency) in (2u32..).zip(&roster.agencies) {
        let role = match agency.role {
            Role::Headquarters => "本级",
            Role::District => "区",
        };
        let ranked = if agency.ranked { "是" } else { "否" };
        let former = agency.former.join("、");
        let texts: [&str; 11] = [
            &agency.code,
            &agency.name,
            &agency.short,
            &former,
            "",
            role,
            ranked,
            &agency.contact,
            &agency.phone,
            &agency.mail,
            "",
        ];
        fit(&mut sheet, row, &agency.name, widths[1]);
        for (col, text) in (0u16..).zip(texts) {
            let style = if matches!(col, 5 | 6) { &look.centre } else { &look.text };
            put(&mut sheet, row, col, text, style);
        }
    }
    for (col, words) in [(5, ["本级", "区"]), (6, ["是", "否"])] {
        sheet.validations.push(Validation {
            area: Area::new(2, col, 1_000, col),
            rule: ValidationRule::List(words.map(str::to_owned).to_vec()),
            stop: true,
            prompt: None,
            error: Some(("请从列表中选择".to_owned(), format!("只能填“{}”或“{}”。", words[0], words[1]))),
        });
    }
    sheet
}

/// High enough for this text in a column of this width.
fn fit(sheet: &mut Sheet, row: u32, text: &str, width: u32) {
    sheet.height(row, wrapped_lines(text, width).saturating_mul(1_350).saturating_add(450).min(40_900));
}

/// Text, or an empty cell with its format.
fn put(sheet: &mut Sheet, row: u32, col: u16, text: &str, style: &Arc<Style>) {
    let content = if text.is_empty() { Content::Blank } else { Content::text(text) };
    sheet.put(row, col, content, style);
}

/// The headers of a table with one column for each agency.
fn with_agencies<'a>(own: &[(&'a str, u32)], roster: &'a Roster) -> Vec<(&'a str, u32)> {
    let agencies = roster.agencies.iter().map(|a| (a.short.as_str(), width(&a.short, 1_400)));
    own.iter().copied().chain(agencies).collect()
}

fn targets(form: &FormDef, roster: &Roster, look: &Look) -> Sheet {
    let own: Vec<(&str, u32)> = TARGET_COLUMNS.into_iter().zip([900, LABEL_WIDTH, 1_700, 2_000]).collect();
    let mut sheet = start(TARGETS, TARGET_NOTE, &with_agencies(&own, roster), 4, look);
    let mut row = 2;
    for (item, _) in form.indicators() {
        for slot in [Slot::TermTarget, Slot::YearTarget] {
            let key = (item.id.clone(), slot);
            let assigned =
                roster.agencies.iter().any(|a| roster.assigned.contains_key(&(item.id.clone(), slot, a.code.clone())));
            if !assigned && !roster.department.contains_key(&key) {
                continue;
            }
            let department = roster.department.get(&key).map(String::as_str).unwrap_or_default();
            let fixed = [item.code(), item.label.as_str(), form.slot_label(slot)];
            for (col, text) in (0u16..).zip(fixed) {
                put(&mut sheet, row, col, text, &look.fixed);
            }
            put(&mut sheet, row, 3, department, &look.text);
            fit(&mut sheet, row, &item.label, LABEL_WIDTH);
            for (col, agency) in (4u16..).zip(&roster.agencies) {
                let text = match roster.assigned(&item.id, slot, &agency.code) {
                    Assigned::Target(text) => text.as_str(),
                    Assigned::NotApplicable => "/",
                    Assigned::Open => "",
                };
                put(&mut sheet, row, col, text, &look.centre);
            }
            row += 1;
        }
    }
    sheet
}

fn weights(form: &FormDef, roster: &Roster, look: &Look) -> Sheet {
    let own: Vec<(&str, u32)> = WEIGHT_COLUMNS.into_iter().zip([900, LABEL_WIDTH, 1_800]).collect();
    let mut sheet = start(WEIGHTS, WEIGHT_NOTE, &with_agencies(&own, roster), 3, look);
    let weighted = form.indicators().filter(|(_, indicator)| !indicator.weight_basis.is_empty());
    for (row, (item, indicator)) in (2u32..).zip(weighted) {
        for (col, text) in (0u16..).zip([item.code(), &item.label, &indicator.weight_basis]) {
            put(&mut sheet, row, col, text, &look.fixed);
        }
        fit(&mut sheet, row, &item.label, LABEL_WIDTH);
        for (col, agency) in (3u16..).zip(&roster.agencies) {
            match roster.weights.get(&(item.id.clone(), agency.code.clone())) {
                Some(amount) => sheet.put(row, col, Content::Number(*amount), &look.number),
                None => sheet.put(row, col, Content::Blank, &look.number),
            }
        }
    }
    sheet
}

/// Everything assigned that is no indicator value: one line each, in the order of agencies and form.
fn content(form: &FormDef, roster: &Roster, look: &Look) -> Sheet {
    let headers: Vec<(&str, u32)> = CONTENT_COLUMNS.into_iter().zip([1_200, 1_600, 2_400, TEXT_WIDTH]).collect();
    let mut sheet = start(CONTENT, CONTENT_NOTE, &headers, 0, look);
    let mut row = 2;
    for agency in &roster.agencies {
        for item in &form.items {
            for slot in Slot::ALL.into_iter().filter(|slot| !slot.is_indicator_value()) {
                let text = match roster.assigned(&item.id, slot, &agency.code) {
                    Assigned::Target(text) => text.as_str(),
                    Assigned::NotApplicable => "/",
                    Assigned::Open => continue,
                };
                for (col, text) in (0u16..).zip([&agency.code, item.code(), form.slot_label(slot), text]) {
                    put(&mut sheet, row, col, text, &look.text);
                }
                fit(&mut sheet, row, text, TEXT_WIDTH);
                row += 1;
            }
        }
    }
    sheet
}
