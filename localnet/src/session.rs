//! What others need to join a local network, in one file.

use crate::error::LocalnetError;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// A feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedSession {
    /// Its name in the settings.
    pub name: String,
    /// Its index in the market.
    pub index: u16,
    /// Its address.
    pub address: String,
    /// Its publishers' addresses, by slot.
    pub publishers: Vec<String>,
}

/// A reserve.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReserveSession {
    /// Name of its asset.
    pub asset: String,
    /// Its index in the market.
    pub index: u16,
    /// Its address.
    pub address: String,
    /// The feed that it follows.
    pub feed: String,
    /// Its token's mint.
    pub mint: String,
    /// Decimals of the token.
    pub decimals: u8,
    /// The program that moves it.
    pub token_program: String,
    /// Where its price is posted.
    pub price_account: String,
    /// The oracle's id of its price, hexadecimal.
    pub oracle_feed_id: String,
}

/// The market day that plays. At Unix time `t` of the chain the market stands at `from + (t - epoch) x speed`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Replay {
    /// Unix milliseconds at which it began, by this machine's clock.
    pub epoch_millis: i64,
    /// What was then shown: milliseconds since 1970.
    pub from_millis: i64,
    /// Where the data end.
    pub until_millis: i64,
    /// Seconds of the market a second.
    pub speed: f64,
    /// Where the data come from: a folder, or `synthetic, seed N`.
    pub source: String,
    /// A folder with the same data and what came before, in the layout of `scorer/README.md`.
    pub data: PathBuf,
}

/// A local network that stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// What runs it: `surfpool`, `validator` or `elsewhere`.
    pub network: String,
    /// JSON-RPC.
    pub rpc_url: String,
    /// Websocket.
    pub ws_url: String,
    /// The program.
    pub program: String,
    /// The market.
    pub market: String,
    /// Its feeds, by index.
    pub feeds: Vec<FeedSession>,
    /// Its reserves, by index.
    pub reserves: Vec<ReserveSession>,
    /// Keypair files by role: `payer`, `governance`, `guardian`, `publisher 0`, `crank`, `visitor`, `liquidator 0`,
    /// `lender 0`, `borrower 0` and so on. Local keys, that anyone can derive.
    pub keys: std::collections::BTreeMap<String, PathBuf>,
    /// The market day, once it plays.
    pub replay: Option<Replay>,
}

impl Session {
    /// Writes it to `session.json` in `folder`, as a whole or not at all.
    pub fn write(&self, folder: &Path) -> Result<PathBuf, LocalnetError> {
        let path = folder.join("session.json");
        let beside = folder.join("session.json.new");
        let failed = LocalnetError::file(&path);
        let text = serde_json::to_string_pretty(self).map_err(|error| failed(error.into()))?;
        std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(&beside, text + "\n"))
            .and_then(|()| std::fs::rename(&beside, &path))
            .map_err(&failed)?;
        Ok(path)
    }

    /// Reads what [`Session::write`] wrote.
    pub fn read(path: &Path) -> Result<Self, LocalnetError> {
        let failed = LocalnetError::file(path);
        let text = std::fs::read_to_string(path).map_err(&failed)?;
        serde_json::from_str(&text).map_err(|error| failed(error.into()))
    }
}
