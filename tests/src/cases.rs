//! How many random cases a property test runs, and from which seed.

use proptest::test_runner::{Config, RngSeed};

/// The seed of every run. `PROPTEST_RNG_SEED` and `PROPTEST_CASES` replace seed and number of cases.
const SEED: u64 = 20_221_108;

/// `cases` cases, the same on every run; a failure prints its smallest case and leaves no file behind.
pub fn cases(cases: u32) -> Config {
    let defaults = Config::default();
    Config {
        failure_persistence: None,
        cases: match std::env::var_os("PROPTEST_CASES") {
            Some(_) => defaults.cases,
            None => cases,
        },
        rng_seed: match defaults.rng_seed {
            RngSeed::Random => RngSeed::Fixed(SEED),
            chosen @ RngSeed::Fixed(_) => chosen,
        },
        ..defaults
    }
}
