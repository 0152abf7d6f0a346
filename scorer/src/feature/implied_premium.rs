//! What options expect beyond what was seen.

use super::Feature;
use super::implied_level::{PRINTED_WITHIN_HOURS, log_implied};
use super::log_volatility::hourly_volatility;
use super::view::MarketView;
use crate::data::IMPLIED_VOLATILITY_ASSET;
use crate::number::ln;

/// ln( V / (100 s √8766) ), V the implied-volatility index in percent, s the index asset's (BTC's) hourly volatility of
/// the last 24 hours, 8766 hours a year.
///
/// Above zero: options expect more than the last day moved (the volatility premium; Bollerslev, Tauchen and Zhou, 2009).
/// Unit: log ratio. Look-back: 36 hours. Missing without the index, or where BTC's day is not covered.
#[derive(Clone, Copy, Debug)]
pub struct ImpliedPremium;

const HOURS: usize = 24;
const HOURS_PER_YEAR: f64 = 8_766.0;
const PERCENT: f64 = 100.0;

impl Feature for ImpliedPremium {
    fn name(&self) -> &'static str {
        "implied_volatility_premium_24h"
    }

    fn look_back_hours(&self) -> usize {
        PRINTED_WITHIN_HOURS.max(HOURS + 1)
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        let index = view
            .market()
            .find(|asset| asset.symbol() == IMPLIED_VOLATILITY_ASSET)?;
        let realised = hourly_volatility(&index, HOURS)? * HOURS_PER_YEAR.sqrt() * PERCENT;
        Some(log_implied(view, 0)? - ln(realised))
    }
}
