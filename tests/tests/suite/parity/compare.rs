//! The program's answers in policy's types, and held against policy's.

use super::model::{Model, Refused};
use ballast_client::event::Event;
use ballast_client::layout::Position;
use ballast_policy::market::{Action, Outcome};
use ballast_tests::{Actor, ETH, Failure, SOL, STABLE_FEED, Stage, USDC, assert_refused, operands};
use ballast_vm::{SendError, Sent, policy_feed, policy_holdings, policy_market, policy_reserve};

/// The program's side, in policy's types.
pub(super) fn read(stage: &Stage, actors: &[Actor]) -> Model {
    let feed_of = |reserve| usize::from(reserve == USDC) * STABLE_FEED;
    let reserves = [SOL, USDC, ETH];
    let holdings = |actor: &Actor| {
        let position: Position = stage.machine.read(&actor.position).unwrap();
        policy_holdings(&position)
    };
    let purse = |actor: &Actor| reserves.map(|reserve| stage.purse(actor, reserve)).to_vec();
    let (limits, flows) = policy_market(&stage.market_account());
    Model {
        reserves: reserves
            .map(|reserve| policy_reserve(&stage.reserve(reserve), feed_of(reserve)))
            .to_vec(),
        feeds: [0, STABLE_FEED]
            .map(|feed| policy_feed(&stage.feed(feed)))
            .to_vec(),
        limits,
        flows,
        positions: actors.iter().map(holdings).collect(),
        purses: actors.iter().map(purse).collect(),
    }
}

pub(super) fn assert_same(
    sent: Result<Sent, SendError>,
    expected: ballast_policy::Result<()>,
) -> bool {
    match expected {
        Ok(()) => {
            sent.unwrap();
            true
        }
        Err(error) => {
            assert_same_refusal(sent, Refused::ByPolicy(error));
            false
        }
    }
}

pub(super) fn assert_same_refusal(sent: Result<Sent, SendError>, refused: Refused) {
    match refused {
        Refused::ByBalance => assert_refused(sent, Failure::InsufficientFunds),
        Refused::ByPolicy(error) => {
            let logged = sent.as_ref().err().and_then(operands);
            assert_refused(sent, error.rule);
            let number = u64::from(error.rule.number());
            assert_eq!(logged, Some([number, error.actual, error.bound]), "{error}");
        }
    }
}

/// The event says what policy's outcome says.
pub(super) fn assert_told(sent: &Sent, action: Action, outcome: Outcome) {
    let told = match sent.events[..1] {
        [Event::ReserveDeposited(event)] => (event.amount, event.shares),
        [Event::ReserveWithdrawn(event)] => (event.amount, 0),
        [Event::ReserveBorrowed(event)] => (event.amount, event.shares),
        [Event::ReserveRepaid(event)] => (event.amount, 0),
        [Event::PositionLiquidated(event)] => (event.repaid, event.seized),
        _ => panic!("{:?}", sent.events),
    };
    let expected = match (action, outcome) {
        (Action::Deposit(_, amount), Outcome::Deposited(shares)) => (amount.0, shares.0),
        (Action::Borrow(_, amount), Outcome::Borrowed(shares)) => (amount.0, shares.0),
        (_, Outcome::Withdrawn(amount) | Outcome::Repaid(amount)) => (amount.0, 0),
        (_, Outcome::Liquidated(moved)) => (moved.repaid.0, moved.seized.0),
        _ => panic!("{action:?} gave {outcome:?}"),
    };
    assert_eq!(told, expected, "{action:?}");
}
