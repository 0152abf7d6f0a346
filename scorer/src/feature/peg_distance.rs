//! Whether a dollar is still a dollar.

use super::Feature;
use super::patience;
use super::view::MarketView;
use crate::data::SeriesKind;

/// The greatest 10,000 |p - 1| over the stablecoins ([`crate::data::STABLECOINS`]) that have a price,
/// p the last close in USDT.
///
/// Debts are owed in stablecoins, and one that breaks takes collateral with it. Unit: basis points.
/// Look-back: 3 hours; missing where no stablecoin traded within them.
#[derive(Clone, Copy, Debug)]
pub struct PegDistance;

const BASIS_POINTS: f64 = 10_000.0;

impl Feature for PegDistance {
    fn name(&self) -> &'static str {
        "stablecoin_peg_distance_bps"
    }

    fn look_back_hours(&self) -> usize {
        usize::from(patience::HOURLY)
    }

    fn reads(&self) -> &'static [SeriesKind] {
        &[SeriesKind::Stablecoins]
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        view.stablecoin_prices(self.look_back_hours())
            .map(|price| BASIS_POINTS * (price - 1.0).abs())
            .reduce(f64::max)
    }
}
