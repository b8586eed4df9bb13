//! The rounding of points, in both faces: half-up (四舍五入) to 2 decimals, or as the profile says. Totals always have 2.

use crate::definition::profile::{HALF_UP_CENTS, Rounding};
use crate::model::round_half_up::round_half_up;
use rust_decimal::Decimal;

/// An item's points as the profile rounds them. The first step drops what divisions leave at the 28th digit, so that three
/// thirds of a half-cent are still a half-cent; a quotient by a target of up to 17 digits comes that near to one only by
/// being one.
pub fn points(raw: Decimal, rounding: Rounding) -> Decimal {
    let exact = round_half_up(raw, 20);
    if rounding.truncate { exact.trunc_with_scale(rounding.decimals) } else { round_half_up(exact, rounding.decimals) }
}

/// A total to the cent.
pub fn cents(raw: Decimal) -> Decimal {
    points(raw, HALF_UP_CENTS)
}

/// The Excel face of [`points`], for an expression whose value is not negative and below about 1,000.
///
/// A half-cent like 1.005 has no double, and points of at most 100 computed in doubles lie up to 3·10⁻¹³ beside their
/// true value (some five roundings of relative size 2⁻⁵³, more where a difference is taken first). On which side is
/// chance, and how far `ROUND` forgives it differs between Excel, WPS and LibreOffice. Adding 10⁻¹² puts every true
/// half-cent surely above itself, so that any `ROUND` goes up, and needs nothing of `ROUND` but that; likewise every true
/// cent where the rest is cut off.
///
/// It lifts nothing else: weights are whole cents, so `w·a/t` differs from a half-cent by nothing or by at least
/// 1/(200·t), t counted in the smallest decimal written; that is above 10⁻¹² for every t of up to nine digits, and
/// beyond that one value in 10¹⁰ lies in the gap.
pub fn excel(expr: &str, rounding: Rounding) -> String {
    let function = if rounding.truncate { "ROUNDDOWN" } else { "ROUND" };
    format!("{function}({expr}+1E-12,{})", rounding.decimals)
}

/// The Excel face of [`cents`].
pub fn excel_cents(expr: &str) -> String {
    excel(expr, HALF_UP_CENTS)
}

/// The rule as a Chinese clause.
pub fn words(rounding: Rounding) -> String {
    let places = match rounding.decimals {
        0 => "取整数",
        1 => "保留一位小数",
        _ => "保留两位小数",
    };
    if rounding.truncate { format!("{places}，以下舍去不计") } else { format!("四舍五入{places}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_cents_go_up_even_after_thirds() {
        let third = Decimal::new(5005, 3).checked_div(Decimal::from(3)).unwrap();
        for (raw, expected) in [
            (third + third + third, "5.01"),
            (Decimal::new(89_995, 3), "90.00"),
            (Decimal::new(8_999_499, 5), "89.99"),
            (Decimal::ZERO, "0"),
        ] {
            assert_eq!(cents(raw), expected.parse().unwrap());
        }
    }

    #[test]
    fn variants_round_their_own_way() {
        for (raw, decimals, truncate, expected) in [
            ("8.62", 0, false, "9"),
            ("8.5", 0, false, "9"),
            ("8.49", 0, false, "8"),
            ("8.62", 1, false, "8.6"),
            ("8.65", 1, false, "8.7"),
            ("8.629", 2, true, "8.62"),
            ("8.99", 0, true, "8"),
            ("9", 0, true, "9"),
        ] {
            let rounding = Rounding { decimals, truncate };
            assert_eq!(points(raw.parse().unwrap(), rounding), expected.parse().unwrap(), "{raw} {rounding:?}");
        }
        assert_eq!(words(Rounding { decimals: 0, truncate: false }), "四舍五入取整数");
        assert_eq!(excel("$A1", Rounding { decimals: 1, truncate: true }), "ROUNDDOWN($A1+1E-12,1)");
    }
}
