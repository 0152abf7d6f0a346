//! Liquidate: a third party repays part of an unhealthy position's debt and takes collateral worth more.
//!
//! The exchange is at mid prices: valuing the debt high and the collateral low, as health does, would pay the
//! liquidator for the oracle's uncertainty out of the borrower's pocket.

mod payout;
mod size;

use super::repay::extinguish;
use super::{MarketMut, ReserveMut, WithActive, check_not_zero};
use crate::error::{Result, Rule};
use crate::health::{Health, Purpose, ReserveSource};
use crate::num::BPS_ONE;
use crate::position::Position;
use crate::price::PriceNeeds;
use crate::unit::{Timestamp, TokenAmount};
use payout::Payout;
use size::{allowed_repayment, size};

/// What a liquidation moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Liquidation {
    /// Tokens of the debt reserve taken from the liquidator.
    pub repaid: TokenAmount,
    /// Tokens of the collateral reserve that the position lost.
    pub seized: TokenAmount,
    /// The part of them that the protocol keeps; the rest is paid to the liquidator.
    pub fee: TokenAmount,
    /// What the liquidator earned on top, before the protocol's part, basis points of what was repaid.
    pub bonus_bps: u16,
}

impl Liquidation {
    /// What the liquidator is paid.
    pub const fn paid(&self) -> TokenAmount {
        TokenAmount(self.seized.0.saturating_sub(self.fee.0))
    }
}

/// Repays up to `amount` of `debt` ([`ALL`]: as much as is allowed) and seizes `collateral` for it.
///
/// 1. The amount is not zero, and the two reserves differ.
/// 2. Interest is counted up to `now` in both.
/// 3. The prices of what is repaid and what is seized are usable and not far from their own averages, and the position is
///    past its liquidation threshold, or brought past it by a deleverage.
/// 4. Of what can be seized, the collateral with the lowest threshold is; of the debts, the one that weighs most is repaid.
///    Of a healthy position, only what is deleveraged, and no more than is owed past the target, at the least bonus.
/// 5. The repayment is within what is allowed: the close factor's share, or all where it is dust or the position is far
///    past its threshold ([`crate::liquidation`]).
/// 6. A deposit that a loss has left worth nothing is cleared, for nothing. Else collateral worth the repayment plus the
///    bonus is seized, at mid prices, rounded down. Where the position, the reserve's cash or what its book takes is less,
///    all of that is seized and the repayment shrinks to match, rounded up. The protocol keeps its part of the bonus.
/// 7. A position that was solvent is healthier afterwards (INV-14).
/// 8. What is seized is counted; no breaker and no limit of flow is asked. Debt that is left without collateral trips the
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
    let parties = (position, Payout::Tokens);
    run(debt, collateral, market, parties, amount, others, now)
}

/// The same, but what the liquidator gains becomes a deposit of `receiver`, another position: for collateral whose reserve
/// has lent its cash out. The deposit is fresh, like any other.
#[expect(
    clippy::too_many_arguments,
    reason = "two reserves, two positions and what they stand in"
)]
pub fn liquidate_into(
    debt: &mut ReserveMut<'_>,
    collateral: &mut ReserveMut<'_>,
    market: &mut MarketMut<'_>,
    position: &mut Position,
    receiver: &mut Position,
    amount: TokenAmount,
    others: &impl ReserveSource,
    now: Timestamp,
) -> Result<Liquidation> {
    let parties = (position, Payout::Shares(receiver));
    run(debt, collateral, market, parties, amount, others, now)
}

fn run(
    debt: &mut ReserveMut<'_>,
    collateral: &mut ReserveMut<'_>,
    market: &mut MarketMut<'_>,
    (position, payout): (&mut Position, Payout<'_>),
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
    debt.view().check_price(PriceNeeds::TRADED, now)?;
    collateral.view().check_price(PriceNeeds::TRADED, now)?;
    let before = assess(debt, collateral, position, others, now)?;
    before.check_may_liquidate()?;
    check_order(debt, collateral, position.group, &before, now)?;
    let is_unhealthy = before.is_unhealthy();
    if is_unhealthy {
        position.note_unhealthy(now);
    }
    if payout::is_worthless(collateral, position)? {
        return payout::clear(debt, collateral, position, now);
    }
    let room = collateral
        .control(market, now)
        .liquidation_room(is_unhealthy)?;
    let repayment = allowed_repayment(debt, position, amount, &before, now)?;
    let bonus_bps = bonus_bps(collateral, position, &before, now);
    let most = payout.most(collateral, position)?.min(room);
    let moved = size(debt, collateral, repayment, bonus_bps, most)?;
    let repaid = extinguish(debt, position, moved.repaid)?;
    payout.seize(collateral, position, &moved, now)?;
    let after = assess(debt, collateral, position, others, now)?;
    if before.debt <= before.collateral {
        after.check_no_worse_than(&before)?;
    }
    if !after.is_unhealthy() {
        position.note_healthy();
    }
    collateral.control(market, now).liquidate(moved.seized);
    if after.collateral.is_zero() && !after.debt.is_zero() {
        bad_debt_formed(debt, market, position, now)?;
    }
    debt.reprice();
    collateral.reprice();
    Ok(Liquidation { repaid, ..moved })
}

/// The error unless this collateral is the weakest and this debt the heaviest or, of a healthy position, one that is
/// deleveraged.
fn check_order(
    debt: &ReserveMut<'_>,
    collateral: &ReserveMut<'_>,
    group: u16,
    health: &Health,
    now: Timestamp,
) -> Result<()> {
    let threshold = collateral.view().threshold(group, now);
    if threshold > health.weakest_bps {
        let weakest = u64::from(health.weakest_bps);
        return Err(Rule::NotWeakestCollateral.broken(u64::from(threshold), weakest));
    }
    if !health.is_unhealthy() {
        return check_deleveraged(debt, now);
    }
    let weight = debt.config.borrow_weight_bps;
    if weight < health.heaviest_bps {
        let heaviest = u64::from(health.heaviest_bps);
        return Err(Rule::NotHeaviestDebt.broken(u64::from(weight), heaviest));
    }
    Ok(())
}

/// The error unless governance deleverages this debt: nothing else of a healthy position is touched.
#[cold]
fn check_deleveraged(debt: &ReserveMut<'_>, now: Timestamp) -> Result<()> {
    let weight = u64::from(debt.view().liquidation_weight_bps_floor(now));
    if weight <= BPS_ONE {
        return Err(Rule::NotDeleveraged.broken(weight, BPS_ONE));
    }
    Ok(())
}

/// The bonus that the collateral's rules give for this health, in the collateral's regime.
fn bonus_bps(
    collateral: &ReserveMut<'_>,
    position: &Position,
    health: &Health,
    now: Timestamp,
) -> u16 {
    let rules = &collateral.config.liquidation;
    if !health.is_unhealthy() {
        return rules.least_bonus_bps;
    }
    let seconds = now.since(position.unhealthy_since);
    let regime = collateral.effective.regime;
    let bonus = rules.bonus_bps(&health.exposure(), regime, seconds);
    let group = &collateral.config.group;
    if group.apply_to(position.group) {
        return bonus.min(group.most_bonus_bps);
    }
    bonus
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
