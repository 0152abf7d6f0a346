//! Flash loan: tokens out and back within one transaction, for a fee.
//!
//! The books do not move until it is back: neither utilisation, nor rate, nor a share's price can be played with it.
//! Whoever runs this makes sure that it does come back.

use super::{MarketMut, ReserveMut, check_not_zero};
use crate::breaker::Kind;
use crate::config::NO_FLASH_LOANS;
use crate::error::{Result, Rule};
use crate::num::share_ceil;
use crate::unit::{Timestamp, TokenAmount};

/// A loan that is out. All zero: none is.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FlashLoan {
    /// What was lent, base units.
    pub amount: TokenAmount,
    /// What is due on top, base units.
    pub fee: TokenAmount,
}

/// Lends `amount` for the length of a transaction and returns what is due.
///
/// 1. The amount is not zero, and the reserve's cash covers it.
/// 2. No breaker halts new debt in this asset; where one reduces it, the fee is that of stress.
/// 3. The regime's fee is due on top, rounded up; there are regimes without flash loans.
pub fn flash_borrow(
    reserve: &mut ReserveMut<'_>,
    market: &mut MarketMut<'_>,
    amount: TokenAmount,
    now: Timestamp,
) -> Result<FlashLoan> {
    check_not_zero(amount)?;
    let cash = reserve.ledger.cash;
    if amount > cash {
        return Err(Rule::InsufficientLiquidity.broken(amount.0, cash.0));
    }
    let verdict = reserve.control(market, now).check(Kind::Borrow)?;
    let regime = verdict.terms(reserve.effective).regime;
    let fee = regime.of(reserve.config.flash_fees_bps);
    if fee == NO_FLASH_LOANS {
        return Err(Rule::FlashLoansOff.broken(regime as u64, 0));
    }
    let fee = TokenAmount(share_ceil(amount.0, fee));
    Ok(FlashLoan { amount, fee })
}

/// Books the fee of a loan that has come back, and returns what was paid in all.
///
/// 1. Interest is counted up to `now`.
/// 2. The fee belongs to depositors, but for the protocol's share.
pub fn flash_repay(
    reserve: &mut ReserveMut<'_>,
    loan: FlashLoan,
    now: Timestamp,
) -> Result<TokenAmount> {
    reserve.accrue(now);
    let share = reserve.config.fee_share_bps;
    reserve.ledger.earn(loan.fee, share)?;
    reserve.reprice();
    loan.amount.plus(loan.fee)
}
