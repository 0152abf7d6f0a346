//! Limits, breakers and hard bounds. Meaning of each number: `ballast_policy::control`, `::breaker`, `::bounds`.

use super::feed::Bucket;
use super::mirror::mirror;
use ballast_policy::{bounds, breaker, control, deleverage, limiter, ramp, schedule};

mirror! {
    /// What a bucket may hold in each regime.
    Limit = limiter::Limit {
        /// Capacity in calm, transition and stress, in the bucket's unit; the largest number in all three: no limit.
        capacities: [u64; 3],
        /// Seconds in which a full bucket drains.
        window_seconds: u32,
        /// Zero.
        padding: u32,
    }
}

mirror! {
    /// One breaker's rule.
    BreakerRule = breaker::BreakerRule {
        /// Trips at this measure or above, in the breaker's unit.
        threshold: u64,
        /// How long it holds, seconds.
        duration_seconds: u32,
        /// Seconds from one trip to the next at least.
        cooldown_seconds: u32,
        /// On new debt, as backing, on withdrawals with debt: 0 allow, 1 reduce, 2 halt.
        verdicts: [u8; 3],
        /// Zero.
        padding: [u8; 5],
    }
}

mirror! {
    /// A reserve's limits, in tokens, and its breakers.
    ReserveLimits = control::ReserveLimits {
        /// Borrowed and withdrawn, gross, base units.
        outflow: Limit,
        /// Deposited, base units. Only for a reserve that is accepted as collateral.
        inflow: Limit,
        /// Borrowed against fresh collateral, base units.
        fresh: Limit,
        /// Paid out to liquidators, base units: what the book takes.
        liquidated: Limit,
        /// A rule per breaker, by its number.
        breakers: [BreakerRule; 9],
        /// Seconds over which a deposit seasons.
        season_seconds: u32,
        /// Seconds for which a price jump's reference stands.
        price_window_seconds: u32,
    }
}

mirror! {
    /// A market's limits over all reserves, USD (2^-20).
    MarketLimits = control::MarketLimits {
        /// Borrowed and withdrawn, gross.
        outflow: Limit,
        /// Deposited in reserves that are accepted as collateral.
        inflow: Limit,
        /// Borrowed against fresh collateral.
        fresh: Limit,
    }
}

mirror! {
    /// What no setting of the market ever exceeds.
    Bounds = bounds::Bounds {
        /// How long what loosens waits after the launch, seconds.
        loosen_seconds: u32,
        /// How long a change of structure and a role's transfer wait after the launch, seconds.
        structure_seconds: u32,
        /// How long a change that is due can be executed, seconds.
        validity_seconds: u32,
        /// A threshold's way down takes this long at least, seconds.
        ramp_seconds: u32,
        /// The highest annual rate of any curve, basis points.
        max_rate_bps: u32,
        /// The oldest price that a reserve may accept, seconds.
        max_price_age: u32,
        /// The widest confidence interval that a reserve may accept, basis points.
        max_confidence_bps: u16,
        /// The highest opening LTV, basis points.
        max_opening_ltv_bps: u16,
        /// The highest liquidation threshold, basis points.
        max_threshold_bps: u16,
        /// The most that any feed may loosen in 24 hours, hundredths of a point.
        max_day_budget: u16,
        /// How far a new price source may lie from the old price, basis points.
        oracle_band_bps: u16,
        /// The most that a ramp lowers a threshold in a day, basis points.
        ramp_day_bps: u16,
        /// No feed has a smaller quorum.
        min_publishers: u8,
        /// Zero.
        padding: [u8; 3],
    }
}

mirror! {
    /// A threshold on its way down to the one in the reserve's settings. All zero: none.
    ThresholdRamp = ramp::ThresholdRamp {
        /// When it began, Unix seconds.
        starts_at: u64,
        /// When it ends, Unix seconds.
        ends_at: u64,
        /// The threshold at the start, basis points.
        from_bps: u16,
        /// That of the reserve's group, basis points.
        from_group_bps: u16,
        /// Zero.
        padding: [u8; 4],
    }
}

mirror! {
    /// A reserve's debts on the way to a target. All zero: none.
    Deleverage = deleverage::Deleverage {
        /// What may still be owed, base units.
        target: u64,
        /// When it began, Unix seconds.
        starts_at: u64,
        /// When the weight is at its most, Unix seconds.
        ends_at: u64,
        /// That weight, basis points; zero: not armed.
        weight_bps: u16,
        /// Zero.
        padding: [u8; 6],
    }
}

mirror! {
    /// Less debt of an asset, and how it comes about.
    DeleverageRequest = deleverage::DeleverageRequest {
        /// What may still be owed, base units.
        target: u64,
        /// Seconds from start to end.
        seconds: u32,
        /// What a debt weighs at the end, basis points, 10 001 to 20 000; zero: no deleverage any more.
        weight_bps: u16,
        /// Zero.
        padding: u16,
    }
}

mirror! {
    /// What governance has set in motion on a reserve. All zero: nothing.
    Schedule = schedule::Schedule {
        /// Its liquidation threshold on the way down.
        threshold: ThresholdRamp,
        /// Its debts on the way to a target.
        deleverage: Deleverage,
        /// When it was accepted as collateral in a running market, from when its deposit cap grows, Unix seconds; zero: before
        /// the launch, or never.
        opening: u64,
    }
}

mirror! {
    /// A lower threshold, and how long the way down takes.
    RampRequest = ramp::RampRequest {
        /// Seconds from start to end.
        seconds: u32,
        /// The threshold at the end, basis points.
        target_bps: u16,
        /// That of the reserve's group, basis points; zero without one.
        group_target_bps: u16,
    }
}

mirror! {
    /// What flowed through a market of late, USD (2^-20).
    MarketFlows = control::MarketFlows {
        /// Borrowed and withdrawn.
        outflow: Bucket,
        /// Deposited as collateral.
        inflow: Bucket,
        /// Borrowed against fresh collateral.
        fresh: Bucket,
        /// Paid out to liquidators, ever.
        liquidated_out: u64,
    }
}

mirror! {
    /// The price that a jump is measured against.
    PriceReference = breaker::PriceReference {
        /// The price when the window began, 2^-64 dollars per base unit.
        price: u64,
        /// When it was taken, Unix seconds.
        taken_at: u64,
    }
}

mirror! {
    /// Which breakers of a reserve have tripped, and when.
    Breakers = breaker::Breakers {
        /// A bit per breaker that has tripped and was neither released nor seen to have expired.
        tripped: u64,
        /// When each tripped last, Unix seconds.
        tripped_at: [u64; 9],
    }
}

mirror! {
    /// What flowed through a reserve of late, base units, and the state of its breakers.
    ReserveFlows = control::ReserveFlows {
        /// Borrowed and withdrawn.
        outflow: Bucket,
        /// Deposited as collateral.
        inflow: Bucket,
        /// Borrowed against fresh collateral.
        fresh: Bucket,
        /// Paid out to liquidators of late.
        liquidated: Bucket,
        /// Paid out to liquidators, ever.
        liquidated_out: u64,
        /// What a price jump is measured against.
        reference: PriceReference,
        /// How far the last price lay from the oracle's own average, basis points.
        average_distance_bps: u64,
        /// Which breakers have tripped.
        breakers: Breakers,
    }
}
