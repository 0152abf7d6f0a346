//! Whether lenders can still leave.

use super::Feature;
use super::patience;
use super::view::MarketView;
use crate::data::SeriesKind;

/// max(0, u - 0.8) / 0.2, u the share of the reserve's deposits that is lent out.
///
/// Nothing up to the usual kink of borrow curves, 1 where no deposit can be withdrawn. Unit: fraction
/// from 0 to 1. Look-back: 3 hours; missing without a reading of the reserve within them.
#[derive(Clone, Copy, Debug)]
pub struct UtilizationPressure;

const KINK: f64 = 0.8;

impl Feature for UtilizationPressure {
    fn name(&self) -> &'static str {
        "utilization_pressure"
    }

    fn look_back_hours(&self) -> usize {
        usize::from(patience::HOURLY)
    }

    fn reads(&self) -> &'static [SeriesKind] {
        &[SeriesKind::Pools]
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        pressure(view, 0)
    }
}

/// The pressure `ago` hours before the decision time.
pub(super) fn pressure(view: &MarketView<'_>, ago: i64) -> Option<f64> {
    let pool = view.pool(ago, i64::from(patience::HOURLY))?;
    Some((pool.utilization - KINK).max(0.0) / (1.0 - KINK))
}
