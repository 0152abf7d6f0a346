//! Cranks beside each other, idle ones, and ones that only look.

use super::town::{SAME, Town, block_on, confirm, key, town};
use ballast_bridge::keypair_for;
use ballast_scorer::crank::{Crank, CrankConfig, Duty, DutyConfig, Outcome, Pass};
use tokio_util::sync::CancellationToken;

fn config(town: &Town, name: &str, jitter_ms: u64) -> CrankConfig {
    CrankConfig {
        market: town.market_config(),
        rpc: town.rpc(),
        key: key(name),
        oracle: town.oracle(),
        duties: DutyConfig {
            jitter_ms,
            // Anything newer is loaded, so that what is due does not hang on how fast this runs.
            price_age_seconds: 0,
            ..DutyConfig::default()
        },
        confirm: confirm(),
        ..CrankConfig::default()
    }
}

async fn passes(config: CrankConfig, count: usize) -> Vec<Pass> {
    let mut crank = Crank::new(config, false).await.unwrap();
    let stop = CancellationToken::new();
    let mut passes = Vec::new();
    for _ in 0..count {
        passes.push(crank.pass(&stop).await.unwrap());
    }
    passes
}

fn landed(passes: &[Pass], duty: Duty) -> usize {
    let done = passes.iter().flat_map(|pass| &pass.done);
    let landed = |outcome: &Outcome| matches!(outcome, Outcome::Landed { .. });
    done.filter(|done| done.duty == duty && landed(&done.outcome))
        .count()
}

#[test]
fn two_cranks_at_once_move_prices_and_terms_and_neither_errs_then_both_are_idle() {
    // Given newer prices and higher scores than those in force
    let town = town();
    let posted = town.post([1.0, 0.98, 0.97, 0.96]);
    town.report(&[0, 1, 2, 3, 4], 3_500);
    let (rounds, score) = (town.feed(1).state.rounds, town.feed(1).state.score);
    let loaded_before = town.reserve(1).price.published_at;
    assert!(u64::try_from(posted).unwrap() > loaded_before);

    // When a dry run looks first
    let planned = block_on(async {
        let mut crank = Crank::new(config(&town, "crank", 0), true).await.unwrap();
        crank.pass(&CancellationToken::new()).await.unwrap()
    });

    // Then it plans and changes nothing
    println!("dry run: {planned:#?}");
    let is_planned =
        |done: &&ballast_scorer::crank::Done| matches!(done.outcome, Outcome::Planned { .. });
    let count = |duty| {
        let planned = planned.done.iter().filter(is_planned);
        planned.filter(|done| done.duty == duty).count()
    };
    assert_eq!((count(Duty::Price), count(Duty::Terms)), (4, 4));
    assert_eq!(town.reserve(1).price.published_at, loaded_before);
    assert_eq!(town.feed(1).state.rounds, rounds);

    // When two cranks run at once, without a wait of their own: both see the same work
    let (one, other) = block_on(async {
        let one = passes(config(&town, "crank", 0), 3);
        let other = passes(config(&town, "risk admin", 0), 3);
        tokio::join!(one, other)
    });

    // Then everything is done, and nothing failed
    for pass in one.iter().chain(&other) {
        assert!(!pass.has_failed(), "{pass:#?}");
    }
    for index in 0..4 {
        let price = town.reserve(index).price;
        assert_eq!(price.published_at, u64::try_from(posted).unwrap());
        assert!(town.feed(index).state.rounds > rounds);
        assert!(town.feed(index).state.score > score);
    }
    let both = [one, other].concat();
    println!(
        "without jitter: {} prices, {} rounds landed for four of each",
        landed(&both, Duty::Price),
        landed(&both, Duty::Terms)
    );

    // When they look again and again with nothing to do
    let purses = ["crank", "risk admin"].map(keypair_for);
    let before = purses.each_ref().map(|key| town.lamports(key));
    let (one, other) = block_on(async {
        let one = passes(config(&town, "crank", 0), 3);
        let other = passes(config(&town, "risk admin", 0), 3);
        tokio::join!(one, other)
    });

    // Then they send nothing
    for pass in one.iter().chain(&other) {
        assert_eq!(pass.done, [], "slot {}", pass.slot);
    }
    let after = purses.each_ref().map(|key| town.lamports(key));
    assert_eq!(before, after);

    // When new prices come and each waits a while of its own
    town.post(SAME);
    let (one, other) = block_on(async {
        let one = passes(config(&town, "crank", 4_000), 1);
        let other = passes(config(&town, "risk admin", 4_000), 1);
        tokio::join!(one, other)
    });

    // Then nothing failed, and the second found it done or did it too
    let both = [one, other].concat();
    assert!(both.iter().all(|pass| !pass.has_failed()), "{both:#?}");
    let prices = landed(&both, Duty::Price);
    println!("with jitter: {prices} prices landed for four");
    assert!((4..=8).contains(&prices));
}
