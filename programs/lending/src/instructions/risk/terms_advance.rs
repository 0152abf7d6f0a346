//! Hold a round: reports to consensus, consensus to score and regime. Anyone may, at any time.

use crate::event::{ConsensusReached, QuorumMissed};
use crate::guard::now;
use crate::state::RiskFeed;
use anchor_lang::prelude::*;

/// Accounts of `terms_advance`.
#[derive(Accounts)]
pub struct TermsAdvance {
    /// The feed.
    #[account(mut)]
    pub feed: Account<RiskFeed>,
}

impl TermsAdvance {
    /// 1. Below the quorum nothing changes: the feed degrades by its own age, whether anyone calls this or not.
    /// 2. Otherwise score and regime move by the rules of `ballast_policy::feed`.
    pub fn advance(&mut self) -> Result<()> {
        let now = now()?;
        let address = *self.feed.address();
        let mut state = self.feed.state;
        let regime_before = state.regime;
        let outcome =
            state
                .policy_mut()
                .advance(self.feed.config.policy(), self.feed.policy_reports(), now);
        match outcome {
            Ok(agreed) => {
                self.feed.state = state;
                emit!(ConsensusReached {
                    feed: address,
                    round: state.rounds,
                    score: state.score,
                    spread: agreed.spread,
                    regime: state.regime,
                    regime_before,
                    fresh: agreed.fresh,
                    quorum: agreed.quorum,
                });
            }
            Err(few) => emit!(QuorumMissed {
                feed: address,
                consensus_at: state.consensus_at,
                fresh: u32::from(few.fresh),
                quorum: u32::from(few.quorum),
            }),
        }
        Ok(())
    }
}
