//! Pegs, pools, contagion and silence against values worked out by hand.

use ballast_scorer::data::{
    Dataset, Depth, Extras, FundingRate, HourlyGrid, ImpliedVolatility, PoolReading,
};
use ballast_scorer::time::Timestamp;

use crate::support::{
    assert_close, dataset, feature, feature_at_minute, flat_bar, history, readings,
};

fn prices(hours: usize) -> Dataset {
    dataset(vec![("A", history(&vec![1.0; hours], vec![]))])
}

#[test]
fn peg_distance_is_that_of_the_worst_coin_that_still_trades() {
    let mut market = prices(100);
    let mut coin = |name: &str, closes: &[f64]| {
        let slots = closes.iter().map(|close| Some(flat_bar(*close))).collect();
        let grid = HourlyGrid::new(Timestamp::from_millis(0), slots);
        market.market.stablecoins.insert(name.to_owned(), grid);
    };
    coin("USDC", &[1.0, 0.999, 0.88]);
    coin("TUSD", &[1.002; 10]);
    let distance =
        |market: &Dataset, hours| feature("stablecoin_peg_distance_bps", market, "A", hours);

    assert_eq!(distance(&market, 0), None);
    assert_close(distance(&market, 2), 20.0);
    assert_close(distance(&market, 3), 1_200.0);
    assert_close(distance(&market, 5), 1_200.0);
    // USDC has been silent for three hours, then both have.
    assert_close(distance(&market, 6), 20.0);
    assert_eq!(distance(&market, 13), None);
    assert_eq!(distance(&prices(100), 5), None);
}

fn pool(utilization: f64, stress: f64) -> PoolReading {
    PoolReading {
        utilization,
        borrowed_usd: 1e6,
        top_borrower_share: 0.4,
        debt_to_collateral: 0.7,
        oracle_age_seconds: 12.0,
        stress,
        bad_debt_share: 0.0,
    }
}

/// Reserves of A and B, and of USDC, which has no prices.
fn pools() -> Dataset {
    let mut market = prices(100);
    let mut reserve = |name: &str, entries| {
        market
            .market
            .pools
            .insert(name.to_owned(), readings(entries));
    };
    reserve(
        "A",
        vec![
            (10, pool(0.85, 90.0)),
            (34, pool(0.95, 90.0)),
            (40, pool(0.5, 90.0)),
        ],
    );
    reserve("B", vec![(34, pool(0.1, 30.0))]);
    reserve("USDC", vec![(35, pool(0.1, 60.0))]);
    market
}

#[test]
fn pool_features_are_the_last_reading_until_it_is_three_hours_old() {
    let market = pools();

    for (name, expected) in [
        ("oracle_lag_seconds", 12.0),
        ("utilization_pressure", 0.75),
        ("debt_to_collateral", 0.7),
        ("top_borrower_share", 0.4),
    ] {
        let at = |minutes| feature_at_minute(name, &market, "A", minutes);
        assert_close(at(34 * 60), expected);
        assert_close(at(37 * 60 - 1), expected);
        assert_eq!(at(37 * 60), None, "{name}");
        assert_eq!(at(34 * 60 - 1), None, "{name} looks ahead");
        assert_eq!(feature(name, &prices(100), "A", 34), None, "{name}");
    }
}

#[test]
fn utilization_presses_only_past_the_kink() {
    let market = pools();
    let change = |hours| feature("utilization_pressure_change_24h", &market, "A", hours);

    assert_close(feature("utilization_pressure", &market, "A", 40), 0.0);
    assert_close(change(34), 0.75 - 0.25);
    assert_close(change(36), 0.75 - 0.25);
    assert_eq!((change(10), change(40)), (None, None));
}

#[test]
fn contagion_is_the_worst_of_the_others() {
    let market = pools();
    let stress = |hours| feature("contagion_stress", &market, "A", hours);

    assert_eq!(stress(33), None);
    assert_close(stress(34), 30.0);
    assert_close(stress(35), 60.0);
    assert_close(stress(37), 60.0);
    assert_eq!(stress(38), None);
}

#[test]
fn contagion_by_price_is_the_others_fall_in_their_shocks() {
    let mut fallen = vec![100.0; 200];
    fallen[199] = 70.0;
    let market = dataset(vec![
        ("A", history(&[1.0; 200], vec![])),
        ("B", history(&fallen, vec![])),
    ]);

    // B's shock is 0.2, A's 0.1.
    assert_close(feature("contagion_drawdown_168h", &market, "A", 200), 1.5);
    assert_close(feature("contagion_drawdown_168h", &market, "B", 200), 0.0);
    assert_eq!(
        feature("contagion_drawdown_168h", &prices(200), "A", 200),
        None
    );
}

#[test]
fn data_are_overdue_by_the_source_that_is_latest() {
    let settled = |hours| FundingRate {
        time: Timestamp::from_millis(0).plus_hours(hours),
        rate: 0.0,
    };
    let depth = Depth {
        within_50bps_usd: 1e6,
        mid: 1.0,
    };
    let extras = Extras {
        depth: readings(vec![(12, depth)]),
        ..Extras::default()
    };
    let history = history(&[1.0; 30], vec![settled(8), settled(16)]).with_extras(extras);
    let mut market = dataset(vec![("A", history)]);
    let overdue = |market: &Dataset, hours| feature("data_overdue_hours", market, "A", hours);

    // Before depth has its first reading and funding its first rate, only bars count.
    assert_close(overdue(&market, 1), 0.0);
    // Depth is due at 18:00, funding at 24:00, bars at 31:00.
    assert_close(overdue(&market, 18), 0.0);
    assert_close(overdue(&market, 20), 2.0);
    assert_close(overdue(&market, 40), 22.0);
    assert_eq!(overdue(&market, 0), None);

    let value = ImpliedVolatility {
        open: 50.0,
        high: 50.0,
        low: 50.0,
        close: 50.0,
    };
    let first = Timestamp::from_millis(0);
    market.implied_volatility = Some(HourlyGrid::new(first, vec![Some(value); 10]));
    assert_close(overdue(&market, 20), 9.0);
}

#[test]
fn source_that_was_silent_for_a_month_is_none() {
    let rate = FundingRate {
        time: Timestamp::from_millis(0),
        rate: 0.0,
    };
    let market = dataset(vec![("A", history(&[1.0; 725], vec![rate]))]);
    let overdue = |hours| feature("data_overdue_hours", &market, "A", hours);

    assert_close(overdue(719), 711.0);
    assert_close(overdue(720), 0.0);
    // Bars that fell silent are overdue for a month, then the value is missing.
    assert_close(overdue(725 + 719), 718.0);
    assert_eq!(overdue(725 + 720), None);
}
