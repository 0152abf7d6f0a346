//! Between the client's account layouts and policy's types, field by field.

mod limit;

pub use limit::{layout_bounds, layout_market_limits, layout_reserve_limits, policy_market};

use ballast_client::layout;
use ballast_policy::config::ReserveConfig;
use ballast_policy::curve::{BorrowCurve, CurvePoint};
use ballast_policy::feed::{FeedConfig, FeedState, Recommendation};
use ballast_policy::fresh::Fresh;
use ballast_policy::index::BorrowIndex;
use ballast_policy::interest::RatePerSecond;
use ballast_policy::ledger::Ledger;
use ballast_policy::limiter::Bucket;
use ballast_policy::ltv::LtvBounds;
use ballast_policy::market::{Feed, Reserve};
use ballast_policy::position::{BorrowSlot, DepositSlot, Position};
use ballast_policy::price::{CachedPrice, PriceRules};
use ballast_policy::publisher::PublisherRecord;
use ballast_policy::report::Report;
use ballast_policy::throttle::Throttle;
use ballast_policy::unit::{
    DebtShares, DepositShares, PricePerUnit, ReserveIndex, Score, Timestamp, TokenAmount,
};

/// A reserve's bounds as the program stores them.
pub(crate) fn layout_config(config: &ReserveConfig) -> layout::ReserveConfig {
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
            padding: config.price.padding,
        },
        opening_ltv: layout::LtvBounds {
            calm_bps: config.opening_ltv.calm_bps,
            stress_bps: config.opening_ltv.stress_bps,
            fall_start: config.opening_ltv.fall_start.0,
            fall_end: config.opening_ltv.fall_end.0,
        },
        liquidation_threshold_bps: config.liquidation_threshold_bps,
        liquidation_bonus_bps: config.liquidation_bonus_bps,
        close_factor_bps: config.close_factor_bps,
        fee_share_bps: config.fee_share_bps,
    }
}

/// A feed's configuration as the program stores it.
pub(crate) fn layout_feed_config(config: &FeedConfig) -> layout::FeedConfig {
    layout::FeedConfig {
        max_report_age: config.max_report_age,
        max_report_ahead: config.max_report_ahead,
        hold_seconds: config.hold_seconds,
        conservative_seconds: config.conservative_seconds,
        min_dwell_seconds: config.min_dwell_seconds,
        round_seconds: config.round_seconds,
        loosen_interval_seconds: config.loosen_interval_seconds,
        recommendation_seconds: config.recommendation_seconds,
        rotation_seconds: config.rotation_seconds,
        max_spread: config.max_spread,
        max_half_width: config.max_half_width,
        tighten_step: config.tighten_step,
        loosen_step: config.loosen_step,
        day_budget: config.day_budget,
        max_rise: config.max_rise,
        score_jump: config.score_jump,
        outlier_distance: config.outlier_distance,
        min_publishers: config.min_publishers,
        confirmations: config.confirmations,
        outlier_rounds: config.outlier_rounds,
        shadow_rounds: config.shadow_rounds,
    }
}

fn config(config: &layout::ReserveConfig) -> ReserveConfig {
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
            padding: config.price.padding,
        },
        opening_ltv: LtvBounds {
            calm_bps: config.opening_ltv.calm_bps,
            stress_bps: config.opening_ltv.stress_bps,
            fall_start: Score(config.opening_ltv.fall_start),
            fall_end: Score(config.opening_ltv.fall_end),
        },
        liquidation_threshold_bps: config.liquidation_threshold_bps,
        liquidation_bonus_bps: config.liquidation_bonus_bps,
        close_factor_bps: config.close_factor_bps,
        fee_share_bps: config.fee_share_bps,
    }
}

/// A reserve's books as policy sees them.
pub fn ledger(ledger: &layout::Ledger) -> Ledger {
    Ledger {
        cash: TokenAmount(ledger.cash),
        deposit_shares: DepositShares(ledger.deposit_shares),
        debt_shares: DebtShares(ledger.debt_shares),
        index: BorrowIndex {
            whole: ledger.index.whole,
            fraction: ledger.index.fraction,
        },
        fees_owed: TokenAmount(ledger.fees_owed),
        rate: RatePerSecond(ledger.rate),
        accrued_at: Timestamp(ledger.accrued_at),
    }
}

/// A reserve as policy sees it; `feed` is where its feed stands in policy's market.
pub fn policy_reserve(reserve: &layout::Reserve, feed: usize) -> Reserve {
    Reserve {
        ledger: ledger(&reserve.ledger),
        config: config(&reserve.config),
        limits: limit::policy_reserve_limits(&reserve.limits),
        flows: limit::policy_flows(&reserve.flows),
        ramp: limit::policy_ramp(&reserve.ramp),
        price: cached_price(&reserve.price),
        second: (reserve.has_second != 0).then(|| cached_price(&reserve.second_price)),
        feed,
    }
}

