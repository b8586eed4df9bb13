//! TOML text → `FormDef`: the mirror of the definition language, key by key.

use super::codes::Codes;
use super::cursor::{Cursor, Source, nearest};
use super::earlier::Written;
use super::{
    BANDS, Balance, BalanceSum, Band, Block, BlockKind, Column, DEDUCTION, Direction, Fault, FormDef, Group, GroupOf,
    Indicator, Item, Owner, PairGroup, Profile, Shows, Span, Stage, Steps, Vocabulary, measures, validate, weights,
};
use crate::model::{CellRef, ItemId, Measures, Severity, Slot};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use toml::de::DeTable;

pub(super) fn parse(text: &str, words: &Vocabulary<'_>, profile: Option<&str>) -> Result<FormDef, Vec<Fault>> {
    let table = DeTable::parse(text).map_err(|e| {
        let line = e.span().map_or(1, |s| Source::new(text).line(s.start));
        vec![Fault {
            line,
            code: "D009",
            message: format!("定义文件的这一行读不下去（{}）", e.message()),
            fix: "检查引号、括号和等号是否成对".to_owned(),
        }]
    })?;
    let source = Source::new(text);
    let cursor = Cursor::new(&source, table.get_ref(), 0);
    let mut items = Items { measures: measures::of_form(&cursor), ..Items::default() };
    let mut form = FormDef {
        id: cursor.need("id"),
        version: cursor.need("version"),
        title: cursor.need("title"),
        sheet: cursor.need("sheet"),
        measure: cursor.need("measure"),
        measures: items.measures.clone(),
        notice: cursor.need("notice"),
        signoff: cursor.texts("signoff"),
        stages: cursor.tables("stage").into_iter().map(stage).collect(),
        profile: Profile::of_form(&cursor, profile, words),
        groups: cursor.tables("group").into_iter().map(|c| group(c, &mut items.codes, words)).collect(),
        balances: cursor.tables("balance").into_iter().map(balance).collect(),
        blocks: cursor.tables("block").into_iter().map(|c| block(c, &mut items, words)).collect(),
        items: Vec::new(),
        levels: levels(&cursor, words),
        guide: guide(&cursor),
        earlier: Vec::new(),
    };
    let earlier: Vec<Written> = cursor.tables("earlier").into_iter().map(Written::read).collect();
    form.items = items.list;
    items.codes.check(&form, &source);
    let weights_line = cursor.line_of("group");
    cursor.done();
    share_weights(&mut form);
    form.earlier = earlier.into_iter().map(|e| e.of(&form, &source)).collect();
    validate::validate(&form, &items.lines, weights_line, &source);
    let faults = source.into_faults();
    if faults.is_empty() { Ok(form) } else { Err(faults) }
}

/// The items met so far, the line of each and their codes, and what the form says of their measures.
#[derive(Default)]
struct Items {
    list: Vec<Item>,
    lines: BTreeMap<ItemId, usize>,
    codes: Codes,
    measures: Measures,
}

impl Items {
    fn add(&mut self, mut item: Item, at: &Cursor<'_, '_>) -> ItemId {
        let id = item.id.clone();
        item.code = self.codes.read(&id, at);
        if let Some(first) = self.lines.insert(id.clone(), at.line) {
            at.source.fault(
                at.line,
                "D004",
                format!("编码“{id}”重复，第{first}行已用过"),
                "每个项目的编码只能用一次，请换一个",
            );
        }
        self.list.push(item);
        id
    }
}

fn stage(c: Cursor<'_, '_>) -> Stage {
    let stage = Stage {
        id: c.need("id"),
        name: c.need("name"),
        scored: c.flag("scored"),
        widths: c.counts("widths"),
        asks: c.texts("asks").iter().filter_map(|t| slot_named(&c, "asks", t)).collect(),
        guide: c.texts("guide"),
    };
    c.done();
    stage
}

