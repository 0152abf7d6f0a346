//! What a feed tells the breakers of the reserves that follow it.

use crate::unit::Timestamp;

/// Two facts of the feed, at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FeedSignals {
    /// When the raw median last jumped by the feed's bound or more, Unix seconds; zero: never.
    pub score_jumped_at: Timestamp,
    /// No quorum, and past the hold.
    pub is_degraded: bool,
}

impl FeedSignals {
    /// True when there is nothing for a breaker to see.
    #[inline(always)]
    pub const fn are_silent(self) -> bool {
        self.score_jumped_at.0 == 0 && !self.is_degraded
    }
}
