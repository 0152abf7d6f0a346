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
    /// Reports further apart than this forbid loosening, hundredths of a point.
    pub max_spread: u16,
    /// A wider report does not vote for looser terms, hundredths of a point.
    pub max_half_width: u16,
    /// The quorum is at least this.
    pub min_publishers: u8,
    /// Rounds in a row that leave a regime downward.
    pub confirmations: u8,
    /// Zero.
    pub padding: [u8; 2],
}

/// The last consensus and the regime. All zero: there never was one.
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
    /// Score of the last consensus, hundredths of a point.
    pub score: u16,
    /// Largest minus smallest report of the last consensus, hundredths of a point.
    pub spread: u16,
    /// 0 calm, 1 transition, 2 stress.
    pub regime: u8,
    /// Rounds in a row that confirmed a milder regime.
    pub confirmations: u8,
    /// Fresh reports in the last consensus.
    pub fresh: u8,
    /// Reports it needed.
    pub quorum: u8,
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
    /// 1: votes. 0: free or muted.
    pub is_voting: u8,
    /// Zero.
    pub padding: [u8; 3],
}

/// Who publishes, and with what.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct Publisher {
    /// The key that signs its reports; all zero for a free slot.
    pub key: Address,
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
