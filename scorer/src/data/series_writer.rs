//! Writes the optional series into a data folder, in the layout that `series_reader` reads.

use std::path::{Path, PathBuf};

use super::bar::Bar;
use super::folder::{IMPLIED_VOLATILITY_ASSET, columns, write_file};
use super::grid::Grid;
use super::readings::Readings;
use super::series::{Extras, MarketSeries};
use super::table::{
    DEPTH, Layout, MARK, OPEN_INTEREST, PERPETUAL, PERPETUAL_5M, POOL, SHORT_IMPLIED_VOLATILITY,
    SPOT, SPOT_5M,
};
use crate::data::DataError;
use crate::time::Timestamp;

/// Writes the optional series of `asset`.
pub(super) fn write_extras(
    folder: &Path,
    asset: &str,
    extras: &Extras,
    files: &mut Vec<PathBuf>,
) -> Result<(), DataError> {
    let mut writer = Writer { folder, files };
    writer.bars(PERPETUAL, asset, extras.perpetual.as_ref())?;
    writer.grid(MARK, asset, extras.mark.as_ref(), |bar| {
        vec![bar.open, bar.high, bar.low, bar.close]
    })?;
    writer.readings(OPEN_INTEREST, asset, &extras.open_interest, |coins| {
        vec![*coins]
    })?;
    writer.readings(DEPTH, asset, &extras.depth, |depth| {
        vec![depth.within_50bps_usd, depth.mid]
    })?;
    writer.bars(PERPETUAL_5M, asset, extras.perpetual_5m.as_ref())?;
    writer.bars(SPOT_5M, asset, extras.spot_5m.as_ref())
}

/// Writes the optional series of the market. A stablecoin that is an asset too has been written.
pub(super) fn write_market(
    folder: &Path,
    market: &MarketSeries,
    files: &mut Vec<PathBuf>,
) -> Result<(), DataError> {
    let mut writer = Writer { folder, files };
    for (coin, bars) in &market.stablecoins {
        if !writer.files.contains(&SPOT.parquet_path(folder, coin)) {
            writer.bars(SPOT, coin, Some(bars))?;
        }
    }
    writer.grid(
        SHORT_IMPLIED_VOLATILITY,
        IMPLIED_VOLATILITY_ASSET,
        market.short_implied_volatility.as_ref(),
        |value| vec![value.open, value.high, value.low, value.close],
    )?;
    for (reserve, readings) in &market.pools {
        writer.readings(POOL, reserve, readings, |reading| {
            vec![
                reading.utilization,
                reading.borrowed_usd,
                reading.top_borrower_share,
                reading.debt_to_collateral,
                reading.oracle_age_seconds,
                reading.stress,
                reading.bad_debt_share,
            ]
        })?;
    }
    Ok(())
}

struct Writer<'a> {
    folder: &'a Path,
    files: &'a mut Vec<PathBuf>,
}

impl Writer<'_> {
    fn bars<const STEP_MILLIS: i64>(
        &mut self,
        layout: Layout,
        asset: &str,
        grid: Option<&Grid<Bar, STEP_MILLIS>>,
    ) -> Result<(), DataError> {
        self.grid(layout, asset, grid, |bar| {
            vec![bar.open, bar.high, bar.low, bar.close, bar.volume]
        })
    }

    fn grid<T, const STEP_MILLIS: i64>(
        &mut self,
        layout: Layout,
        asset: &str,
        grid: Option<&Grid<T, STEP_MILLIS>>,
        fields: impl Fn(&T) -> Vec<f64>,
    ) -> Result<(), DataError> {
        let (times, columns) = grid.map(|grid| columns(grid, fields)).unwrap_or_default();
        self.write(layout, asset, &times, &columns)
    }

    fn readings<T>(
        &mut self,
        layout: Layout,
        asset: &str,
        readings: &Readings<T>,
        fields: impl Fn(&T) -> Vec<f64>,
    ) -> Result<(), DataError> {
        let times: Vec<Timestamp> = readings.entries().iter().map(|entry| entry.0).collect();
        let mut columns = vec![Vec::with_capacity(times.len()); layout.columns.len()];
        for (_, reading) in readings.entries() {
            for (column, field) in columns.iter_mut().zip(fields(reading)) {
                column.push(field);
            }
        }
        self.write(layout, asset, &times, &columns)
    }

    fn write(
        &mut self,
        layout: Layout,
        asset: &str,
        times: &[Timestamp],
        columns: &[Vec<f64>],
    ) -> Result<(), DataError> {
        if !times.is_empty() {
            let file = write_file(self.folder, asset, layout, times, columns)?;
            self.files.push(file);
        }
        Ok(())
    }
}
