//! The lines of `jihe value`.

use super::{Bound, Change, Meaning, Part, Precision, Reading, Tier};
use crate::model::round_half_up::plain;
use serde_json::{Map, Value, json};

impl Bound {
    /// The name used in JSON: `at-least`.
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
    /// The name of the kind used in JSON: `not-applicable`.
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
    /// The reading as one JSON object, decimals as strings in plain notation.
    pub fn to_json(&self) -> Value {
        let mut line = Map::new();
        line.insert("text".to_owned(), json!(self.text));
        line.insert("kind".to_owned(), json!(self.meaning.kind()));
        match &self.meaning {
            Meaning::Date(deadline) => {
                line.insert("date".to_owned(), json!(deadline.date.format("%Y-%m-%d").to_string()));
                line.insert("bound".to_owned(), json!(deadline.bound.as_str()));
                line.insert("precision".to_owned(), json!(precision(deadline.precision)));
            }
            meaning => {
                let parts: Vec<Value> = meaning.parts().iter().map(part).collect();
                line.insert("parts".to_owned(), Value::Array(parts));
            }
        }
        match &self.meaning {
            Meaning::Qualitative(Some(tier)) => {
                line.insert("tier".to_owned(), json!(tier_name(*tier)));
            }
            Meaning::Unclear(reason) => {
                line.insert("reason".to_owned(), json!(reason));
            }
            _ => {}
        }
        line.insert("notes".to_owned(), json!(self.notes));
        Value::Object(line)
    }
}

fn part(part: &Part) -> Value {
    let mut out = Map::new();
    out.insert("bound".to_owned(), json!(part.bound.as_str()));
    out.insert("amount".to_owned(), json!(plain(part.amount)));
    if let Some(upper) = part.upper {
        out.insert("upper".to_owned(), json!(plain(upper)));
    }
    out.insert("scale".to_owned(), json!(plain(part.scale)));
    out.insert("measure".to_owned(), json!(part.measure));
    if let Some(change) = part.change {
        let name = match change {
            Change::Increase => "increase",
            Change::Decrease => "decrease",
        };
        out.insert("change".to_owned(), json!(name));
    }
    Value::Object(out)
}

fn precision(precision: Precision) -> &'static str {
    match precision {
        Precision::Day => "day",
        Precision::Month => "month",
        Precision::Year => "year",
    }
}

fn tier_name(tier: Tier) -> &'static str {
    match tier {
        Tier::Met => "met",
        Tier::Partly => "partly",
        Tier::Not => "not",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines a caller sees, word by word.
    #[test]
    fn lines() {
        for (text, line) in [
            (
                "≥53万台",
                r#"{"text":"≥53万台","kind":"quantity","parts":[{"bound":"at-least","amount":"53","scale":"10000","measure":"台"}],"notes":[]}"#,
            ),
            (
                "5-10项",
                r#"{"text":"5-10项","kind":"quantity","parts":[{"bound":"between","amount":"5","upper":"10","scale":"1","measure":"项"}],"notes":[]}"#,
            ),
            (
                "增长15%",
                r#"{"text":"增长15%","kind":"quantity","parts":[{"bound":"bare","amount":"15","scale":"1","measure":"%","change":"increase"}],"notes":[]}"#,
            ),
            (
                "2024年12月底前",
                r#"{"text":"2024年12月底前","kind":"date","date":"2024-12-31","bound":"at-most","precision":"month","notes":[]}"#,
            ),
            ("部分达成", r#"{"text":"部分达成","kind":"qualitative","parts":[],"tier":"partly","notes":[]}"#),
            ("", r#"{"text":"","kind":"blank","parts":[],"notes":[]}"#),
            ("/", r#"{"text":"/","kind":"not-applicable","parts":[],"notes":[]}"#),
        ] {
            assert_eq!(Reading::of(text).to_json().to_string(), line);
        }
    }
}
