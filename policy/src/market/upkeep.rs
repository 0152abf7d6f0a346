//! What anyone does to a market: interest, prices, notes, fees, insurance, bad debt, flash loans, breakers.

use super::{Market, Snapshot, get};
use crate::action::{self, FlashLoan, PriceMut};
use crate::breaker::Breaker;
use crate::error::Result;
use crate::ledger::Loss;
use crate::position::Position;
use crate::price::Quote;
use crate::reward::Side;
use crate::unit::{ReserveIndex, Timestamp, TokenAmount};

impl Market<'_> {
    /// Counts interest and puts the present rate into force.
    pub fn accrue(&mut self, index: ReserveIndex, now: Timestamp) -> Result<()> {
        self.one(index, now, |reserve, _, _| {
            action::accrue(reserve, now);
            Ok(())
        })
    }

    /// Takes an oracle's quote over, and that of a second source, see [`action::refresh()`].
    pub fn refresh(
        &mut self,
        index: ReserveIndex,
        decimals: u8,
        quote: &Quote,
        second_quote: Option<&Quote>,
        now: Timestamp,
    ) -> Result<()> {
        let mut draft = *get(self.reserves, index)?;
        let mut price = PriceMut {
            price: &mut draft.price,
            second: draft.second.as_mut(),
            flows: &mut draft.flows,
            limits: &draft.limits,
            rules: &draft.config.price,
            decimals,
        };
        action::refresh(&mut price, quote, second_quote, now)?;
        self.put(index, &draft);
        Ok(())
    }

    /// Notes that `position` is unhealthy, see [`action::mark()`].
    pub fn mark(&self, position: &mut Position, now: Timestamp) -> Result<()> {
        let source = Snapshot {
            reserves: self.reserves,
            feeds: self.feeds,
            now,
        };
        action::mark(position, &source, now)
    }

    /// Writes off what `position` owes to a reserve, see [`action::resolve_bad_debt()`].
    pub fn resolve_bad_debt(
        &mut self,
        position: &mut Position,
        index: ReserveIndex,
        now: Timestamp,
    ) -> Result<(TokenAmount, Loss)> {
        let mut draft = *position;
        let resolved = self.one(index, now, |reserve, market, _| {
            action::resolve_bad_debt(reserve, market, &mut draft, now)
        })?;
        *position = draft;
        Ok(resolved)
    }

    /// Opens a side's rewards, see [`crate::reward::RewardStream::open`].
    pub fn open_rewards(&mut self, index: ReserveIndex, side: Side) -> Result<()> {
        let mut draft = *get(self.reserves, index)?;
        draft.rewards_mut(side).open()?;
        self.put(index, &draft);
        Ok(())
    }

    /// Funds a side's rewards, see [`action::fund_rewards()`].
    pub fn fund_rewards(
        &mut self,
        index: ReserveIndex,
        side: Side,
        amount: TokenAmount,
        seconds: u32,
        now: Timestamp,
    ) -> Result<()> {
        self.one(index, now, |reserve, _, _| {
            action::fund_rewards(reserve, side, amount, seconds, now)
        })
    }

    /// Closes a side's rewards, see [`action::retire_rewards()`].
    pub fn retire_rewards(
        &mut self,
        index: ReserveIndex,
        side: Side,
        now: Timestamp,
    ) -> Result<TokenAmount> {
        self.one(index, now, |reserve, _, _| {
            action::retire_rewards(reserve, side, now)
        })
    }

    /// Pays out what `position` has earned, see [`action::claim_reward()`].
    pub fn claim_reward(
        &mut self,
        position: &mut Position,
        index: ReserveIndex,
        side: Side,
        now: Timestamp,
    ) -> Result<TokenAmount> {
        self.one(index, now, |reserve, _, _| {
            Ok(action::claim_reward(reserve, side, position, now))
        })
    }

    /// Takes a reserve's fees out, see [`action::collect_fees()`].
    pub fn collect_fees(
        &mut self,
        index: ReserveIndex,
        now: Timestamp,
    ) -> Result<(TokenAmount, TokenAmount)> {
        self.one(index, now, |reserve, _, _| {
            action::collect_fees(reserve, now)
        })
    }

    /// Pays the host of a borrow that has just been made, see [`action::pay_host()`].
    pub fn pay_host(
        &mut self,
        index: ReserveIndex,
        fee: TokenAmount,
        now: Timestamp,
    ) -> Result<TokenAmount> {
        self.one(index, now, |reserve, _, _| action::pay_host(reserve, fee))
    }

    /// Gives tokens to a reserve for bad debt, see [`action::insure()`].
    pub fn insure(
        &mut self,
        index: ReserveIndex,
        amount: TokenAmount,
        now: Timestamp,
    ) -> Result<()> {
        self.one(index, now, |reserve, _, _| {
            action::insure(reserve, amount, now)
        })
    }

    /// Lends tokens for the length of a transaction, see [`action::flash_borrow()`].
    pub fn flash_borrow(
        &mut self,
        index: ReserveIndex,
        amount: TokenAmount,
        now: Timestamp,
    ) -> Result<FlashLoan> {
        self.one(index, now, |reserve, market, _| {
            action::flash_borrow(reserve, market, amount, now)
        })
    }

    /// Books a flash loan that came back, see [`action::flash_repay()`].
    pub fn flash_repay(
        &mut self,
        index: ReserveIndex,
        loan: FlashLoan,
        now: Timestamp,
    ) -> Result<TokenAmount> {
        self.one(index, now, |reserve, _, _| {
            action::flash_repay(reserve, loan, now)
        })
    }

    /// Ends a breaker before its time, see [`action::release()`].
    pub fn release(&mut self, index: ReserveIndex, breaker: Breaker, now: Timestamp) -> Result<()> {
        let feed = get(self.reserves, index)?.feed;
        let feed = self.feeds.get(feed).map(|feed| feed.state);
        let is_jump_absorbed = feed.is_some_and(|state| state.is_jump_absorbed());
        self.one(index, now, |reserve, _, _| {
            action::release(reserve, breaker, is_jump_absorbed, now)
        })
    }
}
