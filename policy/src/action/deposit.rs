//! Deposit: tokens in, shares to the position.

use super::{MarketMut, ReserveMut, check_not_zero};
use crate::error::{Result, Rule};
use crate::num::{BPS_ONE, share_floor};
use crate::position::Position;
use crate::unit::{DepositShares, Timestamp, TokenAmount};

/// Deposits `amount` and returns the shares.
///
/// 1. The amount is not zero.
/// 2. Interest is counted up to `now`.
/// 3. The deposit cap holds after it; that of a new collateral grows for a week ([`crate::opening`]).
/// 4. Shares are rounded down; an amount that buys none, or after a loss only such as are worth nothing, is refused.
/// 5. The position gains them, fresh for the reserve's season; it must not owe this reserve, and holds no more than one
///    position's share of the cap. Caps bind a position with debt too, whatever else of its deposits is free.
/// 6. Collateral passes the limits of inflow, of the reserve and of the market; what it fills trips. From a position
///    with debt it is counted and never refused.
pub fn deposit(
    reserve: &mut ReserveMut<'_>,
    market: &mut MarketMut<'_>,
    position: &mut Position,
    amount: TokenAmount,
    now: Timestamp,
) -> Result<DepositShares> {
    check_not_zero(amount)?;
    reserve.accrue(now);
    let total = reserve.ledger.total_assets().plus(amount)?;
    let cap = reserve.view().deposit_cap_floor(now);
    if total > cap {
        return Err(Rule::DepositCapExceeded.broken(total.0, cap.0));
    }
    let shares = reserve.ledger.deposit(amount)?;
    if reserve.ledger.virtual_lost != 0 {
        check_worth(reserve, shares)?;
    }
    let has_debt = !position.is_free_of_debt();
    let season = reserve.limits.season_seconds;
    let rewards = &*reserve.deposit_rewards;
    position.add_deposit(reserve.index, shares, rewards, season, now)?;
    check_account_share(reserve, position, cap)?;
    if reserve.config.is_collateral() {
        reserve.control(market, now).deposit(amount, has_debt)?;
    }
    reserve.reprice();
    Ok(shares)
}

/// The error when the position holds more than one position may.
#[inline(always)]
fn check_account_share(
    reserve: &ReserveMut<'_>,
    position: &Position,
    cap: TokenAmount,
) -> Result<()> {
    let share = reserve.config.account_deposit_share_bps;
    if u64::from(share) >= BPS_ONE {
        return Ok(());
    }
    let shares = position.deposit_shares(reserve.index);
    let held = reserve.ledger.worth_floor(shares)?;
    let most = TokenAmount(share_floor(cap.0, share));
    if held > most {
        return Err(Rule::AccountDepositExceeded.broken(held.0, most.0));
    }
    Ok(())
}

/// The error for shares that are worth nothing: such a deposit would only be in the way.
#[cold]
fn check_worth(reserve: &ReserveMut<'_>, shares: DepositShares) -> Result<()> {
    if reserve.ledger.worth_floor(shares)?.is_zero() {
        return Err(Rule::AmountTooSmall.broken(shares.0, 1));
    }
    Ok(())
}
