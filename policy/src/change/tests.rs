use super::*;
use crate::curve::Utilization;
use crate::feed::{Effective, FeedStatus};
use crate::fixture::{NOW, cases, feed_config, reserve_config};
use crate::ltv::bounded_ltv_floor;
use crate::regime::Regime;
use crate::terms::Terms;
use crate::unit::{Score, TokenAmount};
use proptest::prelude::*;

const DELAYS: Delays = Delays {
    loosen: 100,
    structure: 1_000,
    validity: 500,
};

fn later(seconds: u64) -> Timestamp {
    Timestamp(NOW.0 + seconds)
}

fn reserve_class(change: impl FnOnce(&mut ReserveConfig)) -> ChangeClass {
    let mut proposed = reserve_config();
    change(&mut proposed);
    classify_reserve(&reserve_config(), &proposed).unwrap()
}

fn feed_class(change: impl FnOnce(&mut FeedConfig)) -> ChangeClass {
    let mut proposed = feed_config();
    change(&mut proposed);
    classify_feed(&feed_config(), &proposed)
}

#[test]
fn a_role_changes_hands_after_its_own_delay_and_not_before_the_launch_has_waited_too() {
    let launched_at = NOW;
    for (not_before, due) in [
        (Timestamp(0), 1_000),
        (later(999), 1_000),
        (later(1_001), 1_001),
    ] {
        assert_eq!(DELAYS.handover_due_at(not_before, launched_at), later(due));
    }
    assert_eq!(Delays::NONE.handover_due_at(NOW, Timestamp(0)), NOW);
}

#[test]
fn a_market_waits_for_its_delays_from_its_launch_on() {
    let bounds = Bounds::STANDARD;

    assert_eq!(Delays::in_force(&bounds, Timestamp(0)), Delays::NONE);
    let launched = Delays::in_force(&bounds, NOW);
    assert_eq!(launched.loosen, u64::from(bounds.loosen_seconds));
    assert_eq!(launched.structure, u64::from(bounds.structure_seconds));
    assert_eq!(launched.validity, u64::from(bounds.validity_seconds));
}

#[test]
fn inv_21_each_class_waits_for_its_delay_and_not_for_longer_than_it_is_valid() {
    for (class, delay) in [
        (ChangeClass::Tighten, 0),
        (ChangeClass::Loosen, 100),
        (ChangeClass::Structure, 1_000),
    ] {
        assert_eq!(DELAYS.check_due(class, NOW, later(delay)), Ok(()));
        if delay != 0 {
            let early = DELAYS.check_due(class, NOW, later(delay - 1)).unwrap_err();
            assert_eq!(
                early,
                Rule::ChangeNotDue.broken(NOW.0 + delay - 1, NOW.0 + delay)
            );
        }
        assert_eq!(DELAYS.check_due(class, NOW, later(1_500)), Ok(()));
        let late = DELAYS.check_due(class, NOW, later(1_501)).unwrap_err();
        assert_eq!(late.rule, Rule::ChangeExpired);
    }
}

#[test]
fn every_field_of_a_reserve_has_its_class() {
    let tighten: [fn(&mut ReserveConfig); 6] = [
        |_| {},
        |config| config.deposit_cap.0 -= 1,
        |config| config.borrow_caps[0].0 -= 1,
        |config| config.opening_ltv.calm_bps -= 1,
        |config| config.opening_ltv.stress_bps -= 1,
        |config| config.opening_ltv.fall_start.0 -= 1,
    ];
    for (position, change) in tighten.into_iter().enumerate() {
        assert_eq!(
            reserve_class(change),
            ChangeClass::Tighten,
            "case {position}"
        );
    }
    let loosen: [fn(&mut ReserveConfig); 10] = [
        // It would cost those who owe already.
        |config| config.curves[2].points[2].rate_bps += 1,
        |config| config.deposit_cap.0 += 1,
        |config| config.borrow_caps[2].0 += 1,
        |config| config.opening_ltv.calm_bps += 1,
        |config| config.opening_ltv.stress_bps += 1,
        |config| config.opening_ltv.fall_start.0 += 1,
        |config| config.opening_ltv.fall_end.0 += 1,
        |config| config.curves[0].points[1].rate_bps -= 1,
        |config| config.liquidation_threshold_bps += 1,
        // A mixture is its loosest part.
        |config| (config.deposit_cap.0, config.opening_ltv.calm_bps) = (1, 7_501),
    ];
    for (position, change) in loosen.into_iter().enumerate() {
        assert_eq!(
            reserve_class(change),
            ChangeClass::Loosen,
            "case {position}"
        );
    }
    let structure: [fn(&mut ReserveConfig); 8] = [
        |config| config.price.max_age -= 1,
        |config| config.price.max_ahead += 1,
        |config| config.price.max_confidence_bps -= 1,
        |config| config.price.confidence_multiple += 1,
        |config| config.liquidation.least_bonus_bps -= 1,
        |config| config.liquidation.close_factor_bps += 1,
        |config| config.fee_share_bps -= 1,
        |config| (config.deposit_cap.0, config.liquidation.close_factor_bps) = (1, 1),
    ];
    for (position, change) in structure.into_iter().enumerate() {
        assert_eq!(
            reserve_class(change),
            ChangeClass::Structure,
            "case {position}"
        );
    }
}

