//! `position_delegate`: someone else does a part of what the owner may, and can lead nothing away.

use ballast_client::event::{Event, PositionDelegated};
use ballast_client::instruction;
use ballast_client::layout::Position;
use ballast_tests::{
    Actor, COLLATERAL, Failure, Kind, LENT, LOAN, LendingError, PURSE, SOL, Stage, USDC,
    every_account_is_checked, refused_and_unchanged, with_accounts,
};
use ballast_vm::{SendError, Sent};
use solana_address::Address;
use solana_instruction::Instruction;

const DEPOSIT: u8 = 1;
const WITHDRAW: u8 = 2;
const BORROW: u8 = 4;

/// Where the token account stands among the accounts of the three actions.
const TOKENS: usize = 5;

/// An owner with collateral, and a manager.
fn ready() -> (Stage, Actor, Actor) {
    let mut stage = Stage::new();
    stage.lender(USDC, LENT);
    let (owner, manager) = (stage.actor("owner"), stage.actor("manager"));
    stage.deposit(&owner, SOL, COLLATERAL).unwrap();
    (stage, owner, manager)
}

fn delegate(stage: &mut Stage, owner: &Actor, to: &Address, rights: u8) -> Result<Sent, SendError> {
    let delegate = instruction::position_delegate(&owner.address(), &owner.position, to, rights);
    stage.send(&delegate, &[&owner.key])
}

/// The owner's instruction as the manager sends it.
fn by(manager: &Actor, mut instruction: Instruction) -> Instruction {
    instruction.accounts[0].pubkey = manager.address();
    instruction
}

#[test]
fn a_delegate_does_what_it_was_allowed_for_the_owner() {
    // Given a manager with every right
    let (mut stage, owner, manager) = ready();
    let sent = delegate(&mut stage, &owner, &manager.address(), 7).unwrap();
    let event = PositionDelegated {
        position: owner.position,
        delegate: manager.address(),
        rights: 7,
    };
    assert_eq!(sent.events, [Event::PositionDelegated(event)]);

    // When it deposits its own tokens, borrows and withdraws, then what comes out goes to the owner
    let deposit = by(&manager, stage.deposit_instruction(&owner, SOL, 1_000));
    let deposit = with_accounts(&deposit, &[(TOKENS, manager.tokens[SOL])]);
    stage.send(&deposit, &[&manager.key]).unwrap();
    let borrow = by(&manager, stage.borrow_instruction(&owner, USDC, LOAN));
    stage.send(&borrow, &[&manager.key]).unwrap();
    let withdraw = by(&manager, stage.withdraw_instruction(&owner, SOL, 500));
    stage.send(&withdraw, &[&manager.key]).unwrap();
    assert_eq!(stage.purse(&manager, SOL), PURSE - 1_000);
    assert_eq!(stage.purse(&owner, USDC), PURSE + LOAN);
    assert_eq!(stage.purse(&owner, SOL), PURSE - COLLATERAL + 500);
    assert_eq!(stage.deposited(&owner, SOL), COLLATERAL + 500);
}

#[test]
fn each_right_is_asked_for_and_no_other_serves() {
    let (mut stage, owner, manager) = ready();
    let actions = [
        (DEPOSIT, stage.deposit_instruction(&owner, SOL, 1_000)),
        (WITHDRAW, stage.withdraw_instruction(&owner, SOL, 500)),
        (BORROW, stage.borrow_instruction(&owner, USDC, 1_000)),
    ];
    for (right, action) in actions {
        let action = by(&manager, action);
        let action = if right == DEPOSIT {
            with_accounts(&action, &[(TOKENS, manager.tokens[SOL])])
        } else {
            action
        };
        delegate(&mut stage, &owner, &manager.address(), 7 - right).unwrap();
        refused_and_unchanged(&mut stage, LendingError::RightMissing, |stage| {
            stage.send(&action, &[&manager.key])
        });
        delegate(&mut stage, &owner, &manager.address(), right).unwrap();
        stage.send(&action, &[&manager.key]).unwrap();
    }
}

#[test]
fn a_delegate_leads_nothing_away() {
    // Given a manager with every right
    let (mut stage, owner, manager) = ready();
    delegate(&mut stage, &owner, &manager.address(), 7).unwrap();

    // When it pays out to itself or to anyone else, then it is refused
    let thief = stage.actor("thief");
    let borrow = by(&manager, stage.borrow_instruction(&owner, USDC, LOAN));
    let withdraw = by(&manager, stage.withdraw_instruction(&owner, SOL, 500));
    for (action, reserve) in [(&borrow, USDC), (&withdraw, SOL)] {
        for account in [manager.tokens[reserve], thief.tokens[reserve]] {
            let action = with_accounts(action, &[(TOKENS, account)]);
            refused_and_unchanged(&mut stage, LendingError::NotOwnersAccount, |stage| {
                stage.send(&action, &[&manager.key])
            });
        }
    }

    // And it cannot take the owner's tokens, delegate on, join a group or close the position
    let deposit = by(&manager, stage.deposit_instruction(&owner, SOL, 1_000));
    refused_and_unchanged(&mut stage, Failure::OwnerMismatch, |stage| {
        stage.send(&deposit, &[&manager.key])
    });
    for action in [
        instruction::position_delegate(&manager.address(), &owner.position, &thief.address(), 7),
        instruction::position_join(&manager.address(), &owner.position, 1),
        instruction::position_close(&manager.address(), &owner.position),
    ] {
        refused_and_unchanged(&mut stage, LendingError::WrongOwner, |stage| {
            stage.send(&action, &[&manager.key])
        });
    }
}

#[test]
fn a_delegate_that_was_replaced_or_dismissed_has_no_rights() {
    let (mut stage, owner, manager) = ready();
    let other = stage.actor("other manager");
    let borrow = by(&manager, stage.borrow_instruction(&owner, USDC, LOAN));
    delegate(&mut stage, &owner, &manager.address(), BORROW).unwrap();
    delegate(&mut stage, &owner, &other.address(), BORROW).unwrap();
    refused_and_unchanged(&mut stage, LendingError::WrongOwner, |stage| {
        stage.send(&borrow, &[&manager.key])
    });
    delegate(&mut stage, &owner, &Address::default(), 0).unwrap();
    let borrow = by(&other, stage.borrow_instruction(&owner, USDC, LOAN));
    refused_and_unchanged(&mut stage, LendingError::WrongOwner, |stage| {
        stage.send(&borrow, &[&other.key])
    });
    let position: Position = stage.machine.read(&owner.position).unwrap();
    assert_eq!(
        (position.delegate, position.rights),
        (Address::default(), 0)
    );
}

#[test]
fn unknown_rights_and_rights_for_no_one_are_refused() {
    let (mut stage, owner, manager) = ready();
    for (to, rights) in [
        (manager.address(), 8),
        (manager.address(), 255),
        (manager.address(), 0),
        (Address::default(), 1),
    ] {
        refused_and_unchanged(&mut stage, LendingError::UnknownRight, |stage| {
            delegate(stage, &owner, &to, rights)
        });
    }
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let (mut stage, owner, manager) = ready();
    let (by, to) = (owner.address(), manager.address());
    let delegate = instruction::position_delegate(&by, &owner.position, &to, 1);
    let kinds = [Kind::Signer, Kind::POSITION];
    every_account_is_checked(&mut stage, &delegate, &[&owner.key], &kinds);
}
