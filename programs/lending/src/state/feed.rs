//! The risk feed: publishers, their last reports, the consensus and the regime.

use super::mirror::mirror;
use anchor_lang::prelude::*;
use ballast_policy::publisher::seat::Listing;
use ballast_policy::report::MAX_PUBLISHERS;
use ballast_policy::{feed, limiter, publisher, report, throttle};

mirror! {
    /// How a feed listens and forgets. Meaning: `ballast_policy::feed::FeedConfig`.
    FeedConfig = feed::FeedConfig {
        /// A report older than this does not count, seconds.
        max_report_age: u32,
        /// How far a publisher's clock may run ahead, seconds.
        max_report_ahead: u32,
        /// T1: how long the last consensus is held, seconds.
        hold_seconds: u32,
        /// T2: when the conservative terms are reached, seconds after the last consensus.
        conservative_seconds: u32,
        /// How long a regime lasts at least before a milder one, seconds.
        min_dwell_seconds: u32,
        /// Rounds closer together than this count once towards loosening, seconds.
        round_seconds: u32,
        /// Loosenings of the score are at least this far apart, seconds.
        loosen_interval_seconds: u32,
        /// How long a recommendation can be accepted, seconds.
        recommendation_seconds: u32,
        /// How long a publisher's successor has for its first report, seconds.
        rotation_seconds: u32,
        /// Reports further apart than this forbid loosening, hundredths of a point.
        max_spread: u16,
        /// A wider report does not vote for looser terms, hundredths of a point.
        max_half_width: u16,
        /// The most that one epoch may tighten, hundredths of a point.
        tighten_step: u16,
        /// The most that one round may loosen, hundredths of a point.
        loosen_step: u16,
        /// The most that any 24 hours may loosen, hundredths of a point.
        day_budget: u16,
        /// A median that rose by more than this since the last counted round forbids loosening, hundredths of a point.
        max_rise: u16,
        /// A median that rose by this or more since the last round is a jump, hundredths of a point.
        score_jump: u16,
        /// A report farther than this from the median is an outlier, hundredths of a point.
        outlier_distance: u16,
        /// The quorum is at least this.
        min_publishers: u8,
        /// Counted rounds in a row that must lie lower before the score or the regime falls.
        confirmations: u8,
        /// Counted rounds in a row as an outlier that mute a publisher.
        outlier_rounds: u8,
        /// Counted rounds in a row that a new publisher is present and no outlier before it votes.
        shadow_rounds: u8,
    }
}

mirror! {
    /// A leaky bucket.
    Bucket = limiter::Bucket {
        /// What has passed and not drained.
        level: u64,
        /// Unix seconds up to which it has drained.
        updated_at: u64,
    }
}

mirror! {
    /// The throttle's memory. Meaning: `ballast_policy::throttle::Throttle`.
    Throttle = throttle::Throttle {
        /// Unix seconds since which the epoch lasts.
        epoch_at: u64,
        /// Unix seconds of the last loosening of the score.
        loosened_at: u64,
        /// What has been loosened and is not forgiven yet, hundredths of a point.
        budget: Bucket,
        /// The score in force when the epoch began, hundredths of a point.
        epoch_score: u16,
        /// The regime in force when the epoch began.
        epoch_regime: u8,
        /// Counted rounds in a row whose reports lay below what was in force.
        lower_rounds: u8,
        /// Which rule decided how far the last round moved: `ballast_policy::throttle::Bound`.
        bound_by: u8,
        /// Zero.
        padding: [u8; 3],
    }
}

mirror! {
    /// A step that waits for acceptance. All zero: none.
    Recommendation = feed::Recommendation {
        /// Unix seconds until which it can be accepted; 0 for none.
        valid_until: u64,
        /// The score it would have terms follow, hundredths of a point.
        score: u16,
        /// The score that was in force when it was made, hundredths of a point.
        from_score: u16,
        /// The regime it would have terms follow.
        regime: u8,
        /// The regime that was in force when it was made.
        from_regime: u8,
        /// Zero.
        padding: [u8; 2],
    }
}

mirror! {
    /// What was last heard and what terms follow. All zero: nothing was heard yet.
    FeedState = feed::FeedState {
        /// Unix seconds of the last consensus; 0 for never.
        consensus_at: u64,
        /// Unix seconds since which the regime is in force.
        regime_since: u64,
        /// Unix seconds of the last round that counted towards loosening.
        counted_at: u64,
        /// Consensus rounds so far.
        rounds: u64,
        /// Unix seconds of the last jump of the median; 0 for never.
        jumped_at: u64,
        /// How far the next round may move.
        throttle: Throttle,
        /// What the last round would have done in a market that waits for acceptance.
        recommendation: Recommendation,
        /// The score that terms follow, hundredths of a point.
        score: u16,
        /// The median of the last consensus, before the throttle, hundredths of a point.
        raw: u16,
        /// The median of the last counted round, hundredths of a point.
        counted_raw: u16,
        /// Largest minus smallest report of the last consensus, hundredths of a point.
        spread: u16,
        /// The lower median of the depths of the last consensus, basis points.
        depth_bps: u16,
        /// 0 calm, 1 transition, 2 stress.
        regime: u8,
        /// Counted rounds in a row that confirmed a milder regime.
        confirmations: u8,
        /// Fresh reports in the last consensus.
        fresh: u8,
        /// Reports it needed.
        quorum: u8,
        /// 0 autonomous, 1 advisory, 2 monitoring.
        mode: u8,
        /// 1: the reports of the last consensus disagreed or were too wide to loosen.
        is_disputed: u8,
    }
}

