//! Fitting the baselines, and asking them.

use serde::{Deserialize, Serialize};

use super::log_regression::LogRegression;
use super::observation::{Inputs, Observation, Outcome};
use super::{Baseline, TAIL_LEVELS, Tails};
use crate::metric::empirical_tail;
use crate::model::{Logit, ModelError};
use crate::number::ln;

/// Fewest rows that baselines are fitted on.
const ROWS_MIN: usize = 500;

/// The four baselines, fitted.
#[derive(Clone, Debug)]
pub struct Baselines {
    variances: Variances,
    /// In the order of [`Baseline::ALL`].
    fitted: [Fitted; 4],
}

/// What makes a probability and tails of a baseline's variance.
#[derive(Clone, Debug)]
struct Fitted {
    probability: Logit,
    /// Tails of the worst returns divided by the standard deviation forecast.
    standardised: Tails,
}

/// What a baseline says at one decision time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct BaselineForecast {
    /// Probability that the price falls by the shock within 24 hours.
    pub probability: f64,
    /// Variance of the next 24 hours, not annualised.
    pub variance: f64,
    /// Tail of the return to the lowest price of the next 24 hours, for each of [`TAIL_LEVELS`].
    pub tails: Tails,
}

impl Baselines {
    /// Fits all four on those of `rows` whose inputs and outcome are known; the caller leaves out what must not be seen.
    ///
    /// # Errors
    /// [`ModelError::RowsTooFew`], [`ModelError::EventsOneSided`], [`ModelError::LogitUnsolvable`].
    pub fn fit<'a>(rows: impl Iterator<Item = &'a Observation>) -> Result<Self, ModelError> {
        let known: Vec<(f64, Inputs, Outcome)> = rows
            .filter_map(|row| Some((row.shock, row.inputs?, row.outcome?)))
            .collect();
        if known.len() < ROWS_MIN {
            return Err(ModelError::RowsTooFew {
                fold: "the baselines' training window",
                rows: known.len(),
                needed: ROWS_MIN,
            });
        }
        let variances = Variances::fit(&known)?;
        let events: Vec<bool> = known
            .iter()
            .map(|(_, _, outcome)| outcome.event())
            .collect();
        let fit = |baseline: Baseline| -> Result<Fitted, ModelError> {
            let rows: Vec<Vec<f64>> = known
                .iter()
                .map(|(_, inputs, _)| columns(baseline, inputs, variances.scaled(baseline, inputs)))
                .collect();
            let standardised: Vec<f64> = known
                .iter()
                .map(|(shock, inputs, outcome)| {
                    let deviation = variances.scaled(baseline, inputs).sqrt() * shock;
                    outcome.worst_return() / deviation
                })
                .collect();
            Ok(Fitted {
                probability: Logit::fit(&rows, &events)?,
                standardised: tails(&standardised)?,
            })
        };
        let [volatility, logit, log_har, ewma] = Baseline::ALL.map(fit);
        Ok(Self {
            variances,
            fitted: [volatility?, logit?, log_har?, ewma?],
        })
    }

    /// What each baseline says, in the order of [`Baseline::ALL`].
    pub fn forecast(&self, inputs: &Inputs, shock: f64) -> [BaselineForecast; 4] {
        std::array::from_fn(|place| {
            let (baseline, fitted) = (Baseline::ALL[place], &self.fitted[place]);
            let scaled = self.variances.scaled(baseline, inputs);
            let deviation = scaled.sqrt() * shock;
            BaselineForecast {
                probability: fitted
                    .probability
                    .probability(&columns(baseline, inputs, scaled)),
                variance: deviation * deviation,
                tails: fitted.standardised.map(|tail| tail.scaled(deviation)),
            }
        })
    }
}

/// The regressions behind two of the variances.
#[derive(Clone, Debug)]
struct Variances {
    five_variances: LogRegression,
    log_har: LogRegression,
}

impl Variances {
    fn fit(known: &[(f64, Inputs, Outcome)]) -> Result<Self, ModelError> {
        let targets: Vec<f64> = known
            .iter()
            .map(|(shock, _, outcome)| ln(outcome.realised_variance / (shock * shock)))
            .collect();
        let regress = |columns: fn(&Inputs) -> &[f64]| {
            let rows: Vec<&[f64]> = known.iter().map(|(_, inputs, _)| columns(inputs)).collect();
            LogRegression::fit(&rows, &targets).ok_or(ModelError::LogitUnsolvable)
        };
        Ok(Self {
            five_variances: regress(|inputs| &inputs.log_variances)?,
            log_har: regress(|inputs| &inputs.components)?,
        })
    }

    /// Variance of the next 24 hours in units of the shock squared.
    fn scaled(&self, baseline: Baseline, inputs: &Inputs) -> f64 {
        match baseline {
            Baseline::Volatility24h => inputs.last_day,
            Baseline::Logit => self.five_variances.variance(&inputs.log_variances),
            Baseline::LogHar => self.log_har.variance(&inputs.components),
            Baseline::Ewma => inputs.ewma,
        }
    }
}

/// What the logistic regression of a baseline stands on.
fn columns(baseline: Baseline, inputs: &Inputs, scaled_variance: f64) -> Vec<f64> {
    match baseline {
        Baseline::Logit => inputs.log_variances.to_vec(),
        Baseline::Volatility24h | Baseline::LogHar | Baseline::Ewma => vec![ln(scaled_variance)],
    }
}

/// Tails of `returns` at [`TAIL_LEVELS`].
fn tails(returns: &[f64]) -> Result<Tails, ModelError> {
    let [low, high] = TAIL_LEVELS.map(|level| empirical_tail(returns, level));
    low.zip(high)
        .map(|(low, high)| [low, high])
        .ok_or(ModelError::LogitUnsolvable)
}
