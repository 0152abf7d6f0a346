//! List a publisher.

use crate::error::{LendingError, refused};
use crate::event::PublisherAdded;
use crate::guard::{check_role, refuse_durable_nonce};
use crate::state::{Market, Publisher, PublisherRecord, Report, RiskFeed};
use anchor_lang::prelude::*;
use ballast_policy::Rule;
use ballast_policy::report::{MAX_PUBLISHERS, Standing};
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

/// Lists `publisher` in the first free slot, its record empty: with a vote at once, or in shadow where the feed has all
/// the voters it needs.
///
/// In shadow one is compared with the median. A feed with too few voters has none, so that whoever joins it votes; and one
/// that was muted may be named again, or such a feed could run out of slots. Either is a change under its timelock.
pub(super) fn list(
    feed: &mut Account<RiskFeed>,
    publisher: Address,
    is_launched: bool,
) -> Result<()> {
    let is_short = !feed.has_enough_voters();
    let standing = if is_launched && !is_short {
        Standing::Shadow
    } else {
        Standing::Voting
    };
    // No key stands in the free slots, and nobody can report for it.
    let is_somebody = publisher != Address::default();
    let slot = match feed.slot_of(&publisher) {
        Some(slot) if is_somebody && is_launched && is_short && !feed.is_voter(slot) => slot,
        Some(slot) => return Err(refused(Rule::PublisherAlreadyListed.broken(slot as u64, 0))),
        None => {
            let most = MAX_PUBLISHERS as u64;
            let free = feed.slot_of(&Address::default());
            free.ok_or_else(|| refused(Rule::NoFreePublisherSlot.broken(most, most)))?
        }
    };
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
