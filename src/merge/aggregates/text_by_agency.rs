//! `text-by-agency`: what every agency wrote, one line each under its name; nobody's words are turned into a figure.

use super::{Aggregate, TEXT_BY_AGENCY};
use crate::merge::Share;
use crate::model::Meaning;

pub(super) static AGGREGATE: Aggregate = Aggregate {
    name: TEXT_BY_AGENCY,
    label: "分单位列示",
    rule: "按“简称：内容”逐家列出各单位填写的文字，不合成一句；未报的单位也列出来。作指标用的，由人评分。",
    part: |_| None,
    roll_up: |pool| match pool.contributions.iter().any(|c| matches!(c.share, Share::Words(..))) {
        true => Meaning::Qualitative(None),
        false => Meaning::Blank,
    },
    // Never asked: `part` has no number.
    excel: |_| String::new(),
};