#[test]
fn a_smaller_step_that_lets_the_budget_refill_faster_loosens() {
    // Given a step of 10 points and a budget of 100: four steps at once, sixty points a day
    assert_eq!(
        feed_class(|config| config.loosen_step -= 1),
        ChangeClass::Loosen
    );
    let smaller = feed_class(|config| {
        config.loosen_step -= 1;
        config.day_budget -= 4;
    });
    assert_eq!(smaller, ChangeClass::Tighten);
}

#[test]
fn inv_26_no_change_lowers_a_liquidation_threshold() {
    let mut proposed = reserve_config();
    proposed.liquidation_threshold_bps -= 1;
    let error = classify_reserve(&reserve_config(), &proposed).unwrap_err();
    assert_eq!(error, Rule::ThresholdLowered.broken(7_999, 8_000));
}

#[test]
fn opening_a_reserve_or_accepting_it_as_collateral_is_a_change_of_structure() {
    let mut closed = reserve_config();
    closed.deposit_cap = TokenAmount::ZERO;
    closed.borrow_caps = [TokenAmount::ZERO; 3];
    (closed.opening_ltv.calm_bps, closed.opening_ltv.stress_bps) = (0, 0);
    assert!(closed.is_closed());
    let mut lent = closed;
    lent.deposit_cap = TokenAmount(1);
    for (present, proposed) in [(closed, lent), (closed, reserve_config())] {
        let class = classify_reserve(&present, &proposed).unwrap();
        assert_eq!(class, ChangeClass::Structure);
    }
    let mut plain = reserve_config();
    (plain.opening_ltv.calm_bps, plain.opening_ltv.stress_bps) = (0, 0);
    let class = classify_reserve(&plain, &reserve_config()).unwrap();
    assert_eq!(class, ChangeClass::Structure);
    let closing = classify_reserve(&reserve_config(), &closed).unwrap();
    assert_eq!(closing, ChangeClass::Tighten);
}

fn limits() -> ReserveLimits {
    crate::preset::reserve_limits(TokenAmount(1 << 40))
}

fn limits_class(change: impl FnOnce(&mut ReserveLimits)) -> ChangeClass {
    let mut proposed = limits();
    change(&mut proposed);
    classify_limits(&limits(), &proposed)
}

#[test]
fn every_field_of_the_limits_has_its_class() {
    let tighten: [fn(&mut ReserveLimits); 8] = [
        |_| {},
        |limits| limits.outflow.capacities[0] -= 1,
        |limits| limits.inflow.capacities[2] -= 1,
        |limits| limits.fresh.window_seconds += 1,
        |limits| limits.season_seconds += 1,
        |limits| limits.breakers[0].threshold -= 1,
        |limits| limits.breakers[1].duration_seconds += 1,
        |limits| limits.breakers[4].verdicts = [2, 1, 2],
    ];
    for (position, change) in tighten.into_iter().enumerate() {
        assert_eq!(limits_class(change), ChangeClass::Tighten, "{position}");
    }
    let loosen: [fn(&mut ReserveLimits); 11] = [
        |limits| limits.outflow.capacities[0] += 1,
        |limits| limits.inflow.capacities[2] += 1,
        |limits| limits.fresh.window_seconds -= 1,
        |limits| limits.season_seconds -= 1,
        |limits| limits.price_window_seconds += 1,
        |limits| limits.price_window_seconds -= 1,
        |limits| limits.breakers[0].threshold += 1,
        // An absent breaker is the loosest.
        |limits| limits.breakers[0].threshold = 0,
        |limits| limits.breakers[1].duration_seconds -= 1,
        |limits| limits.breakers[2].cooldown_seconds += 1,
        |limits| limits.breakers[8].verdicts[2] = 0,
    ];
    for (position, change) in loosen.into_iter().enumerate() {
        assert_eq!(limits_class(change), ChangeClass::Loosen, "{position}");
    }
}

#[test]
fn a_breaker_where_there_was_none_tightens() {
    let present = ReserveLimits::NONE;
    let mut proposed = present;
    proposed.breakers = limits().breakers;
    assert_eq!(classify_limits(&present, &proposed), ChangeClass::Tighten);
    assert_eq!(classify_limits(&proposed, &present), ChangeClass::Loosen);
}

