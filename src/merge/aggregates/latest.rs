//! `latest`: the department is done when the last agency is.

use super::{Aggregate, Columns};
use crate::merge::Share;
use crate::model::Meaning;

pub(super) static AGGREGATE: Aggregate = Aggregate {
    name: "latest",
    label: "取最晚",
    rule: "取各单位中最晚的完成时间。",
    part: |terms| terms.iter().map(|t| t.amount).max(),
    roll_up: |pool| {
        let days = pool.contributions.iter().filter_map(|c| match &c.share {
            Share::Day(day) => Some(*day),
            _ => None,
        });
        days.max_by_key(|d| d.date).map_or(Meaning::Blank, Meaning::Date)
    },
    excel: |Columns { value, .. }| format!("MAX({value})"),
};
