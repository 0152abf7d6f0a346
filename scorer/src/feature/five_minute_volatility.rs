//! Whether five-minute moves add up to hourly ones.

use super::Feature;
use super::log_volatility::{VOLATILITY_FLOOR, hourly_volatility};
use super::view::{MarketView, covered_mean};
use crate::data::SeriesKind;
use crate::number::{count, ln};

/// ln( f / s ) over the last 24 hours, where f = sqrt( (12/n) Σ r² ), r the n known logarithmic
/// returns between neighbouring five-minute closes, and s the hourly volatility.
///
/// Half the logarithm of the variance ratio of "Stock market prices do not follow random walks"
/// (1988): above 0 where prices jump to and fro within the hour, below 0 where they trend. From
/// five-minute bars of the perpetual future, or of the spot market where it has more. Unit: log ratio.
/// Look-back: 25 hours. Missing below 80 % coverage.
#[derive(Clone, Copy, Debug)]
pub struct FiveMinuteVolatility;

const HOURS: usize = 24;
const STEPS_PER_HOUR: usize = 12;

impl Feature for FiveMinuteVolatility {
    fn name(&self) -> &'static str {
        "log_five_minute_to_hourly_24h"
    }

    fn look_back_hours(&self) -> usize {
        HOURS + 1
    }

    fn reads(&self) -> &'static [SeriesKind] {
        &[
            SeriesKind::PerpetualFiveMinutes,
            SeriesKind::SpotFiveMinutes,
        ]
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        let bars = view.five_minute_bars(HOURS);
        let squares = bars
            .iter()
            .zip(bars.iter().skip(1))
            .filter_map(|(before, bar)| Some(ln(bar.as_ref()?.close / before.as_ref()?.close)))
            .map(|value| value * value);
        // One return less than bars.
        let variance = covered_mean(squares, STEPS_PER_HOUR * HOURS - 1)?;
        let hourly = (count(STEPS_PER_HOUR) * variance).sqrt();
        Some(ln(
            hourly.max(VOLATILITY_FLOOR) / hourly_volatility(view, HOURS)?
        ))
    }
}
