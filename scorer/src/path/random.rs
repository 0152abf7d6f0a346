//! Random numbers of one scenario, and numbers that spread evenly over scenarios.
//!
//! A scenario's generator is `ChaCha8` on a stream of its own, so that it depends on the seed and the scenario's number alone.
//! Where one number matters more than the rest, it comes from a Kronecker sequence instead: multiples of an irrational
//! number, modulo one, shifted by the seed. Any range of scenarios then covers its distribution evenly, whatever the number
//! of scenarios, and each scenario still knows only its own number.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// Steps whose Kronecker sequence is known; later steps draw by chance.
pub(super) const EVEN_STEPS: usize = 24;

/// Square roots of the first primes, their fractions as shares of 2^64 (Richtmyer's sequence): of 2, 3, 5 and so on.
const STRIDES: [u64; EVEN_STEPS] = strides();

/// The source of a seed's scenarios.
#[derive(Clone, Debug)]
pub(super) struct Scenarios {
    generator: ChaCha8Rng,
    shifts: [u64; EVEN_STEPS],
}

impl Scenarios {
    /// The scenarios of `seed`.
    pub(super) fn of(seed: u64) -> Self {
        let generator = ChaCha8Rng::seed_from_u64(seed);
        let mut shift = generator.clone();
        // The scenarios' streams are their numbers; this one is none that a run would reach.
        shift.set_stream(u64::MAX);
        Self {
            generator,
            shifts: std::array::from_fn(|_| shift.next_u64()),
        }
    }

    /// The generator of scenario `number`.
    pub(super) fn generator(&self, number: u64) -> ChaCha8Rng {
        let mut generator = self.generator.clone();
        generator.set_stream(number);
        generator
    }

    /// A share of 2^64 for scenario `number` that spreads evenly over scenarios, independently for each `step`; None past
    /// the steps that have a sequence.
    pub(super) fn even(&self, number: u64, step: usize) -> Option<u64> {
        let (shift, stride) = (self.shifts.get(step)?, STRIDES.get(step)?);
        Some(shift.wrapping_add(number.wrapping_mul(*stride)))
    }
}

/// A whole number below `bound` from a share of 2^64.
#[expect(
    clippy::cast_possible_truncation,
    reason = "below `bound`, which is a usize"
)]
pub(super) fn below(share: u64, bound: usize) -> usize {
    let product = u128::from(share) * (bound as u128);
    (product >> 64) as usize
}

/// A number between 0 and 1, both excluded, from a share of 2^64.
#[expect(clippy::cast_precision_loss, reason = "52 bits fit a float")]
pub(super) fn unit(share: u64) -> f64 {
    ((share >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
}

/// The share of 2^64 that a probability stands for.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a cast of a float holds at the ends"
)]
pub(super) fn share_of(probability: f64) -> u64 {
    (probability * (u64::MAX as f64)) as u64
}

const fn strides() -> [u64; EVEN_STEPS] {
    let mut strides = [0; EVEN_STEPS];
    let mut candidate = 2_u64;
    let mut found = 0;
    while found < EVEN_STEPS {
        if is_prime(candidate) {
            strides[found] = root_fraction(candidate);
            found += 1;
        }
        candidate += 1;
    }
    strides
}

const fn is_prime(value: u64) -> bool {
    let mut divisor = 2;
    while divisor * divisor <= value {
        if value.is_multiple_of(divisor) {
            return false;
        }
        divisor += 1;
    }
    true
}

/// The fraction of the square root of `value`, which is below 2^7, as a share of 2^64; its last few bits are zero.
const fn root_fraction(value: u64) -> u64 {
    // The root of value x 2^120 is the root of value x 2^60.
    let target = (value as u128) << 120;
    let mut root = 0_u128;
    let mut bit = 1_u128 << 63;
    while bit > 0 {
        let next = root | bit;
        if next * next <= target {
            root = next;
        }
        bit >>= 1;
    }
    let fraction = root & ((1 << 60) - 1);
    (fraction as u64) << 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn even_numbers_cover_their_range_better_than_chance() {
        const SCENARIOS: u64 = 1_000;
        for seed in [1, 2] {
            let scenarios = Scenarios::of(seed);
            for step in 0..EVEN_STEPS {
                let mut values: Vec<f64> = (0..SCENARIOS)
                    .map(|number| unit(scenarios.even(number, step).unwrap()))
                    .collect();
                values.sort_by(f64::total_cmp);
                let farthest = (0_u32..)
                    .zip(&values)
                    .map(|(rank, value)| (value - (f64::from(rank) + 0.5) / 1_000.0).abs())
                    .fold(0.0, f64::max);
                // By chance the distance would be near 0.027 (Kolmogorov).
                assert!(farthest < 0.013, "seed {seed}, step {step}: {farthest}");
            }
        }
    }

    #[test]
    fn strides_are_the_fractions_of_roots() {
        assert!((unit(STRIDES[0]) - (2.0_f64.sqrt() - 1.0)).abs() < 1e-15);
        assert!((unit(STRIDES[23]) - (89.0_f64.sqrt() - 9.0)).abs() < 1e-15);
    }

    #[test]
    fn shares_reach_every_index_and_no_further() {
        assert_eq!(
            (below(0, 7), below(u64::MAX, 7), below(u64::MAX / 2, 7)),
            (0, 6, 3)
        );
        assert!(unit(0) > 0.0 && unit(u64::MAX) < 1.0);
        assert_eq!((share_of(0.0), share_of(1.0)), (0, u64::MAX));
    }
}
