//! 综述: the round in one paragraph, as it would stand in a report to the leadership. Its numbers are those of the cells
//! below it; it is dated text, and the flag above says when they have been changed since.

use super::weakest::{rate, weakest_items};
use super::{Page, why_provisional};
use crate::merge::ReturnState;
use crate::model::Severity;
use crate::model::round_half_up::round_half_up;
use crate::score::ItemScore;
use crate::score::grade::Grade;
use rust_decimal::Decimal;

impl Page<'_> {
    pub(super) fn briefing(&mut self) {
        let sentences = if self.nothing_returned() {
            vec![self.nothing_sentence()]
        } else if self.c.round.stage.scored {
            let mut sentences = vec![self.returns_sentence()];
            sentences.extend(self.score_sentence());
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

    /// 本轮应报12个单位，已报9个，待更正2个，未报1个。
    fn returns_sentence(&self) -> String {
        let agencies = &self.c.scored.merged.agencies;
        let mut words = vec![format!("本轮应报{}个单位", agencies.len())];
        for state in [
            ReturnState::Received,
            ReturnState::ToCorrect,
            ReturnState::Undecided,
            ReturnState::SentBack,
            ReturnState::Missing,
        ] {
            let count = agencies.iter().filter(|a| a.state == state).count();
            if count > 0 || state == ReturnState::Received {
                words.push(format!("{}{count}个", state.word()));
            }
        }
        format!("{}。", words.join("，"))
    }

    fn score_sentence(&self) -> Option<String> {
        let total = &self.c.scored.total;
        let points = |p: Decimal| format!("{:.2}", round_half_up(p, 2));
        let score = total.score?;
        let reviewed = total.reviewed.map_or(String::new(), |r| format!("，复核得分{}分", points(r)));
        let verdict = match total.grade {
            Some(grade) => format!("，评价等级为“{}”", grade.word()),
            None => format!("，因{}，得分为暂定，不评等级", why_provisional(self.c)),
        };
        let totals = &self.c.scored.totals;
        let graded: Vec<String> = Grade::ALL
            .iter()
            .filter_map(|grade| {
                let count = totals.iter().filter(|t| t.grade == Some(*grade)).count();
                (count > 0).then(|| format!("“{}”{count}个", grade.word()))
            })
            .collect();
        let open = totals.iter().filter(|t| t.grade.is_none()).count();
        let grades = match (graded.is_empty(), open) {
            (true, 0) => String::new(),
            (true, open) => format!("{open}个单位尚未评定等级。"),
            (false, 0) => format!("各单位评价等级：{}。", graded.join("，")),
            (false, open) => format!("各单位评价等级：{}，暂定{open}个。", graded.join("，")),
        };
        Some(format!("部门自评得分{}分{reviewed}{verdict}。{grades}", points(score)))
    }

    /// 得分率最低的指标是“…”（66.83%）、…
    fn weak_sentence(&self) -> Option<String> {
        let weakest = weakest_items(&self.c.scored.department);
        if weakest.is_empty() {
            return self.c.scored.total.score.map(|_| "已计分的指标均得满分。".to_owned());
        }
        let said = |score: &ItemScore| {
            let percent = rate(score).map(|r| round_half_up(r, 4) * Decimal::ONE_HUNDRED);
            let open = if score.is_final() { "" } else { "，暂定" };
            format!("“{}”（{:.2}%{open}）", self.c.label(&score.item), percent.unwrap_or_default())
        };
        let named: Vec<String> = weakest.iter().take(3).map(|(_, score)| said(score)).collect();
        Some(format!("得分率最低的指标是{}。", named.join("、")))
    }

    fn execution_sentence(&self) -> Option<String> {
        let rate = self.c.scored.total.execution?;
        let percent = round_half_up(rate * Decimal::ONE_HUNDRED, 2);
        let own = |i: &&ItemScore| self.c.round.form.is_execution(&i.item);
        let open = self.c.scored.department.iter().find(own).is_some_and(|i| !i.is_final());
        Some(format!("预算执行率{percent:.2}%{}。", if open { "（暂定）" } else { "" }))
    }

    pub(super) fn findings_sentence(&self) -> String {
        let tally = super::super::findings::tally(self.c);
        let count = |severity: Severity| {
            tally.iter().find(|(word, _, _)| *word == severity.word()).map_or(0, |(_, count, _)| *count)
        };
        match (count(Severity::SendBack), count(Severity::Query)) {
            (0, 0) => "审核没有发现需要退回或核实的问题。".to_owned(),
            (0, query) => format!("审核发现待核实的问题{query}条。"),
            (back, 0) => format!("审核发现须退回更正的问题{back}条。"),
            (back, query) => format!("审核发现须退回更正的问题{back}条，待核实的问题{query}条。"),
        }
    }
}
