//! What a definition must keep beyond its grammar: weights of exactly 100, Excel's limits, labels that fit their column,
//! references that exist.

use super::cursor::Source;
use super::{BlockKind, FormDef, GroupOf, Indicator, Shows};
use crate::model::book::text_width;
use crate::model::{ItemId, Reading, Slot};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// Adds a fault for everything in the form that cannot be right; `lines` holds each item's line.
pub(super) fn validate(form: &FormDef, lines: &BTreeMap<ItemId, usize>, weights_line: usize, source: &Source<'_>) {
    weights(form, lines, weights_line, source);
    references(form, lines, source);
    weighers(form, lines, source);
    limits(form, lines, source);
    columns(form, source);
    for (item, indicator) in form.indicators() {
        let line = lines.get(&item.id).copied().unwrap_or(1);
        let reading = Reading::of(&indicator.target);
        if let crate::model::Meaning::Unclear(reason) = reading.meaning {
            source.fault(
                line,
                "D010",
                format!("{}的目标值“{}”读不准：{reason}", item.id, indicator.target),
                "请改写目标值，如“≥20家次”",
            );
        }
    }
}

fn weights(form: &FormDef, lines: &BTreeMap<ItemId, usize>, line: usize, source: &Source<'_>) {
    let hundred = Decimal::from(100);
    let total: Decimal = form.groups.iter().map(|g| g.weight).sum();
    if total != hundred {
        source.fault(
            line,
            "D005",
            format!("各组权重合计为{total}，不是100"),
            "请调整 [[group]] 的 weight，使合计正好为100",
        );
    }
    // Full marks are the weight itself, and points are rounded: a weight the rounding cannot hold would be no full marks.
    let decimals = form.profile.params.rounding.decimals;
    let weights = form.indicators().map(|(item, i)| (lines.get(&item.id).copied().unwrap_or(1), i.weight));
    for (at, weight) in weights.chain(form.groups.iter().map(|g| (line, g.weight))) {
        if weight.normalize().scale() > decimals {
            let message = format!("权重{weight}的小数位数多于得分的小数位数（{decimals}位）");
            source.fault(at, "D012", message, "请改 weight，或改计分办法的 rounding");
        }
    }
    for group in &form.groups {
        let GroupOf::Level1(level1) = &group.of else { continue };
        let members: Vec<Decimal> =
            form.indicators().filter(|(_, i)| &i.level1 == level1).map(|(_, i)| i.weight).collect();
        let sum: Decimal = members.iter().sum();
        if members.is_empty() {
            source.fault(line, "D005", format!("“{level1}”有权重，却没有一个指标"), "请补上指标，或去掉这一组");
        } else if sum != group.weight {
            let message = format!("“{level1}”各指标权重合计为{sum}，不是{}", group.weight);
            source.fault(line, "D005", message, "请调整这一组指标的 weight，或都不写、由程序平均分配");
        }
    }
    for (item, indicator) in form.indicators() {
        let grouped = form.groups.iter().any(|g| matches!(&g.of, GroupOf::Level1(l) if *l == indicator.level1));
        if !grouped {
            let at = lines.get(&item.id).copied().unwrap_or(1);
            let message = format!("{}的一级指标“{}”没有权重", item.id, indicator.level1);
            source.fault(at, "D005", message, "请补写 [[group]]，或改正 level1");
        }
    }
}

fn references(form: &FormDef, lines: &BTreeMap<ItemId, usize>, source: &Source<'_>) {
    let check = |ids: &[ItemId], what: &str| {
        for id in ids.iter().filter(|id| !lines.contains_key(*id)) {
            source.fault(1, "D006", format!("{what}提到的项目“{id}”不存在"), "请改成已定义的编码");
        }
    };
    for balance in &form.balances {
        balance.sums.iter().for_each(|s| check(&s.of, &format!("勾稽“{}”", balance.label)));
    }
    for group in &form.groups {
        if let GroupOf::Execution { label, of, .. } = &group.of {
            check(of, label);
        }
    }
    for block in &form.blocks {
        if let BlockKind::Table { rows, .. } = &block.kind {
            check(rows, &format!("区块“{}”", block.label));
        }
        for stage in block.stages.iter().filter(|s| form.stage(s).is_none()) {
            source.fault(1, "D006", format!("区块“{}”提到的阶段“{stage}”不存在", block.label), "请改成已定义的阶段");
        }
    }
}

