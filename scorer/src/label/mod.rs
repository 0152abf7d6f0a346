//! What came after a decision time: the outcomes that forecasts are trained on or judged by.
//!
//! A label at decision time t looks at the bars opened at t, t + 1 h, ... up to its horizon, and at the price P, the close of
//! the bar opened at t - 1 h; at nothing earlier and at nothing later. It is unknown (None) where P or any of those bars is
//! missing, and the row is left out.
//!
//! | label | says |
//! |---|---|
//! | [`falls_by_shock`] | whether the price falls by the shock within 24 hours: what the score forecasts |
//! | [`falls_within`] | the same over 1, 6 or any number of hours |
//! | [`worst_fall`] | the deepest fall within the horizon, as a fraction of P |
//! | [`shortfall`] | that fall where it reaches the shock; its mean is the realised expected shortfall |
//! | [`realised_variance`] | the sum of the squared hourly returns of the horizon |
//! | [`liquidity_drop`] | whether the book's depth falls by a share under its trailing median: judged beside the score |
//!
//! [`PURGE_HOURS`] and [`EMBARGO_HOURS`] keep labels from leaking over a boundary: see `purge`.

mod fall;
mod liquidity_drop;
mod purge;
mod realised_variance;
mod shortfall;
mod worst_fall;

pub use fall::{SHOCK_DEFAULT, falls_by_shock, falls_within};
pub use liquidity_drop::{DEPTH_DROP, DEPTH_TRAILING_HOURS, DepthPoint, liquidity_drop};
pub use purge::{EMBARGO_HOURS, PURGE_HOURS, embargoed_from, purged_until};
pub use realised_variance::realised_variance;
pub use shortfall::{mean_shortfall, shortfall};
pub use worst_fall::worst_fall;

use crate::data::{AssetHistory, Bar};
use crate::time::Timestamp;

/// Hours that the score's label looks ahead.
pub const HORIZON_HOURS: i64 = 24;

/// The horizons that falls are judged over, in hours; the last one is the score's.
pub const HORIZONS_HOURS: [i64; 3] = [1, 6, HORIZON_HOURS];

/// Price at the decision time, and the `horizon_hours` bars after it; None unless all are there.
fn outlook(
    history: &AssetHistory,
    time: Timestamp,
    horizon_hours: i64,
) -> Option<(f64, &[Option<Bar>])> {
    let bars = history.bars();
    let price = bars.get(time.plus_hours(-1))?.close;
    let start = bars.closed_by(time);
    let hours = usize::try_from(horizon_hours).ok()?;
    let after = bars.slots().get(start..start.checked_add(hours)?)?;
    after.iter().all(Option::is_some).then_some((price, after))
}

#[cfg(test)]
mod fixture {
    use crate::data::{AssetHistory, Bar, HourlyGrid};
    use crate::time::Timestamp;

    /// Hours of the fixture before the decision time; the horizon is 24 and one bar comes after it.
    pub(super) const HOURS: usize = 26;

    pub(super) fn first() -> Timestamp {
        Timestamp::from_millis(0)
    }

    /// The decision time: the close of the first bar.
    pub(super) fn decision() -> Timestamp {
        first().plus_hours(1)
    }

    pub(super) fn flat(hours: usize) -> Vec<Option<Bar>> {
        let bar = Bar {
            open: 100.0,
            high: 100.0,
            low: 100.0,
            close: 100.0,
            volume: 1.0,
        };
        vec![Some(bar); hours]
    }

    pub(super) fn with_low(hour: usize, low: f64) -> Vec<Option<Bar>> {
        let mut slots = flat(HOURS);
        slots[hour].as_mut().unwrap().low = low;
        slots
    }

    pub(super) fn history(slots: Vec<Option<Bar>>) -> AssetHistory {
        AssetHistory::new(HourlyGrid::new(first(), slots), Vec::new())
    }

    /// Asserts that `label`, with a horizon of 24 hours, depends on the price and the bars of its horizon alone, and is
    /// unknown where one of those is missing.
    #[track_caller]
    pub(super) fn assert_sees_its_horizon_alone<L>(label: impl Fn(&AssetHistory) -> Option<L>)
    where
        L: PartialEq + std::fmt::Debug,
    {
        let mut slots: Vec<Option<Bar>> = vec![None; 200];
        let at = 100;
        for (hour, slot) in slots.iter_mut().enumerate() {
            let close = 100.0 + f64::from(u32::try_from(hour * 7 % 11).unwrap());
            *slot = Some(Bar {
                open: close,
                high: close + 1.0,
                low: close - 9.0,
                close,
                volume: 1.0,
            });
        }
        let known = label(&history(slots.clone()));
        assert!(known.is_some());

        let mut others = slots.clone();
        for hour in (0..at - 1).chain(at + 24..200) {
            others[hour] = (hour % 3 > 0).then(|| flat(1)[0].unwrap());
        }
        // The price's own bar counts by its close alone.
        if let Some(bar) = &mut others[at - 1] {
            (bar.open, bar.high, bar.low) = (bar.close, bar.close + 50.0, 1.0);
        }
        assert_eq!(
            label(&history(others)),
            known,
            "it sees more than its horizon"
        );

        for hour in at - 1..at + 24 {
            let mut holed = slots.clone();
            holed[hour] = None;
            assert_eq!(label(&history(holed)), None, "bar {hour} is missing");
        }
        assert_eq!(
            label(&history(slots[..at + 23].to_vec())),
            None,
            "a bar is not there yet"
        );
    }

    /// The decision time of [`assert_sees_its_horizon_alone`].
    pub(super) fn middle() -> Timestamp {
        first().plus_hours(100)
    }
}
