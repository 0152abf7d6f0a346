//! List a publisher.

use crate::error::{LendingError, refused};
use crate::event::PublisherAdded;
use crate::guard::{check_role, refuse_durable_nonce};
use crate::state::{Market, Publisher, PublisherRecord, Report, RiskFeed};
use anchor_lang::prelude::*;
use ballast_policy::publisher::seat::Seat;
use bytemuck::Zeroable;

/// Accounts of `publisher_add`.
#[derive(Accounts)]
pub struct PublisherAdd {
    /// The market's publisher admin.
    pub publisher_admin: Signer,
    /// The market that the feed serves.
    pub market: Account<Market>,
    /// The feed that the publisher joins.
    #[account(mut)]
    pub feed: Account<RiskFeed>,
    /// Proves that the transaction does not begin with a durable nonce.
    pub instructions: UncheckedAccount,
}

impl PublisherAdd {
    fn validate(&self) -> Result<()> {
        refuse_durable_nonce(self.instructions.account())?;
        check_role(&self.publisher_admin, &self.market.roles.publisher_admin)?;
        require!(
            self.feed.market == *self.market.address(),
            LendingError::WrongMarket
        );
        require!(!self.market.is_launched(), LendingError::MustBeProposed);
        Ok(())
    }

    /// 1. The publisher admin signs, and the feed is the market's; no durable nonce.
    /// 2. The market is not launched: afterwards a publisher is proposed as a change.
    /// 3. The key is not listed yet. It takes the first free slot and votes from its first report on.
    pub fn add(&mut self, publisher: Address) -> Result<()> {
        self.validate()?;
        list(&mut self.feed, publisher, false)
    }
}

/// Lists `publisher` in the seat that [`Listing::seat`] gives it, its record empty.
///
/// [`Listing::seat`]: ballast_policy::publisher::seat::Listing::seat
pub(super) fn list(
    feed: &mut Account<RiskFeed>,
    publisher: Address,
    is_launched: bool,
) -> Result<()> {
    let listing = feed.listing(&publisher, is_launched);
    let Seat { slot, standing } = listing.seat().map_err(refused)?;
    let inner = &mut **feed;
    if let (Some(listed), Some(report), Some(record)) = (
        inner.publishers.get_mut(slot),
        inner.reports.get_mut(slot),
        inner.records.get_mut(slot),
    ) {
        *record = PublisherRecord::zeroed();
        *listed = Publisher {
            key: publisher,
            ..Publisher::zeroed()
        };
        *report = Report {
            standing: standing as u8,
            ..Report::zeroed()
        };
    }
    emit!(PublisherAdded {
        feed: *feed.address(),
        publisher,
        slot: slot as u64
    });
    Ok(())
}
