//! Meaning → text, in the one canonical form: ≥20,000家次, 1,300亿元左右, 5-10项, 增长15%.

use super::{Bound, Change, Deadline, Meaning, Part, Precision, Tier};
use crate::model::round_half_up::grouped;
use std::fmt;

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.change {
            Some(Change::Increase) => f.write_str("增长")?,
            Some(Change::Decrease) => f.write_str("下降")?,
            None => {}
        }
        let (before, after) = match self.bound {
            Bound::Bare | Bound::Between => ("", ""),
            Bound::Exactly => ("=", ""),
            Bound::AtLeast => ("≥", ""),
            Bound::MoreThan => (">", ""),
            Bound::AtMost => ("≤", ""),
            Bound::LessThan => ("<", ""),
            Bound::About => ("", "左右"),
        };
        write!(f, "{before}{}", grouped(self.amount, 0))?;
        if let Some(upper) = self.upper {
            write!(f, "-{}", grouped(upper, 0))?;
        }
        write!(f, "{}{after}", self.measure_text())
    }
}

impl fmt::Display for Deadline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pattern = match self.precision {
            Precision::Day => "%Y年%-m月%-d日",
            Precision::Month => "%Y年%-m月",
            Precision::Year => "%Y年",
        };
        let end = match (self.bound, self.precision) {
            (Bound::AtMost, Precision::Day) => "前",
            (Bound::AtMost, _) => "底前",
            _ => "",
        };
        write!(f, "{}{end}", self.date.format(pattern))
    }
}

impl fmt::Display for Meaning {
    /// Canonical text; empty for blank, placeholder and unclear, since none of them may be printed as a value.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Meaning::Quantity(part) => part.fmt(f),
            Meaning::Compound(parts) => {
                for (n, part) in parts.iter().enumerate() {
                    if n > 0 {
                        f.write_str("、")?;
                    }
                    part.fmt(f)?;
                }
                Ok(())
            }
            Meaning::Qualitative(Some(Tier::Met)) => f.write_str("达成预期指标"),
            Meaning::Qualitative(Some(Tier::Partly)) => f.write_str("部分达成预期指标"),
            Meaning::Qualitative(Some(Tier::Not)) => f.write_str("未达成预期指标"),
            Meaning::Date(deadline) => deadline.fmt(f),
            Meaning::NotApplicable => f.write_str("不涉及"),
            Meaning::Qualitative(None) | Meaning::Blank | Meaning::Placeholder | Meaning::Unclear(_) => Ok(()),
        }
    }
}
