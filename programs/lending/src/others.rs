//! The accounts after the named ones: the other reserves that a position uses, and price updates that come along.

use crate::error::{LendingError, refused};
use crate::guard::check_pair;
use crate::oracle::{is_price_update, read_price_update};
use crate::state::{Market, Reserve, RiskFeed};
use crate::watch::{BreakerWatch, tell_price};
use alloc::vec::Vec;
use anchor_lang::prelude::*;
use anchor_lang::{AnchorAccount, address_eq};
use ballast_policy::feed::Effective;
use ballast_policy::health::{ReserveSource, ReserveView};
use ballast_policy::price::Quote;
use ballast_policy::unit::{ReserveIndex, Timestamp};
use ballast_policy::{PolicyError, Rule, action};

/// The accounts after the named ones, told apart: pairs first, then price updates.
#[derive(Clone, Copy)]
pub struct Further<'a> {
    /// Pairs of a reserve and its feed.
    pub pairs: &'a [AccountView],
    /// Price updates of oracle programs, for whichever reserves of the instruction are writable.
    pub updates: &'a [AccountView],
}

/// The last of `accounts` where it is one of the token program's: the host's; and the accounts before it.
#[inline(always)]
pub fn split_host<'a>(
    accounts: &'a [AccountView],
    token_program: &Address,
) -> (&'a [AccountView], Option<&'a AccountView>) {
    match accounts.split_last() {
        Some((host, rest)) if host.owned_by(token_program) => (rest, Some(host)),
        _ => (accounts, None),
    }
}

impl<'a> Further<'a> {
    /// Splits `accounts` before the first that an oracle program owns.
    #[inline(always)]
    pub fn split(accounts: &'a [AccountView]) -> Self {
        let is_update = |account: &AccountView| is_price_update(account);
        let at = accounts
            .iter()
            .position(is_update)
            .unwrap_or(accounts.len());
        let (pairs, updates) = accounts.split_at(at);
        Self { pairs, updates }
    }

    /// Loads what the updates say into `reserve`, if one of them is for it, so that no other instruction has to.
    ///
    /// An update older than the price that stands changes nothing: someone was faster.
    #[inline(always)]
    pub fn refresh(&self, reserve: &mut Account<Reserve>, now: Timestamp) -> Result<()> {
        if self.updates.is_empty() {
            return Ok(());
        }
        self.load(reserve, now)
    }

    #[inline(never)]
    fn load(&self, reserve: &mut Account<Reserve>, now: Timestamp) -> Result<()> {
        let Some(quote) = self.quote(&reserve.oracle_feed_id)? else {
            return Ok(());
        };
        let second = match reserve.second_source() {
            Some(source) => source.quote(|id| self.quote(id))?,
            None => None,
        };
        let watch = BreakerWatch::begin(reserve, now);
        let mut price = reserve.as_price_mut();
        match action::refresh(&mut price, &quote, second.as_ref(), now) {
            Err(error) if error.rule == Rule::PriceNotNewer => return Ok(()),
            outcome => outcome.map_err(refused)?,
        }
        tell_price(reserve);
        watch.tell(reserve);
        Ok(())
    }

    fn quote(&self, feed_id: &[u8; 32]) -> Result<Option<Quote>> {
        for update in self.updates {
            match read_price_update(update, feed_id) {
                Err(error) if error == LendingError::OracleFeedMismatch.into() => {}
                outcome => return outcome.map(Some),
            }
        }
        Ok(None)
    }
}

/// The other reserves that a position uses, each with what its feed says.
pub struct OtherReserves {
    reserves: Vec<(Account<Reserve>, Effective)>,
}

impl OtherReserves {
    /// Loads the pairs, proves that each is a reserve of `market` with the feed that it follows, and loads the prices that
    /// came along into those that are writable.
    pub fn load(further: Further<'_>, market: &Account<Market>, now: Timestamp) -> Result<Self> {
        let (chunks, rest) = further.pairs.as_chunks::<2>();
        require!(rest.is_empty(), LendingError::UnpairedReserve);
        let mut reserves = Vec::with_capacity(chunks.len());
        // Most reserves of a position follow one feed: what was read of it last holds for the next.
        let mut last: Option<(&Address, Effective)> = None;
        for [reserve, feed] in chunks {
            let is_refreshed = !further.updates.is_empty() && reserve.is_writable();
            let mut reserve = if is_refreshed {
                require!(!reserve.is_borrowed(), LendingError::ReserveRepeated);
                // SAFETY: nothing else borrows the account's data, and the load marks it as borrowed while the pair lives.
                unsafe { Account::<Reserve>::load_mut(*reserve) }?
            } else {
                Account::<Reserve>::load(*reserve)?
            };
            let effective = match last {
                Some((address, effective)) if address_eq(address, feed.address()) => effective,
                _ => Account::<RiskFeed>::load(*feed)?.effective(now),
            };
            last = Some((feed.address(), effective));
            check_pair(&reserve, feed.address(), market)?;
            if is_refreshed {
                further.refresh(&mut reserve, now)?;
            }
            reserves.push((reserve, effective));
        }
        Ok(Self { reserves })
    }
}
impl ReserveSource for OtherReserves {
    fn reserve(&self, index: ReserveIndex) -> core::result::Result<ReserveView<'_>, PolicyError> {
        let found = self
            .reserves
            .iter()
            .find(|(reserve, _)| reserve.index == index.0);
        match found {
            Some((reserve, effective)) => Ok(reserve.as_policy(*effective)),
            None => Err(Rule::ReserveMissing.broken(u64::from(index.0), 0)),
        }
    }
}
