//! The optional series: read when asked for, with their own rules, and absent without an error.

use std::fs;
use std::path::{Path, PathBuf};

use ballast_scorer::data::{DataError, Dataset, GapPolicy, LoadRequest, SeriesKind, load, write};
use ballast_scorer::time::Span;
use tempfile::TempDir;

use crate::support::{ASSETS, SEED, full_market, time};

const BARS: &str = "time,open,high,low,close,volume\n2022-11-08T00:00:00Z,1,1,1,1,1\n";

fn put(folder: &Path, name: &str, text: &str) -> PathBuf {
    let file = folder.join(name);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, text).unwrap();
    file
}

/// BTC's spot bars and one more file.
fn with_file(name: &str, text: &str) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    put(folder.path(), "spot_1h/BTC.csv", BARS);
    let file = put(folder.path(), name, text);
    (folder, file)
}

fn read(folder: &Path, series: &[SeriesKind]) -> Result<Dataset, DataError> {
    let request = LoadRequest {
        assets: vec!["BTC".to_owned()],
        span: Span::ALL,
        gaps: GapPolicy::Reject,
        series: series.to_vec(),
    };
    load(folder, &request)
}

#[track_caller]
fn assert_refused(name: &str, text: &str, kind: SeriesKind, expected: &str) {
    let (folder, file) = with_file(name, text);
    let message = read(folder.path(), &[kind]).unwrap_err().to_string();
    assert_eq!(message, format!("{}: {expected}", file.display()));
}

#[test]
fn every_series_is_read_back_to_the_bit() {
    let folder = TempDir::new().unwrap();
    let written = full_market(SEED);
    write(folder.path(), &written).unwrap();

    let request = LoadRequest {
        assets: ASSETS.map(str::to_owned).to_vec(),
        span: Span::ALL,
        gaps: GapPolicy::Reject,
        series: SeriesKind::ALL.to_vec(),
    };
    let read = load(folder.path(), &request).unwrap();

    assert!(read.absent.is_empty(), "{:?}", read.absent);
    for asset in ASSETS {
        let (read, written) = (&read.assets[asset], &written.assets[asset]);
        assert!(read == written, "{asset}, seed {SEED}");
        assert!(read.extras().perpetual_5m.is_some());
    }
    assert!(read.market == written.market, "seed {SEED}");
}

#[test]
fn series_that_nobody_asked_for_is_not_even_opened() {
    let (folder, _) = with_file("perp_1h/BTC.csv", "no header that makes sense\n");

    let dataset = read(folder.path(), &[SeriesKind::Depth]).unwrap();

    assert!(dataset.assets["BTC"].extras().perpetual.is_none());
    assert!(read(folder.path(), &[SeriesKind::Perpetual]).is_err());
}

#[test]
fn absent_series_are_listed_once_each_and_only_when_asked_for() {
    let (folder, _) = with_file("spot_1h/ETH.csv", BARS);

    let dataset = read(folder.path(), &SeriesKind::ALL).unwrap();

    let absent: Vec<String> = dataset
        .absent
        .iter()
        .map(|file| {
            file.strip_prefix(folder.path())
                .unwrap()
                .display()
                .to_string()
        })
        .collect();
    let expected = [
        "funding_8h/BTC.parquet",
        "perp_1h/BTC.parquet",
        "mark_1h/BTC.parquet",
        "open_interest_1h/BTC.parquet",
        "depth_6h/BTC.parquet",
        "perp_5m/BTC.parquet",
        "spot_5m/BTC.parquet",
        "dvol_1h/BTC.parquet",
        "iv_7d_1h/BTC.parquet",
        "spot_1h/BUSD.parquet",
        "spot_1h/TUSD.parquet",
        "spot_1h/USDC.parquet",
        "spot_1h/USDP.parquet",
        "pool_1h",
    ];
    assert_eq!(absent, expected);
}

#[test]
fn one_stablecoin_of_any_venue_is_enough() {
    let (folder, _) = with_file("spot_1h/USDC-bybit.csv", BARS);
    put(
        folder.path(),
        "spot_1h/USDCASH.csv",
        "not a stablecoin that is watched\n",
    );

    let dataset = read(folder.path(), &[SeriesKind::Stablecoins]).unwrap();

    assert_eq!(
        dataset.market.stablecoins.keys().collect::<Vec<_>>(),
        ["USDC-bybit"]
    );
    assert!(
        !dataset
            .absent
            .iter()
            .any(|file| file.ends_with("spot_1h/USDC.parquet"))
    );
}

