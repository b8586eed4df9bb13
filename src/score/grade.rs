//! The grade (等级) of a total: bands that meet, each without its upper end, so that every total has exactly one.

use crate::definition::{Param, Params};
use crate::score::rounding;
use rust_decimal::Decimal;

/// A grade, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// 优.
    Excellent,
    /// 良.
    Good,
    /// 中.
    Fair,
    /// 差.
    Poor,
}

impl Grade {
    /// Every grade, best first.
    pub const ALL: [Grade; 4] = [Grade::Excellent, Grade::Good, Grade::Fair, Grade::Poor];

    /// The word on the sheet.
    pub fn word(self) -> &'static str {
        match self {
            Grade::Excellent => "优",
            Grade::Good => "良",
            Grade::Fair => "中",
            Grade::Poor => "差",
        }
    }

    /// The grade of a total in points; it is rounded to the cent first, as the sheet shows it.
    pub fn of(total: Decimal, params: &Params) -> Grade {
        let total = rounding::cents(total);
        if total >= params[Param::GradeExcellent] {
            Grade::Excellent
        } else if total >= params[Param::GradeGood] {
            Grade::Good
        } else if total >= params[Param::GradeFair] {
            Grade::Fair
        } else {
            Grade::Poor
        }
    }
}

/// The Excel face of [`Grade::of`]: `total` is the reference of a rounded total, `cutoffs` those of 优, 良 and 中.
pub fn excel(total: &str, cutoffs: [&str; 3]) -> String {
    let [excellent, good, fair] = cutoffs;
    format!(r#"IF({total}>={excellent},"优",IF({total}>={good},"良",IF({total}>={fair},"中","差")))"#)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_total_has_one_grade() {
        let older = Params::default()
            .with(Param::GradeExcellent, 80.into())
            .with(Param::GradeGood, 70.into())
            .with(Param::GradeFair, 60.into());
        for (total, grade, in_older) in [
            ("100", "优", "优"),
            ("90", "优", "优"),
            ("89.995", "优", "优"),
            ("89.994", "良", "优"),
            ("80", "良", "优"),
            ("79.99", "中", "良"),
            ("69.99", "中", "中"),
            ("60", "中", "中"),
            ("59.995", "中", "中"),
            ("59.99", "差", "差"),
            ("0", "差", "差"),
        ] {
            let value: Decimal = total.parse().unwrap();
            assert_eq!(Grade::of(value, &Params::default()).word(), grade, "{total}");
            assert_eq!(Grade::of(value, &older).word(), in_older, "{total}");
        }
    }
}
