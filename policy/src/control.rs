//! What every action passes on its way: the reserve's breakers, then the limiters of the reserve and of the market,
//! then the detectors that the action itself may trip.
//!
//! | action | asks breakers | charged, may be refused | counted, never refused |
//! |---|---|---|---|
//! | borrow | borrow | outflow, fresh | |
//! | withdraw with debt | release | outflow of what has seasoned, fresh | |
//! | withdraw without debt | | | outflow of what has seasoned |
//! | deposit without debt | | inflow | |
//! | deposit with debt | | | inflow |
//! | liquidate | | | liquidated out |
//! | repay | | | given back: what was borrowed of late |
//!
//! Each in tokens for the reserve and in USD for the market. USD come from the cached price (the last one where it is
//! stale, nothing where there never was one), so that no settler and no further oracle account is needed.
//!
//! What comes and goes again was never the market's to lose. The fresh part of a withdrawal is no outflow, and is taken
//! back from the inflow; what a position has borrowed within the window and repays is given back. So nobody fills a
//! bucket, or trips its breaker, by going round in circles. Repaying an older debt gives nothing back: flows are gross.

mod flows;
mod limits;

pub use flows::{MarketFlows, ReserveFlows};
pub use limits::{MarketLimits, ReserveLimits};

use crate::breaker::share::{Lent, is_full_to};
use crate::breaker::{Breaker, Kind, Signals, Verdict};
use crate::depth::at_depth;
use crate::error::{Result, Rule};
use crate::feed::Effective;
use crate::limiter::{Limit, UNLIMITED};
use crate::price::CachedPrice;
use crate::unit::{Timestamp, TokenAmount, Usd};

/// Utilisation around an action.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UtilizationMove {
    /// Before it.
    pub before: Lent,
    /// After it.
    pub after: Lent,
}

/// What a withdrawal took out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Withdrawn {
    /// What had seasoned: it counts as outflow.
    pub seasoned: TokenAmount,
    /// What came within its season and leaves again: it is taken back from the inflow.
    pub fresh: TokenAmount,
}

/// One reserve's checks for one action.
#[derive(Debug)]
pub struct Control<'a> {
    /// The reserve's limits.
    pub limits: &'a ReserveLimits,
    /// The reserve's flows.
    pub flows: &'a mut ReserveFlows,
    /// The market's limits.
    pub market_limits: &'a MarketLimits,
    /// The market's flows.
    pub market_flows: &'a mut MarketFlows,
    /// The reserve's price, for the market's totals.
    pub price: &'a CachedPrice,
    /// What the reserve's feed says now.
    pub effective: Effective,
    /// What the breakers see besides what has tripped.
    pub signals: Signals,
    /// The present.
    pub now: Timestamp,
}

