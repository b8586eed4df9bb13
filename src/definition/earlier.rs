//! Earlier editions of a form: what each row was called then, so that a return on an older template is still read.
//!
//! ```toml
//! [[earlier]]
//! version = "2024.0"
//! name = "征求意见稿"
//! renamed = [{ item = "P-05", id = "P-04", label = "技术改造项目数量" }]   # the item now, and its id and label then
//! without = ["P-24"]                                                  # items that were not asked for then
//! dropped = [{ id = "X-1", after = "P-09", label = "…" }]             # rows that are no longer asked for
//! ```
//! What is not named was the same. Columns and blocks are those of the current edition.

use super::cursor::{Cursor, Source};
use super::{BlockKind, FormDef, GroupOf, Item};
use crate::model::ItemId;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One earlier edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    /// What an official calls it: 征求意见稿; may be empty.
    pub name: String,
    /// The form as it was.
    pub form: FormDef,
    /// Its ids of items that are still asked for → their ids now.
    pub now: BTreeMap<ItemId, ItemId>,
}

/// One `[[earlier]]` as it is written.
pub(super) struct Written {
    line: usize,
    version: String,
    name: String,
    renamed: Vec<Renamed>,
    without: Vec<ItemId>,
    dropped: Vec<Dropped>,
}

struct Renamed {
    item: ItemId,
    id: Option<String>,
    label: Option<String>,
}

struct Dropped {
    id: ItemId,
    after: ItemId,
    label: String,
}

impl Written {
    pub(super) fn read(c: Cursor<'_, '_>) -> Written {
        let renamed = c.tables("renamed").into_iter().map(|r| {
            let renamed = Renamed { item: ItemId::new(&r.need("item")), id: r.text("id"), label: r.text("label") };
            r.done();
            renamed
        });
        let renamed = renamed.collect();
        let dropped = c.tables("dropped").into_iter().map(|d| {
            let dropped = Dropped {
                id: ItemId::new(&d.need("id")),
                after: ItemId::new(&d.need("after")),
                label: d.need("label"),
            };
            d.done();
            dropped
        });
        let dropped = dropped.collect();
        let written = Written {
            line: c.line,
            version: c.need("version"),
            name: c.text("name").unwrap_or_default(),
            renamed,
            without: c.ids("without"),
            dropped,
        };
        c.done();
        written
    }

    /// The edition, from the form as it is now; what cannot be is a fault D014.
    pub(super) fn of(self, form: &FormDef, source: &Source<'_>) -> Earlier {
        self.faults(form, source);
        let mut then = FormDef { version: self.version.clone(), earlier: Vec::new(), ..form.clone() };
        let ids: BTreeMap<&ItemId, ItemId> =
            self.renamed.iter().filter_map(|r| Some((&r.item, ItemId::new(r.id.as_deref()?)))).collect();
        let id_then = |id: &ItemId| ids.get(id).cloned().unwrap_or_else(|| id.clone());
        then.items.retain(|item| !self.without.contains(&item.id));
        let now = then.items.iter().map(|item| (id_then(&item.id), item.id.clone())).collect();
        for item in &mut then.items {
            let label = self.renamed.iter().find(|r| r.item == item.id).and_then(|r| r.label.clone());
            item.label = label.unwrap_or_else(|| std::mem::take(&mut item.label));
        }
        self.add_dropped(&mut then.items);
        for list in lists(&mut then) {
            self.carry(list, &id_then);
        }
        for block in &mut then.blocks {
            match &mut block.kind {
                BlockKind::Text { item, .. } => *item = id_then(item),
                // Rows a person adds on the sheet are printed on demand; the others all stand on it.
                BlockKind::Table { rows, printed, required, .. } if !self.spares(form, &block.id) => {
                    (*printed, *required) = (rows.len(), rows.len());
                }
                _ => {}
            }
        }
        // The rows that are gone keep their own ids; the others take those of then.
        for item in then.items.iter_mut().filter(|i| !self.dropped.iter().any(|d| d.id == i.id)) {
            item.id = id_then(&item.id);
        }
        let mut labels = BTreeSet::new();
        for (item, _) in then.indicators().filter(|(item, _)| !labels.insert(item.label.as_str())) {
            let message = format!("较早版本“{}”里名称“{}”出现了两次", then.version, item.label);
            source.fault(self.line, "D014", message, "名称是认行的依据，请核对当时的名称");
        }
        Earlier { name: self.name, form: then, now }
    }

