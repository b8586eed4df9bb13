//! Splitting a group's weight: equal shares in steps of the last decimal of points, the rest by largest remainder, exactly adding up.

use rust_decimal::Decimal;

/// `count` shares of `weight`, each with this many decimals; to the cent, equal remainders fall to the first ones, so 50 over 24 is eight
/// times 2.09 and sixteen times 2.08. Empty for `count` 0.
pub fn split_weight(weight: Decimal, count: usize, decimals: u32) -> Vec<Decimal> {
    let Ok(n) = i64::try_from(count) else { return Vec::new() };
    if n == 0 {
        return Vec::new();
    }
    let step = Decimal::new(1, decimals);
    let base = (weight / Decimal::from(n)).trunc_with_scale(decimals);
    let mut left = weight - base * Decimal::from(n);
    (0..count)
        .map(|_| {
            if left >= step {
                left -= step;
                base + step
            } else {
                base
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_form_splits_to_exactly_one_hundred() {
        let output = split_weight(Decimal::from(50), 24, 2);
        assert_eq!(output.iter().filter(|w| **w == Decimal::new(209, 2)).count(), 8);
        assert_eq!(output.iter().filter(|w| **w == Decimal::new(208, 2)).count(), 16);
        let effect = split_weight(Decimal::from(40), 9, 2);
        assert_eq!(effect.iter().filter(|w| **w == Decimal::new(445, 2)).count(), 4);
        assert_eq!(effect.iter().filter(|w| **w == Decimal::new(444, 2)).count(), 5);
        assert_eq!(output.iter().chain(&effect).sum::<Decimal>() + Decimal::from(10), Decimal::from(100));
    }
}
