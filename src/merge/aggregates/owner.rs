//! `owner`: the figure of the one agency that holds the indicator.

use super::{Aggregate, Columns, single};

pub(super) static AGGREGATE: Aggregate = Aggregate {
    name: "owner",
    label: "取牵头单位数",
    rule: "取承担该指标的那一个单位的数值；任务分解中应只有一个单位承担。",
    part: |terms| if let [one] = terms { Some(one.amount) } else { None },
    roll_up: single,
    excel: |Columns { value, .. }| format!("SUM({value})"),
};
