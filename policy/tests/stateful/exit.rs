//! INV-10 and INV-11 at the end of a history: with every price gone and every feed dead, everyone can leave.

use crate::common::{RESERVES, World};
use crate::run::{Run, Verdict};
use ballast_policy::action::ALL;
use ballast_policy::market::{Action, Outcome};
use ballast_policy::price::CachedPrice;
use ballast_policy::unit::{DebtShares, DepositShares, ReserveIndex};
use proptest::prelude::*;

/// Everyone repays, then everyone withdraws; what is left are the protocol's fees and what rounding kept.
pub(crate) fn everyone_leaves(run: Run) -> Verdict {
    let mut world = run.world;
    world.feeds.clear();
    for index in RESERVES {
        world.reserve_mut(index).price = CachedPrice::default();
    }
    for index in RESERVES {
        everyone_repays(&mut world, index)?;
    }
    for index in RESERVES {
        everyone_withdraws(&mut world, index)?;
        let ledger = world.ledger(index);
        prop_assert_eq!(ledger.deposit_shares, DepositShares::ZERO, "INV-5");
        prop_assert_eq!(ledger.debt_shares, DebtShares::ZERO, "INV-5");
        let others = ledger.fees_owed.plus(ledger.insurance).unwrap();
        prop_assert!(ledger.cash >= others, "INV-1: {ledger:?}");
    }
    Ok(())
}

fn everyone_repays(world: &mut World, index: ReserveIndex) -> Verdict {
    for user in 0..world.positions.len() {
        if !world.positions[user].debt_shares(index).is_zero() {
            let owed = world.owed(user, index);
            let outcome = world.act(user, Action::Repay(index, ALL));
            prop_assert_eq!(outcome, Ok(Outcome::Repaid(owed)), "INV-11");
        }
    }
    Ok(())
}

fn everyone_withdraws(world: &mut World, index: ReserveIndex) -> Verdict {
    for user in 0..world.positions.len() {
        if !world.positions[user].deposit_shares(index).is_zero() {
            let outcome = world.act(user, Action::Withdraw(index, ALL));
            prop_assert!(outcome.is_ok(), "INV-10: {outcome:?}");
        }
    }
    Ok(())
}
