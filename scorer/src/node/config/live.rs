//! Live venues.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::node::source::Markets;
use crate::settings::{SettingsError, above_zero};

/// Live venues, listened to by a recorder inside the node.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LiveSection {
    /// A recorder's configuration: the venues and what is listened to.
    pub record_config: String,
    /// A folder of history in the documented format; empty: none.
    pub history: String,
    /// A folder that the recorder stores into and that is read at the start; empty: none.
    pub store: String,
    /// Spot markets by asset, `venue:instrument`.
    pub spot: BTreeMap<String, String>,
    /// Perpetual futures by asset.
    pub perpetual: BTreeMap<String, String>,
    /// Spot markets by stablecoin.
    pub stablecoins: BTreeMap<String, String>,
    /// The index of implied volatility; empty: none.
    pub implied_volatility: String,
    /// How old a look at a book may be, seconds.
    pub book_max_age_seconds: u32,
    /// Rows that may wait.
    pub queue_rows: usize,
    /// How far back holes are filled over REST, hours.
    pub backfill_hours: u32,
    /// Time between two looks for holes, seconds.
    pub backfill_every_seconds: u64,
    /// Requests for candles at one look.
    pub backfill_requests: usize,
}

impl Default for LiveSection {
    fn default() -> Self {
        let named = |of: &str| {
            let names = ["BTC", "ETH", "SOL"];
            let pairs = names.map(|asset| (asset.to_owned(), format!("{of}:{asset}USDT")));
            pairs.into_iter().collect()
        };
        Self {
            record_config: "record.toml".to_owned(),
            history: String::new(),
            store: String::new(),
            spot: named("binance_spot"),
            perpetual: named("binance_perpetual"),
            stablecoins: BTreeMap::new(),
            implied_volatility: "deribit:btc_usd".to_owned(),
            book_max_age_seconds: 180,
            queue_rows: 65_536,
            backfill_hours: 1_536,
            backfill_every_seconds: 60,
            backfill_requests: 60,
        }
    }
}

impl LiveSection {
    pub(super) fn check(&self) -> Result<(), SettingsError> {
        if self.record_config.is_empty() {
            let expected = "the file of a recorder's configuration";
            return Err(SettingsError::value(
                "source.live.record_config",
                "",
                expected,
            ));
        }
        if self.spot.is_empty() {
            let expected = "the spot market of every asset";
            return Err(SettingsError::value("source.live.spot", "{}", expected));
        }
        above_zero(&[
            ("source.live.queue_rows", self.queue_rows as u64),
            (
                "source.live.backfill_every_seconds",
                self.backfill_every_seconds,
            ),
        ])?;
        Markets::of(self).map(drop)
    }
}
