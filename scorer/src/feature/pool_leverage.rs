//! How much debt stands on how much collateral.

use super::Feature;
use super::patience;
use super::view::MarketView;
use crate::data::SeriesKind;

/// Debt against collateral in the asset's reserve when it was last read, loans weighted by their debt.
///
/// The nearer to the liquidation threshold, the smaller the fall that starts liquidations. Unit:
/// fraction. Look-back: 3 hours; missing without a reading of the reserve within them.
#[derive(Clone, Copy, Debug)]
pub struct PoolLeverage;

impl Feature for PoolLeverage {
    fn name(&self) -> &'static str {
        "debt_to_collateral"
    }

    fn look_back_hours(&self) -> usize {
        usize::from(patience::HOURLY)
    }

    fn reads(&self) -> &'static [SeriesKind] {
        &[SeriesKind::Pools]
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        view.pool(0, i64::from(patience::HOURLY))
            .map(|pool| pool.debt_to_collateral)
    }
}
