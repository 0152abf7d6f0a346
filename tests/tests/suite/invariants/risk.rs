//! What happens around users: prices, reports, rounds, time, and what governance and guardian do.

use super::operation::{Cap, Operation, Quoting, Seizure};
use super::world::{ETH, FEEDS, GEM, RESERVES, SOL, STRUCTURE};
use ballast_policy::breaker::Breaker;
use ballast_tests::PUBLISHERS;
use proptest::prelude::*;

/// Two days, after which what loosens is due.
const LOOSEN: u64 = 172_800;

/// Basis points up and down, sometimes a crash.
fn changes() -> impl Strategy<Value = i64> {
    prop_oneof![
        6 => -1_500i64..=1_500,
        1 => -7_000i64..=-2_000,
        1 => 2_000i64..=10_000,
    ]
}

/// A score that is mostly calm.
fn scores() -> impl Strategy<Value = u16> {
    prop_oneof![6 => 0u16..=2_500, 1 => 2_500u16..=10_000]
}

/// Time passes and is noticed: feeds have rounds, reserves prices.
fn passes((seconds, score): (u64, u16)) -> Vec<Operation> {
    let mut happens = vec![Operation::Wait(seconds)];
    if seconds > 60 {
        happens.extend((0..FEEDS).map(|feed| Operation::Round(feed, score, score)));
    }
    happens.push(Operation::QuoteAll);
    happens
}

/// Time passes and nobody notices: past T1, past T2, months.
pub(super) fn silences() -> impl Strategy<Value = Vec<Operation>> {
    let seconds = prop_oneof![60u64..=5_000, 5_000u64..=50_000, 0u64..=10_000_000];
    let silence = (seconds, any::<bool>()).prop_map(|(seconds, has_prices)| {
        let mut happens = vec![Operation::Wait(seconds)];
        if has_prices {
            happens.push(Operation::QuoteAll);
        }
        happens
    });
    let another_mode = (0..FEEDS, 0u8..=3).prop_map(|(feed, mode)| {
        let wait = [Operation::Wait(STRUCTURE), Operation::QuoteAll];
        let mut happens = vec![Operation::Mode(feed, mode)];
        happens.extend(wait);
        happens.push(Operation::Execute(0));
        happens
    });
    prop_oneof![3 => silence, 1 => another_mode]
}

/// What the oracle says, mostly well.
fn quoting() -> impl Strategy<Value = Quoting> {
    prop_oneof![
        4 => Just(Quoting::Sound),
        1 => Just(Quoting::Wide),
        1 => Just(Quoting::Stale),
        1 => Just(Quoting::Ahead),
        1 => Just(Quoting::Far),
    ]
}

/// Prices, reports and interest, one thing at a time.
fn news() -> impl Strategy<Value = Operation> {
    let report = (0..FEEDS, 0..PUBLISHERS, 0u16..=10_100, 0u64..4_000, 0u8..7);
    let report = report.prop_map(|(feed, publisher, score, age, late)| {
        let age = if late == 0 { age } else { 0 };
        Operation::Report(feed, publisher, score, age)
    });
    let is_wrong = || prop::bool::weighted(0.2);
    prop_oneof![
        3 => (0..RESERVES, changes(), quoting())
            .prop_map(|(index, change, how)| Operation::Quote(index, change, how)),
        1 => (0..RESERVES, changes())
            .prop_map(|(index, change)| Operation::Publish(index, change)),
        1 => report,
        1 => (0..FEEDS, is_wrong())
            .prop_map(|(feed, is_wrong)| Operation::Advance(feed, is_wrong)),
        1 => (0..RESERVES, is_wrong())
            .prop_map(|(index, is_wrong)| Operation::Accrue(index, is_wrong)),
    ]
}

/// Prices, reports, rounds and time.
pub(super) fn risk() -> impl Strategy<Value = Vec<Operation>> {
    let lies = (0u16..=10_000, any::<bool>());
    prop_oneof![
        4 => (0u64..=60, Just(0)).prop_map(passes),
        2 => (60u64..=3_000, scores()).prop_map(passes),
        7 => news().prop_map(|news| vec![news]),
        1 => (0..FEEDS, scores(), 1usize..12, lies).prop_map(rounds),
    ]
}

/// A pause, and some time after it.
pub(super) fn pause(is_stranger: bool) -> Vec<Operation> {
    let pause = Operation::Pause(is_stranger);
    if is_stranger {
        return vec![pause];
    }
    vec![pause, Operation::Wait(200_000), Operation::QuoteAll]
}

