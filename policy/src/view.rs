//! What an integrator, a dashboard or a risk team wants to know of a reserve's terms, in one value.

mod timing;

use crate::breaker::share::Lent;
use crate::breaker::{BREAKERS, Breaker, Kind, Verdict};
use crate::control::{MarketFlows, MarketLimits};
use crate::feed::{Effective, FeedConfig, FeedState};
use crate::health::ReserveView;
use crate::regime::Regime;
use crate::terms::Terms;
use crate::unit::{Timestamp, TokenAmount, Usd};

/// A reserve's terms at one moment, and what bounds them.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TermsView {
    /// Earliest time at which the score may fall, if a round is held then and all else is in order; 0 while it cannot.
    pub score_loosens_from: Timestamp,
    /// Earliest time at which the regime may be left; 0 in calm and while it cannot.
    pub regime_loosens_from: Timestamp,
    /// When silence begins to tighten; 0 where it does not.
    pub silence_tightens_from: Timestamp,
    /// When the liquidation threshold has come down its ramp; 0 where it is on none.
    pub threshold_falls_until: Timestamp,
    /// Until when each breaker is in force, by number; 0 where it is not, the largest number while its cause lasts.
    pub breakers_until: [Timestamp; BREAKERS],
    /// The most that may be owed to the reserve, base units; that of stress where a breaker reduces.
    pub borrow_cap: TokenAmount,
    /// What may still be borrowed: under the cap, the cash and the reserve's outflow limit, base units; 0 where a breaker
    /// halts.
    pub borrow_room: TokenAmount,
    /// Room in the reserve's outflow limit, base units; the largest number without one.
    pub outflow_room: TokenAmount,
    /// Room in the reserve's limit of collateral inflow, base units.
    pub inflow_room: TokenAmount,
    /// Room in the reserve's limit of borrowing against fresh collateral, base units.
    pub fresh_room: TokenAmount,
    /// Room in the market's outflow limit, USD (2^-20).
    pub market_outflow_room: Usd,
    /// Room in the market's limit of collateral inflow, USD (2^-20).
    pub market_inflow_room: Usd,
    /// Room in the market's limit of borrowing against fresh collateral, USD (2^-20).
    pub market_fresh_room: Usd,
    /// What may still be deposited under its cap, base units.
    pub deposit_room: TokenAmount,
    /// What may still be seized of it by liquidations: what its book takes, base units; the largest number without a limit.
    pub liquidation_room: TokenAmount,
    /// The rate that the curve asks at the present utilisation, 2^-64 per second.
    pub rate: u64,
    /// What may still be loosened now of the day's budget, hundredths of a point.
    pub budget_room: u16,
    /// The score that terms follow, hundredths of a point.
    pub score: u16,
    /// The last median, before the throttle, hundredths of a point.
    pub raw: u16,
    /// How much of this collateral's value new debt may use, breakers included, basis points.
    pub opening_ltv_bps: u16,
    /// Where open positions may be liquidated, basis points.
    pub liquidation_threshold_bps: u16,
    /// Share of the reserve that is lent out, basis points.
    pub utilization_bps: u16,
    /// How much of the measured depth the books have, by the feed, basis points.
    pub depth_bps: u16,
    /// 0 calm, 1 transition, 2 stress.
    pub regime: u8,
    /// See [`crate::feed::FeedStatus`].
    pub status: u8,
    /// See [`crate::mode::Mode`].
    pub mode: u8,
    /// Which rule decided the last round: [`crate::throttle::Bound`].
    pub bound_by: u8,
    /// How breakers vote on new debt, on it as backing, on withdrawals with debt: [`crate::breaker::Verdict`].
    pub verdicts: [u8; 3],
    /// Zero.
    pub padding: [u8; 3],
}

impl TermsView {
    /// The view of `reserve`, whose feed is in `state` and whose market has `market`'s limits and flows, at `now`.
    pub fn of(
        reserve: &ReserveView<'_>,
        (state, config): (&FeedState, &FeedConfig),
        market: (&MarketLimits, &MarketFlows),
        now: Timestamp,
    ) -> Self {
        let mut view = Self::default();
        view.see_feed(reserve.effective, state, config, now);
        view.see_breakers(reserve, now);
        // New debt is judged on the terms that the breakers leave it.
        let verdict = Verdict::from_byte(view.verdicts[0]);
        let judged = verdict.terms(reserve.effective);
        view.see_limits(reserve, market, judged.regime, now);
        view.see_terms(reserve, judged, now);
        if verdict == Verdict::Halt {
            view.borrow_room = TokenAmount::ZERO;
        }
        view
    }

