//! The market as the features see it: hourly bars per asset, funding, one implied-volatility index.
//! Loaders and the synthetic generator make the same type, so nothing downstream knows the origin.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::bar::{Bar, FundingRate, ImpliedVolatility};
use super::grid::HourlyGrid;
use super::series::{Extras, MarketSeries};
use crate::data::DataError;
use crate::number::ln;
use crate::time::Window;

/// The history of one asset.
#[derive(Clone, Debug)]
pub struct AssetHistory {
    bars: HourlyGrid<Bar>,
    funding: Vec<FundingRate>,
    log_returns: Vec<f64>,
    extras: Extras,
}

impl PartialEq for AssetHistory {
    /// By what it was made of; the returns follow from the bars, and their NaN equal nothing.
    fn eq(&self, other: &Self) -> bool {
        self.bars == other.bars && self.funding == other.funding && self.extras == other.extras
    }
}

impl AssetHistory {
    /// `funding` is ascending in time, and empty where the asset has no perpetual future.
    pub fn new(bars: HourlyGrid<Bar>, funding: Vec<FundingRate>) -> Self {
        let log_returns = log_returns(&bars);
        Self {
            bars,
            funding,
            log_returns,
            extras: Extras::default(),
        }
    }

    /// This history with these optional series.
    #[must_use]
    pub fn with_extras(self, extras: Extras) -> Self {
        Self { extras, ..self }
    }

    /// Hourly bars.
    pub fn bars(&self) -> &HourlyGrid<Bar> {
        &self.bars
    }

    /// Funding settlements, ascending; empty when none are known.
    pub fn funding(&self) -> &[FundingRate] {
        &self.funding
    }

    /// Optional series; empty unless they were asked for and found.
    pub fn extras(&self) -> &Extras {
        &self.extras
    }

    /// Logarithmic return of each hour of [`Self::bars`] from the close before; NaN where either
    /// of the two bars is missing.
    pub(crate) fn log_returns(&self) -> &[f64] {
        &self.log_returns
    }
}

fn log_returns(bars: &HourlyGrid<Bar>) -> Vec<f64> {
    let closes: Vec<Option<f64>> = bars
        .slots()
        .iter()
        .map(|slot| slot.map(|bar| bar.close))
        .collect();
    let previous = std::iter::once(&None).chain(&closes);
    closes
        .iter()
        .zip(previous)
        .map(|(close, previous)| match (close, previous) {
            (Some(close), Some(previous)) => ln(close / previous),
            _ => f64::NAN,
        })
        .collect()
}

/// Several assets over the same time.
#[derive(Clone, Debug, PartialEq)]
pub struct Dataset {
    /// Where it came from, in words, for reports: a folder, or "synthetic, seed 7".
    pub origin: String,
    /// History by symbol, such as `BTC`.
    pub assets: BTreeMap<String, AssetHistory>,
    /// The market's implied-volatility index (BTC's DVOL), where present.
    pub implied_volatility: Option<HourlyGrid<ImpliedVolatility>>,
    /// Optional series of the market as a whole; empty unless they were asked for and found.
    pub market: MarketSeries,
    /// Optional files that were not there or held nothing in the window: what they feed is missing
    /// in every row.
    pub absent: Vec<PathBuf>,
}

impl Dataset {
    /// The history of `asset`.
    ///
    /// # Errors
    /// [`DataError::AssetUnknown`].
    pub fn asset(&self, asset: &str) -> Result<&AssetHistory, DataError> {
        self.assets
            .get(asset)
            .ok_or_else(|| DataError::AssetUnknown {
                asset: asset.to_owned(),
                available: self.assets.keys().cloned().collect::<Vec<_>>().join(", "),
            })
    }

    /// From the first bar of any asset to the last close of any; None without assets.
    pub fn window(&self) -> Option<Window> {
        let windows = self.assets.values().map(|asset| asset.bars().window());
        windows.reduce(|all, next| Window::new(all.from.min(next.from), all.until.max(next.until)))
    }
}
