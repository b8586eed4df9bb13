//! From what a rule found to what an official reads: the form's levels, the decisions, one finding a cause, the order.

use super::rules::{Check, Found, Rule};
use super::view::View;
use crate::model::decision::{Decision, DecisionKind};
use crate::model::{Finding, ItemId, Place, Reach, Severity, Slot};
use std::collections::BTreeSet;

/// The longest list of names in one sentence; the cells are all in `places`.
const NAMED: usize = 6;

/// Where findings are taken in, one by one.
pub(super) struct Desk<'a> {
    view: &'a View<'a>,
    decisions: &'a [Decision],
    drafts: Vec<Draft>,
    decided: BTreeSet<u32>,
    foreign: bool,
}

/// A finding on its way: findings of one cause are listed together.
struct Draft {
    finding: Finding,
    /// What is listed after the message's colon; empty where the message is whole.
    listed: Vec<String>,
    /// Who decided about it.
    verdict: String,
}

impl<'a> Desk<'a> {
    pub(super) fn new(view: &'a View<'a>, decisions: &'a [Decision]) -> Self {
        Self { view, decisions, drafts: Vec::new(), decided: BTreeSet::new(), foreign: false }
    }

    /// A rule about which form it is keeps the whole return out.
    pub(super) fn is_foreign(&self) -> bool {
        self.foreign
    }

    /// Takes in what a rule found. A note on how a cell was read says nothing where that cell has to be corrected.
    pub(super) fn found(&mut self, rule: &'static Rule, found: Found) {
        let asked = |slot: &(ItemId, Slot)| {
            self.drafts.iter().any(|d| d.finding.severity > Severity::Note && d.finding.slots.contains(slot))
        };
        if rule.level == Severity::Note && found.slots.iter().any(asked) {
            return;
        }
        let mut places = self.places(&found.slots);
        places.extend(self.places(&found.beside));
        let finding = Finding {
            code: rule.code,
            name: rule.name,
            severity: rule.level,
            message: found.message,
            fix: found.fix,
            places,
            reach: rule.reach,
            slots: found.slots,
        };
        let reach = self.take(finding, found.listed.into_iter().collect());
        self.foreign |= matches!(rule.check, Check::Form(_)) && reach == Reach::File;
    }

    /// Takes in what extraction found.
    pub(super) fn extracted(&mut self, finding: Finding) {
        self.take(finding, Vec::new());
    }

    /// Every finding, one a cause, gravest first, then in the sheet's order; and the decisions used.
    pub(super) fn close(mut self) -> (Vec<Finding>, BTreeSet<u32>) {
        if self.foreign {
            // What another form or edition shows beside that is its consequence.
            self.drafts.retain(|d| d.finding.reach == Reach::File);
        }
        let mut findings: Vec<Finding> = self.drafts.into_iter().map(Draft::finish).collect();
        // Stable, so that findings about the same cell keep the order of the rules.
        findings.sort_by(|a, b| (b.severity, a.places.first()).cmp(&(a.severity, b.places.first())));
        (findings, self.decided)
    }

    fn take(&mut self, mut finding: Finding, listed: Vec<String>) -> Reach {
        if let Some(level) = self.view.form.levels.get(finding.code).copied() {
            // A rule made milder than it was written only says so; made graver, it keeps out what it always named.
            if level < finding.severity {
                finding.reach = Reach::Nothing;
            }
            finding.severity = level;
        }
        let mut verdict = String::new();
        if let Some((decision, word)) = self.decision(&finding) {
            self.decided.insert(decision.row);
            finding.severity = Severity::Note;
            finding.reach = Reach::Nothing;
            verdict = format!("（{word}：{}，{}）", decision.reason.trim(), decision.person.trim());
        }
        let reach = finding.reach;
        let draft = Draft { finding, listed, verdict };
        match self.drafts.iter_mut().find(|d| d.is_one_with(&draft)) {
            Some(same) => same.join(draft),
            None => self.drafts.push(draft),
        }
        reach
    }

    /// The decision that lowers a finding: 采纳说明 answers a 待核实, 豁免 anything.
    fn decision(&self, finding: &Finding) -> Option<(&'a Decision, &'static str)> {
        let agency = self.view.agency.map(|a| a.code.as_str()).or(self.view.submission.agency_code.as_deref())?;
        let about = |d: &Decision| match &d.item {
            None => true,
            Some(item) => !finding.slots.is_empty() && finding.slots.iter().all(|(i, _)| i == item),
        };
        self.decisions.iter().find_map(|d| {
            let word = match (d.kind, finding.severity) {
                (DecisionKind::Accepted, Severity::Query) => "说明已采纳",
                (DecisionKind::Waiver, Severity::Query | Severity::SendBack) => "已豁免",
                _ => return None,
            };
            let meant = d.agency == agency && d.rule.trim().eq_ignore_ascii_case(finding.code) && about(d);
            (meant && d.is_made() && d.says_yes()).then_some((d, word))
        })
    }

    fn places(&self, slots: &[(ItemId, Slot)]) -> Vec<Place> {
        let origin = |(item, slot): &(ItemId, Slot)| self.view.entry(item, *slot).map(|e| &e.origin);
        slots.iter().filter_map(origin).map(|o| Place { sheet: o.sheet.clone(), cell: o.cell }).collect()
    }
}

impl Draft {
    fn is_one_with(&self, other: &Draft) -> bool {
        let key = |d: &Draft| (d.finding.code, d.finding.severity, d.finding.reach);
        !self.listed.is_empty()
            && !other.listed.is_empty()
            && key(self) == key(other)
            && self.verdict == other.verdict
            && self.finding.message == other.finding.message
            && self.finding.fix == other.finding.fix
    }

    fn join(&mut self, other: Draft) {
        self.listed.extend(other.listed);
        self.finding.places.extend(other.finding.places);
        self.finding.slots.extend(other.finding.slots);
    }

    fn finish(self) -> Finding {
        let Draft { mut finding, listed, verdict } = self;
        if !listed.is_empty() {
            let rest = if listed.len() > NAMED { format!("等{}项", listed.len()) } else { String::new() };
            let named = listed.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join("、");
            finding.message = match finding.message.split_once("{}") {
                Some((before, after)) => format!("{before}{named}{rest}{after}。"),
                None => format!("{}：{named}{rest}。", finding.message),
            };
        }
        finding.message.push_str(&verdict);
        finding.places.sort_by(|a, b| (&a.sheet, a.cell).cmp(&(&b.sheet, b.cell)));
        finding.places.dedup();
        finding
    }
}
