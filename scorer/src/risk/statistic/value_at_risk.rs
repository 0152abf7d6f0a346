//! Value at risk: the smallest loss that is not exceeded with probability `level`.
//!
//! Of n losses sorted, that with rank ceil(n x level). Its interval are the losses at the ranks that a binomial count lies
//! between in 95 of 100 samples, n x level -+ 1.96 x sqrt(n x level x (1 - level)), whatever the distribution.

use super::{Estimate, NORMAL_95, sorted};
use crate::number::count;

/// The value at risk at `level`, between 0 and 1; zero without losses.
pub fn value_at_risk(losses: &[f64], level: f64) -> Estimate {
    let sorted = sorted(losses);
    let size = count(sorted.len());
    let center = size * level;
    let half = NORMAL_95 * (center * (1.0 - level)).sqrt();
    let of_rank = |rank: f64| {
        let place = whole(rank.clamp(1.0, size.max(1.0))) - 1;
        sorted.get(place).copied().unwrap_or(0.0)
    };
    Estimate {
        value: of_rank(rank(size, level)),
        low: of_rank((center - half).floor()),
        high: of_rank((center + half).ceil() + 1.0),
    }
}

/// ceil(size x level), forgiving what a product of floats is off by.
pub(super) fn rank(size: f64, level: f64) -> f64 {
    (size * level - 1e-9 * size).ceil().max(1.0)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped between one and a count"
)]
pub(super) fn whole(rank: f64) -> usize {
    rank as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_of_one_to_ten_thousand() {
        let losses: Vec<f64> = (1..=10_000).rev().map(f64::from).collect();

        let found = value_at_risk(&losses, 0.99);

        // 9 900 -+ 1.96 x sqrt(99) = 19.5.
        assert_eq!(
            found,
            Estimate {
                value: 9_900.0,
                low: 9_880.0,
                high: 9_921.0
            }
        );
    }

    #[test]
    fn nothing_was_lost_in_nothing() {
        assert_eq!(value_at_risk(&[], 0.95).value.to_bits(), 0.0f64.to_bits());
    }
}
