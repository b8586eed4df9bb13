//! The profile: how points are given, as one region does it. One TOML file in `templates/profiles/` each; a form names its
//! profile and may override single parameters under `[scoring]`.
//!
//! A parameter is a number with the source of the rule it belongs to. Adding one touches `PARAMS` here and the profiles.

use super::cursor::{Cursor, Source, nearest};
use super::{Fault, Vocabulary};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Index;
use std::sync::LazyLock;
use toml::de::DeTable;

/// The profiles built into the program: id and TOML text. The first is the one a form has that names none.
pub const PROFILES: [(&str, &str); 3] = [
    ("general", include_str!("../../templates/profiles/general.toml")),
    ("hubei", include_str!("../../templates/profiles/hubei.toml")),
    ("execution-bound", include_str!("../../templates/profiles/execution-bound.toml")),
];

/// A parameter of the scoring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Param {
    /// `about`: how far from the target still counts as met, in percent of it.
    AboutTolerance,
    /// `inverse-step`: percent of the weight taken off for each percentage point over.
    StepDeduction,
    /// `deadline`: percent of the weight taken off for each day late; 100 is all of it.
    LateDeduction,
    /// From here, in percent of the target, over-fulfilment is flagged.
    OverFulfilment,
    /// From here, in percent of the target, over-fulfilment wants a reason; 0 where none is asked for.
    OverReason,
    /// `qualitative`: percent of the weight that 达成 gets unless a person decides.
    MetShare,
    /// `qualitative`: the tier 达成 begins here, in percent of the weight.
    MetFrom,
    /// `qualitative`: the tier 部分达成 begins here, in percent of the weight.
    PartlyFrom,
    /// 优 from here, in points of 100.
    GradeExcellent,
    /// 良 from here.
    GradeGood,
    /// 中 from here; 差 below.
    GradeFair,
    /// 红灯: the score rate of the indicators is ahead of the execution rate by more than this, in percent of the former; 0 is off.
    RedLight,
    /// 黄灯: more than this is unspent, in percent of the budget; 0 is off.
    YellowLight,
}

/// What is known of a parameter besides its value.
#[derive(Debug)]
pub struct ParamInfo {
    /// Which.
    pub param: Param,
    /// Its key in definitions.
    pub key: &'static str,
    /// Its Chinese name.
    pub label: &'static str,
    /// What it means, as a Chinese clause.
    pub meaning: &'static str,
    /// %, 分.
    pub unit: &'static str,
    /// The largest value that makes sense; the smallest is 0.
    most: u32,
}

const fn info(
    param: Param,
    key: &'static str,
    label: &'static str,
    meaning: &'static str,
    unit: &'static str,
    most: u32,
) -> ParamInfo {
    ParamInfo { param, key, label, meaning, unit, most }
}

/// Every parameter, in the order of the enum and of the sheet 口径.
pub const PARAMS: [ParamInfo; 13] = [
    info(Param::AboutTolerance, "about-tolerance", "“左右”的容差", "目标写“左右”时，偏离目标多少以内视为完成", "%", 99),
    info(Param::StepDeduction, "step-deduction", "逐点扣分", "反向指标每超过1个百分点扣权重的多少", "%", 100),
    info(Param::LateDeduction, "late-deduction", "逾期扣分", "时限指标每逾期1日扣权重的多少", "%", 100),
    info(
        Param::OverFulfilment,
        "over-fulfilment",
        "超额起点",
        "完成值达到目标值多少及以上标为超额（不扣分）",
        "%",
        1_000_000,
    ),
    info(
        Param::OverReason,
        "over-reason",
        "超额说明",
        "完成值达到目标值多少及以上须说明原因（0为不要求）",
        "%",
        1_000_000,
    ),
    info(Param::MetShare, "met-share", "达成得分", "定性指标“达成”未经人工评定时得权重的多少", "%", 100),
    info(Param::MetFrom, "met-from", "达成档", "定性指标“达成”一档的得分不低于权重的多少", "%", 100),
    info(Param::PartlyFrom, "partly-from", "部分达成档", "定性指标“部分达成”一档的得分不低于权重的多少", "%", 100),
    info(Param::GradeExcellent, "grade-excellent", "优", "核定得分不低于", "分", 100),
    info(Param::GradeGood, "grade-good", "良", "核定得分不低于", "分", 100),
    info(Param::GradeFair, "grade-fair", "中", "核定得分不低于，低于此数为差", "分", 100),
    info(
        Param::RedLight,
        "red-light",
        "红灯",
        "指标得分率高出执行率的部分超过指标得分率的多少，亮红灯（0为不用）",
        "%",
        100,
    ),
    info(Param::YellowLight, "yellow-light", "黄灯", "预算未执行的部分超过多少亮黄灯（0为不用）", "%", 100),
];