fn group(c: Cursor<'_, '_>, codes: &mut Codes, words: &Vocabulary<'_>) -> Group {
    let of = match c.text("level1") {
        Some(level1) => GroupOf::Level1(level1),
        None => {
            let id = ItemId::new(&c.need("id"));
            GroupOf::Execution {
                code: codes.read(&id, &c),
                id,
                label: c.need("label"),
                method: known(&c, "method", c.need("method"), words.methods),
                budget: need_slot(&c, "budget"),
                spent: need_slot(&c, "spent"),
                of: c.ids("of"),
            }
        }
    };
    let weight = c.decimal("weight").unwrap_or(Decimal::ZERO);
    c.done();
    Group { of, weight }
}

fn balance(c: Cursor<'_, '_>) -> Balance {
    let sums = c
        .tables("sums")
        .into_iter()
        .map(|s| {
            let sum = BalanceSum { label: s.need("label"), slot: need_slot(&s, "slot"), of: s.ids("of") };
            s.done();
            sum
        })
        .collect();
    let balance = Balance { label: c.need("label"), sums };
    c.done();
    balance
}

/// The table `[rules]`: a rule's code and the level it is to have.
pub(crate) fn levels(c: &Cursor<'_, '_>, words: &Vocabulary<'_>) -> BTreeMap<String, Severity> {
    let Some(rules) = c.table("rules") else { return BTreeMap::new() };
    let mut levels = BTreeMap::new();
    for (code, level, line) in rules.pairs() {
        if !words.rules.contains(&code.as_str()) {
            let fix = format!("可用的规则：{}", words.rules.join("、"));
            c.source.fault(line, "D006", format!("没有编号为“{code}”的审核规则"), fix);
        }
        match level.as_str() {
            "send-back" => levels.insert(code, Severity::SendBack),
            "query" => levels.insert(code, Severity::Query),
            "note" => levels.insert(code, Severity::Note),
            _ => {
                let fix = "应写成 \"send-back\"（退回）、\"query\"（待核实）或 \"note\"（提示）";
                c.source.fault(line, "D006", format!("没有“{level}”这个级别"), fix);
                None
            }
        };
    }
    levels
}

fn guide(c: &Cursor<'_, '_>) -> Vec<String> {
    let Some(guide) = c.table("guide") else { return Vec::new() };
    let how = guide.texts("how");
    guide.done();
    how
}

fn block(c: Cursor<'_, '_>, items: &mut Items, words: &Vocabulary<'_>) -> Block {
    let kind = match c.need("kind").as_str() {
        "cover" => BlockKind::Cover,
        "pairs" => pairs(&c, items, words),
        "text" => text(&c, items, words),
        "table" => table(&c, items, words),
        other => {
            let fix = "可用：cover、pairs、text、table";
            c.source.fault(c.line_of("kind"), "D006", format!("没有“{other}”这种区块"), fix);
            BlockKind::Cover
        }
    };
    let block = Block {
        id: c.need("id"),
        label: c.need("label"),
        stages: c.texts("stages"),
        hint: c.text("hint").unwrap_or_default(),
        kind,
    };
    c.done();
    block
}

fn plain_item(id: &str, label: String, aggregate: String, most: BTreeMap<Slot, u32>) -> Item {
    Item { id: ItemId::new(id), code: None, label, aggregate, most, optional: false, indicator: None }
}

