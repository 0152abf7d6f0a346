//! Between the client's account layouts and policy's types, field by field.

use ballast_client::layout;
use ballast_policy::config::ReserveConfig;
use ballast_policy::curve::{BorrowCurve, CurvePoint};
use ballast_policy::feed::{FeedConfig, FeedState};
use ballast_policy::index::BorrowIndex;
use ballast_policy::interest::RatePerSecond;
use ballast_policy::ledger::Ledger;
use ballast_policy::ltv::LtvBounds;
use ballast_policy::market::{Feed, Reserve};
use ballast_policy::position::{BorrowSlot, DepositSlot, Position};
use ballast_policy::price::{CachedPrice, PriceRules};
use ballast_policy::report::Report;
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
        max_spread: config.max_spread,
        max_half_width: config.max_half_width,
        min_publishers: config.min_publishers,
        confirmations: config.confirmations,
        padding: config.padding,
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
        price: CachedPrice {
            low: PricePerUnit(reserve.price.low),
            mid: PricePerUnit(reserve.price.mid),
            high: PricePerUnit(reserve.price.high),
            published_at: Timestamp(reserve.price.published_at),
        },
        feed,
    }
}

/// A feed as policy sees it.
pub fn policy_feed(feed: &layout::RiskFeed) -> Feed {
    Feed {
        config: FeedConfig {
            max_report_age: feed.config.max_report_age,
            max_report_ahead: feed.config.max_report_ahead,
            hold_seconds: feed.config.hold_seconds,
            conservative_seconds: feed.config.conservative_seconds,
            min_dwell_seconds: feed.config.min_dwell_seconds,
            round_seconds: feed.config.round_seconds,
            max_spread: feed.config.max_spread,
            max_half_width: feed.config.max_half_width,
            min_publishers: feed.config.min_publishers,
            confirmations: feed.config.confirmations,
            padding: feed.config.padding,
        },
        state: FeedState {
            consensus_at: Timestamp(feed.state.consensus_at),
            regime_since: Timestamp(feed.state.regime_since),
            counted_at: Timestamp(feed.state.counted_at),
            rounds: feed.state.rounds,
            score: Score(feed.state.score),
            spread: feed.state.spread,
            regime: feed.state.regime,
            confirmations: feed.state.confirmations,
            fresh: feed.state.fresh,
            quorum: feed.state.quorum,
        },
        reports: feed.reports.map(|report| Report {
            sequence: report.sequence,
            observed_at: Timestamp(report.observed_at),
            score: Score(report.score),
            half_width: report.half_width,
            is_voting: report.is_voting,
            padding: report.padding,
        }),
    }
}

/// A position's holdings as policy sees them.
pub fn policy_holdings(position: &layout::Position) -> Position {
    Position {
        deposits: position.holdings.deposits.map(|slot| DepositSlot {
            shares: DepositShares(slot.shares),
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
