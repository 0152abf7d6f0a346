//! Execute a change of a feed's settings, its mode or its publishers.

use super::publisher_add;
use crate::error::{LendingError, refused};
use crate::event::ChangeExecuted;
use crate::guard::{check_change, check_due, now, refuse_durable_nonce};
use crate::state::{ChangeKind, EXECUTED, FeedConfig, Market, PendingChange, RiskFeed};
use anchor_lang::prelude::*;
use ballast_policy::change::{ChangeClass, classify_feed};
use ballast_policy::mode::Mode;
use ballast_policy::unit::Timestamp;

/// Accounts of `change_execute_feed`. Anyone may: the change was authorised when it was proposed.
#[derive(Accounts)]
pub struct ChangeExecuteFeed {
    /// The market.
    pub market: Account<Market>,
    /// The change.
    #[account(mut)]
    pub change: Account<PendingChange>,
    /// The feed.
    #[account(mut)]
    pub feed: Account<RiskFeed>,
    /// Proves that the transaction does not begin with a durable nonce.
    pub instructions: UncheckedAccount,
}

impl ChangeExecuteFeed {
    /// 1. No durable nonce; the change is pending, of this market and for this feed.
    /// 2. It is classified against what is in force now, and its delay has passed: none for what tightens.
    /// 3. New settings lie within their own ranges and the market's hard bounds, a new publisher is not
    ///    listed and finds a slot. Then all of it takes effect, or none: settings without moving terms, a mode with the terms
    ///    of the moment, a publisher in shadow, or with a vote where fewer vote than the feed needs.
    pub fn execute(&mut self) -> Result<()> {
        refuse_durable_nonce(self.instructions.account())?;
        require!(
            self.feed.market == *self.market.address(),
            LendingError::WrongMarket
        );
        let kind = ChangeKind::from_byte(self.change.kind).ok_or(LendingError::UnknownChange)?;
        check_change(&self.change, &self.market, kind, self.feed.address())?;
        let now = now()?;
        let class = match kind {
            ChangeKind::Feed => self.configure(now)?,
            ChangeKind::Mode => self.set_mode(now),
            ChangeKind::PublisherAdd => self.list()?,
            _ => return Err(LendingError::UnknownChange.into()),
        };
        check_due(&self.change, &self.market, class, now)?;
        self.change.status = EXECUTED;
        emit!(ChangeExecuted {
            change: *self.change.address(),
            target: *self.feed.address(),
            class: class as u64
        });
        Ok(())
    }

    fn configure(&mut self, now: Timestamp) -> Result<ChangeClass> {
        let config = PendingChange::read::<FeedConfig>(&self.change.payload);
        let config = config.ok_or(LendingError::UnknownChange)?;
        let bounds = self.market.bounds.policy();
        bounds.check_feed(config.policy()).map_err(refused)?;
        let feed = &mut *self.feed;
        let class = classify_feed(feed.config.policy(), config.policy());
        // A longer T1 must not bring back what silence has tightened.
        feed.state
            .policy_mut()
            .settle_now(feed.config.policy(), now);
        feed.config = config;
        Ok(class)
    }

    fn set_mode(&mut self, now: Timestamp) -> ChangeClass {
        let byte = self.change.payload.first().copied().unwrap_or_default();
        let feed = &mut *self.feed;
        let state = feed.state.policy_mut();
        state.set_mode(feed.config.policy(), Mode::from_byte(byte), now);
        ChangeClass::Structure
    }

    fn list(&mut self) -> Result<ChangeClass> {
        let key = PendingChange::read::<[u8; 32]>(&self.change.payload);
        let key = key.ok_or(LendingError::UnknownChange)?;
        let is_launched = self.market.is_launched();
        publisher_add::list(&mut self.feed, Address::new_from_array(key), is_launched)?;
        Ok(ChangeClass::Structure)
    }
}
