//! Settings of keepers (`scorer crank`, `liquidate`, `watch`) for a session.

use crate::error::LocalnetError;
use crate::session::Session;
use std::path::{Path, PathBuf};

/// A command of `scorer` that keeps the market moving or watches it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeper {
    /// `scorer crank`.
    Crank,
    /// `scorer liquidate`.
    Liquidate,
    /// `scorer watch`.
    Watch,
}

impl Keeper {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Crank, Self::Liquidate, Self::Watch];

    /// The command.
    pub const fn command(self) -> &'static str {
        match self {
            Self::Crank => "crank",
            Self::Liquidate => "liquidate",
            Self::Watch => "watch",
        }
    }

    /// Whose key signs; nobody's where nothing is sent.
    const fn key(self) -> Option<&'static str> {
        match self {
            Self::Crank => Some("crank"),
            Self::Liquidate => Some("liquidator 0"),
            Self::Watch => None,
        }
    }

    /// The port of its health endpoints, behind those of the nodes.
    pub(crate) const fn health_port(self) -> u16 {
        match self {
            Self::Crank => 9_470,
            Self::Liquidate => 9_471,
            Self::Watch => 9_472,
        }
    }
}

impl Session {
    /// Writes the settings of `keeper` into `out`, as `COMMAND.toml`, and returns where.
    pub fn write_keeper_settings(
        &self,
        keeper: Keeper,
        out: &Path,
    ) -> Result<PathBuf, LocalnetError> {
        let accounts = self.reserves.iter();
        let accounts: Vec<_> = accounts.map(|reserve| &reserve.price_account).collect();
        let key = keeper.key().and_then(|name| self.keys.get(name));
        let key = key.map_or(String::new(), |file| {
            format!("[key]\nfile = {:?}\n\n", file.display().to_string())
        });
        // Rust's quotes of addresses, URLs and paths are TOML's.
        let text = format!(
            "# Of the local network. scorer/config/ explains every key.\n\
             [market]\naddress = {:?}\n\n[rpc]\nurls = [{:?}]\n\n{key}[oracle]\naccounts = {accounts:?}\n\n\
             [health]\nlisten = \"127.0.0.1:{}\"\n",
            self.market,
            self.rpc_url,
            keeper.health_port(),
        );
        let path = out.join(format!("{}.toml", keeper.command()));
        let written = std::fs::write(&path, text);
        written.map_err(LocalnetError::file(&path))?;
        Ok(path)
    }
}
