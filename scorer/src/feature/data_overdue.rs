//! Whether the market still speaks: time since data.

use super::Feature;
use super::view::MarketView;
use crate::data::SeriesKind;
use crate::number::count;

/// The greatest time, over the asset's sources, by which the next value is late: hours since the last
/// one less the source's own interval, not below 0.
///
/// Sources are spot bars (1 hour), funding (8), the implied-volatility index (1) and depth (6), as far
/// as the asset has them: one that said nothing for 720 hours is no source any more, and what it feeds
/// is missing. Without the interval, the clock of an 8-hourly series would pass for silence. Unit:
/// whole hours, rounded down. Look-back: 720 hours; missing where spot bars are silent so long.
#[derive(Clone, Copy, Debug)]
pub struct DataOverdue;

const HOURS: u16 = 720;
const SPOT_INTERVAL: i64 = 1;
const FUNDING_INTERVAL: i64 = 8;
const IMPLIED_INTERVAL: i64 = 1;
const DEPTH_INTERVAL: i64 = 6;

impl Feature for DataOverdue {
    fn name(&self) -> &'static str {
        "data_overdue_hours"
    }

    fn look_back_hours(&self) -> usize {
        usize::from(HOURS)
    }

    fn reads(&self) -> &'static [SeriesKind] {
        &[SeriesKind::Depth]
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        let silent = view.silent_hours(i64::from(HOURS));
        let spot = silent.spot?;
        let overdue = [
            Some(spot - SPOT_INTERVAL),
            silent.funding.map(|hours| hours - FUNDING_INTERVAL),
            silent
                .implied_volatility
                .map(|hours| hours - IMPLIED_INTERVAL),
            silent.depth.map(|hours| hours - DEPTH_INTERVAL),
        ];
        let longest = overdue.into_iter().flatten().fold(0, i64::max);
        usize::try_from(longest).ok().map(count)
    }
}
