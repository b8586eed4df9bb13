//! 计算底稿 as data: item by item, every agency's row in roster order, then the department's own.

use super::item::{Marked, PartMark, Question, mark};
use super::methods::Params;
use super::{ItemScore, Scope, State, WorkRow, rounding, scored_items};
use crate::definition::{Direction, GroupOf, Item};
use crate::merge::{self, AgencyReturn, Figure, Merged, Round, Share};
use crate::model::decision::{DEPARTMENT, DecisionKind};
use crate::model::roster::Assigned;
use crate::model::{Bound, ItemId, Meaning, Part, Reading, Slot, quote};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::str::FromStr;

/// The rows and the scores they lead to.
pub(super) struct Sheet {
    pub(super) rows: Vec<WorkRow>,
    pub(super) department: Vec<ItemScore>,
    pub(super) agencies: Vec<Vec<ItemScore>>,
}

/// One scope's value of one figure, scored or not.
struct Line {
    scope: Scope,
    weighting: Option<Decimal>,
    bounds: Vec<Bound>,
    marked: Marked,
    coverage: Option<(usize, usize)>,
}

pub(super) fn work_out(merged: &Merged, round: Round<'_>, params: &Params) -> Sheet {
    let weights: BTreeMap<ItemId, Decimal> = scored_items(round.form).into_iter().collect();
    let mut out = Sheet { rows: Vec::new(), department: Vec::new(), agencies: vec![Vec::new(); merged.agencies.len()] };
    for figure in merged.figures.iter().filter(|f| is_worked(f.slot, round.stage.scored)) {
        let Some(item) = round.form.item(&figure.item) else { continue };
        let scored = round.stage.scored && figure.slot == Slot::Actual;
        let weight = weights.get(&figure.item).copied().filter(|_| scored).unwrap_or_default();
        let lines = if scored {
            scored_lines(figure, item, weight, merged, round, params)
        } else {
            plain_lines(figure, &item.id, merged, round)
        };
        out.add(&figure.item, figure.slot, weight, lines, scored, round);
    }
    if round.stage.scored {
        for group in &round.form.groups {
            if let GroupOf::Execution { id, .. } = &group.of {
                let lines = execution_lines(&group.of, group.weight, merged, round, params);
                out.add(id, Slot::Spent, group.weight, lines, true, round);
            }
        }
    }
    let order: BTreeMap<ItemId, usize> =
        scored_items(round.form).into_iter().enumerate().map(|(n, (id, _))| (id, n)).collect();
    for scores in out.agencies.iter_mut().chain([&mut out.department]) {
        scores.sort_by_key(|s| order.get(&s.item).copied());
    }
    out
}

/// Amounts always; 完成值 where points are given, targets where they are pledged.
fn is_worked(slot: Slot, scored: bool) -> bool {
    slot.is_amount() || (slot.is_indicator_value() && scored == (slot == Slot::Actual))
}

impl Sheet {
    fn add(&mut self, item: &ItemId, slot: Slot, weight: Decimal, lines: Vec<Line>, scored: bool, round: Round<'_>) {
        let parts = lines.iter().map(|l| l.marked.parts.len()).max().unwrap_or(1);
        let start = self.rows.len();
        let count = lines.len();
        for part in 0..parts {
            for line in &lines {
                self.rows.push(row(item, slot, weight, line, part, parts));
            }
        }
        if !scored {
            return;
        }
        for (n, line) in lines.into_iter().enumerate() {
            let code = match line.scope {
                Scope::Department => DEPARTMENT,
                Scope::Agency(a) => round.roster.agencies.get(a).map_or("", |agency| agency.code.as_str()),
            };
            let reviewed = merge::decided(DecisionKind::Reviewed, item, code, round.decisions)
                .and_then(|d| Decimal::from_str(d.value.trim()).ok())
                .map(rounding::cents)
                .filter(|p| *p >= Decimal::ZERO && *p <= weight && line.marked.state != State::NotApplicable);
            let score = ItemScore {
                scope: line.scope,
                item: item.clone(),
                weight,
                state: line.marked.state,
                points: line.marked.points,
                reviewed,
                rate: line.marked.rate,
                flag: line.marked.flag,
                explanation: line.marked.explanation,
                rows: (0..parts).map(|p| start + p * count + n).collect(),
                coverage: line.coverage,
            };
            match line.scope {
                Scope::Department => self.department.push(score),
                Scope::Agency(a) => self.agencies[a].push(score),
            }
        }
    }
}

