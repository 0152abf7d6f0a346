//! Whether the pool's price is behind.

use super::Feature;
use super::patience;
use super::view::MarketView;
use crate::data::SeriesKind;

/// Age of the oracle price that the asset's reserve used when it was last read.
///
/// While it grows, liquidations wait and losses do not. Unit: seconds. Look-back: 3 hours; missing
/// without a reading of the reserve within them.
#[derive(Clone, Copy, Debug)]
pub struct OracleLag;

impl Feature for OracleLag {
    fn name(&self) -> &'static str {
        "oracle_lag_seconds"
    }

    fn look_back_hours(&self) -> usize {
        usize::from(patience::HOURLY)
    }

    fn reads(&self) -> &'static [SeriesKind] {
        &[SeriesKind::Pools]
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        view.pool(0, i64::from(patience::HOURLY))
            .map(|pool| pool.oracle_age_seconds)
    }
}
