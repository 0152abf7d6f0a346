//! Alerts, and the exit codes that they become.

use serde::Serialize;

use crate::keeper::KeeperError;

/// What an alert is about. The order is that of severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A breaker in force, a market that is paused, a reserve that is nearly lent out.
    Market,
    /// A publisher that stopped, strays, is unsure, or differs from the others.
    Publisher,
    /// A price that is too old to be used, or waits to be loaded.
    Price,
    /// A feed without a quorum, or close to losing it, or whose terms tighten by themselves.
    Quorum,
    /// A chain that cannot be read or stands, so that nothing else can be told.
    Chain,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::Market,
        Self::Publisher,
        Self::Price,
        Self::Quorum,
        Self::Chain,
    ];

    /// The exit code of a look whose worst alert is of this kind.
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Market => 10,
            Self::Publisher => 11,
            Self::Price => 12,
            Self::Quorum => 13,
            Self::Chain => 14,
        }
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Market => "market",
            Self::Publisher => "publisher",
            Self::Price => "price",
            Self::Quorum => "quorum",
            Self::Chain => "chain",
        }
    }
}

/// Something to look after.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Alert {
    /// What it is about.
    pub kind: Kind,
    /// The rule, the same from look to look: `publisher_stale`.
    pub rule: &'static str,
    /// The account that it is about, base 58; of a publisher its key.
    pub subject: String,
    /// Where: `feed 0`, `reserve 2`, `market`.
    pub place: String,
    /// What is wrong, with the numbers.
    pub text: String,
}

impl Alert {
    /// Nothing else can be told of `market`, because of `trouble` with its chain.
    pub(super) fn of_chain(market: String, trouble: &KeeperError) -> Self {
        let rule = match trouble {
            KeeperError::ChainStands { .. } => "chain_stands",
            _ => "market_unreadable",
        };
        Self {
            kind: Kind::Chain,
            rule,
            subject: market,
            place: "chain".to_owned(),
            text: trouble.to_string(),
        }
    }

    /// What stays the same while it lasts.
    pub fn identity(&self) -> (&'static str, &str, &str) {
        (self.rule, &self.subject, &self.place)
    }
}
