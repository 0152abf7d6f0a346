//! A snapshot file: JSON for few positions, JSON lines for many.
//!
//! ```json
//! {
//!   "time": 1700000000, "score": 12,
//!   "assets": [
//!     {"symbol": "SOL", "decimals": 9, "price": 150.0, "terms": "volatile", "borrow_cap": 1e5, "threshold": 0.75},
//!     {"symbol": "USDC", "decimals": 6, "price": 1.0, "terms": "stable", "borrow_cap": 1e8}
//!   ],
//!   "positions": [
//!     {"owner": "alice", "deposits": {"SOL": 100}, "borrows": {"USDC": 9000}}
//!   ]
//! }
//! ```
//!
//! As JSON lines the same objects stand one a line: first `{"market": {"time": .., "score": ..}}` (may be left out), then
//! each `{"asset": {..}}`, then each `{"position": {..}}`. Every error names the line.
//!
//! | field of an asset | unit | left out |
//! |---|---|---|
//! | `symbol` | | needed |
//! | `decimals` | of its token, at most 19 | 9 |
//! | `price` | dollars per token | needed |
//! | `confidence` | dollars, half of the oracle's interval | 0 |
//! | `terms` | `volatile` or `stable`: policy's preset | `volatile` |
//! | `borrow_cap` | tokens, in calm | 10 million dollars' worth |
//! | `threshold`, `opening_ltv`, `close_factor`, `least_bonus`, `most_bonus` | fractions; the most bonus in every regime | the preset's |
//!
//! A market's `time` is Unix seconds (0: 2025-01-01), its `score` points from 0 (left out: 0).

use std::fs;
use std::path::Path;

use ballast_policy::unit::{Score, Timestamp};
use serde_json::value::RawValue;

use super::json::{AssetJson, DocumentJson, LineJson, MarketJson, PositionJson};
use super::{PortfolioError, Snapshot, SnapshotBuilder};

/// Reads a snapshot file.
///
/// # Errors
/// A file that cannot be read, is malformed, or that policy refuses; with its line.
pub fn read(file: &Path) -> Result<Snapshot, PortfolioError> {
    let text = fs::read_to_string(file).map_err(|error| PortfolioError::FileUnreadable {
        file: file.to_owned(),
        reason: error.to_string(),
    })?;
    parse(&text, &file.display().to_string()).map_err(|source| PortfolioError::InFile {
        file: file.to_owned(),
        source: Box::new(source),
    })
}

/// Reads a snapshot's text, JSON or JSON lines.
///
/// # Errors
/// Text that is malformed or that policy refuses; with its line.
pub fn parse(text: &str, origin: &str) -> Result<Snapshot, PortfolioError> {
    let is_lines = text
        .lines()
        .find(|line| !line.trim().is_empty())
        .is_some_and(|line| serde_json::from_str::<LineJson>(line).is_ok());
    if is_lines {
        parse_lines(text, origin)
    } else {
        parse_document(text, origin)
    }
}

fn parse_document(text: &str, origin: &str) -> Result<Snapshot, PortfolioError> {
    let document: DocumentJson<'_> =
        serde_json::from_str(text).map_err(|error| malformed(&error, 1))?;
    let market = MarketJson {
        time: document.time,
        score: document.score,
    };
    let mut builder = begin(&market)?;
    for raw in &document.assets {
        let line = line_of(text, raw);
        add_asset(&mut builder, &part(raw, line)?).map_err(|error| error.on_line(line))?;
    }
    for raw in &document.positions {
        let line = line_of(text, raw);
        add_position(&mut builder, &part(raw, line)?).map_err(|error| error.on_line(line))?;
    }
    builder.finish(origin)
}

fn parse_lines(text: &str, origin: &str) -> Result<Snapshot, PortfolioError> {
    let mut builder = None;
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        if line.trim().is_empty() {
            continue;
        }
        let read: LineJson =
            serde_json::from_str(line).map_err(|error| malformed(&error, number))?;
        let added = match (read, &mut builder) {
            (LineJson::Market(market), place @ None) => {
                *place = Some(begin(&market).map_err(|error| error.on_line(number))?);
                Ok(())
            }
            (LineJson::Market(_), Some(_)) => Err(PortfolioError::Malformed {
                reason: "the market comes first, and once".to_owned(),
            }),
            (other, place) => {
                let builder = match place {
                    Some(builder) => builder,
                    None => place.insert(begin(&MarketJson::default())?),
                };
                match other {
                    LineJson::Asset(asset) => add_asset(builder, &asset),
                    LineJson::Position(position) => add_position(builder, &position),
                    LineJson::Market(_) => Ok(()),
                }
            }
        };
        added.map_err(|error| error.on_line(number))?;
    }
    builder.ok_or(PortfolioError::AssetsEmpty)?.finish(origin)
}

fn begin(market: &MarketJson) -> Result<SnapshotBuilder, PortfolioError> {
    /// 2025-01-01.
    const DEFAULT_TIME: u64 = 1_735_689_600;
    let points = market.score.unwrap_or(0.0);
    if !(0.0..=100.0).contains(&points) {
        return Err(PortfolioError::OutOfRange {
            what: "the score".to_owned(),
            value: points,
            expected: "points from 0 to 100",
        });
    }
    let time = Some(market.time).filter(|time| *time != 0);
    let score = Score(super::json::basis_points(points / 100.0));
    SnapshotBuilder::new(Timestamp(time.unwrap_or(DEFAULT_TIME)), score)
}

fn add_asset(builder: &mut SnapshotBuilder, asset: &AssetJson) -> Result<(), PortfolioError> {
    builder.asset(&asset.spec()?)
}

fn add_position(
    builder: &mut SnapshotBuilder,
    position: &PositionJson,
) -> Result<(), PortfolioError> {
    let spec = position.spec(|symbol| {
        builder.find(symbol).ok_or(PortfolioError::AssetUnknown {
            symbol: symbol.to_owned(),
            known: builder.known(),
        })
    })?;
    builder.account(&spec)
}

fn part<'a, T: serde::Deserialize<'a>>(
    raw: &'a RawValue,
    line: usize,
) -> Result<T, PortfolioError> {
    serde_json::from_str(raw.get()).map_err(|error| malformed(&error, line))
}

/// The error of a text that begins on `line`.
fn malformed(error: &serde_json::Error, line: usize) -> PortfolioError {
    let message = error.to_string();
    let reason = match message.rfind(" at line ") {
        Some(end) => message[..end].to_owned(),
        None => message,
    };
    PortfolioError::Malformed { reason }.on_line(line + error.line().saturating_sub(1))
}

/// The line on which a part of `text` begins.
fn line_of(text: &str, part: &RawValue) -> usize {
    let offset = (part.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    let before = text.as_bytes().get(..offset).unwrap_or_default();
    before.split(|byte| *byte == b'\n').count()
}
