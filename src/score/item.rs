//! Scoring one item in one scope: a target, what was achieved, and who decided what.

use super::State;
use super::assess::{Scheme, assess};
use super::methods::{self, Flag, Method, Params, Verdict, qualitative};
use super::rounding;
use crate::definition::{Direction, Steps};
use crate::merge::{ReturnState, Share};
use crate::model::decision::Decision;
use crate::model::round_half_up::plain;
use crate::model::{Meaning, Part};
use rust_decimal::Decimal;
use std::str::FromStr;

/// What is needed to score one item.
pub(super) struct Question<'a> {
    pub(super) weight: Decimal,
    pub(super) target: &'a Meaning,
    pub(super) share: &'a Share,
    pub(super) direction: Direction,
    pub(super) method: Option<&'a str>,
    pub(super) decided: Option<&'a Decision>,
    pub(super) params: &'a Params,
    pub(super) steps: Option<&'a Steps>,
}

/// One part as its method takes it.
#[derive(Debug, Clone)]
pub(super) struct PartMark {
    pub(super) method: Option<&'static Method>,
    pub(super) target: Option<Part>,
    pub(super) actual: Option<Decimal>,
    pub(super) raw: Option<Decimal>,
}

/// The item's points, or the state that keeps them back.
#[derive(Debug, Clone)]
pub(super) struct Marked {
    pub(super) state: State,
    pub(super) parts: Vec<PartMark>,
    pub(super) points: Option<Decimal>,
    pub(super) rate: Option<Decimal>,
    pub(super) flag: Option<Flag>,
    pub(super) explanation: String,
}

impl Marked {
    fn without(state: State, parts: Vec<PartMark>, explanation: impl Into<String>) -> Self {
        Self { state, parts, points: None, rate: None, flag: None, explanation: explanation.into() }
    }
}

/// Scores one item.
pub(super) fn mark(q: &Question<'_>) -> Marked {
    let marked = match open_state(q.share) {
        Some((state, why)) => Marked::without(state, target_parts(q), why),
        None => assessed(q),
    };
    match q.decided {
        Some(decision) if marked.state != State::NotApplicable => decided(q, marked, decision),
        _ => marked,
    }
}

/// What keeps an item from being scored at all.
fn open_state(share: &Share) -> Option<(State, String)> {
    Some(match share {
        Share::NotApplicable => (State::NotApplicable, Verdict::NotApplicable.explanation()),
        Share::Blank => (State::Blank, "完成值未填，不作为完成，也不按0计".to_owned()),
        Share::Held => (State::ToCorrect, "已退回，更正前不计分".to_owned()),
        Share::Unclear(reason) => (State::ToVerify, format!("{reason}，须人工核实")),
        Share::NotReturned(state) => {
            let why = match state {
                ReturnState::Undecided => "报送了多份，尚未选定以哪一份为准",
                ReturnState::SentBack => "整份来件已退回，更正前不计分",
                _ => "尚未报送",
            };
            (State::NotReturned(*state), why.to_owned())
        }
        _ => return None,
    })
}

/// The parts of the target with their methods, for rows that have no value yet.
fn target_parts(q: &Question<'_>) -> Vec<PartMark> {
    let part = |target: Option<&Part>| PartMark {
        method: target.map(|t| {
            q.method.and_then(methods::by_name).unwrap_or_else(|| methods::default_for(t.bound, q.direction, q.params))
        }),
        target: target.cloned(),
        actual: None,
        raw: None,
    };
    match q.target.parts() {
        [] => vec![part(None)],
        targets => targets.iter().map(|t| part(Some(t))).collect(),
    }
}

fn assessed(q: &Question<'_>) -> Marked {
    let actual = match q.share {
        Share::Numbers(parts) => match parts.as_slice() {
            [one] => Meaning::Quantity(one.clone()),
            many => Meaning::Compound(many.to_vec()),
        },
        Share::Day(day) => Meaning::Date(*day),
        Share::Words(tier, _) => Meaning::Qualitative(*tier),
        _ => Meaning::Blank,
    };
    let scheme =
        Scheme { weight: q.weight, direction: q.direction, method: q.method, params: q.params, steps: q.steps };
    let assessment = assess(&scheme, q.target, &actual);
    let mut parts: Vec<PartMark> = assessment
        .parts
        .into_iter()
        .map(|p| PartMark {
            method: Some(p.method),
            target: Some(p.target),
            actual: Some(p.actual),
            raw: match p.verdict {
                Verdict::Points(points) => Some(points.raw),
                _ => None,
            },
        })
        .collect();
    if parts.is_empty() {
        parts = unscored(q, actual.parts());
    }
    let explanation = assessment.verdict.explanation();
    match assessment.verdict {
        Verdict::Points(points) => Marked {
            state: State::Counted,
            parts,
            points: Some(points.rounded()),
            rate: points.rate.map(|(_, rate)| rate),
            flag: points.flag,
            explanation,
        },
        Verdict::Query(_) => Marked::without(State::ToVerify, parts, explanation),
        Verdict::ToScore(_) => Marked::without(State::ToScore, parts, explanation),
        Verdict::NotApplicable => Marked::without(State::NotApplicable, parts, explanation),
    }
}

/// Values that no method has taken: they stand in the workings and in the sums all the same.
fn unscored(q: &Question<'_>, actual: &[Part]) -> Vec<PartMark> {
    if actual.is_empty() {
        return target_parts(q);
    }
    let targets = q.target.parts();
    let shown = |n: usize| targets.get(n).or(actual.get(n)).cloned();
    (0..actual.len())
        .map(|n| PartMark { method: None, target: shown(n), actual: actual.get(n).map(|p| p.amount), raw: None })
        .collect()
}

/// Between which points a person may score: the tier that the words name, else anything up to the weight.
fn bounds(q: &Question<'_>) -> String {
    let share = |percent: Decimal| {
        let points = q.weight.checked_mul(percent).and_then(|p| p.checked_div(Decimal::ONE_HUNDRED));
        points.map_or_else(|| "—".to_owned(), plain)
    };
    match q.share {
        Share::Words(Some(tier), _) => {
            let part = qualitative::tier(*tier, q.params);
            let upper = part.upper.unwrap_or(Decimal::ONE_HUNDRED);
            let except = if upper < Decimal::ONE_HUNDRED { "（不含上限）" } else { "" };
            format!("{}到{}分{except}", share(part.amount), share(upper))
        }
        _ => format!("0到{}分", plain(q.weight)),
    }
}

/// A person's points stand in place of the method's.
fn decided(q: &Question<'_>, marked: Marked, decision: &Decision) -> Marked {
    let given = Decimal::from_str(decision.value.trim()).ok().map(rounding::cents);
    let fits = |points: &Decimal| match q.share {
        Share::Words(Some(tier), _) => qualitative::fits(*tier, q.weight, *points, q.params) == Some(true),
        _ => *points >= Decimal::ZERO && *points <= q.weight,
    };
    let Some(points) = given.filter(fits) else {
        // No method has a say while a person's points are in question, neither here nor in the workings.
        let parts = marked.parts.into_iter().map(|p| PartMark { method: None, raw: None, ..p }).collect();
        let why = format!("《决定》第{}行的评定得分“{}”不在{}之间，须改正", decision.row, decision.value, bounds(q));
        return Marked::without(State::ToVerify, parts, why);
    };
    let explanation = format!("{}评定{}分：{}", decision.person, plain(points), decision.reason);
    Marked { state: State::Decided, points: Some(points), explanation, ..marked }
}
