//! Series beyond spot bars, funding and DVOL: which there are, and where they are kept.
//!
//! All are optional, and read only when a [`super::LoadRequest`] names their kind: the default
//! model needs none of them. What was not read is empty, and the features that need it are missing.

use std::collections::BTreeMap;

use super::bar::{Bar, Depth, ImpliedVolatility, MarkBar, PoolReading};
use super::grid::{FiveMinuteGrid, HourlyGrid};
use super::readings::Readings;

/// A kind of optional series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SeriesKind {
    /// Hourly bars of the perpetual future: `perp_1h`.
    Perpetual,
    /// Hourly mark prices of the perpetual future: `mark_1h`.
    Mark,
    /// Open interest of the perpetual future: `open_interest_1h`.
    OpenInterest,
    /// Depth of the order book: `depth_6h`.
    Depth,
    /// Five-minute bars of the perpetual future: `perp_5m`.
    PerpetualFiveMinutes,
    /// Five-minute spot bars: `spot_5m`.
    SpotFiveMinutes,
    /// Hourly bars of the [`STABLECOINS`]: `spot_1h`.
    Stablecoins,
    /// The market's implied volatility over 7 days: `iv_7d_1h`.
    ShortImpliedVolatility,
    /// Readings of lending-pool reserves, every one that is there: `pool_1h`.
    Pools,
}

impl SeriesKind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::Perpetual,
        Self::Mark,
        Self::OpenInterest,
        Self::Depth,
        Self::PerpetualFiveMinutes,
        Self::SpotFiveMinutes,
        Self::Stablecoins,
        Self::ShortImpliedVolatility,
        Self::Pools,
    ];
}

/// Stablecoins whose distance from a dollar is watched. Their prices are in USDT, so that trouble of
/// USDT itself shows as all of them above one.
pub const STABLECOINS: [&str; 4] = ["USDC", "BUSD", "TUSD", "USDP"];

/// The optional series of one asset.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Extras {
    /// Hourly bars of the perpetual future, in USDT.
    pub perpetual: Option<HourlyGrid<Bar>>,
    /// Hourly mark prices of the perpetual future, in USDT.
    pub mark: Option<HourlyGrid<MarkBar>>,
    /// Open interest of the perpetual future, in coins.
    pub open_interest: Readings<f64>,
    /// Depth of the order book.
    pub depth: Readings<Depth>,
    /// Five-minute bars of the perpetual future, in USDT.
    pub perpetual_5m: Option<FiveMinuteGrid<Bar>>,
    /// Five-minute spot bars, in USDT.
    pub spot_5m: Option<FiveMinuteGrid<Bar>>,
}

/// The optional series that belong to no single asset.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MarketSeries {
    /// Hourly bars by stablecoin, in USDT; a further venue's as `USDC-bybit`.
    pub stablecoins: BTreeMap<String, HourlyGrid<Bar>>,
    /// Implied volatility over the next 7 days, annualised, in percent.
    pub short_implied_volatility: Option<HourlyGrid<ImpliedVolatility>>,
    /// Readings of lending-pool reserves by the symbol of what they lend.
    pub pools: BTreeMap<String, Readings<PoolReading>>,
}
