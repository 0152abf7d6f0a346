//! All histories, played once for all tests.

use super::history::histories;
use super::judge::{Judge, Tally};
use super::operation::Operation;
use super::run::Run;
use super::world::World;
use ballast_tests::cases;
use proptest::test_runner::{TestCaseError, TestError, TestRunner};
use std::cell::RefCell;
use std::sync::OnceLock;
use std::time::Instant;

/// Histories on each market when `PROPTEST_CASES` does not say otherwise.
const HISTORIES: u32 = 1_500;

/// A market to play on.
type Market = fn() -> World;

/// The markets, by name.
const MARKETS: [(&str, Market); 2] = [
    ("without limits", World::plain),
    ("with limits and breakers", World::guarded),
];

/// What all histories came to.
struct Survey {
    /// By market.
    judges: Vec<Judge>,
    /// Of all.
    tally: Tally,
}

/// Every market on a thread of its own.
fn survey() -> &'static Survey {
    static SURVEY: OnceLock<Survey> = OnceLock::new();
    SURVEY.get_or_init(|| {
        let begun = Instant::now();
        let judges: Vec<Judge> = std::thread::scope(|scope| {
            let threads = MARKETS.map(|(_, market)| scope.spawn(move || play(market, None).0));
            threads.map(|thread| thread.join().unwrap()).into()
        });
        let mut tally = Tally::default();
        for judge in &judges {
            tally.join(&judge.tally);
        }
        eprintln!(
            "{} histories of {} operations and {} transactions in {:.1} s: {tally:#?}",
            tally.of("histories"),
            tally.of("operations"),
            tally.of("transactions"),
            begun.elapsed().as_secs_f32()
        );
        Survey { judges, tally }
    })
}

/// Plays all histories on a market; where it asks for one invariant only, to the first that breaks it.
fn play(market: Market, only: Option<u8>) -> (Judge, Result<(), TestError<Vec<Operation>>>) {
    let world = market();
    let judge = RefCell::new(only.map_or_else(Judge::default, Judge::of));
    let outcome = TestRunner::new(cases(HISTORIES)).run(&histories(), |history| {
        let mut judge = judge.borrow_mut();
        let mut run = Run::new(&world, &mut judge);
        for operation in &history {
            run.step(operation)?;
        }
        run.everyone_leaves()
    });
    (judge.into_inner(), outcome)
}

/// Fails the test with the smallest history that breaks invariant `number`, or unless each of these happened so often.
#[track_caller]
pub(super) fn holds(number: u8, tried: &[(&str, u64)]) {
    for (judge, (name, market)) in survey().judges.iter().zip(MARKETS) {
        if let Some(first) = judge.broken(number) {
            let (_, outcome) = play(market, Some(number));
            let smallest: TestError<Vec<Operation>> = match outcome {
                Err(error) => error,
                Ok(()) => TestError::Abort(TestCaseError::fail(first).to_string().into()),
            };
            let seed = cases(HISTORIES).rng_seed;
            panic!("{smallest}\non the market {name}, seed {seed} (PROPTEST_RNG_SEED)");
        }
    }
    reached(tried);
}

/// Fails the test unless each of these happened so often, in as many histories as are usual or more.
#[track_caller]
pub(super) fn reached(tried: &[(&str, u64)]) {
    if cases(HISTORIES).cases < HISTORIES {
        return;
    }
    let tally = &survey().tally;
    for (what, least) in tried {
        let times = tally.of(what);
        assert!(
            times >= *least,
            "{what}: {times} times, {least} expected: {tally:#?}"
        );
    }
}
