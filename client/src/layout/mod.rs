//! Account bytes. Every account is an 8-byte discriminator and a fixed `repr(C)` body of little-endian integers.

mod change;
mod config;
mod feed;
mod limit;
mod market;
mod position;
mod reserve;
mod view;

use crate::error::DecodeError;
use bytemuck::AnyBitPattern;

pub use change::{ChangeKind, OracleSources, PAYLOAD, PendingChange};
pub use config::{
    BorrowCurve, CurvePoint, GroupTerms, LiquidationRules, LtvBounds, PriceRules, ReserveConfig,
};
pub use feed::{
    Bucket, FeedConfig, FeedState, Publisher, PublisherRecord, Recommendation, Report, RiskFeed,
    Throttle,
};
pub use limit::{
    Bounds, BreakerRule, Breakers, Deleverage, DeleverageRequest, Limit, MarketFlows, MarketLimits,
    PriceReference, RampRequest, ReserveFlows, ReserveLimits, Schedule, ThresholdRamp,
};
pub use market::{Market, PendingRole, Role, Roles};
pub use position::{BorrowSlot, DepositSlot, Earned, Fading, Holdings, Position, RewardIndex};
pub use reserve::{
    BorrowIndex, CachedPrice, FlashLoan, Ledger, Reserve, RewardStream, RewardToken,
};
pub use view::{AssetView, PositionView, TermsView};

/// An account of the program.
pub trait Account: AnyBitPattern {
    /// Its name in the interface description.
    const NAME: &'static str;
    /// Its first 8 bytes.
    const DISCRIMINATOR: [u8; 8];

    /// Reads it from an account's data.
    fn decode(data: &[u8]) -> Result<Self, DecodeError> {
        decode(data, Self::NAME, Self::DISCRIMINATOR)
    }
}

/// Reads a discriminator and a body; trailing bytes are ignored.
pub(crate) fn decode<T: AnyBitPattern>(
    data: &[u8],
    kind: &'static str,
    discriminator: [u8; 8],
) -> Result<T, DecodeError> {
    let expected = discriminator.len() + size_of::<T>();
    let Some(data) = data.get(..expected) else {
        return Err(DecodeError::Length {
            kind,
            expected,
            found: data.len(),
        });
    };
    let (head, body) = data.split_at(discriminator.len());
    if head != discriminator {
        return Err(DecodeError::Discriminator { kind });
    }
    Ok(bytemuck::pod_read_unaligned(body))
}
