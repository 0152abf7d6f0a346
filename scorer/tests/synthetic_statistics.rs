//! What the synthetic market is like. `--nocapture` prints the numbers.
#![allow(clippy::unwrap_used, missing_docs, clippy::cast_precision_loss)]

mod support;

use ballast_scorer::data::{AssetHistory, Bar};
use ballast_scorer::label::falls_by_shock;
use ballast_scorer::synthetic::{self, SyntheticConfig, SyntheticError, with_crash};
use ballast_scorer::time::Window;
use support::{ASSETS, SEED, time};

fn log_returns(history: &AssetHistory) -> Vec<f64> {
    let closes: Vec<f64> = history.bars().iter().map(|(_, bar)| bar.close).collect();
    closes
        .windows(2)
        .map(|pair| (pair[1] / pair[0]).ln())
        .collect()
}

fn moment(values: &[f64], power: i32) -> f64 {
    values.iter().map(|value| value.powi(power)).sum::<f64>() / values.len() as f64
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let product: Vec<f64> = a.iter().zip(b).map(|(a, b)| a * b).collect();
    moment(&product, 1) / (moment(a, 2) * moment(b, 2)).sqrt()
}

fn drawdown<'a>(bars: impl Iterator<Item = &'a Bar>) -> f64 {
    let (mut high, mut worst) = (0.0_f64, 0.0_f64);
    for bar in bars {
        high = high.max(bar.high);
        worst = worst.max(1.0 - bar.low / high);
    }
    worst
}

#[test]
fn returns_have_heavy_tails_cluster_and_move_together() {
    let market = with_crash(SEED, 4, time("2022-11-07")).unwrap();
    let returns = ASSETS.map(|asset| log_returns(&market.dataset.assets[asset]));

    for (asset, returns) in ASSETS.iter().zip(&returns) {
        let kurtosis = moment(returns, 4) / (moment(returns, 2) * moment(returns, 2));
        let sizes: Vec<f64> = returns.iter().map(|value| value.abs()).collect();
        let mean = moment(&sizes, 1);
        let centred: Vec<f64> = sizes.iter().map(|size| size - mean).collect();
        let clustering = correlation(&centred[..centred.len() - 24], &centred[24..]);
        println!(
            "{asset}: hourly volatility {:.4}, kurtosis {kurtosis:.1}, clustering at 24 h {clustering:.2}",
            moment(returns, 2).sqrt()
        );
        assert!(kurtosis > 6.0, "{asset}: kurtosis {kurtosis}, seed {SEED}");
        assert!(
            clustering > 0.05,
            "{asset}: clustering {clustering}, seed {SEED}"
        );
    }
    let together = correlation(&returns[0], &returns[1]);
    println!("correlation of BTC and ETH {together:.2}");
    assert!((0.5..0.95).contains(&together), "{together}, seed {SEED}");
}

#[test]
fn base_rates_are_of_the_order_of_the_real_ones() {
    let market = with_crash(SEED, 4, time("2022-11-07")).unwrap();
    let window = market.dataset.window().unwrap();

    // BTC 3.4 %, ETH 7.0 %, SOL 13.5 % of hours on Binance from 2019 to 2026.
    for (asset, real) in ASSETS.iter().zip([0.034, 0.070, 0.135]) {
        let history = &market.dataset.assets[*asset];
        let labels: Vec<bool> = window
            .hours()
            .filter_map(|at| falls_by_shock(history, at, 0.08))
            .collect();
        let rate = labels.iter().filter(|event| **event).count() as f64 / labels.len() as f64;
        println!(
            "{asset}: {:.1} % of hours precede a fall of 8 %",
            100.0 * rate
        );
        assert!(
            (real / 2.5..real * 2.5).contains(&rate),
            "{asset}: {rate}, seed {SEED}"
        );
    }
}

#[test]
fn crash_falls_where_it_was_placed() {
    for seed in [SEED, SEED + 1, SEED + 2] {
        let start = time("2022-11-07");
        let market = with_crash(seed, 2, start).unwrap();
        let crash = *market
            .crashes
            .iter()
            .find(|crash| crash.start == start)
            .unwrap();

        for (asset, least) in ASSETS.iter().zip([0.10, 0.15, 0.45]) {
            let bars = market.dataset.assets[*asset].bars();
            let fall = drawdown(crash.fall().hours().filter_map(|at| bars.get(at)));
            println!("seed {seed}: {asset} falls by {:.0} %", 100.0 * fall);
            assert!(
                (least..0.85).contains(&fall),
                "{asset} fell by {fall}, seed {seed}"
            );
        }
        let funding = market.dataset.assets["BTC"].funding();
        let lowest = funding
            .iter()
            .filter(|rate| crash.window().contains(rate.time))
            .fold(f64::INFINITY, |lowest, rate| lowest.min(rate.rate));
        assert!(lowest < 0.0, "funding stays at {lowest}, seed {seed}");
        let options = market.dataset.implied_volatility.as_ref().unwrap();
        let level = |at: &str| options.get(time(at)).unwrap().close;
        assert!(
            level("2022-11-09T12:00:00Z") > level("2022-11-04T00:00:00Z"),
            "DVOL does not rise, seed {seed}"
        );
    }
}

fn config(seed: u64, assets: &[&str]) -> SyntheticConfig {
    SyntheticConfig {
        seed,
        window: Window::new(time("2022-01-01"), time("2022-03-01")),
        assets: assets.iter().map(|asset| (*asset).to_owned()).collect(),
        crash: None,
    }
}

#[test]
fn seed_decides_everything() {
    let first = synthetic::generate(&config(1, &ASSETS)).unwrap();

    assert_eq!(first, synthetic::generate(&config(1, &ASSETS)).unwrap());
    assert_ne!(
        first.dataset.assets,
        synthetic::generate(&config(2, &ASSETS))
            .unwrap()
            .dataset
            .assets
    );
}

#[test]
fn asset_does_not_depend_on_its_company() {
    let all = synthetic::generate(&config(1, &ASSETS)).unwrap();
    let alone = synthetic::generate(&config(1, &["SOL"])).unwrap();

    assert_eq!(alone.dataset.assets["SOL"], all.dataset.assets["SOL"]);
}

#[test]
fn what_cannot_be_generated_is_refused() {
    let unknown = synthetic::generate(&config(1, &["DOGE"])).unwrap_err();
    let mut empty = config(1, &ASSETS);
    empty.window.until = empty.window.from;

    assert_eq!(
        unknown,
        SyntheticError::AssetUnknown {
            asset: "DOGE".to_owned()
        }
    );
    assert!(matches!(
        synthetic::generate(&empty),
        Err(SyntheticError::WindowEmpty { .. })
    ));
}
