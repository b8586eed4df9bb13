//! Two charts beside each other that say one thing each, titled with what they show: 一级指标 by attainment, agencies by
//! score. Their bars are live; the order of the agencies is that of the day of the report.

use super::super::Context;
use super::super::addresses::{AgencyColumn, agency_row, name};
use super::super::agencies;
use super::super::pen;
use super::weakest::{compared, score_header};
use super::{LAST, Page};
use crate::model::CellRef;
use crate::model::book::{Area, Chart, Content, Outcome, palette, quoted};
use crate::model::round_half_up::round_half_up;
use crate::score::Total;
use rust_decimal::Decimal;

/// Bars of a chart that can still be read.
pub(super) const BARS: usize = 15;
/// The fewest rows that a chart covers, and their height in hundredths of a point and in pixels.
pub(super) const ROWS: u32 = 10;
pub(super) const HEIGHT: u32 = 1_875;
pub(super) const PIXELS: u32 = 25;
/// The width of a chart in pixels: half the page.
pub(super) const WIDE: u32 = 445;
/// Where the sorted scores stand: right of the page, outside what is printed.
pub(super) const LIST: u16 = LAST + 2;

/// One 一级指标 as the page shows it: its label, its rate, whether that is 暂定.
pub(super) struct GroupRate {
    pub(super) label: String,
    pub(super) rate: Option<Decimal>,
    pub(super) open: bool,
}

impl Page<'_> {
    /// `groups` stand below each other from this row, labels in the first column and rates in `rate_col`.
    pub(super) fn charts(&mut self, groups: &[GroupRate], first: u32, rate_col: u16) {
        let ranked = ranked(self.c);
        let sorted = ranked.get(ranked.len().saturating_sub(BARS)..).unwrap_or_default();
        if groups.iter().all(|g| g.rate.is_none()) {
            return;
        }
        let top = self.row;
        // As many rows as the list beside it.
        let rows = u32::try_from(sorted.len() + 1).unwrap_or(ROWS).max(ROWS);
        self.sheet.charts.push(Chart {
            at: CellRef::new(top, 0),
            size: (WIDE, rows * PIXELS),
            title: groups_title(groups),
            horizontal: true,
            categories: column(0, first, groups.len()),
            series: vec![("得分率".to_owned(), column(rate_col, first, groups.len()), palette::CHART_TEAL)],
            // Room for the figure at the end of a full bar.
            ends: (Decimal::ZERO, Decimal::new(12, 1)),
            format: "[>1]\"\";0%",
        });
        if sorted.len() > 1 {
            self.agencies_chart(top, rows, sorted, agencies_title(self.c, &ranked));
        }
        for _ in 0..rows {
            self.next(HEIGHT);
        }
    }

    /// The agencies' scores beside it.
    fn agencies_chart(&mut self, top: u32, rows: u32, sorted: &[&Total], title: String) {
        self.list(sorted, top);
        self.sheet.charts.push(Chart {
            at: CellRef::new(top, LAST / 2 + 1),
            size: (WIDE, rows * PIXELS),
            title,
            horizontal: true,
            categories: column(LIST, top + 1, sorted.len()),
            series: vec![(
                score_header(self.c).to_owned(),
                column(LIST + 1, top + 1, sorted.len()),
                palette::CHART_BLUE,
            )],
            ends: (Decimal::ZERO, Decimal::from(120)),
            format: "[>100]\"\";0",
        });
    }

    fn list(&mut self, sorted: &[&Total], top: u32) {
        let styles = pen::Styles::new();
        self.sheet.text(top, LIST, "图中单位", &styles.header);
        self.sheet.text(top, LIST + 1, score_header(self.c), &styles.header);
        self.sheet.text(top, LIST + 2, "数据状态", &styles.header);
        self.sheet.widths.extend([(LIST, 1_200), (LIST + 1, 1_000), (LIST + 2, 1_000)]);
        for (row, total) in (top + 1..).zip(sorted) {
            let cell = AgencyColumn::Settled.cell(agency_row(self.c, total.scope));
            self.sheet.text(row, LIST, self.c.scope_name(total.scope), &styles.text);
            let score = Content::formula(cell, pen::outcome(total.settled(), agencies::OPEN));
            self.sheet.put(row, LIST + 1, score, &styles.points);
            let word = if total.provisional { "暂定" } else { "完整" };
            let data = AgencyColumn::Data.cell(agency_row(self.c, total.scope));
            self.sheet.put(row, LIST + 2, Content::formula(data, Outcome::Text(word.to_owned())), &styles.center);
        }
    }
}

