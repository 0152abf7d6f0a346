//! Student's t distribution (by the incomplete beta function, NIST DLMF 8.17.22) and the normal distribution's inverse.

use crate::normal;
use crate::number::{exp, ln, ln_gamma};

/// Logarithm of the density at `x`.
pub(super) fn ln_density(x: f64, freedom: f64) -> f64 {
    ln_gamma(f64::midpoint(freedom, 1.0))
        - ln_gamma(freedom / 2.0)
        - 0.5 * ln(freedom * std::f64::consts::PI)
        - f64::midpoint(freedom, 1.0) * ln(1.0 + x * x / freedom)
}

/// The probability of a draw below `x`, accurate in both tails.
pub(super) fn distribution(x: f64, freedom: f64) -> f64 {
    let tail = 0.5 * incomplete_beta(freedom / (freedom + x * x), freedom / 2.0, 0.5);
    if x > 0.0 { 1.0 - tail } else { tail }
}

/// The value below which a draw stays with `probability`, which lies between 0 and 1.
pub(super) fn quantile(probability: f64, freedom: f64) -> f64 {
    if probability > 0.5 {
        return -quantile(1.0 - probability, freedom);
    }
    solve(
        probability,
        normal_quantile(probability),
        |x| distribution(x, freedom),
        |x| exp(ln_density(x, freedom)),
    )
}

/// The value below which a standard normal draw stays with `probability`, which lies between 0 and 1.
pub(crate) fn normal_quantile(probability: f64) -> f64 {
    if probability > 0.5 {
        return -normal_quantile(1.0 - probability);
    }
    let tail = (-2.0 * ln(probability)).sqrt();
    // Abramowitz and Stegun, 26.2.22, to start from.
    let start =
        -(tail - (2.307_53 + 0.270_61 * tail) / (1.0 + tail * (0.992_29 + 0.044_81 * tail)));
    solve(probability, start, normal::distribution, normal::density)
}

/// Finds x, not above zero, with ln F(x) = ln `probability`, by Newton's method kept between bounds: the logarithm of these
/// distributions is concave below zero.
fn solve(
    probability: f64,
    start: f64,
    distribution: impl Fn(f64) -> f64,
    density: impl Fn(f64) -> f64,
) -> f64 {
    const ROUNDS: usize = 60;
    let target = ln(probability);
    let (mut low, mut high) = (f64::NEG_INFINITY, 0.0_f64);
    let mut x = start.min(0.0);
    for _ in 0..ROUNDS {
        let below = distribution(x);
        let miss = ln(below) - target;
        if miss > 0.0 {
            high = x;
        } else {
            low = x;
        }
        let mut next = x - miss * below / density(x);
        if !(next >= low && next <= high) {
            next = if low.is_finite() {
                f64::midpoint(low, high)
            } else {
                2.0 * x - 1.0
            };
        }
        if (next - x).abs() <= 1e-13 * (1.0 + x.abs()) {
            return next;
        }
        x = next;
    }
    x
}

/// The regularised incomplete beta function of `a` and `b` at `x`.
fn incomplete_beta(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let scale = exp(ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * ln(x) + b * ln(1.0 - x));
    if x < (a + 1.0) / (a + b + 2.0) {
        scale * beta_fraction(x, a, b) / a
    } else {
        1.0 - scale * beta_fraction(1.0 - x, b, a) / b
    }
}

/// The continued fraction of the incomplete beta function, by Lentz's method.
fn beta_fraction(x: f64, a: f64, b: f64) -> f64 {
    const TERMS_MAX: u16 = 500;
    const PRECISION: f64 = 1e-15;
    const TINY: f64 = 1e-300;
    let away = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut upper = 1.0;
    let mut lower = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut value = lower;
    for step in (1..=TERMS_MAX).map(f64::from) {
        let base = a + 2.0 * step;
        let weights = [
            step * (b - step) * x / ((base - 1.0) * base),
            -(a + step) * (a + b + step) * x / (base * (base + 1.0)),
        ];
        for weight in weights {
            lower = 1.0 / away(1.0 + weight * lower);
            upper = away(1.0 + weight / upper);
            value *= upper * lower;
        }
        if (upper * lower - 1.0).abs() < PRECISION {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_tables_are_met() {
        for (x, freedom, upper) in [
            (2.015_048, 5.0, 0.05),
            (6.313_752, 1.0, 0.05),
            (5.041, 8.0, 0.0005),
            (1.670_649, 60.0, 0.05),
        ] {
            let found = distribution(-x, freedom);
            assert!((found / upper - 1.0).abs() < 2e-3, "{x} {freedom}: {found}");
        }
        assert!((normal_quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-12);
    }

    #[test]
    fn quantiles_undo_the_distributions() {
        for probability in [1e-12, 1e-5, 0.02, 0.5, 0.77, 0.9999] {
            let normal = normal::distribution(normal_quantile(probability));
            assert!(
                (normal / probability - 1.0).abs() < 1e-9,
                "{probability}: {normal}"
            );
            for freedom in [2.1, 4.0, 30.0] {
                let back = distribution(quantile(probability, freedom), freedom);
                assert!(
                    (back / probability - 1.0).abs() < 1e-9,
                    "{freedom} {probability}: {back}"
                );
            }
        }
    }

    #[test]
    fn density_is_the_slope_of_the_distribution() {
        for x in [-3.0, -0.4, 1.1] {
            let slope = (distribution(x + 1e-5, 4.5) - distribution(x - 1e-5, 4.5)) / 2e-5;
            assert!((slope - exp(ln_density(x, 4.5))).abs() < 1e-8, "{x}");
        }
    }
}
