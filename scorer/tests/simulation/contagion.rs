//! Contagion: one pool's failure reaches another by books, wallets, fear and the score; by none of them when they are off.

use ballast_scorer::agent::{
    Ballast, Constant, ContagionConfig, Journal, PoolFailure, Run, SimulationConfig, Static,
    Steward, Tape, simulate,
};
use ballast_scorer::data::{Dataset, PoolReading, Readings};
use ballast_scorer::model::Model;
use ballast_scorer::peer::Fixed;
use ballast_scorer::study::{StudyConfig, StudyPlan, window_scene};
use ballast_scorer::synthetic::{self, SyntheticConfig};
use ballast_scorer::time::{Timestamp, Window};

use crate::agents::{tape, wild};

const HOUR: u64 = 3_600;
const SEEDS: std::ops::Range<u64> = 0..4;

/// Still for a day, then down by `fall` over twelve hours, then still again.
fn slide(fall: f64) -> Tape {
    tape(4, 2e6, |_, step| {
        let fallen = step.saturating_sub(288).min(144) as f64 / 144.0;
        1.0 - fall * fallen
    })
}

/// The neighbour is blind from the fall's first hour to the end of its day.
const FAILURE: PoolFailure = PoolFailure {
    pool: 1,
    from: 24 * HOUR,
    until: 48 * HOUR,
};

fn failing(mut contagion: ContagionConfig) -> ContagionConfig {
    contagion.failures = vec![FAILURE];
    contagion
}

/// Ballast beside fixed terms.
fn both() -> Vec<Box<dyn Steward>> {
    vec![Box::new(Ballast), Box::new(Fixed)]
}

fn run(config: &SimulationConfig, tape: &Tape, stewards: Vec<Box<dyn Steward>>) -> Run {
    let scores = Constant::new(1_000);
    simulate(config, tape, &scores, stewards, &|| {})
        .unwrap_or_else(|error| panic!("seed {}: {error}", config.seed))
}

fn config(seed: u64, contagion: ContagionConfig) -> SimulationConfig {
    SimulationConfig {
        contagion: Some(contagion),
        ..SimulationConfig::new(seed, 80)
    }
}

/// Journals of both pools.
fn journals(seed: u64, contagion: ContagionConfig) -> [Journal; 2] {
    let run = run(&config(seed, contagion), &slide(0.45), both());
    let journals: Vec<Journal> = run.pools.into_iter().map(|(_, journal)| journal).collect();
    journals.try_into().unwrap()
}

fn bytes(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap()
}

fn all_bytes(run: &Run) -> String {
    let pools = run.pools.iter();
    let pools: Vec<_> = pools
        .map(|(simulated, journal)| (&simulated.outcome, journal))
        .collect();
    bytes(&pools)
}

/// The greatest utilisation at any sample.
fn peak(journal: &Journal) -> f64 {
    let samples = journal.samples.iter();
    samples.map(|sample| sample.utilization).fold(0.0, f64::max)
}

fn lost(journal: &Journal) -> f64 {
    let losses = journal.losses.iter().map(|loss| loss.written_off);
    losses.sum::<f64>()
        + journal
            .samples
            .last()
            .map_or(0.0, |sample| sample.uncovered)
}

#[test]
fn a_failing_neighbour_changes_no_byte_here_when_every_channel_is_off() {
    for seed in SEEDS {
        let apart = ContagionConfig::linked().apart();
        let sound = journals(seed, apart.clone());
        let failed = journals(seed, failing(apart));

        assert!(bytes(&sound[0]) == bytes(&failed[0]), "seed {seed}");
        assert!(
            lost(&failed[1]) > lost(&sound[1]) + 1_000.0,
            "seed {seed}: the neighbour does not fail: {} {}",
            lost(&sound[1]),
            lost(&failed[1])
        );
    }
}

