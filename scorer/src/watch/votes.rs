//! How many votes of a feed are fresh now, whatever the last consensus counted.

use ballast_policy::consensus::{Consensus, ConsensusRules, consensus, quorum};
use ballast_policy::market::Feed;
use ballast_policy::report::{Report, Standing};
use ballast_policy::unit::Timestamp;

/// The votes of a feed at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Votes {
    /// Votes there are.
    pub voting: u8,
    /// Votes that are fresh.
    pub fresh: u8,
    /// Votes that are needed.
    pub quorum: u8,
    /// What the fresh ones say together; none below the quorum.
    pub agreed: Option<Consensus>,
    /// How old the last consensus is, seconds; none: there never was one.
    pub consensus_age_seconds: Option<u64>,
}

impl Votes {
    /// Those of `feed` at `now`.
    pub fn of(feed: &Feed, now: Timestamp) -> Self {
        let rules = ConsensusRules {
            min_publishers: feed.config.min_publishers,
            max_age: u64::from(feed.config.max_report_age),
            max_half_width: feed.config.max_half_width,
        };
        let voting = count(feed, |report| report.standing() == Standing::Voting);
        let consensus_at = feed.state.consensus_at;
        Self {
            voting,
            fresh: count(feed, |report| report.is_fresh(now, rules.max_age)),
            quorum: quorum(voting, rules.min_publishers),
            agreed: consensus(&feed.reports, now, &rules).ok(),
            consensus_age_seconds: (!consensus_at.is_zero()).then(|| now.since(consensus_at)),
        }
    }
}

fn count(feed: &Feed, counts: impl Fn(&Report) -> bool) -> u8 {
    let count = feed.reports.iter().filter(|report| counts(report)).count();
    u8::try_from(count).unwrap_or(u8::MAX)
}
