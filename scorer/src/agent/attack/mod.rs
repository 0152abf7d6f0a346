//! A strategic attacker: three ways to take from the market by the published policy, each with its parameters.
//!
//! | attack | what it does | what it hopes |
//! |---|---|---|
//! | oracle push | puts up collateral, buys more of it on the thin local book, borrows against the price that the oracle then shows, sells, walks away | the debt exceeds what it leaves behind |
//! | utilisation squeeze | deposits what is lent, borrows until the vault is nearly empty, holds, repays | what depositors earn meanwhile exceeds what it pays |
//! | publisher capture | controls some publishers, has them lie, borrows on loose terms before a fall, walks away | more debt than honest terms would give |
//!
//! Profit is what the attacker has an hour after it is done (a day for a capture), at true prices, less what it began with. A
//! position counts for what it is worth above its debt, or for nothing: who is under water walks away. Its own collateral is
//! hedged, so that the market's drift is no profit.

mod actor;
mod search;

pub(super) use actor::Attacker;
pub use search::{Found, search};

use serde::Serialize;

/// Which attack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum AttackKind {
    /// Moves the thin book, and with it the oracle, and borrows against it.
    OraclePush,
    /// Borrows until hardly anything is left.
    UtilizationSqueeze,
    /// Has publishers lie.
    PublisherCapture,
}

/// An attack and its parameters. Money in dollars, times in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct AttackPlan {
    /// Which.
    pub kind: AttackKind,
    /// Which collateral it uses.
    pub reserve: usize,
    /// When it strikes, after the begin.
    pub at: u64,
    /// How long before that its collateral is put up: three days make it seasoned.
    pub lead: u64,
    /// Collateral that it puts up.
    pub own: f64,
    /// What it spends on the push, or deposits for a squeeze; not read by a capture.
    pub amount: f64,
    /// How long it holds on.
    pub hold: u64,
    /// How many publishers it controls.
    pub controlled: usize,
    /// What they say from `lead` before until it is done, hundredths of a point.
    pub lie: u16,
}

impl AttackPlan {
    /// The usual parameters of `kind`, striking so many seconds after the begin.
    pub fn new(kind: AttackKind, at: u64) -> Self {
        let hour = super::units::HOUR;
        Self {
            kind,
            reserve: 1,
            at,
            lead: (3 * super::units::DAY + hour).min(at),
            own: 300_000.0,
            amount: 300_000.0,
            hold: match kind {
                AttackKind::OraclePush => 600,
                AttackKind::UtilizationSqueeze => 6 * hour,
                AttackKind::PublisherCapture => 23 * hour,
            },
            controlled: match kind {
                AttackKind::PublisherCapture => 1,
                AttackKind::OraclePush | AttackKind::UtilizationSqueeze => 0,
            },
            lie: 0,
        }
    }

    /// What the attacker begins with: enough for every part of its plan.
    pub(super) fn capital(&self) -> f64 {
        self.own + self.amount
    }
}

/// How an attack ended, dollars.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct AttackOutcome {
    /// What it gained; negative where it lost.
    pub profit: f64,
    /// What it borrowed.
    pub borrowed: f64,
    /// Its debt that its collateral did not cover at the true price when it was judged.
    pub uncovered: f64,
}
