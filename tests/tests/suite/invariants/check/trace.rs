//! INV-7 to INV-9: what a transaction leaves behind.

use super::Step;
use super::authority::is_given;
use crate::invariants::deed::Act;
use crate::invariants::judge::{Tally, Verdict};
use crate::invariants::world::RESERVES;
use ballast_vm::SendError;
use proptest::prelude::*;
use solana_address::Address;

/// What the runtime says of a transaction that was refused in order; anything else is a program that broke down.
const ORDERLY: [&str; 11] = [
    "InvalidSeeds",
    "NotEnoughAccountKeys",
    "InvalidInstructionData",
    "MissingRequiredSignature",
    "IllegalOwner",
    "UninitializedAccount",
    "InvalidAccountData",
    "AccountDataTooSmall",
    "IncorrectProgramId",
    "PrivilegeEscalation",
    "InvalidAccountOwner",
];

/// INV-7: of all accounts only those change that the transaction is about. No other position, no other reserve, no other
/// market; and no books but those of the reserves that it moves.
pub(super) fn inv_7_nothing_else_changes(step: &Step<'_>, tally: &mut Tally) -> Verdict {
    if !step.is_done() {
        return Ok(());
    }
    let acts = &step.deed.acts;
    prop_assert!(!acts.contains(&Act::Foreign), "INV-7: {:?}", step.deed);
    let mut allowed = vec![step.world.stage.machine.payer()];
    for act in acts {
        prop_assert!(is_given(step, *act, tally), "INV-7: {act:?} by whom?");
        allow(step, *act, &mut allowed);
    }
    for address in step.changed {
        let is_new = step.images.0.data(address).is_none();
        prop_assert!(
            is_new || allowed.contains(address),
            "INV-7: {acts:?} changed {address}"
        );
    }
    let moved = acts.iter().flat_map(|act| act.reserves());
    let moved: Vec<usize> = moved.flatten().collect();
    for reserve in (0..RESERVES).filter(|reserve| !moved.contains(reserve)) {
        let (old, new) = (
            &step.before.reserves[reserve],
            &step.after.reserves[reserve],
        );
        prop_assert_eq!(&old.ledger, &new.ledger, "INV-7: books of {}", reserve);
    }
    tally.add("INV-7: changes traced");
    if step.changed.len() > 6 {
        tally.add("INV-7: many changes traced");
    }
    Ok(())
}

/// Adds the accounts that an act is about.
fn allow(step: &Step<'_>, act: Act, allowed: &mut Vec<Address>) {
    let (world, market) = (step.world, &step.world.stage.market);
    for user in act.users().into_iter().flatten() {
        allowed.push(world.actors[user].position);
    }
    let moves_tokens = match act {
        Act::FlashBorrow(reserve) | Act::FlashRepay(reserve) | Act::Donate(reserve, _) => {
            [Some(reserve), None]
        }
        Act::Accrue(_) | Act::Release(_) | Act::Resolve(..) | Act::Execute(_) => [None, None],
        _ => act.reserves(),
    };
    for reserve in moves_tokens.into_iter().flatten() {
        allowed.push(world.vaults[reserve]);
        allowed.extend(purses(step, act, reserve));
    }
    if let Act::FlashBorrow(reserve) | Act::Refresh(reserve) = act {
        allowed.push(world.accounts(reserve).reserve);
    }
    let reserves = act.reserves().into_iter().flatten();
    allowed.extend(reserves.map(|reserve| world.accounts(reserve).reserve));
    match act {
        Act::Deposit(..)
        | Act::Withdraw(..)
        | Act::Borrow(..)
        | Act::Repay(..)
        | Act::Liquidate { .. }
        | Act::Resolve(..)
        | Act::FlashBorrow(_)
        | Act::Pause
        | Act::Propose => allowed.push(market.market),
        Act::Report(feed) | Act::Advance(feed) => allowed.push(market.feeds[feed].address),
        Act::Open(user) | Act::Close(user) => allowed.push(world.actors[user].address()),
        // The account of the change itself.
        Act::Execute(_) => allowed.push(step.deed.instructions[0].accounts[1].pubkey),
        Act::Cancel => allowed.push(step.deed.instructions[0].accounts[2].pubkey),
        Act::Configure(feed) => {
            allowed.push(step.deed.instructions[0].accounts[1].pubkey);
            allowed.push(market.feeds[feed].address);
        }
        Act::Host(user, reserve) => allowed.push(world.actors[user].tokens[reserve]),
        Act::Fund(stream, _) | Act::RetireRewards(stream) => {
            allowed.push(world.streams[stream].source);
            allow_rewards(step, stream, allowed);
        }
        Act::Claim(stream, user) => {
            allowed.push(world.streams[stream].purses[user]);
            allow_rewards(step, stream, allowed);
        }
        // The vault is new.
        Act::OpenRewards(stream) => allow_rewards(step, stream, allowed),
        _ => {}
    }
}

