//! Take a publisher's vote away, at once.

use crate::error::{LendingError, refused};
use crate::event::PublisherMuted;
use crate::state::{Market, RiskFeed};
use anchor_lang::prelude::*;
use ballast_policy::Rule;
use ballast_policy::report::Standing;

/// Accounts of `publisher_mute`.
#[derive(Accounts)]
pub struct PublisherMute {
    /// The market's publisher admin or its guardian.
    pub authority: Signer,
    /// The market that the feed serves.
    pub market: Account<Market>,
    /// The feed that the publisher leaves.
    #[account(mut)]
    pub feed: Account<RiskFeed>,
}

impl PublisherMute {
    fn validate(&self) -> Result<()> {
        let roles = &self.market.roles;
        let signer = *self.authority.address();
        require!(
            signer == roles.publisher_admin || signer == roles.guardian,
            LendingError::WrongAuthority
        );
        require!(
            self.feed.market == *self.market.address(),
            LendingError::WrongMarket
        );
        Ok(())
    }

    /// 1. The publisher admin or the guardian signs, and the feed is the market's.
    /// 2. The key is listed.
    /// 3. Its report no longer counts, from now on; the quorum is taken over those who still vote. Its successor is
    ///    forgotten.
    pub fn mute(&mut self, publisher: Address) -> Result<()> {
        self.validate()?;
        let slot = self.feed.slot_of(&publisher);
        let slot = slot.ok_or_else(|| refused(Rule::UnknownPublisher.broken(0, 0)))?;
        if let Some(report) = self.feed.reports.get_mut(slot) {
            report.standing = Standing::Silent as u8;
        }
        if let Some(listed) = self.feed.publishers.get_mut(slot) {
            listed.successor = Address::default();
            listed.successor_until = 0;
        }
        emit!(PublisherMuted {
            feed: *self.feed.address(),
            publisher,
            slot: slot as u64
        });
        Ok(())
    }
}