fn pairs(c: &Cursor<'_, '_>, items: &mut Items, words: &Vocabulary<'_>) -> BlockKind {
    let slot = need_slot(c, "slot");
    let aggregate = known(c, "aggregate", c.text("aggregate").unwrap_or_else(|| "sum".to_owned()), words.aggregates);
    let most: BTreeMap<Slot, u32> = c.count("most").map(|n| (slot, n)).into_iter().collect();
    let texts = c.texts("spans");
    let spans: Vec<Span> = texts.iter().map(|t| span(c, "spans", t)).collect();
    let spans = <[Span; 4]>::try_from(spans).unwrap_or_else(|_| {
        let fix = "依次写左边名称、左边数值、右边名称、右边数值所在的列";
        c.source.fault(c.line_of("spans"), "D003", "“spans”应有四项", fix);
        [Span { first: 1, last: Some(1) }; 4]
    });
    let side = |key: &'static str, items: &mut Items| -> Vec<PairGroup> {
        c.tables(key)
            .into_iter()
            .map(|g| {
                let group = PairGroup {
                    title: g.text("title"),
                    header: g.text("header").unwrap_or_default(),
                    items: g
                        .tables("items")
                        .into_iter()
                        .map(|i| {
                            let item = plain_item(&i.need("id"), i.need("label"), aggregate.clone(), most.clone());
                            let id = items.add(item, &i);
                            i.done();
                            id
                        })
                        .collect(),
                };
                g.done();
                group
            })
            .collect()
    };
    let left = side("left", items);
    let right = side("right", items);
    BlockKind::Pairs { slot, spans, left, right }
}

fn text(c: &Cursor<'_, '_>, items: &mut Items, words: &Vocabulary<'_>) -> BlockKind {
    let slot = need_slot(c, "slot");
    let most = c.count("most").map(|n| (slot, n)).into_iter().collect();
    let aggregate = known(c, "aggregate", c.need("aggregate"), words.aggregates);
    let item = plain_item(&c.need("item"), c.text("label").unwrap_or_default(), aggregate, most);
    BlockKind::Text { item: items.add(item, c), slot }
}

fn table(c: &Cursor<'_, '_>, items: &mut Items, words: &Vocabulary<'_>) -> BlockKind {
    let mut most = BTreeMap::new();
    let columns: Vec<Column> = c.tables("columns").into_iter().map(|col| column(col, &mut most)).collect();
    let mut printed = None;
    let mut required = None;
    let mut rows = c.ids("lines");
    if let Some(r) = c.table("rows") {
        let count = r.count("most").unwrap_or(0);
        let wanted = r.count("required").unwrap_or(0);
        let (prefix, label) = (r.need("prefix"), r.need("label"));
        let aggregate = known(&r, "aggregate", r.need("aggregate"), words.aggregates);
        printed = r.count("printed");
        required = Some(wanted);
        for n in 1..=count {
            let mut item = plain_item(&format!("{prefix}{n}"), format!("{label}{n}"), aggregate.clone(), most.clone());
            item.optional = n > wanted;
            rows.push(items.add(item, &r));
        }
        r.done();
    }
    for i in c.tables("indicators") {
        let item = indicator(&i, &most, &items.measures, words);
        rows.push(items.add(item, &i));
        i.done();
    }
    if rows.is_empty() {
        let fix = "请写 lines、rows 或 indicators 之一";
        c.source.fault(c.line, "D002", "这个区块没有一行内容", fix);
    }
    let count = |n: Option<u32>| n.and_then(|n| usize::try_from(n).ok()).unwrap_or(rows.len());
    BlockKind::Table { printed: count(printed), required: count(required), columns, rows, total: c.text("total") }
}

fn column(c: Cursor<'_, '_>, most: &mut BTreeMap<Slot, u32>) -> Column {
    let show = c.text("show");
    let shows = match show.as_deref() {
        None => Shows::Slot(need_slot(&c, "slot")),
        Some("label") => Shows::Label,
        Some("level1") => Shows::Level1,
        Some("level2") => Shows::Level2,
        Some("rate") => Shows::Rate { of: need_slot(&c, "of"), by: need_slot(&c, "by") },
        Some(other) => {
            let fix = "可用：label、level1、level2、rate";
            c.source.fault(c.line_of("show"), "D006", format!("列的内容没有“{other}”这一种"), fix);
            Shows::Label
        }
    };
    if let (Shows::Slot(slot), Some(n)) = (shows, c.count("most")) {
        most.insert(slot, n);
    }
    let column = Column {
        label: c.need("label"),
        span: span(&c, "span", &c.need("span")),
        shows,
        stages: c.texts("stages"),
        room: c.count("room"),
        hint: c.text("hint").unwrap_or_default(),
    };
    c.done();
    column
}

