//! Why a keeper cannot go on.

use std::net::SocketAddr;
use std::path::PathBuf;

use solana_address::Address;

use crate::key::KeyError;
use crate::rpc::RpcError;
use crate::settings::SettingsError;

/// Why a keeper cannot start, or a look at the market failed.
#[derive(Debug, thiserror::Error)]
pub enum KeeperError {
    /// Settings that are refused.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// A chain that does not answer, or a market that is none.
    #[error(transparent)]
    Chain(Box<RpcError>),
    /// A chain whose slot does not rise any more.
    #[error(
        "the chain stands at slot {slot}, which has not risen for {seconds} s (market.stands_after_seconds): its RPC nodes have \
         stopped, or the cluster has; name others in rpc.urls"
    )]
    ChainStands {
        /// The slot.
        slot: u64,
        /// For how long, seconds.
        seconds: u64,
    },
    /// A key that cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
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
        match error {
            RpcError::Setting(error) => Self::Settings(error),
            error => Self::Chain(Box::new(error)),
        }
    }
}

impl KeeperError {
    /// Whether the settings are to blame, so that trying again is of no use.
    pub fn is_about_settings(&self) -> bool {
        !matches!(self, Self::Chain(_) | Self::ChainStands { .. })
    }
}
