//! The last part of a training window, forecast fold by fold, each by a model of what came before it.

use super::boosting::BoosterSettings;
use super::forecaster::{Forecast, Forecaster};
use super::foundation::Foundation;
use super::volatility_logits::VolatilityLogits;
use super::weeks::Weeks;
use super::{ModelError, TrainConfig};
use crate::feature::{FeatureRow, FeatureSchema};
use crate::label::PURGE_HOURS;
use crate::number::count;
use crate::sample::Sample;
use crate::time::Timestamp;

/// Fewest rows that a model is fitted on.
const FIT_ROWS_MIN: usize = 500;
/// Fewest rows that calibrate.
pub(super) const CALIBRATION_ROWS_MIN: usize = 200;

/// Fits one booster on the weeks that the seed draws.
pub(super) fn boost(
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
pub(super) fn boosters(config: &TrainConfig) -> Vec<&BoosterSettings> {
    std::iter::once(&config.booster)
        .chain(&config.alternatives)
        .collect()
}

/// Forecasts of rows by models that were fitted on earlier rows only.
#[derive(Default)]
pub(super) struct WalkForward {
    pub(super) rows: Vec<Later>,
    /// For each of [`boosters`], the rows' forecasts.
    pub(super) forecasts: Vec<Vec<Forecast>>,
    pub(super) logit: Vec<f64>,
    pub(super) volatility: Option<Vec<f64>>,
}

/// A row that was forecast.
pub(super) struct Later {
    pub(super) time: Timestamp,
    pub(super) asset: usize,
    pub(super) event: bool,
}

/// Forecasts the last `calibration_share` of the rows in `calibration_folds` steps, each by a model
/// of all rows before it, less the purge.
pub(super) fn walk_forward(
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

pub(super) fn features(samples: &[Sample]) -> Vec<&FeatureRow> {
    samples.iter().map(|sample| &sample.features).collect()
}
