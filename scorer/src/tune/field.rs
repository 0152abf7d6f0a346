//! The published fields that a candidate may differ in, by their names in policy. Triples are calm, transition, stress.

use ballast_policy::config::ReserveConfig;
use ballast_policy::control::{MarketLimits, ReserveLimits};
use ballast_policy::feed::FeedConfig;

/// A field: how it is read, and how one settings' is put into another.
pub(super) struct Field<T> {
    pub(super) name: &'static str,
    pub(super) read: fn(&T) -> u64,
    pub(super) copy: fn(&T, &mut T),
}

macro_rules! field {
    ($name:literal, $($path:tt)+) => {
        Field {
            name: $name,
            read: |from| u64::from(from.$($path)+),
            copy: |from, to| to.$($path)+ = from.$($path)+,
        }
    };
}

pub(super) const RESERVE: &[Field<ReserveConfig>] = &[
    field!("opening_ltv.calm_bps", opening_ltv.calm_bps),
    field!("opening_ltv.stress_bps", opening_ltv.stress_bps),
    field!("opening_ltv.fall_start", opening_ltv.fall_start.0),
    field!("opening_ltv.fall_end", opening_ltv.fall_end.0),
    field!(
        "liquidation.most_bonus_bps[0]",
        liquidation.most_bonus_bps[0]
    ),
    field!(
        "liquidation.most_bonus_bps[1]",
        liquidation.most_bonus_bps[1]
    ),
    field!(
        "liquidation.most_bonus_bps[2]",
        liquidation.most_bonus_bps[2]
    ),
    field!("liquidation.close_factor_bps", liquidation.close_factor_bps),
];

pub(super) const FEED: &[Field<FeedConfig>] = &[
    field!("tighten_step", tighten_step),
    field!("loosen_step", loosen_step),
    field!("day_budget", day_budget),
    field!("confirmations", confirmations),
    field!("min_dwell_seconds", min_dwell_seconds),
];

pub(super) const RESERVE_LIMITS: &[Field<ReserveLimits>] = &[
    field!("outflow.capacities[0]", outflow.capacities[0]),
    field!("outflow.capacities[1]", outflow.capacities[1]),
    field!("outflow.capacities[2]", outflow.capacities[2]),
    field!("fresh.capacities[0]", fresh.capacities[0]),
    field!("fresh.capacities[1]", fresh.capacities[1]),
    field!("fresh.capacities[2]", fresh.capacities[2]),
    field!("liquidated.capacities[0]", liquidated.capacities[0]),
    field!("liquidated.capacities[1]", liquidated.capacities[1]),
    field!("liquidated.capacities[2]", liquidated.capacities[2]),
];

pub(super) const MARKET_LIMITS: &[Field<MarketLimits>] = &[
    field!("outflow.capacities[0]", outflow.capacities[0]),
    field!("outflow.capacities[1]", outflow.capacities[1]),
    field!("outflow.capacities[2]", outflow.capacities[2]),
    field!("fresh.capacities[0]", fresh.capacities[0]),
    field!("fresh.capacities[1]", fresh.capacities[1]),
    field!("fresh.capacities[2]", fresh.capacities[2]),
];
