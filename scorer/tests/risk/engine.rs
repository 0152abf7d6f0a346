//! The Monte Carlo engine as stories, and against policy itself.

use ballast_policy::action::ALL;
use ballast_policy::control::{MarketFlows, MarketLimits};
use ballast_policy::health::{Health, Purpose};
use ballast_policy::market::{Action, Market, Outcome};
use ballast_policy::unit::{PricePerUnit, ReserveIndex};
use ballast_scorer::path::PathSource;
use ballast_scorer::portfolio::{Snapshot, parse, synthetic};
use ballast_scorer::risk::{
    AssetMoves, Impact, ImpactForm, Lever, Liquidators, Mode, Outcomes, Runs, Simulation,
    StoredPaths, StudentPaths, Trial, assess, recommend,
};
use proptest::prelude::*;

const HOUR: u32 = 3_600;

fn portfolio(positions: usize, seed: u64) -> Snapshot {
    synthetic::generate(positions, seed, &synthetic::Distributions::default()).unwrap()
}

fn paths(steps: usize, step_seconds: u32) -> StudentPaths {
    let moves = synthetic::ASSETS.map(|asset| AssetMoves {
        symbol: asset.symbol.to_owned(),
        volatility: 2.0 * asset.volatility,
        correlation: asset.correlation,
    });
    StudentPaths::new(&moves, steps, step_seconds, 5)
}

fn liquidators(assets: usize, capacity_usd: f64) -> Liquidators {
    Liquidators {
        capacity_usd,
        latency_steps: 0,
        rounds_per_step: 4,
        oracle_lag_steps: 0,
        impact: Impact::none(assets),
    }
}

fn with_impact(assets: usize) -> Liquidators {
    Liquidators {
        impact: Impact {
            form: ImpactForm::SquareRoot,
            depths_usd: vec![2e4; assets],
            recovery_seconds: 7_200.0,
        },
        ..liquidators(assets, 1e7)
    }
}

fn play(
    snapshot: &Snapshot,
    mode: Mode,
    source: &dyn PathSource,
    scenarios: usize,
    threads: usize,
) -> Outcomes {
    let runs = Runs { scenarios, threads };
    Simulation::new(snapshot, mode)
        .unwrap()
        .run(source, runs, &|_| {})
        .unwrap()
}

fn sum(values: &[f64]) -> f64 {
    values.iter().sum()
}

const THREE: &str = r#"{
  "assets": [
    {"symbol": "SOL", "decimals": 9, "price": 100.0, "terms": "volatile"},
    {"symbol": "ETH", "decimals": 8, "price": 2000.0, "terms": "volatile"},
    {"symbol": "USDC", "decimals": 6, "price": 1.0, "terms": "stable"}
  ],
  "positions": [
    {"owner": "in SOL", "deposits": {"SOL": 100}, "borrows": {"USDC": 7000}},
    {"owner": "in ETH", "deposits": {"ETH": 5}, "borrows": {"USDC": 7000}},
    {"owner": "no debt", "deposits": {"SOL": 1000}}
  ]
}"#;

fn three(relatives: &[[f64; 3]]) -> StoredPaths {
    let flat = relatives.iter().flatten().copied().collect();
    StoredPaths::new(&["SOL", "ETH", "USDC"], relatives.len(), HOUR, flat)
}

#[test]
fn crash_of_one_asset_liquidates_only_who_holds_it() {
    let snapshot = parse(THREE, "three").unwrap();
    let crash = three(&[[1.0, 0.8, 1.0], [1.0, 0.8, 1.0]]);

    let mode = Mode::ManySteps(liquidators(3, f64::INFINITY));
    let outcomes = play(&snapshot, mode, &crash, 1, 1);

    assert_eq!(outcomes.unhealthy(), [1.0]);
    assert!(sum(&outcomes.at_risk_of(0)).abs() < 1e-9);
    assert!(sum(&outcomes.at_risk_of(1)) > 3_500.0);
    assert_eq!(outcomes.bad_debt(), [0.0]);
}

