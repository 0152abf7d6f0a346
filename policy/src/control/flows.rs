//! What flowed of late: the buckets of a reserve and of a market, and a reserve's breakers.

use super::{MarketLimits, ReserveLimits};
use crate::breaker::{Breakers, PriceReference};
use crate::depth::at_depth;
use crate::feed::Effective;
use crate::limiter::Bucket;
use crate::regime::Regime;
use crate::unit::{Timestamp, TokenAmount, Usd};

/// What flowed through a reserve of late, base units, and the state of its breakers.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReserveFlows {
    /// Borrowed and withdrawn.
    pub outflow: Bucket,
    /// Deposited as collateral.
    pub inflow: Bucket,
    /// Borrowed against fresh collateral.
    pub fresh: Bucket,
    /// Seized by liquidators of late, the protocol's part included.
    pub liquidated: Bucket,
    /// Seized by liquidators, ever; past the outflow limit, which never stops a liquidation. Saturates.
    pub liquidated_out: TokenAmount,
    /// What a price jump is measured against.
    pub reference: PriceReference,
    /// How far the last price lay from the oracle's own average, basis points.
    pub average_distance_bps: u64,
    /// Which breakers have tripped.
    pub breakers: Breakers,
}

/// What flowed through a market of late, USD (2^-20).
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MarketFlows {
    /// Borrowed and withdrawn.
    pub outflow: Bucket,
    /// Deposited as collateral.
    pub inflow: Bucket,
    /// Borrowed against fresh collateral.
    pub fresh: Bucket,
    /// Seized by liquidators, ever. Saturates.
    pub liquidated_out: Usd,
}

impl ReserveFlows {
    /// How much may be seized at `now` under `limits`, by what the feed says: what the book takes, the largest number
    /// without a limit.
    #[inline(always)]
    pub fn liquidation_room(
        &self,
        limits: &ReserveLimits,
        effective: Effective,
        now: Timestamp,
    ) -> TokenAmount {
        at_depth(&limits.liquidated, effective.depth_bps, |limit| {
            let taken = &self.liquidated;
            TokenAmount(taken.room_of_full(limit, effective.regime, now))
        })
    }

    /// Settles the drain of every bucket. Call it before the limits change.
    pub fn settle(&mut self, limits: &ReserveLimits, regime: Regime, now: Timestamp) {
        self.outflow.settle(&limits.outflow, regime, now);
        self.inflow.settle(&limits.inflow, regime, now);
        self.fresh.settle(&limits.fresh, regime, now);
        self.liquidated.settle(&limits.liquidated, regime, now);
    }
}

impl MarketFlows {
    /// Settles the drain of every bucket. Call it before the limits change. A market has reserves in several regimes:
    /// the strictest capacity drains least, which is the strict side.
    pub fn settle(&mut self, limits: &MarketLimits, now: Timestamp) {
        self.outflow.settle(&limits.outflow, Regime::Stress, now);
        self.inflow.settle(&limits.inflow, Regime::Stress, now);
        self.fresh.settle(&limits.fresh, Regime::Stress, now);
    }
}
