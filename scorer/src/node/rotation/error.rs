//! Why a slot is not handed over, and what to do.

use std::fmt;
use std::path::PathBuf;

use ballast_client::unsigned::ListTooLong;
use solana_address::Address;

use super::Hindrance;
use crate::key::KeyError;
use crate::rpc::RpcError;
use crate::send::SendError;
use crate::settings::SettingsError;

/// Why a slot is not handed over. All but [`RotationError::Send`] and [`RotationError::Unseen`] come before anything is sent.
#[derive(Debug, thiserror::Error)]
pub enum RotationError {
    /// The configuration.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// A key.
    #[error("the key: {0}")]
    Key(#[from] KeyError),
    /// The chain cannot be read.
    #[error("the chain: {0}")]
    Rpc(#[from] RpcError),
    /// No successor is configured.
    #[error(
        "there is no [successor]: put the new key there and restart the node, so that it takes over when it is named"
    )]
    NoSuccessor,
    /// The successor is the present key.
    #[error("[successor] and [key] are both {key}: put a new key under [successor]")]
    SameKey {
        /// The key.
        key: Address,
    },
    /// No feed of that name.
    #[error("no feed is called {name:?}: the configuration has {known}, and `all` is every one")]
    FeedUnknown {
        /// What was asked for.
        name: String,
        /// The configured names.
        known: String,
    },
    /// Feeds on which the successor cannot be named.
    #[error("nothing was sent, because of {}", joined(.0))]
    Hindered(Vec<Hindered>),
    /// A key that has to pay has nothing.
    #[error("{key} has no SOL and could not pay for its reports: send it some first")]
    Broke {
        /// The key.
        key: Address,
    },
    /// The publisher admin's signature is missing.
    #[error(
        "the publisher admin {admin} signs too: give its key file (--admin FILE), or have the transaction written out for it \
         (--print) where it is a multisig's vault or its key is elsewhere"
    )]
    AdminMissing {
        /// Who it is.
        admin: Address,
    },
    /// The key that was given is not the publisher admin's.
    #[error(
        "nothing was sent: --admin is {given}, and the publisher admin of the market {market} is {admin}"
    )]
    AdminOther {
        /// Whose key was given.
        given: Address,
        /// The market.
        market: Address,
        /// Its publisher admin.
        admin: Address,
    },
    /// The present key is behind a signing socket.
    #[error(
        "nothing was sent: {} signs reports alone, and publisher_rotate is none. Run this once where the key file is, with \
         BALLAST__KEY__SOCKET= BALLAST__KEY__FILE=/path/to/key.json before it; the node needs no restart for it",
        socket.display()
    )]
    BehindSocket {
        /// The socket.
        socket: PathBuf,
    },
    /// Too many feeds at once.
    #[error("{0}; or name one feed (--feed)")]
    TooLong(#[from] ListTooLong),
    /// A transaction that did not land, or cannot.
    #[error("publisher_rotate: {0}")]
    Send(Box<SendError>),
    /// What landed is not seen.
    #[error(
        "it landed, and no RPC node shows {successor} as named yet: run the same command again, which sends only what is missing"
    )]
    Unseen {
        /// Who was named.
        successor: Address,
    },
}

impl From<SendError> for RotationError {
    fn from(error: SendError) -> Self {
        Self::Send(Box::new(error))
    }
}

/// A feed on which the successor cannot be named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hindered {
    /// The feed's name.
    pub feed: String,
    /// Why.
    pub why: Why,
}

/// Why a feed is left as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// Its account cannot be read, in words.
    Unreadable(String),
    /// Its publishers forbid it.
    Hindrance(Hindrance),
}

impl fmt::Display for Hindered {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let feed = &self.feed;
        match &self.why {
            Why::Unreadable(reason) => write!(formatter, "{feed}: {reason}"),
            Why::Hindrance(hindrance) => write!(formatter, "{feed}: {hindrance}"),
        }
    }
}

fn joined(hindered: &[Hindered]) -> String {
    let hindered: Vec<String> = hindered.iter().map(ToString::to_string).collect();
    hindered.join("; ")
}
