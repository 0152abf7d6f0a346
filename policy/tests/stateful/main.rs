//! Random histories of users, prices, reports and time; after every step the invariants are checked by their numbers.
//!
//! `PROPTEST_CASES=20000 cargo test --test stateful` searches for longer, `PROPTEST_RNG_SEED=7` elsewhere.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../common/mod.rs"]
mod common;

mod amount;
mod exit;
mod invariant;
mod operation;
mod run;
mod tally;

use crate::common::{BTC, SOL, USDC, World, cases};
use crate::operation::histories;
use crate::run::Run;
use crate::tally::Tally;
use proptest::test_runner::TestRunner;
use std::cell::RefCell;

/// Users who act; one more stays empty for the round trips.
const USERS: usize = 4;

/// A calm market: two users lend, two owe about as much as they may.
fn opened() -> World {
    let mut world = World::calm(USERS + 1);
    world.deposit(0, USDC, 400_000);
    world.deposit(0, BTC, 20);
    world.deposit(1, SOL, 20_000);
    world.deposit(2, SOL, 5_000);
    world.borrow(2, USDC, 70_000);
    world.deposit(3, BTC, 5);
    world.borrow(3, SOL, 1_500);
    world.borrow(3, USDC, 30_000);
    world
}

#[test]
fn the_invariants_hold_over_random_histories() {
    let config = cases(10_000);
    let (seed, cases) = (config.rng_seed, config.cases);
    let (opened, tally) = (opened(), RefCell::new(Tally::default()));
    let outcome = TestRunner::new(config).run(&histories(), |history| {
        let mut run = Run::new(opened.clone());
        for operation in history {
            run.step(operation, &mut tally.borrow_mut())?;
        }
        exit::everyone_leaves(run)
    });
    if let Err(failure) = outcome {
        panic!("seed {seed}: {failure}");
    }
    if cases >= 100 {
        tally.borrow().assert_everything_was_reached();
    }
}
