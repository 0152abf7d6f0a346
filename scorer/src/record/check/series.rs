//! The series of a training folder: which there are, what their columns mean, and their rows as
//! they stand in the file, good or bad.

use std::fs;
use std::path::Path;

use super::finding::{Fault, Finding, Severity};
use crate::data::{FUNDING, IMPLIED_VOLATILITY, Layout, SPOT, Table};
use crate::time::Timestamp;

/// What a series is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Open, high, low, close of a price.
    Price,
    /// A funding rate, fraction per 8 hours.
    Funding,
    /// An implied-volatility index in percent.
    Volatility,
    /// Open interest in units of the asset, and three prices.
    OpenInterest,
    /// Depth in USD, and the mid price.
    Depth,
}

const MINUTES_5: i64 = 300_000;
const HOUR: i64 = 3_600_000;
const BARS: &[&str] = &["open", "high", "low", "close", "volume"];
const MARKS: &[&str] = &["open", "high", "low", "close"];

/// A kind of series: its folder and columns, how far its rows lie apart, what it is about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kind {
    pub(super) layout: Layout,
    pub(super) step_millis: i64,
    pub(super) meaning: Meaning,
}

const fn kind(
    folder: &'static str,
    columns: &'static [&'static str],
    step_millis: i64,
    meaning: Meaning,
) -> Kind {
    let layout = Layout { folder, columns };
    Kind {
        layout,
        step_millis,
        meaning,
    }
}

/// Every kind of series of a training folder.
pub(super) const KINDS: [Kind; 9] = [
    kind(SPOT.folder, SPOT.columns, HOUR, Meaning::Price),
    kind("perp_1h", BARS, HOUR, Meaning::Price),
    kind("mark_1h", MARKS, HOUR, Meaning::Price),
    kind("spot_5m", BARS, MINUTES_5, Meaning::Price),
    kind("perp_5m", BARS, MINUTES_5, Meaning::Price),
    kind(FUNDING.folder, FUNDING.columns, 8 * HOUR, Meaning::Funding),
    kind(
        IMPLIED_VOLATILITY.folder,
        IMPLIED_VOLATILITY.columns,
        HOUR,
        Meaning::Volatility,
    ),
    kind("open_interest_1h", &[], HOUR, Meaning::OpenInterest),
    kind(
        "depth_6h",
        &["depth_50bps_usd", "mid"],
        6 * HOUR,
        Meaning::Depth,
    ),
];

/// One file's rows.
#[derive(Clone, Debug)]
pub(super) struct Series {
    /// Folder and file, such as `spot_1h/BTC`.
    pub(super) name: String,
    /// The asset, without what follows a `-` (`USDC-bybit` is USDC).
    pub(super) asset: String,
    pub(super) kind: Kind,
    pub(super) times: Vec<Timestamp>,
    /// The layout's columns.
    pub(super) columns: Vec<Vec<f64>>,
}

impl Series {
    /// The price that stands for a row: the close, the mid or the last price. None for a series
    /// without one.
    pub(super) fn price_column(&self) -> Option<&[f64]> {
        let index = match self.kind.meaning {
            Meaning::Price => 3,
            Meaning::OpenInterest | Meaning::Depth => 1,
            Meaning::Funding | Meaning::Volatility => return None,
        };
        self.columns.get(index).map(Vec::as_slice)
    }

    /// Whether `row` is the step after the row before it.
    pub(super) fn follows(&self, row: usize) -> bool {
        let before = row.checked_sub(1).map(|before| self.times[before].millis());
        before.is_some_and(|before| self.times[row].millis() - before == self.kind.step_millis)
    }

    /// When the price of [`Self::price_column`] was seen: a bar's close is known at its end.
    pub(super) fn price_time(&self, row: usize) -> i64 {
        let open = self.times[row].millis();
        match self.kind.meaning {
            Meaning::Price => open.saturating_add(self.kind.step_millis),
            _ => open,
        }
    }
}

/// Whether `folder` holds a series of the training form.
pub(super) fn is_training_folder(folder: &Path) -> bool {
    KINDS
        .iter()
        .any(|kind| folder.join(kind.layout.folder).is_dir())
}

/// Reads every series; what cannot be read is a finding.
pub(super) fn read_all(folder: &Path, findings: &mut Vec<Finding>) -> Vec<Series> {
    let mut all = Vec::new();
    for kind in KINDS {
        let directory = folder.join(kind.layout.folder);
        if !directory.is_dir() {
            continue;
        }
        let mut files: Vec<_> = match fs::read_dir(&directory) {
            Ok(entries) => entries.flatten().map(|entry| entry.path()).collect(),
            Err(error) => {
                findings.push(unreadable(kind.layout.folder, &error.to_string()));
                continue;
            }
        };
        files.retain(|file| {
            let extension = file.extension().and_then(|extension| extension.to_str());
            matches!(extension, Some("parquet" | "csv"))
        });
        files.sort();
        for file in files {
            let stem = file.file_stem().unwrap_or_default().to_string_lossy();
            let name = format!("{}/{stem}", kind.layout.folder);
            let asset = stem.split('-').next().unwrap_or_default().to_owned();
            let kind = for_asset(kind, &asset);
            match Table::read(&file, kind.layout) {
                Ok(table) => all.push(Series {
                    name,
                    asset,
                    kind,
                    times: table.times,
                    columns: table.columns,
                }),
                Err(error) => findings.push(unreadable(&name, &error.to_string())),
            }
        }
    }
    all
}

/// Open interest is named by its unit, which is the asset.
fn for_asset(mut kind: Kind, asset: &str) -> Kind {
    if kind.meaning == Meaning::OpenInterest {
        kind.layout.columns = match asset {
            "BTC" => &[
                "open_interest_btc",
                "last_price",
                "mark_price",
                "index_price",
            ],
            "ETH" => &[
                "open_interest_eth",
                "last_price",
                "mark_price",
                "index_price",
            ],
            "SOL" => &[
                "open_interest_sol",
                "last_price",
                "mark_price",
                "index_price",
            ],
            _ => &["open_interest", "last_price", "mark_price", "index_price"],
        };
    }
    kind
}

fn unreadable(series: &str, reason: &str) -> Finding {
    Finding::whole(
        Severity::Error,
        Fault::Unreadable,
        series,
        reason.to_owned(),
    )
}
