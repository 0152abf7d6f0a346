//! The chi-square distribution with one and two degrees of freedom, which are all that the tests of coverage need.

use serde::{Deserialize, Serialize};

use crate::number::{erfc, exp};

/// Degrees of freedom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChiSquare {
    /// One: the square of a standard normal variable.
    One,
    /// Two: an exponential variable of mean two.
    Two,
}

/// The probability of a value of `statistic` or more: `erfc(sqrt(x/2))` for one degree of freedom, `exp(-x/2)` for two
/// (Abramowitz and Stegun, 26.4.4 and 26.4.5). A statistic below zero by rounding counts as zero.
pub fn chi_square_tail(statistic: f64, freedom: ChiSquare) -> f64 {
    let half = statistic.max(0.0) / 2.0;
    match freedom {
        ChiSquare::One => erfc(half.sqrt()),
        ChiSquare::Two => exp(-half),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn critical_values_of_the_tables() {
        for (statistic, freedom, tail) in [
            (3.841_459, ChiSquare::One, 0.05),
            (6.634_897, ChiSquare::One, 0.01),
            (5.991_465, ChiSquare::Two, 0.05),
            (9.210_340, ChiSquare::Two, 0.01),
            (-1e-15, ChiSquare::One, 1.0),
        ] {
            let found = chi_square_tail(statistic, freedom);
            assert!(
                (found - tail).abs() < 1e-7,
                "{statistic} {freedom:?}: {found}"
            );
        }
    }
}