/// A cap is lowered; or raised, which waits.
pub(super) fn caps() -> impl Strategy<Value = Vec<Operation>> {
    let share = prop_oneof![0u64..=200, 0u64..=10_000, 10_000u64..=12_000];
    let drawn = (0..RESERVES, any::<bool>(), share, prop::bool::weighted(0.2));
    (drawn, any::<bool>(), prop::bool::weighted(0.2)).prop_map(
        |((reserve, is_deposit, share_bps, is_stranger), is_awaited, is_cancelled)| {
            let cap = Operation::Cap(Cap {
                reserve,
                is_deposit,
                share_bps,
                is_stranger,
            });
            let mut all = vec![cap];
            if is_cancelled {
                all.push(Operation::Cancel(0, false));
            }
            if is_awaited {
                all.extend([Operation::Wait(LOOSEN), Operation::QuoteAll]);
            }
            all.push(Operation::Execute(0));
            all
        },
    )
}

/// Less of an asset should be owed: its debts weigh more and more, and liquidators come.
pub(super) fn deleverage(
    (reserve, share_bps, weight_bps, all): (usize, u64, u16, Vec<Seizure>),
) -> Vec<Operation> {
    let mut happens = vec![
        Operation::Deleverage(reserve, share_bps, weight_bps),
        Operation::Wait(STRUCTURE),
        Operation::QuoteAll,
        Operation::Execute(0),
        Operation::Wait(rise_seconds(weight_bps).into()),
        Operation::QuoteAll,
    ];
    happens.extend(all.into_iter().map(Operation::Liquidate));
    happens
}

/// How long a debt takes to weigh so much: a hundredth a day, and five days at least.
pub(super) fn rise_seconds(weight_bps: u16) -> u32 {
    let days = u32::from(weight_bps.saturating_sub(10_000)).div_ceil(100);
    days.max(5) * 86_400
}

/// A feed only recommends, and governance accepts: nothing but a calmer score can follow on the silence before it, and that
/// takes several rounds.
pub(super) fn advise((feed, score, rounds): (usize, u16, usize)) -> Vec<Operation> {
    let mut happens = vec![
        Operation::Mode(feed, 1),
        Operation::Wait(STRUCTURE),
        Operation::Execute(0),
    ];
    for _ in 0..rounds {
        happens.extend([
            Operation::Wait(1_800),
            Operation::Round(feed, score, score),
            Operation::Accept(feed),
        ]);
    }
    happens.push(Operation::QuoteAll);
    happens
}

/// A price jumps and comes back, and its breaker is ended.
pub(super) fn jump((change_bps, seconds): (i64, u64)) -> Vec<Operation> {
    let back = 100_000_000 / (10_000 + change_bps) - 10_000;
    vec![
        Operation::QuoteAll,
        Operation::Quote(GEM, change_bps, Quoting::Sound),
        Operation::Wait(seconds),
        Operation::Quote(GEM, back, Quoting::Sound),
        Operation::Release(GEM, Breaker::PriceJump as u8),
    ]
}

/// What somebody owes becomes dear, or what backs it cheap.
pub(super) fn shocks() -> impl Strategy<Value = (usize, i64)> {
    prop_oneof![
        3 => (Just(SOL), -6_000i64..=-300),
        3 => (Just(GEM), -8_000i64..=-300),
        1 => (Just(ETH), 200i64..=5_000),
        1 => (0..RESERVES, -7_000i64..=0),
    ]
}

/// A price falls, and liquidators come; what they leave uncovered is written off.
pub(super) fn crash(
    ((index, change_bps), mut all): ((usize, i64), Vec<Seizure>),
) -> Vec<Operation> {
    let mut happens = vec![
        Operation::QuoteAll,
        Operation::Quote(index, change_bps, Quoting::Sound),
    ];
    all.dedup_by_key(|seizure| seizure.user);
    for seizure in all {
        happens.push(Operation::Mark(seizure.user));
        happens.push(Operation::Liquidate(seizure));
        happens.push(Operation::Resolve(seizure.user, 0));
    }
    happens
}

/// Rounds on one score as far apart as they count; the last publisher agrees, or lies throughout.
fn rounds(
    (feed, score, count, (lie, is_lying)): (usize, u16, usize, (u16, bool)),
) -> Vec<Operation> {
    let last = if is_lying { lie } else { score };
    let round = [Operation::Wait(1_800), Operation::Round(feed, score, last)];
    let mut rounds: Vec<_> = std::iter::repeat_n(round, count).flatten().collect();
    rounds.push(Operation::QuoteAll);
    rounds
}
