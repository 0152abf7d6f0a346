//! A risk feed: from reports to the score and regime that terms follow, and what holds when reports stop.
//!
//! The stored state is never trusted to be current. [`FeedState::effective`] is evaluated at every use, so that a feed
//! that nobody advances loosens nothing: its score is held for T1 after the last consensus, then rises on a straight
//! line to 100 points, the conservative terms, at T2 (INV-24). Only a quorum can bring it down again, by the steps of
//! [`crate::throttle`].

mod advance;
mod recommendation;

use crate::depth::WHOLE_DEPTH_BPS;
use crate::error::Result;
use crate::mode::Mode;
use crate::regime::Regime;
use crate::throttle::Throttle;
use crate::unit::{Score, Timestamp};

pub use crate::feed_config::FeedConfig;
pub use advance::{RoundHeld, RoundTable};
pub use recommendation::Recommendation;

/// What was last heard and what terms follow. All zero: nothing was heard yet.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FeedState {
    /// Unix seconds of the last consensus; 0 for never.
    pub consensus_at: Timestamp,
    /// Unix seconds since which the regime is in force.
    pub regime_since: Timestamp,
    /// Unix seconds of the last round that counted towards loosening.
    pub counted_at: Timestamp,
    /// Consensus rounds so far (INV-18).
    pub rounds: u64,
    /// Unix seconds of the last jump of the median; 0 for never.
    pub jumped_at: Timestamp,
    /// How far the next round may move.
    pub throttle: Throttle,
    /// What the last round would have done in a market that waits for acceptance.
    pub recommendation: Recommendation,
    /// The score that terms follow, hundredths of a point.
    pub score: Score,
    /// The median of the last consensus, before the throttle.
    pub raw: Score,
    /// The median of the last counted round.
    pub counted_raw: Score,
    /// Largest minus smallest report of the last consensus.
    pub spread: u16,
    /// The lower median of the depths of the last consensus, basis points; all of it in a market that does not follow.
    pub depth_bps: u16,
    /// The regime that terms follow, see [`Regime::from_byte`].
    pub regime: u8,
    /// Counted rounds in a row that confirmed a milder regime.
    pub confirmations: u8,
    /// Fresh reports in the last consensus.
    pub fresh: u8,
    /// Reports it needed.
    pub quorum: u8,
    /// See [`Mode::from_byte`].
    pub mode: u8,
    /// 1: the reports of the last consensus disagreed or were too wide to loosen.
    pub is_disputed: u8,
}

/// Why the effective score is what it is.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FeedStatus {
    /// The last consensus is within T1.
    Held = 0,
    /// Past T1: the score rises towards the conservative terms.
    Decaying = 1,
    /// Past T2, or there never was a consensus: the conservative terms.
    Conservative = 2,
    /// The market's mode holds the terms where they are.
    Fixed = 3,
}

/// What terms follow at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effective {
    /// The score that counts, at least the floor of `regime`.
    pub score: Score,
    /// The regime that counts.
    pub regime: Regime,
    /// Where they come from.
    pub status: FeedStatus,
    /// When the raw median last jumped, Unix seconds; zero: never, or the mode lets nothing follow from it.
    pub score_jumped_at: Timestamp,
    /// How much of the measured depth the books have, basis points; all of it where nothing was heard, or terms do not follow
    /// the feed. See [`crate::depth`].
    pub depth_bps: u16,
}

impl Effective {
    /// The strictest terms there are.
    pub const CONSERVATIVE: Self = Self {
        score: Score::MAX,
        regime: Regime::Stress,
        status: FeedStatus::Conservative,
        score_jumped_at: Timestamp::ZERO,
        depth_bps: WHOLE_DEPTH_BPS,
    };
}

impl FeedState {
    /// A feed that has heard nothing, and from whose `start` the first consensus departs.
    pub fn opened(start: Score, mode: Mode) -> Result<Self> {
        Ok(Self {
            score: Score::new(start.0)?,
            regime: Regime::entered_at(start) as u8,
            mode: mode as u8,
            ..Self::default()
        })
    }

    /// How far the market lets the feed go.
    #[inline(always)]
    pub const fn mode(&self) -> Mode {
        Mode::from_byte(self.mode)
    }

    /// Changes the mode at `now`. Terms stay what they are at this moment, decay included.
    pub fn set_mode(&mut self, config: &FeedConfig, mode: Mode, now: Timestamp) {
        self.settle_now(config, now);
        self.recommendation = Recommendation::default();
        self.mode = mode as u8;
        self.depth_bps = WHOLE_DEPTH_BPS;
    }

    /// The score and regime in force at `now`.
    ///
    /// While a regime lasts, its score does not count for less than the score under which that regime is left: what
    /// the regime has tightened, a falling score alone cannot loosen.
    #[inline]
    pub fn effective(&self, config: &FeedConfig, now: Timestamp) -> Effective {
        let age = now.since(self.consensus_at);
        let (hold, end) = (
            u64::from(config.hold_seconds),
            u64::from(config.conservative_seconds),
        );
        let regime = Regime::from_byte(self.regime);
        let floored = self.score.max(regime.left_under()).min(Score::MAX);
        if self.mode() == Mode::Monitoring {
            return Effective {
                score: floored,
                regime,
                status: FeedStatus::Fixed,
                score_jumped_at: Timestamp::ZERO,
                depth_bps: WHOLE_DEPTH_BPS,
            };
        }
        if self.consensus_at.is_zero() || age >= end {
            return Effective::CONSERVATIVE;
        }
        let Some(past_hold) = age.checked_sub(hold).filter(|past| *past != 0) else {
            return Effective {
                score: floored,
                regime,
                status: FeedStatus::Held,
                score_jumped_at: self.jumped_at,
                depth_bps: self.depth_bps,
            };
        };
        let room = u64::from(Score::MAX.0.saturating_sub(floored.0));
        // Past the hold and before the end: the divisor exceeds zero and the quotient is at most `room`.
        let risen = room
            .saturating_mul(past_hold)
            .div_ceil(end.saturating_sub(hold).max(1));
        let score = Score(
            floored
                .0
                .saturating_add(u16::try_from(risen).unwrap_or(u16::MAX)),
        )
        .min(Score::MAX);
        Effective {
            score,
            regime: regime.max(Regime::entered_at(score)),
            status: FeedStatus::Decaying,
            score_jumped_at: self.jumped_at,
            depth_bps: self.depth_bps,
        }
    }

    /// True when the terms' score has caught up with the raw median: a jump that was seen is in the terms.
    pub fn is_jump_absorbed(&self) -> bool {
        self.raw <= self.score
    }

    /// Stores what is in force at `now` ahead of a change of settings, so that a longer T1 does not bring back what silence
    /// has tightened.
    pub fn settle_now(&mut self, config: &FeedConfig, now: Timestamp) {
        if self.rounds != 0 {
            self.settle(self.effective(config, now), now);
        }
    }

    /// Stores what is in force, so that decay is not undone by the consensus that ends it.
    fn settle(&mut self, in_force: Effective, now: Timestamp) {
        if in_force.regime as u8 != self.regime {
            self.regime_since = now;
        }
        if in_force.status == FeedStatus::Decaying || in_force.status == FeedStatus::Conservative {
            self.confirmations = 0;
            self.throttle.lower_rounds = 0;
        }
        self.score = in_force.score;
        self.regime = in_force.regime as u8;
    }
}

#[cfg(test)]
mod tests;
