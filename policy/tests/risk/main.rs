//! Random sequences of reports, rounds, silence, lies and changes of mode on one feed; after every step the invariants of
//! the risk path are checked by their numbers.
//!
//! A hundred steps a sequence, a thousand sequences: 10^5 steps. `PROPTEST_CASES=10000 cargo test --test risk` takes ten
//! times as many, `PROPTEST_RNG_SEED=7` others.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../common/mod.rs"]
mod common;

mod check;
mod desk;
mod step;

use crate::common::cases;
use crate::desk::Desk;
use crate::step::{plans, steps};
use proptest::test_runner::TestRunner;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// Steps of a sequence.
const STEPS: usize = 100;

#[test]
fn inv_18_to_25_hold_over_random_reports_and_times() {
    let config = cases(1_000);
    let (seed, cases) = (config.rng_seed, config.cases);
    let seen = RefCell::new(BTreeMap::<&'static str, usize>::new());
    let outcome = TestRunner::new(config).run(&(plans(), steps(STEPS)), |(plan, steps)| {
        let mut desk = Desk::open(&plan);
        for step in steps {
            let what = desk.take(&step)?;
            for happening in what {
                *seen.borrow_mut().entry(happening).or_default() += 1;
            }
        }
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("seed {seed}: {failure}");
    }
    if cases >= 100 {
        let seen = seen.borrow();
        for happening in desk::HAPPENINGS {
            assert!(seen.contains_key(happening), "never seen: {happening}");
        }
    }
}
