//! Random draws: every agent has a stream of its own, so that one more agent leaves the others' draws as they were.
//!
//! A stream is `ChaCha8` keyed by the seed, with the agent's kind and number as the stream's number. Distributions are
//! built on [`crate::number`], so that a seed means the same market on every machine.

use crate::number::{exp, ln};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Whose draws they are.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stream {
    Tape = 1,
    Oracle = 2,
    Borrower = 3,
    Depositor = 4,
    Publisher = 5,
    Arrivals = 6,
    Newcomer = 7,
}

/// The draws of agent `number` of a kind under `seed`.
pub(super) fn stream(seed: u64, kind: Stream, number: usize) -> ChaCha8Rng {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(((kind as u64) << 48) | number as u64);
    random
}

/// Standard normal, by the polar method (Marsaglia and Bray, 1964).
pub(super) fn normal(random: &mut ChaCha8Rng) -> f64 {
    loop {
        let x: f64 = random.random_range(-1.0..1.0);
        let y: f64 = random.random_range(-1.0..1.0);
        let square = x * x + y * y;
        if square > 0.0 && square < 1.0 {
            return x * (-2.0 * ln(square) / square).sqrt();
        }
    }
}

/// Log-normal with this median, and this standard deviation of its logarithm.
pub(super) fn log_normal(median: f64, spread: f64, random: &mut ChaCha8Rng) -> f64 {
    median * exp(spread * normal(random))
}

/// Pareto: at least `least`, with tail exponent `alpha`.
pub(super) fn pareto(least: f64, alpha: f64, random: &mut ChaCha8Rng) -> f64 {
    let uniform: f64 = random.random_range(f64::EPSILON..1.0);
    least * exp(-ln(uniform) / alpha)
}

/// Exponential with this mean.
pub(super) fn exponential(mean: f64, random: &mut ChaCha8Rng) -> f64 {
    let uniform: f64 = random.random_range(f64::EPSILON..1.0);
    -mean * ln(uniform)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_of_two_agents_differ_and_repeat() {
        let draw = |number| normal(&mut stream(7, Stream::Borrower, number)).to_bits();

        assert_eq!(draw(0), draw(0));
        assert_ne!(draw(0), draw(1));
    }

    #[test]
    fn normal_draws_have_mean_zero_and_variance_one() {
        let mut random = stream(3, Stream::Tape, 0);
        let draws: Vec<f64> = (0..20_000).map(|_| normal(&mut random)).collect();

        let mean = draws.iter().sum::<f64>() / 20_000.0;
        let variance = draws.iter().map(|draw| draw * draw).sum::<f64>() / 20_000.0;

        assert!(
            mean.abs() < 0.03 && (variance - 1.0).abs() < 0.05,
            "{mean} {variance}"
        );
    }
}
