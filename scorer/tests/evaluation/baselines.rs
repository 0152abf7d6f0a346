//! The four baselines against real data and against peeking.

use ballast_scorer::baseline::{Baseline, Baselines, Observation, VarianceHistory, observe};
use ballast_scorer::label::purged_until;
use ballast_scorer::metric::qlike;
use ballast_scorer::time::Window;

use crate::support::{real, time};

/// QLIKE of BTC's next 24 hours in a year, by each baseline of all that came before the year.
fn qlikes(observations: &[Observation], year: i32) -> Vec<f64> {
    let start = time(&format!("{year}-01-01"));
    let end = time(&format!("{}-01-01", year + 1));
    let cut = purged_until(start);
    let fitted = Baselines::fit(observations.iter().filter(|row| row.time < cut)).unwrap();
    let judged: Vec<&Observation> = observations
        .iter()
        .filter(|row| Window::new(start, end).contains(row.time))
        .collect();
    (0..Baseline::ALL.len())
        .map(|baseline| {
            let pairs: Vec<(f64, f64)> = judged
                .iter()
                .filter_map(|row| {
                    let forecast = fitted.forecast(&row.inputs?, row.shock)[baseline];
                    Some((forecast.variance, row.outcome?.realised_variance))
                })
                .collect();
            qlike(&pairs).unwrap()
        })
        .collect()
}

#[test]
fn variance_forecasts_reach_the_qlike_measured_elsewhere() {
    let Some(dataset) = real::dataset(&["BTC"]) else {
        return;
    };
    let variances = VarianceHistory::new(dataset.asset("BTC").unwrap());
    let observations = observe(&variances, 0.08, dataset.window().unwrap());
    // Data README, "Numbers to beat": variance of the last day, log-HAR, EWMA. The EWMA measured there fades by 0.94 an hour
    // over the trailing day's variance; ours fades by 0.94 a day over squared returns, and is harder to beat.
    let expected = [
        (2021, 0.439, 0.268, 0.333),
        (2022, 0.727, 0.387, 0.542),
        (2023, 1.322, 0.597, 1.044),
        (2024, 0.739, 0.358, 0.583),
    ];
    for (year, last_day, log_har, ewma) in expected {
        let found = qlikes(&observations, year);
        println!("{year} {found:.3?}, elsewhere {last_day} - {log_har} {ewma}");
        assert!((found[0] / last_day - 1.0).abs() < 0.02, "{year} {found:?}");
        assert!((found[2] / log_har - 1.0).abs() < 0.02, "{year} {found:?}");
        assert!(found[3] < ewma && found[3] > found[2], "{year} {found:?}");
    }
}
