//! A return made by hand, for tests: everything filled as a careful clerk would, then changed cell by cell.

use super::{Checked, Context, check, codes};
use crate::definition::layout::Layout;
use crate::definition::tests::WORDS;
use crate::definition::{BUILT_IN, FormDef, Stage, Vocabulary};
use crate::extract::{Anchor, CellCount, Entry, Submission};
use crate::model::decision::Decision;
use crate::model::roster::Assigned;
use crate::model::{Agency, ItemId, Meaning, Origin, Part, Reading, Role, Roster, Slot};
use rust_decimal::Decimal;
use std::str::FromStr;
use std::sync::Arc;

/// The agency whose return it is.
pub(crate) const AGENCY: &str = "440104";

/// A return with the round around it.
pub(crate) struct Sample {
    pub(crate) form: FormDef,
    pub(crate) stage: Stage,
    pub(crate) roster: Roster,
    pub(crate) decisions: Vec<Decision>,
    pub(crate) submission: Submission,
}

impl Sample {
    /// A return in which nothing is amiss.
    pub(crate) fn clean(form: &str, stage: &str) -> Sample {
        let form = built_in(form);
        let stage = form.stage(stage).unwrap().clone();
        let layout = Layout::of(&form, &stage);
        let entries = layout.slots().map(|(tile, item, slot)| Entry {
            item: item.clone(),
            slot,
            text: String::new(),
            reading: Reading::of(""),
            numeric: false,
            origin: Origin {
                file: Arc::from("越秀区.xlsx"),
                sheet: Arc::from(form.sheet.as_str()),
                cell: tile.area.first,
            },
            anchors: vec![Anchor::Label, Anchor::Key, Anchor::Name, Anchor::Layout],
            sure: true,
        });
        let submission = Submission {
            file: Arc::from("越秀区.xlsx"),
            format: "xlsx",
            sheet: Arc::from(form.sheet.as_str()),
            form: Some(form.id.clone()),
            version: Some(form.version.clone()),
            stage: Some(stage.id.clone()),
            agency_code: Some(AGENCY.to_owned()),
            agency_name: "越秀区工业和信息化局".to_owned(),
            modified: None,
            checksum: None,
            signoff: Vec::new(),
            entries: entries.collect(),
            unplaced: Vec::new(),
            added: Vec::new(),
            cells: CellCount::default(),
            findings: Vec::new(),
        };
        let roster = Roster { agencies: vec![yuexiu(), haizhu()], ..Roster::default() };
        let mut sample = Sample { form, stage, roster, decisions: Vec::new(), submission };
        sample.fill();
        sample
    }

    fn fill(&mut self) {
        let indicators: Vec<(ItemId, String)> =
            self.form.indicators().map(|(item, n)| (item.id.clone(), n.target.clone())).collect();
        for (item, target) in indicators {
            self.assign(&item, &target);
            self.set(&item, Slot::TermTarget, &target);
            self.set(&item, Slot::YearTarget, &target);
            self.meet(&item);
        }
        let slots: Vec<(ItemId, Slot)> = self.submission.entries.iter().map(|e| (e.item.clone(), e.slot)).collect();
        let leading: Vec<ItemId> =
            self.form.balances.iter().flat_map(|b| b.sums.iter().filter_map(|s| s.of.first().cloned())).collect();
        for (item, slot) in slots {
            let has_money = leading.contains(&item) || self.form.balances.is_empty();
            match slot {
                Slot::Reason => {}
                _ if slot.is_amount() => self.set(&item, slot, if has_money { "5000" } else { "不涉及" }),
                _ if slot.is_text() && !self.form.item(&item).unwrap().optional => self.set(&item, slot, "已写明"),
                _ => {}
            }
        }
    }

    /// What 任务分解 says for an item, both targets: `不涉及`, blank, or a target.
    pub(crate) fn assign(&mut self, item: &ItemId, text: &str) {
        for slot in [Slot::TermTarget, Slot::YearTarget] {
            let assigned = match text {
                "" => Assigned::Open,
                "不涉及" => Assigned::NotApplicable,
                target => Assigned::Target(target.to_owned()),
            };
            self.roster.assigned.insert((item.clone(), slot, AGENCY.to_owned()), assigned);
        }
    }

