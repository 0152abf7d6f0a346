//! Which accounts a price may have made unhealthy.

use super::Pool;
use crate::agent::units::dollars;
use ballast_policy::health::Purpose;

impl Pool {
    /// Finds out anew at which price an account may become unhealthy.
    pub(in crate::agent) fn retrigger(&mut self, account: usize, now: u64) {
        let position = self.accounts[account].position;
        if position.is_free_of_debt() {
            self.triggers.forget(account);
            return;
        }
        let health = self.health(account, Purpose::Liquidating, now);
        let limit = dollars(health.liquidation_limit);
        let fall = if limit > 0.0 {
            dollars(health.debt) / limit
        } else {
            f64::INFINITY
        };
        let held = position
            .deposits
            .iter()
            .filter(|slot| !slot.shares.is_zero());
        let prices = held.map(|slot| {
            let index = usize::from(slot.reserve.0);
            (index, fall * self.relative_price(index))
        });
        let prices: Vec<_> = prices.collect();
        self.triggers.set(account, &prices);
    }

    /// The accounts that are past their liquidation threshold, those furthest past it first; `most` of them at most.
    pub(in crate::agent) fn unhealthy(&mut self, most: usize, now: u64) -> Vec<usize> {
        let prices: Vec<f64> = (0..self.reserves.len())
            .map(|index| self.relative_price(index))
            .collect();
        let mut found = Vec::new();
        for account in self.triggers.reached(&prices) {
            if found.len() >= most {
                break;
            }
            let health = self.health(account, Purpose::Liquidating, now);
            if health.check_may_liquidate().is_ok() && !found.contains(&account) {
                found.push(account);
            }
        }
        found
    }

    /// A reserve's price in units of what is lent.
    fn relative_price(&self, index: usize) -> f64 {
        let lent = self.shown.first().copied().unwrap_or(1.0);
        self.shown[index] / if lent > 0.0 { lent } else { 1.0 }
    }
}
