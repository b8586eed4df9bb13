//! A small round, made without files, and its workbook looked at as an official does: by sheet, header and row.

use chrono::NaiveDate;
use jihe::check::Checked;
use jihe::definition::layout::Layout;
use jihe::definition::{BUILT_IN, FormDef, Vocabulary};
use jihe::extract::{CellCount, Entry, Submission};
use jihe::merge::{RefusedFile, Round, merge};
use jihe::model::book::{Book, Content, Outcome, Sheet};
use jihe::model::decision::Decision;
use jihe::model::roster::Assigned;
use jihe::model::{
    Agency, CellRef, Finding, ItemId, Meaning, Origin, Place, Reach, Reading, Role, Roster, Severity, Slot,
};
use jihe::report::{Facts, report};
use jihe::score::score;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub fn form() -> FormDef {
    let words = Vocabulary {
        aggregates: &jihe::merge::aggregates::names(),
        methods: &["budget-execution", "inverse-linear", "inverse-ratio", "bands", "deduction"],
        rules: &[],
    };
    FormDef::parse(BUILT_IN[0].1, &words).unwrap()
}

pub fn agency(code: &str, short: &str, role: Role) -> Agency {
    Agency {
        code: code.to_owned(),
        name: format!("广州市{short}"),
        short: short.to_owned(),
        former: vec![],
        role,
        ranked: role == Role::District,
        contact: String::new(),
        phone: String::new(),
        mail: String::new(),
    }
}

/// What one agency typed: (item, slot, text).
pub type Typed<'a> = &'a [(&'a str, Slot, &'a str)];

pub struct Sample {
    pub form: FormDef,
    pub stage: &'static str,
    pub roster: Roster,
    pub returns: Vec<Checked>,
    pub refused: Vec<RefusedFile>,
    pub decisions: Vec<Decision>,
}

impl Sample {
    /// 局本级, 天河 and 海珠; every indicator that anybody may hold is assigned to 天河 and 海珠 as half the department's.
    pub fn new(stage: &'static str) -> Self {
        let agencies = vec![
            agency("440100", "局本级", Role::Headquarters),
            agency("440106", "天河区", Role::District),
            agency("440105", "海珠区", Role::District),
        ];
        let roster = Roster { agencies, ..Roster::default() };
        let (form, returns) = (form(), Vec::new());
        Self { form, stage, roster, returns, refused: Vec::new(), decisions: Vec::new() }
    }

    pub fn assign(mut self, item: &str, department: &str, own: &[(&str, &str)]) -> Self {
        let id = ItemId::new(item);
        self.roster.department.insert((id.clone(), Slot::YearTarget), department.to_owned());
        for agency in &self.roster.agencies {
            let text = own.iter().find(|(code, _)| *code == agency.code).map_or("/", |(_, text)| text);
            let assigned = if text == "/" { Assigned::NotApplicable } else { Assigned::Target((*text).to_owned()) };
            self.roster.assigned.insert((id.clone(), Slot::YearTarget, agency.code.clone()), assigned);
        }
        self
    }

    pub fn returned(mut self, code: &str, file: &str, typed: Typed<'_>) -> Self {
        let stage = self.form.stage(self.stage).unwrap();
        let layout = Layout::of(&self.form, stage);
        let (file, sheet): (Arc<str>, Arc<str>) = (Arc::from(file), Arc::from("绩效目标"));
        let mut entries: Vec<Entry> = Vec::new();
        for (tile, item, slot) in layout.slots() {
            let text = typed.iter().find(|(i, s, _)| *i == item.as_str() && *s == slot).map_or("", |(_, _, t)| t);
            let mut reading = Reading::of(text);
            if slot.is_text() {
                reading.meaning = if text.is_empty() { Meaning::Blank } else { Meaning::Qualitative(None) };
            }
            let origin = Origin { file: file.clone(), sheet: sheet.clone(), cell: tile.area.first };
            let (item, text) = (item.clone(), text.to_owned());
            entries.push(Entry { item, slot, text, reading, numeric: false, origin, anchors: vec![], sure: true });
        }
        let submission = Submission {
            file: file.clone(),
            format: "xlsx",
            sheet,
            form: Some(self.form.id.clone()),
            version: Some(self.form.version.clone()),
            stage: Some(self.stage.to_owned()),
            agency_code: Some(code.to_owned()),
            agency_name: String::new(),
            modified: NaiveDate::from_ymd_opt(2025, 1, 10).and_then(|d| d.and_hms_opt(9, 30, 0)),
            checksum: None,
            signoff: vec![],
            entries,
            unplaced: vec![],
            added: vec![],
            cells: CellCount::default(),
            findings: vec![],
        };
        let known = self.roster.agency(code).map(|a| a.code.clone());
        self.returns.push(Checked {
            submission,
            arrival: Default::default(),
            agency: known,
            findings: vec![],
            held: false,
            held_slots: BTreeSet::new(),
            decided: BTreeSet::new(),
        });
        self
    }

    pub fn found(mut self, code: &'static str, severity: Severity, at: (u32, u16)) -> Self {
        let last = self.returns.last_mut().unwrap();
        last.findings.push(Finding {
            code,
            name: "sample",
            severity,
            message: format!("{code}的问题。"),
            fix: "请更正。".to_owned(),
            places: vec![Place { sheet: Arc::from("绩效目标"), cell: CellRef::new(at.0, at.1) }],
            reach: Reach::Nothing,
            slots: vec![],
        });
        self
    }