fn indicator(c: &Cursor<'_, '_>, most: &BTreeMap<Slot, u32>, form: &Measures, words: &Vocabulary<'_>) -> Item {
    let choose = |key: &'static str, default: &str, choices: &[&str]| -> usize {
        let word = c.text(key).unwrap_or_else(|| default.to_owned());
        choices.iter().position(|w| *w == word).unwrap_or_else(|| {
            let message = format!("“{key}”没有“{word}”这种写法");
            c.source.fault(c.line_of(key), "D006", message, format!("可用：{}", choices.join("、")));
            0
        })
    };
    let direction =
        [Direction::Positive, Direction::Inverse][choose("direction", "positive", &["positive", "inverse"])];
    let owner = [Owner::Any, Owner::One, Owner::Headquarters][choose("owner", "any", &["any", "one", "headquarters"])];
    let measure = c.text("measure").unwrap_or_default();
    let guess = choose("level2_is", "certain", &["certain", "best-guess"]) == 1;
    let method = c.text("method").map(|m| known(c, "method", m, words.methods));
    let steps = steps(c, method.as_deref(), direction);
    Item {
        id: ItemId::new(&c.need("id")),
        code: None,
        label: c.need("label"),
        aggregate: known(c, "aggregate", c.need("aggregate"), words.aggregates),
        most: most.clone(),
        optional: false,
        indicator: Some(Indicator {
            level1: c.need("level1"),
            level2: c.need("level2"),
            level2_is_guess: guess,
            measures: measures::of_indicator(c, form, &measure),
            measure,
            direction,
            owner,
            method,
            steps,
            weight: c.decimal("weight").unwrap_or(Decimal::ZERO),
            target: c.need("target"),
            term_target: c.text("term_target").unwrap_or_default(),
            weight_basis: c.text("weight_basis").unwrap_or_default(),
            weight_from: c.text("weight_from").map(|id| ItemId::new(&id)),
            distinct: c.flag("distinct"),
        }),
    }
}

/// `of = 10, bands = [{ at = 90, points = 10 }, …]`, or `of = 5, deduct = 1`: as the method needs them.
fn steps(c: &Cursor<'_, '_>, method: Option<&str>, direction: Direction) -> Option<Steps> {
    let inverse = direction == Direction::Inverse;
    let of = c.decimal("of");
    let deduct = c.decimal("deduct");
    let bands: Vec<Band> = c
        .tables("bands")
        .into_iter()
        .map(|b| {
            let band =
                Band { at: b.decimal("at").unwrap_or_default(), points: b.decimal("points").unwrap_or_default() };
            b.done();
            band
        })
        .collect();
    let fault = |message: &str, fix: &str| c.source.fault(c.line, "D013", message, fix);
    let wanted = method.filter(|m| [BANDS, DEDUCTION].contains(m));
    if wanted.is_none() {
        if of.is_some() || deduct.is_some() || !bands.is_empty() {
            fault(
                "只有分档计分和按次扣分的指标才写 of、bands、deduct",
                "请去掉，或补写 method = \"bands\" 或 \"deduction\"",
            );
        }
        return None;
    }
    let of = of.filter(|of| *of > Decimal::ZERO);
    match (wanted, &deduct) {
        (Some(BANDS), None) if !bands.is_empty() => {}
        (Some(DEDUCTION), Some(d)) if bands.is_empty() && *d > Decimal::ZERO => {}
        _ => fault("计分的档次或扣分没有写对", "分档计分写 of 和 bands，按次扣分写 of 和 deduct（大于0）"),
    }
    if of.is_none() {
        fault("缺少满分“of”", "请写明档次或扣分是按满分多少分写的，如 of = 10");
    }
    let of = of.unwrap_or(Decimal::ONE);
    let ordered = bands.windows(2).all(|pair| {
        let [better, worse] = pair else { return true };
        let falls = if inverse { better.at < worse.at } else { better.at > worse.at };
        falls && better.points > worse.points
    });
    if !ordered || bands.iter().any(|b| b.points < Decimal::ZERO || b.points > of) {
        fault("分档没有从好到差排列，或得分超过满分", "请从最好的一档写起，界线和得分依次变差");
    }
    Some(Steps { of, inverse, bands, deduct: deduct.unwrap_or_default() })
}

