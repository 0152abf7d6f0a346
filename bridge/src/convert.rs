//! Between the client's account layouts and policy's types, field by field.

mod config;
mod limit;

pub use config::layout_config;
pub use limit::{
    layout_bounds, layout_market_limits, layout_reserve_limits, policy_bounds, policy_market,
};

use ballast_client::layout;
use ballast_policy::feed::{FeedConfig, FeedState, Recommendation};
use ballast_policy::fresh::Fading;
use ballast_policy::index::BorrowIndex;
use ballast_policy::interest::RatePerSecond;
use ballast_policy::ledger::Ledger;
use ballast_policy::limiter::Bucket;
use ballast_policy::market::{Feed, Reserve};
use ballast_policy::position::{BorrowSlot, DepositSlot, Position};
use ballast_policy::price::CachedPrice;
use ballast_policy::publisher::PublisherRecord;
use ballast_policy::report::Report;
use ballast_policy::reward::{Earned, RewardIndex, RewardStream};
use ballast_policy::throttle::Throttle;
use ballast_policy::unit::{
    DebtShares, DepositShares, PricePerUnit, ReserveIndex, Score, Timestamp, TokenAmount,
};

/// A feed's configuration as the program stores it.
pub fn layout_feed_config(config: &FeedConfig) -> layout::FeedConfig {
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
        insurance: TokenAmount(ledger.insurance),
        group_debt_shares: DebtShares(ledger.group_debt_shares),
        fee_carry: ledger.fee_carry,
        virtual_lost: ledger.virtual_lost,
    }
}

/// A reserve as policy sees it; `feed` is where its feed stands in policy's market.
pub fn policy_reserve(reserve: &layout::Reserve, feed: usize) -> Reserve {
    Reserve {
        ledger: ledger(&reserve.ledger),
        config: config::config(&reserve.config),
        limits: limit::policy_reserve_limits(&reserve.limits),
        flows: limit::policy_flows(&reserve.flows),
        schedule: limit::policy_schedule(&reserve.schedule),
        price: cached_price(&reserve.price),
        second: (reserve.has_second != 0).then(|| cached_price(&reserve.second_price)),
        deposit_rewards: rewards(&reserve.deposit_rewards),
        borrow_rewards: rewards(&reserve.borrow_rewards),
        feed,
    }
}

fn rewards(stream: &layout::RewardStream) -> RewardStream {
    RewardStream {
        index: reward_index(&stream.index),
        left: TokenAmount(stream.left),
        unclaimed: TokenAmount(stream.unclaimed),
        until: Timestamp(stream.until),
        emitted_at: Timestamp(stream.emitted_at),
        generation: stream.generation,
        is_open: stream.is_open,
    }
}

fn earned(earned: &layout::Earned) -> Earned {
    Earned {
        seen: reward_index(&earned.seen),
        owed: TokenAmount(earned.owed),
        generation: earned.generation,
        fraction: earned.fraction,
    }
}

const fn reward_index(index: &layout::RewardIndex) -> RewardIndex {
    RewardIndex {
        whole: index.whole,
        fraction: index.fraction,
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
        depth_bps: state.depth_bps,
        regime: state.regime,
        confirmations: state.confirmations,
        fresh: state.fresh,
        quorum: state.quorum,
        mode: state.mode,
        is_disputed: state.is_disputed,
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
            depth_bps: report.depth_bps,
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

fn fading(fading: &layout::Fading) -> Fading {
    Fading {
        amount: fading.amount,
        since: Timestamp(fading.since),
        until: Timestamp(fading.until),
    }
}

/// A position's holdings as policy sees them.
pub fn policy_holdings(position: &layout::Position) -> Position {
    Position {
        deposits: position.holdings.deposits.map(|slot| DepositSlot {
            shares: DepositShares(slot.shares),
            fresh: fading(&slot.fresh),
            earned: earned(&slot.earned),
            reserve: ReserveIndex(slot.reserve),
            padding: slot.padding,
        }),
        borrows: position.holdings.borrows.map(|slot| BorrowSlot {
            shares: DebtShares(slot.shares),
            recent: fading(&slot.recent),
            charged: fading(&slot.charged),
            earned: earned(&slot.earned),
            reserve: ReserveIndex(slot.reserve),
            padding: slot.padding,
        }),
        unhealthy_since: Timestamp(position.holdings.unhealthy_since),
        group: position.holdings.group,
        padding: position.holdings.padding,
        noted_at: position.holdings.noted_at,
    }
}
