//! 总览 at a stage without scores: whether the targets are decomposed, what is budgeted, what the review came to, and who
//! has to mend or hand in what.

use super::super::pen;
use super::super::{budget, decomposition, findings, review};
use super::charts::{BARS, HEIGHT, LIST, PIXELS, ROWS, WIDE, column};
use super::{FINDINGS, LAST, NOTHING, Page, Part};
use crate::model::book::{AMOUNT_FORMAT, Chart, Content, Outcome, Style, palette};
use crate::model::origin::column_name;
use crate::model::quote::quote;
use crate::model::round_half_up::{grouped, round_half_up};
use crate::model::{CellRef, Mark};
use crate::score::Scope;
use decomposition::Count;
use rust_decimal::Decimal;
use std::sync::Arc;

/// Lines of each list.
const LINES: usize = 5;
/// A column of the decomposition by 一级指标: its header, its width in columns of the page, its colour in the chart, and how a
/// count above 0 is marked.
type Verdict = (&'static str, u16, u32, Option<Mark>);
const VERDICTS: [Verdict; 6] = [
    ("相符", 1, palette::CHART_TEAL, None),
    ("相符（暂定）", 2, palette::CHART_TEAL_PALE, Some(Mark::Provisional)),
    ("缺口", 1, palette::CHART_RUST, Some(Mark::Short)),
    ("缺口（暂定）", 2, palette::CHART_RUST_PALE, Some(Mark::Provisional)),
    ("超出", 1, palette::CHART_BLUE, None),
    ("待定", 2, palette::CHART_GREY, Some(Mark::ToVerify)),
];
/// Where the first of them stands.
const FIRST: u16 = 3;

/// An agency's budget: its place in the roster, its cell, the sum.
type Budget = (usize, String, Decimal);

/// The rows of the decomposition by 一级指标.
struct Groups {
    first: u32,
    labels: Vec<String>,
    /// For each of `VERDICTS`, how many lines there are of each.
    counts: Vec<Vec<usize>>,
    /// How many lines of each fall short, 暂定 or not.
    short: Vec<usize>,
}

impl Page<'_> {
    pub(super) fn declared(&mut self) {
        if self.c.nothing_returned() {
            return;
        }
        let groups = self.decomposed();
        self.sums();
        self.declared_charts(&groups);
        self.gaps();
        self.counted("审核结论", "单位：个", &review::tally(self.c));
        self.unfinished();
        self.counted(FINDINGS.0, FINDINGS.1, &findings::tally(self.c));
    }

    /// How the lines of 分解衔接表 stand, by 一级指标.
    fn decomposed(&mut self) -> Groups {
        self.heading("绩效目标分解衔接", "单位：项；“超出”包括暂定的");
        let verdicts = VERDICTS.iter().map(|(word, width, ..)| (*word, *width));
        let headers: Vec<(&str, u16)> = [("一级指标", 2), ("目标", 1)].into_iter().chain(verdicts).collect();
        self.columns(&headers);
        let labels = decomposition::groups(self.c);
        let counts = vec![Vec::new(); VERDICTS.len()];
        let mut groups = Groups { first: self.row, counts, short: Vec::new(), labels };
        for label in groups.labels.clone() {
            let cell = CellRef::new(self.row, 0).absolute();
            let own = decomposition::counts(self.c, Some((&label, &cell)));
            let row = self.verdicts(&label, &own);
            groups.counts.iter_mut().zip(row).for_each(|(all, one)| all.push(one));
            groups.short.push(own[1].total());
        }
        self.verdicts("合计", &decomposition::counts(self.c, None));
        groups
    }

    /// One line of it; how many of each.
    fn verdicts(&mut self, label: &str, [met, short, over, open]: &[Count; 4]) -> Vec<usize> {
        let all = |count: &Count| (count.total(), count.formula());
        let counts =
            [&met.standing, &met.so_far, &short.standing, &short.so_far, &all(over), &all(open)].map(Clone::clone);
        let mut col = FIRST;
        let mut places = Vec::new();
        for (_, width, ..) in VERDICTS {
            places.push(format!("{}{}", column_name(col), self.row + 1));
            col += width;
        }
        let total: usize = counts.iter().map(|(count, _)| count).sum();
        let part = |(content, style): Part, width: u16| (width, content, style);
        let mut cells = vec![part(self.plain(label), 2), part(self.number(places.join("+"), total), 1)];
        for ((count, formula), (_, width, _, mark)) in counts.iter().zip(VERDICTS) {
            let (content, style) = self.number(formula.clone(), *count);
            let mark = mark.filter(|_| *count > 0);
            cells.push((width, content, mark.map_or(style, |mark| self.marked_count(mark))));
        }
        self.cells(cells, (2, label, 10, ""));
        counts.iter().map(|(count, _)| *count).collect()
    }

    fn marked_count(&self, mark: Mark) -> Arc<Style> {
        Arc::new(self.value.clone().number("0").mark(mark))
    }

    /// The department's sums that must be equal, and whether they are.
    fn sums(&mut self) {
        let c = self.c;
        let sums = budget::sums(c);
        if sums.is_empty() {
            return;
        }
        self.heading("预算总额", &format!("单位：{}", c.round.form.measure));
        let mut headers: Vec<&str> = sums.iter().map(|sum| sum.label.as_str()).collect();
        headers.push("数据状态");
        self.headers(&headers);
        let amount = self.style(AMOUNT_FORMAT);
        let mut cells: Vec<Part> = sums
            .iter()
            .map(|sum| (Content::formula(sum.cell.clone(), sum.result.clone()), Arc::clone(&amount)))
            .collect();
        cells.push(self.standing(budget::is_provisional(c)));
        self.row_of(cells);
        let lacking = budget::lacking_by_sum(c);
        if !lacking.is_empty() {
            self.line(&format!("{}。", lacking.join("；")));
        }
    }

    fn declared_charts(&mut self, groups: &Groups) {
        let all = self.budgets();
        let (apart, totals) = apart(&all);
        let used = groups.counts.iter().any(|counts| counts.iter().any(|n| *n > 0));
        let (compared, grouped) = (totals.len() > 1, used && groups.labels.len() > 1);
        if !compared && !grouped {
            return;
        }
        let top = self.row;
        let shown = totals.get(..BARS).unwrap_or(totals);
        let rows = u32::try_from(shown.len() + 3).unwrap_or(ROWS).max(ROWS);
        let mut left = 0;
        if grouped {
            self.groups_chart(groups, CellRef::new(top, left), rows);
            left = LAST / 2 + 1;
        }
        if compared {
            let title = self.budget_title(apart, totals);
            self.budget_chart(title, shown, CellRef::new(top, left), rows);
        }
        for _ in 0..rows {
            self.next(HEIGHT);
        }
    }

    fn groups_chart(&mut self, groups: &Groups, at: CellRef, rows: u32) {
        let mut series = Vec::new();
        let mut col = FIRST;
        for ((word, width, colour, _), counts) in VERDICTS.into_iter().zip(&groups.counts) {
            if counts.iter().any(|n| *n > 0) {
                series.push((word.to_owned(), column(col, groups.first, groups.labels.len()), colour));
            }
            col += width;
        }
        let sum = |n: usize| groups.counts.iter().filter_map(|counts| counts.get(n)).sum::<usize>();
        let longest = (0..groups.labels.len()).map(sum).max().unwrap_or(1);
        self.sheet.charts.push(Chart {
            at,
            size: (WIDE, rows * PIXELS),
            title: groups_title(groups, &decomposition::counts(self.c, None)),
            horizontal: true,
            categories: column(0, groups.first, groups.labels.len()),
            series,
            ends: (Decimal::ZERO, Decimal::from(longest + 1)),
            format: "0",
        });
    }

    /// The agencies that have given amounts, largest first.
    fn budgets(&self) -> Vec<Budget> {
        let known = |(n, (cell, result)): (usize, (String, Outcome))| match result {
            Outcome::Number(sum) => Some((n, cell, sum)),
            Outcome::Text(_) => None,
        };
        let mut totals: Vec<Budget> = budget::totals(self.c).into_iter().enumerate().filter_map(known).collect();
        totals.sort_by_key(|(n, _, sum)| (std::cmp::Reverse(*sum), *n));
        totals
    }

    /// Who has the most, or how many of them the chart shows; of those that have told their amounts.
    fn budget_title(&self, apart: Option<&Budget>, totals: &[Budget]) -> String {
        let name = |n: usize| self.c.scope_name(Scope::Agency(n));
        let measure = &self.c.round.form.measure;
        let amount = |sum: Decimal| format!("{}{measure}", grouped(round_half_up(sum, 0), 0));
        let open = if budget::lacking(self.c, 0).is_empty() { "" } else { "（暂定）" };
        let Some((first, _, most)) = totals.first() else { return String::new() };
        let equal = totals.iter().filter(|(_, _, sum)| sum == most).count();
        let who = match equal {
            1 => name(*first).to_owned(),
            some => format!("{}等{some}个单位", name(*first)),
        };
        let said = match apart {
            Some((n, _, sum)) => {
                let rest = match equal {
                    _ if totals.len() > BARS => format!("其后{BARS}个单位"),
                    all if all == totals.len() => "其余单位相同".to_owned(),
                    _ => format!("{who}次之"),
                };
                format!("{}预算{}，{rest}", name(*n), amount(*sum))
            }
            None if totals.len() > BARS => format!("预算较多的{BARS}个单位"),
            None if equal == totals.len() => "各单位预算相同".to_owned(),
            None => format!("{who}预算最多"),
        };
        format!("{said}{open}")
    }

    fn budget_chart(&mut self, title: String, totals: &[Budget], at: CellRef, rows: u32) {
        let styles = pen::Styles::new();
        let measure = &self.c.round.form.measure;
        let header = format!("预算（{measure}）");
        for (col, text) in [(LIST, "图中单位"), (LIST + 1, header.as_str()), (LIST + 2, "报送状态")] {
            self.sheet.text(at.row, col, text, &styles.header);
        }
        self.sheet.widths.extend([(LIST, 1_200), (LIST + 1, 1_600), (LIST + 2, 1_000)]);
        let amount = Arc::new(Style::data().number("#,##0"));
        for (row, (n, cell, sum)) in (at.row + 1..).zip(totals) {
            self.sheet.text(row, LIST, self.c.scope_name(Scope::Agency(*n)), &styles.text);
            self.sheet.put(row, LIST + 1, Content::formula(cell.clone(), Outcome::Number(*sum)), &amount);
            let state = self.c.scored.merged.agencies.get(*n).map_or(NOTHING, |a| a.state.word());
            self.sheet.text(row, LIST + 2, state, &styles.center);
        }
        let [(_, _, most), ..] = totals else { return };
        self.sheet.charts.push(Chart {
            at,
            size: (WIDE, rows * PIXELS),
            title,
            horizontal: true,
            categories: column(LIST, at.row + 1, totals.len()),
            series: vec![("预算".to_owned(), column(LIST + 1, at.row + 1, totals.len()), palette::CHART_BLUE)],
            ends: (Decimal::ZERO, room_for(*most)),
            format: "#,##0",
        });
    }

    /// Where the agencies' pledges fall short of the department's target.
    fn gaps(&mut self) {
        let gaps = decomposition::gaps(self.c);
        let so_far = match gaps.iter().filter(|gap| gap.so_far).count() {
            0 => String::new(),
            count => format!("（其中暂定{count}项）"),
        };
        let remark = match gaps.len() {
            0 => String::new(),
            count => format!("共{count}项{so_far}；按差额占部门目标的比例，完整的在前"),
        };
        self.heading("缺口较大的指标", &remark);
        self.columns(&[("三级指标", 4), ("部门目标", 2), ("已分解", 2), ("差额", 2), ("衔接情况", 2)]);
        if gaps.is_empty() {
            let [met, _, over, open] = decomposition::counts(self.c, None);
            self.line(&match (open.total(), met.so_far.0 + over.so_far.0) {
                (0, 0) => "没有缺口。".to_owned(),
                (0, _) => "按已计入的数没有缺口（暂定）。".to_owned(),
                (open, _) => format!("尚未发现缺口；另有{open}项待定，暂不能判断。"),
            });
        }
        for gap in gaps.iter().take(LINES) {
            let mark = if gap.so_far { Mark::Provisional } else { Mark::Short };
            let mut cells = vec![(4, Content::text(&gap.label), Arc::clone(&self.text))];
            for (n, (cell, result, format)) in gap.cells.iter().enumerate() {
                let style = if n == 3 { self.marked(mark) } else { self.style(format) };
                cells.push((2, Content::formula(cell.clone(), result.clone()), style));
            }
            self.cells(cells, (4, &gap.label, 2, ""));
        }
    }

    /// Who has to mend or to hand in, and what.
    fn unfinished(&mut self) {
        let all = review::to_mend(self.c);
        self.heading(
            "须补正或未报的单位",
            &if all.is_empty() { String::new() } else { format!("共{}个单位", all.len()) },
        );
        self.columns(&[("单位", 2), ("审核结论", 2), ("主要问题", 8)]);
        if all.is_empty() {
            self.line("没有须补正或未报的单位。");
        }
        for one in all.iter().take(LINES) {
            let name = self.c.scope_name(Scope::Agency(one.agency)).to_owned();
            let text = Arc::clone(&self.text);
            let verdict = Content::formula(one.cell.clone(), Outcome::Text(one.conclusion.to_owned()));
            let cells = vec![
                (2, Content::text(&name), Arc::clone(&text)),
                (2, verdict, self.marked(one.mark)),
                (8, Content::text(&one.words), text),
            ];
            self.cells(cells, (2, &name, 8, &one.words));
        }
        if all.len() > LINES {
            self.line(&format!("其余{}个单位见《审核意见》。", all.len() - LINES));
        }
    }

    /// 本轮应报12个单位，均未报送，尚无数据可汇总。
    pub(super) fn nothing_sentence(&self) -> String {
        let merged = &self.c.scored.merged;
        let mut text = format!("本轮应报{}个单位，均未报送，尚无数据可汇总。", merged.agencies.len());
        let stray = merged.strays.len() + merged.refused.len();
        if stray > 0 {
            text.push_str(&format!("收到的{stray}份文件没有计入，原因见《报送情况》。"));
        }
        match self.c.facts.deadline {
            Some(day) if day < self.c.facts.date => {
                text.push_str(&format!("报送截止日期为{}，现已逾期，请抓紧催报。", day.format("%Y年%-m月%-d日")));
            }
            Some(day) => text.push_str(&format!("报送截止日期为{}。", day.format("%Y年%-m月%-d日"))),
            None => {}
        }
        text
    }

    /// 综述 at this stage.
    pub(super) fn declared_sentences(&self) -> Vec<String> {
        [self.returns_sentence(), self.budget_sentence(), self.decomposed_sentence(), self.review_sentence()].into()
    }

    /// 预算总额244,684.34万元（暂定，缺白云的数）。
    fn budget_sentence(&self) -> String {
        let sums = budget::sums(self.c);
        let Some(Outcome::Number(sum)) = sums.first().map(|sum| &sum.result) else { return String::new() };
        let lacking = budget::lacking(self.c, 0);
        let open = if lacking.is_empty() { String::new() } else { format!("（暂定，缺{lacking}）") };
        format!("预算总额{}{}{open}。", grouped(*sum, 2), self.c.round.form.measure)
    }

    /// 分解的目标共34项……，相符14项（其中暂定4项），缺口20项（均为暂定）。
    fn decomposed_sentence(&self) -> String {
        let counts = decomposition::counts(self.c, None);
        let said = |count: &Count| {
            let so_far = match count.so_far.0 {
                0 => String::new(),
                all if all == count.total() => "（均为暂定）".to_owned(),
                some => format!("（其中暂定{some}项）"),
            };
            format!("{}{}项{so_far}", count.word, count.total())
        };
        let [met, short, over, open] = &counts;
        let words: Vec<String> = counts.iter().filter(|n| n.total() > 0 || n.word == short.word).map(said).collect();
        let mut text = format!("分解的目标共{}：{}。", decomposition::lines_said(self.c), words.join("，"));
        let gaps = decomposition::gaps(self.c);
        if let Some(first) = gaps.first().filter(|gap| !gap.so_far) {
            let share = first.share.map(|s| round_half_up(s * Decimal::ONE_HUNDRED, 2));
            let share = share.map_or(String::new(), |s| format!("，差额占部门目标的{s:.2}%"));
            let equal = gaps.iter().filter(|gap| !gap.so_far && gap.share == first.share).count();
            let said = match (short.standing.0, equal) {
                (1, _) => format!("已经确定的缺口为{}", quote(&first.label)),
                (_, 1) => format!("已经确定的缺口以{}最大", quote(&first.label)),
                (_, equal) => format!("已经确定的缺口以{}等{equal}项最大", quote(&first.label)),
            };
            text.push_str(&format!("{said}{share}。"));
        }
        text.push_str(match (short.total(), open.total(), met.so_far.0 + over.so_far.0) {
            _ if short.so_far.0 > 0 => "暂定的缺口须待有关单位的数计入后再作判断。",
            (0, 0, 0) => "各项目标均已分解到位。",
            (0, 0, _) => "按已计入的数，各项目标均已分解到位，须待有关单位的数计入后再作判断。",
            (_, 0, _) => "",
            _ => "待定的暂不能判断有无缺口。",
        });
        text
    }

    /// 审核结论：同意上报9个，补正后上报2个，未报1个。
    fn review_sentence(&self) -> String {
        let tally = review::tally(self.c);
        let words: Vec<String> =
            tally.iter().filter(|t| t.1 > 0).map(|(word, count, _)| format!("{word}{count}个")).collect();
        format!("审核结论：{}。{}", words.join("，"), self.findings_sentence())
    }
}

