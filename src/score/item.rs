//! Scoring one item in one scope: a target, what was achieved, and who decided what.

use super::State;
use super::methods::{self, Case, Flag, Method, Params, Verdict, compound, deadline, qualitative};
use super::rounding;
use crate::definition::Direction;
use crate::merge::Share;
use crate::model::decision::Decision;
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
    let targets: Vec<PartMark> = target_parts(q);
    let marked = match open_state(q.share) {
        Some((state, why)) => Marked::without(state, targets, why),
        None => match (q.target, q.share) {
            (Meaning::Quantity(_) | Meaning::Compound(_), Share::Numbers(actual)) => numbers(q, actual),
            (Meaning::Qualitative(_), Share::Words(tier, _)) => words(q, *tier),
            (Meaning::Date(target), Share::Day(actual)) => day(q, target, actual),
            (Meaning::Blank, _) => Marked::without(State::ToVerify, targets, "任务分解中没有目标值，待补充后计分"),
            _ => Marked::without(State::ToVerify, targets, "完成值与目标值不是同一类内容，须人工核实"),
        },
    };
    match q.decided {
        Some(decision) if marked.state != State::NotApplicable => decided(q, marked, decision),
        _ => marked,
    }
}

/// What keeps an item from being scored at all.
fn open_state(share: &Share) -> Option<(State, String)> {
    Some(match share {
        Share::NotApplicable => (State::NotApplicable, "不涉及，不计分，权重由其余指标分担".to_owned()),
        Share::Blank => (State::Blank, "完成值未填，不作为完成，也不按0计".to_owned()),
        Share::Held => (State::ToCorrect, "已退回，更正前不计分".to_owned()),
        Share::Unclear(reason) => (State::ToVerify, format!("{reason}，须人工核实")),
        Share::NotReturned => (State::NotReturned, "尚未报送".to_owned()),
        _ => return None,
    })
}

/// The parts of the target with their methods, for rows that have no value yet.
fn target_parts(q: &Question<'_>) -> Vec<PartMark> {
    let parts: Vec<PartMark> = q
        .target
        .parts()
        .iter()
        .map(|t| PartMark { method: Some(method_of(q, t)), target: Some(t.clone()), actual: None, raw: None })
        .collect();
    if parts.is_empty() { vec![PartMark { method: None, target: None, actual: None, raw: None }] } else { parts }
}

fn method_of(q: &Question<'_>, target: &Part) -> &'static Method {
    q.method.and_then(methods::by_name).unwrap_or_else(|| methods::default_for(target.bound, q.direction))
}

fn numbers(q: &Question<'_>, actual: &[Part]) -> Marked {
    let targets = q.target.parts();
    if targets.len() != actual.len() {
        let why = format!("目标有{}项，完成值有{}项，须人工核实", targets.len(), actual.len());
        return Marked::without(State::ToVerify, target_parts(q), why);
    }
    let count = u32::try_from(targets.len()).unwrap_or(1);
    let mut parts = Vec::new();
    let mut verdicts = Vec::new();
    for (target, actual) in targets.iter().zip(actual) {
        let method = method_of(q, target);
        let case = Case { weight: q.weight, parts: count, target, actual: actual.amount, params: q.params };
        let verdict = method.points(&case);
        parts.push(PartMark {
            method: Some(method),
            target: Some(target.clone()),
            actual: Some(actual.amount),
            raw: raw_of(&verdict),
        });
        verdicts.push(verdict);
    }
    match <[Verdict; 1]>::try_from(verdicts) {
        Ok([one]) => finish(one, parts),
        Err(many) => finish(compound::sum(&many), parts),
    }
}

fn raw_of(verdict: &Verdict) -> Option<Decimal> {
    match verdict {
        Verdict::Points(points) => Some(points.raw),
        _ => None,
    }
}

fn finish(verdict: Verdict, parts: Vec<PartMark>) -> Marked {
    let explanation = verdict.explanation();
    match verdict {
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

/// Scores with a method that takes one number, whatever the words or dates behind it.
fn single(q: &Question<'_>, name: &str, target: Part, actual: Decimal) -> Marked {
    let Some(method) = methods::by_name(name) else {
        return Marked::without(State::ToVerify, target_parts(q), "没有这种计分方法");
    };
    let case = Case { weight: q.weight, parts: 1, target: &target, actual, params: q.params };
    let verdict = method.points(&case);
    let raw = raw_of(&verdict);
    finish(verdict, vec![PartMark { method: Some(method), target: Some(target), actual: Some(actual), raw }])
}

fn words(q: &Question<'_>, tier: Option<crate::model::Tier>) -> Marked {
    let Some(tier) = tier else {
        return Marked::without(State::ToScore, target_parts(q), "文字没有写明是否达成，待人工评分");
    };
    match qualitative::awarded(tier, None, q.params) {
        Ok(percent) => single(q, "qualitative", qualitative::tier(tier, q.params), percent),
        Err(verdict) => finish(verdict, target_parts(q)),
    }
}

fn day(q: &Question<'_>, target: &crate::model::Deadline, actual: &crate::model::Deadline) -> Marked {
    match deadline::case_of(target, actual) {
        Ok((part, day)) => single(q, "deadline", part, day),
        Err(verdict) => finish(verdict, target_parts(q)),
    }
}

/// A person's points stand in place of the method's.
fn decided(q: &Question<'_>, marked: Marked, decision: &Decision) -> Marked {
    let given = Decimal::from_str(decision.value.trim()).ok().filter(|p| *p >= Decimal::ZERO && *p <= q.weight);
    let Some(points) = given.map(rounding::points) else {
        let why =
            format!("《决定》第{}行的评定得分“{}”不在0到{}分之间，须改正", decision.row, decision.value, q.weight);
        return Marked::without(State::ToVerify, marked.parts, why);
    };
    let explanation = format!("{}评定{}分：{}", decision.person, points, decision.reason);
    Marked { state: State::Decided, points: Some(points), explanation, ..marked }
}
