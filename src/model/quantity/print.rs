//! The canonical spelling: ≥20,000家次, 1,300亿元左右, 5-10项; reading it gives the same meaning again.

use super::part::sign_of;
use super::{Bound, Change, Deadline, Meaning, Part, Precision, Tier, dates};
use crate::model::round_half_up::grouped;
use chrono::Datelike;
use std::fmt;

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.change {
            Some(Change::Increase) => "增长",
            Some(Change::Decrease) => "下降",
            None => "",
        })?;
        write!(f, "{}{}", sign_of(self.bound), grouped(self.amount, 0))?;
        if let Some(upper) = self.upper {
            let mark = if self.amount.is_sign_negative() { '～' } else { '-' };
            write!(f, "{mark}{}", grouped(upper, 0))?;
        }
        f.write_str(&self.measure_text())?;
        f.write_str(if self.bound == Bound::About { "左右" } else { "" })
    }
}

impl fmt::Display for Deadline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let limit = self.bound == Bound::AtMost;
        let (year, month) = (self.date.year(), self.date.month());
        match (self.precision, limit) {
            (Precision::Day, true) => write!(f, "{}前", dates::spell(self.date)),
            (Precision::Day, false) => f.write_str(&dates::spell(self.date)),
            (Precision::Month, true) => write!(f, "{year}年{month}月底前"),
            (Precision::Month, false) => write!(f, "{year}年{month}月"),
            (Precision::Year, true) => write!(f, "{year}年底前"),
            (Precision::Year, false) => write!(f, "{year}年"),
        }
    }
}

impl fmt::Display for Tier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Tier::Met => "达成预期指标",
            Tier::Partly => "部分达成",
            Tier::Not => "未达成",
        })
    }
}

impl fmt::Display for Meaning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Meaning::Quantity(part) => part.fmt(f),
            Meaning::Compound(parts) => {
                for (i, part) in parts.iter().enumerate() {
                    write!(f, "{}{part}", if i == 0 { "" } else { "、" })?;
                }
                Ok(())
            }
            Meaning::Qualitative(Some(tier)) => tier.fmt(f),
            Meaning::Qualitative(None) => f.write_str("文字描述"),
            Meaning::Date(deadline) => deadline.fmt(f),
            Meaning::Blank => Ok(()),
            Meaning::NotApplicable => f.write_str("不涉及"),
            Meaning::Placeholder => f.write_str("××"),
            Meaning::Unclear(reason) => write!(f, "待核实（{reason}）"),
        }
    }
}
