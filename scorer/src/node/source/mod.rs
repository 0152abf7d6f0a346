//! Where market data come from: what is known up to now, and how fresh each part of it is.

mod freshness;
mod live;
mod replay;

use std::fmt;
use std::sync::Arc;

pub use freshness::{Input, InputRules, InputState, five_minutes, judge};
pub use live::{
    BackfillCounts, DATA_LAG_MILLIS, Hole, LiveMarket, LiveSource, Market, Markets, VenueHeard,
    reach,
};
pub use replay::ReplaySource;

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::health::Metrics;
use crate::data::{DataError, Dataset, SeriesKind};
use crate::model::Model;
use crate::record::RecordError;
use crate::settings::SettingsError;
use crate::synthetic::SyntheticError;
use crate::time::Timestamp;

/// What is known at one moment.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// The market. It may hold what comes later; features never look there.
    pub dataset: Arc<Dataset>,
    /// The moment, in the data's time.
    pub data_time: Timestamp,
    /// How old a look at a book may be, seconds of data time.
    pub book_max_age_seconds: i64,
    /// What the source was told to listen to. What of it has no value is missing, and not absent.
    pub markets: Arc<Markets>,
    /// Five-minute bars of the past that were told since the start; it only grows.
    pub filled_bars: u64,
}

/// Why there is no snapshot.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The data folder was refused.
    #[error(transparent)]
    Data(#[from] DataError),
    /// No synthetic market.
    #[error(transparent)]
    Synthetic(#[from] SyntheticError),
    /// A recorder's configuration or store.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// A market that the recorder is not told to listen to.
    #[error("source.live names {market}, which {file} does not listen to: add it there")]
    MarketUnheard {
        /// The market.
        market: String,
        /// The recorder's configuration.
        file: String,
    },
    /// A value of the configuration.
    #[error(transparent)]
    Config(#[from] SettingsError),
}

/// Where a source may run.
#[derive(Debug)]
pub struct Running<'a> {
    /// Tasks that the node waits for before it ends.
    pub tasks: &'a mut JoinSet<()>,
    /// When they end.
    pub stop: &'a CancellationToken,
    /// Where it counts.
    pub metrics: &'a Arc<Metrics>,
}

/// Gives the model's data up to now. Where they come from makes no difference to anything behind it.
pub trait Source: fmt::Debug + Send {
    /// What is known at `now`, by this machine's clock.
    ///
    /// # Errors
    /// [`SourceError`].
    fn snapshot(&mut self, now: Timestamp) -> Result<Snapshot, SourceError>;

    /// What it is, in a few words.
    fn describe(&self) -> String;

    /// Starts what must run beside the node for it; all of it ends with `running.stop`.
    fn begin(&mut self, running: Running<'_>) {
        let _ = running;
    }
}

#[cfg(test)]
impl Snapshot {
    /// `dataset` at `data_time`, from a source that listens to nothing.
    pub(in crate::node) fn of(dataset: Dataset, data_time: Timestamp) -> Self {
        Self {
            dataset: Arc::new(dataset),
            data_time,
            book_max_age_seconds: 60,
            markets: Arc::default(),
            filled_bars: 0,
        }
    }

    /// Nothing is known.
    pub(in crate::node) fn empty(data_time: Timestamp) -> Self {
        let dataset = Dataset {
            origin: String::new(),
            assets: std::collections::BTreeMap::new(),
            implied_volatility: None,
            market: crate::data::MarketSeries::default(),
            absent: Vec::new(),
        };
        Self::of(dataset, data_time)
    }
}

/// The optional series that a node reads for `model`: what its features need, the five-minute bars that evidence sees, and
/// the books.
pub fn series(model: &Model) -> Vec<SeriesKind> {
    let mut series = model.schema().reads();
    series.extend([
        SeriesKind::SpotFiveMinutes,
        SeriesKind::PerpetualFiveMinutes,
        SeriesKind::Depth,
    ]);
    series.sort_unstable();
    series.dedup();
    series
}