    /// Sets the actual value to what is assigned, exactly.
    pub(crate) fn meet(&mut self, item: &ItemId) {
        let target = self.target(item);
        let amounts = |parts: &[Part]| -> Vec<String> {
            parts
                .iter()
                .map(|p| format!("{}{}", p.amount, if parts.len() > 1 { p.measure_text() } else { String::new() }))
                .collect()
        };
        let text = match &target {
            Meaning::Quantity(_) | Meaning::Compound(_) => amounts(target.parts()).join("、"),
            Meaning::Qualitative(_) => "达成预期指标".to_owned(),
            Meaning::NotApplicable => "不涉及".to_owned(),
            Meaning::Date(day) => day.date.format("%Y年%-m月%-d日").to_string(),
            _ => String::new(),
        };
        self.set(item, Slot::Actual, &text);
    }

    fn target(&self, item: &ItemId) -> Meaning {
        match self.roster.assigned(item, Slot::YearTarget, AGENCY) {
            Assigned::Target(text) => Reading::of(text).meaning,
            Assigned::NotApplicable => Meaning::NotApplicable,
            Assigned::Open => Meaning::Blank,
        }
    }

    /// Types into a cell: digits (with % perhaps) become a number, as in Excel; an apostrophe before them keeps them
    /// text. Slots that this stage does not have are passed over.
    pub(crate) fn set(&mut self, item: &ItemId, slot: Slot, typed: &str) {
        let text = typed.strip_prefix('\'').unwrap_or(typed);
        let numeric = typed == text && Decimal::from_str(text.trim_end_matches('%')).is_ok();
        let reading = match slot {
            Slot::Actual => Reading::beside(text, &self.target(item)),
            _ if slot.is_text() && !text.trim().is_empty() => {
                Reading { text: text.to_owned(), meaning: Meaning::Qualitative(None), notes: Vec::new() }
            }
            _ => Reading::of(text),
        };
        let found = self.submission.entries.iter_mut().find(|e| &e.item == item && e.slot == slot);
        let Some(entry) = found else { return };
        entry.text = text.to_owned();
        entry.numeric = numeric;
        entry.reading = reading;
    }

    /// Runs the rules.
    pub(crate) fn check(&self) -> Checked {
        check(self.submission.clone(), &self.context())
    }

    /// What the rules are told.
    pub(crate) fn context(&self) -> Context<'_> {
        Context { form: &self.form, stage: &self.stage, roster: Some(&self.roster), decisions: &self.decisions }
    }

    /// Every finding as one line: code, level, cells, message.
    pub(crate) fn lines(&self) -> Vec<String> {
        lines(&self.check())
    }
}

/// Every finding as one line: `V102 退回 G29 “…”`.
pub(crate) fn lines(checked: &Checked) -> Vec<String> {
    let cells = |f: &crate::model::Finding| f.places.iter().map(|p| p.cell.to_string()).collect::<Vec<_>>().join("、");
    checked.findings.iter().map(|f| format!("{} {} {} {}", f.code, f.severity.word(), cells(f), f.message)).collect()
}

fn built_in(id: &str) -> FormDef {
    let (_, text) = BUILT_IN.iter().find(|(own, _)| *own == id).unwrap();
    let words = Vocabulary { rules: &codes(), ..WORDS };
    FormDef::parse(text, &words).unwrap()
}

fn yuexiu() -> Agency {
    agency(AGENCY, "越秀区工业和信息化局", "越秀区", Role::Headquarters)
}

fn haizhu() -> Agency {
    agency("440105", "海珠区工业和信息化局", "海珠区", Role::District)
}

fn agency(code: &str, name: &str, short: &str, role: Role) -> Agency {
    Agency {
        code: code.to_owned(),
        name: name.to_owned(),
        short: short.to_owned(),
        former: vec![name.replace("工业和信息化局", "科技工业和信息化局")],
        role,
        ranked: true,
        contact: String::new(),
        phone: String::new(),
        mail: String::new(),
    }
}
