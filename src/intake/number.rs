//! From Excel's doubles to decimals: the one place that sees an `f64` on the way in.

use super::number_format::{NumberFormat, Shape};
use super::raw::RawValue;
use chrono::{Duration, NaiveDate};
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use std::str::FromStr;
use std::sync::Arc;

/// The sentence for a number that is none, or is beyond what can be counted.
const OUT_OF_RANGE: &str = "数值超出范围";

/// The number as Excel shows it: 15 significant digits, so 0.1+0.2 is 0.3. `None` for NaN, infinities, and numbers
/// beyond 28 digits.
fn decimal(value: f64) -> Option<Decimal> {
    if !value.is_finite() {
        return None;
    }
    // The shortest digits that mean this double are nearly always at most 15, and then they are what Excel shows.
    let mut shown = format!("{value}");
    if shown.bytes().filter(u8::is_ascii_digit).count() > 15 {
        let rounded = format!("{value:.14e}");
        match Decimal::from_scientific(&rounded) {
            Ok(exact) => return Some(exact.normalize()),
            // Very large and very small numbers: plain notation keeps what fits into 28 places.
            Err(_) => shown = format!("{}", rounded.parse::<f64>().ok()?),
        }
    }
    let exact = Decimal::from_str(&shown).ok()?.normalize();
    // What is too small to keep must not turn into 0.
    (!exact.is_zero() || value == 0.0).then_some(exact)
}

/// The value of a double under a number format; `epoch_1904` where the workbook counts days from 1904.
pub(super) fn of_double(number: f64, format: &NumberFormat, epoch_1904: bool) -> RawValue {
    decimal(number).map_or_else(out_of_range, |number| of_decimal(number, format, epoch_1904))
}

/// The value of a number under a number format.
pub(super) fn of_decimal(number: Decimal, format: &NumberFormat, epoch_1904: bool) -> RawValue {
    match format.shape {
        Shape::Number => RawValue::Number(number),
        Shape::Percent => match number.checked_mul(Decimal::ONE_HUNDRED) {
            Some(percent) => RawValue::Percent(percent.normalize()),
            None => out_of_range(),
        },
        Shape::Date => day(number, epoch_1904).unwrap_or(RawValue::Number(number)),
    }
}

fn out_of_range() -> RawValue {
    RawValue::Error(Arc::from(OUT_OF_RANGE))
}

/// The day a serial number stands for. `None` where Excel itself shows no date: below 1, beyond 9999, and
/// 1900-02-29, a day that never was.
fn day(serial: Decimal, epoch_1904: bool) -> Option<RawValue> {
    let days = serial.floor();
    let seconds = serial
        .checked_sub(days)?
        .checked_mul(Decimal::from(86_400))?
        .round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero)
        .to_i64()?;
    let days = days.to_i64()?;
    let base = match (epoch_1904, days) {
        (true, 0..=2_957_003) => NaiveDate::from_ymd_opt(1904, 1, 1)?,
        (false, 1..=59) => NaiveDate::from_ymd_opt(1899, 12, 31)?,
        (false, 61..=2_958_465) => NaiveDate::from_ymd_opt(1899, 12, 30)?,
        _ => return None,
    };
    let at = base.and_hms_opt(0, 0, 0)?.checked_add_signed(Duration::seconds(days * 86_400 + seconds))?;
    Some(date_or_time(at))
}

/// A day, with its time where that is not midnight.
pub(super) fn date_or_time(at: chrono::NaiveDateTime) -> RawValue {
    if at.time() == chrono::NaiveTime::MIN { RawValue::Date(at.date()) } else { RawValue::DateTime(at) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(number: f64, code: &str, epoch_1904: bool) -> String {
        format!("{:?}", of_double(number, &NumberFormat::from_code(code), epoch_1904))
    }

    #[test]
    fn doubles_become_the_digits_excel_shows() {
        for (double, text) in [
            (20000.0, "20000"),
            (0.1 + 0.2, "0.3"),
            (1.005, "1.005"),
            (0.0900000762939453, "0.0900000762939453"),
            (248267.28, "248267.28"),
            (-0.0, "0"),
            (1e20, "100000000000000000000"),
            (1234567890123456789.0, "1234567890123460000"),
            (1e-10, "0.0000000001"),
            (1.0 / 3.0, "0.333333333333333"),
            (2.0 / 3.0 * 1e-20, "0.0000000000000000000066666667"),
            (123456789012345680.0, "123456789012346000"),
        ] {
            assert_eq!(decimal(double).map(|d| d.to_string()).as_deref(), Some(text));
        }
        for none in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e29, 1e-40] {
            assert_eq!(decimal(none), None, "{none}");
        }
    }

    #[test]
    fn a_number_means_what_its_format_shows() {
        for (number, code, epoch_1904, expected) in [
            (0.83, "0%", false, "Percent(83)"),
            (0.29, "0.00%", false, "Percent(29)"),
            (1.0, "0%", false, "Percent(100)"),
            (83.0, "0\"%\"", false, "Number(83)"),
            (45657.0, "yyyy-mm-dd", false, "Date(2024-12-31)"),
            (45657.0, "General", false, "Number(45657)"),
            (44195.0, "yyyy-mm-dd", true, "Date(2024-12-31)"),
            (0.0, "yyyy-mm-dd", true, "Date(1904-01-01)"),
            (1.0, "yyyy-mm-dd", false, "Date(1900-01-01)"),
            (59.0, "yyyy-mm-dd", false, "Date(1900-02-28)"),
            (60.0, "yyyy-mm-dd", false, "Number(60)"),
            (61.0, "yyyy-mm-dd", false, "Date(1900-03-01)"),
            (20211231.0, "yyyy-mm-dd", false, "Number(20211231)"),
            (-1.0, "yyyy-mm-dd", false, "Number(-1)"),
            (45657.5, "yyyy-mm-dd h:mm", false, "DateTime(2024-12-31T12:00:00)"),
            (45657.999999, "yyyy-mm-dd", false, "Date(2025-01-01)"),
            (0.5, "h:mm", false, "Number(0.5)"),
        ] {
            assert_eq!(shown(number, code, epoch_1904), expected, "{number} under {code}");
        }
    }
}