fn row(item: &ItemId, slot: Slot, weight: Decimal, line: &Line, part: usize, parts: usize) -> WorkRow {
    let empty = PartMark { method: None, target: None, actual: None, raw: None };
    let p = line.marked.parts.get(part).unwrap_or(&empty);
    WorkRow {
        scope: line.scope,
        item: item.clone(),
        slot,
        part,
        parts,
        method: p.method,
        target: p.target.clone(),
        actual: p.actual,
        bound: line.bounds.get(part).copied().unwrap_or(Bound::Bare),
        measure: p.target.as_ref().map(Part::measure_text).unwrap_or_default(),
        // Words that await their points are weighted by the money beside them all the same.
        weighting: line.weighting.filter(|_| p.actual.is_some() || line.marked.state == State::ToScore),
        weight,
        state: line.marked.state,
        raw: p.raw,
    }
}

/// 完成值 of one indicator, scored for every agency against 任务分解 and for the department against its own target.
fn scored_lines(
    figure: &Figure,
    item: &Item,
    weight: Decimal,
    merged: &Merged,
    round: Round<'_>,
    params: &Params,
) -> Vec<Line> {
    let Some(indicator) = &item.indicator else { return Vec::new() };
    let department = merge::department_target(&item.id, Slot::YearTarget, round).meaning;
    let question = |target: &Meaning, share: &Share, code: &str| {
        mark(&Question {
            weight,
            target,
            share,
            direction: indicator.direction,
            method: indicator.method.as_deref(),
            decided: merge::decided(DecisionKind::Points, &item.id, code, round.decisions),
            params,
            steps: indicator.steps.as_ref(),
        })
    };
    let mut lines: Vec<Line> = figure
        .contributions
        .iter()
        .zip(&merged.agencies)
        .map(|(c, agency)| {
            let target = own_target(item, agency, &department, round);
            let marked = question(&target, &c.share, &agency.agency.code);
            Line {
                scope: Scope::Agency(c.agency),
                weighting: c.weight,
                bounds: bounds(&c.share),
                marked,
                coverage: None,
            }
        })
        .collect();
    let share = figure_share(figure);
    let marked = question(&department, &share, DEPARTMENT);
    let coverage = Some((figure.have, figure.expected));
    lines.push(Line { scope: Scope::Department, weighting: None, bounds: bounds(&share), marked, coverage });
    lines
}

/// The agency's own target in the department's measure; `Blank` where it has none or it does not convert.
fn own_target(item: &Item, agency: &AgencyReturn, department: &Meaning, round: Round<'_>) -> Meaning {
    let Assigned::Target(text) = merge::agency_target(&item.id, Slot::YearTarget, &agency.agency.code, round) else {
        return Meaning::Blank;
    };
    let own = Reading::beside(&text, department).meaning;
    if own.parts().len() != department.parts().len() {
        return if own.parts().is_empty() && department.parts().is_empty() { own } else { Meaning::Blank };
    }
    let measures = round.form.measures_of(&item.id);
    let mut parts = Vec::new();
    for (part, model) in own.parts().iter().zip(department.parts()) {
        let Some(part) = part.converted(model, measures) else { return Meaning::Blank };
        parts.push(part);
    }
    match own {
        Meaning::Quantity(_) => parts.into_iter().next().map_or(Meaning::Blank, Meaning::Quantity),
        Meaning::Compound(_) => Meaning::Compound(parts),
        other => other,
    }
}

/// The merged figure as something to be scored.
fn figure_share(figure: &Figure) -> Share {
    match &figure.meaning {
        Meaning::Quantity(_) | Meaning::Compound(_) => Share::Numbers(figure.meaning.parts().to_vec()),
        Meaning::Date(day) => Share::Day(*day),
        Meaning::Qualitative(tier) => Share::Words(*tier, String::new()),
        Meaning::Unclear(reason) => Share::Unclear(reason.clone()),
        _ if figure.expected == 0 => Share::Unclear("任务分解中没有单位承担".to_owned()),
        _ => why_empty(figure),
    }
}

