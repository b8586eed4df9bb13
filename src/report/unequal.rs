//! Why sums of the department that must be equal are not yet: the sentence under 汇总申报表.

use super::{Context, say};
use crate::definition::BalanceSum;
use crate::merge::{Contribution, Figure, Share};
use crate::model::quote;
use crate::model::round_half_up::{round_half_up, sum};
use rust_decimal::Decimal;

/// The figures that a sum adds up.
fn added<'a>(c: &Context<'a>, sum: &BalanceSum) -> Vec<&'a Figure> {
    sum.of.iter().filter_map(|item| c.scored.merged.figure(item, sum.slot)).collect()
}

/// Whether these sums are equal over the agencies that count; `None` where one is too large to work out.
fn are_equal(c: &Context<'_>, sums: &[BalanceSum], counts: impl Fn(usize) -> bool) -> Option<bool> {
    let amounts = |k: &Contribution| match &k.share {
        Share::Numbers(parts) if counts(k.agency) => parts.iter().map(|part| part.amount).collect(),
        _ => Vec::new(),
    };
    let total = |own: &BalanceSum| {
        let all = added(c, own).into_iter().flat_map(|f| &f.contributions).flat_map(amounts);
        sum(all).map(|total| round_half_up(total, 2))
    };
    let totals: Vec<Decimal> = sums.iter().map(total).collect::<Option<_>>()?;
    Some(totals.windows(2).all(|pair| matches!(pair, [a, b] if a == b)))
}

/// 天河“财政拨款”待更正，没有计入，有关合计数因此暂不相等。: of sums that must be equal and are not, whose amounts are kept out.
/// Empty where they are equal, or where those of the others differ too: then something else is wrong.
pub(super) fn why(c: &Context<'_>) -> String {
    let mut told = Vec::new();
    for balance in &c.round.form.balances {
        let figures: Vec<&Figure> = balance.sums.iter().flat_map(|sum| added(c, sum)).collect();
        let lacks = |n: usize| {
            let mut own = figures.iter().filter_map(|f| f.contributions.get(n));
            own.any(|k| !k.share.is_given() && k.share != Share::NotApplicable)
        };
        let is_theirs = are_equal(c, &balance.sums, |_| true) == Some(false)
            && are_equal(c, &balance.sums, |n| !lacks(n)) == Some(true);
        if !is_theirs {
            continue;
        }
        for figure in figures {
            let required = c.round.form.item(&figure.item).is_some_and(|i| !i.optional);
            for one in &figure.contributions {
                let word = match &one.share {
                    Share::Blank if required => "漏填",
                    Share::Held | Share::Unclear(_) => one.share.word().unwrap_or_default(),
                    _ => continue,
                };
                let label = quote(&c.label(&figure.item));
                told.push(format!("{}{label}{word}", c.agency(one.agency).short));
            }
        }
    }
    told.dedup();
    if told.is_empty() {
        return String::new();
    }
    let named = say::first(&told, 5, &format!("等{}处", told.len()));
    format!("{named}，没有计入，有关合计数因此暂不相等。")
}
