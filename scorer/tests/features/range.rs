//! Range estimators and five-minute volatility against values worked out by hand.

use ballast_scorer::data::{AssetHistory, Bar, Dataset, Extras, FiveMinuteGrid, HourlyGrid};
use ballast_scorer::time::Timestamp;

use crate::support::{assert_close, dataset, feature, flat_bar, history, zigzag};

const ESTIMATORS: [&str; 3] = [
    "log_parkinson_to_close_24h",
    "log_garman_klass_to_close_24h",
    "log_rogers_satchell_to_close_24h",
];

/// Hours that open at one price, close a hundredth (in logarithm) above or below it in turns, and
/// reach a hundredth beyond both.
fn swinging(hours: usize) -> Dataset {
    let (low, high) = (99.0, 99.0 * 0.01_f64.exp());
    let step = 0.01_f64.exp();
    let slots = (0..hours).map(|hour| {
        let (open, close) = if hour % 2 == 0 {
            (high, low)
        } else {
            (low, high)
        };
        Some(Bar {
            open,
            high: high * step,
            low: low / step,
            close,
            volume: 1.0,
        })
    });
    let grid = HourlyGrid::new(Timestamp::from_millis(0), slots.collect());
    dataset(vec![("A", AssetHistory::new(grid, vec![]))])
}

#[test]
fn range_estimators_weigh_range_body_and_shadows() {
    let market = swinging(30);

    // In hundredths: range 3, body 1, from close to close 1.
    let ln2 = std::f64::consts::LN_2;
    let variances = [
        9.0 / (4.0 * ln2),
        0.5 * 9.0 - (2.0 * ln2 - 1.0),
        1.0 * 2.0 + 1.0 * 2.0,
    ];
    for (name, variance) in ESTIMATORS.iter().zip(variances) {
        assert_close(feature(name, &market, "A", 30), 0.5 * f64::ln(variance));
    }
}

#[test]
fn straight_hours_have_no_swings_for_rogers_and_satchell() {
    let slots = zigzag(31)
        .windows(2)
        .map(|pair| {
            Some(Bar {
                open: pair[0],
                high: pair[0].max(pair[1]),
                low: pair[0].min(pair[1]),
                close: pair[1],
                volume: 1.0,
            })
        })
        .collect();
    let grid = HourlyGrid::new(Timestamp::from_millis(0), slots);
    let market = dataset(vec![("A", AssetHistory::new(grid, vec![]))]);

    // The floor of a tenth of a basis point against a hundredth.
    let floor = f64::ln(1e-5 / 0.01);
    assert_close(feature(ESTIMATORS[2], &market, "A", 30), floor);
    let parkinson = 1.0 / (4.0 * std::f64::consts::LN_2);
    assert_close(
        feature(ESTIMATORS[0], &market, "A", 30),
        0.5 * parkinson.ln(),
    );
}

#[test]
fn range_estimators_are_missing_below_four_fifths_of_coverage() {
    let market = swinging(21);

    for name in ESTIMATORS {
        assert!(feature(name, &market, "A", 21).is_some(), "{name}");
        assert_eq!(feature(name, &market, "A", 20), None, "{name}");
    }
}

/// Five-minute closes that go a fifth of a hundredth up and down in turns, from hour 6 to hour 30.
fn five_minutes(holes: usize) -> FiveMinuteGrid<Bar> {
    let up = 100.0 * 0.002_f64.exp();
    let slots = (0..288).map(|step| {
        let close = if step % 2 == 0 { 100.0 } else { up };
        (step >= holes).then(|| flat_bar(close))
    });
    FiveMinuteGrid::new(Timestamp::from_millis(0).plus_hours(6), slots.collect())
}

fn with_five_minutes(extras: Extras) -> Dataset {
    dataset(vec![(
        "A",
        history(&zigzag(40), vec![]).with_extras(extras),
    )])
}

const FIVE_MINUTES: &str = "log_five_minute_to_hourly_24h";

#[test]
fn five_minute_volatility_is_scaled_to_the_hour() {
    let market = with_five_minutes(Extras {
        perpetual_5m: Some(five_minutes(0)),
        ..Extras::default()
    });

    // Twelve moves of 0.002 an hour, against one of 0.01.
    let expected = f64::ln(12.0_f64.sqrt() * 0.002 / 0.01);
    assert_close(feature(FIVE_MINUTES, &market, "A", 30), expected);
}

#[test]
fn five_minute_volatility_falls_back_on_spot_and_needs_four_fifths() {
    let spot = |holes| {
        with_five_minutes(Extras {
            spot_5m: Some(five_minutes(holes)),
            ..Extras::default()
        })
    };

    // 288 bars make 287 returns, of which 230 are four fifths.
    assert!(feature(FIVE_MINUTES, &spot(57), "A", 30).is_some());
    assert_eq!(feature(FIVE_MINUTES, &spot(58), "A", 30), None);
    assert_eq!(feature(FIVE_MINUTES, &spot(0), "A", 40), None);
    assert_eq!(
        feature(FIVE_MINUTES, &with_five_minutes(Extras::default()), "A", 30),
        None
    );
}
