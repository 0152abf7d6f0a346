//! Collect fees: the protocol's part of interest, new debt and liquidations, as far as the cash goes.

use super::ReserveMut;
use crate::error::Result;
use crate::unit::{Timestamp, TokenAmount};

/// Takes the fees out and returns what was paid and what was set aside for bad debt.
///
/// 1. Interest is counted up to `now`.
/// 2. Of what is owed and the cash covers, the insurance's share is set aside; the rest is paid.
pub fn collect_fees(
    reserve: &mut ReserveMut<'_>,
    now: Timestamp,
) -> Result<(TokenAmount, TokenAmount)> {
    reserve.accrue(now);
    let share = reserve.config.insurance_share_bps;
    let collected = reserve.ledger.collect_fees(share)?;
    reserve.reprice();
    Ok(collected)
}
