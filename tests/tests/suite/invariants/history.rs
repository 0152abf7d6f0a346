//! Random histories: sequences of what can happen, drawn so that everything does.

use super::amount::amounts;
use super::operation::{Between, By, Ending, Flash, Kind, Move, Operation, Seizure};
use super::reward::{Rewarding, STREAMS};
use super::risk::{advise, caps, crash, deleverage, jump, pause, risk, shocks, silences};
use super::world::{ETH, FEE, FEEDS, GROUP, ISO, RESERVES, USDC, USERS};
use ballast_policy::breaker::BREAKERS;
use ballast_tests::PUBLISHERS;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

fn kinds() -> impl Strategy<Value = Kind> {
    select(
        &[
            Kind::Deposit,
            Kind::Withdraw,
            Kind::Borrow,
            Kind::Borrow,
            Kind::Repay,
        ][..],
    )
}

fn signers() -> impl Strategy<Value = By> {
    prop_oneof![
        16 => Just(By::Owner),
        2 => Just(By::Manager),
        1 => Just(By::Stranger),
    ]
}

fn moves() -> impl Strategy<Value = Move> {
    let what = (0..USERS, kinds(), 0..RESERVES, amounts());
    let host = prop::option::weighted(0.5, 0..USERS);
    let drawn = (what, signers(), prop::bool::weighted(0.2), host);
    drawn.prop_map(
        |((user, kind, reserve, amount), by, has_prices, host)| Move {
            user,
            kind,
            reserve,
            amount,
            by,
            has_prices,
            host: host.filter(|_| kind == Kind::Borrow),
        },
    )
}

fn seizures() -> impl Strategy<Value = Seizure> {
    let which = (0..USERS, 0..USERS, 0..2usize, 0..2usize);
    (which, amounts(), any::<bool>(), any::<bool>()).prop_map(
        |((liquidator, user, debt, collateral), amount, is_into, has_prices)| Seizure {
            liquidator,
            user,
            debt,
            collateral,
            amount,
            is_into,
            has_prices,
        },
    )
}

fn flashes() -> impl Strategy<Value = Operation> {
    let between = prop_oneof![
        4 => (kinds(), 0..RESERVES, amounts())
            .prop_map(|(kind, reserve, amount)| Between::Move(kind, reserve, amount)),
        1 => seizures().prop_map(Between::Seize),
        1 => (0..RESERVES).prop_map(Between::Accrue),
    ];
    let ending = prop_oneof![
        8 => Just(Ending::Whole),
        1 => Just(Ending::Missing),
        1 => Just(Ending::Other),
        1 => Just(Ending::Twice),
        1 => Just(Ending::Poor),
    ];
    let drawn = (0..USERS, 0..RESERVES, amounts(), vec(between, 0..3), ending);
    drawn.prop_map(|(user, reserve, amount, between, ending)| {
        Operation::Flash(Flash {
            user,
            reserve,
            amount,
            between,
            ending,
        })
    })
}

/// What is done to positions and reserves beside moving tokens, one thing at a time.
fn upkeep() -> impl Strategy<Value = Operation> {
    let (users, reserves) = (|| 0..USERS, || 0..RESERVES);
    let breakers = u8::try_from(BREAKERS).unwrap();
    prop_oneof![
        users().prop_map(Operation::Open),
        users().prop_map(Operation::Renew),
        users().prop_map(Operation::Mark),
        users().prop_map(Operation::Mark),
        (users(), signers()).prop_map(|(user, by)| Operation::Close(user, by)),
        (users(), 0..=GROUP, signers())
            .prop_map(|(user, group, by)| Operation::Join(user, group, by)),
        (users(), 0u8..=8, signers())
            .prop_map(|(user, rights, by)| Operation::Delegate(user, rights, by)),
        (users(), reserves(), amounts())
            .prop_map(|(user, index, amount)| Operation::Insure(user, index, amount)),
        (users(), reserves(), amounts())
            .prop_map(|(user, index, amount)| Operation::Donate(user, index, amount)),
        (reserves(), prop::bool::weighted(0.2))
            .prop_map(|(index, is_own)| Operation::Collect(index, is_own)),
        (reserves(), 0..breakers).prop_map(|(index, breaker)| Operation::Release(index, breaker)),
        (0..4usize).prop_map(Operation::Execute),
        (0..4usize, any::<bool>())
            .prop_map(|(nth, is_stranger)| Operation::Cancel(nth, is_stranger)),
        (0..FEEDS, 0..PUBLISHERS).prop_map(|(feed, publisher)| Operation::Mute(feed, publisher)),
        (0..FEEDS).prop_map(Operation::Accept),
    ]
}

