//! 综述: the round in one paragraph, as it would stand in a report to the leadership. Its numbers are those of the cells
//! below it; it is dated text, and the flag above says when they have been changed since.

use super::super::say::counted;
use super::weakest::{full_marks, rate, weakest_items};
use super::{Page, RATE_OF, rate_is_of_fewer, why_provisional};
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
        let sentences = if self.nothing_returned() {
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

    /// 本轮应报12个单位，已报送11个（其中无须更正9个，待更正2个：荔湾、天河），未报1个（白云）。
    pub(super) fn returns_sentence(&self) -> String {
        let agencies = &self.c.scored.merged.agencies;
        let of = |state: ReturnState| -> Vec<&str> {
            agencies.iter().filter(|a| a.state == state).map(|a| a.agency.short.as_str()).collect()
        };
        let missing = of(ReturnState::Missing);
        let came = agencies.len() - missing.len();
        let mut parts = Vec::new();
        for state in [ReturnState::ToCorrect, ReturnState::Undecided, ReturnState::SentBack] {
            let names = of(state);
            if !names.is_empty() {
                parts.push(format!("{}{}个：{}", state.word(), names.len(), counted(&names)));
            }
        }
        let received = of(ReturnState::Received).len();
        let inner = match parts.is_empty() {
            true => String::new(),
            false => format!("（其中无须更正{received}个，{}）", parts.join("；")),
        };
        let rest = match missing.is_empty() {
            true => String::new(),
            false => format!("，未报{}个（{}）", missing.len(), counted(&missing)),
        };
        format!("本轮应报{}个单位，已报送{came}个{inner}{rest}。", agencies.len())
    }

    fn score_sentence(&self) -> String {
        let total = &self.c.scored.total;
        let points = |p: Decimal| format!("{:.2}", round_half_up(p, 2));
        let Some(score) = total.score else {
            return format!("尚无得分：{}。", why_provisional(self.c));
        };
        let reviewed = total.reviewed.map_or(String::new(), |r| format!("，复核得分{}分", points(r)));
        let open = if total.provisional { "（暂定）" } else { "" };
        let verdict = match total.grade {
            Some(grade) => format!("，评价等级为“{}”", grade.word()),
            None if total.provisional => format!("；因{}，暂不评定等级", why_provisional(self.c)),
            None => String::new(),
        };
        let totals = &self.c.scored.totals;
        let graded: Vec<String> = Grade::ALL
            .iter()
            .filter_map(|grade| {
                let count = totals.iter().filter(|t| t.grade == Some(*grade)).count();
                (count > 0).then(|| format!("“{}”{count}个", grade.word()))
            })
            .collect();
        let ungraded = totals.iter().filter(|t| t.grade.is_none()).count();
        let grades = match (graded.is_empty(), ungraded) {
            (true, 0) => String::new(),
            (true, count) => format!("{count}个单位暂不评定等级。"),
            (false, 0) => format!("各单位评价等级：{}。", graded.join("，")),
            (false, count) => format!("各单位评价等级：{}，暂不评定{count}个。", graded.join("，")),
        };
        format!("部门自评得分{}分{open}{reviewed}{verdict}。{grades}", points(score))
    }

    /// 得分率较低的指标是“…”（66.83%）、…; where nothing is complete, the same of what is provisional.
    fn weak_sentence(&self) -> Option<String> {
        let weakest = weakest_items(self.c);
        if weakest.is_empty() {
            return self.c.scored.total.score.map(|_| full_marks(self.c));
        }
        let said = |score: &ItemScore| {
            let percent = rate(score).map(|r| round_half_up(r, 4) * Decimal::ONE_HUNDRED);
            let open = if score.is_final() { "" } else { "，暂定" };
            format!("{}（{:.2}%{open}）", quote(&self.c.label(&score.item)), percent.unwrap_or_default())
        };
        let complete: Vec<&ItemScore> = weakest.iter().map(|(_, s)| *s).filter(|s| s.is_final()).collect();
        let all: Vec<&ItemScore> = weakest.iter().map(|(_, s)| *s).collect();
        let (of, list) = if complete.is_empty() { ("", all) } else { ("数据完整的指标中，", complete) };
        let of = if list.len() == weakest.len() { "" } else { of };
        let named: Vec<String> = list.into_iter().take(3).map(said).collect();
        Some(format!("{of}得分率较低的是{}。", named.join("、")))
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
