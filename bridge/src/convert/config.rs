//! A reserve's published bounds.

use ballast_client::layout;
use ballast_policy::config::ReserveConfig;
use ballast_policy::curve::{BorrowCurve, CurvePoint};
use ballast_policy::group::GroupTerms;
use ballast_policy::liquidation::LiquidationRules;
use ballast_policy::ltv::LtvBounds;
use ballast_policy::price::PriceRules;
use ballast_policy::unit::{Score, TokenAmount};

/// A reserve's bounds as the program stores them.
pub fn layout_config(config: &ReserveConfig) -> layout::ReserveConfig {
    layout::ReserveConfig {
        curves: config.curves.map(|curve| layout::BorrowCurve {
            points: curve.points.map(|point| layout::CurvePoint {
                rate_bps: point.rate_bps,
                utilization_bps: point.utilization_bps,
                padding: point.padding,
            }),
            length: curve.length,
        }),
        borrow_caps: config.borrow_caps.map(|cap| cap.0),
        deposit_cap: config.deposit_cap.0,
        price: layout::PriceRules {
            max_age: config.price.max_age,
            max_ahead: config.price.max_ahead,
            max_confidence_bps: config.price.max_confidence_bps,
            confidence_multiple: config.price.confidence_multiple,
            max_liquidation_distance_bps: config.price.max_liquidation_distance_bps,
            padding: config.price.padding,
        },
        opening_ltv: layout::LtvBounds {
            calm_bps: config.opening_ltv.calm_bps,
            stress_bps: config.opening_ltv.stress_bps,
            fall_start: config.opening_ltv.fall_start.0,
            fall_end: config.opening_ltv.fall_end.0,
        },
        group: layout_group(&config.group),
        liquidation: layout_liquidation(&config.liquidation),
        liquidation_threshold_bps: config.liquidation_threshold_bps,
        fee_share_bps: config.fee_share_bps,
        borrow_weight_bps: config.borrow_weight_bps,
        origination_fee_bps: config.origination_fee_bps,
        insurance_share_bps: config.insurance_share_bps,
        account_deposit_share_bps: config.account_deposit_share_bps,
        account_borrow_share_bps: config.account_borrow_share_bps,
        flash_fees_bps: config.flash_fees_bps,
        isolation: config.isolation,
        host_share_bps: config.host_share_bps,
        padding: config.padding,
    }
}

pub(super) fn config(config: &layout::ReserveConfig) -> ReserveConfig {
    ReserveConfig {
        curves: config.curves.map(|curve| BorrowCurve {
            points: curve.points.map(|point| CurvePoint {
                rate_bps: point.rate_bps,
                utilization_bps: point.utilization_bps,
                padding: point.padding,
            }),
            length: curve.length,
        }),
        borrow_caps: config.borrow_caps.map(TokenAmount),
        deposit_cap: TokenAmount(config.deposit_cap),
        price: PriceRules {
            max_age: config.price.max_age,
            max_ahead: config.price.max_ahead,
            max_confidence_bps: config.price.max_confidence_bps,
            confidence_multiple: config.price.confidence_multiple,
            max_liquidation_distance_bps: config.price.max_liquidation_distance_bps,
            padding: config.price.padding,
        },
        opening_ltv: LtvBounds {
            calm_bps: config.opening_ltv.calm_bps,
            stress_bps: config.opening_ltv.stress_bps,
            fall_start: Score(config.opening_ltv.fall_start),
            fall_end: Score(config.opening_ltv.fall_end),
        },
        group: group(&config.group),
        liquidation: liquidation(&config.liquidation),
        liquidation_threshold_bps: config.liquidation_threshold_bps,
        fee_share_bps: config.fee_share_bps,
        borrow_weight_bps: config.borrow_weight_bps,
        origination_fee_bps: config.origination_fee_bps,
        insurance_share_bps: config.insurance_share_bps,
        account_deposit_share_bps: config.account_deposit_share_bps,
        account_borrow_share_bps: config.account_borrow_share_bps,
        flash_fees_bps: config.flash_fees_bps,
        isolation: config.isolation,
        host_share_bps: config.host_share_bps,
        padding: config.padding,
    }
}

fn layout_liquidation(rules: &LiquidationRules) -> layout::LiquidationRules {
    layout::LiquidationRules {
        dust_dollars: rules.dust_dollars,
        least_bonus_bps: rules.least_bonus_bps,
        most_bonus_bps: rules.most_bonus_bps,
        minute_bonus_bps: rules.minute_bonus_bps,
        protocol_share_bps: rules.protocol_share_bps,
        close_factor_bps: rules.close_factor_bps,
        full_close_ltv_bps: rules.full_close_ltv_bps,
    }
}

fn liquidation(rules: &layout::LiquidationRules) -> LiquidationRules {
    LiquidationRules {
        dust_dollars: rules.dust_dollars,
        least_bonus_bps: rules.least_bonus_bps,
        most_bonus_bps: rules.most_bonus_bps,
        minute_bonus_bps: rules.minute_bonus_bps,
        protocol_share_bps: rules.protocol_share_bps,
        close_factor_bps: rules.close_factor_bps,
        full_close_ltv_bps: rules.full_close_ltv_bps,
    }
}

fn layout_group(group: &GroupTerms) -> layout::GroupTerms {
    layout::GroupTerms {
        group: group.group,
        threshold_bps: group.threshold_bps,
        most_bonus_bps: group.most_bonus_bps,
        padding: group.padding,
        opening_ltv: layout::LtvBounds {
            calm_bps: group.opening_ltv.calm_bps,
            stress_bps: group.opening_ltv.stress_bps,
            fall_start: group.opening_ltv.fall_start.0,
            fall_end: group.opening_ltv.fall_end.0,
        },
        borrow_cap: group.borrow_cap.0,
    }
}

fn group(group: &layout::GroupTerms) -> GroupTerms {
    GroupTerms {
        group: group.group,
        threshold_bps: group.threshold_bps,
        most_bonus_bps: group.most_bonus_bps,
        padding: group.padding,
        opening_ltv: LtvBounds {
            calm_bps: group.opening_ltv.calm_bps,
            stress_bps: group.opening_ltv.stress_bps,
            fall_start: Score(group.opening_ltv.fall_start),
            fall_end: Score(group.opening_ltv.fall_end),
        },
        borrow_cap: TokenAmount(group.borrow_cap),
    }
}
