//! Training. The last part of the window is forecast walk-forward, each fold by a model of what
//! came before it; on those forecasts the booster's share is confirmed and the calibration fitted.
//! Then the parts are fitted once more on the whole window.

use std::collections::BTreeMap;

use super::artifact::{Candidate, Metrics, MetricsRow};
use super::boosting::BoosterSettings;
use super::calibration::Calibration;
use super::forecaster::{Forecast, Forecaster, Foundation, confirmed_share};
use super::interval::Interval;
use super::volatility_logits::VolatilityLogits;
use super::weeks::Weeks;
use super::{Model, ModelError, TrainConfig, guard};
use crate::data::Dataset;
use crate::feature::{FeatureRow, FeatureSchema};
use crate::label::{HORIZON_HOURS, PURGE_HOURS};
use crate::metric::{Judged, Quality, judge, log_loss};
use crate::number::count;
use crate::sample::{self, Sample, Thinning};
use crate::time::{Timestamp, Window};

/// Fewest rows that a model is fitted on.
const FIT_ROWS_MIN: usize = 500;
/// Fewest rows that calibrate.
const CALIBRATION_ROWS_MIN: usize = 200;

/// Trains a model; see [`Model::train`].
pub(super) fn train(dataset: &Dataset, config: &TrainConfig) -> Result<Model, ModelError> {
    config.check()?;
    let schema = FeatureSchema::of_names(&config.features)?;
    // The purge, which holds the last row's label, ends where the window ends.
    let window = Window::new(
        config.window.from,
        config.window.until.plus_hours(1 - PURGE_HOURS),
    );
    let samples = sample::collect(dataset, &schema, &config.shocks, window, config.thinning())?;

    let later = walk_forward(&schema, &samples, config)?;
    let (chosen, candidates) = choose(config, &later);
    let (booster, alternatives) = parted(config, chosen);
    let correction_share = candidates[chosen].correction_share;
    let events: Vec<bool> = later.rows.iter().map(|row| row.event).collect();
    let raw: Vec<f64> = later.forecasts[chosen]
        .iter()
        .map(|forecast| forecast.raw(correction_share))
        .collect();
    let too_few = || ModelError::RowsTooFew {
        fold: "the calibration",
        rows: 0,
        needed: CALIBRATION_ROWS_MIN,
    };
    let calibration = Calibration::fit(&raw, &events, overlap(config)).ok_or_else(too_few)?;
    let interval = interval(&later.rows, &raw).ok_or_else(too_few)?;
    let later_quality = MetricsRow {
        model: quality(raw.iter().map(|&raw| calibration.apply(raw)), &events),
        logit: quality(later.logit.into_iter(), &events),
        volatility_24h: later
            .volatility
            .map(|rows| quality(rows.into_iter(), &events)),
    };

    let foundation = Foundation::fit(&schema, &config.linear_features, &samples)?;
    let mut model = Model {
        forecaster: boost(&foundation, &schema, &samples, config, &booster)?,
        volatility_logits: VolatilityLogits::fit(&schema, &samples)?,
        references: guard::references(&schema, &samples)?,
        schema,
        config: TrainConfig {
            booster,
            alternatives,
            ..config.clone()
        },
        correction_share,
        calibration,
        interval,
        candidates,
        metrics: Metrics {
            walk_forward: Some(later_quality),
            ..Metrics::default()
        },
        rows_hash: sample::hash(&samples),
        hash: String::new(),
    };
    model.metrics.fit = Some(model.judge(&samples));
    model.metrics.validate = validation(dataset, config, &model)?;
    model.hash = model.content_hash()?;
    Ok(model)
}

/// How many rows of an asset share one stretch of time, as far as their labels go.
#[expect(clippy::cast_precision_loss, reason = "24 hours")]
fn overlap(config: &TrainConfig) -> f64 {
    HORIZON_HOURS as f64 / f64::from(config.step_hours)
}

/// Fits one booster on the weeks that the seed draws.
fn boost(
    foundation: &Foundation,
    schema: &FeatureSchema,
    samples: &[Sample],
    config: &TrainConfig,
    settings: &BoosterSettings,
) -> Result<Forecaster, ModelError> {
    let weeks = Weeks {
        seed: config.seed,
        share: config.week_share,
    };
    foundation.boost(
        schema,
        samples,
        |sample| weeks.contains(sample.time),
        settings,
    )
}

/// The boosters to try, the configured one first.
fn boosters(config: &TrainConfig) -> Vec<&BoosterSettings> {
    std::iter::once(&config.booster)
        .chain(&config.alternatives)
        .collect()
}

/// The booster at `chosen` of [`boosters`], and the others.
fn parted(config: &TrainConfig, chosen: usize) -> (BoosterSettings, Vec<BoosterSettings>) {
    let mut all: Vec<BoosterSettings> = boosters(config).into_iter().cloned().collect();
    let taken = all.remove(chosen);
    (taken, all)
}

/// Judges every booster on the rows that were forecast walk-forward; the place of the one with the least loss.
fn choose(config: &TrainConfig, later: &WalkForward) -> (usize, Vec<Candidate>) {
    let mut candidates: Vec<Candidate> = Vec::new();
    for (settings, forecasts) in boosters(config).into_iter().zip(&later.forecasts) {
        let rows: Vec<(Forecast, bool)> = forecasts
            .iter()
            .copied()
            .zip(later.rows.iter().map(|row| row.event))
            .collect();
        let correction_share = confirmed_share(&rows);
        let judged = rows.iter().map(|&(forecast, event)| Judged {
            forecast: forecast.raw(correction_share),
            event,
        });
        candidates.push(Candidate {
            kind: settings.kind,
            correction_share,
            log_loss: log_loss(&judged.collect::<Vec<_>>()).unwrap_or(0.0),
        });
    }
    let best = candidates
        .iter()
        .enumerate()
        .min_by(|a, b| a.1.log_loss.total_cmp(&b.1.log_loss));
    (best.map_or(0, |(place, _)| place), candidates)
}

