//! Calibration by band of ten score points: promised against realised.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::wilson_interval;
use crate::number::count;

/// Width of a band, in hundredths of a point.
pub const BAND_HUNDREDTHS: u16 = 1_000;
const BANDS: u16 = 10;

/// One row: what was promised and what came.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BandRow {
    /// The score, in hundredths of a point.
    pub score_hundredths: u16,
    /// The probability that the published curve promises for that score.
    pub promised: f64,
    /// Whether the price fell by the shock.
    pub event: bool,
    /// Deepest fall of the horizon, a fraction of the price.
    pub worst_fall: f64,
    /// Number of the decision time's day. Rows of one day count as one trial.
    pub day: i64,
}

/// One band of ten points.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// Lowest score of the band, in points.
    pub from_points: u16,
    /// Score at which the next band begins, in points; the last band holds 100 too.
    pub to_points: u16,
    /// Rows in the band.
    pub rows: usize,
    /// Distinct days among them: the trials of the interval.
    pub days: usize,
    /// Mean promised probability of the rows; None without rows.
    pub promised: Option<f64>,
    /// Share of rows with the event; None without rows.
    pub realised: Option<f64>,
    /// 95 % interval of the realised share ([`wilson_interval`] over `days`).
    pub interval: (f64, f64),
    /// Mean of the worst falls of the rows with the event, a fraction: realised expected shortfall; None without an event.
    pub realised_shortfall: Option<f64>,
}

/// The ten bands, from calm to stress.
///
/// Labels of neighbouring hours overlap by up to 23 of 24 hours and assets fall together, so rows are far from independent.
/// The intervals take the distinct days of a band as its trials: conservative where a day is in one band, and still a
/// little bold across midnight.
pub fn calibration_bands(rows: &[BandRow]) -> Vec<Band> {
    (0..BANDS)
        .map(|band| {
            let inside: Vec<&BandRow> = rows
                .iter()
                .filter(|row| (row.score_hundredths / BAND_HUNDREDTHS).min(BANDS - 1) == band)
                .collect();
            of_rows(band, &inside)
        })
        .collect()
}

fn of_rows(band: u16, rows: &[&BandRow]) -> Band {
    const POINTS: u16 = BAND_HUNDREDTHS / 100;
    let days = rows
        .iter()
        .map(|row| row.day)
        .collect::<BTreeSet<_>>()
        .len();
    let falls: Vec<f64> = rows
        .iter()
        .filter(|row| row.event)
        .map(|row| row.worst_fall)
        .collect();
    let mean = |sum: f64, rows: usize| (rows > 0).then(|| sum / count(rows));
    let realised = mean(count(falls.len()), rows.len());
    Band {
        from_points: band * POINTS,
        to_points: (band + 1) * POINTS,
        rows: rows.len(),
        days,
        promised: mean(rows.iter().map(|row| row.promised).sum(), rows.len()),
        realised,
        interval: wilson_interval(realised.unwrap_or(0.0), count(days)),
        realised_shortfall: mean(falls.iter().sum(), falls.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(score_hundredths: u16, promised: f64, worst_fall: f64, day: i64) -> BandRow {
        BandRow {
            score_hundredths,
            promised,
            event: worst_fall >= 0.08,
            worst_fall,
            day,
        }
    }

    #[test]
    fn hand_computed_band() {
        let rows = [
            row(6_500, 0.28, 0.10, 1),
            row(6_500, 0.28, 0.20, 1),
            row(6_999, 0.34, 0.01, 2),
            row(6_000, 0.24, 0.02, 3),
            row(7_000, 0.35, 0.50, 3),
        ];

        let bands = calibration_bands(&rows);

        let band = &bands[6];
        assert_eq!((band.from_points, band.to_points), (60, 70));
        assert_eq!((band.rows, band.days), (4, 3));
        assert!((band.promised.unwrap() - 0.285).abs() < 1e-12);
        assert_eq!(band.realised, Some(0.5));
        assert!((band.realised_shortfall.unwrap() - 0.15).abs() < 1e-12);
        assert_eq!(band.interval, wilson_interval(0.5, 3.0));
    }

    #[test]
    fn hundred_points_belong_to_the_last_band_and_empty_bands_promise_nothing() {
        let bands = calibration_bands(&[row(10_000, 0.8, 0.3, 1)]);

        assert_eq!((bands.len(), bands[9].rows), (10, 1));
        assert_eq!((bands[0].promised, bands[0].realised), (None, None));
        assert_eq!(bands[0].interval, (0.0, 1.0));
    }
}
