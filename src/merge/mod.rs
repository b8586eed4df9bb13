//! Many `Checked` → `Merged`: one figure per item and slot, each with its contributions and "n of m".
//!
//! Figures are aggregated first and scored afterwards (DOMAIN §5). Blank, 0 and 不涉及 stay three things, and nothing
//! that could not be read is counted as 0.

pub mod aggregates;
mod choose;
mod citywide;
mod share;
mod weight;

use crate::check::Checked;
use crate::definition::{FormDef, Item, Owner, Stage};
use crate::model::decision::{DEPARTMENT, Decision, DecisionKind};
use crate::model::roster::Assigned;
use crate::model::{Agency, Finding, ItemId, Meaning, Origin, Reach, Reading, Roster, Severity, Slot, quote};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::sync::Arc;

pub use aggregates::Aggregate;
pub use choose::{Choice, choose, is_named};
pub use citywide::CODE as CITY_WIDE;
pub use share::Share;
pub use weight::weigher;

/// The pages of the findings M1….
pub const PAGES: &str = include_str!("pages.md");

/// A file in 收回/ that could not be read at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedFile {
    /// Its path relative to the round folder.
    pub file: Arc<str>,
    /// What kind of file it is or what ails it, in a Chinese word: 加密.
    pub kind: &'static str,
    /// Why, in one Chinese sentence.
    pub message: String,
    /// What to do, in one Chinese sentence.
    pub fix: String,
}

/// Everything the round knows besides the returns.
#[derive(Clone, Copy)]
pub struct Round<'a> {
    /// The form.
    pub form: &'a FormDef,
    /// The stage.
    pub stage: &'a Stage,
    /// Who is expected, with what.
    pub roster: &'a Roster,
    /// What people decided.
    pub decisions: &'a [Decision],
}

/// Where an agency's return stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReturnState {
    /// 已报.
    Received,
    /// 待更正: merged but for the slots sent back.
    ToCorrect,
    /// 待选定: several returns and nothing says which counts.
    Undecided,
    /// 退回: the whole return is kept out.
    SentBack,
    /// 未报.
    Missing,
}

impl ReturnState {
    /// The word an official reads.
    pub fn word(self) -> &'static str {
        match self {
            ReturnState::Received => "已报",
            ReturnState::ToCorrect => "待更正",
            ReturnState::Undecided => "待选定",
            ReturnState::SentBack => "退回",
            ReturnState::Missing => "未报",
        }
    }

    /// Its figures are in the merge, at least in part.
    pub fn is_merged(self) -> bool {
        matches!(self, ReturnState::Received | ReturnState::ToCorrect)
    }
}

/// One agency of the roster with what it handed in.
#[derive(Debug, Clone, PartialEq)]
pub struct AgencyReturn {
    /// The agency.
    pub agency: Agency,
    /// Where its return stands.
    pub state: ReturnState,
    /// The return that counts.
    pub chosen: Option<Checked>,
    /// The others it sent: superseded, sent back whole, or not yet chosen among.
    pub others: Vec<Checked>,
}

/// One agency's part in a figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// The agency's place in `Merged::agencies`.
    pub agency: usize,
    /// What it gives.
    pub share: Share,
    /// The amount that weights it, for weighted means.
    pub weight: Option<Decimal>,
    /// The names it lists, where names are counted.
    pub names: Vec<String>,
    /// Where it stands.
    pub origin: Option<Origin>,
}

/// A figure of the department: one item's slot, rolled up.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The item.
    pub item: ItemId,
    /// The slot.
    pub slot: Slot,
    /// What it comes to; `Blank` where nobody has given anything, `Unclear` with the question where it cannot be added.
    pub meaning: Meaning,
    /// The text of a text slot; of counted names, the list.
    pub text: String,
    /// One for every agency of the roster, in its order.
    pub contributions: Vec<Contribution>,
    /// Agencies that gave a value.
    pub have: usize,
    /// Agencies that should: all but those it does not concern.
    pub expected: usize,
}

impl Figure {
    /// Fewer agencies than expected are in it: 暂定.
    pub fn is_provisional(&self) -> bool {
        self.have < self.expected || matches!(self.meaning, Meaning::Unclear(_))
    }

    /// `11/12`.
    pub fn coverage(&self) -> String {
        format!("{}/{}", self.have, self.expected)
    }
}

/// The whole round, merged.
#[derive(Debug, Clone, PartialEq)]
pub struct Merged {
    /// Every agency of the roster, in its order.
    pub agencies: Vec<AgencyReturn>,
    /// Returns of nobody on the roster.
    pub strays: Vec<Checked>,
    /// Files that could not be read.
    pub refused: Vec<RefusedFile>,
    /// Every figure, in print order.
    pub figures: Vec<Figure>,
    /// What the merge itself found (codes M…).
    pub findings: Vec<(Option<usize>, Finding)>,
}

impl Merged {
    /// The figure of an item's slot.
    pub fn figure(&self, item: &ItemId, slot: Slot) -> Option<&Figure> {
        self.figures.iter().find(|f| &f.item == item && f.slot == slot)
    }

