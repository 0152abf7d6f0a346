//! Accept what an advisory feed recommends.

use crate::error::{LendingError, refused};
use crate::event::RecommendationAccepted;
use crate::guard::{now, refuse_durable_nonce};
use crate::state::{Market, RiskFeed};
use anchor_lang::prelude::*;
use ballast_policy::regime::Regime;
use ballast_policy::unit::Score;

/// Accounts of `recommendation_accept`.
#[derive(Accounts)]
pub struct RecommendationAccept {
    /// The market's governance or its risk admin.
    pub authority: Signer,
    /// The market that the feed serves.
    pub market: Account<Market>,
    /// The feed that recommends.
    #[account(mut)]
    pub feed: Account<RiskFeed>,
    /// Proves that the transaction does not begin with a durable nonce.
    pub instructions: UncheckedAccount,
}

impl RecommendationAccept {
    fn validate(&self) -> Result<()> {
        refuse_durable_nonce(self.instructions.account())?;
        let (roles, signer) = (&self.market.roles, *self.authority.address());
        require!(
            signer == roles.governance || signer == roles.risk_admin,
            LendingError::WrongAuthority
        );
        require!(
            self.feed.market == *self.market.address(),
            LendingError::WrongMarket
        );
        Ok(())
    }

    /// 1. Governance or the risk admin signs, and the feed is the market's; no durable nonce.
    /// 2. The feed is advisory; it still recommends what the signer agreed to, which has not expired and was made for the
    ///    terms in force now.
    /// 3. Terms follow it from now on; a loosening is charged to the day's budget.
    pub fn accept(&mut self, score: u16, regime: u8) -> Result<()> {
        self.validate()?;
        let now = now()?;
        let feed = &mut *self.feed;
        let state = feed.state.policy_mut();
        let agreed = (Score(score), Regime::from_byte(regime));
        let accepted = state.accept(feed.config.policy(), agreed, now);
        accepted.map_err(refused)?;
        emit!(RecommendationAccepted {
            feed: *self.feed.address(),
            authority: *self.authority.address(),
            score: u32::from(self.feed.state.score),
            regime: u32::from(self.feed.state.regime),
        });
        Ok(())
    }
}
