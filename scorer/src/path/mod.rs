//! Futures of prices, drawn one scenario at a time.
//!
//! A scenario is a pure function of its number: the same at any thread count, in any shard, in any order.
//!
//! [`PathModel::fit`] learns from hourly bars how volatility clusters (`garch`), what is left once it is taken out
//! (`residuals`), how assets depend on each other (`copula_fit`), how heavy their tails are (`marginal`, `tail`) and how they
//! jump (`jump`, `echo`). [`BootstrapPaths`] draws real hours anew, [`CopulaPaths`] draws from the fitted distributions;
//! [`continue_dataset`] makes a bootstrap scenario the continuation of a data set. [`Quality`] says how close both come.

mod bootstrap;
mod copula;
mod copula_fit;
mod correlation;
mod echo;
mod error;
mod file;
mod future;
mod gamma;
mod garch;
mod joint;
mod jump;
mod kendall;
mod marginal;
mod model;
mod quality;
mod random;
mod residuals;
mod simplex;
mod statistics;
mod student;
mod table;
mod tail;
#[cfg(test)]
mod testing;
mod walk;

pub use bootstrap::BootstrapPaths;
pub use copula::CopulaPaths;
pub use copula_fit::Copula;
pub use echo::Echo;
pub use error::PathError;
pub use file::FORMAT_VERSION;
pub use future::{Futures, HISTORY_HOURS, continue_dataset};
pub use garch::Garch;
pub use jump::{AssetJumps, Jumps};
pub use marginal::Marginal;
pub use model::{AssetModel, HOURS_MIN, PathModel, STEP_SECONDS};
pub use quality::{AssetQuality, PairQuality, Quality, ThreeWays};
pub use residuals::{Residuals, Run};
pub use statistics::AssetStatistics;
pub use tail::ParetoTail;
pub use walk::{LOG_RELATIVE_MAX, LOG_RETURN_MAX};

/// Draws scenarios of several assets' prices over equal steps.
pub trait PathSource: Sync {
    /// Symbols of the assets, in the order of every row.
    fn assets(&self) -> &[String];

    /// Steps of a scenario; at least one.
    fn steps(&self) -> usize;

    /// Seconds of a step.
    fn step_seconds(&self) -> u32;

    /// Writes scenario `number`: each asset's price after each step as a multiple of its price now, row by row
    /// (`relatives[step * assets + asset]`), all positive and finite.
    fn fill(&self, number: u64, relatives: &mut [f64]);
}
