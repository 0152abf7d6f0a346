//! The evaluation: nothing looks ahead, peeking is caught, hindsight is refused, the reference numbers come out.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use ballast_scorer::data::{AssetHistory, Dataset, HourlyGrid};
use ballast_scorer::evaluate::{
    CrashWindow, EvaluateError, EvaluateRequest, FORECASTERS, Overlap, REFERENCE, Row, ScorePoint,
    ScoreSource, Source, Table, TrainedSource, evaluate, table, year_start,
};
use ballast_scorer::feature::Shocks;
use ballast_scorer::label::{EMBARGO_HOURS, HORIZON_HOURS, falls_by_shock};
use ballast_scorer::model::{Model, ModelError};
use ballast_scorer::time::{Timestamp, Window};
use support::{ASSETS, SEED, market, real, small_config, time, with_other_future};

fn synthetic() -> &'static Dataset {
    static DATASET: OnceLock<Dataset> = OnceLock::new();
    DATASET.get_or_init(|| market(SEED))
}

fn model() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| Model::train(synthetic(), &small_config()).unwrap())
}

fn judged_window() -> Window {
    Window::new(time("2022-01-15"), time("2022-02-25"))
}

fn request(source: Source<'_>, window: Window) -> EvaluateRequest<'_> {
    EvaluateRequest {
        window,
        source,
        overlap: Overlap::Refuse,
        crashes: Vec::new(),
    }
}

fn of_model(dataset: &Dataset) -> Table {
    let source = Source::Trained(TrainedSource::of_model(model()));
    table(dataset, &request(source, judged_window()), &|| ()).unwrap()
}

fn shocks(assets: &[&str]) -> Shocks {
    assets
        .iter()
        .map(|asset| ((*asset).to_owned(), 0.08))
        .collect()
}

/// Rows by asset and time.
fn by_place(table: &Table) -> BTreeMap<(usize, Timestamp), &Row> {
    table
        .rows
        .iter()
        .map(|row| ((row.asset, row.time), row))
        .collect()
}

/// The first row whose forecasts up to `change`, or whose outcome up to 24 hours before it, differ.
fn first_difference(table: &Table, other: &Table, change: Timestamp) -> Option<(usize, Timestamp)> {
    let (ours, theirs) = (by_place(table), by_place(other));
    let known = ours.iter().filter(|((_, time), _)| *time <= change);
    known
        .into_iter()
        .find(|(place, row)| {
            let Some(other) = theirs.get(place) else {
                return true;
            };
            let is_over = row.time <= change.plus_hours(-HORIZON_HOURS);
            row.forecasts != other.forecasts || (is_over && row.outcome != other.outcome)
        })
        .map(|(place, _)| *place)
}

#[test]
fn changed_future_changes_no_row_before_it() {
    let table = of_model(synthetic());
    for (salt, change) in [(1, "2022-01-20"), (2, "2022-02-10T13:00:00Z")] {
        let change = time(change);

        let other = of_model(&with_other_future(synthetic(), change, salt));

        assert_eq!(
            first_difference(&table, &other, change),
            None,
            "seed {SEED}"
        );
        assert_ne!(
            table.rows, other.rows,
            "the rows after the change must differ"
        );
    }
}

#[test]
fn changed_future_changes_no_walk_forward_row_before_it() {
    let mut config = small_config();
    config.window.from = time("2021-01-01");
    let walk_forward = |dataset: &Dataset| {
        let source = Source::WalkForward(Box::new(config.clone()));
        let window = Window::new(time("2021-11-01"), time("2022-02-20"));
        table(dataset, &request(source, window), &|| ()).unwrap()
    };
    let change = time("2022-02-05");
    let whole = walk_forward(synthetic());

    let other = walk_forward(&with_other_future(synthetic(), change, 3));

    assert_eq!(
        first_difference(&whole, &other, change),
        None,
        "seed {SEED}"
    );
    assert_eq!(whole.folds.len(), 2);
    for fold in &whole.folds {
        let last_label_ends = fold.trained.until.plus_hours(HORIZON_HOURS - 1);
        assert_eq!(last_label_ends.plus_hours(EMBARGO_HOURS), fold.judged.from);
    }
}

/// Scores that know what comes.
struct Peeking;

impl ScoreSource for Peeking {
    fn scores(
        &self,
        dataset: &Dataset,
        asset: &str,
        window: Window,
    ) -> Result<Vec<ScorePoint>, ModelError> {
        let history = dataset.asset(asset)?;
        let points = window.hours().map(|time| ScorePoint {
            time,
            probability: if falls_by_shock(history, time, 0.08) == Some(true) {
                0.8
            } else {
                0.01
            },
            score_hundredths: 5_000,
            half_width_hundredths: 0,
        });
        Ok(points.collect())
    }
}

/// Scores that know nothing.
struct Constant;

impl ScoreSource for Constant {
    fn scores(&self, _: &Dataset, _: &str, window: Window) -> Result<Vec<ScorePoint>, ModelError> {
        let points = window.hours().map(|time| ScorePoint {
            time,
            probability: 0.1,
            score_hundredths: 4_000,
            half_width_hundredths: 0,
        });
        Ok(points.collect())
    }
}

fn stands_for_a_model<'a>(
    scorer: &'a dyn ScoreSource,
    assets: &[&str],
    trained: Window,
) -> TrainedSource<'a> {
    TrainedSource {
        scorer,
        trained,
        shocks: shocks(assets),
        hash: "none".to_owned(),
        training_data: None,
    }
}

#[test]
fn scores_that_peek_are_caught() {
    let change = time("2022-02-10T13:00:00Z");
    let trained = small_config().window;
    let peek = |dataset: &Dataset| {
        let source = Source::Trained(stands_for_a_model(&Peeking, &ASSETS, trained));
        table(dataset, &request(source, judged_window()), &|| ()).unwrap()
    };

    let other = with_other_future(synthetic(), change, 2);
    let difference = first_difference(&peek(synthetic()), &peek(&other), change);

    let (_, when) = difference.expect("a score that knows the next day must change with it");
    assert!(
        when > change.plus_hours(-HORIZON_HOURS) && when <= change,
        "{when}"
    );
}

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
