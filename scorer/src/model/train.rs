//! Training. The last part of the window is forecast walk-forward, each fold by a model of what
//! came before it; on those forecasts the booster's share is confirmed and the calibration fitted.
//! Then the parts are fitted once more on the whole window.

use std::collections::BTreeMap;

use super::artifact::{Candidate, Metrics, MetricsRow};
use super::boosting::BoosterSettings;
use super::calibration::Calibration;
use super::forecaster::{Forecast, confirmed_share};
use super::foundation::Foundation;
use super::interval::Interval;
use super::volatility_logits::VolatilityLogits;
use super::walk_forward::{
    CALIBRATION_ROWS_MIN, Later, WalkForward, boost, boosters, features, walk_forward,
};
use super::{Model, ModelError, TrainConfig, guard};
use crate::data::Dataset;
use crate::feature::FeatureSchema;
use crate::label::{HORIZON_HOURS, PURGE_HOURS};
use crate::metric::{Judged, Quality, judge, log_loss};
use crate::sample::{self, Sample, Thinning};
use crate::time::{Timestamp, Window};

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

fn quality(forecasts: impl Iterator<Item = f64>, events: &[bool]) -> Quality {
    Quality::of(&judge(&forecasts.collect::<Vec<_>>(), events))
}
