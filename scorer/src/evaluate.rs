//! Walk-forward evaluation: for each year, train on all that came before it, judge on it.
//!
//! Nothing is tuned on the years reported: the settings of [`crate::model::BoosterSettings`] and
//! [`TrainConfig`] were fixed on years up to 2020. Every hour with a known label is judged, all
//! assets pooled, so that the rows compare with the reference numbers.

use serde::Serialize;

use crate::data::Dataset;
use crate::label::PURGE_HOURS;
use crate::model::{MetricsRow, Model, ModelError, TrainConfig};
use crate::time::{Timestamp, Window};

/// One year of a walk-forward evaluation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct YearEvaluation {
    /// Calendar year, UTC.
    pub year: i32,
    /// What the model was trained on; it ends where the year begins, less the purge.
    pub trained: Window,
    /// The model and its baselines on every hour of the year with a known label.
    pub quality: MetricsRow,
    /// What others reached on this year, where known.
    pub reference: Option<ReferenceRow>,
}

/// AUC and average precision of simple models on BTC, ETH and SOL of one year, label "falls by 8 %
/// within 24 hours", measured with Python on the data that these loaders read (data README,
/// "Numbers to beat"). They were trained on rows from November 2019 on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ReferenceRow {
    /// Calendar year, UTC.
    pub year: i32,
    /// Realised volatility of 24 hours alone.
    pub volatility_24h: (f64, f64),
    /// Logistic regression on five log-volatilities.
    pub logit: (f64, f64),
    /// `LightGBM` with monotone constraints, 13 features.
    pub lightgbm_monotone: (f64, f64),
    /// Boosting on the logit's offset.
    pub boosted_logit: (f64, f64),
}

/// The reference numbers, by year.
pub const REFERENCE: [ReferenceRow; 4] = [
    ReferenceRow {
        year: 2021,
        volatility_24h: (0.705, 0.324),
        logit: (0.727, 0.343),
        lightgbm_monotone: (0.706, 0.298),
        boosted_logit: (0.714, 0.299),
    },
    ReferenceRow {
        year: 2022,
        volatility_24h: (0.731, 0.281),
        logit: (0.722, 0.262),
        lightgbm_monotone: (0.725, 0.264),
        boosted_logit: (0.732, 0.276),
    },
    ReferenceRow {
        year: 2023,
        volatility_24h: (0.756, 0.114),
        logit: (0.772, 0.112),
        lightgbm_monotone: (0.797, 0.115),
        boosted_logit: (0.787, 0.126),
    },
    ReferenceRow {
        year: 2024,
        volatility_24h: (0.704, 0.110),
        logit: (0.720, 0.123),
        lightgbm_monotone: (0.744, 0.136),
        boosted_logit: (0.746, 0.137),
    },
];

/// Midnight UTC at the start of a calendar year; None beyond the calendar.
pub fn year_start(year: i32) -> Option<Timestamp> {
    format!("{year:04}-01-01").parse().ok()
}

/// Trains `config` on everything from its window's start up to `year` and judges it on `year`. The
/// config's window end and validation end are replaced.
///
/// # Errors
/// [`ModelError`] of training; [`ModelError::SettingInvalid`] for a year beyond the calendar.
pub fn evaluate_year(
    dataset: &Dataset,
    config: &TrainConfig,
    year: i32,
) -> Result<YearEvaluation, ModelError> {
    let invalid = || ModelError::SettingInvalid {
        setting: "year",
        value: year.to_string(),
        rule: "four digits",
    };
    let start = year_start(year).ok_or_else(invalid)?;
    let end = year_start(year + 1).ok_or_else(invalid)?;
    let mut config = config.clone();
    config.window.until = start;
    config.validate_until = Some(end);
    let model = Model::train(dataset, &config)?;
    let quality = model.metrics().validate.clone().ok_or_else(invalid)?;
    Ok(YearEvaluation {
        year,
        trained: Window::new(config.window.from, start.plus_hours(-PURGE_HOURS)),
        quality,
        reference: REFERENCE.into_iter().find(|row| row.year == year),
    })
}
