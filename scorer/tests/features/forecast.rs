//! The forecast's own features against values worked out by hand.

use ballast_scorer::data::{AssetHistory, Bar, Dataset, HourlyGrid};
use ballast_scorer::time::Timestamp;

use crate::support::{alternating, assert_close, closes, dataset, feature, flat_bar, history};

fn of_returns(returns: &[f64]) -> Dataset {
    dataset(vec![("A", history(&closes(returns), vec![]))])
}

#[test]
fn weekend_share_counts_the_hours_ahead() {
    let market = dataset(vec![("A", history(&[1.0; 200], vec![]))]);

    // 1970-01-01 was a Thursday: Saturday begins at hour 48, Monday at hour 96.
    assert_close(feature("weekend_share_ahead_24h", &market, "A", 24), 0.0);
    assert_close(feature("weekend_share_ahead_24h", &market, "A", 30), 0.25);
    assert_close(feature("weekend_share_ahead_24h", &market, "A", 60), 1.0);
    assert_close(feature("weekend_share_ahead_24h", &market, "A", 84), 0.5);
}

#[test]
fn week_cycle_turns_twice_a_week() {
    let market = dataset(vec![("A", history(&[1.0; 300], vec![]))]);

    // Monday 00:00 is hour 96; half a turn later comes after 42 hours.
    assert_close(feature("week_cosine_second", &market, "A", 96), 1.0);
    assert_close(feature("week_cosine_second", &market, "A", 138), -1.0);
    assert_close(feature("week_cosine_second", &market, "A", 180), 1.0);
}

#[test]
fn exponential_volatility_halves_its_weight_in_two_days() {
    let mut returns = vec![0.0; 479];
    returns[478 - 48] = 0.03;
    let market = of_returns(&returns);

    // One square of weight 1/2 among weights that sum to (1 - q^479) / (1 - q), q = 2^(-1/48).
    let decay = 0.5_f64.powf(1.0 / 48.0);
    let weights = (1.0 - decay.powi(479)) / (1.0 - decay);
    let volatility = (0.5 * 0.03 * 0.03 / weights).sqrt();
    assert_close(
        feature("exponential_log_volatility_48h", &market, "A", 480),
        (volatility / 0.1).ln(),
    );
    assert_eq!(
        feature("exponential_log_volatility_48h", &market, "A", 384),
        None
    );
}

#[test]
fn downside_volatility_counts_the_falls_alone() {
    let market = of_returns(&alternating(0.01, 24));
    let rising = of_returns(&[0.01; 24]);

    assert_close(
        feature("log_downside_volatility_24h", &market, "A", 25),
        (0.01 * 0.5_f64.sqrt() / 0.1).ln(),
    );
    assert_close(
        feature("log_downside_volatility_24h", &rising, "A", 25),
        (1e-5_f64 / 0.1).ln(),
    );
    assert_eq!(
        feature("log_downside_volatility_168h", &market, "A", 25),
        None
    );
}

#[test]
fn volatility_of_volatility_is_zero_for_a_steady_market_and_known_for_one_step() {
    let steady = of_returns(&alternating(0.01, 400));
    // Each day is twice as volatile as the one before or half: changes of +ln 2 and -ln 2 at full days, and
    // everything between them in between.
    let sizes = (0..400_usize).map(|hour| if hour / 24 % 2 == 0 { 0.01 } else { 0.02 });
    let signs = alternating(1.0, 400);
    let waving: Vec<f64> = sizes.zip(signs).map(|(size, sign)| size * sign).collect();
    let waving = of_returns(&waving);

    assert_close(
        feature("volatility_of_volatility_336h", &steady, "A", 401),
        0.0,
    );
    let found = feature("volatility_of_volatility_336h", &waving, "A", 401).unwrap();
    assert!(found > 0.2 && found < 2.0_f64.ln(), "{found}");
    assert_eq!(
        feature("volatility_of_volatility_336h", &steady, "A", 300),
        None
    );
}

#[test]
fn jump_share_is_nothing_for_even_moves_and_all_for_a_lone_one() {
    let even = of_returns(&alternating(0.01, 25));
    let mut lone = vec![0.0; 25];
    lone[20] = 0.05;
    let lone = of_returns(&lone);

    assert_close(feature("jump_share_24h", &even, "A", 26), 0.0);
    assert_close(feature("jump_share_24h", &lone, "A", 26), 1.0);
    assert_close(
        feature("jump_share_24h", &of_returns(&[0.0; 25]), "A", 26),
        0.0,
    );
    assert_eq!(feature("jump_share_24h", &even, "A", 15), None);
}