#[test]
fn a_failing_neighbour_drains_liquidity_here_by_fear_alone() {
    let (mut calm, mut afraid) = (0.0, 0.0);
    for seed in SEEDS {
        let apart = failing(ContagionConfig::linked().apart());
        let fear = ContagionConfig {
            fear: 0.6,
            ..apart.clone()
        };
        calm += peak(&journals(seed, apart)[0]);
        afraid += peak(&journals(seed, fear)[0]);
    }

    assert!(
        afraid > calm + 0.4,
        "peaks over four seeds: {calm} {afraid}"
    );
}

#[test]
fn who_is_liquidated_there_repays_or_is_liquidated_here() {
    let mut owed = [0.0, 0.0];
    for seed in SEEDS {
        for (place, one_wallet) in [false, true].into_iter().enumerate() {
            let contagion = ContagionConfig {
                shared_borrowers: 1.0,
                one_wallet,
                ..failing(ContagionConfig::linked().apart())
            };
            let [here, there] = journals(seed, contagion);
            assert!(!there.liquidations.is_empty(), "seed {seed}");
            owed[place] += here.samples.last().unwrap().debt;
        }
    }

    assert!(
        owed[1] < 0.9 * owed[0],
        "owed here at the end, two wallets and one: {owed:?}"
    );
}

#[test]
fn liquidations_there_sell_on_the_book_of_here() {
    let mut slipped = [0.0, 0.0];
    for seed in SEEDS {
        for (place, common_books) in [false, true].into_iter().enumerate() {
            let contagion = ContagionConfig {
                common_books,
                ..failing(ContagionConfig::linked().apart())
            };
            let mut config = config(seed, contagion);
            config.book.share_of_depth = 0.005;
            let run = run(&config, &slide(0.45), both());
            let liquidations = run.pools[0].1.liquidations.iter();
            slipped[place] += liquidations
                .map(|taken| taken.slippage * taken.seized)
                .sum::<f64>();
        }
    }

    assert!(
        (slipped[1] / slipped[0] - 1.0).abs() > 0.01,
        "dollars of slippage here, books apart and common: {slipped:?}"
    );
}

#[test]
fn the_score_rises_within_half_an_hour_of_a_neighbours_bad_debt_and_not_unread() {
    // Three fifths of what is put up are gone at noon of the second day, half a day before the neighbour is shown a price.
    let bad_from = 36 * HOUR;
    for seed in SEEDS {
        for scores_see in [true, false] {
            let contagion = ContagionConfig {
                scores_see,
                ..failing(ContagionConfig::linked().apart())
            };
            let run = run(&config(seed, contagion), &slide(0.6), both());
            let (here, there) = (&run.pools[0].1, &run.pools[1].1);
            let start = here.samples[0].at;
            let score_at = |seconds: u64| {
                let mut samples = here.samples.iter();
                let sample = samples.find(|sample| sample.at >= start + seconds);
                sample.unwrap().scores[0]
            };
            let lost = lost(there) / there.samples[0].debt;

            assert!(lost > 0.06, "seed {seed}: the neighbour loses {lost}");
            let (before, after) = (score_at(23 * HOUR), score_at(bad_from + HOUR / 2));
            assert!(before < 20.0, "seed {seed}: {before} before anything fell");
            assert_eq!(after >= 60.0, scores_see, "seed {seed}: {after}");
            assert!(after < 67.0, "seed {seed}: {after} is past the bound");
        }
    }
}

