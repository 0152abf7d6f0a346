//! What can happen to a market, and random sequences of it.

use crate::USERS;
use crate::amount::{Amount, amounts};
use crate::common::{PUBLISHERS, RESERVES};
use ballast_policy::unit::ReserveIndex;
use proptest::prelude::*;

/// Which of the four actions that need one reserve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Deposit,
    Withdraw,
    Borrow,
    Repay,
}

/// One step of a history.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Operation {
    /// Seconds pass.
    Wait(u64),
    /// The oracle publishes all prices as they are.
    QuoteAll,
    /// A price moves by so many basis points and is published.
    Quote(ReserveIndex, i64),
    /// One publisher reports: feed, publisher, score, half-width.
    Report(usize, usize, u16, u16),
    /// All publishers of a feed report a score, but the last reports what it likes; then a round is held.
    Round { feed: usize, score: u16, last: u16 },
    /// A round is held on the reports that are there.
    Advance(usize),
    /// Somebody accrues a reserve.
    Accrue(ReserveIndex),
    /// A user acts.
    Act(usize, Kind, ReserveIndex, Amount),
    /// A user's n-th debt is repaid for their m-th deposit.
    Liquidate(usize, usize, usize, Amount),
    /// Anyone pays the protocol's fees out.
    CollectFees(ReserveIndex),
    /// Someone gives tokens for bad debt.
    Insure(ReserveIndex, Amount),
    /// A user's n-th debt, left without collateral, is written off.
    Resolve(usize, usize),
    /// A user's position is noted as unhealthy, or as healthy again.
    Mark(usize),
    /// A user joins the group of SOL and BTC, or leaves it.
    Join(usize, bool),
    /// A user asks how much it may borrow of a reserve and take out of it.
    Rooms(usize, ReserveIndex),
    /// In a copy of the market a user goes there and back at once.
    RoundTrip(usize, ReserveIndex, Amount),
}

fn reserves() -> impl Strategy<Value = ReserveIndex> {
    prop::sample::select(&RESERVES[..])
}

fn kinds() -> impl Strategy<Value = Kind> {
    prop::sample::select(
        &[
            Kind::Deposit,
            Kind::Withdraw,
            Kind::Borrow,
            Kind::Borrow,
            Kind::Repay,
        ][..],
    )
}

/// Basis points up and down, sometimes a crash.
fn changes() -> impl Strategy<Value = i64> {
    prop_oneof![
        6 => -1_500i64..=1_500,
        1 => -7_000i64..=-2_000,
        1 => 2_000i64..=10_000,
    ]
}

/// Mostly seconds, sometimes past T1 and T2, rarely up to a year.
fn waits() -> impl Strategy<Value = u64> {
    prop_oneof![
        12 => 0u64..=60,
        3 => 60u64..=5_000,
        1 => 0u64..=31_536_000,
    ]
}

fn operations() -> impl Strategy<Value = Vec<Operation>> {
    let one = |operation| vec![operation];
    let user = 0..USERS;
    prop_oneof![
        3 => waits().prop_map(|seconds| vec![Operation::Wait(seconds), Operation::QuoteAll]),
        1 => waits().prop_map(move |seconds| one(Operation::Wait(seconds))),
        3 => (reserves(), changes()).prop_map(move |(index, change)| one(Operation::Quote(index, change))),
        1 => (0..2usize, 0..PUBLISHERS, 0u16..=10_000, 0u16..=700)
            .prop_map(move |(feed, publisher, score, width)| one(Operation::Report(feed, publisher, score, width))),
        1 => (0..2usize, 0u16..=10_000, 1usize..20, 0u16..=10_000, any::<bool>()).prop_map(rounds),
        1 => (0..2usize).prop_map(move |feed| one(Operation::Advance(feed))),
        1 => reserves().prop_map(move |index| one(Operation::Accrue(index))),
        16 => (user.clone(), kinds(), reserves(), amounts())
            .prop_map(move |(user, kind, index, amount)| one(Operation::Act(user, kind, index, amount))),
        2 => liquidations().prop_map(one),
        4 => (reserves(), -6_000i64..=0, prop::collection::vec(liquidations(), 1..6)).prop_map(crash),
        2 => (user.clone(), reserves(), amounts())
            .prop_map(move |(user, index, amount)| one(Operation::RoundTrip(user, index, amount))),
        1 => reserves().prop_map(move |index| one(Operation::CollectFees(index))),
        1 => (reserves(), amounts()).prop_map(move |(index, amount)| one(Operation::Insure(index, amount))),
        1 => user.clone().prop_map(move |user| one(Operation::Mark(user))),
        1 => (user.clone(), reserves()).prop_map(move |(user, index)| one(Operation::Rooms(user, index))),
        1 => (user, any::<bool>()).prop_map(move |(user, joins)| one(Operation::Join(user, joins))),
    ]
}

fn liquidations() -> impl Strategy<Value = Operation> {
    (0..USERS, 0..2usize, 0..2usize, amounts()).prop_map(|(user, debt, collateral, amount)| {
        Operation::Liquidate(user, debt, collateral, amount)
    })
}

/// A price falls, and liquidators come; what they leave uncovered is written off.
fn crash((index, change_bps, liquidations): (ReserveIndex, i64, Vec<Operation>)) -> Vec<Operation> {
    let fall = vec![Operation::QuoteAll, Operation::Quote(index, change_bps)];
    let all =
        (0..USERS).flat_map(|user| [Operation::Resolve(user, 0), Operation::Resolve(user, 1)]);
    [fall, liquidations, all.collect()].concat()
}

/// Rounds on one score two minutes apart; the last publisher agrees, or lies throughout.
fn rounds((feed, score, count, lie, is_lying): (usize, u16, usize, u16, bool)) -> Vec<Operation> {
    let last = if is_lying { lie } else { score };
    let round = [Operation::Wait(120), Operation::Round { feed, score, last }];
    let mut rounds = round.repeat(count);
    rounds.push(Operation::QuoteAll);
    rounds
}

/// Sequences of up to 80 such happenings.
pub(crate) fn histories() -> impl Strategy<Value = Vec<Operation>> {
    prop::collection::vec(operations(), 1..80).prop_map(|parts| parts.concat())
}
