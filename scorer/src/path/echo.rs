//! What the other assets do while one jumps.

use serde::{Deserialize, Serialize};

use crate::number::count;

/// Fewer hours than this do not say what the others do in a jump.
const ECHOES_MIN: usize = 15;

/// What an asset that does not jump does in an hour in which another one does: a share of the jump, and a shock of its own.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Echo {
    /// Share of the jump's size in standard deviations.
    pub share: f64,
    /// What its own shock is multiplied by.
    pub rest: f64,
}

impl Echo {
    /// Where too few hours say what it is.
    const NONE: Self = Self {
        share: 0.0,
        rest: 1.0,
    };

    /// The regression through zero of `followers` on `jumps`.
    pub(super) fn fit(pairs: &[(f64, f64)]) -> Self {
        if pairs.len() < ECHOES_MIN {
            return Self::NONE;
        }
        let product: f64 = pairs.iter().map(|(jump, follower)| jump * follower).sum();
        let square: f64 = pairs.iter().map(|(jump, _)| jump * jump).sum();
        let share = product / square;
        let rest: f64 = pairs
            .iter()
            .map(|(jump, follower)| (follower - share * jump) * (follower - share * jump))
            .sum();
        Self {
            share,
            rest: (rest / count(pairs.len())).sqrt(),
        }
    }

    pub(super) fn is_sound(&self) -> bool {
        self.share.is_finite() && self.rest.is_finite() && self.rest >= 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn share_and_rest_of_known_pairs_are_recovered() {
        let pairs: Vec<(f64, f64)> = (0..200_i32)
            .map(|pair| {
                let jump = f64::from(6 + pair % 5) * if pair % 2 == 0 { -1.0 } else { 1.0 };
                let own = if pair % 4 < 2 { 1.5 } else { -1.5 };
                (jump, 0.4 * jump + own)
            })
            .collect();

        let echo = Echo::fit(&pairs);

        assert!(
            (echo.share - 0.4).abs() < 0.01 && (echo.rest - 1.5).abs() < 0.01,
            "{echo:?}"
        );
        assert_eq!(Echo::fit(&pairs[..14]), Echo::NONE);
    }
}
