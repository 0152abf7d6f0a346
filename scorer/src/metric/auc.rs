//! Area under the ROC curve.

use super::Judged;
use crate::number::count;

/// The probability that a random event row ranks above a random quiet row, ties counting one half
/// (Mann and Whitney, 1947). From 0 to 1; 0.5 is chance. None unless both kinds of row are there.
pub fn area_under_curve(rows: &[Judged]) -> Option<f64> {
    let mut sorted = rows.to_vec();
    sorted.sort_by(|a, b| a.forecast.total_cmp(&b.forecast));
    let events = sorted.iter().filter(|row| row.event).count();
    let quiet = sorted.len() - events;
    if events == 0 || quiet == 0 {
        return None;
    }
    let (mut below, mut wins) = (0.0, 0.0);
    for ties in sorted.chunk_by(|a, b| a.forecast.total_cmp(&b.forecast).is_eq()) {
        let tied_events = count(ties.iter().filter(|row| row.event).count());
        let tied_quiet = count(ties.len()) - tied_events;
        wins += tied_events * (below + tied_quiet / 2.0);
        below += tied_quiet;
    }
    Some(wins / (count(events) * count(quiet)))
}

#[cfg(test)]
mod tests {
    use super::super::judged;
    use super::*;

    #[test]
    fn hand_counted_pairs() {
        // Events at 0.8 and 0.4; quiet at 0.6, 0.4, 0.2: wins 3 + (0.5 + 1) of 6 pairs.
        let rows = judged(&[
            (0.8, true),
            (0.6, false),
            (0.4, true),
            (0.4, false),
            (0.2, false),
        ]);

        assert_eq!(area_under_curve(&rows), Some(4.5 / 6.0));
    }

    #[test]
    fn constant_forecast_is_chance_and_one_kind_of_row_is_nothing() {
        let constant = judged(&[(0.3, true), (0.3, false), (0.3, false)]);

        assert_eq!(area_under_curve(&constant), Some(0.5));
        assert_eq!(area_under_curve(&judged(&[(0.3, true)])), None);
    }
}
