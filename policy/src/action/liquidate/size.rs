//! How much is repaid, and how much is seized for it.

use super::super::{ALL, ReserveMut};
use super::Liquidation;
use crate::error::{Result, Rule};
use crate::health::Health;
use crate::num::{BPS_ONE, fraction_ceil, fraction_of_ceil, mul_div_ceil, share_floor};
use crate::position::Position;
use crate::unit::{Timestamp, TokenAmount, Usd};

/// The repayment asked for, held to what is allowed.
pub(super) fn allowed_repayment(
    debt: &ReserveMut<'_>,
    position: &mut Position,
    amount: TokenAmount,
    health: &Health,
    now: Timestamp,
) -> Result<TokenAmount> {
    let owed = debt
        .ledger
        .index
        .owed_ceil(position.borrow_mut(debt.index)?.shares);
    let value = debt.price.high.value_ceil(owed)?;
    let rules = &debt.config.liquidation;
    let allowed = TokenAmount(rules.allowed_repayment(owed.0, value, &health.exposure()));
    let allowed = if health.is_unhealthy() {
        allowed
    } else {
        // What is past the target, no more: a deleverage ends where it was asked to.
        allowed.min(debt.schedule.deleverage.excess(debt.view().owed_ceil(now)))
    };
    if amount == ALL {
        return Ok(allowed);
    }
    if amount > allowed {
        return Err(Rule::CloseFactorExceeded.broken(amount.0, allowed.0));
    }
    Ok(amount)
}

/// How much is seized for `repayment`, at most what is `available`, and how much is repaid when that falls short of it.
pub(super) fn size(
    debt: &ReserveMut<'_>,
    collateral: &ReserveMut<'_>,
    repayment: TokenAmount,
    bonus_bps: u16,
    available: TokenAmount,
) -> Result<Liquidation> {
    if available.is_zero() {
        return Err(Rule::InsufficientLiquidity.broken(1, collateral.ledger.cash.0));
    }
    let value = debt.price.mid.value_floor(repayment)?;
    let with_bonus = value.plus(Usd(share_floor(value.0, bonus_bps)))?;
    let price = collateral.price.mid;
    let wanted = match price.amount_floor(with_bonus) {
        // Collateral whose price collapsed: more of it than any token's supply, so all that there is.
        Err(_) if !price.is_zero() => ALL,
        sized => sized?,
    };
    if wanted.is_zero() {
        return Err(Rule::AmountTooSmall.broken(repayment.0, 1));
    }
    let factor = BPS_ONE.saturating_add(u64::from(bonus_bps));
    let (repaid, seized) = if wanted <= available {
        (repayment, wanted)
    } else {
        let worth = price.value_ceil(available)?;
        let without_bonus = mul_div_ceil(worth.0, BPS_ONE, factor)?;
        let repaid = debt.price.mid.amount_ceil(Usd(without_bonus))?;
        (repaid.min(repayment), available)
    };
    Ok(Liquidation {
        repaid,
        seized,
        fee: protocol_part_floor(collateral, seized, bonus_bps),
        bonus_bps,
    })
}

/// The protocol's share of the bonus in `seized`: none of a single unit, so that the last one can be seized for
/// something.
fn protocol_part_floor(
    collateral: &ReserveMut<'_>,
    seized: TokenAmount,
    bonus_bps: u16,
) -> TokenAmount {
    let share = collateral.config.liquidation.protocol_share_bps;
    if share == 0 || bonus_bps == 0 {
        return TokenAmount::ZERO;
    }
    let factor = BPS_ONE.saturating_add(u64::from(bonus_bps));
    let bonus = fraction_of_ceil(seized.0, fraction_ceil(u64::from(bonus_bps), factor));
    TokenAmount(share_floor(bonus, share))
}
