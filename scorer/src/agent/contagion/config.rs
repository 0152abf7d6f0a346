//! What ties pools together, and which of them fails.

use crate::agent::error::AgentError;
use crate::agent::units::float;
use serde::Serialize;

/// What ties the pools of a simulation together. Each channel can be turned off; what the pools are, and who is in them,
/// stays as it is, so that two runs differ by the channel alone.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ContagionConfig {
    /// The share of the first borrowers who are in two pools, with half of their money in each.
    pub shared_borrowers: f64,
    /// Channel: pools trade on the same books. Off: each has books, oracles and arbitrageurs of its own, each as deep.
    pub common_books: bool,
    /// Channel: who is in two pools has one wallet for both, and leaves the one after a liquidation in the other.
    pub one_wallet: bool,
    /// Channel: how much of another pool's [`super::alarm`] depositors feel, from 0, nothing, to 1, as if it were their own.
    pub fear: f64,
    /// Whether publishers read the other pools ([`crate::evidence::pools_floor_hundredths`]).
    pub scores_see: bool,
    /// Pools that fail.
    pub failures: Vec<PoolFailure>,
}

/// A pool that is shown no prices for a while: nobody can be liquidated there until they come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PoolFailure {
    /// Which: from zero, in the order of stewards.
    pub pool: usize,
    /// From when, seconds after the begin.
    pub from: u64,
    /// Until when, seconds after the begin.
    pub until: u64,
}

impl ContagionConfig {
    /// Pools with the same books only: what several stewards have without a configuration of contagion.
    pub const fn books_alone() -> Self {
        Self {
            shared_borrowers: 0.0,
            common_books: true,
            one_wallet: false,
            fear: 0.0,
            scores_see: false,
            failures: Vec::new(),
        }
    }

    /// Every channel: three in ten borrowers in two pools, depositors who feel another pool's alarm at three tenths, and
    /// publishers who read all pools. Assumed, from no data.
    pub const fn linked() -> Self {
        Self {
            shared_borrowers: 0.3,
            common_books: true,
            one_wallet: true,
            fear: 0.3,
            scores_see: true,
            failures: Vec::new(),
        }
    }

    /// The same people in the same pools with every channel off.
    #[must_use]
    pub fn apart(self) -> Self {
        Self {
            common_books: false,
            one_wallet: false,
            fear: 0.0,
            scores_see: false,
            ..self
        }
    }

    /// Whether borrower `number` of `count` is in two of `pools`.
    pub(in crate::agent) fn is_shared(&self, number: usize, count: usize, pools: usize) -> bool {
        pools > 1 && float(number as u64) < self.shared_borrowers * float(count as u64)
    }

    /// Whether `pool` is shown no prices, `since` seconds after the begin.
    pub(in crate::agent) fn is_failing(&self, pool: usize, since: u64) -> bool {
        let mut failures = self.failures.iter();
        failures
            .any(|failure| failure.pool == pool && (failure.from..failure.until).contains(&since))
    }

    /// # Errors
    /// [`AgentError::SettingOutOfRange`].
    pub(in crate::agent) fn validate(&self) -> Result<(), AgentError> {
        for (setting, given) in [
            ("shared_borrowers", self.shared_borrowers),
            ("fear", self.fear),
        ] {
            if !(0.0..=1.0).contains(&given) {
                return Err(AgentError::SettingOutOfRange {
                    setting,
                    given,
                    rule: "from 0 to 1",
                });
            }
        }
        Ok(())
    }
}
