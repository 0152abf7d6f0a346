//! What an instruction tells beside its own event: breakers that it has tripped, a price that it has loaded.

use crate::event::{BreakerTripped, PriceLoaded};
use crate::state::Reserve;
use anchor_lang::prelude::*;
use ballast_policy::unit::Timestamp;

/// Which breakers of a reserve were in force before an instruction, so that those it trips are told.
pub struct BreakerWatch {
    before: u64,
    now: Timestamp,
}

impl BreakerWatch {
    /// Remembers what is in force.
    #[inline(always)]
    pub fn begin(reserve: &Reserve, now: Timestamp) -> Self {
        let before = latched(reserve, now);
        Self { before, now }
    }

    /// Logs the breakers that have tripped since.
    #[inline(always)]
    pub fn tell(&self, reserve: &Account<Reserve>) {
        let breakers = latched(reserve, self.now) & !self.before;
        if breakers != 0 {
            emit!(BreakerTripped {
                reserve: *reserve.address(),
                breakers
            });
        }
    }
}

#[inline(always)]
fn latched(reserve: &Reserve, now: Timestamp) -> u64 {
    let rules = &reserve.limits.policy().breakers;
    reserve.flows.breakers.policy().latched(rules, now)
}

/// Logs the reserve's price.
pub fn tell_price(reserve: &Account<Reserve>) {
    let price = &reserve.price;
    emit!(PriceLoaded {
        reserve: *reserve.address(),
        low: price.low,
        mid: price.mid,
        high: price.high,
        published_at: price.published_at,
    });
}
