//! A risk feed: from reports to the score and regime that terms follow, and what holds when reports stop.
//!
//! The stored state is never trusted to be current. [`FeedState::effective`] is evaluated at every use, so that a feed
//! that nobody advances loosens nothing: its score is held for T1 after the last consensus, then rises on a straight
//! line to 100 points, the conservative terms, at T2 (INV-24). Only a quorum can bring it down again.

use crate::consensus::{Consensus, ConsensusRules, TooFew, consensus, narrow_median};
use crate::error::{Result, Rule};
use crate::regime::{Regime, RegimeRules, RegimeState, Round};
use crate::report::{MAX_PUBLISHERS, Report, ReportTimes};
use crate::unit::{Score, Timestamp};

/// How a feed listens and forgets. Times in seconds, scores in hundredths of a point.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FeedConfig {
    /// A report older than this does not count; 1 to 3 600.
    pub max_report_age: u32,
    /// How far a publisher's clock may run ahead; at most 60.
    pub max_report_ahead: u32,
    /// T1: how long the last consensus is held; 1 to 86 400.
    pub hold_seconds: u32,
    /// T2: when the conservative terms are reached; above T1, at most 172 800.
    pub conservative_seconds: u32,
    /// How long a regime lasts at least before a milder one; at most 604 800.
    pub min_dwell_seconds: u32,
    /// Rounds closer together than this count once towards loosening; above what a report can live, `max_report_age`
    /// plus `max_report_ahead`, so that each counted round has reports of its own; at most 86 400.
    pub round_seconds: u32,
    /// Reports further apart than this forbid loosening.
    pub max_spread: u16,
    /// A report with a larger half-width does not vote for looser terms.
    pub max_half_width: u16,
    /// The quorum is at least this; 1 to 16.
    pub min_publishers: u8,
    /// Rounds in a row that leave a regime downward; 1 to 255.
    pub confirmations: u8,
    /// Zero.
    pub padding: [u8; 2],
}

impl FeedConfig {
    /// Checks every field against the bounds in its doc.
    pub fn validate(&self) -> Result<()> {
        within(self.max_report_age, 1, 3_600)?;
        within(self.max_report_ahead, 0, 60)?;
        within(self.hold_seconds, 1, 86_400)?;
        within(
            self.conservative_seconds,
            self.hold_seconds.saturating_add(1),
            172_800,
        )?;
        within(self.min_dwell_seconds, 0, 604_800)?;
        // Closer rounds could count one and the same set of reports twice.
        let lifetime = self.max_report_age.saturating_add(self.max_report_ahead);
        within(self.round_seconds, lifetime.saturating_add(1), 86_400)?;
        within(u32::from(self.max_spread), 0, u32::from(Score::MAX.0))?;
        within(u32::from(self.max_half_width), 0, u32::from(Score::MAX.0))?;
        within(u32::from(self.min_publishers), 1, 16)?;
        within(u32::from(self.confirmations), 1, 255)
    }

    /// When a report is believed.
    #[inline(always)]
    pub fn report_times(&self) -> ReportTimes {
        ReportTimes {
            max_age: u64::from(self.max_report_age),
            max_ahead: u64::from(self.max_report_ahead),
        }
    }

    fn consensus_rules(&self) -> ConsensusRules {
        ConsensusRules {
            min_publishers: self.min_publishers,
            max_age: u64::from(self.max_report_age),
            max_half_width: self.max_half_width,
        }
    }
}

fn within(given: u32, least: u32, most: u32) -> Result<()> {
    if given < least {
        return Err(Rule::SettingOutOfRange.broken(u64::from(given), u64::from(least)));
    }
    if given > most {
        return Err(Rule::SettingOutOfRange.broken(u64::from(given), u64::from(most)));
    }
    Ok(())
}

