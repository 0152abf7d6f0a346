//! Exactly how much an action would let pass now.
//!
//! The action itself is tried on copies, so that there is no second formula to keep equal to the first: the room is the
//! largest amount that goes through. The search starts at an estimate and ends after a handful of tries.

use crate::action::{self, ALL, MarketMut, ReserveMut};
use crate::breaker::Kind;
use crate::control::{MarketFlows, MarketLimits};
use crate::health::{Health, Purpose, ReserveSource, ReserveView};
use crate::num::{BPS_ONE, mul_div_floor};
use crate::position::Position;
use crate::reward::RewardStream;
use crate::terms::Terms;
use crate::unit::{ReserveIndex, Timestamp, TokenAmount, Usd};

/// One reserve, one position and all that an action on them depends on.
#[derive(Debug)]
pub struct Scene<'a, S> {
    /// The reserve's index.
    pub index: ReserveIndex,
    /// The reserve.
    pub reserve: ReserveView<'a>,
    /// The market's limits.
    pub limits: &'a MarketLimits,
    /// What flowed through the market.
    pub flows: &'a MarketFlows,
    /// The position.
    pub position: &'a Position,
    /// All other reserves that the position uses.
    pub others: &'a S,
    /// The present.
    pub now: Timestamp,
}

impl<S: ReserveSource> Scene<'_, S> {
    /// The most that the position may borrow of the reserve.
    pub fn borrow_room(&self) -> TokenAmount {
        let cash = self.reserve.ledger.cash.0;
        largest(self.estimate(), cash, |amount| {
            self.passes(|reserve, market, position| {
                let amount = TokenAmount(amount);
                action::borrow(reserve, market, position, amount, self.others, self.now).is_ok()
            })
        })
    }

    /// The most that the position may take out of the reserve; what all its shares are worth when that passes.
    pub fn withdraw_room(&self) -> TokenAmount {
        let mut ledger = *self.reserve.ledger;
        ledger.accrue(self.now, self.reserve.config.fee_share_bps);
        let shares = self.position.deposit_shares(self.index);
        let Ok(worth) = ledger.worth_floor(shares) else {
            return TokenAmount::ZERO;
        };
        let passes = |amount: TokenAmount| {
            self.passes(|reserve, market, position| {
                action::withdraw(reserve, market, position, amount, self.others, self.now).is_ok()
            })
        };
        if worth.is_zero() || passes(ALL) {
            return worth;
        }
        let most = worth.min(ledger.cash).0;
        largest(most >> 1, most, |amount| passes(TokenAmount(amount)))
    }

    /// What the limit alone gives, fees and flow limits apart.
    fn estimate(&self) -> u64 {
        let source = Joined(self);
        let health = Health::assess(self.position, &source, Purpose::Opening, self.now);
        let room = health.map_or(0, |health| {
            health.borrow_limit.0.saturating_sub(health.weighted_debt.0)
        });
        let weight = u64::from(self.reserve.config.borrow_weight_bps);
        let value = mul_div_floor(room, BPS_ONE, weight.max(1)).unwrap_or(room);
        let amount = self.reserve.price.high.amount_floor(Usd(value));
        amount.map_or(0, |amount| amount.0).min(self.flow_room())
    }

    /// What cap and flow limits alone give.
    fn flow_room(&self) -> u64 {
        let (view, now) = (&self.reserve, self.now);
        let verdict = view.flows.breakers.verdict(
            &view.limits.breakers,
            Kind::Borrow,
            view.signals(now),
            now,
        );
        let terms = Terms::new(view.config, verdict.0.terms(view.effective));
        let owed = view.owed_ceil(now);
        let (own, all) = (&view.limits.outflow, &self.limits.outflow);
        let regime = verdict.0.terms(view.effective).regime;
        let market = Usd(self.flows.outflow.room(all, regime, now));
        let market = view.price.mid.amount_floor(market);
        let deleverage = &view.schedule.deleverage;
        deleverage
            .cap(terms.borrow_cap)
            .0
            .saturating_sub(owed.0)
            .min(view.flows.outflow.room(own, regime, now))
            .min(market.map_or(u64::MAX, |amount| amount.0))
    }

    fn passes(
        &self,
        act: impl FnOnce(&mut ReserveMut<'_>, &mut MarketMut<'_>, &mut Position) -> bool,
    ) -> bool {
        let view = &self.reserve;
        let (mut ledger, mut flows) = (*view.ledger, *view.flows);
        let (mut all, mut position) = (*self.flows, *self.position);
        let mut reserve = ReserveMut {
            index: self.index,
            ledger: &mut ledger,
            flows: &mut flows,
            config: view.config,
            limits: view.limits,
            schedule: view.schedule,
            price: view.price,
            second: view.second,
            // What is earned opens no room.
            deposit_rewards: &mut RewardStream::default(),
            borrow_rewards: &mut RewardStream::default(),
            effective: view.effective,
        };
        let mut market = MarketMut {
            limits: self.limits,
            flows: &mut all,
        };
        act(&mut reserve, &mut market, &mut position)
    }
}

/// The reserve of a scene joined with the others.
pub(crate) struct Joined<'a, 'b, S>(pub(crate) &'a Scene<'b, S>);

impl<S: ReserveSource> ReserveSource for Joined<'_, '_, S> {
    fn reserve(&self, index: ReserveIndex) -> crate::error::Result<ReserveView<'_>> {
        if index == self.0.index {
            return Ok(self.0.reserve);
        }
        self.0.others.reserve(index)
    }
}

/// The largest amount up to `most` that passes, where whatever is smaller than one that passes does too; zero where none
/// does. The search goes out from `estimate` in steps that double, then halves what is left.
fn largest(estimate: u64, most: u64, passes: impl Fn(u64) -> bool) -> TokenAmount {
    if most == 0 {
        return TokenAmount::ZERO;
    }
    if passes(most) {
        return TokenAmount(most);
    }
    let (mut low, mut high) = (0, most);
    let (mut at, mut step) = (estimate.clamp(1, most), 1u64);
    if passes(at) {
        while low < at && at < high {
            low = at;
            at = at.saturating_add(step).min(high);
            step = step.saturating_mul(4);
            if at < high && !passes(at) {
                high = at;
            }
        }
    } else {
        while at > low {
            high = at;
            at = at.saturating_sub(step);
            step = step.saturating_mul(4);
            if at > low && passes(at) {
                low = at;
            }
        }
    }
    // What passes at `low` does not at `high`.
    while high.saturating_sub(low) > 1 {
        let middle = low.saturating_add(high.saturating_sub(low) >> 1);
        if passes(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    TokenAmount(low)
}

#[cfg(test)]
mod tests;
