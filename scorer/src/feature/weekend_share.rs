//! How much of the day ahead is weekend.

use super::Feature;
use super::view::MarketView;
use crate::label::HORIZON_HOURS;
use crate::number::count;
use crate::time::{Timestamp, hour_of_week};

/// Share of the next 24 hours that fall on a Saturday or Sunday, UTC.
///
/// The label looks a day ahead, and weekends move less (a calendar fact, known beforehand, so not a look ahead).
/// Unit: fraction from 0 to 1. Look-back: none. Never missing.
#[derive(Clone, Copy, Debug)]
pub struct WeekendShare;

const SATURDAY_STARTS: usize = 5 * 24;

impl Feature for WeekendShare {
    fn name(&self) -> &'static str {
        "weekend_share_ahead_24h"
    }

    fn look_back_hours(&self) -> usize {
        0
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        let weekend = (0..HORIZON_HOURS)
            .filter(|&hour| is_weekend(view.time().plus_hours(hour)))
            .count();
        Some(count(weekend) / count(usize::try_from(HORIZON_HOURS).ok()?))
    }
}

fn is_weekend(time: Timestamp) -> bool {
    hour_of_week(time) >= SATURDAY_STARTS
}
