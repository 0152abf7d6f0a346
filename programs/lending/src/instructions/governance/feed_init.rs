//! Create a risk feed.

use crate::constants::FEED_SEED;
use crate::error::{LendingError, refused};
use crate::event::FeedCreated;
use crate::guard::{check_role, refuse_durable_nonce};
use crate::state::{FeedConfig, Market, RiskFeed};
use anchor_lang::prelude::*;
use ballast_policy::feed::FeedState;
use ballast_policy::mode::Mode;
use ballast_policy::unit::Score;

/// Accounts of `feed_init`.
#[derive(Accounts)]
pub struct FeedInit {
    /// Pays the rent.
    // Whoever signs besides may pay as well.
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    /// The market's governance.
    pub governance: Signer,
    /// The market that the feed serves.
    #[account(mut)]
    pub market: Account<Market>,
    /// The feed to create.
    #[account(init, payer = payer, seeds = [FEED_SEED, market.address().as_ref(), &market.feed_count.to_le_bytes()], bump)]
    pub feed: Account<RiskFeed>,
    /// Creates the account.
    pub system_program: Program<System>,
    /// Proves that the transaction does not begin with a durable nonce.
    pub instructions: UncheckedAccount,
}

impl FeedInit {
    fn validate(&self, config: &FeedConfig) -> Result<()> {
        refuse_durable_nonce(self.instructions.account())?;
        check_role(&self.governance, &self.market.roles.governance)?;
        let bounds = self.market.bounds.policy();
        bounds.check_feed(config.policy()).map_err(refused)
    }

    /// 1. Governance signs; no durable nonce.
    /// 2. The configuration lies within its own ranges and the market's hard bounds, and `start` is a score.
    /// 3. The feed takes the market's next index and mode; without a consensus its terms are the conservative ones, and the
    ///    first one departs from `start`.
    pub fn create(&mut self, config: FeedConfig, start: u16, bump: u8) -> Result<()> {
        self.validate(&config)?;
        let index = self.market.feed_count;
        self.market.feed_count = index.checked_add(1).ok_or(LendingError::IndexExhausted)?;
        let market = *self.market.address();
        let mode = Mode::from_byte(self.market.mode);
        let state = FeedState::opened(Score(start), mode).map_err(refused)?;
        let feed = &mut self.feed;
        feed.market = market;
        feed.config = config;
        feed.state = state.into();
        feed.index = index;
        feed.bump = bump;
        emit!(FeedCreated {
            feed: *self.feed.address(),
            market
        });
        Ok(())
    }
}
