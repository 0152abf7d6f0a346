//! The reference shock: what counts as a fall for an asset, so that calm means calm for each.
//!
//! A coin that falls by 8 % in a day every week would never be calm on that scale. The reference shock is the smallest
//! step of the ladder that does not come every week: at most one training hour in seven precedes it, as for a day in a
//! week. It looks at the training window alone.

use crate::data::{AssetHistory, DataError, Dataset};
use crate::feature::Shocks;
use crate::label::{HORIZON_HOURS, SHOCK_DEFAULT, falls_by_shock};
use crate::time::Window;

/// The steps, as fractions of the price; the last one is taken when even that is frequent.
pub const LADDER: [f64; 7] = [SHOCK_DEFAULT, 0.10, 0.12, 0.15, 0.20, 0.25, 0.30];

/// Share of training hours that may precede the shock.
pub const MAX_BASE_RATE: f64 = 1.0 / 7.0;

/// The reference shock of `history` over the decision times of `window`; nothing at or after its end is looked at.
pub fn reference_shock(history: &AssetHistory, window: Window) -> f64 {
    let judged = Window::new(window.from, window.until.plus_hours(-HORIZON_HOURS));
    let is_rare = |shock: f64| {
        let (mut falls, mut hours) = (0u32, 0u32);
        for fell in judged
            .hours()
            .filter_map(|time| falls_by_shock(history, time, shock))
        {
            falls += u32::from(fell);
            hours += 1;
        }
        f64::from(falls) <= f64::from(hours) * MAX_BASE_RATE
    };
    let [.., greatest] = LADDER;
    LADDER
        .into_iter()
        .find(|shock| is_rare(*shock))
        .unwrap_or(greatest)
}

/// The reference shock of each of `assets`.
///
/// # Errors
/// [`DataError::AssetUnknown`].
pub fn reference_shocks(
    dataset: &Dataset,
    assets: &[&str],
    window: Window,
) -> Result<Shocks, DataError> {
    assets
        .iter()
        .map(|asset| {
            Ok((
                (*asset).to_owned(),
                reference_shock(dataset.asset(asset)?, window),
            ))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Bar, HourlyGrid};
    use crate::time::Timestamp;

    /// Flat at 100, with a low of `low` once every `every` hours.
    fn history(low: f64, every: usize) -> (AssetHistory, Window) {
        let bar = |hour: usize| Bar {
            open: 100.0,
            high: 100.0,
            low: if hour.is_multiple_of(every) {
                low
            } else {
                100.0
            },
            close: 100.0,
            volume: 1.0,
        };
        let grid = HourlyGrid::new(
            Timestamp::from_millis(0),
            (0..5_000).map(|hour| Some(bar(hour))).collect(),
        );
        let window = grid.window();
        (AssetHistory::new(grid, Vec::new()), window)
    }

    #[test]
    fn a_quiet_asset_keeps_the_default() {
        let (history, window) = history(91.0, 1_000);
        assert!((reference_shock(&history, window) - SHOCK_DEFAULT).abs() < 1e-12);
    }

    #[test]
    fn an_asset_that_falls_nine_percent_every_five_days_needs_a_larger_shock() {
        let (history, window) = history(91.0, 120);
        assert!((reference_shock(&history, window) - 0.10).abs() < 1e-12);
    }

    #[test]
    fn a_fall_after_the_window_is_not_seen() {
        let (history, window) = history(50.0, 4_000);
        let before = Window::new(window.from.plus_hours(1), window.from.plus_hours(4_000));
        assert!((reference_shock(&history, before) - SHOCK_DEFAULT).abs() < 1e-12);
    }
}
