use super::*;
use crate::fixture::{NOW, cases};
use proptest::prelude::*;
use std::vec::Vec;

const DAY: u64 = 86_400;
const RULE: Rule = Rule::OutflowLimitExceeded;

/// Drains 100, 50 and 10 units a second.
const LIMIT: Limit = Limit {
    capacities: [100 * DAY, 50 * DAY, 10 * DAY],
    window_seconds: 86_400,
    padding: 0,
};

fn after(seconds: u64) -> Timestamp {
    Timestamp(NOW.0 + seconds)
}

fn full(regime: Regime) -> Bucket {
    let mut bucket = Bucket::default();
    let capacity = LIMIT.capacity(regime);
    bucket.charge(capacity, &LIMIT, regime, NOW, RULE).unwrap();
    bucket
}

#[test]
fn a_charge_over_the_capacity_is_refused_and_changes_nothing() {
    let mut bucket = full(Regime::Calm);
    let before = bucket;
    let error = bucket
        .charge(1, &LIMIT, Regime::Calm, NOW, RULE)
        .unwrap_err();
    assert_eq!(error, RULE.broken(100 * DAY + 1, 100 * DAY));
    assert_eq!(bucket, before);
}

#[test]
fn a_full_bucket_drains_evenly_and_is_empty_after_its_window() {
    let bucket = full(Regime::Calm);
    assert_eq!(bucket.room(&LIMIT, Regime::Calm, after(1)), 100);
    assert_eq!(bucket.room(&LIMIT, Regime::Calm, after(DAY / 2)), 50 * DAY);
    assert_eq!(bucket.level_at(&LIMIT, Regime::Calm, after(DAY)), 0);
}

#[test]
fn a_stricter_regime_finds_the_level_of_the_milder_one() {
    let mut bucket = full(Regime::Calm);
    assert_eq!(bucket.room(&LIMIT, Regime::Stress, after(60)), 0);
    let error = bucket
        .charge(1, &LIMIT, Regime::Stress, after(60), RULE)
        .unwrap_err();
    assert_eq!(error.bound, 10 * DAY);
}

#[test]
fn a_clock_that_goes_back_drains_nothing_and_grants_nothing_later() {
    let mut bucket = full(Regime::Calm);
    let earlier = Timestamp(NOW.0 - 500);
    bucket.level -= 8;
    bucket.fill(7, &LIMIT, Regime::Calm, earlier);
    assert_eq!(bucket.level, 100 * DAY - 1);
    assert_eq!(bucket.updated_at, NOW);
}

#[test]
fn what_is_only_counted_fills_the_bucket_and_no_more() {
    let mut bucket = Bucket::default();
    bucket.fill(u64::MAX, &LIMIT, Regime::Stress, NOW);
    assert_eq!(bucket.level, 10 * DAY);
    assert_eq!(bucket.room(&LIMIT, Regime::Stress, NOW), 0);
    assert_eq!(bucket.room(&LIMIT, Regime::Stress, after(10)), 100);
    // A level that a milder regime filled is not cut down by a count in a stricter one.
    let mut bucket = full(Regime::Calm);
    bucket.fill(1, &LIMIT, Regime::Stress, NOW);
    assert_eq!(bucket.level, 100 * DAY);
}

#[test]
fn what_is_counted_past_the_capacity_can_be_given_back_exactly() {
    let mut bucket = full(Regime::Stress);
    bucket.count(7 * DAY, &LIMIT, Regime::Stress, NOW);
    assert_eq!(bucket.level, 17 * DAY);
    bucket.give_back(7 * DAY, &LIMIT, Regime::Stress, NOW);
    assert_eq!(bucket, full(Regime::Stress));
}

#[test]
fn what_is_given_back_makes_room_and_never_more_than_there_was() {
    let mut bucket = full(Regime::Stress);
    bucket.give_back(DAY, &LIMIT, Regime::Stress, NOW);
    assert_eq!(bucket.room(&LIMIT, Regime::Stress, NOW), DAY);
    bucket.give_back(u64::MAX, &LIMIT, Regime::Stress, after(1));
    assert_eq!(bucket.level, 0);
    assert_eq!(bucket.room(&LIMIT, Regime::Stress, after(2)), 10 * DAY);
}

#[test]
fn no_limit_is_never_reached_and_never_counted() {
    let mut bucket = Bucket::default();
    for _ in 0..3 {
        bucket
            .charge(u64::MAX, &Limit::NONE, Regime::Stress, NOW, RULE)
            .unwrap();
    }
    assert_eq!(bucket, Bucket::default());
    assert_eq!(bucket.room(&Limit::NONE, Regime::Calm, NOW), UNLIMITED);
}

