//! 综述: the round in one paragraph, as it would stand in a report to the leadership. Its numbers are those of the cells
//! below it; it is dated text, and the flag above says when they have been changed since.

use super::super::agencies::capped_said;
use super::super::budget::{RATE_OF, rate_is_of_fewer};
use super::super::say::counted;
use super::weakest::{FULL_MARKS, is_any_scored, rate, weakest_items};
use super::{Page, why_provisional};
use crate::merge::ReturnState;
use crate::model::Severity;
use crate::model::quote::quote;
use crate::model::round_half_up::round_half_up;
use crate::score::ItemScore;
use crate::score::grade::Grade;
use rust_decimal::Decimal;

/// The finding about an agency that has not handed in.
const MISSING: &str = "M101";

impl Page<'_> {
    pub(super) fn briefing(&mut self) {
        let sentences = if self.c.nothing_returned() {
            vec![self.nothing_sentence()]
        } else if self.c.round.stage.scored {
            let mut sentences = vec![self.returns_sentence()];
            sentences.push(self.score_sentence());
            sentences.extend(self.weak_sentence());
            sentences.extend(self.execution_sentence());
            sentences.push(self.findings_sentence());
            sentences
        } else {
            self.declared_sentences()
        };
        let text = format!("　　{}", sentences.concat());
        self.heading("综述", "");
        self.line(&text);
    }

    /// 本轮应报12个单位：已报9个，待更正2个（荔湾、天河），未报1个（白云）。
    pub(super) fn returns_sentence(&self) -> String {
        let merged = &self.c.scored.merged;
        let agencies = &merged.agencies;
        let of = |state: ReturnState| -> Vec<&str> {
            agencies.iter().filter(|a| a.state == state).map(|a| a.agency.short.as_str()).collect()
        };
        let received = of(ReturnState::Received).len();
        let mut parts: Vec<String> = (received > 0).then(|| format!("已报{received}个")).into_iter().collect();
        for state in [ReturnState::ToCorrect, ReturnState::Undecided, ReturnState::SentBack, ReturnState::Missing] {
            let names = of(state);
            if !names.is_empty() {
                parts.push(format!("{}{}个（{}）", state.word(), names.len(), counted(&names)));
            }
        }
        let parts = if received == agencies.len() { "均已报送".to_owned() } else { parts.join("，") };
        let stray = merged.strays.len() + merged.refused.len();
        let stray = match stray {
            0 => String::new(),
            count => format!("另有{count}份来件没有计入，原因见《报送情况》。"),
        };
        let after = if received == agencies.len() { "，" } else { "：" };
        format!("本轮应报{}个单位{after}{parts}。{stray}", agencies.len())
    }

    fn score_sentence(&self) -> String {
        let total = &self.c.scored.total;
        let points = |p: Decimal| format!("{:.2}", round_half_up(p, 2));
        let Some(score) = total.score else {
            return format!("尚无得分：{}。", why_provisional(self.c));
        };
        let reviewed = total.reviewed.map_or(String::new(), |r| format!("，复核得分{}分", points(r)));
        let capped = total.cap.as_ref().map(|cap| format!("（{}）", capped_said(cap))).unwrap_or_default();
        // The targets are the whole department's, what was achieved is not: that is why the score is so low.
        let merged = &self.c.scored.merged;
        let open = match (total.provisional, merged.merged_count() < merged.agencies.len()) {
            (true, true) => format!("（暂定，目标按全部单位计，完成数只含已计入的{}个单位）", merged.merged_count()),
            (true, false) => "（暂定）".to_owned(),
            _ => String::new(),
        };
        let verdict = match total.grade {
            Some(grade) => format!("，评价等级为“{}”", grade.word()),
            None if total.provisional => format!("；因{}，暂不评定等级", why_provisional(self.c)),
            None => String::new(),
        };
        let totals = &self.c.scored.totals;
        let graded: Vec<String> = Grade::ALL
            .iter()
            .filter_map(|grade| {
                let own: Vec<&str> =
                    totals.iter().filter(|t| t.grade == Some(*grade)).map(|t| self.c.scope_name(t.scope)).collect();
                let names = if *grade == Grade::Poor { format!("（{}）", counted(&own)) } else { String::new() };
                (!own.is_empty()).then(|| format!("“{}”{}个{names}", grade.word(), own.len()))
            })
            .collect();
        let by = if totals.iter().any(|t| t.reviewed.is_some()) { "" } else { "按自评得分，" };
        let ungraded = totals.iter().filter(|t| t.grade.is_none()).count();
        let grades = match (graded.is_empty(), ungraded) {
            (true, 0) => String::new(),
            (true, count) => format!("{count}个单位暂不评定等级。"),
            (false, 0) => format!("{by}各单位评价等级：{}。", graded.join("，")),
            (false, count) => format!("{by}各单位评价等级：{}，暂不评定{count}个。", graded.join("，")),
        };
        format!("部门自评得分{}分{capped}{open}{reviewed}{verdict}。{grades}", points(score))
    }

    /// 得分率较低的是“…”（66.83%）、…: of what is complete; what lacks an agency may owe its rate to that alone.
    fn weak_sentence(&self) -> Option<String> {
        let weakest = weakest_items(self.c);
        if weakest.is_empty() {
            return is_any_scored(self.c).then(|| FULL_MARKS.to_owned());
        }
        let said = |score: &ItemScore| {
            let percent = rate(score).map(|r| round_half_up(r, 4) * Decimal::ONE_HUNDRED).unwrap_or_default();
            format!("{}（{percent:.2}%）", quote(&self.c.label(&score.item)))
        };
        let complete = weakest.iter().map(|(_, score)| *score).filter(|score| score.is_final());
        let named: Vec<String> = complete.take(3).map(said).collect();
        let of =
            if self.c.scored.department.iter().all(ItemScore::is_final) { "" } else { "数据完整的指标中，" };
        (!named.is_empty()).then(|| format!("{of}得分率较低的是{}。", named.join("、")))
    }

    fn execution_sentence(&self) -> Option<String> {
        let rate = self.c.scored.total.execution?;
        let percent = round_half_up(rate * Decimal::ONE_HUNDRED, 2);
        let own = |i: &&ItemScore| self.c.round.form.is_execution(&i.item);
        let open = self.c.scored.department.iter().find(own).is_some_and(|i| !i.is_final());
        let said = match (open, rate_is_of_fewer(self.c)) {
            (true, true) => format!("（暂定，{RATE_OF}）"),
            (true, false) => "（暂定）".to_owned(),
            (false, true) => format!("（{RATE_OF}）"),
            (false, false) => String::new(),
        };
        Some(format!("预算执行率{percent:.2}%{said}。"))
    }

    pub(super) fn findings_sentence(&self) -> String {
        let tally = super::super::findings::tally(self.c);
        let count = |severity: Severity| {
            tally.iter().find(|(word, _, _)| *word == severity.word()).map_or(0, |(_, count, _)| *count)
        };
        let missing =
            |(_, f): &&(Option<usize>, crate::model::Finding)| f.code == MISSING && f.severity == Severity::Query;
        let of_them = match self.c.scored.merged.findings.iter().filter(missing).count() {
            0 => String::new(),
            1 if count(Severity::Query) == 1 => "（即单位未报）".to_owned(),
            missing if missing == count(Severity::Query) => "（均为单位未报）".to_owned(),
            missing => format!("（含单位未报{missing}条）"),
        };
        match (count(Severity::SendBack), count(Severity::Query)) {
            (0, 0) => "审核没有发现需要退回或核实的问题。".to_owned(),
            (0, query) => format!("审核发现待核实的问题{query}条{of_them}。"),
            (back, 0) => format!("审核发现须退回更正的问题{back}条。"),
            (back, query) => format!("审核发现须退回更正的问题{back}条，待核实的问题{query}条{of_them}。"),
        }
    }
}
