//! Hold a round: reports to consensus, consensus to score and regime. Anyone may, at any time.

use crate::event::{ConsensusReached, PublisherMuted, PublisherPromoted, QuorumMissed};
use crate::guard::now;
use crate::state::RiskFeed;
use anchor_lang::prelude::*;
use ballast_policy::publisher::Review;

/// Accounts of `terms_advance`.
#[derive(Accounts)]
pub struct TermsAdvance {
    /// The feed.
    #[account(mut)]
    pub feed: Account<RiskFeed>,
}

impl TermsAdvance {
    /// 1. Below the quorum nothing changes: the feed degrades by its own age, whether anyone calls this or not.
    /// 2. Otherwise score and regime move by the rules of `ballast_policy::feed`, inside its throttle and its mode.
    /// 3. A counted round judges the publishers: who lied too long is muted, who proved itself in shadow gets its vote.
    pub fn advance(&mut self) -> Result<()> {
        let now = now()?;
        let regime_before = self.feed.state.regime;
        let (table, config) = self.feed.policy_table();
        match table.hold(config, now) {
            Ok((_, review)) => {
                self.tell(regime_before);
                if review != Review::default() {
                    self.tell_review(review);
                }
            }
            Err(few) => emit!(QuorumMissed {
                feed: *self.feed.address(),
                consensus_at: self.feed.state.consensus_at,
                fresh: u32::from(few.fresh),
                quorum: u32::from(few.quorum),
            }),
        }
        Ok(())
    }

    fn tell(&self, regime_before: u8) {
        let state = &self.feed.state;
        emit!(ConsensusReached {
            feed: *self.feed.address(),
            round: state.rounds,
            score: state.score,
            raw: state.raw,
            spread: state.spread,
            depth_bps: state.depth_bps,
            regime: state.regime,
            regime_before,
            fresh: state.fresh,
            quorum: state.quorum,
            bound_by: state.throttle.bound_by,
            mode: state.mode,
            padding: [0; 2],
        });
    }

    #[cold]
    fn tell_review(&self, review: Review) {
        for (slot, publisher) in self.feed.publishers.iter().enumerate() {
            let bit = u32::try_from(slot).map_or(0, |slot| 1u16.wrapping_shl(slot));
            let (feed, slot) = (*self.feed.address(), slot as u64);
            if review.muted & bit != 0 {
                emit!(PublisherMuted {
                    feed,
                    publisher: publisher.key,
                    slot,
                });
            }
            if review.promoted & bit != 0 {
                emit!(PublisherPromoted {
                    feed,
                    publisher: publisher.key,
                    slot,
                });
            }
        }
    }
}
