//! Borrow: tokens out against collateral, on the terms of the present regime.

use super::{ReserveMut, WithActive, check_not_zero};
use crate::error::{Result, Rule};
use crate::health::{Health, Purpose, ReserveSource};
use crate::position::Position;
use crate::unit::{DebtShares, Timestamp, TokenAmount};

/// Borrows `amount` and returns the debt shares.
///
/// 1. The amount is not zero.
/// 2. Interest is counted up to `now`.
/// 3. What is owed to the reserve stays within the borrow cap of the present regime.
/// 4. The reserve holds enough cash; debt shares are rounded up.
/// 5. The position gains the debt; it must not hold this reserve.
/// 6. All debt together stays within the borrow limit on present terms (INV-12).
pub fn borrow(
    reserve: &mut ReserveMut<'_>,
    position: &mut Position,
    amount: TokenAmount,
    others: &impl ReserveSource,
    now: Timestamp,
) -> Result<DebtShares> {
    check_not_zero(amount)?;
    reserve.accrue(now);
    let total = reserve.ledger.debt().plus(amount)?;
    let cap = reserve.terms().borrow_cap;
    if total > cap {
        return Err(Rule::BorrowCapExceeded.broken(total.0, cap.0));
    }
    let shares = reserve.ledger.borrow(amount)?;
    position.add_borrow(reserve.index, shares)?;
    let index = reserve.index;
    let source = WithActive {
        active: reserve.view(),
        index,
        others,
    };
    Health::assess(position, &source, Purpose::Opening, now)?.check_may_open()?;
    reserve.reprice();
    Ok(shares)
}