/// The parameters in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Params {
    values: [Decimal; PARAMS.len()],
    sources: [String; PARAMS.len()],
    /// How points are rounded.
    pub rounding: Rounding,
    /// The method of a limit (≤, <): one of the inverse methods by name.
    pub inverse: String,
    /// Caps on the total by budget execution, lowest rate first; empty where there are none.
    pub caps: Vec<Cap>,
}

/// How the points of one item are rounded; totals always have two decimals, half up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rounding {
    /// Decimals: 2, 1 or 0.
    pub decimals: u32,
    /// The rest is cut off instead of rounded half up.
    pub truncate: bool,
}

/// 四舍五入 to the cent.
pub const HALF_UP_CENTS: Rounding = Rounding { decimals: 2, truncate: false };

/// With less of the budget spent than `below`, the total is at most `most`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cap {
    /// Execution rate, in percent; the cap holds below it.
    pub below: Decimal,
    /// Points of 100.
    pub most: Decimal,
    /// Where the cap comes from, as Chinese words.
    pub source: String,
}

/// What a group of indicators weighs where the form does not say it itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupWeight {
    /// 产出指标, 预算执行率: the 一级指标 or the group's label.
    pub group: String,
    /// Points of 100.
    pub weight: Decimal,
    /// The group that gets the points in a form without this one.
    pub otherwise: Option<String>,
    /// Where the weight comes from.
    pub source: String,
}

/// How one region gives points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// `general`, `hubei`.
    pub id: String,
    /// 通用, 湖北式.
    pub title: String,
    /// The parameters.
    pub params: Params,
    /// What the groups weigh.
    pub weights: Vec<GroupWeight>,
    /// What else is to be said about its sources, as Chinese sentences.
    pub remarks: Vec<String>,
}

impl Index<Param> for Params {
    type Output = Decimal;
    fn index(&self, param: Param) -> &Decimal {
        &self.values[param as usize]
    }
}

impl Params {
    /// Where a parameter's value comes from, as Chinese words.
    pub fn source(&self, param: Param) -> &str {
        &self.sources[param as usize]
    }

    /// The same with another value for one parameter.
    pub fn with(mut self, param: Param, value: Decimal) -> Self {
        self.values[param as usize] = value;
        self
    }

    /// The same with another rounding.
    pub fn rounded(self, rounding: Rounding) -> Self {
        Self { rounding, ..self }
    }

    /// The same with another method for limits.
    pub fn limited_by(self, inverse: &str) -> Self {
        Self { inverse: inverse.to_owned(), ..self }
    }
}

impl Default for Params {
    /// Those of the profile 通用.
    fn default() -> Self {
        static GENERAL: LazyLock<Params> = LazyLock::new(|| {
            let words = Vocabulary { aggregates: &[], methods: &["inverse-linear"], rules: &[] };
            Profile::parse(PROFILES[0].1, &words).map_or_else(|_| Params::unset(), |profile| profile.params)
        });
        GENERAL.clone()
    }
}

impl Params {
    /// Nothing set yet: what a profile without a base begins with.
    fn unset() -> Self {
        Self {
            values: [Decimal::ZERO; PARAMS.len()],
            sources: Default::default(),
            rounding: HALF_UP_CENTS,
            inverse: "inverse-linear".to_owned(),
            caps: Vec::new(),
        }
    }

