//! Asking a model: the score of an asset at a decision time, and how unsure it is.
//!
//! The half-width is what the calibration's 90 % interval spans on the score's scale, halved, plus
//! [`MISSING_HUNDREDTHS`] for each feature that is missing and [`MISSING_VOLATILITY_HUNDREDTHS`]
//! for each missing volatility, on which the forecast rests. At most 10,000: "I do not know".

use serde::Serialize;

use super::score_map::{SCORE_MAX_HUNDREDTHS, score_hundredths};
use super::{Model, ModelError};
use crate::data::Dataset;
use crate::feature::{FeatureRow, MarketView};
use crate::time::{Timestamp, Window};

/// Half of a two-sided 90 % interval, in standard errors of a normal distribution.
const INTERVAL_90: f64 = 1.645;
/// Half-width added for a missing feature: 2 points.
const MISSING_HUNDREDTHS: u16 = 200;
/// Half-width added for a missing volatility: 10 points.
const MISSING_VOLATILITY_HUNDREDTHS: u16 = 1_000;

/// A score and what it rests on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scored {
    /// Decision time: the close of the last bar that was looked at.
    pub time: Timestamp,
    /// Price at the decision time, in USDT.
    pub price: f64,
    /// Calibrated probability that the price falls by the asset's shock within 24 hours.
    pub probability: f64,
    /// Score from 0 to 10,000, in hundredths of a point.
    pub score_hundredths: u16,
    /// Half-width of the score's 90 % interval, in hundredths of a point, from 0 to 10,000.
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
        let (price, row) = self.observe(dataset, asset, time)?;
        let mut scored = self.score_rows(&[(time, price, row)]);
        scored.pop().ok_or(ModelError::PriceMissing {
            asset: asset.to_owned(),
            time,
        })
    }

    /// The scores of `asset` at every full hour of `window` that has a price, ascending; the same
    /// as [`Self::score_at`] for each, and faster.
    ///
    /// # Errors
    /// As [`Self::score_at`], except that hours without a price are left out.
    pub fn score_window(
        &self,
        dataset: &Dataset,
        asset: &str,
        window: Window,
    ) -> Result<Vec<Scored>, ModelError> {
        let mut rows = Vec::new();
        for time in window.hours() {
            match self.observe(dataset, asset, time) {
                Ok((price, row)) => rows.push((time, price, row)),
                Err(ModelError::PriceMissing { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(self.score_rows(&rows))
    }

    fn observe(
        &self,
        dataset: &Dataset,
        asset: &str,
        time: Timestamp,
    ) -> Result<(f64, FeatureRow), ModelError> {
        if !time.is_full_hour() {
            return Err(ModelError::TimeNotHourly { time });
        }
        let view = MarketView::new(dataset, &self.config.shocks, asset, time)?;
        let price = view.price().ok_or_else(|| ModelError::PriceMissing {
            asset: asset.to_owned(),
            time,
        })?;
        Ok((price, self.schema.row(&view)))
    }

    fn score_rows(&self, rows: &[(Timestamp, f64, FeatureRow)]) -> Vec<Scored> {
        let features: Vec<&FeatureRow> = rows.iter().map(|(_, _, row)| row).collect();
        let forecasts = self.forecaster.predict(&features);
        let scored = rows
            .iter()
            .zip(forecasts)
            .map(|((time, price, row), forecast)| {
                let calibrated = self.calibration.apply(forecast.raw(self.correction_share));
                let missing = self.forecaster.missing(row);
                let interval = INTERVAL_90 * calibrated.standard_error;
                Scored {
                    time: *time,
                    price: *price,
                    probability: calibrated.probability,
                    score_hundredths: score_hundredths(calibrated.probability),
                    half_width_hundredths: self.half_width(
                        calibrated.probability,
                        interval,
                        &missing,
                    ),
                    missing_features: missing
                        .iter()
                        .map(|&index| self.schema.names()[index])
                        .collect(),
                    input_hash: row.hash(),
                }
            });
        scored.collect()
    }

    fn half_width(&self, probability: f64, interval: f64, missing: &[usize]) -> u16 {
        const CERTAIN: f64 = 1e-6;
        let low = score_hundredths((probability - interval).max(CERTAIN));
        let high = score_hundredths((probability + interval).min(1.0 - CERTAIN));
        let mut half_width = (high - low).div_ceil(2);
        for index in missing {
            let is_offset = self.forecaster.offset_columns.contains(index);
            half_width = half_width.saturating_add(if is_offset {
                MISSING_VOLATILITY_HUNDREDTHS
            } else {
                MISSING_HUNDREDTHS
            });
        }
        half_width.min(SCORE_MAX_HUNDREDTHS)
    }
}

fn as_hex<S: serde::Serializer>(hash: &[u8; 32], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&crate::number::hex(hash))
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
