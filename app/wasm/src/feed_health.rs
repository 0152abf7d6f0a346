//! Is a feed heard, and what happens when it is not.

use crate::scene::Scene;
use crate::{Answer, words};
use ballast_policy::consensus::{ConsensusRules, consensus};
use ballast_policy::feed::FeedStatus;
use ballast_policy::unit::Timestamp;

/// Five words: reports fresh at `now` and the quorum; the median of the fresh ones (hundredths of a point; the largest number
/// without a quorum); when silence begins to tighten and when it has brought the strictest terms, if no round is held until
/// then (Unix seconds; 0 where there never was a round or the mode holds the terms).
pub fn feed_health(scene: &Scene, feed: u32, now: u64) -> Answer {
    let now = Timestamp(now);
    let feed = scene.feed(feed)?;
    let (config, state) = (&feed.config, &feed.state);
    let rules = ConsensusRules {
        min_publishers: config.min_publishers,
        max_age: u64::from(config.max_report_age),
        max_half_width: config.max_half_width,
    };
    let (fresh, quorum, median) = match consensus(&feed.reports, now, &rules) {
        Ok(said) => (said.fresh, said.quorum, u64::from(said.median.0)),
        Err(few) => (few.fresh, few.quorum, u64::MAX),
    };
    let is_fixed = state.effective(config, now).status == FeedStatus::Fixed;
    let after = |seconds: u32| {
        if is_fixed || state.consensus_at.is_zero() {
            0
        } else {
            state.consensus_at.0.saturating_add(u64::from(seconds))
        }
    };
    Ok(words([
        u64::from(fresh),
        u64::from(quorum),
        median,
        after(config.hold_seconds),
        after(config.conservative_seconds),
    ]))
}
