use super::{BTC, DECIMALS, SOL, USDC};
use ballast_policy::config::ReserveConfig;
use ballast_policy::curve::BorrowCurve;
use ballast_policy::feed::FeedConfig;
use ballast_policy::group::GroupTerms;
use ballast_policy::liquidation::LiquidationRules;
use ballast_policy::ltv::LtvBounds;
use ballast_policy::price::PriceRules;
use ballast_policy::unit::{ReserveIndex, Score, TokenAmount};

/// What differs between the reserves. Caps in whole tokens, the rest in basis points.
struct Differences {
    borrow_caps: [u64; 3],
    deposit_cap: u64,
    calm_ltv: u16,
    stress_ltv: u16,
    threshold: u16,
    bonus: u16,
}

fn differences(index: ReserveIndex) -> Differences {
    match index {
        USDC => Differences {
            borrow_caps: [1_000_000, 600_000, 300_000],
            deposit_cap: 2_000_000,
            calm_ltv: 8_500,
            stress_ltv: 7_000,
            threshold: 9_000,
            bonus: 300,
        },
        SOL => Differences {
            borrow_caps: [50_000, 30_000, 10_000],
            deposit_cap: 100_000,
            calm_ltv: 7_500,
            stress_ltv: 4_000,
            threshold: 8_000,
            bonus: 500,
        },
        BTC => Differences {
            borrow_caps: [100, 50, 10],
            deposit_cap: 200,
            calm_ltv: 7_000,
            stress_ltv: 5_000,
            threshold: 7_800,
            bonus: 1_000,
        },
        ReserveIndex(other) => panic!("there is no reserve {other}"),
    }
}

/// The published bounds of a reserve.
pub fn reserve_config(index: ReserveIndex) -> ReserveConfig {
    let chosen = differences(index);
    let unit = 10u64.pow(u32::from(DECIMALS[usize::from(index.0)]));
    let curve = |corners: &[(u16, u32)]| BorrowCurve::new(corners).unwrap();
    let config = ReserveConfig {
        curves: [
            curve(&[(0, 0), (8_000, 400), (10_000, 6_000)]),
            curve(&[(0, 100), (8_000, 800), (10_000, 10_000)]),
            curve(&[(0, 200), (7_000, 1_500), (10_000, 30_000)]),
        ],
        borrow_caps: chosen.borrow_caps.map(|cap| TokenAmount(cap * unit)),
        deposit_cap: TokenAmount(chosen.deposit_cap * unit),
        price: PriceRules {
            max_age: 60,
            max_ahead: 5,
            max_confidence_bps: 200,
            confidence_multiple: 2,
            max_liquidation_distance_bps: 0,
            padding: 0,
        },
        opening_ltv: LtvBounds {
            calm_bps: chosen.calm_ltv,
            stress_bps: chosen.stress_ltv,
            fall_start: Score(4_500),
            fall_end: Score(8_500),
        },
        group: GroupTerms::default(),
        liquidation: LiquidationRules {
            dust_dollars: 0,
            least_bonus_bps: chosen.bonus,
            most_bonus_bps: [chosen.bonus; 3],
            minute_bonus_bps: 0,
            protocol_share_bps: 0,
            close_factor_bps: 5_000,
            full_close_ltv_bps: 10_000,
        },
        liquidation_threshold_bps: chosen.threshold,
        fee_share_bps: 1_000,
        borrow_weight_bps: 10_000,
        origination_fee_bps: 0,
        insurance_share_bps: 0,
        account_deposit_share_bps: 10_000,
        account_borrow_share_bps: 10_000,
        flash_fees_bps: [0; 3],
        isolation: 0,
        host_share_bps: 0,
        padding: [0; 2],
    };
    config.validate().unwrap();
    config
}

/// A feed that holds for 10 minutes and is conservative after an hour.
pub fn feed_config() -> FeedConfig {
    let config = FeedConfig {
        max_report_age: 60,
        max_report_ahead: 5,
        hold_seconds: 600,
        conservative_seconds: 3_600,
        min_dwell_seconds: 1_800,
        round_seconds: 120,
        loosen_interval_seconds: 120,
        recommendation_seconds: 600,
        rotation_seconds: 3_600,
        max_spread: 1_000,
        max_half_width: 500,
        tighten_step: 4_000,
        loosen_step: 1_000,
        day_budget: 10_000,
        max_rise: 300,
        score_jump: 2_000,
        outlier_distance: 500,
        min_publishers: 3,
        confirmations: 3,
        outlier_rounds: 4,
        shadow_rounds: 5,
    };
    config.validate().unwrap();
    config
}
