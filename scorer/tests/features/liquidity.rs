//! Depth and slippage against values worked out by hand.

use ballast_scorer::data::{AssetHistory, Bar, Dataset, Depth, Extras, HourlyGrid};
use ballast_scorer::feature::{BookSlippage, Feature, MarketView, Shocks};
use ballast_scorer::time::Timestamp;

use crate::support::{assert_close, dataset, feature, flat_bar, readings, zigzag};

fn depth(within_50bps_usd: f64) -> Depth {
    let mid = 100.0;
    Depth {
        within_50bps_usd,
        mid,
    }
}

/// An asset that trades `volume` coins in each of `hours` zigzagging hours.
fn trading(hours: usize, volume: f64, entries: Vec<(i64, Depth)>) -> Dataset {
    let bar = |close: f64| Bar {
        volume,
        ..flat_bar(close)
    };
    let slots = zigzag(hours).into_iter().map(|close| Some(bar(close)));
    let grid = HourlyGrid::new(Timestamp::from_millis(0), slots.collect());
    let extras = Extras {
        depth: readings(entries),
        ..Extras::default()
    };
    let history = AssetHistory::new(grid, vec![]).with_extras(extras);
    dataset(vec![("A", history)])
}

/// A reading every six hours, of these depths.
fn six_hourly(depths: &[f64]) -> Vec<(i64, Depth)> {
    let hours = (0..).step_by(6);
    hours
        .zip(depths)
        .map(|(hour, usd)| (hour, depth(*usd)))
        .collect()
}

const LEVEL: &str = "log_depth_to_median_720h";
const CHANGE: &str = "log_depth_change_24h";

#[test]
fn depth_level_is_against_the_months_median() {
    let mut depths = vec![4e6; 121];
    depths[0] = 9e9;
    depths[120] = 1e6;
    let market = trading(800, 1.0, six_hourly(&depths));

    assert_close(feature(LEVEL, &market, "A", 720), 0.25_f64.ln());
    assert_close(feature(CHANGE, &market, "A", 720), 0.25_f64.ln());
}

#[test]
fn depth_is_known_for_half_a_day_and_needs_twenty_four_days() {
    let market = trading(800, 1.0, six_hourly(&[4e6; 96]));

    // The last reading is of hour 570, the 24th day's third quarter.
    assert_close(feature(LEVEL, &market, "A", 570), 0.0);
    assert_close(feature(LEVEL, &market, "A", 581), 0.0);
    assert_eq!(feature(LEVEL, &market, "A", 582), None);
    assert_eq!(feature(LEVEL, &market, "A", 551), None);
    assert_close(feature(CHANGE, &market, "A", 35), 0.0);
    assert_eq!(feature(CHANGE, &market, "A", 23), None);
    assert_eq!(feature(CHANGE, &market, "A", 582), None);
}

#[test]
fn book_slippage_grows_with_size_and_stops_at_everything() {
    let market = trading(20, 1.0, vec![(0, depth(5e6)), (5, depth(0.0))]);
    let shocks: Shocks = [("A".to_owned(), 0.1)].into_iter().collect();
    let slippage = |size_usd, hours| {
        let name = "any";
        let at = Timestamp::from_millis(0).plus_hours(hours);
        let view = MarketView::new(&market, &shocks, "A", at).unwrap();
        BookSlippage { name, size_usd }.value(&view)
    };

    // 2.5 million of bids lie within 50 bps: one million digs 20 deep and pays 10.
    assert_close(slippage(1e6, 0), 10.0);
    assert_close(slippage(1e5, 0), 1.0);
    assert_close(slippage(1e6, 5), 10_000.0);
    assert_eq!(slippage(1e6, 17), None);
    assert_close(feature("book_slippage_bps_1m", &market, "A", 0), 10.0);
}

#[test]
fn volume_slippage_is_the_mean_move_per_dollar() {
    let market = trading(170, 1e6, vec![]);

    // Each hour moves by 0.01 on 1e6 coins at 100 or 100 e^0.01.
    let mean = 0.01 * f64::midpoint(1e-8, 1e-8 / 0.01_f64.exp());
    let expected = 1e4 * mean * 1e6;
    assert_close(
        feature("volume_slippage_bps_1m", &market, "A", 169),
        expected,
    );
}

#[test]
fn volume_slippage_is_missing_without_volume() {
    let idle = trading(170, 0.0, vec![]);
    let short = trading(135, 1e6, vec![]);

    assert_eq!(feature("volume_slippage_bps_1m", &idle, "A", 169), None);
    // 136 hours are needed for 135 returns, four fifths of 168.
    assert_eq!(feature("volume_slippage_bps_1m", &short, "A", 135), None);
}

#[test]
fn slippage_takes_the_book_while_it_is_fresh_and_volume_after() {
    let market = trading(200, 1e6, vec![(180, depth(5e6))]);
    let slippage = |hours| feature("slippage_bps_1m", &market, "A", hours);
    let by_volume = |hours| feature("volume_slippage_bps_1m", &market, "A", hours);

    assert_eq!(slippage(179), by_volume(179));
    assert_close(slippage(180), 10.0);
    assert_close(slippage(191), 10.0);
    assert_eq!(slippage(192), by_volume(192));
    assert!(by_volume(192).is_some());
    assert_eq!(slippage(20), None);
}
