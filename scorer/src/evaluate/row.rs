//! One hour of one asset: what each forecaster said, and what came.

use ballast_policy::regime::Regime;

use super::fold::{Fitted, score_at};
use super::forecaster::{BASELINES_FROM, FORECASTERS, MODEL};
use super::regimes::{Heard, regimes};
use super::scores::ScorePoint;
use crate::baseline::{Observation, Outcome, Tails};
use crate::evidence::Cause;
use crate::model::score_map::score_hundredths;
use crate::time::Timestamp;

/// What a forecaster said at a decision time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Forecast {
    /// Probability that the price falls by the shock within 24 hours.
    pub probability: f64,
    /// Published score, 0 to 10,000: that probability on the published scale, or a floor by evidence above it.
    pub score_hundredths: u16,
    /// What decided the score; always the forecast for baselines.
    pub cause: Cause,
    /// Half-width of the score; 0 for baselines.
    pub half_width_hundredths: u16,
    /// Variance of the next 24 hours; None for the model, which forecasts none.
    pub variance: Option<f64>,
    /// Tails of the return to the lowest price of the next 24 hours.
    pub tails: Option<Tails>,
    /// Regime that its scores up to here put in force.
    pub regime: Regime,
}

/// One hour of one asset.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Decision time.
    pub time: Timestamp,
    /// Place of the asset in [`super::Table::shocks`].
    pub asset: usize,
    /// Price at the decision time.
    pub price: f64,
    /// What came; None where a bar of the next 24 hours is missing.
    pub outcome: Option<Outcome>,
    /// What each of [`FORECASTERS`] said; None where it knew too little.
    pub forecasts: [Option<Forecast>; FORECASTERS.len()],
}

impl Forecast {
    /// The probability on the published scale, without any floor: what calibration is judged by.
    pub fn forecast_hundredths(&self) -> u16 {
        score_hundredths(self.probability)
    }
}

impl Row {
    /// What came and what everyone said, where all of it is known: only such rows are judged, so that all forecasters are
    /// judged on the same ones.
    pub fn judged(&self) -> Option<(Outcome, [Forecast; FORECASTERS.len()])> {
        let [model, volatility, logit, log_har, ewma] = self.forecasts;
        Some((
            self.outcome?,
            [model?, volatility?, logit?, log_har?, ewma?],
        ))
    }
}

/// The row of `observation`; its regimes are still to be put in.
pub(super) fn row(
    asset: usize,
    observation: &Observation,
    scores: &[(ScorePoint, Cause)],
    fitted: &Fitted,
) -> Row {
    let mut forecasts = [None; FORECASTERS.len()];
    forecasts[MODEL] = score_at(scores, observation.time).map(|(point, cause)| Forecast {
        probability: point.probability,
        score_hundredths: point.score_hundredths,
        cause,
        half_width_hundredths: point.half_width_hundredths,
        variance: None,
        tails: fitted
            .tails
            .as_ref()
            .and_then(|tails| tails.of(point.score_hundredths)),
        regime: Regime::Calm,
    });
    if let Some(inputs) = &observation.inputs {
        let baselines = fitted.baselines.forecast(inputs, observation.shock);
        for (forecast, baseline) in forecasts[BASELINES_FROM..].iter_mut().zip(baselines) {
            *forecast = Some(Forecast {
                probability: baseline.probability,
                score_hundredths: score_hundredths(baseline.probability),
                cause: Cause::Forecast,
                half_width_hundredths: 0,
                variance: Some(baseline.variance),
                tails: Some(baseline.tails),
                regime: Regime::Calm,
            });
        }
    }
    Row {
        time: observation.time,
        asset,
        price: observation.price,
        outcome: observation.outcome,
        forecasts,
    }
}

/// Walks each forecaster's scores of one asset through the regimes.
pub(super) fn put_regimes(rows: &mut [Row]) {
    for forecaster in 0..FORECASTERS.len() {
        let heard = rows.iter().filter_map(|row| {
            row.forecasts[forecaster].map(|forecast| Heard {
                time: row.time,
                score_hundredths: forecast.score_hundredths,
                half_width_hundredths: forecast.half_width_hundredths,
            })
        });
        let path = regimes(heard);
        let forecasts = rows
            .iter_mut()
            .filter_map(|row| row.forecasts[forecaster].as_mut());
        for (forecast, regime) in forecasts.zip(path) {
            forecast.regime = regime;
        }
    }
}
