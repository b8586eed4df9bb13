//! 预算汇总: every agency's amounts in roster order, the sums that must be equal, and the execution; live over 计算底稿.

use super::Context;
use super::addresses::{AgencyColumn, Work, agency_row, name, work_cell, work_row};
use super::pen::{self, Styles};
use super::say::{self, named};
use super::since;
use super::sources::department_rows;
use crate::definition::GroupOf;
use crate::merge::{Contribution, Figure, ReturnState, Share};
use crate::model::book::{AMOUNT_FORMAT, Align, Area, Content, LinkTarget, Outcome, Sheet, Style, quoted};
use crate::model::origin::column_name;
use crate::model::round_half_up::{grouped, round_half_up, sum};
use crate::model::{CellRef, ItemId, Mark, Slot};
use crate::score::{Scope, State, execution};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::sync::Arc;

const HEADER: u32 = 3;
const TOP: u32 = HEADER + 2;
const NAME_WIDTH: u32 = 16;
const AMOUNT_WIDTH: u32 = 14;
const NOTHING: &str = "—";
const EQUAL: &str = "相等";
const UNEQUAL: &str = "不等";
const PROVISIONAL: &str = "暂定";

/// How the department's rate comes about where it is not that of the two sums.
pub(super) const RATE_OF: &str = "按预算数、执行数均可计入的单位计算";

/// What stands for a sum of the department to which nobody has given anything.
pub(super) const UNKNOWN: &str = "暂无";