    /// Takes over every parameter that the table sets: `key = { value = 10, source = "…" }`. `all` demands each of them.
    fn set(&mut self, table: &Cursor<'_, '_>, words: &Vocabulary<'_>, all: bool) {
        for (place, info) in PARAMS.iter().enumerate() {
            let Some(entry) = table.table(info.key) else {
                if all {
                    let fix = format!("请补写 {} = {{ value = …, source = \"…\" }}", info.key);
                    table.source.fault(table.line, "D002", format!("缺少参数“{}”（{}）", info.key, info.label), fix);
                }
                continue;
            };
            let value = entry.decimal("value").unwrap_or_default();
            if value < Decimal::ZERO || value > Decimal::from(info.most) {
                let fix = format!("应在0到{}之间", info.most);
                table.source.fault(entry.line_of("value"), "D012", format!("“{}”写成了{value}", info.label), fix);
            }
            self.values[place] = value;
            self.sources[place] = entry.need("source");
            entry.done();
        }
        if let Some(method) = table.text("inverse") {
            if !method.starts_with("inverse-") || !words.methods.contains(&method.as_str()) {
                let near = nearest(&method, words.methods.iter().copied().filter(|m| m.starts_with("inverse-")));
                let fix =
                    near.map_or("请写一种反向计分方法".to_owned(), |near| format!("是否想写“{near}”？"));
                table.source.fault(table.line_of("inverse"), "D006", format!("反向计分没有“{method}”这一种"), fix);
            }
            self.inverse = method;
        }
        if let Some(rounding) = table.table("rounding") {
            self.rounding =
                Rounding { decimals: rounding.count("decimals").unwrap_or(2), truncate: rounding.flag("truncate") };
            if self.rounding.decimals > 2 {
                let line = rounding.line_of("decimals");
                table.source.fault(line, "D012", "得分的小数位数超过2", "请写 0、1 或 2");
            }
            rounding.done();
        }
        if table.has("caps") {
            self.caps = table.tables("caps").into_iter().filter_map(cap).collect();
            self.caps.sort_by_key(|cap| cap.below);
            let rises = |pair: &[Cap]| matches!(pair, [a, b] if a.below < b.below && a.most < b.most);
            if !self.caps.windows(2).all(rises) {
                let fix = "执行率越低，总分的上限应越低；同一执行率只写一条";
                table.source.fault(table.line_of("caps"), "D012", "封顶的几条线互相矛盾", fix);
            }
        }
        self.check(table);
    }

    /// Grades and tiers must leave room for each other.
    fn check(&self, table: &Cursor<'_, '_>) {
        let falls = |a: Param, b: Param| self[a] > self[b];
        if !falls(Param::GradeExcellent, Param::GradeGood) || !falls(Param::GradeGood, Param::GradeFair) {
            table.source.fault(table.line, "D012", "等级界线没有依次降低", "优应高于良，良应高于中");
        }
        if !falls(Param::MetFrom, Param::PartlyFrom) || self[Param::MetShare] < self[Param::MetFrom] {
            let fix = "达成档应高于部分达成档，达成得分不低于达成档";
            table.source.fault(table.line, "D012", "定性分档没有依次降低", fix);
        }
    }
}

fn cap(c: Cursor<'_, '_>) -> Option<Cap> {
    let within = |n: &Decimal| *n >= Decimal::ZERO && *n <= Decimal::ONE_HUNDRED;
    let (below, most) = (c.decimal("below").filter(within), c.decimal("most").filter(within));
    if below.is_none() || most.is_none() {
        let fix = "应写成 { below = 50, most = 59, source = \"…\" }，两个数都在0到100之间";
        c.source.fault(c.line, "D012", "封顶没有写全", fix);
    }
    let source = c.need("source");
    c.done();
    Some(Cap { below: below?, most: most?, source })
}

impl Profile {
    fn unset() -> Profile {
        let (id, title, params) = (String::new(), String::new(), Params::unset());
        Profile { id, title, params, weights: Vec::new(), remarks: Vec::new() }
    }

