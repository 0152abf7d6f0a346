//! INV-14: who is liquidated, for how much.

use super::Step;
use crate::invariants::deed::Act;
use crate::invariants::judge::{Tally, Verdict};
use crate::invariants::state::{State, index};
use crate::invariants::value::{
    Value, debt as all_debt, owed_ceil, value_ceil, value_floor, worth_floor,
};
use crate::invariants::world::RESERVES;
use ballast_policy::Rule;
use proptest::prelude::*;

/// What a liquidation moved, by the accounts.
struct Moved {
    user: usize,
    debt: usize,
    collateral: usize,
    /// Base units that the debt's vault gained.
    repaid: u128,
    /// What the shares were worth that the position lost.
    seized: u128,
}

/// INV-14: only the unhealthy are liquidated, within what one liquidation may repay; the solvent are healthier after it, and
/// lose no more than the repayment and the most bonus.
pub(super) fn inv_14_the_unhealthy_are_improved(step: &Step<'_>, tally: &mut Tally) -> Verdict {
    let Some(Act::Liquidate {
        user,
        debt,
        collateral,
        receiver,
    }) = step.single()
    else {
        return Ok(());
    };
    if !step.is_done() {
        if step.broke(Rule::PositionHealthy) {
            tally.add("INV-14: the healthy refused");
        }
        return Ok(());
    }
    let before = step.before.at_prices_of(step.after);
    let before = before.accrued(debt).accrued(collateral);
    let (old, new) = (Value::of(&before, user), Value::of(step.after, user));
    let is_healthy = old.shortfall() <= 0;
    if is_healthy {
        debt_is_deleveraged(step, &before, (user, debt), &old)?;
        tally.add("INV-14: the healthy deleveraged");
    }
    if old.debt <= old.collateral {
        prop_assert!(
            new.shortfall() <= old.shortfall(),
            "INV-14: {old:?} {new:?}"
        );
        tally.add("INV-14: the solvent liquidated");
    } else {
        tally.add("INV-14: the insolvent liquidated");
    }
    let lost = shares(&before, user, collateral) - shares(step.after, user, collateral);
    let moved = Moved {
        user,
        debt,
        collateral,
        repaid: u128::from(step.after.vaults[debt] - before.vaults[debt]),
        seized: worth_floor(&before.reserves[collateral].ledger, lost),
    };
    repays_what_is_allowed(step, &moved, &old)?;
    pays_the_bonus_at_most(step, &moved, is_healthy)?;
    takes_what_the_book_takes(step, &moved, tally)?;
    if let Some(receiver) = receiver {
        let had = shares(&before, receiver, collateral);
        let gained = shares(step.after, receiver, collateral) - had;
        prop_assert!(gained <= lost, "INV-14: {gained} shares for {lost}");
        tally.add("INV-14: seized as a deposit");
    }
    Ok(())
}

/// Only debts that governance deleverages weigh enough to reach the healthy; of them, only what is owed past the target.
fn debt_is_deleveraged(
    step: &Step<'_>,
    before: &State,
    (user, debt): (usize, usize),
    old: &Value,
) -> Verdict {
    let of = &before.reserves[debt];
    let (target, owed) = (
        u128::from(of.schedule.deleverage.target.0),
        all_debt(&of.ledger),
    );
    let weight = of.schedule.deleverage.weight_bps;
    prop_assert!(
        weight > 10_000 && owed > target,
        "INV-14: {old:?} was healthy"
    );
    // Debts weigh twice what they are at most.
    let owed_by = (0..RESERVES).filter(|reserve| is_pressed(before, *reserve));
    let pressed: u128 = owed_by
        .map(|reserve| debt_value(before, user, reserve))
        .sum();
    let judged = old.debt + pressed;
    prop_assert!(judged > old.liquidation_limit, "INV-14: {old:?} {pressed}");
    // What a repayment leaves of a debt share is rounded away with it.
    let left = all_debt(&step.after.reserves[debt].ledger);
    let rounding = u128::from(of.ledger.index.whole) + 1;
    prop_assert!(left + rounding >= target, "INV-14: {left} under {target}");
    Ok(())
}

/// Whether debts to a reserve weigh more than they are.
fn is_pressed(state: &State, reserve: usize) -> bool {
    let of = &state.reserves[reserve];
    let owed = owed_ceil(of.ledger.index_at(state.now), of.ledger.debt_shares.0);
    of.schedule.deleverage.weight_bps > 0 && owed > u128::from(of.schedule.deleverage.target.0)
}

