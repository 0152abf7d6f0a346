//! Accounts: fixed layouts, read and written in place.
//!
//! Sizes are asserted, because clients decode by offset: a change of layout is a change of version.

mod change;
mod config;
mod feed;
mod limit;
mod market;
mod mirror;
mod position;
mod reserve;
mod view;

pub use change::{CANCELLED, ChangeKind, EXECUTED, OracleSources, PAYLOAD, PENDING, PendingChange};
pub use config::{
    BorrowCurve, CurvePoint, GroupTerms, LiquidationRules, LtvBounds, PriceRules, ReserveConfig,
};
pub use feed::{
    Bucket, FeedConfig, FeedState, Publisher, PublisherRecord, Recommendation, Report, RiskFeed,
    Throttle,
};
pub use limit::{
    Bounds, BreakerRule, Breakers, DeleverageRequest, Limit, MarketFlows, MarketLimits,
    PriceReference, RampRequest, ReserveFlows, ReserveLimits, Schedule, ThresholdRamp,
};
pub use market::{GUARDIAN_ROLE, Market, PendingRole, ROLE_COUNT, Roles};
pub use position::{
    ALL_RIGHTS, BorrowSlot, DepositSlot, Earned, Fading, Holdings, Position, RewardIndex, Right,
};
pub use reserve::{
    BorrowIndex, CachedPrice, FlashLoan, Ledger, Reserve, RewardStream, RewardToken,
};
pub use view::{AssetView, PositionView, TermsView};
