//! Basis, mark price and open interest against values worked out by hand.

use ballast_scorer::data::{Dataset, Extras, HourlyGrid, MarkBar};
use ballast_scorer::time::Timestamp;

use crate::support::{
    assert_close, dataset, feature, feature_at_minute, flat_bar, history, readings,
};

/// Spot at 100 for 100 hours.
fn with_extras(extras: Extras) -> Dataset {
    let spot = history(&[100.0; 100], vec![]).with_extras(extras);
    dataset(vec![("A", spot)])
}

/// A future that stands `bps` basis points (in logarithm) above spot in each hour from hour 0 on.
fn with_basis(bps: &[Option<f64>]) -> Dataset {
    let price = |bps: &f64| flat_bar(100.0 * (bps / 10_000.0).exp());
    let slots = bps.iter().map(|bps| bps.as_ref().map(price)).collect();
    with_extras(Extras {
        perpetual: Some(HourlyGrid::new(Timestamp::from_millis(0), slots)),
        ..Extras::default()
    })
}

const BASIS: &str = "basis_mean_bps_24h";
const BASIS_CHANGE: &str = "basis_change_bps_24h";

#[test]
fn basis_is_the_days_mean_and_its_change_that_against_the_day_before() {
    let mut bps = vec![Some(10.0); 24];
    bps.extend(vec![Some(-20.0); 12]);
    bps.extend(vec![Some(-40.0); 12]);
    let market = with_basis(&bps);

    assert_close(feature(BASIS, &market, "A", 24), 10.0);
    assert_close(feature(BASIS, &market, "A", 48), -30.0);
    assert_close(feature(BASIS_CHANGE, &market, "A", 48), -40.0);
}

#[test]
fn basis_is_missing_below_four_fifths_of_the_day() {
    let mut bps = vec![Some(10.0); 48];
    bps[30..34].fill(None);
    let four_missing = with_basis(&bps);
    bps[34] = None;
    let five_missing = with_basis(&bps);

    assert_close(feature(BASIS, &four_missing, "A", 48), 10.0);
    assert_eq!(feature(BASIS, &five_missing, "A", 48), None);
    assert_eq!(feature(BASIS_CHANGE, &five_missing, "A", 48), None);
    // The day before is whole until the hole of the last day has become the day before.
    assert_eq!(feature(BASIS_CHANGE, &five_missing, "A", 60), None);
    assert_eq!(
        feature(BASIS, &with_extras(Extras::default()), "A", 48),
        None
    );
}

#[test]
fn mark_gap_is_the_last_hours_and_no_older_than_three() {
    let bar = |close| {
        Some(MarkBar {
            open: 100.0,
            high: 110.0,
            low: 90.0,
            close,
        })
    };
    let slots = vec![bar(101.0), bar(99.0)];
    let market = with_extras(Extras {
        mark: Some(HourlyGrid::new(Timestamp::from_millis(0), slots)),
        ..Extras::default()
    });
    let gap = |hours| feature("mark_spot_gap_bps", &market, "A", hours);

    assert_close(gap(1), 1e4 * 1.01_f64.ln());
    assert_close(gap(2), 1e4 * 0.99_f64.ln());
    assert_close(gap(4), 1e4 * 0.99_f64.ln());
    assert_eq!((gap(0), gap(5)), (None, None));
}

#[test]
fn open_interest_change_compares_readings_a_day_apart() {
    let market = with_extras(Extras {
        open_interest: readings(vec![(10, 80.0), (33, 100.0), (34, 60.0), (40, 0.0)]),
        ..Extras::default()
    });
    let change = |minutes| feature_at_minute("log_open_interest_change_24h", &market, "A", minutes);

    // At 34:00 the reading of 10:00 is a day old; the one of 34:00 is known at once, not before.
    assert_close(change(34 * 60), (60.0_f64 / 80.0).ln());
    assert_eq!(change(34 * 60 - 1), None);
    assert_close(change(37 * 60 - 1), (60.0_f64 / 80.0).ln());
    // Three hours on, either is too old; a zero is nothing to compare with.
    assert_eq!(change(37 * 60), None);
    assert_eq!(change(40 * 60), None);
    assert_eq!(change(58 * 60), None);
}
