//! What a transaction may cost, and how long it is sent.

use std::time::Duration;

use serde::Deserialize;
use solana_commitment_config::{CommitmentConfig, CommitmentLevel};

use crate::backoff::Doubling;
use crate::settings::{SettingsError, above_zero};

/// What a transaction may cost.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FeeConfig {
    /// Compute units asked for beyond those of the simulation, per cent.
    pub compute_margin_percent: u32,
    /// Which of the recent fees on the accounts we write is paid, per cent of blocks that took less.
    pub percentile: u32,
    /// The least that is offered, micro-lamports a unit.
    pub floor_micro_lamports: u64,
    /// The most that is ever offered, micro-lamports a unit.
    pub cap_micro_lamports: u64,
    /// What each attempt offers beyond the one before, per cent.
    pub escalation_percent: u32,
    /// Attempts in all: how often what expired is sent again at a higher price, and one.
    pub attempts_most: u32,
}

impl Default for FeeConfig {
    fn default() -> Self {
        Self {
            compute_margin_percent: 10,
            percentile: 75,
            floor_micro_lamports: 1_000,
            cap_micro_lamports: 1_000_000,
            escalation_percent: 100,
            attempts_most: 3,
        }
    }
}

impl FeeConfig {
    /// Checks that it can work.
    ///
    /// # Errors
    /// [`SettingsError::Value`], by the key.
    pub fn check(&self) -> Result<(), SettingsError> {
        above_zero(&[("fee.attempts_most", self.attempts_most.into())])?;
        if self.percentile > 100 {
            let (key, found) = ("fee.percentile", self.percentile);
            return Err(SettingsError::value(key, found, "0 to 100"));
        }
        let (key, floor) = ("fee.floor_micro_lamports", self.floor_micro_lamports);
        if floor > self.cap_micro_lamports {
            let expected = "at most fee.cap_micro_lamports";
            return Err(SettingsError::value(key, floor, expected));
        }
        if floor == 0 && self.escalation_percent > 0 {
            let expected = "1 or more, or no escalation: nothing can be raised from zero";
            return Err(SettingsError::value(key, floor, expected));
        }
        Ok(())
    }
}

/// How long a transaction is sent, and when it counts as landed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ConfirmConfig {
    /// From when on it counts as landed: `confirmed` or `finalized`.
    pub commitment: CommitmentLevel,
    /// How often its status is asked for, milliseconds.
    pub poll_every_ms: u64,
    /// First wait before it is broadcast again, milliseconds; it doubles.
    pub resend_first_ms: u64,
    /// Longest wait before it is broadcast again, milliseconds.
    pub resend_most_ms: u64,
    /// After how long the sender stops watching a transaction that neither landed nor expired, milliseconds: it is
    /// ambiguous then.
    pub give_up_after_ms: u64,
}

impl Default for ConfirmConfig {
    fn default() -> Self {
        Self {
            commitment: CommitmentLevel::Confirmed,
            poll_every_ms: 250,
            resend_first_ms: 1_000,
            resend_most_ms: 4_000,
            give_up_after_ms: 180_000,
        }
    }
}

impl ConfirmConfig {
    /// Checks that it can work.
    ///
    /// # Errors
    /// [`SettingsError::Value`], by the key.
    pub fn check(&self) -> Result<(), SettingsError> {
        if self.commitment == CommitmentLevel::Processed {
            let expected = "confirmed or finalized: a processed transaction may vanish";
            return Err(SettingsError::value(
                "confirm.commitment",
                self.commitment,
                expected,
            ));
        }
        above_zero(&[
            ("confirm.poll_every_ms", self.poll_every_ms),
            ("confirm.resend_first_ms", self.resend_first_ms),
            ("confirm.resend_most_ms", self.resend_most_ms),
            ("confirm.give_up_after_ms", self.give_up_after_ms),
        ])
    }

    pub(super) fn commitment(&self) -> CommitmentConfig {
        CommitmentConfig {
            commitment: self.commitment,
        }
    }

    pub(super) fn poll(&self) -> Duration {
        Duration::from_millis(self.poll_every_ms)
    }

    /// The wait before broadcast number `number`, from one.
    pub(super) fn resend(&self, number: u32) -> Duration {
        Doubling::of_millis(self.resend_first_ms, self.resend_most_ms).after(number)
    }

    pub(super) fn give_up(&self) -> Duration {
        Duration::from_millis(self.give_up_after_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_cannot_work_are_refused() {
        let fee = |text: &str| toml::from_str::<FeeConfig>(text).unwrap().check();
        let confirm = |text: &str| toml::from_str::<ConfirmConfig>(text).unwrap().check();
        let key = |refused: Result<(), SettingsError>| match refused {
            Err(SettingsError::Value { key, .. }) => key,
            other => panic!("{other:?}"),
        };

        assert!(fee("").is_ok() && confirm("").is_ok());
        assert_eq!(key(fee("percentile = 101")), "fee.percentile");
        assert_eq!(key(fee("attempts_most = 0")), "fee.attempts_most");
        assert!(fee("floor_micro_lamports = 0").is_err());
        assert!(fee("floor_micro_lamports = 0\nescalation_percent = 0").is_ok());
        assert!(fee("floor_micro_lamports = 9\ncap_micro_lamports = 8").is_err());
        assert!(confirm("commitment = 'processed'").is_err());
        assert!(confirm("commitment = 'finalized'").is_ok());
        assert_eq!(key(confirm("poll_every_ms = 0")), "confirm.poll_every_ms");
    }

    #[test]
    fn resends_grow_apart_up_to_the_longest() {
        let config = ConfirmConfig::default();

        let waits: Vec<_> = (1..=4)
            .map(|number| config.resend(number).as_millis())
            .collect();

        assert_eq!(waits, [1_000, 2_000, 4_000, 4_000]);
    }
}
