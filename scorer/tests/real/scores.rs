//! The loaders against real exchange data, where that folder is there.

use ballast_scorer::data::{DataError, Gap, GapPolicy, LoadRequest, load};
use ballast_scorer::time::{Span, Window};

use crate::support::real::folder;

fn request(assets: &[&str], gaps: GapPolicy) -> LoadRequest {
    let assets = assets.iter().map(|asset| (*asset).to_owned()).collect();
    LoadRequest {
        assets,
        span: Span::ALL,
        gaps,
        series: Vec::new(),
    }
}

#[test]
fn real_bars_load_with_their_gaps_marked() {
    let Some(folder) = folder() else { return };
    let assets = ["BTC", "ETH", "SOL", "LUNA", "FTT"];

    let dataset = load(&folder, &request(&assets, GapPolicy::Mark)).unwrap();

    let rows = |asset: &str| dataset.assets[asset].bars().iter().count();
    assert_eq!(
        (rows("BTC"), rows("ETH"), rows("SOL")),
        (65_590, 65_590, 42_814)
    );
    let longest = |asset: &str| {
        dataset.assets[asset]
            .bars()
            .gaps()
            .iter()
            .map(Gap::hours)
            .max()
    };
    assert!(
        longest("LUNA") > Some(17 * 24),
        "the hole between the two LUNAs is visible"
    );
    assert!(longest("FTT") > Some(300 * 24), "so is FTT's");
    assert!(
        !dataset.implied_volatility.unwrap().gaps().is_empty(),
        "DVOL skips days"
    );
}

#[test]
fn real_gaps_are_refused_by_default() {
    let Some(folder) = folder() else { return };

    let error = load(&folder, &request(&["LUNA"], GapPolicy::Reject)).unwrap_err();

    assert!(matches!(&error, DataError::GapFound { file, .. } if file.ends_with("LUNA.parquet")));
    println!("{error}");
}

#[test]
fn ftx_crash_has_no_gap_until_dvol_skips_a_day() {
    let Some(folder) = folder() else { return };
    let until = |until: &str| {
        let span = Window::new("2022-11-06".parse().unwrap(), until.parse().unwrap()).into();
        let request = LoadRequest {
            span,
            ..request(&["BTC", "ETH", "SOL"], GapPolicy::Reject)
        };
        load(&folder, &request)
    };

    let dataset = until("2022-11-11").unwrap();
    let error = until("2022-11-13").unwrap_err();

    let low = dataset.assets["SOL"]
        .bars()
        .iter()
        .fold(f64::MAX, |low, (_, bar)| low.min(bar.low));
    assert!(low < 14.0, "{low}");
    assert!(
        dataset
            .absent
            .iter()
            .any(|file| file.ends_with("funding_8h/SOL.parquet"))
    );
    let DataError::GapFound {
        file, start, hours, ..
    } = &error
    else {
        panic!("{error}")
    };
    assert!(
        file.ends_with("dvol_1h/BTC.parquet") && *hours >= 23,
        "{error}"
    );
    assert!(start.to_string().starts_with("2022-11-11"), "{error}");
}
