//! What governance publishes for flows: the limits of a reserve and of a market.

use crate::breaker::{BREAKERS, BreakerRule, BreakerRules};
use crate::error::{Result, Rule};
use crate::fresh::MAX_SEASON_SECONDS;
use crate::limiter::{Limit, WINDOW_SECONDS};

/// A reserve's limits, in tokens, and its breakers.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReserveLimits {
    /// Borrowed and withdrawn, gross, base units.
    pub outflow: Limit,
    /// Deposited, base units. Only for a reserve that is accepted as collateral.
    pub inflow: Limit,
    /// Borrowed against fresh collateral, base units.
    pub fresh: Limit,
    /// Paid out to liquidators, base units: what the book takes. It bounds the size of a liquidation.
    pub liquidated: Limit,
    /// A rule per breaker, by its number.
    pub breakers: BreakerRules,
    /// Seconds over which a deposit seasons, at most two weeks; zero: at once.
    pub season_seconds: u32,
    /// Seconds for which a price jump's reference stands, 60 to 604 800.
    pub price_window_seconds: u32,
}

impl ReserveLimits {
    /// No limit and no breaker: the state of the code before there were any, and of tests that are about other rules.
    pub const NONE: Self = Self {
        outflow: Limit::NONE,
        inflow: Limit::NONE,
        fresh: Limit::NONE,
        liquidated: Limit::NONE,
        breakers: [BreakerRule {
            threshold: 0,
            duration_seconds: 0,
            cooldown_seconds: 0,
            verdicts: [0; 3],
            padding: [0; 5],
        }; BREAKERS],
        season_seconds: 0,
        price_window_seconds: 3_600,
    };

    /// True when replacing `self` by `proposed` loosens nothing.
    ///
    /// Stricter is a smaller capacity that drains no faster, a longer season, a breaker with a lower threshold, a longer
    /// hold, a shorter cool-down and harder votes. A price window works both ways, so it waits; and so does what may be
    /// liquidated, for as long as a change of structure.
    pub fn is_no_looser(&self, proposed: &Self) -> bool {
        let limits = [
            (&self.outflow, &proposed.outflow),
            (&self.inflow, &proposed.inflow),
            (&self.fresh, &proposed.fresh),
        ];
        let rules = self.breakers.iter().zip(&proposed.breakers);
        limits
            .into_iter()
            .all(|(present, new)| new.is_no_looser_than(present))
            && rules
                .into_iter()
                .all(|(present, new)| new.is_no_looser_than(present))
            && proposed.season_seconds >= self.season_seconds
            && proposed.liquidated == self.liquidated
            && proposed.price_window_seconds == self.price_window_seconds
    }

    /// Checks each limit, each breaker, the season and the price window.
    pub fn validate(&self) -> Result<()> {
        for limit in [&self.outflow, &self.inflow, &self.fresh, &self.liquidated] {
            limit.validate()?;
        }
        for rule in &self.breakers {
            rule.validate()?;
        }
        if self.season_seconds > MAX_SEASON_SECONDS {
            return Err(Rule::SettingOutOfRange.broken(
                u64::from(self.season_seconds),
                u64::from(MAX_SEASON_SECONDS),
            ));
        }
        let (least, most) = WINDOW_SECONDS;
        if self.price_window_seconds < least || self.price_window_seconds > most {
            return Err(Rule::SettingOutOfRange
                .broken(u64::from(self.price_window_seconds), u64::from(most)));
        }
        Ok(())
    }
}

/// A market's limits over all reserves, USD (2^-20). Changes after launch go through `change_propose`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MarketLimits {
    /// Borrowed and withdrawn, gross.
    pub outflow: Limit,
    /// Deposited in reserves that are accepted as collateral.
    pub inflow: Limit,
    /// Borrowed against fresh collateral.
    pub fresh: Limit,
}

impl MarketLimits {
    /// No limit.
    pub const NONE: Self = Self {
        outflow: Limit::NONE,
        inflow: Limit::NONE,
        fresh: Limit::NONE,
    };

    /// True when replacing `self` by `proposed` loosens nothing.
    pub fn is_no_looser(&self, proposed: &Self) -> bool {
        proposed.outflow.is_no_looser_than(&self.outflow)
            && proposed.inflow.is_no_looser_than(&self.inflow)
            && proposed.fresh.is_no_looser_than(&self.fresh)
    }

    /// Checks each limit.
    pub fn validate(&self) -> Result<()> {
        for limit in [&self.outflow, &self.inflow, &self.fresh] {
            limit.validate()?;
        }
        Ok(())
    }
}
