//! Implied term and the reference hedge against values worked out by hand.

use ballast_scorer::data::{Dataset, HourlyGrid, ImpliedVolatility};
use ballast_scorer::time::Timestamp;

use crate::support::{assert_close, dataset, feature, history};

fn grid(percent: f64, hours: usize) -> HourlyGrid<ImpliedVolatility> {
    let value = ImpliedVolatility {
        open: percent,
        high: percent,
        low: percent,
        close: percent,
    };
    HourlyGrid::new(Timestamp::from_millis(0), vec![Some(value); hours])
}

fn market(month: Option<f64>, week: Option<f64>) -> Dataset {
    let prices = || history(&[1.0; 100], vec![]);
    let mut market = dataset(vec![("A", prices()), ("B", prices())]);
    market.implied_volatility = month.map(|percent| grid(percent, 20));
    market.market.short_implied_volatility = week.map(|percent| grid(percent, 10));
    market
}

#[test]
fn implied_term_is_the_weeks_volatility_against_the_months() {
    let term = |market: &Dataset, hours| feature("log_implied_term_7d_30d", market, "A", hours);
    let known = market(Some(50.0), Some(75.0));

    assert_close(term(&known, 10), 1.5_f64.ln());
    assert_close(term(&known, 45), 1.5_f64.ln());
    assert_eq!(term(&known, 46), None);
    assert_eq!(term(&market(Some(50.0), None), 10), None);
    assert_eq!(term(&market(None, Some(75.0)), 10), None);
}

/// Black and Scholes' put on a price of one, by numerical integration over the normal density.
fn put(price: f64, strike: f64, volatility: f64) -> f64 {
    let deviation = volatility * (30.0_f64 / 365.0).sqrt();
    let steps = 200_000;
    let width = 20.0 / f64::from(steps);
    let density = |z: f64| (-0.5 * z * z).exp() / (2.0 * std::f64::consts::PI).sqrt();
    (0..steps)
        .map(|step| -10.0 + width * (f64::from(step) + 0.5))
        .map(|z| {
            let end = price * (deviation * z - 0.5 * deviation * deviation).exp();
            width * density(z) * (strike - end).max(0.0)
        })
        .sum()
}

#[test]
fn hedge_moves_as_an_integrated_put_does() {
    let market = market(Some(60.0), None);
    for (asset, strike) in [("A", 0.9), ("B", 0.8)] {
        let greek = |name| feature(name, &market, asset, 20).unwrap();

        let (step, point) = (0.01, 0.01);
        let value = |moved: f64, more: f64| put(1.0 + moved, strike, 0.6 + more);
        let delta = (value(step, 0.0) - value(-step, 0.0)) / (2.0 * step);
        // For a price one percent higher, which is one step.
        let gamma = (value(step, 0.0) - 2.0 * value(0.0, 0.0) + value(-step, 0.0)) / step;
        let vega = 1e4 * (value(0.0, point) - value(0.0, -point)) / 2.0;
        assert!((greek("hedge_delta_30d") - delta).abs() < 1e-3, "{delta}");
        assert!((greek("hedge_gamma_30d") - gamma).abs() < 1e-4, "{gamma}");
        assert!((greek("hedge_vega_30d") - vega).abs() < 1e-2, "{vega}");
    }
}

#[test]
fn hedge_is_missing_without_a_recent_volatility() {
    for name in ["hedge_delta_30d", "hedge_gamma_30d", "hedge_vega_30d"] {
        assert!(feature(name, &market(Some(60.0), None), "A", 55).is_some());
        assert_eq!(feature(name, &market(Some(60.0), None), "A", 56), None);
        assert_eq!(feature(name, &market(None, Some(60.0)), "A", 20), None);
    }
}
