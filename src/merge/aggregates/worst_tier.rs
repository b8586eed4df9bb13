//! `worst-tier`: of the agencies' words, the one that says least was achieved.

use super::{Aggregate, Columns};
use crate::merge::Share;
use crate::model::{Meaning, Tier};

pub(super) static AGGREGATE: Aggregate = Aggregate {
    name: "worst-tier",
    label: "取最低档",
    rule: "定性指标取各单位中完成程度最低的一档；有一个单位看不出档次的，待评分。",
    part: |terms| terms.iter().map(|t| t.amount).min(),
    roll_up: |pool| {
        let mut worst: Option<Tier> = None;
        let mut some = false;
        for c in pool.contributions {
            let Share::Words(tier, _) = &c.share else { continue };
            some = true;
            let Some(tier) = tier else { return Meaning::Qualitative(None) };
            worst = Some(worst.map_or(*tier, |w: Tier| w.max(*tier)));
        }
        if some { Meaning::Qualitative(worst) } else { Meaning::Blank }
    },
    excel: |Columns { value, .. }| format!("MIN({value})"),
};
