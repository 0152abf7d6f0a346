//! The precision-recall curve.

use super::Judged;
use crate::number::count;

/// Points (recall, precision) of "at least this forecast", from the highest forecast down, ascending in recall (Davis and
/// Goadrich, ICML 2006). At most about `points` of them, spread evenly over recall. Empty without an event.
pub fn precision_recall_curve(rows: &[Judged], points: usize) -> Vec<(f64, f64)> {
    let mut sorted = rows.to_vec();
    sorted.sort_by(|a, b| b.forecast.total_cmp(&a.forecast));
    let events = count(sorted.iter().filter(|row| row.event).count());
    if events <= 0.0 {
        return Vec::new();
    }
    let (mut hits, mut taken) = (0.0, 0.0);
    let mut curve = Vec::new();
    for ties in sorted.chunk_by(|a, b| a.forecast.total_cmp(&b.forecast).is_eq()) {
        hits += count(ties.iter().filter(|row| row.event).count());
        taken += count(ties.len());
        curve.push((hits / events, hits / taken));
    }
    thin(&curve, points, |point| point.0, 1.0)
}

/// The first and last point, and between them one for each step of `span / points` along `position`.
pub(super) fn thin(
    curve: &[(f64, f64)],
    points: usize,
    position: impl Fn(&(f64, f64)) -> f64,
    span: f64,
) -> Vec<(f64, f64)> {
    let step = span / count(points.max(1));
    let mut thinned: Vec<(f64, f64)> = Vec::new();
    let mut next = f64::NEG_INFINITY;
    for point in curve {
        if position(point) >= next {
            thinned.push(*point);
            next = position(point) + step;
        }
    }
    match (thinned.last(), curve.last()) {
        (Some(kept), Some(last)) if kept != last => thinned.push(*last),
        _ => {}
    }
    thinned
}

#[cfg(test)]
mod tests {
    use super::super::judged;
    use super::*;

    #[test]
    fn hand_computed_points() {
        let rows = judged(&[(0.1, false), (0.4, false), (0.35, true), (0.8, true)]);

        let curve = precision_recall_curve(&rows, 100);

        // The quiet row at 0.4 lowers precision without adding recall: thinning keeps the first of equal recall.
        assert_eq!(curve, vec![(0.5, 1.0), (1.0, 2.0 / 3.0), (1.0, 0.5)]);
        assert!(precision_recall_curve(&judged(&[(0.4, false)]), 9).is_empty());
    }
}
