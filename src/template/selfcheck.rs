//! 填报自查: what the clerk sees before handing in, live over the form sheet.
//!
//! One line a slot (填报内容, 结论), from which each block's 应填, 已填 and 结论 are counted, and from those the one word 可上报.

use super::form::{Own, holds};
use super::line::{self, Line, UNEQUAL, WRONG};
use super::live::{self, NOTHING, Operand};
use super::paint::slot_style;
use crate::definition::layout::TileKind;
use crate::definition::{Block, BlockKind, NOT_APPLICABLE};
use crate::model::book::{
    Align, Area, Conditional, ConditionalRule, Content, Formula, LinkTarget, Outcome, Print, Protection, Sheet, Style,
    quoted, wrapped_lines,
};
use crate::model::origin::CellRef;
use crate::model::round_half_up::round_half_up;
use crate::model::{Mark, Slot};
use rust_decimal::Decimal;
use std::sync::Arc;

/// The sheet's name.
pub(super) const SHEET: &str = "填报自查";
/// The column of the words by which everything is counted.
const WORD: u16 = 4;
const LAST: u16 = 5;
/// 内容, 项目, 栏目, 填报内容（文字栏为字数）, 结论, 定位.
const WIDTHS: [u32; 6] = [2_000, 4_600, 3_200, 3_400, 1_200, 800];
/// One printed line of 10.5 pt text.
const LINE: u32 = 1_500;
/// Every word that stands in the column 结论, with its colours.
const WORDS: [(&str, Mark); 12] = [
    ("完成", Mark::Met),
    ("已填", Mark::Met),
    ("相符", Mark::Met),
    ("可上报", Mark::Met),
    ("缺", Mark::Missing),
    ("缺项", Mark::Missing),
    ("缺原因", Mark::Short),
    (WRONG, Mark::ToCorrect),
    (UNEQUAL, Mark::ToCorrect),
    ("不可上报", Mark::ToCorrect),
    ("待核实", Mark::ToVerify),
    (NOT_APPLICABLE, Mark::NotApplicable),
];

/// A cell of this sheet that later formulas count, with the word it holds.
type Word = (CellRef, String);

/// One block's lines, and where the words of its balances stand.
struct Section<'a> {
    block: &'a Block,
    lines: Vec<Line>,
    words: Vec<Word>,
    balances: Vec<Word>,
}

/// The sheet.
pub(super) fn sheet(own: &Own<'_>, form_sheet: &Sheet) -> Sheet {
    let mut page = Page { own, form: form_sheet, out: Sheet::named(SHEET), styles: Styles::new() };
    page.out.widths.extend((0..).zip(WIDTHS));
    let mut sections: Vec<Section<'_>> = own
        .form
        .blocks_of(own.stage)
        .map(|block| Section { block, lines: page.lines(block), words: Vec::new(), balances: Vec::new() })
        .filter(|s| !s.lines.is_empty() || s.block.kind != BlockKind::Cover)
        .collect();
    // The counts stand above what they count, so the rows below are laid out first.
    let summary = 4;
    let mut row = summary + u32::try_from(sections.len()).unwrap_or(0) + 1;
    row = page.balances(&mut sections, row);
    let details = row;
    let last = page.details(&mut sections, details);
    let verdicts: Vec<Word> = (summary..).zip(&sections).map(|(row, section)| page.summary(row, section)).collect();
    page.head(&verdicts, &sections, summary - 1);
    let area = Area::new(0, WORD, last, WORD);
    let rule = |(word, mark): (&str, Mark)| Conditional { area, rule: ConditionalRule::Word(word.to_owned(), mark) };
    page.out.conditionals.extend(WORDS.map(rule));
    let verdict = Area::new(1, 1, 1, 1);
    let of_all = ["可上报", "不可上报"].map(|w| WORDS.iter().find(|(word, _)| *word == w));
    page.out.conditionals.extend(
        of_all
            .into_iter()
            .flatten()
            .map(|(word, mark)| Conditional { area: verdict, rule: ConditionalRule::Word((*word).to_owned(), *mark) }),
    );
    page.out.protection = Some(Protection { format_rows: true, format_columns: true });
    page.out.gridlines = false;
    page.out.freeze = Some(CellRef::new(2, 0));
    page.out.print = Print {
        landscape: true,
        area: Some(Area::new(0, 0, last, LAST)),
        title_rows: Some((0, 0)),
        fit_width: true,
        ..Print::default()
    };
    page.out
}

