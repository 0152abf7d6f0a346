//! The chi-square distribution, by the incomplete gamma function (NIST DLMF 8.7.1 and 8.9.2).

use crate::number::{exp, ln, ln_gamma, power};

const TERMS_MAX: u16 = 500;
const PRECISION: f64 = 1e-14;

/// The probability of a chi-square variable of `freedom` degrees below `value`, which is not below zero.
pub(super) fn chi_square_distribution(value: f64, freedom: f64) -> f64 {
    let (shape, x) = (freedom / 2.0, value / 2.0);
    if x <= 0.0 {
        return 0.0;
    }
    let scale = exp(shape * ln(x) - x - ln_gamma(shape));
    if x < shape + 1.0 {
        scale * series(shape, x)
    } else {
        1.0 - scale * fraction(shape, x)
    }
}

fn series(shape: f64, x: f64) -> f64 {
    let mut term = 1.0 / shape;
    let mut sum = term;
    for step in 1..=TERMS_MAX {
        term *= x / (shape + f64::from(step));
        sum += term;
        if term < PRECISION * sum {
            break;
        }
    }
    sum
}

/// The continued fraction of the upper function, by Lentz's method.
fn fraction(shape: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut divisor = x + 1.0 - shape;
    let mut upper = 1.0 / TINY;
    let mut lower = 1.0 / divisor;
    let mut value = lower;
    for step in 1..=TERMS_MAX {
        let weight = f64::from(step) * (shape - f64::from(step));
        divisor += 2.0;
        lower = 1.0 / away(weight * lower + divisor);
        upper = away(divisor + weight / upper);
        value *= upper * lower;
        if (upper * lower - 1.0).abs() < PRECISION {
            break;
        }
    }
    value
}

/// The value below which a chi-square variable of `freedom` degrees stays with `probability`, which lies between 0 and 1.
pub(super) fn chi_square_quantile(probability: f64, freedom: f64) -> f64 {
    const ROUNDS: usize = 60;
    let shape = freedom / 2.0;
    // Near zero the distribution is a power of the value; above, Wilson and Hilferty's cube is close.
    let power_start = 2.0 * exp((ln(probability) + ln_gamma(shape + 1.0)) / shape);
    let mut value = if power_start < 0.2 * freedom {
        power_start
    } else {
        let spread = 2.0 / (9.0 * freedom);
        let cube = 1.0 - spread + super::student::normal_quantile(probability) * spread.sqrt();
        freedom * power(cube.max(0.05), 3.0)
    };
    let (mut low, mut high) = (0.0, f64::INFINITY);
    for _ in 0..ROUNDS {
        let miss = chi_square_distribution(value, freedom) - probability;
        if miss > 0.0 {
            high = value;
        } else {
            low = value;
        }
        let density = 0.5 * exp((shape - 1.0) * ln(value / 2.0) - value / 2.0 - ln_gamma(shape));
        let mut next = value - miss / density;
        if !(next > low && next < high) {
            next = if high.is_finite() {
                f64::midpoint(low, high)
            } else {
                2.0 * value
            };
        }
        if (next - value).abs() <= 1e-12 * value {
            return next;
        }
        value = next;
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_tables_are_met() {
        for (value, freedom, upper) in [
            (3.841_459, 1.0, 0.05),
            (18.307_038, 10.0, 0.05),
            (0.710_723, 4.0, 0.95),
        ] {
            let found = 1.0 - chi_square_distribution(value, freedom);
            assert!((found - upper).abs() < 1e-6, "{value} {freedom}: {found}");
        }
    }

    #[test]
    fn quantile_undoes_the_distribution_in_both_tails() {
        for freedom in [2.2, 4.0, 7.5, 60.0] {
            for probability in [1e-9, 1e-4, 0.01, 0.3, 0.5, 0.9, 0.9999] {
                let value = chi_square_quantile(probability, freedom);
                let back = chi_square_distribution(value, freedom);
                assert!(
                    (back / probability - 1.0).abs() < 1e-8,
                    "{freedom} {probability}: {value}, {back}"
                );
            }
        }
    }
}
