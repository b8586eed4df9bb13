//! What an indicator's cell asks for: numbers in these measures, a date, or words.

use super::view::View;
use crate::definition::Indicator;
use crate::extract::Entry;
use crate::model::{Meaning, Part, Reading, Slot};

/// What a cell asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wanted {
    /// One number for each of these, in its measure.
    Numbers(Vec<Part>),
    /// A date.
    Date,
    /// Words.
    Words,
    /// Names written out, counted in this measure.
    Names(String),
    /// Whatever can be read.
    Anything,
}

impl Wanted {
    /// What an entry asks for; `None` where it is no indicator value, not the agency's to fill, or 不涉及.
    pub fn of(entry: &Entry, view: &View<'_>) -> Option<Wanted> {
        if !entry.slot.is_indicator_value() || !view.stage.asks(entry.slot) {
            return None;
        }
        let item = view.form.item(&entry.item)?;
        let indicator = item.indicator.as_ref()?;
        let target = view.target(&entry.item);
        Some(match target {
            Meaning::NotApplicable => return None,
            _ if entry.slot != Slot::Actual => Wanted::defined(indicator),
            _ if item.lists_names() => Wanted::Names(indicator.measure.clone()),
            Meaning::Quantity(_) | Meaning::Compound(_) => Wanted::Numbers(target.parts().to_vec()),
            Meaning::Date(_) => Wanted::Date,
            Meaning::Qualitative(_) => Wanted::Words,
            _ => Wanted::defined(indicator),
        })
    }

    fn defined(indicator: &Indicator) -> Wanted {
        match defined_parts(indicator) {
            parts if parts.is_empty() => Wanted::Anything,
            parts => Wanted::Numbers(parts),
        }
    }

    /// What to do where something else stands.
    pub fn fix(&self) -> String {
        match self {
            Wanted::Numbers(parts) => {
                let measures: Vec<String> = parts.iter().map(Part::measure_text).filter(|m| !m.is_empty()).collect();
                match measures.join("、") {
                    none if none.is_empty() => "请填写确定的数值。".to_owned(),
                    measures => format!("请填写确定的数值，以“{measures}”为单位。"),
                }
            }
            Wanted::Date => "请填写确定的日期，写成“2024年12月31日”的样子。".to_owned(),
            Wanted::Words => "请写明达成预期指标、部分达成预期指标还是未达成预期指标。".to_owned(),
            Wanted::Names(measure) => format!("请写明数量和每一个名称，如“2{measure}：甲公司、乙公司”。"),
            Wanted::Anything => "请改写成确定的数值、日期或文字。".to_owned(),
        }
    }
}

/// One number in each measure the definition names: 家、亿元.
pub(super) fn defined_parts(indicator: &Indicator) -> Vec<Part> {
    let measures = indicator.measure.split('、').filter(|m| !m.is_empty());
    measures.flat_map(|m| Reading::of(&format!("1{m}")).meaning.parts().to_vec()).collect()
}
