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

/// Finds the layout's columns (after `time` itself) in the names a file has.
pub(crate) fn locate_columns(
    file: &Path,
    layout: Layout,
    names: &[String],
) -> Result<Vec<usize>, DataError> {
    std::iter::once("time")
        .chain(layout.columns.iter().copied())
        .map(|column| {
            names
                .iter()
                .position(|name| name == column)
                .ok_or_else(|| DataError::ColumnMissing {
                    file: file.to_owned(),
                    column: column.to_owned(),
                    found: names.join(", "),
                })
        })
        .collect()
}
