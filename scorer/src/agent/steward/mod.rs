//! Stewards: who sets a market's terms, and may change them while it runs.
//!
//! A study plugs in a steward per row: everything else (people, prices, books, oracles, publishers) is the same. A steward
//!
//! 1. says in [`Steward::open`] what governance publishes: per reserve its configuration and limits, how feeds listen and in
//!    which mode, and the limits over all reserves;
//! 2. names an interval, if it wants to act while the market runs;
//! 3. is then handed the market itself in [`Steward::act`], with what anyone could know at that time ([`Signal`]).
//!
//! It may write what governance may: `reserve.config` (curves, caps, LTV bounds; never a `liquidation_threshold_bps`, which
//! would break INV-26), `reserve.limits`, `feed.config`, and a feed's mode. A curve that it replaces takes effect with the
//! next action or `market.accrue(index, now)`. [`Static`] and [`Ballast`] do nothing while the market runs.

mod ballast;
mod fixed;

pub use ballast::Ballast;
pub use fixed::Static;

use ballast_policy::Result;
use ballast_policy::config::ReserveConfig;
use ballast_policy::control::{MarketLimits, ReserveLimits};
use ballast_policy::feed::FeedConfig;
use ballast_policy::market::Market;
use ballast_policy::mode::Mode;
use ballast_policy::unit::{Score, Timestamp, TokenAmount, Usd};

/// What a market is made for.
#[derive(Clone, Debug)]
pub struct MarketPlan {
    /// The reserves; the first is lent.
    pub reserves: Vec<ReservePlan>,
    /// What the market will hold, about.
    pub size: Usd,
}

/// What a reserve is made for.
#[derive(Clone, Debug)]
pub struct ReservePlan {
    /// Its asset.
    pub symbol: String,
    /// Decimals of its token.
    pub decimals: u8,
    /// The most that may be owed in calm, as the preset reads it: deposits take twice that, and flows go by it.
    pub cap: TokenAmount,
    /// Whether it is what is lent; the others are collateral.
    pub is_lent: bool,
}

/// What governance publishes when a market opens.
#[derive(Clone, Debug)]
pub struct Opening {
    /// By reserve; the feed of the same index is the reserve's.
    pub reserves: Vec<(ReserveConfig, ReserveLimits)>,
    /// How every feed listens.
    pub feed: FeedConfig,
    /// How far feeds go.
    pub mode: Mode,
    /// The score from which feeds depart: in [`Mode::Monitoring`] the one that stays.
    pub score: Score,
    /// The limits over all reserves.
    pub limits: MarketLimits,
}

/// What anyone could know of a reserve at one moment.
#[derive(Clone, Copy, Debug)]
pub struct ReserveSignal {
    /// What its oracle said last, dollars.
    pub price: f64,
    /// The share that is lent out.
    pub utilization: f64,
    /// Standard deviation of the oracle's hourly logarithmic returns over the last day; none in the first hours.
    pub hourly_volatility: Option<f64>,
}

/// What anyone could know at one moment.
#[derive(Clone, Debug)]
pub struct Signal {
    /// By reserve.
    pub reserves: Vec<ReserveSignal>,
}

/// Who sets a market's terms.
pub trait Steward {
    /// Its name in results.
    fn name(&self) -> &str;

    /// What is published when the market opens. Limits come into force once the first users are in.
    ///
    /// # Errors
    /// What policy refuses.
    fn open(&mut self, plan: &MarketPlan) -> Result<Opening>;

    /// Seconds between two acts; none: it never acts.
    fn interval_seconds(&self) -> Option<u64> {
        None
    }

    /// Changes what it likes at `now`.
    ///
    /// # Errors
    /// What policy refuses; the simulation stops.
    fn act(&mut self, market: &mut Market<'_>, now: Timestamp, signal: &Signal) -> Result<()> {
        let _ = (market, now, signal);
        Ok(())
    }
}

/// The published preset for every reserve of `plan`.
pub fn preset_reserves(plan: &MarketPlan) -> Vec<(ReserveConfig, ReserveLimits)> {
    use ballast_policy::preset::{reserve_limits, stable, volatile};
    let reserves = plan.reserves.iter().map(|reserve| {
        let config = if reserve.is_lent {
            stable(reserve.cap)
        } else {
            volatile(reserve.cap)
        };
        (config, reserve_limits(reserve.cap))
    });
    reserves.collect()
}
