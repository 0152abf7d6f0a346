//! The folder layout: `spot_1h/BTC.parquet`, `funding_8h/BTC.parquet`, `dvol_1h/BTC.parquet`, each
//! as `.parquet` or `.csv`. Spot bars are required; funding, DVOL and the series that a request
//! names are optional, and what is not there is listed in [`Dataset::absent`].

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::check::{self, GapPolicy};
use super::dataset::{AssetHistory, Dataset};
use super::grid::Grid;
use super::parquet_writer;
use super::series::SeriesKind;
use super::table::{FUNDING, IMPLIED_VOLATILITY, Layout, SPOT, Table};
use super::{series_reader, series_writer};
use crate::data::DataError;
use crate::time::{Span, Timestamp};

/// The asset whose DVOL stands for the market.
pub const IMPLIED_VOLATILITY_ASSET: &str = "BTC";

/// What to read from a data folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadRequest {
    /// Symbols, such as `BTC`.
    pub assets: Vec<String>,
    /// Bars to keep, by their open. Rows outside are still checked.
    pub span: Span,
    /// What to do about missing hours inside the span. The series below keep their holes whatever
    /// it says: they begin late and skip days, and what needs them is visibly missing.
    pub gaps: GapPolicy,
    /// Series to read beyond spot bars, funding and DVOL.
    pub series: Vec<SeriesKind>,
}

/// Reads and checks the files of `request` under `folder`.
///
/// # Errors
/// Any [`DataError`]; the first one found, assets in the order given.
pub fn load(folder: &Path, request: &LoadRequest) -> Result<Dataset, DataError> {
    if request.assets.is_empty() {
        return Err(DataError::AssetsEmpty);
    }
    let (span, gaps) = (request.span, request.gaps);
    let mut absent = Vec::new();
    let mut assets = BTreeMap::new();
    for asset in &request.assets {
        let table = Table::read(&SPOT.find(folder, asset)?, SPOT)?;
        let bars = check::bars(&table, span, gaps)?;
        let funding = read_optional(FUNDING, folder, asset, &mut absent, |table| {
            check::funding(table, span, gaps)
        })?;
        let extras = series_reader::read_extras(folder, asset, request, &mut absent)?;
        let history = AssetHistory::new(bars, funding.unwrap_or_default()).with_extras(extras);
        assets.insert(asset.clone(), history);
    }
    let implied_volatility = read_optional(
        IMPLIED_VOLATILITY,
        folder,
        IMPLIED_VOLATILITY_ASSET,
        &mut absent,
        |table| check::implied_volatility(table, span, gaps),
    )?;
    let market = series_reader::read_market(folder, request, &mut absent)?;
    Ok(Dataset {
        origin: folder.display().to_string(),
        assets,
        implied_volatility,
        market,
        absent,
    })
}

/// Reads a series that may be absent: its file is not there, or has no row inside the span (as
/// SOL's funding before 2024). Either way it is listed in `absent`; any other error stands.
pub(super) fn read_optional<T>(
    layout: Layout,
    folder: &Path,
    asset: &str,
    absent: &mut Vec<PathBuf>,
    check: impl Fn(&Table) -> Result<T, DataError>,
) -> Result<Option<T>, DataError> {
    let read = layout
        .find(folder, asset)
        .and_then(|file| Table::read(&file, layout))
        .and_then(|table| check(&table));
    match read {
        Ok(series) => Ok(Some(series)),
        Err(DataError::FileMissing { file } | DataError::SpanEmpty { file, .. }) => {
            absent.push(file);
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Writes `dataset` under `folder` as Parquet in the layout that [`load`] reads. Existing files of
/// the same names are replaced.
///
/// # Errors
/// [`DataError::FileUnwritable`].
pub fn write(folder: &Path, dataset: &Dataset) -> Result<Vec<PathBuf>, DataError> {
    let mut files = Vec::new();
    for (asset, history) in &dataset.assets {
        let (times, columns) = columns(history.bars(), |bar| {
            vec![bar.open, bar.high, bar.low, bar.close, bar.volume]
        });
        files.push(write_file(folder, asset, SPOT, &times, &columns)?);
        if !history.funding().is_empty() {
            let times: Vec<Timestamp> = history.funding().iter().map(|rate| rate.time).collect();
            let rates = history.funding().iter().map(|rate| rate.rate).collect();
            files.push(write_file(folder, asset, FUNDING, &times, &[rates])?);
        }
        series_writer::write_extras(folder, asset, history.extras(), &mut files)?;
    }
    if let Some(grid) = &dataset.implied_volatility {
        let (times, columns) = columns(grid, |value| {
            vec![value.open, value.high, value.low, value.close]
        });
        let (asset, layout) = (IMPLIED_VOLATILITY_ASSET, IMPLIED_VOLATILITY);
        files.push(write_file(folder, asset, layout, &times, &columns)?);
    }
    series_writer::write_market(folder, &dataset.market, &mut files)?;
    Ok(files)
}

pub(super) fn columns<T, const STEP_MILLIS: i64>(
    grid: &Grid<T, STEP_MILLIS>,
    fields: impl Fn(&T) -> Vec<f64>,
) -> (Vec<Timestamp>, Vec<Vec<f64>>) {
    let mut times = Vec::new();
    let mut columns: Vec<Vec<f64>> = Vec::new();
    for (time, value) in grid.iter() {
        times.push(time);
        let fields = fields(value);
        columns.resize(fields.len(), Vec::new());
        for (column, field) in columns.iter_mut().zip(fields) {
            column.push(field);
        }
    }
    (times, columns)
}

pub(super) fn write_file(
    folder: &Path,
    asset: &str,
    layout: Layout,
    times: &[Timestamp],
    columns: &[Vec<f64>],
) -> Result<PathBuf, DataError> {
    let file = layout.parquet_path(folder, asset);
    if let Some(parent) = file.parent() {
        fs::create_dir_all(parent).map_err(|error| DataError::FileUnwritable {
            file: file.clone(),
            reason: error.to_string(),
        })?;
    }
    parquet_writer::write(&file, layout, times, columns)?;
    Ok(file)
}
