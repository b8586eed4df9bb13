//! `bands`: the value falls into a band, and the band gives its points (≥90% 5分；80%～90% 4分；…). Beyond the last band
//! there are none. The bands are the indicator's own (`Steps`).

use super::{Case, Cells, Formula, Method, Verdict, shown};
use crate::definition::{BANDS, Steps};
use crate::model::Bound;
use crate::model::round_half_up::plain;
use rust_decimal::Decimal;

pub(super) static METHOD: Method = Method {
    name: BANDS,
    label: "分档计分",
    rule: |_| {
        "完成值在哪一档，就得哪一档的分，档次见“分档与扣分”。低于最后一档的得0分；越低越好的指标，高于最后一档的得0分。"
            .to_owned()
    },
    bounds: &[
        Bound::Bare,
        Bound::Exactly,
        Bound::AtLeast,
        Bound::MoreThan,
        Bound::AtMost,
        Bound::LessThan,
        Bound::About,
    ],
    direction: None,
    rate: None,
    flags_over: false,
    compute,
    excel,
};

/// `None` of the steps means that the definition gives none, as on the command line.
pub(super) fn without_steps() -> Verdict {
    Verdict::Query("表样设置中没有写明这个指标的档次或扣分，不能计分".to_owned())
}

fn compute(case: &Case) -> Option<Verdict> {
    let Some(steps) = case.steps.filter(|s| !s.bands.is_empty()) else { return Some(without_steps()) };
    let actual = case.actual;
    let reached = |at: Decimal| if steps.inverse { actual <= at } else { actual >= at };
    let Some(place) = steps.bands.iter().position(|b| reached(b.at)) else {
        let last = steps.bands.last().map(|b| b.at).unwrap_or_default();
        let sign = if steps.inverse { "＞" } else { "＜" };
        return Some(Verdict::Points(case.zero(format!("{}{sign}{}", plain(actual), plain(last)))));
    };
    let (band, ground) = (&steps.bands[place], ground(steps, place, actual));
    Some(Verdict::Points(if band.points == steps.of {
        case.full(ground)?
    } else if band.points.is_zero() {
        case.zero(ground)
    } else {
        case.share(shown(band.points), shown(steps.of))?.because(ground)
    }))
}

/// `85在80～90一档`; the best band is open at its far end.
fn ground(steps: &Steps, place: usize, actual: Decimal) -> String {
    let at = plain(steps.bands[place].at);
    let sign = if steps.inverse { "≤" } else { "≥" };
    match place.checked_sub(1).and_then(|better| steps.bands.get(better)) {
        None => format!("{}{sign}{at}", plain(actual)),
        Some(better) => format!("{}{sign}{at}而未达到{}", plain(actual), plain(better.at)),
    }
}

fn excel(Cells { weight: w, actual: a, steps, .. }: &Cells) -> Formula {
    let Some(steps) = steps else { return Formula::new("0".to_owned()).query_if("TRUE".to_owned()) };
    let sign = if steps.inverse { "<=" } else { ">=" };
    let nested = steps
        .bands
        .iter()
        .rev()
        .fold("0".to_owned(), |rest, (at, points)| format!("IF({a}{sign}{at},{w}*{points}/{},{rest})", steps.of));
    Formula::new(nested)
}
