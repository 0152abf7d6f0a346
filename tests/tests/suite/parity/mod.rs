//! The program and policy's market in memory do the same, bit for bit.
//!
//! Random sequences of three users on three reserves run through the real `.so` and through
//! [`ballast_policy::market::Market`] side by side. After every step both give the same result, the same rule with
//! the same operands when they refuse, and the same books, prices, feeds, positions and balances. So whatever is shown
//! of policy alone holds of the program.

mod compare;
mod extreme;
mod model;
mod play;
mod rebuild;
mod risk;
mod step;

use ballast_policy::breaker::Breaker;
use ballast_policy::preset;
use ballast_policy::unit::{TokenAmount, Usd};
use ballast_tests::{GUARDED_CAPS, PUBLISHERS, cases, plan};
use ballast_vm::DeploymentPlan;
use play::Play;
use proptest::test_runner::TestRunner;
use std::cell::RefCell;
use std::collections::BTreeMap;
use step::Step;

/// Sequences when `PROPTEST_CASES` does not say otherwise.
const SEQUENCES: u32 = 96;
/// The most steps of each; at least half as many.
const STEPS: usize = 100;

#[test]
fn random_sequences_end_alike_in_program_and_policy() {
    let tally = random_sequences(&plan(PUBLISHERS));
    if let Some(tally) = tally {
        for kind in [
            "deposit",
            "withdraw",
            "borrow",
            "repay",
            "liquidate",
            "claim",
            "report",
            "price",
        ] {
            let [went_through, refused] = tally.get(kind).copied().unwrap_or_default();
            assert!(
                went_through > 0 && refused > 0,
                "{kind}: {went_through}, {refused}"
            );
        }
    }
}

/// The same with limits of the order of what users move, and the preset's breakers: INV-10, INV-11, INV-27 and every
/// bucket and breaker, bit for bit.
#[test]
fn random_sequences_end_alike_with_limits_and_breakers_in_force() {
    let mut guarded = plan(PUBLISHERS);
    for (reserve, cap) in guarded.reserves.iter_mut().zip(GUARDED_CAPS) {
        let mut limits = preset::reserve_limits(TokenAmount(cap / 2));
        // The sequences' prices jump all the time.
        limits.breakers[Breaker::PriceJump as usize].threshold = 9_000;
        limits.season_seconds = 3_600;
        limits.fresh = limits.outflow;
        reserve.limits = Some(limits);
    }
    guarded.limits = preset::market_limits(Usd::from_dollars(8_000_000));
    guarded.limits.fresh = guarded.limits.outflow;
    let tally = random_sequences(&guarded);
    if let Some(tally) = tally {
        for kind in ["deposit", "withdraw", "borrow", "repay", "liquidate"] {
            let [went_through, refused] = tally.get(kind).copied().unwrap_or_default();
            assert!(
                went_through > 0 && refused > 0,
                "{kind}: {went_through}, {refused}"
            );
        }
    }
}

/// How often each kind of step went through and was refused; none where there were too few sequences to tell.
fn random_sequences(plan: &DeploymentPlan) -> Option<BTreeMap<&'static str, [u32; 2]>> {
    let config = cases(SEQUENCES);
    let (sequences, seed) = (config.cases, config.rng_seed);
    let tally = RefCell::new(BTreeMap::<&'static str, [u32; 2]>::new());
    let mut runner = TestRunner::new(config);

    // Given random sequences, when each is played on both
    let outcome = runner.run(&step::sequence(STEPS), |steps| {
        play(plan, &steps, &tally);
        Ok(())
    });

    // Then no step told them apart
    if let Err(failure) = outcome {
        panic!("{failure}\nseed: {seed} (PROPTEST_RNG_SEED)");
    }
    // And the sequences were worth playing: each kind of step went through and was refused
    let tally = tally.into_inner();
    println!("went through, refused: {tally:?}");
    (sequences >= SEQUENCES).then_some(tally)
}

fn play(plan: &DeploymentPlan, steps: &[Step], tally: &RefCell<BTreeMap<&'static str, [u32; 2]>>) {
    let mut play = Play::begin(plan);
    for (number, step) in steps.iter().enumerate() {
        let went_through = play.take(number, step);
        let mut tally = tally.borrow_mut();
        tally.entry(step.kind()).or_default()[usize::from(!went_through)] += 1;
    }
    play.assert_the_log_tells_all();
}