    pub fn book(&self) -> Book {
        let stage = self.form.stage(self.stage).unwrap();
        let round = Round { form: &self.form, stage, roster: &self.roster, decisions: &self.decisions };
        let merged = merge(self.returns.clone(), self.refused.clone(), round);
        let scored = score(merged, round);
        let hashes = self.returns.iter().map(|r| (r.submission.file.to_string(), "0123456789abcdef".repeat(4)));
        let facts = Facts {
            year: 2024,
            department: "广州市工业和信息化局".to_owned(),
            date: NaiveDate::from_ymd_opt(2025, 1, 20).unwrap(),
            deadline: NaiveDate::from_ymd_opt(2025, 1, 15),
            program: "0.1",
            hashes: hashes.collect(),
            remarks: vec!["盖章件：收回/天河区盖章.pdf".to_owned()],
        };
        report(&scored, round, &facts)
    }
}

/// 局本级 and 天河 handed in, 海珠 did not.
pub fn evaluate() -> Sample {
    Sample::new("evaluate")
        .assign("P-02", "≥20,000家次", &[("440106", "≥12,000家次"), ("440105", "≥8,000家次")])
        .assign("P-20", "≥200家、≥100亿元", &[("440106", "≥200家、≥100亿元")])
        .assign("P-01", "≥5个", &[("440100", "≥5个")])
        .returned(
            "440100",
            "收回/局本级.xlsx",
            &[
                ("basic-expenditure", Slot::Amount, "13,053.28"),
                ("basic-expenditure", Slot::Adjusted, "13053.28"),
                ("basic-expenditure", Slot::Spent, "12000"),
                ("objective", Slot::Text, "全市工业稳中有进。"),
                ("P-01", Slot::Actual, "5"),
                ("P-01", Slot::Reason, "按期完成。"),
            ],
        )
        .returned(
            "440106",
            "收回/附件1#天河.xlsx",
            &[
                ("basic-expenditure", Slot::Amount, "不涉及"),
                ("P-02", Slot::Actual, "≥12,500家次"),
                ("P-20", Slot::Actual, "210家、98亿元"),
                ("P-20", Slot::Reason, "一家银行推迟放款。"),
            ],
        )
        .found("V104", Severity::Query, (11, 6))
        .found("V110", Severity::Note, (12, 6))
}

pub fn sheet<'a>(book: &'a Book, name: &str) -> &'a Sheet {
    book.sheets.iter().find(|s| s.name == name).unwrap()
}

pub fn shown(content: Option<&Content>) -> String {
    match content {
        None | Some(Content::Blank) => String::new(),
        Some(Content::Text(text)) => text.to_string(),
        Some(Content::Number(number)) => number.normalize().to_string(),
        Some(Content::Date(date)) => date.to_string(),
        Some(Content::Formula(formula)) => match &formula.result {
            Outcome::Number(number) => number.normalize().to_string(),
            Outcome::Text(text) => text.clone(),
        },
    }
}

/// The cells under these headers of every row below them, read as an official reads them.
pub fn lines(sheet: &Sheet, headers: &[&str]) -> Vec<Vec<String>> {
    let has = |row: &jihe::model::book::Row| {
        let texts: Vec<String> = row.cells.iter().map(|(_, c)| shown(Some(&c.content))).collect();
        headers.iter().all(|h| texts.iter().any(|t| t == h))
    };
    let head = sheet.rows.iter().find(|r| has(r)).unwrap_or_else(|| panic!("{}: {headers:?}", sheet.name));
    let columns: Vec<u16> =
        headers.iter().map(|h| head.cells.iter().find(|(_, c)| shown(Some(&c.content)) == *h).unwrap().0).collect();
    let below = sheet.rows.iter().filter(|r| r.index > head.index);
    below.map(|r| columns.iter().map(|c| shown(sheet.content(r.index, *c))).collect()).collect()
}

pub fn has_line(sheet: &Sheet, headers: &[&str], expected: &[&str]) {
    let all = lines(sheet, headers);
    assert!(all.iter().any(|l| l == expected), "{}: {expected:?} not in {all:#?}", sheet.name);
}

pub fn declare() -> Sample {
    Sample::new("declare")
        .assign("P-02", "≥20,000家次", &[("440106", "≥12,000家次"), ("440105", "≥8,000家次")])
        .assign("P-01", "≥5个", &[("440100", "≥5个")])
        .assign("B-04", "≤1.5%", &[("440100", "≤1.5%")])
        .assign("B-02", "1,300亿元左右", &[("440100", "1,300亿元左右")])
        .assign("P-20", "≥200家、≥100亿元", &[("440106", "≥200家、≥100亿元")])
        .returned(
            "440100",
            "收回/局本级.xlsx",
            &[
                ("basic-expenditure", Slot::Amount, "13053.28"),
                ("P-01", Slot::YearTarget, "≥6个"),
                ("B-02", Slot::YearTarget, "1,250亿元左右"),
            ],
        )
        .found("V301", Severity::SendBack, (5, 2))
        .returned(
            "440106",
            "收回/天河.xlsx",
            &[("P-02", Slot::YearTarget, "≥12,000家次"), ("P-20", Slot::YearTarget, "≥200家、≥90亿元")],
        )
}

/// Where the slots of the merged form stand; none of its texts here needs more than one row.
pub fn places(sample: &Sample, own: &Sheet) -> BTreeMap<(ItemId, Slot), CellRef> {
    let stage = sample.form.stage(sample.stage).unwrap();
    let layout = Layout::grown(&sample.form, stage, &|_, _| Some(String::new()));
    assert_eq!(layout.rows.len(), own.rows.len());
    layout.slots().map(|(tile, item, slot)| ((item.clone(), slot), tile.area.first)).collect()
}