    /// Agencies whose figures are in the merge.
    pub fn merged_count(&self) -> usize {
        self.agencies.iter().filter(|a| a.state.is_merged()).count()
    }
}

/// Chooses the return that counts of each agency and rolls every figure up.
pub fn merge(returns: Vec<Checked>, refused: Vec<RefusedFile>, round: Round<'_>) -> Merged {
    let Choice { agencies, strays, findings } = choose(returns, round);
    let mut merged = Merged { agencies, strays, refused, figures: Vec::new(), findings };
    for (item, slot) in slots(round) {
        if let Some(item) = round.form.item(&item) {
            let (figure, asked) = figure(&merged.agencies, item, slot, round);
            merged.findings.extend(asked.map(|(agency, f)| (Some(agency), f)));
            merged.findings.extend(unadded(&figure, round).map(|f| (None, f)));
            merged.findings.extend(repeated(&figure, item, &merged.agencies, round).map(|f| (None, f)));
            merged.figures.push(figure);
        }
    }
    merged
}

/// M201: the agencies' values do not go together.
fn unadded(figure: &Figure, round: Round<'_>) -> Option<Finding> {
    let Meaning::Unclear(reason) = &figure.meaning else { return None };
    let (label, slot) = (round.form.label_of(&figure.item), round.form.slot_label(figure.slot));
    Some(Finding {
        code: "M201",
        name: "figure-not-added",
        severity: Severity::Query,
        message: format!("{}的{slot}没有汇总：{reason}。", quote(label)),
        fix: "请核对《溯源》中各单位的数值和《名册》的任务分解、权数，更正后重新汇总。".to_owned(),
        places: Vec::new(),
        reach: Reach::Nothing,
        slots: vec![(figure.item.clone(), figure.slot)],
    })
}

/// M203: names that several agencies list count once.
fn repeated(figure: &Figure, item: &Item, agencies: &[AgencyReturn], round: Round<'_>) -> Option<Finding> {
    const NAMED: usize = 10;
    if !item.lists_names() || figure.slot != Slot::Actual {
        return None;
    }
    let mut listed = aggregates::listed(&figure.contributions);
    listed.retain(|l| l.agencies.len() > 1);
    if listed.is_empty() {
        return None;
    }
    let short = |n: &usize| agencies.get(*n).map_or("", |a| a.agency.short.as_str());
    let each = |l: &aggregates::Listed| {
        format!("{}（{}）", quote(&l.name), l.agencies.iter().map(short).collect::<Vec<_>>().join("、"))
    };
    let named: Vec<String> = listed.iter().take(NAMED).map(each).collect();
    let rest = if listed.len() > NAMED { format!("等{}个", listed.len()) } else { String::new() };
    Some(Finding {
        code: "M203",
        name: "name-repeated",
        severity: Severity::Note,
        message: format!(
            "“{}”的{}中，以下名称在不止一个单位出现，汇总时各只计一次：{}{rest}。",
            item.label,
            round.form.slot_label(figure.slot),
            named.join("、")
        ),
        fix: "确为同一家的不必处理；只是重名的，请有关单位写全称加以区分。".to_owned(),
        places: Vec::new(),
        reach: Reach::Nothing,
        slots: vec![(figure.item.clone(), figure.slot)],
    })
}

/// Every item and slot that is rolled up at this stage, in print order; each once.
fn slots(round: Round<'_>) -> Vec<(ItemId, Slot)> {
    let layout = crate::definition::layout::Layout::of(round.form, round.stage);
    layout.slots().map(|(_, item, slot)| (item.clone(), slot)).collect()
}

fn figure(agencies: &[AgencyReturn], item: &Item, slot: Slot, round: Round<'_>) -> (Figure, Option<(usize, Finding)>) {
    let target = department_target(&item.id, Slot::YearTarget, round);
    let weights = weight::Weights::of(item, slot, round);
    let mut contributions: Vec<Contribution> = agencies
        .iter()
        .enumerate()
        .map(|(n, agency)| {
            let (share, origin) = share::share(agency, item, slot, &target.meaning, round);
            let names = share::names(agency, item, slot, &share);
            Contribution { agency: n, share, weight: weights.weight(agency), names, origin }
        })
        .collect();
    let names: Vec<&Agency> = agencies.iter().map(|a| &a.agency).collect();
    // A department's own targets are given, not added up, once the year has begun.
    let given = round.stage.scored && matches!(slot, Slot::YearTarget | Slot::TermTarget);
    let asked = if given { None } else { citywide::ask(item, slot, &mut contributions, &names, round) };
    let (meaning, text) = if given {
        let own = department_target(&item.id, slot, round);
        (own.meaning, own.text)
    } else if slot.is_text() {
        (Meaning::Blank, texts(item, slot, &contributions, &names))
    } else {
        let meaning = aggregates::by_name(&item.aggregate).map_or(Meaning::Blank, |a| {
            let weight = weight::name(item, slot, round);
            let pool = aggregates::Pool { contributions: &contributions, slot, agencies: &names, weight: &weight };
            (a.roll_up)(&pool)
        });
        let text = match &meaning {
            Meaning::Qualitative(_) => texts(item, slot, &contributions, &names),
            _ if item.lists_names() => {
                aggregates::listed(&contributions).into_iter().map(|l| l.name).collect::<Vec<_>>().join("、")
            }
            _ => String::new(),
        };
        (meaning, text)
    };
    let counts = |c: &&Contribution| !matches!(c.share, Share::NotApplicable);
    let own_text = slot.is_text() && item.aggregate == aggregates::HEADQUARTERS;
    let concerned: Vec<&Contribution> = contributions
        .iter()
        .filter(counts)
        .filter(|c| !own_text || names[c.agency].role == crate::model::Role::Headquarters)
        .collect();
    let (have, expected) = if given || slot == Slot::Reason || (own_text && item.optional) {
        (0, 0)
    } else {
        (concerned.iter().filter(|c| c.share.is_given()).count(), concerned.len())
    };
    (Figure { item: item.id.clone(), slot, meaning, text, contributions, have, expected }, asked)
}

