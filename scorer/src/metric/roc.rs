//! The ROC curve.

use super::Judged;
use super::precision_recall::thin;
use crate::number::count;

/// Points (false-positive rate, true-positive rate) of "at least this forecast", from (0, 0) to (1, 1), ascending in both
/// (Fawcett, Pattern Recognition Letters 27, 2006). At most about `points` of them, spread evenly over the hits. Empty
/// unless both kinds of row are there.
pub fn roc_curve(rows: &[Judged], points: usize) -> Vec<(f64, f64)> {
    let mut sorted = rows.to_vec();
    sorted.sort_by(|a, b| b.forecast.total_cmp(&a.forecast));
    let events = count(sorted.iter().filter(|row| row.event).count());
    let quiet = count(sorted.len()) - events;
    if events <= 0.0 || quiet <= 0.0 {
        return Vec::new();
    }
    let (mut hits, mut alarms) = (0.0, 0.0);
    let mut curve = vec![(0.0, 0.0)];
    for ties in sorted.chunk_by(|a, b| a.forecast.total_cmp(&b.forecast).is_eq()) {
        let new_hits = count(ties.iter().filter(|row| row.event).count());
        hits += new_hits;
        alarms += count(ties.len()) - new_hits;
        curve.push((alarms / quiet, hits / events));
    }
    thin(&curve, points, |point| point.0 + point.1, 2.0)
}

#[cfg(test)]
mod tests {
    use super::super::judged;
    use super::*;

    #[test]
    fn hand_computed_points() {
        // scikit-learn's own example of roc_curve.
        let rows = judged(&[(0.1, false), (0.4, false), (0.35, true), (0.8, true)]);

        let curve = roc_curve(&rows, 100);

        let expected = [(0.0, 0.0), (0.0, 0.5), (0.5, 0.5), (0.5, 1.0), (1.0, 1.0)];
        assert_eq!(curve, expected);
    }

    #[test]
    fn thinned_curve_keeps_its_ends_and_its_area() {
        let rows: Vec<(f64, bool)> = (0..5_000)
            .map(|row| (f64::from(row % 977), row % 977 > 600 && row % 3 == 0))
            .collect();
        let rows = judged(&rows);

        let curve = roc_curve(&rows, 100);

        let area: f64 = curve
            .windows(2)
            .map(|pair| (pair[1].0 - pair[0].0) * f64::midpoint(pair[0].1, pair[1].1))
            .sum();
        assert!(curve.len() <= 102, "{}", curve.len());
        assert_eq!((curve[0], curve[curve.len() - 1]), ((0.0, 0.0), (1.0, 1.0)));
        assert!((area - super::super::area_under_curve(&rows).unwrap()).abs() < 1e-3);
    }

    #[test]
    fn one_kind_of_row_has_no_curve() {
        assert!(roc_curve(&judged(&[(0.1, true)]), 10).is_empty());
    }
}
