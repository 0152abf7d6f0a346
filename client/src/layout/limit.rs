//! Limits, breakers and hard bounds.

use super::feed::Bucket;

/// What a bucket may hold in each regime.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct Limit {
    /// Capacity in calm, transition and stress, in the bucket's unit; the largest number in all three: no limit.
    pub capacities: [u64; 3],
    /// Seconds in which a full bucket drains.
    pub window_seconds: u32,
    /// Zero.
    pub padding: u32,
}

/// One breaker's rule.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct BreakerRule {
    /// Trips at this measure or above, in the breaker's unit.
    pub threshold: u64,
    /// How long it holds, seconds.
    pub duration_seconds: u32,
    /// Seconds from one trip to the next at least.
    pub cooldown_seconds: u32,
    /// On new debt, as backing, on withdrawals with debt: 0 allow, 1 reduce, 2 halt.
    pub verdicts: [u8; 3],
    /// Zero.
    pub padding: [u8; 5],
}

/// A reserve's limits, in tokens, and its breakers.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct ReserveLimits {
    /// Borrowed and withdrawn, gross, base units.
    pub outflow: Limit,
    /// Deposited, base units. Only for a reserve that is accepted as collateral.
    pub inflow: Limit,
    /// Borrowed against fresh collateral, base units.
    pub fresh: Limit,
    /// Paid out to liquidators, base units: what the book takes.
    pub liquidated: Limit,
    /// A rule per breaker, by its number.
    pub breakers: [BreakerRule; 9],
    /// Seconds over which a deposit seasons.
    pub season_seconds: u32,
    /// Seconds for which a price jump's reference stands.
    pub price_window_seconds: u32,
}

/// A market's limits over all reserves, USD (2^-20).
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct MarketLimits {
    /// Borrowed and withdrawn, gross.
    pub outflow: Limit,
    /// Deposited in reserves that are accepted as collateral.
    pub inflow: Limit,
    /// Borrowed against fresh collateral.
    pub fresh: Limit,
}

/// What no setting of the market ever exceeds.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct Bounds {
    /// How long what loosens waits after the launch, seconds.
    pub loosen_seconds: u32,
    /// How long a change of structure and a role's transfer wait after the launch, seconds.
    pub structure_seconds: u32,
    /// How long a change that is due can be executed, seconds.
    pub validity_seconds: u32,
    /// A threshold's way down takes this long at least, seconds.
    pub ramp_seconds: u32,
    /// The highest annual rate of any curve, basis points.
    pub max_rate_bps: u32,
    /// The oldest price that a reserve may accept, seconds.
    pub max_price_age: u32,
    /// The widest confidence interval that a reserve may accept, basis points.
    pub max_confidence_bps: u16,
    /// The highest opening LTV, basis points.
    pub max_opening_ltv_bps: u16,
    /// The highest liquidation threshold, basis points.
    pub max_threshold_bps: u16,
    /// The most that any feed may loosen in 24 hours, hundredths of a point.
    pub max_day_budget: u16,
    /// How far a new price source may lie from the old price, basis points.
    pub oracle_band_bps: u16,
    /// The most that a ramp lowers a threshold in a day, basis points.
    pub ramp_day_bps: u16,
    /// No feed has a smaller quorum.
    pub min_publishers: u8,
    /// Zero.
    pub padding: [u8; 3],
}

/// A threshold on its way down to the one in the reserve's settings. All zero: none.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct ThresholdRamp {
    /// When it began, Unix seconds.
    pub starts_at: u64,
    /// When it ends, Unix seconds.
    pub ends_at: u64,
    /// The threshold at the start, basis points.
    pub from_bps: u16,
    /// That of the reserve's group, basis points.
    pub from_group_bps: u16,
    /// Zero.
    pub padding: [u8; 4],
}

/// A reserve's debts on the way to a target. All zero: none.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct Deleverage {
    /// What may still be owed, base units.
    pub target: u64,
    /// When it began, Unix seconds.
    pub starts_at: u64,
    /// When the weight is at its most, Unix seconds.
    pub ends_at: u64,
    /// That weight, basis points; zero: not armed.
    pub weight_bps: u16,
    /// Zero.
    pub padding: [u8; 6],
}

/// Less debt of an asset, and how it comes about.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct DeleverageRequest {
    /// What may still be owed, base units.
    pub target: u64,
    /// Seconds from start to end.
    pub seconds: u32,
    /// What a debt weighs at the end, basis points, 10 001 to 20 000; zero: no deleverage any more.
    pub weight_bps: u16,
    /// Zero.
    pub padding: u16,
}

/// What governance has set in motion on a reserve. All zero: nothing.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct Schedule {
    /// Its liquidation threshold on the way down.
    pub threshold: ThresholdRamp,
    /// Its debts on the way to a target.
    pub deleverage: Deleverage,
    /// When it was accepted as collateral in a running market, from when its deposit cap grows, Unix seconds; zero: before
    /// the launch, or never.
    pub opening: u64,
}

/// A lower threshold, and how long the way down takes.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct RampRequest {
    /// Seconds from start to end.
    pub seconds: u32,
    /// The threshold at the end, basis points.
    pub target_bps: u16,
    /// That of the reserve's group, basis points; zero without one.
    pub group_target_bps: u16,
}

/// What flowed through a market of late, USD (2^-20).
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct MarketFlows {
    /// Borrowed and withdrawn.
    pub outflow: Bucket,
    /// Deposited as collateral.
    pub inflow: Bucket,
    /// Borrowed against fresh collateral.
    pub fresh: Bucket,
    /// Paid out to liquidators, ever.
    pub liquidated_out: u64,
}

/// The price that a jump is measured against.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct PriceReference {
    /// The price when the window began, 2^-64 dollars per base unit.
    pub price: u64,
    /// When it was taken, Unix seconds.
    pub taken_at: u64,
}

/// Which breakers of a reserve have tripped, and when.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct Breakers {
    /// A bit per breaker that has tripped and was neither released nor seen to have expired.
    pub tripped: u64,
    /// When each tripped last, Unix seconds.
    pub tripped_at: [u64; 9],
}

/// What flowed through a reserve of late, base units, and the state of its breakers.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct ReserveFlows {
    /// Borrowed and withdrawn.
    pub outflow: Bucket,
    /// Deposited as collateral.
    pub inflow: Bucket,
    /// Borrowed against fresh collateral.
    pub fresh: Bucket,
    /// Paid out to liquidators of late.
    pub liquidated: Bucket,
    /// Paid out to liquidators, ever.
    pub liquidated_out: u64,
    /// What a price jump is measured against.
    pub reference: PriceReference,
    /// How far the last price lay from the oracle's own average, basis points.
    pub average_distance_bps: u64,
    /// Which breakers have tripped.
    pub breakers: Breakers,
}