/// Nobody gave a value: the one reason they share, or 待核实.
fn why_empty(figure: &Figure) -> Share {
    let mut reasons: Vec<&Share> =
        figure.contributions.iter().map(|c| &c.share).filter(|s| **s != Share::NotApplicable).collect();
    reasons.dedup();
    match reasons.as_slice() {
        [one] => (*one).clone(),
        _ => Share::Unclear("承担单位均未报送可用的数值".to_owned()),
    }
}

fn bounds(share: &Share) -> Vec<Bound> {
    match share {
        Share::Numbers(parts) => parts.iter().map(|p| p.bound).collect(),
        _ => Vec::new(),
    }
}

/// Figures that are only added up: amounts, and targets at a stage without scores.
fn plain_lines(figure: &Figure, item: &ItemId, merged: &Merged, round: Round<'_>) -> Vec<Line> {
    let model = merge::department_target(item, figure.slot, round).meaning;
    let share =
        if figure.slot.is_amount() && figure.expected == 0 { Share::NotApplicable } else { figure_share(figure) };
    let agencies = figure.contributions.iter().map(|c| (Scope::Agency(c.agency), &c.share, c.weight, None));
    let own = (Scope::Department, &share, None, Some((figure.have, figure.expected)));
    let money = [Part { measure: round.form.measure.clone(), ..Part::bare(Decimal::ZERO) }];
    let targets = if figure.slot.is_amount() { &money } else { model.parts() };
    debug_assert_eq!(figure.contributions.len(), merged.agencies.len());
    agencies
        .chain([own])
        .map(|(scope, share, weighting, coverage)| Line {
            scope,
            weighting,
            bounds: bounds(share),
            marked: plain(share, targets),
            coverage,
        })
        .collect()
}

fn plain(share: &Share, targets: &[Part]) -> Marked {
    let state = match share {
        Share::NotApplicable => State::NotApplicable,
        Share::Blank => State::Blank,
        Share::Held => State::ToCorrect,
        Share::Unclear(_) => State::ToVerify,
        Share::NotReturned(state) => State::NotReturned(*state),
        _ => State::Counted,
    };
    let part = |target: Option<&Part>, actual: Option<Decimal>| PartMark {
        method: None,
        target: target.map(|t| Part { bound: Bound::Bare, amount: Decimal::ZERO, upper: None, ..t.clone() }),
        actual,
        raw: None,
    };
    let parts = match share {
        Share::Numbers(parts) => parts.iter().map(|p| part(Some(p), Some(p.amount))).collect(),
        _ if targets.is_empty() => vec![part(None, None)],
        _ => targets.iter().map(|t| part(Some(t), None)).collect(),
    };
    let explanation = match share {
        Share::Unclear(reason) => reason.clone(),
        _ => String::new(),
    };
    Marked { state, parts, points: None, rate: None, flag: None, explanation }
}

/// 预算执行率: spent over budget, added up over its lines, for every agency and over all agencies.
fn execution_lines(group: &GroupOf, weight: Decimal, merged: &Merged, round: Round<'_>, params: &Params) -> Vec<Line> {
    let GroupOf::Execution { id, method, budget, spent, of, .. } = group else { return Vec::new() };
    let one = |sums: Result<(Decimal, Decimal), Share>, code: &str| {
        let (target, share) = match sums {
            Ok((budget, spent)) => (budget, Share::Numbers(vec![money(spent, round)])),
            Err(share) => (Decimal::ZERO, share),
        };
        let decided = merge::decided(DecisionKind::Points, id, code, round.decisions);
        let target = Meaning::Quantity(money(target, round));
        let mut marked = mark(&Question {
            weight,
            target: &target,
            share: &share,
            direction: Direction::Positive,
            method: Some(method),
            decided,
            params,
            steps: None,
        });
        if !share.is_given() {
            marked.parts.iter_mut().for_each(|p| p.target = None);
        }
        marked
    };
    let mut lines = Vec::new();
    for (n, agency) in merged.agencies.iter().enumerate() {
        let sums = added(of, (*budget, *spent), n, merged, round);
        let marked = one(sums, &agency.agency.code);
        lines.push(Line { scope: Scope::Agency(n), weighting: None, bounds: Vec::new(), marked, coverage: None });
    }
    let count = |wanted: fn(&State) -> bool| lines.iter().filter(|l| wanted(&l.marked.state)).count();
    let have = lines.iter().filter(|l| counted(l).is_some()).count();
    let expected = lines.len() - count(|s| *s == State::NotApplicable);
    let marked = one(over_all(&lines), DEPARTMENT);
    let coverage = Some((have, expected));
    lines.push(Line { scope: Scope::Department, weighting: None, bounds: Vec::new(), marked, coverage });
    lines
}

