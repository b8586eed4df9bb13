//! `headquarters`: the department's own text or figure, from its headquarters' return.

use super::{Aggregate, Columns, HEADQUARTERS, single};

pub(super) static AGGREGATE: Aggregate = Aggregate {
    name: HEADQUARTERS,
    label: "取本级填报",
    rule: "取部门本级填报的内容，不把各单位的文字拼在一起。",
    part: |terms| if let [one] = terms { Some(one.amount) } else { None },
    roll_up: single,
    excel: |Columns { value, .. }| format!("SUM({value})"),
};
