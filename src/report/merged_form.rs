//! 汇总申报表: the form itself with the department's figures, each live over 计算底稿 and linked to its line in 溯源.

use super::addresses::{Work, name, work_cell};
use super::budget;
use super::pen::{self, STAR};
use super::say;
use super::sources::{absent, capped, department_rows};
use super::trace::FirstRows;
use super::unequal;
use super::{Context, merged_layout};
use crate::definition::layout::{Layout, Tile, TileKind};
use crate::merge::{Contribution, Figure, ReturnState, Share, aggregates};
use crate::model::book::{Align, Cell, Content, Outcome, Sheet, Style, wrapped_lines};
use crate::model::round_half_up::{round_half_up, sum};
use crate::model::{Bound, CellRef, ItemId, Mark, Meaning, Part, Role, Slot};
use crate::score::WorkRow;
use crate::template::live::{self, Operand};
use crate::template::paint::{Fill, paint, sign_style, slot_style};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Characters of gathered reasons that are printed; the rest stands in 明细.
const REASONS: usize = 400;
/// As many characters of reasons as a row of the printed form bears, so that no page break has to cut it; of one agency, so
/// many at most.
const PRINTED: usize = 150;
const LONGEST: usize = 300;
/// Agencies named in a note as missing.
const ABSENT: usize = 20;
/// What stands where nobody has given anything.
const NOTHING: &str = budget::UNKNOWN;
const MISSING: &str = "缺";
const NOT_APPLICABLE: &str = "不涉及";

