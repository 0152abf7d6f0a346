//! The optional series and the features that read them on real exchange data, where that is there.

use ballast_scorer::data::{Dataset, GapPolicy, LoadRequest, SeriesKind, load};
use ballast_scorer::feature::{FEATURES, FeatureSchema, MarketView, Shocks};
use ballast_scorer::time::{Span, Timestamp, Window};

const ASSETS: [&str; 3] = ["BTC", "ETH", "SOL"];

/// Every series that there is.
fn dataset() -> Option<Dataset> {
    let folder = crate::support::real::folder()?;
    let request = LoadRequest {
        assets: ASSETS.map(str::to_owned).to_vec(),
        span: Span::ALL,
        gaps: GapPolicy::Mark,
        series: SeriesKind::ALL.to_vec(),
    };
    Some(load(&folder, &request).unwrap())
}

fn value(dataset: &Dataset, name: &str, asset: &str, at: Timestamp) -> Option<f64> {
    let shocks: Shocks = ASSETS.map(|asset| (asset.to_owned(), 0.08)).into();
    let view = MarketView::new(dataset, &shocks, asset, at).unwrap();
    FeatureSchema::of_names(&[name]).unwrap().row(&view).values[0]
}

fn window(from: &str, until: &str) -> Window {
    Window::new(from.parse().unwrap(), until.parse().unwrap())
}

#[test]
fn real_series_load_with_the_rows_they_are_said_to_have() {
    let Some(dataset) = dataset() else { return };

    let extras = |asset: &str| dataset.assets[asset].extras();
    let bars = |asset: &str| extras(asset).perpetual.as_ref().unwrap().iter().count();
    assert_eq!(ASSETS.map(bars), [50_935, 49_025, 12_827]);
    let mark = |asset: &str| extras(asset).mark.as_ref().map(|grid| grid.iter().count());
    assert_eq!(ASSETS.map(mark), [Some(48_397), Some(48_397), None]);
    assert_eq!(extras("BTC").open_interest.entries().len(), 7_795);
    let depth = |asset: &str| extras(asset).depth.entries().len();
    assert_eq!(ASSETS.map(depth), [2_173, 2_176, 0]);
    let five = |grid: Option<&ballast_scorer::data::FiveMinuteGrid<_>>| {
        grid.map(|grid| grid.iter().count())
    };
    assert_eq!(five(extras("BTC").perpetual_5m.as_ref()), Some(122_688));
    assert_eq!(five(extras("SOL").perpetual_5m.as_ref()), Some(147_168));
    assert_eq!(five(extras("SOL").spot_5m.as_ref()), Some(163_680));
    let coins: Vec<(&str, usize)> = dataset
        .market
        .stablecoins
        .iter()
        .map(|(coin, grid)| (coin.as_str(), grid.iter().count()))
        .collect();
    let expected = [
        ("BUSD", 23_612),
        ("TUSD", 19_993),
        ("USDC", 19_993),
        ("USDC-bybit", 2_382),
        ("USDP", 16_204),
    ];
    assert_eq!(coins, expected);
}