/// Budget and spending that count: both given, and scored by the rule or by a person.
fn counted(line: &Line) -> Option<(Decimal, Decimal)> {
    let part = line.marked.parts.first().filter(|_| matches!(line.marked.state, State::Counted | State::Decided))?;
    Some((part.target.as_ref()?.amount, part.actual?))
}

fn money(amount: Decimal, round: Round<'_>) -> Part {
    Part { measure: round.form.measure.clone(), ..Part::bare(amount) }
}

/// Budget and spending over the agencies whose both count; 不涉及 where nobody has a budget to execute, and where nothing counts,
/// the one reason they share.
fn over_all(lines: &[Line]) -> Result<(Decimal, Decimal), Share> {
    let mut pairs = lines.iter().filter_map(counted).peekable();
    if pairs.peek().is_some() {
        return pairs.try_fold((Decimal::ZERO, Decimal::ZERO), plus).ok_or_else(too_large);
    }
    let mut states: Vec<State> =
        lines.iter().map(|line| line.marked.state).filter(|state| *state != State::NotApplicable).collect();
    states.dedup();
    Err(match states.as_slice() {
        [] => Share::NotApplicable,
        [State::Blank] => Share::Blank,
        [State::ToCorrect] => Share::Held,
        [State::NotReturned(state)] => Share::NotReturned(*state),
        _ => Share::Unclear("没有单位报送可用的预算执行数".to_owned()),
    })
}

/// One agency's budget and spending over these items; what stands in the way of one of them is the answer.
fn added(
    of: &[ItemId],
    slots: (Slot, Slot),
    agency: usize,
    merged: &Merged,
    round: Round<'_>,
) -> Result<(Decimal, Decimal), Share> {
    let share = |item, slot| {
        let contribution = merged.figure(item, slot).and_then(|f| f.contributions.get(agency));
        contribution.map_or(Share::Blank, |c| c.share.clone())
    };
    let mut sums = None;
    for item in of {
        match (amount(share(item, slots.0))?, amount(share(item, slots.1))?) {
            (None, None) => {}
            (budget, spent) => {
                let (b, s) = (budget.unwrap_or_default(), spent.unwrap_or_default());
                // 不涉及 is not 0: beside an amount it says that one of the two is wrong.
                if (budget.is_none() || spent.is_none()) && !(b.is_zero() && s.is_zero()) {
                    let label = round.form.label_of(item);
                    return Err(Share::Unclear(format!(
                        "{}的预算数与执行数一个填为“不涉及”，一个有金额",
                        quote(label)
                    )));
                }
                sums = Some(plus(sums.unwrap_or_default(), (b, s)).ok_or_else(too_large)?);
            }
        }
    }
    sums.ok_or(Share::NotApplicable)
}

/// An amount, `None` for 不涉及; anything else stands in the way.
fn amount(share: Share) -> Result<Option<Decimal>, Share> {
    match share {
        Share::Numbers(parts) => match parts.as_slice() {
            [one] => Ok(Some(one.amount)),
            _ => Err(Share::Unclear("一格里有几个金额".to_owned())),
        },
        Share::NotApplicable => Ok(None),
        open => Err(open),
    }
}

fn plus(a: (Decimal, Decimal), b: (Decimal, Decimal)) -> Option<(Decimal, Decimal)> {
    Some((a.0.checked_add(b.0)?, a.1.checked_add(b.1)?))
}

fn too_large() -> Share {
    Share::Unclear("数值过大".to_owned())
}
