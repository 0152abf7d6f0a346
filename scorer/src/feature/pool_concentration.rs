//! Whether one borrower is the market.

use super::Feature;
use super::patience;
use super::view::MarketView;
use crate::data::SeriesKind;

/// Share of the reserve's debt that its largest borrower owes, when it was last read.
///
/// One position that large is sold at once or not at all. Unit: fraction from 0 to 1. Look-back: 3
/// hours; missing without a reading of the reserve within them.
#[derive(Clone, Copy, Debug)]
pub struct PoolConcentration;

impl Feature for PoolConcentration {
    fn name(&self) -> &'static str {
        "top_borrower_share"
    }

    fn look_back_hours(&self) -> usize {
        usize::from(patience::HOURLY)
    }

    fn reads(&self) -> &'static [SeriesKind] {
        &[SeriesKind::Pools]
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        view.pool(0, i64::from(patience::HOURLY))
            .map(|pool| pool.top_borrower_share)
    }
}
