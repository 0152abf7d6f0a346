//! How far one round may move what terms follow.
//!
//! Every term is a function of one coordinate, a score and a regime, and only the coordinate is throttled. No term is ever
//! cut on its own, so the bundle moves whole or not at all (INV-22; the Aave CAPO loss of March 2026 came from one clipped
//! field beside one that was not).
//!
//! | | step | at most |
//! |---|---|---|
//! | tighten | `tighten_step` points and one regime, from where the epoch began | at once |
//! | loosen the score | `loosen_step` points | once per interval, inside the day budget |
//! | loosen the regime | one | after the dwell, with the score at the regime's floor |
//!
//! An epoch ends when a quorum has observed anew. So however often a round is held, one spoofed moment tightens by one
//! step and not across a term's range (INV-19).

mod reach;

pub use reach::{epochs_to_tighten, settled, soonest_loosened};

use crate::consensus::quorum;
use crate::feed_config::FeedConfig;
use crate::limiter::Bucket;
use crate::regime::{Regime, STRESS_FROM};
use crate::report::{MAX_PUBLISHERS, Report, Standing};
use crate::unit::{Score, Timestamp};

/// Which rule decided how far the last round moved.
#[repr(u8)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Bound {
    /// None: terms stand where the reports say, or at the floor of their regime.
    #[default]
    Nothing = 0,
    /// Reports disagree or are too wide: no loosening.
    Disagreement = 1,
    /// The median rose since the last counted round: no loosening.
    RisingStress = 2,
    /// Too few counted rounds in a row lie below.
    Confirmations = 3,
    /// The last loosening, or the last counted round, is too recent.
    Interval = 4,
    /// Loosened by one step; more would have been called for.
    LoosenStep = 5,
    /// The day's loosening is used up, or cut the step.
    DayBudget = 6,
    /// Tightened by one step or one regime; more was called for and needs new reports.
    TightenStep = 7,
    /// The market's mode: terms do not follow the feed by themselves.
    Mode = 8,
}

impl Bound {
    /// From its byte; an unknown byte is [`Bound::Nothing`].
    pub const fn from_byte(byte: u8) -> Self {
        match byte {
            1 => Self::Disagreement,
            2 => Self::RisingStress,
            3 => Self::Confirmations,
            4 => Self::Interval,
            5 => Self::LoosenStep,
            6 => Self::DayBudget,
            7 => Self::TightenStep,
            8 => Self::Mode,
            _ => Self::Nothing,
        }
    }
}

/// The throttle's memory.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Throttle {
    /// Unix seconds since which the epoch lasts.
    pub epoch_at: Timestamp,
    /// Unix seconds of the last loosening of the score.
    pub loosened_at: Timestamp,
    /// What has been loosened and is not forgiven yet, hundredths of a point.
    pub budget: Bucket,
    /// The score in force when the epoch began.
    pub epoch_score: Score,
    /// The regime in force when the epoch began.
    pub epoch_regime: u8,
    /// Counted rounds in a row whose reports lay below what was in force.
    pub lower_rounds: u8,
    /// See [`Bound`].
    pub bound_by: u8,
    /// Zero.
    pub padding: [u8; 3],
}

/// What a round asks for, and what it may rest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Call {
    /// Where the reports would have the score.
    pub target: Score,
    /// The score in force.
    pub score: Score,
    /// The regime in force.
    pub regime: Regime,
    /// The reports agree and are narrow.
    pub may_loosen: bool,
    /// The median rose since the last counted round.
    pub is_rising: bool,
    /// The round is far enough from the last counted one.
    pub is_counted: bool,
}

impl Throttle {
    /// Begins a new epoch at what is in force if a quorum has observed since this one began. A publisher's clock may run
    /// ahead by `max_report_ahead`: an observation counts as new only beyond that.
    pub(crate) fn renew(
        &mut self,
        config: &FeedConfig,
        reports: &[Report; MAX_PUBLISHERS],
        (score, regime): (Score, Regime),
        now: Timestamp,
    ) {
        let after = self
            .epoch_at
            .0
            .saturating_add(u64::from(config.max_report_ahead));
        let (mut voting, mut new) = (0u8, 0u8);
        for report in reports {
            if report.standing() != Standing::Voting {
                continue;
            }
            voting = voting.saturating_add(1);
            let is_new = report.observed_at.0 > after
                && report.is_recent(now, u64::from(config.max_report_age));
            new = new.saturating_add(u8::from(is_new));
        }
        if self.epoch_at.is_zero() || new >= quorum(voting, config.min_publishers) {
            self.epoch_at = now;
            self.epoch_score = score;
            self.epoch_regime = regime as u8;
        }
    }

