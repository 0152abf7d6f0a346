use super::*;
use crate::fixture::{fixed_liquidation, reserve_config};

fn curve(corners: &[(u16, u32)]) -> BorrowCurve {
    BorrowCurve::new(corners).unwrap()
}

/// The rule that the good configuration breaks after `change`.
fn broken_by(change: impl FnOnce(&mut ReserveConfig)) -> Rule {
    let mut config = reserve_config();
    change(&mut config);
    config.validate().unwrap_err().rule
}

#[test]
fn a_sound_configuration_is_accepted() {
    assert_eq!(reserve_config().validate(), Ok(()));
}

#[test]
fn settings_at_their_bounds_are_accepted() {
    let changes: [fn(&mut ReserveConfig); 8] = [
        |config| {
            config.price.max_age = 3_600;
            config.price.max_ahead = 60;
            config.price.max_confidence_bps = 1_000;
            config.price.confidence_multiple = 10;
        },
        |config| {
            config.price.max_age = 1;
            config.price.max_ahead = 0;
            config.price.max_confidence_bps = 1;
            config.price.confidence_multiple = 0;
        },
        |config| config.fee_share_bps = 10_000,
        |config| config.liquidation.close_factor_bps = 10_000,
        |config| config.borrow_caps = [TokenAmount(7); 3],
        |config| config.opening_ltv.stress_bps = 7_500,
        |config| config.opening_ltv.calm_bps = 7_999,
        |config| {
            config.liquidation = fixed_liquidation(10_000);
            config.liquidation_threshold_bps = 5_000;
            config.opening_ltv.calm_bps = 4_999;
        },
    ];
    for change in changes {
        let mut config = reserve_config();
        change(&mut config);
        assert_eq!(config.validate(), Ok(()));
    }
}

#[test]
fn each_regimes_curve_is_checked() {
    for regime in 0..3 {
        assert_eq!(
            broken_by(|config| config.curves[regime].length = 1),
            Rule::CurveLength
        );
        assert_eq!(
            broken_by(|config| config.curves[regime].points[0].utilization_bps = 1),
            Rule::CurveEnds
        );
        assert_eq!(
            broken_by(|config| config.curves[regime].points[0].rate_bps = 90_000),
            Rule::CurveNotMonotone
        );
        assert_eq!(
            broken_by(|config| config.curves[regime].points[2].rate_bps = 100_001),
            Rule::RateOutOfRange
        );
    }
}

#[test]
fn a_stricter_regime_that_charges_less_is_refused() {
    let cheap = curve(&[(0, 0), (8_000, 400), (10_000, 5_999)]);
    let cheap_in_stress = curve(&[(0, 99), (7_000, 1_500), (10_000, 30_000)]);
    assert_eq!(
        broken_by(|config| config.curves[1] = cheap),
        Rule::CurveNotStricter
    );
    assert_eq!(
        broken_by(|config| config.curves[2] = cheap_in_stress),
        Rule::CurveNotStricter
    );
}

#[test]
fn a_concave_curve_is_refused_in_stress_only() {
    let concave = curve(&[(0, 200), (5_000, 20_000), (10_000, 30_000)]);
    assert_eq!(
        broken_by(|config| config.curves[2] = concave),
        Rule::CurveNotConvex
    );
    let mut config = reserve_config();
    config.curves[1] = curve(&[(0, 100), (5_000, 700), (8_000, 800), (10_000, 10_000)]);
    assert_eq!(config.validate(), Ok(()));
}

#[test]
fn a_stricter_regime_with_the_larger_cap_is_refused() {
    for regime in 0..2 {
        let rule = broken_by(|config| config.borrow_caps[regime + 1].0 = 3_000_001);
        assert_eq!(rule, Rule::CapNotStricter);
    }
}

#[test]
fn opening_ltvs_out_of_order_are_refused() {
    let ltv = |calm_bps, stress_bps| {
        broken_by(|config| {
            config.opening_ltv.calm_bps = calm_bps;
            config.opening_ltv.stress_bps = stress_bps;
        })
    };
    assert_eq!(ltv(4_000, 4_001), Rule::LtvNotStricter);
    assert_eq!(ltv(8_000, 4_000), Rule::LtvAboveThreshold);
    assert_eq!(ltv(u16::MAX, 4_000), Rule::LtvAboveThreshold);
}

#[test]
fn an_asset_that_is_no_collateral_is_accepted() {
    let mut config = reserve_config();
    config.opening_ltv.calm_bps = 0;
    config.opening_ltv.stress_bps = 0;
    config.liquidation_threshold_bps = 0;
    assert_eq!(config.validate(), Ok(()));
}

#[test]
fn a_score_range_that_is_empty_or_past_the_end_is_refused() {
    for start in [8_500, 8_501] {
        assert_eq!(
            broken_by(|config| config.opening_ltv.fall_start = Score(start)),
            Rule::LtvRangeEmpty
        );
    }
    assert_eq!(
        broken_by(|config| config.opening_ltv.fall_end = Score(10_001)),
        Rule::ScoreOutOfRange
    );
}

#[test]
fn a_bonus_that_the_collateral_cannot_pay_is_refused() {
    let mut config = reserve_config();
    config.liquidation = fixed_liquidation(2_500);
    assert_eq!(config.validate(), Ok(()));
    config.liquidation = fixed_liquidation(3_000);
    let refused = config.validate();
    assert_eq!(refused, Err(Rule::BonusTooLarge.broken(10_400, 10_000)));
    assert_eq!(
        broken_by(|config| config.liquidation = fixed_liquidation(2_501)),
        Rule::BonusTooLarge
    );
    assert_eq!(
        broken_by(|config| {
            config.liquidation_threshold_bps = 10_001;
            config.liquidation = fixed_liquidation(0);
        }),
        Rule::BonusTooLarge
    );
}

#[test]
fn settings_outside_their_bounds_are_refused_by_name() {
    let breaks: [fn(&mut ReserveConfig); 10] = [
        |config| config.fee_share_bps = 10_001,
        |config| config.liquidation.close_factor_bps = 0,
        |config| config.liquidation.close_factor_bps = 10_001,
        |config| config.liquidation = fixed_liquidation(10_001),
        |config| config.price.max_age = 0,
        |config| config.price.max_age = 3_601,
        |config| config.price.max_ahead = 61,
        |config| config.price.max_confidence_bps = 0,
        |config| config.price.max_confidence_bps = 1_001,
        |config| config.price.confidence_multiple = 11,
    ];
    for (position, break_it) in breaks.iter().enumerate() {
        let rule = broken_by(break_it);
        assert_eq!(rule, Rule::SettingOutOfRange, "case {position}");
    }
}
