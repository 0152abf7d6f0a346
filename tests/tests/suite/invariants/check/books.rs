//! INV-1 to INV-5: the books of every reserve, recomputed from its account, its vault and all positions.

use super::Step;
use crate::invariants::deed::Act;
use crate::invariants::judge::{Tally, Verdict};
use crate::invariants::state::{State, index};
use crate::invariants::value::{assets, debt, owed_ceil, share_price, worth_floor};
use crate::invariants::world::{RESERVES, USERS};
use ballast_policy::ledger::Ledger;
use proptest::prelude::*;

/// The reserves whose account or vault a transaction wrote to, with their books before and after.
fn touched<'a>(step: &'a Step<'_>) -> impl Iterator<Item = (usize, &'a Ledger, &'a Ledger)> {
    let wrote = |reserve: &usize| {
        let address = step.world.accounts(*reserve).reserve;
        step.has_changed(&address) || step.has_changed(&step.world.vaults[*reserve])
    };
    (0..RESERVES).filter(wrote).map(|reserve| {
        let old = &step.before.reserves[reserve].ledger;
        let new = &step.after.reserves[reserve].ledger;
        (reserve, old, new)
    })
}

/// Every user's deposit shares, or debt shares, in a reserve.
fn shares(state: &State, reserve: usize, is_debt: bool) -> impl Iterator<Item = u64> {
    (0..USERS).map(move |user| {
        let position = state.position(user);
        if is_debt {
            position.debt_shares(index(reserve)).0
        } else {
            position.deposit_shares(index(reserve)).0
        }
    })
}

/// INV-1: a vault holds the cash of the books and what was thrown into it, to the base unit; with the debt and less what is
/// the protocol's, that covers all deposits.
pub(super) fn inv_1_the_vault_holds_what_the_books_say(
    step: &Step<'_>,
    tally: &mut Tally,
) -> Verdict {
    for (reserve, _, ledger) in touched(step) {
        let donated = step.after.donated[reserve];
        let vault = step.after.vaults[reserve];
        prop_assert_eq!(vault - donated, ledger.cash.0, "INV-1: reserve {}", reserve);
        let claims = worth_floor(ledger, ledger.deposit_shares.0);
        prop_assert!(claims.cast_signed() <= assets(ledger), "INV-1: {ledger:?}");
        tally.add("INV-1: vault counted");
        if donated > 0 {
            tally.add("INV-1: vault with a donation counted");
        }
        if ledger.fees_owed.0 > 0 && ledger.insurance.0 > 0 {
            tally.add("INV-1: fees and insurance counted");
        }
    }
    Ok(())
}

/// INV-2: what users could claim one by one never exceeds what belongs to depositors.
pub(super) fn inv_2_claims_are_covered(step: &Step<'_>, tally: &mut Tally) -> Verdict {
    for (reserve, _, ledger) in touched(step) {
        let held = shares(step.after, reserve, false);
        let claims: u128 = held.map(|shares| worth_floor(ledger, shares)).sum();
        let assets = assets(ledger);
        prop_assert!(claims.cast_signed() <= assets, "INV-2: {claims} {ledger:?}");
        tally.add("INV-2: claims counted");
        if ledger.virtual_lost > 0 {
            tally.add("INV-2: claims counted after a loss");
        }
    }
    Ok(())
}

/// INV-3, compared exactly: a share's price never falls, except that by writing a debt off it falls by what neither fees nor
/// insurance bear.
pub(super) fn inv_3_share_price_never_falls_but_by_loss(
    step: &Step<'_>,
    tally: &mut Tally,
) -> Verdict {
    for (reserve, old, new) in touched(step) {
        let ((old_assets, old_shares), (assets, shares)) = (share_price(old), share_price(new));
        let has_fallen = assets * old_shares < old_assets * shares;
        if let Some(Act::Resolve(user, _)) = step.single() {
            loss_is_shared(step, user, reserve, tally)?;
        } else {
            prop_assert!(!has_fallen, "INV-3: {old:?} {new:?}");
            tally.add("INV-3: share price compared");
        }
    }
    Ok(())
}