/// What weights another item is one number, and does not lead back to what it weights.
fn weighers(form: &FormDef, lines: &BTreeMap<ItemId, usize>, source: &Source<'_>) {
    for (item, indicator) in form.indicators() {
        let Some(from) = &indicator.weight_from else { continue };
        let line = lines.get(&item.id).copied().unwrap_or(1);
        let fault = |message: String, fix: &str| source.fault(line, "D006", message, fix);
        if !indicator.weight_basis.is_empty() {
            let message = format!("{}同时写了 weight_basis 和 weight_from", item.id);
            fault(message, "权数取自《名册》的只写 weight_basis，取自本表另一项的只写 weight_from");
        }
        let other = form.item(from).and_then(|i| i.indicator.as_ref());
        if form.item(from).is_none() {
            fault(format!("{}的权数取自“{from}”，这个项目不存在", item.id), "请改成已定义的编码");
        } else if !other.map_or_else(|| is_amount(form, from), is_one_number) {
            let fix = "请改用目标为单个数值的指标，或填金额的项目";
            fault(format!("{}的权数取自“{from}”，该项不是单个数值", item.id), fix);
        } else if leads_back(form, &item.id) {
            fault(format!("{}的权数经“{from}”又取自它自己", item.id), "请改成另一个项目的编码");
        }
    }
}

fn is_one_number(indicator: &Indicator) -> bool {
    Reading::of(&indicator.target).meaning.parts().len() == 1
}

fn is_amount(form: &FormDef, item: &ItemId) -> bool {
    form.blocks.iter().any(|block| match &block.kind {
        BlockKind::Pairs { slot: Slot::Amount, left, right, .. } => {
            left.iter().chain(right).any(|g| g.items.contains(item))
        }
        _ => false,
    })
}

fn leads_back(form: &FormDef, start: &ItemId) -> bool {
    let next = |id: &ItemId| form.item(id).and_then(|i| i.indicator.as_ref()).and_then(|i| i.weight_from.clone());
    let mut seen = BTreeSet::new();
    let mut at = next(start);
    while let Some(id) = at {
        if &id == start {
            return true;
        }
        if !seen.insert(id.clone()) {
            return false;
        }
        at = next(&id);
    }
    false
}

fn limits(form: &FormDef, lines: &BTreeMap<ItemId, usize>, source: &Source<'_>) {
    if form.sheet.chars().count() > 31 || form.sheet.contains(['[', ']', ':', '*', '?', '/', '\\']) {
        let message = format!("工作表名“{}”Excel不接受", form.sheet);
        source.fault(1, "D007", message, "请用31字以内、不含 [ ] : * ? / \\ 的名称");
    }
    let mut labels = BTreeSet::new();
    for (item, _) in form.indicators() {
        let line = lines.get(&item.id).copied().unwrap_or(1);
        if !labels.insert(&item.label) {
            let message = format!("指标名称“{}”重复", item.label);
            source.fault(line, "D004", message, "名称是认行的依据，请改成不同的名称");
        }
    }
    for item in &form.items {
        let line = lines.get(&item.id).copied().unwrap_or(1);
        let plain = item.id.as_str().chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        if !plain || item.id.as_str().is_empty() {
            source.fault(line, "D007", format!("编码“{}”不能用作Excel名称", item.id), "请只用英文字母、数字和短横");
        }
        for (slot, most) in item.most.iter().filter(|(_, n)| **n > 2_000) {
            let message = format!("{}的{slot}限{most}字，超过单元格能够印出的长度", item.id);
            source.fault(line, "D007", message, "请写2000以内的字数");
        }
    }
    for stage in &form.stages {
        let columns = stage.widths.len();
        if !(4..=26).contains(&columns) || stage.widths.iter().any(|w| *w == 0 || *w > 255) {
            let message = format!("阶段“{}”的列数或列宽Excel不接受", stage.name);
            source.fault(1, "D007", message, "列宽应在1到255之间，至少4列，最多26列");
        }
    }
}

/// A header may take two lines; a label that would need more is wider than its column.
fn columns(form: &FormDef, source: &Source<'_>) {
    for stage in &form.stages {
        let widths = &stage.widths;
        let edge = u16::try_from(widths.len()).unwrap_or(u16::MAX);
        for block in form.blocks_of(stage) {
            let BlockKind::Table { columns, .. } = &block.kind else { continue };
            for column in columns.iter().filter(|c| c.in_stage(stage)) {
                let (first, last) = (usize::from(column.span.first), usize::from(column.span.end(edge)));
                let Some(range) = widths.get(first..=last) else {
                    let message = format!("“{}”一列超出了表的右边", column.label);
                    source.fault(1, "D007", message, "请改 span，或在 widths 里加一列");
                    continue;
                };
                let width = usize::try_from(range.iter().sum::<u32>()).unwrap_or(usize::MAX);
                if text_width(&column.label) > width.saturating_sub(2) * 2 && column.shows != Shows::Label {
                    let message = format!("列名“{}”比它的列宽", column.label);
                    source.fault(1, "D008", message, "请缩短列名，或加大 widths");
                }
            }
        }
    }
}