#[test]
fn open_interest_may_carry_its_asset_in_the_column() {
    for column in ["open_interest", "open_interest_btc"] {
        let text = format!("time,last_price,{column}\n2022-11-08T00:00:00Z,1,90600.5\n");
        let (folder, _) = with_file("open_interest_1h/BTC.csv", &text);

        let dataset = read(folder.path(), &[SeriesKind::OpenInterest]).unwrap();

        let readings = dataset.assets["BTC"].extras().open_interest.entries();
        assert_eq!(readings, &[(time("2022-11-08"), 90_600.5)], "{column}");
    }
    assert_refused(
        "open_interest_1h/BTC.csv",
        "time,open_interest_eth\n2022-11-08T00:00:00Z,1\n",
        SeriesKind::OpenInterest,
        "column open_interest is missing; the file has time, open_interest_eth",
    );
}

#[test]
fn depth_comes_at_any_time_but_in_order_and_not_below_zero() {
    let header = "time,depth_50bps_usd,mid\n";
    let (folder, _) = with_file(
        "depth_6h/BTC.csv",
        &format!("{header}2022-11-08T00:03:07Z,2e7,20000\n2022-11-09T11:00:00Z,0,19000\n"),
    );

    let dataset = read(folder.path(), &[SeriesKind::Depth]).unwrap();

    let depth = &dataset.assets["BTC"].extras().depth;
    assert_eq!(depth.entries().len(), 2);
    assert_eq!(depth.entries()[0].0, time("2022-11-08T00:03:07Z"));
    assert_refused(
        "depth_6h/BTC.csv",
        &format!("{header}2022-11-08T00:00:00Z,-1,20000\n"),
        SeriesKind::Depth,
        "row 1, column depth_50bps_usd: -1 is below zero",
    );
    assert_refused(
        "depth_6h/BTC.csv",
        &format!("{header}2022-11-08T06:00:00Z,1,1\n2022-11-08T00:00:00Z,1,1\n"),
        SeriesKind::Depth,
        "row 2, column time: 2022-11-08T00:00:00Z comes after 2022-11-08T06:00:00Z; sort the rows \
         by time",
    );
}

#[test]
fn five_minute_bars_keep_their_holes_and_their_grid() {
    let row = |at: &str| format!("{at},1,2,1,2,5\n");
    let header = "time,open,high,low,close,volume\n";
    let (first, last) = (row("2022-11-08T00:05:00Z"), row("2022-11-08T00:20:00Z"));
    let (folder, _) = with_file("perp_5m/BTC.csv", &format!("{header}{first}{last}"));

    let dataset = read(folder.path(), &[SeriesKind::PerpetualFiveMinutes]).unwrap();

    let grid = dataset.assets["BTC"].extras().perpetual_5m.clone().unwrap();
    assert_eq!(grid.slots().len(), 4);
    assert_eq!(grid.gaps()[0].start, time("2022-11-08T00:10:00Z"));
    assert_refused(
        "perp_5m/BTC.csv",
        &format!("{header}{}", row("2022-11-08T00:07:00Z")),
        SeriesKind::PerpetualFiveMinutes,
        "row 1, column time: 2022-11-08T00:07:00Z is not a full 5 minutes",
    );
}

#[test]
fn pool_readings_outside_their_scale_are_refused() {
    let header = "time,utilization,borrowed_usd,top_borrower_share,debt_to_collateral,\
                  oracle_age_seconds,stress,bad_debt_share\n";
    assert_refused(
        "pool_1h/USDC.csv",
        &format!("{header}2022-11-08T00:00:00Z,1.2,1,0.1,0.5,3,40,0\n"),
        SeriesKind::Pools,
        "row 1, column utilization: 1.2 lies outside its scale 0 to 1",
    );
    assert_refused(
        "pool_1h/USDC.csv",
        &format!("{header}2022-11-08T00:00:00Z,0.9,1,0.1,0.5,3,140,0\n"),
        SeriesKind::Pools,
        "row 1, column stress: 140 lies outside its scale 0 to 100",
    );
    let (folder, _) = with_file(
        "pool_1h/USDC.csv",
        &format!("{header}2022-11-08T00:00:00Z,0.9,1,0.1,1.5,3,40,0\n"),
    );

    let pools = read(folder.path(), &[SeriesKind::Pools])
        .unwrap()
        .market
        .pools;

    assert!((pools["USDC"].entries()[0].1.debt_to_collateral - 1.5).abs() < f64::EPSILON);
}
