//! The risk feed: publishers, their last reports, the consensus and the regime.

use super::mirror::mirror;
use anchor_lang::prelude::*;
use ballast_policy::report::MAX_PUBLISHERS;
use ballast_policy::{feed, report};

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
        /// Reports further apart than this forbid loosening, hundredths of a point.
        max_spread: u16,
        /// A wider report does not vote for looser terms, hundredths of a point.
        max_half_width: u16,
        /// The quorum is at least this.
        min_publishers: u8,
        /// Rounds in a row that leave a regime downward.
        confirmations: u8,
        /// Zero.
        padding: [u8; 2],
    }
}

mirror! {
    /// The last consensus and the regime. All zero: there never was one.
    FeedState = feed::FeedState {
        /// Unix seconds of the last consensus; 0 for never.
        consensus_at: u64,
        /// Unix seconds since which the regime is in force.
        regime_since: u64,
        /// Unix seconds of the last round that counted towards loosening.
        counted_at: u64,
        /// Consensus rounds so far.
        rounds: u64,
        /// Score of the last consensus, hundredths of a point.
        score: u16,
        /// Largest minus smallest report of the last consensus, hundredths of a point.
        spread: u16,
        /// 0 calm, 1 transition, 2 stress.
        regime: u8,
        /// Rounds in a row that confirmed a milder regime.
        confirmations: u8,
        /// Fresh reports in the last consensus.
        fresh: u8,
        /// Reports it needed.
        quorum: u8,
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
        /// 1: votes. 0: free or muted.
        is_voting: u8,
        /// Zero.
        padding: [u8; 3],
    }
}

/// Who publishes, and with what.
#[repr(C)]
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable, IdlType)]
pub struct Publisher {
    /// The key that signs its reports; all zero for a free slot.
    pub key: Address,
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
    /// Publishers, by slot.
    pub publishers: [Publisher; MAX_PUBLISHERS],
    /// Which of the market's feeds.
    pub index: u16,
    /// Bump of the address.
    pub bump: u8,
    /// Zero.
    pub padding: [u8; 5],
}

const _: () = assert!(size_of::<RiskFeed>() == 32 + 32 + 40 + 16 * 24 + 16 * 96 + 8);

impl RiskFeed {
    /// The reports as policy sees them.
    #[inline(always)]
    pub fn policy_reports(&self) -> &[report::Report; MAX_PUBLISHERS] {
        // SAFETY: `Report` mirrors the policy's type (size, alignment and offsets asserted), so arrays agree as well.
        unsafe { &*core::ptr::from_ref(&self.reports).cast() }
    }

    /// The slot of the publisher with this key.
    #[inline(always)]
    pub fn slot_of(&self, key: &Address) -> Option<usize> {
        self.publishers
            .iter()
            .position(|publisher| anchor_lang::address_eq(&publisher.key, key))
    }
}
