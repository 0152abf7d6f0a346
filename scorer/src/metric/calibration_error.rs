//! Expected calibration error: how far promises lie from frequencies, on average.

use super::{Band, Judged};
use crate::number::count;

/// `Σ_b (n_b / n) |mean forecast of b - frequency of b|` over `bins` bins of equal size in order of the forecast (Naeini,
/// Cooper and Hauskrecht, AAAI 2015, with bins of equal mass as in Nixon et al., CVPR workshops 2019). From 0 to 1. None
/// without rows or bins.
pub fn expected_calibration_error(rows: &[Judged], bins: usize) -> Option<f64> {
    if rows.is_empty() || bins == 0 {
        return None;
    }
    let mut sorted = rows.to_vec();
    sorted.sort_by(|a, b| a.forecast.total_cmp(&b.forecast));
    let distances = (0..bins).map(|bin| {
        let (start, end) = (bin * sorted.len() / bins, (bin + 1) * sorted.len() / bins);
        let surplus = sorted[start..end]
            .iter()
            .map(|row| row.forecast - f64::from(u8::from(row.event)));
        surplus.sum::<f64>().abs()
    });
    Some(distances.sum::<f64>() / count(rows.len()))
}

/// `Σ_b (n_b / n) |promised_b - realised_b|` over bands of score. From 0 to 1. None without rows.
pub fn band_calibration_error(bands: &[Band]) -> Option<f64> {
    let rows = count(bands.iter().map(|band| band.rows).sum());
    let distances = bands
        .iter()
        .filter_map(|band| Some(count(band.rows) * (band.promised? - band.realised?).abs()));
    (rows > 0.0).then(|| distances.sum::<f64>() / rows)
}

#[cfg(test)]
mod tests {
    use super::super::{BandRow, calibration_bands, judged};
    use super::*;

    #[test]
    fn hand_computed_bins() {
        // Two bins: mean 0.15 against 0, mean 0.85 against 0.5: (0.15 + 0.35) / 2.
        let rows = judged(&[(0.8, true), (0.1, false), (0.9, false), (0.2, false)]);

        let error = expected_calibration_error(&rows, 2).unwrap();

        assert!((error - 0.25).abs() < 1e-12, "{error}");
        assert_eq!(expected_calibration_error(&[], 2), None);
    }

    #[test]
    fn bands_weigh_by_their_rows() {
        let row = |score_hundredths, promised, event| BandRow {
            score_hundredths,
            promised,
            event,
            worst_fall: 0.1,
            day: 0,
        };
        let rows = [
            row(100, 0.1, false),
            row(100, 0.1, false),
            row(100, 0.1, false),
            row(9_000, 0.7, true),
        ];

        let error = band_calibration_error(&calibration_bands(&rows)).unwrap();

        assert!((error - (0.75 * 0.1 + 0.25 * 0.3)).abs() < 1e-12, "{error}");
    }
}