/// What a user owes to a reserve, dollars at the high price, times what it weighs above one.
fn debt_value(state: &State, user: usize, reserve: usize) -> u128 {
    let of = &state.reserves[reserve];
    let shares = state.position(user).debt_shares(index(reserve)).0;
    let owed = owed_ceil(of.ledger.index_at(state.now), shares);
    let deleverage = &of.schedule.deleverage;
    let length = u128::from(deleverage.ends_at.0 - deleverage.starts_at.0);
    let passed = u128::from(state.now.0 - deleverage.starts_at.0).min(length);
    let extra = u128::from(deleverage.weight_bps - 10_000) * passed / length;
    value_ceil(owed, of.price.high.0) * extra / 10_000
}

/// No more is seized than the book of its reserve takes in a window: the published capacity, as deep as the feed says.
fn takes_what_the_book_takes(step: &Step<'_>, moved: &Moved, tally: &mut Tally) -> Verdict {
    let of = &step.before.reserves[moved.collateral];
    let effective = &step.before.effective[of.feed];
    let limit = &of.limits.liquidated;
    let published = u128::from(limit.capacities[effective.regime as usize]);
    if published == u128::from(u64::MAX) {
        return Ok(());
    }
    let depth = u128::from(effective.depth_bps.clamp(2_500, 10_000));
    let capacity = published * depth / 10_000;
    let passed = u128::from(step.before.now.since(of.flows.liquidated.updated_at));
    let drained = capacity * passed / u128::from(limit.window_seconds);
    let taken = u128::from(of.flows.liquidated.level).saturating_sub(drained);
    let room = capacity.saturating_sub(taken);
    // A share's rounding.
    prop_assert!(
        moved.seized <= room + 1,
        "INV-14: {} of {room}",
        moved.seized
    );
    tally.add("INV-14: seized within what the book takes");
    if depth < 10_000 {
        tally.add("INV-14: seized of a book that is not whole");
    }
    Ok(())
}

/// What a user holds of a reserve, in shares.
fn shares(state: &State, user: usize, reserve: usize) -> u64 {
    state.position(user).deposit_shares(index(reserve)).0
}

/// More than the close factor's share is repaid only of dust, so that none is left, or far past the threshold.
fn repays_what_is_allowed(step: &Step<'_>, moved: &Moved, old: &Value) -> Verdict {
    let reserve = &step.before.reserves[moved.debt];
    let rules = &reserve.config.liquidation;
    let shares = step
        .before
        .position(moved.user)
        .debt_shares(index(moved.debt));
    let owed = owed_ceil(reserve.ledger.index_at(step.before.now), shares.0);
    prop_assert!(moved.repaid <= owed, "INV-14: {} of {owed}", moved.repaid);
    let close = u128::from(rules.close_factor_bps);
    if moved.repaid <= (owed * close).div_ceil(10_000) {
        return Ok(());
    }
    let dust = u128::from(rules.dust_dollars) << 20;
    let value = value_ceil(owed, step.after.reserves[moved.debt].price.high.0);
    let left = value * (10_000 - close) / 10_000;
    let full = old.collateral * u128::from(rules.full_close_ltv_bps) / 10_000;
    prop_assert!(
        value <= dust || left <= dust || old.debt >= full,
        "INV-14: {} of {owed} repaid, {old:?}",
        moved.repaid
    );
    Ok(())
}

/// What was seized is worth at most the repayment and the most bonus of the regime, or of the healthy the least, to a millionth of a dollar, a base unit
/// and the rounding of a share.
fn pays_the_bonus_at_most(step: &Step<'_>, moved: &Moved, is_healthy: bool) -> Verdict {
    let (debt, collateral) = (moved.debt, moved.collateral);
    let price = |reserve: usize| step.after.reserves[reserve].price.mid.0;
    let config = &step.after.reserves[collateral].config;
    let regime = step.after.effective[step.after.reserves[collateral].feed].regime;
    let mut most = config.liquidation.most_bonus_bps[regime as usize];
    if config
        .group
        .apply_to(step.before.position(moved.user).group)
    {
        most = most.min(config.group.most_bonus_bps);
    }
    if is_healthy {
        most = config.liquidation.least_bonus_bps;
    }
    let paid = value_ceil(moved.repaid, price(debt));
    let units = value_ceil(2, price(collateral));
    let seized = value_floor(moved.seized, price(collateral));
    let allowed = paid + paid * u128::from(most) / 10_000 + units + 1;
    prop_assert!(seized <= allowed, "INV-14: {seized} for {paid}, {most} bps");
    Ok(())
}
