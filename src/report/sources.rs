//! What the long sheets share: the returns in one order, names as text that is made once, and links to the files.

use super::Context;
use super::pen::Styles;
use super::say;
use crate::check::Checked;
use crate::definition::{BlockKind, Shows};
use crate::merge::{Figure, Share};
use crate::model::book::{Content, LinkTarget, Sheet, quoted};
use crate::model::origin::CellRef;
use crate::model::{ItemId, Origin, Slot};
use crate::score::Scope;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Links to files on one sheet; Excel allows 65,530 links of all kinds.
const FILE_LINKS: usize = 65_000;
/// Characters of one cell; Excel allows 32,767.
const CELL_TEXT: usize = 30_000;
/// The folder that holds what came back.
const INBOX: &str = "收回/";
/// The folder in it for what came in zips and mails.
const UNPACKED: &str = ".展开/";

/// What a return is to the merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// The one that counts.
    Chosen,
    /// Superseded by the one that counts.
    Superseded,
    /// The agency has none that counts: sent back whole, or not yet chosen among.
    Waiting,
    /// Of nobody on the roster.
    Stray,
}

/// One return, whosever.
#[derive(Clone, Copy)]
pub(super) struct Returned<'a> {
    /// The agency's place; `None` for strays.
    pub(super) agency: Option<usize>,
    pub(super) checked: &'a Checked,
    pub(super) standing: Standing,
}

/// Every return that was read: agency by agency in roster order, the chosen one first; then those of nobody.
pub(super) fn returns<'a>(c: &Context<'a>) -> Vec<Returned<'a>> {
    let merged = &c.scored.merged;
    let mut all = Vec::new();
    for (n, agency) in merged.agencies.iter().enumerate() {
        let own = |checked, standing| Returned { agency: Some(n), checked, standing };
        all.extend(agency.chosen.iter().map(|r| own(r, Standing::Chosen)));
        let rest = if agency.chosen.is_some() { Standing::Superseded } else { Standing::Waiting };
        all.extend(agency.others.iter().map(|r| own(r, rest)));
    }
    all.extend(merged.strays.iter().map(|r| Returned { agency: None, checked: r, standing: Standing::Stray }));
    all
}

/// Every figure by item and slot.
pub(super) fn figures<'a>(c: &Context<'a>) -> BTreeMap<(&'a ItemId, Slot), &'a Figure> {
    c.scored.merged.figures.iter().map(|f| ((&f.item, f.slot), f)).collect()
}

/// The department's own rows of 计算底稿: places in `Scored::rows` by item, slot and part.
pub(super) fn department_rows<'a>(c: &Context<'a>) -> BTreeMap<(&'a ItemId, Slot, usize), usize> {
    let rows = c.scored.rows.iter().enumerate().filter(|(_, row)| row.scope == Scope::Department);
    rows.map(|(index, row)| ((&row.item, row.slot, row.part), index)).collect()
}

/// Who is missing from a figure and why: `海珠、番禺（未报）；天河（待核实）`; of more than `most` with their number. Empty where
/// nobody is.
pub(super) fn absent(c: &Context<'_>, figure: &Figure, most: usize) -> String {
    let missing = figure.contributions.iter().filter(|k| k.share != Share::NotApplicable);
    let words = missing.filter_map(|k| Some((c.agency(k.agency).short.as_str(), k.share.word()?)));
    said_absent(words, most)
}

/// The same of names, each with the word of why.
pub(super) fn said_absent<'a>(names: impl Iterator<Item = (&'a str, &'a str)>, most: usize) -> String {
    let said = |(word, names): &(&str, Vec<&str>)| {
        format!("{}（{word}）", say::first(names, most, &format!("等{}个单位", names.len())))
    };
    say::grouped(names).iter().map(said).collect::<Vec<_>>().join("；")
}

/// Names as shared text.
pub(super) struct Words {
    items: BTreeMap<ItemId, Arc<str>>,
    item_codes: BTreeMap<ItemId, Arc<str>>,
    sections: BTreeMap<(ItemId, Slot), Arc<str>>,
    slots: BTreeMap<Slot, Arc<str>>,
    agencies: Vec<(Arc<str>, Arc<str>)>,
    nobody: Arc<str>,
}

impl Words {
    pub(super) fn new(c: &Context<'_>) -> Self {
        let form = c.round.form;
        let agencies = &c.scored.merged.agencies;
        Self {
            items: form.items.iter().map(|i| (i.id.clone(), Arc::from(i.label.as_str()))).collect(),
            item_codes: form.items.iter().map(|i| (i.id.clone(), Arc::from(i.code()))).collect(),
            sections: sections(c),
            slots: Slot::ALL.into_iter().map(|s| (s, Arc::from(form.slot_label(s)))).collect(),
            agencies: agencies
                .iter()
                .map(|a| (Arc::from(a.agency.code.as_str()), Arc::from(a.agency.short.as_str())))
                .collect(),
            nobody: Arc::from("—"),
        }
    }

    /// The item's code.
    pub(super) fn item_code(&self, item: &ItemId) -> Content {
        Content::Text(Arc::clone(self.item_codes.get(item).unwrap_or(&item.0)))
    }

    /// The item's label.
    pub(super) fn item(&self, item: &ItemId) -> Content {
        Content::Text(Arc::clone(self.items.get(item).unwrap_or(&item.0)))
    }

    /// 一级指标 of an indicator, the block's label of everything else.
    pub(super) fn section(&self, item: &ItemId, slot: Slot) -> Content {
        Content::Text(Arc::clone(self.sections.get(&(item.clone(), slot)).unwrap_or(&self.nobody)))
    }

