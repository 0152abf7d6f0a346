//! Valid configurations and short ways to a state, for this crate's unit tests.

use crate::config::ReserveConfig;
use crate::curve::BorrowCurve;
use crate::feed::FeedConfig;
use crate::group::GroupTerms;
use crate::liquidation::LiquidationRules;
use crate::ltv::LtvBounds;
use crate::price::{CachedPrice, PriceRules};
use crate::report::{MAX_PUBLISHERS, Report, Standing};
use crate::unit::{PricePerUnit, Score, Timestamp, TokenAmount};
use proptest::test_runner::{Config, RngSeed};

/// The present of most tests.
pub(crate) const NOW: Timestamp = Timestamp(1_700_000_000);

/// The seed of every property test. `PROPTEST_RNG_SEED` and `PROPTEST_CASES` replace seed and number of cases.
const SEED: u64 = 20_221_108;

/// The same cases on every run, and no file left behind by a failure.
pub(crate) fn cases() -> Config {
    let defaults = Config::default();
    Config {
        failure_persistence: None,
        rng_seed: match defaults.rng_seed {
            RngSeed::Random => RngSeed::Fixed(SEED),
            chosen @ RngSeed::Fixed(_) => chosen,
        },
        ..defaults
    }
}

/// A reserve that passes every check.
pub(crate) fn reserve_config() -> ReserveConfig {
    let curve = |corners: &[(u16, u32)]| BorrowCurve::new(corners).unwrap();
    ReserveConfig {
        curves: [
            curve(&[(0, 0), (8_000, 400), (10_000, 6_000)]),
            curve(&[(0, 100), (8_000, 800), (10_000, 10_000)]),
            curve(&[(0, 200), (7_000, 1_500), (10_000, 30_000)]),
        ],
        borrow_caps: [3_000_000, 2_000_000, 1_000_000].map(TokenAmount),
        deposit_cap: TokenAmount(10_000_000),
        price: PriceRules {
            max_age: 60,
            max_ahead: 5,
            max_confidence_bps: 200,
            confidence_multiple: 2,
            max_liquidation_distance_bps: 0,
            padding: 0,
        },
        opening_ltv: LtvBounds {
            calm_bps: 7_500,
            stress_bps: 4_000,
            fall_start: Score(4_500),
            fall_end: Score(8_500),
        },
        group: GroupTerms::default(),
        liquidation: fixed_liquidation(500),
        liquidation_threshold_bps: 8_000,
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
    }
}

/// Half a debt at a time for a bonus that does not move, and no dust: for tests of other rules.
pub(crate) fn fixed_liquidation(bonus_bps: u16) -> LiquidationRules {
    LiquidationRules {
        dust_dollars: 0,
        least_bonus_bps: bonus_bps,
        most_bonus_bps: [bonus_bps; 3],
        minute_bonus_bps: 0,
        protocol_share_bps: 0,
        close_factor_bps: 5_000,
        full_close_ltv_bps: 10_000,
    }
}

/// A feed that passes every check: held for 10 minutes, conservative after an hour.
pub(crate) fn feed_config() -> FeedConfig {
    FeedConfig {
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
    }
}

/// Narrow reports of `scores`, observed at `now`.
pub(crate) fn reports(scores: &[u16], now: Timestamp) -> [Report; MAX_PUBLISHERS] {
    let mut reports = [Report::default(); MAX_PUBLISHERS];
    for (report, &score) in reports.iter_mut().zip(scores) {
        *report = Report {
            sequence: 1,
            observed_at: now,
            score: Score(score),
            half_width: 100,
            standing: Standing::Voting as u8,
            depth_bps: 10_000,
            padding: 0,
        };
    }
    reports
}

/// A price without doubt, published now: 1 024 base units to the dollar when `shift` is 0, twice the price for each 1.
pub(crate) fn certain_price(shift: u32) -> CachedPrice {
    let price = PricePerUnit(1 << (54 + shift));
    CachedPrice {
        low: price,
        mid: price,
        high: price,
        published_at: NOW,
    }
}
