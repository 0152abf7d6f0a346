//! One data file as columns of numbers, before any rule of the market is applied to it.
//!
//! `parquet_file.rs` and `csv_file.rs` produce it, `check.rs` turns it into bars.

use std::path::{Path, PathBuf};

use super::{csv_file, parquet_file};
use crate::data::DataError;
use crate::time::Timestamp;

/// A kind of data file: the folder it lies in and its columns after `time`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Folder inside the data folder.
    pub folder: &'static str,
    /// Columns after `time`, in the order in which they are read and written.
    pub columns: &'static [&'static str],
}

/// Hourly spot bars, prices in USDT, volume in units of the asset.
pub const SPOT: Layout = Layout {
    folder: "spot_1h",
    columns: &["open", "high", "low", "close", "volume"],
};

/// Funding of the perpetual future, fraction of notional per 8 hours.
pub const FUNDING: Layout = Layout {
    folder: "funding_8h",
    columns: &["rate"],
};

/// Hourly implied-volatility index, annualised, in percent.
pub const IMPLIED_VOLATILITY: Layout = Layout {
    folder: "dvol_1h",
    columns: &["open", "high", "low", "close"],
};

/// Hourly bars of the perpetual future, prices in USDT, volume in coins.
pub const PERPETUAL: Layout = Layout {
    folder: "perp_1h",
    columns: SPOT.columns,
};

/// Hourly mark prices of the perpetual future, in USDT.
pub const MARK: Layout = Layout {
    folder: "mark_1h",
    columns: IMPLIED_VOLATILITY.columns,
};

/// Open interest of the perpetual future, in coins; `time` is when it was read.
pub const OPEN_INTEREST: Layout = Layout {
    folder: "open_interest_1h",
    columns: &["open_interest"],
};

/// Depth of the order book: bids and asks within 50 basis points of the mid, in USD; `time` is when
/// the book was read.
pub const DEPTH: Layout = Layout {
    folder: "depth_6h",
    columns: &["depth_50bps_usd", "mid"],
};

/// Five-minute bars of the perpetual future, prices in USDT, volume in coins.
pub const PERPETUAL_5M: Layout = Layout {
    folder: "perp_5m",
    columns: SPOT.columns,
};

/// Five-minute spot bars, prices in USDT, volume in coins.
pub const SPOT_5M: Layout = Layout {
    folder: "spot_5m",
    columns: SPOT.columns,
};

/// Hourly implied volatility over the next 7 days, annualised, in percent.
pub const SHORT_IMPLIED_VOLATILITY: Layout = Layout {
    folder: "iv_7d_1h",
    columns: IMPLIED_VOLATILITY.columns,
};

/// Readings of a lending-pool reserve; shares from 0 to 1, stress from 0 to 100; `time` is when it
/// was read.
pub const POOL: Layout = Layout {
    folder: "pool_1h",
    columns: &[
        "utilization",
        "borrowed_usd",
        "top_borrower_share",
        "debt_to_collateral",
        "oracle_age_seconds",
        "stress",
        "bad_debt_share",
    ],
};

impl Layout {
    /// Where the Parquet file of `asset` lies under `data`.
    pub fn parquet_path(&self, data: &Path, asset: &str) -> PathBuf {
        data.join(self.folder).join(format!("{asset}.parquet"))
    }

    /// The file of `asset` under `data`: `<folder>/<asset>.parquet`, otherwise `.csv`.
    ///
    /// # Errors
    /// [`DataError::FileMissing`] when neither is there, [`DataError::FileAmbiguous`] when both are.
    pub fn find(&self, data: &Path, asset: &str) -> Result<PathBuf, DataError> {
        let parquet = self.parquet_path(data, asset);
        let csv = parquet.with_extension("csv");
        match (parquet.is_file(), csv.is_file()) {
            (true, false) => Ok(parquet),
            (false, true) => Ok(csv),
            (true, true) => Err(DataError::FileAmbiguous { file: parquet }),
            (false, false) => Err(DataError::FileMissing { file: parquet }),
        }
    }
}

/// The rows of one file. Every column has as many entries as `times`.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    /// The file, for messages.
    pub(crate) file: PathBuf,
    /// The layout's columns, for messages.
    pub(crate) layout: Layout,
    /// The `time` column.
    pub(crate) times: Vec<Timestamp>,
    /// The layout's columns, in its order.
    pub(crate) columns: Vec<Vec<f64>>,
}

impl Table {
    /// Reads the file, by its extension.
    pub(crate) fn read(file: &Path, layout: Layout) -> Result<Self, DataError> {
        let is_csv = file.extension().is_some_and(|extension| extension == "csv");
        let table = if is_csv {
            csv_file::read(file, layout)?
        } else {
            parquet_file::read(file, layout)?
        };
        if table.times.is_empty() {
            return Err(DataError::RowsEmpty {
                file: file.to_owned(),
            });
        }
        Ok(table)
    }

    /// The number in `row` (from 0) of the layout's `column`.
    pub(crate) fn value(&self, row: usize, column: usize) -> f64 {
        self.columns[column][row]
    }

    /// The name of a column, for messages.
    pub(crate) fn column_name(&self, column: usize) -> String {
        self.layout.columns[column].to_owned()
    }
}

/// Finds the layout's columns (after `time` itself) in the names a file has. A column may carry its
/// asset: `open_interest_btc` in the file of BTC.
pub(crate) fn locate_columns(
    file: &Path,
    layout: Layout,
    names: &[String],
) -> Result<Vec<usize>, DataError> {
    let asset = file.file_stem().and_then(std::ffi::OsStr::to_str);
    let asset = asset.unwrap_or_default().to_lowercase();
    let position = |wanted: &str| names.iter().position(|name| name == wanted);
    std::iter::once("time")
        .chain(layout.columns.iter().copied())
        .map(|column| {
            position(column)
                .or_else(|| position(&format!("{column}_{asset}")))
                .ok_or_else(|| DataError::ColumnMissing {
                    file: file.to_owned(),
                    column: column.to_owned(),
                    found: names.join(", "),
                })
        })
        .collect()
}
