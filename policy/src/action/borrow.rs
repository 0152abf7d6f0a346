//! Borrow: tokens out against collateral, on the terms of the present regime.

use super::{MarketMut, ReserveMut, WithActive, check_not_zero};
use crate::breaker::Kind;
use crate::config::ReserveConfig;
use crate::control::UtilizationMove;
use crate::error::{Result, Rule};
use crate::fresh::excess_added;
use crate::health::{Health, Purpose, ReserveSource};
use crate::num::{BPS_ONE, share_ceil, share_floor};
use crate::position::Position;
use crate::terms::Terms;
use crate::unit::{DebtShares, Timestamp, TokenAmount};

/// Borrows `amount` and returns the debt shares.
///
/// 1. The amount is not zero.
/// 2. Interest is counted up to `now`.
/// 3. No breaker halts new debt in this asset. Where one reduces it, cap and limits are those of stress.
/// 4. What is owed to the reserve stays within the borrow cap of the present regime, and the target of a
///    deleverage.
/// 5. The reserve holds enough cash; the origination fee is owed on top; debt shares are rounded up.
/// 6. The position gains the debt; it must not hold this reserve, and owes no more than one position's share of the cap.
///    A position of a group owes assets of that group only, within the reserve's cap for it; an isolated asset is owed alone.
/// 7. All debt together stays within the borrow limit on present terms (INV-12).
/// 8. It passes the limits of outflow and of borrowing against fresh collateral, of the reserve and of the market;
///    what it crosses trips.
pub fn borrow(
    reserve: &mut ReserveMut<'_>,
    market: &mut MarketMut<'_>,
    position: &mut Position,
    amount: TokenAmount,
    others: &impl ReserveSource,
    now: Timestamp,
) -> Result<DebtShares> {
    check_not_zero(amount)?;
    reserve.accrue(now);
    let verdict = reserve.control(market, now).check(Kind::Borrow)?;
    let before = reserve.lent();
    let fee = origination_fee_ceil(reserve.config, amount);
    let total = before.debt.plus(amount)?.plus(fee)?;
    let cap = Terms::new(reserve.config, verdict.terms(reserve.effective)).borrow_cap;
    let cap = reserve.schedule.deleverage.cap(cap);
    if total > cap {
        return Err(Rule::BorrowCapExceeded.broken(total.0, cap.0));
    }
    let shares = reserve.ledger.borrow(amount, fee)?;
    position.add_borrow(reserve.index, shares, reserve.borrow_rewards)?;
    check_account_share(reserve, position, cap)?;
    if position.group != 0 {
        charge_group(reserve, position.group, shares)?;
    }
    let source = WithActive {
        active: reserve.view(),
        index: reserve.index,
        others,
    };
    let health = Health::assess(position, &source, Purpose::Opening, now)?;
    health.check_may_open()?;
    check_isolation(position, &source)?;
    position.note_healthy();
    let moved = reserve.price.high.value_ceil(amount.plus(fee)?)?;
    let excess = excess_added(health.weighted_debt, health.seasoned_limit, moved);
    let after = reserve.lent();
    let utilization = UtilizationMove { before, after };
    let mut control = reserve.control(market, now);
    let charged = control.borrow(amount, excess, utilization, verdict)?;
    let limits = reserve.limits;
    let slot = position.borrow_mut(reserve.index)?;
    slot.recent
        .add(amount.0, limits.outflow.window_seconds, now)?;
    slot.charged
        .add(charged.0, limits.fresh.window_seconds, now)?;
    reserve.reprice();
    Ok(shares)
}

/// What a borrower of `amount` owes on top at once.
#[inline(always)]
pub fn origination_fee_ceil(config: &ReserveConfig, amount: TokenAmount) -> TokenAmount {
    TokenAmount(share_ceil(amount.0, config.origination_fee_bps))
}

/// The error when the position owes more than one position may.
#[inline(always)]
fn check_account_share(
    reserve: &ReserveMut<'_>,
    position: &Position,
    cap: TokenAmount,
) -> Result<()> {
    let share = reserve.config.account_borrow_share_bps;
    if u64::from(share) >= BPS_ONE {
        return Ok(());
    }
    let shares = position.debt_shares(reserve.index);
    let owed = reserve.ledger.index.owed_ceil(shares);
    let most = TokenAmount(share_floor(cap.0, share));
    if owed > most {
        return Err(Rule::AccountBorrowExceeded.broken(owed.0, most.0));
    }
    Ok(())
}

/// Counts debt `shares` of a position of `group`, within the reserve's cap for it.
#[cold]
fn charge_group(reserve: &mut ReserveMut<'_>, group: u16, shares: DebtShares) -> Result<()> {
    let terms = &reserve.config.group;
    if !terms.apply_to(group) {
        return Err(Rule::NotOfGroup.broken(u64::from(terms.group), u64::from(group)));
    }
    let owed = reserve.ledger.join_group(shares)?;
    if owed > terms.borrow_cap {
        return Err(Rule::GroupCapExceeded.broken(owed.0, terms.borrow_cap.0));
    }
    Ok(())
}

/// The error when one of several debts is of an isolated asset.
#[inline(always)]
fn check_isolation(position: &Position, source: &impl ReserveSource) -> Result<()> {
    let debts = position.borrows.iter();
    let debts = debts.filter(|slot| !slot.shares.is_zero());
    let count = debts.clone().count();
    if count < 2 {
        return Ok(());
    }
    for slot in debts {
        if source.reserve(slot.reserve)?.config.is_isolated_debt() {
            return Err(Rule::IsolatedDebt.broken(count as u64, 1));
        }
    }
    Ok(())
}
