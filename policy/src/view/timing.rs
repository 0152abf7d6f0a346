//! When a feed may loosen next, and when its silence begins to tighten.

use crate::feed::{FeedConfig, FeedState, FeedStatus};
use crate::regime::Regime;
use crate::unit::{Score, Timestamp};

impl FeedState {
    /// The later of the next counted round and the end of the loosening interval, moved on by the rounds that the row of
    /// confirmations still lacks; 0 where the score is at its floor.
    pub(super) fn score_loosens_from(&self, config: &FeedConfig, score: Score) -> Timestamp {
        if score <= Regime::from_byte(self.regime).left_under() || self.consensus_at.is_zero() {
            return Timestamp::ZERO;
        }
        let round = u64::from(config.round_seconds);
        let lacking = config
            .confirmations
            .saturating_sub(self.throttle.lower_rounds)
            .max(1);
        let confirmed = self
            .counted_at
            .0
            .saturating_add(round.saturating_mul(u64::from(lacking)));
        let interval = u64::from(config.loosen_interval_seconds);
        Timestamp(confirmed.max(self.throttle.loosened_at.0.saturating_add(interval)))
    }

    /// The end of the dwell or of the missing confirmations, whichever is later; 0 in calm.
    pub(super) fn regime_loosens_from(&self, config: &FeedConfig, regime: Regime) -> Timestamp {
        if regime == Regime::Calm || self.consensus_at.is_zero() {
            return Timestamp::ZERO;
        }
        let round = u64::from(config.round_seconds);
        let lacking = config
            .confirmations
            .saturating_sub(self.confirmations)
            .max(1);
        let confirmed = self
            .counted_at
            .0
            .saturating_add(round.saturating_mul(u64::from(lacking)));
        let dwelt = self
            .regime_since
            .0
            .saturating_add(u64::from(config.min_dwell_seconds));
        Timestamp(confirmed.max(dwelt))
    }

    /// The end of the hold, while it lasts; 0 after it, and where the mode lets nothing decay.
    pub(super) fn silence_tightens_from(
        &self,
        config: &FeedConfig,
        status: FeedStatus,
    ) -> Timestamp {
        match status {
            FeedStatus::Held => {
                let hold = u64::from(config.hold_seconds);
                Timestamp(self.consensus_at.0.saturating_add(hold))
            }
            _ => Timestamp::ZERO,
        }
    }
}
