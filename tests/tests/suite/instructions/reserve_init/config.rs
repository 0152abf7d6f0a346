//! The relations that a reserve's configuration must keep, each refused by its name.

use super::creation;
use ballast_client::layout::{BorrowCurve, CurvePoint, ReserveConfig};
use ballast_policy::Rule;
use ballast_tests::refused_and_unchanged;

/// A change that breaks a configuration.
type Break = fn(&mut ReserveConfig);

/// Fails the test unless each change of a sound configuration is refused by its rule.
fn refused_by_name(breaks: &[(Rule, Break)]) {
    let mut stage = super::setup();
    for (number, (rule, change)) in breaks.iter().enumerate() {
        println!("case {number}: {}", rule.name());
        let (governance, create) = creation(&mut stage, 9, change);
        refused_and_unchanged(&mut stage, *rule, |stage| {
            stage.send(&create, &[&governance])
        });
    }
    let (governance, create) = creation(&mut stage, 9, |_| {});
    stage.send(&create, &[&governance]).unwrap();
}

/// A curve through two corners.
fn straight(from_bps: u32, to_bps: u32) -> BorrowCurve {
    let mut curve: BorrowCurve = bytemuck::Zeroable::zeroed();
    curve.points[0].rate_bps = from_bps;
    curve.points[1] = CurvePoint {
        rate_bps: to_bps,
        utilization_bps: 10_000,
        padding: 0,
    };
    curve.length = 2;
    curve
}

#[test]
fn curves_of_the_wrong_length_ends_slope_or_height_are_refused() {
    refused_by_name(&[
        (Rule::CurveLength, |config| config.curves[0].length = 0),
        (Rule::CurveLength, |config| config.curves[0].length = 1),
        (Rule::CurveLength, |config| config.curves[1].length = 12),
        (Rule::CurveLength, |config| {
            config.curves[2].length = u64::MAX;
        }),
        (Rule::CurveEnds, |config| {
            config.curves[0].points[0].utilization_bps = 1;
        }),
        (Rule::CurveEnds, |config| {
            config.curves[1].points[4].utilization_bps = 9_999;
        }),
        (Rule::CurveEnds, |config| config.curves[2].length -= 1),
        (Rule::CurveNotMonotone, |config| {
            config.curves[0].points[1].rate_bps = 3_001;
        }),
        (Rule::CurveNotMonotone, |config| {
            config.curves[1].points[2].utilization_bps = 5_000;
        }),
        (Rule::CurveNotMonotone, |config| {
            config.curves[2].points[1].utilization_bps = u16::MAX;
        }),
        (Rule::RateOutOfRange, |config| {
            config.curves[2].points[5].rate_bps = 100_001;
        }),
        (Rule::RateOutOfRange, |config| {
            config.curves[0].points[3].rate_bps = u32::MAX;
        }),
    ]);
}

#[test]
fn a_stricter_regime_that_charges_less_or_a_stress_curve_that_flattens_is_refused() {
    refused_by_name(&[
        (Rule::CurveNotStricter, |config| {
            config.curves[1] = straight(0, 10_000);
        }),
        (Rule::CurveNotStricter, |config| {
            config.curves[2] = config.curves[0];
        }),
        (Rule::CurveNotStricter, |config| {
            config.curves[0] = straight(1, 1);
        }),
        (Rule::CurveNotConvex, |config| {
            config.curves[2].points[1].rate_bps = 2_300;
        }),
    ]);
}

#[test]
fn caps_that_rise_with_the_regime_are_refused() {
    refused_by_name(&[
        (Rule::CapNotStricter, |config| {
            config.borrow_caps[1] = config.borrow_caps[0] + 1;
        }),
        (Rule::CapNotStricter, |config| {
            config.borrow_caps[2] = config.borrow_caps[1] + 1;
        }),
        (Rule::CapNotStricter, |config| {
            config.borrow_caps = [0, 0, u64::MAX];
        }),
    ]);
}