    fn see_feed(
        &mut self,
        effective: Effective,
        state: &FeedState,
        config: &FeedConfig,
        now: Timestamp,
    ) {
        self.score_loosens_from = state.score_loosens_from(config, effective.score);
        self.regime_loosens_from = state.regime_loosens_from(config, effective.regime);
        self.silence_tightens_from = state.silence_tightens_from(config, effective.status);
        let limit = config.loosening();
        let budget = state.throttle.budget.room(&limit, Regime::Calm, now);
        self.budget_room = u16::try_from(budget).unwrap_or(u16::MAX);
        self.score = effective.score.0;
        self.raw = state.raw.0;
        self.depth_bps = effective.depth_bps;
        self.regime = effective.regime as u8;
        self.status = effective.status as u8;
        self.mode = state.mode() as u8;
        self.bound_by = state.throttle.bound_by;
    }

    fn see_breakers(&mut self, reserve: &ReserveView<'_>, now: Timestamp) {
        let (rules, signals) = (&reserve.limits.breakers, reserve.signals(now));
        let breakers = &reserve.flows.breakers;
        let rows = self.breakers_until.iter_mut().zip(Breaker::ALL).zip(rules);
        for ((until, breaker), rule) in rows {
            *until = breakers.until(breaker, rule, signals, now);
        }
        for (vote, kind) in self.verdicts.iter_mut().zip(Kind::ALL) {
            *vote = breakers.verdict(rules, kind, signals, now).0 as u8;
        }
    }

    fn see_limits(
        &mut self,
        reserve: &ReserveView<'_>,
        (limits, flows): (&MarketLimits, &MarketFlows),
        judged: Regime,
        now: Timestamp,
    ) {
        let (own, held) = (reserve.limits, reserve.flows);
        let regime = reserve.effective.regime;
        self.outflow_room = TokenAmount(held.outflow.room(&own.outflow, judged, now));
        self.inflow_room = TokenAmount(held.inflow.room(&own.inflow, regime, now));
        self.fresh_room = TokenAmount(held.fresh.room(&own.fresh, judged, now));
        self.market_outflow_room = Usd(flows.outflow.room(&limits.outflow, judged, now));
        self.market_inflow_room = Usd(flows.inflow.room(&limits.inflow, regime, now));
        self.market_fresh_room = Usd(flows.fresh.room(&limits.fresh, judged, now));
    }

    fn see_terms(&mut self, reserve: &ReserveView<'_>, judged: Effective, now: Timestamp) {
        let (ledger, config) = (reserve.ledger, reserve.config);
        let debt = reserve.owed_ceil(now);
        let cap = reserve
            .schedule
            .deleverage
            .cap(Terms::new(config, judged).borrow_cap);
        let room = cap.0.saturating_sub(debt.0).min(ledger.cash.0);
        self.borrow_cap = cap;
        self.borrow_room = TokenAmount(room).min(self.outflow_room);
        let assets = ledger.total_assets().0;
        let deposit_cap = reserve.deposit_cap_floor(now);
        self.liquidation_room = reserve.liquidation_room(now);
        self.deposit_room = TokenAmount(deposit_cap.0.saturating_sub(assets));
        let curve = Terms::new(config, reserve.effective).curve;
        self.rate = curve.rate_floor(ledger.utilization()).per_second_floor().0;
        let cash = ledger.cash;
        let share = Lent { debt, cash }.utilization_bps_floor();
        self.utilization_bps = u16::try_from(share).unwrap_or(u16::MAX);
        self.opening_ltv_bps = reserve.opening_ltv_floor(0, now);
        self.liquidation_threshold_bps = reserve.threshold(0, now);
        if now < reserve.schedule.threshold.ends_at {
            self.threshold_falls_until = reserve.schedule.threshold.ends_at;
        }
    }
}

#[cfg(test)]
mod tests;
