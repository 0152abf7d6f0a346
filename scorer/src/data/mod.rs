//! Market data: files in, a checked [`Dataset`] out.
//!
//! `folder` finds the files, `parquet_file` and `csv_file` read them into columns, `check` refuses
//! what a market cannot have printed, `dataset` is what features and labels read. Nothing is
//! filled in: a missing hour stays missing ([`GapPolicy::Mark`]) or is an error.

mod bar;
mod check;
mod check_series;
mod csv_file;
mod dataset;
mod error;
mod folder;
mod grid;
mod parquet_file;
mod parquet_writer;
mod readings;
mod rule;
mod series;
mod series_reader;
mod series_writer;
mod table;

pub use bar::{Bar, Depth, FundingRate, ImpliedVolatility, MarkBar, PoolReading};
pub use check::GapPolicy;
pub use dataset::{AssetHistory, Dataset};
pub use error::DataError;
pub use folder::{IMPLIED_VOLATILITY_ASSET, LoadRequest, load, write};
pub use grid::{FiveMinuteGrid, Gap, Grid, HourlyGrid};
pub use readings::Readings;
pub use series::{Extras, MarketSeries, STABLECOINS, SeriesKind};
pub(crate) use table::Table;
pub use table::{
    DEPTH, FUNDING, IMPLIED_VOLATILITY, Layout, MARK, OPEN_INTEREST, PERPETUAL, PERPETUAL_5M, POOL,
    SHORT_IMPLIED_VOLATILITY, SPOT, SPOT_5M,
};
