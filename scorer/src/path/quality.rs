//! How close the futures come to the data: the same statistics of real and of simulated hours.
//!
//! Each simulated scenario begins with the volatility of one real hour, evenly taken from the window, so that both sides see
//! the same mix of calm and wild times.

use serde::Serialize;

use super::statistics::{AssetStatistics, Sample, correlation, tail_dependence};
use super::{BootstrapPaths, CopulaPaths, PathError, PathModel, PathSource};
use crate::data::Dataset;
use crate::number::ln;

/// Hours of a simulated scenario: long enough for what happens a day apart.
const HOURS: usize = 96;

/// Writes a scenario, given its first variances and its number.
type Fill<'a> = dyn Fn(&[f64], u64, &mut [f64]) + 'a;

/// One statistic of the data and of both kinds of futures.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ThreeWays<T> {
    /// Of the real hours.
    pub data: T,
    /// Of [`BootstrapPaths`].
    pub bootstrap: T,
    /// Of [`CopulaPaths`].
    pub copula: T,
}

/// One asset's statistics.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AssetQuality {
    /// Symbol.
    pub asset: String,
    /// Its statistics.
    pub statistics: ThreeWays<AssetStatistics>,
}

/// Two assets' dependence.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PairQuality {
    /// Symbols.
    pub assets: [String; 2],
    /// Correlation of hourly logarithmic returns.
    pub correlation: ThreeWays<f64>,
    /// Chance that one lies in the worst hundredth of its hours, given that the other does.
    pub tail_dependence: ThreeWays<f64>,
}

/// The comparison.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Quality {
    /// Scenarios of either method.
    pub scenarios: u32,
    /// Hours of a scenario.
    pub hours: usize,
    /// Seed of both methods.
    pub seed: u64,
    /// By asset.
    pub assets: Vec<AssetQuality>,
    /// By pair of assets.
    pub pairs: Vec<PairQuality>,
}

impl Quality {
    /// Compares the data that `model` was fitted to with `scenarios` futures of each method, at least one.
    ///
    /// # Errors
    /// [`PathError::DatasetDiffers`] and those of the samplers.
    pub fn of(
        dataset: &Dataset,
        model: &PathModel,
        scenarios: u32,
        seed: u64,
    ) -> Result<Self, PathError> {
        let (hours, variances) = model.hours_of(dataset)?;
        let starts: Vec<Vec<f64>> = (0..scenarios)
            .map(|number| {
                let hour = u64::from(number) * (hours.len() as u64) / u64::from(scenarios);
                let hour = usize::try_from(hour).unwrap_or(0);
                variances.iter().map(|variances| variances[hour]).collect()
            })
            .collect();
        let bootstrap = BootstrapPaths::new(model, seed, HOURS)?;
        let copula = CopulaPaths::new(model, seed, HOURS, false)?;
        let simulate = |fill: &Fill<'_>| simulated(model, &starts, fill);
        let samples = ThreeWays {
            data: Sample::real(&hours),
            bootstrap: simulate(&|starts, number, relatives| {
                bootstrap.fill_from(Some(starts), number, relatives, |_| {});
            }),
            copula: simulate(&|starts, number, relatives| {
                copula.fill_from(Some(starts), number, relatives);
            }),
        };
        let symbols = model.symbols();
        let assets = symbols
            .iter()
            .enumerate()
            .map(|(asset, symbol)| AssetQuality {
                asset: symbol.clone(),
                statistics: samples.map(|sample| AssetStatistics::of(sample, asset)),
            });
        let mut pairs = Vec::new();
        for other in 0..symbols.len() {
            for one in 0..other {
                pairs.push(PairQuality {
                    assets: [symbols[one].clone(), symbols[other].clone()],
                    correlation: samples.map(|sample| correlation(sample, one, other)),
                    tail_dependence: samples.map(|sample| tail_dependence(sample, one, other)),
                });
            }
        }
        Ok(Self {
            scenarios,
            hours: bootstrap.steps(),
            seed,
            assets: assets.collect(),
            pairs,
        })
    }
}

impl<T> ThreeWays<T> {
    /// A value made of each.
    pub fn map<U>(&self, of: impl Fn(&T) -> U) -> ThreeWays<U> {
        ThreeWays {
            data: of(&self.data),
            bootstrap: of(&self.bootstrap),
            copula: of(&self.copula),
        }
    }
}

/// The returns of one scenario for each of `starts`.
fn simulated(model: &PathModel, starts: &[Vec<f64>], fill: &Fill<'_>) -> Sample {
    let width = model.assets.len();
    let mut relatives = vec![0.0; width * HOURS];
    let mut sample = Sample::new(width);
    for (number, start) in (0..).zip(starts) {
        fill(start, number, &mut relatives);
        let mut before = vec![0.0; width];
        let mut returns = vec![Vec::with_capacity(HOURS); width];
        for row in relatives.chunks_exact(width) {
            for ((relative, before), returns) in row.iter().zip(&mut before).zip(&mut returns) {
                let logarithm = ln(*relative);
                returns.push(logarithm - *before);
                *before = logarithm;
            }
        }
        sample.push(returns);
    }
    sample
}