#[test]
fn a_markets_limits_tighten_downwards_only() {
    let present = crate::preset::market_limits(crate::unit::Usd::from_dollars(1_000_000));
    let mut lower = present;
    lower.fresh.capacities[2] -= 1;
    assert_eq!(classify_market(&present, &lower), ChangeClass::Tighten);
    assert_eq!(classify_market(&lower, &present), ChangeClass::Loosen);
    let none = MarketLimits::NONE;
    assert_eq!(classify_market(&present, &none), ChangeClass::Loosen);
    assert_eq!(classify_market(&none, &present), ChangeClass::Tighten);
}

#[test]
fn every_field_of_a_feed_has_its_class() {
    let tighten: [fn(&mut FeedConfig); 11] = [
        |_| {},
        |config| config.hold_seconds -= 1,
        |config| config.conservative_seconds -= 1,
        |config| config.min_dwell_seconds += 1,
        |config| config.loosen_interval_seconds += 1,
        |config| config.max_spread -= 1,
        |config| config.max_half_width -= 1,
        |config| (config.loosen_step, config.day_budget) = (999, 9_996),
        |config| config.day_budget -= 1,
        |config| config.max_rise -= 1,
        |config| config.confirmations += 1,
    ];
    for (position, change) in tighten.into_iter().enumerate() {
        assert_eq!(feed_class(change), ChangeClass::Tighten, "case {position}");
    }
    let loosen: [fn(&mut FeedConfig); 10] = [
        |config| config.hold_seconds += 1,
        |config| config.conservative_seconds += 1,
        |config| config.min_dwell_seconds -= 1,
        |config| config.loosen_interval_seconds -= 1,
        |config| config.max_spread += 1,
        |config| config.max_half_width += 1,
        |config| config.loosen_step += 1,
        |config| config.day_budget += 1,
        |config| config.max_rise += 1,
        |config| config.confirmations -= 1,
    ];
    for (position, change) in loosen.into_iter().enumerate() {
        assert_eq!(feed_class(change), ChangeClass::Loosen, "case {position}");
    }
    let structure: [fn(&mut FeedConfig); 11] = [
        |config| config.max_report_age -= 1,
        |config| config.max_report_ahead -= 1,
        |config| config.round_seconds += 1,
        |config| config.recommendation_seconds += 1,
        |config| config.rotation_seconds -= 1,
        |config| config.tighten_step += 1,
        |config| config.score_jump += 1,
        |config| config.outlier_distance -= 1,
        // The number of signers that make a quorum, in either direction.
        |config| config.min_publishers += 1,
        |config| config.min_publishers -= 1,
        |config| config.shadow_rounds -= 1,
    ];
    for (position, change) in structure.into_iter().enumerate() {
        assert_eq!(
            feed_class(change),
            ChangeClass::Structure,
            "case {position}"
        );
    }
}

fn shift(value: u16, by: i16) -> u16 {
    value.saturating_add_signed(by)
}

proptest! {
    #![proptest_config(cases())]
    #[test]
    fn prop_what_is_called_a_tightening_is_looser_at_no_score_and_no_utilization(
        ltv in (-300i16..20, -300i16..20, -300i16..20, -300i16..20),
        caps in prop::array::uniform3(-90i64..6), rates in prop::array::uniform3(prop_oneof![9 => Just(0i32), 1 => -3i32..4]),
        score in 0u16..=10_000, lent in 0u64..=10_000,
    ) {
        let present = reserve_config();
        let mut proposed = present;
        proposed.opening_ltv.calm_bps = shift(present.opening_ltv.calm_bps, ltv.0);
        proposed.opening_ltv.stress_bps = shift(present.opening_ltv.stress_bps, ltv.1);
        proposed.opening_ltv.fall_start.0 = shift(present.opening_ltv.fall_start.0, ltv.2);
        proposed.opening_ltv.fall_end.0 = shift(present.opening_ltv.fall_end.0, ltv.3);
        for (position, (cap, rate)) in caps.into_iter().zip(rates).enumerate() {
            let of = &mut proposed.borrow_caps[position];
            *of = TokenAmount(of.0.saturating_add_signed(cap));
            let corner = &mut proposed.curves[position].points[1].rate_bps;
            *corner = corner.saturating_add_signed(rate);
        }
        prop_assume!(classify_reserve(&present, &proposed) == Ok(ChangeClass::Tighten));
        let utilization = Utilization::of(TokenAmount(10_000 - lent), TokenAmount(lent));
        for regime in Regime::ALL {
            let effective = Effective { score: Score(score), regime, status: FeedStatus::Held, score_jumped_at: Timestamp::ZERO, depth_bps: 10_000 };
            let (old, new) = (Terms::new(&present, effective), Terms::new(&proposed, effective));
            prop_assert!(new.opening_ltv_bps <= old.opening_ltv_bps);
            prop_assert!(new.borrow_cap <= old.borrow_cap);
            prop_assert!(new.curve.rate_floor(utilization) >= old.curve.rate_floor(utilization));
        }
        prop_assert!(
            bounded_ltv_floor(&proposed.opening_ltv, Score(score))
                <= bounded_ltv_floor(&present.opening_ltv, Score(score))
        );
    }
}
