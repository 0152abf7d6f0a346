//! Repay: tokens in, debt down. No feed, no price and no cap is ever asked (INV-11).

use super::{ReserveMut, check_not_zero};
use crate::error::Result;
use crate::position::{BorrowSlot, Position};
use crate::unit::{Timestamp, TokenAmount};

/// Repays up to `amount` (more than is owed repays all) and returns the tokens taken in.
///
/// 1. The amount is not zero.
/// 2. Interest is counted up to `now`.
/// 3. At most what is owed is taken; shares are rounded down, or all of them when all is repaid.
/// 4. An empty slot is freed.
pub fn repay(
    reserve: &mut ReserveMut<'_>,
    position: &mut Position,
    amount: TokenAmount,
    now: Timestamp,
) -> Result<TokenAmount> {
    check_not_zero(amount)?;
    reserve.accrue(now);
    let slot = position.borrow_mut(reserve.index)?;
    let taken = extinguish(reserve, slot, amount)?;
    reserve.reprice();
    Ok(taken)
}

/// Books a repayment of up to `amount` on `slot` and returns what it took.
pub(super) fn extinguish(
    reserve: &mut ReserveMut<'_>,
    slot: &mut BorrowSlot,
    amount: TokenAmount,
) -> Result<TokenAmount> {
    let owed = reserve.ledger.index.owed_ceil(slot.shares);
    let (taken, shares) = if amount >= owed {
        (owed, slot.shares)
    } else {
        let shares = reserve.ledger.index.shares_floor(amount);
        (amount, shares.min(slot.shares))
    };
    reserve.ledger.repay(shares, taken)?;
    slot.shares = slot.shares.minus(shares)?;
    if slot.shares.is_zero() {
        *slot = BorrowSlot::default();
    }
    Ok(taken)
}