/// A debt is written off whole; fees bear it first, then insurance, then depositors.
fn loss_is_shared(step: &Step<'_>, user: usize, reserve: usize, tally: &mut Tally) -> Verdict {
    let accrued = step.before.accrued(reserve);
    let old = &accrued.reserves[reserve].ledger;
    let new = &step.after.reserves[reserve].ledger;
    let shares = step.before.position(user).debt_shares(index(reserve)).0;
    let written_off = owed_ceil(old.index, shares).min(debt(old));
    let fees = written_off.min(u128::from(old.fees_owed.0));
    let insurance = (written_off - fees).min(u128::from(old.insurance.0));
    let loss = (written_off - fees - insurance).cast_signed();
    let paid = u128::from(old.fees_owed.0 - new.fees_owed.0);
    prop_assert_eq!(paid, fees, "INV-3: the fees' part");
    let paid = u128::from(old.insurance.0 - new.insurance.0);
    prop_assert_eq!(paid, insurance, "INV-3: the insurance's part");
    prop_assert_eq!(old.cash, new.cash, "INV-3");
    // A debt share's part of a base unit.
    let fell = assets(old) - assets(new);
    prop_assert!((fell - loss).abs() <= 1, "INV-3: {fell} for {loss}");
    tally.add("INV-3: written off");
    if insurance > 0 {
        tally.add("INV-3: borne by insurance");
    }
    if loss > 0 {
        tally.add("INV-3: borne by depositors");
    }
    Ok(())
}

/// INV-4: the debt index never falls, and stands still while no time is counted.
pub(super) fn inv_4_debt_index_never_falls(step: &Step<'_>, tally: &mut Tally) -> Verdict {
    for (_, old, new) in touched(step) {
        prop_assert!(new.index >= old.index, "INV-4: {old:?} {new:?}");
        prop_assert!(new.accrued_at >= old.accrued_at, "INV-4: {old:?} {new:?}");
        prop_assert!(new.accrued_at <= step.after.now, "INV-4: {old:?} {new:?}");
        if new.accrued_at == old.accrued_at {
            prop_assert_eq!(new.index, old.index, "INV-4: no time was counted");
            tally.add("INV-4: index stood still");
        } else if new.index > old.index {
            tally.add("INV-4: index rose");
        }
    }
    Ok(())
}

/// INV-5: all users' shares add up to the reserve's, exactly; what they owe one by one is at least what it counts on.
pub(super) fn inv_5_parts_are_the_whole(step: &Step<'_>, tally: &mut Tally) -> Verdict {
    // Every reserve, because a position may change without its reserve.
    for (reserve, of) in step.after.reserves.iter().enumerate() {
        let ledger = &of.ledger;
        let deposits: u64 = shares(step.after, reserve, false).sum();
        let debts: u64 = shares(step.after, reserve, true).sum();
        prop_assert_eq!(deposits, ledger.deposit_shares.0, "INV-5: {}", reserve);
        prop_assert_eq!(debts, ledger.debt_shares.0, "INV-5: {}", reserve);
        let grouped = step.after.positions.iter().flatten();
        let grouped = grouped.filter(|position| position.group != 0);
        let grouped: u64 = grouped.map(|user| user.debt_shares(index(reserve)).0).sum();
        let counted = ledger.group_debt_shares.0;
        prop_assert_eq!(grouped, counted, "INV-5: the group's of {}", reserve);
        let owed = shares(step.after, reserve, true);
        let owed: u128 = owed.map(|shares| owed_ceil(ledger.index, shares)).sum();
        prop_assert!(owed >= debt(ledger), "INV-5: {ledger:?}");
        if debts > 0 && deposits > 0 {
            tally.add("INV-5: deposits and debts added up");
        }
        if grouped > 0 {
            tally.add("INV-5: debts of a group added up");
        }
    }
    Ok(())
}
