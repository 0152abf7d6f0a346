//! Account bytes and the clock as policy's views: what an action reads, and what it may change.

use crate::oracle::SecondSource;
use crate::state::{Market, Reserve, RewardStream, RewardToken, RiskFeed};
use ballast_policy::action::{MarketMut, PriceMut, ReserveMut};
use ballast_policy::feed::Effective;
use ballast_policy::health::ReserveView;
use ballast_policy::reward::Side;
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
            schedule: self.schedule.policy(),
            price: self.price.policy(),
            second: (self.has_second != 0).then_some(self.second_price.policy()),
            deposit_rewards: self.deposit_rewards.policy_mut(),
            borrow_rewards: self.borrow_rewards.policy_mut(),
            effective,
        }
    }

    /// What one side earns, and the token of it.
    pub const fn rewards_mut(&mut self, side: Side) -> (&mut RewardStream, &mut RewardToken) {
        match side {
            Side::Deposit => (&mut self.deposit_rewards, &mut self.deposit_reward_token),
            Side::Borrow => (&mut self.borrow_rewards, &mut self.borrow_reward_token),
        }
    }

    /// The same, to read.
    pub const fn rewards(&self, side: Side) -> (&RewardStream, &RewardToken) {
        match side {
            Side::Deposit => (&self.deposit_rewards, &self.deposit_reward_token),
            Side::Borrow => (&self.borrow_rewards, &self.borrow_reward_token),
        }
    }

    /// The generation that a side's rewards will have when they are opened next.
    pub const fn next_generation(&self, side: u8) -> u32 {
        let stream = if side == Side::Deposit as u8 {
            &self.deposit_rewards
        } else {
            &self.borrow_rewards
        };
        stream.generation.saturating_add(1)
    }

    /// Its second source, where it has one.
    pub fn second_source(&self) -> Option<SecondSource<'_>> {
        SecondSource::new(&self.second_feed_id, &self.rate_feed_id)
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
            schedule: self.schedule.policy(),
            price: self.price.policy(),
            second: (self.has_second != 0).then_some(self.second_price.policy()),
            effective,
        }
    }
}
