//! The published starting limits: what the demo, the tests and a new market begin with.
//!
//! A volatile collateral and a stable loan asset. The calm curve is a usual two-slope one (10 % at 80 % utilisation);
//! transition and stress charge more from half utilisation on, and stress is convex. Thresholds and bonuses are of the
//! order of Kamino's main market in 2025 (SOL: 75 % and 5 % to 10 %; USDC: 85 %).

use crate::breaker::{BREAKERS, Breaker, BreakerRule, Verdict};
use crate::config::ReserveConfig;
use crate::control::{MarketLimits, ReserveLimits};
use crate::curve::{BorrowCurve, CurvePoint, MAX_POINTS};
use crate::feed::FeedConfig;
use crate::group::GroupTerms;
use crate::limiter::Limit;
use crate::liquidation::LiquidationRules;
use crate::ltv::LtvBounds;
use crate::price::PriceRules;
use crate::unit::{Score, TokenAmount, Usd};

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
        liquidation: liquidation([500, 700, 1_000]),
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
        liquidation: liquidation([300, 400, 600]),
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
            max_liquidation_distance_bps: 5_000,
            padding: 0,
        },
        opening_ltv: LtvBounds::default(),
        group: GroupTerms::default(),
        liquidation: liquidation([0; 3]),
        liquidation_threshold_bps: 0,
        fee_share_bps: 1_000,
        borrow_weight_bps: 10_000,
        origination_fee_bps: 0,
        insurance_share_bps: 2_000,
        account_deposit_share_bps: 10_000,
        account_borrow_share_bps: 10_000,
        flash_fees_bps: [5, 10, 30],
        isolation: 0,
        host_share_bps: 0,
        padding: [0; 2],
    }
}