#[test]
fn every_pools_tokens_balance_after_every_event() {
    for seed in SEEDS {
        let config = SimulationConfig {
            check_every_events: 1,
            contagion: Some(failing(ContagionConfig::linked())),
            ..SimulationConfig::new(seed, 36)
        };
        let mut stewards = both();
        stewards.push(Box::new(Static::CALM));

        let run = run(&config, &wild(3, seed), stewards);

        assert_eq!(run.pools.len(), 3);
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_with_every_channel_open() {
    let once = || {
        let config = config(3, failing(ContagionConfig::linked()));
        all_bytes(&run(&config, &slide(0.45), both()))
    };

    assert!(once() == once(), "two runs of one seed differ");
}

#[test]
fn one_pool_knows_no_contagion_and_several_share_their_books_without_a_word() {
    let alone = |contagion| {
        let config = SimulationConfig {
            contagion,
            ..SimulationConfig::new(2, 40)
        };
        all_bytes(&run(&config, &wild(2, 5), vec![Box::new(Ballast)]))
    };
    let pair = |contagion| {
        let config = SimulationConfig {
            contagion,
            ..SimulationConfig::new(2, 40)
        };
        all_bytes(&run(&config, &wild(2, 5), both()))
    };

    assert!(alone(None) == alone(Some(ContagionConfig::linked())));
    assert!(alone(None) == alone(Some(ContagionConfig::linked().apart())));
    assert!(pair(None) == pair(Some(ContagionConfig::books_alone())));
}

fn market() -> Dataset {
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let config = SyntheticConfig {
        seed: 7,
        window: Window::new(at("2022-01-01"), at("2022-12-01")),
        assets: ["BTC", "ETH", "SOL"].map(str::to_owned).to_vec(),
        crash: None,
    };
    synthetic::generate(&config).unwrap().dataset
}

#[test]
fn the_models_score_takes_the_floor_of_another_pool_from_its_reading_on_and_forgets_it() {
    let model = Model::embedded().unwrap();
    let mut dataset = market();
    let noon: Timestamp = "2022-11-08T12:00:00Z".parse().unwrap();
    let hours = [-1, 0, 1, 2, 3, 4].map(|hour| noon.plus_hours(hour));
    let scores = |dataset: &Dataset| {
        hours.map(|hour| {
            model
                .score_at(dataset, "SOL", hour)
                .unwrap()
                .score_hundredths
        })
    };
    let before = scores(&dataset);
    let reading = PoolReading {
        utilization: 0.8,
        borrowed_usd: 1e6,
        top_borrower_share: 0.1,
        debt_to_collateral: 0.6,
        oracle_age_seconds: 5.0,
        stress: 20.0,
        bad_debt_share: 0.05,
    };

    let readings = Readings::new(vec![(noon, reading)]);
    let pools = &mut dataset.market.pools;
    pools.insert("USDC@next-door".to_owned(), readings.clone());
    let after = scores(&dataset);
    let pools = &mut dataset.market.pools;
    pools.clear();
    pools.insert("SOL".to_owned(), readings);
    let own = scores(&dataset);

    for (place, (before, after)) in before.into_iter().zip(after).enumerate() {
        let is_fresh = (1..4).contains(&place);
        let floor = if is_fresh { 6_500 } else { 0 };
        assert_eq!(after, before.max(floor), "hour {place}");
    }
    assert_eq!(
        own, before,
        "the reserve of the asset itself is no neighbour"
    );
}

#[test]
fn a_study_of_pools_is_another_question_than_the_study_and_asks_for_its_seeds() {
    let dataset = market();
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let window = Window::new(at("2022-11-01"), at("2022-11-08"));
    let scene = window_scene(&dataset, window).unwrap();
    let plan = |seeds| {
        let config = StudyConfig {
            seeds,
            borrowers: 20,
            share_of_depth: 0.01,
        };
        StudyPlan::new(&dataset, config, vec![scene.clone()]).unwrap()
    };

    let fingerprints = [
        plan(2).work("build").fingerprint,
        plan(2).network_work("build").fingerprint,
        plan(3).network_work("build").fingerprint,
        plan(2).network_work("other build").fingerprint,
    ];

    for (place, fingerprint) in fingerprints.iter().enumerate() {
        assert!(!fingerprints[..place].contains(fingerprint), "{place}");
    }
    assert_eq!(
        plan(2).network_work("build").fingerprint,
        fingerprints[1],
        "the same question"
    );
}
