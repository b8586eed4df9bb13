//! `jihe form`: the forms at hand, or one form's stages, items, slots and weights.

use super::{Outcome, Scene};
use crate::definition::layout::Layout;
use crate::definition::{FormDef, GroupOf, Item};
use crate::forms;
use crate::model::Slot;
use crate::model::round_half_up::plain;
use crate::round::{self, Stop};
use clap::Args;
use serde_json::{Value, json};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// 表的编号；不写则列出全部 · the form's id; all forms when left out
    #[arg(value_name = "ID", help_heading = "参数 · arguments")]
    id: Option<String>,
}

pub(super) fn run(arguments: &Arguments, scene: &Scene) -> Result<Outcome, Stop> {
    match &arguments.id {
        Some(id) => one(&round::form(&scene.dir, id)?, scene),
        None => {
            for id in forms::ids() {
                let form = round::form(&scene.dir, id)?;
                scene.screen.say(format!("{}\t{}（{}版，{}）", form.id, form.title, form.version, stages(&form)));
                scene.screen.emit(&head(&form));
            }
        }
    }
    Ok(Outcome::Clean)
}

fn stages(form: &FormDef) -> String {
    form.stages.iter().map(|s| format!("{} {}", s.id, s.name)).collect::<Vec<_>>().join("、")
}

fn one(form: &FormDef, scene: &Scene) {
    let screen = &scene.screen;
    screen.say(format!("{}（{} {}版）", form.title, form.id, form.version));
    screen.say(format!("阶段：{}", stages(form)));
    screen.say(format!("计分办法：{}（{}）", form.profile.title, form.profile.id));
    let groups = form.groups.iter().map(|g| format!("{}{}分", g.label(), plain(g.weight)));
    screen.say(format!("权重：{}", groups.collect::<Vec<_>>().join("、")));
    for item in &form.items {
        let weight = item.indicator.as_ref().map_or_else(String::new, |i| format!("\t{}分", plain(i.weight)));
        screen.say(format!("{}\t{}{weight}", item.code(), item.label));
    }
    for group in &form.groups {
        if let GroupOf::Execution { id, .. } = &group.of {
            screen.say(format!("{}\t{}\t{}分", form.code_of(id), group.label(), plain(group.weight)));
        }
    }
    if screen.is_json() {
        screen.emit(&whole(form));
    }
}

fn head(form: &FormDef) -> Value {
    let stages: Vec<Value> =
        form.stages.iter().map(|s| json!({ "id": s.id, "name": s.name, "scored": s.scored, "asks": s.asks })).collect();
    json!({ "form": form.id, "version": form.version, "title": form.title, "stages": stages })
}

/// The form as one object.
fn whole(form: &FormDef) -> Value {
    let groups: Vec<Value> = form
        .groups
        .iter()
        .map(|g| match &g.of {
            GroupOf::Level1(level1) => json!({ "level1": level1, "weight": plain(g.weight) }),
            GroupOf::Execution { id, label, method, budget, spent, of, .. } => json!({
                "id": id, "code": form.code_of(id), "label": label, "weight": plain(g.weight),
                "method": method, "budget": budget, "spent": spent, "of": of,
            }),
        })
        .collect();
    let items: Vec<Value> = form.items.iter().map(|item| one_item(form, item)).collect();
    let mut whole = head(form);
    for (key, value) in
        [("sheet", json!(form.sheet)), ("measure", json!(form.measure)), ("profile", json!(form.profile.id))]
    {
        whole[key] = value;
    }
    whole["groups"] = Value::Array(groups);
    whole["items"] = Value::Array(items);
    whole
}

fn one_item(form: &FormDef, item: &Item) -> Value {
    let mut slots = serde_json::Map::new();
    for stage in &form.stages {
        let own: Vec<Slot> =
            Layout::of(form, stage).slots().filter(|(_, id, _)| **id == item.id).map(|(_, _, slot)| slot).collect();
        slots.insert(stage.id.clone(), json!(own));
    }
    let mut value = json!({ "item": item.id, "code": item.code(), "label": item.label, "aggregate": item.aggregate, "slots": slots });
    if let Some(indicator) = &item.indicator {
        let facts = [
            ("level1", json!(indicator.level1)),
            ("level2", json!(indicator.level2)),
            ("measure", json!(indicator.measure)),
            ("weight", json!(plain(indicator.weight))),
            ("target", json!(indicator.target)),
            ("term_target", json!(indicator.term_target)),
        ];
        for (key, fact) in facts {
            value[key] = fact;
        }
        if let Some(from) = &indicator.weight_from {
            value["weight_from"] = json!(from);
        }
    }
    value
}
