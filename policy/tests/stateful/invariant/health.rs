//! INV-12, INV-13, INV-14, INV-26: who may worsen whose health.

use crate::common::World;
use crate::run::Verdict;
use ballast_policy::action::Liquidation;
use ballast_policy::health::{Health, Purpose};
use ballast_policy::unit::{ReserveIndex, TokenAmount, Usd};
use ballast_policy::{PolicyError, Rule};
use proptest::prelude::*;

/// What the world says of a user's health, unless a debt has no usable price.
fn health(world: &World, user: usize) -> Option<Health> {
    world.clone().health(user, Purpose::Opening).ok()
}

/// How far the debt lies above the liquidation limit; negative for the healthy.
fn shortfall(health: &Health) -> i128 {
    i128::from(health.debt.0) - i128::from(health.liquidation_limit.0)
}

/// INV-13: at the same time and prices nobody's health got worse, except that of the user who acted or was liquidated.
pub(crate) fn no_one_but(user: Option<usize>, before: &World, after: &World) -> Verdict {
    for other in (0..after.positions.len()).filter(|other| Some(*other) != user) {
        if let (Some(old), Some(new)) = (health(before, other), health(after, other)) {
            prop_assert!(
                shortfall(&new) <= shortfall(&old),
                "INV-13: user {other}: {old:?} {new:?}"
            );
        }
    }
    Ok(())
}

/// INV-12: whoever has just borrowed or withdrawn backs all debt on present terms, and is far from liquidation.
pub(crate) fn backs_its_debt(world: &mut World, user: usize) -> Verdict {
    if world.positions[user].is_free_of_debt() {
        return Ok(());
    }
    let opening = world.health(user, Purpose::Opening).unwrap();
    prop_assert!(opening.debt <= opening.borrow_limit, "INV-12: {opening:?}");
    if let Ok(health) = world.health(user, Purpose::Liquidating) {
        prop_assert!(
            health.debt <= health.liquidation_limit,
            "INV-12: {health:?}"
        );
    }
    Ok(())
}

/// INV-26: reports and rounds move no liquidation limit and no debt, so they make nobody liquidatable.
pub(crate) fn untouched_by_the_feed(before: &World, after: &World) -> Verdict {
    for user in 0..after.positions.len() {
        let limits = |world: &World| {
            health(world, user).map(|health| (health.liquidation_limit, health.debt))
        };
        prop_assert_eq!(limits(before), limits(after), "INV-26: user {}", user);
    }
    prop_assert_eq!(&before.reserves, &after.reserves, "INV-26");
    Ok(())
}

/// INV-14: only the unhealthy were liquidated, within the close factor, for what was there; they are no worse off
/// unless they were insolvent, and paid no more than the bonus.
pub(crate) fn is_improved(
    before: &World,
    after: &World,
    user: usize,
    (debt, collateral): (ReserveIndex, ReserveIndex),
    moved: &Liquidation,
) -> Verdict {
    // A third reserve's price may be old: a liquidation counts it at its last.
    let valued = |world: &World| world.clone().health(user, Purpose::Liquidating).unwrap();
    let (old, new) = (valued(before), valued(after));
    prop_assert!(old.debt > old.liquidation_limit, "INV-14: {old:?}");
    if old.debt <= old.collateral {
        prop_assert!(
            shortfall(&new) <= shortfall(&old),
            "INV-14: {old:?} {new:?}"
        );
    }
    let mut accrued = before.clone();
    accrued.accrue(debt);
    accrued.accrue(collateral);
    let owed = accrued.owed(user, debt).0;
    // Everything, where the debt has reached the collateral.
    let is_hopeless = old.debt >= old.collateral;
    let allowed = if is_hopeless { owed } else { owed.div_ceil(2) };
    prop_assert!(
        moved.repaid.0 <= allowed,
        "INV-14: {moved:?}, allowed {allowed}"
    );
    let available = accrued
        .held(user, collateral)
        .min(accrued.ledger(collateral).cash);
    prop_assert!(
        moved.seized <= available,
        "INV-14: {moved:?}, available {available:?}"
    );
    bonus_is_within_bounds(after, (debt, collateral), moved)
}

/// The unhealthy are in reach: past its threshold a position is refused only for want of a price, for want of cash, for
/// more than the close factor, or where what could move is dust.
pub(crate) fn is_refused_for_a_reason(
    before: &World,
    user: usize,
    (debt, collateral): (ReserveIndex, ReserveIndex),
    amount: TokenAmount,
    error: PolicyError,
) -> Verdict {
    let is_a_reason = match error.rule {
        Rule::ZeroAmount
        | Rule::PositionHealthy
        | Rule::CloseFactorExceeded
        | Rule::PriceTooOld
        | Rule::NotWeakestCollateral
        | Rule::LiquidationDepthExhausted
        | Rule::InsufficientLiquidity => true,
        Rule::AmountTooSmall | Rule::HealthNotImproved => {
            let half = TokenAmount(before.owed(user, debt).0.div_ceil(2));
            let (repaid, held) = (amount.min(half), before.held(user, collateral));
            is_dust(before, (debt, repaid), (collateral, held))
        }
        _ => false,
    };
    prop_assert!(is_a_reason, "liquidation of {amount:?} refused: {error}");
    Ok(())
}

/// True when the debt or the collateral is worth no more than a few debt shares and a base unit of collateral.
fn is_dust(
    world: &World,
    (debt, repaid): (ReserveIndex, TokenAmount),
    (collateral, held): (ReserveIndex, TokenAmount),
) -> bool {
    let share = world.ledger(debt).index_at(world.now).whole + 1;
    let value = |index, amount| world.reserve(index).price.mid.value_ceil(amount).unwrap().0;
    let available = held.min(world.ledger(collateral).cash);
    let dust = value(debt, TokenAmount(3 * share)) + value(collateral, TokenAmount(1));
    value(debt, repaid).min(value(collateral, available)) <= dust
}

/// What was seized is worth at most the repayment and its bonus, to a millionth of a dollar and a base unit.
fn bonus_is_within_bounds(
    world: &World,
    (debt, collateral): (ReserveIndex, ReserveIndex),
    moved: &Liquidation,
) -> Verdict {
    let (debt, collateral) = (world.reserve(debt), world.reserve(collateral));
    let Usd(paid) = debt.price.mid.value_ceil(moved.repaid).unwrap();
    let unit = collateral.price.mid.value_ceil(TokenAmount(1)).unwrap();
    let Usd(seized) = collateral.price.mid.value_floor(moved.seized).unwrap();
    let bonus =
        u128::from(paid) * u128::from(collateral.config.liquidation.least_bonus_bps) / 10_000;
    let most = u128::from(paid) + bonus + u128::from(unit.0) + 1;
    prop_assert!(
        u128::from(seized) <= most,
        "INV-14: seized {seized} for {paid}"
    );
    Ok(())
}
