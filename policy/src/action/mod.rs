//! What a user can do to a reserve and a position. One action a file.
//!
//! Every action counts interest up to now first, and puts the new rate into force last. On an error the arguments are
//! left half-changed: the chain undoes the transaction, and [`crate::market::Market`] restores them off chain.

pub mod accrue;
pub mod borrow;
pub mod deposit;
pub mod liquidate;
pub mod repay;
pub mod withdraw;

use crate::config::ReserveConfig;
use crate::error::{Result, Rule};
use crate::feed::Effective;
use crate::health::{ReserveSource, ReserveView};
use crate::ledger::Ledger;
use crate::price::CachedPrice;
use crate::terms::Terms;
use crate::unit::{ReserveIndex, Timestamp, TokenAmount};

pub use accrue::accrue;
pub use borrow::borrow;
pub use deposit::deposit;
pub use liquidate::{Liquidation, liquidate};
pub use repay::repay;
pub use withdraw::withdraw;

/// The amount that stands for "everything".
pub const ALL: TokenAmount = TokenAmount(u64::MAX);

/// A reserve that an action writes to.
#[derive(Debug)]
pub struct ReserveMut<'a> {
    /// Its index in the market.
    pub index: ReserveIndex,
    /// Its books.
    pub ledger: &'a mut Ledger,
    /// Its published bounds.
    pub config: &'a ReserveConfig,
    /// Its price.
    pub price: &'a CachedPrice,
    /// What its feed says now.
    pub effective: Effective,
}

impl ReserveMut<'_> {
    /// The terms in force now.
    #[inline(always)]
    pub fn terms(&self) -> Terms<'_> {
        Terms::new(self.config, self.effective)
    }

    /// As a valuation sees it.
    #[inline(always)]
    pub fn view(&self) -> ReserveView<'_> {
        ReserveView {
            ledger: self.ledger,
            config: self.config,
            price: self.price,
            effective: self.effective,
        }
    }

    #[inline(always)]
    fn accrue(&mut self, now: Timestamp) {
        self.ledger.accrue(now, self.config.fee_share_bps);
    }

    #[inline(always)]
    fn reprice(&mut self) {
        let curve = Terms::new(self.config, self.effective).curve;
        self.ledger.reprice(curve);
    }
}

/// The reserve under action joined with the others that the position uses.
struct WithActive<'a, S> {
    active: ReserveView<'a>,
    index: ReserveIndex,
    others: &'a S,
}

impl<S: ReserveSource> ReserveSource for WithActive<'_, S> {
    #[inline(always)]
    fn reserve(&self, index: ReserveIndex) -> Result<ReserveView<'_>> {
        if index == self.index {
            return Ok(self.active);
        }
        self.others.reserve(index)
    }
}

#[inline(always)]
fn check_not_zero(amount: TokenAmount) -> Result<()> {
    if amount.is_zero() {
        return Err(Rule::ZeroAmount.broken(0, 1));
    }
    Ok(())
}
