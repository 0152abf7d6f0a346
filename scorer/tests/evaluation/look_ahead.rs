//! No row sees its future, and scores that do are caught.

use std::collections::BTreeMap;

use ballast_scorer::data::Dataset;
use ballast_scorer::evaluate::{Row, ScorePoint, ScoreSource, Source, Table, table};
use ballast_scorer::label::{EMBARGO_HOURS, HORIZON_HOURS, falls_by_shock};
use ballast_scorer::model::ModelError;
use ballast_scorer::time::{Timestamp, Window};

use crate::judging::{judged_window, of_model, request, stands_for_a_model, synthetic};
use crate::support::{ASSETS, SEED, small_config, time, with_other_future};

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