/// Checks a name against a registry's list and gives it back.
fn known(c: &Cursor<'_, '_>, key: &str, name: String, names: &[&str]) -> String {
    if !name.is_empty() && !names.contains(&name.as_str()) {
        let fix = match nearest(&name, names.iter().copied()) {
            Some(near) => format!("是否想写“{near}”？"),
            None => format!("可用：{}", names.join("、")),
        };
        c.source.fault(c.line_of(key), "D006", format!("“{key}”没有“{name}”这一种"), fix);
    }
    name
}

fn slot_named(c: &Cursor<'_, '_>, key: &str, name: &str) -> Option<Slot> {
    let slot = Slot::parse(name);
    if slot.is_none() {
        let names = Slot::ALL.map(Slot::as_str).join("、");
        c.source.fault(c.line_of(key), "D006", format!("没有“{name}”这种栏目"), format!("可用：{names}"));
    }
    slot
}

fn need_slot(c: &Cursor<'_, '_>, key: &'static str) -> Slot {
    let name = c.need(key);
    if name.is_empty() { Slot::Text } else { slot_named(c, key, &name).unwrap_or(Slot::Text) }
}

/// `B`, `C:D`, or `E:` up to the right edge.
fn span(c: &Cursor<'_, '_>, key: &str, text: &str) -> Span {
    let column = |letters: &str| CellRef::parse(&format!("{letters}1")).map(|cell| cell.col);
    let parsed = match text.split_once(':') {
        None => column(text).map(|col| Span { first: col, last: Some(col) }),
        Some((first, "")) => column(first).map(|col| Span { first: col, last: None }),
        Some((first, last)) => match (column(first), column(last)) {
            (Some(a), Some(b)) if a <= b => Some(Span { first: a, last: Some(b) }),
            _ => None,
        },
    };
    parsed.unwrap_or_else(|| {
        let fix = "应写成 \"B\"、\"C:D\" 或 \"E:\"（直到最右一列）";
        c.source.fault(c.line_of(key), "D003", format!("看不懂列的写法“{text}”"), fix);
        Span { first: 1, last: Some(1) }
    })
}

/// Gives every indicator its share of its group's weight; weights written out in the definition are kept, and the rest
/// of the group is split over the others. A group that does not say what it weighs is weighed by the profile.
fn share_weights(form: &mut FormDef) {
    let labels: Vec<String> = form.groups.iter().map(|g| g.label().to_owned()).collect();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    let proposed = form.profile.weights_of(&labels);
    for group in form.groups.iter_mut().filter(|g| g.weight.is_zero()) {
        group.weight = proposed.get(group.label()).copied().unwrap_or_default();
    }
    let decimals = form.profile.params.rounding.decimals;
    for group in &form.groups {
        let GroupOf::Level1(level1) = &group.of else { continue };
        let mut open = Vec::new();
        let mut given = Decimal::ZERO;
        for item in &mut form.items {
            if let Some(indicator) = item.indicator.as_mut().filter(|i| &i.level1 == level1) {
                if indicator.weight.is_zero() {
                    open.push(&mut indicator.weight);
                } else {
                    given += indicator.weight;
                }
            }
        }
        let shares = weights::split_weight((group.weight - given).max(Decimal::ZERO), open.len(), decimals);
        for (weight, share) in open.into_iter().zip(shares) {
            *weight = share;
        }
    }
}
