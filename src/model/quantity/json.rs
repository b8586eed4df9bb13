//! The JSON of `jihe value`: field names and words are a contract.

use super::{Bound, Change, Meaning, Part, Precision, Reading, Tier};
use crate::model::round_half_up::plain;
use serde_json::{Map, Value, json};

impl Bound {
    /// Its name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Bound::Bare => "bare",
            Bound::Exactly => "exactly",
            Bound::AtLeast => "at-least",
            Bound::MoreThan => "more-than",
            Bound::AtMost => "at-most",
            Bound::LessThan => "less-than",
            Bound::About => "about",
            Bound::Between => "between",
        }
    }
}

impl Meaning {
    /// Its name in JSON.
    pub fn kind(&self) -> &'static str {
        match self {
            Meaning::Quantity(_) => "quantity",
            Meaning::Compound(_) => "compound",
            Meaning::Qualitative(_) => "qualitative",
            Meaning::Date(_) => "date",
            Meaning::Blank => "blank",
            Meaning::NotApplicable => "not-applicable",
            Meaning::Placeholder => "placeholder",
            Meaning::Unclear(_) => "unclear",
        }
    }
}

impl Reading {
    /// `{"text":…,"kind":…,"parts":[…],"notes":[…]}`; a date has `date`, `bound` and `precision` instead of parts.
    pub fn to_json(&self) -> Value {
        let mut map = Map::new();
        map.insert("text".to_owned(), json!(self.text));
        map.insert("kind".to_owned(), json!(self.meaning.kind()));
        match &self.meaning {
            Meaning::Date(d) => {
                let precision = match d.precision {
                    Precision::Day => "day",
                    Precision::Month => "month",
                    Precision::Year => "year",
                };
                map.insert("date".to_owned(), json!(d.date.to_string()));
                map.insert("bound".to_owned(), json!(d.bound.as_str()));
                map.insert("precision".to_owned(), json!(precision));
            }
            meaning => {
                let parts: Vec<Value> = meaning.parts().iter().map(part).collect();
                map.insert("parts".to_owned(), Value::Array(parts));
            }
        }
        match &self.meaning {
            Meaning::Qualitative(Some(tier)) => {
                let tier = match tier {
                    Tier::Met => "met",
                    Tier::Partly => "partly",
                    Tier::Not => "not",
                };
                map.insert("tier".to_owned(), json!(tier));
            }
            Meaning::Unclear(reason) => {
                map.insert("reason".to_owned(), json!(reason));
            }
            _ => {}
        }
        map.insert("notes".to_owned(), json!(self.notes));
        Value::Object(map)
    }
}

fn part(part: &Part) -> Value {
    let mut map = Map::new();
    map.insert("bound".to_owned(), json!(part.bound.as_str()));
    map.insert("amount".to_owned(), json!(plain(part.amount)));
    if let Some(upper) = part.upper {
        map.insert("upper".to_owned(), json!(plain(upper)));
    }
    map.insert("scale".to_owned(), json!(plain(part.scale)));
    map.insert("measure".to_owned(), json!(part.measure));
    if let Some(change) = part.change {
        let change = match change {
            Change::Increase => "increase",
            Change::Decrease => "decrease",
        };
        map.insert("change".to_owned(), json!(change));
    }
    Value::Object(map)
}
