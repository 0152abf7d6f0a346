//! What one row of a data file means.

use crate::time::Timestamp;

/// One hour (or five minutes) of trading of an asset against USDT.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// First price of the bar, in USDT.
    pub open: f64,
    /// Highest price of the bar, in USDT.
    pub high: f64,
    /// Lowest price of the bar, in USDT.
    pub low: f64,
    /// Last price of the bar, in USDT.
    pub close: f64,
    /// Amount traded, in units of the asset.
    pub volume: f64,
}

/// One hour of an implied-volatility index (Deribit's DVOL).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ImpliedVolatility {
    /// First value of the hour, annualised, in percent.
    pub open: f64,
    /// Highest value of the hour, annualised, in percent.
    pub high: f64,
    /// Lowest value of the hour, annualised, in percent.
    pub low: f64,
    /// Last value of the hour, annualised, in percent.
    pub close: f64,
}

/// One settled funding payment of a perpetual future.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FundingRate {
    /// When it was settled; known from then on.
    pub time: Timestamp,
    /// Fraction of the notional that longs paid to shorts for the last 8 hours.
    pub rate: f64,
}

/// One hour of a perpetual future's mark price, by which its positions are liquidated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MarkBar {
    /// First mark price of the hour, in USDT.
    pub open: f64,
    /// Highest mark price of the hour, in USDT.
    pub high: f64,
    /// Lowest mark price of the hour, in USDT.
    pub low: f64,
    /// Last mark price of the hour, in USDT.
    pub close: f64,
}

/// One look at an order book.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Depth {
    /// Bids and asks within 50 basis points of the mid, in USD; zero for an empty book.
    pub within_50bps_usd: f64,
    /// Between the best bid and the best ask, in USD.
    pub mid: f64,
}

/// One look at a reserve of a lending pool.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PoolReading {
    /// Share of the deposits that is lent out, 0 to 1.
    pub utilization: f64,
    /// Amount lent out, in USD.
    pub borrowed_usd: f64,
    /// Share of it that the largest borrower owes, 0 to 1.
    pub top_borrower_share: f64,
    /// Debt against collateral, each loan weighted by its debt; above 1 where loans are under water.
    pub debt_to_collateral: f64,
    /// Age of the oracle price that the pool uses, in seconds.
    pub oracle_age_seconds: f64,
    /// The last score of this reserve, 0 to 100.
    pub stress: f64,
    /// Share of what is owed, and of what was written off within the last day, that no collateral covers, 0 to 1.
    pub bad_debt_share: f64,
}
