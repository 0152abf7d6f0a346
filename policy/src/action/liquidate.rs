//! Liquidate: a third party repays part of an unhealthy position's debt and takes collateral worth more.
//!
//! The exchange is at mid prices: valuing the debt high and the collateral low, as health does, would pay the
//! liquidator for the oracle's uncertainty out of the borrower's pocket.

use super::repay::extinguish;
use super::{ALL, MarketMut, ReserveMut, WithActive, check_not_zero};
use crate::error::{Result, Rule};
use crate::health::{Health, Purpose, ReserveSource};
use crate::num::{BPS_ONE, mul_div_ceil, share_ceil, share_floor};
use crate::position::Position;
use crate::unit::{Timestamp, TokenAmount, Usd};

/// What a liquidation moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Liquidation {
    /// Tokens of the debt reserve taken from the liquidator.
    pub repaid: TokenAmount,
    /// Tokens of the collateral reserve paid to the liquidator.
    pub seized: TokenAmount,
}

/// Repays up to `amount` of `debt` ([`ALL`]: as much as is allowed) and seizes `collateral` for it.
///
/// 1. The amount is not zero, and the two reserves differ.
/// 2. Interest is counted up to `now` in both.
/// 3. The prices of what is repaid and what is seized are usable, and the position is past its liquidation threshold.
/// 4. The repayment is within the close factor.
/// 5. Collateral worth the repayment plus the bonus is seized, at mid prices, rounded down. Where the position or the
///    reserve's cash holds less, all of that is seized and the repayment shrinks to match, rounded up.
/// 6. A position that was solvent is healthier afterwards (INV-14).
/// 7. What is seized is counted; no breaker and no limit is asked. Debt that is left without collateral trips the
///    breaker of its reserve.
pub fn liquidate(
    debt: &mut ReserveMut<'_>,
    collateral: &mut ReserveMut<'_>,
    market: &mut MarketMut<'_>,
    position: &mut Position,
    amount: TokenAmount,
    others: &impl ReserveSource,
    now: Timestamp,
) -> Result<Liquidation> {
    check_not_zero(amount)?;
    if debt.index == collateral.index {
        return Err(Rule::DepositAndDebtInOneReserve.broken(u64::from(debt.index.0), 0));
    }
    debt.accrue(now);
    collateral.accrue(now);
    debt.price.check_usable(&debt.config.price, now)?;
    collateral
        .price
        .check_usable(&collateral.config.price, now)?;
    let before = assess(debt, collateral, position, others, now)?;
    before.check_may_liquidate()?;
    let repayment = allowed_repayment(debt, position, amount)?;
    let size = size(debt, collateral, position, repayment)?;
    let slot = position.borrow_mut(debt.index)?;
    let repaid = extinguish(debt, slot, size.repaid)?;
    seize(collateral, position, size.seized, now)?;
    let after = assess(debt, collateral, position, others, now)?;
    if before.debt <= before.collateral {
        after.check_no_worse_than(&before)?;
    }
    collateral.control(market, now).liquidate(size.seized);
    if after.collateral.is_zero() && !after.debt.is_zero() {
        bad_debt_formed(debt, market, position, now)?;
    }
    debt.reprice();
    collateral.reprice();
    Ok(Liquidation {
        repaid,
        seized: size.seized,
    })
}

fn assess(
    debt: &ReserveMut<'_>,
    collateral: &ReserveMut<'_>,
    position: &Position,
    others: &impl ReserveSource,
    now: Timestamp,
) -> Result<Health> {
    let source = WithActive {
        active: collateral.view(),
        index: collateral.index,
        others,
    };
    let source = WithActive {
        active: debt.view(),
        index: debt.index,
        others: &source,
    };
    Health::assess(position, &source, Purpose::Liquidating, now)
}

/// The repayment asked for, held to the close factor.
fn allowed_repayment(
    debt: &ReserveMut<'_>,
    position: &mut Position,
    amount: TokenAmount,
) -> Result<TokenAmount> {
    let owed = debt
        .ledger
        .index
        .owed_ceil(position.borrow_mut(debt.index)?.shares);
    let allowed = TokenAmount(share_ceil(owed.0, debt.config.close_factor_bps));
    if amount == ALL {
        return Ok(allowed);
    }
    if amount > allowed {
        return Err(Rule::CloseFactorExceeded.broken(amount.0, allowed.0));
    }
    Ok(amount)
}

/// How much is seized for `repayment`, and how much is repaid when the collateral falls short of it.
fn size(
    debt: &ReserveMut<'_>,
    collateral: &ReserveMut<'_>,
    position: &mut Position,
    repayment: TokenAmount,
) -> Result<Liquidation> {
    let bonus_bps = collateral.config.liquidation_bonus_bps;
    let held = collateral
        .ledger
        .worth_floor(position.deposit_mut(collateral.index)?.shares)?;
    let available = held.min(collateral.ledger.cash);
    if available.is_zero() {
        return Err(Rule::InsufficientLiquidity.broken(held.0, collateral.ledger.cash.0));
    }
    let value = debt.price.mid.value_floor(repayment)?;
    let with_bonus = value.plus(Usd(share_floor(value.0, bonus_bps)))?;
    let price = collateral.price.mid;
    let seized = match price.amount_floor(with_bonus) {
        // Collateral whose price collapsed: more of it than any token's supply, so all that there is.
        Err(_) if !price.is_zero() => ALL,
        sized => sized?,
    };
    if seized.is_zero() {
        return Err(Rule::AmountTooSmall.broken(repayment.0, 1));
    }
    if seized <= available {
        return Ok(Liquidation {
            repaid: repayment,
            seized,
        });
    }
    let worth = price.value_ceil(available)?;
    let without_bonus = mul_div_ceil(
        worth.0,
        BPS_ONE,
        BPS_ONE.saturating_add(u64::from(bonus_bps)),
    )?;
    let repaid = debt
        .price
        .mid
        .amount_ceil(Usd(without_bonus))?
        .min(repayment);
    Ok(Liquidation {
        repaid,
        seized: available,
    })
}

/// Burns the shares behind `seized`, rounded up and at most what the position holds, and pays it out.
fn seize(
    collateral: &mut ReserveMut<'_>,
    position: &mut Position,
    seized: TokenAmount,
    now: Timestamp,
) -> Result<()> {
    let slot = position.deposit_mut(collateral.index)?;
    let shares = collateral.ledger.shares_for_ceil(seized)?.min(slot.shares);
    slot.leave(shares, now)?;
    collateral.ledger.withdraw(shares, seized)
}

/// Tells the debt reserve's breaker what is still owed to it.
#[cold]
fn bad_debt_formed(
    debt: &mut ReserveMut<'_>,
    market: &mut MarketMut<'_>,
    position: &Position,
    now: Timestamp,
) -> Result<()> {
    let left = debt
        .ledger
        .index
        .owed_ceil(position.debt_shares(debt.index));
    let value = debt.price.high.value_ceil(left)?;
    debt.control(market, now).bad_debt_formed(value);
    Ok(())
}
