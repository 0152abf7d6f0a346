//! Every feature against values worked out by hand.

use ballast_scorer::data::{AssetHistory, Bar, FundingRate, HourlyGrid, ImpliedVolatility};
use ballast_scorer::time::Timestamp;

use crate::support::{assert_close, dataset, feature, flat_bar, history, zigzag};

#[test]
fn volatility_of_equal_moves_is_their_size_per_shock() {
    let market = dataset(vec![("A", history(&zigzag(30), vec![]))]);

    assert_close(
        feature("log_volatility_24h", &market, "A", 30),
        (0.01_f64 / 0.1).ln(),
    );
    assert_close(
        feature("log_volatility_6h", &market, "A", 30),
        (0.01_f64 / 0.1).ln(),
    );
}

#[test]
fn volatility_is_missing_below_four_fifths_of_coverage() {
    let market = dataset(vec![("A", history(&zigzag(21), vec![]))]);

    // 21 closes give 20 returns: 20 of 24 are covered, 19 are not.
    assert!(feature("log_volatility_24h", &market, "A", 21).is_some());
    assert_eq!(feature("log_volatility_24h", &market, "A", 20), None);
    assert_eq!(feature("log_volatility_72h", &market, "A", 21), None);
}

#[test]
fn volatility_of_a_standstill_is_finite() {
    let market = dataset(vec![("A", history(&[5.0; 30], vec![]))]);

    assert_close(
        feature("log_volatility_24h", &market, "A", 30),
        (1e-5_f64 / 0.1).ln(),
    );
}

#[test]
fn downside_share_is_half_for_even_moves_and_one_for_a_slide() {
    let slide: Vec<f64> = (0..80).map(|hour| 100.0 - f64::from(hour)).collect();
    let market = dataset(vec![
        ("A", history(&zigzag(80), vec![])),
        ("B", history(&slide, vec![])),
    ]);

    assert_close(
        feature("downside_semivariance_share_72h", &market, "A", 80),
        0.5,
    );
    assert_close(
        feature("downside_semivariance_share_72h", &market, "B", 80),
        1.0,
    );
}

#[test]
fn drawdown_counts_from_the_weeks_high() {
    let mut closes = vec![80.0; 200];
    closes[10] = 1_000.0;
    closes[100] = 100.0;
    closes[199] = 75.0;
    let market = dataset(vec![("A", history(&closes, vec![]))]);

    // The high of hour 10 is older than 168 hours.
    assert_close(feature("drawdown_168h", &market, "A", 200), 0.25);
}

#[test]
fn volume_ratio_compares_the_day_with_the_month() {
    let bar = |volume| {
        Some(Bar {
            volume,
            ..flat_bar(10.0)
        })
    };
    let mut slots = vec![bar(1.0); 696];
    slots.extend(vec![bar(3.0); 24]);
    let grid = HourlyGrid::new(Timestamp::from_millis(0), slots);
    let market = dataset(vec![("A", AssetHistory::new(grid, vec![]))]);

    let month = (696.0 + 3.0 * 24.0) / 720.0;
    assert_close(
        feature("log_volume_24h_to_720h", &market, "A", 720),
        (3.0_f64 / month).ln(),
    );
}

#[test]
fn funding_is_the_last_settled_rate_until_it_is_a_day_old() {
    let settled = |hours, rate| FundingRate {
        time: Timestamp::from_millis(0).plus_hours(hours),
        rate,
    };
    let rates = vec![settled(8, 0.0001), settled(16, -0.0003)];
    let market = dataset(vec![("A", history(&[1.0; 60], rates))]);

    assert_eq!(feature("funding_rate_bps_8h", &market, "A", 7), None);
    assert_close(feature("funding_rate_bps_8h", &market, "A", 8), 1.0);
    assert_close(feature("funding_rate_bps_8h", &market, "A", 16), -3.0);
    assert_close(feature("funding_rate_bps_8h", &market, "A", 39), -3.0);
    assert_eq!(feature("funding_rate_bps_8h", &market, "A", 40), None);
}

#[test]
fn correlation_is_with_the_other_assets() {
    let mirrored: Vec<f64> = zigzag(80).iter().map(|close| 10_000.0 / close).collect();
    let market = dataset(vec![
        ("A", history(&zigzag(80), vec![])),
        ("B", history(&mirrored, vec![])),
    ]);
    let alone = dataset(vec![("A", history(&zigzag(80), vec![]))]);

    assert_close(feature("market_correlation_72h", &market, "A", 80), -1.0);
    assert_eq!(feature("market_correlation_72h", &alone, "A", 80), None);
}

#[test]
fn implied_volatility_bridges_a_missing_day_and_no_more() {
    let mut market = dataset(vec![("A", history(&[1.0; 100], vec![]))]);
    let value = ImpliedVolatility {
        open: 50.0,
        high: 60.0,
        low: 50.0,
        close: 55.0,
    };
    market.implied_volatility = Some(HourlyGrid::new(
        Timestamp::from_millis(0),
        vec![Some(value); 10],
    ));

    assert_close(
        feature("log_implied_volatility", &market, "A", 10),
        55.0_f64.ln(),
    );
    assert_close(
        feature("log_implied_volatility", &market, "A", 45),
        55.0_f64.ln(),
    );
    assert_eq!(feature("log_implied_volatility", &market, "A", 46), None);
}

#[test]
fn lone_jump_is_the_root_of_its_days_hours() {
    let mut closes = vec![100.0; 30];
    closes[29] = 90.0;
    let market = dataset(vec![("A", history(&closes, vec![]))]);

    // One return in 24: |r| / sqrt(r² / 24).
    assert_close(feature("last_hour_jump", &market, "A", 30), 24.0_f64.sqrt());
}

#[test]
fn market_volatility_is_the_mean_in_units_of_each_shock() {
    let market = dataset(vec![
        ("A", history(&zigzag(30), vec![])),
        ("B", history(&zigzag(30), vec![])),
    ]);

    let expected = f64::midpoint((0.01_f64 / 0.1).ln(), (0.01_f64 / 0.2).ln());
    assert_close(
        feature("market_log_volatility_24h", &market, "A", 30),
        expected,
    );
}