/// Features, the asset, from when to when they should be known, and in what share of the hours.
const KNOWN: [(&[&str], &str, &str, &str, f64); 12] = [
    (
        &[
            "log_parkinson_to_close_24h",
            "log_garman_klass_to_close_24h",
            "log_rogers_satchell_to_close_24h",
            "volume_slippage_bps_1m",
            "contagion_drawdown_168h",
            "data_overdue_hours",
        ],
        "BTC",
        "2020-01-01",
        "2025-07-01",
        0.99,
    ),
    (
        &["basis_mean_bps_24h"],
        "BTC",
        "2020-01-01",
        "2025-07-01",
        0.99,
    ),
    (
        &["basis_change_bps_24h"],
        "ETH",
        "2020-01-01",
        "2025-07-01",
        0.98,
    ),
    (
        &["basis_mean_bps_24h"],
        "SOL",
        "2024-01-03",
        "2025-07-01",
        0.97,
    ),
    (
        &["mark_spot_gap_bps"],
        "BTC",
        "2020-01-01",
        "2025-07-01",
        0.99,
    ),
    (
        &["log_five_minute_to_hourly_24h"],
        "BTC",
        "2023-11-02",
        "2024-12-31",
        0.99,
    ),
    (
        &["log_five_minute_to_hourly_24h"],
        "SOL",
        "2023-07-02",
        "2025-01-19",
        0.99,
    ),
    (
        &["log_open_interest_change_24h"],
        "BTC",
        "2023-11-30",
        "2024-10-18",
        0.98,
    ),
    (
        &["log_depth_to_median_720h", "book_slippage_bps_1m"],
        "BTC",
        "2024-02-01",
        "2025-07-01",
        0.95,
    ),
    (
        &["log_depth_change_24h"],
        "ETH",
        "2024-02-01",
        "2025-07-01",
        0.95,
    ),
    (
        &["hedge_delta_30d", "hedge_gamma_30d", "hedge_vega_30d"],
        "SOL",
        "2021-03-25",
        "2025-07-01",
        0.99,
    ),
    (
        &["stablecoin_peg_distance_bps"],
        "ETH",
        "2021-04-05",
        "2023-12-30",
        0.99,
    ),
];

#[test]
fn features_are_known_as_often_as_their_series_are() {
    let Some(dataset) = dataset() else { return };

    let mut failed = Vec::new();
    for (names, asset, from, until, required) in KNOWN {
        for name in names {
            let hours = window(from, until).hours().step_by(5);
            let known = hours.map(|at| value(&dataset, name, asset, at).is_some());
            let known: Vec<f64> = known.map(|known| f64::from(u8::from(known))).collect();
            let share = known.iter().sum::<f64>() / f64::from(u32::try_from(known.len()).unwrap());
            println!(
                "{name:<34} {asset} {from} to {until}: {:.2} %",
                100.0 * share
            );
            failed.extend((share < required).then_some((name, asset, share)));
        }
    }
    assert!(failed.is_empty(), "{failed:?}");
}

#[test]
fn series_that_the_data_lack_are_missing_and_not_made_up() {
    let Some(dataset) = dataset() else { return };
    let at = "2024-06-01".parse().unwrap();

    for feature in FEATURES {
        let reads = feature.reads();
        let kinds = [SeriesKind::Pools, SeriesKind::ShortImpliedVolatility];
        if reads.iter().any(|kind| kinds.contains(kind)) {
            assert_eq!(
                value(&dataset, feature.name(), "BTC", at),
                None,
                "{}",
                feature.name()
            );
        }
    }
    assert_eq!(value(&dataset, "book_slippage_bps_1m", "SOL", at), None);
    assert_eq!(value(&dataset, "mark_spot_gap_bps", "SOL", at), None);
}

#[test]
fn crashes_show_where_they_should() {
    let Some(dataset) = dataset() else { return };
    let values = |name: &str, asset: &str, from: &str, until: &str| {
        let hours = window(from, until).hours();
        let values: Vec<f64> = hours
            .filter_map(|at| value(&dataset, name, asset, at))
            .collect();
        let (low, high) = (f64::INFINITY, f64::NEG_INFINITY);
        let low = values.iter().copied().fold(low, f64::min);
        (low, values.into_iter().fold(high, f64::max))
    };

    let peg = |from, until| values("stablecoin_peg_distance_bps", "BTC", from, until).1;
    assert!(peg("2023-03-11", "2023-03-13") > 500.0, "USDC broke");
    assert!(peg("2022-03-01", "2022-03-08") < 50.0, "an ordinary week");
    let closed = values(
        "log_open_interest_change_24h",
        "BTC",
        "2024-08-05",
        "2024-08-07",
    )
    .0;
    assert!(closed < -0.1, "positions were closed by force: {closed}");
    let basis = values("basis_mean_bps_24h", "BTC", "2020-03-12", "2020-03-15").0;
    assert!(basis < -15.0, "futures fell further than coins: {basis}");
}
