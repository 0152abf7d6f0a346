//! Asking a model: the score of an asset at a decision time, and how unsure it is.
//!
//! The score is the forecast's, or a higher floor by what has just been seen ([`crate::evidence`]).
//!
//! The half-width is the larger side of the calibration's Venn-Abers interval on the score's scale, after the log-odds have
//! been moved by what the missing features could have said: each by 1.645 of its standard deviations in training, as the
//! severity weighs it, added in squares. [`MISSING_VOLATILITY_HUNDREDTHS`] more for each missing volatility, on which all
//! rests. At most 10,000: "I do not know".

use serde::Serialize;

use super::score_map::{SCORE_MAX_HUNDREDTHS, score_hundredths};
use super::{Model, ModelError};
use crate::data::Dataset;
use crate::drift::Chosen;
use crate::evidence::{
    Cause, Evidence, depth_floor_hundredths, funding_floor_hundredths, pools_floor_hundredths,
    remaining_distance,
};
use crate::feature::{DepthLevel, Feature, FeatureRow, MarketView, OFFSET_FEATURES};
use crate::number::{exp, ln, logit, sigmoid};
use crate::time::{Timestamp, Window};

/// Half of a two-sided 90 % interval, in standard deviations of a normal distribution.
const INTERVAL_90: f64 = 1.645;
/// Half-width added for a missing volatility: 10 points.
const MISSING_VOLATILITY_HUNDREDTHS: u16 = 1_000;

/// Probabilities are kept this far from 0 and 1.
const CERTAIN: f64 = 1e-6;
/// Hours within which a settled funding rate is evidence.
const FUNDING_FRESH_HOURS: i64 = 9;
/// Hours within which a reading of another pool is evidence.
const POOLS_FRESH_HOURS: i64 = 3;

/// A score and what it rests on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scored {
    /// Decision time: the close of the last bar that was looked at.
    pub time: Timestamp,
    /// Price at the decision time, in USDT.
    pub price: f64,
    /// Who forecast: the model, or its volatility baseline after an alarm of drift.
    pub forecaster: Chosen,
    /// Calibrated probability that the price falls by the asset's shock within 24 hours.
    pub probability: f64,
    /// Score from 0 to 10,000, in hundredths of a point: the forecast's, or a floor by evidence.
    pub score_hundredths: u16,
    /// Score by the forecast alone, in hundredths of a point.
    pub forecast_hundredths: u16,
    /// Floors by what has just been seen.
    pub evidence: Evidence,
    /// What decided the score.
    pub cause: Cause,
    /// Half-width of the forecast's score, in hundredths of a point, from 0 to 10,000.
    pub half_width_hundredths: u16,
    /// Names of the features that were missing and replaced by their medians.
    pub missing_features: Vec<&'static str>,
    /// SHA-256 over the feature values.
    #[serde(serialize_with = "as_hex")]
    pub input_hash: [u8; 32],
}

/// What a score means in words. The binding thresholds, with hysteresis, are the policy's; these
/// are its entry lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RegimeLabel {
    /// Below 45 points.
    Calm,
    /// From 45 up to 65 points.
    Transition,
    /// From 65 points.
    Stress,
}

impl RegimeLabel {
    /// The label of a score in hundredths of a point.
    pub fn of(score_hundredths: u16) -> Self {
        match score_hundredths {
            0..4_500 => Self::Calm,
            4_500..6_500 => Self::Transition,
            6_500.. => Self::Stress,
        }
    }
}

impl std::fmt::Display for RegimeLabel {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Calm => "calm",
            Self::Transition => "transition",
            Self::Stress => "stress",
        })
    }
}

impl Model {
    /// The score of `asset` at `time`, a full hour, from bars that closed at or before it.
    ///
    /// # Errors
    /// [`ModelError::Data`] for an asset that the model was not trained for or `dataset` does not
    /// hold, [`ModelError::TimeNotHourly`], [`ModelError::PriceMissing`].
    pub fn score_at(
        &self,
        dataset: &Dataset,
        asset: &str,
        time: Timestamp,
    ) -> Result<Scored, ModelError> {
        let (view, price) = self.priced_view(dataset, asset, time)?;
        Ok(self.scored(&view, price))
    }

