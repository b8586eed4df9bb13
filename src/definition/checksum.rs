//! 校验码: a number over all amounts of a form, by which stamped paper and file are compared. Both faces stand here.
//!
//! Each amount in 0.01 万元, modulo a prime, is weighted by a prime of its own in print order, so that neither a changed
//! digit nor two exchanged amounts keep the number. A cell that holds no number counts nothing.

use crate::model::round_half_up::round_half_up;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// The largest prime below a million: the number has six digits.
const MODULUS: i64 = 999_983;
/// Amounts from here on count nothing, so that Excel computes without rounding (万元; a hundred times the country's product).
const LARGEST: i64 = 10_000_000_000;
/// The number format that shows all six digits.
pub const CHECKSUM_FORMAT: &str = "000000";

/// The 校验码 of these amounts (万元, in print order); `None` where the cell holds no true number.
pub fn checksum(amounts: impl IntoIterator<Item = Option<Decimal>>) -> Decimal {
    let terms = amounts.into_iter().zip(primes()).map(|(amount, prime)| amount.map_or(0, residue) * prime);
    Decimal::from(terms.fold(0, |sum, term| (sum + term) % MODULUS))
}

/// The formula that shows it, over these cells in print order.
pub fn checksum_formula(cells: &[String]) -> String {
    let term = |(at, prime): (&String, i64)| {
        format!("IF(ISNUMBER({at}),IF(ABS({at})<{LARGEST},MOD(ROUND(ROUND({at},2)*100,0),{MODULUS}),0),0)*{prime}")
    };
    let terms: Vec<String> = cells.iter().zip(primes()).map(term).collect();
    format!("MOD({},{MODULUS})", if terms.is_empty() { "0".to_owned() } else { terms.join("+") })
}

fn residue(amount: Decimal) -> i64 {
    if amount.abs() >= Decimal::from(LARGEST) {
        return 0;
    }
    let cents = round_half_up(amount, 2).checked_mul(Decimal::from(100)).and_then(|c| c.to_i64());
    cents.unwrap_or(0).rem_euclid(MODULUS)
}

/// 3, 5, 7, 11 …
fn primes() -> impl Iterator<Item = i64> {
    (3..).filter(|n| (2..*n).take_while(|d| d * d <= *n).all(|d| n % d != 0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::str::FromStr;

    fn of(amounts: &[&str]) -> Decimal {
        checksum(amounts.iter().map(|a| Decimal::from_str(a).ok()))
    }

    /// 1,305,328 − 999,983 = 305,345, times 3 = 916,035; 521,400 times 5 = 2,607,000; together 3,523,035 − 3 × 999,983 = 523,086.
    #[test]
    fn a_sum_done_by_hand() {
        assert_eq!(of(&["13053.28", "5214.00"]), Decimal::from(523_086));
        assert_eq!(of(&["13053.28", "不涉及", "0"]), Decimal::from(916_035));
        assert_eq!(of(&["-0.01"]), Decimal::from(999_982 * 3 % 999_983));
        assert_eq!(of(&["10000000000"]), Decimal::ZERO);
        assert_eq!(of(&[]), Decimal::ZERO);
    }

    #[test]
    fn slips_change_it() {
        let own = of(&["13053.28", "5214.00", "195506.00"]);
        assert_ne!(own, of(&["13053.82", "5214.00", "195506.00"]));
        assert_ne!(own, of(&["5214.00", "13053.28", "195506.00"]));
        assert_ne!(own, of(&["130532800", "52140000", "1955060000"]));
    }

    #[test]
    fn the_formula_has_a_term_a_cell() {
        let term = |at: &str, prime: u8| {
            format!("IF(ISNUMBER({at}),IF(ABS({at})<10000000000,MOD(ROUND(ROUND({at},2)*100,0),999983),0),0)*{prime}")
        };
        let formula = checksum_formula(&["C5".to_owned(), "E5".to_owned()]);
        assert_eq!(formula, format!("MOD({}+{},999983)", term("C5", 3), term("E5", 5)));
        assert_eq!(checksum_formula(&[]), "MOD(0,999983)");
    }
}