/// The end of an axis that leaves room for the figure at the end of the longest bar: two digits, rounded up.
fn room_for(most: Decimal) -> Decimal {
    let wanted = most.checked_add(most / Decimal::from(4)).unwrap_or(most).max(Decimal::ONE);
    let mut unit = Decimal::ONE;
    while wanted / unit >= Decimal::ONE_HUNDRED {
        unit *= Decimal::TEN;
    }
    (wanted / unit).ceil().checked_mul(unit).unwrap_or(wanted)
}

/// The agencies that a chart can compare, and apart from them the one beside which all others would vanish.
fn apart(all: &[Budget]) -> (Option<&Budget>, &[Budget]) {
    match all {
        [first, rest @ ..] if matches!(rest, [(_, _, next), _, ..] if first.2 / Decimal::TEN > *next) => {
            (Some(first), rest)
        }
        _ => (None, all),
    }
}

/// What the decomposition comes to: the gaps, and where there are most.
fn groups_title(groups: &Groups, [met, short, over, open]: &[Count; 4]) -> String {
    let (standing, so_far) = (short.standing.0, short.so_far.0);
    // One gap is not “most” of anything.
    let most = groups
        .short
        .iter()
        .max()
        .filter(|_| standing + so_far > 1)
        .filter(|most| groups.short.iter().filter(|n| n == most).count() == 1);
    let place = most.and_then(|most| groups.short.iter().position(|n| n == most));
    let most = match place.and_then(|n| groups.labels.get(n).zip(groups.short.get(n))) {
        Some((label, count)) => format!("，{label}最多（{count}项）"),
        None => String::new(),
    };
    match (standing, so_far, open.total()) {
        (0, 0, 0) if met.so_far.0 + over.so_far.0 > 0 => "按已计入的数均已分解到位（暂定）".to_owned(),
        (0, 0, 0) => "各项目标均已分解到位".to_owned(),
        (0, 0, open) => format!("尚未发现缺口，待定{open}项"),
        (0, so_far, _) => format!("缺口{so_far}项均为暂定{most}"),
        (_, 0, _) => format!("缺口{standing}项{most}"),
        (_, _, _) => format!("缺口{}项（其中暂定{so_far}项）{most}", standing + so_far),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_ends_beyond_its_longest_bar() {
        for (most, end) in [(0, 1), (1, 2), (80, 100), (100, 130), (13_053, 17_000), (244_684, 310_000)] {
            assert_eq!(room_for(Decimal::from(most)), Decimal::from(end), "{most}");
        }
    }
}
