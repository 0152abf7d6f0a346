//! Withdraw: shares back into tokens.

use super::{ALL, MarketMut, ReserveMut, WithActive, check_not_zero};
use crate::breaker::{Kind, Verdict};
use crate::control::{UtilizationMove, Withdrawn};
use crate::error::Result;
use crate::fresh::excess_added;
use crate::health::{Health, Purpose, ReserveSource};
use crate::num::{fraction_ceil, fraction_of_ceil, share_ceil};
use crate::position::Position;
use crate::unit::{DepositShares, Timestamp, TokenAmount, Usd};

/// Withdraws `amount`, or everything for [`ALL`], and returns the tokens paid out.
///
/// 1. The amount is not zero.
/// 2. Interest is counted up to `now`.
/// 3. Shares are rounded up; for [`ALL`] all of them, and the amount is rounded down. Fresh ones leave first.
/// 4. The reserve holds enough cash.
/// 5. Without debt no price, no feed, no breaker and no limit is asked (INV-10): it is counted.
/// 6. With debt, no breaker halts it, what is left must back the debt on present terms (on those of stress where a
///    breaker reduces it), and it passes the limits of outflow and of debt against fresh collateral.
pub fn withdraw(
    reserve: &mut ReserveMut<'_>,
    market: &mut MarketMut<'_>,
    position: &mut Position,
    amount: TokenAmount,
    others: &impl ReserveSource,
    now: Timestamp,
) -> Result<TokenAmount> {
    check_not_zero(amount)?;
    reserve.accrue(now);
    let verdict = if position.is_free_of_debt() {
        None
    } else {
        Some(reserve.control(market, now).check(Kind::Release)?)
    };
    let before = reserve.lent();
    let slot = position.deposit_mut(reserve.index)?;
    let (shares, paid) = if amount == ALL {
        (slot.shares, reserve.ledger.worth_floor(slot.shares)?)
    } else {
        (reserve.ledger.shares_for_ceil(amount)?, amount)
    };
    let seasoned = slot.leave(shares, reserve.deposit_rewards, now)?;
    reserve.ledger.withdraw(shares, paid)?;
    let mut taken = split_ceil(paid, seasoned, shares)?;
    if !reserve.config.is_collateral() {
        // Its inflow was never counted.
        taken.fresh = TokenAmount::ZERO;
    }
    let after = reserve.lent();
    let utilization = UtilizationMove { before, after };
    match verdict {
        None => reserve
            .control(market, now)
            .withdraw_without_debt(taken, utilization),
        Some(verdict) => {
            let excess = check_backing(reserve, position, taken.seasoned, verdict, others, now)?;
            position.note_healthy();
            let mut control = reserve.control(market, now);
            control.withdraw(taken, excess, utilization, verdict)?;
        }
    }
    reserve.reprice();
    Ok(paid)
}

/// The seasoned part of what was paid, rounded up, and the fresh rest.
#[inline(always)]
fn split_ceil(
    paid: TokenAmount,
    seasoned: DepositShares,
    shares: DepositShares,
) -> Result<Withdrawn> {
    let part = if seasoned.is_zero() {
        TokenAmount::ZERO
    } else if seasoned == shares {
        paid
    } else {
        TokenAmount(fraction_of_ceil(
            paid.0,
            fraction_ceil(seasoned.0, shares.0),
        ))
    };
    Ok(Withdrawn {
        seasoned: part,
        fresh: paid.minus(part)?,
    })
}

/// The error unless what is left backs the debt; else by how much the debt's excess over the seasoned limit rose.
fn check_backing(
    reserve: &ReserveMut<'_>,
    position: &Position,
    seasoned: TokenAmount,
    verdict: Verdict,
    others: &impl ReserveSource,
    now: Timestamp,
) -> Result<Usd> {
    let mut active = reserve.view();
    active.effective = verdict.terms(reserve.effective);
    let source = WithActive {
        active,
        index: reserve.index,
        others,
    };
    let health = Health::assess(position, &source, Purpose::Opening, now)?;
    health.check_may_open()?;
    if seasoned.is_zero() || health.weighted_debt <= health.seasoned_limit {
        return Ok(Usd::ZERO);
    }
    let value = reserve.price.low.value_ceil(seasoned)?;
    // By the calm LTV: what a breaker has halted as backing is taken from under the debt all the same.
    let config = active.config;
    let ltv = if config.group.apply_to(position.group) {
        config.group.opening_ltv.calm_bps
    } else {
        config.opening_ltv.calm_bps
    };
    let moved = Usd(share_ceil(value.0, ltv));
    Ok(excess_added(
        health.weighted_debt,
        health.seasoned_limit,
        moved,
    ))
}
