use super::*;
use crate::fixture::{NOW, cases};
use crate::limiter::{Bucket, Limit};
use crate::regime::Regime;
use proptest::prelude::*;

const DAY: u32 = 86_400;
const SEASON: u32 = 3 * DAY;

fn after(seconds: u32) -> Timestamp {
    Timestamp(NOW.0 + u64::from(seconds))
}

fn arrived(shares: u64) -> Fading {
    let mut fresh = Fading::default();
    fresh.add(shares, SEASON, NOW).unwrap();
    fresh
}

#[test]
fn freshness_fades_in_a_straight_line() {
    let fresh = arrived(9_000);
    // One more where two thirds are no binary fraction: the strict side.
    for (days, left) in [(0, 9_000), (1, 6_001), (2, 3_001), (3, 0), (400, 0)] {
        let shares = fresh.at_ceil(after(days * DAY));
        assert_eq!(shares, left, "day {days}");
    }
}

#[test]
fn a_second_deposit_joins_what_remains_and_fades_from_its_own_arrival() {
    let mut fresh = arrived(9_000);
    fresh.add(100, SEASON, after(DAY)).unwrap();
    assert_eq!(fresh.amount, 6_101);
    assert_eq!(fresh.since, after(DAY));
}

#[test]
fn a_withdrawal_takes_the_fresh_part_first_and_restarts_no_season() {
    let mut fresh = arrived(9_000);
    let seasoned = fresh.take(2_000, after(DAY));
    assert_eq!(seasoned, 0);
    let now = fresh.at_ceil(after(DAY));
    assert_eq!(now, 4_001);
    let later = fresh.at_ceil(after(2 * DAY));
    assert_eq!(later, 2_001);
    let seasoned = fresh.take(2_500, after(2 * DAY));
    assert_eq!(seasoned, 499);
    assert_eq!(fresh, Fading::default());
}

#[test]
fn without_a_season_nothing_is_ever_fresh() {
    let mut fresh = Fading::default();
    fresh.add(5, 0, NOW).unwrap();
    assert_eq!(fresh, Fading::default());
}

#[test]
fn a_borrow_within_seasoned_collateral_is_charged_nothing() {
    assert_eq!(excess_added(Usd(50), Usd(50), Usd(10)), Usd::ZERO);
    assert_eq!(excess_added(Usd(55), Usd(50), Usd(10)), Usd(5));
    // The excess was there before: only what this action moved is its own.
    assert_eq!(excess_added(Usd(90), Usd(50), Usd(10)), Usd(10));
}

/// Kelp DAO: 290 M USD of collateral out of nowhere, a borrower who asks for all there is every minute.
#[test]
fn sudden_collateral_of_290_million_opens_at_most_10_million_in_an_hour() {
    const LTV_BPS: u64 = 7_000;
    let deposit = Usd::from_dollars(290_000_000);
    let limit = Limit {
        capacities: [5_000_000, 2_500_000, 1_000_000].map(|dollars| Usd::from_dollars(dollars).0),
        window_seconds: DAY,
        padding: 0,
    };
    let fresh = arrived(deposit.0);
    let mut bucket = Bucket::default();
    let mut debt = Usd::ZERO;
    for minute in 0..=60 {
        let now = after(minute * 60);
        let shares = fresh.at_ceil(now);
        let seasoned =
            seasoned_value_floor(deposit, DepositShares(fresh.amount), DepositShares(shares));
        let seasoned_limit = Usd(seasoned.0 / 10_000 * LTV_BPS);
        let room = bucket.room(&limit, Regime::Calm, now);
        let reachable = Usd(seasoned_limit.0.max(debt.0) + room);
        let moved = reachable.minus(debt).unwrap();
        let charge = excess_added(reachable, seasoned_limit, moved);
        bucket
            .charge(
                charge.0.min(room),
                &limit,
                Regime::Calm,
                now,
                crate::error::Rule::MarketFreshBorrowLimitExceeded,
            )
            .unwrap();
        debt = reachable;
    }
    // 5 M of capacity and 1/24 of it drained; meanwhile 1/72 of 203 M of borrowing power seasons, 2.8 M.
    assert!(debt <= Usd::from_dollars(10_000_000), "{}", debt.0 >> 20);
    assert!(debt >= Usd::from_dollars(5_000_000), "{}", debt.0 >> 20);
}

proptest! {
    #![proptest_config(cases())]

    /// No order of arrivals and withdrawals makes fresh shares season sooner than each would alone.
    #[test]
    fn prop_splitting_and_shuffling_deposits_never_seasons_them_sooner(
        first in 1u64..1 << 50,
        second in 1u64..1 << 50,
        gap in 0u32..SEASON,
        rest in 0u32..SEASON,
    ) {
        let mut joined = arrived(first);
        joined.add(second, SEASON, after(gap)).unwrap();
        let mut alone = Fading::default();
        alone.add(second, SEASON, after(gap)).unwrap();
        let now = after(gap + rest);
        let apart = arrived(first).at_ceil(now)
            + alone.at_ceil(now);
        let together = joined.at_ceil(now);
        // Each of the two alone rounds up by one.
        prop_assert!(together + 2 >= apart, "{together} {apart}");
        prop_assert!(together <= first + second);
    }

    /// A withdrawal of fresh shares leaves exactly the fresh rest, up to rounding against the holder.
    #[test]
    fn prop_what_leaves_is_fresh_first(
        shares in 1u64..1 << 50,
        elapsed in 0u32..SEASON,
        taken in 1u64..1 << 50,
    ) {
        let mut fresh = arrived(shares);
        let now = after(elapsed);
        let before = fresh.at_ceil(now);
        let seasoned = fresh.take(taken, now);
        let left = fresh.at_ceil(now);
        prop_assert_eq!(seasoned, taken.saturating_sub(before));
        let exact = before.saturating_sub(taken);
        prop_assert!(left >= exact && left <= exact + 1, "{left} {exact}");
    }
}
