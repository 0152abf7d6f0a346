//! The agent market: it repeats itself, its books balance, and people do what they are meant to.

use ballast_scorer::agent::{
    AttackKind, AttackPlan, Ballast, Constant, Fault, Journal, Outcome, PlannedFault, Reading, Run,
    ScoreTable, SimulationConfig, Static, Steward, Tape, simulate,
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const START: u64 = 1_700_000_400 - 1_700_000_400 % 3_600;
const STEP: u32 = 300;
const DAY_STEPS: usize = 288;
const DAY: u64 = 86_400;

/// A tape of USDC, SOL and ETH over `days`; `path` gives a collateral's relative price at a step.
pub(crate) fn tape(days: usize, depth: f64, path: impl Fn(usize, usize) -> f64) -> Tape {
    let steps = days * DAY_STEPS + 1;
    let row = |asset: usize, price: f64| (0..steps).map(|step| price * path(asset, step)).collect();
    let symbols = ["USDC", "SOL", "ETH"].map(str::to_owned).to_vec();
    let prices = vec![vec![1.0; steps], row(1, 30.0), row(2, 1_500.0)];
    let depths = vec![vec![1e9; steps], vec![depth; steps], vec![depth; steps]];
    Tape::from_parts(symbols, START, STEP, prices, depths).unwrap()
}

/// A market that breathes by two percent and goes nowhere.
fn calm(days: usize) -> Tape {
    tape(days, 5e6, |asset, step| {
        let turn = f64::from(u32::try_from(step + 90 * asset).unwrap()) / 150.0;
        1.0 + 0.02 * turn.sin()
    })
}

/// A market that falls by `fall` within one step, a third into it.
pub(crate) fn gap(days: usize, depth: f64, fall: f64) -> Tape {
    let third = days * DAY_STEPS / 3;
    tape(
        days,
        depth,
        |_, step| if step > third { 1.0 - fall } else { 1.0 },
    )
}

/// A random walk of a percent a step, drawn from `seed`.
pub(crate) fn wild(days: usize, seed: u64) -> Tape {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut walk = || {
        let mut price = 1.0;
        let step = |_| {
            price *= 1.0 + random.random_range(-0.012..0.0117);
            price
        };
        (0..=days * DAY_STEPS).map(step).collect::<Vec<f64>>()
    };
    let walks = [walk(), walk()];
    tape(days, 1e6, |asset, step| walks[asset - 1][step])
}

pub(crate) fn run_with(config: &SimulationConfig, tape: &Tape, steward: Box<dyn Steward>) -> Run {
    let scores = Constant::new(1_000);
    simulate(config, tape, &scores, vec![steward], &|| {})
        .unwrap_or_else(|error| panic!("seed {}: {error}", config.seed))
}

fn outcome(
    config: &SimulationConfig,
    tape: &Tape,
    steward: Box<dyn Steward>,
) -> (Outcome, Journal) {
    let run = run_with(config, tape, steward);
    let (simulated, journal) = run.pools.into_iter().next().unwrap();
    (simulated.outcome, journal)
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_does_not() {
    let tape = wild(2, 5);
    let bytes = |seed| {
        let (outcome, journal) =
            outcome(&SimulationConfig::new(seed, 40), &tape, Box::new(Ballast));
        serde_json::to_string(&(outcome, journal)).unwrap()
    };

    let (first, again, other) = (bytes(1), bytes(1), bytes(2));

    assert!(first == again, "two runs of one seed differ");
    assert!(first != other, "two seeds give one run");
}

#[test]
fn books_balance_after_every_event_whatever_the_seed() {
    let mut liquidations = 0.0;
    for seed in 0..6 {
        for guarded in [false, true] {
            let config = SimulationConfig {
                check_every_events: 1,
                ..SimulationConfig::new(seed, 30)
            };
            let steward: Box<dyn Steward> = if guarded {
                Box::new(Ballast)
            } else {
                Box::new(Static::CALM)
            };

            let (outcome, _) = outcome(&config, &wild(3, seed), steward);

            liquidations += outcome.liquidations.count;
        }
    }
    assert!(
        liquidations > 10.0,
        "a wild market liquidates: {liquidations}"
    );
}

#[test]
fn a_calm_week_liquidates_nobody_healthy_and_leaves_no_bad_debt() {
    for seed in 0..3 {
        let (outcome, journal) = outcome(
            &SimulationConfig::new(seed, 100),
            &calm(7),
            Box::new(Ballast),
        );

        assert!(
            outcome.oracle_gap.of_the_healthy.abs() < 0.5,
            "seed {seed}: {:?}",
            outcome.oracle_gap
        );
        assert!(
            outcome.bad_debt.total.abs() < 1e-9,
            "seed {seed}: {:?}",
            outcome.bad_debt
        );
        assert!(
            outcome.capacity.quiet.is_some_and(|quiet| quiet > 0.6),
            "seed {seed}: {:?}",
            outcome.capacity
        );
        assert!(
            outcome.regimes.iter().all(|shares| shares.calm > 0.999),
            "seed {seed}"
        );
        assert!(
            !journal.granted_borrowings.is_empty(),
            "seed {seed}: someone borrows"
        );
    }
}

#[test]
fn a_gap_of_sixty_percent_makes_bad_debt_that_depositors_bear_and_books_still_balance() {
    let config = SimulationConfig {
        check_every_events: 7,
        ..SimulationConfig::new(3, 60)
    };

    let (outcome, journal) = outcome(&config, &gap(3, 3e5, 0.6), Box::new(Static::CALM));

    let bad_debt = &outcome.bad_debt;
    assert!(bad_debt.total > 100_000.0, "{bad_debt:?}");
    assert!(bad_debt.borne_by_depositors > 0.0, "{bad_debt:?}");
    let borne = bad_debt.borne_by_fees + bad_debt.borne_by_insurance + bad_debt.borne_by_depositors;
    assert!(
        (borne / bad_debt.written_off - 1.0).abs() < 1e-6,
        "{bad_debt:?}"
    );
    assert!(
        outcome.liquidations.over_1_percent > 0.0,
        "{:?}",
        outcome.liquidations
    );
    assert!(journal.samples.iter().any(|sample| sample.is_near_crash));
}

#[test]
fn more_capital_of_liquidators_never_makes_more_bad_debt_on_average() {
    let tape = tape(3, 2e6, |_, step| {
        let hours_of_fall = 8.0;
        let since = f64::from(u32::try_from(step.saturating_sub(200)).unwrap()) / 12.0;
        1.0 - 0.45 * (since / hours_of_fall).min(1.0)
    });
    let mean_bad_debt = |capital: f64| {
        let total = |seed| {
            let mut config = SimulationConfig::new(seed, 60);
            config.liquidators.capital = capital;
            outcome(&config, &tape, Box::new(Static::CALM))
                .0
                .bad_debt
                .total
        };
        (0..4).map(total).sum::<f64>() / 4.0
    };

    let [poor, middling, rich] = [1_000.0, 20_000.0, 1_000_000.0].map(mean_bad_debt);

    assert!(
        poor > 1.2 * rich,
        "capital matters: {poor} {middling} {rich}"
    );
    assert!(
        poor >= middling && middling >= rich,
        "{poor} {middling} {rich}"
    );
}

#[test]
fn one_liar_of_five_does_not_move_terms_beyond_what_the_honest_say() {
    for lie in [0, 10_000] {
        let mut config = SimulationConfig::new(4, 20);
        config.publishers.faults.push(PlannedFault {
            publisher: 4,
            fault: Fault::Liar(lie),
            from: DAY / 4,
            until: 2 * DAY,
        });
        let honest = Reading {
            score_hundredths: 3_000,
            half_width_hundredths: 100,
        };

        let run = simulate(
            &config,
            &calm(2),
            &Constant(honest),
            vec![Box::new(Ballast)],
            &|| {},
        );
        let run = run.unwrap();
        let (simulated, journal) = &run.pools[0];

        for score in journal.samples.iter().flat_map(|sample| &sample.scores) {
            // Five standard deviations of an honest error of a point.
            assert!((25.0..=35.0).contains(score), "lie {lie}: {score}");
        }
        assert!(
            simulated.outcome.muted_publishers > 2.5,
            "each of three feeds mutes the liar"
        );
    }
}

/// Scores that rise to stress before a fall, as an honest model's would.
fn rising(hours: usize, at: usize) -> ScoreTable {
    let reading = |hour: usize| {
        Some(Reading {
            score_hundredths: if hour + 30 >= at { 8_000 } else { 1_000 },
            half_width_hundredths: 100,
        })
    };
    let row: Vec<_> = (0..hours).map(reading).collect();
    ScoreTable::new("rising", START, vec![row; 3])
}

#[test]
fn who_captures_one_publisher_of_five_gains_nothing_and_three_of_five_gain() {
    let (days, strikes) = (6, 3 * DAY + 7_200);
    let fall_step = 3 * DAY_STEPS + 40;
    let tape = tape(
        days,
        5e6,
        |_, step| if step > fall_step { 0.6 } else { 1.0 },
    );
    let scores = rising(days * 24, 3 * 24 + 3);
    let profit = |controlled: usize| {
        let mut config = SimulationConfig::new(8, 30);
        config.publishers.noise_points = 0.0;
        config.attack = Some(AttackPlan {
            controlled,
            own: 60_000.0,
            lie: 0,
            ..AttackPlan::new(AttackKind::PublisherCapture, strikes)
        });
        let run = simulate(&config, &tape, &scores, vec![Box::new(Ballast)], &|| {}).unwrap();
        run.pools[0].0.outcome.attack.unwrap()
    };

    let [none, one, three] = [0, 1, 3].map(profit);

    assert!((one.profit - none.profit).abs() < 1.0, "{none:?} {one:?}");
    assert!(three.profit > none.profit + 1_000.0, "{none:?} {three:?}");
}

#[test]
fn panicking_depositors_wait_are_served_later_and_lose_nothing() {
    let mut config = SimulationConfig::new(6, 60);
    config.check_every_events = 5;
    config.depositors.leaves_above = (0.4, 0.6);
    config.borrowers.stay_days = 1.0;

    let (outcome, journal) = outcome(&config, &calm(8), Box::new(Static::CALM));

    assert!(outcome.cascade.refused > 3.0, "{:?}", outcome.cascade);
    assert!(outcome.cascade.longest_hours > 1.0, "{:?}", outcome.cascade);
    assert!(outcome.utilization.peak > 0.99, "{:?}", outcome.utilization);
    let served = journal
        .waits
        .iter()
        .filter(|wait| wait.until.is_some())
        .count();
    assert!(served >= 3, "{:?}", journal.waits);
    assert!(
        outcome.bad_debt.borne_by_depositors.abs() < 1e-9,
        "{:?}",
        outcome.bad_debt
    );
}

#[test]
fn a_silent_oracle_stops_new_debt_and_its_return_liquidates_at_the_market_price() {
    let mut config = SimulationConfig::new(2, 40);
    let third = DAY;
    config.oracle_gaps = vec![
        (1, third - 3_600, third + 7_200),
        (2, third - 3_600, third + 7_200),
    ];

    config.borrowers.arrivals_a_day = 5.0;

    let (_, journal) = outcome(&config, &gap(3, 5e6, 0.3), Box::new(Static::CALM));

    let first = journal.liquidations.first().unwrap();
    assert!(
        first.at >= START + third + 7_200,
        "nobody is liquidated at a price of before"
    );
    assert!(first.oracle_gap.abs() < 0.005, "{first:?}");
    // A price is believed for two minutes.
    let silence = START + third - 3_480..START + third + 7_200;
    let granted = |silent: bool| {
        let times = journal.granted_borrowings.iter().map(|(at, _)| at);
        times.filter(|at| silence.contains(at) == silent).count()
    };
    assert_eq!(granted(true), 0);
    assert!(granted(false) > 20, "{}", granted(false));
}

#[test]
fn ballast_with_foresight_loses_less_than_static_terms() {
    let tape = tape(
        8,
        1e6,
        |_, step| if step > 4 * DAY_STEPS { 0.62 } else { 1.0 },
    );
    let foresight = ScoreTable::of_foresight(&tape, 0.08);
    let bad_debt = |steward: fn() -> Box<dyn Steward>| {
        let total = |seed| {
            let mut config = SimulationConfig::new(seed, 60);
            // Nobody was there before terms tightened: what is compared is whom they let in.
            config.borrowers.arrivals_a_day = 0.5;
            let run = simulate(&config, &tape, &foresight, vec![steward()], &|| {}).unwrap();
            run.pools[0].0.outcome.bad_debt.total
        };
        (0..3).map(total).sum::<f64>()
    };

    let fixed = bad_debt(|| Box::new(Static::CALM));
    let adaptive = bad_debt(|| Box::new(Ballast));

    assert!(adaptive < fixed, "{adaptive} {fixed}");
}

#[test]
fn two_pools_share_books_so_that_one_pools_sales_cost_the_other() {
    let tape = gap(2, 3e5, 0.3);
    let slippage = |pools: usize| {
        let mean = |seed| {
            let stewards = (0..pools).map(|_| Box::new(Static::CALM) as Box<dyn Steward>);
            let config = SimulationConfig::new(seed, 60 * pools);
            let scores = Constant::new(1_000);
            let run = simulate(&config, &tape, &scores, stewards.collect(), &|| {}).unwrap();
            run.pools[0].0.outcome.liquidations.mean_slippage
        };
        (0..8).map(mean).sum::<f64>() / 8.0
    };

    let (alone, together) = (slippage(1), slippage(2));

    assert!(together > 1.1 * alone, "{alone} {together}");
}

#[test]
fn what_a_pool_was_told_brings_another_market_to_the_same_end_bit_for_bit() {
    let config = SimulationConfig {
        records_operations: true,
        ..SimulationConfig::new(9, 30)
    };

    let run = run_with(&config, &gap(3, 1e6, 0.4), Box::new(Ballast));

    let recording = &run.recordings[0];
    let mut state = recording.opened.clone();
    for timed in &recording.operations {
        assert_eq!(state.apply(timed).err(), timed.refused, "{timed:?}");
    }
    assert!(
        recording.operations.len() > 10_000,
        "{}",
        recording.operations.len()
    );
    assert!(
        state == recording.closed,
        "the list of operations is not whole"
    );
}
