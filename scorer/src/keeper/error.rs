//! Why a keeper cannot go on.

use std::net::SocketAddr;
use std::path::PathBuf;

use solana_address::Address;

use crate::key::KeyError;
use crate::rpc::RpcError;
use crate::send::SettingError;

/// Why a keeper cannot start, or a look at the market failed.
#[derive(Debug, thiserror::Error)]
pub enum KeeperError {
    /// A settings file that cannot be read.
    #[error("{} cannot be read: {reason}", file.display())]
    FileUnreadable {
        /// The file.
        file: PathBuf,
        /// Why.
        reason: String,
    },
    /// A settings file with an error.
    #[error("{}: {reason}", file.display())]
    FileMalformed {
        /// The file.
        file: PathBuf,
        /// The line and what is wrong with it.
        reason: String,
    },
    /// An environment variable that fits no setting.
    #[error("the environment variable {variable}: {reason}")]
    Variable {
        /// Its name; its value may be secret.
        variable: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A setting out of its range.
    #[error("{key} is {found:?}, expected {expected}")]
    Setting {
        /// The setting.
        key: String,
        /// What it is.
        found: String,
        /// What it may be.
        expected: &'static str,
    },
    /// A chain that does not answer, or a market that is none.
    #[error(transparent)]
    Chain(Box<RpcError>),
    /// A key that cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// Fees or times of sending that cannot work.
    #[error(transparent)]
    Sending(#[from] SettingError),
    /// A liquidator's record of what it spent that cannot be read or written.
    #[error(
        "{} (budget.file) cannot be used: {reason}; mend it, or move it away to begin with a whole day's budget",
        file.display()
    )]
    BudgetUnusable {
        /// The file.
        file: PathBuf,
        /// Why.
        reason: String,
    },
    /// A reserve whose feed is not the market's.
    #[error("reserve {reserve} follows {feed}, which is no feed of the market")]
    FeedForeign {
        /// The reserve.
        reserve: Address,
        /// The feed that it names.
        feed: Address,
    },
    /// The health endpoint's address is taken.
    #[error(
        "cannot listen on {address} (health.listen): {reason}; choose another port or leave it out"
    )]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why.
        reason: String,
    },
    /// A client that cannot be made.
    #[error("the HTTP client for the webhook cannot be made: {reason}")]
    Webhook {
        /// Why.
        reason: String,
    },
}

impl From<RpcError> for KeeperError {
    fn from(error: RpcError) -> Self {
        Self::Chain(Box::new(error))
    }
}

impl KeeperError {
    /// Whether the settings are to blame, so that trying again is of no use.
    pub fn is_about_settings(&self) -> bool {
        !matches!(self, Self::Chain(_))
    }
}
