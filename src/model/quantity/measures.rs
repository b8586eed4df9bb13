//! What a form says of its measures: which words name the same one, and which convert into each other.
//!
//! Multipliers (元, 万元, 亿元) and spellings (km, 公里) belong to the grammar and hold everywhere; that 户 counts what 家
//! counts is a form's own business and stands in its definition.

use super::beside::exact_quotient;
use super::fold::{fold_measure, one_name};
use super::{Bound, Meaning, Part, Reading};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The synonyms and conversions in force.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measures {
    /// A measure, the measure it is told in, and how many of those it is.
    sizes: BTreeMap<String, (String, Decimal)>,
}

static NONE: Measures = Measures { sizes: BTreeMap::new() };

impl Measures {
    /// No synonym and no conversion: a text that belongs to no form.
    pub fn none() -> &'static Measures {
        &NONE
    }

    /// Lets one `from` be `factor` `to`; a synonym has the factor 1. The reason, in Chinese, where that cannot be.
    pub fn add(&mut self, from: &str, to: &str, factor: Decimal) -> Result<(), String> {
        let (a, b) = (plain_measure(from)?, plain_measure(to)?);
        if factor <= Decimal::ZERO {
            return Err(format!("“{from}”与“{to}”的换算系数应大于0"));
        }
        if a == b {
            return Err(format!("“{from}”与“{to}”本来就是同一个计量单位，不必再写"));
        }
        let ((a_base, a_size), (b_base, b_size)) = (self.size(&a), self.size(&b));
        if a_base == b_base {
            let agrees = b_size.checked_mul(factor) == Some(a_size);
            let said = if agrees { "已经可以换算，不必再写" } else { "前后的换算互相矛盾" };
            return Err(format!("“{from}”与“{to}”{said}"));
        }
        // One from is `factor` to; everything told in from's measure is now told in to's.
        let unit = factor.checked_mul(b_size).and_then(|size| exact_quotient(size, a_size));
        let unit = unit.ok_or_else(|| format!("“{from}”与“{to}”的换算系数除不尽"))?;
        let mut sizes = self.sizes.clone();
        sizes.entry(a_base.clone()).or_insert((a_base.clone(), Decimal::ONE));
        sizes.entry(b_base.clone()).or_insert((b_base.clone(), Decimal::ONE));
        for (base, size) in sizes.values_mut().filter(|(base, _)| *base == a_base) {
            *size = size.checked_mul(unit).ok_or_else(|| format!("“{from}”与“{to}”的换算系数太大"))?;
            base.clone_from(&b_base);
        }
        self.sizes = sizes;
        Ok(())
    }

    fn size(&self, name: &str) -> (String, Decimal) {
        self.sizes.get(name).cloned().unwrap_or_else(|| (name.to_owned(), Decimal::ONE))
    }

    /// By what an amount in the first measure is multiplied and then divided to be in the second; `None` where they do not
    /// convert. 万元/户 beside 万元/家 converts piece by piece, what stands behind the stroke the other way round.
    pub(super) fn ratio(&self, from: &str, to: &str) -> Option<(Decimal, Decimal)> {
        let mut ratio = (Decimal::ONE, Decimal::ONE);
        if from == to {
            return Some(ratio);
        }
        let (from, to) = (fold_measure(from), fold_measure(to));
        let pieces = |measure: &str| -> Vec<Vec<String>> {
            measure.split('/').map(|piece| piece.split('·').map(one_name).collect()).collect()
        };
        let (from, to) = (pieces(&from), pieces(&to));
        if from.iter().map(Vec::len).ne(to.iter().map(Vec::len)) {
            return None;
        }
        for (n, (own, its)) in from.iter().zip(&to).enumerate() {
            for (own, its) in own.iter().zip(its) {
                let ((own_base, own), (its_base, its)) = (self.size(own), self.size(its));
                if own_base != its_base {
                    return None;
                }
                let (times, over) = if n == 0 { (own, its) } else { (its, own) };
                ratio = (ratio.0.checked_mul(times)?, ratio.1.checked_mul(over)?);
            }
        }
        Some(ratio)
    }
}

