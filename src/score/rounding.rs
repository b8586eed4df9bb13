//! The one rounding of points, in both faces: half-up (四舍五入) to 2 decimals.

use crate::model::round_half_up::round_half_up;
use rust_decimal::Decimal;

/// Points to the cent. The first step drops what divisions leave at the 28th digit, so that three thirds of a half-cent
/// are still a half-cent; a quotient by a target of up to 17 digits comes that near to one only by being one.
pub fn points(raw: Decimal) -> Decimal {
    round_half_up(round_half_up(raw, 20), 2)
}

/// The Excel face of [`points`], for an expression whose value is not negative and below about 1,000.
///
/// A half-cent like 1.005 has no double, and points of at most 100 computed in doubles lie up to 3·10⁻¹³ beside their
/// true value (some five roundings of relative size 2⁻⁵³, more where a difference is taken first). On which side is
/// chance, and how far `ROUND` forgives it differs between Excel, WPS and LibreOffice. Adding 10⁻¹² puts every true
/// half-cent surely above itself, so that any `ROUND` goes up, and needs nothing of `ROUND` but that.
///
/// It lifts nothing else: weights are whole cents, so `w·a/t` differs from a half-cent by nothing or by at least
/// 1/(200·t), t counted in the smallest decimal written; that is above 10⁻¹² for every t of up to nine digits, and
/// beyond that one value in 10¹⁰ lies in the gap.
pub fn excel_round(expr: &str) -> String {
    format!("ROUND({expr}+1E-12,2)")
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
            assert_eq!(points(raw), expected.parse().unwrap());
        }
    }
}