fn cached_price(price: &layout::CachedPrice) -> CachedPrice {
    CachedPrice {
        low: PricePerUnit(price.low),
        mid: PricePerUnit(price.mid),
        high: PricePerUnit(price.high),
        published_at: Timestamp(price.published_at),
    }
}

fn feed_config(config: &layout::FeedConfig) -> FeedConfig {
    FeedConfig {
        max_report_age: config.max_report_age,
        max_report_ahead: config.max_report_ahead,
        hold_seconds: config.hold_seconds,
        conservative_seconds: config.conservative_seconds,
        min_dwell_seconds: config.min_dwell_seconds,
        round_seconds: config.round_seconds,
        loosen_interval_seconds: config.loosen_interval_seconds,
        recommendation_seconds: config.recommendation_seconds,
        rotation_seconds: config.rotation_seconds,
        max_spread: config.max_spread,
        max_half_width: config.max_half_width,
        tighten_step: config.tighten_step,
        loosen_step: config.loosen_step,
        day_budget: config.day_budget,
        max_rise: config.max_rise,
        score_jump: config.score_jump,
        outlier_distance: config.outlier_distance,
        min_publishers: config.min_publishers,
        confirmations: config.confirmations,
        outlier_rounds: config.outlier_rounds,
        shadow_rounds: config.shadow_rounds,
    }
}

fn bucket(bucket: &layout::Bucket) -> Bucket {
    Bucket {
        level: bucket.level,
        updated_at: Timestamp(bucket.updated_at),
    }
}

fn throttle(throttle: &layout::Throttle) -> Throttle {
    Throttle {
        epoch_at: Timestamp(throttle.epoch_at),
        loosened_at: Timestamp(throttle.loosened_at),
        budget: bucket(&throttle.budget),
        epoch_score: Score(throttle.epoch_score),
        epoch_regime: throttle.epoch_regime,
        lower_rounds: throttle.lower_rounds,
        bound_by: throttle.bound_by,
        padding: throttle.padding,
    }
}

fn recommendation(made: &layout::Recommendation) -> Recommendation {
    Recommendation {
        valid_until: Timestamp(made.valid_until),
        score: Score(made.score),
        from_score: Score(made.from_score),
        regime: made.regime,
        from_regime: made.from_regime,
        padding: made.padding,
    }
}

fn feed_state(state: &layout::FeedState) -> FeedState {
    FeedState {
        consensus_at: Timestamp(state.consensus_at),
        regime_since: Timestamp(state.regime_since),
        counted_at: Timestamp(state.counted_at),
        rounds: state.rounds,
        jumped_at: Timestamp(state.jumped_at),
        throttle: throttle(&state.throttle),
        recommendation: recommendation(&state.recommendation),
        score: Score(state.score),
        raw: Score(state.raw),
        counted_raw: Score(state.counted_raw),
        spread: state.spread,
        regime: state.regime,
        confirmations: state.confirmations,
        fresh: state.fresh,
        quorum: state.quorum,
        mode: state.mode,
        is_disputed: state.is_disputed,
        padding: state.padding,
    }
}

/// A feed as policy sees it.
pub fn policy_feed(feed: &layout::RiskFeed) -> Feed {
    Feed {
        config: feed_config(&feed.config),
        state: feed_state(&feed.state),
        reports: feed.reports.map(|report| Report {
            sequence: report.sequence,
            observed_at: Timestamp(report.observed_at),
            score: Score(report.score),
            half_width: report.half_width,
            standing: report.standing,
            padding: report.padding,
        }),
        records: feed.records.map(|record| PublisherRecord {
            posts: record.posts,
            misses: record.misses,
            stale_runs: record.stale_runs,
            distance: record.distance,
            misses_in_a_row: record.misses_in_a_row,
            outliers_in_a_row: record.outliers_in_a_row,
            good_in_a_row: record.good_in_a_row,
            padding: record.padding,
        }),
    }
}

/// A position's holdings as policy sees them.
pub fn policy_holdings(position: &layout::Position) -> Position {
    Position {
        deposits: position.holdings.deposits.map(|slot| DepositSlot {
            shares: DepositShares(slot.shares),
            fresh: Fresh {
                shares: DepositShares(slot.fresh.shares),
                since: Timestamp(slot.fresh.since),
                until: Timestamp(slot.fresh.until),
            },
            reserve: ReserveIndex(slot.reserve),
            padding: slot.padding,
        }),
        borrows: position.holdings.borrows.map(|slot| BorrowSlot {
            shares: DebtShares(slot.shares),
            reserve: ReserveIndex(slot.reserve),
            padding: slot.padding,
        }),
    }
}
