//! What an evaluation refuses, marks and adds up.

use ballast_scorer::data::{AssetHistory, Dataset, HourlyGrid};
use ballast_scorer::evaluate::{
    EvaluateError, FORECASTERS, Overlap, Source, TrainedSource, evaluate, table,
};
use ballast_scorer::time::{Timestamp, Window};

use crate::judging::{judged_window, model, of_model, request, synthetic};
use crate::support::{ASSETS, time};

#[test]
fn hindsight_is_refused_or_marked() {
    let window = Window::new(time("2022-01-14T23:00:00Z"), time("2022-02-25"));
    let mut request = request(Source::Trained(TrainedSource::of_model(model())), window);

    let error = evaluate(synthetic(), &request, &|| ()).unwrap_err();
    assert!(
        matches!(error, EvaluateError::TrainingOverlaps { .. }),
        "{error}"
    );
    assert!(
        error
            .to_string()
            .contains("judge from 2022-01-15T00:00:00Z on"),
        "{error}"
    );

    request.overlap = Overlap::Mark;
    let evaluation = evaluate(synthetic(), &request, &|| ()).unwrap();
    assert!(evaluation.is_hindsight && evaluation.notes[0].starts_with("HINDSIGHT"));
}

#[test]
fn windows_without_rows_are_refused_with_what_is_there() {
    let judge = |from: &str, until: &str| {
        let source = Source::Trained(TrainedSource::of_model(model()));
        evaluate(
            synthetic(),
            &request(source, Window::new(time(from), time(until))),
            &|| (),
        )
        .unwrap_err()
    };

    let (empty, late) = (
        judge("2022-02-01", "2022-02-01"),
        judge("2023-01-01", "2023-02-01"),
    );

    assert!(
        matches!(empty, EvaluateError::WindowEmpty { .. }),
        "{empty}"
    );
    assert!(
        late.to_string().contains("the data are from 2021-01-01"),
        "{late}"
    );
}

/// The bars of each asset from `from` on.
fn since(dataset: &Dataset, from: Timestamp) -> Dataset {
    let mut later = dataset.clone();
    for history in later.assets.values_mut() {
        let bars = history.bars();
        let slots = bars.slots()[bars.closed_by(from)..].to_vec();
        *history = AssetHistory::new(HourlyGrid::new(from, slots), history.funding().to_vec());
    }
    later
}

#[test]
fn baselines_can_be_fitted_on_another_folder_than_is_judged() {
    let later = since(synthetic(), time("2021-12-01"));
    let judge = |training_data: Option<&Dataset>| {
        let mut source = TrainedSource::of_model(model());
        source.training_data = training_data;
        table(
            &later,
            &request(Source::Trained(source), judged_window()),
            &|| (),
        )
    };
    let only_later = since(synthetic(), time("2022-01-14"));
    let source = Source::Trained(TrainedSource::of_model(model()));

    let apart = judge(Some(synthetic())).unwrap();
    let error = table(&only_later, &request(source, judged_window()), &|| ()).unwrap_err();

    for (row, other) in apart.rows.iter().zip(&of_model(synthetic()).rows) {
        for (forecast, other) in row.forecasts.iter().zip(&other.forecasts).skip(1).take(3) {
            let (ours, theirs) = (forecast.unwrap().probability, other.unwrap().probability);
            assert!((ours - theirs).abs() < 1e-6, "{} {ours} {theirs}", row.time);
        }
    }
    assert!(error.to_string().contains("--training-data"), "{error}");
}

#[test]
fn sections_hold_every_part_and_their_rows_add_up() {
    let request = request(
        Source::Trained(TrainedSource::of_model(model())),
        judged_window(),
    );

    let evaluation = evaluate(synthetic(), &request, &|| ()).unwrap();

    let rows = |year, asset| evaluation.section(year, asset).unwrap().rows;
    let of_assets: usize = ASSETS.iter().map(|asset| rows(None, Some(*asset))).sum();
    assert_eq!(rows(None, None), of_assets);
    assert_eq!(rows(Some(2022), Some("SOL")), rows(None, Some("SOL")));
    let pooled = evaluation.section(None, None).unwrap();
    assert_eq!(pooled.forecasters.len(), FORECASTERS.len());
    for report in &pooled.forecasters {
        let in_bands: usize = report.bands.iter().map(|band| band.rows).sum();
        assert_eq!(in_bands, pooled.rows, "{}", report.forecaster);
        let shares: f64 = report
            .regimes
            .as_ref()
            .unwrap()
            .regimes
            .iter()
            .map(|stays| stays.share)
            .sum();
        assert!((shares - 1.0).abs() < 1e-9, "{}", report.forecaster);
        assert_eq!(report.tails[0].coverage.days, evaluation.tail_days.len());
    }
    let again = evaluate(synthetic(), &request, &|| ()).unwrap();
    assert_eq!(
        serde_json::to_string(&again).unwrap(),
        serde_json::to_string(&evaluation).unwrap()
    );
}
