//! The markets that the tests set up.

use ballast_policy::config::ReserveConfig;
use ballast_policy::preset;
use ballast_policy::unit::TokenAmount;
use ballast_vm::{DeploymentPlan, ReservePlan};

/// What may be borrowed of every reserve in calm, base units; twice that may be deposited.
pub const CAP: u64 = 1 << 50;

/// Two feeds, SOL, USDC and ETH.
pub fn plan(publishers: usize) -> DeploymentPlan {
    DeploymentPlan {
        feeds: vec![(preset::feed(), publishers), (preset::feed(), publishers)],
        reserves: vec![
            reserve("SOL", 9, preset::volatile(TokenAmount(CAP)), 0),
            reserve("USDC", 6, preset::stable(TokenAmount(CAP)), 1),
            reserve("ETH", 8, preset::volatile(TokenAmount(CAP)), 0),
        ],
    }
}

/// A reserve of `asset` that follows the feed of this index.
pub fn reserve(asset: &str, decimals: u8, config: ReserveConfig, feed: u16) -> ReservePlan {
    ReservePlan {
        asset: asset.into(),
        decimals,
        config,
        feed,
    }
}
