//! From standardised shocks to prices: each asset's variance recursion, hour by hour.
//!
//! There is no drift: a study of risk should not inherit the trend of the years it was fitted to.

use super::garch::Garch;
use super::model::PathModel;
use crate::number::exp;

/// Largest logarithmic return of a step: a fall of 63 % or a rise of 172 % within an hour.
pub const LOG_RETURN_MAX: f64 = 1.0;

/// Largest logarithm of a price relative to now: no price leaves `exp(-30)` to `exp(30)` times its start, so that every
/// relative is positive and finite however long the scenario.
pub const LOG_RELATIVE_MAX: f64 = 30.0;

/// Draws one scenario's standardised shocks, step by step.
pub(super) trait Shocks {
    /// Overwrites `shocks` by the next step's, one an asset.
    fn draw(&mut self, step: usize, shocks: &mut [f64]);
}

/// The recursions of all assets, and the variances that scenarios begin with.
#[derive(Clone, Debug)]
pub(super) struct Recursions {
    garches: Vec<Garch>,
    variances_now: Vec<f64>,
}

/// One asset's state within a scenario.
#[derive(Clone, Copy, Debug)]
struct State {
    variance: f64,
    log_relative: f64,
}

impl Recursions {
    /// Those of `model`, from today's volatility.
    pub(super) fn of(model: &PathModel) -> Self {
        Self {
            garches: model.assets.iter().map(|asset| asset.garch).collect(),
            variances_now: model
                .assets
                .iter()
                .map(|asset| asset.variance_now)
                .collect(),
        }
    }

    /// Number of assets.
    pub(super) fn assets(&self) -> usize {
        self.garches.len()
    }

    /// Writes the relatives of one scenario, and calls `seen` with the variance of each step and asset. `variances` are those
    /// of the first step; None for today's.
    #[inline]
    pub(super) fn walk(
        &self,
        variances: Option<&[f64]>,
        shocks: &mut impl Shocks,
        relatives: &mut [f64],
        mut seen: impl FnMut(f64),
    ) {
        let mut states: Vec<State> = variances
            .unwrap_or(&self.variances_now)
            .iter()
            .map(|&variance| State {
                variance,
                log_relative: 0.0,
            })
            .collect();
        for (step, row) in relatives.chunks_exact_mut(self.assets()).enumerate() {
            shocks.draw(step, row);
            for ((value, state), garch) in row.iter_mut().zip(&mut states).zip(&self.garches) {
                seen(state.variance);
                let log_return =
                    (state.variance.sqrt() * *value).clamp(-LOG_RETURN_MAX, LOG_RETURN_MAX);
                state.variance = garch.next(state.variance, log_return);
                state.log_relative =
                    (state.log_relative + log_return).clamp(-LOG_RELATIVE_MAX, LOG_RELATIVE_MAX);
                *value = exp(state.log_relative);
            }
        }
    }
}
