//! Which accounts a price may have made unhealthy, found without looking at all of them.
//!
//! A position that holds several assets becomes unhealthy only when one of them has fallen at least by the factor by
//! which all together may fall; so it is kept under each at that price. What is found here is a candidate: policy
//! decides.

use std::collections::{BTreeMap, BTreeSet};

/// Interest moves a trigger between two looks at an account; it is kept this much higher.
const SLACK: f64 = 1.01;

/// Accounts by the price under which they may be unhealthy, per reserve.
#[derive(Debug)]
pub(super) struct Triggers {
    /// Positive floats in the order of their bits, which is their own.
    by_price: Vec<BTreeSet<(u64, usize)>>,
    of_account: BTreeMap<usize, Vec<(usize, u64)>>,
}

impl Triggers {
    pub(super) fn new(reserves: usize) -> Self {
        Self {
            by_price: vec![BTreeSet::new(); reserves],
            of_account: BTreeMap::new(),
        }
    }

    pub(super) fn forget(&mut self, account: usize) {
        for (reserve, bits) in self.of_account.remove(&account).unwrap_or_default() {
            self.by_price[reserve].remove(&(bits, account));
        }
    }

    /// Keeps `account` under these prices by reserve.
    pub(super) fn set(&mut self, account: usize, prices: &[(usize, f64)]) {
        self.forget(account);
        let kept: Vec<_> = prices
            .iter()
            .map(|&(reserve, price)| (reserve, (price * SLACK).to_bits()))
            .collect();
        for &(reserve, bits) in &kept {
            self.by_price[reserve].insert((bits, account));
        }
        self.of_account.insert(account, kept);
    }

    /// Accounts that are kept at or above these prices, the highest kept first, reserve by reserve.
    pub(super) fn reached(&self, prices: &[f64]) -> Vec<usize> {
        let mut reached = Vec::new();
        for (set, price) in self.by_price.iter().zip(prices) {
            let above = set.range((price.to_bits(), 0)..);
            reached.extend(above.rev().map(|(_, account)| *account));
        }
        reached
    }

    /// Every account that owes something.
    pub(super) fn accounts(&self) -> Vec<usize> {
        self.of_account.keys().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_falling_price_reaches_the_highest_trigger_first_and_forgets_the_gone() {
        let mut triggers = Triggers::new(2);
        triggers.set(7, &[(1, 10.0)]);
        triggers.set(8, &[(1, 14.0)]);
        triggers.set(9, &[(1, 12.0)]);

        assert_eq!(triggers.reached(&[1.0, 15.0]), Vec::<usize>::new());
        assert_eq!(triggers.reached(&[1.0, 11.0]), [8, 9]);
        triggers.forget(8);
        assert_eq!(triggers.reached(&[1.0, 5.0]), [9, 7]);
    }
}
