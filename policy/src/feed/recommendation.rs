//! What a round would have done, kept for acceptance.

use super::{FeedConfig, FeedState};
use crate::error::{Result, Rule};
use crate::mode::Mode;
use crate::regime::Regime;
use crate::unit::{Score, Timestamp};

/// A step that was recommended. All zero: none.
///
/// It holds from the very terms it was made for: a step from elsewhere could leap.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recommendation {
    /// Unix seconds until which it can be accepted; 0 for none.
    pub valid_until: Timestamp,
    /// The score it would have terms follow.
    pub score: Score,
    /// The score that was in force when it was made.
    pub from_score: Score,
    /// The regime it would have terms follow.
    pub regime: u8,
    /// The regime that was in force when it was made.
    pub from_regime: u8,
    /// Zero.
    pub padding: [u8; 2],
}

impl Recommendation {
    /// What `moved` would change of `stands`; none when it would change nothing.
    pub(super) fn of(
        stands: &FeedState,
        moved: &FeedState,
        config: &FeedConfig,
        now: Timestamp,
    ) -> Self {
        if moved.score == stands.score && moved.regime == stands.regime {
            return Self::default();
        }
        let validity = u64::from(config.recommendation_seconds);
        Self {
            valid_until: Timestamp(now.0.saturating_add(validity)),
            score: moved.score,
            from_score: stands.score,
            regime: moved.regime,
            from_regime: stands.regime,
            padding: [0; 2],
        }
    }
}

impl FeedState {
    /// Has terms follow the recommendation of `score` and `regime` from `now` on.
    ///
    /// 1. The market is advisory, and there is a recommendation that has not expired.
    /// 2. It is the one that was agreed to: each round replaces it.
    /// 3. What is in force is still what it was made for; after decay it is not.
    /// 4. A loosening waits for its interval and fits the day budget, which it is charged to now.
    pub fn accept(
        &mut self,
        config: &FeedConfig,
        (score, regime): (Score, Regime),
        now: Timestamp,
    ) -> Result<()> {
        let made = self.recommendation;
        if self.mode() != Mode::Advisory || made.valid_until.is_zero() {
            return Err(Rule::NoRecommendation.broken(u64::from(self.mode), Mode::Advisory as u64));
        }
        if now > made.valid_until {
            return Err(Rule::RecommendationExpired.broken(now.0, made.valid_until.0));
        }
        if made.score != score {
            let (found, agreed) = (u64::from(made.score.0), u64::from(score.0));
            return Err(Rule::RecommendationReplaced.broken(found, agreed));
        }
        if made.regime != regime as u8 {
            let (found, agreed) = (u64::from(made.regime), regime as u64);
            return Err(Rule::RecommendationReplaced.broken(found, agreed));
        }
        let in_force = self.effective(config, now);
        if in_force.score != made.from_score || in_force.regime as u8 != made.from_regime {
            let (stands, from) = (u64::from(in_force.score.0), u64::from(made.from_score.0));
            return Err(Rule::RecommendationSuperseded.broken(stands, from));
        }
        let fall = made.from_score.0.saturating_sub(made.score.0);
        if fall != 0 {
            self.charge(config, fall, now)?;
        }
        if made.regime != self.regime {
            self.regime_since = now;
            self.confirmations = 0;
        }
        self.score = made.score;
        self.regime = Regime::from_byte(made.regime) as u8;
        self.recommendation = Recommendation::default();
        Ok(())
    }

    fn charge(&mut self, config: &FeedConfig, fall: u16, now: Timestamp) -> Result<()> {
        let throttle = &mut self.throttle;
        let interval = u64::from(config.loosen_interval_seconds);
        let since = now.since(throttle.loosened_at);
        if since < interval {
            return Err(Rule::LoosenedTooRecently.broken(since, interval));
        }
        let limit = config.loosening();
        let room = throttle.budget.room(&limit, Regime::Calm, now);
        if u64::from(fall) > room {
            return Err(Rule::DayBudgetExceeded.broken(u64::from(fall), room));
        }
        throttle
            .budget
            .count(u64::from(fall), &limit, Regime::Calm, now);
        throttle.loosened_at = now;
        Ok(())
    }
}
