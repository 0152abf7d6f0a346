//! What a transaction may cost, and how long it is sent.

use std::time::Duration;

use serde::Deserialize;
use solana_commitment_config::{CommitmentConfig, CommitmentLevel};

use crate::backoff::Doubling;

/// A setting that cannot work.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{key} is {found}, expected {expected}")]
pub struct SettingError {
    /// The setting.
    pub key: &'static str,
    /// What it is.
    pub found: String,
    /// What it may be.
    pub expected: &'static str,
}

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
    /// Attempts in all: how often a transaction that expired is signed anew, and one.
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
    pub(super) fn checked(&self) -> Result<(), SettingError> {
        let refused = |key, found: u64, expected| {
            let found = found.to_string();
            Err(SettingError {
                key,
                found,
                expected,
            })
        };
        if self.percentile > 100 {
            let found = self.percentile.into();
            return refused("percentile", found, "0 to 100");
        }
        if self.attempts_most == 0 {
            return refused("attempts_most", 0, "1 or more");
        }
        if self.floor_micro_lamports > self.cap_micro_lamports {
            let found = self.floor_micro_lamports;
            let expected = "at most cap_micro_lamports";
            return refused("floor_micro_lamports", found, expected);
        }
        if self.floor_micro_lamports == 0 && self.escalation_percent > 0 {
            let expected = "1 or more, or no escalation: nothing can be raised from zero";
            return refused("floor_micro_lamports", 0, expected);
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
    pub(super) fn checked(&self) -> Result<(), SettingError> {
        if self.commitment == CommitmentLevel::Processed {
            return Err(SettingError {
                key: "commitment",
                found: self.commitment.to_string(),
                expected: "confirmed or finalized: a processed transaction may vanish",
            });
        }
        let above_zero = [
            ("poll_every_ms", self.poll_every_ms),
            ("resend_first_ms", self.resend_first_ms),
            ("resend_most_ms", self.resend_most_ms),
            ("give_up_after_ms", self.give_up_after_ms),
        ];
        match above_zero.into_iter().find(|(_, value)| *value == 0) {
            Some((key, value)) => Err(SettingError {
                key,
                found: value.to_string(),
                expected: "a number above it",
            }),
            None => Ok(()),
        }
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
        let fee = |text: &str| toml::from_str::<FeeConfig>(text).unwrap().checked();
        let confirm = |text: &str| toml::from_str::<ConfirmConfig>(text).unwrap().checked();

        assert!(fee("").is_ok() && confirm("").is_ok());
        assert_eq!(fee("percentile = 101").unwrap_err().key, "percentile");
        assert_eq!(fee("attempts_most = 0").unwrap_err().key, "attempts_most");
        assert!(fee("floor_micro_lamports = 0").is_err());
        assert!(fee("floor_micro_lamports = 0\nescalation_percent = 0").is_ok());
        assert!(fee("floor_micro_lamports = 9\ncap_micro_lamports = 8").is_err());
        assert!(confirm("commitment = 'processed'").is_err());
        assert!(confirm("commitment = 'finalized'").is_ok());
        assert_eq!(
            confirm("poll_every_ms = 0").unwrap_err().key,
            "poll_every_ms"
        );
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
