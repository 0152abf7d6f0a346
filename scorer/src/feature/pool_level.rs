//! What features of the asset's own reserve share: one number of its last reading.

use super::Feature;
use super::patience;
use super::view::MarketView;
use crate::data::{PoolReading, SeriesKind};

/// A number of the reserve that lends the asset, when it was last read.
///
/// Look-back: 3 hours; missing without a reading of the reserve within them. What the number says, and its unit, stands with
/// each.
#[derive(Clone, Copy, Debug)]
pub struct PoolLevel {
    /// Name in the schema.
    pub name: &'static str,
    /// The number, from a reading.
    pub of: fn(&PoolReading) -> f64,
}

impl PoolLevel {
    /// The number `ago` hours before the decision time, by a reading less than 3 hours older than that.
    pub(super) fn ago(&self, view: &MarketView<'_>, ago: i64) -> Option<f64> {
        view.pool(ago, i64::from(patience::HOURLY)).map(self.of)
    }
}

impl Feature for PoolLevel {
    fn name(&self) -> &'static str {
        self.name
    }

    fn look_back_hours(&self) -> usize {
        usize::from(patience::HOURLY)
    }

    fn reads(&self) -> &'static [SeriesKind] {
        &[SeriesKind::Pools]
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        self.ago(view, 0)
    }
}
