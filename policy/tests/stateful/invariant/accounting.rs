//! INV-1 to INV-5 and INV-16: the books of every reserve.

use crate::common::{RESERVES, World};
use crate::run::Verdict;
use ballast_policy::curve::Utilization;
use ballast_policy::ledger::{Ledger, Loss};
use ballast_policy::market::Reserve;
use ballast_policy::regime::Regime;
use ballast_policy::unit::{ReserveIndex, TokenAmount};
use proptest::prelude::*;

pub(crate) fn holds(before: &World, after: &World, vaults: &[i128; 3]) -> Verdict {
    for (index, vault) in RESERVES.into_iter().zip(vaults) {
        let (old, new) = (before.ledger(index), after.ledger(index));
        vault_is_solvent(new, *vault)?;
        claims_are_covered(after, index)?;
        share_price_never_falls(old, new)?;
        index_never_falls(old, new)?;
        parts_are_the_whole(after, index)?;
        rate_is_on_its_curve(after.reserve(index), old, after.regime(index))?;
    }
    Ok(())
}

/// INV-1: the vault, counted by us, is what the books call cash; with the debt and less the fees it covers deposits.
fn vault_is_solvent(ledger: &Ledger, vault: i128) -> Verdict {
    prop_assert_eq!(i128::from(ledger.cash.0), vault, "INV-1");
    let debt = i128::from(ledger.debt().0);
    let fees = i128::from(ledger.fees_owed.0) + i128::from(ledger.insurance.0);
    let claims = ledger.worth_floor(ledger.deposit_shares).unwrap();
    prop_assert!(
        vault + debt - fees >= i128::from(claims.0),
        "INV-1: {ledger:?}"
    );
    Ok(())
}

/// INV-2: what users could claim one by one never exceeds what belongs to depositors.
fn claims_are_covered(world: &World, index: ReserveIndex) -> Verdict {
    let ledger = world.ledger(index);
    let users = 0..world.positions.len();
    let claims: u128 = users
        .map(|user| u128::from(world.held(user, index).0))
        .sum();
    prop_assert!(
        claims <= u128::from(ledger.total_assets().0),
        "INV-2: {ledger:?}"
    );
    prop_assert_eq!(ledger.check_solvent(), Ok(()), "INV-2");
    Ok(())
}

/// What is written off is borne in full, by fees and insurance first; depositors lose their part of it and no more (INV-1,
/// INV-2), and no other reserve notices.
pub(crate) fn loss_is_shared(
    before: &World,
    after: &World,
    index: ReserveIndex,
    written_off: TokenAmount,
    loss: Loss,
) -> Verdict {
    let (old, new) = (before.ledger(index), after.ledger(index));
    let borne = loss.fees.0 + loss.insurance.0 + loss.depositors.0;
    prop_assert_eq!(borne, written_off.0);
    prop_assert!(loss.insurance.is_zero() || new.fees_owed.is_zero());
    prop_assert!(loss.depositors.is_zero() || new.insurance.is_zero());
    claims_are_covered(after, index)?;
    parts_are_the_whole(after, index)?;
    prop_assert_eq!(old.cash, new.cash, "INV-1");
    let fell = old.total_assets().0.saturating_sub(new.total_assets().0);
    // A debt share's part of a base unit.
    prop_assert!(fell <= loss.depositors.0 + 1, "{fell} {loss:?}");
    for other in RESERVES.into_iter().filter(|other| *other != index) {
        prop_assert_eq!(before.ledger(other), after.ledger(other));
    }
    Ok(())
}

/// INV-3, compared exactly.
fn share_price_never_falls(old: &Ledger, new: &Ledger) -> Verdict {
    let assets = |ledger: &Ledger| u128::from(ledger.priced_assets());
    let shares = |ledger: &Ledger| u128::from(ledger.priced_shares());
    prop_assert!(
        assets(new) * shares(old) >= assets(old) * shares(new),
        "INV-3: {old:?} {new:?}"
    );
    Ok(())
}

/// INV-4: the debt index never falls, and stands still while no time is counted.
fn index_never_falls(old: &Ledger, new: &Ledger) -> Verdict {
    prop_assert!(new.index >= old.index, "INV-4: {old:?} {new:?}");
    if new.accrued_at == old.accrued_at {
        prop_assert_eq!(new.index, old.index, "INV-4");
    }
    Ok(())
}

/// INV-5: the users' shares add up to the reserve's, exactly; what they owe one by one is at least what it counts on.
fn parts_are_the_whole(world: &World, index: ReserveIndex) -> Verdict {
    let (ledger, users) = (world.ledger(index), &world.positions);
    let deposits: u64 = users.iter().map(|user| user.deposit_shares(index).0).sum();
    let debts: u64 = users.iter().map(|user| user.debt_shares(index).0).sum();
    prop_assert_eq!(deposits, ledger.deposit_shares.0, "INV-5");
    prop_assert_eq!(debts, ledger.debt_shares.0, "INV-5");
    let grouped = users.iter().filter(|user| user.group != 0);
    let grouped: u64 = grouped.map(|user| user.debt_shares(index).0).sum();
    prop_assert_eq!(grouped, ledger.group_debt_shares.0, "INV-5: the group's");
    let owed = users
        .iter()
        .map(|user| ledger.index.owed_ceil(user.debt_shares(index)));
    let owed: u128 = owed.map(|owed| u128::from(owed.0)).sum();
    prop_assert!(owed >= u128::from(ledger.debt().0), "INV-5: {ledger:?}");
    Ok(())
}

/// INV-16: a rate is put into force by the curve of the regime at the present utilisation, and lies between its ends.
fn rate_is_on_its_curve(reserve: &Reserve, old: &Ledger, regime: Regime) -> Verdict {
    let ledger = &reserve.ledger;
    if ledger == old {
        return Ok(());
    }
    let curve = &reserve.config.curves[regime as usize];
    let rate = curve.rate_floor(ledger.utilization()).per_second_floor();
    prop_assert_eq!(ledger.rate, rate, "INV-16");
    let ends =
        [Utilization(0), Utilization::ONE].map(|end| curve.rate_floor(end).per_second_floor());
    prop_assert!((ends[0]..=ends[1]).contains(&rate), "INV-16: {rate:?}");
    Ok(())
}
