//! Pay the host of a borrow: a part of the origination fee goes to whoever brought the borrower, at once.

use super::ReserveMut;
use crate::error::Result;
use crate::num::share_floor;
use crate::unit::TokenAmount;

/// Takes the host's part of a `fee` that a borrow has just added to what is owed to the protocol, and returns it.
///
/// 1. Its published share of the fee, rounded down.
/// 2. The cash that the borrow left covers it, or the host goes without: nobody is refused for want of cash for a host.
pub fn pay_host(reserve: &mut ReserveMut<'_>, fee: TokenAmount) -> Result<TokenAmount> {
    let share = TokenAmount(share_floor(fee.0, reserve.config.host_share_bps));
    if share.is_zero() || share > reserve.ledger.cash {
        return Ok(TokenAmount::ZERO);
    }
    reserve.ledger.pay_fee(share)?;
    reserve.reprice();
    Ok(share)
}
