//! Execute a change of a reserve's price sources, with their quotes in hand.

use crate::error::{LendingError, refused};
use crate::event::ChangeExecuted;
use crate::guard::{check_change, check_due, check_reserve, now, refuse_durable_nonce};
use crate::oracle::{SecondSource, read_price_update};
use crate::state::{ChangeKind, EXECUTED, Market, OracleSources, PendingChange, Reserve, RiskFeed};
use anchor_lang::prelude::*;
use ballast_policy::change::ChangeClass;
use ballast_policy::{action, price};

/// Accounts of `change_execute_oracle`; after them, where there shall be a second source, its price update, and its
/// rate's if it shall have one. Anyone may: the change was authorised when it was proposed.
#[derive(Accounts)]
pub struct ChangeExecuteOracle {
    /// The market.
    pub market: Account<Market>,
    /// The change.
    #[account(mut)]
    pub change: Account<PendingChange>,
    /// The feed that the reserve follows.
    pub feed: Account<RiskFeed>,
    /// The reserve.
    #[account(mut)]
    pub reserve: Account<Reserve>,
    /// A price update of the new source.
    pub price_update: UncheckedAccount,
    /// Proves that the transaction does not begin with a durable nonce.
    pub instructions: UncheckedAccount,
}

impl ChangeExecuteOracle {
    fn validate(&self) -> Result<()> {
        refuse_durable_nonce(self.instructions.account())?;
        check_reserve(&self.reserve, &self.feed, &self.market)?;
        let target = self.reserve.address();
        check_change(
            &self.change,
            &self.market,
            ChangeKind::OracleSources,
            target,
        )
    }

    /// 1. No durable nonce; the change is pending, of this market and for this reserve; the structure delay has passed.
    /// 2. A quote of the new source, and of the second if there is to be one, as `price_refresh` would take it.
    /// 3. It lies in the band around the last price (`ballast_policy::action::replace_oracle`); the two agree.
    /// 4. Sources and prices take effect together.
    pub fn execute(&mut self, others: &[AccountView]) -> Result<()> {
        self.validate()?;
        let sources = PendingChange::read::<OracleSources>(&self.change.payload);
        let sources = sources.ok_or(LendingError::UnknownChange)?;
        let (class, now) = (ChangeClass::Structure, now()?);
        check_due(&self.change, &self.market, class, now)?;
        let quote = read_price_update(self.price_update.account(), &sources.first)?;
        let second = match SecondSource::new(&sources.second, &sources.rate) {
            None => None,
            Some(source) => match source.read(others)? {
                None => return Err(LendingError::SecondSourceMissing.into()),
                shown => shown,
            },
        };
        let bounds = *self.market.bounds.policy();
        let reserve = &mut *self.reserve;
        reserve.oracle_feed_id = sources.first;
        reserve.second_feed_id = sources.second;
        reserve.rate_feed_id = sources.rate;
        reserve.has_second = u8::from(second.is_some());
        reserve.second_price = price::CachedPrice::default().into();
        let mut price = reserve.as_price_mut();
        action::replace_oracle(&mut price, &quote, second.as_ref(), &bounds, now)
            .map_err(refused)?;
        self.change.status = EXECUTED;
        emit!(ChangeExecuted {
            change: *self.change.address(),
            target: *self.reserve.address(),
            class: class as u64
        });
        Ok(())
    }
}
