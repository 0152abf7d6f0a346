//! Market data: files in, a checked [`Dataset`] out.
//!
//! `folder` finds the files, `parquet_file` and `csv_file` read them into columns, `check` refuses
//! what a market cannot have printed, `dataset` is what features and labels read. Nothing is
//! filled in: a missing hour stays missing ([`GapPolicy::Mark`]) or is an error.

mod bar;
mod check;
mod csv_file;
mod dataset;
mod error;
mod folder;
mod parquet_file;
mod parquet_writer;
mod table;

pub use bar::{Bar, FundingRate, Gap, HourlyGrid, ImpliedVolatility};
pub use check::GapPolicy;
pub use dataset::{AssetHistory, Dataset};
pub use error::DataError;
pub use folder::{IMPLIED_VOLATILITY_ASSET, LoadRequest, load, write};
pub(crate) use table::Table;
pub use table::{FUNDING, IMPLIED_VOLATILITY, Layout, SPOT};