    /// The built-in profile of that id.
    pub fn built_in(id: &str) -> Option<&'static str> {
        PROFILES.iter().find(|(own, _)| *own == id).map(|(_, text)| *text)
    }

    /// The ids of the built-in profiles.
    pub fn ids() -> impl Iterator<Item = &'static str> {
        PROFILES.iter().map(|(id, _)| *id)
    }

    /// Reads a profile; on faults, all of them in line order.
    pub fn parse(text: &str, words: &Vocabulary<'_>) -> Result<Profile, Vec<Fault>> {
        let source = Source::new(text);
        let table = DeTable::parse(text).map_err(|e| {
            vec![Fault {
                line: e.span().map_or(1, |s| source.line(s.start)),
                code: "D009",
                message: format!("计分办法的这一行读不下去（{}）", e.message()),
                fix: "检查引号、括号和等号是否成对".to_owned(),
            }]
        })?;
        let cursor = Cursor::new(&source, table.get_ref(), 0);
        let based = cursor.text("base").and_then(|id| {
            let base = Profile::built_in(&id).filter(|base| *base != text).and_then(|t| Profile::parse(t, words).ok());
            if base.is_none() {
                let fix = format!("可用：{}", Profile::ids().collect::<Vec<_>>().join("、"));
                source.fault(cursor.line_of("base"), "D006", format!("没有编号为“{id}”的计分办法"), fix);
            }
            base
        });
        let whole = based.is_none();
        let mut profile = based.unwrap_or_else(Profile::unset);
        (profile.id, profile.title) = (cursor.need("id"), cursor.need("title"));
        if let Some(scoring) = cursor.table("scoring") {
            profile.params.set(&scoring, words, whole);
            scoring.done();
        }
        let weights: Vec<GroupWeight> = cursor.tables("weight").into_iter().map(group_weight).collect();
        if !weights.is_empty() {
            profile.weights = weights;
        }
        profile.remarks = cursor.texts("remarks");
        cursor.done();
        let faults = source.into_faults();
        if faults.is_empty() { Ok(profile) } else { Err(faults) }
    }

    /// The profile a form names, or the one the round names before it, with what the form overrides.
    pub(super) fn of_form(form: &Cursor<'_, '_>, named: Option<&str>, words: &Vocabulary<'_>) -> Profile {
        let own = form.text("profile");
        let id = named.or(own.as_deref()).unwrap_or(PROFILES[0].0);
        let text = Profile::built_in(id).unwrap_or_else(|| {
            let fix = format!("可用：{}", Profile::ids().collect::<Vec<_>>().join("、"));
            form.source.fault(form.line_of("profile"), "D006", format!("没有编号为“{id}”的计分办法"), fix);
            PROFILES[0].1
        });
        let mut profile = Profile::parse(text, words).unwrap_or_else(|faults| {
            let fault = faults.into_iter().next();
            let message = fault.map_or_else(String::new, |f| f.message);
            form.source.fault(
                form.line_of("profile"),
                "D012",
                format!("计分办法“{id}”有问题：{message}"),
                "请改正计分办法",
            );
            Profile::unset()
        });
        if let Some(scoring) = form.table("scoring") {
            profile.params.set(&scoring, words, false);
            scoring.done();
        }
        profile
    }

    /// What each of these groups weighs: its own weight, and that of every group that gives way to it.
    pub fn weights_of(&self, groups: &[&str]) -> BTreeMap<String, Decimal> {
        let mut weights: BTreeMap<String, Decimal> = BTreeMap::new();
        for line in &self.weights {
            let to = if groups.contains(&line.group.as_str()) { Some(&line.group) } else { line.otherwise.as_ref() };
            if let Some(to) = to {
                *weights.entry(to.clone()).or_default() += line.weight;
            }
        }
        weights
    }
}

fn group_weight(c: Cursor<'_, '_>) -> GroupWeight {
    let weight = GroupWeight {
        group: c.need("group"),
        weight: c.decimal("weight").unwrap_or_default(),
        otherwise: c.text("otherwise"),
        source: c.need("source"),
    };
    c.done();
    weight
}
