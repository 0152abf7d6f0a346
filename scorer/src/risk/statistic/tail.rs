//! Which scenarios are the worst, and how much each counts.

use super::value_at_risk::{rank, whole};
use crate::number::count;

/// The scenarios beyond the value at risk at `level`, and the one at it as far as it belongs to them, with weights that sum to
/// one: `sum of weight x loss` is the expected shortfall. Among equal losses the earlier scenario is the milder one.
pub fn tail_weights(losses: &[f64], level: f64) -> Vec<(usize, f64)> {
    let mut order: Vec<usize> = (0..losses.len()).collect();
    order.sort_by(|&one, &other| losses[one].total_cmp(&losses[other]).then(one.cmp(&other)));
    let size = count(losses.len());
    let beyond = size * (1.0 - level);
    let rank = rank(size, level);
    let Some(worst) = order.get(whole(rank).saturating_sub(1)..) else {
        return Vec::new();
    };
    let at = ((rank - size * level) / beyond).max(0.0);
    let weights = worst.iter().enumerate().map(|(place, &scenario)| {
        let weight = if place == 0 { at } else { 1.0 / beyond };
        (scenario, weight)
    });
    weights
        .filter(|(_, weight)| *weight > 1e-6 / beyond)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_tail_has_equal_weights() {
        let losses: Vec<f64> = (0..200).map(f64::from).collect();

        let tail = tail_weights(&losses, 0.99);

        assert_eq!(tail.iter().map(|(s, _)| *s).collect::<Vec<_>>(), [198, 199]);
        assert!(tail.iter().all(|(_, weight)| (weight - 0.5).abs() < 1e-9));
    }

    #[test]
    fn broken_tail_counts_the_one_at_its_edge_in_part() {
        let losses: Vec<f64> = (0..150).map(f64::from).collect();

        let tail = tail_weights(&losses, 0.99);

        // One and a half scenarios are the worst percent.
        assert_eq!(tail.len(), 2);
        assert!((tail[0].1 - 1.0 / 3.0).abs() < 1e-9 && (tail[1].1 - 2.0 / 3.0).abs() < 1e-9);
    }
}
