//! How far the price stands below its recent high.

use super::Feature;
use super::view::{MarketView, covered};

/// 1 - P / H, where P is the last close and H the highest price of the last 168 hours (7 days).
///
/// Unit: fraction from 0 to 1. Look-back: 168 hours. Missing below 80 % coverage, or without a
/// price.
#[derive(Clone, Copy, Debug)]
pub struct Drawdown;

const HOURS: usize = 168;

impl Feature for Drawdown {
    fn name(&self) -> &'static str {
        "drawdown_168h"
    }

    fn look_back_hours(&self) -> usize {
        HOURS
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        drawdown(view, HOURS)
    }
}

/// The formula of [`Drawdown`] over `hours`.
pub(super) fn drawdown(view: &MarketView<'_>, hours: usize) -> Option<f64> {
    let price = view.price()?;
    let highs = view.bars(hours).iter().flatten().map(|bar| bar.high);
    let high = covered(highs, hours)?.into_iter().fold(price, f64::max);
    Some(1.0 - price / high)
}