/// How liquidations go where the most bonus is `most` in calm, transition and stress.
///
/// It starts at half a percent, about twice what trading a few ten thousand dollars costs on a venue, and grows by a tenth
/// of a percent a minute: from the least to the most of calm in three quarters of an hour even right at the threshold. A
/// tenth of it is the protocol's. Half a debt at a time; all of it under 100 dollars, or from 95 % of the collateral on.
fn liquidation(most: [u16; 3]) -> LiquidationRules {
    let [calm, ..] = most;
    LiquidationRules {
        dust_dollars: 100,
        least_bonus_bps: calm.min(50),
        most_bonus_bps: most,
        minute_bonus_bps: 10,
        protocol_share_bps: 1_000,
        close_factor_bps: 5_000,
        full_close_ltv_bps: 9_500,
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

/// Seconds of an hour, of a day.
const HOUR: u32 = 3_600;
const DAY: u32 = 86_400;

/// The flow limits and breakers of a reserve whose calm borrow cap is `cap` base units.
///
/// - Outflow: a quarter of the cap a day in calm, an eighth in transition, a sixteenth in stress. An ordinary day of a
///   lending pool turns over a few percent; a drain takes everything within a block.
/// - Collateral inflow: half of the cap a day in calm. Growth by a half overnight is news, not business.
/// - Against fresh collateral: a sixteenth of the cap a day in calm.
/// - Liquidated: the whole cap in an hour in calm, a quarter of it in stress. The cap is set by what the book takes in an
///   ordinary hour; in a crash it takes less, and selling past that makes the price that liquidates the next.
/// - A season of three days: longer than a weekend's lag in noticing a stolen bridge, short enough that an honest
///   depositor waits once. In one hour a seventy-second part of a deposit seasons.
pub fn reserve_limits(cap: TokenAmount) -> ReserveLimits {
    ReserveLimits {
        outflow: falling(cap.0 >> 2),
        inflow: falling(cap.0 >> 1),
        fresh: falling(cap.0 >> 4),
        // A reserve that begins closed begins without a measure of its book, not with a book of nothing.
        liquidated: if cap.is_zero() {
            Limit::NONE
        } else {
            an_hour(cap.0)
        },
        breakers: breakers(),
        season_seconds: 3 * DAY,
        price_window_seconds: HOUR,
    }
}

/// The flow limits of a market that holds about `size` in USD: a quarter, a half and a sixty-fourth of it a day in calm.
///
/// Fresh borrowing is the market's own bound against an attack by collateral: it must stay within what its insurance
/// and its fees could bear, whatever the number of reserves.
pub fn market_limits(size: Usd) -> MarketLimits {
    MarketLimits {
        outflow: falling(size.0 >> 2),
        inflow: falling(size.0 >> 1),
        fresh: falling(size.0 >> 6),
    }
}

/// `calm` an hour, half of it in transition and a quarter in stress: what a book takes when everyone sells.
fn an_hour(calm: u64) -> Limit {
    Limit {
        window_seconds: HOUR,
        ..falling(calm)
    }
}

/// `calm` a day, half of it in transition and a quarter in stress; never so little that it could not drain.
fn falling(calm: u64) -> Limit {
    let least = u64::from(DAY);
    Limit {
        capacities: [
            calm.max(least),
            (calm >> 1).max(least),
            (calm >> 2).max(least),
        ],
        window_seconds: DAY,
        padding: 0,
    }
}

/// The breakers' rules, by number.
///
/// | breaker | trips at | holds | cool-down | new debt | as backing | withdrawal with debt |
/// |---|---|---|---|---|---|---|
/// | price jump | 15 % in an hour | 30 min | 1 h | reduce | reduce | reduce |
/// | price against average | 20 % | 30 min | 1 h | reduce | halt | reduce |
/// | sources disagree | 3 % | 10 min | 15 min | halt | halt | halt |
/// | score jump | the feed's bound | 1 h | 2 h | reduce | reduce | reduce |
/// | utilisation spike | 95 % | 30 min | 1 h | halt | allow | reduce |
/// | outflow | 90 % of its limit | 1 h | 2 h | reduce | allow | reduce |
/// | collateral inflow | 80 % of its limit | 6 h | 12 h | allow | reduce | allow |
/// | bad debt formed | 1 000 USD | 6 h | 12 h | halt | allow | reduce |
/// | feed degraded | no quorum | while it lasts | | reduce | reduce | reduce |
///
/// Fifteen percent in an hour is about twice the reference shock of a whole day (8 %); an oracle's average that is a
/// fifth away is a manipulation or a crash (Mango: five times), and neither may back new debt. A source that
/// disagrees halts, because nobody then knows the price, but for minutes: a pause of one oracle is common.
fn breakers() -> [BreakerRule; BREAKERS] {
    use Verdict::{Allow, Halt, Reduce};
    let mut rules = [BreakerRule::default(); BREAKERS];
    let minute = HOUR / 60;
    for (breaker, threshold, duration_seconds, cooldown_seconds, verdicts) in [
        (Breaker::PriceJump, 1_500, 30 * minute, HOUR, [Reduce; 3]),
        (
            Breaker::PriceAgainstAverage,
            2_000,
            30 * minute,
            HOUR,
            [Reduce, Halt, Reduce],
        ),
        (
            Breaker::SourcesDisagree,
            300,
            10 * minute,
            15 * minute,
            [Halt; 3],
        ),
        (Breaker::ScoreJump, 0, HOUR, 2 * HOUR, [Reduce; 3]),
        (
            Breaker::UtilizationSpike,
            9_500,
            30 * minute,
            HOUR,
            [Halt, Allow, Reduce],
        ),
        (
            Breaker::Outflow,
            9_000,
            HOUR,
            2 * HOUR,
            [Reduce, Allow, Reduce],
        ),
        (
            Breaker::CollateralInflow,
            8_000,
            6 * HOUR,
            12 * HOUR,
            [Allow, Reduce, Allow],
        ),
        (
            Breaker::BadDebtFormed,
            Usd::from_dollars(1_000).0,
            6 * HOUR,
            12 * HOUR,
            [Halt, Allow, Reduce],
        ),
        (Breaker::FeedDegraded, 0, 0, 0, [Reduce; 3]),
    ] {
        if let Some(rule) = rules.get_mut(breaker as usize) {
            *rule = BreakerRule {
                threshold,
                duration_seconds,
                cooldown_seconds,
                verdicts: verdicts.map(|verdict| verdict as u8),
                padding: [0; 5],
            };
        }
    }
    rules
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
        for cap in [0, 1_000, 1 << 40, u64::MAX >> 1] {
            reserve_limits(TokenAmount(cap)).validate().unwrap();
            market_limits(Usd(cap)).validate().unwrap();
        }
    }
}
