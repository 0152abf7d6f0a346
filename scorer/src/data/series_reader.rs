//! Reads the optional series of a data folder: see `table` for folders and columns.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::bar::{Bar, PoolReading};
use super::check::{self, GapPolicy};
use super::check_series;
use super::folder::{IMPLIED_VOLATILITY_ASSET, LoadRequest, read_optional};
use super::grid::HourlyGrid;
use super::readings::Readings;
use super::series::{Extras, MarketSeries, STABLECOINS, SeriesKind};
use super::table::{
    DEPTH, Layout, MARK, OPEN_INTEREST, PERPETUAL, PERPETUAL_5M, POOL, SHORT_IMPLIED_VOLATILITY,
    SPOT, SPOT_5M, Table,
};
use crate::data::DataError;

/// Reads the series of `asset` that `request` names.
pub(super) fn read_extras(
    folder: &Path,
    asset: &str,
    request: &LoadRequest,
    absent: &mut Vec<PathBuf>,
) -> Result<Extras, DataError> {
    let mut reader = Reader {
        folder,
        request,
        absent,
    };
    let (span, marked) = (request.span, GapPolicy::Mark);
    Ok(Extras {
        perpetual: reader.read(SeriesKind::Perpetual, PERPETUAL, asset, |table| {
            check::bars(table, span, marked)
        })?,
        mark: reader.read(SeriesKind::Mark, MARK, asset, |table| {
            check::mark(table, span, marked)
        })?,
        open_interest: reader
            .read(SeriesKind::OpenInterest, OPEN_INTEREST, asset, |table| {
                check_series::open_interest(table, span)
            })?
            .unwrap_or_default(),
        depth: reader
            .read(SeriesKind::Depth, DEPTH, asset, |table| {
                check_series::depth(table, span)
            })?
            .unwrap_or_default(),
        perpetual_5m: reader.read(
            SeriesKind::PerpetualFiveMinutes,
            PERPETUAL_5M,
            asset,
            |table| check::bars(table, span, marked),
        )?,
        spot_5m: reader.read(SeriesKind::SpotFiveMinutes, SPOT_5M, asset, |table| {
            check::bars(table, span, marked)
        })?,
    })
}

/// Reads the series of the market that `request` names.
pub(super) fn read_market(
    folder: &Path,
    request: &LoadRequest,
    absent: &mut Vec<PathBuf>,
) -> Result<MarketSeries, DataError> {
    let mut reader = Reader {
        folder,
        request,
        absent,
    };
    let short_implied_volatility = reader.read(
        SeriesKind::ShortImpliedVolatility,
        SHORT_IMPLIED_VOLATILITY,
        IMPLIED_VOLATILITY_ASSET,
        |table| check::implied_volatility(table, request.span, GapPolicy::Mark),
    )?;
    Ok(MarketSeries {
        stablecoins: reader.stablecoins()?,
        short_implied_volatility,
        pools: reader.pools()?,
    })
}

struct Reader<'a> {
    folder: &'a Path,
    request: &'a LoadRequest,
    absent: &'a mut Vec<PathBuf>,
}

impl Reader<'_> {
    fn is_asked(&self, kind: SeriesKind) -> bool {
        self.request.series.contains(&kind)
    }

    fn read<T>(
        &mut self,
        kind: SeriesKind,
        layout: Layout,
        asset: &str,
        check: impl Fn(&Table) -> Result<T, DataError>,
    ) -> Result<Option<T>, DataError> {
        if !self.is_asked(kind) {
            return Ok(None);
        }
        read_optional(layout, self.folder, asset, self.absent, check)
    }

    /// Those that are there, from any venue: `USDC.parquet`, `USDC-bybit.parquet`. One is enough for
    /// what reads them, so that the files are listed as absent only when all are.
    fn stablecoins(&mut self) -> Result<BTreeMap<String, HourlyGrid<Bar>>, DataError> {
        let mut found = BTreeMap::new();
        if !self.is_asked(SeriesKind::Stablecoins) {
            return Ok(found);
        }
        let mut absent = Vec::new();
        let mut names: BTreeSet<String> = files_of(&self.folder.join(SPOT.folder))?;
        names.retain(|name| STABLECOINS.contains(&name.split('-').next().unwrap_or_default()));
        names.extend(STABLECOINS.map(str::to_owned));
        for name in names {
            let bars = read_optional(SPOT, self.folder, &name, &mut absent, |table| {
                check::bars(table, self.request.span, GapPolicy::Mark)
            })?;
            found.extend(bars.map(|bars| (name, bars)));
        }
        if found.is_empty() {
            self.absent.append(&mut absent);
        }
        Ok(found)
    }

    /// Every reserve that has a file: the stress of one is news for the others.
    fn pools(&mut self) -> Result<BTreeMap<String, Readings<PoolReading>>, DataError> {
        let mut found = BTreeMap::new();
        if !self.is_asked(SeriesKind::Pools) {
            return Ok(found);
        }
        for reserve in files_of(&self.folder.join(POOL.folder))? {
            let readings = read_optional(POOL, self.folder, &reserve, self.absent, |table| {
                check_series::pool(table, self.request.span)
            })?;
            found.extend(readings.map(|readings| (reserve, readings)));
        }
        if found.is_empty() {
            self.absent.push(self.folder.join(POOL.folder));
        }
        Ok(found)
    }
}

/// Names of the data files in `folder`, without their endings; none where the folder is missing.
fn files_of(folder: &Path) -> Result<BTreeSet<String>, DataError> {
    let unreadable = |error: std::io::Error| DataError::FileUnreadable {
        file: folder.to_owned(),
        reason: error.to_string(),
    };
    if !folder.is_dir() {
        return Ok(BTreeSet::new());
    }
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let is_data = path
            .extension()
            .is_some_and(|ending| ending == "parquet" || ending == "csv");
        if let (true, Some(name)) = (is_data, path.file_stem().and_then(|name| name.to_str())) {
            names.insert(name.to_owned());
        }
    }
    Ok(names)
}