/// Adds what every act on a stream is about.
fn allow_rewards(step: &Step<'_>, stream: usize, allowed: &mut Vec<Address>) {
    let stream = &step.world.streams[stream];
    allowed.push(step.world.accounts(stream.reserve).reserve);
    allowed.push(stream.vault(stream.of(step.before).generation));
}

/// The token accounts through which an act moves tokens: of the position's owner, who alone is paid what leaves it; of who
/// signs; of governance.
fn purses(step: &Step<'_>, act: Act, reserve: usize) -> Vec<Address> {
    let world = step.world;
    match act {
        Act::Collect(_) => vec![world.treasury[reserve]],
        Act::Withdraw(user, _) | Act::Borrow(user, _) => vec![world.actors[user].tokens[reserve]],
        _ => {
            let actors = world.actors.iter();
            let signers = actors.filter(|actor| step.signs(&actor.address()));
            signers.map(|actor| actor.tokens[reserve]).collect()
        }
    }
}

/// INV-8: whatever is refused leaves every account as it was, but for the fee of the transaction; and it is refused in
/// order, by a program's own error.
pub(super) fn inv_8_a_failure_leaves_no_trace(step: &Step<'_>, tally: &mut Tally) -> Verdict {
    let Err(error) = step.result else {
        return Ok(());
    };
    let payer = step.world.stage.machine.payer();
    let changed: Vec<_> = step
        .changed
        .iter()
        .filter(|other| **other != payer)
        .collect();
    prop_assert!(
        changed.is_empty(),
        "INV-8: {:?} was refused and changed {changed:?}: {error}",
        step.deed.acts
    );
    if let SendError::Failed { error, logs } = error {
        let is_orderly = ORDERLY.iter().any(|word| error.contains(word));
        prop_assert!(is_orderly, "INV-8: {:?}: {error}\n{logs:?}", step.deed.acts);
    }
    tally.add("INV-8: refused");
    if step.deed.instructions.len() > 1 {
        tally.add("INV-8: refused after other instructions");
    }
    Ok(())
}

/// INV-9: no reserve is left with a flash loan; one that was out is brought back, once, and nothing but users' moves went on
/// meanwhile.
pub(super) fn inv_9_no_flash_loan_is_left(step: &Step<'_>, tally: &mut Tally) -> Verdict {
    for flash in &step.after.flash {
        prop_assert!(flash.amount == 0 && flash.fee == 0, "INV-9: {flash:?}");
    }
    let Some(Act::FlashBorrow(reserve)) = step.deed.acts.first().copied() else {
        return Ok(());
    };
    if !step.is_done() {
        tally.add("INV-9: flash loan refused");
        return Ok(());
    }
    let acts = step.deed.acts.iter();
    let repayments = acts.clone().filter(|act| **act == Act::FlashRepay(reserve));
    prop_assert_eq!(repayments.count(), 1, "INV-9: {:?}", step.deed.acts);
    for act in acts.clone() {
        let is_denied = matches!(act, Act::Accrue(other) if *other == reserve);
        prop_assert!(!is_denied, "INV-9: {act:?} while a flash loan is out");
    }
    tally.add("INV-9: flash loan brought back");
    if acts.count() > 2 {
        tally.add("INV-9: moves inside a flash loan");
    }
    Ok(())
}