/// What one column shows.
enum Column<'a> {
    /// An amount as it was filled.
    Amount(&'a ItemId, Slot),
    /// These columns, or amounts that have no column of their own, added up.
    Sum(Vec<(&'a ItemId, Slot)>),
    /// The sums in these columns are equal to the cent.
    Balance(Vec<u16>),
    /// 预算执行率 as it is scored.
    Rate,
    /// Whether anything is still missing.
    Data,
}

/// Columns under one heading.
struct Group<'a> {
    label: String,
    columns: Vec<(String, Column<'a>)>,
}

pub(super) fn sheet(c: &Context<'_>) -> Sheet {
    let groups = groups(c);
    let mut sheet = Sheet::named(name::BUDGET);
    sheet.gridlines = false;
    let styles = Styles::new();
    let count: usize = groups.iter().map(|g| g.columns.len()).sum();
    let last = u16::try_from(count).unwrap_or(u16::MAX - 1) + 1;
    let executed = groups.iter().flat_map(|g| &g.columns).any(|(_, column)| matches!(column, Column::Rate));
    let title = format!("{}年度预算{}汇总", c.facts.year, if executed { "及执行情况" } else { "" });
    let rate = if executed { format!("；部门整体的执行率{RATE_OF}") } else { String::new() };
    let left = format!("按《名册》次序排列；没有填报的写明原因，未按0计{rate}");
    let right = format!("{}　单位：{}", c.made_on(), c.round.form.measure);
    pen::head(&mut sheet, &styles, last, &title, &left, &right);
    since::line(&mut sheet, &styles, HEADER - 1, last);
    headers(&mut sheet, &styles, &groups, last);
    let table = Table::new(c, &groups, &styles);
    let agencies = c.scored.merged.agencies.len();
    for n in 0..agencies {
        table.line(&mut sheet, TOP + u32::try_from(n).unwrap_or(0), Scope::Agency(n));
    }
    let end = TOP + u32::try_from(agencies).unwrap_or(0);
    table.line(&mut sheet, end, Scope::Department);
    marks(&mut sheet, Area::new(TOP, 2, end, last));
    sheet.freeze = Some(CellRef::new(TOP, 2));
    sheet.print = pen::wide(Some((HEADER, TOP - 1)));
    sheet.print.title_columns = Some((0, 1));
    sheet
}

/// A sum of the department over all agencies: its name, its cell, what stands there.
pub(super) struct Total {
    pub(super) label: String,
    pub(super) cell: String,
    pub(super) result: Outcome,
}

/// The department's sums that must be equal, and last whether they are; empty where the form has none.
pub(super) fn sums(c: &Context<'_>) -> Vec<Total> {
    let (groups, styles) = (groups(c), Styles::new());
    let table = Table::new(c, &groups, &styles);
    let at = TOP + u32::try_from(c.scored.merged.agencies.len()).unwrap_or(0);
    let columns = || (2u16..).zip(groups.iter().flat_map(|g| &g.columns));
    let Some((end, _)) = columns().find(|(_, (_, column))| matches!(column, Column::Balance(_))) else {
        return Vec::new();
    };
    columns()
        .take_while(|(col, _)| *col <= end)
        .filter_map(|(col, (label, column))| {
            let content = match column {
                Column::Sum(of) => table.sum(Scope::Department, of),
                Column::Balance(sums) => table.balance(Scope::Department, at, sums),
                _ => return None,
            };
            Some(Total { label: label.clone(), cell: cell_of(at, col), result: pen::outcome_of(&content) })
        })
        .collect()
}

/// One of the department's amounts lacks an agency.
pub(super) fn is_provisional(c: &Context<'_>) -> bool {
    let (groups, styles) = (groups(c), Styles::new());
    Table::new(c, &groups, &styles).is_provisional(Scope::Department)
}

/// Every agency's first sum: its cell and what stands there; empty where the form has none.
pub(super) fn totals(c: &Context<'_>) -> Vec<(String, Outcome)> {
    let (groups, styles) = (groups(c), Styles::new());
    let table = Table::new(c, &groups, &styles);
    let mut columns = (2u16..).zip(groups.iter().flat_map(|g| &g.columns));
    let first = columns.find_map(|(col, (_, column))| match column {
        Column::Sum(of) => Some((col, of)),
        _ => None,
    });
    let Some((col, of)) = first else { return Vec::new() };
    let rows = (TOP..).zip(0..c.scored.merged.agencies.len());
    rows.map(|(at, n)| (cell_of(at, col), pen::outcome_of(&table.sum(Scope::Agency(n), of)))).collect()
}

/// 支出合计缺白云的数, 收入合计缺天河待更正的数: for each of the sums that must be equal, those that lack the same together.
pub(super) fn lacking_by_sum(c: &Context<'_>) -> Vec<String> {
    let sums = c.round.form.balances.first().map(|b| b.sums.as_slice()).unwrap_or_default();
    let lacking: Vec<String> = (0..sums.len()).map(|n| lacking(c, n)).collect();
    let all = sums.iter().zip(&lacking).filter(|(_, lacking)| !lacking.is_empty());
    let groups = say::grouped(all.map(|(sum, lacking)| (sum.label.as_str(), lacking.as_str())));
    groups.iter().map(|(lacking, labels)| format!("{}缺{lacking}", labels.join("、"))).collect()
}

/// Whose amounts are missing from the sum in this place: 白云的数、荔湾待更正的数; empty where nobody's are.
pub(super) fn lacking(c: &Context<'_>, place: usize) -> String {
    let sum = c.round.form.balances.first().and_then(|b| b.sums.get(place));
    let items = sum.iter().flat_map(|sum| sum.of.iter().map(|item| (item, sum.slot)));
    let figures: Vec<&Figure> = items.filter_map(|(item, slot)| c.scored.merged.figure(item, slot)).collect();
    let agencies = c.scored.merged.agencies.iter().enumerate();
    let absent = agencies.filter_map(|(n, agency)| {
        let missing = |k: &&Contribution| k.agency == n && !k.share.is_given() && k.share != Share::NotApplicable;
        let share = figures.iter().flat_map(|f| &f.contributions).find(missing).map(|k| &k.share)?;
        let word = match share {
            _ if !agency.state.is_merged() => "",
            Share::Blank => "漏填",
            share => share.word().unwrap_or_default(),
        };
        Some((agency.agency.short.as_str(), word))
    });
    let said = |(word, names): &(&str, Vec<&str>)| match *word {
        "" => format!("{}的数", named(names)),
        word => format!("{}{word}的数", named(names)),
    };
    let mut groups = say::grouped(absent);
    // Those of whom nothing is there come first.
    groups.sort_by_key(|(word, _)| !word.is_empty());
    groups.iter().map(said).collect::<Vec<_>>().join("、")
}

/// The department's amounts of some items added up.
pub(super) struct Added {
    pub(super) formula: String,
    pub(super) result: Outcome,
    /// An agency is missing from one of them.
    pub(super) open: bool,
}

/// The department's amounts of these items, added up; a word where there is none: 不涉及 where nobody has such money.
pub(super) fn added(c: &Context<'_>, of: &[ItemId], slot: Slot) -> Added {
    let work = department_rows(c);
    let figures: Vec<&Figure> = of.iter().filter_map(|item| c.scored.merged.figure(item, slot)).collect();
    let open = figures.len() < of.len() || figures.iter().any(|f| f.is_provisional());
    let none = if !open && figures.iter().all(|f| f.expected == 0) { State::NotApplicable.word() } else { UNKNOWN };
    let rows: Vec<usize> = of.iter().filter_map(|item| work.get(&(item, slot, 0)).copied()).collect();
    let amounts: Vec<Decimal> = rows.iter().filter_map(|n| c.scored.rows.get(*n)?.actual).collect();
    let sum = sum(amounts.iter().copied()).filter(|_| !amounts.is_empty());
    let list = rows.iter().map(|n| work_cell(Work::Value, *n)).collect::<Vec<_>>().join(",");
    let formula = match rows.as_slice() {
        [] => format!("\"{none}\""),
        _ => format!("IF(COUNT({list})=0,\"{none}\",ROUND(SUM({list}),2))"),
    };
    Added { formula, result: pen::outcome(sum.map(|s| round_half_up(s, 2)), none), open }
}

/// Whether the rate that is scored is not that of the two sums beside it, because an agency gave only one of the two.
pub(super) fn rate_is_of_fewer(c: &Context<'_>) -> bool {
    let sums = c.round.form.groups.iter().find_map(|group| match &group.of {
        GroupOf::Execution { budget, spent, of, .. } => Some([*spent, *budget].map(|slot| added(c, of, slot).result)),
        GroupOf::Level1(_) => None,
    });
    let quotient = match sums {
        None => return false,
        Some([Outcome::Number(spent), Outcome::Number(budget)]) => execution::rate(spent, budget),
        Some(_) => None,
    };
    c.scored.total.execution.is_some() && quotient != c.scored.total.execution
}

/// What the scored rate is of, where it is not that of the two sums: 执行率按预算数、执行数均可计入的7个单位计算：预算数…，执行数…。
pub(super) fn of_fewer(c: &Context<'_>) -> Option<String> {
    let own =
        c.scored.department.iter().find(|i| c.round.form.is_execution(&i.item)).filter(|_| rate_is_of_fewer(c))?;
    let row = own.rows.first().and_then(|n| c.scored.rows.get(*n))?;
    let (budget, spent) = (row.target.as_ref()?.amount, row.actual?);
    let amount = |sum: Decimal| format!("{}{}", grouped(round_half_up(sum, 2), 2), c.round.form.measure);
    let (have, _) = own.coverage?;
    Some(format!(
        "执行率按预算数、执行数均可计入的{have}个单位计算：预算数{}，执行数{}。",
        amount(budget),
        amount(spent)
    ))
}

fn cell_of(row: u32, col: u16) -> String {
    format!("{}!{}", quoted(name::BUDGET), CellRef::new(row, col).absolute())
}

/// The sums that must be equal with their items, then the execution.
fn groups<'a>(c: &Context<'a>) -> Vec<Group<'a>> {
    let form = c.round.form;
    let mut groups = Vec::new();
    let mut next: u16 = 2;
    for balance in &form.balances {
        let mut sums = Vec::new();
        for sum in &balance.sums {
            let own: Vec<(&ItemId, Slot)> = sum.of.iter().map(|item| (item, sum.slot)).collect();
            let mut columns: Vec<(String, Column<'a>)> =
                own.iter().map(|(item, slot)| (c.label(item), Column::Amount(item, *slot))).collect();
            columns.push((sum.label.clone(), Column::Sum(own)));
            next += u16::try_from(columns.len()).unwrap_or(0);
            sums.push(next - 1);
            groups.push(Group { label: sum.label.replace("合计", ""), columns });
        }
        groups
            .push(Group { label: "勾稽".to_owned(), columns: vec![(balance.label.clone(), Column::Balance(sums))] });
        next += 1;
    }
    for group in form.groups.iter().filter(|_| c.round.stage.scored) {
        let GroupOf::Execution { label, budget, spent, of, .. } = &group.of else { continue };
        let first = [Slot::Initial, *budget, *spent];
        let slots = first.into_iter().filter(|slot| c.scored.merged.figures.iter().any(|f| f.slot == *slot));
        let mut columns: Vec<(String, Column<'a>)> = slots
            .map(|slot| {
                let label = form.slot_label(slot).replace(&format!("（{}）", form.measure), "");
                let label = label.replace(&format!("，{}）", form.measure), "）");
                (label, Column::Sum(of.iter().map(|item| (item, slot)).collect()))
            })
            .collect();
        columns.push((label.clone(), Column::Rate));
        groups.push(Group { label: "预算执行".to_owned(), columns });
    }
    groups.push(Group { label: "数据".to_owned(), columns: vec![("数据状态".to_owned(), Column::Data)] });
    groups
}

fn headers(sheet: &mut Sheet, styles: &Styles, groups: &[Group<'_>], last: u16) {
    for (col, text, width) in [(0, "序号", 6), (1, "单位", NAME_WIDTH)] {
        sheet.merge(Area::new(HEADER, col, TOP - 1, col), Content::text(text), &styles.header);
        sheet.widths.push((col, width * 100));
    }
    let mut col = 2;
    for group in groups {
        let end = col + u16::try_from(group.columns.len()).unwrap_or(1) - 1;
        sheet.merge(Area::new(HEADER, col, HEADER, end), Content::text(&group.label), &styles.header);
        for (label, _) in &group.columns {
            sheet.text(HEADER + 1, col, label, &styles.header);
            sheet.widths.push((col, AMOUNT_WIDTH * 100));
            col += 1;
        }
    }
    debug_assert_eq!(col, last + 1);
    sheet.height(HEADER, 2_000);
    sheet.height(HEADER + 1, 3_200);
}

/// Places in `Scored::rows` of every amount.
fn rows<'a>(c: &Context<'a>) -> BTreeMap<(Scope, &'a ItemId, Slot), usize> {
    let amounts = c.scored.rows.iter().enumerate().filter(|(_, row)| row.slot.is_amount() && row.part == 0);
    amounts.map(|(index, row)| ((row.scope, &row.item, row.slot), index)).collect()
}

struct Table<'a> {
    c: &'a Context<'a>,
    groups: &'a [Group<'a>],
    rows: BTreeMap<(Scope, &'a ItemId, Slot), usize>,
    styles: &'a Styles,
    amount: Arc<Style>,
}

impl<'a> Table<'a> {
    fn new(c: &'a Context<'a>, groups: &'a [Group<'a>], styles: &'a Styles) -> Self {
        let amount = Arc::new(Style::data().align(Align::Right).number(AMOUNT_FORMAT));
        Table { c, groups, rows: rows(c), styles, amount }
    }

    fn line(&self, sheet: &mut Sheet, at: u32, scope: Scope) {
        let (number, name) = match scope {
            Scope::Agency(n) => (Content::Number(Decimal::from(n + 1)), self.c.scope_name(scope)),
            Scope::Department => (Content::text(NOTHING), "部门整体"),
        };
        sheet.put(at, 0, number, &self.styles.center);
        sheet.text(at, 1, name, &self.styles.wrapped);
        sheet.height(at, pen::height(&[(name, NAME_WIDTH)]));
        for (col, (_, column)) in (2..).zip(self.groups.iter().flat_map(|g| &g.columns)) {
            let (content, style) = match column {
                Column::Amount(item, slot) => (self.amount(scope, item, *slot), Arc::clone(&self.amount)),
                Column::Sum(of) => (self.sum(scope, of), Arc::clone(&self.amount)),
                Column::Balance(sums) => (self.balance(scope, at, sums), Arc::clone(&self.styles.center)),
                Column::Rate => self.rate(scope),
                Column::Data => (Content::text(self.data(scope)), Arc::clone(&self.styles.center)),
            };
            let open = self.is_open(scope, column);
            let style = if open { Arc::new((*style).clone().mark(Mark::Provisional)) } else { style };
            sheet.put(at, col, content, &style);
            sheet.links.extend(self.link(scope, column).map(|target| (CellRef::new(at, col), target)));
        }
    }

    /// From an amount to its line in 计算底稿, which leads on to the file.
    fn link(&self, scope: Scope, column: &Column<'_>) -> Option<LinkTarget> {
        let Column::Amount(item, slot) = column else { return None };
        let index = self.rows.get(&(scope, *item, *slot)).copied()?;
        let cell = CellRef::new(work_row(index), Work::Value.col());
        Some(LinkTarget::Inside(format!("{}!{cell}", quoted(name::WORKINGS))))
    }

    /// An agency's amount, or the word why there is none.
    fn amount(&self, scope: Scope, item: &ItemId, slot: Slot) -> Content {
        let Some(index) = self.rows.get(&(scope, item, slot)).copied() else { return Content::text(NOTHING) };
        let Some(row) = self.c.scored.rows.get(index) else { return Content::text(NOTHING) };
        let word = self.word(scope, row.state);
        let cell = work_cell(Work::Value, index);
        Content::formula(format!("IF(ISNUMBER({cell}),{cell},\"{word}\")"), pen::outcome(row.actual, word))
    }

    fn word(&self, scope: Scope, state: State) -> &'static str {
        match (scope, state) {
            (Scope::Agency(n), State::Counted) => match self.c.scored.merged.agencies.get(n).map(|a| a.state) {
                Some(ReturnState::Received) | None => "缺",
                Some(other) => other.word(),
            },
            (_, State::Counted) => "缺",
            (_, other) => other.word(),
        }
    }

    fn cells(&self, scope: Scope, of: &[(&ItemId, Slot)]) -> (Vec<String>, Vec<Decimal>) {
        let found = of.iter().filter_map(|(item, slot)| self.rows.get(&(scope, *item, *slot)).copied());
        let all: Vec<usize> = found.collect();
        let amounts = all.iter().filter_map(|n| self.c.scored.rows.get(*n)?.actual).collect();
        (all.into_iter().map(|n| work_cell(Work::Value, n)).collect(), amounts)
    }

    /// The amounts that were given, added up; a word where there is none.
    fn sum(&self, scope: Scope, of: &[(&ItemId, Slot)]) -> Content {
        let (cells, amounts) = self.cells(scope, of);
        if cells.is_empty() {
            return Content::text(NOTHING);
        }
        let none = self.why_none(scope, of);
        let sum = sum(amounts.iter().copied());
        let sum = sum.filter(|_| !amounts.is_empty()).map(|s| round_half_up(s, 2));
        let list = cells.join(",");
        let formula = format!("IF(COUNT({list})=0,\"{none}\",ROUND(SUM({list}),2))");
        Content::formula(formula, pen::outcome(sum, none))
    }

    fn states<'b>(&'b self, scope: Scope, of: &'b [(&'b ItemId, Slot)]) -> impl Iterator<Item = State> + 'b {
        let rows = of.iter().filter_map(move |(item, slot)| self.rows.get(&(scope, *item, *slot)));
        rows.filter_map(|n| self.c.scored.rows.get(*n)).map(|row| row.state)
    }

    /// What stands where an agency gave none of these amounts: what keeps the first of them, else 不涉及.
    fn why_none(&self, scope: Scope, of: &[(&ItemId, Slot)]) -> &'static str {
        if scope == Scope::Department {
            return NOTHING;
        }
        let state = self.states(scope, of).min_by_key(|state| *state == State::NotApplicable);
        state.map_or(NOTHING, |state| self.word(scope, state))
    }

    /// 相等 or 不等, where every sum is there.
    fn balance(&self, scope: Scope, at: u32, sums: &[u16]) -> Content {
        let cells: Vec<String> = sums.iter().map(|col| format!("${}{}", column_name(*col), at + 1)).collect();
        let all = cells.join(",");
        let [first, rest @ ..] = cells.as_slice() else { return Content::text(NOTHING) };
        // Sums from different agencies need not be equal yet.
        let unequal = if self.is_provisional(scope) { PROVISIONAL } else { UNEQUAL };
        let equal: Vec<String> = rest.iter().map(|cell| format!("ROUND({cell}-{first},2)=0")).collect();
        let formula = format!(
            r#"IF(COUNT({all})<{},"{NOTHING}",IF(AND({}),"{EQUAL}","{unequal}"))"#,
            cells.len(),
            equal.join(",")
        );
        let values: Vec<Decimal> = self
            .groups
            .iter()
            .flat_map(|g| &g.columns)
            .zip(2u16..)
            .filter(|(_, col)| sums.contains(col))
            .filter_map(|((_, column), _)| match column {
                Column::Sum(of) => match self.sum(scope, of) {
                    Content::Formula(formula) => match formula.result {
                        Outcome::Number(value) => Some(value),
                        Outcome::Text(_) => None,
                    },
                    _ => None,
                },
                _ => None,
            })
            .collect();
        let word = match values.as_slice() {
            values if values.len() < sums.len() => NOTHING,
            [first, rest @ ..] if rest.iter().all(|v| v == first) => EQUAL,
            _ => unequal,
        };
        Content::formula(formula, Outcome::Text(word.to_owned()))
    }

    /// One of the amounts in this line is still to come.
    fn is_provisional(&self, scope: Scope) -> bool {
        // The rate may wait for other reasons, such as a budget of 0; it says so itself.
        let mut amounts = self.groups.iter().flat_map(|g| &g.columns).filter(|(_, c)| !matches!(c, Column::Rate));
        amounts.any(|(_, column)| self.is_open(scope, column))
    }

    /// What this column shows lacks an amount: the department's an agency's, an agency's sum one of its own.
    fn is_open(&self, scope: Scope, column: &Column<'_>) -> bool {
        let lacks = |item: &ItemId, slot: Slot| {
            self.c.scored.merged.figure(item, slot).is_some_and(crate::merge::Figure::is_provisional)
        };
        match (column, scope) {
            (Column::Amount(item, slot), Scope::Department) => lacks(item, *slot),
            (Column::Sum(of), Scope::Department) => of.iter().any(|(item, slot)| lacks(item, *slot)),
            (Column::Sum(of), Scope::Agency(_)) => {
                let (_, amounts) = self.cells(scope, of);
                let open = |s: State| !matches!(s, State::Counted | State::Decided | State::NotApplicable);
                !amounts.is_empty() && self.states(scope, of).any(open)
            }
            (Column::Rate, Scope::Department) => {
                let own = |i: &&crate::score::ItemScore| self.c.round.form.is_execution(&i.item);
                self.c.scored.department.iter().find(own).is_some_and(|i| !i.is_final())
            }
            (Column::Amount(..) | Column::Rate, Scope::Agency(_)) | (Column::Balance(_) | Column::Data, _) => false,
        }
    }

    /// The return's state, or from how many agencies the department's figures come.
    fn data(&self, scope: Scope) -> String {
        let agencies = &self.c.scored.merged.agencies;
        match scope {
            Scope::Agency(n) => agencies.get(n).map_or(NOTHING, |a| a.state.word()).to_owned(),
            Scope::Department if self.is_provisional(scope) || self.is_open(scope, &Column::Rate) => {
                match self.c.scored.merged.merged_count() {
                    // Every return is there, and an amount in it is not.
                    count if count == agencies.len() => PROVISIONAL.to_owned(),
                    count => format!("{PROVISIONAL} {count}/{}", agencies.len()),
                }
            }
            Scope::Department => "完整".to_owned(),
        }
    }

    /// The rate that is scored, from 单位得分.
    fn rate(&self, scope: Scope) -> (Content, Arc<Style>) {
        let total = match scope {
            Scope::Agency(n) => self.c.scored.totals.get(n),
            Scope::Department => Some(&self.c.scored.total),
        };
        let cell = AgencyColumn::Execution.cell(agency_row(self.c, scope));
        let result = pen::outcome(total.and_then(|t| t.execution), NOTHING);
        (Content::formula(cell, result), Arc::clone(&self.styles.percent))
    }
}

fn marks(sheet: &mut Sheet, area: Area) {
    let own = [(UNEQUAL, Mark::Short), (PROVISIONAL, Mark::Provisional), ("退回", Mark::ToCorrect)];
    pen::words(sheet, area, &own);
    pen::words(sheet, area, &pen::states());
}