/// The text of a text slot: the headquarters' own, or every agency's under its name. Where every agency's words are
/// gathered, whoever's are missing is named too.
fn texts(item: &Item, slot: Slot, contributions: &[Contribution], agencies: &[&Agency]) -> String {
    let own = item.aggregate == aggregates::HEADQUARTERS && slot != Slot::Reason;
    let gathered = item.aggregate == aggregates::TEXT_BY_AGENCY && slot != Slot::Reason;
    let mut lines = Vec::new();
    for c in contributions {
        let text = match (&c.share, c.share.word()) {
            (Share::Text(text), _) => text,
            (Share::Words(_, text), _) if !text.is_empty() => text,
            (Share::NotApplicable, _) => continue,
            (_, Some(word)) if gathered => &format!("（{word}）"),
            _ => continue,
        };
        if !own {
            // A line for each agency, however many lines it wrote.
            lines.push(format!("{}：{}", agencies[c.agency].short, on_one_line(text)));
        } else if agencies[c.agency].role == crate::model::Role::Headquarters {
            lines.push(text.clone());
        }
    }
    lines.join("\n")
}

/// What an agency wrote on several lines, on one.
pub fn on_one_line(text: &str) -> String {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("　")
}

/// The department's own target: an adjustment decided by a person, else 任务分解, else the definition.
pub fn department_target(item: &ItemId, slot: Slot, round: Round<'_>) -> Reading {
    if let Some(text) = adjusted_target(item, slot, DEPARTMENT, round.decisions) {
        return Reading::of(text);
    }
    let given = round.roster.department.get(&(item.clone(), slot)).map(String::as_str);
    let indicator = round.form.item(item).and_then(|i| i.indicator.as_ref());
    let own = indicator.map(|i| if slot == Slot::TermTarget { &i.term_target } else { &i.target });
    Reading::of(given.or(own.map(String::as_str)).unwrap_or_default())
}

/// An agency's target: an adjustment decided by a person, else 任务分解.
pub fn agency_target(item: &ItemId, slot: Slot, code: &str, round: Round<'_>) -> Assigned {
    match adjusted_target(item, slot, code, round.decisions) {
        Some(text) => Assigned::Target(text.to_owned()),
        None => round.roster.assigned(item, slot, code).clone(),
    }
}

fn adjusted_target<'a>(item: &ItemId, slot: Slot, code: &str, decisions: &'a [Decision]) -> Option<&'a str> {
    if slot != Slot::YearTarget {
        return None;
    }
    decisions
        .iter()
        .rfind(|d| d.kind == DecisionKind::Target && d.is_made() && d.agency == code && d.item.as_ref() == Some(item))
        .map(|d| d.value.as_str())
}

/// Whether an agency has a part in an item: an indicator's owner kind and 任务分解 say so.
pub fn concerns(item: &Item, agency: &Agency, round: Round<'_>) -> bool {
    let Some(indicator) = &item.indicator else { return true };
    match agency_target(&item.id, Slot::YearTarget, &agency.code, round) {
        Assigned::NotApplicable => false,
        Assigned::Target(_) => true,
        Assigned::Open => match indicator.owner {
            Owner::Any => true,
            Owner::Headquarters => agency.role == crate::model::Role::Headquarters,
            Owner::One => false,
        },
    }
}

/// What a person decided on one agency's item, by kind: the last line that is filled whole.
pub fn decided<'a>(kind: DecisionKind, item: &ItemId, code: &str, decisions: &'a [Decision]) -> Option<&'a Decision> {
    decisions.iter().rfind(|d| d.kind == kind && d.is_made() && d.agency == code && d.item.as_ref() == Some(item))
}

/// The agencies' places by code.
pub fn by_code(agencies: &[AgencyReturn]) -> BTreeMap<&str, usize> {
    agencies.iter().enumerate().map(|(n, a)| (a.agency.code.as_str(), n)).collect()
}