#[test]
fn limits_that_loosen_in_stress_or_stand_still_are_refused() {
    let with = |capacities, window_seconds| Limit {
        capacities,
        window_seconds,
        padding: 0,
    };
    for (limit, rule) in [
        (with([DAY, 2 * DAY, DAY], 86_400), Rule::LimitNotStricter),
        (with([UNLIMITED, DAY, DAY], 86_400), Rule::LimitNotStricter),
        (with([DAY, DAY, DAY - 1], 86_400), Rule::LimitTooSmall),
        (with([DAY; 3], 59), Rule::SettingOutOfRange),
        (with([DAY; 3], 604_801), Rule::SettingOutOfRange),
    ] {
        assert_eq!(limit.validate().unwrap_err().rule, rule, "{limit:?}");
    }
    LIMIT.validate().unwrap();
    Limit::NONE.validate().unwrap();
    with([DAY, 0, 0], 86_400).validate().unwrap();
}

#[derive(Clone, Debug)]
struct Step {
    seconds: u64,
    regime: usize,
    /// Hundredths by which the limit is resized.
    size: u64,
    amount: u64,
}

fn step() -> impl Strategy<Value = Step> {
    let seconds = prop_oneof![0u64..5, 0u64..4_000, 0u64..200_000];
    let amount = prop_oneof![0u64..1_000, 0u64..20 * DAY, Just(UNLIMITED - 1)];
    (seconds, 0usize..3, 50u64..200, amount).prop_map(|(seconds, regime, size, amount)| Step {
        seconds,
        regime,
        size,
        amount,
    })
}

proptest! {
    #![proptest_config(cases())]

    /// INV-27: over every window, whatever the regimes and sizes in it did, at most the largest capacity plus what
    /// the rates in force drained has passed.
    #[test]
    fn inv_27_no_window_passes_more_than_capacity_and_drain(steps in prop::collection::vec(step(), 1..60)) {
        let mut bucket = Bucket::default();
        let mut now = NOW;
        let mut limit = LIMIT;
        let mut regime = Regime::Calm;
        // (passed, capacity, drained before it)
        let mut history: Vec<(u128, u128, u128)> = Vec::new();
        for step in &steps {
            let drained = limit.drained_floor(regime, step.seconds);
            now = Timestamp(now.0 + step.seconds);
            bucket.settle(&limit, regime, now);
            regime = Regime::ALL[step.regime];
            limit.capacities = LIMIT.capacities.map(|capacity| capacity / 100 * step.size);
            // An attacker takes all that there is, where the amount is too much.
            let amount = step.amount.min(bucket.room(&limit, regime, now));
            bucket.charge(amount, &limit, regime, now, RULE).unwrap();
            history.push((amount.into(), limit.capacity(regime).into(), drained.into()));
        }
        for start in 0..history.len() {
            let (mut passed, mut drained, mut largest) = (0, 0, 0);
            for (place, step) in history[start..].iter().enumerate() {
                if place > 0 {
                    drained += step.2;
                }
                passed += step.0;
                largest = largest.max(step.1);
                prop_assert!(passed <= largest + drained, "{steps:?}");
            }
        }
    }

    /// INV-27 where nobody settles at a flip, as when a feed moves while the reserve sleeps: the time since the last
    /// touch drains at the rate now in force, so the largest rate that was in force bounds every window.
    #[test]
    fn inv_27_unsettled_flips_stay_within_the_largest_rate(steps in prop::collection::vec(step(), 1..60)) {
        let mut bucket = Bucket::default();
        let mut now = NOW;
        let mut history: Vec<(u128, u64)> = Vec::new();
        for step in &steps {
            now = Timestamp(now.0 + step.seconds);
            let regime = Regime::ALL[step.regime];
            let amount = step.amount.min(bucket.room(&LIMIT, regime, now));
            bucket.charge(amount, &LIMIT, regime, now, RULE).unwrap();
            history.push((amount.into(), now.0));
        }
        for start in 0..history.len() {
            let mut passed = 0;
            for (amount, at) in &history[start..] {
                passed += amount;
                let drained = LIMIT.drained_floor(Regime::Calm, at - history[start].1);
                let bound = u128::from(LIMIT.capacities[0]) + u128::from(drained);
                prop_assert!(passed <= bound, "{steps:?}");
            }
        }
    }

    /// Rounding down at each touch slows the drain by less than one unit a touch.
    #[test]
    fn prop_touching_every_second_loses_less_than_a_unit_a_touch(
        capacity in 86_400u64..1 << 50,
        touches in 1u64..200,
    ) {
        let limit = Limit { capacities: [capacity; 3], ..LIMIT };
        let mut touched = Bucket { level: capacity, updated_at: NOW };
        let untouched = touched;
        for second in 1..=touches {
            touched.settle(&limit, Regime::Calm, after(second));
        }
        let exact = untouched.level_at(&limit, Regime::Calm, after(touches));
        prop_assert!(touched.level >= exact);
        prop_assert!(touched.level - exact <= touches);
    }
}
