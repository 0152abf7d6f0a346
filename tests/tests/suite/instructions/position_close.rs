//! `position_close`: an empty position's rent goes back to its owner.

use ballast_client::event::{Event, PositionClosed};
use ballast_client::instruction;
use ballast_policy::Rule;
use ballast_tests::{
    Failure, Kind, LENT, LOAN, LendingError, Loan, SOL, Stage, USDC, every_account_is_checked,
    refused_and_unchanged, with_accounts,
};

#[test]
fn closing_an_empty_position_returns_its_rent_to_the_owner() {
    // Given a position that was used and emptied
    let mut stage = Stage::new();
    let saver = stage.actor("saver");
    stage.deposit(&saver, SOL, 5).unwrap();
    stage.withdraw(&saver, SOL, u64::MAX).unwrap();
    let rent = stage.machine.account(&saver.position).unwrap().lamports;
    let before = stage.machine.account(&saver.address()).unwrap().lamports;

    // When it is closed
    let sent = stage.close(&saver).unwrap();

    // Then it is gone and its rent is the owner's
    assert!(stage.machine.account(&saver.position).is_err());
    let after = stage.machine.account(&saver.address()).unwrap().lamports;
    assert_eq!(after - before, rent);
    let event = PositionClosed {
        position: saver.position,
        owner: saver.address(),
    };
    assert_eq!(sent.events, [Event::PositionClosed(event)]);
}

#[test]
fn a_position_that_holds_or_owes_anything_cannot_be_closed() {
    // Given one position with a deposit and one with a deposit and a debt
    let Loan {
        mut stage,
        lender,
        borrower,
    } = Loan::new();
    for actor in [&lender, &borrower] {
        refused_and_unchanged(&mut stage, Rule::PositionNotEmpty, |stage| {
            stage.close(actor)
        });
    }

    // When a single unit is left, then it is still not empty
    stage.withdraw(&lender, USDC, LENT - LOAN).unwrap();
    stage.repay(&borrower, USDC, u64::MAX).unwrap();
    stage.withdraw(&lender, USDC, LOAN - 1).unwrap();
    refused_and_unchanged(&mut stage, Rule::PositionNotEmpty, |stage| {
        stage.close(&lender)
    });
}

#[test]
fn only_the_owner_may_close() {
    let mut stage = Stage::silent();
    let (owner, stranger) = (stage.actor("owner"), stage.actor("stranger"));
    let close = instruction::position_close(&stranger.address(), &owner.position);
    refused_and_unchanged(&mut stage, LendingError::WrongOwner, |stage| {
        stage.send(&close, &[&stranger.key])
    });
}

#[test]
fn a_closed_position_cannot_be_used_again_until_it_is_opened_anew() {
    // Given a transaction that closes a position and deposits into it
    let mut stage = Stage::silent();
    let owner = stage.actor("owner");
    let close = instruction::position_close(&owner.address(), &owner.position);
    let deposit = stage.deposit_instruction(&owner, SOL, 5);

    // When it is sent, then it fails whole
    refused_and_unchanged(&mut stage, Failure::TooShort, |stage| {
        stage.machine.send(&[close.clone(), deposit], &[&owner.key])
    });

    // And closing and opening in one go leaves an empty one
    let payer = stage.machine.payer();
    let market = stage.market.market;
    let open = instruction::position_open(&payer, &owner.address(), &market, 0);
    stage.machine.send(&[close, open], &[&owner.key]).unwrap();
    stage.deposit(&owner, SOL, 5).unwrap();
}

#[test]
fn the_owner_cannot_be_the_position_itself() {
    let mut stage = Stage::silent();
    let owner = stage.actor("owner");
    let close = instruction::position_close(&owner.address(), &owner.position);
    let close = with_accounts(&close, &[(1, owner.address())]);
    refused_and_unchanged(&mut stage, Failure::DuplicateAccount, |stage| {
        stage.send(&close, &[&owner.key])
    });
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let mut stage = Stage::silent();
    let owner = stage.actor("owner");
    let close = instruction::position_close(&owner.address(), &owner.position);
    let kinds = [Kind::Signer, Kind::POSITION];
    every_account_is_checked(&mut stage, &close, &[&owner.key], &kinds);
}
