//! A hedge against the asset's shock: a put for 30 days, struck one shock below the price.
//!
//! Valued by Black and Scholes (1973) with no interest, under the market's implied volatility (BTC's
//! DVOL, for every asset: the only one there is). Price and strike move together, so that its
//! sensitivities, in units of the price, depend on volatility and shock alone.

use super::patience;
use super::view::MarketView;
use crate::normal::density;
use crate::number::ln;

/// The put at a decision time.
#[derive(Clone, Copy, Debug)]
pub(super) struct ReferenceHedge {
    /// Black and Scholes' d1.
    pub(super) d1: f64,
    /// The implied standard deviation of the 30 days' return, sigma sqrt(T).
    pub(super) deviation: f64,
    /// sqrt(T), T in years.
    pub(super) root_years: f64,
}

const DAYS: f64 = 30.0;
const DAYS_PER_YEAR: f64 = 365.0;
const PERCENT: f64 = 100.0;

/// Hours that the features of the hedge look back.
pub(super) const HOURS: u8 = patience::IMPLIED;

impl ReferenceHedge {
    /// None without a recent implied volatility.
    pub(super) fn of(view: &MarketView<'_>) -> Option<Self> {
        let volatility = view.implied_volatility_ago(0, usize::from(HOURS))? / PERCENT;
        let root_years = (DAYS / DAYS_PER_YEAR).sqrt();
        let deviation = volatility * root_years;
        let d1 = -ln(1.0 - view.shock()) / deviation + 0.5 * deviation;
        Some(Self {
            d1,
            deviation,
            root_years,
        })
    }

    /// Density of the standard normal at d1.
    pub(super) fn density(&self) -> f64 {
        density(self.d1)
    }
}
