//! The fitted path model: everything that futures are drawn from.

use serde::{Deserialize, Serialize};

use super::PathError;
use super::copula_fit::Copula;
use super::garch::Garch;
use super::joint::JointHours;
use super::jump::{Flags, Jumps};
use super::marginal::Marginal;
use super::residuals::Residuals;
use crate::data::Dataset;
use crate::time::{Timestamp, Window};

/// Seconds of a step.
pub const STEP_SECONDS: u32 = 3_600;

/// Joint hours that a fit needs: 60 days.
pub const HOURS_MIN: usize = 1_440;

/// Mean length of the bootstrap's blocks: residuals keep the day's rhythm and what else a recursion of variance misses.
const BLOCK_HOURS: u32 = 24;

/// Share of the shocks in each Pareto tail of a margin.
const TAIL_SHARE: f64 = 0.05;

/// What is known of one asset.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssetModel {
    /// Symbol.
    pub symbol: String,
    /// Close of the window's last hour: the price now, in USDT.
    pub price_now: f64,
    /// Variance forecast for the first hour after the window: the volatility now.
    pub variance_now: f64,
    /// How the variance moves.
    pub garch: Garch,
    /// Standardised shocks of hours in which no asset jumps.
    pub margin: Marginal,
}

/// A path model; see the module's page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PathModel {
    /// Where the data came from, in words.
    pub origin: String,
    /// From the open of the first hour fitted to the close of the last: nothing outside was looked at.
    pub window: Window,
    /// Seconds of a step.
    pub step_seconds: u32,
    /// Mean length of the bootstrap's blocks, in hours.
    pub block_hours: u32,
    /// The assets, in the order of every row.
    pub assets: Vec<AssetModel>,
    /// Dependence of hours in which no asset jumps.
    pub copula: Copula,
    /// Jumps.
    pub jumps: Jumps,
    /// Joint residuals of every hour, jumps among them.
    pub residuals: Residuals,
}

/// The fit's variances, by asset then hour, which a file does not keep.
pub(super) type Variances = Vec<Vec<f64>>;

impl PathModel {
    /// Fits `assets` over the hours of `window` in which all of them traded.
    ///
    /// # Errors
    /// [`PathError::Data`], [`PathError::AssetsEmpty`], [`PathError::AssetRepeated`], [`PathError::HoursTooFew`] or
    /// [`PathError::PriceStill`].
    pub fn fit(dataset: &Dataset, assets: &[String], window: Window) -> Result<Self, PathError> {
        let hours = JointHours::collect(dataset, assets, window)?;
        let fitted = match hours.window() {
            Some(window) if hours.len() >= HOURS_MIN => window,
            _ => {
                return Err(PathError::HoursTooFew {
                    hours: hours.len(),
                    needed: HOURS_MIN,
                    assets: assets.join(", "),
                });
            }
        };
        let columns: Vec<Vec<f64>> = (0..assets.len()).map(|asset| hours.column(asset)).collect();
        let missing = hours.missing_before();
        for (asset, returns) in assets.iter().zip(&columns) {
            if returns.iter().all(|value| value.abs() < 1e-12) {
                let asset = asset.clone();
                return Err(PathError::PriceStill { asset });
            }
        }
        let garches: Vec<Garch> = columns
            .iter()
            .map(|returns| Garch::fit(returns, &missing))
            .collect();
        let variances = filtered(&garches, &columns, &missing);
        let residuals = Residuals::of(&hours, &variances);
        let shocks: Vec<Vec<f64>> = (0..assets.len())
            .map(|asset| residuals.column(asset, assets.len()))
            .collect();
        let flags = Flags::of(&columns, &missing);
        let calm: Vec<Vec<f64>> = shocks
            .iter()
            .map(|shocks| {
                let hours = (0..shocks.len()).filter(|&hour| flags.jumping(hour) == 0);
                hours.map(|hour| shocks[hour]).collect()
            })
            .collect();
        let mut models = Vec::new();
        for (asset, symbol) in assets.iter().enumerate() {
            models.push(AssetModel {
                symbol: symbol.clone(),
                price_now: close_at(dataset, symbol, fitted.until)?,
                variance_now: variances[asset][hours.len()],
                garch: garches[asset],
                margin: Marginal::two_sided(&calm[asset], TAIL_SHARE).ok_or_else(|| {
                    PathError::PriceStill {
                        asset: symbol.clone(),
                    }
                })?,
            });
        }
        Ok(Self {
            origin: dataset.origin.clone(),
            window: fitted,
            step_seconds: STEP_SECONDS,
            block_hours: BLOCK_HOURS,
            assets: models,
            copula: Copula::fit(&calm),
            jumps: Jumps::of(&flags, &shocks),
            residuals,
        })
    }

    /// Symbols, in the order of every row.
    pub fn symbols(&self) -> Vec<String> {
        self.assets
            .iter()
            .map(|asset| asset.symbol.clone())
            .collect()
    }

    /// The joint hours that the model was fitted to, out of the same data set, with every hour's variances.
    ///
    /// # Errors
    /// [`PathError::DatasetDiffers`] where the data set gives other residuals, and those of [`Self::fit`].
    pub(super) fn hours_of(&self, dataset: &Dataset) -> Result<(JointHours, Variances), PathError> {
        // The first return needs the bar before its own.
        let window = Window::new(self.window.from.plus_hours(-1), self.window.until);
        let hours = JointHours::collect(dataset, &self.symbols(), window)?;
        let columns: Vec<Vec<f64>> = (0..self.assets.len())
            .map(|asset| hours.column(asset))
            .collect();
        let garches: Vec<Garch> = self.assets.iter().map(|asset| asset.garch).collect();
        let variances = filtered(&garches, &columns, &hours.missing_before());
        if Residuals::of(&hours, &variances) != self.residuals {
            let reason = format!(
                "its hours of {} in {} give other residuals",
                self.symbols().join(", "),
                self.window
            );
            return Err(PathError::DatasetDiffers { reason });
        }
        Ok((hours, variances))
    }
}

fn filtered(garches: &[Garch], columns: &[Vec<f64>], missing: &[i64]) -> Variances {
    let pairs = garches.iter().zip(columns);
    pairs
        .map(|(garch, returns)| garch.filter(returns, missing))
        .collect()
}

fn close_at(dataset: &Dataset, asset: &str, time: Timestamp) -> Result<f64, PathError> {
    let open = time.plus_hours(-1);
    let bar = dataset.asset(asset)?.bars().get(open);
    bar.map(|bar| bar.close)
        .ok_or_else(|| PathError::BarMissing {
            asset: asset.to_owned(),
            time: open,
        })
}
