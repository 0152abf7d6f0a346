//! Limits, flows, breakers and hard bounds.

use super::bucket;
use ballast_client::layout;
use ballast_policy::bounds::Bounds;
use ballast_policy::breaker::{BreakerRule, Breakers, PriceReference};
use ballast_policy::control::{MarketFlows, MarketLimits, ReserveFlows, ReserveLimits};
use ballast_policy::deleverage::Deleverage;
use ballast_policy::limiter::Limit;
use ballast_policy::opening::Opening;
use ballast_policy::ramp::ThresholdRamp;
use ballast_policy::schedule::Schedule;
use ballast_policy::unit::{PricePerUnit, Timestamp, TokenAmount, Usd};

fn layout_limit(limit: &Limit) -> layout::Limit {
    layout::Limit {
        capacities: limit.capacities,
        window_seconds: limit.window_seconds,
        padding: limit.padding,
    }
}

fn policy_limit(limit: &layout::Limit) -> Limit {
    Limit {
        capacities: limit.capacities,
        window_seconds: limit.window_seconds,
        padding: limit.padding,
    }
}

/// A reserve's limits as the program stores them.
pub fn layout_reserve_limits(limits: &ReserveLimits) -> layout::ReserveLimits {
    layout::ReserveLimits {
        outflow: layout_limit(&limits.outflow),
        inflow: layout_limit(&limits.inflow),
        fresh: layout_limit(&limits.fresh),
        liquidated: layout_limit(&limits.liquidated),
        breakers: limits.breakers.map(|rule| layout::BreakerRule {
            threshold: rule.threshold,
            duration_seconds: rule.duration_seconds,
            cooldown_seconds: rule.cooldown_seconds,
            verdicts: rule.verdicts,
            padding: rule.padding,
        }),
        season_seconds: limits.season_seconds,
        price_window_seconds: limits.price_window_seconds,
    }
}

pub(super) fn policy_reserve_limits(limits: &layout::ReserveLimits) -> ReserveLimits {
    ReserveLimits {
        outflow: policy_limit(&limits.outflow),
        inflow: policy_limit(&limits.inflow),
        fresh: policy_limit(&limits.fresh),
        liquidated: policy_limit(&limits.liquidated),
        breakers: limits.breakers.map(|rule| BreakerRule {
            threshold: rule.threshold,
            duration_seconds: rule.duration_seconds,
            cooldown_seconds: rule.cooldown_seconds,
            verdicts: rule.verdicts,
            padding: rule.padding,
        }),
        season_seconds: limits.season_seconds,
        price_window_seconds: limits.price_window_seconds,
    }
}

/// A market's limits as the program stores them.
pub fn layout_market_limits(limits: &MarketLimits) -> layout::MarketLimits {
    layout::MarketLimits {
        outflow: layout_limit(&limits.outflow),
        inflow: layout_limit(&limits.inflow),
        fresh: layout_limit(&limits.fresh),
    }
}

/// A market's limits and flows as policy sees them.
pub fn policy_market(market: &layout::Market) -> (MarketLimits, MarketFlows) {
    let limits = MarketLimits {
        outflow: policy_limit(&market.limits.outflow),
        inflow: policy_limit(&market.limits.inflow),
        fresh: policy_limit(&market.limits.fresh),
    };
    let flows = MarketFlows {
        outflow: bucket(&market.flows.outflow),
        inflow: bucket(&market.flows.inflow),
        fresh: bucket(&market.flows.fresh),
        liquidated_out: Usd(market.flows.liquidated_out),
    };
    (limits, flows)
}

/// A market's hard bounds as the program stores them.
pub fn layout_bounds(bounds: &Bounds) -> layout::Bounds {
    layout::Bounds {
        loosen_seconds: bounds.loosen_seconds,
        structure_seconds: bounds.structure_seconds,
        validity_seconds: bounds.validity_seconds,
        ramp_seconds: bounds.ramp_seconds,
        max_rate_bps: bounds.max_rate_bps,
        max_price_age: bounds.max_price_age,
        max_confidence_bps: bounds.max_confidence_bps,
        max_opening_ltv_bps: bounds.max_opening_ltv_bps,
        max_threshold_bps: bounds.max_threshold_bps,
        max_day_budget: bounds.max_day_budget,
        oracle_band_bps: bounds.oracle_band_bps,
        ramp_day_bps: bounds.ramp_day_bps,
        min_publishers: bounds.min_publishers,
        padding: bounds.padding,
    }
}

/// A market's hard bounds as policy sees them.
pub const fn policy_bounds(bounds: &layout::Bounds) -> Bounds {
    Bounds {
        loosen_seconds: bounds.loosen_seconds,
        structure_seconds: bounds.structure_seconds,
        validity_seconds: bounds.validity_seconds,
        ramp_seconds: bounds.ramp_seconds,
        max_rate_bps: bounds.max_rate_bps,
        max_price_age: bounds.max_price_age,
        max_confidence_bps: bounds.max_confidence_bps,
        max_opening_ltv_bps: bounds.max_opening_ltv_bps,
        max_threshold_bps: bounds.max_threshold_bps,
        max_day_budget: bounds.max_day_budget,
        oracle_band_bps: bounds.oracle_band_bps,
        ramp_day_bps: bounds.ramp_day_bps,
        min_publishers: bounds.min_publishers,
        padding: bounds.padding,
    }
}

pub(super) fn policy_schedule(schedule: &layout::Schedule) -> Schedule {
    let layout::Deleverage {
        target,
        starts_at,
        ends_at,
        weight_bps,
        padding,
    } = schedule.deleverage;
    Schedule {
        threshold: policy_ramp(&schedule.threshold),
        deleverage: Deleverage {
            target: TokenAmount(target),
            starts_at: Timestamp(starts_at),
            ends_at: Timestamp(ends_at),
            weight_bps,
            padding,
        },
        opening: Opening(Timestamp(schedule.opening)),
    }
}

const fn policy_ramp(ramp: &layout::ThresholdRamp) -> ThresholdRamp {
    ThresholdRamp {
        starts_at: Timestamp(ramp.starts_at),
        ends_at: Timestamp(ramp.ends_at),
        from_bps: ramp.from_bps,
        from_group_bps: ramp.from_group_bps,
        padding: ramp.padding,
    }
}

pub(super) fn policy_flows(flows: &layout::ReserveFlows) -> ReserveFlows {
    ReserveFlows {
        outflow: bucket(&flows.outflow),
        inflow: bucket(&flows.inflow),
        fresh: bucket(&flows.fresh),
        liquidated: bucket(&flows.liquidated),
        liquidated_out: TokenAmount(flows.liquidated_out),
        reference: PriceReference {
            price: PricePerUnit(flows.reference.price),
            taken_at: Timestamp(flows.reference.taken_at),
        },
        average_distance_bps: flows.average_distance_bps,
        breakers: Breakers {
            tripped: flows.breakers.tripped,
            tripped_at: flows.breakers.tripped_at.map(Timestamp),
        },
    }
}