/// Everything the slots are filled from.
struct Merged<'a> {
    c: &'a Context<'a>,
    figures: BTreeMap<(&'a ItemId, Slot), &'a Figure>,
    work: BTreeMap<(&'a ItemId, Slot, usize), usize>,
}

/// What stands in a slot, and how it is marked.
struct Shown {
    content: Content,
    format: String,
    mark: Option<Mark>,
}

impl Shown {
    fn word(text: impl AsRef<str>, mark: Option<Mark>) -> Self {
        Self { content: capped(text.as_ref()), format: String::new(), mark }
    }
}

pub(super) fn sheet(c: &Context<'_>) -> Sheet {
    let merged = Merged { c, figures: super::sources::figures(c), work: department_rows(c) };
    let layout = merged_layout(c);
    let unlike = unlike(&merged, &layout);
    let identity = identity(c, !unlike.is_empty());
    let mut sheet = Sheet::named(name::MERGED);
    let fill = Fill {
        agency: Cell { content: Content::text(&c.facts.department), style: Arc::new(Style::body().align(Align::Left)) },
        slot: &|item, slot| merged.cell(item, slot),
        sign: sign_style(),
        required: &|_| false,
        identity: &identity,
    };
    paint(&mut sheet, c.round.form, &layout, &fill);
    let lines = FirstRows::new(c);
    for (tile, item, slot) in layout.slots() {
        let Some(figure) = merged.figures.get(&(item, slot)) else { continue };
        if layout.rows.get(usize::try_from(tile.area.first.row).unwrap_or(0)).is_some_and(|r| r.hidden) {
            continue;
        }
        if let Some(note) = note(c, figure, &lines) {
            sheet.notes.push((tile.area.first, note));
        }
        // Only live figures: some viewers print linked words in blue.
        let live = matches!(sheet.content(tile.area.first.row, tile.area.first.col), Some(Content::Formula(_)));
        sheet.links.extend(lines.link(item, slot).filter(|_| live).map(|target| (tile.area.first, target)));
    }
    follow(&mut sheet, &merged, &layout, &unlike);
    legible(&mut sheet, &layout, &identity);
    sheet
}

/// The line under the form is read here, not only kept for the program: in full size, and as high as it needs.
fn legible(sheet: &mut Sheet, layout: &Layout, identity: &str) {
    let Some(tile) = layout.tiles.iter().find(|tile| matches!(tile.kind, TileKind::Identity)) else { return };
    let (first, last) = (tile.area.first, tile.area.last);
    let style = Arc::new(Style::remark().wrap(true).align(Align::Left));
    if let Some((_, cell)) = sheet.row(first.row).cells.iter_mut().find(|(col, _)| *col == first.col) {
        cell.style = style;
    }
    let columns = usize::from(first.col)..=usize::from(last.col);
    let width = layout.widths.get(columns).map_or(0, |own| own.iter().sum());
    sheet.height(first.row, wrapped_lines(identity, width).saturating_mul(1_400) + 300);
}

/// The rates whose two amounts do not come from the same agencies (a budget of twelve under the spending of one is no rate),
/// and that of the sums where another one is scored.
fn unlike(merged: &Merged<'_>, layout: &Layout) -> BTreeSet<CellRef> {
    let slots: BTreeMap<CellRef, (&ItemId, Slot)> =
        layout.slots().map(|(tile, item, slot)| (tile.area.first, (item, slot))).collect();
    let totals: BTreeMap<CellRef, &[CellRef]> = layout
        .tiles
        .iter()
        .filter_map(|tile| match &tile.kind {
            TileKind::Total(_, cells) => Some((tile.area.first, cells.as_slice())),
            _ => None,
        })
        .collect();
    let figures = |cell: &CellRef| -> Vec<&Figure> {
        let own = totals.get(cell).copied().unwrap_or(std::slice::from_ref(cell));
        own.iter().filter_map(|cell| merged.figures.get(slots.get(cell)?).copied()).collect()
    };
    let rates = layout.tiles.iter().filter_map(|tile| match &tile.kind {
        TileKind::Rate(of, by) => {
            let other = totals.contains_key(of) && budget::rate_is_of_fewer(merged.c);
            (other || !are_of_the_same(&figures(of), &figures(by))).then_some(tile.area.first)
        }
        _ => None,
    });
    rates.collect()
}

/// Whether the same agencies gave these amounts and those, item by item; 不涉及 beside a 0 says the same.
fn are_of_the_same(these: &[&Figure], those: &[&Figure]) -> bool {
    let is_nothing = |share: &Share| match share {
        Share::NotApplicable => true,
        Share::Numbers(parts) => parts.iter().all(|part| part.amount.is_zero()),
        _ => false,
    };
    let alike = |(a, b): (&Contribution, &Contribution)| {
        a.share.is_given() == b.share.is_given() || (is_nothing(&a.share) && is_nothing(&b.share))
    };
    these.len() == those.len()
        && these
            .iter()
            .zip(those)
            .all(|(a, b)| a.item == b.item && a.contributions.iter().zip(&b.contributions).all(alike))
}

/// Sums and rates on the form are provisional as soon as one of the figures they are made of is.
fn follow(sheet: &mut Sheet, merged: &Merged<'_>, layout: &Layout, unlike: &BTreeSet<CellRef>) {
    let mut provisional: BTreeSet<CellRef> = layout
        .slots()
        .filter(|(_, item, slot)| merged.figures.get(&(*item, *slot)).is_some_and(|f| f.is_provisional()))
        .map(|(tile, _, _)| tile.area.first)
        .collect();
    let live = |tile: &&Tile| matches!(tile.kind, TileKind::Total(..) | TileKind::Rate(..));
    let mut tiles: Vec<&Tile> = layout.tiles.iter().filter(live).collect();
    // Sums first: a rate may stand over them.
    tiles.sort_by_key(|tile| matches!(tile.kind, TileKind::Rate(..)));
    for tile in tiles {
        let at = tile.area.first;
        let open = match &tile.kind {
            TileKind::Total(_, cells) => cells.iter().any(|cell| provisional.contains(cell)),
            TileKind::Rate(of, by) => provisional.contains(of) || provisional.contains(by),
            _ => false,
        };
        if !open && !unlike.contains(&at) {
            continue;
        }
        provisional.insert(at);
        let held = |cell: &CellRef| Operand::here(*cell, sheet.content(cell.row, cell.col));
        let content = match &tile.kind {
            _ if unlike.contains(&at) => Content::text(NOTHING),
            TileKind::Total(_, cells) => partial(&cells.iter().map(held).collect::<Vec<_>>()),
            TileKind::Rate(of, by) => Content::Formula(Box::new(live::rate(&held(of), &held(by)))),
            _ => continue,
        };
        let note = match pen::outcome_of(&content) {
            _ if unlike.contains(&at) => format!("{NOTHING}：{UNLIKE}。"),
            Outcome::Number(_) => "暂定：由暂定的数算出。".to_owned(),
            Outcome::Text(_) => format!("{NOTHING}：还没有可计入的数。"),
        };
        // Where nobody has handed in, the line under the form says it once.
        if !merged.c.nothing_returned() {
            sheet.notes.push((at, note));
        }
        let cells = &mut sheet.row(at.row).cells;
        let Some((_, cell)) = cells.iter_mut().find(|(col, _)| *col == at.col) else { continue };
        cell.style = Arc::new(starred((*cell.style).clone().mark(Mark::Provisional)));
        cell.content = content;
    }
}

/// Why a rate of the form is not worked out.
const UNLIKE: &str = "预算数与执行数可计入的单位不同，暂不计算";

/// The sum of what is there: on an agency's own form a missing amount keeps its sum back, here the sum says that it is 暂定.
fn partial(cells: &[Operand]) -> Content {
    let list = cells.iter().map(|cell| cell.at.as_str()).collect::<Vec<_>>().join(",");
    let numbers: Vec<Decimal> = cells.iter().filter_map(Operand::number).collect();
    let sum = sum(numbers.iter().copied()).filter(|_| !numbers.is_empty());
    let formula = format!("IF(COUNT({list})=0,\"{NOTHING}\",ROUND(SUM({list}),2))");
    Content::formula(formula, pen::outcome(sum.map(|s| round_half_up(s, 2)), NOTHING))
}

/// Prints the sign behind a number, or behind the text that stands for several; a word in its place says enough.
fn starred(style: Style) -> Style {
    let format = match &*style.number {
        "" => format!("General;General;General;@\"{STAR}\""),
        own => match own.strip_suffix('"') {
            Some(open) => format!("{open}{STAR}\""),
            None => format!("{own}\"{STAR}\""),
        },
    };
    style.number(&format)
}

/// 本表为汇总表（自评，2024.1版）。应报12个单位，计入11个，未报1个（白云）。…: what the colour says too, since notes are not
/// printed, why sums that must be equal are not yet, and why there is no rate.
fn identity(c: &Context<'_>, unlike: bool) -> String {
    let (form, merged) = (c.round.form, &c.scored.merged);
    let mut text =
        format!("本表为汇总表（{}，{}版）。应报{}个单位", c.round.stage.name, form.version, merged.agencies.len());
    if c.nothing_returned() {
        text.push_str("，均未报送，尚无数据。");
        return text;
    }
    text.push_str(&format!("，计入{}个", merged.merged_count()));
    for state in [ReturnState::Undecided, ReturnState::SentBack, ReturnState::Missing] {
        let names: Vec<&str> =
            merged.agencies.iter().filter(|a| a.state == state).map(|a| a.agency.short.as_str()).collect();
        if !names.is_empty() {
            text.push_str(&format!("，{}{}个（{}）", state.word(), names.len(), say::counted(&names)));
        }
    }
    text.push('。');
    text.push_str(&unequal::why(c));
    if unlike {
        text.push_str(&format!("执行率为“{NOTHING}”的，{UNLIKE}。"));
    }
    if merged.figures.iter().any(|f| !is_given(c, f.slot) && !f.slot.is_text() && f.is_provisional()) {
        text.push_str(&format!("浅黄底、带“{STAR}”的数为暂定。"));
    }
    text
}

/// The text of a slot as the form prints it: what the rows of the layout have to hold.
pub(super) fn printed(figure: &Figure) -> String {
    if figure.slot != Slot::Reason {
        return match &figure.meaning {
            _ if figure.slot.is_text() => figure.text.clone(),
            Meaning::Qualitative(None) => figure.text.clone(),
            meaning => meaning.to_string(),
        };
    }
    reasons(&figure.text, PRINTED)
}

/// Every agency's reasons, each on its line, as far as about so many characters go; where the rest stands.
pub(super) fn reasons(gathered: &str, most: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut length = 0;
    for line in gathered.lines() {
        length += line.chars().count().min(LONGEST);
        if length > most && !lines.is_empty() {
            let rest = gathered.lines().count() - lines.len();
            lines.push(format!("（其余{rest}条见《{}》）", name::DETAIL));
            break;
        }
        lines.push(match line.char_indices().nth(LONGEST) {
            Some((end, _)) => format!("{}……（全文见《{}》）", line.get(..end).unwrap_or_default(), name::DETAIL),
            None => line.to_owned(),
        });
    }
    lines.join("\n")
}

impl Merged<'_> {
    fn cell(&self, item: &ItemId, slot: Slot) -> Cell {
        let Shown { content, format, mark } = self.shown(item, slot);
        let mut style = slot_style(slot);
        if matches!(content, Content::Text(_)) && !slot.is_text() {
            style = style.align(Align::Center).number("");
        }
        if !format.is_empty() {
            style = style.number(&format);
        }
        if let Some(mark) = mark {
            style = style.mark(mark);
        }
        if mark == Some(Mark::Provisional) && !slot.is_text() {
            style = starred(style);
        }
        Cell { content, style: Arc::new(style) }
    }

    fn shown(&self, item: &ItemId, slot: Slot) -> Shown {
        let Some(figure) = self.figures.get(&(item, slot)).copied() else {
            return Shown::word(NOTHING, Some(Mark::Missing));
        };
        if slot.is_text() {
            return text(self.c, figure);
        }
        if is_given(self.c, slot) {
            return target(figure);
        }
        let parts = figure.meaning.parts();
        let live = if parts.is_empty() { None } else { self.live(figure, parts) };
        let provisional = figure.is_provisional().then_some(Mark::Provisional);
        match (&figure.meaning, live) {
            (_, Some(shown)) => Shown { mark: provisional, ..shown },
            (Meaning::Unclear(_), None) => Shown::word("待核实", Some(Mark::ToVerify)),
            (Meaning::Qualitative(None), None) if !figure.text.is_empty() => {
                Shown::word(&figure.text, Some(Mark::ToScore))
            }
            (Meaning::Qualitative(None), None) => Shown::word("待评分", Some(Mark::ToScore)),
            (Meaning::Blank, None) if figure.expected == 0 && slot.is_amount() => Shown::word(NOT_APPLICABLE, None),
            (Meaning::Blank | Meaning::Placeholder, None) => Shown::word(NOTHING, Some(Mark::Missing)),
            (meaning, None) => Shown::word(meaning.to_string(), provisional),
        }
    }

    /// The figure as a formula over the department's rows of 计算底稿; `None` where a range has to stay text.
    fn live(&self, figure: &Figure, parts: &[Part]) -> Option<Shown> {
        let mut rows: Vec<(String, &WorkRow, &Part)> = Vec::new();
        for (n, part) in parts.iter().enumerate() {
            let index = *self.work.get(&(&figure.item, figure.slot, n))?;
            let row = self.c.scored.rows.get(index)?;
            if part.bound == Bound::Between || part.change.is_some() || row.actual != Some(part.amount) {
                return None;
            }
            rows.push((work_cell(Work::Value, index), row, part));
        }
        if let [(cell, _, part)] = rows.as_slice() {
            let format = if figure.slot.is_amount() {
                String::new()
            } else {
                pen::quantity_format(part.bound, part.amount, &part.measure_text())
            };
            let formula = format!("IF(ISNUMBER({cell}),{cell},\"{NOTHING}\")");
            let content = Content::formula(formula, Outcome::Number(part.amount));
            return Some(Shown { content, format, mark: None });
        }
        let tests: Vec<String> = rows.iter().map(|(cell, _, _)| format!("ISNUMBER({cell})")).collect();
        let pieces: Vec<String> = rows.iter().map(|(cell, _, part)| piece(cell, part)).collect();
        let formula = format!("IF(AND({}),{},\"{NOTHING}\")", tests.join(","), pieces.join("&\"、\"&"));
        let content = Content::formula(formula, Outcome::Text(figure.meaning.to_string()));
        Some(Shown { content, format: String::new(), mark: None })
    }
}

