//! The one rounding function (四舍五入), sums that cannot overflow, and the plain printing of decimals.

use rust_decimal::{Decimal, RoundingStrategy};

/// Rounds half away from zero to `places` decimals, as 四舍五入 does.
pub fn round_half_up(value: Decimal, places: u32) -> Decimal {
    value.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
}

/// These added up, 0 of none; `None` where that is more than a decimal holds.
pub fn sum(amounts: impl IntoIterator<Item = Decimal>) -> Option<Decimal> {
    amounts.into_iter().try_fold(Decimal::ZERO, |sum, amount| sum.checked_add(amount))
}

/// Plain notation without trailing zeros: `20000`, `1.5`, `0` (never `-0`).
pub fn plain(value: Decimal) -> String {
    let v = value.normalize();
    if v.is_zero() { "0".to_owned() } else { v.to_string() }
}

/// With thousands separators and at least `places` decimals: `248,267.28`.
pub fn grouped(value: Decimal, places: u32) -> String {
    let text = round_half_up(value, places.max(value.normalize().scale())).normalize();
    let mut text = text.to_string();
    if places > 0 {
        let have = text.find('.').map_or(0, |dot| text.len() - dot - 1);
        if have == 0 {
            text.push('.');
        }
        let missing = usize::try_from(places).unwrap_or(0).saturating_sub(have);
        text.push_str(&"0".repeat(missing));
    }
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |d| ("-", d));
    let (whole, rest) = digits.find('.').map_or((digits, ""), |dot| digits.split_at(dot));
    let mut out = String::new();
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    format!("{sign}{out}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::str::FromStr;

    fn d(text: &str) -> Decimal {
        Decimal::from_str(text).unwrap()
    }

    #[test]
    fn halves_go_away_from_zero() {
        for (value, rounded) in [("2.005", "2.01"), ("2.0049", "2.00"), ("-2.005", "-2.01"), ("89.995", "90.00")] {
            assert_eq!(round_half_up(d(value), 2), d(rounded));
        }
    }

    #[test]
    fn printing() {
        assert_eq!(plain(d("20000.00")), "20000");
        assert_eq!(plain(d("-0.0")), "0");
        assert_eq!(grouped(d("248267.28"), 2), "248,267.28");
        assert_eq!(grouped(d("5214"), 2), "5,214.00");
        assert_eq!(grouped(d("-1234567.5"), 0), "-1,234,567.5");
        assert_eq!(grouped(d("999"), 0), "999");
    }
}