#[test]
fn opening_ltvs_out_of_order_or_over_an_empty_range_are_refused() {
    refused_by_name(&[
        (Rule::LtvNotStricter, |config| {
            config.opening_ltv.stress_bps = 7_001;
        }),
        (Rule::LtvAboveThreshold, |config| {
            config.opening_ltv.calm_bps = 8_000;
        }),
        (Rule::LtvAboveThreshold, |config| {
            config.liquidation_threshold_bps = 7_000;
        }),
        (Rule::LtvRangeEmpty, |config| {
            config.opening_ltv.fall_start = 8_500;
        }),
        (Rule::LtvRangeEmpty, |config| {
            config.opening_ltv.fall_start = u16::MAX;
        }),
        (Rule::ScoreOutOfRange, |config| {
            config.opening_ltv.fall_end = 10_001;
        }),
    ]);
}

#[test]
fn liquidation_and_fee_settings_outside_their_bounds_are_refused() {
    refused_by_name(&[
        (Rule::BonusTooLarge, |config| {
            config.liquidation.most_bonus_bps[2] = 2_501;
        }),
        (Rule::BonusTooLarge, |config| {
            config.liquidation_threshold_bps = 9_524;
        }),
        (Rule::BonusTooLarge, |config| {
            config.liquidation_threshold_bps = u16::MAX;
        }),
        (Rule::SettingOutOfRange, |config| {
            config.liquidation.most_bonus_bps[2] = 10_001;
        }),
        (Rule::SettingOutOfRange, |config| {
            config.liquidation.close_factor_bps = 0;
        }),
        (Rule::SettingOutOfRange, |config| {
            config.liquidation.close_factor_bps = 10_001;
        }),
        (Rule::SettingOutOfRange, |config| {
            config.fee_share_bps = 10_001;
        }),
        (Rule::BonusNotRising, |config| {
            config.liquidation.most_bonus_bps[0] = config.liquidation.most_bonus_bps[1] + 1;
        }),
        (Rule::BonusNotRising, |config| {
            config.liquidation.least_bonus_bps = config.liquidation.most_bonus_bps[0] + 1;
        }),
        (Rule::SettingOutOfRange, |config| {
            config.liquidation.minute_bonus_bps = 10_001;
        }),
        (Rule::SettingOutOfRange, |config| {
            config.liquidation.protocol_share_bps = 10_001;
        }),
        (Rule::SettingOutOfRange, |config| {
            config.liquidation.full_close_ltv_bps = 10_001;
        }),
        (Rule::SettingOutOfRange, |config| {
            config.liquidation.dust_dollars = 10_001;
        }),
        (Rule::SettingOutOfRange, |config| {
            config.insurance_share_bps = 10_001;
        }),
        (Rule::SettingOutOfRange, |config| {
            config.host_share_bps = 10_001;
        }),
        (Rule::SettingOutOfRange, |config| {
            config.origination_fee_bps = 1_001;
        }),
        (Rule::SettingOutOfRange, |config| {
            config.borrow_weight_bps = 9_999;
        }),
        (Rule::SettingOutOfRange, |config| {
            config.borrow_weight_bps = 50_001;
        }),
        (Rule::SettingOutOfRange, |config| {
            config.account_deposit_share_bps = 0;
        }),
        (Rule::SettingOutOfRange, |config| {
            config.account_borrow_share_bps = 10_001;
        }),
        (Rule::SettingOutOfRange, |config| {
            config.flash_fees_bps = [0, 0, 1_001];
        }),
        (Rule::SettingOutOfRange, |config| {
            config.isolation = 4;
        }),
        (Rule::GroupTermsInvalid, |config| {
            config.group.threshold_bps = 9_000;
        }),
        (Rule::FlashFeeNotRising, |config| {
            config.flash_fees_bps = [2, 1, 3];
        }),
        (Rule::SettingOutOfRange, |config| {
            config.price.max_liquidation_distance_bps = 999;
        }),
        (Rule::SettingOutOfRange, |config| config.price.max_age = 0),
        (Rule::SettingOutOfRange, |config| {
            config.price.max_age = 3_601;
        }),
        (Rule::SettingOutOfRange, |config| {
            config.price.max_ahead = 61;
        }),
        (Rule::SettingOutOfRange, |config| {
            config.price.max_confidence_bps = 0;
        }),
        (Rule::SettingOutOfRange, |config| {
            config.price.max_confidence_bps = 1_001;
        }),
        (Rule::SettingOutOfRange, |config| {
            config.price.confidence_multiple = 11;
        }),
    ]);
}