/// One part of a compound within a formula: `"≥"&TEXT(cell,"#,##0")&"家"`.
fn piece(cell: &str, part: &Part) -> String {
    let sample = part.to_string();
    let digits = crate::model::round_half_up::grouped(part.amount, 0);
    let (before, after) = sample.split_once(&digits).unwrap_or(("", ""));
    let literal = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut pieces = Vec::new();
    if !before.is_empty() {
        pieces.push(literal(before));
    }
    pieces.push(format!("TEXT({cell},\"{}\")", pen::own_decimals(part.amount)));
    if !after.is_empty() {
        pieces.push(literal(after));
    }
    pieces.join("&")
}

/// Once the year has begun, the department's targets are its own and are not added up.
fn is_given(c: &Context<'_>, slot: Slot) -> bool {
    c.round.stage.scored && matches!(slot, Slot::YearTarget | Slot::TermTarget)
}

fn target(figure: &Figure) -> Shown {
    match figure.meaning.parts() {
        [one] => {
            let (content, format) = pen::quantity(one);
            Shown { content, format, mark: None }
        }
        _ if figure.text.trim().is_empty() => Shown::word(MISSING, Some(Mark::Missing)),
        _ => Shown::word(&figure.text, None),
    }
}

/// A text slot: the department's own text, or every agency's reasons under its name.
fn text(c: &Context<'_>, figure: &Figure) -> Shown {
    let printed = printed(figure);
    if !printed.trim().is_empty() {
        // Where every agency's words are gathered, whoever's are missing makes the text provisional.
        let gathered = c.round.form.item(&figure.item).is_some_and(|i| i.aggregate == aggregates::TEXT_BY_AGENCY);
        let open = gathered && figure.slot != Slot::Reason && figure.is_provisional();
        return Shown::word(printed, open.then_some(Mark::Provisional));
    }
    // The department's own texts come from its headquarters: where that has not handed in, every one of them is open.
    let own = figure.contributions.iter().find(|k| c.agency(k.agency).role == Role::Headquarters);
    let why = own.filter(|_| figure.slot != Slot::Reason).and_then(|k| k.share.word());
    let optional = figure.slot == Slot::Reason || c.round.form.item(&figure.item).is_none_or(|i| i.optional);
    match why.filter(|word| *word != MISSING) {
        Some(word) => Shown::word(word, Some(Mark::Missing)),
        None if optional => Shown { content: Content::Blank, format: String::new(), mark: None },
        None => Shown::word(MISSING, Some(Mark::Missing)),
    }
}

