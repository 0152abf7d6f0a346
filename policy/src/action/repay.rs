//! Repay: tokens in, debt down. No feed, no price and no cap is ever asked (INV-11).

use super::{MarketMut, ReserveMut, check_not_zero};
use crate::error::Result;
use crate::fresh::Fading;
use crate::position::Position;
use crate::unit::{Timestamp, TokenAmount};

/// Repays up to `amount` (more than is owed repays all) and returns the tokens taken in.
///
/// 1. The amount is not zero.
/// 2. Interest is counted up to `now`.
/// 3. At most what is owed is taken; shares are rounded down, or all of them when all is repaid.
/// 4. An empty slot is freed.
/// 5. Of what was borrowed of late, the room in the limits is given back.
pub fn repay(
    reserve: &mut ReserveMut<'_>,
    market: &mut MarketMut<'_>,
    position: &mut Position,
    amount: TokenAmount,
    now: Timestamp,
) -> Result<TokenAmount> {
    check_not_zero(amount)?;
    reserve.accrue(now);
    let slot = position.borrow_mut(reserve.index)?;
    let (mut recent, mut charged) = (slot.recent, slot.charged);
    let taken = extinguish(reserve, position, amount)?;
    let back = returned(&mut recent, taken, now);
    let back_charged = returned(&mut charged, taken, now);
    if let Ok(slot) = position.borrow_mut(reserve.index) {
        (slot.recent, slot.charged) = (recent, charged);
    }
    if !(back.is_zero() && back_charged.is_zero()) {
        reserve.control(market, now).repay(back, back_charged);
    }
    reserve.reprice();
    Ok(taken)
}

/// How much of `taken` was counted of late, and is no more.
#[inline(always)]
fn returned(counted: &mut Fading, taken: TokenAmount, now: Timestamp) -> TokenAmount {
    let old = counted.take(taken.0, now);
    TokenAmount(taken.0.saturating_sub(old))
}

/// Books a repayment of up to `amount` on what `position` owes and returns what it took.
pub(super) fn extinguish(
    reserve: &mut ReserveMut<'_>,
    position: &mut Position,
    amount: TokenAmount,
) -> Result<TokenAmount> {
    let is_of_group = position.group != 0;
    let slot = position.borrow_mut(reserve.index)?;
    let owed = reserve.ledger.index.owed_ceil(slot.shares);
    let (taken, shares) = if amount >= owed {
        (owed, slot.shares)
    } else {
        let shares = reserve.ledger.index.shares_floor(amount);
        (amount, shares.min(slot.shares))
    };
    reserve.ledger.repay(shares, taken)?;
    if is_of_group {
        reserve.ledger.leave_group(shares)?;
    }
    slot.leave(shares, reserve.borrow_rewards)?;
    Ok(taken)
}
