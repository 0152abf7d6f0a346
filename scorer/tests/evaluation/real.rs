//! The reference numbers and the listed crashes come out of real data.

use ballast_scorer::evaluate::{CrashWindow, FORECASTERS, REFERENCE, Source, evaluate, year_start};
use ballast_scorer::time::Window;

use crate::judging::{Constant, request, stands_for_a_model};
use crate::support::{ASSETS, real, time};

#[test]
fn baselines_reach_the_reference_on_real_years() {
    const VOLATILITY: usize = 1;
    const LOGIT: usize = 2;
    let Some(dataset) = real::dataset(&ASSETS) else {
        return;
    };
    for reference in REFERENCE {
        let (start, end) = (
            year_start(reference.year).unwrap(),
            year_start(reference.year + 1).unwrap(),
        );
        // As the reference: trained on rows from November 2019 on.
        let trained = Window::new(time("2019-11-01"), start);
        let source = Source::Trained(stands_for_a_model(&Constant, &ASSETS, trained));

        let evaluation =
            evaluate(&dataset, &request(source, Window::new(start, end)), &|| ()).unwrap();

        let pooled = evaluation.section(None, None).unwrap();
        for (place, (auc, precision)) in [
            (VOLATILITY, reference.volatility_24h),
            (LOGIT, reference.logit),
        ] {
            let quality = &pooled.forecasters[place].quality;
            let found = (quality.auc.unwrap(), quality.average_precision.unwrap());
            println!(
                "{} {} {found:.3?} elsewhere {auc} {precision}",
                reference.year, FORECASTERS[place]
            );
            let allowed = if place == VOLATILITY {
                (0.002, 0.005)
            } else {
                (0.03, 0.03)
            };
            assert!((found.0 - auc).abs() < allowed.0 && (found.1 - precision).abs() < allowed.1);
        }
    }
}

#[test]
fn listed_crashes_are_met_where_they_were() {
    let Some(dataset) = real::dataset(&ASSETS) else {
        return;
    };
    let trained = Window::new(time("2019-11-01"), time("2022-01-01"));
    let source = Source::Trained(stands_for_a_model(&Constant, &ASSETS, trained));
    let mut request = request(source, Window::new(time("2022-01-01"), time("2023-01-01")));
    request.crashes = CrashWindow::listed();

    let evaluation = evaluate(&dataset, &request, &|| ()).unwrap();

    let crashes: Vec<&str> = evaluation
        .crashes
        .iter()
        .map(|crash| crash.name.as_str())
        .collect();
    assert_eq!(
        crashes,
        ["LUNA 2022-05-09", "3AC 2022-06-11", "FTX 2022-11-07"]
    );
    // Data README, "Crash windows".
    for (asset, fall) in [("BTC", 0.248), ("ETH", 0.319), ("SOL", 0.529)] {
        let luna = evaluation.crashes[0]
            .assets
            .iter()
            .find(|crash| crash.asset == asset)
            .unwrap();
        assert!((luna.fall - fall).abs() < 0.001, "{asset} {}", luna.fall);
        assert!(luna.leads.iter().all(|lead| {
            lead.stress_hours
                .is_none_or(|hours| hours <= lead.longest_hours)
        }));
    }
}
