//! `position_join`: the group whose terms a position is judged on.

use ballast_client::event::{Event, PositionJoined};
use ballast_client::instruction;
use ballast_policy::Rule;
use ballast_tests::{
    Kind, LendingError, Loan, Stage, USDC, every_account_is_checked, refused_and_unchanged,
};

#[test]
fn a_position_joins_and_leaves_while_it_owes_nothing() {
    let Loan {
        mut stage,
        borrower,
        ..
    } = Loan::new();
    let join = |group| instruction::position_join(&borrower.address(), &borrower.position, group);
    refused_and_unchanged(&mut stage, Rule::DebtLeft, |stage| {
        stage.send(&join(7), &[&borrower.key])
    });
    stage.repay(&borrower, USDC, u64::MAX).unwrap();
    let sent = stage.send(&join(7), &[&borrower.key]).unwrap();
    let event = PositionJoined {
        position: borrower.position,
        group: 7,
    };
    assert_eq!(sent.events, [Event::PositionJoined(event)]);
    assert_eq!(stage.holdings(&borrower).group, 7);
    stage.send(&join(0), &[&borrower.key]).unwrap();
    assert_eq!(stage.holdings(&borrower).group, 0);
}

#[test]
fn no_one_but_the_owner_joins() {
    let mut stage = Stage::new();
    let (owner, stranger) = (stage.actor("owner"), stage.actor("stranger"));
    let join = instruction::position_join(&stranger.address(), &owner.position, 7);
    refused_and_unchanged(&mut stage, LendingError::WrongOwner, |stage| {
        stage.send(&join, &[&stranger.key])
    });
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let mut stage = Stage::new();
    let owner = stage.actor("owner");
    let join = instruction::position_join(&owner.address(), &owner.position, 7);
    let kinds = [Kind::Signer, Kind::POSITION];
    every_account_is_checked(&mut stage, &join, &[&owner.key], &kinds);
}
