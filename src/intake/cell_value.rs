//! One value of calamine's → one of ours.

use super::number;
use super::number_format::NumberFormat;
use super::properties;
use super::raw::RawValue;
use super::refused::Refused;
use super::sheet_builder::Texts;
use calamine::{Data, DataRef};
use std::sync::Arc;

/// The value of a cell, `None` where it is blank; a formula is never blank.
pub(super) fn of(
    data: DataRef<'_>,
    format: &NumberFormat,
    epoch_1904: bool,
    formula: bool,
    texts: &mut Texts,
) -> Result<Option<RawValue>, Refused> {
    let mut text = |text: &str| -> Result<Option<RawValue>, Refused> {
        if text.is_empty() && !formula { Ok(None) } else { Ok(Some(RawValue::Text(texts.keep(text)?))) }
    };
    Ok(match data {
        DataRef::Empty => formula.then_some(RawValue::FormulaWithoutValue),
        DataRef::Float(number) => Some(number::of_double(number, format, epoch_1904)),
        DataRef::Int(number) => Some(number::of_decimal(number.into(), format, epoch_1904)),
        DataRef::DateTime(serial) => Some(number::of_double(serial.as_f64(), format, epoch_1904)),
        DataRef::Bool(truth) => Some(RawValue::Bool(truth)),
        DataRef::Error(error) => Some(RawValue::Error(Arc::from(error.to_string()))),
        DataRef::DateTimeIso(iso) => match properties::instant(&iso) {
            Some(at) => Some(number::date_or_time(at)),
            None => text(&iso)?,
        },
        DataRef::String(s) | DataRef::DurationIso(s) => text(&s)?,
        DataRef::SharedString(s) => text(s)?,
    })
}

/// The same value, its text borrowed.
pub(super) fn borrowed(data: &Data) -> DataRef<'_> {
    match data {
        Data::Int(n) => DataRef::Int(*n),
        Data::Float(n) => DataRef::Float(*n),
        Data::String(s) => DataRef::SharedString(s),
        Data::Bool(b) => DataRef::Bool(*b),
        Data::DateTime(d) => DataRef::DateTime(*d),
        Data::DateTimeIso(s) => DataRef::DateTimeIso(s.clone()),
        Data::DurationIso(s) => DataRef::DurationIso(s.clone()),
        Data::Error(e) => DataRef::Error(e.clone()),
        Data::Empty => DataRef::Empty,
    }
}