/// What takes several steps.
fn courses() -> impl Strategy<Value = Vec<Operation>> {
    let owed = select(&[USDC, USDC, FEE, ETH, ISO][..]);
    let weights = prop_oneof![8 => 10_001u16..=20_000, 1 => Just(0), 1 => any::<u16>()];
    prop_oneof![
        2 => (-4_000i64..=-1_600, 0u64..2_000).prop_map(jump),
        2 => any::<bool>().prop_map(pause),
        4 => caps(),
        3 => (0..USERS, any::<bool>(), signers()).prop_map(begin_anew),
        3 => (owed, 0u64..=10_000, weights, vec(seizures(), 2..8)).prop_map(deleverage),
        1 => (0..FEEDS, 0u16..=4_000, 3usize..9).prop_map(advise),
    ]
}

/// A user leaves, and opens a position anew.
fn begin_anew((user, is_at_once, by): (usize, bool, By)) -> Vec<Operation> {
    let mut happens = vec![Operation::Empty(user)];
    if is_at_once {
        happens.push(Operation::Renew(user));
    } else {
        happens.extend([Operation::Close(user, by), Operation::Open(user)]);
    }
    happens
}

/// What is given to streams of rewards, and claimed of them.
fn rewards() -> impl Strategy<Value = Vec<Operation>> {
    let streams = || 0..STREAMS;
    let seconds = prop_oneof![8 => 3_600u32..=200_000, 1 => 0u32..=100_000_000];
    let fund = (
        streams(),
        0u64..=1_000_000_000,
        seconds,
        prop::bool::weighted(0.1),
    );
    let step = prop_oneof![
        4 => fund.prop_map(|(stream, amount, seconds, is_stranger)| {
            Rewarding::Fund(stream, amount, seconds, is_stranger)
        }),
        12 => (streams(), 0..USERS).prop_map(|(stream, user)| Rewarding::Claim(stream, user)),
        3 => (streams(), 0..USERS, 0..6usize)
            .prop_map(|(stream, user, place)| Rewarding::Foreign(stream, user, place)),
        1 => streams().prop_map(Rewarding::Retire),
        1 => streams().prop_map(Rewarding::Open),
    ];
    prop_oneof![
        20 => step.prop_map(|step| vec![Operation::Reward(step)]),
        1 => (streams(), any::<bool>()).prop_map(live_again),
    ]
}

/// A stream ends, some of it is never claimed, and it begins anew.
fn live_again((stream, is_at_once): (usize, bool)) -> Vec<Operation> {
    let mut happens = vec![
        Operation::Wait(11_000_000),
        Operation::QuoteAll,
        Operation::Reward(Rewarding::Retire(stream)),
    ];
    if is_at_once {
        let again = [
            Rewarding::Open(stream),
            Rewarding::Fund(stream, 1_000_000, 3_600, false),
        ];
        happens.extend(again.map(Operation::Reward));
    }
    happens
}

/// What is tried and undone.
fn probes() -> impl Strategy<Value = Operation> {
    let seconds = || prop_oneof![0u64..=60, 0u64..=100_000, 0u64..=10_000_000];
    prop_oneof![
        4 => (0..USERS, 0..RESERVES, amounts())
            .prop_map(|(user, index, amount)| Operation::RoundTrip(user, index, amount)),
        2 => (0..USERS).prop_map(Operation::Leave),
        2 => (0..USERS, 0..USERS).prop_map(|(user, payer)| Operation::Settle(user, payer)),
        1 => (0..RESERVES, seconds(), seconds())
            .prop_map(|(index, a, b)| Operation::AccrueTwice(index, a, b)),
    ]
}

/// Histories of up to 80 such happenings.
pub(super) fn histories() -> impl Strategy<Value = Vec<Operation>> {
    let liquidations = vec(seizures(), 1..6);
    let one = |operation| vec![operation];
    let happening = prop_oneof![
        12 => risk(),
        1 => silences(),
        24 => moves().prop_map(Operation::Move).prop_map(one),
        2 => (moves(), 0..8usize)
            .prop_map(|(moved, place)| Operation::Foreign(moved, place))
            .prop_map(one),
        4 => flashes().prop_map(one),
        2 => seizures().prop_map(Operation::Liquidate).prop_map(one),
        5 => (shocks(), liquidations).prop_map(crash),
        6 => upkeep().prop_map(one),
        3 => courses(),
        6 => rewards(),
        8 => probes().prop_map(one),
    ];
    vec(happening, 1..80).prop_map(|parts| parts.concat())
}
