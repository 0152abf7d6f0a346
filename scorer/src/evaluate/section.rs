//! One set of rows and how every forecaster did on it.

use serde::{Deserialize, Serialize};

use super::forecaster::{FORECASTERS, ForecasterKind};
use super::row::{Forecast, Row};
use super::tail::{TailReport, tail};
use crate::baseline::{Outcome, TAIL_LEVELS};
use crate::label::HORIZONS_HOURS;
use crate::metric::{
    AlarmHours, AlarmRow, Band, BandRow, Judged, Quality, RegimeStays, area_under_curve,
    average_precision, band_calibration_error, calibration_bands, expected_calibration_error,
    false_alarms, log_loss, qlike, regime_stays,
};
use crate::model::score_map;
use crate::number::count;
use crate::time::Timestamp;
use ballast_policy::regime::Regime;

/// Bins of equal size of the expected calibration error.
const ERROR_BINS: usize = 20;
const MILLIS_PER_DAY: i64 = 86_400_000;

/// Every forecaster on the same rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// Calendar year; None for all years.
    pub year: Option<i32>,
    /// Asset; None for all assets.
    pub asset: Option<String>,
    /// Rows judged.
    pub rows: usize,
    /// Share of them with the event.
    pub base_rate: f64,
    /// In the order of [`FORECASTERS`].
    pub forecasters: Vec<ForecasterReport>,
}

/// How one forecaster did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ForecasterReport {
    /// Who.
    pub forecaster: ForecasterKind,
    /// Ranking and Brier score.
    pub quality: Quality,
    /// How its forecasts rank falls over shorter horizons.
    pub shorter_horizons: Vec<ShorterHorizon>,
    /// [`log_loss`].
    pub log_loss: Option<f64>,
    /// [`expected_calibration_error`] over 20 bins of equal size.
    pub calibration_error: Option<f64>,
    /// [`band_calibration_error`] of `bands`.
    pub band_calibration_error: Option<f64>,
    /// Promised against realised, by band of ten points of the forecast, floors by evidence left out.
    pub bands: Vec<Band>,
    /// [`qlike`] of the variance of the next 24 hours; None for the model, which forecasts none.
    pub qlike: Option<f64>,
    /// Value at risk and expected shortfall, one for each of [`TAIL_LEVELS`].
    pub tails: Vec<TailReport>,
    /// Flips and dwell times under the policy's hysteresis.
    pub regimes: Option<RegimeStays>,
    /// Hours in stress with and without a shock in the next 24 hours.
    pub alarms: Option<AlarmHours>,
}

/// Ranking of falls by the shock over a horizon under 24 hours.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShorterHorizon {
    /// Horizon.
    pub hours: i64,
    /// Share of rows with the fall.
    pub base_rate: f64,
    /// [`area_under_curve`].
    pub auc: Option<f64>,
    /// [`average_precision`].
    pub average_precision: Option<f64>,
}

/// A row that is judged.
pub(super) struct JudgedRow {
    pub(super) time: Timestamp,
    pub(super) asset: usize,
    pub(super) outcome: Outcome,
    pub(super) forecasts: [Forecast; FORECASTERS.len()],
}

impl JudgedRow {
    pub(super) fn of(row: &Row) -> Option<Self> {
        let (outcome, forecasts) = row.judged()?;
        Some(Self {
            time: row.time,
            asset: row.asset,
            outcome,
            forecasts,
        })
    }

    pub(super) fn is_midnight(&self) -> bool {
        self.time.millis().rem_euclid(MILLIS_PER_DAY) == 0
    }
}