/// As much of a list of names as a note can show.
fn shortened(list: &str) -> String {
    match list.char_indices().nth(REASONS) {
        Some((end, _)) => {
            let whole = list.get(..end).and_then(|cut| cut.rsplit_once('、')).map_or("", |(whole, _)| whole);
            format!("{whole}……（其余见《明细》）")
        }
        None => list.to_owned(),
    }
}

/// 暂定, and who is missing; how it was rolled up, and where its sources stand.
fn note(c: &Context<'_>, figure: &Figure, lines: &FirstRows<'_>) -> Option<String> {
    if figure.slot.is_text() || is_given(c, figure.slot) {
        return None;
    }
    let mut text = String::new();
    if figure.expected == 0 {
        if figure.slot.is_amount() {
            return None;
        }
        text.push_str("任务分解中没有单位承担。");
    } else if c.nothing_returned() {
        return Some(format!("尚无数据：{}个单位均未报送。", c.scored.merged.agencies.len()));
    } else if figure.is_provisional() {
        text.push_str(&format!("暂定：应计{}个单位，已计{}个", figure.expected, figure.have));
        let absent = absent(c, figure, ABSENT);
        if !absent.is_empty() {
            text.push_str(&format!("，缺{absent}"));
        }
        text.push('。');
    } else {
        text.push_str(&format!("计入{}个单位。", figure.have));
    }
    if let Meaning::Unclear(reason) = &figure.meaning {
        text.push_str(&format!("{reason}。"));
    }
    let item = c.round.form.item(&figure.item);
    if item.is_some_and(|i| i.lists_names()) && !figure.text.is_empty() {
        text.push_str(&format!("名单：{}。", shortened(&figure.text)));
    }
    let method = item.and_then(|i| aggregates::by_name(&i.aggregate));
    let (label, row) = (method.map_or("汇总", |a| a.label), lines.of(&figure.item, figure.slot)?);
    text.push_str(&format!("汇总方法：{label}；来源见《{}》第{}行。", name::TRACE, row + 1));
    Some(text)
}