    /// The score after a round, and the throttle's memory of it.
    pub(crate) fn step(&mut self, config: &FeedConfig, call: Call, now: Timestamp) -> Score {
        let (score, bound) = if call.target > call.score {
            self.lower_rounds = 0;
            self.tighten(config, call)
        } else {
            self.loosen(config, call, now)
        };
        self.bound_by = bound as u8;
        score
    }

    fn tighten(&self, config: &FeedConfig, call: Call) -> (Score, Bound) {
        // What was loosened since the epoch began lengthens no step.
        let base = self.epoch_score.min(call.score);
        let step = Score(base.0.saturating_add(config.tighten_step));
        let edge = match Regime::from_byte(self.epoch_regime).min(call.regime) {
            Regime::Calm => Score(STRESS_FROM.0.saturating_sub(1)),
            Regime::Transition | Regime::Stress => Score::MAX,
        };
        // What decay has already brought about is never taken back.
        let ceiling = step.min(edge).max(call.score);
        if call.target > ceiling {
            (ceiling, Bound::TightenStep)
        } else {
            (call.target, Bound::Nothing)
        }
    }

    fn loosen(&mut self, config: &FeedConfig, call: Call, now: Timestamp) -> (Score, Bound) {
        let goal = call.target.max(call.regime.left_under()).min(call.score);
        if !call.may_loosen {
            self.lower_rounds = 0;
            return (call.score, Bound::Disagreement);
        }
        let is_lower = call.target < call.score;
        if !is_lower {
            self.lower_rounds = 0;
            return (call.score, Bound::Nothing);
        }
        self.lower_rounds = self.lower_rounds.saturating_add(u8::from(call.is_counted));
        if call.is_rising {
            return (call.score, Bound::RisingStress);
        }
        if self.lower_rounds < config.confirmations {
            return (call.score, Bound::Confirmations);
        }
        let since = now.since(self.loosened_at);
        if !call.is_counted || since < u64::from(config.loosen_interval_seconds) {
            return (call.score, Bound::Interval);
        }
        self.take_step(config, call.score, goal, now)
    }

    fn take_step(
        &mut self,
        config: &FeedConfig,
        from: Score,
        goal: Score,
        now: Timestamp,
    ) -> (Score, Bound) {
        let wanted = from.0.saturating_sub(goal.0);
        let step = wanted.min(config.loosen_step);
        let limit = config.loosening();
        let room = self.budget.room(&limit, Regime::Calm, now);
        let taken = step.min(u16::try_from(room).unwrap_or(u16::MAX));
        if taken != 0 {
            self.budget
                .count(u64::from(taken), &limit, Regime::Calm, now);
            self.loosened_at = now;
        }
        let bound = if taken < step {
            Bound::DayBudget
        } else if step < wanted {
            Bound::LoosenStep
        } else {
            Bound::Nothing
        };
        (Score(from.0.saturating_sub(taken)), bound)
    }
}

/// The most that terms can loosen within a span, whoever publishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorstCase {
    /// Fall of the score, hundredths of a point.
    pub score: u16,
    /// Regimes left.
    pub regimes: u8,
}

/// The most that a captured majority can loosen within any `seconds`, having come to power when everything was ready for
/// the first step.
///
/// 1. The score: one step at once and one per interval; never more than the bucket holds and drains.
/// 2. The regime: one at once, and one per dwell.
pub fn worst_case(config: &FeedConfig, seconds: u64) -> WorstCase {
    let interval = u64::from(config.loosen_interval_seconds.max(config.round_seconds)).max(1);
    let steps = seconds.checked_div(interval).unwrap_or(0).saturating_add(1);
    let by_steps = steps.saturating_mul(u64::from(config.loosen_step));
    let limit = config.loosening();
    let refill = limit
        .capacity(Regime::Calm)
        .saturating_mul(seconds)
        .checked_div(u64::from(limit.window_seconds).max(1))
        .unwrap_or(u64::MAX);
    let score = by_steps.min(limit.capacity(Regime::Calm).saturating_add(refill));
    let dwell = u64::from(config.min_dwell_seconds.max(config.round_seconds)).max(1);
    let regimes = seconds.checked_div(dwell).unwrap_or(0).saturating_add(1);
    WorstCase {
        score: u16::try_from(score).unwrap_or(u16::MAX).min(Score::MAX.0),
        regimes: u8::try_from(regimes.min(2)).unwrap_or(2),
    }
}

#[cfg(test)]
mod tests;