#[test]
fn gap_through_the_collateral_is_bad_debt_of_whom_was_lent() {
    let snapshot = parse(THREE, "three").unwrap();

    let outcomes = play(&snapshot, Mode::OneStep, &three(&[[0.5, 1.0, 1.0]]), 1, 1);

    // 100 SOL at 50 against 7 000 owed.
    assert!((outcomes.bad_debt()[0] - 2_000.0).abs() < 1e-3);
    assert!((outcomes.bad_debt_of(2)[0] - 2_000.0).abs() < 1e-3);
    assert_eq!(
        (outcomes.unhealthy(), outcomes.insolvent()),
        (vec![1.0], vec![1.0])
    );
}

#[test]
fn nobody_who_acts_and_nothing_that_moves_prices_reproduces_one_step() {
    let snapshot = portfolio(2_000, 1);
    let source = paths(12, 6 * HOUR);

    let jump = play(&snapshot, Mode::OneStep, &source, 300, 2);
    let idle = play(
        &snapshot,
        Mode::ManySteps(liquidators(8, 0.0)),
        &source,
        300,
        2,
    );

    assert!(sum(&jump.bad_debt()) > 0.0, "the test needs a loss");
    for (one, many) in jump.bad_debt().iter().zip(idle.bad_debt()) {
        assert!((one - many).abs() <= 1e-9 * one.abs(), "{one} {many}");
    }
    assert_eq!(jump.insolvent(), idle.insolvent());
}

#[test]
fn more_capacity_never_makes_more_bad_debt_of_a_fall_that_passes_every_threshold() {
    let snapshot = portfolio(1_000, 2);
    // One percent a step, for volatile assets: every position is past its threshold long before it is insolvent.
    let falls: Vec<f64> = (1..=40)
        .flat_map(|step| {
            let price = 1.0 - 0.01 * f64::from(step);
            [1.0, 1.0, price, price, price, price, price, price]
        })
        .collect();
    let symbols = synthetic::ASSETS.map(|asset| asset.symbol);
    let fall = StoredPaths::new(&symbols, 40, HOUR, falls);

    let bad_debt = |capacity| {
        let mode = Mode::ManySteps(liquidators(8, capacity));
        play(&snapshot, mode, &fall, 1, 1).bad_debt()[0]
    };

    let losses = [0.0, 1e4, 1e5, 1e6, f64::INFINITY].map(bad_debt);
    assert!(
        losses.windows(2).all(|pair| pair[1] <= pair[0]),
        "{losses:?}"
    );
    assert!(
        losses[0] > 1e5 && losses[4] < 0.01 * losses[0],
        "{losses:?}"
    );
}

#[test]
fn late_liquidators_and_a_late_oracle_cost_more() {
    let snapshot = portfolio(2_000, 3);
    let source = paths(12, 6 * HOUR);
    let loss = |liquidators| {
        sum(&play(&snapshot, Mode::ManySteps(liquidators), &source, 500, 2).bad_debt())
    };

    let prompt = loss(liquidators(8, f64::INFINITY));
    let late = loss(Liquidators {
        latency_steps: 3,
        ..liquidators(8, f64::INFINITY)
    });
    let blind = loss(Liquidators {
        oracle_lag_steps: 3,
        ..liquidators(8, f64::INFINITY)
    });

    assert!(late > prompt && blind > prompt, "{prompt} {late} {blind}");
}

#[test]
fn sales_that_move_prices_are_sold_with_slippage_and_touch_others() {
    let snapshot = portfolio(3_000, 4);
    let source = paths(12, 2 * HOUR);

    let thin = play(&snapshot, Mode::ManySteps(with_impact(8)), &source, 300, 2);
    let deep = play(
        &snapshot,
        Mode::ManySteps(liquidators(8, 1e7)),
        &source,
        300,
        2,
    );

    assert!(sum(&thin.slipped(0)) > 0.0);
    assert!(sum(&deep.slipped(0)).abs() < 1e-9);
    assert!(sum(&thin.unhealthy()) > sum(&deep.unhealthy()));
}