#[test]
fn skewness_is_that_of_a_lone_fall_held_to_five() {
    let even = of_returns(&alternating(0.01, 168));
    let mut lone = vec![0.0; 168];
    lone[100] = -0.2;
    // Nine in ten rise by 1, one in ten falls by 9: skewness -8/3.
    let tenth: Vec<f64> = (0..160)
        .map(|hour| if hour % 10 == 0 { -0.09 } else { 0.01 })
        .collect();

    assert_close(feature("skewness_168h", &even, "A", 169), 0.0);
    assert_close(feature("skewness_168h", &of_returns(&lone), "A", 169), -5.0);
    assert_close(
        feature("skewness_168h", &of_returns(&tenth), "A", 161),
        -8.0 / 3.0,
    );
    assert_eq!(feature("skewness_168h", &even, "A", 100), None);
}

#[test]
fn drawdown_is_measured_in_the_weeks_own_volatility() {
    let mut returns = alternating(0.01, 168);
    returns[167] = -0.05;
    let market = of_returns(&returns);

    let highest = closes(&returns).into_iter().fold(0.0, f64::max);
    let last = *closes(&returns).last().unwrap();
    let week = ((167.0 * 0.01_f64.powi(2) + 0.05_f64.powi(2)) / 168.0 * 168.0).sqrt();
    assert_close(
        feature("drawdown_in_volatilities_168h", &market, "A", 169),
        (1.0 - last / highest) / week,
    );
}

#[test]
fn day_return_is_counted_in_shocks() {
    let mut returns = vec![0.02; 30];
    returns[29] = -0.05;
    let market = of_returns(&returns);

    assert_close(
        feature("return_24h", &market, "A", 31),
        (23.0 * 0.02 - 0.05) / 0.1,
    );
    assert_eq!(feature("return_24h", &market, "A", 24), None);
}

#[test]
fn months_return_is_its_t_statistic() {
    let market = of_returns(&[0.001; 720]);

    // A straight line: 720 r / (r √720).
    assert_close(
        feature("return_in_volatilities_720h", &market, "A", 721),
        720.0_f64.sqrt(),
    );
    assert_eq!(
        feature("return_in_volatilities_720h", &market, "A", 720),
        None
    );
}

#[test]
fn rise_is_counted_from_the_months_low_in_shocks() {
    let mut prices = vec![100.0; 721];
    prices[0] = 1.0;
    prices[300] = 50.0;
    let market = dataset(vec![("A", history(&prices, vec![]))]);

    // The low of hour 0 is older than 720 hours.
    assert_close(
        feature("rise_from_low_720h", &market, "A", 721),
        2.0_f64.ln() / 0.1,
    );
    assert_eq!(feature("rise_from_low_720h", &market, "A", 500), None);
}

#[test]
fn short_volume_ratio_compares_six_hours_with_the_week() {
    let bar = |volume| {
        Some(Bar {
            volume,
            ..flat_bar(10.0)
        })
    };
    let mut slots = vec![bar(1.0); 162];
    slots.extend(vec![bar(8.0); 6]);
    let grid = HourlyGrid::new(Timestamp::from_millis(0), slots);
    let market = dataset(vec![("A", AssetHistory::new(grid, vec![]))]);

    assert_close(
        feature("log_volume_6h_to_168h", &market, "A", 168),
        (8.0_f64 / ((162.0 + 48.0) / 168.0)).ln(),
    );
}

#[test]
fn market_that_moves_as_one_absorbs_everything_and_opposites_nothing() {
    let together = dataset(vec![
        ("A", history(&closes(&alternating(0.01, 24)), vec![])),
        ("B", history(&closes(&alternating(0.03, 24)), vec![])),
    ]);
    let apart = dataset(vec![
        ("A", history(&closes(&alternating(0.01, 24)), vec![])),
        ("B", history(&closes(&alternating(-0.03, 24)), vec![])),
    ]);

    assert_close(feature("absorption_ratio_24h", &together, "A", 25), 1.0);
    assert_close(feature("absorption_ratio_24h", &apart, "A", 25), 0.0);
    let alone = of_returns(&alternating(0.01, 24));
    assert_eq!(feature("absorption_ratio_24h", &alone, "A", 25), None);
}
