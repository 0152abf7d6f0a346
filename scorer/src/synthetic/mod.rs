//! A synthetic market with the columns of the real one, so that everything runs with no data.
//!
//! A Markov chain over calm, transition and stress sets volatility, correlation and the rate of
//! jumps; volatility moves to its regime's level within hours. Returns share a heavy-tailed factor.
//! Crash weeks fall in two legs (`crash`). Volume follows volatility, funding the last day's return,
//! DVOL realised volatility. `parameters` lists every number and where it comes from.
//! The same seed gives the same data.

mod crash;
mod derivatives;
mod market;
mod parameters;
mod path;

use std::collections::BTreeMap;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rand_distr::StudentT;

use crate::data::{AssetHistory, Dataset, HourlyGrid, MarketSeries};
use crate::time::{Timestamp, Window};
use parameters::{ASSETS, AssetParameters, TAIL_FREEDOM};

pub use crash::Crash;
pub use parameters::Regime;

/// What to generate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntheticConfig {
    /// The same seed gives the same data.
    pub seed: u64,
    /// Bars, by their open.
    pub window: Window,
    /// Symbols out of BTC, ETH and SOL. An asset's path does not depend on which others are there.
    pub assets: Vec<String>,
    /// Start of a crash of the size of the FTX week, besides those that chance places.
    pub crash: Option<Timestamp>,
}

/// A generated market.
#[derive(Clone, Debug, PartialEq)]
pub struct Synthetic {
    /// The data, as the loaders would have read them.
    pub dataset: Dataset,
    /// The crashes in it, ascending.
    pub crashes: Vec<Crash>,
}

/// Why nothing was generated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SyntheticError {
    /// Only the assets with parameters can be generated.
    #[error("cannot generate {asset}: the synthetic market knows BTC, ETH and SOL")]
    AssetUnknown {
        /// The symbol as it was given.
        asset: String,
    },
    /// The window has no full hour.
    #[error("the window {window} holds no full hour")]
    WindowEmpty {
        /// The window as it was given.
        window: Window,
    },
}

/// Generates BTC, ETH and SOL over the `years` before `crash` and the 30 days after its start, with
/// a crash of the size of the FTX week there: enough to train on what comes before, and to replay
/// the crash.
///
/// # Errors
/// [`SyntheticError::WindowEmpty`] for no years.
pub fn with_crash(seed: u64, years: u32, crash: Timestamp) -> Result<Synthetic, SyntheticError> {
    const DAYS_AFTER: i64 = 30;
    const HOURS_PER_YEAR: i64 = 8_766;
    let crash = crash.hour_floor();
    let from = crash.plus_hours(-HOURS_PER_YEAR * i64::from(years));
    generate(&SyntheticConfig {
        seed,
        window: Window::new(from, crash.plus_hours(24 * DAYS_AFTER)),
        assets: ASSETS.map(|asset| asset.symbol.to_owned()).to_vec(),
        crash: Some(crash),
    })
}

/// Generates a market.
///
/// # Errors
/// [`SyntheticError`].
pub fn generate(config: &SyntheticConfig) -> Result<Synthetic, SyntheticError> {
    let first = config.window.from.hour_ceil();
    if first >= config.window.until {
        return Err(SyntheticError::WindowEmpty {
            window: config.window,
        });
    }
    let stream = |stream: u64| {
        let mut generator = ChaCha8Rng::seed_from_u64(config.seed);
        generator.set_stream(stream);
        generator
    };
    let shape = tail_shape();
    let crashes = crash::place(config.window, config.crash, &mut stream(0));
    let market = market::walk(config.window, &crashes, &shape, &mut stream(1));

    let mut assets = BTreeMap::new();
    for symbol in &config.assets {
        let (asset, own_stream) = parameters_of(symbol)?;
        let mut generator = stream(own_stream);
        let bars = path::bars(asset, &market, &shape, &mut generator);
        let funding = derivatives::funding(first, &bars, &mut generator);
        let grid = HourlyGrid::new(first, bars.into_iter().map(Some).collect());
        assets.insert(symbol.clone(), AssetHistory::new(grid, funding));
    }
    let implied = derivatives::implied_volatility(&market, &mut stream(2));
    let dataset = Dataset {
        origin: format!("synthetic, seed {}", config.seed),
        assets,
        implied_volatility: Some(HourlyGrid::new(
            first,
            implied.into_iter().map(Some).collect(),
        )),
        market: MarketSeries::default(),
        absent: Vec::new(),
    };
    Ok(Synthetic { dataset, crashes })
}

#[expect(
    clippy::expect_used,
    reason = "the constant is above zero, which is all that is asked"
)]
fn tail_shape() -> StudentT<f64> {
    StudentT::new(TAIL_FREEDOM).expect("degrees of freedom are above zero")
}

/// The parameters of an asset, and its stream of the generator.
fn parameters_of(symbol: &str) -> Result<(&'static AssetParameters, u64), SyntheticError> {
    const FIRST_STREAM: u64 = 16;
    (FIRST_STREAM..)
        .zip(&ASSETS)
        .find(|(_, asset)| asset.symbol == symbol)
        .map(|(stream, asset)| (asset, stream))
        .ok_or_else(|| SyntheticError::AssetUnknown {
            asset: symbol.to_owned(),
        })
}
