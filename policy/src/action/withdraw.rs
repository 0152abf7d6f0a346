//! Withdraw: shares back into tokens.

use super::{ALL, ReserveMut, WithActive, check_not_zero};
use crate::error::{Result, Rule};
use crate::health::{Health, Purpose, ReserveSource};
use crate::position::{DepositSlot, Position};
use crate::unit::{Timestamp, TokenAmount};

/// Withdraws `amount`, or everything for [`ALL`], and returns the tokens paid out.
///
/// 1. The amount is not zero.
/// 2. Interest is counted up to `now`.
/// 3. Shares are rounded up; for [`ALL`] all of them, and the amount is rounded down.
/// 4. The reserve holds enough cash.
/// 5. With debt, what is left must back it on present terms. Without debt no price and no feed is asked (INV-10).
pub fn withdraw(
    reserve: &mut ReserveMut<'_>,
    position: &mut Position,
    amount: TokenAmount,
    others: &impl ReserveSource,
    now: Timestamp,
) -> Result<TokenAmount> {
    check_not_zero(amount)?;
    reserve.accrue(now);
    let slot = position.deposit_mut(reserve.index)?;
    let (shares, paid) = if amount == ALL {
        (slot.shares, reserve.ledger.worth_floor(slot.shares)?)
    } else {
        (reserve.ledger.shares_for_ceil(amount)?, amount)
    };
    if shares > slot.shares {
        return Err(Rule::InsufficientShares.broken(shares.0, slot.shares.0));
    }
    reserve.ledger.withdraw(shares, paid)?;
    slot.shares = slot.shares.minus(shares)?;
    if slot.shares.is_zero() {
        *slot = DepositSlot::default();
    }
    if !position.is_free_of_debt() {
        let index = reserve.index;
        let source = WithActive {
            active: reserve.view(),
            index,
            others,
        };
        Health::assess(position, &source, Purpose::Opening, now)?.check_may_open()?;
    }
    reserve.reprice();
    Ok(paid)
}