/// The one name of a measure as a definition writes it: no number, no multiplier, nothing per another.
fn plain_measure(text: &str) -> Result<String, String> {
    let alone = match Reading::of(&format!("1{text}")) {
        Reading { meaning: Meaning::Quantity(part), notes, .. } => {
            let one = Part { measure: part.measure.clone(), ..Part::bare(Decimal::ONE) };
            notes.is_empty() && part == one && part.bound == Bound::Bare && !part.measure.contains(['/', '·'])
        }
        _ => false,
    };
    let name = one_name(&fold_measure(text));
    if alone && !name.is_empty() { Ok(name) } else { Err(format!("“{text}”不能作为一个计量单位")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn measures(relations: &[(&str, &str, &str)]) -> Result<Measures, String> {
        let mut measures = Measures::default();
        relations.iter().try_for_each(|(from, to, factor)| measures.add(from, to, d(factor)))?;
        Ok(measures)
    }

    #[test]
    fn one_measure_in_another() {
        let measures = measures(&[
            ("户", "家", "1"),
            ("个", "户", "1"),
            ("‰", "%", "0.1"),
            ("公顷", "亩", "15"),
            ("公顷", "平方米", "10000"),
            ("小时", "分钟", "60"),
        ]);
        // 1 亩 is no finite number of 平方米.
        assert_eq!(measures.unwrap_err(), "“公顷”与“平方米”的换算系数除不尽");
        let measures = self::measures(&[
            ("户", "家", "1"),
            ("个", "户", "1"),
            ("‰", "%", "0.1"),
            ("公顷", "平方米", "10000"),
            ("小时", "分钟", "60"),
            ("分钟", "秒", "60"),
        ])
        .unwrap();
        for (part, other, wanted) in [
            ("20户", "1家", Some("20")),
            ("20个", "1家", Some("20")),
            ("20家", "1个", Some("20")),
            ("2万户", "1家", Some("20000")),
            ("20台", "1家", None),
            ("15‰", "1%", Some("1.5")),
            ("1.5%", "1‰", Some("15")),
            ("2公顷", "1㎡", Some("20000")),
            ("2h", "1分钟", None),
            ("2小时", "1秒", Some("7200")),
            ("1秒", "1小时", None),
            ("12万元/户", "1万元/家", Some("12")),
            ("120000元/户", "1万元/家", Some("12")),
            ("60元/小时", "1元/分钟", Some("1")),
            ("5元/户·小时", "1元/家·小时", Some("5")),
            ("5元/家", "1元", None),
        ] {
            let (part, other) = (Reading::of(part).meaning, Reading::of(other).meaning);
            let found = part.parts()[0].amount_in(&other.parts()[0], &measures);
            assert_eq!(found, wanted.map(d), "{part} in {other}");
        }
    }

    #[test]
    fn what_cannot_be() {
        for (relations, reason) in [
            (&[("户", "家", "0")][..], "应大于0"),
            (&[("户", "家", "-1")], "应大于0"),
            (&[("户", "户", "1")], "本来就是同一个"),
            (&[("km", "公里", "1")], "本来就是同一个"),
            (&[("户", "家", "1"), ("家", "户", "1")], "不必再写"),
            (&[("户", "家", "1"), ("家", "户", "2")], "互相矛盾"),
            (&[("小时", "分钟", "60"), ("分钟", "秒", "60"), ("小时", "秒", "360")], "互相矛盾"),
            (&[("万元", "元", "10000")], "不能作为一个计量单位"),
            (&[("元/户", "元", "1")], "不能作为一个计量单位"),
            (&[("5个", "家", "1")], "不能作为一个计量单位"),
            (&[("", "家", "1")], "不能作为一个计量单位"),
            (&[("家企业", "家", "1")], "不能作为一个计量单位"),
        ] {
            let said = measures(relations).unwrap_err();
            assert!(said.contains(reason), "{said}");
        }
    }
}
