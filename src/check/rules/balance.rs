//! V301 `balance`: sums that must be equal to the cent are not.

use super::{Check, Found, Rule, scale_suspect};
use crate::check::view::View;
use crate::definition::{Balance, BalanceSum};
use crate::extract::Amount;
use crate::model::round_half_up::{grouped, round_half_up};
use crate::model::{ItemId, Reach, Severity, Slot};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

pub(super) const RULE: Rule = Rule {
    code: "V301",
    name: "balance",
    level: Severity::SendBack,
    reach: Reach::Entry,
    page: include_str!("balance.md"),
    check: Check::Submission(check),
};

fn check(view: &View<'_>) -> Vec<Found> {
    view.form.balances.iter().filter_map(|balance| found(balance, &open_sums(balance, view)?, view)).collect()
}

/// The slots of all balances that do not add up: what is told about one of them may be a consequence.
pub(super) fn unbalanced(view: &View<'_>) -> BTreeSet<(ItemId, Slot)> {
    let broken = view.form.balances.iter().filter_map(|balance| open_sums(balance, view));
    broken.flatten().flat_map(|(sum, _)| sum.of.iter().map(|item| (item.clone(), sum.slot))).collect()
}

/// The sums with their totals, where they are all known and not all equal. A cell that is blank, unreadable or perhaps in
/// 元 is a finding of its own and silences the balance.
fn open_sums<'a>(balance: &'a Balance, view: &View<'_>) -> Option<Vec<(&'a BalanceSum, Decimal)>> {
    let totals: Vec<(&BalanceSum, Decimal)> =
        balance.sums.iter().map(|sum| Some((sum, total(sum, view)?))).collect::<Option<_>>()?;
    let (_, first) = totals.first()?;
    let mut items = balance.sums.iter().flat_map(|sum| sum.of.iter().map(|item| (item, sum.slot)));
    if items.any(|(item, slot)| scale_suspect::suspects(item, slot, view)) {
        return None;
    }
    totals.iter().any(|(_, total)| total != first).then_some(totals)
}

fn total(sum: &BalanceSum, view: &View<'_>) -> Option<Decimal> {
    sum.of.iter().try_fold(Decimal::ZERO, |total, item| match view.amount(item, sum.slot) {
        // As it is shown and printed, to the cent.
        Amount::Value(value) => total.checked_add(round_half_up(value, 2)),
        Amount::NotApplicable => Some(total),
        Amount::Blank | Amount::Unclear => None,
    })
}

fn found(balance: &Balance, totals: &[(&BalanceSum, Decimal)], view: &View<'_>) -> Option<Found> {
    let measure = &view.form.measure;
    let shown: Vec<String> =
        totals.iter().map(|(sum, total)| format!("{}{}{measure}", sum.label, grouped(*total, 2))).collect();
    let shown = shown.join("，");
    let label = &balance.label;
    let (message, fix, suspects) = match out_of_line(totals) {
        Some((odd, total, rest)) => {
            let (more, gap) =
                if total > rest { ("多", total.checked_sub(rest)?) } else { ("少", rest.checked_sub(total)?) };
            let gap = grouped(gap, 2);
            let message = format!("{label}不相等：{shown}，{}{more}{gap}{measure}。", odd.label);
            let fix = format!("请先核对{}各项，更正后重新报送。", odd.label.trim_end_matches("合计"));
            (message, fix, vec![odd])
        }
        None => {
            let low = totals.iter().map(|(_, t)| *t).min()?;
            let high = totals.iter().map(|(_, t)| *t).max()?;
            let gap = grouped(high.checked_sub(low)?, 2);
            let message = format!("{label}不相等：{shown}，最多相差{gap}{measure}。");
            let fix = "请核对所列各项，更正多填或少填的一项后重新报送。".to_owned();
            (message, fix, totals.iter().map(|(sum, _)| *sum).collect())
        }
    };
    let mut found = Found::new(message, fix);
    for (sum, _) in totals {
        for item in &sum.of {
            let suspect = suspects.iter().any(|s| std::ptr::eq(*s, *sum));
            found = if suspect { found.at(item, sum.slot) } else { found.beside(item, sum.slot) };
        }
    }
    Some(found)
}

/// The one sum that differs while all the others agree: it, its total, and theirs.
fn out_of_line<'a>(totals: &[(&'a BalanceSum, Decimal)]) -> Option<(&'a BalanceSum, Decimal, Decimal)> {
    if totals.len() < 3 {
        return None;
    }
    totals.iter().enumerate().find_map(|(n, (sum, total))| {
        let mut others = totals.iter().enumerate().filter(|(m, _)| *m != n).map(|(_, (_, t))| *t);
        let rest = others.next()?;
        (others.all(|t| t == rest) && rest != *total).then_some((*sum, *total, rest))
    })
}
