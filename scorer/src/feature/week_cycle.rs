//! The half-week cycle of volatility.

use super::Feature;
use super::view::MarketView;
use crate::number::{cos, count};
use crate::time::{HOURS_PER_WEEK, hour_of_week};

/// cos( 4 π h / 168 ), h the hour of the week from Monday 00:00 UTC: the second harmonic of the week.
///
/// What the weekend's share leaves over of the weekly pattern (Andersen and Bollerslev, 1997, fit such harmonics to
/// intraday volatility). Unit: -1 to 1. Look-back: none. Never missing.
#[derive(Clone, Copy, Debug)]
pub struct WeekCycle;

impl Feature for WeekCycle {
    fn name(&self) -> &'static str {
        "week_cosine_second"
    }

    fn look_back_hours(&self) -> usize {
        0
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        let turns = 2.0 * count(hour_of_week(view.time())) / count(HOURS_PER_WEEK);
        Some(cos(2.0 * std::f64::consts::PI * turns))
    }
}
