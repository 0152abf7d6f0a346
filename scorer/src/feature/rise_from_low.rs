//! How far the price stands above its recent low.

use super::Feature;
use super::view::{MarketView, covered};
use crate::number::ln;

/// ln( P / L ) / k, where P is the last close, L the lowest price of the last 720 hours (30 days) and k the asset's
/// reference shock.
///
/// What has risen far has far to fall: leverage builds in rallies. Unit: shocks, from 0. Look-back: 720 hours. Missing
/// below 80 % coverage, or without a price.
#[derive(Clone, Copy, Debug)]
pub struct RiseFromLow;

const HOURS: usize = 720;

impl Feature for RiseFromLow {
    fn name(&self) -> &'static str {
        "rise_from_low_720h"
    }

    fn look_back_hours(&self) -> usize {
        HOURS
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        let price = view.price()?;
        let lows = view.bars(HOURS).iter().flatten().map(|bar| bar.low);
        let low = covered(lows, HOURS)?.into_iter().fold(price, f64::min);
        Some(ln(price / low) / view.shock())
    }
}