#[test]
fn seeds_repeat_to_the_bit_at_any_number_of_threads() {
    let snapshot = portfolio(1_500, 6);
    let source = paths(6, 4 * HOUR);
    let mode = || Mode::ManySteps(with_impact(8));

    let alone = play(&snapshot, mode(), &source, 400, 1);

    assert!(sum(&alone.at_risk()) > 0.0);
    for threads in [2, 3, 7] {
        assert_eq!(
            alone,
            play(&snapshot, mode(), &source, 400, threads),
            "{threads} threads"
        );
    }
}

#[test]
fn accounts_sum_to_the_expected_shortfall() {
    let snapshot = parse(THREE, "three").unwrap();
    // One scenario in a hundred loses.
    let mut prices = vec![[1.0, 1.0, 1.0]; 400];
    for (scenario, price) in prices.iter_mut().enumerate().filter(|(s, _)| s % 100 == 7) {
        *price = [0.6, if scenario == 7 { 0.5 } else { 1.0 }, 1.0];
    }
    let flat = prices.iter().flatten().copied().collect();
    let source = StoredPaths::new(&["SOL", "ETH", "USDC"], 1, HOUR, flat);
    let simulation = Simulation::new(&snapshot, Mode::OneStep).unwrap();
    let runs = Runs {
        scenarios: 400,
        threads: 2,
    };

    let (found, _) = assess(&snapshot, &simulation, &source, runs, &|_| {}).unwrap();

    // 7 000 against 6 000 in all four; against 5 000 once.
    let shortfall = found.market.expected_shortfall_99.value;
    assert!((shortfall - 1_500.0).abs() < 1e-3, "{shortfall}");
    let parts: Vec<(&str, f64)> = found
        .contributions
        .iter()
        .map(|c| (c.owner.as_str(), c.loss.round()))
        .collect();
    assert_eq!(parts, [("in SOL", 1_000.0), ("in ETH", 500.0)]);
    assert!((found.market.insolvency_probability.value - 0.01).abs() < 1e-12);
    assert!((found.market.bad_debt_mean.value - 15.0).abs() < 1e-4);
}

#[test]
fn recommended_change_brings_the_loss_under_the_limit() {
    let snapshot = portfolio(1_000, 9);
    let source = StoredPaths::drawn(&paths(1, 24 * HOUR), 1_000);
    let (mode, runs) = (
        Mode::OneStep,
        Runs {
            scenarios: 1_000,
            threads: 2,
        },
    );
    let present = play(&snapshot, Mode::OneStep, &source, 1_000, 2);
    let trial = Trial {
        snapshot: &snapshot,
        mode: &mode,
        source: &source,
        runs,
    };

    let unbound = recommend(trial, &present, f64::MAX, &|_| {}).unwrap();
    let limit = 0.8 * unbound.loss_before;
    let found = recommend(trial, &present, limit, &|_| {}).unwrap();

    assert!(unbound.options.is_empty() && unbound.recommended.is_none());
    assert!(limit > 0.0, "the test needs a loss");
    let chosen = &found.options[found.recommended.unwrap()];
    assert!(chosen.loss_after <= limit);
    // Before anybody has acted, the close factor changes nothing.
    let factor = found
        .options
        .iter()
        .find(|option| option.lever == Lever::CloseFactor)
        .unwrap();
    assert!(!factor.reaches_limit);
    assert_eq!(factor.loss_after.to_bits(), found.loss_before.to_bits());
}

#[expect(clippy::cast_precision_loss, reason = "53 bits are enough to compare")]
fn float(units: u64) -> f64 {
    units as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "prices are positive and below 2^63"
)]
fn units(value: f64) -> u64 {
    value.round() as u64
}

/// The snapshot with prices multiplied by `relatives`, to the nearest unit.
fn moved(snapshot: &Snapshot, relatives: &[f64]) -> Snapshot {
    let mut moved = snapshot.clone();
    for (reserve, relative) in moved.reserves.iter_mut().zip(relatives) {
        let price = &mut reserve.price;
        for price in [&mut price.low, &mut price.mid, &mut price.high] {
            *price = PricePerUnit(units(float(price.0) * relative));
        }
    }
    moved
}

