//! Insure: tokens that someone gives to a reserve for bad debt. They are no deposit and cannot be taken back.

use super::{ReserveMut, check_not_zero};
use crate::error::Result;
use crate::unit::{Timestamp, TokenAmount};

/// Books `amount` as insurance.
///
/// 1. The amount is not zero.
/// 2. Interest is counted up to `now`; the insurance grows.
pub fn insure(reserve: &mut ReserveMut<'_>, amount: TokenAmount, now: Timestamp) -> Result<()> {
    check_not_zero(amount)?;
    reserve.accrue(now);
    reserve.ledger.insure(amount)?;
    reserve.reprice();
    Ok(())
}
