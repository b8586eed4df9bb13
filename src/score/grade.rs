//! The grade (等级) of a total: bands that meet, each without its upper end, so that every total has exactly one.

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
    pub fn of(total: Decimal, bands: &Bands) -> Grade {
        let total = rounding::points(total);
        if total >= bands.excellent {
            Grade::Excellent
        } else if total >= bands.good {
            Grade::Good
        } else if total >= bands.fair {
            Grade::Fair
        } else {
            Grade::Poor
        }
    }
}

/// The lowest total of each grade, in points; what is below `fair` is 差.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bands {
    /// From here 优.
    pub excellent: Decimal,
    /// From here 良.
    pub good: Decimal,
    /// From here 中.
    pub fair: Decimal,
}

impl Default for Bands {
    /// 90, 80 and 60, as most published schemes have it; older ones have 80, 70 and 60.
    fn default() -> Self {
        Self { excellent: Decimal::from(90), good: Decimal::from(80), fair: Decimal::from(60) }
    }
}

impl Bands {
    /// The bands descend, so that no grade is out of reach.
    pub fn descend(&self) -> bool {
        self.excellent > self.good && self.good > self.fair
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
        let older = Bands { excellent: 80.into(), good: 70.into(), fair: 60.into() };
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
            assert_eq!(Grade::of(value, &Bands::default()).word(), grade, "{total}");
            assert_eq!(Grade::of(value, &older).word(), in_older, "{total}");
        }
    }

    #[test]
    fn bands_that_do_not_descend_are_seen() {
        assert!(Bands::default().descend());
        assert!(!Bands { good: 90.into(), ..Bands::default() }.descend());
    }
}
