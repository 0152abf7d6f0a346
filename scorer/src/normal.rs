//! The standard normal distribution, with the same bits on every machine (see `number.rs`).

use crate::number::exp;

/// Its density at `x`.
pub(crate) fn density(x: f64) -> f64 {
    exp(-0.5 * x * x) / (2.0 * std::f64::consts::PI).sqrt()
}

/// The probability of a draw below `x`, accurate in both tails.
pub(crate) fn distribution(x: f64) -> f64 {
    0.5 * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distribution_meets_printed_tables_and_keeps_its_tail() {
        assert!((distribution(0.0) - 0.5).abs() < 1e-15);
        assert!((distribution(1.959_963_984_540_054) - 0.975).abs() < 1e-12);
        assert!((distribution(-1.0) - 0.158_655_253_931_457_05).abs() < 1e-15);
        assert!((distribution(-10.0) / 7.619_853_024_160_527e-24 - 1.0).abs() < 1e-12);
    }

    #[test]
    fn density_is_the_slope_of_the_distribution() {
        for x in [-2.5, -0.3, 0.0, 1.7] {
            let slope = (distribution(x + 1e-5) - distribution(x - 1e-5)) / 2e-5;
            assert!((slope - density(x)).abs() < 1e-9, "{x}");
        }
    }
}
