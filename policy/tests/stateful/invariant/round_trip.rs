//! INV-6: going there and back at once never profits.

use crate::USERS;
use crate::amount::Amount;
use crate::common::World;
use crate::operation::Kind;
use crate::run::Verdict;
use ballast_policy::action::ALL;
use ballast_policy::market::{Action, Outcome};
use ballast_policy::unit::ReserveIndex;
use proptest::prelude::*;

pub(crate) fn never_profits(
    world: &World,
    user: usize,
    index: ReserveIndex,
    amount: Amount,
) -> Verdict {
    deposit_and_withdraw_all(world.clone(), index, amount)?;
    deposit_and_withdraw(world.clone(), user, index, amount)?;
    borrow_and_repay(world.clone(), user, index, amount)
}

/// A newcomer who takes everything out again gets at most what they brought.
fn deposit_and_withdraw_all(mut world: World, index: ReserveIndex, amount: Amount) -> Verdict {
    let brought = amount.resolve(&mut world, USERS, Kind::Deposit, index);
    if world.act(USERS, Action::Deposit(index, brought)).is_ok() {
        match world.act(USERS, Action::Withdraw(index, ALL)) {
            Ok(Outcome::Withdrawn(paid)) => {
                prop_assert!(paid <= brought, "INV-6: {paid:?} for {brought:?}");
            }
            other => prop_assert!(false, "INV-6, INV-10: {other:?}"),
        }
    }
    Ok(())
}

/// Who takes out what they just brought has at most the shares from before.
fn deposit_and_withdraw(
    mut world: World,
    user: usize,
    index: ReserveIndex,
    amount: Amount,
) -> Verdict {
    let amount = amount.resolve(&mut world, user, Kind::Deposit, index);
    let before = world.positions[user].deposit_shares(index);
    let there = world.act(user, Action::Deposit(index, amount));
    let back = world.act(user, Action::Withdraw(index, amount));
    if there.is_ok() && back.is_ok() {
        let after = world.positions[user].deposit_shares(index);
        prop_assert!(after <= before, "INV-6: {before:?} {after:?}");
    }
    Ok(())
}

/// Who repays what they just borrowed owes at least the shares from before.
fn borrow_and_repay(mut world: World, user: usize, index: ReserveIndex, amount: Amount) -> Verdict {
    let amount = amount.resolve(&mut world, user, Kind::Borrow, index);
    let before = world.positions[user].debt_shares(index);
    if world.act(user, Action::Borrow(index, amount)).is_ok() {
        let back = world.act(user, Action::Repay(index, amount));
        prop_assert!(back.is_ok(), "INV-11: {back:?}");
        let after = world.positions[user].debt_shares(index);
        prop_assert!(after >= before, "INV-6: {before:?} {after:?}");
    }
    Ok(())
}