    /// 栏目.
    pub(super) fn slot(&self, slot: Slot) -> Content {
        Content::Text(Arc::clone(self.slots.get(&slot).unwrap_or(&self.nobody)))
    }

    /// The agency's code.
    pub(super) fn code(&self, agency: Option<usize>) -> Content {
        Content::Text(Arc::clone(agency.and_then(|n| self.agencies.get(n)).map_or(&self.nobody, |(code, _)| code)))
    }

    /// The agency's 简称.
    pub(super) fn agency(&self, agency: Option<usize>) -> Content {
        Content::Text(Arc::clone(agency.and_then(|n| self.agencies.get(n)).map_or(&self.nobody, |(_, name)| name)))
    }
}

fn sections(c: &Context<'_>) -> BTreeMap<(ItemId, Slot), Arc<str>> {
    let mut sections = BTreeMap::new();
    for block in c.round.form.blocks_of(c.round.stage) {
        let label: Arc<str> = Arc::from(block.label.as_str());
        let mut add = |item: &ItemId, slot: Slot| {
            let indicator = c.round.form.item(item).and_then(|i| i.indicator.as_ref());
            let own = indicator.map_or_else(|| Arc::clone(&label), |i| Arc::from(i.level1.as_str()));
            sections.insert((item.clone(), slot), own);
        };
        match &block.kind {
            BlockKind::Cover => {}
            BlockKind::Text { item, slot } => add(item, *slot),
            BlockKind::Pairs { slot, left, right, .. } => {
                left.iter().chain(right).flat_map(|g| &g.items).for_each(|item| add(item, *slot));
            }
            BlockKind::Table { columns, rows, .. } => {
                for column in columns {
                    if let Shows::Slot(slot) = column.shows {
                        rows.iter().for_each(|item| add(item, slot));
                    }
                }
            }
        }
    }
    sections
}

/// The file's name as people see it: the path within 收回/, and within the zip or mail it came in.
pub(super) fn shown_name(file: &str) -> &str {
    let name = file.strip_prefix(INBOX).unwrap_or(file);
    name.strip_prefix(UNPACKED).unwrap_or(name)
}

/// A file as it is shown and reached.
struct Named {
    name: Arc<str>,
    target: Option<String>,
}

/// Links to the files a sheet speaks of: on every row while Excel's limit allows, else on the first row of each file.
pub(super) struct FileLinks {
    every: bool,
    files: BTreeMap<Arc<str>, Named>,
    linked: BTreeSet<Arc<str>>,
}

impl FileLinks {
    /// For a sheet of this many rows that name a file.
    pub(super) fn over(rows: usize) -> Self {
        Self { every: rows <= FILE_LINKS, files: BTreeMap::new(), linked: BTreeSet::new() }
    }

    /// Puts the file's name into a cell, linked to the file where that is possible.
    pub(super) fn put(&mut self, sheet: &mut Sheet, at: CellRef, file: &Arc<str>, styles: &Styles) {
        self.link(sheet, at, (file, None), styles);
    }

    /// The same, leading to the very cell, where every row has its link.
    pub(super) fn put_cell(&mut self, sheet: &mut Sheet, at: CellRef, origin: &Origin, styles: &Styles) {
        let place = self.every.then(|| format!("{}!{}", quoted(&origin.sheet), origin.cell));
        self.link(sheet, at, (&origin.file, place), styles);
    }

    /// A link from a cell that holds something else to where that came from, where every row has its link.
    pub(super) fn link_back(&mut self, sheet: &mut Sheet, at: CellRef, origin: &Origin) {
        let path = target(&origin.file).filter(|_| self.every);
        let place = format!("{}!{}", quoted(&origin.sheet), origin.cell);
        sheet.links.extend(path.map(|path| (at, LinkTarget::FileCell(path, place))));
    }

    fn link(&mut self, sheet: &mut Sheet, at: CellRef, to: (&Arc<str>, Option<String>), styles: &Styles) {
        let (file, place) = to;
        let own = self
            .files
            .entry(Arc::clone(file))
            .or_insert_with(|| Named { name: Arc::from(shown_name(file)), target: target(file) });
        let name = Content::Text(Arc::clone(&own.name));
        let wanted = sheet.links.len() < FILE_LINKS && (self.every || !self.linked.contains(file));
        match own.target.as_ref().filter(|_| wanted) {
            Some(target) => {
                sheet.put(at.row, at.col, name, &styles.link);
                let path = target.clone();
                let target = match place {
                    Some(place) => LinkTarget::FileCell(path, place),
                    None => LinkTarget::File(path),
                };
                sheet.links.push((at, target));
                if !self.every {
                    self.linked.insert(Arc::clone(file));
                }
            }
            None => sheet.put(at.row, at.col, name, &styles.text),
        }
    }
}

/// The way from 汇总/ to the file; `None` where Excel could not follow it.
fn target(file: &str) -> Option<String> {
    let path = format!("../{file}");
    let followed = !file.is_empty() && !path.contains(['#', ':', '\\', '!']) && !path.chars().any(char::is_control);
    (followed && path.encode_utf16().count() <= 1_000).then_some(path)
}

/// A text from outside, cut with a word where Excel's cell ends.
pub(super) fn capped(text: &str) -> Content {
    if text.is_empty() {
        return Content::Blank;
    }
    match text.char_indices().nth(CELL_TEXT / 2) {
        Some((end, _)) if text.encode_utf16().count() > CELL_TEXT => {
            Content::text(format!("{}……（文字过长，其余见原文件）", &text[..end]))
        }
        _ => Content::text(text),
    }
}