/// Who is highest and who lowest of the ranked agencies; whoever is not complete is not compared.
fn agencies_title(c: &Context<'_>, ranked: &[&Total]) -> String {
    let complete: Vec<&Total> = ranked.iter().copied().filter(|t| !t.provisional).collect();
    let name = |same_as: &Total| {
        let own: Vec<&Total> = complete.iter().copied().filter(|t| t.settled() == same_as.settled()).collect();
        let first = own.first().map_or("", |t| c.scope_name(t.scope));
        if own.len() > 1 { format!("{first}等{}个单位", own.len()) } else { first.to_owned() }
    };
    let all = (0..c.scored.totals.len()).filter(|n| c.agency(*n).ranked).count();
    let of =
        if complete.len() < all { format!("数据完整的{}个单位中，", complete.len()) } else { String::new() };
    let is_lowest = |last: &Total| ranked.last().is_some_and(|lowest| lowest.settled() == last.settled());
    match complete.as_slice() {
        [first, .., last] if first.settled() == last.settled() => format!("{of}各单位得分相同"),
        [_, .., last] if ranked.len() > BARS && is_lowest(last) => {
            format!("得分较低的{BARS}个单位，{}最低", name(last))
        }
        [_, .., _] if ranked.len() > BARS => format!("得分较低的{BARS}个单位（含暂定）"),
        [first, .., last] => format!("{of}{}得分最高、{}最低", name(first), name(last)),
        _ => "参与排名的单位得分（暂定）".to_owned(),
    }
}

/// The ranked agencies that have a score, highest first; of equals, as the roster has them.
fn ranked<'a>(c: &Context<'a>) -> Vec<&'a Total> {
    let mut sorted: Vec<(Decimal, &Total)> = compared(c).map(|(score, _, total)| (score, total)).collect();
    sorted.sort_by_key(|s| std::cmp::Reverse(s.0));
    sorted.into_iter().map(|(_, total)| total).collect()
}

/// So many cells of this page below each other.
pub(super) fn column(col: u16, first: u32, count: usize) -> String {
    let last = first + u32::try_from(count.max(1)).unwrap_or(1) - 1;
    format!("{}!{}", quoted(name::OVERVIEW), Area::new(first, col, last, col).absolute())
}

/// The 一级指标 with the lowest rate; of equals, all of them.
fn groups_title(groups: &[GroupRate]) -> String {
    let known: Vec<(Decimal, &str)> =
        groups.iter().filter_map(|g| Some((round_half_up(g.rate?, 4), g.label.as_str()))).collect();
    // As long as one of them may change, so may their order.
    let open = if groups.iter().any(|g| g.open) { "（暂定）" } else { "" };
    let percent = |rate: Decimal| format!("{:.2}%", rate * Decimal::ONE_HUNDRED);
    let Some(lowest) = known.iter().map(|(rate, _)| *rate).min() else { return String::new() };
    let low: Vec<&str> = known.iter().filter(|(rate, _)| *rate == lowest).map(|(_, label)| *label).collect();
    match (known.as_slice(), low.as_slice()) {
        ([(_, label)], _) => format!("{label}得分率{}{open}", percent(lowest)),
        (known, low) if known.len() < groups.len() && known.len() == low.len() => {
            format!("{}得分率均为{}{open}", low.join("、"), percent(lowest))
        }
        (known, low) if known.len() == low.len() => format!("各项得分率均为{}{open}", percent(lowest)),
        // What is missing may be all that is wrong with it.
        (_, low) if groups.iter().any(|g| g.open) => format!("按已计入的数，{}得分率最低（暂定）", low.join("、")),
        (_, low) => format!("一级指标中{}得分率最低（{}）", low.join("、"), percent(lowest)),
    }
}
