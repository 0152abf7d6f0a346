//! Floating-point helpers that give the same bits on every machine.
//!
//! `f64::ln` and `f64::exp` call the platform's C library, whose last bit differs between systems.
//! Publishers must agree to the bit on what the same inputs score, so every logarithm and
//! exponential of features and models comes from the `libm` crate. Square root, addition and
//! multiplication are exact by IEEE 754.

/// Natural logarithm.
pub(crate) fn ln(value: f64) -> f64 {
    libm::log(value)
}

/// e to the power of `value`.
pub(crate) fn exp(value: f64) -> f64 {
    libm::exp(value)
}

/// The complementary error function: twice the probability that a standard normal variable exceeds `value` times root two.
pub(crate) fn erfc(value: f64) -> f64 {
    libm::erfc(value)
}

/// Logarithm of the gamma function, for a positive value.
pub(crate) fn ln_gamma(value: f64) -> f64 {
    libm::lgamma(value)
}

/// `base`, not below zero, to the power of `exponent`.
pub(crate) fn power(base: f64, exponent: f64) -> f64 {
    libm::pow(base, exponent)
}

/// Sine of an angle in radians.
pub(crate) fn sin(angle: f64) -> f64 {
    libm::sin(angle)
}

/// Cosine of an angle in radians.
pub(crate) fn cos(angle: f64) -> f64 {
    libm::cos(angle)
}

/// Log-odds of a probability strictly between 0 and 1.
pub(crate) fn logit(probability: f64) -> f64 {
    ln(probability / (1.0 - probability))
}

/// The probability with these log-odds; the inverse of [`logit`].
pub(crate) fn sigmoid(log_odds: f64) -> f64 {
    1.0 / (1.0 + exp(-log_odds))
}

/// A count as a float; exact below 2^53, which no data set here reaches.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of rows stay far below 2^53"
)]
pub(crate) fn count(value: usize) -> f64 {
    value as f64
}

/// Linear interpolation of the points (`xs`, `ys`) at `x`; `xs` ascending, at least one point.
/// Outside the points: the nearest point's `y`.
pub(crate) fn interpolate(points: &[(f64, f64)], x: f64) -> f64 {
    interpolate_by(points, |&point| point, x)
}

/// [`interpolate`] where `place` says what a point's x and y are.
pub(crate) fn interpolate_by<T>(points: &[T], place: impl Fn(&T) -> (f64, f64), x: f64) -> f64 {
    let after = points.partition_point(|point| place(point).0 <= x);
    let before = after.checked_sub(1).and_then(|before| points.get(before));
    match (before.map(&place), points.get(after).map(&place)) {
        (Some((x0, y0)), Some((x1, y1))) => y0 + (y1 - y0) * ((x - x0) / (x1 - x0)),
        (Some((_, y)), None) | (None, Some((_, y))) => y,
        (None, None) => f64::NAN,
    }
}

/// Median of finite values; with an even count, the mean of the two middles. None when empty.
pub(crate) fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    if values.len() % 2 == 1 {
        return Some(upper);
    }
    Some(f64::midpoint(values[middle - 1], upper))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sigmoid_undoes_logit() {
        for probability in [0.001, 0.12, 0.5, 0.999] {
            assert!((sigmoid(logit(probability)) - probability).abs() < 1e-12);
        }
    }

    #[test]
    fn interpolation_holds_the_ends_and_is_linear_between() {
        let points = [(0.0, 1.0), (2.0, 5.0)];

        assert_eq!(interpolate(&points, -1.0).to_bits(), 1.0_f64.to_bits());
        assert_eq!(interpolate(&points, 0.5).to_bits(), 2.0_f64.to_bits());
        assert_eq!(interpolate(&points, 9.0).to_bits(), 5.0_f64.to_bits());
    }

    #[test]
    fn median_of_even_count_is_the_mean_of_the_middles() {
        assert_eq!(median(vec![4.0, 1.0, 3.0, 2.0]), Some(2.5));
        assert_eq!(median(vec![3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(vec![]), None);
    }
}
