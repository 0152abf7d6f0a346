//! Liquidate: a third party repays part of an unhealthy position's debt and takes collateral worth more.
//!
//! The exchange is at mid prices: valuing the debt high and the collateral low, as health does, would pay the
//! liquidator for the oracle's uncertainty out of the borrower's pocket.

use super::repay::extinguish;
use super::{ALL, MarketMut, ReserveMut, WithActive, check_not_zero};
use crate::error::{Result, Rule};
use crate::health::{Health, Purpose, ReserveSource};
use crate::liquidation::unhealthy_since;
use crate::num::{BPS_ONE, fraction_ceil, fraction_of_ceil, mul_div_ceil, share_floor};
use crate::position::Position;
use crate::unit::{Timestamp, TokenAmount, Usd};

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
///    past its liquidation threshold.
/// 4. Of what can be seized, the collateral with the lowest threshold is; of the debts, the one that weighs most is repaid.
/// 5. The repayment is within what is allowed: the close factor's share, or all where it is dust or the position is far
///    past its threshold ([`crate::liquidation`]).
/// 6. Collateral worth the repayment plus the bonus is seized, at mid prices, rounded down. Where the position, the
///    reserve's cash or what its book takes is less, all of that is seized and the repayment shrinks to match, rounded up.
///    The protocol keeps its part of the bonus.
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
    check_not_zero(amount)?;
    if debt.index == collateral.index {
        return Err(Rule::DepositAndDebtInOneReserve.broken(u64::from(debt.index.0), 0));
    }
    debt.accrue(now);
    collateral.accrue(now);
    check_tradable(debt, now)?;
    check_tradable(collateral, now)?;
    let before = assess(debt, collateral, position, others, now)?;
    before.check_may_liquidate()?;
    check_order(debt, collateral, position.group, &before, now)?;
    position.unhealthy_since = unhealthy_since(position.unhealthy_since, now);
    let room = collateral.control(market, now).liquidation_room()?;
    let repayment = allowed_repayment(debt, position, amount, &before)?;
    let bonus_bps = bonus_bps(collateral, position, &before, now);
    let moved = size(debt, collateral, position, repayment, bonus_bps, room)?;
    let repaid = extinguish(debt, position, moved.repaid)?;
    seize(collateral, position, &moved, now)?;
    let after = assess(debt, collateral, position, others, now)?;
    if before.debt <= before.collateral {
        after.check_no_worse_than(&before)?;
    }
    if after.check_may_liquidate().is_err() {
        position.unhealthy_since = Timestamp::ZERO;
    }
    collateral.control(market, now).liquidate(moved.paid());
    if after.collateral.is_zero() && !after.debt.is_zero() {
        bad_debt_formed(debt, market, position, now)?;
    }
    debt.reprice();
    collateral.reprice();
    Ok(Liquidation { repaid, ..moved })
}

/// The error unless the reserve's price is usable and near enough to its average to trade at.
fn check_tradable(reserve: &ReserveMut<'_>, now: Timestamp) -> Result<()> {
    let rules = &reserve.config.price;
    reserve.price.check_usable(rules, now)?;
    let bound = u64::from(rules.max_liquidation_distance_bps);
    let distance = reserve.flows.average_distance_bps;
    if bound != 0 && distance > bound {
        return Err(Rule::LiquidationPriceUnsure.broken(distance, bound));
    }
    Ok(())
}

/// The error unless this collateral is the weakest and this debt the heaviest.
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
    let weight = debt.config.borrow_weight_bps;
    if weight < health.heaviest_bps {
        let heaviest = u64::from(health.heaviest_bps);
        return Err(Rule::NotHeaviestDebt.broken(u64::from(weight), heaviest));
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
    let seconds = now.since(position.unhealthy_since);
    let regime = collateral.effective.regime;
    let rules = &collateral.config.liquidation;
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

/// The repayment asked for, held to what is allowed.
fn allowed_repayment(
    debt: &ReserveMut<'_>,
    position: &mut Position,
    amount: TokenAmount,
    health: &Health,
) -> Result<TokenAmount> {
    let owed = debt
        .ledger
        .index
        .owed_ceil(position.borrow_mut(debt.index)?.shares);
    let value = debt.price.high.value_ceil(owed)?;
    let rules = &debt.config.liquidation;
    let allowed = TokenAmount(rules.allowed_repayment(owed.0, value, &health.exposure()));
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
    bonus_bps: u16,
    room: TokenAmount,
) -> Result<Liquidation> {
    let held = collateral
        .ledger
        .worth_floor(position.deposit_mut(collateral.index)?.shares)?;
    let available = held.min(collateral.ledger.cash).min(room);
    if available.is_zero() {
        return Err(Rule::InsufficientLiquidity.broken(held.0, collateral.ledger.cash.0));
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

/// Burns the shares behind what is seized, rounded up and at most what the position holds, and pays it out.
fn seize(
    collateral: &mut ReserveMut<'_>,
    position: &mut Position,
    moved: &Liquidation,
    now: Timestamp,
) -> Result<()> {
    let slot = position.deposit_mut(collateral.index)?;
    let shares = collateral
        .ledger
        .shares_for_ceil(moved.seized)?
        .min(slot.shares);
    slot.leave(shares, now)?;
    collateral.ledger.seize(shares, moved.seized, moved.fee)
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
