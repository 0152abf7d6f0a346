//! Hear a muted publisher again, without a vote at first.

use crate::error::{LendingError, refused};
use crate::event::PublisherUnmuted;
use crate::guard::{check_role, refuse_durable_nonce};
use crate::state::{Market, PublisherRecord, RiskFeed};
use anchor_lang::prelude::*;
use ballast_policy::Rule;
use ballast_policy::report::Standing;
use bytemuck::Zeroable;

/// Accounts of `publisher_unmute`.
#[derive(Accounts)]
pub struct PublisherUnmute {
    /// The market's publisher admin.
    pub publisher_admin: Signer,
    /// The market that the feed serves.
    pub market: Account<Market>,
    /// The feed that the publisher returns to.
    #[account(mut)]
    pub feed: Account<RiskFeed>,
    /// Proves that the transaction does not begin with a durable nonce.
    pub instructions: UncheckedAccount,
}

impl PublisherUnmute {
    fn validate(&self) -> Result<()> {
        refuse_durable_nonce(self.instructions.account())?;
        check_role(&self.publisher_admin, &self.market.roles.publisher_admin)?;
        require!(
            self.feed.market == *self.market.address(),
            LendingError::WrongMarket
        );
        Ok(())
    }

    /// 1. The publisher admin signs, and the feed is the market's; no durable nonce.
    /// 2. The key is listed and muted.
    /// 3. It is compared without a vote until it has proved itself anew, its counters at zero. No timelock is needed: it
    ///    was listed under one, and it votes only after its rounds in shadow.
    pub fn unmute(&mut self, publisher: Address) -> Result<()> {
        self.validate()?;
        let slot = self.feed.slot_of(&publisher);
        let slot = slot.ok_or_else(|| refused(Rule::UnknownPublisher.broken(0, 0)))?;
        let feed = &mut *self.feed;
        if let (Some(report), Some(record)) =
            (feed.reports.get_mut(slot), feed.records.get_mut(slot))
        {
            require!(
                report.standing == Standing::Silent as u8,
                LendingError::PublisherNotMuted
            );
            report.standing = Standing::Shadow as u8;
            *record = PublisherRecord::zeroed();
        }
        emit!(PublisherUnmuted {
            feed: *self.feed.address(),
            publisher,
            slot: slot as u64
        });
        Ok(())
    }
}
