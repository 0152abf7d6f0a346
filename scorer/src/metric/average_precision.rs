//! Average precision: the area under the precision-recall curve.

use super::Judged;
use crate::number::count;

/// `Σ (R_i - R_(i-1)) P_i` over the distinct forecasts from the highest down, `P_i` and `R_i` the
/// precision and recall of "at least this forecast" (as scikit-learn's `average_precision_score`).
/// From 0 to 1; a random forecast scores the base rate. None without an event.
pub fn average_precision(rows: &[Judged]) -> Option<f64> {
    let mut sorted = rows.to_vec();
    sorted.sort_by(|a, b| b.forecast.total_cmp(&a.forecast));
    let events = count(sorted.iter().filter(|row| row.event).count());
    if events <= 0.0 {
        return None;
    }
    let (mut taken, mut hits, mut area) = (0.0, 0.0, 0.0);
    for ties in sorted.chunk_by(|a, b| a.forecast.total_cmp(&b.forecast).is_eq()) {
        let new_hits = count(ties.iter().filter(|row| row.event).count());
        taken += count(ties.len());
        hits += new_hits;
        area += new_hits / events * (hits / taken);
    }
    Some(area)
}

#[cfg(test)]
mod tests {
    use super::super::judged;
    use super::*;

    #[test]
    fn hand_computed_curve() {
        // scikit-learn's own example: labels 0 0 1 1, forecasts 0.1 0.4 0.35 0.8 give 0.8333...
        let rows = judged(&[(0.1, false), (0.4, false), (0.35, true), (0.8, true)]);

        let area = average_precision(&rows).unwrap();

        assert!((area - (0.5 + 0.5 * 2.0 / 3.0)).abs() < 1e-12, "{area}");
    }

    #[test]
    fn constant_forecast_scores_the_base_rate() {
        let rows = judged(&[(0.5, true), (0.5, false), (0.5, false), (0.5, false)]);

        assert_eq!(average_precision(&rows), Some(0.25));
        assert_eq!(average_precision(&judged(&[(0.5, false)])), None);
    }
}
