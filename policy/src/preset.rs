//! The published starting limits: what the demo, the tests and a new market begin with.
//!
//! A volatile collateral and a stable loan asset. The calm curve is a usual two-slope one (10 % at 80 % utilisation);
//! transition and stress charge more from half utilisation on, and stress is convex. Thresholds and bonuses are of the
//! order of Kamino's main market in 2025 (SOL: 75 % and 5 % to 10 %; USDC: 85 %).

use crate::config::ReserveConfig;
use crate::curve::{BorrowCurve, CurvePoint, MAX_POINTS};
use crate::feed::FeedConfig;
use crate::ltv::LtvBounds;
use crate::price::PriceRules;
use crate::unit::{Score, TokenAmount};

/// `(utilisation, annual rate)` in basis points.
type Corner = (u16, u32);

const CALM: [Corner; 4] = [(0, 0), (8_000, 1_000), (9_000, 3_000), (10_000, 10_000)];
const TRANSITION: [Corner; 5] = [
    (0, 0),
    (5_000, 800),
    (8_000, 1_800),
    (9_000, 6_000),
    (10_000, 20_000),
];
const STRESS: [Corner; 6] = [
    (0, 0),
    (5_000, 1_200),
    (7_000, 2_400),
    (8_000, 6_000),
    (9_000, 16_000),
    (10_000, 40_000),
];

/// A token whose price moves: accepted as collateral, lent within `cap` base units in calm.
pub fn volatile(cap: TokenAmount) -> ReserveConfig {
    ReserveConfig {
        opening_ltv: LtvBounds {
            calm_bps: 7_000,
            stress_bps: 4_000,
            fall_start: Score(4_000),
            fall_end: Score(8_500),
        },
        liquidation_threshold_bps: 8_000,
        liquidation_bonus_bps: 500,
        ..common(cap)
    }
}

/// A token held to a dollar: lent within `cap` base units in calm, accepted as collateral at a high LTV.
pub fn stable(cap: TokenAmount) -> ReserveConfig {
    ReserveConfig {
        opening_ltv: LtvBounds {
            calm_bps: 8_000,
            stress_bps: 6_500,
            fall_start: Score(4_000),
            fall_end: Score(8_500),
        },
        liquidation_threshold_bps: 8_500,
        liquidation_bonus_bps: 300,
        ..common(cap)
    }
}

fn common(cap: TokenAmount) -> ReserveConfig {
    // Three quarters and half of the calm cap.
    let (half, quarter) = (cap.0 >> 1, cap.0 >> 2);
    ReserveConfig {
        curves: [curve(&CALM), curve(&TRANSITION), curve(&STRESS)],
        borrow_caps: [
            cap,
            TokenAmount(half.saturating_add(quarter)),
            TokenAmount(half),
        ],
        deposit_cap: TokenAmount(cap.0.saturating_mul(2)),
        price: PriceRules {
            max_age: 120,
            max_ahead: 10,
            max_confidence_bps: 200,
            confidence_multiple: 1,
            padding: 0,
        },
        opening_ltv: LtvBounds::default(),
        liquidation_threshold_bps: 0,
        liquidation_bonus_bps: 0,
        close_factor_bps: 5_000,
        fee_share_bps: 1_000,
    }
}

/// A feed that hears publishers every few minutes.
///
/// T1 is one hour and T2 six. One epoch tightens by at most 40 points, so that two are needed from calm to the strictest
/// opening LTV. Loosening takes three rounds at least 30 minutes apart, then 2.5 points every half hour and at most 30 in
/// any day (20 a day in the long run): from the height of a crash to the calm opening LTV in about two days. A regime lasts six hours at least. A publisher more than
/// 12 points off for eight rounds (four hours) loses its vote; a new one is compared for a day before it has one.
pub fn feed() -> FeedConfig {
    FeedConfig {
        max_report_age: 1_700,
        max_report_ahead: 30,
        hold_seconds: 3_600,
        conservative_seconds: 21_600,
        min_dwell_seconds: 21_600,
        round_seconds: 1_800,
        loosen_interval_seconds: 1_800,
        recommendation_seconds: 21_600,
        rotation_seconds: 604_800,
        max_spread: 2_500,
        max_half_width: 1_500,
        tighten_step: 4_000,
        loosen_step: 250,
        day_budget: 3_000,
        max_rise: 300,
        score_jump: 2_000,
        outlier_distance: 1_200,
        min_publishers: 3,
        confirmations: 3,
        outlier_rounds: 8,
        shadow_rounds: 48,
    }
}

fn curve(corners: &[Corner]) -> BorrowCurve {
    let mut points = [CurvePoint::default(); MAX_POINTS];
    for (point, &(utilization_bps, rate_bps)) in points.iter_mut().zip(corners) {
        *point = CurvePoint {
            rate_bps,
            utilization_bps,
            padding: 0,
        };
    }
    BorrowCurve {
        points,
        length: corners.len() as u64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_limits_keep_every_relation() {
        volatile(TokenAmount(1_000)).validate().unwrap();
        stable(TokenAmount(1_000)).validate().unwrap();
        feed().validate().unwrap();
    }
}
