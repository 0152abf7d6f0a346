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
mod risk;
mod step;

use ballast_tests::cases;
use play::Play;
use proptest::test_runner::TestRunner;
use std::cell::RefCell;
use std::collections::BTreeMap;
use step::Step;

/// Sequences when `PROPTEST_CASES` does not say otherwise.
const SEQUENCES: u32 = 32;
/// The most steps of each; at least half as many.
const STEPS: usize = 100;

#[test]
fn random_sequences_end_alike_in_program_and_policy() {
    let config = cases(SEQUENCES);
    let (sequences, seed) = (config.cases, config.rng_seed);
    let tally = RefCell::new(BTreeMap::<&'static str, [u32; 2]>::new());
    let mut runner = TestRunner::new(config);

    // Given random sequences, when each is played on both
    let outcome = runner.run(&step::sequence(STEPS), |steps| {
        play(&steps, &tally);
        Ok(())
    });

    // Then no step told them apart
    if let Err(failure) = outcome {
        panic!("{failure}\nseed: {seed} (PROPTEST_RNG_SEED)");
    }
    // And the sequences were worth playing: each kind of step went through and was refused
    let tally = tally.into_inner();
    println!("went through, refused: {tally:?}");
    if sequences >= SEQUENCES {
        for kind in [
            "deposit",
            "withdraw",
            "borrow",
            "repay",
            "liquidate",
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

fn play(steps: &[Step], tally: &RefCell<BTreeMap<&'static str, [u32; 2]>>) {
    let mut play = Play::begin();
    for (number, step) in steps.iter().enumerate() {
        let went_through = play.take(number, step);
        let mut tally = tally.borrow_mut();
        tally.entry(step.kind()).or_default()[usize::from(!went_through)] += 1;
    }
}
