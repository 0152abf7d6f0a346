//! What a reserve's feed and its second price source tell its breakers.

use super::{Breaker, BreakerRules};
use crate::feed::{Effective, FeedStatus};
use crate::price::{CachedPrice, PriceRules};
use crate::unit::Timestamp;

/// What is judged at each use, because silence itself is the signal and nobody calls in to report it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signals {
    /// When the feed's raw median last jumped by the feed's bound or more, Unix seconds; zero: never.
    pub score_jumped_at: Timestamp,
    /// The feed had no quorum for so long that its terms are the conservative ones: past T2. Before that its terms
    /// tighten on their schedule, and no breaker jumps ahead of it.
    pub is_degraded: bool,
    /// There is a second source, and its last price is no longer usable.
    pub is_second_silent: bool,
}

impl Signals {
    /// The signals at `now` of a feed and a second source; `second` is none where the reserve has but one.
    #[inline(always)]
    pub fn of(
        effective: Effective,
        second: Option<&CachedPrice>,
        rules: &PriceRules,
        now: Timestamp,
    ) -> Self {
        Self {
            score_jumped_at: effective.score_jumped_at,
            is_degraded: matches!(effective.status, FeedStatus::Conservative),
            is_second_silent: second.is_some_and(|second| second.check_usable(rules, now).is_err()),
        }
    }

    /// True when no breaker has anything to see.
    #[inline(always)]
    pub(crate) fn are_silent(self, rules: &BreakerRules, now: Timestamp) -> bool {
        let [_, _, _, jump, ..] = rules;
        let age = now.since(self.score_jumped_at);
        let is_jump_over =
            self.score_jumped_at.is_zero() || age >= u64::from(jump.duration_seconds);
        is_jump_over && !self.is_degraded && !self.is_second_silent
    }

    /// True where `breaker` is one that is judged at each use, and it is in force.
    #[inline(always)]
    pub(super) const fn is_standing(self, breaker: Breaker) -> bool {
        match breaker {
            Breaker::FeedDegraded => self.is_degraded,
            Breaker::SourcesDisagree => self.is_second_silent,
            _ => false,
        }
    }
}
