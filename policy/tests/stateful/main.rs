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
use ballast_policy::group::GroupTerms;
use ballast_policy::ltv::LtvBounds;
use ballast_policy::preset;
use ballast_policy::unit::{TokenAmount, Usd};
use proptest::test_runner::{Config, TestRunner};
use std::cell::RefCell;

/// Users who act; one more stays empty for the round trips.
const USERS: usize = 4;

/// The group of SOL and BTC.
const GROUP: u16 = 1;

/// Two users lend, two owe about as much as they may.
fn opened(mut world: World) -> World {
    for reserve in &mut world.reserves {
        reserve.config.origination_fee_bps = 5;
        reserve.config.insurance_share_bps = 2_000;
        reserve.config.liquidation.protocol_share_bps = 1_000;
    }
    for index in [SOL, BTC] {
        let config = &mut world.reserve_mut(index).config;
        config.group = GroupTerms {
            group: GROUP,
            threshold_bps: 9_000,
            most_bonus_bps: 1_000,
            padding: 0,
            opening_ltv: LtvBounds {
                calm_bps: 8_500,
                ..config.opening_ltv
            },
            borrow_cap: TokenAmount(config.borrow_caps[0].0 >> 4),
        };
        config.validate().unwrap();
    }
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
    let tally = run(cases(10_000), &opened(World::calm(USERS + 1)));
    if let Some(tally) = tally {
        tally.assert_everything_was_reached();
    }
}

/// The same with the preset's limits and breakers in force: INV-10, INV-11, INV-26 and INV-27 against them.
#[test]
fn the_invariants_hold_with_limits_and_breakers_in_force() {
    let mut world = opened(World::calm(USERS + 1));
    let guarded = World::guarded(0);
    for (reserve, guarded) in world.reserves.iter_mut().zip(&guarded.reserves) {
        reserve.limits = guarded.limits;
    }
    world.limits = preset::market_limits(Usd::from_dollars(1_000_000));
    if let Some(tally) = run(cases(5_000), &world) {
        tally.assert_guards_were_met();
    }
}

/// The tally, unless there were too few cases for it to say anything.
fn run(config: Config, opened: &World) -> Option<Tally> {
    let (seed, cases) = (config.rng_seed, config.cases);
    let tally = RefCell::new(Tally::default());
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
    (cases >= 100).then(|| tally.into_inner())
}
