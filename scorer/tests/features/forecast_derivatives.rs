//! The forecast's features of funding and implied volatility against values worked out by hand.

use ballast_scorer::data::{Dataset, FundingRate, HourlyGrid, ImpliedVolatility};
use ballast_scorer::time::Timestamp;

use crate::support::{alternating, assert_close, closes, dataset, feature, history};

fn settled(rates: &[f64]) -> Vec<FundingRate> {
    let times = (1_i64..).map(|settlement| Timestamp::from_millis(0).plus_hours(8 * settlement));
    let rates = rates.iter().copied();
    times
        .zip(rates)
        .map(|(time, rate)| FundingRate { time, rate })
        .collect()
}

#[test]
fn funding_mean_takes_the_last_three_settlements() {
    let market = dataset(vec![(
        "A",
        history(&[1.0; 90], settled(&[0.01, 0.0001, 0.0002, 0.0006])),
    )]);

    assert_close(feature("funding_mean_bps_24h", &market, "A", 32), 3.0);
    assert_close(feature("funding_mean_bps_24h", &market, "A", 63), 3.0);
    assert_eq!(
        feature("funding_mean_bps_24h", &market, "A", 16),
        None,
        "two settled"
    );
    assert_eq!(
        feature("funding_mean_bps_24h", &market, "A", 64),
        None,
        "one is too old"
    );
}

#[test]
fn funding_z_is_in_its_own_months_deviations() {
    let mut rates = vec![0.0001; 40];
    rates[39] = 0.0041;
    let market = dataset(vec![("A", history(&[1.0; 400], settled(&rates)))]);

    // One of n differs: z = (n - 1) / √(n - 1).
    assert_close(feature("funding_z_720h", &market, "A", 320), 6.0);
    let few = dataset(vec![("A", history(&[1.0; 400], settled(&rates[10..])))]);
    assert_close(feature("funding_z_720h", &few, "A", 240), 29.0_f64.sqrt());
    assert_eq!(
        feature("funding_z_720h", &few, "A", 232),
        None,
        "29 settled"
    );
    assert_eq!(feature("funding_z_720h", &few, "A", 264), None, "stale");
    let flat = dataset(vec![("A", history(&[1.0; 400], settled(&[0.0001; 40])))]);
    assert!(feature("funding_z_720h", &flat, "A", 320).unwrap().abs() < 1e-6);
}

fn with_index(market: &mut Dataset, closes: &[f64]) {
    let value = |&close: &f64| {
        Some(ImpliedVolatility {
            open: close,
            high: close,
            low: close,
            close,
        })
    };
    let slots = closes.iter().map(value).collect();
    market.implied_volatility = Some(HourlyGrid::new(Timestamp::from_millis(0), slots));
}

#[test]
fn implied_change_is_over_a_day() {
    let mut market = dataset(vec![("A", history(&[1.0; 90], vec![]))]);
    let mut index = vec![50.0; 40];
    index[39] = 100.0;
    with_index(&mut market, &index);

    assert_close(
        feature("implied_volatility_change_24h", &market, "A", 40),
        2.0_f64.ln(),
    );
    assert_eq!(
        feature("implied_volatility_change_24h", &market, "A", 24),
        None
    );
    assert_eq!(
        feature("implied_volatility_change_24h", &market, "A", 76),
        None,
        "stale"
    );
}

#[test]
fn implied_premium_is_against_bitcoins_day() {
    let mut market = dataset(vec![
        ("A", history(&[1.0; 30], vec![])),
        ("BTC", history(&closes(&alternating(0.01, 29)), vec![])),
    ]);
    with_index(&mut market, &[80.0; 30]);

    let realised = 0.01 * 8_766.0_f64.sqrt();
    assert_close(
        feature("implied_volatility_premium_24h", &market, "A", 30),
        (0.8 / realised).ln(),
    );
    market.assets.remove("BTC");
    assert_eq!(
        feature("implied_volatility_premium_24h", &market, "A", 30),
        None
    );
}
