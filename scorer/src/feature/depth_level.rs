//! Whether the order book is as deep as usual.

use super::Feature;
use super::patience;
use super::view::{MarketView, is_covered};
use crate::data::{Depth, SeriesKind};
use crate::number::{ln, median};

/// ln( D / m ), D the last depth within 50 basis points of the mid, in USD, and m its median over
/// the last 720 hours (30 days).
///
/// Against its own month, so that venues and assets of any size compare. Unit: log ratio. Look-back:
/// 720 hours. Missing where the last reading is 12 hours old, or where fewer than 24 of the 30 days
/// have a reading.
#[derive(Clone, Copy, Debug)]
pub struct DepthLevel;

const DAYS: u8 = 30;
const HOURS_PER_DAY: i64 = 24;
/// A book that holds less counts as empty; keeps the logarithm finite.
const DEPTH_FLOOR_USD: f64 = 1.0;

impl Feature for DepthLevel {
    fn name(&self) -> &'static str {
        "log_depth_to_median_720h"
    }

    fn look_back_hours(&self) -> usize {
        usize::from(DAYS) * 24
    }

    fn reads(&self) -> &'static [SeriesKind] {
        &[SeriesKind::Depth]
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        let now = depth_usd(view.depth(0, i64::from(patience::DEPTH))?);
        let readings = view.depths(HOURS_PER_DAY * i64::from(DAYS));
        let newest = readings.last()?.0;
        let mut days: Vec<i64> = readings
            .iter()
            .map(|(time, _)| newest.hours_since_floor(*time) / HOURS_PER_DAY)
            .collect();
        days.dedup();
        if !is_covered(days.len(), usize::from(DAYS)) {
            return None;
        }
        let usual = median(
            readings
                .iter()
                .map(|(_, depth)| depth_usd(*depth))
                .collect(),
        )?;
        Some(ln(now / usual))
    }
}

/// The depth within 50 basis points, not below the floor.
pub(super) fn depth_usd(depth: Depth) -> f64 {
    depth.within_50bps_usd.max(DEPTH_FLOOR_USD)
}