/// Judges `rows`, ascending by asset and time.
pub(super) fn section(year: Option<i32>, asset: Option<&str>, rows: &[&Row]) -> Option<Section> {
    let judged: Vec<JudgedRow> = rows.iter().filter_map(|row| JudgedRow::of(row)).collect();
    if judged.is_empty() {
        return None;
    }
    let reports = FORECASTERS.into_iter().enumerate();
    let forecasters: Vec<ForecasterReport> = reports
        .map(|(place, forecaster)| report(forecaster, place, rows, &judged))
        .collect();
    Some(Section {
        year,
        asset: asset.map(str::to_owned),
        rows: judged.len(),
        base_rate: forecasters.first()?.quality.base_rate,
        forecasters,
    })
}

fn report(
    forecaster: ForecasterKind,
    place: usize,
    all: &[&Row],
    rows: &[JudgedRow],
) -> ForecasterReport {
    let judged = probabilities(place, rows);
    let bands = calibration_bands(&band_rows(place, rows));
    let variances: Vec<(f64, f64)> = rows
        .iter()
        .filter_map(|row| {
            Some((
                row.forecasts[place].variance?,
                row.outcome.realised_variance,
            ))
        })
        .collect();
    let alarms: Vec<AlarmRow> = rows
        .iter()
        .map(|row| AlarmRow {
            is_stress: row.forecasts[place].regime == Regime::Stress,
            event: row.outcome.event(),
        })
        .collect();
    ForecasterReport {
        forecaster,
        quality: Quality::of(&judged),
        shorter_horizons: shorter_horizons(place, rows),
        log_loss: log_loss(&judged),
        calibration_error: expected_calibration_error(&judged, ERROR_BINS),
        band_calibration_error: band_calibration_error(&bands),
        bands,
        qlike: qlike(&variances),
        tails: (0..TAIL_LEVELS.len())
            .map(|level| tail(place, level, rows))
            .collect(),
        regimes: regime_stays(&regime_runs(place, all)),
        alarms: false_alarms(&alarms),
    }
}

/// What one forecaster promised and what came.
pub(super) fn probabilities(place: usize, rows: &[JudgedRow]) -> Vec<Judged> {
    rows.iter()
        .map(|row| Judged {
            forecast: row.forecasts[place].probability,
            event: row.outcome.event(),
        })
        .collect()
}

fn band_rows(place: usize, rows: &[JudgedRow]) -> Vec<BandRow> {
    rows.iter()
        .map(|row| {
            let score = row.forecasts[place].forecast_hundredths();
            BandRow {
                score_hundredths: score,
                promised: score_map::probability(score),
                event: row.outcome.event(),
                worst_fall: row.outcome.worst_fall,
                day: row.time.millis().div_euclid(MILLIS_PER_DAY),
            }
        })
        .collect()
}

fn shorter_horizons(place: usize, rows: &[JudgedRow]) -> Vec<ShorterHorizon> {
    let shorter = HORIZONS_HOURS
        .iter()
        .enumerate()
        .take(HORIZONS_HOURS.len() - 1);
    shorter
        .map(|(index, &hours)| {
            let judged: Vec<Judged> = rows
                .iter()
                .map(|row| Judged {
                    forecast: row.forecasts[place].probability,
                    event: row.outcome.falls[index],
                })
                .collect();
            let events = judged.iter().filter(|row| row.event).count();
            ShorterHorizon {
                hours,
                base_rate: count(events) / count(judged.len().max(1)),
                auc: area_under_curve(&judged),
                average_precision: average_precision(&judged),
            }
        })
        .collect()
}

/// Regimes of unbroken hours of one asset.
pub(super) fn regime_runs(place: usize, rows: &[&Row]) -> Vec<Vec<Regime>> {
    let mut runs: Vec<Vec<Regime>> = Vec::new();
    let mut previous: Option<(usize, Timestamp)> = None;
    for row in rows {
        let Some(forecast) = row.forecasts[place] else {
            continue;
        };
        let follows = previous == Some((row.asset, row.time.plus_hours(-1)));
        previous = Some((row.asset, row.time));
        match runs.last_mut() {
            Some(run) if follows => run.push(forecast.regime),
            _ => runs.push(vec![forecast.regime]),
        }
    }
    runs
}