    /// The block has rows that need not be filled.
    fn spares(&self, form: &FormDef, block: &str) -> bool {
        form.blocks.iter().filter(|b| b.id == block).any(|b| {
            matches!(&b.kind, BlockKind::Table { rows, printed, required, .. } if (*printed).min(*required) < rows.len())
        })
    }

    fn add_dropped(&self, items: &mut Vec<Item>) {
        for gone in self.dropped.iter().rev() {
            if let Some(at) = items.iter().position(|i| i.id == gone.after) {
                let mut item = items[at].clone();
                (item.id, item.code, item.label) = (gone.id.clone(), None, gone.label.clone());
                if let Some(indicator) = &mut item.indicator {
                    indicator.measure.clear();
                }
                items.insert(at + 1, item);
            }
        }
    }

    /// A list of the form's ids as it was then.
    fn carry(&self, list: &mut Vec<ItemId>, id_then: &dyn Fn(&ItemId) -> ItemId) {
        let mut carried = Vec::new();
        for id in list.iter() {
            let kept = (!self.without.contains(id)).then(|| id_then(id));
            let behind = self.dropped.iter().filter(|d| d.after == *id).map(|d| d.id.clone());
            carried.extend(kept.into_iter().chain(behind));
        }
        *list = carried;
    }

    fn faults(&self, form: &FormDef, source: &Source<'_>) {
        let fault = |message: String, fix: &str| source.fault(self.line, "D014", message, fix);
        if self.version == form.version {
            fault(format!("较早版本“{}”与现在的版本号相同", self.version), "请写当时的版本号");
        }
        let named = self.renamed.iter().map(|r| &r.item).chain(&self.without);
        for id in named.filter(|id| form.item(id).is_none()) {
            fault(format!("较早版本“{}”提到的项目“{id}”不存在", self.version), "请改成现在的编码");
        }
        for gone in self.dropped.iter().filter(|d| form.item(&d.after).is_none() || self.without.contains(&d.after)) {
            fault(format!("“{}”所在位置“{}”不存在", gone.id, gone.after), "after 写当时排在它上面的项目现在的编码");
        }
        let texts = form.blocks.iter().filter_map(|b| match &b.kind {
            BlockKind::Text { item, .. } => Some(item),
            _ => None,
        });
        for item in texts.filter(|item| self.without.contains(item)) {
            fault(format!("较早版本“{}”不能没有“{item}”整个区块", self.version), "区块须与现在的相同");
        }
        let mut seen = BTreeSet::new();
        let kept = form.items.iter().filter(|i| !self.without.contains(&i.id));
        let then = kept.map(|item| {
            let renamed = self.renamed.iter().find(|r| r.item == item.id).and_then(|r| r.id.as_deref());
            ItemId::new(renamed.unwrap_or(item.id.as_str()))
        });
        for id in then.chain(self.dropped.iter().map(|d| d.id.clone())) {
            if !seen.insert(id.clone()) {
                fault(format!("较早版本“{}”里编码“{id}”出现了两次", self.version), "每个项目当时的编码只能有一个");
            }
        }
    }
}

/// Every list of items that the layout follows, and those that name items.
fn lists(form: &mut FormDef) -> Vec<&mut Vec<ItemId>> {
    let mut lists: Vec<&mut Vec<ItemId>> = Vec::new();
    for block in &mut form.blocks {
        match &mut block.kind {
            BlockKind::Pairs { left, right, .. } => lists.extend(left.iter_mut().chain(right).map(|g| &mut g.items)),
            BlockKind::Table { rows, .. } => lists.push(rows),
            BlockKind::Cover | BlockKind::Text { .. } => {}
        }
    }
    lists.extend(form.balances.iter_mut().flat_map(|b| &mut b.sums).map(|s| &mut s.of));
    lists.extend(form.groups.iter_mut().filter_map(|g| match &mut g.of {
        GroupOf::Execution { of, .. } => Some(of),
        GroupOf::Level1(_) => None,
    }));
    lists
}