impl Control<'_> {
    /// The vote on `kind`, or the error of a halt. Ask before [`Self::borrow`] or [`Self::withdraw`], and judge the
    /// action on [`Verdict::terms`] of it.
    #[inline]
    pub fn check(&mut self, kind: Kind) -> Result<Verdict> {
        let rules = &self.limits.breakers;
        if self.flows.breakers.tripped == 0 && self.signals.are_silent(rules, self.now) {
            return Ok(Verdict::Allow);
        }
        self.ask(kind)
    }

    #[cold]
    #[inline(never)]
    fn ask(&mut self, kind: Kind) -> Result<Verdict> {
        let (rules, breakers) = (&self.limits.breakers, &mut self.flows.breakers);
        breakers.observe_feed(rules, self.signals);
        breakers.check(rules, kind, self.signals, self.now)
    }

    /// Charges a borrow of `amount` that added `excess` to the debt over the position's seasoned limit
    /// ([`crate::fresh::excess_added`]), then trips what it crossed. Returns what was charged as borrowed against fresh
    /// collateral.
    pub fn borrow(
        &mut self,
        amount: TokenAmount,
        excess: Usd,
        utilization: UtilizationMove,
        verdict: Verdict,
    ) -> Result<TokenAmount> {
        self.charge_outflow(amount, verdict)?;
        let mut charged = TokenAmount::ZERO;
        if !excess.is_zero() {
            // Without a price there is no borrow; rounding that leaves 64 bits counts as the whole amount.
            let tokens = self.price.high.amount_ceil(excess).unwrap_or(amount);
            charged = tokens.min(amount);
            self.flows.fresh.charge(
                charged.0,
                &self.limits.fresh,
                verdict.terms(self.effective).regime,
                self.now,
                Rule::FreshBorrowLimitExceeded,
            )?;
            self.charge_market_fresh(excess, verdict)?;
        }
        self.observe_outflow(utilization);
        Ok(charged)
    }

    /// Charges a withdrawal by a position with debt, then trips what it crossed.
    pub fn withdraw(
        &mut self,
        paid: Withdrawn,
        excess: Usd,
        utilization: UtilizationMove,
        verdict: Verdict,
    ) -> Result<()> {
        self.charge_outflow(paid.seasoned, verdict)?;
        if !excess.is_zero() {
            self.charge_market_fresh(excess, verdict)?;
        }
        self.take_back_inflow(paid.fresh);
        self.observe_outflow(utilization);
        Ok(())
    }

    /// Counts a withdrawal by a position without debt: nothing refuses it (INV-10).
    pub fn withdraw_without_debt(&mut self, paid: Withdrawn, utilization: UtilizationMove) {
        let (regime, now) = (self.effective.regime, self.now);
        if !paid.seasoned.is_zero() {
            let value = self.value(paid.seasoned);
            let limit = &self.limits.outflow;
            self.flows.outflow.fill(paid.seasoned.0, limit, regime, now);
            let limit = &self.market_limits.outflow;
            self.market_flows.outflow.fill(value.0, limit, regime, now);
        }
        self.take_back_inflow(paid.fresh);
        self.observe_outflow(utilization);
    }

    fn take_back_inflow(&mut self, fresh: TokenAmount) {
        if fresh.is_zero() {
            return;
        }
        let (regime, now) = (self.effective.regime, self.now);
        let value = self.value(fresh);
        let was_full = self.is_full(Breaker::CollateralInflow);
        let limit = &self.limits.inflow;
        self.flows.inflow.give_back(fresh.0, limit, regime, now);
        let limit = &self.market_limits.inflow;
        self.market_flows
            .inflow
            .give_back(value.0, limit, regime, now);
        self.undo(Breaker::CollateralInflow, was_full);
    }

    /// Gives back the room that a debt of late took and that its repayment returns: `recent` of the outflow, `charged` of
    /// the borrowing against fresh collateral.
    pub fn repay(&mut self, recent: TokenAmount, charged: TokenAmount) {
        let (regime, now) = (self.effective.regime, self.now);
        let (own, market) = (self.limits, self.market_limits);
        if !recent.is_zero() {
            let value = self.value(recent);
            let was_full = self.is_full(Breaker::Outflow);
            let (flows, all) = (&mut self.flows.outflow, &mut self.market_flows.outflow);
            flows.give_back(recent.0, &own.outflow, regime, now);
            all.give_back(value.0, &market.outflow, regime, now);
            self.undo(Breaker::Outflow, was_full);
        }
        if !charged.is_zero() {
            // At the price at which it was charged, were it today.
            let value = self.price.high.value_floor(charged).unwrap_or(Usd::ZERO);
            let (flows, all) = (&mut self.flows.fresh, &mut self.market_flows.fresh);
            flows.give_back(charged.0, &own.fresh, regime, now);
            all.give_back(value.0, &market.fresh, regime, now);
        }
    }

    /// Takes a trip of a flow breaker back where what has just left again is what filled the bucket; what drained by itself
    /// takes nothing back.
    fn undo(&mut self, breaker: Breaker, was_full: bool) {
        if was_full && !self.is_full(breaker) {
            self.flows.breakers.undo(breaker, self.now);
        }
    }

    /// True when a flow breaker has tripped and its bucket is as full now as trips it.
    #[inline(always)]
    fn is_full(&self, breaker: Breaker) -> bool {
        self.flows.breakers.is_latched(breaker) && self.measure(breaker)
    }

    #[cold]
    fn measure(&self, breaker: Breaker) -> bool {
        let (limit, bucket) = match breaker {
            Breaker::Outflow => (&self.limits.outflow, &self.flows.outflow),
            _ => (&self.limits.inflow, &self.flows.inflow),
        };
        let rule = self.limits.breakers.get(breaker as usize);
        let threshold = rule.map_or(0, |rule| rule.threshold);
        let level = bucket.level_at(limit, self.effective.regime, self.now);
        is_full_to(level, limit, self.effective.regime, threshold)
    }

    /// Charges a deposit of collateral, or counts it for a position with debt: adding collateral always works (INV-11).
    /// Not to be called for a reserve that is not accepted as collateral.
    pub fn deposit(&mut self, amount: TokenAmount, has_debt: bool) -> Result<()> {
        let (regime, now) = (self.effective.regime, self.now);
        let value = self.value(amount);
        let (limit, market_limit) = (&self.limits.inflow, &self.market_limits.inflow);
        if has_debt {
            self.flows.inflow.count(amount.0, limit, regime, now);
            self.market_flows
                .inflow
                .count(value.0, market_limit, regime, now);
        } else {
            let rule = Rule::InflowLimitExceeded;
            self.flows
                .inflow
                .charge(amount.0, limit, regime, now, rule)?;
            let rule = Rule::MarketInflowLimitExceeded;
            self.market_flows
                .inflow
                .charge(value.0, market_limit, regime, now, rule)?;
        }
        self.observe_fullness(Breaker::CollateralInflow, self.flows.inflow.level, limit);
        Ok(())
    }

    /// How much of this reserve may be seized now: what its book takes, and of a position that is healthy by itself only what
    /// is above half of that.
    pub fn liquidation_room(&self, is_unhealthy: bool) -> Result<TokenAmount> {
        let effective = self.effective;
        let room = self
            .flows
            .liquidation_room(self.limits, effective, self.now);
        let capacity = at_depth(&self.limits.liquidated, effective.depth_bps, |limit| {
            limit.capacity(effective.regime)
        });
        // Who is healthy by itself is reduced out of the upper half: the lower one is kept for who is not.
        let kept = if is_unhealthy || capacity == UNLIMITED {
            0
        } else {
            capacity >> 1
        };
        match room.0.saturating_sub(kept) {
            0 => {
                let level = capacity.saturating_sub(room.0);
                Err(Rule::LiquidationDepthExhausted.broken(level, capacity))
            }
            room => Ok(TokenAmount(room)),
        }
    }

    /// Counts what a liquidation seized of this reserve; [`Self::liquidation_room`] has bounded it.
    pub fn liquidate(&mut self, seized: TokenAmount) {
        let value = self.value(seized);
        let (taken, now) = (&mut self.flows.liquidated, self.now);
        let Effective {
            regime, depth_bps, ..
        } = self.effective;
        at_depth(&self.limits.liquidated, depth_bps, |limit| {
            taken.count(seized.0, limit, regime, now);
        });
        let out = &mut self.flows.liquidated_out;
        *out = TokenAmount(out.0.saturating_add(seized.0));
        let out = &mut self.market_flows.liquidated_out;
        *out = Usd(out.0.saturating_add(value.0));
    }

    /// Trips the breaker on bad debt: `left` is the debt to this reserve that a liquidation left without collateral.
    pub fn bad_debt_formed(&mut self, left: Usd) {
        self.observe(Breaker::BadDebtFormed, left.0);
    }

    fn charge_outflow(&mut self, amount: TokenAmount, verdict: Verdict) -> Result<()> {
        if amount.is_zero() {
            return Ok(());
        }
        let regime = verdict.terms(self.effective).regime;
        let value = self.value(amount);
        self.flows.outflow.charge(
            amount.0,
            &self.limits.outflow,
            regime,
            self.now,
            Rule::OutflowLimitExceeded,
        )?;
        self.market_flows.outflow.charge(
            value.0,
            &self.market_limits.outflow,
            regime,
            self.now,
            Rule::MarketOutflowLimitExceeded,
        )
    }

    fn charge_market_fresh(&mut self, excess: Usd, verdict: Verdict) -> Result<()> {
        self.market_flows.fresh.charge(
            excess.0,
            &self.market_limits.fresh,
            verdict.terms(self.effective).regime,
            self.now,
            Rule::MarketFreshBorrowLimitExceeded,
        )
    }

    fn observe_outflow(&mut self, utilization: UtilizationMove) {
        let limit = &self.limits.outflow;
        self.observe_fullness(Breaker::Outflow, self.flows.outflow.level, limit);
        let [.., spike, _, _, _, _] = &self.limits.breakers;
        // On crossing only: a market that lives above the threshold does not trip at every payment.
        let threshold = spike.threshold;
        if threshold != 0
            && utilization.after.is_at_least(threshold)
            && !utilization.before.is_at_least(threshold)
        {
            self.observe(Breaker::UtilizationSpike, threshold);
        }
    }

    /// `level` is that of a bucket that was touched just now: nothing has drained since.
    #[inline(always)]
    fn observe_fullness(&mut self, breaker: Breaker, level: u64, limit: &Limit) {
        let rule = self.limits.breakers.get(breaker as usize);
        let threshold = rule.map_or(0, |rule| rule.threshold);
        if threshold != 0 && is_full_to(level, limit, self.effective.regime, threshold) {
            self.observe(breaker, threshold);
        }
    }

    #[cold]
    fn observe(&mut self, breaker: Breaker, found: u64) {
        self.flows
            .breakers
            .observe(breaker, &self.limits.breakers, found, self.now);
    }

    /// The amount at the mid price, rounded up; nothing without a price, saturating.
    fn value(&self, amount: TokenAmount) -> Usd {
        self.price.mid.value_ceil(amount).unwrap_or(Usd(u64::MAX))
    }
}

#[cfg(test)]
mod tests;
