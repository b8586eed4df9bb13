//! `deadline`: done by a day. The case's target and actual value are days counted as Excel counts them ([`day`]).

use super::{Case, Cells, Formula, Method, Param, Points, Verdict, shown};
use crate::model::quantity::Precision;
use crate::model::round_half_up::plain;
use crate::model::{Bound, Deadline, Part};
use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// The method.
pub static METHOD: Method = Method {
    name: "deadline",
    label: "时限",
    rule: |params| {
        if params[Param::LateDeduction] >= Decimal::ONE_HUNDRED {
            "按期完成的得满分，逾期的得0分。".to_owned()
        } else {
            format!("按期完成的得满分；每逾期1日扣权重的{}%，扣完为止。", plain(params[Param::LateDeduction]))
        }
    },
    bounds: &[],
    direction: None,
    rate: None,
    flags_over: false,
    compute,
    excel,
};

/// The day before the first that Excel counts; right for every day from March 1900.
const EPOCH: NaiveDate = match NaiveDate::from_ymd_opt(1899, 12, 30) {
    Some(date) => date,
    None => NaiveDate::MIN,
};

/// The date's number as Excel counts days: 2024-12-31 is 45657.
pub fn day(date: NaiveDate) -> Decimal {
    Decimal::from(date.signed_duration_since(EPOCH).num_days())
}

/// The case of a deadline and the date it was done: the target, and the actual day. A date given by its month or year
/// alone is surely in time or surely late, or a query.
pub fn case_of(target: &Deadline, actual: &Deadline) -> Result<(Part, Decimal), Verdict> {
    let first = match actual.precision {
        Precision::Day => Some(actual.date),
        Precision::Month => actual.date.with_day(1),
        Precision::Year => actual.date.with_ordinal(1),
    };
    if actual.date > target.date && first.is_none_or(|first| first <= target.date) {
        return Err(Verdict::Query(format!("完成时间没有写到日，看不出是否在{}之前，须人工核实", target.date)));
    }
    let by = Part { bound: Bound::AtMost, ..Part::bare(day(target.date)) };
    Ok((by, day(actual.date)))
}

fn compute(case: &Case) -> Option<Verdict> {
    let (target, actual) = (case.target.amount, case.actual);
    Some(Verdict::Points(if actual <= target {
        case.full(format!("{}不晚于{}", shown_day(actual), shown_day(target)))?
    } else {
        late(case, actual.checked_sub(target)?)?
    }))
}

/// w × (100 − deduction × days) ÷ 100.
fn late(case: &Case, days: Decimal) -> Option<Points> {
    let deduction = case.params[Param::LateDeduction];
    let left = Decimal::ONE_HUNDRED.checked_sub(deduction.checked_mul(days)?)?;
    if left <= Decimal::ZERO {
        return Some(case.zero(format!("{}晚于{}", shown_day(case.actual), shown_day(case.target.amount))));
    }
    case.share((left, format!("(100−{}×{})", plain(deduction), plain(days))), shown(Decimal::ONE_HUNDRED))
}

/// The date of a day's number; the number itself where it is no date.
fn shown_day(day: Decimal) -> String {
    let date = day.to_i64().and_then(chrono::Duration::try_days).and_then(|days| EPOCH.checked_add_signed(days));
    date.map_or_else(|| plain(day), |date| date.to_string())
}

fn excel(Cells { weight: w, target: t, actual: a, params, .. }: &Cells) -> Formula {
    Formula::new(format!("IF({a}<={t},{w},{w}*MAX(0,100-{}*({a}-{t}))/100)", &params[Param::LateDeduction]))
}
