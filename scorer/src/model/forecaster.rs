//! Severity, then log-odds, then a correction by trees: the raw forecast, before calibration.
//!
//! A ridge regression forecasts how deep the next day falls (`severity`); one logistic regression on that number alone
//! makes it the log-odds of a fall by the shock. The booster corrects: in severity where its library fits squared
//! errors, in log-odds where it fits logarithmic loss; either way the raw forecast is a sum of log-odds,
//!
//! raw = log-odds(severity) + share x correction,
//!
//! so that every feature's part in it can be told exactly. The share, from 0 to 1, is what later rows confirm. An
//! unconstrained booster alone loses to plain volatility in half of the years (reference numbers in `evaluate`),
//! which is why it only corrects.
//!
//! A second logistic regression, on severity and the logarithm of the distance, says how the odds grow when the price has
//! less far to fall than the shock: see `evidence`.

use super::boosting::Link;
use super::logit::Logit;
use super::severity::Severity;
use super::tree::Ensemble;
use crate::feature::FeatureRow;
use crate::number::sigmoid;

/// Largest share of the booster's correction.
const SHARE_MAX: f64 = 0.5;

/// The fitted parts of a raw forecast.
#[derive(Debug)]
pub(super) struct Forecaster {
    /// Median of each feature over the training rows; None where the feature was never known.
    pub(super) medians: Vec<Option<f64>>,
    /// How deep the next day falls.
    pub(super) severity: Severity,
    /// From severity to the log-odds of a fall by the shock.
    pub(super) odds: Logit,
    /// Log-odds lost per unit of the logarithm of the distance, at least 0.
    pub(super) distance_slope: f64,
    /// What the severity leaves over.
    pub(super) booster: Ensemble,
    /// What the booster adds to.
    pub(super) link: Link,
}

/// The parts of a row's raw forecast, in log-odds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Forecast {
    /// By the severity alone.
    pub(super) base: f64,
    /// What the booster adds to it.
    pub(super) correction: f64,
}

impl Forecast {
    /// The raw forecast with a share of the correction, in log-odds.
    pub(super) fn log_odds(&self, correction_share: f64) -> f64 {
        self.base + correction_share * self.correction
    }

    /// The same as a probability, from 0 to 1: what is calibrated.
    pub(super) fn raw(&self, correction_share: f64) -> f64 {
        sigmoid(self.log_odds(correction_share))
    }
}

impl Forecaster {
    /// Forecasts each row.
    pub(super) fn predict(&self, rows: &[&FeatureRow]) -> Vec<Forecast> {
        rows.iter().map(|row| self.forecast(row)).collect()
    }

    /// Forecasts one row.
    pub(super) fn forecast(&self, row: &FeatureRow) -> Forecast {
        let row = self.complete(row);
        let base = self.odds.log_odds(&[self.severity.predict(&row)]);
        let correction = self.booster_slope() * self.booster.predict(&row);
        Forecast { base, correction }
    }

    /// The row with the training medians where it lacks a value.
    pub(super) fn complete(&self, row: &FeatureRow) -> Vec<f64> {
        impute(row, &self.medians)
    }

    /// Log-odds per unit of severity.
    pub(super) fn severity_slope(&self) -> f64 {
        self.odds.slopes[0] / self.odds.scales[0]
    }

    /// Log-odds per unit of the booster's forecast.
    pub(super) fn booster_slope(&self) -> f64 {
        match self.link {
            Link::Identity => self.severity_slope(),
            Link::LogOdds => 1.0,
        }
    }

    /// Places of the features that the model uses but the row lacks.
    pub(super) fn missing(&self, row: &FeatureRow) -> Vec<usize> {
        let pairs = row.values.iter().zip(&self.medians).enumerate();
        pairs
            .filter(|(_, (value, median))| value.is_none() && median.is_some())
            .map(|(index, _)| index)
            .collect()
    }

    /// Log-odds by which a standard deviation of a feature moves the severity's forecast; 0 for one that it does not read.
    pub(super) fn log_odds_per_deviation(&self, feature: usize) -> f64 {
        let place = self
            .severity
            .columns
            .iter()
            .position(|&column| column == feature);
        place.map_or(0.0, |place| {
            (self.severity_slope() * self.severity.slopes[place]).abs()
        })
    }
}

/// The share of the booster's correction c, from 0 to 1, that rows it was not fitted on confirm: the one with the least
/// logarithmic loss of sigmoid(base + share c), which is convex in the share.
///
/// At most [`SHARE_MAX`]: the rows that confirm it hold few episodes, and trees that were right about one crash have been
/// wrong about the next.
///
/// Where the booster learned episodes that do not repeat, the share is zero and the forecast is the severity's alone.
pub(super) fn confirmed_share(rows: &[(Forecast, bool)]) -> f64 {
    const HALVINGS: usize = 40;
    let slope = |share: f64| {
        let gradient = |(forecast, event): &(Forecast, bool)| {
            (forecast.raw(share) - f64::from(u8::from(*event))) * forecast.correction
        };
        rows.iter().map(gradient).sum::<f64>()
    };
    if slope(0.0) >= 0.0 {
        return 0.0;
    }
    if slope(SHARE_MAX) <= 0.0 {
        return SHARE_MAX;
    }
    let (mut low, mut high) = (0.0, SHARE_MAX);
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        if slope(middle) < 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// Replaces missing values by the training medians, and a feature that was never known by zero
/// whatever its value, because nothing was learned on it.
pub(super) fn impute(row: &FeatureRow, medians: &[Option<f64>]) -> Vec<f64> {
    row.values
        .iter()
        .zip(medians)
        .map(|(value, median)| median.map_or(0.0, |median| value.unwrap_or(median)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::ln;

    fn forecast(base: f64, correction: f64) -> Forecast {
        Forecast { base, correction }
    }

    #[test]
    fn correction_that_comes_true_is_kept_and_one_that_does_not_is_dropped() {
        let right = [(forecast(0.0, 1.0), true), (forecast(0.0, -1.0), false)];
        let wrong = [(forecast(0.0, -1.0), true), (forecast(0.0, 1.0), false)];

        assert!((confirmed_share(&right) - SHARE_MAX).abs() < 1e-12);
        assert!(confirmed_share(&wrong).abs() < 1e-12);
        assert!(confirmed_share(&[(forecast(0.0, 0.0), true)]).abs() < 1e-12);
    }

    #[test]
    fn correction_four_times_too_bold_is_quartered() {
        // Three of four come true: log-odds of ln 3, where the booster says four times that.
        let bold = forecast(0.0, 4.0 * ln(3.0));
        let rows = [(bold, true), (bold, true), (bold, true), (bold, false)];

        assert!((confirmed_share(&rows) - 0.25).abs() < 1e-9);
    }
}