/// The interval on rows a horizon apart, whose labels share nothing.
fn interval(rows: &[Later], raw: &[f64]) -> Option<Interval> {
    let apart = |time: Timestamp| {
        let hour = time.hours_since_floor(Timestamp::from_millis(0));
        hour.div_euclid(HORIZON_HOURS)
    };
    let (mut kept_raw, mut kept_events) = (Vec::new(), Vec::new());
    let mut last: BTreeMap<usize, i64> = BTreeMap::new();
    for (row, &raw) in rows.iter().zip(raw) {
        if last.insert(row.asset, apart(row.time)) != Some(apart(row.time)) {
            kept_raw.push(raw);
            kept_events.push(row.event);
        }
    }
    Interval::fit(&kept_raw, &kept_events)
}

/// Forecasts of rows by models that were fitted on earlier rows only.
#[derive(Default)]
struct WalkForward {
    rows: Vec<Later>,
    /// For each of [`boosters`], the rows' forecasts.
    forecasts: Vec<Vec<Forecast>>,
    logit: Vec<f64>,
    volatility: Option<Vec<f64>>,
}

/// A row that was forecast.
struct Later {
    time: Timestamp,
    asset: usize,
    event: bool,
}

/// Forecasts the last `calibration_share` of the rows in `calibration_folds` steps, each by a model
/// of all rows before it, less the purge.
fn walk_forward(
    schema: &FeatureSchema,
    samples: &[Sample],
    config: &TrainConfig,
) -> Result<WalkForward, ModelError> {
    let needed = FIT_ROWS_MIN + CALIBRATION_ROWS_MIN;
    if samples.len() < needed {
        let (fold, rows) = ("the training window", samples.len());
        return Err(ModelError::RowsTooFew { fold, rows, needed });
    }
    let boosters = boosters(config);
    let mut all = WalkForward {
        forecasts: vec![Vec::new(); boosters.len()],
        ..WalkForward::default()
    };
    for pair in fold_starts(samples, config).windows(2) {
        let (start, end) = (pair[0], pair[1]);
        let Some(first) = samples.get(start) else {
            continue;
        };
        let cut = first.time.plus_hours(-PURGE_HOURS);
        let before = &samples[..samples.partition_point(|sample| sample.time < cut)];
        if before.len() < FIT_ROWS_MIN {
            let (fold, rows) = ("the first fold to fit", before.len());
            return Err(ModelError::RowsTooFew {
                fold,
                rows,
                needed: FIT_ROWS_MIN,
            });
        }
        let fold = &samples[start..end];
        let features = features(fold);
        let foundation = Foundation::fit(schema, &config.linear_features, before)?;
        for (settings, forecasts) in boosters.iter().zip(&mut all.forecasts) {
            let forecaster = boost(&foundation, schema, before, config, settings)?;
            forecasts.extend(forecaster.predict(&features));
        }
        all.rows.extend(fold.iter().map(|sample| Later {
            time: sample.time,
            asset: sample.asset,
            event: sample.event,
        }));
        let simple = VolatilityLogits::fit(schema, before)?;
        all.logit.extend(simple.logit(&features));
        if let Some(volatility) = simple.volatility(&features) {
            all.volatility.get_or_insert_default().extend(volatility);
        }
    }
    Ok(all)
}

/// Places in `samples` where the folds start, and the end; rows of one time are not parted.
fn fold_starts(samples: &[Sample], config: &TrainConfig) -> Vec<usize> {
    let folds = config.calibration_folds;
    let first = count(samples.len()) * (1.0 - config.calibration_share);
    let length = count(samples.len()) - first;
    (0..=folds)
        .map(|fold| {
            let place = first + length * f64::from(fold) / f64::from(folds);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "between 0 and the number of samples"
            )]
            let place = place as usize;
            samples.get(place).map_or(samples.len(), |sample| {
                samples.partition_point(|other| other.time < sample.time)
            })
        })
        .collect()
}

/// Judges the model on every hour from the end of training to `validate_until`.
fn validation(
    dataset: &Dataset,
    config: &TrainConfig,
    model: &Model,
) -> Result<Option<MetricsRow>, ModelError> {
    let Some(until) = config.validate_until else {
        return Ok(None);
    };
    let window = Window::new(config.window.until, until);
    let rows = sample::collect(
        dataset,
        &model.schema,
        &config.shocks,
        window,
        Thinning::HOURLY,
    )?;
    Ok(Some(model.judge(&rows)))
}

impl Model {
    /// Judges the model and its volatility logits on the same rows.
    fn judge(&self, rows: &[Sample]) -> MetricsRow {
        let features = features(rows);
        let events: Vec<bool> = rows.iter().map(|sample| sample.event).collect();
        let forecasts = self.forecaster.predict(&features);
        let ours = forecasts
            .iter()
            .map(|forecast| self.calibration.apply(forecast.raw(self.correction_share)));
        let simple = &self.volatility_logits;
        MetricsRow {
            model: quality(ours, &events),
            logit: quality(simple.logit(&features).into_iter(), &events),
            volatility_24h: simple
                .volatility(&features)
                .map(|rows| quality(rows.into_iter(), &events)),
        }
    }
}

fn features(samples: &[Sample]) -> Vec<&FeatureRow> {
    samples.iter().map(|sample| &sample.features).collect()
}

fn quality(forecasts: impl Iterator<Item = f64>, events: &[bool]) -> Quality {
    Quality::of(&judge(&forecasts.collect::<Vec<_>>(), events))
}
