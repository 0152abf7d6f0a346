//! Resolve bad debt: what nothing backs any more is written off, in one explicit step.

use super::{MarketMut, ReserveMut};
use crate::error::Result;
use crate::ledger::Loss;
use crate::position::Position;
use crate::unit::{Timestamp, TokenAmount};

/// Writes off what `position` owes to the reserve, and returns how much it was and who bore it.
///
/// 1. Interest is counted up to `now`.
/// 2. The position holds no deposit, in any reserve; it owes this one.
/// 3. The whole debt is written off: the protocol's uncollected fees bear it first, then the insurance, then depositors.
///    It is the only step in which a deposit's value falls (INV-3).
/// 4. What depositors bear trips the reserve's breaker, if it is much.
pub fn resolve_bad_debt(
    reserve: &mut ReserveMut<'_>,
    market: &mut MarketMut<'_>,
    position: &mut Position,
    now: Timestamp,
) -> Result<(TokenAmount, Loss)> {
    reserve.accrue(now);
    position.check_no_collateral()?;
    let is_of_group = position.group != 0;
    let slot = position.borrow_mut(reserve.index)?;
    let shares = slot.shares;
    // What the reserve's claim falls by, so that the totals agree whatever this position's rounding was.
    let before = reserve.ledger.debt();
    slot.leave(shares, reserve.borrow_rewards)?;
    let owed = reserve.ledger.index.owed_ceil(shares).min(before);
    let loss = reserve.ledger.write_off(shares, owed)?;
    if is_of_group {
        reserve.ledger.leave_group(shares)?;
    }
    let value = reserve.price.high.value_ceil(loss.depositors)?;
    reserve.control(market, now).bad_debt_formed(value);
    reserve.reprice();
    Ok((owed, loss))
}
