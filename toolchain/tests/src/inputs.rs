//! Seeded inputs.

use rand::{Rng, SeedableRng, rngs::SmallRng};
use testprogram::Words;

const DEFAULT_SEED: u64 = 0x5BF0_2026;

/// An endless supply of inputs.
#[derive(Debug)]
pub struct Inputs {
    seed: u64,
    random: SmallRng,
}

impl Inputs {
    /// From the variable `SBPF_SEED` when it is set, else from a fixed seed.
    pub fn new() -> Self {
        let seed = std::env::var("SBPF_SEED")
            .ok()
            .and_then(|text| text.parse().ok());
        let seed = seed.unwrap_or(DEFAULT_SEED);
        Self {
            seed,
            random: SmallRng::seed_from_u64(seed),
        }
    }

    /// How to repeat this run.
    pub fn how_to_repeat(&self) -> String {
        format!("SBPF_SEED={}", self.seed)
    }

    /// Sixteen words. Uniform words would hardly ever be small, equal, negative but small, or near a
    /// power of two, so most are shaped to be.
    pub fn words(&mut self) -> Words {
        std::array::from_fn(|_| self.word())
    }

    fn word(&mut self) -> u64 {
        let (word, length) = (self.random.random::<u64>(), self.random.random_range(0..64));
        match self.random.random_range(0..8) {
            0 | 1 => word,
            2 => word >> length,
            3 => (1_u64 << length).wrapping_add(word % 3).wrapping_sub(1),
            4 => (word >> length).wrapping_neg(),
            5 => word % 4,
            6 => u64::MAX.wrapping_sub(word % 3),
            _ => 0,
        }
    }
}

impl Default for Inputs {
    fn default() -> Self {
        Self::new()
    }
}
