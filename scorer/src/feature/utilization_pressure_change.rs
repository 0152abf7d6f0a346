//! Whether lenders are leaving.

use super::Feature;
use super::patience;
use super::utilization_pressure::UTILIZATION_PRESSURE;
use super::view::MarketView;
use crate::data::SeriesKind;

/// [`super::UTILIZATION_PRESSURE`] less that of 24 hours before.
///
/// Unit: difference of fractions, -1 to 1. Look-back: 27 hours: either reading may be 3 hours old;
/// missing otherwise.
#[derive(Clone, Copy, Debug)]
pub struct UtilizationPressureChange;

const HOURS: u8 = 24;

impl Feature for UtilizationPressureChange {
    fn name(&self) -> &'static str {
        "utilization_pressure_change_24h"
    }

    fn look_back_hours(&self) -> usize {
        usize::from(HOURS + patience::HOURLY)
    }

    fn reads(&self) -> &'static [SeriesKind] {
        &[SeriesKind::Pools]
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        let before = UTILIZATION_PRESSURE.ago(view, i64::from(HOURS))?;
        Some(UTILIZATION_PRESSURE.ago(view, 0)? - before)
    }
}