fn cases() -> ProptestConfig {
    ProptestConfig {
        cases: 40,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn prop_verdict_and_loss_are_policys_at_any_prices(
        seed in 0u64..1_000,
        relatives in prop::collection::vec(0.2f64..2.0, 8),
    ) {
        let snapshot = portfolio(120, seed);
        let symbols = synthetic::ASSETS.map(|asset| asset.symbol);
        let source = StoredPaths::new(&symbols, 1, HOUR, relatives.clone());

        let found = play(&snapshot, Mode::OneStep, &source, 1, 1);

        let at_prices = moved(&snapshot, &relatives);
        let (mut unhealthy, mut unsure, mut bad_debt) = (0.0, 0.0, 0.0);
        for account in &at_prices.accounts {
            let health = Health::assess(&account.position, &at_prices, Purpose::Liquidating, snapshot.now).unwrap();
            let (debt, limit) = (float(health.debt.0), float(health.liquidation_limit.0));
            // Where rounding to a millionth of a dollar, or of a price to 64 bits, decides, either verdict will do.
            if (debt - limit).abs() < 64.0 + 1e-7 * debt {
                unsure += 1.0;
            } else if health.is_unhealthy() {
                unhealthy += 1.0;
            }
            bad_debt += float(health.debt.0.saturating_sub(health.collateral.0)) / f64::from(1 << 20);
        }
        let counted = found.unhealthy()[0];
        prop_assert!(counted >= unhealthy && counted <= unhealthy + unsure, "{counted} {unhealthy} {unsure}");
        let loss = found.bad_debt()[0];
        prop_assert!((loss - bad_debt).abs() <= 1e-3 + 1e-6 * bad_debt, "{loss} {bad_debt}");
    }

    #[test]
    fn prop_one_liquidation_is_sized_as_policy_sizes_it(
        sol in 1.0f64..1e5,
        use_of_limit in 0.5f64..0.99,
        fall in 0.3f64..1.0,
        close_factor in 0.1f64..1.0,
    ) {
        let owed = sol * 100.0 * 0.8 * use_of_limit;
        let text = THREE
            .replace(r#"{"SOL": 100}, "borrows": {"USDC": 7000}"#, &format!(r#"{{"SOL": {sol}}}, "borrows": {{"USDC": {owed}}}"#))
            .replace(r#""stable"}"#, &format!(r#""stable", "close_factor": {close_factor}}}"#));
        let snapshot = parse(&text, "three").unwrap();
        let relatives = [fall, 1.0, 1.0];
        let mode = Mode::ManySteps(Liquidators { rounds_per_step: 1, ..liquidators(3, f64::INFINITY) });

        let found = play(&snapshot, mode, &three(&[relatives]), 1, 1);

        let mut at_prices = moved(&snapshot, &relatives);
        let mut position = at_prices.accounts[0].position;
        for reserve in &mut at_prices.reserves {
            // Nobody else's deposits are to stand in for cash that was lent.
            reserve.ledger.cash.0 += 1 << 62;
            reserve.ledger.deposit_shares.0 += 1 << 62;
        }
        let mut market = Market {
            reserves: &mut at_prices.reserves,
            feeds: &mut at_prices.feeds,
            limits: &MarketLimits::NONE,
            flows: &mut MarketFlows::default(),
        };
        let action = Action::Liquidate { debt: ReserveIndex(2), collateral: ReserveIndex(0), amount: ALL };
        let seized = match market.apply(&mut position, action, snapshot.now) {
            Ok(Outcome::Liquidated(moved)) => float(moved.seized.0) * 1e-9 * 100.0 * fall,
            Ok(other) => panic!("{other:?}"),
            Err(_) => 0.0,
        };
        let ours = found.at_risk()[0];
        prop_assert!((ours - seized).abs() <= 1e-4 + 1e-6 * seized, "{ours} {seized}");
    }
}
