//! How busy the market is against its own month.

use super::Feature;
use super::view::{COVERAGE_REQUIRED, MarketView};
use crate::number::{count, ln};

/// ln( V24 / V720 ), where Vh is the mean hourly volume over the last h hours.
///
/// Unit: log ratio, 0 when the last day was as busy as the month. Look-back: 720 hours. Missing
/// below 80 % coverage of either span, or where either mean is zero.
#[derive(Clone, Copy, Debug)]
pub struct VolumeRatio;

const RECENT_HOURS: usize = 24;
const USUAL_HOURS: usize = 720;

impl Feature for VolumeRatio {
    fn name(&self) -> &'static str {
        "log_volume_24h_to_720h"
    }

    fn look_back_hours(&self) -> usize {
        USUAL_HOURS
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        let recent = mean_volume(view, RECENT_HOURS)?;
        let usual = mean_volume(view, USUAL_HOURS)?;
        (recent > 0.0 && usual > 0.0).then(|| ln(recent / usual))
    }
}

fn mean_volume(view: &MarketView<'_>, hours: usize) -> Option<f64> {
    let volumes: Vec<f64> = view
        .bars(hours)
        .iter()
        .flatten()
        .map(|bar| bar.volume)
        .collect();
    (count(volumes.len()) >= COVERAGE_REQUIRED * count(hours))
        .then(|| volumes.iter().sum::<f64>() / count(volumes.len()))
}
