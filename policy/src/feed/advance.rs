//! A round: from reports to what terms follow, or to a recommendation.

use super::{Effective, FeedConfig, FeedState, FeedStatus, Recommendation};
use crate::consensus::{Consensus, TooFew, consensus, narrow_median};
use crate::depth::WHOLE_DEPTH_BPS;
use crate::mode::Mode;
use crate::publisher::{PublisherRecord, Review, review};
use crate::regime::{Regime, RegimeRules, RegimeState, Round};
use crate::report::{MAX_PUBLISHERS, Report};
use crate::throttle::{Bound, Call};
use crate::unit::{Score, Timestamp};

/// What a round found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoundHeld {
    /// The consensus.
    pub consensus: Consensus,
    /// True when the round was far enough from the last counted one: publishers are judged by it.
    pub is_counted: bool,
}

/// What a round changes: the state, what each publisher's word counts for, and how each has done.
#[derive(Debug)]
pub struct RoundTable<'a> {
    /// What was heard and what terms follow.
    pub state: &'a mut FeedState,
    /// The publishers' last reports.
    pub reports: &'a mut [Report; MAX_PUBLISHERS],
    /// How each publisher has done.
    pub records: &'a mut [PublisherRecord; MAX_PUBLISHERS],
}

impl RoundTable<'_> {
    /// Holds a round at `now`; a counted one then judges the publishers by its median.
    pub fn hold(
        self,
        config: &FeedConfig,
        now: Timestamp,
    ) -> core::result::Result<(RoundHeld, Review), TooFew> {
        let held = self.state.advance(config, self.reports, now)?;
        let verdict = if held.is_counted {
            let median = held.consensus.median;
            review(self.records, self.reports, config, median, now)
        } else {
            Review::default()
        };
        Ok((held, verdict))
    }
}

impl FeedState {
    /// Holds a round at `now`: takes the consensus of `reports`, moves score and regime inside the throttle.
    ///
    /// 1. Below the quorum nothing changes; the feed degrades by its own age.
    /// 2. What is in force now, decay included, is the point of departure; the very first consensus departs from the start.
    /// 3. Reports that disagree or are too wide can tighten but not loosen: without agreement the score does not fall,
    ///    and with it not under what the narrow reports alone say.
    /// 4. The score moves by the throttle; the regime follows it up at once, and down by its own rules once the score has
    ///    come down to the regime's floor.
    /// 5. In an autonomous market that is what terms follow from now on. In an advisory one it is stored as a
    ///    recommendation; in a monitored one it is forgotten.
    pub fn advance(
        &mut self,
        config: &FeedConfig,
        reports: &[Report; MAX_PUBLISHERS],
        now: Timestamp,
    ) -> core::result::Result<RoundHeld, TooFew> {
        let rules = config.consensus_rules();
        let agreed = consensus(reports, now, &rules)?;
        let in_force = self.departure(config, now);
        let may_loosen = agreed.may_loosen(config.max_spread);
        let least = if !may_loosen {
            in_force.score
        } else if agreed.narrow < agreed.fresh {
            narrow_median(reports, now, &rules).min(in_force.score)
        } else {
            Score(0)
        };
        let ceiling = u64::from(self.counted_raw.0).saturating_add(u64::from(config.max_rise));
        let call = Call {
            target: agreed.median.max(least),
            score: in_force.score,
            regime: in_force.regime,
            may_loosen,
            is_rising: !self.counted_at.is_zero() && u64::from(agreed.median.0) > ceiling,
            is_counted: now.since(self.counted_at) >= u64::from(config.round_seconds),
        };
        let is_first = self.rounds == 0 && self.mode() == Mode::Autonomous;
        self.settle(in_force, now);
        let mut moved = *self;
        moved.move_coordinate(config, reports, call, is_first, now);
        self.hear(config, agreed, call, now);
        match self.mode() {
            Mode::Autonomous => self.follow(&moved),
            Mode::Advisory => self.recommend(config, &moved, now),
            Mode::Monitoring => self.wait(&moved),
        }
        Ok(RoundHeld {
            consensus: agreed,
            is_counted: call.is_counted,
        })
    }

    /// From where this round moves.
    fn departure(&self, config: &FeedConfig, now: Timestamp) -> Effective {
        if self.rounds != 0 {
            return self.effective(config, now);
        }
        let regime = Regime::from_byte(self.regime);
        Effective {
            score: self.score.max(regime.left_under()).min(Score::MAX),
            regime,
            status: FeedStatus::Held,
            score_jumped_at: self.jumped_at,
            depth_bps: self.depth_bps,
        }
    }

    /// Moves score, regime and throttle as an autonomous market would.
    fn move_coordinate(
        &mut self,
        config: &FeedConfig,
        reports: &[Report; MAX_PUBLISHERS],
        call: Call,
        is_first: bool,
        now: Timestamp,
    ) {
        let stands = (call.score, call.regime);
        self.throttle.renew(config, reports, stands, now);
        self.score = if is_first {
            call.target.max(call.score)
        } else {
            self.throttle.step(config, call, now)
        };
        let is_at_floor = self.score <= call.regime.left_under();
        let round = Round {
            score: if is_at_floor { call.target } else { self.score },
            now,
            may_loosen: call.may_loosen && !call.is_rising,
            is_counted: call.is_counted,
        };
        let rules = RegimeRules {
            confirmations: config.confirmations,
            min_dwell: u64::from(config.min_dwell_seconds),
        };
        let before = RegimeState {
            regime: call.regime,
            confirmations: self.confirmations,
            since: self.regime_since,
        };
        let after = before.after(&round, &rules);
        self.regime = after.regime as u8;
        self.confirmations = after.confirmations;
        self.regime_since = after.since;
    }

    /// Writes down what was heard, whatever becomes of it.
    fn hear(&mut self, config: &FeedConfig, agreed: Consensus, call: Call, now: Timestamp) {
        let jump = self.raw.0.saturating_add(config.score_jump);
        if self.rounds != 0 && agreed.median.0 >= jump {
            self.jumped_at = now;
        }
        if call.is_counted {
            self.counted_at = now;
            self.counted_raw = agreed.median;
        }
        self.raw = agreed.median;
        self.spread = agreed.spread;
        self.depth_bps = match self.mode() {
            Mode::Autonomous => agreed.depth_bps,
            Mode::Advisory | Mode::Monitoring => WHOLE_DEPTH_BPS,
        };
        self.fresh = agreed.fresh;
        self.quorum = agreed.quorum;
        self.is_disputed = u8::from(!call.may_loosen);
        self.consensus_at = now;
        self.rounds = self.rounds.saturating_add(1);
    }

    /// Takes over what `moved` says terms should follow.
    fn follow(&mut self, moved: &Self) {
        self.score = moved.score;
        self.regime = moved.regime;
        self.regime_since = moved.regime_since;
        self.confirmations = moved.confirmations;
        self.throttle = moved.throttle;
    }

    fn recommend(&mut self, config: &FeedConfig, moved: &Self, now: Timestamp) {
        self.recommendation = Recommendation::of(self, moved, config, now);
        self.wait(moved);
    }

    /// Keeps terms, and the rows of confirmations that a next round would go on from.
    fn wait(&mut self, moved: &Self) {
        self.confirmations = if moved.regime < self.regime {
            // It would have fallen: the row is complete and stays so until it does.
            self.confirmations.saturating_add(1)
        } else {
            moved.confirmations
        };
        self.throttle.lower_rounds = moved.throttle.lower_rounds;
        self.throttle.bound_by = Bound::Mode as u8;
    }
}