/// The last consensus and the regime. All zero: there never was one.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FeedState {
    /// Unix seconds of the last consensus; 0 for never.
    pub consensus_at: Timestamp,
    /// Unix seconds since which the regime is in force.
    pub regime_since: Timestamp,
    /// Unix seconds of the last round that counted towards loosening.
    pub counted_at: Timestamp,
    /// Consensus rounds so far.
    pub rounds: u64,
    /// The score of the last consensus, hundredths of a point.
    pub score: Score,
    /// Largest minus smallest report of the last consensus.
    pub spread: u16,
    /// The regime, see [`Regime::from_byte`].
    pub regime: u8,
    /// Rounds in a row that confirmed a milder regime.
    pub confirmations: u8,
    /// Fresh reports in the last consensus.
    pub fresh: u8,
    /// Reports it needed.
    pub quorum: u8,
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
}

impl Effective {
    /// The strictest terms there are.
    pub const CONSERVATIVE: Self = Self {
        score: Score::MAX,
        regime: Regime::Stress,
        status: FeedStatus::Conservative,
    };
}

impl FeedState {
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
        if self.consensus_at.is_zero() || age >= end {
            return Effective::CONSERVATIVE;
        }
        let regime = Regime::from_byte(self.regime);
        let floored = self.score.max(regime.left_under()).min(Score::MAX);
        let Some(past_hold) = age.checked_sub(hold).filter(|past| *past != 0) else {
            return Effective {
                score: floored,
                regime,
                status: FeedStatus::Held,
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
        }
    }

    /// Holds a round at `now`: takes the consensus of `reports`, moves score and regime.
    ///
    /// 1. Below the quorum nothing changes; the feed degrades by its own age.
    /// 2. What is in force now, decay included, is the point of departure.
    /// 3. Reports that disagree or are too wide can tighten but not loosen: without agreement the score does not fall,
    ///    and with it not under what the narrow reports alone say.
    /// 4. The regime moves up at once and down by its rules; a round counts towards loosening only when the last
    ///    counted one is `round_seconds` old.
    pub fn advance(
        &mut self,
        config: &FeedConfig,
        reports: &[Report; MAX_PUBLISHERS],
        now: Timestamp,
    ) -> core::result::Result<Consensus, TooFew> {
        let rules = config.consensus_rules();
        let agreed = consensus(reports, now, &rules)?;
        let in_force = self.effective(config, now);
        let may_loosen = agreed.may_loosen(config.max_spread);
        let least = if !may_loosen {
            in_force.score
        } else if agreed.narrow < agreed.fresh {
            narrow_median(reports, now, &rules).min(in_force.score)
        } else {
            Score(0)
        };
        let score = agreed.median.max(least);
        let is_counted = now.since(self.counted_at) >= u64::from(config.round_seconds);
        let rules = RegimeRules {
            confirmations: config.confirmations,
            min_dwell: u64::from(config.min_dwell_seconds),
        };
        let round = Round {
            score,
            now,
            may_loosen,
            is_counted,
        };
        let regime = self.settled(in_force, now).after(&round, &rules);
        self.regime = regime.regime as u8;
        self.confirmations = regime.confirmations;
        self.regime_since = regime.since;
        if is_counted {
            self.counted_at = now;
        }
        self.score = score;
        self.spread = agreed.spread;
        self.fresh = agreed.fresh;
        self.quorum = agreed.quorum;
        self.consensus_at = now;
        self.rounds = self.rounds.saturating_add(1);
        Ok(agreed)
    }

    /// The stored regime, or the one that decay has brought into force since. Past T1 the row of confirmations is broken.
    fn settled(&self, in_force: Effective, now: Timestamp) -> RegimeState {
        if in_force.regime > Regime::from_byte(self.regime) {
            return RegimeState::entered(in_force.regime, now);
        }
        let is_held = in_force.status == FeedStatus::Held;
        RegimeState {
            regime: in_force.regime,
            confirmations: if is_held { self.confirmations } else { 0 },
            since: self.regime_since,
        }
    }
}

#[cfg(test)]
mod tests;
