//! Drift on real exchange data: how often a year that nobody tampered with raises an alarm, and that
//! a scaled feed does.

use ballast_scorer::data::{GapPolicy, LoadRequest, load};
use ballast_scorer::drift::{Chosen, DriftState, Observation, References, decide};
use ballast_scorer::feature::{FeatureSchema, OFFSET_FEATURES, Shocks};
use ballast_scorer::sample::{self, Sample, Thinning};
use ballast_scorer::time::{Span, Window};

use crate::support::real::folder;

const ASSETS: [&str; 3] = ["BTC", "ETH", "SOL"];
/// Rows that are judged at once: 90 days.
const WINDOW_HOURS: usize = 90 * 24;

fn samples(folder: &std::path::Path, from: &str, until: &str, step_hours: u32) -> Vec<Sample> {
    let request = LoadRequest {
        assets: ASSETS.map(str::to_owned).to_vec(),
        span: Span::ALL,
        gaps: GapPolicy::Mark,
        series: Vec::new(),
    };
    let dataset = load(folder, &request).unwrap();
    let shocks: Shocks = ASSETS.map(|asset| (asset.to_owned(), 0.08)).into();
    let window = Window::new(from.parse().unwrap(), until.parse().unwrap());
    let thinning = Thinning {
        step_hours,
        phase_hours: 0,
    };
    sample::collect(&dataset, &FeatureSchema::full(), &shocks, window, thinning).unwrap()
}

fn observations(samples: &[Sample]) -> Vec<Observation<'_>> {
    samples
        .iter()
        .map(|sample| Observation {
            time: sample.time,
            asset: sample.asset,
            values: &sample.features.values,
        })
        .collect()
}

fn state(training: &[Sample]) -> DriftState {
    let names = FeatureSchema::full().names();
    let references = References::fit(&names, &observations(training)).unwrap();
    for reference in &references.0 {
        println!(
            "{}: {:.0} h to a row, still for {} h",
            reference.feature, reference.correlation_hours, reference.still_hours_longest
        );
    }
    DriftState::new(references, 24.0).unwrap()
}

#[test]
fn untouched_years_keep_the_model_and_a_scaled_feed_does_not_pass_unseen() {
    let Some(folder) = folder() else { return };
    let state = state(&samples(&folder, "2018-02-01", "2022-01-01", 6));
    let later = samples(&folder, "2022-01-01", "2025-01-01", 1);
    let volume = FeatureSchema::full()
        .position("log_volume_24h_to_720h")
        .unwrap();
    let (mut windows, mut set_aside, mut seen) = (0, 0, 0);

    for (asset, name) in ASSETS.iter().enumerate() {
        let own: Vec<Sample> = later
            .iter()
            .filter(|sample| sample.asset == asset)
            .cloned()
            .collect();
        for window in own.chunks_exact(WINDOW_HOURS) {
            let assessment = state.assess(&observations(window), &[]).unwrap();
            let stance = decide(&assessment, &OFFSET_FEATURES);
            let mut scaled = window.to_vec();
            for sample in &mut scaled {
                // The feed's unit changes: the ratio is off by a hundred, its logarithm by 4.6.
                if let Some(value) = &mut sample.features.values[volume] {
                    *value += 4.6;
                }
            }
            let tampered = state.assess(&observations(&scaled), &[]).unwrap();
            println!("{name} {}: {stance:?}", window[0].time);
            windows += 1;
            set_aside += usize::from(stance.chosen == Chosen::Baseline);
            seen += usize::from(
                tampered.features[volume].distribution_level()
                    > assessment.features[volume].distribution_level(),
            );
        }
    }

    println!("{set_aside} of {windows} windows set the model aside; {seen} saw the scaled feed");
    assert!(windows > 30 && 10 * set_aside <= windows);
    assert_eq!(seen, windows);
}