struct Styles {
    label: Arc<Style>,
    text: Arc<Style>,
    middle: Arc<Style>,
    amount: Arc<Style>,
    link: Arc<Style>,
    bold: Arc<Style>,
    remark: Arc<Style>,
}

impl Styles {
    fn new() -> Self {
        let middle = Style::body().align(Align::Center);
        Self {
            label: Arc::new(Style::label()),
            text: Arc::new(Style::body().align(Align::Left)),
            middle: Arc::new(middle.clone()),
            amount: Arc::new(slot_style(Slot::Amount)),
            link: Arc::new(middle.clone().link()),
            bold: Arc::new(Style { size: 1400, ..middle.bold() }),
            remark: Arc::new(Style::remark()),
        }
    }
}

struct Page<'a> {
    own: &'a Own<'a>,
    form: &'a Sheet,
    out: Sheet,
    styles: Styles,
}

impl Page<'_> {
    fn operand(&self, cell: CellRef) -> Operand {
        Operand::on(&quoted(&self.own.form.sheet), cell, self.form.content(cell.row, cell.col))
    }

    /// A line for each open slot of the block.
    fn lines(&self, block: &Block) -> Vec<Line> {
        let own = self.own;
        if block.kind == BlockKind::Cover {
            let cover = own.layout.tiles.iter().find(|t| t.kind == TileKind::Agency && own.prefill.agency.is_none());
            return cover
                .map(|t| line::agency(&block.label, t.area.first, &self.operand(t.area.first)))
                .into_iter()
                .collect();
        }
        let slots = own.layout.slots().filter(|(_, item, slot)| holds(&block.kind, item, *slot));
        let open = slots.filter(|(_, item, slot)| *slot != Slot::Reason && own.standing(item, *slot).open);
        open.filter_map(|(tile, item, slot)| {
            let at = tile.area.first;
            let of = |slot| own.layout.cell(item, slot).filter(|_| own.standing(item, slot).open);
            let row = own.layout.rows.get(usize::try_from(at.row).unwrap_or(usize::MAX));
            let beside: Vec<Operand> = own
                .layout
                .slots()
                .filter(|(_, other, own_slot)| *other == item && *own_slot != slot)
                .map(|(t, _, _)| self.operand(t.area.first))
                .collect();
            Some(Line {
                item: own.form.label_of(item).to_owned(),
                column: own.form.slot_label(slot).to_owned(),
                at,
                hidden: row.is_some_and(|r| r.hidden),
                checked: line::checked(
                    own,
                    item,
                    slot,
                    &self.operand(at),
                    &beside,
                    of(Slot::Reason).map(|c| self.operand(c)).as_ref(),
                )?,
            })
        })
        .collect()
    }

    fn heading(&mut self, row: u32, words: [&str; 6]) {
        for (col, word) in (0..).zip(words) {
            self.out.text(row, col, word, &self.styles.label);
        }
        self.out.height(row, 2_200);
    }

    fn live(&mut self, at: CellRef, formula: Formula, style: &Arc<Style>) -> Word {
        let word = match &formula.result {
            Outcome::Text(text) => text.clone(),
            Outcome::Number(number) => number.to_string(),
        };
        self.out.put(at.row, at.col, Content::Formula(Box::new(formula)), style);
        (at, word)
    }

    fn link(&mut self, row: u32, target: CellRef) {
        let place = format!("{}!{target}", quoted(&self.own.form.sheet));
        self.out.text(row, LAST, "查看", &self.styles.link.clone());
        self.out.links.push((CellRef::new(row, LAST), LinkTarget::Inside(place)));
    }

    /// The balances, from this row on; gives the next free row. Their words count for the block of their amounts.
    fn balances(&mut self, sections: &mut [Section<'_>], from: u32) -> u32 {
        let own = self.own;
        let mut row = from;
        for balance in &own.form.balances {
            let sums: Vec<(&str, Vec<Operand>)> = balance
                .sums
                .iter()
                .map(|s| {
                    let cells = s.of.iter().filter_map(|id| own.layout.cell(id, s.slot));
                    (s.label.as_str(), cells.map(|c| self.operand(c)).collect())
                })
                .collect();
            if sums.iter().any(|(_, cells)| cells.is_empty()) {
                continue;
            }
            self.heading(row, ["勾稽关系", "合计", "金额（万元）", "与第一项相差（万元）", "结论", ""]);
            let style = (self.styles.text.clone(), self.styles.amount.clone(), self.styles.middle.clone());
            let first = CellRef::new(row + 1, 2);
            let mut base = None;
            for (label, cells) in sums {
                row += 1;
                let sum = live::total(&cells, Outcome::Number(Decimal::ZERO));
                let number = match &sum.result {
                    Outcome::Number(number) => Some(*number),
                    Outcome::Text(_) => None,
                };
                self.out.text(row, 0, &balance.label, &style.0);
                self.out.text(row, 1, label, &style.0);
                let at = CellRef::new(row, 2);
                self.live(at, sum, &style.1);
                let base = *base.get_or_insert(number);
                let difference = difference(first, at, base, number);
                let place = CellRef::new(row, 3);
                let difference_is = difference.result.clone();
                self.live(place, difference, &style.1);
                let word = self.live(CellRef::new(row, WORD), agreement(place, &difference_is), &style.2);
                let of = balance.sums.first().and_then(|s| Some((s.of.first()?, s.slot)));
                let section = of.and_then(|(id, slot)| sections.iter_mut().find(|s| holds(&s.block.kind, id, slot)));
                if let Some(section) = section {
                    section.balances.push(word);
                }
                self.out.text(row, LAST, NOTHING, &style.2);
                self.out.height(row, LINE + 400);
            }
            row += 2;
        }
        row
    }

    /// The lines of all blocks, from this row on; gives the last row used.
    fn details(&mut self, sections: &mut [Section<'_>], from: u32) -> u32 {
        self.heading(from, ["内容", "项目", "栏目", "填报内容（文字栏为字数）", "结论", "定位"]);
        let mut row = from;
        let (text, middle) = (self.styles.text.clone(), self.styles.middle.clone());
        for section in sections {
            for line in &section.lines {
                row += 1;
                for (col, word) in [(0, &section.block.label), (1, &line.item), (2, &line.column)] {
                    self.out.text(row, col, word, &text);
                }
                self.live(CellRef::new(row, 3), line.checked.echo.clone(), &text);
                section.words.push(self.live(CellRef::new(row, WORD), line.checked.word.clone(), &middle));
                self.link(row, line.at);
                let texts = [(0, &section.block.label), (1, &line.item), (2, &line.column)];
                let lines = texts.into_iter().map(|(col, text)| wrapped_lines(text, WIDTHS[col])).max().unwrap_or(1);
                self.out.height(row, lines * LINE + 400);
                self.out.row(row).hidden = line.hidden;
            }
        }
        row
    }

    /// 应填, 已填 and 结论 of a block.
    fn summary(&mut self, row: u32, section: &Section<'_>) -> Word {
        let (text, middle) = (self.styles.text.clone(), self.styles.middle.clone());
        self.out.text(row, 0, &section.block.label, &text);
        self.out.height(row, LINE + 400);
        let at = CellRef::new(row, WORD);
        let (Some((first, _)), Some((last, _))) = (section.words.first(), section.words.last()) else {
            for col in 1..=LAST {
                self.out.text(row, col, NOTHING, &middle);
            }
            self.out.text(row, WORD, NOT_APPLICABLE, &middle);
            return (at, NOT_APPLICABLE.to_owned());
        };
        let area = format!("{first}:{last}");
        let count = |word: &str| Decimal::from(section.words.iter().filter(|(_, w)| w == word).count());
        let lines = Decimal::from(section.words.len());
        let asked = Formula {
            formula: format!("ROWS({area})-COUNTIF({area},\"{NOTHING}\")"),
            result: Outcome::Number(lines - count(NOTHING)),
        };
        let (n, m) = (CellRef::new(row, 2), CellRef::new(row, 3));
        let filled = Formula {
            formula: format!("{n}-COUNTIF({area},\"{}\")", live::MISSING),
            result: Outcome::Number(lines - count(NOTHING) - count(live::MISSING)),
        };
        let verdict = verdict(&area, (n, m), section);
        let note = line::note(&area, &section.words);
        self.live(CellRef::new(row, 1), note, &text);
        self.live(n, asked, &middle);
        self.live(m, filled, &middle);
        if let Some(line) = section.lines.first() {
            self.link(row, line.at);
        }
        self.live(at, verdict, &middle)
    }

    fn head(&mut self, verdicts: &[Word], sections: &[Section<'_>], heading: u32) {
        let title = Arc::new(Style::title());
        let name = format!("{}填报自查", self.own.form.title);
        self.out.merge(Area::new(0, 0, 0, LAST), Content::text(name), &title);
        self.out.height(0, 3_600);
        let (bold, remark) = (self.styles.bold.clone(), self.styles.remark.clone());
        self.out.text(1, 0, "结论", &self.styles.label.clone());
        self.live(CellRef::new(1, 1), may_hand_in(verdicts), &bold);
        let words: Vec<Word> = sections.iter().flat_map(|s| s.words.iter().chain(&s.balances).cloned()).collect();
        let hint = match words.iter().map(|(cell, _)| *cell).max() {
            Some(last) => line::counts(&format!("{}:{last}", CellRef::new(heading + 1, WORD)), verdicts, &words),
            None => live::word(format!("\"{NOTHING}\""), NOTHING),
        };
        self.out.merge(Area::new(1, 2, 1, LAST), Content::Formula(Box::new(hint)), &remark);
        self.out.height(1, 3_000);
        let text = "本表由公式得出，不用填写。“缺”“缺原因”“须改填”“不一致”的，请点“查看”到表中补填或更正；“待核实”的请核对，无误的可以报送。";
        self.out.merge(Area::new(2, 0, 2, LAST), Content::text(text), &remark);
        self.out.height(2, LINE + 400);
        self.heading(heading, ["内容", "说明", "应填（项）", "已填（项）", "结论", "定位"]);
    }
}

fn verdict(area: &str, (n, m): (CellRef, CellRef), section: &Section<'_>) -> Formula {
    let balances = match (section.balances.first(), section.balances.last()) {
        (Some((first, _)), Some((last, _))) => format!("COUNTIF({first}:{last},\"{UNEQUAL}\")"),
        _ => "0".to_owned(),
    };
    let formula = format!(
        "IF({n}=0,\"{NOT_APPLICABLE}\",IF({m}<{n},\"缺项\",IF(COUNTIF({area},\"缺原因\")>0,\"缺项\",\
         IF(COUNTIF({area},\"{WRONG}\")>0,\"{WRONG}\",IF({balances}>0,\"{UNEQUAL}\",\"完成\")))))"
    );
    let any = |word: &str| section.words.iter().any(|(_, w)| w == word);
    let out_of_balance = section.balances.iter().any(|(_, w)| w == UNEQUAL);
    let word = if section.words.iter().all(|(_, w)| w == NOTHING) {
        NOT_APPLICABLE
    } else if any(live::MISSING) || any("缺原因") {
        "缺项"
    } else if any(WRONG) {
        WRONG
    } else if out_of_balance {
        UNEQUAL
    } else {
        "完成"
    };
    live::word(formula, word)
}

fn may_hand_in(verdicts: &[Word]) -> Formula {
    let (Some((first, _)), Some((last, _))) = (verdicts.first(), verdicts.last()) else {
        return live::word("\"不可上报\"".to_owned(), "不可上报");
    };
    let area = format!("{first}:{last}");
    let formula = format!(
        "IF(COUNTIF({area},\"完成\")+COUNTIF({area},\"{NOT_APPLICABLE}\")=ROWS({area}),\"可上报\",\"不可上报\")"
    );
    let done = verdicts.iter().all(|(_, w)| w == "完成" || w == NOT_APPLICABLE);
    live::word(formula, if done { "可上报" } else { "不可上报" })
}

/// How far a sum is from the first one, to the cent.
fn difference(first: CellRef, own: CellRef, base: Option<Decimal>, number: Option<Decimal>) -> Formula {
    let formula = format!("IF(AND(ISNUMBER({first}),ISNUMBER({own})),ROUND({own}-{first},2),\"{NOTHING}\")");
    let result = match (base, number) {
        (Some(base), Some(number)) => number.checked_sub(base).map(|d| Outcome::Number(round_half_up(d, 2))),
        _ => None,
    };
    Formula { formula, result: result.unwrap_or(Outcome::Text(NOTHING.to_owned())) }
}

fn agreement(difference: CellRef, is: &Outcome) -> Formula {
    let formula = format!("IF(ISNUMBER({difference}),IF({difference}=0,\"相符\",\"{UNEQUAL}\"),\"{NOTHING}\")");
    let word = match is {
        Outcome::Number(number) if number.is_zero() => "相符",
        Outcome::Number(_) => UNEQUAL,
        Outcome::Text(_) => NOTHING,
    };
    live::word(formula, word)
}
