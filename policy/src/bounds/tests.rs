use super::*;
use crate::fixture::{feed_config, reserve_config};
use crate::preset;
use crate::unit::TokenAmount;

const STANDARD: Bounds = Bounds::STANDARD;

fn feed() -> FeedConfig {
    FeedConfig {
        day_budget: STANDARD.max_day_budget,
        loosen_step: 100,
        ..feed_config()
    }
}

#[test]
fn the_standard_bounds_and_the_presets_agree() {
    STANDARD.validate().unwrap();
    let cap = TokenAmount(1_000);
    STANDARD.check_reserve(&preset::volatile(cap)).unwrap();
    STANDARD.check_reserve(&preset::stable(cap)).unwrap();
    STANDARD.check_feed(&preset::feed()).unwrap();
}

#[test]
fn bounds_out_of_their_own_range_are_refused() {
    let changes: [fn(&mut Bounds); 12] = [
        |bounds| bounds.loosen_seconds = DAY - 1,
        |bounds| bounds.structure_seconds = bounds.loosen_seconds,
        |bounds| bounds.structure_seconds = 60 * DAY + 1,
        |bounds| bounds.validity_seconds = 0,
        |bounds| bounds.ramp_seconds = DAY - 1,
        |bounds| bounds.max_rate_bps = 0,
        |bounds| bounds.max_price_age = 3_601,
        |bounds| bounds.max_confidence_bps = 0,
        |bounds| bounds.max_threshold_bps = 10_001,
        |bounds| bounds.oracle_band_bps = 2_001,
        |bounds| bounds.ramp_day_bps = 0,
        |bounds| bounds.min_publishers = 17,
    ];
    for (number, change) in changes.into_iter().enumerate() {
        let mut bounds = STANDARD;
        change(&mut bounds);
        let rule = bounds.validate().unwrap_err().rule;
        assert_eq!(rule, Rule::SettingOutOfRange, "change {number}");
    }
}

#[test]
fn a_reserve_at_each_bound_passes_and_one_over_it_does_not() {
    let bounds = Bounds {
        max_rate_bps: 30_000,
        max_price_age: 60,
        max_confidence_bps: 200,
        max_opening_ltv_bps: 7_500,
        max_threshold_bps: 8_000,
        ..STANDARD
    };
    let config = reserve_config();
    bounds.check_reserve(&config).unwrap();
    let tighter: [fn(&mut Bounds); 5] = [
        |bounds| bounds.max_rate_bps -= 1,
        |bounds| bounds.max_price_age -= 1,
        |bounds| bounds.max_confidence_bps -= 1,
        |bounds| bounds.max_opening_ltv_bps -= 1,
        |bounds| bounds.max_threshold_bps -= 1,
    ];
    for (number, tighten) in tighter.into_iter().enumerate() {
        let mut bounds = bounds;
        tighten(&mut bounds);
        let error = bounds.check_reserve(&config).unwrap_err();
        assert_eq!(error.rule, Rule::BoundExceeded, "bound {number}");
        assert_eq!(error.actual, error.bound + 1);
    }
}

#[test]
fn settings_that_break_their_own_relations_are_refused_first() {
    let mut config = reserve_config();
    config.opening_ltv.calm_bps = config.liquidation_threshold_bps;
    let rule = STANDARD.check_reserve(&config).unwrap_err().rule;
    assert_eq!(rule, Rule::LtvAboveThreshold);
}

#[test]
fn a_feed_may_not_loosen_more_a_day_nor_listen_to_fewer() {
    STANDARD.check_feed(&feed()).unwrap();
    let faster = FeedConfig {
        day_budget: STANDARD.max_day_budget + 1,
        ..feed()
    };
    let error = STANDARD.check_feed(&faster).unwrap_err();
    assert_eq!(error, Rule::BoundExceeded.broken(4_001, 4_000));
    let lonely = FeedConfig {
        min_publishers: 2,
        ..feed()
    };
    let error = STANDARD.check_feed(&lonely).unwrap_err();
    assert_eq!(error, Rule::BoundExceeded.broken(2, 3));
}

#[test]
fn the_band_for_a_new_oracle_widens_with_the_old_ones_silence() {
    let day = u64::from(DAY);
    let refused = |distance, age| STANDARD.check_oracle(distance, age).is_err();
    assert!(!refused(500, 0) && refused(501, 0));
    assert!(refused(501, day - 1) && !refused(1_000, day) && refused(1_001, day));
    assert!(!refused(10_000, 40 * day) && refused(10_001, 4_000 * day));
    let error = STANDARD.check_oracle(5_000, 0).unwrap_err();
    assert_eq!(error, Rule::OracleOutsideBand.broken(5_000, 500));
}
