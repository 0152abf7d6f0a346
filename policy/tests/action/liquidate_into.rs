//! A liquidation for shares: collateral that is lent out is seized all the same.

use crate::common::{SOL, USDC, World, liquidate_all, tokens};
use ballast_policy::action::{ALL, Liquidation};
use ballast_policy::market::Action;
use ballast_policy::unit::{DepositShares, ReserveIndex, TokenAmount};
use ballast_policy::{Result, Rule};

/// User 1 owes 10 000 dollars against 1 000 SOL, all of which user 3 has borrowed; user 2 liquidates.
fn lent_out() -> World {
    let mut world = World::calm(4);
    world.deposit(0, USDC, 100_000);
    world.deposit(1, SOL, 1_000);
    world.borrow(1, USDC, 10_000);
    world.deposit(3, USDC, 60_000);
    world.borrow(3, SOL, 1_000);
    world.set_cents(SOL, 1_200);
    world.reserve_mut(SOL).config.liquidation.protocol_share_bps = 2_000;
    world
}

fn into(
    world: &mut World,
    user: usize,
    receiver: usize,
    amount: TokenAmount,
) -> Result<Liquidation> {
    let (mut position, mut other, now) =
        (world.positions[user], world.positions[receiver], world.now);
    let pair: (ReserveIndex, ReserveIndex) = (USDC, SOL);
    let moved = world
        .market()
        .liquidate_into(&mut position, &mut other, pair, amount, now)?;
    (world.positions[user], world.positions[receiver]) = (position, other);
    Ok(moved)
}

#[test]
fn collateral_without_cash_is_seized_as_a_deposit() {
    // Given collateral that cannot be paid out
    let mut world = lent_out();
    assert_eq!(world.ledger(SOL).cash, TokenAmount::ZERO);
    let refused = world.refusal(1, liquidate_all(USDC, SOL));
    assert_eq!(refused, Rule::InsufficientLiquidity);

    // When it is liquidated for shares, then they move, less the protocol's part
    let (before, shares) = (*world.ledger(SOL), world.positions[1].deposit_shares(SOL));
    let moved = into(&mut world, 1, 2, ALL).unwrap();
    let after = *world.ledger(SOL);
    let gained = world.positions[2].deposit_shares(SOL);
    let lost = shares
        .minus(world.positions[1].deposit_shares(SOL))
        .unwrap();
    assert_eq!(before.cash, after.cash);
    assert_eq!(after.fees_owed.0 - before.fees_owed.0, moved.fee.0);
    let burned = before.deposit_shares.minus(after.deposit_shares).unwrap();
    assert_eq!(lost, gained.plus(burned).unwrap());
    assert!(world.held(2, SOL).0.abs_diff(moved.paid().0) <= 2);
    assert!(world.held(2, SOL) <= moved.paid());
    assert_eq!(after.check_solvent(), Ok(()));
    assert_eq!(moved.repaid, tokens(USDC, 5_000));

    // And once someone repays they are worth tokens
    world.act(3, Action::Repay(SOL, ALL)).unwrap();
    world.act(2, Action::Withdraw(SOL, ALL)).unwrap();
    assert_eq!(world.positions[2].deposit_shares(SOL), DepositShares::ZERO);
}

#[test]
fn what_a_liquidator_gains_as_a_deposit_is_fresh_and_needs_a_slot() {
    let mut world = lent_out();
    world.reserve_mut(SOL).limits.season_seconds = 86_400;
    into(&mut world, 1, 2, tokens(USDC, 1_000)).unwrap();
    let slot = world.positions[2].deposits[0];
    assert_eq!(slot.fresh.amount, slot.shares.0);
    // Who owes the collateral cannot hold it.
    let refused = into(&mut world, 1, 3, tokens(USDC, 1_000)).unwrap_err();
    assert_eq!(refused.rule, Rule::DepositAndDebtInOneReserve);
    // And a healthy position is as safe as ever.
    world.set_cents(SOL, 2_000);
    let refused = into(&mut world, 1, 2, tokens(USDC, 1_000)).unwrap_err();
    assert_eq!(refused.rule, Rule::PositionHealthy);
}
