//! Numbers from a seed: the same seed, the same round (SplitMix64).

use rust_decimal::Decimal;

pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.next() % (high - low + 1)
    }

    /// Splits a whole number of steps over `count` takers, nobody below 0, in proportions that differ; exact.
    pub(super) fn split(&mut self, steps: u64, count: usize) -> Vec<u64> {
        let shares: Vec<u64> = (0..count).map(|_| self.between(60, 140)).collect();
        let total: u64 = shares.iter().sum();
        let mut parts: Vec<u64> = shares
            .iter()
            .map(|s| u64::try_from(u128::from(steps) * u128::from(*s) / u128::from(total.max(1))).unwrap_or(0))
            .collect();
        let mut left = steps - parts.iter().sum::<u64>();
        // The rest goes one by one to those who have least, so that a small number reaches as many as it can.
        while left > 0 {
            if let Some(least) = parts.iter_mut().min() {
                *least += 1;
            }
            left -= 1;
        }
        parts
    }

    /// Splits a decimal into multiples of `step`.
    pub(super) fn split_decimal(&mut self, amount: Decimal, step: Decimal, count: usize) -> Vec<Decimal> {
        use rust_decimal::prelude::ToPrimitive;
        let steps = (amount / step).to_u64().unwrap_or(0);
        self.split(steps, count).into_iter().map(|n| Decimal::from(n) * step).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_split_is_exact_and_reaches_as_many_as_it_can() {
        let mut dice = Dice::new(7);
        assert_eq!(dice.split(20_000, 11).iter().sum::<u64>(), 20_000);
        let three = dice.split(3, 11);
        assert_eq!(three.iter().filter(|n| **n == 1).count(), 3);
        let amounts = dice.split_decimal(Decimal::new(3_449_400, 2), Decimal::new(1, 2), 11);
        assert_eq!(amounts.iter().sum::<Decimal>(), Decimal::new(3_449_400, 2));
    }
}
