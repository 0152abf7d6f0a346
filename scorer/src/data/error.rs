//! What can be wrong with a data file. Every error names the file and, where there is one, the row
//! (the first row of data is row 1; a header is not counted) and the column.

use std::path::PathBuf;

use crate::time::{Span, Timestamp, TimestampMalformed};

/// Why market data were refused.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each operand is")]
pub enum DataError {
    /// No asset was asked for.
    #[error("no asset given: name at least one, such as BTC")]
    AssetsEmpty,

    /// The data set holds no such asset.
    #[error("no data for asset {asset}: the data set holds {available}")]
    AssetUnknown { asset: String, available: String },

    /// Neither a Parquet nor a CSV file is there.
    #[error("{file}: no such file, nor a .csv beside it")]
    FileMissing { file: PathBuf },

    /// Both formats are there, and nothing says which one counts.
    #[error("{file}: a .csv of the same name lies beside it: remove one of the two")]
    FileAmbiguous { file: PathBuf },

    /// Cut short, not of its format, or not readable at all.
    #[error("{file}: cannot be read, it may be cut short or damaged: {reason}")]
    FileUnreadable { file: PathBuf, reason: String },

    /// The file could not be written.
    #[error("{file}: cannot be written: {reason}")]
    FileUnwritable { file: PathBuf, reason: String },

    /// The file has a header but no row.
    #[error("{file}: holds no rows")]
    RowsEmpty { file: PathBuf },

    /// No row lies inside the span asked for.
    #[error("{file}: column time: holds no rows from {span}; its rows run from {first} to {last}")]
    SpanEmpty {
        file: PathBuf,
        span: Span,
        first: Timestamp,
        last: Timestamp,
    },

    /// A column of the layout is not there.
    #[error("{file}: column {column} is missing; the file has {found}")]
    ColumnMissing {
        file: PathBuf,
        column: String,
        found: String,
    },

    /// A Parquet column holds something else than numbers or times.
    #[error("{file}: column {column} holds {found}, expected {expected}")]
    ColumnTypeWrong {
        file: PathBuf,
        column: String,
        found: String,
        expected: &'static str,
    },

    /// A CSV row has too few or too many fields.
    #[error("{file}: row {row} has {found} fields where the header has {expected}")]
    RowMisshapen {
        file: PathBuf,
        row: usize,
        found: u64,
        expected: u64,
    },

    /// The last CSV row has no line end, so its last number may be cut short.
    #[error(
        "{file}: row {row} (the last) has no line end, so the file may be cut short; \
         add a line end if it is complete"
    )]
    LineEndMissing { file: PathBuf, row: usize },

    /// A CSV field is not a number.
    #[error("{file}: row {row}, column {column}: {value:?} is not a number")]
    ValueMalformed {
        file: PathBuf,
        row: usize,
        column: String,
        value: String,
    },

    /// A CSV time is not a time.
    #[error("{file}: row {row}, column time: {source}")]
    TimeMalformed {
        file: PathBuf,
        row: usize,
        source: TimestampMalformed,
    },

    /// A field is empty (null).
    #[error("{file}: row {row}, column {column}: empty")]
    ValueEmpty {
        file: PathBuf,
        row: usize,
        column: String,
    },

    /// A field is NaN or infinite.
    #[error("{file}: row {row}, column {column}: {value} is not a finite number")]
    ValueNotFinite {
        file: PathBuf,
        row: usize,
        column: String,
        value: f64,
    },

    /// A price or an implied volatility is zero or less.
    #[error("{file}: row {row}, column {column}: {value} is not above zero")]
    ValueNotPositive {
        file: PathBuf,
        row: usize,
        column: String,
        value: f64,
    },

    /// A volume is less than zero.
    #[error("{file}: row {row}, column {column}: {value} is below zero")]
    ValueNegative {
        file: PathBuf,
        row: usize,
        column: String,
        value: f64,
    },

    /// The highest price of a bar is below its lowest.
    #[error("{file}: row {row}, column high: {high} is below low {low}")]
    HighBelowLow {
        file: PathBuf,
        row: usize,
        high: f64,
        low: f64,
    },

    /// A bar's open or close lies outside its own range.
    #[error("{file}: row {row}, column {column}: {value} lies outside low {low} to high {high}")]
    ValueOutsideRange {
        file: PathBuf,
        row: usize,
        column: String,
        value: f64,
        low: f64,
        high: f64,
    },

    /// A row is earlier than the one before it.
    #[error("{file}: row {row}, column time: {time} comes after {previous}; sort the rows by time")]
    TimeUnsorted {
        file: PathBuf,
        row: usize,
        time: Timestamp,
        previous: Timestamp,
    },

    /// Two rows have the same time.
    #[error("{file}: row {row}, column time: {time} is there twice")]
    TimeDuplicated {
        file: PathBuf,
        row: usize,
        time: Timestamp,
    },

    /// An hourly bar does not open on a full hour.
    #[error("{file}: row {row}, column time: {time} is not a full hour")]
    TimeNotHourly {
        file: PathBuf,
        row: usize,
        time: Timestamp,
    },

    /// A bar does not open on a full step of its grid.
    #[error("{file}: row {row}, column time: {time} is not a full {minutes} minutes")]
    TimeOffGrid {
        file: PathBuf,
        row: usize,
        time: Timestamp,
        minutes: i64,
    },

    /// A share or a score lies outside its scale.
    #[error("{file}: row {row}, column {column}: {value} lies outside its scale {low} to {high}")]
    ValueOffScale {
        file: PathBuf,
        row: usize,
        column: String,
        value: f64,
        low: f64,
        high: f64,
    },

    /// Rows are missing inside the span asked for.
    #[error(
        "{file}: row {row}, column time: bars are missing for {hours} h, from {start} up to {end}; \
         supply them, choose another span, or accept marked gaps (--gaps mark)"
    )]
    GapFound {
        file: PathBuf,
        row: usize,
        start: Timestamp,
        end: Timestamp,
        hours: i64,
    },
}
