//! Let a publisher hand its slot to a new key.

use crate::error::{LendingError, refused};
use crate::event::PublisherRotated;
use crate::guard::{check_role, now, refuse_durable_nonce};
use crate::state::{Market, RiskFeed};
use anchor_lang::prelude::*;
use ballast_policy::Rule;

/// Accounts of `publisher_rotate`.
#[derive(Accounts)]
pub struct PublisherRotate {
    /// The market's publisher admin.
    pub publisher_admin: Signer,
    /// The publisher's present key.
    pub publisher: Signer,
    /// The market that the feed serves.
    pub market: Account<Market>,
    /// The feed that the publisher reports to.
    #[account(mut)]
    pub feed: Account<RiskFeed>,
    /// Proves that the transaction does not begin with a durable nonce.
    pub instructions: UncheckedAccount,
}

impl PublisherRotate {
    fn validate(&self, successor: &Address) -> Result<()> {
        refuse_durable_nonce(self.instructions.account())?;
        check_role(&self.publisher_admin, &self.market.roles.publisher_admin)?;
        require!(
            self.feed.market == *self.market.address(),
            LendingError::WrongMarket
        );
        require!(*successor != Address::default(), LendingError::EmptyKey);
        match self.feed.slot_of(successor) {
            Some(slot) => Err(refused(Rule::PublisherAlreadyListed.broken(slot as u64, 0))),
            None => Ok(()),
        }
    }

    /// 1. The publisher admin and the present key sign together, so that neither can give the vote away alone; no durable
    ///    nonce.
    /// 2. The new key is not empty and not listed.
    /// 3. The present key stays valid until the new one's first report, or for good if that does not come in time. Counters
    ///    and sequence go on.
    pub fn rotate(&mut self, successor: Address) -> Result<()> {
        self.validate(&successor)?;
        let slot = self.feed.slot_of(self.publisher.address());
        let slot = slot.ok_or_else(|| refused(Rule::UnknownPublisher.broken(0, 0)))?;
        let patience = u64::from(self.feed.config.rotation_seconds);
        let until = now()?.0.saturating_add(patience);
        if let Some(listed) = self.feed.publishers.get_mut(slot) {
            listed.successor = successor;
            listed.successor_until = until;
        }
        emit!(PublisherRotated {
            feed: *self.feed.address(),
            publisher: *self.publisher.address(),
            successor,
            until,
        });
        Ok(())
    }
}
