//! The risk feed: publishers, their last reports, the consensus and the regime.

use super::Account;
use solana_address::Address;

/// How a feed listens and forgets. Meaning: `ballast_policy::feed::FeedConfig`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct FeedConfig {
    /// A report older than this does not count, seconds.
    pub max_report_age: u32,
    /// How far a publisher's clock may run ahead, seconds.
    pub max_report_ahead: u32,
    /// T1: how long the last consensus is held, seconds.
    pub hold_seconds: u32,
    /// T2: when the conservative terms are reached, seconds after the last consensus.
    pub conservative_seconds: u32,
    /// How long a regime lasts at least before a milder one, seconds.
    pub min_dwell_seconds: u32,
    /// Rounds closer together than this count once towards loosening, seconds.
    pub round_seconds: u32,
    /// Loosenings of the score are at least this far apart, seconds.
    pub loosen_interval_seconds: u32,
    /// How long a recommendation can be accepted, seconds.
    pub recommendation_seconds: u32,
    /// How long a publisher's successor has for its first report, seconds.
    pub rotation_seconds: u32,
    /// Reports further apart than this forbid loosening, hundredths of a point.
    pub max_spread: u16,
    /// A wider report does not vote for looser terms, hundredths of a point.
    pub max_half_width: u16,
    /// The most that one epoch may tighten, hundredths of a point.
    pub tighten_step: u16,
    /// The most that one round may loosen, hundredths of a point.
    pub loosen_step: u16,
    /// The most that any 24 hours may loosen, hundredths of a point.
    pub day_budget: u16,
    /// A median that rose by more than this since the last counted round forbids loosening, hundredths of a point.
    pub max_rise: u16,
    /// A median that rose by this or more since the last round is a jump, hundredths of a point.
    pub score_jump: u16,
    /// A report farther than this from the median is an outlier, hundredths of a point.
    pub outlier_distance: u16,
    /// The quorum is at least this.
    pub min_publishers: u8,
    /// Counted rounds in a row that must lie lower before the score or the regime falls.
    pub confirmations: u8,
    /// Counted rounds in a row as an outlier that mute a publisher.
    pub outlier_rounds: u8,
    /// Counted rounds in a row that a new publisher is present and no outlier before it votes.
    pub shadow_rounds: u8,
}

/// A leaky bucket.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct Bucket {
    /// What has passed and not drained.
    pub level: u64,
    /// Unix seconds up to which it has drained.
    pub updated_at: u64,
}

/// The throttle's memory. Meaning: `ballast_policy::throttle::Throttle`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct Throttle {
    /// Unix seconds since which the epoch lasts.
    pub epoch_at: u64,
    /// Unix seconds of the last loosening of the score.
    pub loosened_at: u64,
    /// What has been loosened and is not forgiven yet, hundredths of a point.
    pub budget: Bucket,
    /// The score in force when the epoch began, hundredths of a point.
    pub epoch_score: u16,
    /// The regime in force when the epoch began.
    pub epoch_regime: u8,
    /// Counted rounds in a row whose reports lay below what was in force.
    pub lower_rounds: u8,
    /// Which rule decided how far the last round moved: `ballast_policy::throttle::Bound`.
    pub bound_by: u8,
    /// Zero.
    pub padding: [u8; 3],
}

/// A step that waits for acceptance. All zero: none.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct Recommendation {
    /// Unix seconds until which it can be accepted; 0 for none.
    pub valid_until: u64,
    /// The score it would have terms follow, hundredths of a point.
    pub score: u16,
    /// The score that was in force when it was made, hundredths of a point.
    pub from_score: u16,
    /// The regime it would have terms follow.
    pub regime: u8,
    /// The regime that was in force when it was made.
    pub from_regime: u8,
    /// Zero.
    pub padding: [u8; 2],
}

/// What was last heard and what terms follow. All zero: nothing was heard yet.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct FeedState {
    /// Unix seconds of the last consensus; 0 for never.
    pub consensus_at: u64,
    /// Unix seconds since which the regime is in force.
    pub regime_since: u64,
    /// Unix seconds of the last round that counted towards loosening.
    pub counted_at: u64,
    /// Consensus rounds so far.
    pub rounds: u64,
    /// Unix seconds of the last jump of the median; 0 for never.
    pub jumped_at: u64,
    /// How far the next round may move.
    pub throttle: Throttle,
    /// What the last round would have done in a market that waits for acceptance.
    pub recommendation: Recommendation,
    /// The score that terms follow, hundredths of a point.
    pub score: u16,
    /// The median of the last consensus, before the throttle, hundredths of a point.
    pub raw: u16,
    /// The median of the last counted round, hundredths of a point.
    pub counted_raw: u16,
    /// Largest minus smallest report of the last consensus, hundredths of a point.
    pub spread: u16,
    /// The lower median of the depths of the last consensus, basis points.
    pub depth_bps: u16,
    /// 0 calm, 1 transition, 2 stress.
    pub regime: u8,
    /// Counted rounds in a row that confirmed a milder regime.
    pub confirmations: u8,
    /// Fresh reports in the last consensus.
    pub fresh: u8,
    /// Reports it needed.
    pub quorum: u8,
    /// 0 autonomous, 1 advisory, 2 monitoring.
    pub mode: u8,
    /// 1: the reports of the last consensus disagreed or were too wide to loosen.
    pub is_disputed: u8,
}

/// The last accepted report of one publisher.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct Report {
    /// Strictly increasing; 0 means none yet.
    pub sequence: u64,
    /// Unix seconds at which the inputs were seen.
    pub observed_at: u64,
    /// Risk, hundredths of a point.
    pub score: u16,
    /// Half of the interval that the publisher vouches for, hundredths of a point.
    pub half_width: u16,
    /// How much of the depth that governance measured the books have, basis points.
    pub depth_bps: u16,
    /// 0 silent (free or muted), 1 voting, 2 shadow.
    pub standing: u8,
    /// Zero.
    pub padding: u8,
}

/// How a publisher has done. Meaning: `ballast_policy::publisher::PublisherRecord`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct PublisherRecord {
    /// Reports accepted.
    pub posts: u32,
    /// Counted rounds without a fresh report.
    pub misses: u32,
    /// How often it missed three counted rounds in a row.
    pub stale_runs: u16,
    /// Smoothed distance from the median, hundredths of a point.
    pub distance: u16,
    /// Counted rounds missed in a row.
    pub misses_in_a_row: u8,
    /// Counted rounds in a row in which it was an outlier.
    pub outliers_in_a_row: u8,
    /// Counted rounds in a row in which it was present and no outlier.
    pub good_in_a_row: u8,
    /// Zero.
    pub padding: u8,
}

/// Who publishes, and with what.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
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
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct RiskFeed {
    /// The market that it serves.
    pub market: Address,
    /// How it listens and forgets.
    pub config: FeedConfig,
    /// The last consensus and the regime.
    pub state: FeedState,
    /// Last reports, by publisher slot.
    pub reports: [Report; 16],
    /// How each publisher has done, by slot.
    pub records: [PublisherRecord; 16],
    /// Publishers, by slot.
    pub publishers: [Publisher; 16],
    /// Which of the market's feeds.
    pub index: u16,
    /// Bump of the address.
    pub bump: u8,
    /// Zero.
    pub padding: [u8; 5],
}

impl Account for RiskFeed {
    const NAME: &'static str = "RiskFeed";
    const DISCRIMINATOR: [u8; 8] = [247, 224, 196, 169, 127, 18, 24, 89];
}
