//! Account bytes and the clock as policy's views: what an action reads, and what it may change.

use crate::state::{Market, Reserve, RiskFeed};
use ballast_policy::action::{MarketMut, PriceMut, ReserveMut};
use ballast_policy::feed::Effective;
use ballast_policy::health::ReserveView;
use ballast_policy::unit::{ReserveIndex, Timestamp};

impl RiskFeed {
    /// What terms follow at `now`.
    #[inline(never)]
    pub fn effective(&self, now: Timestamp) -> Effective {
        self.state.policy().effective(self.config.policy(), now)
    }
}

impl Market {
    /// As an action changes it.
    #[inline(always)]
    pub fn as_policy_mut(&mut self) -> MarketMut<'_> {
        MarketMut {
            limits: self.limits.policy(),
            flows: self.flows.policy_mut(),
        }
    }
}

impl Reserve {
    /// As an action changes it.
    #[inline(always)]
    pub fn as_policy_mut(&mut self, effective: Effective) -> ReserveMut<'_> {
        ReserveMut {
            index: ReserveIndex(self.index),
            ledger: self.ledger.policy_mut(),
            flows: self.flows.policy_mut(),
            config: self.config.policy(),
            limits: self.limits.policy(),
            ramp: self.ramp.policy(),
            price: self.price.policy(),
            second: (self.has_second != 0).then_some(self.second_price.policy()),
            effective,
        }
    }

    /// The part that a price changes.
    pub fn as_price_mut(&mut self) -> PriceMut<'_> {
        PriceMut {
            price: self.price.policy_mut(),
            second: (self.has_second != 0).then_some(self.second_price.policy_mut()),
            flows: self.flows.policy_mut(),
            limits: self.limits.policy(),
            rules: self.config.price.policy(),
            decimals: self.decimals,
        }
    }

    /// As a valuation sees it.
    #[inline(always)]
    pub fn as_policy(&self, effective: Effective) -> ReserveView<'_> {
        ReserveView {
            ledger: self.ledger.policy(),
            config: self.config.policy(),
            limits: self.limits.policy(),
            flows: self.flows.policy(),
            ramp: self.ramp.policy(),
            price: self.price.policy(),
            second: (self.has_second != 0).then_some(self.second_price.policy()),
            effective,
        }
    }
}