    /// What is known of `asset` at `time`, a full hour, and its price.
    pub(super) fn priced_view<'a>(
        &'a self,
        dataset: &'a Dataset,
        asset: &'a str,
        time: Timestamp,
    ) -> Result<(MarketView<'a>, f64), ModelError> {
        if !time.is_full_hour() {
            return Err(ModelError::TimeNotHourly { time });
        }
        let view = MarketView::new(dataset, &self.config.shocks, asset, time)?;
        let price = view.price().ok_or_else(|| ModelError::PriceMissing {
            asset: asset.to_owned(),
            time,
        })?;
        Ok((view, price))
    }

    /// The scores of `asset` at every full hour of `window` that has a price, ascending.
    ///
    /// # Errors
    /// As [`Self::score_at`], except that hours without a price are left out.
    pub fn score_window(
        &self,
        dataset: &Dataset,
        asset: &str,
        window: Window,
    ) -> Result<Vec<Scored>, ModelError> {
        let mut scores = Vec::new();
        for time in window.hours() {
            match self.score_at(dataset, asset, time) {
                Ok(scored) => scores.push(scored),
                Err(ModelError::PriceMissing { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(scores)
    }

    pub(super) fn scored(&self, view: &MarketView<'_>, price: f64) -> Scored {
        let row = self.schema.row(view);
        let (raw, probability) = self.probability(&row);
        self.scored_by(Chosen::Model, view, price, &row, (raw, probability))
    }

    /// The same where the volatility baseline forecasts.
    pub(super) fn scored_by_baseline(&self, view: &MarketView<'_>, price: f64) -> Scored {
        let row = self.schema.row(view);
        let complete = self.forecaster.complete(&row);
        let probability = self.volatility_logits.fallback(&complete);
        let probability = probability.clamp(CERTAIN, 1.0 - CERTAIN);
        // The interval knows the model's raw forecasts; a probability is one that needed no calibration.
        let forecast = (probability, probability);
        self.scored_by(Chosen::Baseline, view, price, &row, forecast)
    }

    /// The raw forecast and the calibrated probability of a row.
    pub(super) fn probability(&self, row: &FeatureRow) -> (f64, f64) {
        let raw = self.forecaster.forecast(row).raw(self.correction_share);
        (raw, self.calibration.apply(raw))
    }

    fn scored_by(
        &self,
        forecaster: Chosen,
        view: &MarketView<'_>,
        price: f64,
        row: &FeatureRow,
        (raw, probability): (f64, f64),
    ) -> Scored {
        let missing = self.forecaster.missing(row);
        let forecast_hundredths = score_hundredths(probability);
        let evidence = self.evidence(view, price, probability);
        let (score, cause) = evidence.over(forecast_hundredths);
        Scored {
            time: view.time(),
            price,
            forecaster,
            probability,
            score_hundredths: score,
            forecast_hundredths,
            evidence,
            cause,
            half_width_hundredths: self.half_width(raw, probability, &missing),
            missing_features: missing
                .iter()
                .map(|&index| self.schema.names()[index])
                .collect(),
            input_hash: row.hash(),
        }
    }

    /// Floors by the bars of the last day.
    fn evidence(&self, view: &MarketView<'_>, price: f64, probability: f64) -> Evidence {
        let fall = view.fall_in_progress(price, price);
        let depth = DepthLevel.value(view);
        Evidence {
            fall_hundredths: self.fall_floor(probability, fall.abnormal(), view.shock()),
            funding_hundredths: view
                .funding_rate(FUNDING_FRESH_HOURS)
                .map_or(0, funding_floor_hundredths),
            depth_hundredths: depth.map_or(0, |level| depth_floor_hundredths(exp(level), 1.0)),
            pools_hundredths: view
                .other_pools(POOLS_FRESH_HOURS)
                .map(pools_floor_hundredths)
                .max()
                .unwrap_or(0),
        }
    }

    /// The score of the rest of the way to the shock, after an abnormal fall; 0 where nothing has fallen.
    pub(crate) fn fall_floor(&self, probability: f64, abnormal_fall: f64, shock: f64) -> u16 {
        if abnormal_fall <= 0.0 {
            return 0;
        }
        let distance = remaining_distance(abnormal_fall, shock);
        let nearer = self.forecaster.distance_slope * -ln(distance);
        score_hundredths(sigmoid(logit(probability) + nearer).min(1.0 - CERTAIN))
    }

    fn half_width(&self, raw: f64, probability: f64, missing: &[usize]) -> u16 {
        let unknown = missing.iter().map(|&feature| {
            let moved = INTERVAL_90 * self.forecaster.log_odds_per_deviation(feature);
            moved * moved
        });
        let unknown = unknown.sum::<f64>().sqrt();
        let held = raw.clamp(CERTAIN, 1.0 - CERTAIN);
        let (low, _) = self.interval.at(sigmoid(logit(held) - unknown));
        let (_, high) = self.interval.at(sigmoid(logit(held) + unknown));
        let end = |probability: f64| score_hundredths(probability.clamp(CERTAIN, 1.0 - CERTAIN));
        let score = score_hundredths(probability);
        let mut half_width = score
            .saturating_sub(end(low))
            .max(end(high).saturating_sub(score));
        for &feature in missing {
            if OFFSET_FEATURES.contains(&self.schema.names()[feature]) {
                half_width = half_width.saturating_add(MISSING_VOLATILITY_HUNDREDTHS);
            }
        }
        half_width.min(SCORE_MAX_HUNDREDTHS)
    }
}

/// Hundredths of a point as points.
pub(super) fn points(hundredths: u16) -> f64 {
    f64::from(hundredths) / 100.0
}

fn as_hex<S: serde::Serializer>(hash: &[u8; 32], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&hex::encode(hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regime_begins_at_its_line() {
        let labels = [4_499, 4_500, 6_499, 6_500].map(RegimeLabel::of);

        assert_eq!(
            labels,
            [
                RegimeLabel::Calm,
                RegimeLabel::Transition,
                RegimeLabel::Transition,
                RegimeLabel::Stress
            ]
        );
    }
}
