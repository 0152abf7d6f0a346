//! What may be spent: tokens at hand, and a budget in dollars over the last 24 hours.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use ballast_policy::unit::{ReserveIndex, TokenAmount};
use solana_address::Address;

use super::BudgetConfig;

const DAY: Duration = Duration::from_hours(24);

/// Tokens at hand, by reserve: those whose associated account stands.
#[derive(Clone, Debug, Default)]
pub struct Purse {
    holds: BTreeMap<u16, (Address, u64)>,
}

impl Purse {
    /// What is held of a reserve's token, and where.
    pub fn put(&mut self, index: ReserveIndex, account: Address, amount: u64) {
        self.holds.insert(index.0, (account, amount));
    }

    /// Where the reserve's token is held; none where no account stands.
    pub fn account(&self, index: ReserveIndex) -> Option<Address> {
        self.holds.get(&index.0).map(|(account, _)| *account)
    }

    /// What of the reserve's token may be spent.
    pub fn spendable(&self, index: ReserveIndex, keep_bps: u64) -> TokenAmount {
        const WHOLE: u128 = 10_000;
        let held = self.holds.get(&index.0).map_or(0, |(_, amount)| *amount);
        let kept = (u128::from(held) * u128::from(keep_bps)).div_ceil(WHOLE);
        let kept = u64::try_from(kept).unwrap_or(u64::MAX);
        TokenAmount(held.saturating_sub(kept))
    }

    /// Takes what was spent out, until the accounts are read again.
    pub fn spend(&mut self, index: ReserveIndex, amount: u64) {
        if let Some((_, held)) = self.holds.get_mut(&index.0) {
            *held = held.saturating_sub(amount);
        }
    }
}

/// What was spent within 24 hours, dollars.
#[derive(Clone, Debug, Default)]
pub struct Budget {
    spent: Vec<(Instant, f64)>,
}

impl Budget {
    /// What one liquidation may repay at `now`, dollars.
    pub fn room(&self, config: &BudgetConfig, now: Instant) -> f64 {
        let spent = self.spent.iter();
        let spent = spent.filter(|(at, _)| now.saturating_duration_since(*at) < DAY);
        let spent: f64 = spent.map(|(_, dollars)| dollars).sum();
        let left = (config.day_dollars - spent).max(0.0);
        left.min(config.liquidation_dollars)
    }

    /// Notes what was spent, or may have been.
    pub fn spend(&mut self, dollars: f64, now: Instant) {
        self.spent
            .retain(|(at, _)| now.saturating_duration_since(*at) < DAY);
        self.spent.push((now, dollars));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn budget_of_a_day_is_used_up_and_comes_back_after_it() {
        let config = BudgetConfig {
            liquidation_dollars: 60.0,
            day_dollars: 100.0,
            keep_bps: 0,
        };
        let (mut budget, now) = (Budget::default(), Instant::now());

        let mut rooms = vec![budget.room(&config, now)];
        for spent in [60.0, 40.0] {
            budget.spend(spent, now);
            rooms.push(budget.room(&config, now));
        }
        rooms.push(budget.room(&config, now + DAY));

        assert_eq!(rooms, [60.0, 40.0, 0.0, 60.0]);
    }

    #[test]
    fn what_is_kept_is_not_spendable_and_nothing_is_held_of_the_unknown() {
        let mut purse = Purse::default();
        let (dollars, other) = (ReserveIndex(0), ReserveIndex(1));
        purse.put(dollars, Address::default(), 1_001);

        assert_eq!(purse.spendable(dollars, 1_000), TokenAmount(900));
        assert_eq!(purse.spendable(dollars, 10_000), TokenAmount(0));
        assert_eq!(purse.spendable(other, 0), TokenAmount(0));
        assert_eq!(purse.account(other), None);
    }
}