mirror! {
    /// The last accepted report of one publisher.
    Report = report::Report {
        /// Strictly increasing; 0 means none yet.
        sequence: u64,
        /// Unix seconds at which the inputs were seen.
        observed_at: u64,
        /// Risk, hundredths of a point.
        score: u16,
        /// Half of the interval that the publisher vouches for, hundredths of a point.
        half_width: u16,
        /// How much of the depth that governance measured the books have, basis points.
        depth_bps: u16,
        /// 0 silent (free or muted), 1 voting, 2 shadow.
        standing: u8,
        /// Zero.
        padding: u8,
    }
}

mirror! {
    /// How a publisher has done. Meaning: `ballast_policy::publisher::PublisherRecord`.
    PublisherRecord = publisher::PublisherRecord {
        /// Reports accepted.
        posts: u32,
        /// Counted rounds without a fresh report.
        misses: u32,
        /// How often it missed three counted rounds in a row.
        stale_runs: u16,
        /// Smoothed distance from the median, hundredths of a point.
        distance: u16,
        /// Counted rounds missed in a row.
        misses_in_a_row: u8,
        /// Counted rounds in a row in which it was an outlier.
        outliers_in_a_row: u8,
        /// Counted rounds in a row in which it was present and no outlier.
        good_in_a_row: u8,
        /// Zero.
        padding: u8,
    }
}

/// Who publishes, and with what.
#[repr(C)]
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable, IdlType)]
pub struct Publisher {
    /// The key that signs its reports; all zero for a free slot.
    pub key: Address,
    /// The key that takes the slot over with its first report; all zero for none.
    pub successor: Address,
    /// Unix seconds until which the successor may do so.
    pub successor_until: u64,
    /// SHA-256 of the model artifact behind the last report.
    pub model_hash: [u8; 32],
    /// SHA-256 of the inputs behind the last report.
    pub input_hash: [u8; 32],
}

/// A feed of risk scores. Address: `["feed", market, index]`.
#[account]
pub struct RiskFeed {
    /// The market that it serves.
    pub market: Address,
    /// How it listens and forgets.
    pub config: FeedConfig,
    /// The last consensus and the regime.
    pub state: FeedState,
    /// Last reports, by publisher slot.
    pub reports: [Report; MAX_PUBLISHERS],
    /// How each publisher has done, by slot.
    pub records: [PublisherRecord; MAX_PUBLISHERS],
    /// Publishers, by slot.
    pub publishers: [Publisher; MAX_PUBLISHERS],
    /// Which of the market's feeds.
    pub index: u16,
    /// Bump of the address.
    pub bump: u8,
    /// Zero.
    pub padding: [u8; 5],
}

const _: () = assert!(size_of::<RiskFeed>() == 32 + 56 + 112 + 16 * (24 + 16 + 136) + 8);

impl RiskFeed {
    /// Everything that a round changes, as policy sees it, and the configuration.
    #[inline(always)]
    pub fn policy_table(&mut self) -> (feed::RoundTable<'_>, &feed::FeedConfig) {
        // SAFETY: the elements mirror policy's types (size, alignment and offsets asserted), so the arrays agree as well;
        // the borrows are of different fields and exclusive.
        let (reports, records) = unsafe {
            (
                &mut *core::ptr::from_mut(&mut self.reports).cast(),
                &mut *core::ptr::from_mut(&mut self.records).cast(),
            )
        };
        let table = feed::RoundTable {
            state: self.state.policy_mut(),
            reports,
            records,
        };
        (table, self.config.policy())
    }

    /// The slot whose publisher named this key its successor, not later than `now`.
    #[cold]
    pub fn slot_of_successor(&self, key: &Address, now: u64) -> Option<usize> {
        self.publishers.iter().position(|publisher| {
            now <= publisher.successor_until && anchor_lang::address_eq(&publisher.successor, key)
        })
    }

    /// What the list says of this key, for whoever names it as a publisher.
    #[cold]
    pub fn listing(&self, key: &Address, is_launched: bool) -> Listing {
        Listing {
            listed: self.slot_of(key),
            free: self.slot_of(&Address::default()),
            standings: self
                .reports
                .each_ref()
                .map(|report| report.policy().standing()),
            min_publishers: self.config.min_publishers,
            is_launched,
        }
    }

    /// The slot of the publisher with this key.
    #[inline(always)]
    pub fn slot_of(&self, key: &Address) -> Option<usize> {
        self.publishers
            .iter()
            .position(|publisher| anchor_lang::address_eq(&publisher.key, key))
    }
}
